//! A column of decimals, counted in one power of ten.

use super::Row;
use super::digits::{POWERS, Point, decimal_of, plain_decimal};
use crate::exact::{Counts, Fraction, Numbers, parse_decimal};

/// Decimals as whole numbers of a power of ten, as small as the finest needs.
#[derive(Debug, Clone)]
pub struct Counted {
    counts: Counts,
    /// How many places the counts have; while there are none, how many the last had.
    places: u8,
    /// Where the point stands in a decimal of so many.
    point: &'static Point,
}

impl Default for Counted {
    fn default() -> Self {
        Self { counts: Counts::default(), places: 0, point: Point::of(0) }
    }
}

impl Counted {
    /// None, with room for so many.
    pub(super) fn with_room(many: usize) -> Self {
        Self { counts: Counts::with_room(many), ..Self::default() }
    }

    /// Forgets the numbers.
    pub fn clear(&mut self) {
        self.counts.clear();
    }

    /// The counts and their places.
    #[must_use]
    pub fn counts(&self) -> (&[i64], u8) {
        (self.counts.own(), self.places)
    }

    /// What the counts come to, where that is known.
    pub(super) fn sum(&self) -> Option<i64> {
        self.counts.sum()
    }

    /// The number at `place`, `one` being what a unit of the column is in the
    /// measure.
    #[must_use]
    #[inline]
    pub fn at(&self, place: usize, one: &Units) -> Option<Fraction> {
        one.of(self.places)?.many(self.counts.own()[place]).ok()
    }

    /// Adds a number of so many places; `None` when 64 bits do not hold it or those
    /// before it any more.
    #[inline(always)]
    fn push(&mut self, count: i64, places: u8) -> Option<()> {
        if self.counts.own().is_empty() {
            // No unit of so many is known.
            POWERS.get(usize::from(places))?;
            self.set_places(places);
        }
        if places == self.places {
            self.counts.push(count);
            return Some(());
        }
        self.widen(count, places)
    }

    fn set_places(&mut self, places: u8) {
        (self.places, self.point) = (places, Point::of(places));
    }

    fn widen(&mut self, count: i64, places: u8) -> Option<()> {
        if places > self.places {
            let by = POWERS.get(usize::from(places - self.places))?;
            self.counts.times(*by)?;
            self.set_places(places);
            self.counts.push(count);
        } else {
            let by = POWERS.get(usize::from(self.places - places))?;
            self.counts.push(count.checked_mul(*by)?);
        }
        Some(())
    }

    /// Adds the number in a cell that `eight` begins with, if it is plainly written and
    /// fits.
    #[inline(always)]
    pub(super) fn add(&mut self, cell: &[u8], eight: u64) -> bool {
        match decimal_of(eight, cell.len(), self.point) {
            Some(count) => {
                self.counts.push(count);
                true
            }
            None => self.add_other(cell),
        }
    }

    /// The same, longer or with other places than the numbers before.
    #[inline(never)]
    fn add_other(&mut self, cell: &[u8]) -> bool {
        plain(cell).is_some_and(|(count, places)| self.push(count, places).is_some())
    }

    /// Adds the number that the next cell of a row holds, however it is written;
    /// whether the cell was the last of its row comes first.
    ///
    /// # Errors
    ///
    /// Returns a sentence when it holds none, or one that does not fit.
    pub fn read(&mut self, row: &mut Row<'_>) -> (bool, Result<(), String>) {
        let (cell, last) = row.cell();
        (last, self.read_cell(cell))
    }

    fn read_cell(&mut self, cell: &[u8]) -> Result<(), String> {
        let cell = cell.trim_ascii();
        if cell.is_empty() {
            return Err("a number is needed here, not nothing".to_owned());
        }
        if let Some((count, places)) = plain(cell) {
            return self.push(count, places).ok_or_else(too_far_apart);
        }
        let text = String::from_utf8_lossy(cell);
        let decimal = parse_decimal(&text).map_err(|error| error.to_string())?.normalize();
        let places = u8::try_from(decimal.scale()).ok();
        let count = i64::try_from(decimal.mantissa()).ok();
        let (count, places) =
            count.zip(places).ok_or_else(|| format!("`{text}` is too large or too fine for 64 bits"))?;
        self.push(count, places).ok_or_else(too_far_apart)
    }

