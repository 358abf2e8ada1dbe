//! Numbers that never lose a grain: decimals read from text, fractions that
//! wait for their rounding, whole quanta, units, and the split of a whole into
//! parts that add back up.
//!
//! Deliberately absent: cooperatives, files, and every floating-point number.

mod amount;
mod apportion;
mod arithmetic;
mod counts;
mod decimal;
mod few;
mod fraction;
mod measure;
mod narrow;
mod numbers;
mod quantity;
mod rounding;
mod stated;
mod unit;

pub use amount::{Amount, Precision, PrecisionError};
pub use apportion::{ApportionError, IdOrder, apportion, whole_weights};
pub use arithmetic::Exact;
pub use counts::Counts;
pub use decimal::{DecimalError, parse_decimal};
pub use fraction::{Fraction, Overflow};
pub use measure::{Measure, MeasureError};
pub use narrow::Narrow;
pub use numbers::{Numbers, Operand};
pub use quantity::{Quantity, QuantityError, Range};
pub use rounding::Rounding;
pub use stated::Stated;
pub use unit::{BASE_UNITS, BaseUnit, Dimension, UNIT_NAMES, Unit, UnitError};
