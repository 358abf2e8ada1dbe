//! A nation of cooperatives: two tables too large for memory, one row for each
//! household out, by the same engine that settles a single book.
//!
//! Deliberately absent: any rule. What a formula makes of a cooperative is asked
//! of `settlement`, one cooperative after the other, on every core.

mod block;
mod cooperatives;
mod desk;
mod digits;
mod draws;
mod failure;
mod form;
mod groups;
mod hash;
mod layout;
mod numbers;
#[cfg(feature = "parquet")]
mod parquet_rows;
#[cfg(feature = "parquet")]
mod parquet_table;
mod rows;
mod run;
mod seat;
mod short_cells;
mod spec;
mod work;

pub use block::{Blocks, Row, block_size};
pub use cooperatives::{Cooperatives, TableError};
pub use desk::Seats;
pub use digits::AmountWriter;
pub use draws::{Drawn, Draws};
pub use failure::{BatchFailure, RowMistake};
pub use form::BATCH;
pub use groups::{Group, groups};
pub use layout::{Asked, BatchNeeds, Given, Layout, Role, needs, read_heading};
pub use numbers::{Counted, Units};
#[cfg(feature = "parquet")]
pub use parquet_rows::ParquetRows;
#[cfg(feature = "parquet")]
pub use parquet_table::ParquetTable;
pub use rows::{CellKind, OutColumn, Rows, Written};
pub use run::{Made, Part, Progress, Stopped, Summary, run};
pub use spec::{BatchMistake, ColumnSpec, Spec, TableSpec, load_spec};
pub use work::{Settling, Work};
