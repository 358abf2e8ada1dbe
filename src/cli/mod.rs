//! The command line: one function for each command.
//!
//! Data goes to standard output and everything else to standard error. Exit 0:
//! done. Exit 1: done, and the judgment is negative. Exit 2: bad input or
//! usage, and nothing was written.

mod arguments;
mod batch;
mod check;
mod compare;
mod explain;
mod failure;
pub mod library;
mod list;
mod output;
mod readings;
mod reconcile;
mod schema;
mod set;
mod settle;
mod show;
mod trial;
mod watch;

pub use arguments::run;
