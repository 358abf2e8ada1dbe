//! Tables in Parquet files, as the text that a CSV table of the same would hold.

use super::rows::write_cell;
use parquet::basic::{ConvertedType as Converted, LogicalType, Type as Physical};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// No program writes decimals of more places, and few mean more than these.
const MOST_PLACES: usize = 38;
const PLACES: usize = 18;
/// So many rows are read at a time.
const ROWS: usize = 4096;

/// A Parquet file, read as the text of a CSV table.
pub struct ParquetRows {
    file: SerializedFileReader<File>,
    columns: Vec<Column>,
    /// The next group of rows, and the readers of the present one by column.
    group: usize,
    readers: Vec<Option<ColumnReader>>,
    /// Rows that the present group still has.
    left: usize,
    text: Vec<u8>,
    at: usize,
}

struct Column {
    holds: Holds,
    may_be_absent: bool,
}

/// What a column holds, as far as it is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// What nobody asks for, and is left empty.
    Skipped,
    Text,
    /// Whole numbers of a power of ten; without their sign if so marked.
    Numbers {
        places: usize,
        unsigned: bool,
    },
}

/// The cells of one column, one after the other.
#[derive(Default)]
struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl ParquetRows {
    /// The table in `file`, of which the `wanted` columns are read.
    ///
    /// # Errors
    ///
    /// Returns why it cannot be read: it is no Parquet, or a wanted column holds
    /// what is neither text nor an exact number.
    pub fn open(file: File, wanted: &[&str]) -> io::Result<Self> {
        guarded(move || Self::begin(file, wanted))
    }

    fn begin(file: File, wanted: &[&str]) -> io::Result<Self> {
        let file = SerializedFileReader::new(file).map_err(told)?;
        let mut groups = file.metadata().row_groups().iter().map(RowGroupMetaData::num_rows);
        let rows = groups.try_fold(0_i64, i64::checked_add);
        if rows != Some(file.metadata().file_metadata().num_rows()) {
            return Err(damaged("its groups have not as many rows as it says"));
        }
        let (mut columns, mut text) = (Vec::new(), Vec::new());
        for (place, column) in file.metadata().file_metadata().schema_descr().columns().iter().enumerate() {
            // As the heading of a table in text would be read.
            let name = column.path().parts()[0].replace(char::is_control, " ");
            let name = name.trim_start_matches('\u{feff}').trim();
            let holds = match wanted.contains(&name) {
                true => Holds::of(column).map_err(|kind| {
                    damaged(&format!(
                        "its column `{name}` holds {kind}: store it as decimals, whole numbers or text"
                    ))
                })?,
                false => Holds::Skipped,
            };
            columns.push(Column { holds, may_be_absent: column.max_def_level() > 0 });
            if place > 0 {
                text.push(b',');
            }
            write_text(name.as_bytes(), &mut text);
        }
        text.push(b'\n');
        Ok(Self { file, columns, group: 0, readers: Vec::new(), left: 0, text, at: 0 })
    }

    /// Puts the next rows in place of those that were read; whether there were any.
    fn next(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.at = 0;
        while self.left == 0 {
            if self.group == self.file.num_row_groups() {
                return Ok(false);
            }
            let group = self.file.get_row_group(self.group).map_err(told)?;
            self.group += 1;
            self.left = usize::try_from(group.metadata().num_rows()).map_err(io::Error::other)?;
            let reader = |(place, column): (usize, &Column)| match column.holds {
                Holds::Skipped => Ok(None),
                _ => group.get_column_reader(place).map(Some).map_err(told),
            };
            self.readers = self.columns.iter().enumerate().map(reader).collect::<io::Result<_>>()?;
        }
        let rows = self.left.min(ROWS);
        self.left -= rows;
        let mut cells = Vec::new();
        let is_last = self.left == 0;
        for (reader, column) in self.readers.iter_mut().zip(&self.columns) {
            cells.push(reader.as_mut().map(|reader| column.cells(reader, rows, is_last)).transpose()?);
        }
        // A line of nothing would be none.
        let blank: &[u8] = if self.columns.len() == 1 { b"\"\"" } else { b"" };
        for row in 0..rows {
            for (place, cells) in cells.iter().enumerate() {
                if place > 0 {
                    self.text.push(b',');
                }
                let cell = cells.as_ref().map_or(blank, |cells| cells.of(row));
                self.text.extend_from_slice(if cell.is_empty() { blank } else { cell });
            }
            self.text.push(b'\n');
        }
        Ok(true)
    }
}

