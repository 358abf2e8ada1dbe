//! Cells that are short and plainly written, as most are: where they end is found
//! for many of them at once, so that none waits for the one before it.

use super::Row;
use super::layout::Role;
use wide::u8x16;

/// Takes the cells of a row, one after the other.
pub(super) trait TakeCells<'b> {
    /// Takes a plain cell that is something and begins at `at`, with the eight bytes
    /// from there on; whether it can be read so. If not, nothing happens.
    fn take(&mut self, role: Role, cell: &'b [u8], eight: u64, at: usize) -> bool;
}

/// What stands near in a row.
struct Near<'b> {
    bytes: &'b [u8; 40],
    /// Which of the first 32 are commas, the first the lowest bit.
    commas: u32,
    /// Which are line breaks, quotes, blanks, or other bytes of a lower number.
    others: u32,
}

/// Takes the cells of a row from this place on, as long as they are short and plain;
/// the place of the first that is not is returned, and `row` then stands there.
#[inline(always)]
pub(super) fn short_cells<'b>(
    row: &mut Row<'b>,
    roles: &[Role],
    from: usize,
    taker: &mut impl TakeCells<'b>,
) -> usize {
    let mut place = from;
    while let Some(near) = Near::of(row.rest()) {
        let (mut commas, line, at) = (near.commas, near.others.trailing_zeros(), row.at());
        let mut begin = 0;
        // The last cell ends with its line, the others with a comma.
        while let Some([role, _, ..]) = roles.get(place..) {
            let end = commas.trailing_zeros();
            if end >= line || !near.is_taken(*role, [begin, end], at, taker) {
                break;
            }
            place += 1;
            commas &= commas.wrapping_sub(1);
            begin = end + 1;
        }
        if let Some([role]) = roles.get(place..)
            && line < commas.trailing_zeros()
            && let breaks @ 1.. = near.breaks(line)
            && near.is_taken(*role, [begin, line], at, taker)
        {
            row.step(line as usize + breaks);
            return roles.len();
        }
        row.step(begin as usize);
        // The next cell may be near from where it begins.
        if begin == 0 {
            break;
        }
    }
    place
}

impl<'b> Near<'b> {
    /// What these bytes begin with; `None` where they are fewer.
    #[inline(always)]
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let bytes = bytes.first_chunk::<40>()?;
        let found = |half: &[u8; 16], holds: fn(u8x16) -> u8x16| holds(u8x16::new(*half)).to_bitmask();
        let (halves, _) = bytes.as_chunks::<16>();
        let both = |holds| found(&halves[0], holds) | found(&halves[1], holds) << 16;
        let comma = |bytes: u8x16| bytes.simd_eq(u8x16::splat(b','));
        let not_more = |bytes: u8x16| bytes.min(u8x16::splat(b',')).simd_eq(bytes);
        Some(Self { bytes, commas: both(comma), others: both(not_more) & !both(comma) })
    }

    /// How many bytes the line break takes that stands here, if one does.
    #[inline(always)]
    fn breaks(&self, line: u32) -> usize {
        match &self.bytes[line as usize..] {
            [b'\n', ..] if line < 32 => 1,
            [b'\r', b'\n', ..] if line < 32 => 2,
            _ => 0,
        }
    }

    /// Whether a cell is something and is taken; these bytes are `at` so many.
    #[inline(always)]
    fn is_taken(
        &self,
        role: Role,
        [begin, end]: [u32; 2],
        at: usize,
        taker: &mut impl TakeCells<'b>,
    ) -> bool {
        let (begin, end) = (begin as usize, end as usize);
        let eight = self.bytes[begin & 31..].first_chunk().map_or(0, |eight| u64::from_le_bytes(*eight));
        begin < end && taker.take(role, &self.bytes[begin..end], eight, at.wrapping_add(begin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_delimits_cells_is_found_wherever_it_is() {
        for place in 0..40 {
            for byte in 0..=255 {
                let mut bytes = [b'a'; 40];
                bytes[place] = byte;
                let near = Near::of(&bytes).expect("there are so many");
                let bit = if place < 32 { 1 << place } else { 0 };
                assert_eq!(near.commas, if byte == b',' { bit } else { 0 }, "{byte} {place}");
                assert_eq!(near.others, if byte < b',' { bit } else { 0 }, "{byte} {place}");
            }
        }
        assert!(Near::of(&[b','; 39]).is_none());
    }

    /// Keeps what it takes, but nothing that has a question mark.
    struct Kept(Vec<(Role, String, usize)>);

    impl<'b> TakeCells<'b> for Kept {
        fn take(&mut self, role: Role, cell: &'b [u8], eight: u64, at: usize) -> bool {
            let text = String::from_utf8(cell.to_vec()).expect("it is text");
            let near = eight.to_le_bytes();
            assert_eq!(near[..cell.len().min(8)], cell[..cell.len().min(8)]);
            let is_taken = !text.contains('?');
            if is_taken {
                self.0.push((role, text, at));
            }
            is_taken
        }
    }

    #[test]
    fn plain_cells_are_taken_up_to_the_first_that_is_not() {
        let roles = [Role::Id, Role::Skip, Role::Words(0), Role::Numbers(1)];
        let long = "a cell longer than what is looked at together";
        let (thirty, other) = ("a".repeat(30), "b".repeat(31));
        for (row, taken) in [
            ("a,b,c,d".to_owned(), 4),
            (format!("{thirty},{other},c,{other}"), 4),
            (format!("{other},a,{thirty},d"), 4),
            (format!("a,{},c,d", "b".repeat(32)), 1),
            (format!("a,b,{long},d"), 2),
            (format!("a,b,c,{long}"), 3),
            ("a,,c,d".to_owned(), 1),
            (",b,c,d".to_owned(), 0),
            ("a,b,c".to_owned(), 2),
            ("a,b,c,d,e".to_owned(), 3),
            ("a,b,c,d?".to_owned(), 3),
            ("a,b ,c,d".to_owned(), 1),
            ("a,b,\"c\",d".to_owned(), 2),
        ] {
            for ending in ["\n", "\r\n"] {
                let text = format!("{row}{ending}{}", "z".repeat(40));
                let (mut kept, mut at) = (Kept(Vec::new()), Row::new(text.as_bytes(), 0));
                assert_eq!(short_cells(&mut at, &roles, 0, &mut kept), taken, "{row}");
                let cells: Vec<&str> = row.split(',').collect();
                let mut begin = 0;
                for (place, (role, cell, at)) in kept.0.iter().enumerate() {
                    assert_eq!((*role, &**cell, *at), (roles[place], cells[place], begin), "{row}");
                    begin += cell.len() + 1;
                }
                assert_eq!(kept.0.len(), taken);
                let end = if taken == roles.len() { row.len() + ending.len() } else { begin };
                assert_eq!(at.at(), end, "{row}");
            }
        }
    }
}
