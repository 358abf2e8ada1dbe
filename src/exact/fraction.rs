//! Exact quotients. A third times three is one.

use super::{Narrow, Rounding};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::fmt;

/// A number does not fit the 128 bits that the engine counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the number is too large to count exactly")]
pub struct Overflow;

/// An exact ratio of two whole numbers. It can never be infinite and never loses a
/// digit; what does not fit 128 bits in lowest terms is an [`Overflow`].
///
/// ```
/// # use fenhong::exact::Fraction;
/// let third = Fraction::new(1, 3).unwrap();
/// assert_eq!(third.times(Fraction::whole(3)).unwrap(), Fraction::ONE);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Fraction {
    numerator: i128,
    /// More than nothing. What both have in common is divided out when somebody looks:
    /// to find it costs more than most sums and products.
    denominator: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Fraction = Fraction::whole(0);
    /// The whole.
    pub const ONE: Fraction = Fraction::whole(1);

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i128) -> Self {
        Self { numerator: number, denominator: 1 }
    }

    /// `numerator / denominator` in lowest terms; `None` when the denominator
    /// is zero.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] for the one number whose sign cannot be turned.
    pub fn ratio(numerator: i128, denominator: i128) -> Result<Option<Self>, Overflow> {
        if denominator == 0 {
            return Ok(None);
        }
        let (numerator, denominator) = if denominator < 0 {
            (numerator.checked_neg().ok_or(Overflow)?, denominator.checked_neg().ok_or(Overflow)?)
        } else {
            (numerator, denominator)
        };
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = i128::try_from(common).map_err(|_| Overflow)?;
        if common == 1 {
            return Ok(Some(Self { numerator, denominator }));
        }
        Ok(Some(Self {
            numerator: divided(numerator, common).0,
            denominator: divided(denominator, common).0,
        }))
    }

    /// `numerator / denominator`, when that is a number that fits.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        Self::ratio(numerator, denominator).ok().flatten()
    }

    /// The exact value of a decimal.
    #[must_use]
    pub fn from_decimal(decimal: Decimal) -> Self {
        let scale = 10_i128.pow(decimal.scale());
        Self::new(decimal.mantissa(), scale).unwrap_or(Self::ZERO)
    }

    /// The two numbers above and below the line, in lowest terms; the one below is
    /// more than nothing.
    #[must_use]
    pub fn terms(self) -> (i128, i128) {
        self.reduced().parts()
    }

    /// The same in lowest terms.
    #[must_use]
    #[inline]
    pub fn reduced(self) -> Self {
        if self.denominator == 1 {
            return self;
        }
        Self::new(self.numerator, self.denominator).unwrap_or(self)
    }

    /// The number, when it is a whole one.
    #[must_use]
    #[inline]
    pub fn whole_number(self) -> Option<i128> {
        if self.denominator == 1 {
            return Some(self.numerator);
        }
        let (whole, rest) = divided(self.numerator, self.denominator);
        (rest == 0).then_some(whole)
    }

    /// Two numbers that are [`Narrow`].
    pub(super) const fn of_parts(numerator: i128, denominator: i128) -> Self {
        Self { numerator, denominator }
    }

    /// The two numbers above and below the line, as they come.
    pub(super) const fn parts(self) -> (i128, i128) {
        (self.numerator, self.denominator)
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Whether this is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    #[inline]
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        if self.denominator == 1 && other.denominator == 1 {
            return Ok(Self::whole(self.numerator.checked_add(other.numerator).ok_or(Overflow)?));
        }
        self.with(other, Narrow::plus, Self::plus_wide)
    }

    #[cold]
    pub(super) fn plus_wide(self, other: Self) -> Result<Self, Overflow> {
        let (left, right) = (self.reduced(), other.reduced());
        let common = gcd(left.denominator.unsigned_abs(), right.denominator.unsigned_abs());
        let common = i128::try_from(common).map_err(|_| Overflow)?;
        let widen = right.denominator / common;
        let denominator = left.denominator.checked_mul(widen).ok_or(Overflow)?;
        let left = left.numerator.checked_mul(widen).ok_or(Overflow)?;
        let right = right.numerator.checked_mul(denominator / right.denominator).ok_or(Overflow)?;
        Self::ratio(left.checked_add(right).ok_or(Overflow)?, denominator)?.ok_or(Overflow)
    }

    /// What comes of both: in registers where they and it fit those, else at length.
    #[inline(always)]
    fn with(
        self,
        other: Self,
        narrow: fn(Narrow, Narrow) -> Option<Narrow>,
        wide: fn(Self, Self) -> Result<Self, Overflow>,
    ) -> Result<Self, Overflow> {
        if let (Some(left), Some(right)) = (Narrow::of(self), Narrow::of(other))
            && let Some(made) = narrow(left, right)
        {
            return Ok(made.fraction());
        }
        wide(self, other)
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    #[inline]
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.plus(other.negated()?)
    }

    /// The same with the other sign.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] for the one number that has no opposite.
    pub fn negated(self) -> Result<Self, Overflow> {
        Ok(Self { numerator: self.numerator.checked_neg().ok_or(Overflow)?, ..self })
    }

    /// The same without its sign.
    #[must_use]
    pub fn magnitude(self) -> Self {
        // What cannot be turned is the one number below the range.
        self.negated().map_or(self, |negated| self.max(negated))
    }

    /// The product.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    #[inline]
    pub fn times(self, other: Self) -> Result<Self, Overflow> {
        self.with(other, Narrow::times, Self::times_wide)
    }

    /// So many of this.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when they do not fit.
    #[inline]
    pub fn many(self, count: i64) -> Result<Self, Overflow> {
        if let Some(own) = Narrow::of(self)
            && let Some(made) = own.many(count)
        {
            return Ok(made.fraction());
        }
        self.times(Self::whole(count.into()))
    }

    #[cold]
    pub(super) fn times_wide(self, other: Self) -> Result<Self, Overflow> {
        // Reduced crosswise first, so that only a product that is really too
        // large overflows.
        let (left, right) = (self.reduced(), other.reduced());
        let first = Self::ratio(left.numerator, right.denominator)?.ok_or(Overflow)?;
        let second = Self::ratio(right.numerator, left.denominator)?.ok_or(Overflow)?;
        Ok(Self {
            numerator: first.numerator.checked_mul(second.numerator).ok_or(Overflow)?,
            denominator: first.denominator.checked_mul(second.denominator).ok_or(Overflow)?,
        })
    }

    /// The quotient; `None` when `other` is zero.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn over(self, other: Self) -> Result<Option<Self>, Overflow> {
        let (numerator, denominator) = match other.numerator.cmp(&0) {
            Ordering::Equal => return Ok(None),
            Ordering::Greater => (other.denominator, other.numerator),
            Ordering::Less => (-other.denominator, other.numerator.checked_neg().ok_or(Overflow)?),
        };
        self.times(Self { numerator, denominator }).map(Some)
    }

    /// This to the power of `exponent`, which may be negative; `None` when that
    /// divides by zero.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn power(self, exponent: i8) -> Result<Option<Self>, Overflow> {
        let mut product = Self::ONE;
        for _ in 0..exponent.unsigned_abs() {
            product = product.times(self)?;
        }
        if exponent < 0 { Self::ONE.over(product) } else { Ok(Some(product)) }
    }

    /// The largest whole number that is not above this.
    #[must_use]
    pub const fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator)
    }

    /// The nearest whole number by the named mode. The one place where a part
    /// of a quantum is let go.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] at the very end of the range.
    #[inline]
    pub fn round(self, mode: Rounding) -> Result<i128, Overflow> {
        if self.denominator == 1 && self.numerator != i128::MIN {
            return Ok(self.numerator);
        }
        self.round_parts(mode)
    }

    /// The nearest whole number where this is none.
    fn round_parts(self, mode: Rounding) -> Result<i128, Overflow> {
        let magnitude = self.numerator.checked_abs().ok_or(Overflow)?;
        let (whole, rest) = divided(magnitude, self.denominator);
        let up = mode.goes_up(whole % 2 == 1, rest, self.denominator);
        let whole = whole.checked_add(i128::from(up)).ok_or(Overflow)?;
        Ok(if self.numerator < 0 { -whole } else { whole })
    }
}

