//! What the source says came out, beside what the formula makes of it.

use super::Settlement;
use super::lines::shares_out;
use crate::books::Attested;
use crate::exact::{Amount, Overflow};

/// The published account beside the reckoned one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedAccount<'a> {
    /// The lines in the book's order, the total left out.
    pub lines: Vec<AttestedLine<'a>>,
    /// The lines added up: as published, and as reckoned where the formula has
    /// them.
    pub sum: Amount,
    /// The published total against what the pools opened with.
    pub total: Option<AttestedLine<'a>>,
    /// The published total less the published lines: the source's own gap.
    pub gap: Option<Amount>,
}

/// One published amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedLine<'a> {
    /// What the book carries.
    pub attested: &'a Attested,
    /// How much the source says.
    pub amount: Amount,
    /// How much the steps of that line moved; `None` when there is none.
    pub reckoned: Option<Amount>,
    /// Whether that was shared out of the pools, and so is part of the account.
    pub shared: bool,
    /// Reckoned less attested.
    pub difference: Option<Amount>,
}

impl<'a> Settlement<'a> {
    /// The published account beside this one; `None` when the book has none.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn attested(&self) -> Result<Option<AttestedAccount<'a>>, Overflow> {
        let book = self.book;
        if book.attested.is_empty() {
            return Ok(None);
        }
        let mut lines = Vec::new();
        let mut total = None;
        for attested in &book.attested {
            let is_total = attested.what == Attested::TOTAL;
            let reckoned =
                if is_total { Some((self.closing.opening, true)) } else { self.reckoned(&attested.what)? };
            let (reckoned, shared) =
                reckoned.map_or((None, false), |(amount, shared)| (Some(amount), shared));
            let amount = book.measure.amount(&attested.amount).map_err(|_| Overflow)?;
            let difference = match reckoned {
                Some(reckoned) => Some(reckoned.minus(amount)?),
                None => None,
            };
            let line = AttestedLine { attested, amount, reckoned, shared, difference };
            if is_total {
                total = Some(line);
            } else {
                lines.push(line);
            }
        }
        let sum = Amount::sum(lines.iter().map(|line| line.amount))?;
        let gap = match &total {
            Some(total) => Some(total.amount.minus(sum)?),
            None => None,
        };
        Ok(Some(AttestedAccount { lines, sum, total, gap }))
    }

    /// What the steps of one line shared out; where none of them shares out of a
    /// pool, what they moved all the same.
    pub(super) fn reckoned(&self, line: &str) -> Result<Option<(Amount, bool)>, Overflow> {
        let steps = || self.formula.steps.iter().zip(&self.steps).filter(|(step, _)| step.line == line);
        let shared = steps().any(|(step, _)| shares_out(step));
        let counted = steps().filter(|(step, _)| !shared || shares_out(step));
        let amounts: Vec<Amount> = counted.map(|(_, outcome)| outcome.amount).collect();
        if amounts.is_empty() { Ok(None) } else { Ok(Some((Amount::sum(amounts)?, shared))) }
    }
}
