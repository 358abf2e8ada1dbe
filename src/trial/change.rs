//! What laws do to a village to see what comes of it.

use crate::books::{Book, Column, Values};
use crate::exact::{BASE_UNITS, Dimension, Fraction, IdOrder, Measure, Overflow, Precision, Quantity, Unit};
use crate::formula::Formula;

/// What one village has otherwise than the other. Households are places in the
/// roster of the village as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nothing: there is one village only.
    None,
    /// A household has more of a column.
    More {
        /// Whose.
        household: usize,
        /// Of what.
        column: String,
        /// What it had.
        from: Quantity,
        /// What it has.
        to: Quantity,
    },
    /// The cooperative has another figure: a pool or a fact.
    Figure {
        /// Which.
        name: String,
        /// What it was.
        from: Quantity,
        /// What it is.
        to: Quantity,
    },
    /// A household does not work.
    Idle {
        /// Which.
        household: usize,
    },
    /// Two households are one, in the place of the first.
    Merged {
        /// The one.
        one: usize,
        /// The other.
        other: usize,
    },
    /// A household has an equal, at the end of the roster.
    Twin {
        /// Which.
        of: usize,
    },
    /// The rows stand in another order.
    Reordered,
    /// Every amount of grain is twice as much, the quantum and the rule's own
    /// amounts too.
    Doubled,
    /// The rule before is asked.
    Replaced,
}

/// Numbers of invented villages have so many places at most.
const PLACES: u32 = 6;

/// One number that can be moved: a pool, a fact, or a household's in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lever {
    Pool(String),
    Fact(String),
    Cell { column: String, household: usize },
}

impl Lever {
    pub(super) fn value(&self, book: &Book) -> Option<Quantity> {
        match self {
            Lever::Pool(name) => book.pool(name).map(|pool| pool.quantity.clone()),
            Lever::Fact(name) => book.fact(name).map(|fact| fact.quantity.clone()),
            Lever::Cell { column, household } => {
                let column = book.roster.column(column)?;
                Some(Quantity::new(column.numbers()?[*household], column.unit()?))
            }
        }
    }

    /// `book` with this number at `value`, in its own unit.
    pub(super) fn set(&self, book: &Book, value: Fraction) -> Book {
        let mut book = book.clone();
        let set = |quantity: &mut Quantity| *quantity = Quantity::new(value, quantity.unit);
        match self {
            Lever::Pool(name) => {
                book.pools
                    .iter_mut()
                    .filter(|pool| pool.name == *name)
                    .for_each(|pool| set(&mut pool.quantity));
            }
            Lever::Fact(name) => {
                book.facts
                    .iter_mut()
                    .filter(|fact| fact.name == *name)
                    .for_each(|fact| set(&mut fact.quantity));
            }
            Lever::Cell { column, household } => {
                let columns = book.roster.columns.iter_mut().filter(|own| own.name == *column);
                columns.for_each(|own| numbers_mut(own).into_iter().for_each(|all| all[*household] = value));
            }
        }
        book
    }

    /// Whether `value` can stand in a file; what a pool holds is whole quanta.
    pub(super) fn takes(&self, book: &Book, value: Fraction) -> bool {
        let whole = |name: &String| {
            let quantity = Quantity::new(value, book.pool(name)?.quantity.unit);
            let quanta = book.measure.reduce(&quantity).ok()?;
            Some(i64::try_from(quanta.whole_number()?).is_ok())
        };
        let countable = if let Lever::Pool(name) = self { whole(name) == Some(true) } else { true };
        countable && !value.is_negative() && value.to_places(PLACES).1
    }

    /// The smallest step that a file would write, in the lever's own unit: a
    /// quantum of a pool, a thousandth of anything else.
    pub(super) fn least(&self, book: &Book) -> Option<Fraction> {
        let thousandth = Fraction::new(1, 1000);
        match self {
            Lever::Pool(name) => book.measure.express(Fraction::ONE, book.pool(name)?.quantity.unit).ok(),
            _ => thousandth,
        }
    }

    /// What setting it is, as a change.
    pub(super) fn change(&self, from: Quantity, to: Fraction) -> Change {
        let to = Quantity::new(to, from.unit);
        match self {
            Lever::Pool(name) | Lever::Fact(name) => Change::Figure { name: name.clone(), from, to },
            Lever::Cell { column, household } => {
                Change::More { household: *household, column: column.clone(), from, to }
            }
        }
    }
}