impl Fraction {
    /// As a decimal of at most `places` places, cut to what it needs, and
    /// whether that is exact; the last place is rounded half-even if not. For
    /// the eye only: nothing that is printed so is ever read back.
    #[must_use]
    pub fn to_places(self, places: u32) -> (String, bool) {
        let power = Fraction::whole(10_i128.pow(places.min(18)));
        let scaled = self.times(power).and_then(|scaled| Ok((scaled.round(Rounding::HalfEven)?, scaled)));
        match scaled {
            Ok((rounded, scaled)) => {
                let near = Fraction::new(rounded, power.numerator).unwrap_or(Fraction::ZERO);
                (near.to_string(), scaled.whole_number().is_some())
            }
            Err(Overflow) => (self.to_string(), true),
        }
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    /// Exact for every pair: whole parts first, then the reciprocals of what is
    /// left over, so that no product is ever formed.
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        match (Narrow::of(*self), Narrow::of(*other)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.compared(other),
        }
    }
}

impl Fraction {
    /// How two compare that are large.
    pub(super) fn compared(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        let mut turned = false;
        loop {
            let wholes = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
            let (rest_a, rest_b) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            let order = match wholes {
                Ordering::Equal if rest_a == 0 || rest_b == 0 => rest_a.cmp(&rest_b),
                Ordering::Equal => {
                    (a, b) = ((a.1, rest_a), (b.1, rest_b));
                    turned = !turned;
                    continue;
                }
                unequal => unequal,
            };
            return if turned { order.reverse() } else { order };
        }
    }
}

