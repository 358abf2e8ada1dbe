//! The account in lines, as a cooperative publishes it.

use super::Settlement;
use crate::exact::{Amount, Fraction, Overflow};
use crate::formula::{End, Step};

/// What all steps of one line moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTotal {
    /// The line.
    pub line: String,
    /// How much.
    pub amount: Amount,
    /// As a part of what came into the pools; `None` when that was nothing.
    pub part: Option<Fraction>,
}

/// The lines out of the pools, which add up with what is left to what came into
/// the pools, what came back from accounts counted again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTotals {
    /// The lines in the order of their first steps.
    pub lines: Vec<LineTotal>,
    /// The sum of the lines and of what is left.
    pub sum: Amount,
}

/// Whether `step` shares out of a pool: it takes from one and gives to none.
pub(super) fn shares_out(step: &Step) -> bool {
    matches!(step.from, End::Pool(_)) && !matches!(step.to, End::Pool(_))
}

impl Settlement<'_> {
    /// What the steps of each line shared out of the pools. What moves from pool
    /// to pool, what households bear and what accounts pay is in none of them.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn line_totals(&self) -> Result<LineTotals, Overflow> {
        let mut totals: Vec<(&str, Amount)> = Vec::new();
        for (step, outcome) in self.formula.steps.iter().zip(&self.steps).filter(|(step, _)| shares_out(step))
        {
            match totals.iter_mut().find(|(line, _)| *line == step.line) {
                Some((_, amount)) => *amount = amount.plus(outcome.amount)?,
                None => totals.push((&step.line, outcome.amount)),
            }
        }
        let sum = Amount::sum(totals.iter().map(|(_, amount)| *amount).chain([self.closing.left]))?;
        let total = |(line, amount): (&str, Amount)| {
            Ok(LineTotal { line: line.to_owned(), amount, part: amount.exact().over(sum.exact())? })
        };
        let lines = totals.into_iter().map(total).collect::<Result<_, Overflow>>()?;
        Ok(LineTotals { lines, sum })
    }
}
