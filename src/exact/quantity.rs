//! Numbers with units, as files write them: `501 dan`, `50%`, `10%..15%`.

use super::{BaseUnit, DecimalError, Fraction, Overflow, Unit, UnitError, parse_decimal};
use std::fmt;

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// The number is not one.
    #[error(transparent)]
    Decimal(#[from] DecimalError),
    /// The unit is not one.
    #[error(transparent)]
    Unit(#[from] UnitError),
    /// `50% dan`.
    #[error("`{0}` is a share and has a unit, a share of something is written `50% of it`")]
    ShareWithUnit(String),
    /// `3 dan per 0 yuan`.
    #[error("`{0}` divides by zero")]
    Zero(String),
    /// Too large.
    #[error("`{0}` is too large to count exactly")]
    Overflow(String),
    /// A range that runs backward.
    #[error("the range `{0}` runs backward")]
    Backward(String),
    /// A range without two dots.
    #[error("`{0}` is not a range, one is written `10%..15%`")]
    NotARange(String),
    /// The ends of a range have different units.
    #[error("the range `{0}` begins and ends in different units")]
    MixedRange(String),
}

/// An exact number and its unit. Remembers how it was written, for people.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// How much, in `unit`; `50%` is a half of nothing named.
    pub value: Fraction,
    /// Of what.
    pub unit: Unit,
    written: String,
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value && self.unit == other.unit
    }
}

impl Eq for Quantity {}

impl Quantity {
    /// `value` in `unit`.
    #[must_use]
    pub fn new(value: Fraction, unit: Unit) -> Self {
        let written = if unit == Unit::NONE { value.to_string() } else { format!("{value} {unit}") };
        Self { value, unit, written }
    }

    /// Reads `1.25`, `50%`, `501 dan`, `21 catty/mou` or the quotient
    /// `670 dan per 12_000_000 yuan`.
    ///
    /// ```
    /// # use fenhong::exact::Quantity;
    /// assert_eq!(Quantity::parse("50%").unwrap(), Quantity::parse("0.5").unwrap());
    /// assert!(Quantity::parse("5 bananas").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a [`QuantityError`] that names the part at fault.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let (value, unit) = match text.split_once(" per ") {
            Some((above, below)) => {
                let (above, below) = (simple(above)?, simple(below)?);
                let value =
                    above.0.over(below.0).map_err(|Overflow| QuantityError::Overflow(text.to_owned()))?;
                let value = value.ok_or_else(|| QuantityError::Zero(text.to_owned()))?;
                let unit = above.1.over(below.1).ok_or_else(|| QuantityError::Overflow(text.to_owned()))?;
                (value, unit)
            }
            None => simple(text)?,
        };
        Ok(Self { value, unit, written: text.to_owned() })
    }
}

fn simple(text: &str) -> Result<(Fraction, Unit), QuantityError> {
    let text = text.trim();
    let (number, unit) = match text.split_once(char::is_whitespace) {
        Some((number, unit)) => (number, Unit::parse(unit.trim())?),
        None => (text, Unit::NONE),
    };
    match number.strip_suffix('%') {
        Some(_) if unit != Unit::NONE => Err(QuantityError::ShareWithUnit(text.to_owned())),
        Some(number) => {
            let hundredth = Fraction::new(1, 100).unwrap_or(Fraction::ONE);
            let share = Fraction::from_decimal(parse_decimal(number)?).times(hundredth);
            Ok((share.map_err(|Overflow| QuantityError::Overflow(text.to_owned()))?, unit))
        }
        None => Ok((Fraction::from_decimal(parse_decimal(number)?), unit)),
    }
}

impl Quantity {
    /// What one more in the last digit that was written would be: a tenth of a
    /// percent for `25.5%`; nothing for a quotient, which is exact.
    #[must_use]
    pub fn last_digit(&self) -> Fraction {
        let number = self.written.split_whitespace().next().unwrap_or_default();
        let (number, hundredths) = match number.strip_suffix('%') {
            Some(number) => (number, 2),
            None => (number, 0),
        };
        let plain = number.bytes().all(|b| b.is_ascii_digit() || b"._+-".contains(&b));
        if self.written.contains(" per ") || !plain {
            return Fraction::ZERO;
        }
        let places = number.split_once('.').map_or(0, |(_, places)| places.replace('_', "").len());
        let exponent = i8::try_from(places + hundredths).unwrap_or(i8::MAX);
        let tenths = Fraction::new(1, 10).and_then(|tenth| tenth.power(exponent).ok().flatten());
        tenths.unwrap_or(Fraction::ZERO)
    }

