//! One reading: its free parameters set so that the account comes out, the book
//! settled under it, and what then still disagrees.

use super::space::{Against, Free, Space};
use crate::books::Book;
use crate::exact::{Amount, Quantity};
use crate::formula::Formula;
use crate::settlement::{Settlement, closing_value, settle};

/// A reading that can be settled.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The answer to each choice of its space, by its place.
    pub answers: Vec<usize>,
    /// The values that the account implies for what was free.
    pub implied: Vec<Implied>,
    /// The published lines beside those of the settlement.
    pub lines: Vec<LineFit>,
    /// What the published total has beyond the reckoned lines.
    pub unexplained: Amount,
    /// What it disagrees with.
    pub contradicts: Vec<Contradiction>,
}

/// A free parameter and the value that the account implies.
#[derive(Debug, Clone)]
pub struct Implied {
    /// The parameter.
    pub parameter: String,
    /// The value, exact; the formula's own where no value makes the line come
    /// out.
    pub value: Quantity,
    /// Whether a value was found.
    pub found: bool,
}

/// A published line under a reading.
#[derive(Debug, Clone)]
pub struct LineFit {
    /// The line.
    pub what: String,
    /// What the source publishes.
    pub attested: Amount,
    /// What the reading makes of it; `None` when it has no such line.
    pub computed: Option<Amount>,
}

/// Something that a reading disagrees with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// A published line, to the digit it is printed with.
    Line(String),
    /// The range that the source states for a parameter.
    Range {
        /// The parameter.
        parameter: String,
        /// The range.
        range: String,
    },
    /// A relation that the book carries.
    Relation(String),
    /// A claim of the formula.
    Claim(String),
    /// Words of the source.
    Words(Against),
}

impl Reading {
    /// How much its lines miss the published ones by, in all.
    #[must_use]
    pub fn missed(&self) -> i128 {
        let miss = |line: &LineFit| {
            i128::from(line.computed.unwrap_or(Amount::ZERO).quanta()) - i128::from(line.attested.quanta())
        };
        self.lines.iter().map(|line| miss(line).abs()).sum()
    }

    /// Whether it reproduces the account and everything that is stated of it in
    /// numbers.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.contradicts.iter().all(|one| matches!(one, Contradiction::Words(_)))
    }

    /// What it is ranked by, the best first: numbers that it contradicts, how
    /// far its lines are off, words that it goes against, what it leaves
    /// unexplained.
    #[must_use]
    pub fn rank(&self) -> (usize, i128, usize, u64) {
        let words = self.contradicts.iter().filter(|one| matches!(one, Contradiction::Words(_))).count();
        let numbers = self.contradicts.len() - words;
        (numbers, self.missed(), words, self.unexplained.quanta().unsigned_abs())
    }
}

/// How often the values of what is free are found anew, each with the others as
/// they were found before.
const MOST_PASSES: usize = 3;

/// Sets what is free in `formula` to the values under which their lines come out,
/// one after the other.
fn imply(space: &Space, formula: &mut Formula, book: &Book) -> Vec<Implied> {
    let mut implied = Vec::new();
    for free in &space.free {
        let name = &free.parameter.name;
        let place = formula.parameters.iter().position(|parameter| parameter.name == *name);
        let (Some(parameter), Some(wanted)) = (place, published(book, &free.line.name)) else { continue };
        let closing = closing_value(book, formula, parameter, &free.line.name, wanted);
        if let Some((value, _)) = &closing {
            formula.parameters[parameter].value = value.clone();
            formula.parameters[parameter].set = true;
        }
        let value = formula.parameters[parameter].value.clone();
        implied.push(Implied { parameter: name.clone(), value, found: closing.is_some() });
    }
    implied
}

/// Whether the lines of what was found all come out, to the quantum.
fn come_out(space: &Space, implied: &[Implied], settlement: &Settlement<'_>) -> Option<bool> {
    let accounts = settlement.attested().ok()?;
    let told = |free: &&Free| implied.iter().any(|one| one.found && one.parameter == free.parameter.name);
    let off = |free: &Free| {
        let mut lines = accounts.iter().flat_map(|account| &account.lines);
        let line = lines.find(|line| line.attested.what == free.line.name);
        line.and_then(|line| line.difference).is_some_and(|difference| difference.quanta().abs() > 1)
    };
    Some(!space.free.iter().filter(told).any(off))
}

/// `formula`, one reading of `space`, fitted to the account of `book`; `None`
/// when the book cannot be settled under it.
pub(super) fn fit(space: &Space, answers: &[usize], mut formula: Formula, book: &Book) -> Option<Reading> {
    let mut before: Option<Vec<Implied>> = None;
    for pass in 1.. {
        let implied = imply(space, &mut formula, book);
        let settlement = settle(book, &formula).ok()?;
        let same = |before: &Vec<Implied>| {
            implied.iter().map(|one| &one.value).eq(before.iter().map(|one| &one.value))
        };
        // Otherwise one value has moved the line of another.
        if pass == MOST_PASSES || before.as_ref().is_some_and(same) || come_out(space, &implied, &settlement)?
        {
            return judge(space, answers, &settlement, implied);
        }
        before = Some(implied);
    }
    None
}

/// What a settled reading disagrees with.
fn judge(
    space: &Space,
    answers: &[usize],
    settlement: &Settlement<'_>,
    implied: Vec<Implied>,
) -> Option<Reading> {
    let formula = settlement.formula;
    let found = settlement.reconcile().ok()?;
    let mut contradicts = Vec::new();
    let mut lines = Vec::new();
    let mut explained = Vec::new();
    for line in &found.lines {
        let what = line.attested.what.clone();
        if !line.agrees {
            contradicts.push(Contradiction::Line(what.clone()));
        }
        explained.extend(line.computed);
        lines.push(LineFit { what, attested: line.amount, computed: line.computed });
    }
    for parameter in &formula.parameters {
        if let Some(range) = &parameter.range
            && range.holds(&parameter.value) == Some(false)
        {
            let (parameter, range) = (parameter.name.clone(), range.to_string());
            contradicts.push(Contradiction::Range { parameter, range });
        }
    }
    let broken = found.relations.iter().filter(|(_, held)| !held.agrees);
    let broken = broken.filter(|(relation, _)| !space.sets_aside.iter().any(|own| own.name == relation.name));
    contradicts.extend(broken.map(|(relation, _)| Contradiction::Relation(relation.name.clone())));
    let failing = formula.claims.iter().zip(&settlement.claims).filter(|(_, verdict)| !verdict.holds);
    contradicts.extend(failing.map(|(claim, _)| Contradiction::Claim(claim.holds.to_string())));
    let chosen = space.choices.iter().zip(answers).map(|(choice, answer)| &choice.alternatives[*answer]);
    contradicts.extend(chosen.filter_map(|one| one.against.clone()).map(Contradiction::Words));
    let total = found.total.as_ref().map_or(settlement.closing.opening, |total| total.amount);
    let unexplained = total.minus(Amount::sum(explained).ok()?).ok()?;
    Some(Reading { answers: answers.to_vec(), implied, lines, unexplained, contradicts })
}

/// What the source publishes of a line.
fn published(book: &Book, line: &str) -> Option<Amount> {
    let attested = book.attested.iter().find(|attested| attested.what == line)?;
    book.measure.amount(&attested.amount).ok()
}
