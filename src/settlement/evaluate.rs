//! What an expression comes to, exactly, for the cooperative or for each
//! household at once.

use super::SettlementMistake;
use super::bind::{Season, SeasonColumn};
use super::outcome::StepOutcome;
use super::reckoned::{Figure, Looked, LookedBand, Reckoned, Slice, Truth, slices};
use crate::exact::{Amount, Exact, Fraction, Numbers, Operand, Overflow};
use crate::expression::{Comparison, Function, Kind, Operator};
use crate::formula::{Band, Bound, Expression, Formula, Name, Reference, Schedule, Tally};
use crate::text::Mistake;
use std::cell::RefCell;

/// A mistake on its way: it is rare, and takes little room where there is none.
pub(super) type Found = Box<Mistake<SettlementMistake>>;

pub(super) type Done<T = Reckoned> = Result<T, Found>;

/// What can be named at one point of a settlement.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    pub(super) formula: &'a Formula,
    pub(super) bound: &'a Season,
    /// What each pool of the formula opened with.
    pub(super) openings: &'a [Amount],
    /// What each step so far has moved.
    pub(super) outcomes: &'a [StepOutcome],
    /// The figures so far.
    pub(super) figures: &'a [Fraction],
    /// What is left where the step takes from.
    pub(super) rest: Option<Amount>,
    /// The households that are asked about, when not all are.
    pub(super) asked: Option<&'a Asked>,
    /// Whether what the parts came to is kept, to be told of.
    pub(super) keeps: bool,
    /// The schedules reckoned so far for everyone.
    pub(super) for_all: &'a Schedules,
}

/// The households that are asked about; what fails for the others is nothing to
/// them.
pub(super) struct Asked {
    pub(super) among: Vec<bool>,
    /// The schedules reckoned so far for them.
    schedules: Schedules,
}

impl Asked {
    /// Those for whom it is true.
    pub(super) fn of(among: impl Iterator<Item = bool>) -> Self {
        Self { among: among.collect(), schedules: Schedules::default() }
    }
}

/// An operation on the figures of all households at once.
type AtOnce = fn(Operand<'_>, Operand<'_>) -> Option<Numbers>;

/// Schedules by their place, each reckoned once.
pub(super) type Schedules = RefCell<Vec<Option<Reckoned>>>;

