//! What is reckoned with: fractions, or what two registers hold of them.

use super::{Amount, Fraction, Narrow, Overflow, Rounding};

/// Numbers that a rule is written for once: a [`Fraction`], or a [`Narrow`] where that
/// suffices. What does not fit is an [`Overflow`], and of a [`Narrow`] says only that
/// it takes a [`Fraction`].
pub trait Exact: Copy + Ord {
    /// Nothing.
    const ZERO: Self;

    /// So many quanta.
    fn of_amount(amount: Amount) -> Self;

    /// Whether this is a whole number.
    fn is_whole(self) -> bool;

    /// The sum.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    fn plus(self, other: Self) -> Result<Self, Overflow>;

    /// The difference.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    fn minus(self, other: Self) -> Result<Self, Overflow>;

    /// The product.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    fn times(self, other: Self) -> Result<Self, Overflow>;

    /// The quotient; `None` where `other` is nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    fn over(self, other: Self) -> Result<Option<Self>, Overflow>;

    /// The nearest whole quanta by the named mode.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when they do not fit.
    fn rounded(self, mode: Rounding) -> Result<Amount, Overflow>;
}

impl Exact for Fraction {
    const ZERO: Self = Self::ZERO;

    fn of_amount(amount: Amount) -> Self {
        amount.exact()
    }

    fn is_whole(self) -> bool {
        self.whole_number().is_some()
    }

    fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.plus(other)
    }

    fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.minus(other)
    }

    fn times(self, other: Self) -> Result<Self, Overflow> {
        self.times(other)
    }

    fn over(self, other: Self) -> Result<Option<Self>, Overflow> {
        self.over(other)
    }

    fn rounded(self, mode: Rounding) -> Result<Amount, Overflow> {
        Amount::try_from(self.round(mode)?)
    }
}

impl Exact for Narrow {
    const ZERO: Self = Self::whole(0);

    #[inline]
    fn of_amount(amount: Amount) -> Self {
        Self::whole(amount.quanta())
    }

    #[inline]
    fn is_whole(self) -> bool {
        self.is_whole()
    }

    #[inline]
    fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.plus(other).ok_or(Overflow)
    }

    #[inline]
    fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.minus(other).ok_or(Overflow)
    }

    #[inline]
    fn times(self, other: Self) -> Result<Self, Overflow> {
        self.times(other).ok_or(Overflow)
    }

    #[inline]
    fn over(self, other: Self) -> Result<Option<Self>, Overflow> {
        if other == Self::ZERO { Ok(None) } else { self.over(other).map(Some).ok_or(Overflow) }
    }

    #[inline]
    fn rounded(self, mode: Rounding) -> Result<Amount, Overflow> {
        self.round(mode).map(Amount::of_quanta).ok_or(Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is done with the halves of three, two and one.
    fn halves<Number: Exact + std::fmt::Debug>() -> Vec<(Number, bool, Result<Amount, Overflow>)> {
        let whole = |number| Number::of_amount(Amount::of_quanta(number));
        let half = |number| whole(number).over(whole(2)).unwrap().expect("two is something");
        assert_eq!(whole(7).over(Number::ZERO), Ok(None));
        let numbers =
            [half(3), half(2), half(-1), half(3).plus(half(1)).unwrap(), half(1).minus(half(-1)).unwrap()];
        let product = half(3).times(half(1)).unwrap();
        numbers
            .into_iter()
            .chain([product])
            .map(|own| (own, own.is_whole(), own.rounded(Rounding::Up)))
            .collect()
    }

    #[test]
    fn numbers_of_either_width_come_to_the_same() {
        let narrow = halves::<Narrow>();
        let told: Vec<(bool, i64)> = narrow.iter().map(|own| (own.1, own.2.unwrap().quanta())).collect();
        assert_eq!(told, [(false, 2), (true, 1), (false, -1), (true, 2), (true, 1), (false, 1)]);
        let widened = |(own, is_whole, rounded): (Narrow, _, _)| (own.fraction(), is_whole, rounded);
        assert_eq!(narrow.into_iter().map(widened).collect::<Vec<_>>(), halves::<Fraction>());
    }
}
