//! What an expression comes to, exactly, for the cooperative or for each
//! household at once.

use super::SettlementMistake;
use super::bind::{Bound, BoundColumn};
use super::outcome::StepOutcome;
use crate::exact::{Amount, Fraction, Overflow};
use crate::expression::{Function, Kind, Operator};
use crate::formula::{Expression, Formula, Name, Reference, Schedule, Tally};
use crate::text::Mistake;
use std::cell::RefCell;
use std::rc::Rc;

/// One figure, or one for each household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Figure<T = Fraction> {
    One(T),
    Each(Vec<T>),
}

type Reckoned<T = Fraction> = Result<Figure<T>, Mistake<SettlementMistake>>;

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
    /// Whether one figure for the cooperative is asked for at all.
    pub(super) one: bool,
    /// The schedules reckoned so far, for those who are asked about.
    pub(super) schedules: Schedules,
    /// The same for everyone.
    pub(super) for_all: Schedules,
}

/// Schedules by their place, each reckoned once.
pub(super) type Schedules = Rc<RefCell<Vec<Option<Figure>>>>;

impl<T: Copy> Figure<T> {
    /// The value for one household.
    pub(super) fn of(&self, household: usize) -> T {
        match self {
            Figure::One(value) => *value,
            Figure::Each(values) => values[household],
        }
    }

    fn map<U, E>(&self, by: impl Fn(T) -> Result<U, E>) -> Result<Figure<U>, E> {
        Ok(match self {
            Figure::One(value) => Figure::One(by(*value)?),
            Figure::Each(values) => Figure::Each(values.iter().copied().map(by).collect::<Result<_, _>>()?),
        })
    }

    /// Both figures put together, household by household where one is for each.
    fn zip<U: Copy, V, E>(
        &self,
        other: &Figure<U>,
        by: impl Fn(Option<usize>, T, U) -> Result<V, E>,
    ) -> Result<Figure<V>, E> {
        let households = match (self, other) {
            (Figure::One(a), Figure::One(b)) => return Ok(Figure::One(by(None, *a, *b)?)),
            (Figure::Each(values), _) => values.len(),
            (_, Figure::Each(values)) => values.len(),
        };
        let each =
            (0..households).map(|household| by(Some(household), self.of(household), other.of(household)));
        Ok(Figure::Each(each.collect::<Result<_, _>>()?))
    }
}

