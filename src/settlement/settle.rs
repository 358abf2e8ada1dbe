//! The walk through the steps.

use super::SettlementMistake;
use super::bind::{Season, bind};
use super::evaluate::{Asked, Evaluator, Found};
use super::outcome::{FigureOutcome, Settlement, Shortfall, Verdict};
use super::plan::{Plan, PlannedStep, Point};
use super::post::{Payment, Purse, bear_one, pay_each, pay_one};
use super::reckoned::Reckoned;
use super::slate::{Opened, Slate};
use super::trace::{Key, PerKey, Telling, Trace};
use super::used::{Used, UsedNumbers};
use crate::books::Book;
use crate::exact::{Amount, BaseUnit, Dimension, Fraction, IdOrder, Numbers};
use crate::formula::{End, Formula, Short, Step};
use crate::ledger::{Closing, Entry, Ledger, Refusal, Side};
use crate::text::{Mistake, Mistakes, Place};

/// Settles `book` by `formula`.
///
/// # Errors
///
/// Returns everything that is missing from the book, or the first step that
/// cannot be done.
pub fn settle<'a>(
    book: &'a Book,
    formula: &'a Formula,
) -> Result<Settlement<'a>, Mistakes<SettlementMistake>> {
    let bound = bind(formula, book)?;
    let parties = Parties { order: &book.roster.order, id: &|household| book.roster.ids[household].clone() };
    let done = || {
        let mut openings = Vec::new();
        for pool in &book.pools {
            let opening = bound.measure.amount(&pool.quantity);
            openings.push((pool.name.as_str(), opening.map_err(|error| Mistake::at(&pool.place, error))?));
        }
        let opened = Opened::of(formula, &bound.pools, bound.households, openings);
        let mut slate = Slate::of(&opened);
        let (bound, opened) = (&bound, &opened);
        let mut walk = Walk { formula, bound, parties, plan: None, opened, slate: &mut slate };
        walk.steps()?;
        let (figures, claims) = walk.end()?;
        let closing = closed(&walk.slate.ledger)?;
        let Slate { ledger, steps, traces, .. } = slate;
        Ok(Settlement { book, formula, ledger, steps, traces, figures, claims, closing })
    };
    done().map_err(|mistake: Found| vec![*mistake])
}

/// The check line of finished steps.
pub(super) fn closed(ledger: &Ledger) -> Result<Closing, Found> {
    let closing = Closing::of(ledger).map_err(Mistake::nowhere)?;
    let (came_in, accounted) = (closing.came_in(), closing.accounted());
    let (came_in, accounted) = (came_in.map_err(Mistake::nowhere)?, accounted.map_err(Mistake::nowhere)?);
    assert_eq!(came_in, accounted, "what goes in comes out");
    Ok(closing)
}

/// Whom grain is shared out among.
#[derive(Clone, Copy)]
pub struct Parties<'b> {
    /// Who comes first where a quantum is left over.
    pub order: &'b IdOrder,
    /// The id of a household, for a message.
    pub id: &'b dyn Fn(usize) -> String,
}

/// The steps of a formula done one after the other.
pub(super) struct Walk<'a, 'b> {
    pub(super) formula: &'a Formula,
    pub(super) bound: &'b Season,
    pub(super) parties: Parties<'b>,
    /// What is known of the steps beforehand; it is not kept then why each amount is
    /// what it is.
    pub(super) plan: Option<&'b Plan>,
    pub(super) opened: &'b Opened,
    /// Wiped, and its ledger opened like that of `opened`.
    pub(super) slate: &'b mut Slate,
}

/// A step being done.
struct Doing<'s> {
    step: &'s Step,
    evaluator: &'s Evaluator<'s>,
}

impl<'a, 'b> Walk<'a, 'b> {
    /// Does every step.
    pub(super) fn steps(&mut self) -> Result<(), Found> {
        let how = (self.formula.rounding, self.parties.order);
        for (place, step) in self.formula.steps.iter().enumerate() {
            let planned = self.plan.map(|plan| &plan.steps[place]);
            let done = planned.and_then(|planned| planned.in_full(place, self.bound, self.slate, how));
            if done.is_none() {
                self.step(place, step, planned)?;
            }
        }
        Ok(())
    }

