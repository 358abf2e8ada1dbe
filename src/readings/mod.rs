//! When a source leaves open how it is to be read: every reading tried, those
//! that reproduce its account listed.
//!
//! A space of readings is a formula and choices between ways to state parts of
//! it otherwise; each reading is settled like any formula. Deliberately absent:
//! how the list is shown, and any choice of the program's own.

mod fit;
mod form;
mod general;
mod search;
mod space;

pub use fit::{Contradiction, Implied, LineFit, Reading};
pub use form::READINGS;
pub use general::general_space;
pub use search::{Found, Progress, search};
pub use space::{Against, Alternative, Change, Choice, Free, Space, SpaceMistake, load_space};
