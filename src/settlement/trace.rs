//! Why each amount is what it is, written while it is reckoned.

use super::bind::Season;
use super::lookup::looked_up;
use super::reckoned::{Figure, Looked, Reckoned, Slice, slices};
use crate::exact::{Amount, BaseUnit, Dimension, Fraction};
use crate::expression::{Function, Kind};
use crate::formula::{Expression, Formula, Name, Reference, Schedule, Tally};

/// How a step's amount came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What the clause came to, part by part.
    pub take: Reckoned,
    /// Which households were among those of the step, when it says.
    pub among: Option<Reckoned>,
    /// The key that the amount was split by, when there was one.
    pub key: Option<Box<Key>>,
    /// What was there when the step began; `None` when households pay.
    pub rest: Option<Amount>,
    /// The part of a quantum that rounding carried to this step.
    pub carried: Fraction,
    /// The exact amount before rounding, in quanta.
    pub due: Fraction,
    /// The clause with its figures put in: `10% of 501.000`. Names stay where
    /// each household has its own figure.
    pub reckoned: String,
    /// How each schedule in the clause came to its figure, where it is one for
    /// the cooperative: `unit_yield / village_yield = 1.5: 10%`.
    pub schedules: Vec<String>,
}

/// A key as households share by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What it came to, part by part.
    pub by: Reckoned,
    /// How much of it those have who are among the step's households.
    pub sum: Fraction,
    /// What one unit of it earned or bore; `None` when nobody has any, or it does
    /// not fit.
    pub per_unit: Option<PerKey>,
}

/// An amount over the sum of the key it was split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerKey {
    /// Grain per unit of the key, exact, in the book's measure.
    pub value: Fraction,
    /// Its dimension.
    pub dimension: Dimension,
}

impl Trace {
    /// What one unit of the key earned or bore, when the amount was split.
    #[must_use]
    pub fn per_key(&self) -> Option<PerKey> {
        self.key.as_ref().and_then(|key| key.per_unit)
    }
}

/// What figures are told by: the formula that they are of, and the book's
/// measure.
#[derive(Clone, Copy)]
pub(super) struct Telling<'a> {
    pub(super) formula: &'a Formula,
    pub(super) bound: &'a Season,
}

impl Telling<'_> {
    /// The clause of a step with its figures put in; a bare name or sum stays as
    /// it is, for its figure stands beside it.
    pub(super) fn clause(self, expression: &Expression, reckoned: &Reckoned) -> String {
        match &expression.kind {
            Kind::Name(_) | Kind::Call(Function::Paid | Function::Sum | Function::Mean, _) => {
                expression.to_string()
            }
            _ => self.with_figures(expression, reckoned),
        }
    }

    /// `expression` with its figures put in where they are one for all.
    pub(super) fn with_figures(self, expression: &Expression, reckoned: &Reckoned) -> String {
        self.of_household(expression, reckoned, None)
    }

    /// The same, with the figures of one household too.
    pub(super) fn of_household(
        self,
        expression: &Expression,
        reckoned: &Reckoned,
        household: Option<usize>,
    ) -> String {
        expression.written(Some(reckoned), &mut |part, reckoned: Option<&Reckoned>| match &part.kind {
            // What a step moved and what is added up is a figure, however it is named.
            Kind::Name(_)
            | Kind::Call(Function::Own | Function::Paid | Function::Sum | Function::Mean, _) => {
                match (reckoned?.amount(), household) {
                    (Figure::One(value), _) => Some(self.told(part, *value)),
                    (Figure::Each(values), Some(household)) => Some(self.told(part, values.at(household))),
                    (Figure::Each(_), None) => Some(part.to_string()),
                }
            }
            _ => None,
        })
    }

    /// How the schedules that `expression` names came to their figures.
    pub(super) fn schedules(self, expression: &Expression, reckoned: &Reckoned) -> Vec<String> {
        let told = looked_up(expression, reckoned).into_iter();
        told.filter_map(|(schedule, looked)| self.schedule_told(&self.formula.schedules[schedule], looked))
            .filter(|told| !told.is_empty())
            .collect()
    }

    fn schedule_told(self, schedule: &Schedule, looked: &Looked) -> Option<String> {
        let Telling { formula, bound } = self;
        let Figure::One(of) = *looked.of.amount() else { return None };
        let rate_dimension = formula.rate_dimension(schedule);
        let rate = |rate: Fraction| bound.measure.told(rate, rate_dimension, BaseUnit::name);
        let of_dimension = formula.dimension_of(&schedule.of);
        Some(match schedule.tally {
            Tally::Bands => {
                let band = &looked.bands[looked.band_of(of)?];
                let clause = self.with_figures(&schedule.of, &looked.of);
                format!(
                    "{clause} = {}: {}",
                    bound.measure.told_plain(of, of_dimension, BaseUnit::name),
                    rate(band.rate)
                )
            }
            Tally::Slices => {
                let slices = slices(&looked.bands, of).ok()?;
                let slice = |slice: &Slice| {
                    format!(
                        "{} of {}",
                        rate(slice.rate),
                        bound.measure.told_plain(slice.size, of_dimension, BaseUnit::name)
                    )
                };
                slices.iter().map(slice).collect::<Vec<_>>().join(" + ")
            }
        })
    }

    /// A figure as the clause should show it: a parameter as it was written,
    /// grain at the book's precision, a share in percent, the rest in its unit.
    fn told(self, part: &Expression, value: Fraction) -> String {
        match &part.kind {
            Kind::Name(Name { means: Reference::Parameter(i), .. }) => {
                self.formula.parameters[*i].value.to_string()
            }
            _ => self.bound.measure.told(value, self.formula.dimension_of(part), BaseUnit::name),
        }
    }
}
