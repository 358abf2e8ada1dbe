//! Tables in Parquet files, made of the text of a CSV table.

use super::Row;
use super::groups::unquoted;
use super::parquet_rows::told;
use super::rows::{CellKind, OutColumn};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::{self, Write};
use std::sync::Arc;

/// What the digits of a decimal of 64 bits stay below.
const MOST: i64 = 1_000_000_000_000_000_000;
/// So many rows are written in one group.
const GROUP: usize = 1 << 16;

/// A Parquet file, written from the text of a CSV table.
pub struct ParquetTable<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Written>,
    rows: usize,
}

/// A column on its way.
enum Written {
    Text(Vec<ByteArray>),
    Numbers(Vec<i64>),
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a table of these columns.
    ///
    /// # Errors
    ///
    /// Returns what `out` does.
    pub fn new(out: W, columns: &[OutColumn]) -> io::Result<Self> {
        let field = |column: &OutColumn| {
            let (physical, logical, places) = match column.kind {
                CellKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), 0),
                CellKind::Whole => (Physical::INT64, None, 0),
                CellKind::Decimal(places) => {
                    let places = i32::try_from(places).unwrap_or(i32::MAX);
                    (Physical::INT64, Some(LogicalType::decimal(places, 18)), places)
                }
            };
            let field = Type::primitive_type_builder(&column.name, physical)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(logical);
            let field = if let CellKind::Decimal(_) = column.kind {
                field.with_precision(18).with_scale(places)
            } else {
                field
            };
            field.build().map(Arc::new)
        };
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>().map_err(told)?;
        let schema = Type::group_type_builder("settlement").with_fields(fields).build().map_err(told)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(told)?;
        let written = |column: &OutColumn| match column.kind {
            CellKind::Text => Written::Text(Vec::new()),
            CellKind::Whole | CellKind::Decimal(_) => Written::Numbers(Vec::new()),
        };
        Ok(Self { file, columns: columns.iter().map(written).collect(), rows: 0 })
    }

    /// Adds rows of text.
    ///
    /// # Errors
    ///
    /// Returns what writing does, or that an amount does not fit 64 bits.
    pub fn write(&mut self, rows: &[u8]) -> io::Result<()> {
        let mut row = Row::new(rows, 0);
        while row.at() < rows.len() {
            for column in &mut self.columns {
                let (cell, _) = row.cell();
                match column {
                    Written::Text(cells) => cells.push(unquoted(cell).into()),
                    Written::Numbers(cells) => cells.push(digits(cell).ok_or_else(|| {
                        let cell = String::from_utf8_lossy(cell);
                        io::Error::other(format!("{cell} has more than the 18 digits of a Parquet decimal"))
                    })?),
                }
            }
            self.rows += 1;
            if self.rows == GROUP {
                self.close_group()?;
            }
        }
        Ok(())
    }

    fn close_group(&mut self) -> io::Result<()> {
        let mut group = self.file.next_row_group().map_err(told)?;
        for column in &mut self.columns {
            let mut writer = group.next_column().map_err(told)?.expect("the schema has as many columns");
            match column {
                Written::Text(cells) => {
                    writer.typed::<ByteArrayType>().write_batch(cells, None, None).map_err(told)?;
                    cells.clear();
                }
                Written::Numbers(cells) => {
                    writer.typed::<Int64Type>().write_batch(cells, None, None).map_err(told)?;
                    cells.clear();
                }
            }
            writer.close().map_err(told)?;
        }
        group.close().map_err(told)?;
        self.rows = 0;
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// Returns what writing does.
    pub fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.close_group()?;
        }
        self.file.close().map(|_| ()).map_err(told)
    }
}

/// A decimal without its point.
fn digits(cell: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match cell.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, cell),
    };
    let mut number = 0_i64;
    for byte in digits.iter().filter(|byte| **byte != b'.') {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number = number.checked_mul(10)?.checked_add(digit.into())?;
    }
    let number = Some(number).filter(|number| *number < MOST)?;
    Some(if is_negative { -number } else { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_of_more_than_eighteen_digits_or_none_is_refused() {
        assert_eq!((digits(b"-12.050"), digits(b"0")), (Some(-12_050), Some(0)));
        assert_eq!(digits(b"999999999999999999"), Some(MOST - 1));
        for cell in [&b"1000000000000000000"[..], b"12x", b"1 2", b"99999999999999999999"] {
            assert_eq!(digits(cell), None);
        }
    }
}
