//! A book as a file that reads back to the same.

use crate::books::{Book, Values};
use crate::exact::{Fraction, Unit};
use std::fmt::Write;

/// `book` as YAML, called `name`, with a `note` for its reader. Evidence,
/// attested lines and relations are left out: this is for invented books.
#[must_use]
pub fn book_yaml(book: &Book, name: &str, note: &str) -> String {
    let precision = book.measure.precision();
    let mut text = format!("book: {name}\nnote: >-\n  {note}\n");
    line(&mut text, format_args!("precision: {} {}", precision.quantum(), precision.unit().name()));
    if let Some(dan) = &book.dan {
        line(&mut text, format_args!("units: {{dan: {}}}", dan.quantity));
    }
    for (section, figures) in [("pools", &book.pools), ("facts", &book.facts)] {
        if figures.is_empty() && section == "facts" {
            continue;
        }
        line(&mut text, format_args!("{section}:{}", if figures.is_empty() { " {}" } else { "" }));
        for figure in figures {
            line(&mut text, format_args!("  {}: {}", quoted(&figure.name), figure.quantity));
        }
    }
    let columns = &book.roster.columns;
    line(&mut text, format_args!("households:\n  columns:{}", if columns.is_empty() { " {}" } else { "" }));
    for column in columns {
        let kind = match &column.values {
            Values::Numbers { unit, .. } if *unit == Unit::NONE => "number".to_owned(),
            Values::Numbers { unit, .. } => unit.to_string(),
            Values::Labels { known, .. } => {
                format!("[{}]", known.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
            }
        };
        line(&mut text, format_args!("    {}: {kind}", quoted(&column.name)));
    }
    text.push_str("  rows:\n");
    for (household, id) in book.roster.ids.iter().enumerate() {
        let cells = columns
            .iter()
            .map(|column| format!(", {}: {}", quoted(&column.name), quoted_cell(&column.values, household)));
        line(&mut text, format_args!("    - {{id: {}{}}}", quoted(id), cells.collect::<String>()));
    }
    text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a text takes every line");
}

/// Words that YAML may take for something else.
const NO_WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// A text as YAML takes it for that text and nothing else.
fn quoted(text: &str) -> String {
    let begins = text.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let plain = begins && text.chars().all(|own| own.is_alphanumeric() || "_-.".contains(own));
    match plain && !NO_WORDS.contains(&text.to_lowercase().as_str()) {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

fn quoted_cell(values: &Values, household: usize) -> String {
    let cell = cell(values, household);
    if matches!(values, Values::Labels { .. }) { quoted(&cell) } else { cell }
}

/// What stands in a row for one household.
pub(super) fn cell(values: &Values, household: usize) -> String {
    match values {
        Values::Numbers { numbers, .. } => plain(numbers[household]),
        Values::Labels { known, chosen } => known[chosen[household]].clone(),
    }
}

/// A number as a decimal, or as a quotient where it has none.
pub(super) fn plain(number: Fraction) -> String {
    let (text, exact) = number.to_places(9);
    if exact { text } else { number.to_string() }
}
