//! What a source prints of a figure: a number to its last digit, a stretch, or
//! a bound.

use super::{Fraction, Overflow, Quantity, QuantityError, Range, Unit};
use std::fmt;

/// A figure as a source states it. Whether another figure agrees is decided
/// exactly: `25.5%` stands for everything that is printed so, from 25.45 to
/// 25.55%.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// `25.5%`.
    Printed(Quantity),
    /// `37%..42%`, both ends included.
    Between(Range),
    /// `< 30%`.
    Below(Quantity),
    /// `<= 5%`.
    AtMost(Quantity),
    /// `>= 2`.
    AtLeast(Quantity),
    /// `> 1`.
    Above(Quantity),
}

impl Stated {
    /// Reads `25.5%`, `37%..42%`, `< 30%`, `>= 2`.
    ///
    /// ```
    /// # use fenhong::exact::{Fraction, Stated};
    /// let growth = Stated::parse("25.5%").unwrap();
    /// assert!(growth.agrees(Fraction::new(2549, 10_000).unwrap()).unwrap());
    /// assert!(!growth.agrees(Fraction::new(33, 147).unwrap()).unwrap());
    /// ```
    ///
    /// # Errors
    ///
    /// Returns a [`QuantityError`] when a number in it is none.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let bounded = |sign: &str| text.strip_prefix(sign).map(Quantity::parse);
        let bound = bounded("<=").map(|bound| bound.map(Self::AtMost));
        let bound = bound.or_else(|| bounded(">=").map(|bound| bound.map(Self::AtLeast)));
        let bound = bound.or_else(|| bounded("<").map(|bound| bound.map(Self::Below)));
        let bound = bound.or_else(|| bounded(">").map(|bound| bound.map(Self::Above)));
        if let Some(bound) = bound {
            return bound;
        }
        if text.contains("..") {
            Range::parse(text).map(Self::Between)
        } else {
            Quantity::parse(text).map(Self::Printed)
        }
    }

    /// The unit it is stated in.
    #[must_use]
    pub fn unit(&self) -> Unit {
        match self {
            Self::Printed(one)
            | Self::Below(one)
            | Self::AtMost(one)
            | Self::AtLeast(one)
            | Self::Above(one) => one.unit,
            Self::Between(range) => range.low.unit,
        }
    }

    /// Whether `value`, in the same unit, is what was stated.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the comparison does not fit.
    pub fn agrees(&self, value: Fraction) -> Result<bool, Overflow> {
        Ok(match self {
            Self::Printed(printed) => {
                let off = value.minus(printed.value)?.magnitude();
                off.times(Fraction::whole(2))? <= printed.last_digit()
            }
            Self::Between(range) => range.low.value <= value && value <= range.high.value,
            Self::Below(bound) => value < bound.value,
            Self::AtMost(bound) => value <= bound.value,
            Self::AtLeast(bound) => value >= bound.value,
            Self::Above(bound) => value > bound.value,
        })
    }

    /// Whether some figure from `low` to `high` is what was stated.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the comparison does not fit.
    pub fn meets(&self, low: Fraction, high: Fraction) -> Result<bool, Overflow> {
        Ok(match self {
            Self::Printed(printed) => {
                let half = printed.half_digit();
                low <= printed.value.plus(half)? && high >= printed.value.minus(half)?
            }
            Self::Between(range) => low <= range.high.value && high >= range.low.value,
            Self::Below(bound) => low < bound.value,
            Self::AtMost(bound) => low <= bound.value,
            Self::AtLeast(bound) => high >= bound.value,
            Self::Above(bound) => high > bound.value,
        })
    }

    /// `value` less the nearest figure that was stated; nothing when it agrees
    /// with a stretch or bound.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn difference(&self, value: Fraction) -> Result<Fraction, Overflow> {
        let nearest = match self {
            Self::Printed(printed) => printed.value,
            Self::Between(range) => value.max(range.low.value).min(range.high.value),
            Self::Below(bound) | Self::AtMost(bound) => value.min(bound.value),
            Self::AtLeast(bound) | Self::Above(bound) => value.max(bound.value),
        };
        value.minus(nearest)
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Printed(printed) => printed.fmt(f),
            Self::Between(range) => range.fmt(f),
            Self::Below(bound) => write!(f, "< {bound}"),
            Self::AtMost(bound) => write!(f, "<= {bound}"),
            Self::AtLeast(bound) => write!(f, ">= {bound}"),
            Self::Above(bound) => write!(f, "> {bound}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees(stated: &str, value: &str) -> bool {
        Stated::parse(stated).unwrap().agrees(Quantity::parse(value).unwrap().value).unwrap()
    }

    #[test]
    fn a_printed_figure_stands_for_all_that_is_printed_so() {
        assert!(agrees("25.5%", "25.45%") && agrees("25.5%", "25.55%") && !agrees("25.5%", "25.5501%"));
        assert!(agrees("136 dan", "136.5") && !agrees("136 dan", "137.45"));
        assert!(agrees("1.8 dan/mou", "1.84") && !agrees("1.80 dan/mou", "1.84"));
        assert!(agrees("13_333_333 yuan", "13333333.4"));
    }

    #[test]
    fn stretches_hold_their_ends_and_bounds_say_whether_they_do() {
        assert!(agrees("37%..42%", "42%") && !agrees("37%..42%", "42.01%"));
        assert!(agrees("< 30%", "29%") && !agrees("< 30%", "30%"));
        assert!(agrees("<= 30%", "30%") && !agrees("<= 30%", "31%"));
        assert!(agrees(">= 2", "2") && !agrees(">= 2", "1"));
        assert!(agrees("> 2", "3") && !agrees("> 2", "2"));
    }

    #[test]
    fn a_stretch_meets_what_was_stated_when_one_figure_of_it_agrees() {
        let meets = |stated: &str, low: &str, high: &str| {
            let [low, high] = [low, high].map(|end| Quantity::parse(end).unwrap().value);
            Stated::parse(stated).unwrap().meets(low, high).unwrap()
        };
        assert!(meets("5", "5.5", "9") && !meets("5", "5.6", "9"));
        assert!(meets("5", "1", "4.5") && !meets("5", "1", "4.4"));
        assert!(meets("3..5", "5", "9") && !meets("3..5", "6", "9"));
        assert!(meets("3..5", "1", "3") && !meets("3..5", "1", "2"));
        assert!(meets("< 5", "4", "9") && !meets("< 5", "5", "9"));
        assert!(meets("<= 5", "5", "9") && !meets("<= 5", "6", "9"));
        assert!(meets(">= 5", "1", "5") && !meets(">= 5", "1", "4"));
        assert!(meets("> 5", "1", "6") && !meets("> 5", "1", "5"));
    }

    #[test]
    fn a_difference_is_from_the_nearest_stated_figure() {
        let difference = |stated: &str, value: &str| {
            let value = Quantity::parse(value).unwrap().value;
            Stated::parse(stated).unwrap().difference(value).unwrap()
        };
        assert_eq!(difference("37%..42%", "27%"), Quantity::parse("-10%").unwrap().value);
        assert_eq!(difference("37%..42%", "40%"), Fraction::ZERO);
        assert_eq!(difference("<= 5%", "7%"), Quantity::parse("2%").unwrap().value);
        assert_eq!(difference("51", "50.1"), Quantity::parse("-0.9").unwrap().value);
    }
}
