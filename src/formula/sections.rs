//! A rule for sharing, fully resolved.

use super::Expression;
use crate::exact::{Dimension, Quantity, Range, Rounding, Unit};
use crate::text::{Place, Title};
use std::collections::BTreeSet;

/// A formula whose names are all known and whose units all agree.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the sections of the file")]
pub struct Formula {
    pub name: String,
    /// The formula that this one is a variant of, as the file names it.
    pub extends: Option<String>,
    pub title: Title,
    pub village: Option<Title>,
    pub date: Option<String>,
    pub cite: Option<String>,
    pub note: Option<Title>,
    /// The formula that the members had before, as the file names it.
    pub replaces: Option<String>,
    pub rounding: Rounding,
    /// Where the way of rounding is from.
    pub rounding_cite: Option<String>,
    pub pools: Vec<Pool>,
    pub accounts: Vec<Account>,
    pub facts: Vec<FactNeed>,
    pub columns: Vec<ColumnNeed>,
    pub parameters: Vec<Parameter>,
    pub schedules: Vec<Schedule>,
    pub steps: Vec<Step>,
    pub figures: Vec<Figure>,
    pub claims: Vec<Claim>,
    /// What must be true of every household in every village; a trial judges it.
    pub laws: Vec<Claim>,
}

/// A pool that the steps draw on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Pool {
    pub name: String,
    pub title: Option<Title>,
    pub opening: Opening,
    pub place: Place,
}

/// What is in a pool before the first step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// What the book says.
    Book,
    /// Nothing: the steps fill it.
    Empty,
}

impl Opening {
    /// Every way with the word a formula writes.
    pub const NAMES: [(&'static str, Opening); 2] = [("book", Opening::Book), ("empty", Opening::Empty)];
}

/// Where grain comes to rest.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Account {
    pub name: String,
    pub title: Title,
    pub place: Place,
}

/// A fact that a book must bring.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct FactNeed {
    pub name: String,
    pub title: Title,
    pub unit: Unit,
    pub place: Place,
}

/// A column that a roster must bring.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct ColumnNeed {
    pub name: String,
    pub title: Title,
    pub kind: ColumnKind,
    pub place: Place,
}

/// Numbers in a unit, or words of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub enum ColumnKind {
    Numbers(Unit),
    Labels(Vec<String>),
}

/// A number of the rule, with a name, its source, and its range if it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Parameter {
    pub name: String,
    pub title: Option<Title>,
    pub value: Quantity,
    pub range: Option<Range>,
    pub cite: Option<String>,
    pub why: Option<String>,
    /// Whether `value` was set for this run and is not the file's.
    pub set: bool,
    pub place: Place,
}

/// A figure that depends on where another one falls.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Schedule {
    pub name: String,
    pub title: Option<Title>,
    pub cite: Option<String>,
    /// What is looked up.
    pub of: Expression,
    pub tally: Tally,
    pub bands: Vec<Band>,
    /// What the schedule itself measures.
    pub dimension: Dimension,
    /// Whether it is one figure for each household.
    pub each: bool,
    /// The steps it depends on, through other schedules too.
    pub steps: BTreeSet<usize>,
    /// How many schedules are looked up one for the other, this one with them.
    pub depth: usize,
    pub place: Place,
}

/// How the bands of a schedule count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tally {
    /// The schedule is the rate of the band that `of` falls in.
    Bands,
    /// The schedule is an amount: each slice of `of` times its own rate.
    Slices,
}

/// One band of a schedule. The bands of a schedule touch, without gap or
/// overlap; the first has no lower end and the last no upper one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Band {
    /// Where it begins, when the file says.
    pub lower: Option<Bound>,
    /// Where it ends; only the last band has none.
    pub upper: Option<Bound>,
    pub rate: Expression,
    pub place: Place,
}

/// An end of a band.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// Where.
    pub value: Expression,
    /// Whether the value itself belongs to the band.
    pub closed: bool,
}

/// One transfer of the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Step {
    pub name: String,
    pub title: Title,
    /// The members' own sentence.
    pub says: Option<Title>,
    pub cite: Option<String>,
    /// The line of a published account that this belongs to.
    pub line: String,
    pub from: End,
    pub to: End,
    /// How much.
    pub take: Expression,
    /// Whether `take` is one figure for each household.
    pub each: bool,
    /// How the households' side of one figure is split.
    pub by: Option<Expression>,
    /// What the key measures, when there is one.
    pub key_dimension: Option<Dimension>,
    /// Which households.
    pub among: Option<Expression>,
    pub short: Short,
    /// Whether it gives households back what they had advanced, which is no
    /// income.
    pub repays: bool,
    /// The account that takes the amount when nobody has the key.
    pub otherwise: Option<usize>,
    /// What the step must give, checked when the formula is.
    pub examples: Vec<Example>,
    pub place: Place,
}

/// Figures put into the clause of a step, and what it then gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Example {
    /// The figures by name: pools, facts, columns, steps, `rest`.
    pub figures: Vec<(String, Quantity, Place)>,
    pub gives: Quantity,
    pub place: Place,
}

/// An end of a transfer; numbers are places in the formula's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub enum End {
    Pool(usize),
    Account(usize),
    Households,
}

/// What happens when there is less than is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Short {
    /// The settlement stops with a sentence.
    #[default]
    Refuse,
    /// Everyone gets less in proportion, and that is that.
    Prorate,
    /// Everyone gets less in proportion, and the rest is owed.
    Owe,
}

impl Short {
    /// Every way with the word a formula writes.
    pub const NAMES: [(&'static str, Short); 3] =
        [("refuse", Short::Refuse), ("prorate", Short::Prorate), ("owe", Short::Owe)];
}

/// A figure that is told beside the account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Figure {
    pub name: String,
    pub title: Title,
    pub is: Expression,
    pub dimension: Dimension,
    pub place: Place,
}

/// A sentence that must be true of every settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "named for what they are")]
pub struct Claim {
    pub says: Option<Title>,
    pub cite: Option<String>,
    pub holds: Expression,
    pub place: Place,
}
