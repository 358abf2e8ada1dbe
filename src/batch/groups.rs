//! The rows of one cooperative after the other, their numbers in columns.

use super::block::nth_cell;
use super::layout::{Layout, Role};
use super::numbers::Counted;
use super::rows::is_plain;
use super::{Row, RowMistake};
use crate::exact::IdOrder;

/// What is said of quotes that are not as they should be.
pub(super) const QUOTES: &str =
    "a cell stands in quotes from its beginning to its end, or holds none, and no line break";

/// Nobody reads more mistakes of one cooperative.
const MOST_MISTAKES: usize = 20;

/// The households of one cooperative, as they stand in a block.
#[derive(Debug)]
pub struct Group<'b> {
    /// The cooperative's key, as it is written.
    pub key: &'b [u8],
    /// The line of its first row, counted within the block from 1.
    pub line: u64,
    /// The households' ids, as they are written.
    pub ids: Vec<&'b [u8]>,
    /// The line of each, counted likewise.
    pub lines: Vec<u64>,
    /// The columns of numbers, by their place in the spec.
    pub numbers: Vec<Counted>,
    /// The columns of words.
    pub words: Vec<Vec<&'b [u8]>>,
    /// What is wrong in its rows; the columns are of no use then.
    pub mistakes: Vec<RowMistake>,
}

/// Reads the rows of `block`, and hands over each cooperative whole; how many
/// lines there were is returned.
pub fn groups<'b>(layout: &Layout, block: &'b [u8], mut each: impl FnMut(&Group<'b>)) -> u64 {
    let mut reading = Reading {
        layout,
        block,
        line: 0,
        group: Group {
            key: b"",
            line: 1,
            ids: Vec::new(),
            lines: Vec::new(),
            numbers: vec![Counted::default(); layout.columns],
            words: vec![Vec::new(); layout.columns],
            mistakes: Vec::new(),
        },
        is_plain: false,
    };
    let mut row = Row::new(block, 0);
    let mut begun = false;
    while row.at() < block.len() {
        reading.line += 1;
        if row.is_blank() {
            row.skip();
            continue;
        }
        if begun && reading.goes_on(row) {
            // Its first cell has been looked at.
            let start = row.at();
            row.step(reading.group.key.len() + 1);
            reading.row(&mut row, start, 1);
            continue;
        }
        // A row that names no cooperative stands with those before it.
        let key = nth_cell(block, row.at(), layout.cooperative).unwrap_or(reading.group.key);
        if !begun || key != reading.group.key {
            if begun {
                each(&reading.group);
            }
            begun = true;
            reading.begin(key);
        }
        let start = row.at();
        reading.row(&mut row, start, 0);
    }
    if begun {
        each(&reading.group);
    }
    reading.line
}

struct Reading<'l, 'b> {
    layout: &'l Layout,
    block: &'b [u8],
    line: u64,
    group: Group<'b>,
    /// Whether the key at the start of a row is a cell by itself.
    is_plain: bool,
}

