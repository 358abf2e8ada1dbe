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
    /// One for each step of any of the formulas.
    pub steps: Vec<StepTotals<'a>>,
    /// What households receive in all, less what they pay, by formula.
    pub nets: Vec<Amount>,
}

/// One household under each formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdComparison {
    /// Its place in the roster.
    pub household: usize,
    /// Its net amount under each formula.
    pub nets: Vec<Amount>,
    /// Each net amount less the first.
    pub differences: Vec<Amount>,
    /// Its rank by net amount under each formula, 1 for the most; equal
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
    pub fn of(settlements: Vec<Settlement<'a>>) -> Result<Self, Overflow> {
        let nets = settlements.iter().map(Settlement::nets).collect::<Result<Vec<_>, _>>()?;
        let ranks: Vec<Vec<usize>> = nets.iter().map(|nets| ranks(nets)).collect();
        let count = nets.first().map_or(0, Vec::len);
        let households = (0..count).map(|household| {
            let nets: Vec<Amount> = nets.iter().map(|nets| nets[household]).collect();
            let differences = nets.iter().map(|net| net.minus(nets[0])).collect::<Result<_, _>>()?;
            let ranks = ranks.iter().map(|ranks| ranks[household]).collect();
            Ok(HouseholdComparison { household, nets, differences, ranks })
        });
        let households = households.collect::<Result<Vec<_>, Overflow>>()?;
        let nets = settlements.iter().map(Settlement::net).collect::<Result<_, _>>()?;
        let steps = step_totals(&settlements)?;
        Ok(Self { settlements, households, steps, nets })
    }
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
