//! What an expression came to, part by part, kept as it was reckoned.

use crate::exact::{Fraction, Numbers, Operand, Overflow};
use crate::expression::Beside;
use std::cmp::Ordering;
use std::sync::Arc;

/// One figure, or one for each household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// For the cooperative.
    One(Fraction),
    /// For each household, in the roster's order.
    Each(Numbers),
}

/// Whether something is so: once, or for each household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// For the cooperative.
    One(bool),
    /// For each household, in the roster's order.
    Each(Vec<bool>),
}

/// An expression's value, in the book's measure, and those of its parts in
/// their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    /// What it came to.
    pub value: Value,
    /// How, if that is to be told.
    told: Option<Box<Told>>,
}

/// How an expression came to its value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Told {
    /// What its parts came to.
    Parts(Vec<Reckoned>),
    /// The schedule that it names.
    Schedule(Arc<Looked>),
}

/// An amount or a truth.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub enum Value {
    Amount(Figure),
    Truth(Truth),
}

/// A schedule looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// What was looked up.
    pub of: Reckoned,
    /// The bands with their ends and rates.
    pub bands: Vec<LookedBand>,
}

/// A band whose ends are numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedBand<Number = Fraction> {
    /// Where it begins, and whether that belongs to it.
    pub lower: Option<(Number, bool)>,
    /// Where it ends, and whether that belongs to it.
    pub upper: Option<(Number, bool)>,
    /// Its rate.
    pub rate: Number,
}

/// A part of what a schedule of slices looks up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// The band it lies in.
    pub band: usize,
    /// How much of it.
    pub size: Fraction,
    /// At which rate.
    pub rate: Fraction,
}

impl Figure {
    /// The value for one household.
    #[must_use]
    pub fn of(&self, household: usize) -> Fraction {
        match self {
            Figure::One(value) => *value,
            Figure::Each(values) => values.at(household),
        }
    }

    /// As a side of an operation.
    pub(super) fn operand(&self) -> Operand<'_> {
        match self {
            Figure::One(value) => Operand::One(*value),
            Figure::Each(values) => Operand::Each(values),
        }
    }
}

impl Truth {
    /// Whether it is so for one household.
    #[must_use]
    pub fn of(&self, household: usize) -> bool {
        match self {
            Truth::One(truth) => *truth,
            Truth::Each(truths) => truths[household],
        }
    }

    /// Both put together, household by household where one is for each.
    pub(super) fn with(&self, other: &Self, by: impl Fn(bool, bool) -> bool) -> Self {
        let households = match (self, other) {
            (Truth::One(a), Truth::One(b)) => return Truth::One(by(*a, *b)),
            (Truth::Each(truths), _) | (_, Truth::Each(truths)) => truths.len(),
        };
        Truth::Each((0..households).map(|own| by(self.of(own), other.of(own))).collect())
    }
}

impl Reckoned {
    /// An amount.
    pub(super) fn amount_of(figure: Figure) -> Self {
        Self { value: Value::Amount(figure), told: None }
    }

    /// A truth.
    pub(super) fn truth_of(truth: Truth) -> Self {
        Self { value: Value::Truth(truth), told: None }
    }

    /// The same, made of `parts`.
    pub(super) fn with(self, parts: Vec<Self>) -> Self {
        Self { told: Some(Box::new(Told::Parts(parts))), ..self }
    }

    /// The same, looked up in a schedule.
    pub(super) fn looked_up(self, schedule: Looked) -> Self {
        Self { told: Some(Box::new(Told::Schedule(Arc::new(schedule)))), ..self }
    }

    /// What its parts came to. The right side of an `and` or `or` was asked only
    /// of households for whom the left one does not decide, and is absent when
    /// it was asked of nobody.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self.told.as_deref() {
            Some(Told::Parts(parts)) => parts,
            _ => &[],
        }
    }

    /// How the schedule that it names came to its figure.
    #[must_use]
    pub fn schedule(&self) -> Option<&Looked> {
        match self.told.as_deref() {
            Some(Told::Schedule(looked)) => Some(looked),
            _ => None,
        }
    }

    /// The amount; the checker lets no truth stand for one.
    pub fn amount(&self) -> &Figure {
        match &self.value {
            Value::Amount(figure) => figure,
            Value::Truth(_) => unreachable!("the checker lets no comparison stand for an amount"),
        }
    }

    /// The amount by itself.
    pub(super) fn into_amount(self) -> Figure {
        match self.value {
            Value::Amount(figure) => figure,
            Value::Truth(_) => unreachable!("the checker lets no comparison stand for an amount"),
        }
    }

    /// The truth; the checker lets no amount stand for one.
    pub fn truth(&self) -> &Truth {
        match &self.value {
            Value::Truth(truth) => truth,
            Value::Amount(_) => unreachable!("the checker lets no amount stand for a comparison"),
        }
    }
}

/// Beside a part that was not reckoned there is nothing.
impl Beside for Option<&Reckoned> {
    fn part(self, place: usize) -> Self {
        self.and_then(|reckoned| reckoned.parts().get(place))
    }
}

impl<Number> LookedBand<Number> {
    /// Whether that falls in it which `compared` compares with its ends; `None` where it
    /// cannot be compared.
    ///
    /// The bands before have been tried, so the upper end decides, and the lower one where
    /// bands were set apart for one run.
    pub(super) fn holds_by(&self, mut compared: impl FnMut(&Number) -> Option<Ordering>) -> Option<bool> {
        let mut reaches = |end: &Option<(Number, bool)>, side: Ordering| match end {
            None => Some(true),
            Some((end, closed)) => {
                let compared = compared(end)?;
                Some(compared == side || *closed && compared.is_eq())
            }
        };
        Some(reaches(&self.lower, Ordering::Greater)? & reaches(&self.upper, Ordering::Less)?)
    }
}

impl LookedBand {
    /// Whether `x` falls in it.
    #[must_use]
    pub fn holds(&self, x: Fraction) -> bool {
        self.holds_by(|end| Some(x.cmp(end))) == Some(true)
    }
}

impl Looked {
    /// The band that `x` falls in.
    #[must_use]
    pub fn band_of(&self, x: Fraction) -> Option<usize> {
        self.bands.iter().position(|band| band.holds(x))
    }
}

/// The slices of `x` that are not empty, each with its own rate.
///
/// # Errors
///
/// Returns [`Overflow`] when a slice does not fit.
pub fn slices(bands: &[LookedBand], x: Fraction) -> Result<Vec<Slice>, Overflow> {
    let mut slices = Vec::new();
    let mut reached = Fraction::ZERO;
    for (place, band) in bands.iter().enumerate() {
        let end = band.upper.map_or(x, |(upper, _)| upper.min(x)).max(reached);
        if end > reached {
            slices.push(Slice { band: place, size: end.minus(reached)?, rate: band.rate });
        }
        reached = end;
    }
    Ok(slices)
}