impl<'b> Reading<'_, 'b> {
    /// Whether a row begins with the cooperative of the row before.
    #[inline]
    fn goes_on(&self, row: Row<'b>) -> bool {
        let key = self.group.key;
        self.is_plain && row.rest().get(key.len()) == Some(&b',') && row.rest().starts_with(key)
    }

    fn begin(&mut self, key: &'b [u8]) {
        // One cell of several, then.
        let is_first = self.layout.cooperative == 0 && self.layout.roles.len() > 1;
        self.is_plain = is_first && !key.is_empty() && is_plain(key);
        let group = &mut self.group;
        (group.key, group.line) = (key, self.line);
        group.ids.clear();
        group.lines.clear();
        group.numbers.iter_mut().for_each(Counted::clear);
        group.words.iter_mut().for_each(Vec::clear);
        group.mistakes.clear();
    }

    /// Reads the row that begins at `start`, from the cell at this place on.
    fn row(&mut self, row: &mut Row<'b>, start: usize, from: usize) {
        // What was wrong with quotes of the row before is that row's.
        row.malformed();
        let layout = self.layout;
        for place in from..layout.roles.len() {
            let at = row.at();
            let last = match layout.roles[place] {
                Role::Numbers(column) => self.number(row, column, start),
                Role::Skip | Role::Cooperative => row.cell().1,
                Role::Id => {
                    let (id, last) = row.cell();
                    self.group.ids.push(id);
                    self.group.lines.push(self.line);
                    last
                }
                Role::Words(column) => {
                    let (word, last) = row.cell();
                    self.group.words[column].push(word);
                    last
                }
            };
            if let Some(sentence) = layout.wrong_width(place, last) {
                self.wrong([start, at], sentence);
                if !last {
                    row.skip();
                }
                return;
            }
        }
        if let Some(at) = row.malformed() {
            self.wrong([start, at], QUOTES);
        }
    }

    /// Reads a number; whether its cell was the last of the row is returned.
    #[inline]
    fn number(&mut self, row: &mut Row<'b>, column: usize, start: usize) -> bool {
        let at = row.at();
        let numbers = &mut self.group.numbers[column];
        let (last, read) = numbers.read(row);
        match read {
            Err(sentence) => self.wrong([start, at], sentence),
            Ok(()) if numbers.counts().0.last().is_some_and(|count| *count < 0) => {
                self.wrong([start, at], "a number of a household is never less than nothing");
            }
            Ok(()) => {}
        }
        last
    }

    fn wrong(&mut self, at: [usize; 2], sentence: impl Into<String>) {
        if self.group.mistakes.len() < MOST_MISTAKES {
            self.group.mistakes.push(self.layout.mistake(self.block, self.line, at, sentence));
        }
    }
}

impl Group<'_> {
    /// The order of the ids.
    ///
    /// # Errors
    ///
    /// Returns the household that is there a second time, or has no id, and why.
    pub fn order(&self) -> Result<IdOrder, (usize, String)> {
        if self.ids.windows(2).all(|pair| pair[0] < pair[1])
            && self.ids.first().is_none_or(|first| !first.is_empty())
            && !self.ids.iter().any(|id| id.contains(&b'"'))
        {
            return Ok(IdOrder::as_it_stands(self.ids.len()));
        }
        let plain: Vec<Vec<u8>> = self.ids.iter().map(|id| unquoted(id)).collect();
        let mut places: Vec<usize> = (0..plain.len()).collect();
        places.sort_by(|a, b| plain[*a].cmp(&plain[*b]));
        let twice = places.windows(2).filter(|pair| plain[pair[0]] == plain[pair[1]]).map(|pair| pair[1]);
        if let Some(nameless) = plain.iter().position(Vec::is_empty) {
            return Err((nameless, "the household has no id".to_owned()));
        }
        if let Some(twice) = twice.min() {
            let id = String::from_utf8_lossy(self.ids[twice]);
            return Err((twice, format!("the household `{id}` is here a second time")));
        }
        Ok(IdOrder::of(&plain))
    }

    /// The last household, when it adds up all others in several columns, as a
    /// total does that was left in the table; in one it may by chance.
    #[must_use]
    pub fn total(&self) -> Option<usize> {
        let last = self.ids.len().checked_sub(1)?;
        let columns = || self.numbers.iter().map(|column| column.counts().0).filter(|own| own.len() > last);
        let adds_up = |counts: &[i64]| {
            let sum: i128 = counts[..last].iter().map(|count| i128::from(*count)).sum();
            sum == i128::from(counts[last])
        };
        // Beside one household that has anything, the last is its equal, not a total.
        let has_something = |row: &usize| columns().any(|counts| counts[*row] != 0);
        let is_total = columns().all(adds_up)
            && columns().filter(|counts| counts[last] != 0).count() > 1
            && (0..last).filter(has_something).count() > 1;
        is_total.then_some(last)
    }
}

/// A cell's text, of which quotes stand double in the file.
pub(super) fn unquoted(cell: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(cell.len());
    let mut bytes = cell.iter();
    while let Some(byte) = bytes.next() {
        plain.push(*byte);
        if *byte == b'"' {
            let _ = bytes.as_slice().first().filter(|next| **next == b'"').and_then(|_| bytes.next());
        }
    }
    plain
}
