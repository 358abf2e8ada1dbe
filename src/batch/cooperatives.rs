//! The table of cooperatives, in memory: some tens of bytes for each.

use super::hash::{hash, mixed};
use super::layout::{Layout, Role, read_heading};
use super::numbers::{Counted, Units};
use super::short_cells::{TakeCells, short_cells};
use super::spec::{BatchMistake, TableSpec};
use super::{Blocks, Row, RowMistake};
use crate::exact::Fraction;
use crate::text::Mistakes;
use std::cmp::Ordering;
use std::io::{self, Read};

/// Larger tables are read so many bytes at a time, which stay near.
const BLOCK: usize = 1 << 17;
/// Nobody reads more mistakes at once.
const MOST_MISTAKES: usize = 20;

/// Every cooperative with its figures.
#[derive(Debug)]
pub struct Cooperatives {
    keys: Vec<u8>,
    /// Where each key ends.
    ends: Vec<usize>,
    /// The line of each in the table.
    lines: Vec<u64>,
    columns: Vec<Counted>,
    /// Places of cooperatives by the hash of their keys, one more than they are;
    /// nothing where there is none. It is needed from the first key on that does not
    /// sort behind the one before.
    index: Vec<u32>,
}

/// Why the table cannot be read.
#[derive(Debug)]
pub enum TableError {
    /// The system says so.
    Io(io::Error),
    /// The heading is not what the batch says.
    Heading(Mistakes<BatchMistake>),
    /// Rows are not.
    Rows(Vec<RowMistake>),
}

impl From<io::Error> for TableError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Cooperatives {
    /// Reads the table; `file` is how the user knows it.
    ///
    /// # Errors
    ///
    /// Returns why it cannot be read.
    pub fn load(table: &TableSpec, file: &str, mut reader: impl Read) -> Result<Self, TableError> {
        let (heading, carry) = read_heading(&mut reader)?;
        let layout = Layout::of(table, file, &heading).map_err(TableError::Heading)?;
        let mut loading = Loading {
            layout,
            line: 1,
            mistakes: Vec::new(),
            found: Self {
                keys: Vec::new(),
                ends: Vec::new(),
                lines: Vec::new(),
                columns: vec![Counted::default(); table.columns.len()],
                index: Vec::new(),
            },
        };
        let mut blocks = Blocks::new(reader, carry, BLOCK, None);
        let mut buffer = Vec::new();
        while let Some(block) = blocks.next(buffer)? {
            loading.block(&block);
            if loading.mistakes.len() >= MOST_MISTAKES {
                break;
            }
            buffer = block;
        }
        loading.done()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The key of a cooperative, as it is written.
    #[must_use]
    pub fn key(&self, cooperative: usize) -> &[u8] {
        let start = cooperative.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[cooperative]]
    }

    /// Its line in the table.
    #[must_use]
    pub fn line(&self, cooperative: usize) -> u64 {
        self.lines[cooperative]
    }

    /// The cooperative of this key; `guess` is looked at first.
    #[must_use]
    pub fn find(&self, key: &[u8], guess: usize) -> Option<usize> {
        if guess < self.len() && self.key(guess) == key {
            return Some(guess);
        }
        if self.index.is_empty() { self.in_order(key).ok() } else { self.slot(key).ok() }
    }

