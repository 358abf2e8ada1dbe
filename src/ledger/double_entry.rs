//! Holders of grain, and the entries between them.

use crate::exact::{Amount, Overflow};
use std::sync::Arc;

/// What a holder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HolderKind {
    /// An amount waiting to be shared out.
    Pool,
    /// Where grain comes to rest.
    Account,
}

/// A pool or an account with its balance. Never below zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// What it is called.
    pub name: Arc<str>,
    /// What it is.
    pub kind: HolderKind,
    /// What it opened with.
    pub opening: Amount,
    /// What it holds now.
    pub balance: Amount,
}

/// One side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side<'p> {
    /// The holder at this place gives or takes the whole amount.
    Holder(usize, Amount),
    /// Each household gives or takes its part.
    Households(&'p [Amount]),
}

/// A balanced transfer; each step of a formula posts one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'p> {
    /// The step that it belongs to.
    pub step: usize,
    /// Who gives.
    pub from: Side<'p>,
    /// Who takes.
    pub to: Side<'p>,
}

/// Why an entry is not posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A side names a holder that is not there.
    #[error("there is no such pool or account")]
    NoHolder,
    /// A side has not one part for each household.
    #[error("an entry has one part for each household")]
    Households,
    /// A part is below zero: the other side should give.
    #[error("a transfer cannot be less than nothing")]
    Negative,
    /// The two sides differ.
    #[error("the two sides of the entry differ")]
    Unbalanced,
    /// A sum does not fit.
    #[error(transparent)]
    Overflow(#[from] Overflow),
    /// The giver holds less.
    #[error("it holds less than is taken")]
    Overdrawn {
        /// The place of the holder.
        holder: usize,
        /// By how much.
        by: Amount,
    },
}

/// The books of one settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    holders: Vec<Holder>,
    households: usize,
    /// What households have given and taken so far.
    paid_in: Amount,
    received: Amount,
}

impl Side<'_> {
    /// How much this side gives or takes in all.
    #[inline(always)]
    fn total(&self) -> Result<Amount, Refusal> {
        let total = match self {
            Side::Holder(_, amount) => Some(*amount).filter(|amount| !amount.is_negative()),
            Side::Households(parts) => Amount::total(parts)?,
        };
        total.ok_or(Refusal::Negative)
    }
}

impl Ledger {
    /// A ledger for so many households, without pools or accounts.
    #[must_use]
    pub fn new(households: usize) -> Self {
        Self { holders: Vec::new(), households, paid_in: Amount::ZERO, received: Amount::ZERO }
    }

    /// Opens a pool or account with `opening` in it; its place is returned.
    ///
    /// # Panics
    ///
    /// When `opening` is negative: a book with such a pool is not loaded.
    pub fn open(&mut self, name: impl Into<Arc<str>>, kind: HolderKind, opening: Amount) -> usize {
        assert!(!opening.is_negative(), "nothing opens below zero");
        self.holders.push(Holder { name: name.into(), kind, opening, balance: opening });
        self.holders.len() - 1
    }

    /// Begins anew for so many households: the same holders, with what those at
    /// the first places open with.
    ///
    /// # Panics
    ///
    /// When an opening is negative.
    pub fn reopen(&mut self, openings: &[Amount], households: usize) {
        (self.households, self.paid_in, self.received) = (households, Amount::ZERO, Amount::ZERO);
        let openings = openings.iter().copied().chain(std::iter::repeat(Amount::ZERO));
        for (holder, opening) in self.holders.iter_mut().zip(openings) {
            assert!(!opening.is_negative(), "nothing opens below zero");
            (holder.opening, holder.balance) = (opening, opening);
        }
    }

    /// Posts `entry` and returns how much it moves, or refuses it and changes nothing.
    ///
    /// # Errors
    ///
    /// Returns a [`Refusal`] that applies.
    #[inline(always)]
    pub fn post(&mut self, entry: Entry<'_>) -> Result<Amount, Refusal> {
        let Entry { from, to, .. } = entry;
        self.knows(from)?;
        self.knows(to)?;
        let amount = from.total()?;
        if amount != to.total()? {
            return Err(Refusal::Unbalanced);
        }
        // What each side has then; nothing is posted before all of it fits.
        let given = match from {
            Side::Holder(holder, _) => self.balance(holder).minus(amount)?,
            Side::Households(_) => self.paid_in.plus(amount)?,
        };
        let taken = match (from, to) {
            (Side::Holder(giver, _), Side::Holder(taker, _)) if giver == taker => given.plus(amount)?,
            (_, Side::Holder(holder, _)) => self.balance(holder).plus(amount)?,
            (_, Side::Households(_)) => self.received.plus(amount)?,
        };
        if let Side::Holder(holder, _) = from
            && given.is_negative()
        {
            return Err(Refusal::Overdrawn { holder, by: Amount::ZERO.minus(given)? });
        }
        match from {
            Side::Holder(holder, _) => self.holders[holder].balance = given,
            Side::Households(_) => self.paid_in = given,
        }
        match to {
            Side::Holder(holder, _) => self.holders[holder].balance = taken,
            Side::Households(_) => self.received = taken,
        }
        Ok(amount)
    }

