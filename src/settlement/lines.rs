//! The account in lines, as a cooperative publishes it.

use super::Settlement;
use crate::exact::{Amount, Fraction, Overflow};
use crate::formula::End;

/// What all steps of one line moved out of the pools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTotal {
    /// The line.
    pub line: String,
    /// How much.
    pub amount: Amount,
    /// As a part of what the pools opened with; `None` when that was nothing.
    pub part: Option<Fraction>,
}

impl Settlement<'_> {
    /// The lines in the order of their first steps. What only moves from pool
    /// to pool, and what households bear, is in none of them, so that the lines
    /// and what is left add up to what the pools opened with, unless an account
    /// was drawn on.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn line_totals(&self) -> Result<Vec<LineTotal>, Overflow> {
        let mut totals: Vec<(&str, Amount)> = Vec::new();
        for (step, outcome) in self.formula.steps.iter().zip(&self.steps) {
            if !matches!(step.from, End::Pool(_)) || matches!(step.to, End::Pool(_)) {
                continue;
            }
            match totals.iter_mut().find(|(line, _)| *line == step.line) {
                Some((_, amount)) => *amount = amount.plus(outcome.amount)?,
                None => totals.push((&step.line, outcome.amount)),
            }
        }
        let whole = self.closing.opening.exact();
        let total = |(line, amount): (&str, Amount)| {
            Ok(LineTotal { line: line.to_owned(), amount, part: amount.exact().over(whole)? })
        };
        totals.into_iter().map(total).collect()
    }
}
