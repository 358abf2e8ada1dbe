//! One household's line of a settlement.

use super::{Settlement, StepOutcome};
use crate::books::Values;
use crate::exact::{Amount, BaseUnit, Exact, Fraction, Overflow, Rounding, Unit};

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

/// What each of so many households received less what it paid.
pub(super) fn nets(steps: &[StepOutcome], households: usize) -> Result<Vec<Amount>, Overflow> {
    let mut nets = vec![Amount::ZERO; households];
    for parts in steps.iter().filter_map(|step| step.parts.as_ref()) {
        for (net, part) in nets.iter_mut().zip(parts) {
            *net = net.plus(*part)?;
        }
    }
    Ok(nets)
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

    /// The net of all households a head, as for one household.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn net_per_head(&self) -> Result<(Option<Amount>, Option<Fraction>), Overflow> {
        let sum = |persons: &[Fraction]| persons.iter().try_fold(Fraction::ZERO, |sum, own| sum.plus(*own));
        let persons = self.persons().map(sum).transpose()?;
        self.a_head(self.net()?, persons)
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

    /// How much of the net of all households only pays back what they had
    /// advanced.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    pub fn repaid(&self) -> Result<Amount, Overflow> {
        Amount::sum(self.repaying_columns().flatten().copied())
    }

    /// The net amounts less what only pays back, in the roster's order.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn incomes(&self) -> Result<Vec<Amount>, Overflow> {
        let mut incomes = self.nets()?;
        for column in self.repaying_columns() {
            for (income, repaid) in incomes.iter_mut().zip(column) {
                *income = income.minus(*repaid)?;
            }
        }
        Ok(incomes)
    }

    fn repaying_columns(&self) -> impl Iterator<Item = &Vec<Amount>> {
        let steps = self.formula.steps.iter().zip(&self.steps);
        steps.filter(|(step, _)| step.repays).filter_map(|(_, outcome)| outcome.parts.as_ref())
    }

    /// The net amounts, in the roster's order.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn nets(&self) -> Result<Vec<Amount>, Overflow> {
        nets(&self.steps, self.book.roster.len())
    }

    fn persons(&self) -> Option<&[Fraction]> {
        match &self.book.roster.column(PERSONS)?.values {
            Values::Numbers { unit, numbers } if *unit == BaseUnit::Person.into() => Some(numbers),
            _ => None,
        }
    }

    fn household_line(
        &self,
        household: usize,
        persons: Option<&[Fraction]>,
    ) -> Result<HouseholdLine, Overflow> {
        let mut postings = Vec::new();
        for step in self.household_steps() {
            let parts = self.steps[step].parts.as_ref();
            postings.extend(parts.map(|parts| (step, parts[household])));
        }
        let net = Amount::sum(postings.iter().map(|(_, amount)| *amount))?;
        let (per_head, catties_per_head) = self.a_head(net, persons.map(|persons| persons[household]))?;
        Ok(HouseholdLine { household, postings, net, per_head, catties_per_head })
    }

    /// `net` over so many heads: in quanta, and in catties.
    fn a_head(
        &self,
        net: Amount,
        persons: Option<Fraction>,
    ) -> Result<(Option<Amount>, Option<Fraction>), Overflow> {
        let Some(persons) = persons else { return Ok((None, None)) };
        let Some(exact) = net.exact().over(persons)? else { return Ok((None, None)) };
        let rounded = exact.rounded(Rounding::HalfEven)?;
        let catties = self.book.measure.express(exact, Unit::from(BaseUnit::Catty)).ok();
        Ok((Some(rounded), catties))
    }
}
