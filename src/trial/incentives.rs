//! Laws that a rule may keep or break: what it rewards.

use super::change::{Change, Lever, merged};
use super::court::{Court, Fault, Heard, Hearing, Rule, Side, first_breach};
use super::needs::{Needs, is_counted};
use crate::books::{Book, Column};
use crate::exact::{Amount, Exact, Fraction, Rounding};
use crate::settlement::Settlement;

/// More of a column never lowers a household's net, but by rounding.
pub(super) fn more_of(hearing: &Hearing<'_>, columns: &[String]) -> Heard {
    let Ok(nets) = hearing.settlement.nets() else { return Heard::NotAsked };
    let asked = hearing.some_of(columns).iter();
    first_breach(asked.flat_map(|column| hearing.households().map(move |household| (column, household))).map(
        |(column, household)| {
            let lever = Lever::Cell { column: column.clone(), household };
            let Some(from) = lever.value(hearing.book()) else { return Heard::NotAsked };
            let mores = mores(from.value, is_counted(from.unit));
            first_breach(hearing.some_of(&mores).iter().map(|to| {
                let book = lever.set(hearing.book(), *to);
                let change = lever.change(from.clone(), *to);
                worse_in(hearing, &nets, &book, &change, household..household + 1)
            }))
        },
    ))
}

/// Larger values to try in place of one: a little, one and a good deal more.
fn mores(from: Fraction, counted: bool) -> Vec<Fraction> {
    let tenth = Fraction::new(1, 10).unwrap_or(Fraction::ONE);
    let by = [Fraction::ONE, Fraction::whole(10), if counted { Fraction::ONE } else { tenth }];
    by.into_iter().filter_map(|by| from.plus(by).ok()).collect()
}

/// A larger harvest never lowers anyone's net, but by rounding.
pub(super) fn more_output(hearing: &Hearing<'_>) -> Heard {
    let Ok(nets) = hearing.settlement.nets() else { return Heard::NotAsked };
    let pools = &hearing.court.needs.pools;
    first_breach(hearing.some_of(pools).iter().map(|pool| {
        let lever = Lever::Pool(pool.clone());
        let Some(from) = lever.value(hearing.book()) else { return Heard::NotAsked };
        let more = [Fraction::ONE, Fraction::whole(10), from.value];
        let more = more.into_iter().filter(|more| !more.is_zero());
        let more = more.filter_map(|more| from.value.plus(more).ok());
        let more: Vec<Fraction> = more.filter(|more| lever.takes(hearing.book(), *more)).collect();
        first_breach(hearing.some_of(&more).iter().map(|to| {
            let book = lever.set(hearing.book(), *to);
            worse_in(hearing, &nets, &book, &lever.change(from.clone(), *to), 0..nets.len())
        }))
    }))
}

/// Whether one of `households` has less in `book` than it had, beyond rounding.
fn worse_in(
    hearing: &Hearing<'_>,
    nets: &[Amount],
    book: &Book,
    change: &Change,
    households: std::ops::Range<usize>,
) -> Heard {
    let Some(after) = hearing.court.nets(book) else { return Heard::NotAsked };
    let loss = |household: &usize| nets[*household].quanta().saturating_sub(after[*household].quanta());
    let worst = households.filter(|household| loss(household) > hearing.slack()).max_by_key(loss);
    match worst {
        Some(household) => {
            let (before, after) = (nets[household], after[household]);
            let fault = Fault::Worse { household, before, after };
            hearing.against(book.clone(), change.clone(), fault)
        }
        None => Heard::Kept,
    }
}

/// Nobody ends below nothing.
pub(super) fn never_below(hearing: &Hearing<'_>) -> Heard {
    let Ok(nets) = hearing.settlement.nets() else { return Heard::NotAsked };
    match nets.iter().enumerate().filter(|(_, net)| net.is_negative()).min_by_key(|(_, net)| **net) {
        Some((household, has)) => {
            hearing.alone(Fault::Figure { household, has: *has, against: Amount::ZERO })
        }
        None => Heard::Kept,
    }
}

/// Whose work counts for at least this part of all is asked whether it pays.
const COUNTS: i128 = 100;

/// Who works ends with more than by not working. It is asked where the pools
/// hold so much that no household's part is lost in rounding.
pub(super) fn work_pays(hearing: &Hearing<'_>) -> Heard {
    let (book, labor) = (hearing.book(), &hearing.court.labor);
    let Ok(nets) = hearing.settlement.nets() else { return Heard::NotAsked };
    let columns: Vec<&Column> = labor.iter().filter_map(|name| book.roster.column(name)).collect();
    if !has_plenty(book, &hearing.court.needs.pools) {
        return Heard::NotAsked;
    }
    first_breach(hearing.households().map(|household| {
        if columns.is_empty() || !columns.iter().all(|column| counts(column, household)) {
            return Heard::NotAsked;
        }
        let idle = labor.iter().fold(book.clone(), |book, column| {
            Lever::Cell { column: column.clone(), household }.set(&book, Fraction::ZERO)
        });
        let Some(after) = hearing.court.nets(&idle) else { return Heard::NotAsked };
        let (before, after) = (nets[household], after[household]);
        if before > after {
            return Heard::Kept;
        }
        let fault = Fault::Worse { household, before, after };
        hearing.against(idle, Change::Idle { household }, fault)
    }))
}

