//! The edges of bands: finding a village that lies on one, and what a step
//! across it does.

use super::change::Lever;
use super::court::{Court, Fault, Heard, Hearing, Rule, Side, first_breach};
use crate::books::Book;
use crate::exact::{Amount, Fraction};
use crate::formula::Formula;

/// Where one band of a schedule ends and the next begins, by their places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    schedule: usize,
    band: usize,
}

/// Every edge of `formula`.
pub(super) fn edges(formula: &Formula) -> Vec<Edge> {
    let schedules = formula.schedules.iter().enumerate();
    let edges =
        schedules.flat_map(|(schedule, own)| (1..own.bands.len()).map(move |band| (schedule, band - 1)));
    edges.map(|(schedule, band)| Edge { schedule, band }).collect()
}

/// What a schedule looks up, and where the edge is; both move with the book.
struct Sight {
    of: Fraction,
    edge: Fraction,
}

/// A number of the book that moves what a schedule looks up, and its value on
/// the edge.
pub(super) struct Aim {
    lever: Lever,
    at: Fraction,
}

impl Aim {
    /// `book` on the edge.
    pub(super) fn book(&self, book: &Book) -> Book {
        self.lever.set(book, self.at)
    }
}

impl Court<'_> {
    /// Brings the village to `edge` by moving one of its numbers, for
    /// `household` where each has its own figure.
    pub(super) fn aim(&self, book: &Book, edge: Edge, household: usize) -> Option<Aim> {
        let now = self.sight(book, edge, household)?;
        self.levers(household).into_iter().find_map(|lever| {
            let from = lever.value(book)?.value;
            let moved = from.plus(Fraction::ONE).ok()?;
            let then = self.sight(&lever.set(book, moved), edge, household)?;
            let slope = then.of.minus(then.edge).ok()?.minus(now.of.minus(now.edge).ok()?).ok()?;
            let away = now.edge.minus(now.of).ok()?;
            let even = from.plus(away.over(slope).ok()??).ok()?;
            // Where the number stands below the line, its inverse moves evenly.
            let inverse = now.of.over(now.edge).ok().flatten().and_then(|ratio| from.times(ratio).ok());
            let is_on = |at: &Fraction| {
                let sight = || self.sight(&lever.set(book, *at), edge, household);
                lever.takes(book, *at) && sight().is_some_and(|sight| sight.of == sight.edge)
            };
            let at = [Some(even), inverse].into_iter().flatten().find(is_on)?;
            Some(Aim { lever, at })
        })
    }

    fn levers(&self, household: usize) -> Vec<Lever> {
        let facts = self.formula.facts.iter().map(|fact| Lever::Fact(fact.name.clone()));
        let pools = self.needs.pools.iter().map(|pool| Lever::Pool(pool.clone()));
        let columns = self.formula.columns.iter();
        let columns = columns.map(|column| Lever::Cell { column: column.name.clone(), household });
        facts.chain(pools).chain(columns).collect()
    }

    fn sight(&self, book: &Book, edge: Edge, household: usize) -> Option<Sight> {
        let settlement = self.settled(book)?;
        let looked = settlement.looked(edge.schedule)?;
        Some(Sight { of: looked.of.amount().of(household), edge: looked.bands[edge.band].upper?.0 })
    }
}

/// A step this many times as large as those beside it is a jump.
const JUMP: i64 = 4;

/// No step across the edge of a band moves a household's net by far more than
/// the steps beside it.
pub(super) fn no_cliff(hearing: &Hearing<'_>) -> Heard {
    let edges = edges(hearing.settlement.formula);
    let asked = hearing.some_of(&edges).iter();
    first_breach(asked.flat_map(|edge| hearing.households().map(move |household| (*edge, household))).map(
        |(edge, household)| match hearing.court.aim(hearing.book(), edge, household) {
            Some(aim) => across(hearing, &aim),
            None => Heard::NotAsked,
        },
    ))
}

/// Walks over the edge in least steps and looks for a jump.
fn across(hearing: &Hearing<'_>, aim: &Aim) -> Heard {
    let book = hearing.book();
    let Some(least) = aim.lever.least(book) else { return Heard::NotAsked };
    let point = |steps: i128| {
        let at = aim.at.plus(least.times(Fraction::whole(steps)).ok()?).ok()?;
        let village = aim.lever.takes(book, at).then(|| aim.lever.set(book, at))?;
        let nets = hearing.court.nets(&village)?;
        Some((at, village, nets))
    };
    let points: Option<Vec<(Fraction, Book, Vec<Amount>)>> = (-2..=2).map(point).collect();
    let Some(points) = points else { return Heard::NotAsked };
    let step = |from: usize, household: usize| {
        points[from + 1].2[household].quanta().saturating_sub(points[from].2[household].quanta())
    };
    let smooth =
        |household: usize| step(0, household).saturating_abs().max(step(3, household).saturating_abs());
    let is_jump = |(from, household): &(usize, usize)| {
        let most = smooth(*household).saturating_mul(JUMP).saturating_add(2 * hearing.slack());
        step(*from, *household).saturating_abs() > most
    };
    let steps =
        [1, 2].into_iter().flat_map(|from| (0..book.roster.len()).map(move |household| (from, household)));
    match steps.filter(is_jump).max_by_key(|(from, household)| step(*from, *household).saturating_abs()) {
        Some((from, household)) => {
            let [(_, before, nets), (to, after, then)] = [&points[from], &points[from + 1]];
            let Some(value) = aim.lever.value(before) else { return Heard::NotAsked };
            let fault = Fault::Worse { household, before: nets[household], after: then[household] };
            let [before, after] = [before, after].map(|book| Side { book: book.clone(), rule: Rule::Own });
            Heard::broken(before, Some(after), aim.lever.change(value, *to), fault)
        }
        None => Heard::Kept,
    }
}
