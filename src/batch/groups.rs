//! The rows of one cooperative after the other, their numbers in columns.

use super::block::nth_cell;
use super::layout::{Layout, Role};
use super::numbers::Counted;
use super::rows::is_plain;
use super::short_cells::{TakeCells, short_cells};
use super::{Row, RowMistake};
use crate::exact::IdOrder;

/// What is said of quotes that are not as they should be.
pub(super) const QUOTES: &str =
    "a cell stands in quotes from its beginning to its end, or holds none, and no line break";

/// Nobody reads more mistakes of one cooperative.
const MOST_MISTAKES: usize = 20;

/// Most have no more households.
const ROOM: usize = 32;

/// The households of one cooperative, as they stand in a block.
#[derive(Debug)]
pub struct Group<'b> {
    /// The cooperative's key, as it is written.
    pub key: &'b [u8],
    /// The line of its first row, counted within the block from 1.
    pub line: u64,
    /// The households' ids, as they are written.
    pub ids: Vec<&'b [u8]>,
    /// The columns of numbers, by their place in the spec.
    pub numbers: Vec<Counted>,
    /// The columns of words.
    pub words: Vec<Vec<&'b [u8]>>,
    /// What is wrong in its rows; the columns are of no use then.
    pub mistakes: Vec<RowMistake>,
    /// The block, and where in it the first row begins.
    block: &'b [u8],
    start: usize,
    /// Whether every id so far is short and plain, and sorts behind the one before,
    /// which is here as a number.
    ascending: bool,
    before: u64,
}

/// Reads the rows of `block`, and hands over each cooperative whole; how many
/// lines there were is returned.
///
/// # Errors
///
/// Returns where the first byte is that is not UTF-8 text. The cooperatives before are
/// handed over, its own is not.
#[inline(never)]
pub fn groups<'b>(
    layout: &Layout,
    block: &'b [u8],
    each: &mut dyn FnMut(&mut Group<'b>),
) -> Result<u64, usize> {
    let group = Group::empty(layout.columns, block);
    let mut reading = Reading { layout, block, line: 0, group, begins: Begins::None };
    let mut row = Row::new(block, 0);
    let mut begun = false;
    while row.at() < block.len() {
        reading.line += 1;
        let start = row.at();
        let goes_on = begun && reading.goes_on(row);
        if goes_on {
            // Its first cell has been looked at.
            row.step(reading.group.key.len() + 1);
        } else if row.is_blank() {
            row.skip();
            continue;
        } else {
            // A row that names no cooperative stands with those before it.
            let key = nth_cell(block, start, layout.cooperative).unwrap_or(reading.group.key);
            if !begun || key != reading.group.key {
                if begun {
                    reading.check_text(start)?;
                    each(&mut reading.group);
                }
                begun = true;
                reading.begin(key, start);
            }
        }
        reading.row(&mut row, start, usize::from(goes_on));
    }
    if begun {
        reading.check_text(block.len())?;
        each(&mut reading.group);
    }
    Ok(reading.line)
}

struct Reading<'l, 'b> {
    layout: &'l Layout,
    block: &'b [u8],
    line: u64,
    group: Group<'b>,
    begins: Begins,
}

/// How the rows of a cooperative begin, where its key is their first cell.
#[derive(Debug, Clone, Copy)]
enum Begins {
    /// With these bytes of eight, a comma among them: what to look at, and what it is.
    Short(u64, u64),
    /// With the key and a comma.
    Long,
    /// The key is another cell, or not plain.
    None,
}

impl Begins {
    fn of(layout: &Layout, key: &[u8]) -> Self {
        // One cell of several, then.
        let is_first = layout.cooperative == 0 && layout.roles.len() > 1;
        if !is_first || key.is_empty() || !is_plain(key) {
            return Self::None;
        }
        let mut eight = [0; 8];
        match eight.get_mut(..=key.len()) {
            None => Self::Long,
            Some(begin) => {
                begin[..key.len()].copy_from_slice(key);
                begin[key.len()] = b',';
                let mask = u64::MAX >> (56 - 8 * key.len());
                Self::Short(mask, u64::from_le_bytes(eight))
            }
        }
    }
}

