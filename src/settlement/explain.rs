//! Why every figure is what it is, taken apart down to the book and the rule.
//! Read off the trace: nothing is reckoned again but the quota of a share, which
//! the posted part must be within a quantum of.

use super::evidence::Strengths;
use super::leaves::{Clause, Leaf, LeafSource};
use super::{Key, Settlement, StepOutcome};
use crate::books::{Column, Strength};
use crate::exact::{Amount, Dimension, Fraction, Overflow};
use crate::expression::Kind;
use crate::formula::{End, Expression, Name, Reference, Step};

/// Why one household has what it has.
#[derive(Debug, Clone)]
pub struct HouseholdWhy<'s> {
    /// Its place in the roster.
    pub household: usize,
    /// What it has by each step that households have a part in.
    pub postings: Vec<PostingWhy<'s>>,
    /// What that comes to.
    pub net: Amount,
    /// How much that can be relied on.
    pub strength: Strength,
}

/// Why one household has what it has by one step.
#[derive(Debug, Clone)]
pub struct PostingWhy<'s> {
    /// The step's place.
    pub step: usize,
    /// How much, negative when it paid.
    pub amount: Amount,
    /// Why it is among the step's households, when the step says which.
    pub among: Option<Clause<'s>>,
    /// By which way it came about.
    pub how: How<'s>,
    /// How much that can be relied on.
    pub strength: Strength,
}

/// The ways in which a household comes to its part.
#[derive(Debug, Clone)]
pub enum How<'s> {
    /// It is not among the step's households.
    NotAmong(Clause<'s>),
    /// One figure was split by a key.
    Share {
        /// The figure.
        total: Amount,
        /// The household's own key.
        key: Clause<'s>,
        /// The key of all.
        sum: Fraction,
        /// The exact part.
        quota: Fraction,
        /// Whether one of the quanta left over went to it.
        leftover: bool,
    },
    /// The figure is the household's own.
    Own {
        /// What was due to it or from it.
        due: Clause<'s>,
        /// What all were due, and what was there, when that was less: everyone
        /// then had their part of it.
        short: Option<(Fraction, Amount)>,
    },
}

/// Why a step moved what it moved.
#[derive(Debug, Clone)]
pub struct StepWhy<'s> {
    /// The step's place.
    pub step: usize,
    /// How much.
    pub amount: Amount,
    /// What its clause came to; the sum over households where it is a figure for
    /// each.
    pub due: Fraction,
    /// The clause, when it is one figure for the cooperative.
    pub clause: Option<Clause<'s>>,
    /// The part of a quantum that rounding carried to it from earlier steps.
    pub carried: Fraction,
    /// What was due and not there.
    pub short: Option<Short<'s>>,
    /// Whether nobody had any of the key, and the account of `otherwise` took it.
    pub diverted: bool,
    /// The column whose sum this is, where each household has its figure in it.
    pub sum_of: Option<&'s Column>,
    /// How much that can be relied on.
    pub strength: Strength,
}

/// Why a step did not move what was due.
#[derive(Debug, Clone)]
pub struct Short<'s> {
    /// How much was not paid.
    pub unpaid: Amount,
    /// Whether it is still owed; let go otherwise.
    pub owed: bool,
    /// What was there.
    pub there: Amount,
    /// How that came to be there.
    pub rest: Leaf<'s>,
}

