//! Villages drawn at random, edges first.

use super::change::reordered;
use super::needs::{Need, Needs, is_counted, usual_most};
use crate::books::{Book, Column, Evidence, Figure, Roster, Values};
use crate::exact::{BaseUnit, Fraction, IdOrder, Measure, Precision, Quantity, Unit};
use crate::formula::ColumnKind;
use crate::text::{Place, Source, Title};
use proptest::prelude::*;

/// A village as it is drawn: plain numbers, so that it can shrink.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    pools: Vec<Pool>,
    /// In thousandths of the unit.
    facts: Vec<u64>,
    /// What holds of whole columns.
    columns: Vec<Whole>,
    /// In the order of the file.
    households: Vec<Household>,
    /// Which of several changes a law makes.
    pub(super) lot: u32,
    /// Which edge of a band the village lies on, if it does on purpose.
    pub(super) aim: Option<u32>,
}

/// What a pool holds.
#[derive(Debug, Clone, Copy)]
enum Pool {
    /// So many dan for each household.
    Each(u64),
    /// So many quanta.
    Quanta(u64),
}

/// What holds of a whole column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Drawn,
    /// Nobody has any.
    Nobody,
    /// All have what the first one has.
    Alike,
}

#[derive(Debug, Clone)]
struct Household {
    /// The place that its id gives it among the others, which settles ties.
    id: usize,
    /// In thousandths of the column's unit, or the place of a word.
    values: Vec<u64>,
}

/// The quantum of drawn villages: a thousandth of a dan.
const QUANTA_PER_DAN: u64 = 1000;
/// What a dan weighs in them.
const CATTIES_PER_DAN: i128 = 150;
/// What a pool may hold for each household, in dan.
const MOST_EACH: u64 = 60;

/// Every village fit for `needs`.
pub(super) fn draws(needs: &Needs) -> impl Strategy<Value = Draw> + use<> {
    let pools: Vec<_> = needs.pools.iter().map(|_| pool()).collect();
    let facts: Vec<_> = needs.facts.iter().map(|need| number(need, 1)).collect();
    let columns: Vec<_> = needs.columns.iter().map(|_| whole()).collect();
    let values: Vec<_> = needs.columns.iter().map(|need| number(need, 0)).collect();
    let household = (any::<u8>(), values).boxed();
    let few = prop::collection::vec(household.clone(), 1..=6);
    let more = prop_oneof![
        400 => Just(Vec::new()),
        100 => prop::collection::vec(household.clone(), 1..=24),
        1 => prop::collection::vec(household, 994),
    ];
    let aim = prop::option::weighted(0.125, any::<u32>().no_shrink());
    (pools, facts, columns, (few, more), any::<u32>().no_shrink(), aim).prop_map(
        |(pools, facts, columns, (few, more), lot, aim)| {
            let households = named([few, more].concat());
            Draw { pools, facts, columns, households, lot, aim }
        },
    )
}

/// Gives ids by the drawn lots, so that they need not follow the rows.
fn named(drawn: Vec<(u8, Vec<u64>)>) -> Vec<Household> {
    let mut rank: Vec<usize> = (0..drawn.len()).collect();
    rank.sort_by_key(|row| (drawn[*row].0, *row));
    let mut ids = vec![0; drawn.len()];
    rank.into_iter().enumerate().for_each(|(id, row)| ids[row] = id);
    drawn.into_iter().zip(ids).map(|((_, values), id)| Household { id, values }).collect()
}

fn pool() -> BoxedStrategy<Pool> {
    prop_oneof![
        16 => (1..=MOST_EACH).prop_map(Pool::Each),
        2 => (0..=50 * QUANTA_PER_DAN).prop_map(Pool::Quanta),
        1 => Just(Pool::Quanta(1)),
        1 => Just(Pool::Quanta(0)),
    ]
    .boxed()
}

fn whole() -> BoxedStrategy<Whole> {
    prop_oneof![14 => Just(Whole::Drawn), 1 => Just(Whole::Nobody), 1 => Just(Whole::Alike)].boxed()
}

/// Mostly whole numbers from `least` on, often an edge.
fn number(need: &Need, least: u64) -> BoxedStrategy<u64> {
    let unit = match &need.kind {
        ColumnKind::Labels(words) => return (0..words.len() as u64).boxed(),
        ColumnKind::Numbers(unit) => *unit,
    };
    let most = usual_most(unit);
    let plain = (least..=most).prop_map(|whole| whole * 1000);
    let fine = (0..=most * 1000).boxed();
    let fine = if is_counted(unit) { plain.clone().boxed() } else { fine };
    let zero = Just(0);
    if need.edges.is_empty() {
        return prop_oneof![8 => plain, 3 => fine, 1 => zero].boxed();
    }
    prop_oneof![8 => plain, 3 => fine, 1 => zero, 3 => prop::sample::select(need.edges.clone())].boxed()
}

