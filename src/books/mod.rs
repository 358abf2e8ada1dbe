//! What happened in one cooperative in one season: facts without judgement.
//!
//! A book holds the pools to be shared out, single facts, the roster of
//! households, and what the source says came out, every number with its
//! evidence. Deliberately absent: formulas. A book does not know what will be
//! asked of it.

mod book;
mod evidence;
mod figures;
mod folder;
mod form;
mod load;
mod load_roster;
mod mistake;
mod roster;
mod set;

pub use book::{Attested, Book, Figure};
pub use evidence::Evidence;
pub use folder::Folder;
pub use form::BOOK;
pub use load::load_book;
pub use mistake::BookMistake;
pub use roster::{Column, Roster, Values};
