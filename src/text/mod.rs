//! From a file to values with places, and from a mistake to a message that a
//! person can act on.
//!
//! Deliberately absent: what the values mean. This room knows lists, names and
//! texts; it has never heard of a household.

mod draw;
mod fields;
mod form;
mod mention;
mod mistake;
mod names;
mod node;
mod quantities;
mod source;
mod table;
mod title;
mod yaml;

pub use draw::{Colors, draw};
pub use fields::Fields;
pub(crate) use fields::note;
pub use form::{Field, Form, Rule, Shape, names_of, restated};
pub use mention::Mention;
pub use mistake::{Mark, Mistake, Mistakes, TextMistake};
pub use names::{RESERVED, check_name, did_you_mean, read_one_of, read_words};
pub use node::{Node, Value};
pub use quantities::{read_precision, read_quantity, read_unit, wrong_quantity};
pub use source::{Place, Source, SourceError, is_inside};
pub use table::{Cell, Table};
pub use title::{Language, TITLE, Title};
pub use yaml::parse_yaml;
