//! Quotients that two registers hold.

use super::fraction::gcd;
use super::{Fraction, Rounding};
use std::cmp::Ordering;
use std::num::NonZeroU64;

/// An exact ratio of two numbers of 64 bits, which may have a divisor in common: what
/// is reckoned with most, and handed on in two registers. What does not fit is
/// `None`, and has to be reckoned as a [`Fraction`].
#[derive(Debug, Clone, Copy)]
pub struct Narrow {
    numerator: i64,
    denominator: NonZeroU64,
}

impl Narrow {
    /// A whole number.
    #[must_use]
    pub const fn whole(number: i64) -> Self {
        Self { numerator: number, denominator: NonZeroU64::MIN }
    }

    /// The same number.
    #[must_use]
    #[inline]
    pub fn of(fraction: Fraction) -> Option<Self> {
        let (numerator, denominator) = fraction.parts();
        Self::within(numerator, u128::try_from(denominator).ok()?)
    }

    /// The same number.
    #[must_use]
    #[inline]
    pub fn fraction(self) -> Fraction {
        Fraction::of_parts(self.numerator.into(), self.denominator.get().into())
    }

    /// The quotient of both, where both fit.
    #[inline]
    fn within(numerator: i128, denominator: u128) -> Option<Self> {
        let denominator = NonZeroU64::new(u64::try_from(denominator).ok()?)?;
        Some(Self { numerator: i64::try_from(numerator).ok()?, denominator })
    }

    /// The quotient of both, if that is one of 64 bits.
    #[inline]
    fn fitting(numerator: i128, denominator: u128) -> Option<Self> {
        Self::within(numerator, denominator).or_else(|| {
            let common = gcd(numerator.unsigned_abs(), denominator);
            Self::within(numerator / i128::try_from(common).ok()?, denominator / common)
        })
    }

    /// The numerator that this has over the product of both denominators.
    fn widened(self, other: Self) -> i128 {
        i128::from(self.numerator) * i128::from(other.denominator.get())
    }

    fn common(self, other: Self) -> u128 {
        u128::from(self.denominator.get()) * u128::from(other.denominator.get())
    }

    /// The sum.
    #[must_use]
    #[inline]
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            let numerator = self.numerator.checked_add(other.numerator)?;
            return Some(Self { numerator, ..self });
        }
        let numerator = self.widened(other).checked_add(other.widened(self))?;
        Self::fitting(numerator, self.common(other))
    }

    /// The difference.
    #[must_use]
    #[inline]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated()?)
    }

    /// The same with the other sign.
    #[must_use]
    #[inline]
    pub fn negated(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, ..self })
    }

    /// The product.
    #[must_use]
    #[inline]
    pub fn times(self, other: Self) -> Option<Self> {
        let numerator = i128::from(self.numerator) * i128::from(other.numerator);
        Self::fitting(numerator, self.common(other))
    }

    /// So many of this; `None` also where that fits in lower terms only.
    #[must_use]
    #[inline]
    pub fn many(self, count: i64) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_mul(count)?, ..self })
    }

    /// The quotient; `None` also where `other` is nothing.
    #[must_use]
    #[inline]
    pub fn over(self, other: Self) -> Option<Self> {
        let by = u128::from(self.denominator.get()) * u128::from(other.numerator.unsigned_abs());
        let widened = self.widened(other);
        Self::fitting(if other.numerator < 0 { widened.checked_neg()? } else { widened }, by)
    }

    /// Whether this is less than nothing.
    #[must_use]
    #[inline]
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Whether this is a whole number.
    #[must_use]
    #[inline]
    pub fn is_whole(self) -> bool {
        self.denominator == NonZeroU64::MIN
            || self.numerator.unsigned_abs().is_multiple_of(self.denominator.get())
    }

    /// The nearest whole number by the named mode.
    #[must_use]
    #[inline]
    pub fn round(self, mode: Rounding) -> Option<i64> {
        if self.denominator == NonZeroU64::MIN {
            return Some(self.numerator);
        }
        let (magnitude, of) = (self.numerator.unsigned_abs(), self.denominator);
        let (whole, rest) = (magnitude / of, magnitude % of);
        let up = mode.goes_up(whole % 2 == 1, rest.into(), of.get().into());
        let whole = i64::try_from(whole.checked_add(up.into())?).ok()?;
        Some(if self.numerator < 0 { -whole } else { whole })
    }
}