impl<'a> Evaluator<'a> {
    /// The same, asking of other households.
    pub(super) fn asking(&self, among: Option<Vec<bool>>) -> Evaluator<'a> {
        let Self { formula, bound, openings, outcomes, figures, rest, .. } = *self;
        let for_all = Rc::clone(&self.for_all);
        let schedules = if among.is_some() { Schedules::default() } else { Rc::clone(&for_all) };
        Evaluator { formula, bound, openings, outcomes, figures, rest, among, one: true, schedules, for_all }
    }

    /// The same, asking only where `truth` is `wanted`.
    fn asking_where(&self, truth: &Figure<bool>, wanted: bool) -> Evaluator<'a> {
        let asked = |household| self.is_asked(Some(household)) && truth.of(household) == wanted;
        let among: Vec<bool> = (0..self.bound.households).map(asked).collect();
        let one = self.one && among.contains(&true);
        Evaluator { one, ..self.asking(Some(among)) }
    }

    fn is_asked(&self, household: Option<usize>) -> bool {
        match (&self.among, household) {
            (Some(among), Some(household)) => among[household],
            (None, Some(_)) => true,
            (_, None) => self.one,
        }
    }

    /// The amount that `expression` comes to.
    pub(super) fn quantity(&self, expression: &Expression) -> Reckoned {
        let too_large = |overflow: Overflow| Mistake::at(&expression.place, overflow);
        match &expression.kind {
            Kind::Number(quantity) => {
                let value = self.bound.measure.reduce(quantity);
                value.map(Figure::One).map_err(|error| Mistake::at(&expression.place, error))
            }
            Kind::Name(name) => self.named(name, expression),
            Kind::Minus(part) => self.quantity(part)?.map(Fraction::negated).map_err(too_large),
            Kind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                left.zip(&right, |household, a, b| {
                    let result = self.arithmetic(*operator, a, b, expression);
                    if self.is_asked(household) { result } else { Ok(result.unwrap_or(Fraction::ZERO)) }
                })
            }
            Kind::Call(Function::Min, parts) => self.fold(parts, Fraction::min),
            Kind::Call(Function::Max, parts) => self.fold(parts, Fraction::max),
            Kind::Call(Function::Paid, parts) => self.quantity(&parts[0]),
            Kind::Call(Function::Own, parts) => Ok(self.own(&parts[0])),
            Kind::Call(function, parts) => {
                // What is added up is asked of everyone, if it is asked at all.
                let all =
                    if self.one { self.asking(None).quantity(&parts[0])? } else { self.quantity(&parts[0])? };
                let sum = self.sum(&all).map_err(too_large)?;
                if *function == Function::Sum {
                    return Ok(Figure::One(sum));
                }
                let households = i128::try_from(self.bound.households).unwrap_or(i128::MAX);
                let mean = sum.over(Fraction::whole(households)).map_err(too_large)?;
                mean.map(Figure::One).ok_or_else(|| divides_by_zero(expression))
            }
            Kind::Compare(..) | Kind::IsLabel(..) | Kind::And(..) | Kind::Or(..) | Kind::Not(_) => {
                unreachable!("the checker lets no comparison stand for an amount")
            }
        }
    }

    /// Whether `expression` is true.
    pub(super) fn truth(&self, expression: &Expression) -> Reckoned<bool> {
        match &expression.kind {
            Kind::Compare(comparison, left, right) => {
                let (left, right) = (self.quantity(left)?, self.quantity(right)?);
                left.zip(&right, |_, a, b| Ok(comparison.holds(a.cmp(&b))))
            }
            Kind::IsLabel(name, equal, _, label) => {
                let Reference::Column(column) = name.means else { unreachable!("only a column has labels") };
                let BoundColumn::Labels(labels) = &self.bound.columns[column] else {
                    unreachable!("binding keeps words and numbers apart")
                };
                Ok(Figure::Each(labels.iter().map(|own| (own == label) == *equal).collect()))
            }
            Kind::And(left, right) => {
                let left = self.truth(left)?;
                let right = self.asking_where(&left, true).truth(right)?;
                left.zip(&right, |_, a, b| Ok(a && b))
            }
            Kind::Or(left, right) => {
                let left = self.truth(left)?;
                let right = self.asking_where(&left, false).truth(right)?;
                left.zip(&right, |_, a, b| Ok(a || b))
            }
            Kind::Not(part) => self.truth(part)?.map(|part| Ok(!part)),
            _ => unreachable!("the checker lets no amount stand for a comparison"),
        }
    }

    fn named(&self, name: &Name, expression: &Expression) -> Reckoned {
        Ok(match name.means {
            Reference::Parameter(i) => Figure::One(self.bound.parameters[i]),
            Reference::Fact(i) => Figure::One(self.bound.facts[i]),
            Reference::Pool(i) => Figure::One(self.openings[i].exact()),
            Reference::Step(i) => Figure::One(self.outcomes[i].amount.exact()),
            Reference::Figure(i) => Figure::One(self.figures[i]),
            Reference::Quantum => Figure::One(Fraction::ONE),
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
                    return Ok(known.clone());
                }
                let figure = self.schedule(&self.formula.schedules[i], expression)?;
                let mut schedules = self.schedules.borrow_mut();
                schedules.resize(self.formula.schedules.len(), None);
                schedules[i] = Some(figure.clone());
                figure
            }
        })
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

    fn fold(&self, parts: &[Expression], by: fn(Fraction, Fraction) -> Fraction) -> Reckoned {
        let mut figure = self.quantity(&parts[0])?;
        for part in &parts[1..] {
            let other = self.quantity(part)?;
            figure = figure.zip(&other, |_, a, b| Ok::<_, Mistake<SettlementMistake>>(by(a, b)))?;
        }
        Ok(figure)
    }

    /// The sum over all households.
    pub(super) fn sum(&self, figure: &Figure) -> Result<Fraction, Overflow> {
        (0..self.bound.households).try_fold(Fraction::ZERO, |sum, household| sum.plus(figure.of(household)))
    }

    fn schedule(&self, schedule: &Schedule, used: &Expression) -> Reckoned {
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
                    slices.iter().try_fold(Fraction::ZERO, |sum, (slice, rate)| sum.plus(slice.times(*rate)?))
                });
                sum.map_err(|overflow| Mistake::at(&used.place, overflow))
            }
        };
        of.zip(&Figure::One(()), |household, x, ()| {
            let result = reckon(x);
            if self.is_asked(household) { result } else { Ok(result.unwrap_or(Fraction::ZERO)) }
        })
    }

    /// The bands of `schedule` with their ends and rates reckoned.
    pub(super) fn bands(&self, schedule: &Schedule) -> Result<Vec<ReckonedBand>, Mistake<SettlementMistake>> {
        let end = |bound: &Option<crate::formula::Bound>| match bound {
            None => Ok(None),
            Some(bound) => Ok(Some((self.quantity(&bound.value)?.of(0), bound.closed))),
        };
        let reckon = |band: &crate::formula::Band| {
            let (lower, upper) = (end(&band.lower)?, end(&band.upper)?);
            Ok(ReckonedBand { lower, upper, rate: self.quantity(&band.rate)?.of(0) })
        };
        schedule.bands.iter().map(reckon).collect()
    }
}

/// A band whose ends are numbers.
pub(super) struct ReckonedBand {
    lower: Option<(Fraction, bool)>,
    upper: Option<(Fraction, bool)>,
    pub(super) rate: Fraction,
}

impl ReckonedBand {
    /// The bands before have been tried, so the upper end decides, and the
    /// lower one where bands were set apart for one run.
    pub(super) fn holds(&self, x: Fraction) -> bool {
        let above = self.lower.is_none_or(|(lower, closed)| x > lower || closed && x == lower);
        let below = self.upper.is_none_or(|(upper, closed)| x < upper || closed && x == upper);
        above && below
    }
}

/// The slices of `x` that are not empty, each with its own rate.
pub(super) fn slices(bands: &[ReckonedBand], x: Fraction) -> Result<Vec<(Fraction, Fraction)>, Overflow> {
    let mut slices = Vec::new();
    let mut reached = Fraction::ZERO;
    for band in bands {
        let end = band.upper.map_or(x, |(upper, _)| upper.min(x)).max(reached);
        if end > reached {
            slices.push((end.minus(reached)?, band.rate));
        }
        reached = end;
    }
    Ok(slices)
}

fn divides_by_zero(expression: &Expression) -> Mistake<SettlementMistake> {
    Mistake::at(&expression.place, SettlementMistake::DividesByZero(expression.to_string()))
}
