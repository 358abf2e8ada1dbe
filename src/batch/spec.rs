//! From a batch file to what it says, all its mistakes at once.

use super::form;
use crate::exact::{
    Fraction, Measure, MeasureError, Precision, PrecisionError, Quantity, QuantityError, Range, Unit,
};
use crate::text::{
    Fields, Mention, Mistake, Mistakes, Node, Place, Source, TextMistake, is_inside, note, parse_yaml,
    read_precision, read_quantity, wrong_quantity,
};
use std::sync::Arc;

/// What a batch file says.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The name of the batch.
    pub name: String,
    /// How amounts are counted.
    pub measure: Measure,
    /// Facts and pools that are the same everywhere, as written.
    pub facts: Vec<(String, Quantity, Place)>,
    /// Facts and pools that are drawn, and the range of what they are multiplied by.
    pub draws: Vec<(String, Range, Place)>,
    /// The table of cooperatives.
    pub cooperatives: TableSpec,
    /// The table of households.
    pub households: TableSpec,
}

/// One of the two tables.
#[derive(Debug, Clone)]
pub struct TableSpec {
    /// The file, relative to the batch file and inside its folder.
    pub file: String,
    /// The column that names the cooperative.
    pub cooperative: Mention,
    /// The column that names the household.
    pub id: Option<Mention>,
    /// The other columns that are read.
    pub columns: Vec<ColumnSpec>,
    /// Where the table is described.
    pub place: Place,
}

impl TableSpec {
    /// The headings of all columns that are read.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().map(|column| &column.from);
        [&self.cooperative].into_iter().chain(&self.id).chain(columns).map(|mention| mention.name.as_str())
    }
}

/// What a column of a table is to formulas.
#[derive(Debug, Clone)]
pub struct ColumnSpec {
    /// The heading of the column.
    pub from: Mention,
    /// What formulas call it.
    pub name: String,
    /// The unit of its numbers; `None` for words.
    pub unit: Option<Unit>,
    /// Where it is said.
    pub place: Place,
}

/// What is wrong with a batch.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BatchMistake {
    /// A mistake of the file's form.
    #[error(transparent)]
    Text(#[from] TextMistake),
    /// A number that is none.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A precision that is none.
    #[error(transparent)]
    Precision(#[from] PrecisionError),
    /// A number that cannot be counted in the batch's measure.
    #[error(transparent)]
    Measure(#[from] MeasureError),
    /// `150 mou` for a dan.
    #[error("a dan weighs catties, more than none: `150 catty`")]
    Weight,
    /// A path that leads elsewhere.
    #[error("`{0}` leads out of the folder of the batch")]
    Outside(String),
    /// A column stands for two things or two columns for one.
    #[error("`{0}` is stated twice")]
    Twice(String),
    /// A heading without a column of the batch.
    #[error("{file} has no column `{name}`")]
    NoColumn {
        /// The file.
        file: String,
        /// The column.
        name: String,
    },
    /// A formula asks for what no column gives.
    #[error("formula `{formula}` needs the {what} `{name}`, and no column of {table} gives it")]
    Missing {
        /// The formula.
        formula: String,
        /// A pool, a fact or a column.
        what: &'static str,
        /// Its name.
        name: String,
        /// Cooperatives or households.
        table: &'static str,
    },
    /// Mou where days are needed.
    #[error("`{name}` is in {found}, formula `{formula}` needs {needed}")]
    WrongUnit {
        /// Of what.
        name: String,
        /// The unit it has.
        found: String,
        /// The unit that is needed.
        needed: String,
        /// By whom.
        formula: String,
    },
    /// `1 dan..2 dan` to multiply by.
    #[error(
        "a figure is multiplied by what is drawn, a pure number and none less than nothing, not by `{0}`"
    )]
    NoFactor(String),
    /// What is to be drawn is asked for by nobody.
    #[error("no formula has a fact or pool `{0}` to draw")]
    DrawsNothing(String),
    /// A pool that is not whole quanta.
    #[error("`{0}` is finer than the smallest amount posted, or less than nothing")]
    NotWhole(String),
}

type Found = Mistakes<BatchMistake>;

/// Reads the batch in `source`.
///
/// # Errors
///
/// Returns every mistake of the file.
pub fn load_spec(source: &Arc<Source>) -> Result<Spec, Found> {
    let node = parse_yaml(source)
        .map_err(|mistakes| mistakes.into_iter().map(Mistake::into_kind).collect::<Vec<_>>())?;
    let mut found = Vec::new();
    match read_spec(&node, &mut found) {
        Some(spec) if found.is_empty() => Ok(spec),
        _ => Err(found),
    }
}

