//! What can be wrong with the text of an expression.

use crate::exact::QuantityError;
use crate::text::TextMistake;

/// A mistake in the text of an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum ExpressionMistake {
    #[error(transparent)]
    Text(#[from] TextMistake),
    #[error(transparent)]
    Quantity(#[from] QuantityError),

    #[error("`{0}` does not belong in an expression")]
    StrayCharacter(char),
    #[error("{needed} is needed here, not {found}")]
    Unexpected { needed: &'static str, found: String },
    #[error("this expression is longer than {0} words")]
    TooLong(usize),
    #[error("this expression is nested deeper than {0} levels")]
    TooDeep(usize),
    #[error("there is no function `{0}`")]
    UnknownFunction(String),
    #[error("`{name}` takes {needed}, not {found}")]
    Arguments { name: &'static str, needed: &'static str, found: usize },
}
