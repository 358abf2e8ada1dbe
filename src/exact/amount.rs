//! Whole quanta: what is posted.

use super::{BaseUnit, Fraction, Overflow, Quantity};
use rust_decimal::Decimal;

/// A whole number of quanta, the smallest amount these books post. Up to nine
/// quintillion either way; sums that exceed it are an [`Overflow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// So many quanta.
    #[must_use]
    pub const fn of_quanta(quanta: i64) -> Self {
        Self(quanta)
    }

    /// How many quanta.
    #[must_use]
    pub const fn quanta(self) -> i64 {
        self.0
    }

    /// The same number, exact and ready to be divided.
    #[must_use]
    pub fn exact(self) -> Fraction {
        Fraction::whole(i128::from(self.0))
    }

    /// Whether this is less than nothing.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn plus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_add(other.0).map(Self).ok_or(Overflow)
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn minus(self, other: Self) -> Result<Self, Overflow> {
        self.0.checked_sub(other.0).map(Self).ok_or(Overflow)
    }

    /// The sum of many.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, Overflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

impl TryFrom<i128> for Amount {
    type Error = Overflow;

    fn try_from(quanta: i128) -> Result<Self, Overflow> {
        i64::try_from(quanta).map(Self).map_err(|_| Overflow)
    }
}

/// Why a quantity cannot be the smallest amount of a book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrecisionError {
    /// `0.001 mou`.
    #[error("books post dan or catties, not {0}")]
    NotGrain(String),
    /// `0 dan`.
    #[error("the smallest amount must be more than nothing")]
    NotPositive,
    /// So much of it that amounts cannot be counted in it.
    #[error("`{0}` is too large for the smallest amount of a book")]
    TooLarge(String),
    /// Not a decimal of at most nine places.
    #[error("`{0}` is not a plain decimal with at most nine places")]
    NotADecimal(String),
}

/// The quantum of a book and the unit it is counted in: `0.001 dan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precision {
    quantum: Decimal,
    unit: BaseUnit,
}

impl Precision {
    /// The precision that `quantity` states.
    ///
    /// # Errors
    ///
    /// Returns a [`PrecisionError`] unless it is a positive decimal of dan or
    /// catties with at most nine places.
    pub fn of(quantity: &Quantity) -> Result<Self, PrecisionError> {
        let unit = [BaseUnit::Dan, BaseUnit::Catty].into_iter().find(|unit| quantity.unit == (*unit).into());
        let unit = unit.ok_or_else(|| PrecisionError::NotGrain(quantity.unit.to_string()))?;
        if quantity.value <= Fraction::ZERO {
            return Err(PrecisionError::NotPositive);
        }
        let refused = || PrecisionError::NotADecimal(quantity.to_string());
        let (_, denominator) = quantity.value.terms();
        let places = (0..=9).find(|places| 10_i128.pow(*places) % denominator == 0);
        let places = places.ok_or_else(refused)?;
        let scaled =
            quantity.value.times(Fraction::whole(10_i128.pow(places))).map_err(|Overflow| refused())?;
        // As many quanta as an amount can hold are still a number of 128 bits.
        let mantissa = scaled.whole_number().and_then(|mantissa| i64::try_from(mantissa).ok());
        let mantissa = mantissa.ok_or_else(|| PrecisionError::TooLarge(quantity.to_string()))?;
        let quantum = Decimal::new(mantissa, places);
        Ok(Self { quantum, unit })
    }

    /// The unit that amounts are counted in.
    #[must_use]
    pub const fn unit(self) -> BaseUnit {
        self.unit
    }

    /// The quantum, in [`Precision::unit`].
    #[must_use]
    pub fn quantum(self) -> Fraction {
        Fraction::from_decimal(self.quantum)
    }

    /// The places of the quantum when it is a power of ten, such as 3 of 0.001.
    #[must_use]
    pub fn decimal_places(self) -> Option<u32> {
        (self.quantum.mantissa() == 1).then(|| self.quantum.scale())
    }

    /// How many places an amount is written with.
    #[must_use]
    pub fn places(self) -> u32 {
        self.quantum.scale()
    }

    /// `amount` in the unit, with every place of the quantum: `50.100`.
    #[must_use]
    pub fn write(self, amount: Amount) -> String {
        let mantissa = i128::from(amount.quanta()) * self.quantum.mantissa();
        match Decimal::try_from_i128_with_scale(mantissa, self.quantum.scale()) {
            Ok(decimal) => decimal.to_string(),
            // Beyond 28 digits a decimal has no room; the fraction still has.
            Err(_) => Fraction::new(mantissa, 10_i128.pow(self.quantum.scale()))
                .unwrap_or(Fraction::ZERO)
                .to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn precision(text: &str) -> Result<Precision, PrecisionError> {
        Precision::of(&Quantity::parse(text).unwrap())
    }

    #[test]
    fn amounts_print_with_every_place_of_the_quantum() {
        assert_eq!(precision("0.001 dan").unwrap().write(Amount(50_100)), "50.100");
        assert_eq!(precision("0.001 dan").unwrap().write(Amount(-5)), "-0.005");
        assert_eq!(precision("1 catty").unwrap().write(Amount(7)), "7");
        assert_eq!(precision("0.002 dan").unwrap().write(Amount(7)), "0.014");
        assert_eq!(precision("0.001 dan").unwrap().write(Amount(i64::MAX)), "9223372036854775.807");
    }

    #[test]
    fn a_quantum_is_a_positive_decimal_of_grain() {
        assert_eq!(precision("0 dan"), Err(PrecisionError::NotPositive));
        assert_eq!(precision("0.1 mou"), Err(PrecisionError::NotGrain("mou".into())));
        assert!(matches!(precision("0.0000000001 dan"), Err(PrecisionError::NotADecimal(_))));
        assert!(matches!(precision("10_000_000_000_000_000_000 dan"), Err(PrecisionError::TooLarge(_))));
    }

    #[test]
    fn the_largest_amount_prints_at_the_coarsest_precision() {
        let most = precision("9_223_372_036_854_775_807 dan").unwrap();
        assert_eq!(most.write(Amount(i64::MAX)), "85070591730234615847396907784232501249");
        assert_eq!(most.write(Amount(i64::MIN)), "-85070591730234615856620279821087277056");
    }

    #[test]
    fn sums_that_do_not_fit_are_refused() {
        assert_eq!(Amount(i64::MAX).plus(Amount(1)), Err(Overflow));
        assert_eq!(Amount(i64::MIN).minus(Amount(1)), Err(Overflow));
        assert_eq!(Amount::sum([Amount(2), Amount(3)]), Ok(Amount(5)));
        assert_eq!(Amount::try_from(i128::from(i64::MAX) + 1), Err(Overflow));
    }
}
