//! Why each amount is what it is, written while it is reckoned.

use super::bind::Bound;
use super::evaluate::{Evaluator, Figure, slices};
use crate::exact::{Amount, Dimension, Fraction};
use crate::expression::{Function, Kind};
use crate::formula::{Expression, Name, Reference, Schedule, Tally};

/// How a step's amount came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The clause with its figures put in: `10% of 501.000`. Names stay where
    /// each household has its own figure.
    pub reckoned: String,
    /// How each schedule in the clause came to its figure, where it is one for
    /// the cooperative: `unit_yield / village_yield = 1.5: 10%`.
    pub schedules: Vec<String>,
    /// The exact amount before rounding, in quanta.
    pub due: Fraction,
    /// What one unit of the key earned or bore, when the amount was split.
    pub per_key: Option<PerKey>,
}

/// An amount over the sum of the key it was split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerKey {
    /// Grain per unit of the key, exact, in the book's measure.
    pub value: Fraction,
    /// Its dimension.
    pub dimension: Dimension,
}

/// The clause of a step with its figures put in; a bare name or sum stays as it
/// is, for its figure stands beside it.
pub(super) fn clause(expression: &Expression, evaluator: &Evaluator<'_>) -> String {
    match &expression.kind {
        Kind::Name(_) | Kind::Call(Function::Paid | Function::Sum | Function::Mean, _) => {
            expression.to_string()
        }
        _ => with_figures(expression, evaluator),
    }
}

/// `expression` with its figures put in.
pub(super) fn with_figures(expression: &Expression, evaluator: &Evaluator<'_>) -> String {
    expression.written(&mut |part| {
        // What a step moved and what is added up is a figure, however it is named.
        let named = matches!(
            &part.kind,
            Kind::Name(_) | Kind::Call(Function::Paid | Function::Sum | Function::Mean, _)
        );
        if matches!(&part.kind, Kind::Call(Function::Own, _)) {
            return Some(part.to_string());
        }
        if !named {
            return None;
        }
        match evaluator.quantity(part).ok()? {
            Figure::One(value) => Some(told(part, value, evaluator)),
            Figure::Each(_) => None,
        }
    })
}

/// How the schedules that `expression` names came to their figures.
pub(super) fn schedules(expression: &Expression, evaluator: &Evaluator<'_>) -> Vec<String> {
    let schedules = expression.references().into_iter().filter_map(|means| match means {
        Reference::Schedule(schedule) => Some(&evaluator.formula.schedules[schedule]),
        _ => None,
    });
    schedules.filter_map(|schedule| schedule_told(schedule, evaluator)).collect()
}

fn schedule_told(schedule: &Schedule, evaluator: &Evaluator<'_>) -> Option<String> {
    let Evaluator { formula, bound, .. } = evaluator;
    let Figure::One(of) = evaluator.quantity(&schedule.of).ok()? else { return None };
    let bands = evaluator.bands(schedule).ok()?;
    // A bare 0 has no unit to tell.
    let telling = schedule.bands.iter().map(|band| &band.rate).find(|rate| !rate.is_zero());
    let rate_dimension = telling.map(|rate| formula.dimension_of(rate)).unwrap_or_default();
    let rate = |rate: Fraction| write_figure(rate, rate_dimension, bound);
    let of_dimension = formula.dimension_of(&schedule.of);
    Some(match schedule.tally {
        Tally::Bands => {
            let band = bands.iter().find(|band| band.holds(of))?;
            let clause = with_figures(&schedule.of, evaluator);
            format!("{clause} = {}: {}", write_plain(of, of_dimension, bound), rate(band.rate))
        }
        Tally::Slices => {
            let slices = slices(&bands, of).ok()?;
            let slice = |(slice, own): &(Fraction, Fraction)| {
                format!("{} of {}", rate(*own), write_plain(*slice, of_dimension, bound))
            };
            slices.iter().map(slice).collect::<Vec<_>>().join(" + ")
        }
    })
}

/// A figure as the clause should show it: a parameter as it was written, grain
/// at the book's precision, a share in percent, the rest in its unit.
fn told(part: &Expression, value: Fraction, evaluator: &Evaluator<'_>) -> String {
    let Evaluator { formula, bound, .. } = evaluator;
    match &part.kind {
        Kind::Name(Name { means: Reference::Parameter(i), .. }) => formula.parameters[*i].value.to_string(),
        _ => write_figure(value, formula.dimension_of(part), bound),
    }
}

/// A figure of the book's measure for a person, a pure number in percent.
pub(super) fn write_figure(value: Fraction, dimension: Dimension, bound: &Bound) -> String {
    match value.times(Fraction::whole(100)) {
        Ok(hundred) if dimension == Dimension::NONE => format!("{}%", near(hundred)),
        _ => write_plain(value, dimension, bound),
    }
}

/// A figure of the book's measure for a person.
fn write_plain(value: Fraction, dimension: Dimension, bound: &Bound) -> String {
    if dimension.is_grain()
        && value.denominator() == 1
        && let Ok(amount) = Amount::try_from(value.numerator())
    {
        return bound.measure.precision().write(amount);
    }
    let unit = dimension.in_units_of(bound.measure.precision().unit());
    let value = near(bound.measure.express(value, unit).unwrap_or(value));
    if dimension.is_grain() || dimension == Dimension::NONE { value } else { format!("{value} {unit}") }
}

/// At most six places, marked when there are more.
fn near(value: Fraction) -> String {
    let (text, exact) = value.to_places(6);
    if exact { text } else { format!("≈{text}") }
}