fn numbers_mut(column: &mut Column) -> Option<&mut Vec<Fraction>> {
    match &mut column.values {
        Values::Numbers { numbers, .. } => Some(numbers),
        Values::Labels { .. } => None,
    }
}

/// `book` with its households in this order, each once or left out.
pub(super) fn reordered(book: &Book, order: &[usize]) -> Book {
    let mut book = book.clone();
    let pick = |values: &Values| match values {
        Values::Numbers { unit, numbers } => {
            Values::Numbers { unit: *unit, numbers: order.iter().map(|own| numbers[*own]).collect() }
        }
        Values::Labels { known, chosen } => {
            Values::Labels { known: known.clone(), chosen: order.iter().map(|own| chosen[*own]).collect() }
        }
    };
    for column in &mut book.roster.columns {
        column.values = pick(&column.values);
    }
    book.roster.ids = order.iter().map(|own| book.roster.ids[*own].clone()).collect();
    book.roster.order = IdOrder::of(&book.roster.ids);
    book
}

/// `book` with an equal of `household` at the end.
pub(super) fn with_twin(book: &Book, household: usize) -> Book {
    let order: Vec<usize> = (0..book.roster.len()).chain([household]).collect();
    let mut book = reordered(book, &order);
    let last = book.roster.ids.len() - 1;
    let twin = format!("{} twin", book.roster.ids[last]);
    book.roster.ids[last] = twin;
    book.roster.order = IdOrder::of(&book.roster.ids);
    book
}

/// `book` with two households, `one` before `other`, as one in the place of the
/// first. `None` when
/// they cannot be: their words differ, or what they have of something by the mou
/// or the day.
pub(super) fn merged(book: &Book, one: usize, other: usize, formula: &Formula) -> Option<Book> {
    let order: Vec<usize> = (0..book.roster.len()).filter(|own| *own != other).collect();
    let mut merged = reordered(book, &order);
    for (column, before) in merged.roster.columns.iter_mut().zip(&book.roster.columns) {
        // What the rule does not ask for says nothing of it.
        if formula.columns.iter().all(|need| need.name != column.name) {
            continue;
        }
        match (&mut column.values, &before.values) {
            (Values::Labels { .. }, Values::Labels { chosen, .. }) if chosen[one] != chosen[other] => {
                return None;
            }
            (Values::Numbers { unit, numbers }, Values::Numbers { numbers: own, .. }) => {
                if adds_up(*unit) {
                    numbers[one] = own[one].plus(own[other]).ok()?;
                } else if own[one] != own[other] {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(merged)
}

/// Whether two households together have the sum of it.
fn adds_up(unit: Unit) -> bool {
    BASE_UNITS.iter().any(|(base, ..)| unit == (*base).into())
}

/// `book` with twice the grain of everything, in quanta twice as large.
///
/// # Errors
///
/// Returns [`Overflow`] when an amount does not fit.
pub(super) fn doubled(book: &Book) -> Result<Book, Overflow> {
    let mut book = book.clone();
    let precision = book.measure.precision();
    let quantum = Quantity::new(precision.quantum().times(Fraction::whole(2))?, precision.unit().into());
    let precision = Precision::of(&quantum).map_err(|_| Overflow)?;
    book.measure = Measure::new(precision, book.measure.catties_per_dan());
    for figure in book.pools.iter_mut().chain(&mut book.facts) {
        double(&mut figure.quantity)?;
    }
    for column in &mut book.roster.columns {
        if let Values::Numbers { unit, numbers } = &mut column.values {
            let factor = factor(unit.dimension())?;
            for number in numbers {
                *number = number.times(factor)?;
            }
        }
    }
    Ok(book)
}

/// `formula` with twice the grain in each of its numbers.
///
/// # Errors
///
/// Returns [`Overflow`] when a number does not fit.
pub(super) fn doubled_formula(formula: &Formula) -> Result<Formula, Overflow> {
    let mut formula = formula.clone();
    for parameter in &mut formula.parameters {
        double(&mut parameter.value)?;
    }
    for expression in formula.expressions_mut() {
        expression.try_numbers(&mut double).map_err(|(_, overflow)| overflow)?;
    }
    Ok(formula)
}

fn double(quantity: &mut Quantity) -> Result<(), Overflow> {
    let value = quantity.value.times(factor(quantity.unit.dimension())?)?;
    *quantity = Quantity::new(value, quantity.unit);
    Ok(())
}

/// What twice the grain makes of a number of this dimension.
fn factor(dimension: Dimension) -> Result<Fraction, Overflow> {
    Fraction::whole(2).power(dimension.grain_power())?.ok_or(Overflow)
}
