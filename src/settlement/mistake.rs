//! What can be wrong when a formula meets a book.

use crate::exact::{ApportionError, MeasureError, Overflow};

/// A mistake that only shows when a formula meets a book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum SettlementMistake {
    #[error("this formula needs the pool `{0}`, which the book does not have")]
    NoPool(String),
    #[error("`{0}` opens empty in this formula, and the book has a pool of that name")]
    EmptyPoolInBook(String),
    #[error("this formula needs the fact `{0}`, which the book does not state")]
    NoFact(String),
    #[error("this formula needs the column `{0}`, which the roster does not have")]
    NoColumn(String),
    #[error("`{name}` is in {found} in the book, this formula needs {needed}")]
    WrongUnit { name: String, found: String, needed: String },
    #[error("`{name}` holds {found} in the book, this formula needs {needed}")]
    WrongKind { name: String, found: &'static str, needed: &'static str },
    #[error("`{label}` is a value of `{column}` in the book, this formula knows only {known}")]
    UnknownLabel { label: String, column: String, known: String },

    #[error(transparent)]
    Measure(#[from] MeasureError),
    #[error(transparent)]
    Apportion(#[from] ApportionError),
    #[error("`{0}` divides by nothing")]
    DividesByZero(String),
    #[error("no band of `{schedule}` holds {value}")]
    NoBand { schedule: String, value: String },
    #[error("`{schedule}` is of {value}; slices are of nothing less than nothing")]
    NegativeSlices { schedule: String, value: String },
    #[error("step `{step}` takes {amount}, which is less than nothing")]
    NegativeAmount { step: String, amount: String },
    #[error("step `{step}` takes {amount} for household `{household}`, which is less than nothing")]
    NegativeForHousehold { step: String, household: String, amount: String },
    #[error("household `{household}` has {key} of the key of step `{step}`, which is less than nothing")]
    NegativeKey { step: String, household: String, key: String },
    #[error("`{from}` holds {left}, step `{step}` needs {due}")]
    Short { from: String, left: String, step: String, due: String },
    #[error("step `{step}` has {amount} to share out and nobody has any of its key")]
    NoWeight { step: String, amount: String },
}

impl From<Overflow> for SettlementMistake {
    fn from(overflow: Overflow) -> Self {
        Self::Measure(overflow.into())
    }
}
