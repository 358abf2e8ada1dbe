//! One household's line of a settlement.

use super::Settlement;
use crate::books::Values;
use crate::exact::{Amount, BaseUnit, Fraction, Overflow, Rounding, Unit};

/// What a household received and paid, and what that comes to a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdLine {
    /// Its place in the roster.
    pub household: usize,
    /// Its part in each step that households had a part in: the step's place,
    /// and the amount, negative when it paid.
    pub postings: Vec<(usize, Amount)>,
    /// What it received less what it paid.
    pub net: Amount,
    /// The net amount a head, rounded to the quantum; `None` when the roster
    /// does not count heads or there are none.
    pub per_head: Option<Amount>,
    /// The same in catties, exact; `None` also when the book does not say what
    /// a dan weighs.
    pub catties_per_head: Option<Fraction>,
}

/// The column that counts heads.
const PERSONS: &str = "persons";

impl Settlement<'_> {
    /// The lines of all households, in the roster's order.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn household_lines(&self) -> Result<Vec<HouseholdLine>, Overflow> {
        let persons = self.persons();
        (0..self.book.roster.len()).map(|household| self.household_line(household, persons)).collect()
    }

    /// What all households together received less what they paid.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when it does not fit.
    pub fn net(&self) -> Result<Amount, Overflow> {
        self.closing.received.minus(self.closing.paid_in)
    }

    /// The steps that households had a part in, by their place.
    pub fn household_steps(&self) -> impl Iterator<Item = usize> {
        (0..self.steps.len()).filter(|step| self.steps[*step].parts.is_some())
    }

    /// The net amounts, in the roster's order.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn nets(&self) -> Result<Vec<Amount>, Overflow> {
        let columns: Vec<&Vec<Amount>> = self.steps.iter().filter_map(|step| step.parts.as_ref()).collect();
        let net = |household: usize| Amount::sum(columns.iter().map(|column| column[household]));
        (0..self.book.roster.len()).map(net).collect()
    }

    fn persons(&self) -> Option<&[Fraction]> {
        match &self.book.roster.column(PERSONS)?.values {
            Values::Numbers { unit, numbers } if *unit == BaseUnit::Person.into() => Some(numbers),
            _ => None,
        }
    }

    fn household_line(&self, household: usize, persons: Option<&[Fraction]>) -> Result<HouseholdLine, Overflow> {
        let mut postings = Vec::new();
        for step in self.household_steps() {
            let parts = self.steps[step].parts.as_ref();
            postings.extend(parts.map(|parts| (step, parts[household])));
        }
        let net = Amount::sum(postings.iter().map(|(_, amount)| *amount))?;
        let exact = match persons {
            Some(persons) => net.exact().over(persons[household])?,
            None => None,
        };
        let per_head = match exact {
            Some(exact) => Some(Amount::try_from(exact.round(Rounding::HalfEven)?)?),
            None => None,
        };
        let catty = Unit::from(BaseUnit::Catty);
        let catties_per_head = exact.and_then(|exact| self.book.measure.express(exact, catty).ok());
        Ok(HouseholdLine { household, postings, net, per_head, catties_per_head })
    }
}
