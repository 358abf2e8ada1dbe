//! What can be wrong with a book.

use crate::exact::{MeasureError, Overflow, PrecisionError, QuantityError};
use crate::expression::ExpressionMistake;
use crate::text::TextMistake;

/// A mistake in a book or its roster.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum BookMistake {
    #[error(transparent)]
    Text(#[from] TextMistake),
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    #[error(transparent)]
    Expression(#[from] ExpressionMistake),
    #[error(transparent)]
    Precision(#[from] PrecisionError),
    #[error(transparent)]
    Measure(#[from] MeasureError),
    #[error("{0}")]
    File(String),
    #[error("`{0}` leaves the folder of the book; a roster stands beside its book or below it")]
    Outside(String),
    #[error("`{name}` is {unit}, an amount of grain is needed here")]
    NotGrain { name: String, unit: String },
    #[error("a dan weighs {0}, a positive number of catties is needed")]
    NotAWeight(String),
    #[error("`{name}` is {value}, which is less than nothing")]
    Negative { name: String, value: String },
    #[error("`{name}` is {value}, finer than the smallest amount of this book, {quantum}")]
    TooFine { name: String, value: String, quantum: String },
    #[error("`{name}` is {value}, more than can be counted in {quantum}")]
    TooLarge { name: String, value: String, quantum: String },
    #[error("the roster has no household")]
    NoHousehold,
    #[error("a household without an id")]
    NoId,
    #[error("two households are both called `{0}`")]
    HouseholdTwice(String),
    #[error("row `{0}` is the sum of all others: a total is no household")]
    TotalRow(String),
    #[error("the roster has no column `{0}`")]
    NoColumn(String),
    #[error("`{value}` is no value of `{column}` ({known})")]
    NotALabel { column: String, value: String, known: String },
    #[error("`{column}` of household `{household}` is missing")]
    NoValue { column: String, household: String },
    #[error("column `{column}` adds up to {sum}, its stated total is {total}")]
    Total { column: String, sum: String, total: String },
    #[error("`{name}` is in {found}, `{column}` is in {needed}")]
    TotalUnit { name: &'static str, found: String, column: String, needed: String },
    #[error("there is no figure `{0}` here")]
    UnknownName(String),
    #[error("`{0}` is not the name of a column of numbers")]
    NotAColumn(String),
    #[error("`{0}` is a column, one figure is needed here: `sum({0})` or `mean({0})`")]
    ColumnAlone(String),
    #[error("an amount is needed here, not a comparison")]
    NotAnAmount,
    #[error("{left} and {right} cannot be {verb}")]
    UnitClash { left: String, right: String, verb: &'static str },
    #[error("`{0}` divides by nothing")]
    DividesByZero(String),
    #[error("this comes to {found}, {needed} is stated")]
    OtherUnit { found: String, needed: String },
    #[error("`{0}` is derived from itself")]
    Circular(String),
    #[error("`{name}` is {value}, its arithmetic gives {reckoned}")]
    NotDerived { name: String, value: String, reckoned: String },
    #[error("`{column}` of household `{household}` is {value}, its arithmetic gives {reckoned}")]
    NotDerivedFor { column: String, household: String, value: String, reckoned: String },
    #[error("`{name}` is in {needed}, it cannot be set in {found}")]
    SetUnit { name: String, needed: String, found: String },
}

impl From<Overflow> for BookMistake {
    fn from(overflow: Overflow) -> Self {
        Self::Measure(overflow.into())
    }
}
