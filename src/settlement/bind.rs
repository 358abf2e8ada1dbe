//! What a formula needs, found in a book and brought to the book's measure.

use super::SettlementMistake;
use crate::books::{Book, Figure, Values};
use crate::exact::{Dimension, Fraction, Measure, MeasureError, Numbers};
use crate::formula::{ColumnKind, Formula, Opening};
use crate::text::{Mistake, Mistakes, Place, did_you_mean};

/// The facts, columns and parameters of one settlement, in the order of the
/// formula's lists, all in one measure.
#[derive(Debug, Clone)]
pub struct Season {
    pub(super) measure: Measure,
    /// For each pool of the formula, its place in the book; `None` opens empty.
    pub(super) pools: Vec<Option<usize>>,
    /// How many households there are.
    pub households: usize,
    /// The facts that the formula asks for.
    pub facts: Vec<Fraction>,
    /// The formula's own numbers.
    pub parameters: Vec<Fraction>,
    /// The columns that the formula asks for.
    pub columns: Vec<SeasonColumn>,
}

/// A column of the roster as the formula knows it.
#[derive(Debug, Clone)]
pub enum SeasonColumn {
    /// A number for each household, in the measure.
    Numbers(Numbers),
    /// For each household, the place of its word in the formula's list.
    Labels(Vec<usize>),
}

type Found = Mistakes<SettlementMistake>;

/// Finds everything `formula` needs in `book`, or says all that is missing.
pub(super) fn bind(formula: &Formula, book: &Book) -> Result<Season, Found> {
    let mut found = Vec::new();
    let mut pools = Vec::new();
    for pool in &formula.pools {
        let place = book.pools.iter().position(|own| own.name == pool.name);
        if place.is_none() && pool.opening == Opening::Book {
            let names = book.pools.iter().map(|pool| pool.name.as_str());
            let hint = did_you_mean(&pool.name, names);
            found.push(Mistake::at(&pool.place, SettlementMistake::NoPool(pool.name.clone())).hint(hint));
        }
        if let (Some(own), Opening::Empty) = (place, pool.opening) {
            let kind = SettlementMistake::EmptyPoolInBook(pool.name.clone());
            found.push(Mistake::at(&pool.place, kind).and(&book.pools[own].place, "in the book"));
        }
        pools.push(place.filter(|_| pool.opening == Opening::Book));
    }
    let measure = book.measure;
    let mut facts = Vec::new();
    for need in &formula.facts {
        let Some(fact) = book.fact(&need.name) else {
            let hint = did_you_mean(&need.name, book.facts.iter().map(|fact| fact.name.as_str()));
            found.push(Mistake::at(&need.place, SettlementMistake::NoFact(need.name.clone())).hint(hint));
            continue;
        };
        facts.push(bind_fact(
            fact,
            need.unit.dimension(),
            &need.unit.to_string(),
            &need.place,
            measure,
            &mut found,
        ));
    }
    let mut parameters = Vec::new();
    for parameter in &formula.parameters {
        let value = measure.reduce(&parameter.value);
        parameters.push(reduced(value, &parameter.place, &mut found));
    }
    let mut columns = Vec::new();
    for need in &formula.columns {
        columns.extend(bind_column(book, &need.name, &need.kind, &need.place, &mut found));
    }
    if !found.is_empty() {
        return Err(found);
    }
    Ok(Season { measure, households: book.roster.len(), pools, facts, parameters, columns })
}

/// A value in the book's measure; nothing, and a mistake, when it has none.
fn reduced(value: Result<Fraction, MeasureError>, place: &Place, found: &mut Found) -> Fraction {
    value.unwrap_or_else(|error| {
        found.push(Mistake::at(place, error).hint(error.remedy()));
        Fraction::ZERO
    })
}

fn bind_fact(
    fact: &Figure,
    needed: Dimension,
    needed_text: &str,
    place: &Place,
    measure: Measure,
    found: &mut Found,
) -> Fraction {
    if fact.quantity.unit.dimension() != needed {
        let (name, unit) = (fact.name.clone(), fact.quantity.unit.to_string());
        let kind = SettlementMistake::WrongUnit { name, found: unit, needed: needed_text.to_owned() };
        found.push(Mistake::at(place, kind).and(&fact.place, "in the book"));
        return Fraction::ZERO;
    }
    measure.reduce(&fact.quantity).unwrap_or_else(|error| {
        found.push(Mistake::at(&fact.place, error).hint(error.remedy()));
        Fraction::ZERO
    })
}

fn bind_column(
    book: &Book,
    name: &str,
    needed: &ColumnKind,
    place: &Place,
    found: &mut Found,
) -> Option<SeasonColumn> {
    let Some(column) = book.roster.column(name) else {
        let hint = did_you_mean(name, book.roster.columns.iter().map(|column| column.name.as_str()));
        found.push(Mistake::at(place, SettlementMistake::NoColumn(name.to_owned())).hint(hint));
        return None;
    };
    match (needed, &column.values) {
        (ColumnKind::Numbers(needed), Values::Numbers { unit, numbers }) => {
            if needed.dimension() != unit.dimension() {
                let (name, needed) = (name.to_owned(), needed.to_string());
                let kind = SettlementMistake::WrongUnit { name, found: unit.to_string(), needed };
                found.push(Mistake::at(place, kind).and(&column.place, "in the book"));
                return None;
            }
            let measure = book.measure;
            let one = measure.reduce(&crate::exact::Quantity::new(Fraction::ONE, *unit));
            let one = reduced(one, &column.place, found);
            let numbers = numbers.iter().map(|number| number.times(one)).collect::<Result<Vec<_>, _>>();
            match numbers {
                Ok(numbers) => Some(SeasonColumn::Numbers(Numbers::of(numbers))),
                Err(overflow) => {
                    found.push(Mistake::at(&column.place, overflow));
                    None
                }
            }
        }
        (ColumnKind::Labels(needed), Values::Labels { known, chosen }) => {
            let mut places = Vec::new();
            for label in known {
                let place_of = needed.iter().position(|own| own == label);
                if place_of.is_none() {
                    let (label, column_name, known) = (label.clone(), name.to_owned(), needed.join(", "));
                    let kind = SettlementMistake::UnknownLabel { label, column: column_name, known };
                    found.push(Mistake::at(place, kind).and(&column.place, "in the book"));
                }
                places.push(place_of.unwrap_or(0));
            }
            Some(SeasonColumn::Labels(chosen.iter().map(|label| places[*label]).collect()))
        }
        (needed, _) => {
            let (numbers, words) = ("numbers", "words");
            let (found_kind, needed) =
                if matches!(needed, ColumnKind::Numbers(_)) { (words, numbers) } else { (numbers, words) };
            let kind = SettlementMistake::WrongKind { name: name.to_owned(), found: found_kind, needed };
            found.push(Mistake::at(place, kind).and(&column.place, "in the book"));
            None
        }
    }
}