    /// Puts the numbers in place of others, `one` being what a unit of the column
    /// is in the measure; `None` where that does not fit.
    pub fn put_into(&self, numbers: &mut Numbers, one: &Units) -> Option<()> {
        numbers.replace(*one.of(self.places)?, |counts| counts.copy_from(&self.counts));
        Some(())
    }

    /// The same; the numbers here are then others.
    pub fn give_to(&mut self, numbers: &mut Numbers, one: &Units) -> Option<()> {
        numbers.replace(*one.of(self.places)?, |counts| std::mem::swap(counts, &mut self.counts));
        Some(())
    }
}

/// The plain decimal that a whole cell is, and its places.
fn plain(cell: &[u8]) -> Option<(i64, u8)> {
    let (count, places, used) = plain_decimal(cell)?;
    (used == cell.len()).then_some((count, places))
}

fn too_far_apart() -> String {
    "the numbers here are too far apart for 64 bits".to_owned()
}

/// What a unit of a column, and its decimal parts, are in a measure.
#[derive(Debug, Clone)]
pub struct Units {
    of: Vec<Option<Fraction>>,
}

impl Units {
    /// `one` and its tenths, hundredths and so on.
    #[must_use]
    pub fn new(one: Fraction) -> Self {
        let part = |power: &i64| {
            let part = one.over(Fraction::whole(i128::from(*power))).ok()??.reduced();
            // Any 64 bits of it fit.
            i64::try_from(part.terms().0).ok()?;
            Some(part)
        };
        Self { of: POWERS.iter().map(part).collect() }
    }

    #[inline]
    fn of(&self, places: u8) -> Option<&Fraction> {
        self.of.get(usize::from(places))?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(column: &mut Counted, cell: &str) -> Result<(), String> {
        let line = format!("{cell},next\n");
        let mut row = Row::new(line.as_bytes(), 0);
        let (last, read) = column.read(&mut row);
        assert!(!last && row.rest() == b"next\n", "{cell}");
        read
    }

    #[test]
    fn a_finer_number_makes_those_before_it_finer() {
        let mut column = Counted::default();
        for cell in ["3", " 2.5 ", "0.125", "1_000", "\" 12 \""] {
            read(&mut column, cell).unwrap();
        }
        assert_eq!(column.counts(), (&[3000, 2500, 125, 1_000_000, 12_000][..], 3));
        assert_eq!(column.at(1, &Units::new(Fraction::ONE)), Fraction::new(5, 2));
        let units = Units::new(Fraction::whole(1000));
        let mut numbers = Numbers::of(Vec::new());
        column.put_into(&mut numbers, &units).unwrap();
        assert_eq!(
            numbers.iter().collect::<Vec<_>>(),
            [3000, 2500, 125, 1_000_000, 12_000].map(Fraction::whole)
        );
        column.clear();
        read(&mut column, "7").unwrap();
        assert_eq!(column.counts(), (&[7][..], 0));
    }

    #[test]
    fn what_does_not_fit_is_a_sentence() {
        let mut column = Counted::default();
        assert!(read(&mut column, "").unwrap_err().contains("not nothing"));
        assert!(read(&mut column, "9999999999999999999").unwrap_err().contains("64 bits"));
        assert!(read(&mut column, "twelve").is_err());
        read(&mut column, "999999999999999999").unwrap();
        assert!(read(&mut column, "0.001").unwrap_err().contains("too far apart"));
        // By more than any power of ten that 64 bits hold.
        column.clear();
        read(&mut column, "0.0000000001").unwrap();
        read(&mut column, &format!("0.{}1", "0".repeat(24))).unwrap();
        assert!(read(&mut column, "7").unwrap_err().contains("too far apart"));
    }
}
