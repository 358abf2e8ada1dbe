//! Laws that the engine promises of every rule.

use super::change::{Change, doubled, reordered, with_twin};
use super::court::{Fault, Heard, Hearing, Rule, Side, first_breach};
use crate::exact::Amount;
use crate::formula::{End, Reference};
use crate::ledger::HolderKind;
use crate::settlement::Settlement;

/// What a step moved is the sum of its parts, and what went in came out.
pub(super) fn conservation(hearing: &Hearing<'_>) -> Heard {
    let settlement = hearing.settlement;
    for (step, outcome) in settlement.steps.iter().enumerate() {
        let Some(parts) = &outcome.parts else { continue };
        let sign = if settlement.formula.steps[step].to == End::Households { 1 } else { -1 };
        let (came_in, went_out) = (quanta(outcome.amount), sign * sum(parts));
        if came_in != went_out {
            return hearing.alone(Fault::Unbalanced { step: Some(step), came_in, went_out });
        }
    }
    let holders = settlement.ledger.holders();
    let pools = holders.iter().filter(|holder| holder.kind == HolderKind::Pool);
    let parts = || settlement.steps.iter().filter_map(|outcome| outcome.parts.as_ref()).flatten();
    let paid: i128 = parts().filter(|part| part.is_negative()).map(|part| -quanta(*part)).sum();
    let received: i128 = parts().filter(|part| !part.is_negative()).map(|part| quanta(*part)).sum();
    let came_in = pools.map(|pool| quanta(pool.opening)).sum::<i128>() + paid;
    let went_out = holders.iter().map(|holder| quanta(holder.balance)).sum::<i128>() + received;
    if came_in == went_out {
        Heard::Kept
    } else {
        hearing.alone(Fault::Unbalanced { step: None, came_in, went_out })
    }
}

fn quanta(amount: Amount) -> i128 {
    i128::from(amount.quanta())
}

fn sum(parts: &[Amount]) -> i128 {
    parts.iter().map(|part| quanta(*part)).sum()
}

/// A part is nothing for whom a step is not, or who has none of its key.
pub(super) fn no_key_no_pay(hearing: &Hearing<'_>) -> Heard {
    let settlement = hearing.settlement;
    for (step, (outcome, trace)) in settlement.steps.iter().zip(&settlement.traces).enumerate() {
        let Some(parts) = &outcome.parts else { continue };
        for (household, part) in parts.iter().enumerate() {
            let is_among = trace.among.as_ref().is_none_or(|among| among.truth().of(household));
            let has_key = trace.key.as_ref().is_none_or(|key| !key.by.amount().of(household).is_zero());
            if *part != Amount::ZERO && !(is_among && has_key) {
                return hearing.alone(Fault::Part { step, household, part: *part, wanted: Amount::ZERO });
            }
        }
    }
    Heard::Kept
}

/// Rows in another order move no grain.
pub(super) fn order(hearing: &Hearing<'_>) -> Heard {
    let households = hearing.book().roster.len();
    if households == 1 {
        return Heard::NotAsked;
    }
    let backward: Vec<usize> = (0..households).rev().collect();
    let turned: Vec<usize> = (1..households).chain([0]).collect();
    let orders = [backward, turned];
    first_breach(hearing.some_of(&orders).iter().map(|order| {
        let book = reordered(hearing.book(), order);
        let Some(other) = hearing.court.settled(&book) else { return Heard::NotAsked };
        let place = |household: usize| order.iter().position(|own| *own == household).unwrap_or(0);
        match differs(hearing.settlement, &other, place) {
            Some(fault) => hearing.against(book.clone(), Change::Reordered, fault),
            None => Heard::Kept,
        }
    }))
}

/// Twice of everything, the quantum too, is as many quanta.
pub(super) fn scale(hearing: &Hearing<'_>) -> Heard {
    let Ok(book) = doubled(hearing.book()) else { return Heard::NotAsked };
    let Some(other) = hearing.court.settle_by(Rule::Doubled, &book).ok() else { return Heard::NotAsked };
    match differs(hearing.settlement, &other, |household| household) {
        Some(fault) => {
            let after = Side { book: book.clone(), rule: Rule::Doubled };
            hearing.between(Some(after), Change::Doubled, fault)
        }
        None => Heard::Kept,
    }
}

/// The first part that is not that of the same household in `other`, whose place
/// there is `place`.
fn differs(
    settlement: &Settlement<'_>,
    other: &Settlement<'_>,
    place: impl Fn(usize) -> usize,
) -> Option<Fault> {
    let columns = settlement.steps.iter().zip(&other.steps).enumerate();
    columns
        .filter_map(|(step, (own, other))| Some((step, own.parts.as_ref()?, other.parts.as_ref()?)))
        .find_map(|(step, own, other)| {
            let household = (0..own.len()).find(|household| own[*household] != other[place(*household)])?;
            Some(Fault::Part { step, household, part: own[household], wanted: other[place(household)] })
        })
}

/// Equals differ by a quantum at most in each step; one that names a step in
/// which they do may carry that on, and is not asked.
pub(super) fn equals(hearing: &Hearing<'_>) -> Heard {
    first_breach(hearing.households().map(|household| {
        let book = with_twin(hearing.book(), household);
        let Some(other) = hearing.court.settled(&book) else { return Heard::NotAsked };
        let twin = book.roster.len() - 1;
        let mut unlike = Vec::new();
        let unequal = other.steps.iter().enumerate().find_map(|(step, outcome)| {
            let parts = outcome.parts.as_ref()?;
            let (part, wanted) = (parts[household], parts[twin]);
            let apart = part.quanta().abs_diff(wanted.quanta());
            let clauses = other.formula.steps[step].clauses();
            let carries = other
                .formula
                .named_in(clauses)
                .iter()
                .any(|means| matches!(means, Reference::Step(step) if unlike.contains(step)));
            if apart > 0 {
                unlike.push(step);
            }
            (apart > 1 && !carries).then_some(Fault::Part { step, household, part, wanted })
        });
        match unequal {
            Some(fault) => hearing.against(book.clone(), Change::Twin { of: household }, fault),
            None => Heard::Kept,
        }
    }))
}
