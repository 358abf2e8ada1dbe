//! Several formulas on one book, household by household.

use super::Settlement;
use crate::exact::{Amount, Overflow};
use crate::text::Title;

/// Settlements of one book side by side; the first is the one that the others
/// are measured against.
#[derive(Debug, Clone)]
pub struct Comparison<'a> {
    /// The settlements, in the order the formulas were named.
    pub settlements: Vec<Settlement<'a>>,
    /// One for each household, in the roster's order.
    pub households: Vec<HouseholdComparison>,
    /// What is compared.
    pub basis: Basis,
    /// One for each step of any of the formulas.
    pub steps: Vec<StepTotals<'a>>,
    /// The sum of what is compared over all households, by formula.
    pub totals: Vec<Amount>,
    /// Each of them less the first.
    pub total_differences: Vec<Amount>,
    /// How much of the net pays back what households had advanced, by formula.
    pub repaid: Vec<Amount>,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Basis {
    /// What a household receives less what it pays.
    #[default]
    Net,
    /// The net less what only pays back what the household had advanced.
    Income,
}

/// One household under each formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdComparison {
    /// Its place in the roster.
    pub household: usize,
    /// Its amount under each formula, net or income.
    pub amounts: Vec<Amount>,
    /// Each amount less the first.
    pub differences: Vec<Amount>,
    /// Its rank by that amount under each formula, 1 for the most; equal
    /// amounts share the better rank.
    pub ranks: Vec<usize>,
}

/// One step under each formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTotals<'a> {
    /// The name of the step.
    pub step: &'a str,
    /// Its title, in the first formula that has it.
    pub title: &'a Title,
    /// What it moved; negative when households bore it; `None` where a formula
    /// has no such step.
    pub amounts: Vec<Option<Amount>>,
}

impl<'a> Comparison<'a> {
    /// Puts `settlements`, all of one book, side by side.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a difference does not fit.
    pub fn of(settlements: Vec<Settlement<'a>>, basis: Basis) -> Result<Self, Overflow> {
        let compared = |settlement: &Settlement<'a>| match basis {
            Basis::Net => settlement.nets(),
            Basis::Income => settlement.incomes(),
        };
        let columns = settlements.iter().map(compared).collect::<Result<Vec<_>, _>>()?;
        let ranks: Vec<Vec<usize>> = columns.iter().map(|column| ranks(column)).collect();
        let count = columns.first().map_or(0, Vec::len);
        let households = (0..count).map(|household| {
            let amounts: Vec<Amount> = columns.iter().map(|column| column[household]).collect();
            let differences = less_first(&amounts)?;
            let ranks = ranks.iter().map(|ranks| ranks[household]).collect();
            Ok(HouseholdComparison { household, amounts, differences, ranks })
        });
        let households = households.collect::<Result<Vec<_>, Overflow>>()?;
        let totals = columns
            .iter()
            .map(|column| Amount::sum(column.iter().copied()))
            .collect::<Result<Vec<_>, _>>()?;
        let total_differences = less_first(&totals)?;
        let repaid = settlements.iter().map(Settlement::repaid).collect::<Result<Vec<_>, _>>()?;
        let steps = step_totals(&settlements)?;
        Ok(Self { settlements, households, basis, steps, totals, total_differences, repaid })
    }
}

/// Each amount less the first of them.
fn less_first(amounts: &[Amount]) -> Result<Vec<Amount>, Overflow> {
    amounts.iter().map(|amount| amount.minus(amounts[0])).collect()
}

/// The rank of each amount among all, 1 for the largest.
fn ranks(amounts: &[Amount]) -> Vec<usize> {
    let mut sorted = amounts.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    amounts.iter().map(|amount| 1 + sorted.partition_point(|other| other > amount)).collect()
}

/// Steps of one name in one row, in the order they are met.
fn step_totals<'a>(settlements: &[Settlement<'a>]) -> Result<Vec<StepTotals<'a>>, Overflow> {
    let mut rows: Vec<StepTotals<'a>> = Vec::new();
    for (column, settlement) in settlements.iter().enumerate() {
        let formula = settlement.formula;
        for (step, outcome) in formula.steps.iter().zip(&settlement.steps) {
            let borne = step.from == crate::formula::End::Households;
            let amount = if borne { Amount::ZERO.minus(outcome.amount)? } else { outcome.amount };
            let place = rows.iter().position(|row| row.step == step.name).unwrap_or_else(|| {
                let amounts = vec![None; settlements.len()];
                rows.push(StepTotals { step: &step.name, title: &step.title, amounts });
                rows.len() - 1
            });
            rows[place].amounts[column] = Some(amount);
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_amounts_share_the_better_rank() {
        let amounts = [3, 5, 5, 1].map(Amount::of_quanta);
        assert_eq!(ranks(&amounts), [3, 1, 1, 4]);
    }
}
