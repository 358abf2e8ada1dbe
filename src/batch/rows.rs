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

/// The rows of one cooperative, written where there is room for all of them.
pub struct Rows<'r> {
    /// The cooperative's key and a comma, as every row begins.
    key: Vec<u8>,
    ids: &'r [&'r [u8]],
    writer: AmountWriter,
    out: &'r mut Vec<u8>,
    at: usize,
}

impl<'r> Rows<'r> {
    /// Rows of so many amounts each, after what `out` holds.
    #[must_use]
    pub fn of(group: &'r Group<'_>, amounts: usize, writer: AmountWriter, out: &'r mut Vec<u8>) -> Self {
        let mut key = Vec::with_capacity(group.key.len() + 3);
        write_cell(group.key, &mut key);
        key.push(b',');
        let at = out.len();
        let ids: usize = group.ids.iter().map(|id| id.len() + 3).sum();
        let row = key.len() + amounts * (writer.longest() + 1);
        out.resize(at + ids + group.ids.len() * row, 0);
        Self { key, ids: &group.ids, writer, out, at }
    }

    /// Adds the row of a household.
    #[inline]
    pub fn row(&mut self, household: usize, amounts: &[Amount]) {
        let (id, writer) = (self.ids[household], self.writer);
        let out = &mut self.out[self.at..];
        let mut at = self.key.len();
        out[..at].copy_from_slice(&self.key);
        let quote = usize::from(!is_plain(id));
        out[at] = b'"';
        at += quote;
        out[at..at + id.len()].copy_from_slice(id);
        at += id.len();
        out[at] = b'"';
        at += quote;
        for amount in amounts {
            out[at] = b',';
            at = writer.write_at(*amount, out, at + 1);
        }
        out[at] = b'\n';
        self.at += at + 1;
    }
}

impl Drop for Rows<'_> {
    /// What was not needed goes.
    fn drop(&mut self) {
        self.out.truncate(self.at);
    }
}