fn read_spec(node: &Node, found: &mut Found) -> Option<Spec> {
    let mut fields = note(Fields::of(node, &form::BATCH), found)?;
    let name = fields.need("batch", found).and_then(|node| text(node, "the name of the batch", found));
    let quantum = fields.may("precision").map(|node| read_precision(node, found));
    let weight = fields.may("units").map(|node| read_weight(node, found));
    let facts = fields.may("facts").map(|node| read_facts(node, found)).unwrap_or_default();
    let draws = fields.may("draws").map(|node| read_draws(node, found)).unwrap_or_default();
    let cooperatives = fields.need("cooperatives", found);
    let cooperatives = cooperatives.and_then(|node| read_table(node, &form::COOPERATIVES, found));
    let households = fields.need("households", found);
    let households = households.and_then(|node| read_table(node, &form::HOUSEHOLDS, found));
    fields.done(found);
    for (name, _, place) in &facts {
        let columns = cooperatives.iter().flat_map(|table: &TableSpec| &table.columns);
        if let Some(column) = columns.into_iter().find(|column| column.name == *name) {
            let twice = Mistake::at(&column.place, BatchMistake::Twice(name.clone()));
            found.push(twice.and(place, "the same for every cooperative here"));
        }
    }
    let precision = match quantum {
        Some(precision) => precision?,
        None => Precision::of(&Quantity::parse("0.001 dan").ok()?).ok()?,
    };
    let weight = match weight {
        Some(weight) => Some(weight?),
        None => None,
    };
    let measure = Measure::new(precision, weight);
    Some(Spec { name: name?, measure, facts, draws, cooperatives: cooperatives?, households: households? })
}

fn text(node: &Node, needed: &str, found: &mut Found) -> Option<String> {
    note(node.text(needed), found).map(str::to_owned)
}

fn read_weight(node: &Node, found: &mut Found) -> Option<Fraction> {
    let mut fields = note(Fields::of(node, &form::UNITS), found)?;
    let dan = fields.may("dan").and_then(|node| Some((read_quantity(node, found)?, node)));
    fields.done(found);
    let (dan, node) = dan?;
    if dan.unit != crate::exact::BaseUnit::Catty.into() || dan.value <= Fraction::ZERO {
        found.push(Mistake::at(&node.place, BatchMistake::Weight));
        return None;
    }
    Some(dan.value)
}

fn read_facts(node: &Node, found: &mut Found) -> Vec<(String, Quantity, Place)> {
    let Some(entries) = note(node.map("facts"), found) else { return Vec::new() };
    let read = |((name, place), value): &((String, Place), Node)| {
        Some((name.clone(), read_quantity(value, found)?, place.clone()))
    };
    entries.iter().filter_map(read).collect()
}

fn read_draws(node: &Node, found: &mut Found) -> Vec<(String, Range, Place)> {
    let Some(entries) = note(node.map("draws"), found) else { return Vec::new() };
    let mut draws = Vec::new();
    for ((name, place), value) in entries {
        let Some(text) = text(value, "a range such as `90%..110%`", found) else { continue };
        let range = Range::parse(&text).map_err(|error| wrong_quantity(&value.place, error));
        let Some(range) = note(range, found) else { continue };
        if range.low.unit != Unit::NONE || range.low.value.is_negative() {
            found.push(Mistake::at(&value.place, BatchMistake::NoFactor(text)));
        }
        draws.push((name.clone(), range, place.clone()));
    }
    draws
}

fn read_table(node: &Node, form: &'static crate::text::Form, found: &mut Found) -> Option<TableSpec> {
    let mut fields = note(Fields::of(node, form), found)?;
    let file = fields.need("file", found).and_then(|node| read_path(node, found));
    let is_households = form.field("id").is_some();
    let cooperative = fields.need(if is_households { "cooperative" } else { "key" }, found);
    let cooperative = cooperative.and_then(|node| Mention::read(node, "the name of a column", found));
    let id = is_households.then(|| {
        fields.need("id", found).and_then(|node| Mention::read(node, "the name of a column", found))
    });
    let columns = fields.need("columns", found).map(|node| read_columns(node, found));
    fields.done(found);
    let id = match id {
        Some(id) => Some(id?),
        None => None,
    };
    Some(TableSpec {
        file: file?,
        cooperative: cooperative?,
        id,
        columns: columns?,
        place: node.place.clone(),
    })
}

fn read_path(node: &Node, found: &mut Found) -> Option<String> {
    let path = text(node, "the name of a file", found)?;
    if !is_inside(&path) {
        found.push(Mistake::at(&node.place, BatchMistake::Outside(path)));
        return None;
    }
    Some(path)
}

fn read_columns(node: &Node, found: &mut Found) -> Vec<ColumnSpec> {
    let Some(entries) = note(node.map("columns"), found) else { return Vec::new() };
    let mut columns: Vec<ColumnSpec> = Vec::new();
    for ((from, at), value) in entries {
        let Some(says) = text(value, "a name and its unit, such as `land in mou`", found) else { continue };
        let (name, unit) = match says.split_once(" in ") {
            Some((name, unit)) => {
                let unit = match unit.trim() {
                    "number" => Ok(Unit::NONE),
                    unit => Unit::parse(unit),
                };
                let unit = unit.map_err(|error| wrong_quantity(&value.place, QuantityError::from(error)));
                let Some(unit) = note(unit, found) else { continue };
                (name, Some(unit))
            }
            None => (says.as_str(), None),
        };
        let name = name.trim().to_owned();
        let from = Mention { name: from.clone(), place: at.clone() };
        if let Some(earlier) = columns.iter().find(|earlier| earlier.name == name) {
            let twice = Mistake::at(&value.place, BatchMistake::Twice(name.clone()));
            found.push(twice.and(&earlier.place, "first stated here"));
        }
        columns.push(ColumnSpec { from, name, unit, place: value.place.clone() });
    }
    columns
}