impl Draw {
    /// The village without one of its households; `None` when it is the last.
    pub(super) fn without(&self, row: usize) -> Option<Draw> {
        let mut fewer = self.clone();
        let gone = fewer.households.remove(row).id;
        for household in fewer.households.iter_mut().filter(|household| household.id > gone) {
            household.id -= 1;
        }
        (!fewer.households.is_empty()).then_some(fewer)
    }

    /// How many households there are.
    pub(super) fn len(&self) -> usize {
        self.households.len()
    }

    /// The village as a book.
    pub(super) fn book(&self, needs: &Needs) -> Book {
        let place = Place::new(&Source::new("village", ""), 0..0);
        let figure = |name: &str, quantity| Figure {
            name: name.to_owned(),
            title: Title::plain(name.replace('_', " ")),
            quantity,
            evidence: Evidence::Unstated,
            set: false,
            place: place.clone(),
        };
        let pools = needs.pools.iter().zip(&self.pools);
        let facts = needs.facts.iter().zip(&self.facts);
        let book = Book {
            name: "village".to_owned(),
            title: Title::both("An invented village", "虚拟村庄"),
            village: None,
            season: None,
            cite: None,
            note: None,
            measure: measure(),
            dan: Some(figure("dan", Quantity::new(Fraction::whole(CATTIES_PER_DAN), BaseUnit::Catty.into()))),
            pools: pools.map(|(name, pool)| figure(name, self.holding(*pool))).collect(),
            facts: facts
                .map(|(need, value)| figure(&need.name, Quantity::new(thousandths(*value), unit_of(need))))
                .collect(),
            roster: self.roster(needs, &place),
            attested: Vec::new(),
            relations: Vec::new(),
        };
        // A file of it must read back.
        if book.roster.ends_in_a_total() {
            let turned: Vec<usize> = (1..book.roster.len()).chain([0]).collect();
            return reordered(&book, &turned);
        }
        book
    }

    fn holding(&self, pool: Pool) -> Quantity {
        let quanta = match pool {
            Pool::Each(dan) => dan * QUANTA_PER_DAN * self.households.len() as u64,
            Pool::Quanta(quanta) => quanta,
        };
        Quantity::new(thousandths(quanta), BaseUnit::Dan.into())
    }

    fn roster(&self, needs: &Needs, place: &Place) -> Roster {
        let ids = self.households.iter().map(|household| format!("H{}", household.id + 1));
        let ids: Vec<String> = ids.collect();
        let columns = needs.columns.iter().enumerate().map(|(at, need)| Column {
            name: need.name.clone(),
            title: Title::plain(need.name.replace('_', " ")),
            values: self.values(at, need),
            places: 3,
            evidence: Evidence::Unstated,
            total: None,
            place: place.clone(),
        });
        Roster {
            order: IdOrder::of(&ids),
            ids,
            columns: columns.collect(),
            synthetic: None,
            place: place.clone(),
        }
    }

    fn values(&self, column: usize, need: &Need) -> Values {
        let drawn = self.households.iter().map(|household| match self.columns[column] {
            Whole::Drawn => household.values[column],
            Whole::Nobody => 0,
            Whole::Alike => self.households[0].values[column],
        });
        match &need.kind {
            ColumnKind::Numbers(unit) => {
                Values::Numbers { unit: *unit, numbers: drawn.map(thousandths).collect() }
            }
            ColumnKind::Labels(known) => {
                let place = |value: u64| usize::try_from(value).unwrap_or(0);
                Values::Labels { known: known.clone(), chosen: drawn.map(place).collect() }
            }
        }
    }
}

fn unit_of(need: &Need) -> Unit {
    match need.kind {
        ColumnKind::Numbers(unit) => unit,
        ColumnKind::Labels(_) => Unit::NONE,
    }
}

fn thousandths(value: u64) -> Fraction {
    Fraction::new(i128::from(value), 1000).unwrap_or(Fraction::ZERO)
}

fn measure() -> Measure {
    let quantum = Quantity::new(thousandths(1), BaseUnit::Dan.into());
    let precision = Precision::of(&quantum).expect("a thousandth of a dan can be posted");
    Measure::new(precision, Some(Fraction::whole(CATTIES_PER_DAN)))
}
