//! What an expression comes to, exactly, for the cooperative or for each
//! household at once.

use super::SettlementMistake;
use super::bind::{Bound, BoundColumn};
use super::outcome::StepOutcome;
use super::reckoned::{Figure, Looked, LookedBand, Reckoned, Slice, Value, slices};
use crate::exact::{Amount, Fraction, Overflow};
use crate::expression::{Function, Kind, Operator};
use crate::formula::{Expression, Formula, Name, Reference, Schedule, Tally};
use crate::text::Mistake;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

type Done<T = Arc<Reckoned>> = Result<T, Mistake<SettlementMistake>>;

/// What can be named at one point of a settlement.
pub(super) struct Evaluator<'a> {
    pub(super) formula: &'a Formula,
    pub(super) bound: &'a Bound,
    /// What each pool of the formula opened with.
    pub(super) openings: &'a [Amount],
    /// What each step so far has moved.
    pub(super) outcomes: &'a [StepOutcome],
    /// The figures so far.
    pub(super) figures: &'a [Fraction],
    /// What is left where the step takes from.
    pub(super) rest: Option<Amount>,
    /// The households that are asked about; what fails for the others is
    /// nothing to them.
    pub(super) among: Option<Vec<bool>>,
    /// The schedules reckoned so far, for those who are asked about.
    pub(super) schedules: Schedules,
    /// The same for everyone.
    pub(super) for_all: Schedules,
}

/// Schedules by their place, each reckoned once.
pub(super) type Schedules = Rc<RefCell<Vec<Option<Arc<Reckoned>>>>>;

