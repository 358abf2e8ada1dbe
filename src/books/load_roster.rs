//! From the part of a book that speaks of households, and the file it names, to
//! a roster.

use super::figures::{Found, read_figure};
use super::form;
use super::roster::last_is_total;
use super::{Attested, BookMistake, Column, Evidence, Figure, Folder, Roster, Values};
use crate::exact::{Fraction, IdOrder, Quantity, Unit};
use crate::text::{
    Cell, Fields, Mistake, Node, Place, Table, TextMistake, Title, Value, check_name, did_you_mean,
    is_inside, note, read_unit, read_words,
};
use std::collections::BTreeMap;

/// How the book declares a column, before its values are read.
struct Declared {
    name: String,
    title: Title,
    from: String,
    kind: Kind,
    evidence: Evidence,
    total: Option<Figure>,
    place: Place,
}

enum Kind {
    Numbers(Unit),
    Labels(Vec<String>),
}

pub(super) fn read_roster(node: &Node, folder: &dyn Folder, mistakes: &mut Found) -> Option<Roster> {
    let mut fields = note(Fields::of(node, &form::HOUSEHOLDS), mistakes)?;
    let synthetic = fields.may_title("synthetic", mistakes);
    let file = fields.may("file");
    let rows = fields.may("rows");
    let id = fields.may_text("id", mistakes).unwrap_or_else(|| "id".to_owned());
    let columns = fields.need("columns", mistakes);
    let declared = columns.map(|node| read_columns(node, mistakes));
    fields.done(mistakes);
    let table = match (file, rows) {
        (Some(file), None) => read_file(file, folder, mistakes)?,
        (None, Some(rows)) => {
            let wanted = declared.iter().flatten().map(|column| column.from.as_str());
            // What could not be read is declared all the same.
            let spoiled = columns.map(|node| names_of(node)).unwrap_or_default();
            let spoiled =
                spoiled.into_iter().filter(|name| !declared.iter().flatten().any(|own| own.name == *name));
            let wanted: Vec<&str> = [id.as_str()].into_iter().chain(wanted).chain(spoiled).collect();
            read_rows(rows, &wanted, mistakes)?
        }
        _ => return None,
    };
    let ids = read_ids(&table, &id, &node.place, mistakes)?;
    let declared = declared?;
    let columns: Vec<Column> =
        declared.into_iter().filter_map(|column| fill(column, &table, &ids, mistakes)).collect();
    refuse_total_row(&columns, &ids, &table, mistakes);
    let order = IdOrder::of(&ids);
    Some(Roster { ids, order, columns, synthetic, place: node.place.clone() })
}

/// The table in a file that stands beside the book.
fn read_file(node: &Node, folder: &dyn Folder, mistakes: &mut Found) -> Option<Table> {
    let path = note(node.text("the name of a file"), mistakes)?;
    if !is_inside(path) {
        mistakes.push(Mistake::at(&node.place, BookMistake::Outside(path.to_owned())));
        return None;
    }
    let source =
        folder.open(path).map_err(|error| Mistake::at(&node.place, BookMistake::File(error.to_string())));
    let source = note(source, mistakes)?;
    match Table::parse_csv(&source) {
        Ok(table) => Some(table),
        Err(wrong) => {
            mistakes.extend(wrong.into_iter().map(Mistake::into_kind));
            None
        }
    }
}

/// Rows written in the book itself, as a table of the columns that are declared.
fn read_rows(node: &Node, wanted: &[&str], mistakes: &mut Found) -> Option<Table> {
    let items = note(node.list("a list of households"), mistakes)?;
    let heading = wanted.iter().map(|name| Cell { text: (*name).to_owned(), place: node.place.clone() });
    let mut rows = Vec::new();
    for item in items {
        let Some(row) = note(item.map("a household"), mistakes) else { continue };
        let mut cells: Vec<Cell> =
            wanted.iter().map(|_| Cell { text: String::new(), place: start_of(item) }).collect();
        for ((name, place), value) in row {
            let Some(column) = wanted.iter().position(|wanted| wanted == name) else {
                let kind = TextMistake::UnknownField { name: name.clone(), of: "a household".to_owned() };
                mistakes.push(Mistake::at(place, kind).hint(did_you_mean(name, wanted.iter().copied())));
                continue;
            };
            let empty = value.value == Value::Nothing;
            let text =
                if empty { "" } else { note(value.text("a text or number"), mistakes).unwrap_or_default() };
            cells[column] = Cell { text: text.to_owned(), place: value.place.clone() };
        }
        rows.push(cells);
    }
    Some(Table { heading: heading.collect(), rows })
}