    fn holder(&self, end: End) -> Option<usize> {
        self.opened.holder(end)
    }

    #[inline]
    fn evaluator<'s>(&'s self, figures: &'s [Fraction], rest: Option<Amount>) -> Evaluator<'s> {
        let Self { formula, bound, slate, .. } = self;
        let Slate { openings, steps, done, schedules, .. } = &**slate;
        let outcomes = &steps[..*done];
        // What a schedule looks up may have moved since.
        schedules.borrow_mut().clear();
        let keeps = self.plan.is_none();
        Evaluator {
            formula,
            bound,
            openings,
            outcomes,
            figures,
            rest,
            asked: None,
            keeps,
            for_all: schedules,
        }
    }

    #[inline(never)]
    fn step(&mut self, place: usize, step: &Step, planned: Option<&PlannedStep>) -> Result<(), Found> {
        // What each household gives or takes, if it does.
        let mut parts = self.slate.room();
        let from = self.holder(step.from);
        let rest = from.map(|holder| self.slate.ledger.balance(holder));
        let mut evaluator = self.evaluator(&[], rest);
        let among = step.among.as_ref().map(|among| evaluator.truth(among)).transpose()?;
        let has_part = |among: &Reckoned| {
            Asked::of((0..self.bound.households).map(|household| among.truth().of(household)))
        };
        let asked = among.as_ref().map(has_part);
        evaluator.asked = asked.as_ref();
        let doing = Doing { step, evaluator: &evaluator };
        let figure = planned.and_then(|planned| {
            let Evaluator { bound, openings, outcomes, .. } = evaluator;
            planned.take.as_ref()?.reckon(&Point { bound, openings, outcomes, rest })
        });
        let (used, take) = match figure {
            Some(figure) => (Used::One(figure.fraction()), None),
            None => doing.evaluator.used(&step.take)?,
        };
        let (due, done) = match used {
            Used::One(due) => {
                doing.refuse_negative(self, due)?;
                let done = match from {
                    Some(from) => self.pay(&doing, from, due, &mut parts)?,
                    None => self.lay_on(&doing, due, &mut parts)?,
                };
                (due, done)
            }
            Used::Each(mut dues) => {
                let due = doing.all_due(self, &mut dues)?;
                let done = match from {
                    Some(from) => self.pay_households(&doing, from, &dues, due, &mut parts)?,
                    None => self.lay_each(&doing, &dues, &mut parts)?,
                };
                (due, done)
            }
        };
        let Done { amount, to, shortfall, key, diverted, carried } = done;
        let overflow = |overflow| Mistake::at(&step.place, overflow);
        if let Some(take) = take {
            let telling = Telling { formula: self.formula, bound: self.bound };
            let reckoned = telling.clause(&step.take, &take);
            let schedules = telling.schedules(&step.take, &take);
            let carried = from.map_or(Fraction::ZERO, |from| self.slate.carried[from]);
            let trace = Trace { take: *take, among, key, rest, carried, due, reckoned, schedules };
            self.slate.traces.push(trace);
        }
        let slate = &mut *self.slate;
        let side = |holder: Option<usize>| match holder {
            Some(holder) => Side::Holder(holder, amount),
            None => Side::Households(&parts),
        };
        let entry = Entry { step: place, from: side(from), to: side(to) };
        slate.ledger.post(entry).map_err(|refusal| match refusal {
            Refusal::Overflow(error) => overflow(error),
            other => unreachable!("a payment out of a purse balances and is covered: {other}"),
        })?;
        match from {
            Some(from) => slate.carried[from] = carried,
            None => {
                for part in &mut parts {
                    *part = Amount::ZERO.minus(*part).map_err(overflow)?;
                }
            }
        }
        // Field by field, since what is put together is moved at great cost.
        let outcome = &mut slate.steps[place];
        outcome.amount = amount;
        outcome.parts = if from.is_none() || to.is_none() { Some(parts) } else { None };
        outcome.shortfall = shortfall;
        outcome.diverted = diverted;
        slate.done = place + 1;
        Ok(())
    }

