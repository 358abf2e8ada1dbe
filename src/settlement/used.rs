//! A figure to be used up: what a clause comes to, taken straight from where it
//! stands when nobody asks how.

use super::bind::SeasonColumn;
use super::evaluate::{Done, Evaluator};
use super::reckoned::{Figure, LookedBand, Reckoned};
use crate::exact::{Fraction, Narrow, Numbers};
use crate::expression::{Function, Kind, Operator};
use crate::formula::{Bound, Expression, Name, Reference, Schedule, Tally};
use std::ops::Deref;

/// A figure to be used up.
pub(super) enum Used<'a> {
    /// For the cooperative.
    One(Fraction),
    /// For each household.
    Each(UsedNumbers<'a>),
}

/// Numbers to be used up.
pub(super) enum UsedNumbers<'a> {
    /// A column as it stands.
    Column(&'a Numbers),
    /// Numbers made for this.
    Made(Box<Numbers>),
}

impl Used<'_> {
    fn of(figure: Figure) -> Self {
        match figure {
            Figure::One(value) => Self::One(value),
            Figure::Each(numbers) => Self::Each(UsedNumbers::made(numbers)),
        }
    }
}

impl UsedNumbers<'_> {
    /// Numbers that stand in no column.
    pub(super) fn made(numbers: Numbers) -> Self {
        Self::Made(Box::new(numbers))
    }

    /// Nothing for those who are not kept.
    pub(super) fn keep(&mut self, kept: &[bool]) {
        let mut numbers = Numbers::clone(self);
        numbers.keep(kept);
        *self = Self::made(numbers);
    }
}

impl Deref for UsedNumbers<'_> {
    type Target = Numbers;

    fn deref(&self) -> &Numbers {
        match self {
            Self::Column(numbers) => numbers,
            Self::Made(numbers) => numbers,
        }
    }
}

impl<'a> Evaluator<'a> {
    /// The amount that `expression` comes to, and how it was reckoned if that is to
    /// be told.
    #[inline(always)]
    pub(super) fn used(&self, expression: &Expression) -> Done<(Used<'a>, Option<Box<Reckoned>>)> {
        if !self.keeps {
            if let Some(value) = self.one(expression) {
                return Ok((Used::One(value.fraction()), None));
            }
            if let Some(column) = self.column(expression) {
                return Ok((Used::Each(UsedNumbers::Column(column)), None));
            }
        }
        self.used_of_parts(expression)
    }

    #[inline(never)]
    fn used_of_parts(&self, expression: &Expression) -> Done<(Used<'a>, Option<Box<Reckoned>>)> {
        let reckoned = self.quantity(expression)?;
        if self.keeps {
            return Ok((Used::of(reckoned.amount().clone()), Some(Box::new(reckoned))));
        }
        Ok((Used::of(reckoned.into_amount()), None))
    }

    /// The numbers of the column that `expression` names, if it does no more.
    fn column(&self, expression: &Expression) -> Option<&'a Numbers> {
        let Kind::Name(Name { means: Reference::Column(column), .. }) = expression.kind else { return None };
        match &self.bound.columns[column] {
            SeasonColumn::Numbers(numbers) => Some(numbers),
            SeasonColumn::Labels(_) => None,
        }
    }

    /// The figure that `expression` comes to, when it is plainly one for all and small;
    /// else [`Self::quantity`] has to say what it is, or why it is none.
    #[inline(always)]
    fn one(&self, expression: &Expression) -> Option<Narrow> {
        match &expression.kind {
            Kind::Name(name) => self.narrow_named(name.means),
            _ => self.one_of_parts(expression),
        }
    }

    #[inline(never)]
    fn narrow_named(&self, means: Reference) -> Option<Narrow> {
        match means {
            Reference::Schedule(schedule) => {
                // What looks up another is kept when it is known, not asked again.
                let schedule = &self.formula.schedules[schedule];
                if schedule.depth > 1 { None } else { self.one_looked_up(schedule) }
            }
            means => self.one_named(means).and_then(Narrow::of),
        }
    }

    #[inline(never)]
    fn one_of_parts(&self, expression: &Expression) -> Option<Narrow> {
        match &expression.kind {
            Kind::Number(quantity) => self.bound.measure.reduce(quantity).ok().and_then(Narrow::of),
            Kind::Minus(part) => self.one(part)?.negated(),
            Kind::Arithmetic(operator, left, right) => {
                let (left, right) = (self.one(left)?, self.one(right)?);
                match operator {
                    Operator::Plus => left.plus(right),
                    Operator::Minus => left.minus(right),
                    Operator::Times | Operator::Of => left.times(right),
                    Operator::Over => left.over(right),
                }
            }
            Kind::Call(Function::Min, parts) => self.fold_one(parts, Narrow::min),
            Kind::Call(Function::Max, parts) => self.fold_one(parts, Narrow::max),
            Kind::Call(Function::Paid, parts) => self.one(&parts[0]),
            Kind::Call(function @ (Function::Sum | Function::Mean), parts) => {
                let all = Figure::Each(self.column(&parts[0])?.clone());
                self.over_all(*function, &all).ok()?.and_then(Narrow::of)
            }
            _ => None,
        }
    }

    fn fold_one(&self, parts: &[Expression], by: fn(Narrow, Narrow) -> Narrow) -> Option<Narrow> {
        let first = self.one(&parts[0])?;
        parts[1..].iter().try_fold(first, |figure, part| Some(by(figure, self.one(part)?)))
    }

    /// The rate of the first band that a figure for all falls in, when every band
    /// has its ends and its rate.
    #[inline(never)]
    fn one_looked_up(&self, schedule: &Schedule) -> Option<Narrow> {
        let x = self.one(&schedule.of).filter(|_| schedule.tally == Tally::Bands)?;
        let end = |bound: &Option<Bound>| match bound {
            None => Some(None),
            Some(bound) => Some(Some((self.one(&bound.value)?, bound.closed))),
        };
        let mut found = None;
        for band in &schedule.bands {
            let (lower, upper) = (end(&band.lower)?, end(&band.upper)?);
            let band = LookedBand { lower, upper, rate: self.one(&band.rate)? };
            if found.is_none() && band.holds(x) {
                found = Some(band.rate);
            }
        }
        found
    }
}
