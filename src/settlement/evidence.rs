//! How much the figures of a settlement can be relied on: each as much as the
//! weakest number that it rests on.

use super::{Settlement, StepOutcome};
use crate::books::{Book, Column, Figure, Strength};
use crate::expression::{Function, Kind};
use crate::formula::{End, Expression, Formula, Name, Opening, Parameter, Reference, Step};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The strengths of the figures of one settlement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strengths {
    /// What each step moved.
    pub steps: Vec<Strength>,
    /// What was there when each step began.
    pub rests: Vec<Strength>,
    /// What households have by each step: as weak as the step, its key and its
    /// filter.
    pub postings: Vec<Strength>,
    /// What every household is left with.
    pub net: Strength,
    /// What each account of the formula holds.
    pub accounts: Vec<Strength>,
}

/// How much a number of the rule can be relied on by itself.
fn stated_strength(parameter: &Parameter) -> Strength {
    match (parameter.set, &parameter.why, &parameter.cite) {
        (true, ..) | (_, Some(_), _) => Strength::Assumed,
        (false, None, Some(_)) => Strength::Attested,
        (false, None, None) => Strength::Unstated,
    }
}

/// How much a number of the rule can be relied on, counted as the book counts.
#[must_use]
pub(super) fn parameter_strength(book: &Book, parameter: &Parameter) -> Strength {
    stated_strength(parameter).max(book.weight_strength(parameter.value.unit))
}

/// How much a figure of the book can be relied on, counted as the book counts.
#[must_use]
pub(super) fn figure_strength(book: &Book, figure: &Figure) -> Strength {
    book.strength(&figure.evidence).max(book.weight_strength(figure.quantity.unit))
}

/// How much a clause can be relied on: one that no source states is assumed.
#[must_use]
pub(super) fn clause_strength(step: &Step) -> Strength {
    if step.cite.is_some() { Strength::Attested } else { Strength::Assumed }
}

/// How much a column can be relied on household by household.
#[must_use]
pub(super) fn column_strength(book: &Book, column: &Column) -> Strength {
    book.strength(&column.evidence).max(column_weight(book, column))
}

/// How much the sum of a column can be relied on: as much as its stated total, or
/// as the rows that it adds up.
#[must_use]
pub(super) fn sum_strength(book: &Book, column: &Column) -> Strength {
    let rows = book.strength(&column.evidence);
    let sum = column.total.as_ref().map_or(rows, |total| book.strength(&total.evidence).min(rows));
    sum.max(column_weight(book, column))
}

fn column_weight(book: &Book, column: &Column) -> Strength {
    column.unit().map_or(Strength::Attested, |unit| book.weight_strength(unit))
}

impl Settlement<'_> {
    /// How much every figure of this settlement can be relied on.
    #[must_use]
    pub fn strengths(&self) -> Strengths {
        let mut walk = Walk {
            book: self.book,
            formula: self.formula,
            pools: self
                .formula
                .pools
                .iter()
                .map(|pool| self.opening_strength(pool.opening, &pool.name))
                .collect(),
            accounts: vec![Strength::Attested; self.formula.accounts.len()],
            schedules: RefCell::default(),
            steps: Vec::new(),
            rests: Vec::new(),
            postings: Vec::new(),
        };
        for (step, outcome) in self.formula.steps.iter().zip(&self.steps) {
            walk.step(step, outcome);
        }
        let Walk { steps, rests, postings, accounts, .. } = walk;
        let net = self.household_steps().map(|step| postings[step]).max().unwrap_or(Strength::Attested);
        Strengths { steps, rests, postings, net, accounts }
    }

    /// How much a number of the rule can be relied on by itself.
    #[must_use]
    pub fn strength_of(&self, parameter: &Parameter) -> Strength {
        stated_strength(parameter)
    }

    fn opening_strength(&self, opening: Opening, name: &str) -> Strength {
        match (opening, self.book.pool(name)) {
            (Opening::Book, Some(pool)) => figure_strength(self.book, pool),
            _ => Strength::Attested,
        }
    }
}

struct Walk<'a> {
    book: &'a Book,
    formula: &'a Formula,
    pools: Vec<Strength>,
    accounts: Vec<Strength>,
    /// The schedules asked for so far; what one rests on does not change.
    schedules: RefCell<BTreeMap<usize, Strength>>,
    steps: Vec<Strength>,
    rests: Vec<Strength>,
    postings: Vec<Strength>,
}