    fn purse(&self, holder: usize) -> Purse {
        Purse { balance: self.slate.ledger.balance(holder), carried: self.slate.carried[holder] }
    }

    /// One figure out of a pool or account.
    fn pay(
        &self,
        doing: &Doing<'_>,
        from: usize,
        due: Fraction,
        parts: &mut Vec<Amount>,
    ) -> Result<Done, Found> {
        let step = doing.step;
        let payment = pay_one(self.purse(from), due, step.short, self.formula.rounding);
        let payment = payment.map_err(|overflow| Mistake::at(&step.take.place, overflow))?;
        let Payment { paid, unpaid, carried } = payment.ok_or_else(|| doing.short(self, from, due))?;
        let to = self.holder(step.to);
        let done = Done { amount: paid, to, shortfall: None, key: None, diverted: false, carried };
        if to.is_some() {
            return Ok(Done { shortfall: doing.shortfall(unpaid, None), ..done });
        }
        let (shared, key) = doing.key(self)?;
        let done = Done { key: doing.told_key(shared, paid), ..done };
        let something = paid != Amount::ZERO || unpaid.is_some();
        if something && key.are_zero() {
            let Some(otherwise) = step.otherwise else {
                let all = Amount::sum([paid].into_iter().chain(unpaid));
                return Err(doing.no_weight(self, all.map_err(|error| Mistake::at(&step.place, error))?));
            };
            let to = Some(self.opened.accounts[otherwise]);
            let shortfall = doing.shortfall(unpaid, None);
            return Ok(Done { to, shortfall, diverted: true, ..done });
        }
        doing.split(self, &key, paid, parts, &step.place)?;
        let unpaid_parts = doing.unpaid_parts(self, &key, unpaid, &step.place)?;
        Ok(Done { shortfall: doing.shortfall(unpaid, unpaid_parts), ..done })
    }

    /// An amount for each household out of a pool or account; `due` is their sum.
    fn pay_households(
        &self,
        doing: &Doing<'_>,
        from: usize,
        dues: &Numbers,
        due: Fraction,
        parts: &mut Vec<Amount>,
    ) -> Result<Done, Found> {
        let Step { short, take, .. } = doing.step;
        let payment =
            pay_each(self.purse(from), dues, due, *short, (self.formula.rounding, self.parties.order), parts);
        let payment = payment.map_err(|error| Mistake::at(&take.place, error))?;
        let Payment { paid, unpaid, carried } = payment.ok_or_else(|| doing.short(self, from, due))?;
        let shortfall = doing.shortfall(unpaid, doing.unpaid_parts(self, dues, unpaid, &take.place)?);
        Ok(Done { amount: paid, to: None, shortfall, key: None, diverted: false, carried })
    }

    /// One figure that households bear together.
    fn lay_on(&self, doing: &Doing<'_>, due: Fraction, parts: &mut Vec<Amount>) -> Result<Done, Found> {
        let amount = bear_one(due, self.formula.rounding)
            .map_err(|overflow| Mistake::at(&doing.step.take.place, overflow))?;
        let (shared, key) = doing.key(self)?;
        if key.are_zero() && amount != Amount::ZERO {
            return Err(doing.no_weight(self, amount));
        }
        doing.split(self, &key, amount, parts, &doing.step.place)?;
        Ok(self.borne(doing, amount, doing.told_key(shared, amount)))
    }

    /// An amount that each household bears.
    fn lay_each(&self, doing: &Doing<'_>, dues: &Numbers, parts: &mut Vec<Amount>) -> Result<Done, Found> {
        let amount = dues.round_into(parts, self.formula.rounding);
        let amount = amount.map_err(|overflow| Mistake::at(&doing.step.take.place, overflow))?;
        Ok(self.borne(doing, amount.expect("what is due is not less than nothing"), None))
    }

    fn borne(&self, doing: &Doing<'_>, amount: Amount, key: Option<Box<Key>>) -> Done {
        let to = self.holder(doing.step.to).expect("the checker lets no household pay another");
        let carried = Fraction::ZERO;
        Done { amount, to: Some(to), shortfall: None, key, diverted: false, carried }
    }

