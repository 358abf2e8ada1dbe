//! What is shown: statements, comparisons, rules told in words.
//!
//! A report is first composed as blocks of text and tables and then rendered
//! for a terminal, as Markdown or as CSV; JSON is written straight from the
//! settlement. Deliberately absent: rules and rounding. This room reads what
//! was settled.

mod batch;
mod book_yaml;
mod breach;
mod comparison;
mod document;
mod explanation;
mod explanation_json;
mod households;
mod json;
mod listing;
mod phrase;
mod readings;
mod reconciliation;
mod render;
mod schema;
mod show_book;
mod show_formula;
mod sourced;
mod statement;
mod trial;
mod verdicts;
mod words;

pub use batch::{Batched, batch};
pub use book_yaml::book_yaml;
pub use comparison::comparison;
pub use document::{Block, Column, Document, Grid, Row};
pub use explanation::{Asked, explanation};
pub use explanation_json::explanation_json;
pub use households::Evidence;
pub use json::{comparison_json, json_text, render_json, settlement_json};
pub use listing::{Listed, listing};
pub use readings::{readings, readings_json, show_space};
pub use reconciliation::{
    own_reconciliation, own_reconciliation_json, reconciliation, reconciliation_json, show_record,
};
pub use render::{render_csv, render_markdown, render_table};
pub use schema::schema;
pub use show_book::show_book;
pub use show_formula::show_formula;
pub use statement::statement;
pub use trial::{Tried, trial, trial_json, witness_yaml};
pub use verdicts::trial_matrix;
