//! A rule on trial: villages are invented that the rule can settle, and laws are
//! asked of every settlement.
//!
//! A law that fails is shown on the smallest village that could be found. All
//! follows from a seed: the same seed finds the same, on any number of threads.
//! Deliberately absent: how a verdict is shown.

mod change;
mod cliff;
mod court;
mod engine;
mod incentives;
mod law;
mod needs;
mod run;
mod village;

pub use change::Change;
pub use court::{Breach, Court, Engine, Fault, Rule, Side};
pub use law::{Law, LawKind};
pub use needs::Needs;
pub use run::{Progress, Refusal, Ruling, Trial, Verdict, Verdicts};
