//! A figure to be used up: what a clause comes to, taken straight from where it
//! stands when nobody asks how.

use super::evaluate::{Done, Evaluator};
use super::plan::column;
use super::reckoned::{Figure, Reckoned};
use crate::exact::{Fraction, Numbers};
use crate::formula::Expression;
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
    pub(super) fn used(&self, expression: &Expression) -> Done<(Used<'a>, Option<Box<Reckoned>>)> {
        if self.keeps {
            let reckoned = self.quantity(expression)?;
            return Ok((Used::of(reckoned.amount().clone()), Some(Box::new(reckoned))));
        }
        let numbers = column(expression).and_then(|column| self.bound.numbers(column));
        let used = match numbers {
            Some(numbers) => Used::Each(UsedNumbers::Column(numbers)),
            None => Used::of(self.quantity(expression)?.into_amount()),
        };
        Ok((used, None))
    }
}
