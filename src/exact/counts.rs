//! Whole numbers, and what they come to together.

use super::{Amount, Overflow};

/// Whole numbers one behind the other, and what they come to together: that is found as
/// they come, so that nobody who asks for it walks through them again.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    own: Vec<i64>,
    together: Together,
}

/// What whole numbers come to together, found without asking anything of any by itself.
#[derive(Debug, Clone, Copy, Default)]
struct Together {
    /// Every bit that one of them has.
    bits: u64,
    /// Their sum, wrapped.
    sum: i64,
}

impl Together {
    fn of(numbers: impl Iterator<Item = i64>) -> Self {
        let mut together = Self::default();
        numbers.for_each(|number| together.add(number));
        together
    }

    #[inline(always)]
    fn add(&mut self, number: i64) {
        self.bits |= number.cast_unsigned();
        self.sum = self.sum.wrapping_add(number);
    }

    /// The sum of so many, where none is less than nothing or needs more than 40 bits, so
    /// that it never wrapped.
    fn sum(self, many: usize) -> Option<i64> {
        (self.bits >> 40 == 0 && many >> 23 == 0).then_some(self.sum)
    }

    fn any_negative(self) -> bool {
        self.bits >> 63 == 1
    }
}

impl Counts {
    /// These.
    #[must_use]
    pub fn of(own: Vec<i64>) -> Self {
        let together = Together::of(own.iter().copied());
        Self { own, together }
    }

    /// None, with room for so many.
    #[must_use]
    pub fn with_room(many: usize) -> Self {
        Self { own: Vec::with_capacity(many), together: Together::default() }
    }

    /// The numbers in order.
    #[must_use]
    pub fn own(&self) -> &[i64] {
        &self.own
    }

    /// Adds one more.
    #[inline(always)]
    pub fn push(&mut self, number: i64) {
        self.together.add(number);
        self.own.push(number);
    }

    /// Forgets them, but not their room.
    pub fn clear(&mut self) {
        self.own.clear();
        self.together = Together::default();
    }

    /// Puts others in their place.
    pub fn copy_from(&mut self, others: &Self) {
        self.own.clone_from(&others.own);
        self.together = others.together;
    }

    /// So many times as much of each; `None` where one does not fit, and they are of no
    /// use then.
    #[must_use]
    pub fn times(&mut self, many: i64) -> Option<()> {
        for number in &mut self.own {
            *number = number.checked_mul(many)?;
        }
        self.together = Together::of(self.own.iter().copied());
        Some(())
    }

    /// Nothing in place of those that are not kept.
    pub(super) fn keep(&mut self, kept: &[bool]) {
        let others = self.own.iter_mut().zip(kept).filter(|(_, kept)| !**kept);
        others.for_each(|(number, _)| *number = 0);
        self.together = Together::of(self.own.iter().copied());
    }

    /// Their sum, where none is less than nothing, and all are so small that this is known.
    #[must_use]
    pub fn sum(&self) -> Option<i64> {
        self.together.sum(self.own.len())
    }

    /// Whether one is less than nothing.
    pub(super) fn any_negative(&self) -> bool {
        self.together.any_negative()
    }

    /// Whether all are nothing.
    pub(super) fn are_zero(&self) -> bool {
        self.together.bits == 0
    }
}

impl Amount {
    /// What amounts that stand together come to; nothing where one of them is less
    /// than nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    #[inline(always)]
    pub fn total(amounts: &[Self]) -> Result<Option<Self>, Overflow> {
        let together = Together::of(amounts.iter().map(|amount| amount.quanta()));
        match together.sum(amounts.len()) {
            Some(sum) => Ok(Some(Self::of_quanta(sum))),
            None if together.any_negative() => Ok(None),
            None => Self::sum(amounts.iter().copied()).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_come_to_a_total_or_one_is_less_than_nothing_or_it_does_not_fit() {
        for (own, total) in [
            (&[2, 3, 4][..], Ok(Some(9))),
            (&[], Ok(Some(0))),
            (&[0, 0], Ok(Some(0))),
            (&[2, -3], Ok(None)),
            (&[i64::MAX, 1, -1], Ok(None)),
            (&[1 << 40, 1 << 41, 7], Ok(Some((3 << 40) + 7))),
            (&[i64::MAX, 0], Ok(Some(i64::MAX))),
            (&[i64::MAX, 1], Err(Overflow)),
        ] {
            let amounts: Vec<Amount> = own.iter().copied().map(Amount::of_quanta).collect();
            assert_eq!(Amount::total(&amounts), total.map(|total| total.map(Amount::of_quanta)), "{own:?}");
        }
    }

    #[test]
    fn small_numbers_are_added_up_and_others_are_not() {
        let sum = |numbers: &[i64]| Counts::of(numbers.to_vec()).sum();
        assert_eq!(sum(&[5, 6]), Some(11));
        assert_eq!(sum(&[1 << 39, (1 << 40) - 1]), Some((3 << 39) - 1));
        assert_eq!(sum(&[1 << 40]), None);
        assert_eq!(sum(&[-1]), None);
        // Of so many even small ones could wrap.
        let many = |many| Together::of(std::iter::repeat_n((1 << 40) - 1, many)).sum(many);
        assert_eq!(many((1 << 23) - 1), Some(((1 << 40) - 1) * ((1 << 23) - 1)));
        assert_eq!(many(1 << 23), None);
        let are_zero = |numbers: &[i64]| Counts::of(numbers.to_vec()).are_zero();
        assert!(are_zero(&[0, 0]) && are_zero(&[]) && !are_zero(&[0, 4]));
        let any_negative = |numbers: &[i64]| Counts::of(numbers.to_vec()).any_negative();
        assert!(any_negative(&[3, i64::MIN]) && !any_negative(&[3, i64::MAX]));
    }

    #[test]
    fn however_numbers_come_what_they_come_to_is_known() {
        let mut counts = Counts::with_room(2);
        let known = |counts: &Counts| (counts.own().to_vec(), counts.sum(), counts.are_zero());
        [3, 4].into_iter().for_each(|number| counts.push(number));
        assert_eq!(known(&counts), (vec![3, 4], Some(7), false));
        counts.times(10).unwrap();
        assert_eq!(known(&counts), (vec![30, 40], Some(70), false));
        let mut others = Counts::of(vec![-1]);
        others.copy_from(&counts);
        others.keep(&[false, true]);
        assert_eq!(known(&others), (vec![0, 40], Some(40), false));
        assert_eq!(known(&counts), (vec![30, 40], Some(70), false));
        assert_eq!(counts.times(i64::MAX), None);
        counts.clear();
        assert_eq!(known(&counts), (vec![], Some(0), true));
    }
}
