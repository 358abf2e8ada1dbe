//! The households and what is written of each.

use super::{Evidence, Figure};
use crate::exact::{Fraction, IdOrder, Unit};
use crate::text::{Place, Title};

/// The households of a cooperative, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Their ids, no two alike.
    pub ids: Vec<String>,
    /// The order of the ids, which settles ties.
    pub order: IdOrder,
    /// What is written of them.
    pub columns: Vec<Column>,
    /// Why the rows are invented, when they are; every output says so.
    pub synthetic: Option<Title>,
    /// Where the book speaks of its households.
    pub place: Place,
}

/// One thing written of every household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name formulas use.
    pub name: String,
    /// The name for people.
    pub title: Title,
    /// The values, one for each household.
    pub values: Values,
    /// The most places after the point that a value was written with.
    pub places: usize,
    /// What the single values rest on.
    pub evidence: Evidence,
    /// What they add up to, with its own evidence, when the book says.
    pub total: Option<Figure>,
    /// Where the book declares it.
    pub place: Place,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Numbers in one unit, none negative.
    Numbers {
        /// The unit of all of them.
        unit: Unit,
        /// One for each household.
        numbers: Vec<Fraction>,
    },
    /// Words out of a list, such as a class.
    Labels {
        /// The list.
        known: Vec<String>,
        /// For each household, the place of its word in the list.
        chosen: Vec<usize>,
    },
}

impl Roster {
    /// The column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// How many households there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether a file of these rows would be refused, for the last one adds up all
    /// others.
    #[must_use]
    pub fn ends_in_a_total(&self) -> bool {
        last_is_total(&self.columns)
    }

    /// Whether there is none; a loaded book always has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// Whether the last row adds up all others, as a total does that was left in the
/// table.
pub(super) fn last_is_total(columns: &[Column]) -> bool {
    let numbers: Vec<&[Fraction]> = columns.iter().filter_map(Column::numbers).collect();
    let adds_up = |numbers: &&[Fraction]| {
        let Some((last, others)) = numbers.split_last() else { return false };
        let sum = others.iter().try_fold(Fraction::ZERO, |sum, own| sum.plus(*own));
        sum.is_ok_and(|sum| sum == *last)
    };
    let households = columns.first().map_or(0, Column::len);
    let has_something = |row: &usize| numbers.iter().any(|numbers| !numbers[*row].is_zero());
    // Beside one household that has anything, the last is its equal, not a total.
    let adds_several = (0..households.saturating_sub(1)).filter(has_something).count() > 1;
    adds_several && numbers.iter().all(adds_up)
}

impl Column {
    fn len(&self) -> usize {
        match &self.values {
            Values::Numbers { numbers, .. } => numbers.len(),
            Values::Labels { chosen, .. } => chosen.len(),
        }
    }

    /// The unit of its numbers; `None` for words.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        match &self.values {
            Values::Numbers { unit, .. } => Some(*unit),
            Values::Labels { .. } => None,
        }
    }

    /// Its numbers, one for each household; `None` for words.
    #[must_use]
    pub fn numbers(&self) -> Option<&[Fraction]> {
        match &self.values {
            Values::Numbers { numbers, .. } => Some(numbers),
            Values::Labels { .. } => None,
        }
    }

    /// What the values add up to; `None` for words, or when it does not fit.
    #[must_use]
    pub fn sum(&self) -> Option<Fraction> {
        self.numbers()?.iter().try_fold(Fraction::ZERO, |sum, number| sum.plus(*number)).ok()
    }
}
