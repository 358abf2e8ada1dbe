//! The laws of the formula's own file, asked of a finished settlement.

use super::SettlementMistake;
use super::bind::bind;
use super::evaluate::{Evaluator, Schedules};
use super::outcome::Settlement;
use super::reckoned::Figure;
use super::trace::Telling;
use crate::exact::Amount;
use crate::formula::{Claim, End};
use crate::text::{Mistake, Mistakes};
use std::rc::Rc;

/// Whether a law holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawOutcome {
    /// Whether it does: for all at once, or for each household.
    pub holds: Figure<bool>,
    /// The law with the figures that are one for all put in.
    pub reckoned: String,
}

impl Settlement<'_> {
    /// What the formula's laws say of this settlement, in the file's order.
    ///
    /// # Errors
    ///
    /// Returns what one of them divides by, or that does not fit.
    pub fn laws(&self) -> Result<Vec<LawOutcome>, Mistakes<SettlementMistake>> {
        if self.formula.laws.is_empty() {
            return Ok(Vec::new());
        }
        let bound = bind(self.formula, self.book)?;
        let telling = Telling { formula: self.formula, bound: &bound };
        let openings = (0..self.formula.pools.len()).map(|pool| self.opening_of(End::Pool(pool)));
        let openings: Vec<Amount> = openings.collect();
        let figures: Vec<_> = self.figures.iter().map(|figure| figure.trace.amount().of(0)).collect();
        let for_all = Schedules::default();
        let evaluator = Evaluator {
            formula: self.formula,
            bound: &bound,
            openings: &openings,
            outcomes: &self.steps,
            figures: &figures,
            rest: None,
            among: None,
            schedules: Rc::clone(&for_all),
            for_all,
        };
        let judge = |law: &Claim| {
            let trace = evaluator.truth(&law.holds)?;
            Ok(LawOutcome {
                holds: trace.truth().clone(),
                reckoned: telling.with_figures(&law.holds, &trace),
            })
        };
        self.formula
            .laws
            .iter()
            .map(judge)
            .collect::<Result<_, _>>()
            .map_err(|mistake: Mistake<_>| vec![mistake])
    }
}
