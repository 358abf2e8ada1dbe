//! The walk through the steps.

use super::SettlementMistake;
use super::bind::{Season, bind};
use super::evaluate::{Evaluator, Schedules};
use super::outcome::{FigureOutcome, Settlement, Shortfall, StepOutcome, Verdict};
use super::post::{Payment, Purse, bear_one, pay_each, pay_one};
use super::reckoned::{Figure, Reckoned};
use super::slate::{Opened, Slate};
use super::trace::{Key, PerKey, Telling, Trace};
use crate::books::Book;
use crate::exact::{Amount, BaseUnit, Dimension, Fraction, IdOrder, Numbers};
use crate::formula::{End, Formula, Short, Step};
use crate::ledger::{Closing, Entry, Side};
use crate::text::{Mistake, Mistakes};

type Found = Mistake<SettlementMistake>;

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
        let mut walk = Walk::begin(formula, &bound, parties, &opened, &mut slate, true);
        walk.steps()?;
        let (figures, claims) = walk.end()?;
        let closing = walk.close()?;
        let Slate { ledger, steps, traces, .. } = slate;
        Ok(Settlement { book, formula, ledger, steps, traces, figures, claims, closing })
    };
    done().map_err(|mistake| vec![mistake])
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
    formula: &'a Formula,
    bound: &'b Season,
    parties: Parties<'b>,
    /// Whether it is kept why each amount is what it is.
    tells: bool,
    opened: &'b Opened,
    slate: &'b mut Slate,
}

/// A step being done.
struct Doing<'s> {
    place: usize,
    step: &'s Step,
    evaluator: Evaluator<'s>,
}

impl<'a, 'b> Walk<'a, 'b> {
    /// Before the first step; the ledger of `slate` is opened like that of `opened`.
    pub(super) fn begin(
        formula: &'a Formula,
        bound: &'b Season,
        parties: Parties<'b>,
        opened: &'b Opened,
        slate: &'b mut Slate,
        tells: bool,
    ) -> Self {
        slate.wipe(opened);
        Self { formula, bound, parties, tells, opened, slate }
    }

    /// Does every step.
    pub(super) fn steps(&mut self) -> Result<(), Found> {
        let formula = self.formula;
        formula.steps.iter().enumerate().try_for_each(|(place, step)| self.step(place, step))
    }

    fn holder(&self, end: End) -> Option<usize> {
        match end {
            End::Pool(pool) => Some(self.opened.pools[pool]),
            End::Account(account) => Some(self.opened.accounts[account]),
            End::Households => None,
        }
    }

    fn evaluator<'s>(&'s self, figures: &'s [Fraction], rest: Option<Amount>) -> Evaluator<'s> {
        let Self { formula, bound, slate, .. } = self;
        let Slate { openings, steps: outcomes, schedules, .. } = &**slate;
        // What a schedule looks up may have moved since.
        schedules.borrow_mut().clear();
        Evaluator {
            formula,
            bound,
            openings,
            outcomes,
            figures,
            rest,
            among: None,
            keeps: self.tells,
            for_all: schedules,
            schedules: Schedules::default(),
        }
    }