impl<'a> Evaluator<'a> {
    /// The same, asking of other households.
    pub(super) fn asking(&self, among: Option<Vec<bool>>) -> Evaluator<'a> {
        let Self { formula, bound, openings, outcomes, figures, rest, .. } = *self;
        let for_all = Rc::clone(&self.for_all);
        let schedules = if among.is_some() { Schedules::default() } else { Rc::clone(&for_all) };
        Evaluator { formula, bound, openings, outcomes, figures, rest, among, schedules, for_all }
    }

    /// The same, asking only where `truth` is `wanted`; `None` where it nowhere is.
    fn asking_where(&self, truth: &Figure<bool>, wanted: bool) -> Option<Evaluator<'a>> {
        let asked = |household| self.is_asked(Some(household)) && truth.of(household) == wanted;
        let among: Vec<bool> = (0..self.bound.households).map(asked).collect();
        among.contains(&true).then(|| self.asking(Some(among)))
    }

    fn is_asked(&self, household: Option<usize>) -> bool {
        match (&self.among, household) {
            (Some(among), Some(household)) => among[household],
            _ => true,
        }
    }

    /// The amount that `expression` comes to.
    pub(super) fn quantity(&self, expression: &Expression) -> Done {
        let too_large = |overflow: Overflow| Mistake::at(&expression.place, overflow);
        match &expression.kind {
            Kind::Number(quantity) => {
                let value = self.bound.measure.reduce(quantity);
                let value = value.map_err(|error| Mistake::at(&expression.place, error))?;
                Ok(Reckoned::amount_of(Figure::One(value), Vec::new()))
            }
            Kind::Name(name) => self.named(name, expression),
            Kind::Minus(part) => {
                let part = self.quantity(part)?;
                let figure = part.amount().map(Fraction::negated).map_err(too_large)?;
                Ok(Reckoned::amount_of(figure, vec![part]))
            }
            Kind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                let figure = left.amount().zip(right.amount(), |household, a, b| {
                    let result = self.arithmetic(*operator, a, b, expression);
                    if self.is_asked(household) { result } else { Ok(result.unwrap_or(Fraction::ZERO)) }
                })?;
                Ok(Reckoned::amount_of(figure, vec![left, right]))
            }
            Kind::Call(Function::Min, parts) => self.fold(parts, Fraction::min),
            Kind::Call(Function::Max, parts) => self.fold(parts, Fraction::max),
            Kind::Call(Function::Paid, parts) => {
                let step = self.quantity(&parts[0])?;
                Ok(Reckoned::amount_of(step.amount().clone(), vec![step]))
            }
            Kind::Call(Function::Own, parts) => {
                let step = self.quantity(&parts[0])?;
                Ok(Reckoned::amount_of(self.own(&parts[0]), vec![step]))
            }
            Kind::Call(function, parts) => {
                // What is added up is asked of everyone.
                let all = self.asking(None).quantity(&parts[0])?;
                let sum = self.sum(all.amount()).map_err(too_large)?;
                let value = if *function == Function::Mean {
                    let households = i128::try_from(self.bound.households).unwrap_or(i128::MAX);
                    let mean = sum.over(Fraction::whole(households)).map_err(too_large)?;
                    mean.ok_or_else(|| divides_by_zero(expression))?
                } else {
                    sum
                };
                Ok(Reckoned::amount_of(Figure::One(value), vec![all]))
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
            let Some(asking) = self.asking_where(left.truth(), open) else {
                return Ok(Reckoned::truth_of(left.truth().clone(), vec![left]));
            };
            let right = asking.truth(right)?;
            let truth = left.truth().zip(right.truth(), |_, a, b| Done::Ok(if a == open { b } else { a }))?;
            Ok(Reckoned::truth_of(truth, vec![left, right]))
        };
        match &expression.kind {
            Kind::Compare(comparison, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                let truth =
                    left.amount().zip(right.amount(), |_, a, b| Done::Ok(comparison.holds(a.cmp(&b))))?;
                Ok(Reckoned::truth_of(truth, vec![left, right]))
            }
            Kind::IsLabel(name, equal, _, label) => {
                let Reference::Column(column) = name.means else { unreachable!("only a column has labels") };
                let BoundColumn::Labels(labels) = &self.bound.columns[column] else {
                    unreachable!("binding keeps words and numbers apart")
                };
                let truth = labels.iter().map(|own| (own == label) == *equal).collect();
                Ok(Reckoned::truth_of(Figure::Each(truth), Vec::new()))
            }
            Kind::And(left, right) => either(left, right, true),
            Kind::Or(left, right) => either(left, right, false),
            Kind::Not(part) => {
                let part = self.truth(part)?;
                let truth = part.truth().map(|part| Done::Ok(!part))?;
                Ok(Reckoned::truth_of(truth, vec![part]))
            }
            _ => unreachable!("the checker lets no amount stand for a comparison"),
        }
    }

    fn named(&self, name: &Name, expression: &Expression) -> Done {
        let figure = match name.means {
            Reference::Parameter(i) => Figure::One(self.bound.parameters[i]),
            Reference::Fact(i) => Figure::One(self.bound.facts[i]),
            Reference::Pool(i) => Figure::One(self.openings[i].exact()),
            Reference::Step(i) => Figure::One(self.outcomes[i].amount.exact()),
            Reference::Figure(i) => Figure::One(self.figures[i]),
            Reference::Quantum => Figure::One(Fraction::ONE),
            Reference::Net => {
                let nets = super::household::nets(self.outcomes, self.bound.households);
                let nets = nets.map_err(|overflow| Mistake::at(&expression.place, overflow))?;
                Figure::Each(nets.into_iter().map(Amount::exact).collect())
            }
            Reference::Household => Figure::Each(vec![Fraction::ONE; self.bound.households]),
            Reference::Rest => {
                let rest = self.rest.expect("the checker lets `rest` stand in steps only");
                Figure::One(rest.exact())
            }
            Reference::Column(i) => match &self.bound.columns[i] {
                BoundColumn::Numbers(numbers) => Figure::Each(numbers.clone()),
                BoundColumn::Labels(_) => unreachable!("the checker lets no word stand for an amount"),
            },
            Reference::Schedule(i) => {
                if let Some(Some(known)) = self.schedules.borrow().get(i) {
                    return Ok(Arc::clone(known));
                }
                let reckoned = self.schedule(&self.formula.schedules[i], expression)?;
                let mut schedules = self.schedules.borrow_mut();
                schedules.resize(self.formula.schedules.len(), None);
                schedules[i] = Some(Arc::clone(&reckoned));
                return Ok(reckoned);
            }
        };
        Ok(Reckoned::amount_of(figure, Vec::new()))
    }

    /// Each household's own part of a step, whichever way it went; nothing where
    /// the step went elsewhere.
    fn own(&self, step: &Expression) -> Figure {
        let Kind::Name(Name { means: Reference::Step(step), .. }) = &step.kind else {
            unreachable!("the checker asks for a step")
        };
        let parts = self.outcomes[*step].parts.as_ref();
        let none = || vec![Fraction::ZERO; self.bound.households];
        Figure::Each(
            parts.map_or_else(none, |parts| parts.iter().map(|part| part.exact().magnitude()).collect()),
        )
    }

    fn arithmetic(
        &self,
        operator: Operator,
        a: Fraction,
        b: Fraction,
        expression: &Expression,
    ) -> Result<Fraction, Mistake<SettlementMistake>> {
        let result = match operator {
            Operator::Plus => a.plus(b),
            Operator::Minus => a.minus(b),
            Operator::Times | Operator::Of => a.times(b),
            Operator::Over => match a.over(b) {
                Ok(None) => return Err(divides_by_zero(expression)),
                Ok(Some(quotient)) => Ok(quotient),
                Err(overflow) => Err(overflow),
            },
        };
        result.map_err(|overflow| Mistake::at(&expression.place, overflow))
    }

    fn fold(&self, parts: &[Expression], by: fn(Fraction, Fraction) -> Fraction) -> Done {
        let parts = parts.iter().map(|part| self.quantity(part)).collect::<Result<Vec<_>, _>>()?;
        let mut figure = parts[0].amount().clone();
        for part in &parts[1..] {
            figure = figure.zip(part.amount(), |_, a, b| Done::Ok(by(a, b)))?;
        }
        Ok(Reckoned::amount_of(figure, parts))
    }

    /// The sum over all households.
    pub(super) fn sum(&self, figure: &Figure) -> Result<Fraction, Overflow> {
        (0..self.bound.households).try_fold(Fraction::ZERO, |sum, household| sum.plus(figure.of(household)))
    }

    fn schedule(&self, schedule: &Schedule, used: &Expression) -> Done {
        let of = self.quantity(&schedule.of)?;
        let bands = self.bands(schedule)?;
        let told = |x: Fraction| (schedule.name.clone(), x.to_places(6).0);
        let reckon = |x: Fraction| match schedule.tally {
            Tally::Bands => bands.iter().find(|band| band.holds(x)).map(|band| band.rate).ok_or_else(|| {
                let (schedule, value) = told(x);
                Mistake::at(&used.place, SettlementMistake::NoBand { schedule, value })
            }),
            Tally::Slices if x.is_negative() => {
                let (schedule, value) = told(x);
                Err(Mistake::at(&used.place, SettlementMistake::NegativeSlices { schedule, value }))
            }
            Tally::Slices => {
                let sum = slices(&bands, x).and_then(|slices| {
                    let part = |slice: &Slice| slice.size.times(slice.rate);
                    slices.iter().try_fold(Fraction::ZERO, |sum, slice| sum.plus(part(slice)?))
                });
                sum.map_err(|overflow| Mistake::at(&used.place, overflow))
            }
        };
        let figure = of.amount().zip(&Figure::One(()), |household, x, ()| {
            let result = reckon(x);
            if self.is_asked(household) { result } else { Ok(result.unwrap_or(Fraction::ZERO)) }
        })?;
        let schedule = Some(Looked { of, bands });
        Ok(Arc::new(Reckoned { value: Value::Amount(figure), parts: Vec::new(), schedule }))
    }

    /// The bands of `schedule` with their ends and rates reckoned.
    fn bands(&self, schedule: &Schedule) -> Done<Vec<LookedBand>> {
        let end = |bound: &Option<crate::formula::Bound>| match bound {
            None => Ok(None),
            Some(bound) => Ok(Some((self.quantity(&bound.value)?.amount().of(0), bound.closed))),
        };
        let reckon = |band: &crate::formula::Band| {
            let (lower, upper) = (end(&band.lower)?, end(&band.upper)?);
            Ok(LookedBand { lower, upper, rate: self.quantity(&band.rate)?.amount().of(0) })
        };
        schedule.bands.iter().map(reckon).collect()
    }
}

fn divides_by_zero(expression: &Expression) -> Mistake<SettlementMistake> {
    Mistake::at(&expression.place, SettlementMistake::DividesByZero(expression.to_string()))
}
