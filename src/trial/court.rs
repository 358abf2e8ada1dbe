//! One village before the court: whom a law is asked of, and what is found.

use super::change::{Change, doubled_formula};
use super::law::Law;
use super::needs::Needs;
use super::{cliff, engine, incentives};
use crate::books::Book;
use crate::exact::{Amount, BaseUnit};
use crate::formula::{ColumnKind, End, Formula, Reference};
use crate::settlement::{LawOutcome, Settlement, SettlementMistake, settle};
use crate::text::Mistakes;

/// What settles a book by a formula; [`settle`] outside of tests.
pub type Engine = for<'a> fn(&'a Book, &'a Formula) -> Result<Settlement<'a>, Mistakes<SettlementMistake>>;

/// A rule on trial, and all that its judges need to know of it.
#[derive(Debug)]
pub struct Court<'f> {
    pub(super) formula: &'f Formula,
    pub(super) replaced: Option<&'f Formula>,
    doubled: Option<Formula>,
    engine: Engine,
    /// What a village must have.
    pub(super) needs: Needs,
    /// The columns of land, in mou; the one that pays first.
    pub(super) land: Vec<String>,
    /// The first of them that pays.
    pub(super) paying_land: Option<String>,
    /// The columns of work that pay, in days or points.
    pub(super) labor: Vec<String>,
    /// The pool of the land's harvest.
    pub(super) harvest: Option<String>,
}

/// By which rule a village is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The one on trial.
    Own,
    /// The same with twice the grain in its numbers.
    Doubled,
    /// The one that it replaced.
    Replaced,
}

/// A village and the rule that settles it.
#[derive(Debug, Clone)]
pub struct Side {
    /// The village.
    pub book: Book,
    /// The rule.
    pub rule: Rule,
}

/// How a law is broken, on one village or between two.
#[derive(Debug, Clone)]
pub struct Breach {
    /// The village.
    pub before: Side,
    /// The other, where the law compares two.
    pub after: Option<Side>,
    /// What the other has otherwise.
    pub change: Change,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A step's parts, or all accounts, do not add up.
    Unbalanced {
        /// The step; the whole settlement when there is none.
        step: Option<usize>,
        /// What was to be shared out, in quanta.
        came_in: i128,
        /// What the parts come to, in quanta.
        went_out: i128,
    },
    /// A household's part in a step is not what it must be.
    Part {
        /// The step.
        step: usize,
        /// The household, by its place in the first village.
        household: usize,
        /// Its part there.
        part: Amount,
        /// What the law wants it to be, a quantum more or less for equals.
        wanted: Amount,
    },
    /// A household's figure in the second village is worse than in the first.
    Worse {
        /// The household, by its place in both.
        household: usize,
        /// What it had.
        before: Amount,
        /// What it has.
        after: Amount,
    },
    /// A household's figure is not as the law wants it, in one village.
    Figure {
        /// The household.
        household: usize,
        /// What it has.
        has: Amount,
        /// What it is measured against.
        against: Amount,
    },
    /// A law of the file does not hold.
    Own {
        /// For whom; for the cooperative when there is none.
        household: Option<usize>,
        /// The law with its figures.
        reckoned: String,
    },
}

/// What came of asking one law of one village.
#[derive(Debug)]
pub(super) enum Heard {
    /// It has nothing to say of this village.
    NotAsked,
    Kept,
    Broken(Box<Breach>),
}

impl Heard {
    /// The law is broken.
    pub(super) fn broken(before: Side, after: Option<Side>, change: Change, fault: Fault) -> Self {
        Heard::Broken(Box::new(Breach { before, after, change, fault }))
    }
}

/// Whom and what a law is asked of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whom {
    /// Of the first household, or the first two, and of one of several changes.
    First(u32),
    /// Of everyone, and of every change.
    All,
}

/// No more households than this are asked one by one.
const MOST_ASKED: usize = 12;

