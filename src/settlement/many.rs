//! One formula, many seasons: what can be done once is done once, and nothing is
//! kept but the amounts.

use super::SettlementMistake;
use super::bind::{Season, SeasonColumn};
use super::evaluate::Found;
use super::household::nets;
use super::outcome::StepOutcome;
use super::plan::Plan;
use super::settle::{Parties, Walk, closed};
use super::slate::{Opened, Slate};
use crate::exact::{Amount, Fraction, Measure, Numbers, Overflow, Quantity, Unit};
use crate::formula::{ColumnKind, ColumnNeed, End, Formula, Opening, Pool, Step};
use crate::ledger::{Closing, Ledger};
use crate::text::{Mistake, Mistakes};

/// A formula brought to one measure.
#[derive(Debug)]
pub struct Many<'f> {
    formula: &'f Formula,
    /// The same, every number in it counted in the measure.
    reduced: Formula,
    measure: Measure,
    parameters: Vec<Fraction>,
    opened: Opened,
    plan: Plan,
    household_steps: Vec<usize>,
}

/// Which of the pools that a book fills each pool of the formula is.
fn places(formula: &Formula) -> Vec<Option<usize>> {
    let mut filled = 0..;
    let place = |pool: &Pool| match pool.opening {
        Opening::Book => filled.next(),
        Opening::Empty => None,
    };
    formula.pools.iter().map(place).collect()
}

/// What a formula makes of one season.
#[derive(Debug)]
pub struct Settled<'s> {
    /// What each step did, in the formula's order; why is not kept.
    pub steps: &'s [StepOutcome],
    /// The check line.
    pub closing: Closing,
    formula: &'s Formula,
    ledger: &'s Ledger,
    places: &'s [usize],
}

impl Settled<'_> {
    /// What each account of the formula holds.
    pub fn accounts(&self) -> impl Iterator<Item = Amount> {
        self.places.iter().map(|account| self.ledger.balance(*account))
    }

    /// What households received of a step in all, in quanta; less than nothing
    /// where they paid.
    #[must_use]
    pub fn to_households(&self, step: usize) -> i128 {
        let StepOutcome { amount, parts, .. } = &self.steps[step];
        let moved = if parts.is_some() { i128::from(amount.quanta()) } else { 0 };
        if self.formula.steps[step].from == End::Households { -moved } else { moved }
    }

    /// What each of so many households received less what it paid.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn nets(&self, households: usize) -> Result<Vec<Amount>, Overflow> {
        nets(self.steps, households)
    }
}

impl<'f> Many<'f> {
    /// `formula` in `measure`.
    ///
    /// # Errors
    ///
    /// Returns the numbers that cannot be brought to it.
    pub fn of(formula: &'f Formula, measure: Measure) -> Result<Self, Mistakes<SettlementMistake>> {
        let mut found = Vec::new();
        let mut parameters = Vec::new();
        for parameter in &formula.parameters {
            match measure.reduce(&parameter.value) {
                Ok(value) => parameters.push(value),
                Err(error) => found.push(Mistake::at(&parameter.place, error).hint(error.remedy())),
            }
        }
        let mut reduced = formula.clone();
        let mut reduce = |number: &mut Quantity| {
            *number = Quantity::new(measure.reduce(number)?, Unit::NONE);
            Ok(())
        };
        for expression in reduced.expressions_mut() {
            if let Err((place, error)) = expression.try_numbers::<crate::exact::MeasureError>(&mut reduce) {
                found.push(Mistake::at(&place, error).hint(error.remedy()));
            }
        }
        if !found.is_empty() {
            return Err(found);
        }
        let filled = formula.pools.iter().filter(|pool| pool.opening == Opening::Book);
        let filled = filled.map(|pool| (pool.name.as_str(), Amount::ZERO));
        let opened = Opened::of(formula, &places(formula), 0, filled);
        let touches = |step: &Step| [step.from, step.to].contains(&End::Households);
        let household_steps =
            (0..formula.steps.len()).filter(|step| touches(&formula.steps[*step])).collect();
        let plan = Plan::of(&reduced, measure, &opened);
        Ok(Self { formula, reduced, measure, parameters, opened, plan, household_steps })
    }

    /// The formula.
    #[must_use]
    pub fn formula(&self) -> &'f Formula {
        self.formula
    }

    /// The pools that a book fills, in the formula's order.
    pub fn pools(&self) -> impl Iterator<Item = &'f str> {
        let pools = self.formula.pools.iter().filter(|pool| pool.opening == Opening::Book);
        pools.map(|pool| pool.name.as_str())
    }

    /// The steps that households have a part in, by their place.
    pub fn household_steps(&self) -> impl ExactSizeIterator<Item = usize> {
        self.household_steps.iter().copied()
    }

    /// A season without households, with the formula's own parameters.
    #[must_use]
    pub fn season(&self) -> Season {
        let column = |need: &ColumnNeed| match need.kind {
            ColumnKind::Numbers(_) => SeasonColumn::Numbers(Numbers::counted(Vec::new(), Fraction::ONE)),
            ColumnKind::Labels(_) => SeasonColumn::Labels(Vec::new()),
        };
        Season {
            measure: self.measure,
            pools: places(self.formula),
            households: 0,
            facts: vec![Fraction::ZERO; self.formula.facts.len()],
            parameters: self.parameters.clone(),
            columns: self.formula.columns.iter().map(column).collect(),
        }
    }

    /// Where seasons can be settled.
    #[must_use]
    pub fn slate(&self) -> Slate {
        Slate::of(&self.opened)
    }

    /// Settles one season on `slate`; `pools` are what those hold that a book fills.
    ///
    /// # Errors
    ///
    /// Returns the first step that cannot be done, as [`super::settle`] does.
    pub fn settle<'s>(
        &'s self,
        season: &Season,
        pools: &[Amount],
        parties: Parties<'_>,
        slate: &'s mut Slate,
    ) -> Result<Settled<'s>, Mistake<SettlementMistake>> {
        if self.walk(&self.reduced, season, pools, parties, slate).is_err() {
            // In the numbers that the formula is written with.
            self.walk(self.formula, season, pools, parties, slate).map_err(|mistake| *mistake)?;
        }
        Ok(self.settled(slate).expect("it came to its end"))
    }

    /// What was settled on `slate` last, if that came to its end.
    #[must_use]
    pub fn settled<'s>(&'s self, slate: &'s Slate) -> Option<Settled<'s>> {
        let Slate { ledger, steps, closing, .. } = slate;
        let (formula, places) = (self.formula, &*self.opened.accounts);
        closing.map(|closing| Settled { steps, closing, formula, ledger, places })
    }

    fn walk(
        &self,
        formula: &Formula,
        bound: &Season,
        pools: &[Amount],
        parties: Parties<'_>,
        slate: &mut Slate,
    ) -> Result<(), Found> {
        slate.ledger.reopen(pools, bound.households);
        slate.wipe(&self.opened);
        let (plan, opened) = (Some(&self.plan), &self.opened);
        Walk { formula, bound, parties, plan, opened, slate }.steps()?;
        slate.closing = Some(closed(&slate.ledger)?);
        Ok(())
    }
}