    /// The figures and claims over the finished steps.
    fn end(&self) -> Result<(Vec<FigureOutcome>, Vec<Verdict>), Found> {
        let telling = Telling { formula: self.formula, bound: self.bound };
        let mut values = Vec::new();
        let mut figures = Vec::new();
        for figure in &self.formula.figures {
            let evaluator = self.evaluator(&values, None);
            let trace = evaluator.quantity(&figure.is)?;
            let value = trace.amount().of(0);
            let reckoned = telling.with_figures(&figure.is, &trace);
            let written = self.bound.measure.told(value, figure.dimension, BaseUnit::name);
            let quantity = self.bound.measure.quantity(value, figure.dimension);
            let quantity = quantity.map_err(|error| Mistake::at(&figure.is.place, error))?;
            figures.push(FigureOutcome { quantity, written, reckoned, trace });
            values.push(value);
        }
        let evaluator = self.evaluator(&values, None);
        let mut claims = Vec::new();
        for claim in &self.formula.claims {
            let trace = evaluator.truth(&claim.holds)?;
            let reckoned = telling.with_figures(&claim.holds, &trace);
            claims.push(Verdict { holds: trace.truth().of(0), reckoned, trace });
        }
        Ok((figures, claims))
    }
}

/// What a step posts, and what is to be told of it.
struct Done {
    amount: Amount,
    /// The holder that takes it; households where there is none.
    to: Option<usize>,
    shortfall: Option<Box<Shortfall>>,
    key: Option<Box<Key>>,
    diverted: bool,
    carried: Fraction,
}

/// What grain is shared out by, to be told.
struct Shared {
    /// How it was reckoned.
    by: Box<Reckoned>,
    /// The sum over all households.
    sum: Fraction,
}

impl<'s> Doing<'s> {
    /// The key of each household that takes part, nothing for the others; and how it
    /// was reckoned if that is to be told.
    #[inline]
    fn key(&self, walk: &Walk<'_, '_>) -> Result<(Option<Box<Shared>>, UsedNumbers<'s>), Found> {
        let by = self.step.by.as_ref().expect("the checker asks for a key");
        let (used, reckoned) = self.evaluator.used(by)?;
        let mut key = match used {
            Used::One(key) => UsedNumbers::made(Numbers::alike(key, walk.bound.households)),
            Used::Each(key) => key,
        };
        self.keep_among(&mut key);
        if let Some(household) = key.first_negative() {
            let (step, id) = (self.step.name.clone(), (walk.parties.id)(household));
            let key = key.at(household).to_places(6).0;
            let kind = SettlementMistake::NegativeKey { step, household: id, key };
            return Err(Mistake::at(&by.place, kind).into());
        }
        let overflow = |overflow| Mistake::at(&by.place, overflow);
        let shared = match reckoned {
            Some(by) => Some(Box::new(Shared { by, sum: key.sum().map_err(overflow)? })),
            None => key.adds_up().map(|()| None).map_err(overflow)?,
        };
        Ok((shared, key))
    }

    /// `whole` split by `key`, in place of what `parts` held.
    fn split(
        &self,
        walk: &Walk<'_, '_>,
        key: &Numbers,
        whole: Amount,
        parts: &mut Vec<Amount>,
        place: &Place,
    ) -> Result<(), Found> {
        let split = key.split_into(parts, whole, walk.parties.order);
        Ok(split.map_err(|error| Mistake::at(place, error))?)
    }

    /// To whom what is not paid was due, by `key`.
    fn unpaid_parts(
        &self,
        walk: &Walk<'_, '_>,
        key: &Numbers,
        unpaid: Option<Amount>,
        place: &Place,
    ) -> Result<Option<Vec<Amount>>, Found> {
        let Some(unpaid) = unpaid else { return Ok(None) };
        let mut parts = Vec::new();
        self.split(walk, key, unpaid, &mut parts, place)?;
        Ok(Some(parts))
    }