/// A settled village before the court.
pub(super) struct Hearing<'h> {
    pub(super) court: &'h Court<'h>,
    pub(super) settlement: &'h Settlement<'h>,
    pub(super) whom: Whom,
}

impl<'f> Court<'f> {
    /// A trial of `formula`; `replaced` is the rule that its members had before.
    #[must_use]
    pub fn of(formula: &'f Formula, replaced: Option<&'f Formula>) -> Self {
        let both: Vec<&Formula> = std::iter::once(formula).chain(replaced).collect();
        Self {
            formula,
            replaced,
            doubled: doubled_formula(formula).ok(),
            engine: settle,
            needs: Needs::of(&both),
            land: columns_in(formula, &[BaseUnit::Mou], false),
            paying_land: columns_in(formula, &[BaseUnit::Mou], true).into_iter().next(),
            labor: columns_in(formula, &[BaseUnit::Day, BaseUnit::Point], true),
            harvest: harvest_of(formula),
        }
    }

    /// The same with another engine.
    #[must_use]
    pub fn with_engine(self, engine: Engine) -> Self {
        Self { engine, ..self }
    }

    /// The rule that settles one side of a breach.
    #[must_use]
    pub fn formula(&self, rule: Rule) -> &Formula {
        match rule {
            Rule::Own => self.formula,
            Rule::Doubled => self.doubled.as_ref().unwrap_or(self.formula),
            Rule::Replaced => self.replaced.unwrap_or(self.formula),
        }
    }

    /// Settles one side of a breach.
    ///
    /// # Errors
    ///
    /// As [`settle`].
    pub fn settle<'s>(&'s self, side: &'s Side) -> Result<Settlement<'s>, Mistakes<SettlementMistake>> {
        self.settle_by(side.rule, &side.book)
    }

    /// Settles `book` by one of the rules.
    pub(super) fn settle_by<'s>(
        &'s self,
        rule: Rule,
        book: &'s Book,
    ) -> Result<Settlement<'s>, Mistakes<SettlementMistake>> {
        (self.engine)(book, self.formula(rule))
    }

    /// `book` settled by the rule on trial; nothing when that is refused.
    pub(super) fn settled<'s>(&'s self, book: &'s Book) -> Option<Settlement<'s>> {
        self.settle_by(Rule::Own, book).ok()
    }

    /// What each household of `book` ends with by the rule on trial.
    pub(super) fn nets(&self, book: &Book) -> Option<Vec<Amount>> {
        self.settled(book)?.nets().ok()
    }

    /// Asks one law of a village.
    pub(super) fn hear(&self, law: Law, settlement: &Settlement<'_>, whom: Whom) -> Heard {
        let hearing = Hearing { court: self, settlement, whom };
        match law {
            Law::Conservation => engine::conservation(&hearing),
            Law::NoKeyNoPay => engine::no_key_no_pay(&hearing),
            Law::Order => engine::order(&hearing),
            Law::Scale => engine::scale(&hearing),
            Law::Equals => engine::equals(&hearing),
            Law::MoreLand => incentives::more_of(&hearing, &self.land),
            Law::MoreLabor => incentives::more_of(&hearing, &self.labor),
            Law::MoreOutput => incentives::more_output(&hearing),
            Law::NeverBelow => incentives::never_below(&hearing),
            Law::WorkPays => incentives::work_pays(&hearing),
            Law::Merging => incentives::merging(&hearing),
            Law::NoCliff => cliff::no_cliff(&hearing),
            Law::Joining => incentives::joining(&hearing),
            Law::LandRich => incentives::land_rich(&hearing),
            Law::Own(place) => own(&hearing, place),
        }
    }
}