impl Walk<'_> {
    fn step(&mut self, step: &Step, outcome: &StepOutcome) {
        let rest = self.holder(step.from);
        let clause = self.expression(&step.take, rest).max(clause_strength(step));
        let own = if outcome.shortfall.is_some() { clause.max(rest) } else { clause };
        let among = step.among.as_ref().map_or(Strength::Attested, |among| self.expression(among, rest));
        let key = step.by.as_ref().map_or(Strength::Attested, |by| self.expression(by, rest));
        // What each household has adds up to what the step moved; of a bare column
        // the sum may be known where the rows are not.
        let short = if outcome.shortfall.is_some() { rest } else { Strength::Attested };
        let moved = match self.bare_column(&step.take).filter(|_| step.among.is_none()) {
            Some(column) => sum_strength(self.book, column).max(clause_strength(step)).max(short),
            None if step.each => own.max(among),
            // Where it went to is decided by the key.
            None if outcome.diverted => own.max(among).max(key),
            None => own,
        };
        self.rests.push(rest);
        self.steps.push(moved);
        self.postings.push(own.max(among).max(key));
        for end in [step.from, step.to] {
            self.touch(end, moved);
        }
        if let (true, Some(otherwise)) = (outcome.diverted, step.otherwise) {
            self.touch(End::Account(otherwise), moved);
        }
    }

    fn bare_column(&self, take: &Expression) -> Option<&Column> {
        match &take.kind {
            Kind::Name(Name { means: Reference::Column(column), .. }) => {
                self.book.roster.column(&self.formula.columns[*column].name)
            }
            _ => None,
        }
    }

    fn holder(&self, end: End) -> Strength {
        match end {
            End::Pool(pool) => self.pools[pool],
            End::Account(account) => self.accounts[account],
            End::Households => Strength::Attested,
        }
    }

    fn touch(&mut self, end: End, by: Strength) {
        let holder = match end {
            End::Pool(pool) => &mut self.pools[pool],
            End::Account(account) => &mut self.accounts[account],
            End::Households => return,
        };
        *holder = (*holder).max(by);
    }

    fn expression(&self, expression: &Expression, rest: Strength) -> Strength {
        match &expression.kind {
            Kind::Name(name) | Kind::IsLabel(name, ..) => self.name(name.means, rest),
            Kind::Call(Function::Own, parts) => match &parts[0].kind {
                Kind::Name(Name { means: Reference::Step(step), .. }) => self.postings[*step],
                _ => Strength::Attested,
            },
            Kind::Call(Function::Sum | Function::Mean, parts) => match &parts[0].kind {
                Kind::Name(Name { means: Reference::Column(column), .. }) => self
                    .book
                    .roster
                    .column(&self.formula.columns[*column].name)
                    .map_or(Strength::Attested, |column| sum_strength(self.book, column)),
                _ => self.expression(&parts[0], rest),
            },
            Kind::Number(quantity) => self.book.weight_strength(quantity.unit),
            _ => {
                let parts = expression.parts().into_iter().map(|part| self.expression(part, rest));
                parts.max().unwrap_or(Strength::Attested)
            }
        }
    }

    fn name(&self, means: Reference, rest: Strength) -> Strength {
        let Self { book, formula, .. } = self;
        match means {
            Reference::Parameter(i) => parameter_strength(book, &formula.parameters[i]),
            Reference::Pool(i) => book.pool(&formula.pools[i].name).map_or(Strength::Attested, |pool| {
                if formula.pools[i].opening == Opening::Book {
                    figure_strength(book, pool)
                } else {
                    Strength::Attested
                }
            }),
            Reference::Fact(i) => book
                .fact(&formula.facts[i].name)
                .map_or(Strength::Attested, |fact| figure_strength(book, fact)),
            Reference::Column(i) => book
                .roster
                .column(&formula.columns[i].name)
                .map_or(Strength::Attested, |column| column_strength(book, column)),
            Reference::Step(i) => self.steps[i],
            Reference::Rest => rest,
            Reference::Schedule(i) => {
                if let Some(known) = self.schedules.borrow().get(&i) {
                    return *known;
                }
                let schedule = &formula.schedules[i];
                let bands = schedule.bands.iter();
                let ends = bands.clone().flat_map(|band| band.lower.iter().chain(&band.upper));
                let inner = ends.map(|bound| &bound.value).chain(bands.map(|band| &band.rate));
                let inner = inner.chain([&schedule.of]).map(|part| self.expression(part, rest));
                let strength = inner.max().unwrap_or(Strength::Attested);
                self.schedules.borrow_mut().insert(i, strength);
                strength
            }
            // A law is of no one's evidence.
            Reference::Figure(_) | Reference::Household | Reference::Quantum | Reference::Net => {
                Strength::Attested
            }
        }
    }
}
