//! A formula meets a book: every step is reckoned in order, rounded in one
//! place, and posted to the ledger, with the reason for every amount.
//!
//! Deliberately absent: how any of it is shown.

mod attested;
mod bind;
mod close;
mod compare;
mod evaluate;
mod evidence;
mod explain;
mod household;
mod in_full;
mod laws;
mod leaves;
mod lines;
mod lookup;
mod many;
mod mistake;
mod outcome;
mod plan;
mod post;
mod reckoned;
mod reconcile;
mod settle;
mod slate;
#[cfg(test)]
mod tests;
mod trace;
mod used;

pub use attested::{AttestedAccount, AttestedLine};
pub use bind::{Season, SeasonColumn};
pub use close::{ClosingValue, closing_value};
pub use compare::{Basis, Comparison, HouseholdComparison, StepTotals};
pub use evidence::Strengths;
pub use explain::{HouseholdWhy, How, PostingWhy, Short, StepWhy};
pub use household::HouseholdLine;
pub use laws::LawOutcome;
pub use leaves::{Clause, Fell, Leaf, LeafSource};
pub use lines::{LineTotal, LineTotals};
pub use lookup::looked_up;
pub use many::{Many, Settled};
pub use mistake::SettlementMistake;
pub use outcome::{FigureOutcome, Settlement, Shortfall, StepOutcome, Verdict};
pub use reckoned::{Figure, Looked, LookedBand, Reckoned, Slice, Truth, Value, slices};
pub use reconcile::{AddedUp, LineVerdict, OwnAccount, Reconciliation, held, own_account};
pub use settle::{Parties, settle};
pub use slate::Slate;
pub use trace::{Key, PerKey, Trace};