impl Read for ParquetRows {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            if !guarded(|| self.next())? {
                return Ok(0);
            }
        }
        let count = out.len().min(self.text.len() - self.at);
        out[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl Holds {
    /// What a column holds, or what it holds that cannot be read.
    fn of(column: &ColumnDescriptor) -> Result<Self, &'static str> {
        if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
            return Err("lists or records");
        }
        // Older writers say the second only.
        let (is_decimal, unsigned, is_plain) = match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Decimal(_)), _) | (None, Converted::DECIMAL) => (true, false, false),
            (Some(LogicalType::Integer(own)), _) => (false, !own.is_signed, true),
            (Some(LogicalType::String | LogicalType::Enum), _) => (false, false, true),
            (Some(_), _) => (false, false, false),
            (None, Converted::UINT_8 | Converted::UINT_16 | Converted::UINT_32 | Converted::UINT_64) => {
                (false, true, true)
            }
            (None, Converted::INT_8 | Converted::INT_16 | Converted::INT_32 | Converted::INT_64) => {
                (false, false, true)
            }
            (None, own) => (false, false, matches!(own, Converted::NONE | Converted::UTF8 | Converted::ENUM)),
        };
        let places = usize::try_from(column.type_scale()).unwrap_or(0);
        match column.physical_type() {
            Physical::FLOAT | Physical::DOUBLE => Err("floating-point numbers, which are not exact"),
            Physical::BOOLEAN => Err("truths"),
            Physical::INT96 => Err("times"),
            _ if is_decimal && places > MOST_PLACES => Err("decimals of more than 38 places"),
            _ if is_decimal => Ok(Self::Numbers { places, unsigned: false }),
            Physical::BYTE_ARRAY if is_plain => Ok(Self::Text),
            Physical::INT32 | Physical::INT64 if is_plain => Ok(Self::Numbers { places: 0, unsigned }),
            _ if column.logical_type_ref() == Some(&LogicalType::Unknown) => Err("nothing"),
            Physical::INT32 | Physical::INT64 => Err("dates or times"),
            Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY => Err("bytes"),
        }
    }
}

impl Column {
    /// The next cells of so many rows, the last of their group or not.
    fn cells(&self, reader: &mut ColumnReader, rows: usize, is_last: bool) -> io::Result<Cells> {
        let rows = (rows, is_last);
        let Holds::Numbers { places, unsigned } = self.holds else {
            let ColumnReader::ByteArrayColumnReader(reader) = reader else {
                unreachable!("text is stored as bytes")
            };
            return self.read(reader, rows, |own, out| {
                if own.data().iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
                    return Err("a text in it has a line break, which no cell may");
                }
                write_text(own.data(), out);
                Ok(())
            });
        };
        match reader {
            ColumnReader::Int32ColumnReader(reader) => self.read(reader, rows, |own, out| {
                let own = if unsigned { i128::from(own.cast_unsigned()) } else { i128::from(*own) };
                write_decimal(Some(own), places, out)
            }),
            ColumnReader::Int64ColumnReader(reader) => self.read(reader, rows, |own, out| {
                let own = if unsigned { i128::from(own.cast_unsigned()) } else { i128::from(*own) };
                write_decimal(Some(own), places, out)
            }),
            ColumnReader::ByteArrayColumnReader(reader) => {
                self.read(reader, rows, |own, out| write_decimal(whole(own.data()), places, out))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                self.read(reader, rows, |own, out| write_decimal(whole(own.data()), places, out))
            }
            _ => unreachable!("numbers are stored as whole numbers or bytes"),
        }
    }

    /// The next cells, each written by `write`; what is absent is empty.
    fn read<T: DataType>(
        &self,
        reader: &mut ColumnReaderImpl<T>,
        (rows, is_last): (usize, bool),
        write: impl Fn(&T::T, &mut Vec<u8>) -> Result<(), &'static str>,
    ) -> io::Result<Cells> {
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        let mut read = 0;
        // Of the last rows it is asked for one more, which there should not be.
        while read < rows + usize::from(is_last) {
            let wanted = if read < rows { rows - read } else { 1 };
            let defined = self.may_be_absent.then_some(&mut levels);
            let (more, _, _) = reader.read_records(wanted, defined, None, &mut values).map_err(told)?;
            match more {
                0 if read == rows => break,
                0 => return Err(damaged("a column ends before its rows do")),
                more => read += more,
            }
        }
        if read > rows {
            return Err(damaged("a column has more values than rows"));
        }
        let (mut cells, mut values) = (Cells::default(), values.iter());
        for row in 0..rows {
            if levels.get(row).is_none_or(|level| *level > 0) {
                let value = values.next().ok_or_else(|| damaged("a column has fewer values than rows"))?;
                write(value, &mut cells.text).map_err(damaged)?;
            }
            cells.ends.push(cells.text.len());
        }
        Ok(cells)
    }
}

