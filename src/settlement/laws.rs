//! A law of the formula's own file, asked of a finished settlement.

use super::SettlementMistake;
use super::bind::bind;
use super::evaluate::{Evaluator, Schedules};
use super::outcome::Settlement;
use super::reckoned::Truth;
use super::trace::Telling;
use crate::exact::Amount;
use crate::formula::{Claim, End};
use crate::text::Mistakes;

/// Whether a law holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LawOutcome {
    /// It does.
    Kept,
    /// It does not.
    Broken {
        /// The first household that it does not hold of; none where it is asked
        /// of all at once.
        household: Option<usize>,
        /// The law with that household's figures put in.
        reckoned: String,
    },
}

impl Settlement<'_> {
    /// What a law of the formula says of this settlement.
    ///
    /// # Errors
    ///
    /// Returns what it divides by, or that does not fit.
    pub fn law(&self, law: &Claim) -> Result<LawOutcome, Mistakes<SettlementMistake>> {
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
            asked: None,
            keeps: true,
            for_all: &for_all,
        };
        let trace = evaluator.truth(&law.holds).map_err(|mistake| vec![*mistake])?;
        let household = match trace.truth() {
            Truth::One(true) => return Ok(LawOutcome::Kept),
            Truth::One(false) => None,
            Truth::Each(holds) => match holds.iter().position(|holds| !holds) {
                Some(household) => Some(household),
                None => return Ok(LawOutcome::Kept),
            },
        };
        let reckoned = telling.of_household(&law.holds, &trace, household);
        Ok(LawOutcome::Broken { household, reckoned })
    }
}