impl<'s> Settlement<'s> {
    /// Why one household has what it has.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a quota does not fit.
    pub fn why_household(
        &'s self,
        household: usize,
        strengths: &Strengths,
    ) -> Result<HouseholdWhy<'s>, Overflow> {
        let mut postings = Vec::new();
        for step in self.household_steps() {
            postings.push(self.why_posting(step, household, strengths)?);
        }
        let net = Amount::sum(postings.iter().map(|posting| posting.amount))?;
        let strength = postings.iter().map(|posting| posting.strength).max().unwrap_or(Strength::Attested);
        Ok(HouseholdWhy { household, postings, net, strength })
    }

    /// Why a step moved what it moved.
    #[must_use]
    pub fn why_step(&'s self, step: usize, strengths: &Strengths) -> StepWhy<'s> {
        let (clause, outcome) = (&self.formula.steps[step], &self.steps[step]);
        let trace = &self.traces[step];
        let one = (!clause.each).then(|| self.clause(step, &clause.take, &trace.take, None, strengths));
        StepWhy {
            step,
            amount: outcome.amount,
            due: trace.due,
            clause: one,
            carried: trace.carried,
            short: self.short(step, strengths),
            diverted: outcome.diverted,
            sum_of: self.sum_of(clause),
            strength: strengths.steps[step],
        }
    }

    fn short(&self, step: usize, strengths: &Strengths) -> Option<Short<'s>> {
        let outcome = &self.steps[step];
        let shortfall = outcome.shortfall.as_ref()?;
        let there = self.traces[step].rest?;
        let from = self.formula.steps[step].from;
        let (opening, moves) = (self.opening_of(from), self.moves_before(step));
        let rest = Leaf {
            source: LeafSource::Rest { from, opening, moves },
            value: Some(there.exact()),
            dimension: Dimension::grain(),
            strength: strengths.rests[step],
        };
        Some(Short { unpaid: shortfall.amount, owed: shortfall.owed, there, rest })
    }

    /// The column that every household has its figure in, when the step takes no
    /// more than that of each.
    fn sum_of(&self, step: &Step) -> Option<&'s Column> {
        match &step.take.kind {
            Kind::Name(Name { means: Reference::Column(column), .. })
                if step.each && step.among.is_none() =>
            {
                self.book.roster.column(&self.formula.columns[*column].name)
            }
            _ => None,
        }
    }

    /// The steps that `steps` rest on, themselves included, in order.
    #[must_use]
    pub fn rest_on(&self, steps: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut wanted = vec![false; self.steps.len()];
        let mut open: Vec<usize> = steps.into_iter().collect();
        while let Some(step) = open.pop() {
            if std::mem::replace(&mut wanted[step], true) {
                continue;
            }
            open.extend(self.asked_by(step));
        }
        (0..wanted.len()).filter(|step| wanted[*step]).collect()
    }

    /// The earlier steps whose figures a step uses.
    fn asked_by(&self, place: usize) -> Vec<usize> {
        let step = &self.formula.steps[place];
        let mut asked = Vec::new();
        for means in self.formula.named_in(step.clauses()) {
            match means {
                Reference::Step(step) => asked.push(step),
                Reference::Rest => asked.extend(self.moves_before(place).into_iter().map(|(step, _)| step)),
                _ => {}
            }
        }
        if self.steps[place].shortfall.is_some() {
            asked.extend(self.moves_before(place).into_iter().map(|(step, _)| step));
        }
        asked
    }

    /// What each step before `place` brought to where that takes from, or took.
    pub(super) fn moves_before(&self, place: usize) -> Vec<(usize, Amount)> {
        self.moves(self.formula.steps[place].from, place)
    }

    /// What each of the first `until` steps brought to `end`, or took from it.
    #[must_use]
    pub fn moves(&self, end: End, until: usize) -> Vec<(usize, Amount)> {
        let steps = self.formula.steps.iter().zip(&self.steps).take(until).enumerate();
        let moved = steps.filter_map(|(place, (step, outcome))| {
            let amount = outcome.amount;
            if step.from == end {
                return Some((place, Amount::ZERO.minus(amount).unwrap_or(amount)));
            }
            (goes_to(step, outcome) == end).then_some((place, amount))
        });
        moved.filter(|(_, amount)| *amount != Amount::ZERO).collect()
    }

    fn why_posting(
        &'s self,
        place: usize,
        household: usize,
        strengths: &Strengths,
    ) -> Result<PostingWhy<'s>, Overflow> {
        let (step, outcome) = (&self.formula.steps[place], &self.steps[place]);
        let amount = outcome.parts.as_ref().map_or(Amount::ZERO, |parts| parts[household]);
        let trace = &self.traces[place];
        let strength = strengths.postings[place];
        let filter = step.among.as_ref().zip(trace.among.as_ref());
        let filter =
            filter.map(|(among, reckoned)| self.clause(place, among, reckoned, Some(household), strengths));
        let (among, excluded) = match filter {
            Some(clause) if !clause.reckoned.truth().of(household) => (None, Some(clause)),
            filter => (filter, None),
        };
        let posting = |how| Ok(PostingWhy { step: place, amount, among, how, strength });
        if let Some(clause) = excluded {
            return posting(How::NotAmong(clause));
        }
        match (&step.by, &trace.key) {
            (Some(by), Some(key)) => posting(self.share(place, by, key, household, strengths)?),
            _ => {
                let due = self.clause(place, &step.take, &trace.take, Some(household), strengths);
                let short = match trace.rest {
                    Some(rest) if outcome.shortfall.is_some() => Some((trace.due, rest)),
                    _ => None,
                };
                posting(How::Own { due, short })
            }
        }
    }

    fn share(
        &'s self,
        place: usize,
        by: &'s Expression,
        key: &'s Key,
        household: usize,
        strengths: &Strengths,
    ) -> Result<How<'s>, Overflow> {
        let outcome = &self.steps[place];
        let own = key.by.amount().of(household);
        let quota = match key.sum.is_zero() {
            true => Fraction::ZERO,
            false => outcome.amount.exact().times(own)?.over(key.sum)?.ok_or(Overflow)?,
        };
        let posted = outcome.parts.as_ref().map_or(Amount::ZERO, |parts| parts[household]);
        let posted = posted.exact().magnitude();
        let off = posted.minus(quota)?;
        assert!(off.magnitude() < Fraction::ONE, "a part is within a quantum of its quota");
        Ok(How::Share {
            total: outcome.amount,
            key: self.clause(place, by, &key.by, Some(household), strengths),
            sum: key.sum,
            quota,
            leftover: off > Fraction::ZERO,
        })
    }
}

/// Where a step gives to, `otherwise` considered.
fn goes_to(step: &Step, outcome: &StepOutcome) -> End {
    match (outcome.diverted, step.otherwise) {
        (true, Some(account)) => End::Account(account),
        _ => step.to,
    }
}
