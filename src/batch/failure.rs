//! What is wrong in a table, and where.

use std::fmt;

/// A mistake in a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowMistake {
    /// The file, as the user knows it.
    pub file: String,
    /// The line, from 1; the heading is one too.
    pub line: u64,
    /// Where in the line, in characters from 1.
    pub column: usize,
    /// What is wrong.
    pub sentence: String,
}

/// A cooperative that cannot be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchFailure {
    /// Its key, as it is written.
    pub cooperative: String,
    /// Why.
    pub mistake: RowMistake,
}

impl fmt::Display for RowMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, sentence } = self;
        write!(f, "{file}, line {line}, column {column}: {sentence}")
    }
}