    fn step(&mut self, place: usize, step: &Step) -> Result<(), Found> {
        let from = self.holder(step.from);
        let rest = from.map(|holder| self.slate.ledger.balance(holder));
        let evaluator = self.evaluator(&[], rest);
        let among = step.among.as_ref().map(|among| evaluator.truth(among)).transpose()?;
        let has_part = among
            .as_ref()
            .map(|among| (0..self.bound.households).map(|household| among.truth().of(household)).collect());
        let doing = Doing { place, step, evaluator: evaluator.asking(has_part) };
        let mut take = doing.evaluator.quantity(&step.take)?;
        let done = match (from, take.figure(self.tells)) {
            (Some(from), Figure::One(due)) => self.pay(&doing, from, due)?,
            (Some(from), Figure::Each(dues)) => self.pay_households(&doing, from, dues)?,
            (None, Figure::One(due)) => self.lay_on(&doing, due)?,
            (None, Figure::Each(dues)) => self.lay_each(&doing, dues)?,
        };
        let Done { entry, shortfall, due, key, diverted, carried } = done;
        let overflow = |overflow| Mistake::at(&step.place, overflow);
        if self.tells {
            let telling = Telling { formula: self.formula, bound: self.bound };
            let reckoned = telling.clause(&step.take, &take);
            let schedules = telling.schedules(&step.take, &take);
            let carried = from.map_or(Fraction::ZERO, |from| self.slate.carried[from]);
            let trace = Trace { take, among, key, rest, carried, due, reckoned, schedules };
            self.slate.traces.push(trace);
        }
        let slate = &mut *self.slate;
        let amount = entry.from.total().map_err(overflow)?;
        slate.ledger.post(&entry).map_err(|refusal| match refusal {
            crate::ledger::Refusal::Overflow(error) => overflow(error),
            other => unreachable!("a payment out of a purse balances and is covered: {other}"),
        })?;
        let parts = match (entry.from, entry.to) {
            (_, Side::Households(parts)) => Some(parts),
            (Side::Households(mut parts), _) => {
                for part in &mut parts {
                    *part = Amount::ZERO.minus(*part).map_err(overflow)?;
                }
                Some(parts)
            }
            _ => None,
        };
        if let Some(from) = from {
            slate.carried[from] = carried;
        }
        slate.steps.push(StepOutcome { amount, parts, shortfall, diverted });
        Ok(())
    }

    fn purse(&self, holder: usize) -> Purse {
        Purse { balance: self.slate.ledger.balance(holder), carried: self.slate.carried[holder] }
    }

    /// One figure out of a pool or account.
    fn pay(&self, doing: &Doing<'_>, from: usize, due: Fraction) -> Result<Done, Found> {
        let step = doing.step;
        let purse = self.purse(from);
        doing.refuse_negative(self, due)?;
        let payment = pay_one(purse, due, step.short, self.formula.rounding);
        let payment = payment.map_err(|overflow| Mistake::at(&step.take.place, overflow))?;
        let Payment { paid, unpaid, carried } = payment.ok_or_else(|| doing.short(self, from, due))?;
        let entry = |to| Entry { step: doing.place, from: Side::Holder(from, paid), to };
        let whole = |amount, parts| Shortfall { amount, parts, owed: step.short == Short::Owe };
        let done = |entry, shortfall, key, diverted| Done { entry, shortfall, due, key, diverted, carried };
        if let Some(to) = self.holder(step.to) {
            return Ok(done(
                entry(Side::Holder(to, paid)),
                unpaid.map(|unpaid| whole(unpaid, None)),
                None,
                false,
            ));
        }
        let (by, key) = doing.key(self)?;
        let something = paid != Amount::ZERO || unpaid.is_some();
        if something && key.are_zero() {
            let Some(otherwise) = step.otherwise else {
                let all = Amount::sum([paid].into_iter().chain(unpaid));
                return Err(doing.no_weight(self, all.map_err(|error| Mistake::at(&step.place, error))?));
            };
            let to = Side::Holder(self.opened.accounts[otherwise], paid);
            let shortfall = unpaid.map(|unpaid| whole(unpaid, None));
            return Ok(done(entry(to), shortfall, doing.shared(self, by, paid, &key)?, true));
        }
        let parts =
            |total| key.split(total, self.parties.order).map_err(|error| Mistake::at(&step.place, error));
        let shortfall = match unpaid {
            Some(unpaid) => Some(whole(unpaid, Some(parts(unpaid)?))),
            None => None,
        };
        let shared = doing.shared(self, by, paid, &key)?;
        Ok(done(entry(Side::Households(parts(paid)?)), shortfall, shared, false))
    }

