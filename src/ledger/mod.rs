//! Double-entry books: every grain that leaves somewhere arrives somewhere.
//!
//! The ledger refuses what does not balance. Deliberately absent: rules. It
//! does not know why anything is transferred, and so its law is proved alone.

mod close;
mod double_entry;

pub use close::Closing;
pub use double_entry::{Entry, Holder, HolderKind, Ledger, Refusal, Side};