fn names_of(node: &Node) -> Vec<&str> {
    match &node.value {
        Value::Map(entries) => entries.iter().map(|((name, _), _)| name.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn start_of(node: &Node) -> Place {
    match &node.value {
        Value::Map(entries) if !entries.is_empty() => entries[0].0.1.clone(),
        _ => node.place.clone(),
    }
}

fn read_ids(table: &Table, id: &str, place: &Place, mistakes: &mut Found) -> Option<Vec<String>> {
    let Some(column) = table.column(id) else {
        mistakes.push(no_column(id, place, table));
        return None;
    };
    if table.rows.is_empty() {
        mistakes.push(Mistake::at(place, BookMistake::NoHousehold));
        return None;
    }
    let mut first: BTreeMap<&str, &Place> = BTreeMap::new();
    for row in &table.rows {
        let cell = &row[column];
        if cell.text.is_empty() {
            mistakes.push(Mistake::at(&cell.place, BookMistake::NoId));
        } else if let Some(earlier) = first.insert(&cell.text, &cell.place) {
            let twice = Mistake::at(&cell.place, BookMistake::HouseholdTwice(cell.text.clone()));
            mistakes.push(twice.and(earlier, "first listed here"));
        }
    }
    Some(table.rows.iter().map(|row| row[column].text.clone()).collect())
}

/// A total that was left in the table is no household.
fn refuse_total_row(columns: &[Column], ids: &[String], table: &Table, mistakes: &mut Found) {
    if last_is_total(columns) {
        let id = ids[ids.len() - 1].clone();
        let place = &table.rows[ids.len() - 1][0].place;
        mistakes.push(Mistake::at(place, BookMistake::TotalRow(id)));
    }
}

fn no_column(name: &str, place: &Place, table: &Table) -> Mistake<BookMistake> {
    let hint = did_you_mean(name, table.heading.iter().map(|cell| cell.text.as_str()));
    Mistake::at(place, BookMistake::NoColumn(name.to_owned())).hint(hint)
}

fn read_columns(node: &Node, mistakes: &mut Found) -> Vec<Declared> {
    let Some(entries) = note(node.map("the columns by their names"), mistakes) else { return Vec::new() };
    let mut columns = Vec::new();
    for ((name, place), value) in entries {
        check_name(name, place, mistakes);
        columns.extend(read_column(name, place, value, mistakes));
    }
    columns
}

/// `mou`, `[middle, poor]`, or `{from: land_mou, unit: mou, evidence: ..., total: ...}`.
fn read_column(name: &str, place: &Place, node: &Node, mistakes: &mut Found) -> Option<Declared> {
    let place = place.clone();
    let plain = Title::plain(name.replace('_', " "));
    if let Value::Text(_) | Value::List(_) = node.value {
        let kind = match node.value {
            Value::List(_) => Kind::Labels(read_words(node, mistakes)?),
            _ => Kind::Numbers(read_unit(node, mistakes)?),
        };
        let (name, from) = (name.to_owned(), name.to_owned());
        return Some(Declared {
            name,
            title: plain,
            from,
            kind,
            evidence: Evidence::Unstated,
            total: None,
            place,
        });
    }
    let mut fields = note(Fields::called(node, &form::COLUMN, format!("column `{name}`")), mistakes)?;
    let from = fields.may_text("from", mistakes).unwrap_or_else(|| name.to_owned());
    let title = fields.may_title("title", mistakes).unwrap_or(plain);
    let kind = match (fields.may("unit"), fields.may("values")) {
        (Some(unit), None) => read_unit(unit, mistakes).map(Kind::Numbers),
        (None, Some(values)) => read_words(values, mistakes).map(Kind::Labels),
        _ => None,
    };
    let evidence = Evidence::read(&mut fields, mistakes);
    let total = fields.may("total").and_then(|node| read_figure("total", node, mistakes));
    fields.done(mistakes);
    Some(Declared { name: name.to_owned(), title, from, kind: kind?, evidence, total, place })
}

/// The declared column with its values out of the table.
fn fill(declared: Declared, table: &Table, ids: &[String], mistakes: &mut Found) -> Option<Column> {
    let Declared { name, title, from, kind, evidence, total, place } = declared;
    let Some(at) = table.column(&from) else {
        mistakes.push(no_column(&from, &place, table));
        return None;
    };
    let before = mistakes.len();
    let cells = table.rows.iter().map(|row| &row[at]);
    let values = match kind {
        Kind::Numbers(unit) => {
            let read = |(cell, id): (&Cell, &String)| number(&name, cell, id, mistakes);
            Values::Numbers { unit, numbers: cells.zip(ids).map(read).collect() }
        }
        Kind::Labels(known) => {
            let read = |(cell, id): (&Cell, &String)| label(&name, &known, cell, id, mistakes);
            let chosen = cells.zip(ids).map(read).collect();
            Values::Labels { known, chosen }
        }
    };
    if mistakes.len() > before {
        return None;
    }
    if let (Values::Numbers { unit, numbers }, Some(total)) = (&values, &total) {
        check_total(&name, *unit, numbers, &total.quantity, &total.place, mistakes);
    }
    let written =
        table.rows.iter().map(|row| row[at].text.split_once('.').map_or(0, |(_, places)| places.len()));
    let places = written.max().unwrap_or(0);
    Some(Column { name, title, values, places, evidence, total, place })
}

fn number(column: &str, cell: &Cell, household: &str, mistakes: &mut Found) -> Fraction {
    if cell.text.is_empty() {
        let kind = BookMistake::NoValue { column: column.to_owned(), household: household.to_owned() };
        mistakes.push(Mistake::at(&cell.place, kind));
        return Fraction::ZERO;
    }
    match crate::exact::parse_decimal(&cell.text) {
        Ok(decimal) if decimal.is_sign_negative() && !decimal.is_zero() => {
            let kind = BookMistake::Negative { name: column.to_owned(), value: cell.text.clone() };
            mistakes.push(Mistake::at(&cell.place, kind));
            Fraction::ZERO
        }
        Ok(decimal) => Fraction::from_decimal(decimal),
        Err(error) => {
            let error = crate::exact::QuantityError::from(error);
            mistakes.push(Mistake::at(&cell.place, error));
            Fraction::ZERO
        }
    }
}

fn label(column: &str, known: &[String], cell: &Cell, household: &str, mistakes: &mut Found) -> usize {
    if cell.text.is_empty() {
        let kind = BookMistake::NoValue { column: column.to_owned(), household: household.to_owned() };
        mistakes.push(Mistake::at(&cell.place, kind));
        return 0;
    }
    known.iter().position(|label| *label == cell.text).unwrap_or_else(|| {
        let kind = BookMistake::NotALabel {
            column: column.to_owned(),
            value: cell.text.clone(),
            known: known.join(", "),
        };
        let hint = did_you_mean(&cell.text, known.iter().map(String::as_str));
        mistakes.push(Mistake::at(&cell.place, kind).hint(hint));
        0
    })
}

/// The values of a column must add up to its stated total.
fn check_total(
    column: &str,
    unit: Unit,
    numbers: &[Fraction],
    total: &Quantity,
    place: &Place,
    mistakes: &mut Found,
) {
    let column = column.to_owned();
    if total.unit != unit {
        let (found, needed) = (total.unit.to_string(), unit.to_string());
        let kind = BookMistake::TotalUnit { name: Attested::TOTAL, found, column, needed };
        mistakes.push(Mistake::at(place, kind));
        return;
    }
    let sum = numbers.iter().try_fold(Fraction::ZERO, |sum, number| sum.plus(*number));
    let kind = match sum {
        Ok(sum) if sum == total.value => return,
        Ok(sum) => {
            let sum = Quantity::new(sum, unit).to_string();
            BookMistake::Total { column, sum, total: total.to_string() }
        }
        Err(overflow) => BookMistake::Measure(overflow.into()),
    };
    mistakes.push(Mistake::at(place, kind));
}
