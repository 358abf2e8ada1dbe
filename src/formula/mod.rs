//! What was agreed: a rule for sharing, written as steps, without data.
//!
//! A formula is read from YAML, its expressions are parsed, every name is
//! resolved and every unit checked before any book is seen. Deliberately
//! absent: any particular book.

mod constant;
mod dimension;
mod draft;
mod examples;
mod expressions;
mod extends;
mod form;
mod load;
mod mistake;
mod name;
mod read;
mod resolve;
mod scope;
mod sections;
mod steps;
#[cfg(test)]
mod tests;
mod typing;
mod unused;
mod values;
mod whole;

pub use extends::Parents;
pub use form::FORMULA;
pub use load::load_formula;
pub use mistake::FormulaMistake;
pub use name::{Expression, Name, Reference};
pub use sections::{
    Account, Band, Bound, Claim, ColumnKind, ColumnNeed, End, Example, FactNeed, Figure, Formula, Opening,
    Parameter, Pool, Schedule, Short, Step, Tally,
};
pub use values::SetError;
pub use whole::Whole;