    /// The cooperative of this key, or where it would stand, among keys in order.
    fn in_order(&self, key: &[u8]) -> Result<usize, usize> {
        let (mut from, mut to) = (0, self.len());
        // Most keys come in order themselves.
        if self.len().checked_sub(1).is_some_and(|last| self.key(last) < key) {
            return Err(self.len());
        }
        while from < to {
            let middle = from.midpoint(to);
            match self.key(middle).cmp(key) {
                Ordering::Equal => return Ok(middle),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        Err(from)
    }

    /// Adds a cooperative, unless it is there.
    fn add(&mut self, key: &[u8], line: u64) -> bool {
        if self.index.is_empty() {
            match self.in_order(key) {
                Ok(_) => return false,
                Err(place) if place < self.len() => self.grow(),
                Err(_) => {}
            }
        }
        if !self.index.is_empty() {
            if self.len() * 2 >= self.index.len() {
                self.grow();
            }
            let Err(slot) = self.slot(key) else { return false };
            self.enter(self.len(), slot);
        }
        self.keys.extend_from_slice(key);
        self.ends.push(self.keys.len());
        self.lines.push(line);
        true
    }

    /// A figure of a cooperative, `one` being what a unit of its column is in the
    /// measure.
    #[must_use]
    #[inline]
    pub fn figure(&self, column: usize, cooperative: usize, one: &Units) -> Option<Fraction> {
        self.columns[column].at(cooperative, one)
    }

    /// The cooperative of this key, or the free place in the index where it goes.
    fn slot(&self, key: &[u8]) -> Result<usize, usize> {
        let mask = self.index.len() - 1;
        let mut slot = usize::try_from(mixed(hash(key)) >> 32).expect("32 bits fit") & mask;
        loop {
            match self.index[slot].checked_sub(1) {
                None => return Err(slot),
                Some(place) if self.key(place as usize) == key => return Ok(place as usize),
                Some(_) => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        self.index = vec![0; (self.len() * 4).max(16).next_power_of_two()];
        for place in 0..self.len() {
            let slot = self.slot(self.key(place)).expect_err("it is there once");
            self.enter(place, slot);
        }
    }

    fn enter(&mut self, place: usize, slot: usize) {
        self.index[slot] = u32::try_from(place + 1).expect("fewer than four billion cooperatives");
    }
}

/// The figures of one cooperative, and its key with where that begins.
struct Figures<'c, 'b> {
    columns: &'c mut [Counted],
    key: (&'b [u8], usize),
}

impl<'b> TakeCells<'b> for Figures<'_, 'b> {
    #[inline(always)]
    fn take(&mut self, role: Role, cell: &'b [u8], eight: u64, at: usize) -> bool {
        match role {
            Role::Numbers(column) => return self.columns[column].add(cell, eight),
            Role::Cooperative => self.key = (cell, at),
            Role::Skip | Role::Id | Role::Words(_) => {}
        }
        true
    }
}

struct Loading {
    layout: Layout,
    line: u64,
    mistakes: Vec<RowMistake>,
    found: Cooperatives,
}

impl Loading {
    fn block(&mut self, bytes: &[u8]) {
        let mut row = Row::new(bytes, 0);
        while row.at() < bytes.len() && self.mistakes.len() < MOST_MISTAKES {
            self.line += 1;
            if row.is_blank() {
                row.skip();
                continue;
            }
            self.row(bytes, &mut row);
        }
    }

    fn row<'b>(&mut self, bytes: &'b [u8], row: &mut Row<'b>) {
        let start = row.at();
        // What was wrong with quotes of the row before is that row's.
        row.malformed();
        let mut figures = Figures { columns: &mut self.found.columns, key: (&b""[..], start) };
        let from = short_cells(row, &self.layout.roles, 0, &mut figures);
        let mut key = figures.key;
        for place in from..self.layout.roles.len() {
            let at = row.at();
            let last = match self.layout.roles[place] {
                Role::Cooperative => {
                    let (cell, last) = row.cell();
                    key = (cell, at);
                    last
                }
                Role::Numbers(column) => {
                    let (last, read) = self.found.columns[column].read(row);
                    if let Err(sentence) = read {
                        self.mistakes.push(self.layout.mistake(bytes, self.line, [start, at], sentence));
                    }
                    last
                }
                Role::Skip | Role::Id | Role::Words(_) => row.cell().1,
            };
            if last != (place + 1 == self.layout.roles.len()) {
                let sentence = self.layout.wrong_width(place + 1, last);
                self.mistakes.push(self.layout.mistake(bytes, self.line, [start, at], sentence));
                if !last {
                    row.skip();
                }
                return;
            }
        }
        match row.malformed() {
            Some(at) => {
                let mistake = self.layout.mistake(bytes, self.line, [start, at], super::groups::QUOTES);
                self.mistakes.push(mistake);
            }
            None => self.enter(bytes, start, key),
        }
    }

    fn enter(&mut self, bytes: &[u8], start: usize, (key, at): (&[u8], usize)) {
        let is_text = key.is_ascii() || std::str::from_utf8(key).is_ok();
        let wrong = match key {
            _ if !is_text => "the name is not UTF-8 text".to_owned(),
            [] => "the cooperative has no name".to_owned(),
            key if self.found.add(key, self.line) => return,
            key => format!("the cooperative `{}` is here a second time", String::from_utf8_lossy(key)),
        };
        self.mistakes.push(self.layout.mistake(bytes, self.line, [start, at], wrong));
    }

    fn done(self) -> Result<Cooperatives, TableError> {
        if self.mistakes.is_empty() { Ok(self.found) } else { Err(TableError::Rows(self.mistakes)) }
    }
}