impl PartialEq for Narrow {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Narrow {}

impl PartialOrd for Narrow {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Narrow {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        self.widened(*other).cmp(&other.widened(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Overflow;

    /// Small, large, and at both ends of what fits.
    fn all() -> Vec<Narrow> {
        let numerators = [0, 1, -1, 2, -6, 20, 999, i64::MAX, -i64::MAX, i64::MIN];
        let denominators = [1, 2, 3, 6, 1000, 1 << 62, u64::MAX];
        let narrow =
            |numerator, denominator| Narrow { numerator, denominator: NonZeroU64::new(denominator).unwrap() };
        numerators.iter().flat_map(|own| denominators.map(|under| narrow(*own, under))).collect()
    }

    /// The same in lowest terms, wherever it is reckoned with in the general way.
    fn general(narrow: Narrow) -> Fraction {
        Fraction::new(narrow.numerator.into(), narrow.denominator.get().into()).unwrap()
    }

    #[test]
    fn what_is_narrow_comes_to_what_fractions_come_to() {
        type Fast = fn(Narrow, Narrow) -> Option<Narrow>;
        type General = fn(Fraction, Fraction) -> Result<Fraction, Overflow>;
        let operations: [(Fast, General); 4] = [
            (Narrow::plus, Fraction::plus_wide),
            (Narrow::minus, |a, b| a.plus_wide(b.negated()?)),
            (Narrow::times, Fraction::times_wide),
            (Narrow::over, |a, b| {
                let (numerator, denominator) = b.terms();
                a.times_wide(Fraction::ratio(denominator, numerator)?.ok_or(Overflow)?)
            }),
        ];
        let (mut found, mut left) = (0, 0);
        for (a, b) in all().into_iter().flat_map(|a| all().into_iter().map(move |b| (a, b))) {
            for (fast, by) in operations {
                let wanted = by(general(a), general(b)).ok();
                match fast(a, b) {
                    Some(own) => {
                        assert_eq!(Some(general(own)), wanted, "{a:?} {b:?}");
                        assert_eq!(own.fraction(), general(own));
                        found += 1;
                    }
                    None => left += 1,
                }
            }
            assert_eq!(a.partial_cmp(&b), Some(general(a).compared(&general(b))), "{a:?} {b:?}");
            assert_eq!(a == b, general(a).terms() == general(b).terms(), "{a:?} {b:?}");
        }
        // Most are found, and there are some that are not.
        assert!(found > left && left > 1000, "{found} {left}");
    }

    #[test]
    fn what_is_narrow_is_whole_or_rounded_as_fractions_are() {
        let (mut whole, mut rounded, mut left) = (0, 0, 0);
        for own in all() {
            let (numerator, denominator) = general(own).terms();
            assert_eq!(own.is_whole(), denominator == 1, "{own:?}");
            assert_eq!(own.is_negative(), numerator < 0, "{own:?}");
            if let Some(three) = own.many(3) {
                assert_eq!(Some(three), own.times(Narrow::whole(3)), "{own:?}");
            }
            whole += usize::from(own.is_whole());
            for (_, mode) in Rounding::NAMES {
                let wanted = general(own).round(mode).unwrap();
                match own.round(mode) {
                    Some(found) => {
                        assert_eq!(i128::from(found), wanted, "{own:?} {mode:?}");
                        rounded += 1;
                    }
                    // The one magnitude that has no other sign.
                    None => left += 1,
                }
            }
        }
        assert!(whole > 20 && rounded > 200 && left < 20, "{whole} {rounded} {left}");
    }

    #[test]
    fn what_fits_in_lowest_terms_is_found() {
        let (third, many) =
            (Narrow { denominator: NonZeroU64::new(3).unwrap(), ..Narrow::whole(1) }, 3 << 61);
        assert_eq!(third.times(Narrow::whole(many)), Some(Narrow::whole(1 << 61)));
        assert_eq!(Narrow::whole(many).over(Narrow::whole(many)), Some(Narrow::whole(1)));
        assert!(Narrow::whole(i64::MAX).plus(Narrow::whole(1)).is_none());
        assert!(Narrow::whole(i64::MIN).negated().is_none());
        assert!(Narrow::whole(1).over(Narrow::whole(0)).is_none());
        assert!(Narrow::of(Fraction::whole(1 << 63)).is_none());
        assert_eq!(Narrow::of(Fraction::whole(-1 << 63)), Some(Narrow::whole(i64::MIN)));
    }
}