/// Whether each of these pools holds at least a thousand quanta a household.
fn has_plenty(book: &Book, pools: &[String]) -> bool {
    let households = i128::try_from(book.roster.len()).unwrap_or(i128::from(u32::MAX));
    let least = Fraction::whole(10 * COUNTS * households);
    let mut pools = book.pools.iter().filter(|pool| pools.contains(&pool.name));
    pools.all(|pool| book.measure.reduce(&pool.quantity).is_ok_and(|quanta| quanta >= least))
}

/// Whether `household` has a hundredth of a column or more.
fn counts(column: &Column, household: usize) -> bool {
    let own = column.numbers().map(|numbers| numbers[household].times(Fraction::whole(COUNTS)));
    match (own, column.sum()) {
        (Some(Ok(own)), Some(sum)) => !own.is_zero() && own >= sum,
        _ => false,
    }
}

/// Two households that become one have together what they had apart, but for
/// rounding.
pub(super) fn merging(hearing: &Hearing<'_>) -> Heard {
    let Ok(nets) = hearing.settlement.nets() else { return Heard::NotAsked };
    first_breach(hearing.pairs().map(|(one, other)| {
        let Some(book) = merged(hearing.book(), one, other, hearing.court.formula) else {
            return Heard::NotAsked;
        };
        let (apart, together) = (nets[one].plus(nets[other]), hearing.court.nets(&book));
        let (Ok(before), Some(together)) = (apart, together) else { return Heard::NotAsked };
        let after = together[one];
        // Three parts are rounded, each by less than a quantum.
        if before.quanta().abs_diff(after.quanta()) <= 2 * hearing.slack().unsigned_abs() {
            return Heard::Kept;
        }
        let fault = Fault::Worse { household: one, before, after };
        hearing.against(book, Change::Merged { one, other }, fault)
    }))
}

/// Nobody receives less than their own land would have brought them at the
/// cooperative's yield. What they advance and what they pay they would have had
/// to pay as well outside.
pub(super) fn joining(hearing: &Hearing<'_>) -> Heard {
    let settlement = hearing.settlement;
    let Some(alone) = harvest_of_each(hearing) else { return Heard::NotAsked };
    let short = |household: usize| {
        let received = received(settlement, household)?;
        let short = alone[household].quanta().checked_sub(received.quanta())?;
        Some((household, received, short))
    };
    let worst = (0..alone.len()).filter_map(short).filter(|(_, _, short)| *short > hearing.slack());
    match worst.max_by_key(|(_, _, short)| *short) {
        Some((household, has, _)) => {
            hearing.alone(Fault::Figure { household, has, against: alone[household] })
        }
        None => Heard::Kept,
    }
}

/// What each household's land brings at the yield of all.
fn harvest_of_each(hearing: &Hearing<'_>) -> Option<Vec<Amount>> {
    let book = hearing.book();
    let harvest = book.pool(hearing.court.harvest.as_ref()?)?;
    let harvest = book.measure.reduce(&harvest.quantity).ok()?;
    let column = book.roster.column(hearing.court.paying_land.as_ref()?)?;
    let per_unit = harvest.over(column.sum()?).ok()??;
    let own = |land: &Fraction| land.times(per_unit).and_then(|own| own.rounded(Rounding::Down)).ok();
    column.numbers()?.iter().map(own).collect()
}

/// What a household was given, whatever it paid.
fn received(settlement: &Settlement<'_>, household: usize) -> Option<Amount> {
    let parts = settlement.steps.iter().filter_map(|outcome| outcome.parts.as_ref());
    Amount::sum(parts.map(|parts| parts[household]).filter(|part| !part.is_negative())).ok()
}

/// The household with the most land has no less income than under the rule that
/// was replaced, but for rounding. It is asked where both rules share out the
/// same pools.
pub(super) fn land_rich(hearing: &Hearing<'_>) -> Heard {
    let (court, book) = (hearing.court, hearing.book());
    let richest = || {
        let land = book.roster.column(court.land.first()?)?.numbers()?;
        (0..land.len()).rev().max_by_key(|household| land[*household])
    };
    let (Some(_), Some(household)) = (court.replaced, richest()) else { return Heard::NotAsked };
    if !share_the_same(court) {
        return Heard::NotAsked;
    }
    let Some(replaced) = court.settle_by(Rule::Replaced, book).ok() else { return Heard::NotAsked };
    let (Ok(now), Ok(then)) = (hearing.settlement.incomes(), replaced.incomes()) else {
        return Heard::NotAsked;
    };
    let slack = hearing.slack() + i64::try_from(replaced.household_steps().count()).unwrap_or(0);
    let (before, after) = (then[household], now[household]);
    if before.quanta().saturating_sub(after.quanta()) <= slack {
        return Heard::Kept;
    }
    let side = |rule| Side { book: book.clone(), rule };
    let fault = Fault::Worse { household, before, after };
    Heard::broken(side(Rule::Replaced), Some(side(Rule::Own)), Change::Replaced, fault)
}

/// Whether the rule and the one it replaced draw on the same pools of a book.
fn share_the_same(court: &Court<'_>) -> bool {
    let pools = |rule| {
        let mut pools = Needs::of(&[court.formula(rule)]).pools;
        pools.sort();
        pools
    };
    pools(Rule::Own) == pools(Rule::Replaced)
}