    /// What is not paid, if anything is not.
    fn shortfall(&self, unpaid: Option<Amount>, parts: Option<Vec<Amount>>) -> Option<Box<Shortfall>> {
        let owed = self.step.short == Short::Owe;
        unpaid.map(|amount| Box::new(Shortfall { amount, parts, owed }))
    }

    /// What is due in all, nothing of it less than nothing, and nothing to those who
    /// have no part.
    fn all_due(&self, walk: &Walk<'_, '_>, dues: &mut UsedNumbers<'_>) -> Result<Fraction, Found> {
        self.keep_among(dues);
        self.refuse_negatives(walk, dues)?;
        Ok(dues.sum().map_err(|overflow| Mistake::at(&self.step.take.place, overflow))?)
    }

    /// Households that are not `among` have no part.
    fn keep_among(&self, values: &mut UsedNumbers<'_>) {
        if let Some(asked) = self.evaluator.asked {
            values.keep(&asked.among);
        }
    }

    fn refuse_negative(&self, walk: &Walk<'_, '_>, due: Fraction) -> Result<(), Found> {
        if !due.is_negative() {
            return Ok(());
        }
        let (step, amount) = (self.step.name.clone(), walk.told(due));
        let kind = SettlementMistake::NegativeAmount { step, amount };
        Err(Mistake::at(&self.step.take.place, kind).into())
    }

    fn refuse_negatives(&self, walk: &Walk<'_, '_>, dues: &Numbers) -> Result<(), Found> {
        let Some(household) = dues.first_negative() else { return Ok(()) };
        let (step, amount) = (self.step.name.clone(), walk.told(dues.at(household)));
        let household = (walk.parties.id)(household);
        let kind = SettlementMistake::NegativeForHousehold { step, household, amount };
        Err(Mistake::at(&self.step.take.place, kind).into())
    }

    /// The key that `amount` was split by, if it is told.
    fn told_key(&self, shared: Option<Box<Shared>>, amount: Amount) -> Option<Box<Key>> {
        let Shared { by, sum } = *shared?;
        let value = amount.exact().over(sum).ok().flatten();
        let dimension = self.step.key_dimension.and_then(|key| Dimension::grain().over(key));
        let per_unit = value.zip(dimension).map(|(value, dimension)| PerKey { value, dimension });
        Some(Box::new(Key { by: *by, sum, per_unit }))
    }

    fn no_weight(&self, walk: &Walk<'_, '_>, amount: Amount) -> Found {
        let (step, amount) = (self.step.name.clone(), walk.told(amount.exact()));
        let place = self.step.by.as_ref().map_or(&self.step.place, |by| &by.place);
        let hint = "say where it goes then: `otherwise: ACCOUNT`".to_owned();
        Mistake::at(place, SettlementMistake::NoWeight { step, amount }).hint(hint).into()
    }

    /// The step that finds too little, and the steps that drew before it.
    fn short(&self, walk: &Walk<'_, '_>, from: usize, due: Fraction) -> Found {
        let from_name = walk.slate.ledger.holders()[from].name.to_string();
        let left = walk.told(walk.slate.ledger.balance(from).exact());
        let (step, due) = (self.step.name.clone(), walk.told(due));
        let kind = SettlementMistake::Short { from: from_name, left, step, due };
        let mut mistake = Mistake::at(&self.step.take.place, kind);
        let done = &walk.slate.steps[..walk.slate.done];
        for (earlier, outcome) in walk.formula.steps.iter().zip(done) {
            if walk.holder(earlier.from) == Some(from) {
                mistake =
                    mistake.and(&earlier.take.place, format!("took {}", walk.told(outcome.amount.exact())));
            }
        }
        mistake.hint("say what happens then: `short: prorate` or `short: owe`".to_owned()).into()
    }
}

impl Walk<'_, '_> {
    /// An amount of grain for a message, with its unit.
    fn told(&self, value: Fraction) -> String {
        format!(
            "{} {}",
            self.bound.measure.told(value, Dimension::grain(), BaseUnit::name),
            self.bound.measure.precision().unit().name()
        )
    }
}
