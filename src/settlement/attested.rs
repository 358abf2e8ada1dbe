//! What the source says came out, beside what the formula makes of it.

use super::Settlement;
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
    /// What the formula accounts for under all lines of its own.
    pub reckoned_sum: Amount,
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
            let reckoned = if is_total { Some(self.closing.opening) } else { self.reckoned(&attested.what)? };
            // A loaded book attests whole quanta.
            let quanta = book.measure.reduce(&attested.amount).map_err(|_| Overflow)?;
            let amount = Amount::try_from(quanta.floor())?;
            let difference = match reckoned {
                Some(reckoned) => Some(reckoned.minus(amount)?),
                None => None,
            };
            let line = AttestedLine { attested, amount, reckoned, difference };
            if is_total {
                total = Some(line);
            } else {
                lines.push(line);
            }
        }
        let sum = Amount::sum(lines.iter().map(|line| line.amount))?;
        let reckoned_sum = Amount::sum(lines.iter().filter_map(|line| line.reckoned))?;
        let gap = match &total {
            Some(total) => Some(total.amount.minus(sum)?),
            None => None,
        };
        Ok(Some(AttestedAccount { lines, sum, reckoned_sum, total, gap }))
    }

    /// What the steps of one line of the account moved.
    fn reckoned(&self, line: &str) -> Result<Option<Amount>, Overflow> {
        let steps = self.formula.steps.iter().zip(&self.steps).filter(|(step, _)| step.line == line);
        let amounts: Vec<Amount> = steps.map(|(_, outcome)| outcome.amount).collect();
        if amounts.is_empty() { Ok(None) } else { Amount::sum(amounts).map(Some) }
    }
}
