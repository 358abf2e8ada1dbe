//! Tables on their way out: columns, cells, rows.

use super::digits::AmountWriter;
use super::groups::Group;
use crate::exact::Amount;

/// A column of a table that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutColumn {
    /// Its heading.
    pub name: String,
    /// What its cells are.
    pub kind: CellKind,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Any text.
    Text,
    /// A whole number.
    Whole,
    /// A decimal of so many places.
    Decimal(u32),
}

impl OutColumn {
    /// A column of this name.
    #[must_use]
    pub fn new(name: &str, kind: CellKind) -> Self {
        Self { name: name.to_owned(), kind }
    }

    /// The first line of a table of these columns.
    #[must_use]
    pub fn heading(columns: &[Self]) -> Vec<u8> {
        let mut line = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                line.push(b',');
            }
            write_cell(column.name.replace('"', "\"\"").as_bytes(), &mut line);
        }
        line.push(b'\n');
        line
    }
}

/// A cell whose quotes stand double already.
pub(super) fn write_cell(cell: &[u8], out: &mut Vec<u8>) {
    match is_plain(cell) {
        false => {
            out.push(b'"');
            out.extend_from_slice(cell);
            out.push(b'"');
        }
        true => out.extend_from_slice(cell),
    }
}

/// Whether a cell needs no quotes: blanks at its ends are not part of it without.
pub(super) fn is_plain(cell: &[u8]) -> bool {
    let is_blank = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    let needs_quotes = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    !is_blank(cell.first()) && !is_blank(cell.last()) && !cell.iter().any(needs_quotes)
}

/// Rows one behind the other, and room for more: what has been room once stays, since
/// to clear it again and again costs as much as to write in it.
#[derive(Debug, Default)]
pub struct Written {
    bytes: Vec<u8>,
    /// So many of them are written.
    length: usize,
    /// How the rows that are being written begin.
    begin: Vec<u8>,
}

impl Written {
    /// What is written.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Writes one more row.
    pub(super) fn add(&mut self, row: &[u8]) {
        self.room(row.len())[..row.len()].copy_from_slice(row);
        self.length += row.len();
    }

    /// Nothing is written any more.
    pub(super) fn clear(&mut self) {
        self.length = 0;
    }

    /// Room for so many bytes more.
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        let end = self.length + bytes;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        &mut self.bytes[self.length..]
    }
}

/// The rows of one cooperative, written where there is room for all of them.
pub struct Rows<'r> {
    /// The cooperative's key and a comma, as every row begins, and how long that is:
    /// most are short, and more is written of them than is needed.
    key: &'r [u8],
    length: usize,
    ids: &'r [&'r [u8]],
    has_plain_ids: bool,
    writer: &'r AmountWriter,
    out: &'r mut [u8],
    at: usize,
    written: &'r mut usize,
}

/// So many bytes are copied at once.
const SHORT_KEY: usize = 16;

impl<'r> Rows<'r> {
    /// Rows of so many amounts each, after what is written.
    #[must_use]
    pub fn of(group: &'r Group<'_>, amounts: usize, writer: &'r AmountWriter, to: &'r mut Written) -> Self {
        to.begin.clear();
        write_cell(group.key, &mut to.begin);
        to.begin.push(b',');
        let length = to.begin.len();
        to.begin.resize(length.max(SHORT_KEY), 0);
        let ids: usize = group.ids.iter().map(|id| id.len() + 3).sum();
        let row = length + amounts * writer.longest();
        to.room(ids + group.ids.len() * row + SHORT_KEY);
        let Written { bytes, length: written, begin: key } = to;
        let has_plain_ids = group.has_plain_ids();
        Self { key, length, ids: &group.ids, has_plain_ids, writer, out: bytes, at: *written, written }
    }

    /// Begins the row of a household.
    #[inline]
    pub fn begin(&mut self, household: usize) {
        let out = &mut self.out[self.at..];
        match (self.length, self.key.first_chunk::<SHORT_KEY>(), out.first_chunk_mut()) {
            (..=SHORT_KEY, Some(key), Some(begin)) => *begin = *key,
            (length, ..) => out[..length].copy_from_slice(self.key),
        }
        let (id, out) = (self.ids[household], &mut out[self.length..]);
        if self.has_plain_ids || is_plain(id) {
            put(id, out);
            self.at += self.length + id.len();
        } else {
            out[0] = b'"';
            put(id, &mut out[1..]);
            out[1 + id.len()] = b'"';
            self.at += self.length + id.len() + 2;
        }
    }

    /// Adds an amount to the row.
    #[inline(always)]
    pub fn amount(&mut self, amount: Amount) {
        self.at = self.writer.write_at(amount, self.out, self.at);
    }

    /// Ends the row.
    #[inline]
    pub fn end(&mut self) {
        self.out[self.at] = b'\n';
        self.at += 1;
    }
}

/// Copies a few bytes without asking for each whether there is one.
#[inline]
fn put(bytes: &[u8], out: &mut [u8]) {
    let out = &mut out[..bytes.len()];
    match (bytes, bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (_, Some(first), Some(last)) if bytes.len() <= 8 => {
            out[..4].copy_from_slice(first);
            out[bytes.len() - 4..].copy_from_slice(last);
        }
        ([first, .., last], None, _) => {
            let middle = bytes.len() / 2;
            (out[0], out[middle], out[bytes.len() - 1]) = (*first, bytes[middle], *last);
        }
        _ => out.copy_from_slice(bytes),
    }
}

impl Drop for Rows<'_> {
    /// What was begun is written.
    fn drop(&mut self) {
        *self.written = self.at;
    }
}
