//! A table of any size, in blocks of whole cooperatives.

use std::io::{self, Read};

/// How many bytes are read at a time of a table of so many: of a short one fewer, so
/// that every thread has something of it to do.
#[must_use]
pub fn block_size(table: u64) -> usize {
    usize::try_from(table / 16).unwrap_or(usize::MAX).clamp(1 << 16, 1 << 18)
}

/// Reads a table, after its heading, in blocks of about `size` bytes that each
/// hold whole rows, and the rows of one cooperative that stand together whole.
pub struct Blocks<R> {
    reader: R,
    size: usize,
    /// Which cell names the cooperative; without one, rows are whole and no more.
    cooperative: Option<usize>,
    /// What was read and belongs to the next block.
    carry: Vec<u8>,
    ended: bool,
}

/// Cells of one row. Cells may stand in quotes, and hold no line break.
#[derive(Debug, Clone, Copy)]
pub struct Row<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Where a cell begins whose quotes are not as they should be.
    malformed: Option<usize>,
}

impl<'b> Row<'b> {
    /// The row that begins at `at`.
    #[must_use]
    pub fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at, malformed: None }
    }

    /// Where a cell begins whose quotes were not as they should be, since this was
    /// asked last.
    pub fn malformed(&mut self) -> Option<usize> {
        self.malformed.take()
    }

    /// Where the next cell begins.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// The next cell without its quotes, doubled ones within left so, and whether
    /// it is the last of its row. What follows it is where this then stands.
    #[inline]
    pub fn cell(&mut self) -> (&'b [u8], bool) {
        let (bytes, start) = (self.bytes, self.at.min(self.bytes.len()));
        if bytes.get(start) == Some(&b'"') {
            return self.quoted();
        }
        let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'"');
        let mut end = bytes[start..].iter().position(ends).map_or(bytes.len(), |length| start + length);
        if bytes.get(end) == Some(&b'"') {
            self.malformed = Some(start);
            end = delimiter(bytes, end);
        }
        self.close(start, end)
    }

    fn quoted(&mut self) -> (&'b [u8], bool) {
        let start = self.at + 1;
        let mut end = start;
        loop {
            match self.bytes.get(end) {
                Some(b'"') if self.bytes.get(end + 1) == Some(&b'"') => end += 2,
                Some(b'"' | b'\n') | None => break,
                Some(_) => end += 1,
            }
        }
        let inner = &self.bytes[start..end];
        let after = delimiter(self.bytes, end);
        // Nothing stands between the quote and the comma but blanks.
        let closed = self.bytes[end..after].strip_prefix(b"\"");
        if !closed.is_some_and(|rest| rest.trim_ascii().is_empty()) {
            self.malformed = Some(start - 1);
        }
        let (_, last) = self.close(start, after);
        (inner, last)
    }

    fn close(&mut self, start: usize, end: usize) -> (&'b [u8], bool) {
        self.at = end + 1;
        let last = self.bytes.get(end) != Some(&b',');
        let cell = &self.bytes[start..end];
        // A line may end with a return, which is blank too.
        let is_trim = cell.first() > Some(&b' ') && cell.last() > Some(&b' ');
        (if is_trim { cell } else { cell.trim_ascii() }, last)
    }

    /// The next eight bytes, the first the lowest.
    #[inline]
    pub(super) fn eight(&self) -> Option<u64> {
        self.bytes.get(self.at..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
    }

    /// Goes so many bytes on.
    #[inline]
    pub(super) fn step(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// The bytes from the next cell on.
    #[must_use]
    pub fn rest(&self) -> &'b [u8] {
        &self.bytes[self.at..]
    }

    /// Whether the row has nothing in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.rest(), [b'\n', ..] | [b'\r', b'\n', ..] | [])
    }

    /// Goes to the end of the row.
    pub fn skip(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| *byte != b'\n') {
            self.at += 1;
        }
        self.at += 1;
    }
}

impl<R: Read> Blocks<R> {
    /// Blocks of a table that is `reader`, what `carry` holds of it standing before.
    pub fn new(reader: R, carry: Vec<u8>, size: usize, cooperative: Option<usize>) -> Self {
        Self { reader, size, cooperative, carry, ended: false }
    }