    /// An amount for each household out of a pool or account.
    fn pay_households(&self, doing: &Doing<'_>, from: usize, mut dues: Numbers) -> Result<Done, Found> {
        let step = doing.step;
        doing.keep_among(&mut dues);
        doing.refuse_negatives(self, &dues)?;
        let at = |error: SettlementMistake| Mistake::at(&step.take.place, error);
        let purse = self.purse(from);
        let due = dues.sum().map_err(|error| at(error.into()))?;
        let payment =
            pay_each(purse, &dues, step.short, self.formula.rounding, self.parties.order).map_err(at)?;
        let Payment { paid, unpaid, carried } = payment.ok_or_else(|| doing.short(self, from, due))?;
        let add = |parts: &[Amount]| Amount::sum(parts.iter().copied()).map_err(|error| at(error.into()));
        let total = add(&paid)?;
        let shortfall = match unpaid {
            Some(parts) => {
                Some(Shortfall { amount: add(&parts)?, parts: Some(parts), owed: step.short == Short::Owe })
            }
            None => None,
        };
        let entry = Entry { step: doing.place, from: Side::Holder(from, total), to: Side::Households(paid) };
        Ok(Done { entry, shortfall, due, key: None, diverted: false, carried })
    }

    /// One figure that households bear together.
    fn lay_on(&self, doing: &Doing<'_>, due: Fraction) -> Result<Done, Found> {
        let step = doing.step;
        doing.refuse_negative(self, due)?;
        let amount = bear_one(due, self.formula.rounding)
            .map_err(|overflow| Mistake::at(&step.take.place, overflow))?;
        let (by, key) = doing.key(self)?;
        if key.are_zero() && amount != Amount::ZERO {
            return Err(doing.no_weight(self, amount));
        }
        let parts = key.split(amount, self.parties.order).map_err(|error| Mistake::at(&step.place, error))?;
        let shared = doing.shared(self, by, amount, &key)?;
        Ok(self.borne(doing, parts, amount, due, shared))
    }

    /// An amount that each household bears.
    fn lay_each(&self, doing: &Doing<'_>, mut dues: Numbers) -> Result<Done, Found> {
        doing.keep_among(&mut dues);
        doing.refuse_negatives(self, &dues)?;
        let at = |overflow| Mistake::at(&doing.step.take.place, overflow);
        let parts = dues.rounded(self.formula.rounding).map_err(at)?;
        let amount = Amount::sum(parts.iter().copied()).map_err(at)?;
        let due = dues.sum().map_err(at)?;
        Ok(self.borne(doing, parts, amount, due, None))
    }

    fn borne(
        &self,
        doing: &Doing<'_>,
        parts: Vec<Amount>,
        amount: Amount,
        due: Fraction,
        key: Option<Box<Key>>,
    ) -> Done {
        let to = self.holder(doing.step.to).expect("the checker lets no household pay another");
        let entry = Entry { step: doing.place, from: Side::Households(parts), to: Side::Holder(to, amount) };
        Done { entry, shortfall: None, due, key, diverted: false, carried: Fraction::ZERO }
    }

    /// The check line of the finished steps.
    pub(super) fn close(&self) -> Result<Closing, Found> {
        let closing = Closing::of(&self.slate.ledger).map_err(Mistake::nowhere)?;
        let (came_in, accounted) = (closing.came_in(), closing.accounted());
        let (came_in, accounted) = (came_in.map_err(Mistake::nowhere)?, accounted.map_err(Mistake::nowhere)?);
        assert_eq!(came_in, accounted, "what goes in comes out");
        Ok(closing)
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
    entry: Entry,
    shortfall: Option<Shortfall>,
    due: Fraction,
    key: Option<Box<Key>>,
    diverted: bool,
    carried: Fraction,
}

impl Doing<'_> {
    /// The key of each household that takes part; nothing for the others.
    fn key(&self, walk: &Walk<'_, '_>) -> Result<(Reckoned, Numbers), Found> {
        let by = self.step.by.as_ref().expect("the checker asks for a key");
        let mut reckoned = self.evaluator.quantity(by)?;
        let mut key = match reckoned.figure(walk.tells) {
            Figure::One(key) => Numbers::alike(key, walk.bound.households),
            Figure::Each(key) => key,
        };
        self.keep_among(&mut key);
        if let Some(household) = key.first_negative() {
            let (step, id) = (self.step.name.clone(), (walk.parties.id)(household));
            let key = key.at(household).to_places(6).0;
            return Err(Mistake::at(&by.place, SettlementMistake::NegativeKey { step, household: id, key }));
        }
        Ok((reckoned, key))
    }