impl fmt::Display for Fraction {
    /// As a decimal when it ends within 28 places, else as `1/3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { numerator, denominator } = self.reduced();
        let mut scale: u32 = 0;
        let mut power: i128 = 1;
        while power % denominator != 0 && scale < 28 {
            scale += 1;
            power *= 10;
        }
        match numerator.checked_mul(power / denominator) {
            Some(scaled) if power % denominator == 0 => {
                let sign = if scaled < 0 { "-" } else { "" };
                let digits = scaled.unsigned_abs();
                let power = power.unsigned_abs();
                write!(f, "{sign}{}", digits / power)?;
                if scale > 0 {
                    write!(f, ".{:0width$}", digits % power, width = usize::try_from(scale).unwrap_or(0))?;
                }
                Ok(())
            }
            _ => write!(f, "{numerator}/{denominator}"),
        }
    }
}

/// The quotient by a number that is more than nothing, and what is left.
#[inline]
fn divided(number: i128, by: i128) -> (i128, i128) {
    match (u64::try_from(number), u64::try_from(by)) {
        // Most are, and are divided quicker.
        (Ok(number), Ok(by)) => ((number / by).into(), (number % by).into()),
        _ => (number / by, number % by),
    }
}

/// The greatest common divisor; of two zeros it is 1.
pub(super) fn gcd(mut a: u128, mut b: u128) -> u128 {
    if a == 1 || b == 1 {
        return 1;
    }
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return narrow_gcd(a, b).into();
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// The same of numbers that most are: divided once, since one is mostly much
/// smaller, then halved and subtracted, which is quicker.
fn narrow_gcd(a: u64, b: u64) -> u64 {
    if a == 0 || b == 0 {
        return (a | b).max(1);
    }
    let (mut a, mut b) = (a.min(b), a.max(b) % a.min(b));
    if b == 0 {
        return a;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a << twos
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator).unwrap()
    }

    #[test]
    fn a_third_times_three_is_one() {
        assert_eq!(fraction(1, 3).times(Fraction::whole(3)), Ok(Fraction::ONE));
        assert_eq!(Fraction::ONE.over(Fraction::whole(3)), Ok(Some(fraction(1, 3))));
        assert_eq!(fraction(1, 3).plus(fraction(1, 6)), Ok(fraction(1, 2)));
    }

    #[test]
    fn the_greatest_common_divisor_is_found_in_both_widths() {
        for (a, b, common) in
            [(0, 0, 1), (0, 6, 6), (6, 0, 6), (12, 18, 6), (7, 1, 1), (40, 64, 8), (9, 9, 9)]
        {
            assert_eq!(gcd(a, b), common, "{a} {b}");
            assert_eq!(
                gcd(a << 70, b << 70),
                if common == 1 && a == 0 { 1 } else { common << 70 },
                "{a} {b}"
            );
        }
        assert_eq!(gcd(3 << 70, 21), 3);
    }

    #[test]
    fn terms_are_lowest_whenever_somebody_looks() {
        let six_quarters = fraction(3, 4).plus(fraction(3, 4)).unwrap();
        assert_eq!(six_quarters.terms(), (3, 2));
        assert_eq!(six_quarters, fraction(3, 2));
        assert_eq!((six_quarters.to_string(), six_quarters.whole_number()), ("1.5".into(), None));
        let four_halves = fraction(2, 3).times(fraction(6, 2)).unwrap();
        assert_eq!((four_halves.terms(), four_halves.whole_number()), ((2, 1), Some(2)));
        let less = fraction(-1, 6).plus(fraction(-1, 3)).unwrap();
        assert_eq!((less.terms(), less.to_string()), ((-1, 2), "-0.5".into()));
        assert_eq!(fraction(-1, 3).times(fraction(6, 1)).unwrap().whole_number(), Some(-2));
        assert_eq!(fraction(7, 6).minus(fraction(1, 6)).unwrap().round(Rounding::Up), Ok(1));
        assert_eq!(fraction(1, 6).times(Fraction::ZERO).unwrap().terms(), (0, 1));
        // Beyond 64 bits nothing is left that could be divided out.
        let large = Fraction::whole(1 << 62).times(fraction(3, 4)).unwrap();
        let larger = large.times(fraction(1 << 40, 3)).unwrap();
        assert_eq!((large.terms(), larger.terms()), ((3 << 60, 1), (1 << 100, 1)));
        let wide = fraction(1, 1 << 70);
        assert_eq!(wide.plus(wide).unwrap().terms(), (1, 1 << 69));
        assert_eq!(wide.times(six_quarters).unwrap().terms(), (3, 1 << 71));
        assert_eq!(six_quarters.plus(wide).unwrap().terms(), ((3 << 69) + 1, 1 << 70));
    }

    #[test]
    fn dividing_by_nothing_is_not_a_number() {
        assert_eq!(Fraction::ONE.over(Fraction::ZERO), Ok(None));
        assert_eq!(Fraction::ratio(1, 0), Ok(None));
        assert_eq!(Fraction::ZERO.power(-1), Ok(None));
    }

    #[test]
    fn what_does_not_fit_is_an_overflow_not_a_wrap() {
        let huge = Fraction::whole(i128::MAX);
        assert_eq!(huge.plus(Fraction::ONE), Err(Overflow));
        assert_eq!(huge.times(Fraction::whole(2)), Err(Overflow));
        assert_eq!(Fraction::whole(i128::MIN).negated(), Err(Overflow));
        assert_eq!(Fraction::whole(i128::MIN).round(Rounding::Down), Err(Overflow));
        assert_eq!(huge.times(fraction(2, i128::MAX)), Ok(Fraction::whole(2)));
    }

    #[test]
    fn the_order_is_exact_where_products_would_overflow() {
        let a = fraction(i128::MAX, i128::MAX - 1);
        let b = fraction(i128::MAX - 1, i128::MAX - 2);
        assert!(a < b);
        let (whole, more) = (Fraction::whole(1 << 124), Fraction::whole((1 << 124) - 1));
        assert_eq!(whole.cmp(&whole), Ordering::Equal);
        let half_more = more.plus(fraction(3, 2)).unwrap_or(whole);
        assert_eq!([whole.cmp(&half_more), half_more.cmp(&whole)], [Ordering::Less, Ordering::Greater]);
        assert!(more < whole);
        assert!(fraction(-1, 3) < fraction(-1, 4));
        assert!(fraction(-7, 2) < fraction(-3, 1));
        assert_eq!(fraction(2, 4).cmp(&fraction(1, 2)), Ordering::Equal);
    }

    #[test]
    fn each_mode_rounds_halves_its_own_way() {
        let round = |n, d, mode| fraction(n, d).round(mode).unwrap();
        assert_eq!([1, 3, 5, -1, -3].map(|n| round(n, 2, Rounding::HalfEven)), [0, 2, 2, 0, -2]);
        assert_eq!([1, 3, 5, -1, -3].map(|n| round(n, 2, Rounding::HalfUp)), [1, 2, 3, -1, -2]);
        assert_eq!([5, -5].map(|n| round(n, 3, Rounding::Down)), [1, -1]);
        assert_eq!([4, -4, 3].map(|n| round(n, 3, Rounding::Up)), [2, -2, 1]);
    }

    #[test]
    fn the_floor_is_never_above() {
        assert_eq!([(7, 2), (-7, 2), (6, 3), (0, 5)].map(|(n, d)| fraction(n, d).floor()), [3, -4, 2, 0]);
    }

    #[test]
    fn a_fraction_prints_as_the_decimal_it_is_or_as_itself() {
        assert_eq!(fraction(1, 8).to_string(), "0.125");
        assert_eq!(fraction(-5, 4).to_string(), "-1.25");
        assert_eq!(fraction(7, 1).to_string(), "7");
        assert_eq!(Fraction::ZERO.to_string(), "0");
        assert_eq!(fraction(2, 3).to_string(), "2/3");
        assert_eq!(Fraction::from_decimal(parse("0.10")).to_string(), "0.1");
        assert_eq!(fraction(1, 10_i128.pow(28)).to_string(), "0.0000000000000000000000000001");
        assert_eq!(fraction(1, 10_i128.pow(29)).to_string(), "1/100000000000000000000000000000");
    }

    #[test]
    fn what_is_shown_to_the_eye_says_whether_it_is_exact() {
        assert_eq!(fraction(2, 3).to_places(3), ("0.667".into(), false));
        assert_eq!(fraction(1, 8).to_places(3), ("0.125".into(), true));
        assert_eq!(fraction(196, 1).to_places(6), ("196".into(), true));
    }

    fn parse(text: &str) -> Decimal {
        crate::exact::parse_decimal(text).unwrap()
    }
}