impl<'b> Reading<'_, 'b> {
    /// Whether a row begins with the cooperative of the row before.
    #[inline]
    fn goes_on(&self, row: Row<'b>) -> bool {
        let key = self.group.key;
        match (self.begins, row.eight()) {
            (Begins::None, _) => false,
            (Begins::Short(mask, begin), Some(eight)) => eight & mask == begin,
            _ => row.rest().get(key.len()) == Some(&b',') && row.rest().starts_with(key),
        }
    }

    /// That the rows of the cooperative, up to `end`, are text: looked at while they are
    /// near.
    #[inline]
    fn check_text(&self, end: usize) -> Result<(), usize> {
        let start = self.group.start;
        // ASCII mostly, which is seen 64 bytes at a time, the last with some of the next rows.
        let last = start + (end - start).next_multiple_of(64);
        if self.block[start..last.min(self.block.len())].is_ascii() {
            return Ok(());
        }
        let text = std::str::from_utf8(&self.block[start..end]);
        text.map(|_| ()).map_err(|error| start + error.valid_up_to())
    }

    fn begin(&mut self, key: &'b [u8], start: usize) {
        self.begins = Begins::of(self.layout, key);
        let group = &mut self.group;
        (group.key, group.line, group.start) = (key, self.line, start);
        (group.ascending, group.before) = (true, 0);
        group.ids.clear();
        group.numbers.iter_mut().for_each(Counted::clear);
        group.words.iter_mut().for_each(Vec::clear);
        group.mistakes.clear();
    }

    /// Reads the row that begins at `start`, from the cell at this place on.
    #[inline(always)]
    fn row(&mut self, row: &mut Row<'b>, start: usize, from: usize) {
        let from = short_cells(row, &self.layout.roles, from, &mut self.group);
        if from < self.layout.roles.len() {
            self.cells(row, start, from);
        }
    }

    /// Reads the cells of the row that begins at `start` from this place on, however
    /// they are written.
    fn cells(&mut self, row: &mut Row<'b>, start: usize, from: usize) {
        // What was wrong with quotes of the row before is that row's.
        row.malformed();
        let layout = self.layout;
        for (place, role) in (from..).zip(&layout.roles[from..]) {
            let at = row.at();
            let last = match *role {
                Role::Numbers(column) => self.number(row, column, start),
                Role::Skip | Role::Cooperative => row.cell().1,
                Role::Id => {
                    let (id, last) = row.cell();
                    self.group.ids.push(id);
                    self.group.ascending = false;
                    last
                }
                Role::Words(column) => {
                    let (word, last) = row.cell();
                    self.group.words[column].push(word);
                    last
                }
            };
            if last != (place + 1 == layout.roles.len()) {
                self.wrong([start, at], layout.wrong_width(place + 1, last));
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

impl<'b> TakeCells<'b> for Group<'b> {
    #[inline(always)]
    fn take(&mut self, role: Role, cell: &'b [u8], eight: u64, _: usize) -> bool {
        match role {
            Role::Numbers(column) => return self.numbers[column].add(cell, eight),
            Role::Id => self.add(cell, eight),
            Role::Words(column) => self.words[column].push(cell),
            Role::Skip | Role::Cooperative => {}
        }
        true
    }
}

impl<'b> Group<'b> {
    fn empty(columns: usize, block: &'b [u8]) -> Self {
        let numbers = (0..columns).map(|_| Counted::with_room(ROOM)).collect();
        Self::of(block, Vec::with_capacity(ROOM), numbers, vec![Vec::new(); columns])
    }

    /// None yet of this block, in this room.
    fn of(block: &'b [u8], ids: Vec<&'b [u8]>, numbers: Vec<Counted>, words: Vec<Vec<&'b [u8]>>) -> Self {
        let mistakes = Vec::new();
        Self { key: b"", line: 1, ids, numbers, words, mistakes, block, start: 0, ascending: true, before: 0 }
    }

    /// Room for another of the same block.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::empty(self.numbers.len(), self.block)
    }

    /// Room for one of another block, where this one was.
    pub(super) fn emptied(self, block: &[u8]) -> Group<'_> {
        let words = self.words.into_iter().map(emptied).collect();
        Group::of(block, emptied(self.ids), self.numbers, words)
    }

    /// The id of a household, for a message.
    #[must_use]
    pub fn id(&self, household: usize) -> String {
        String::from_utf8_lossy(self.ids[household]).into_owned()
    }

    /// Adds a household by its plain id, which `eight` begins with.
    #[inline(always)]
    fn add(&mut self, id: &'b [u8], eight: u64) {
        // Read as one number, ids of no more than eight bytes sort as they do as text.
        let others = (1 << (8 * (8_usize.wrapping_sub(id.len()) & 7))) - 1;
        let number = eight.swap_bytes() & !others;
        self.ascending &= id.len() <= 8 && number > self.before;
        self.before = number;
        self.ids.push(id);
    }

    /// The order of the ids.
    ///
    /// # Errors
    ///
    /// Returns the household that is there a second time, or has no id, and why.
    pub fn order(&self) -> Result<IdOrder, (usize, String)> {
        if self.ascending
            || self.ids.windows(2).all(|pair| pair[0] < pair[1])
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
            return Err((twice, format!("the household `{}` is here a second time", self.id(twice))));
        }
        Ok(IdOrder::of(&plain))
    }

    /// Whether every id is written without quotes.
    #[must_use]
    pub fn has_plain_ids(&self) -> bool {
        self.ascending || self.ids.iter().all(|id| is_plain(id))
    }

    /// The line of a household's row, counted like that of the first.
    #[must_use]
    pub fn line_of(&self, household: usize) -> u64 {
        let (mut row, mut line, mut before) = (Row::new(self.block, self.start), self.line, household);
        while before > 0 || row.is_blank() {
            before -= usize::from(!row.is_blank());
            row.skip();
            line += 1;
        }
        line
    }

    /// The last household, when it adds up all others in several columns, as a
    /// total does that was left in the table; in one it may by chance.
    #[must_use]
    pub fn total(&self) -> Option<usize> {
        let last = self.ids.len().checked_sub(1)?;
        let columns = || self.numbers.iter().filter(|column| column.counts().0.len() > last);
        let adds_up = |column: &Counted| {
            let (counts, _) = column.counts();
            let total = counts[last];
            match column.sum() {
                Some(all) => all - total == total,
                None => counts[..last].iter().copied().map(i128::from).sum::<i128>() == total.into(),
            }
        };
        // Beside one household that has anything, the last is its equal, not a total.
        let has_something = |row: usize| columns().any(|column| column.counts().0[row] != 0);
        let is_total = columns().all(adds_up)
            && columns().filter(|column| column.counts().0[last] != 0).count() > 1
            && (0..last).filter(|row| has_something(*row)).count() > 1;
        is_total.then_some(last)
    }
}