impl Hearing<'_> {
    /// The households that are asked about.
    pub(super) fn households(&self) -> std::ops::Range<usize> {
        self.first(1)
    }

    /// Every two households that are asked about.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let asked = self.first(2);
        asked.clone().flat_map(move |one| (one + 1..asked.end).map(move |other| (one, other)))
    }

    fn first(&self, few: usize) -> std::ops::Range<usize> {
        let most = if let Whom::First(_) = self.whom { few } else { MOST_ASKED };
        0..self.book().roster.len().min(most)
    }

    /// One of `things`, or all.
    pub(super) fn some_of<'t, T>(&self, things: &'t [T]) -> &'t [T] {
        match (self.whom, things.len()) {
            (Whom::First(lot), count @ 1..) => {
                let at = usize::try_from(lot).unwrap_or(0) % count;
                &things[at..=at]
            }
            _ => things,
        }
    }

    /// What rounding alone may move of a household's net: a quantum for each step
    /// that households have a part in.
    pub(super) fn slack(&self) -> i64 {
        i64::try_from(self.settlement.household_steps().count()).unwrap_or(i64::MAX)
    }

    pub(super) fn book(&self) -> &Book {
        self.settlement.book
    }

    /// A fault of this village by itself.
    pub(super) fn alone(&self, fault: Fault) -> Heard {
        self.between(None, Change::None, fault)
    }

    /// A fault between this village and another one.
    pub(super) fn against(&self, book: Book, change: Change, fault: Fault) -> Heard {
        self.between(Some(Side { book, rule: Rule::Own }), change, fault)
    }

    pub(super) fn between(&self, after: Option<Side>, change: Change, fault: Fault) -> Heard {
        Heard::broken(Side { book: self.book().clone(), rule: Rule::Own }, after, change, fault)
    }
}

/// What came of several questions: the first breach, or whether any was asked.
pub(super) fn first_breach(answers: impl IntoIterator<Item = Heard>) -> Heard {
    let mut heard = Heard::NotAsked;
    for answer in answers {
        match answer {
            Heard::Broken(_) => return answer,
            Heard::Kept => heard = Heard::Kept,
            Heard::NotAsked => {}
        }
    }
    heard
}

/// A law of the formula's own file.
fn own(hearing: &Hearing<'_>, place: usize) -> Heard {
    // What a law divides by may be nothing in some village; it is not asked there.
    match hearing.settlement.law(&hearing.court.formula.laws[place]) {
        Err(_) => Heard::NotAsked,
        Ok(LawOutcome::Kept) => Heard::Kept,
        Ok(LawOutcome::Broken { household, reckoned }) => hearing.alone(Fault::Own { household, reckoned }),
    }
}

/// The columns of `formula` in one of these units; those of steps that pay
/// households first, or only those.
fn columns_in(formula: &Formula, units: &[BaseUnit], only_paying: bool) -> Vec<String> {
    let paying = formula.steps.iter().filter(|step| step.to == End::Households);
    let paying = formula.named_in(paying.flat_map(|step| std::iter::once(&step.take).chain(&step.by)));
    let columns = formula.columns.iter().enumerate();
    let mut columns: Vec<(bool, &String)> = columns
        .filter(|(_, column)| match &column.kind {
            ColumnKind::Numbers(unit) => units.iter().any(|base| *unit == (*base).into()),
            ColumnKind::Labels(_) => false,
        })
        .map(|(place, column)| (!paying.contains(&Reference::Column(place)), &column.name))
        .filter(|(pays_nothing, _)| !(only_paying && *pays_nothing))
        .collect();
    columns.sort_by_key(|(pays_nothing, _)| *pays_nothing);
    columns.into_iter().map(|(_, name)| name.clone()).collect()
}

/// The pool of the land's harvest: the one called so, or the only one.
fn harvest_of(formula: &Formula) -> Option<String> {
    let pools = Needs::of(&[formula]).pools;
    let called = ["land_output", "harvest"].into_iter().find(|name| pools.iter().any(|pool| pool == name));
    match (called, &pools[..]) {
        (Some(name), _) => Some(name.to_owned()),
        (None, [only]) => Some(only.clone()),
        _ => None,
    }
}
