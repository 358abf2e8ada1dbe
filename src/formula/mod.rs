//! What was agreed: a rule for sharing, written as steps, without data.
//!
//! A formula is read from YAML, its expressions are parsed, every name is
//! resolved and every unit checked before any book is seen. Deliberately
//! absent: any particular book.

mod constant;
mod expression;
mod formula;
mod mistake;
mod parse;
mod read;
mod resolve;
mod values;

pub use expression::{Comparison, Expression, Function, Kind, Name, Operator, Reference};
pub use formula::{
    Account, Band, Bound, Claim, ColumnKind, End, FactNeed, Figure, Formula, ColumnNeed, Opening, Parameter, Pool,
    Schedule, Short, Step, Tally,
};
pub use mistake::FormulaMistake;
pub use read::load_formula;
pub use values::SetError;
