//! What whole numbers come to together.

use super::{Amount, Overflow};

/// What whole numbers come to together, found in one walk through them that asks
/// nothing of any by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Together {
    count: usize,
    /// Every bit that one of them has.
    bits: u64,
    /// Their sum, wrapped.
    sum: i64,
}

impl Together {
    /// Of these.
    pub(super) fn of(numbers: impl ExactSizeIterator<Item = i64>) -> Self {
        let mut together = Self { count: numbers.len(), ..Self::default() };
        numbers.for_each(|number| together.add(number));
        together
    }

    /// Of the same and one that was counted already.
    #[inline(always)]
    fn add(&mut self, number: i64) {
        self.bits |= number.cast_unsigned();
        self.sum = self.sum.wrapping_add(number);
    }

    /// Their sum, where none is less than nothing or needs more than 40 bits, so that
    /// so many never wrapped.
    pub(super) fn sum(self) -> Option<i64> {
        (self.bits >> 40 == 0 && self.count >> 23 == 0).then_some(self.sum)
    }

    /// Whether one is less than nothing.
    pub(super) fn any_negative(self) -> bool {
        self.bits >> 63 == 1
    }

    /// Whether all are nothing.
    pub(super) fn are_zero(self) -> bool {
        self.bits == 0
    }
}

impl Amount {
    /// What amounts that stand together come to; nothing where one of them is less
    /// than nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    pub fn total(amounts: &[Self]) -> Result<Option<Self>, Overflow> {
        let together = Together::of(amounts.iter().map(|amount| amount.quanta()));
        match together.sum() {
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
        let together = |numbers: &[i64]| Together::of(numbers.iter().copied());
        assert_eq!(together(&[5, 6]).sum(), Some(11));
        assert_eq!(together(&[1 << 39, (1 << 40) - 1]).sum(), Some((3 << 39) - 1));
        assert_eq!(together(&[1 << 40]).sum(), None);
        assert_eq!(together(&[-1]).sum(), None);
        // Of so many even small ones could wrap.
        let many = |count| Together::of(std::iter::repeat_n((1 << 40) - 1, count)).sum();
        assert_eq!(many((1 << 23) - 1), Some(((1 << 40) - 1) * ((1 << 23) - 1)));
        assert_eq!(many(1 << 23), None);
        assert!(together(&[0, 0]).are_zero() && together(&[]).are_zero() && !together(&[0, 4]).are_zero());
        assert!(together(&[3, i64::MIN]).any_negative() && !together(&[3, i64::MAX]).any_negative());
    }
}
