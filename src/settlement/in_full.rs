//! A step as most are: a pool or account pays in full one figure that 64 bits hold, or
//! to each household its own of a column, and nobody asks how.

use super::bind::Season;
use super::plan::{PlannedStep, Point, Taker};
use super::post::{Payment, Purse, pay_each, pay_one};
use super::slate::Slate;
use crate::exact::{Amount, IdOrder, Narrow, Rounding};
use crate::formula::Short;
use crate::ledger::{Entry, Side};

impl PlannedStep {
    /// Does the step at this place of all, if it is such a one; else nothing is posted,
    /// and only room was written in.
    pub(super) fn in_full(
        &self,
        place: usize,
        bound: &Season,
        slate: &mut Slate,
        (rounding, order): (Rounding, &IdOrder),
    ) -> Option<()> {
        let (from, taker) = self.ends?;
        let Slate { ledger, openings, carried, steps, done, .. } = slate;
        let (earlier, later) = steps.split_at_mut(place);
        let outcome = &mut later[0];
        let purse = Purse { balance: ledger.balance(from), carried: Narrow::of(carried[from])? };
        // None of them less than nothing.
        let numbers = |column| bound.numbers(column).filter(|numbers| numbers.first_negative().is_none());
        let point = Point { bound, openings, outcomes: earlier, rest: Some(purse.balance) };
        let (paid, left) = match taker {
            Taker::OwnOfColumn(column) => {
                let dues = numbers(column)?;
                let parts = outcome.parts.get_or_insert_default();
                let how = (rounding, order);
                let payment = pay_each(purse, dues, dues.sum().ok()?, Short::Refuse, how, parts);
                let Payment { paid, carried, .. } = payment.ok()??;
                (paid, carried)
            }
            // In one place for both, and so done inline.
            Taker::Holder(_) | Taker::ByColumn(_) => self.pay(&point, purse, rounding)?,
        };
        let to = match taker {
            Taker::OwnOfColumn(_) => Side::Households(outcome.parts.as_ref().expect("each was paid")),
            Taker::Holder(to) => {
                outcome.parts = None;
                Side::Holder(to, paid)
            }
            Taker::ByColumn(column) => {
                let key = numbers(column)?;
                key.adds_up().ok()?;
                let parts = outcome.parts.get_or_insert_default();
                key.split_into(parts, paid, order).ok()?;
                Side::Households(parts)
            }
        };
        ledger.post(Entry { step: place, from: Side::Holder(from, paid), to }).ok()?;
        carried[from] = left.fraction();
        (outcome.amount, outcome.shortfall, outcome.diverted) = (paid, None, false);
        *done = place + 1;
        Some(())
    }

    /// What is paid of one figure, and what is then carried.
    #[inline(always)]
    fn pay(&self, at: &Point<'_>, purse: Purse<Narrow>, rounding: Rounding) -> Option<(Amount, Narrow)> {
        let due = self.take.as_ref()?.reckon(at).filter(|due| !due.is_negative())?;
        let Payment { paid, carried, .. } = pay_one(purse, due, Short::Refuse, rounding).ok()??;
        Some((paid, carried))
    }
}