/// The same room for cells of another block: none is there, so none is changed.
fn emptied<'b>(mut cells: Vec<&[u8]>) -> Vec<&'b [u8]> {
    cells.clear();
    cells.into_iter().map(|_| &[][..]).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        let roles =
            vec![Role::Cooperative, Role::Id, Role::Numbers(0), Role::Skip, Role::Words(1), Role::Numbers(2)];
        Layout { file: "rows.csv".to_owned(), roles, cooperative: 0, columns: 3 }
    }

    /// All that is read of the first cooperative of a table: its cells, where its rows
    /// are, in which order, and what is wrong.
    fn read(table: &str) -> String {
        let mut read = Vec::new();
        groups(&layout(), table.as_bytes(), &mut |group| {
            let text = |cells: &[&[u8]]| {
                let cells = cells.iter().map(|cell| String::from_utf8_lossy(cell));
                format!("{:?}", cells.collect::<Vec<_>>())
            };
            let numbers = [0, 2].map(|column| group.numbers[column].counts());
            let whole = group.mistakes.is_empty();
            let households = if whole { group.ids.len() } else { 0 };
            let lines: Vec<u64> = (0..households).map(|household| group.line_of(household)).collect();
            let order = whole.then(|| group.order());
            read.push(format!(
                "{} {} {numbers:?} {lines:?} {order:?} {} {:?}",
                text(&group.ids),
                text(&group.words[1]),
                group.has_plain_ids(),
                group.mistakes
            ));
        })
        .expect("it is text");
        read.swap_remove(0)
    }

    #[test]
    fn a_byte_that_is_no_text_is_found_wherever_it_stands() {
        let rows: String = (0..9).map(|own| format!("c{},H{own},{own},x,poor,1\n\n", own / 3)).collect();
        let table = format!("{rows}c3,H9,1,{},poor,1\nc4,H10,1,x,poor,1\n", "x".repeat(90));
        let read = |bytes: &[u8]| groups(&layout(), bytes, &mut |_| {}).map(|_| ());
        for place in 0..table.len() {
            let (before, behind) = table.split_at(place);
            assert_eq!(read(format!("{before}\u{6237}{behind}").as_bytes()), Ok(()), "{place}");
            for no_text in [&b"\xff"[..], b"\xe6\x88"] {
                let bytes = [before.as_bytes(), no_text, behind.as_bytes()].concat();
                assert_eq!(read(&bytes), Err(place), "{no_text:?}");
            }
        }
    }

    /// What is near is looked at together, what is not cell by cell: rows are read
    /// alike.
    #[test]
    fn short_rows_are_read_as_others_are() {
        let rows = [
            "c,H1,1.5,x,poor,2",
            "c,H2,2,x,middle,0.25",
            "c,H3,15.4,,rich,7",
            "c,H1,1,x,poor,2",
            "c,\"H5\",1.5,x,\"po\"\"or\",2",
            "c, H6 ,1.5 ,x, poor,2 ",
            "c,H 7,1,x,po or,2",
            "c,,1,x,poor,2",
            "c,H9,,x,poor,2",
            "c,H10,1,x,poor",
            "c,H11,1,x,poor,2,3",
            "c,H12,1,x,poor,2,",
            "c,H13,-1,x,poor,2",
            "c,H14,1e3,x,poor,2",
            "c,H15,1,x,,2",
            "c,\u{6237},1,x,\u{8d2b}\u{519c},2",
            "c,H-1,1.123456,x,poor,1234567",
            "c,ABCDEFGH,12345678,x,poor,1",
            "c,ABCDEFGHI,123456789,x,poor,1",
            "c,H16,1.1234567,x,poor,0.1",
            "c,H17,.5,x,poor,1",
            "c,H18,1,x\"y,poor,1",
            "c,H19,1,a cell longer than what is looked at,poor,1",
            "",
            "c,H20,1_000,x,poor,1",
            "c,H21,99999999999999999999,x,poor,1",
            "c,H22,99999999,x,poor,0.00000000000000001",
        ];
        let blanks = " ".repeat(40);
        for ending in ["\n", "\r\n"] {
            let table = |rows: &[&str], behind: &str| {
                let row = |row: &&str| format!("{row}{}{ending}", if row.is_empty() { "" } else { behind });
                rows.iter().map(row).collect::<String>()
                    + "d,H0,1,what is near has something behind it,poor,1\n"
            };
            for (row, next) in rows.iter().zip(rows.iter().cycle().skip(1)) {
                for rows in [&[*row, *next][..], &[row, "c,H3,2.5,x,poor,1"], &["c,H2,2,x,poor,1.25", row]] {
                    // Blanks at the end of a line are no part of a cell, and plainly far.
                    assert_eq!(read(&table(rows, "")), read(&table(rows, &blanks)), "{rows:?}");
                }
            }
        }
    }
}