impl Evaluator<'_> {
    /// The same, asking of other households.
    pub(super) fn asking<'b>(&'b self, asked: Option<&'b Asked>) -> Evaluator<'b> {
        Evaluator { asked, ..*self }
    }

    /// Those for whom `truth` is `wanted`; `None` where it nowhere is.
    fn asked_where(&self, truth: &Truth, wanted: bool) -> Option<Asked> {
        let is_asked = |household| self.is_asked(household) && truth.of(household) == wanted;
        let asked = Asked::of((0..self.bound.households).map(is_asked));
        asked.among.contains(&true).then_some(asked)
    }

    fn is_asked(&self, household: usize) -> bool {
        self.asked.is_none_or(|asked| asked.among[household])
    }

    /// An amount made of `parts`, which are kept if they are to be told of.
    fn made_of(&self, figure: Figure, parts: impl IntoIterator<Item = Reckoned>) -> Reckoned {
        let reckoned = Reckoned::amount_of(figure);
        if self.keeps { reckoned.with(parts.into_iter().collect()) } else { reckoned }
    }

    /// A truth, likewise.
    fn true_of(&self, truth: Truth, parts: impl IntoIterator<Item = Reckoned>) -> Reckoned {
        let reckoned = Reckoned::truth_of(truth);
        if self.keeps { reckoned.with(parts.into_iter().collect()) } else { reckoned }
    }

    /// A figure for each household, each reckoned by itself.
    fn for_each(&self, by: impl Fn(usize) -> Done<Fraction>) -> Done<Figure> {
        let each = (0..self.bound.households).map(|household| {
            let result = by(household);
            if self.is_asked(household) { result } else { Ok(result.unwrap_or(Fraction::ZERO)) }
        });
        Ok(Figure::Each(Numbers::each(each.collect::<Result<_, _>>()?)))
    }

    /// Two figures put together: all at once if that can be done, else one by one.
    fn combine(
        &self,
        left: &Figure,
        right: &Figure,
        at_once: AtOnce,
        one: impl Fn(Fraction, Fraction) -> Done<Fraction>,
    ) -> Done<Figure> {
        if let (Figure::One(left), Figure::One(right)) = (left, right) {
            return one(*left, *right).map(Figure::One);
        }
        match at_once(left.operand(), right.operand()) {
            Some(numbers) => Ok(Figure::Each(numbers)),
            None => self.for_each(|household| one(left.of(household), right.of(household))),
        }
    }

    /// The amount that `expression` comes to.
    pub(super) fn quantity(&self, expression: &Expression) -> Done {
        let too_large = |overflow: Overflow| Found::new(Mistake::at(&expression.place, overflow));
        match &expression.kind {
            Kind::Number(quantity) => {
                let value = self.bound.measure.reduce(quantity);
                let value = value.map_err(|error| Mistake::at(&expression.place, error))?;
                Ok(Reckoned::amount_of(Figure::One(value)))
            }
            Kind::Name(name) => self.named(name, expression),
            Kind::Minus(part) => {
                let part = self.quantity(part)?;
                let turn = Figure::One(Fraction::whole(-1));
                let figure = self.combine(
                    part.amount(),
                    &turn,
                    |a, b| a.times(b),
                    |own, _| own.negated().map_err(too_large),
                )?;
                Ok(self.made_of(figure, [part]))
            }
            Kind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                let at_once: AtOnce = match operator {
                    Operator::Plus => |a, b| a.plus(b),
                    Operator::Minus => |a, b| a.minus(b),
                    Operator::Times | Operator::Of => |a, b| a.times(b),
                    Operator::Over => |a, b| a.over(b),
                };
                let figure = self.combine(left.amount(), right.amount(), at_once, |a, b| {
                    arithmetic(*operator, a, b, expression)
                })?;
                Ok(self.made_of(figure, [left, right]))
            }
            Kind::Call(Function::Min, parts) => self.fold(parts, |a, b| a.min(b), Fraction::min),
            Kind::Call(Function::Max, parts) => self.fold(parts, |a, b| a.max(b), Fraction::max),
            Kind::Call(Function::Paid, parts) => {
                let step = self.quantity(&parts[0])?;
                Ok(self.made_of(step.amount().clone(), [step]))
            }
            Kind::Call(Function::Own, parts) => {
                let step = self.quantity(&parts[0])?;
                Ok(self.made_of(self.own(&parts[0]), [step]))
            }
            Kind::Call(function, parts) => {
                // What is added up is asked of everyone.
                let all = self.asking(None).quantity(&parts[0])?;
                let sum = self.sum(all.amount());
                let value = sum.and_then(|sum| over_all(*function, sum, self.bound.households));
                let value = value.map_err(too_large)?;
                let value = value.ok_or_else(|| divides_by_zero(expression))?;
                Ok(self.made_of(Figure::One(value), [all]))
            }
            Kind::Compare(..) | Kind::IsLabel(..) | Kind::And(..) | Kind::Or(..) | Kind::Not(_) => {
                unreachable!("the checker lets no comparison stand for an amount")
            }
        }
    }

    /// Whether `expression` is true.
    pub(super) fn truth(&self, expression: &Expression) -> Done {
        // The right side is asked only where the left one is `open`, and decides there.
        let either = |left: &Expression, right: &Expression, open: bool| {
            let left = self.truth(left)?;
            let Some(asked) = self.asked_where(left.truth(), open) else {
                return Ok(self.true_of(left.truth().clone(), [left]));
            };
            let right = self.asking(Some(&asked)).truth(right)?;
            let truth = left.truth().with(right.truth(), |a, b| if a == open { b } else { a });
            Ok(self.true_of(truth, [left, right]))
        };
        match &expression.kind {
            Kind::Compare(comparison, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                let truth = self.compared(*comparison, left.amount(), right.amount());
                Ok(self.true_of(truth, [left, right]))
            }
            Kind::IsLabel(name, equal, _, label) => {
                let Reference::Column(column) = name.means else { unreachable!("only a column has labels") };
                let SeasonColumn::Labels(labels) = &self.bound.columns[column] else {
                    unreachable!("binding keeps words and numbers apart")
                };
                let truth = labels.iter().map(|own| (own == label) == *equal).collect();
                Ok(Reckoned::truth_of(Truth::Each(truth)))
            }
            Kind::And(left, right) => either(left, right, true),
            Kind::Or(left, right) => either(left, right, false),
            Kind::Not(part) => {
                let part = self.truth(part)?;
                let truth = part.truth().with(&Truth::One(true), |part, _| !part);
                Ok(self.true_of(truth, [part]))
            }
            _ => unreachable!("the checker lets no amount stand for a comparison"),
        }
    }

    fn compared(&self, comparison: Comparison, left: &Figure, right: &Figure) -> Truth {
        if let (Figure::One(left), Figure::One(right)) = (left, right) {
            return Truth::One(comparison.holds(left.cmp(right)));
        }
        let at_once = left.operand().compared(right.operand(), |order| comparison.holds(order));
        Truth::Each(at_once.unwrap_or_else(|| {
            let holds = |own| comparison.holds(left.of(own).cmp(&right.of(own)));
            (0..self.bound.households).map(holds).collect()
        }))
    }

    fn named(&self, name: &Name, expression: &Expression) -> Done {
        let figure = match name.means {
            Reference::Net => {
                let nets = super::household::nets(self.outcomes, self.bound.households);
                let nets = nets.map_err(|overflow| Mistake::at(&expression.place, overflow))?;
                Figure::Each(Numbers::amounts(&nets))
            }
            Reference::Household => Figure::Each(Numbers::alike(Fraction::ONE, self.bound.households)),
            Reference::Column(i) => match &self.bound.columns[i] {
                SeasonColumn::Numbers(numbers) => Figure::Each(numbers.clone()),
                SeasonColumn::Labels(_) => unreachable!("the checker lets no word stand for an amount"),
            },
            Reference::Schedule(i) => {
                let schedules = self.asked.map_or(self.for_all, |asked| &asked.schedules);
                if let Some(Some(known)) = schedules.borrow().get(i) {
                    return Ok(known.clone());
                }
                let reckoned = self.schedule(&self.formula.schedules[i], expression)?;
                let mut schedules = schedules.borrow_mut();
                schedules.resize(self.formula.schedules.len(), None);
                schedules[i] = Some(reckoned.clone());
                return Ok(reckoned);
            }
            Reference::Parameter(i) => Figure::One(self.bound.parameters[i]),
            Reference::Fact(i) => Figure::One(self.bound.facts[i]),
            Reference::Pool(i) => Figure::One(self.openings[i].exact()),
            Reference::Step(i) => Figure::One(self.outcomes[i].amount.exact()),
            Reference::Figure(i) => Figure::One(self.figures[i]),
            Reference::Quantum => Figure::One(Fraction::ONE),
            Reference::Rest => {
                Figure::One(self.rest.expect("the checker lets `rest` stand in steps only").exact())
            }
        };
        Ok(Reckoned::amount_of(figure))
    }

    /// Each household's own part of a step, whichever way it went; nothing where
    /// the step went elsewhere.
    fn own(&self, step: &Expression) -> Figure {
        let Kind::Name(Name { means: Reference::Step(step), .. }) = &step.kind else {
            unreachable!("the checker asks for a step")
        };
        Figure::Each(match &self.outcomes[*step].parts {
            Some(parts) => Numbers::magnitudes(parts),
            None => Numbers::alike(Fraction::ZERO, self.bound.households),
        })
    }

    fn fold(&self, parts: &[Expression], at_once: AtOnce, one: fn(Fraction, Fraction) -> Fraction) -> Done {
        let parts = parts.iter().map(|part| self.quantity(part)).collect::<Result<Vec<_>, _>>()?;
        let mut figure = parts[0].amount().clone();
        for part in &parts[1..] {
            figure = self.combine(&figure, part.amount(), at_once, |a, b| Ok(one(a, b)))?;
        }
        Ok(self.made_of(figure, parts))
    }

    /// The sum over all households.
    pub(super) fn sum(&self, figure: &Figure) -> Result<Fraction, Overflow> {
        match figure {
            Figure::One(value) => value.times(many(self.bound.households)),
            Figure::Each(numbers) => numbers.sum(),
        }
    }

    fn schedule(&self, schedule: &Schedule, used: &Expression) -> Done {
        let of = self.quantity(&schedule.of)?;
        let bands = self.bands(schedule)?;
        let told = |x: Fraction| (schedule.name.clone(), x.to_places(6).0);
        let reckon = |x: Fraction| -> Done<Fraction> {
            let mistake = |kind| Found::new(Mistake::at(&used.place, kind));
            match schedule.tally {
                Tally::Bands => {
                    let band = bands.iter().find(|band| band.holds(x));
                    band.map(|band| band.rate).ok_or_else(|| {
                        let (schedule, value) = told(x);
                        mistake(SettlementMistake::NoBand { schedule, value })
                    })
                }
                Tally::Slices if x.is_negative() => {
                    let (schedule, value) = told(x);
                    Err(mistake(SettlementMistake::NegativeSlices { schedule, value }))
                }
                Tally::Slices => {
                    let sum = slices(&bands, x).and_then(|slices| {
                        let part = |slice: &Slice| slice.size.times(slice.rate);
                        slices.iter().try_fold(Fraction::ZERO, |sum, slice| sum.plus(part(slice)?))
                    });
                    sum.map_err(|overflow| mistake(overflow.into()))
                }
            }
        };
        let figure = match of.amount() {
            Figure::One(x) => Figure::One(reckon(*x)?),
            Figure::Each(numbers) => self.for_each(|household| reckon(numbers.at(household)))?,
        };
        let reckoned = Reckoned::amount_of(figure);
        Ok(if self.keeps { reckoned.looked_up(Looked { of, bands }) } else { reckoned })
    }

    /// The bands of `schedule` with their ends and rates reckoned.
    fn bands(&self, schedule: &Schedule) -> Done<Vec<LookedBand>> {
        let end = |bound: &Option<Bound>| -> Done<Option<(Fraction, bool)>> {
            let Some(bound) = bound else { return Ok(None) };
            Ok(Some((self.quantity(&bound.value)?.amount().of(0), bound.closed)))
        };
        let band = |band: &Band| {
            let (lower, upper) = (end(&band.lower)?, end(&band.upper)?);
            Ok(LookedBand { lower, upper, rate: self.quantity(&band.rate)?.amount().of(0) })
        };
        schedule.bands.iter().map(band).collect()
    }
}

