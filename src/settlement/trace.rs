//! Why each amount is what it is, written while it is reckoned.

use super::bind::Bound;
use super::evaluate::{Evaluator, Figure};
use crate::exact::{Dimension, Fraction, Unit};
use crate::formula::{Expression, Formula, Function, Kind, Reference};

/// How a step's amount came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The clause with its figures put in: `10% of 501.000`. Names stay where
    /// each household has its own figure.
    pub reckoned: String,
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

/// The clause of a step with its figures put in; a bare name stays a name, for
/// its figure stands beside it.
pub(super) fn clause(expression: &Expression, evaluator: &Evaluator<'_>) -> String {
    match &expression.kind {
        Kind::Name(name) => name.text.clone(),
        _ => with_figures(expression, evaluator),
    }
}

/// `expression` with its figures put in.
pub(super) fn with_figures(expression: &Expression, evaluator: &Evaluator<'_>) -> String {
    expression.written(&mut |part| match &part.kind {
        Kind::Name(name) => match evaluator.quantity(part).ok()? {
            Figure::One(value) => Some(told(name.means, value, evaluator)),
            Figure::Each(_) => None,
        },
        // What a step moved is a figure, however it is named.
        Kind::Call(Function::Paid, parts) => Some(with_figures(&parts[0], evaluator)),
        _ => None,
    })
}

/// A figure as the clause should show it: a parameter as it was written, grain
/// at the book's precision, a share in percent, the rest in its unit.
fn told(means: Reference, value: Fraction, evaluator: &Evaluator<'_>) -> String {
    let Evaluator { formula, bound, .. } = evaluator;
    if let Reference::Parameter(i) = means {
        return formula.parameters[i].value.to_string();
    }
    write_figure(value, dimension_of(means, formula), bound)
}

fn dimension_of(means: Reference, formula: &Formula) -> Dimension {
    match means {
        Reference::Parameter(i) => formula.parameters[i].value.unit.dimension(),
        Reference::Fact(i) => formula.facts[i].unit.dimension(),
        Reference::Schedule(i) => formula.schedules[i].dimension,
        Reference::Figure(i) => formula.figures[i].dimension,
        _ => Unit::from(crate::exact::BaseUnit::Dan).dimension(),
    }
}

/// A figure of the book's measure for a person.
pub(super) fn write_figure(value: Fraction, dimension: Dimension, bound: &Bound) -> String {
    let places = |value: Fraction| {
        let (text, exact) = value.to_places(6);
        if exact { text } else { format!("≈{text}") }
    };
    if dimension.is_grain()
        && value.denominator() == 1
        && let Ok(amount) = crate::exact::Amount::try_from(value.numerator())
    {
        return bound.measure.precision().write(amount);
    }
    if dimension == Dimension::NONE {
        return match value.times(Fraction::whole(100)) {
            Ok(percent) => format!("{}%", places(percent)),
            Err(_) => places(value),
        };
    }
    let unit = dimension.in_units_of(bound.measure.precision().unit());
    let value = bound.measure.express(value, unit).unwrap_or(value);
    if dimension.is_grain() { places(value) } else { format!("{} {unit}", places(value)) }
}