impl Cells {
    fn of(&self, row: usize) -> &[u8] {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
}

/// The whole number that the bytes are, the highest first.
fn whole(bytes: &[u8]) -> Option<i128> {
    let fill = if *bytes.first()? >= 0x80 { 0xff } else { 0 };
    let (more, own) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut wide = [fill; 16];
    wide[16 - own.len()..].copy_from_slice(own);
    let number = i128::from_be_bytes(wide);
    let fits = more.iter().all(|byte| *byte == fill) && (number < 0) == (fill == 0xff);
    fits.then_some(number)
}

/// Writes so many of a power of ten, without zeros beyond the places that anyone
/// needs.
fn write_decimal(number: Option<i128>, mut places: usize, out: &mut Vec<u8>) -> Result<(), &'static str> {
    let mut number = number.ok_or("a number in it is not one of 128 bits")?;
    while places > PLACES && number % 10 == 0 {
        (number, places) = (number / 10, places - 1);
    }
    let digits = format!("{:0width$}", number.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    if number < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(whole.as_bytes());
    if places > 0 {
        out.push(b'.');
        out.extend_from_slice(part.as_bytes());
    }
    Ok(())
}

/// Writes a text as a cell, in quotes where it needs them.
fn write_text(text: &[u8], out: &mut Vec<u8>) {
    let quotes = text.split_inclusive(|byte| *byte == b'"');
    let doubled = quotes.flat_map(|part| [part, if part.ends_with(b"\"") { b"\"" } else { b"" }]);
    write_cell(&doubled.collect::<Vec<_>>().concat(), out);
}

/// A mistake of the file, in the words of its library.
pub(super) fn told(error: ParquetError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// A mistake of the file.
fn damaged(sentence: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, sentence)
}

thread_local! {
    /// Whether a panic here is a damaged file, and nobody is told.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What reading comes to. The library takes much of a file on trust and panics
/// where it is damaged, which is a mistake like any other.
fn guarded<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                before(panic);
            }
        }));
    });
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(false);
    result.unwrap_or_else(|_| Err(damaged("the file is damaged")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_without_zeros_that_nobody_needs() {
        let written = |number, places| {
            let mut out = Vec::new();
            write_decimal(Some(number), places, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!((written(1_500, 3).as_str(), written(-1_050, 0).as_str()), ("1.500", "-1050"));
        assert_eq!((written(0, 2).as_str(), written(-5, 3).as_str()), ("0.00", "-0.005"));
        assert_eq!(written(15 * 10_i128.pow(29), 30), "1.500000000000000000");
        assert_eq!((written(0, 29).len(), written(7, 38).len()), (20, 40));
        assert!(write_decimal(None, 0, &mut Vec::new()).is_err());
    }

    #[test]
    fn bytes_are_a_whole_number_the_highest_first() {
        for number in [0, 1, -1, 255, -256, i128::MAX, i128::MIN] {
            let bytes = number.to_be_bytes();
            assert_eq!(whole(&bytes), Some(number));
            let fill = if number < 0 { 0xff } else { 0 };
            assert_eq!(whole(&[&[fill; 3][..], &bytes].concat()), Some(number));
        }
        assert_eq!((whole(&[0xfe]), whole(&[0x7f]), whole(&[])), (Some(-2), Some(127), None));
        assert_eq!(whole(&[&[0][..], &[0xff; 16]].concat()), None);
    }
}