fn many(households: usize) -> Fraction {
    Fraction::whole(i128::try_from(households).unwrap_or(i128::MAX))
}

/// The sum over so many households, or their mean; nothing where there are none.
pub(super) fn over_all(
    function: Function,
    sum: Fraction,
    households: usize,
) -> Result<Option<Fraction>, Overflow> {
    if function == Function::Mean { sum.over(many(households)) } else { Ok(Some(sum)) }
}

/// Two figures put together; nothing where that divides by nothing.
pub(super) fn operate<Number: Exact>(
    operator: Operator,
    a: Number,
    b: Number,
) -> Result<Option<Number>, Overflow> {
    match operator {
        Operator::Plus => a.plus(b).map(Some),
        Operator::Minus => a.minus(b).map(Some),
        Operator::Times | Operator::Of => a.times(b).map(Some),
        Operator::Over => a.over(b),
    }
}

fn arithmetic(operator: Operator, a: Fraction, b: Fraction, expression: &Expression) -> Done<Fraction> {
    let result = operate(operator, a, b).map_err(|overflow| Mistake::at(&expression.place, overflow))?;
    result.ok_or_else(|| divides_by_zero(expression))
}

fn divides_by_zero(expression: &Expression) -> Found {
    Mistake::at(&expression.place, SettlementMistake::DividesByZero(expression.to_string())).into()
}
