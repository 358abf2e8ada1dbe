//! A formula that was read and not yet resolved: its names are still texts.

use super::mistake::FormulaMistake;
use super::sections::{Account, ColumnNeed, Example, FactNeed, Parameter, Pool, Short, Tally};
use crate::exact::Rounding;
use crate::expression::Expression;
use crate::text::{Mistakes, Place, Title};

pub(super) type Found = Mistakes<FormulaMistake>;
pub(super) type Parsed = Expression<String>;

/// A formula whose names are still texts.
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) title: Option<Title>,
    pub(super) village: Option<Title>,
    pub(super) date: Option<String>,
    pub(super) cite: Option<String>,
    pub(super) note: Option<Title>,
    pub(super) replaces: Option<String>,
    pub(super) rounding: Rounding,
    pub(super) rounding_cite: Option<String>,
    pub(super) pools: Vec<Pool>,
    pub(super) accounts: Vec<Account>,
    pub(super) facts: Vec<FactNeed>,
    pub(super) columns: Vec<ColumnNeed>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) schedules: Vec<DraftSchedule>,
    pub(super) steps: Vec<DraftStep>,
    pub(super) figures: Vec<DraftFigure>,
    pub(super) claims: Vec<DraftClaim>,
    pub(super) laws: Vec<DraftClaim>,
    /// Names of things that could not be read; nobody is blamed for using them.
    pub(super) spoiled: Vec<String>,
}

pub(super) struct DraftSchedule {
    pub(super) name: String,
    pub(super) title: Option<Title>,
    pub(super) cite: Option<String>,
    pub(super) of: Parsed,
    pub(super) tally: Tally,
    pub(super) bands: Vec<DraftBand>,
    pub(super) place: Place,
}

pub(super) struct DraftBand {
    pub(super) lower: Option<(Parsed, bool)>,
    pub(super) upper: Option<(Parsed, bool)>,
    pub(super) rate: Parsed,
    pub(super) place: Place,
}

pub(super) struct DraftStep {
    pub(super) name: String,
    pub(super) title: Option<Title>,
    pub(super) says: Option<Title>,
    pub(super) cite: Option<String>,
    pub(super) line: Option<String>,
    pub(super) from: (String, Place),
    pub(super) to: (String, Place),
    pub(super) take: Parsed,
    pub(super) by: Option<Parsed>,
    pub(super) among: Option<Parsed>,
    pub(super) short: Option<(Short, Place)>,
    pub(super) otherwise: Option<(String, Place)>,
    pub(super) repays: Option<(bool, Place)>,
    pub(super) examples: Vec<Example>,
    pub(super) place: Place,
}

pub(super) struct DraftFigure {
    pub(super) name: String,
    pub(super) title: Option<Title>,
    pub(super) is: Parsed,
    pub(super) place: Place,
}

pub(super) struct DraftClaim {
    pub(super) says: Option<Title>,
    pub(super) cite: Option<String>,
    pub(super) holds: Parsed,
    pub(super) place: Place,
}