    /// Households that are not `among` have no part.
    fn keep_among(&self, values: &mut Numbers) {
        if let Some(among) = &self.evaluator.among {
            values.keep(among);
        }
    }

    fn refuse_negative(&self, walk: &Walk<'_, '_>, due: Fraction) -> Result<(), Found> {
        if !due.is_negative() {
            return Ok(());
        }
        let (step, amount) = (self.step.name.clone(), walk.told(due));
        Err(Mistake::at(&self.step.take.place, SettlementMistake::NegativeAmount { step, amount }))
    }

    fn refuse_negatives(&self, walk: &Walk<'_, '_>, dues: &Numbers) -> Result<(), Found> {
        let Some(household) = dues.first_negative() else { return Ok(()) };
        let (step, amount) = (self.step.name.clone(), walk.told(dues.at(household)));
        let household = (walk.parties.id)(household);
        let kind = SettlementMistake::NegativeForHousehold { step, household, amount };
        Err(Mistake::at(&self.step.take.place, kind))
    }

    /// The key that `amount` was split by, `key` of each household, if it is told.
    fn shared(
        &self,
        walk: &Walk<'_, '_>,
        reckoned: Reckoned,
        amount: Amount,
        key: &Numbers,
    ) -> Result<Option<Box<Key>>, Found> {
        if !walk.tells {
            return Ok(None);
        }
        let by = self.step.by.as_ref().expect("the checker asks for a key");
        let at = |overflow| Mistake::at(&by.place, overflow);
        let sum = key.sum().map_err(at)?;
        let value = amount.exact().over(sum).map_err(at)?;
        let dimension = self.step.key_dimension.and_then(|key| Dimension::grain().over(key));
        let per_unit = value.zip(dimension).map(|(value, dimension)| PerKey { value, dimension });
        Ok(Some(Box::new(Key { by: reckoned, sum, per_unit })))
    }

    fn no_weight(&self, walk: &Walk<'_, '_>, amount: Amount) -> Found {
        let (step, amount) = (self.step.name.clone(), walk.told(amount.exact()));
        let place = self.step.by.as_ref().map_or(&self.step.place, |by| &by.place);
        let hint = "say where it goes then: `otherwise: ACCOUNT`".to_owned();
        Mistake::at(place, SettlementMistake::NoWeight { step, amount }).hint(hint)
    }

    /// The step that finds too little, and the steps that drew before it.
    fn short(&self, walk: &Walk<'_, '_>, from: usize, due: Fraction) -> Found {
        let from_name = walk.slate.ledger.holders()[from].name.to_string();
        let left = walk.told(walk.slate.ledger.balance(from).exact());
        let (step, due) = (self.step.name.clone(), walk.told(due));
        let kind = SettlementMistake::Short { from: from_name, left, step, due };
        let mut mistake = Mistake::at(&self.step.take.place, kind);
        for (earlier, outcome) in walk.formula.steps.iter().zip(&walk.slate.steps) {
            if walk.holder(earlier.from) == Some(from) {
                mistake =
                    mistake.and(&earlier.take.place, format!("took {}", walk.told(outcome.amount.exact())));
            }
        }
        mistake.hint("say what happens then: `short: prorate` or `short: owe`".to_owned())
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
