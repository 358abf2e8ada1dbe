//! Quotients that two registers hold.

use super::Fraction;
use super::fraction::gcd;
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

    /// The quotient; `None` also where `other` is nothing.
    #[must_use]
    #[inline]
    pub fn over(self, other: Self) -> Option<Self> {
        let by = u128::from(self.denominator.get()) * u128::from(other.numerator.unsigned_abs());
        let widened = self.widened(other);
        Self::fitting(if other.numerator < 0 { widened.checked_neg()? } else { widened }, by)
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
