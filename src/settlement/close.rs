//! The value of one parameter under which a line comes out as published.

use super::{Settlement, settle};
use crate::books::Attested;
use crate::exact::{Amount, Fraction, Overflow, Quantity};
use crate::formula::{Formula, Parameter};

/// A parameter that closes a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingValue<'s> {
    /// The parameter.
    pub parameter: &'s Parameter,
    /// The value that closes it, exact.
    pub value: Quantity,
    /// Whether that lies in the parameter's own range; `None` when it states
    /// none.
    pub in_range: Option<bool>,
    /// What then still differs, less than a quantum a step.
    pub left: Amount,
}

/// How often a clause that is not linear is approached.
const MOST_STEPS: usize = 12;
/// The places of a value that is approached.
const PLACES: u32 = 12;

/// Every parameter of the formula that by itself makes the line of `attested`
/// come out as `wanted`.
pub(super) fn closings<'s>(
    settlement: &Settlement<'s>,
    attested: &Attested,
    wanted: Amount,
) -> Vec<ClosingValue<'s>> {
    let formula = settlement.formula;
    let close = |place: usize| {
        let parameter = &formula.parameters[place];
        let (value, left) = closing_value(settlement, place, &attested.what, wanted)?;
        let in_range = parameter.range.as_ref().and_then(|range| range.holds(&value));
        Some(ClosingValue { parameter, value, in_range, left })
    };
    (0..formula.parameters.len()).filter_map(close).collect()
}

/// What the line comes to when a parameter has another value: exactly, before
/// rounding, and as posted.
fn line_under(
    settlement: &Settlement<'_>,
    formula: &mut Formula,
    parameter: usize,
    value: &Quantity,
    line: &str,
) -> Option<(Fraction, Amount)> {
    formula.parameters[parameter].value = value.clone();
    formula.parameters[parameter].set = true;
    if !formula.check_values().is_empty() {
        return None;
    }
    let settlement = settle(settlement.book, formula).ok()?;
    Some((settlement.exact_line(line).ok()?, settlement.reckoned(line).ok()??.0))
}

/// The value of a parameter that makes `line` come out as `wanted`, and what is
/// then still missing.
fn closing_value(
    settlement: &Settlement<'_>,
    parameter: usize,
    line: &str,
    wanted: Amount,
) -> Option<(Quantity, Amount)> {
    let own = settlement.formula.parameters[parameter].value.clone();
    let mut formula = settlement.formula.clone();
    let mut try_value = |value: Fraction| {
        let quantity = Quantity::new(value, own.unit);
        line_under(settlement, &mut formula, parameter, &quantity, line)
    };
    let target = wanted.exact();
    let (mut before, mut before_value) = (own.value, try_value(own.value)?.0);
    let mut next = other_than(&settlement.formula.parameters[parameter])?;
    let mut next_value = try_value(next)?.0;
    for step in 0..MOST_STEPS {
        let rise = next_value.minus(before_value).ok()?;
        if rise.is_zero() {
            return None;
        }
        let missing = target.minus(next_value).ok()?;
        let way = next.minus(before).ok()?.times(missing).ok()?.over(rise).ok()??;
        let exact = next.plus(way).ok()?;
        // The first way is exact where the clause is linear.
        let value = if step == 0 { exact } else { rounded(exact) };
        let (value_at, posted) = try_value(value)?;
        let left = posted.minus(wanted).ok()?;
        if value_at == target || within_a_quantum(left) {
            return Some((Quantity::new(value, own.unit), left));
        }
        (before, before_value) = (next, next_value);
        (next, next_value) = (value, value_at);
    }
    None
}

fn within_a_quantum(left: Amount) -> bool {
    left.quanta().abs() <= 1
}

fn rounded(value: Fraction) -> Fraction {
    let text = value.to_places(PLACES).0;
    crate::exact::parse_decimal(&text).map_or(value, Fraction::from_decimal)
}

/// Another value near that of `parameter`, inside its range where it has one.
fn other_than(parameter: &Parameter) -> Option<Fraction> {
    let own = parameter.value.value;
    if let Some(range) = &parameter.range {
        let ends = [range.high.value, range.low.value];
        if let Some(other) = ends.into_iter().find(|end| *end != own) {
            return own.plus(other).ok()?.over(Fraction::whole(2)).ok()?;
        }
    }
    match own.is_zero() {
        true => Fraction::new(1, 100),
        false => own.times(Fraction::new(101, 100)?).ok(),
    }
}

impl Settlement<'_> {
    /// What the steps of one line came to before rounding.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    pub(super) fn exact_line(&self, line: &str) -> Result<Fraction, Overflow> {
        let steps = self.formula.steps.iter().zip(&self.steps).filter(|(step, _)| step.line == line);
        let shared = steps.clone().any(|(step, _)| super::lines::shares_out(step));
        let counted = steps.filter(|(step, _)| !shared || super::lines::shares_out(step));
        counted.map(|(_, outcome)| outcome.trace.due).try_fold(Fraction::ZERO, |sum, due| sum.plus(due))
    }
}
