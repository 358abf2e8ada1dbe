//! What a settlement is written on while it is made.

use super::evaluate::Schedules;
use super::outcome::StepOutcome;
use super::trace::Trace;
use crate::exact::{Amount, Fraction};
use crate::formula::{End, Formula};
use crate::ledger::{Closing, HolderKind, Ledger};

/// A ledger opened for a formula, and where the formula's holders are in it.
#[derive(Debug)]
pub(super) struct Opened {
    ledger: Ledger,
    /// How many steps there are.
    steps: usize,
    pub(super) pools: Vec<usize>,
    pub(super) accounts: Vec<usize>,
}

impl Opened {
    /// Pools with what is in them first, then the formula's own; `places` say
    /// which of the former are which of its pools.
    pub(super) fn of<'n>(
        formula: &Formula,
        places: &[Option<usize>],
        households: usize,
        pools: impl IntoIterator<Item = (&'n str, Amount)>,
    ) -> Self {
        let mut ledger = Ledger::new(households);
        for (name, opening) in pools {
            ledger.open(name, HolderKind::Pool, opening);
        }
        let pools: Vec<usize> = (formula.pools.iter().zip(places))
            .map(|(pool, own)| {
                own.unwrap_or_else(|| ledger.open(&*pool.name, HolderKind::Pool, Amount::ZERO))
            })
            .collect();
        let accounts = formula.accounts.iter();
        let accounts =
            accounts.map(|account| ledger.open(&*account.name, HolderKind::Account, Amount::ZERO)).collect();
        Self { ledger, steps: formula.steps.len(), pools, accounts }
    }

    /// Where a pool or account is in the ledger.
    pub(super) fn holder(&self, end: End) -> Option<usize> {
        match end {
            End::Pool(pool) => Some(self.pools[pool]),
            End::Account(account) => Some(self.accounts[account]),
            End::Households => None,
        }
    }
}

/// What a settlement is written on while it is made: wiped and used again, since
/// getting the room costs more than a small cooperative does.
#[derive(Debug)]
pub struct Slate {
    pub(super) ledger: Ledger,
    /// What each pool of the formula opened with.
    pub(super) openings: Vec<Amount>,
    /// What rounding carries to the next draw on each holder.
    pub(super) carried: Vec<Fraction>,
    /// What every step does, those that are done first; the others are room that was
    /// written in before.
    pub(super) steps: Vec<StepOutcome>,
    pub(super) done: usize,
    pub(super) traces: Vec<Trace>,
    /// The check line, when all is done.
    pub(super) closing: Option<Closing>,
    /// The schedules that the present step has looked up.
    pub(super) schedules: Schedules,
}

impl Slate {
    /// An empty one, with the ledger as it was opened.
    pub(super) fn of(opened: &Opened) -> Self {
        let mut slate = Self {
            ledger: opened.ledger.clone(),
            openings: Vec::new(),
            carried: Vec::new(),
            steps: vec![StepOutcome::default(); opened.steps],
            done: 0,
            traces: Vec::new(),
            closing: None,
            schedules: Schedules::default(),
        };
        slate.wipe(opened);
        slate
    }

    /// Room for the parts that households have in the next step.
    pub(super) fn room(&mut self) -> Vec<Amount> {
        self.steps[self.done].parts.take().unwrap_or_default()
    }

    /// Wiped, but for the ledger.
    pub(super) fn wipe(&mut self, opened: &Opened) {
        self.openings.clear();
        self.openings.extend(opened.pools.iter().map(|pool| self.ledger.balance(*pool)));
        self.carried.clear();
        self.carried.resize(self.ledger.holders().len(), Fraction::ZERO);
        self.done = 0;
        self.traces.clear();
        self.closing = None;
    }
}
