//! The value of one parameter under which a line comes out as published.

use super::{Settlement, settle};
use crate::books::{Attested, Book};
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
        let (value, left) = closing_value(settlement.book, formula, place, &attested.what, wanted)?;
        let in_range = parameter.range.as_ref().and_then(|range| range.holds(&value));
        Some(ClosingValue { parameter, value, in_range, left })
    };
    (0..formula.parameters.len()).filter_map(close).collect()
}

/// Tries values of one parameter.
struct Trial<'t> {
    book: &'t Book,
    formula: Formula,
    parameter: usize,
    line: &'t str,
}

impl Trial<'_> {
    /// What the line comes to: exactly, before rounding, and as posted; `None`
    /// when the formula does not allow the value or the book cannot be settled
    /// with it.
    fn with(&mut self, value: Fraction) -> Option<(Fraction, Amount)> {
        let parameter = &mut self.formula.parameters[self.parameter];
        parameter.value = Quantity::new(value, parameter.value.unit);
        parameter.set = true;
        if !self.formula.check_values().is_empty() {
            return None;
        }
        let settlement = settle(self.book, &self.formula).ok()?;
        Some((settlement.exact_line(self.line).ok()?, settlement.reckoned(self.line).ok()??.0))
    }
}

/// The value of a parameter that makes `line` come out as `wanted`, and what is
/// then still missing. It is exact where the clause is linear, and approached
/// where it is not.
#[must_use]
pub fn closing_value(
    book: &Book,
    formula: &Formula,
    parameter: usize,
    line: &str,
    wanted: Amount,
) -> Option<(Quantity, Amount)> {
    let own = &formula.parameters[parameter];
    let unit = own.value.unit;
    let mut trial = Trial { book, formula: until_line(formula, line)?, parameter, line };
    let target = wanted.exact();
    let mut tried: Vec<(Fraction, Fraction)> = Vec::new();
    let mut slope = None;
    // The first two starts between which the line moves at all.
    for start in starts(own) {
        let Some((value, _)) = trial.with(start) else { continue };
        if let Some(other) = tried.iter().find(|(other, at)| *other != start && *at != value) {
            slope = Some((*other, (start, value)));
            break;
        }
        tried.push((start, value));
    }
    let ((mut before, mut before_value), (mut next, mut next_value)) = slope?;
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
        let (value_at, posted) = trial.with(value)?;
        let left = posted.minus(wanted).ok()?;
        if value_at == target || within_a_quantum(left) {
            return Some((Quantity::new(value, unit), left));
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

/// `formula` up to the last step of `line`, on which no later one has a bearing.
fn until_line(formula: &Formula, line: &str) -> Option<Formula> {
    let last = formula.steps.iter().rposition(|step| step.line == line)?;
    let mut formula = formula.clone();
    formula.steps.truncate(last + 1);
    formula.figures.clear();
    formula.claims.clear();
    formula.laws.clear();
    Some(formula)
}

/// Values to start from: its own, others in its range or near, and smaller ones,
/// which may be there where its own is not.
fn starts(parameter: &Parameter) -> Vec<Fraction> {
    let own = parameter.value.value;
    let ends = parameter.range.iter().flat_map(|range| [range.high.value, range.low.value]);
    let scaled = |hundredths: i128| match own.is_zero() {
        true => Fraction::new(hundredths, 100),
        false => own.times(Fraction::new(hundredths, 100)?).ok(),
    };
    let others = [99, 101, 50, 10, 0].into_iter().filter_map(scaled);
    std::iter::once(own).chain(ends).chain(others).collect()
}

impl Settlement<'_> {
    /// What the steps of one line came to before rounding.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    pub(super) fn exact_line(&self, line: &str) -> Result<Fraction, Overflow> {
        let steps = self.formula.steps.iter().zip(&self.traces).filter(|(step, _)| step.line == line);
        let shared = steps.clone().any(|(step, _)| super::lines::shares_out(step));
        let counted = steps.filter(|(step, _)| !shared || super::lines::shares_out(step));
        counted.map(|(_, trace)| trace.due).try_fold(Fraction::ZERO, |sum, due| sum.plus(due))
    }
}
