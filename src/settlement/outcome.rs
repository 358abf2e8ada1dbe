//! The outcome for every household and every account.

use super::{Reckoned, Trace};
use crate::books::Book;
use crate::exact::{Amount, Quantity};
use crate::formula::Formula;
use crate::ledger::{Closing, Ledger};

/// What a formula makes of a book. At heart a matrix, households by steps,
/// whose every column adds up to what the step moved.
#[derive(Debug, Clone)]
pub struct Settlement<'a> {
    /// The book.
    pub book: &'a Book,
    /// The formula.
    pub formula: &'a Formula,
    /// The entries and balances.
    pub ledger: Ledger,
    /// What each step did, in the formula's order.
    pub steps: Vec<StepOutcome>,
    /// Why, likewise.
    pub traces: Vec<Trace>,
    /// The formula's figures, in its order.
    pub figures: Vec<FigureOutcome>,
    /// Whether the formula's claims hold, in its order.
    pub claims: Vec<Verdict>,
    /// The check line.
    pub closing: Closing,
}

/// What one step did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepOutcome {
    /// How much it moved in all.
    pub amount: Amount,
    /// Each household's part: positive when it received, negative when it
    /// paid. `None` when no household was part of the step.
    pub parts: Option<Vec<Amount>>,
    /// What was due and not there.
    pub shortfall: Option<Box<Shortfall>>,
    /// Whether nobody had the key and the account of `otherwise` took it.
    pub diverted: bool,
}

/// What a step could not pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// How much, in all.
    pub amount: Amount,
    /// To each household, when households were to be paid.
    pub parts: Option<Vec<Amount>>,
    /// Whether it is still owed; let go otherwise.
    pub owed: bool,
}

/// A figure told beside the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureOutcome {
    /// Its exact value, in the book's units.
    pub quantity: Quantity,
    /// The same for a person: rounded to six places and marked so, if need be.
    pub written: String,
    /// How it was reckoned.
    pub reckoned: String,
    /// The same, part by part.
    pub trace: Reckoned,
}

/// Whether a claim holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it does.
    pub holds: bool,
    /// The claim with its figures put in.
    pub reckoned: String,
    /// The same, part by part.
    pub trace: Reckoned,
}

impl Settlement<'_> {
    /// Whether every claim of the formula holds.
    #[must_use]
    pub fn claims_hold(&self) -> bool {
        self.claims.iter().all(|claim| claim.holds)
    }

    /// The numbers that were set for this run, with their values.
    #[must_use]
    pub fn set_numbers(&self) -> Vec<(&str, &Quantity)> {
        let parameters = self.formula.parameters.iter().filter(|parameter| parameter.set);
        let parameters = parameters.map(|parameter| (parameter.name.as_str(), &parameter.value));
        let figures = self.book.figures().filter(|figure| figure.set);
        parameters.chain(figures.map(|figure| (figure.name.as_str(), &figure.quantity))).collect()
    }

    /// `amount` at the book's precision.
    #[must_use]
    pub fn write(&self, amount: Amount) -> String {
        self.book.measure.precision().write(amount)
    }
}