    /// The next block, in place of what `buffer` held; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns what the reader does.
    pub fn next(&mut self, mut buffer: Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        buffer.clear();
        buffer.append(&mut self.carry);
        let mut wanted = self.size;
        loop {
            self.fill(&mut buffer, wanted)?;
            if self.ended {
                if buffer.last().is_some_and(|last| *last != b'\n') {
                    buffer.push(b'\n');
                }
                return Ok(Some(buffer).filter(|buffer| !buffer.is_empty()));
            }
            if let Some(cut) = self.cut(&buffer) {
                self.carry.extend_from_slice(&buffer[cut..]);
                buffer.truncate(cut);
                return Ok(Some(buffer));
            }
            // One cooperative, or one row, is larger than a block. So much more is read
            // that looking through it all again costs no more than reading it did.
            wanted += wanted.max(self.size);
        }
    }

    fn fill(&mut self, buffer: &mut Vec<u8>, wanted: usize) -> io::Result<()> {
        let missing = wanted.saturating_sub(buffer.len());
        buffer.reserve(missing);
        let read = self.reader.by_ref().take(missing as u64).read_to_end(buffer)?;
        self.ended = read < missing;
        Ok(())
    }

    /// Where the last cooperative begins that may not be there whole.
    fn cut(&self, buffer: &[u8]) -> Option<usize> {
        let end = buffer.iter().rposition(|byte| *byte == b'\n')? + 1;
        let Some(cell) = self.cooperative else { return Some(end) };
        let begin = |end: usize| {
            let before = buffer[..end - 1].iter().rposition(|byte| *byte == b'\n');
            before.map_or(0, |newline| newline + 1)
        };
        let key = |start: usize| nth_cell(buffer, start, cell);
        let mut cut = begin(end);
        let mut last = key(cut);
        while cut > 0 {
            let before = begin(cut);
            // A row that names none stands with its neighbors.
            match (key(before), last) {
                (Some(own), Some(last)) if own != last => return Some(cut),
                (Some(own), None) => last = Some(own),
                _ => {}
            }
            cut = before;
        }
        None
    }
}

/// The cell so many cells after the start of a row; nothing where it has fewer.
pub(super) fn nth_cell(bytes: &[u8], start: usize, cell: usize) -> Option<&[u8]> {
    let mut row = Row::new(bytes, start);
    for _ in 0..cell {
        if row.cell().1 {
            return None;
        }
    }
    let (found, last) = row.cell();
    // A line of one empty cell is blank.
    (!(last && cell == 0 && found.is_empty())).then_some(found)
}

/// Where the cell that `at` lies in ends.
fn delimiter(bytes: &[u8], at: usize) -> usize {
    let ends = |byte: &u8| matches!(byte, b',' | b'\n');
    bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str, size: usize) -> Vec<String> {
        let mut blocks = Blocks::new(text.as_bytes(), Vec::new(), size, Some(0));
        let mut found = Vec::new();
        while let Some(block) = blocks.next(Vec::new()).unwrap() {
            found.push(String::from_utf8(block).unwrap());
        }
        found
    }

    #[test]
    fn no_cooperative_is_cut_in_two() {
        let text = "a,1\na,2\nb,3\nb,4\nb,5\nc,6";
        for size in 1..40 {
            let found = blocks(text, size);
            assert_eq!(found.concat(), format!("{text}\n"), "{size}");
            for block in &found[1..] {
                let first = block.chars().next();
                assert!(first == Some('b') || first == Some('c'), "{found:?}");
            }
            for key in ["a", "b", "c"] {
                assert_eq!(found.iter().filter(|block| block.contains(key)).count(), 1, "{found:?}");
            }
        }
        assert_eq!(blocks("", 4), Vec::<String>::new());
    }

    #[test]
    fn cells_stand_in_quotes_or_not() {
        let mut row = Row::new(b"\"a,\"\"b\"\"\", c ,\"d\"\r\nnext", 0);
        assert_eq!(row.cell(), (&b"a,\"\"b\"\""[..], false));
        assert_eq!(row.cell(), (&b"c"[..], false));
        assert_eq!(row.cell(), (&b"d"[..], true));
        assert_eq!(row.rest(), b"next");
        assert_eq!(row.cell(), (&b"next"[..], true));
        let mut row = Row::new(b"a cell of some length,another one\r\n", 0);
        assert_eq!(
            (row.cell(), row.cell()),
            ((&b"a cell of some length"[..], false), (&b"another one"[..], true))
        );
        let mut row = Row::new(b"x,y\nz", 0);
        row.skip();
        assert_eq!(row.rest(), b"z");
        for (text, malformed) in [("a\"b,c", true), ("\"a\"b,c", true), ("\"a\nb", true), ("\"a\" ,c", false)]
        {
            let mut row = Row::new(text.as_bytes(), 0);
            row.cell();
            assert_eq!(row.malformed(), malformed.then_some(0), "{text}");
        }
    }
}
