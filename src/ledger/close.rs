//! The check line: what came in against what is accounted for.

use super::{HolderKind, Ledger};
use crate::exact::{Amount, Overflow};

/// Both sides of a settlement, each added up by itself: the left from what the
/// books opened with and what households paid, the right from balances and
/// what households received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// What pools and accounts opened with.
    pub opening: Amount,
    /// What households paid in.
    pub paid_in: Amount,
    /// What accounts hold.
    pub accounts: Amount,
    /// What households received.
    pub received: Amount,
    /// What is left in pools.
    pub left: Amount,
}

impl Closing {
    /// Adds up `ledger`.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a sum does not fit.
    pub fn of(ledger: &Ledger) -> Result<Self, Overflow> {
        let (mut opening, mut accounts, mut left) = (Amount::ZERO, Amount::ZERO, Amount::ZERO);
        for holder in ledger.holders() {
            opening = opening.plus(holder.opening)?;
            let held = match holder.kind {
                HolderKind::Account => &mut accounts,
                HolderKind::Pool => &mut left,
            };
            *held = held.plus(holder.balance)?;
        }
        Ok(Self { opening, paid_in: ledger.paid_in(), accounts, received: ledger.received(), left })
    }

    /// Everything that has to be accounted for.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    pub fn came_in(&self) -> Result<Amount, Overflow> {
        self.opening.plus(self.paid_in)
    }

    /// What came in beyond what is accounted for: nothing, if all is well.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a side does not fit.
    pub fn difference(&self) -> Result<Amount, Overflow> {
        self.came_in()?.minus(self.accounted()?)
    }

    /// Everything that is.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when the sum does not fit.
    pub fn accounted(&self) -> Result<Amount, Overflow> {
        Amount::sum([self.accounts, self.received, self.left])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Side};
    use super::*;

    #[test]
    fn both_sides_of_a_closing_agree_however_grain_moved() {
        let amount = Amount::of_quanta;
        let mut ledger = Ledger::new(2);
        ledger.open("harvest", HolderKind::Pool, amount(10));
        ledger.open("tax", HolderKind::Account, Amount::ZERO);
        ledger
            .post(Entry {
                step: 0,
                from: Side::Holder(0, amount(9)),
                to: Side::Households(&[4, 5].map(amount)),
            })
            .unwrap();
        ledger
            .post(Entry {
                step: 1,
                from: Side::Households(&[2, 1].map(amount)),
                to: Side::Holder(1, amount(3)),
            })
            .unwrap();
        let closing = Closing::of(&ledger).unwrap();
        assert_eq!((closing.came_in(), closing.accounted()), (Ok(amount(13)), Ok(amount(13))));
        assert_eq!((closing.paid_in, closing.received, closing.left), (amount(3), amount(9), amount(1)));
    }
}