    /// The quantity for a person: to six places and marked so where it has more,
    /// a pure number in percent.
    #[must_use]
    pub fn told(&self) -> String {
        let is_pure = self.unit == Unit::NONE;
        let factor = if is_pure { Fraction::whole(100) } else { Fraction::ONE };
        let (text, exact) = self.value.times(factor).unwrap_or(self.value).to_places(6);
        let mark = if exact { "" } else { "≈" };
        if is_pure { format!("{mark}{text}%") } else { format!("{mark}{text} {}", self.unit) }
    }

    /// The quantity as it was written, without underscores, its units called by
    /// `name`.
    #[must_use]
    pub fn written(&self, name: fn(BaseUnit) -> &'static str) -> String {
        let plain = self.written.replace('_', "");
        let named = |part: &str| match part.trim().split_once(char::is_whitespace) {
            Some((number, unit)) => Unit::parse(unit.trim())
                .map_or_else(|_| part.to_owned(), |unit| format!("{number} {}", unit.written(name))),
            None => part.trim().to_owned(),
        };
        plain.split(" per ").map(named).collect::<Vec<_>>().join(" per ")
    }
}

impl Quantity {
    /// How far at most the figure that was rounded to this may lie from it.
    #[must_use]
    pub fn half_digit(&self) -> Fraction {
        self.last_digit().over(Fraction::whole(2)).ok().flatten().unwrap_or(Fraction::ZERO)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// A stretch from one quantity to another, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The low end.
    pub low: Quantity,
    /// The high end, never below the low one.
    pub high: Quantity,
}

impl Range {
    /// Reads `10%..15%`.
    ///
    /// # Errors
    ///
    /// Returns a [`QuantityError`] when an end is no quantity, when the ends
    /// have different units, or when the range runs backward.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let (low, high) = text.split_once("..").ok_or_else(|| QuantityError::NotARange(text.to_owned()))?;
        let (low, high) = (Quantity::parse(low)?, Quantity::parse(high)?);
        if low.unit != high.unit {
            return Err(QuantityError::MixedRange(text.to_owned()));
        }
        if low.value > high.value {
            return Err(QuantityError::Backward(text.to_owned()));
        }
        Ok(Self { low, high })
    }

    /// Whether `quantity` lies between the ends; `None` in another unit.
    #[must_use]
    pub fn holds(&self, quantity: &Quantity) -> Option<bool> {
        (quantity.unit == self.low.unit)
            .then(|| self.low.value <= quantity.value && quantity.value <= self.high.value)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn quantities_keep_their_writing_and_their_value() {
        assert_eq!(read("12_000_000 yuan").to_string(), "12_000_000 yuan");
        assert_eq!(read("12_000_000 yuan").written(BaseUnit::chinese), "12000000 元");
        assert_eq!(read("50%").written(BaseUnit::chinese), "50%");
        assert_eq!(read("10.1796%").value, Fraction::new(101_796, 1_000_000).unwrap());
        assert_eq!(read("670 dan per 12_000_000 yuan").value, Fraction::new(67, 1_200_000).unwrap());
        assert_eq!(read("670 dan per 12_000_000 yuan").unit, Unit::parse("dan/yuan").unwrap());
    }

    #[test]
    fn the_last_digit_is_that_of_a_decimal_and_of_nothing_else() {
        assert_eq!(read("25.5%").last_digit(), read("0.1%").value);
        assert_eq!(read("12_000 yuan").last_digit(), Fraction::ONE);
        assert_eq!(read("670 dan per 12 yuan").last_digit(), Fraction::ZERO);
        let third = Fraction::new(1, 3).unwrap();
        assert_eq!(Quantity::new(third, Unit::NONE).last_digit(), Fraction::ZERO);
    }

    #[test]
    fn quantities_that_are_none_say_why() {
        assert!(matches!(Quantity::parse("1e3 dan"), Err(QuantityError::Decimal(DecimalError::Exponent(_)))));
        assert!(matches!(Quantity::parse("5 bananas"), Err(QuantityError::Unit(_))));
        assert!(matches!(Quantity::parse("5% dan"), Err(QuantityError::ShareWithUnit(_))));
        assert!(matches!(Quantity::parse("5 dan per 0 mou"), Err(QuantityError::Zero(_))));
        assert!(matches!(Quantity::parse(""), Err(QuantityError::Decimal(DecimalError::Empty))));
    }

    #[test]
    fn ranges_hold_their_ends_and_nothing_in_another_unit() {
        let range = Range::parse("10%..15%").unwrap();
        assert_eq!(range.holds(&read("10%")), Some(true));
        assert_eq!(range.holds(&read("15.1%")), Some(false));
        assert_eq!(range.holds(&read("12 dan")), None);
        assert!(Range::parse("10%..10%").is_ok());
        assert!(matches!(Range::parse("15%..10%"), Err(QuantityError::Backward(_))));
        assert!(matches!(Range::parse("15%"), Err(QuantityError::NotARange(_))));
        assert!(matches!(Range::parse("1 dan..2 mou"), Err(QuantityError::MixedRange(_))));
    }
}
