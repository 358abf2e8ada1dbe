//! What is made of a block of households.

use super::desk::{Desk, Seats};
use super::draws::{Drawn, Draws, QUANTILES};
use super::groups::groups;
use super::layout::{BatchNeeds, Layout};
use super::rows::{CellKind, OutColumn};
use super::run::{Part, Progress};
use super::{Cooperatives, RowMistake, Spec};
use crate::settlement::{Many, SettlementMistake};
use crate::text::Mistake;
use std::collections::BTreeSet;

/// Work on one block after the other, on any thread.
pub trait Work: Sync {
    /// What a thread works with, one block after the other.
    type Seat;

    /// What a thread begins with.
    fn seat(&self) -> Self::Seat;

    /// What is made of the block, in the room of a part that is used up.
    fn block(&self, block: &[u8], room: Part, seat: &mut Self::Seat) -> Part;
}

/// Settles every cooperative by every formula.
pub struct Settling<'w> {
    /// What the tables are.
    pub spec: &'w Spec,
    /// The cells of the households' rows.
    pub layout: &'w Layout,
    /// The cooperatives.
    pub cooperatives: &'w Cooperatives,
    /// The formulas, and what each asks of the tables.
    pub plans: &'w [(Many<'w>, BatchNeeds)],
    /// Cooperatives that are left out, for what is known to be wrong of them.
    pub left_out: &'w BTreeSet<usize>,
    /// Whether a row is written for each cooperative, with its accounts.
    pub accounts: bool,
    /// How often each is settled with what is drawn, and what each formula draws;
    /// once with what is known when there is none.
    pub draws: Option<(Draws, &'w [Drawn])>,
    /// Whether it is to stop.
    pub progress: &'w Progress,
}

impl Settling<'_> {
    /// The columns of the table of households that a formula makes.
    #[must_use]
    pub fn columns(&self, plan: usize) -> Vec<OutColumn> {
        let many = &self.plans[plan].0;
        let who = ["cooperative", "household"].map(|name| OutColumn::new(name, CellKind::Text));
        let mut columns = Vec::from(who);
        if self.draws.is_some() {
            columns.push(OutColumn::new("draws", CellKind::Whole));
            columns.extend(QUANTILES.map(|(name, _)| self.amounts(name)));
        } else {
            let steps = many.household_steps().map(|step| many.formula().steps[step].name.as_str());
            columns.extend(steps.chain(["net"]).map(|name| self.amounts(name)));
        }
        columns
    }

    /// The columns of the table of accounts.
    #[must_use]
    pub fn accounts_columns(&self, plan: usize) -> Vec<OutColumn> {
        let accounts = self.plans[plan].0.formula().accounts.iter().map(|account| account.name.as_str());
        let check = ["opening", "paid_in", "received", "left", "difference"];
        let mut columns = vec![OutColumn::new("cooperative", CellKind::Text)];
        columns.extend(accounts.chain(check).map(|name| self.amounts(name)));
        columns
    }

    fn amounts(&self, name: &str) -> OutColumn {
        OutColumn::new(name, CellKind::Decimal(self.spec.measure.precision().places()))
    }

    fn not_utf8(&self, block: &[u8], at: usize) -> RowMistake {
        let before = &block[..at];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let sentence = format!("the byte {:#04x} is not UTF-8 text; save the file as UTF-8", block[at]);
        self.layout.mistake(block, line, [start, at], sentence)
    }

    /// Why a formula cannot settle a cooperative; which, if there are several.
    pub(super) fn refusal(&self, plan: usize, mistake: &Mistake<SettlementMistake>) -> String {
        match self.plans.len() {
            1 => mistake.kind.to_string(),
            _ => format!("under {}: {}", self.plans[plan].0.formula().name, mistake.kind),
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.progress.stop.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl Work for Settling<'_> {
    type Seat = Seats;

    fn seat(&self) -> Seats {
        Seats::of(self)
    }

    fn block(&self, block: &[u8], room: Part, seats: &mut Seats) -> Part {
        let sizes = self
            .plans
            .iter()
            .map(|(many, _)| (many.household_steps().count(), many.formula().accounts.len()));
        let mut desk = Desk::of(self, block, room.emptied(sizes), seats);
        let lines = groups(self.layout, block, &mut |group| desk.take(group));
        let mut part = desk.done();
        match lines {
            Ok(lines) => part.lines = lines,
            Err(at) => part.unreadable = Some(self.not_utf8(block, at)),
        }
        part
    }
}
