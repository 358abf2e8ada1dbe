//! The small language of amounts, keys and conditions: its tree and its parser.
//!
//! Formulas and books both write in it. Deliberately absent: what a name stands
//! for. That each room says for itself.

mod mistake;
mod parse;
mod tree;

pub use mistake::ExpressionMistake;
pub use parse::parse_expression;
pub use tree::{Beside, Comparison, Expression, Function, Kind, Named, Operator};
