//! What happened in one cooperative in one season: facts without judgement.
//!
//! A book holds the pools to be shared out, single facts, the roster of
//! households, what the source says came out, and how its figures follow from
//! each other, every number with its evidence. A record holds figures that stand
//! in no account. Deliberately absent: formulas. A book does not know what will be
//! asked of it.

mod book;
mod derivation;
mod evidence;
mod figures;
mod folder;
mod form;
mod load;
mod load_roster;
mod mistake;
mod reckon;
mod record;
mod relation;
mod roster;
mod set;

pub use book::{Attested, Book, Figure};
pub use evidence::{Evidence, Strength};
pub use folder::Folder;
pub use form::{BOOK, RECORD};
pub use load::load_book;
pub use mistake::BookMistake;
pub use reckon::{Arithmetic, Figures, reckon};
pub use record::{Record, load_record};
pub use relation::{Held, Relation};
pub use roster::{Column, Roster, Values};