    /// Whether a side names what there is.
    #[inline]
    fn knows(&self, side: Side<'_>) -> Result<(), Refusal> {
        match side {
            Side::Holder(place, _) if place >= self.holders.len() => Err(Refusal::NoHolder),
            Side::Households(parts) if parts.len() != self.households => Err(Refusal::Households),
            _ => Ok(()),
        }
    }

    /// The pools and accounts, in the order they were opened.
    #[must_use]
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// The holders of one kind.
    pub fn of_kind(&self, kind: HolderKind) -> impl Iterator<Item = &Holder> {
        self.holders.iter().filter(move |holder| holder.kind == kind)
    }

    /// What the holder at `place` holds now.
    #[must_use]
    pub fn balance(&self, place: usize) -> Amount {
        self.holders[place].balance
    }

    /// What households have given so far.
    #[must_use]
    pub fn paid_in(&self) -> Amount {
        self.paid_in
    }

    /// What households have taken so far.
    #[must_use]
    pub fn received(&self) -> Amount {
        self.received
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(quanta: i64) -> Amount {
        Amount::of_quanta(quanta)
    }

    fn ledger() -> Ledger {
        let mut ledger = Ledger::new(2);
        ledger.open("harvest", HolderKind::Pool, amount(10));
        ledger.open("fund", HolderKind::Account, Amount::ZERO);
        ledger
    }

    fn entry<'p>(from: Side<'p>, to: Side<'p>) -> Entry<'p> {
        Entry { step: 0, from, to }
    }

    fn parts<const COUNT: usize>(parts: [i64; COUNT]) -> Side<'static> {
        Side::Households(Box::leak(Box::new(parts.map(amount))))
    }

    fn whole(quanta: i64) -> Side<'static> {
        Side::Holder(0, amount(quanta))
    }

    #[test]
    fn what_leaves_one_holder_arrives_at_the_other() {
        let mut ledger = ledger();
        ledger.post(entry(Side::Holder(0, amount(4)), Side::Holder(1, amount(4)))).unwrap();
        ledger.post(entry(Side::Holder(0, amount(5)), parts([2, 3]))).unwrap();
        ledger.post(entry(parts([1, 0]), Side::Holder(1, amount(1)))).unwrap();
        assert_eq!((ledger.balance(0), ledger.balance(1)), (amount(1), amount(5)));
        assert_eq!((ledger.paid_in(), ledger.received()), (amount(1), amount(5)));
        ledger.reopen(&[amount(7)], 3);
        assert_eq!((ledger.balance(0), ledger.balance(1)), (amount(7), amount(0)));
        assert_eq!((ledger.paid_in(), ledger.received()), (amount(0), amount(0)));
        assert_eq!(ledger.post(entry(whole(2), parts([1, 1]))), Err(Refusal::Households));
    }

    #[test]
    fn each_refusal_leaves_the_books_as_they_were() {
        let refused = [
            (entry(Side::Holder(7, amount(1)), whole(1)), Refusal::NoHolder),
            (entry(whole(1), parts([1])), Refusal::Households),
            (entry(whole(-1), Side::Holder(1, amount(-1))), Refusal::Negative),
            (entry(whole(0), parts([1, -1])), Refusal::Negative),
            (entry(whole(5), parts([2, 2])), Refusal::Unbalanced),
            (entry(parts([i64::MAX, 1]), Side::Holder(1, amount(1))), Refusal::Overflow(Overflow)),
            (entry(whole(12), parts([6, 6])), Refusal::Overdrawn { holder: 0, by: amount(2) }),
        ];
        for (entry, refusal) in refused {
            let mut ledger = ledger();
            let before = ledger.clone();
            assert_eq!(ledger.post(entry), Err(refusal));
            assert_eq!(ledger, before);
        }
    }

    #[test]
    fn an_account_that_would_overflow_takes_nothing() {
        let mut ledger = ledger();
        ledger.open("full", HolderKind::Account, amount(i64::MAX));
        let before = ledger.clone();
        let refused = ledger.post(entry(Side::Holder(0, amount(1)), Side::Holder(2, amount(1))));
        assert_eq!(refused, Err(Refusal::Overflow(Overflow)));
        assert_eq!(ledger, before);
    }
}
