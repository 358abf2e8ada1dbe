//! A cooperative's season.

use super::{Evidence, Relation, Roster};
use crate::exact::{Measure, Quantity};
use crate::text::{Place, Title};

/// The books of one cooperative for one season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The name the program finds it by.
    pub name: String,
    /// The name for people.
    pub title: Title,
    /// The village.
    pub village: Option<Title>,
    /// The season, as the book writes it.
    pub season: Option<String>,
    /// What the book as a whole rests on.
    pub cite: Option<String>,
    /// What a reader must know about it.
    pub note: Option<Title>,
    /// The quantum, and the weight of a dan.
    pub measure: Measure,
    /// The weight of a dan with its evidence.
    pub dan: Option<Figure>,
    /// The amounts waiting to be shared out.
    pub pools: Vec<Figure>,
    /// Single figures of the cooperative and its village.
    pub facts: Vec<Figure>,
    /// The households.
    pub roster: Roster,
    /// What the source says came out.
    pub attested: Vec<Attested>,
    /// What the source states of figures that follow from others.
    pub relations: Vec<Relation>,
}

/// A number with a name, a unit and its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The name formulas use.
    pub name: String,
    /// The name for people.
    pub title: Title,
    /// How much.
    pub quantity: Quantity,
    /// What it rests on.
    pub evidence: Evidence,
    /// Whether `quantity` was set for this run and is not the book's.
    pub set: bool,
    /// Where the book states it.
    pub place: Place,
}

/// A line of the account that the source publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// The line: a name that formulas give to their steps, or `total`.
    pub what: String,
    /// The line for people.
    pub title: Title,
    /// How much the source says.
    pub amount: Quantity,
    /// Where it says so.
    pub cite: String,
    /// Where the book carries it.
    pub place: Place,
}

impl Attested {
    /// The line that states the sum of all others.
    pub const TOTAL: &'static str = "total";
}

impl Book {
    /// The fact called `name`.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&Figure> {
        self.facts.iter().find(|fact| fact.name == name)
    }

    /// Every figure that has a name of its own: pools, facts, the weight of a
    /// dan.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.pools.iter().chain(&self.facts).chain(&self.dan)
    }

    /// The pool called `name`.
    #[must_use]
    pub fn pool(&self, name: &str) -> Option<&Figure> {
        self.pools.iter().find(|pool| pool.name == name)
    }
}
