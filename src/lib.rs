//! Fenhong (分红, to share out the proceeds) takes a cooperative's books and a
//! formula for sharing, and says exactly what every household gets, and why.
//!
//! Modules stand in walking order; none looks forward. See `ARCHITECTURE.md`.

// Numbers.
pub mod exact;

// Words.
pub mod text;

// Amounts in words.
pub mod expression;

// What happened.
pub mod books;

// What was agreed.
pub mod formula;

// Who holds what.
pub mod ledger;

// What everyone gets.
pub mod settlement;

// How a source may be read.
pub mod readings;

// What a rule does to invented villages.
pub mod trial;

// A nation of villages.
pub mod batch;

// What is shown.
pub mod report;

// Who is asked.
pub mod cli;
