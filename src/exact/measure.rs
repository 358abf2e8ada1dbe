//! Quantities of many units brought to one measure, grain counted in quanta.

use super::{Amount, BaseUnit, Dimension, Fraction, Overflow, Precision, Quantity, Unit};

/// Why a quantity cannot be brought to a book's measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// Catties meet dan, and nobody said how many make one.
    #[error("the book does not say how many catties a dan weighs")]
    NoWeightOfADan,
    /// Too large.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

impl MeasureError {
    /// The remedy, when there is one.
    #[must_use]
    pub fn remedy(self) -> Option<String> {
        let missing = self == MeasureError::NoWeightOfADan;
        missing.then(|| "state it in the book: `units: {dan: 150 catty}`, with its evidence".to_owned())
    }
}

/// How a book counts: its quantum, and what a dan weighs in it, when it says.
///
/// In this measure an amount of grain is a number of quanta, whatever unit it
/// was written in; land is in mou, work in days and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    precision: Precision,
    catties_per_dan: Option<Fraction>,
}

impl Measure {
    /// The measure with this quantum and this weight of a dan, a positive
    /// number of catties if it is known.
    #[must_use]
    pub fn new(precision: Precision, catties_per_dan: Option<Fraction>) -> Self {
        Self { precision, catties_per_dan: catties_per_dan.filter(|weight| *weight > Fraction::ZERO) }
    }

    /// The quantum and the unit that amounts are posted in.
    #[must_use]
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// What a dan weighs.
    #[must_use]
    pub const fn catties_per_dan(self) -> Option<Fraction> {
        self.catties_per_dan
    }

    /// `quantity` in this measure.
    ///
    /// # Errors
    ///
    /// Returns a [`MeasureError`] when dan meet catties and the weight of a dan
    /// is not known, or when the number does not fit.
    pub fn reduce(self, quantity: &Quantity) -> Result<Fraction, MeasureError> {
        if quantity.unit == Unit::NONE {
            return Ok(quantity.value);
        }
        let factor = self.quanta_per(quantity.unit)?;
        Ok(quantity.value.times(factor)?)
    }

    /// The grain in `quantity`, which must be whole quanta, as all that a checked
    /// book opens with or attests is.
    ///
    /// # Errors
    ///
    /// As [`Measure::reduce`].
    pub fn amount(self, quantity: &Quantity) -> Result<Amount, MeasureError> {
        let quanta = self.reduce(quantity)?;
        let quanta = quanta.whole_number().expect("a checked book counts in whole quanta");
        Ok(Amount::try_from(quanta)?)
    }

    /// An amount of this measure in `unit`, which must be of its dimension.
    ///
    /// # Errors
    ///
    /// As [`Measure::reduce`].
    pub fn express(self, value: Fraction, unit: Unit) -> Result<Fraction, MeasureError> {
        let factor = self.quanta_per(unit)?;
        Ok(value.over(factor)?.ok_or(Overflow)?)
    }

    /// A figure of this measure as a person reads it, in the book's unit.
    ///
    /// # Errors
    ///
    /// As [`Measure::reduce`].
    pub fn quantity(self, value: Fraction, dimension: Dimension) -> Result<Quantity, MeasureError> {
        let unit = dimension.in_units_of(self.precision.unit());
        Ok(Quantity::new(self.express(value, unit)?, unit))
    }

    /// A figure of this measure for a person: grain at the book's precision, a
    /// pure number in percent, the rest in units called by `name`; to six places,
    /// and marked so, where it has more.
    #[must_use]
    pub fn told(self, value: Fraction, dimension: Dimension, name: fn(BaseUnit) -> &'static str) -> String {
        match value.times(Fraction::whole(100)) {
            Ok(hundred) if dimension == Dimension::NONE => format!("{}%", near(hundred)),
            _ => self.told_plain(value, dimension, name),
        }
    }

    /// The same, a pure number as a decimal.
    #[must_use]
    pub fn told_plain(
        self,
        value: Fraction,
        dimension: Dimension,
        name: fn(BaseUnit) -> &'static str,
    ) -> String {
        if dimension.is_grain()
            && let Some(Ok(amount)) = value.whole_number().map(Amount::try_from)
        {
            return self.precision.write(amount);
        }
        let unit = dimension.in_units_of(self.precision.unit());
        let value = near(self.express(value, unit).unwrap_or(value));
        match dimension.is_grain() || dimension == Dimension::NONE {
            true => value,
            false => format!("{value} {}", unit.written(name)),
        }
    }

    /// What one `unit` comes to in this measure.
    fn quanta_per(self, unit: Unit) -> Result<Fraction, MeasureError> {
        let mut factor = Fraction::ONE;
        for base in [BaseUnit::Dan, BaseUnit::Catty] {
            let power = unit.power_of(base);
            if power != 0 {
                let one = self.in_quanta(base)?.power(power)?.ok_or(Overflow)?;
                factor = factor.times(one)?;
            }
        }
        Ok(factor)
    }

    /// One dan or one catty in quanta.
    fn in_quanta(self, base: BaseUnit) -> Result<Fraction, MeasureError> {
        let one = Fraction::ONE.over(self.precision.quantum())?.ok_or(Overflow)?;
        if base == self.precision.unit() {
            return Ok(one);
        }
        let weight = self.catties_per_dan.ok_or(MeasureError::NoWeightOfADan)?;
        match base {
            BaseUnit::Dan => Ok(one.times(weight)?),
            _ => Ok(one.over(weight)?.ok_or(Overflow)?),
        }
    }
}

/// At most six places, marked when there are more.
fn near(value: Fraction) -> String {
    let (text, exact) = value.to_places(6);
    if exact { text } else { format!("≈{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(precision: &str, weight: Option<i128>) -> Measure {
        let precision = Precision::of(&Quantity::parse(precision).unwrap()).unwrap();
        Measure::new(precision, weight.map(Fraction::whole))
    }

    #[test]
    fn catties_become_dan_by_the_book_s_own_weight() {
        let book = measure("0.001 dan", Some(150));
        assert_eq!(book.catties_per_dan(), Some(Fraction::whole(150)));
        let tax = book.reduce(&Quantity::parse("21 catty/mou").unwrap()).unwrap();
        assert_eq!(tax, Fraction::whole(140));
        assert_eq!(book.reduce(&Quantity::parse("501 dan").unwrap()).unwrap(), Fraction::whole(501_000));
        assert_eq!(book.express(tax, Unit::parse("catty/mou").unwrap()).unwrap(), Fraction::whole(21));
        let dimension = Unit::parse("catty/mou").unwrap().dimension();
        assert_eq!(book.quantity(tax, dimension).unwrap().to_string(), "0.14 dan/mou");
    }

    #[test]
    fn without_a_weight_dan_and_catties_do_not_meet() {
        let book = measure("0.001 dan", None);
        assert_eq!(book.reduce(&Quantity::parse("21 catty").unwrap()), Err(MeasureError::NoWeightOfADan));
        assert!(book.reduce(&Quantity::parse("3 mou").unwrap()).is_ok());
    }

    #[test]
    fn a_book_in_catties_takes_dan_too() {
        let book = measure("0.001 catty", Some(150));
        assert_eq!(book.reduce(&Quantity::parse("2 dan").unwrap()), Ok(Fraction::whole(300_000)));
    }
}
