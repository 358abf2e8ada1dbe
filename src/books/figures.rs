//! Numbers of a book with their units and evidence: reading and checking them.

use super::{BookMistake, Evidence, Figure, form};
use crate::exact::{Amount, BaseUnit, Fraction, Measure, Quantity, Unit};
use crate::text::{Fields, Mistake, Mistakes, Node, Place, Title, Value, check_name, note, read_quantity};

pub(super) type Found = Mistakes<BookMistake>;

pub(super) fn text(node: &Node, needed: &str, mistakes: &mut Found) -> Option<String> {
    note(node.text(needed), mistakes).map(str::to_owned)
}

pub(super) fn read_figures(node: &Node, of: &str, mistakes: &mut Found) -> Vec<Figure> {
    let Some(entries) = note(node.map(&format!("{of} by its name")), mistakes) else { return Vec::new() };
    let mut figures = Vec::new();
    for ((name, place), value) in entries {
        check_name(name, place, mistakes);
        figures.extend(read_figure(name, value, mistakes));
    }
    figures
}

/// `501 dan`, or `{value: 501 dan, evidence: attested, cite: ...}`.
pub(super) fn read_figure(name: &str, node: &Node, mistakes: &mut Found) -> Option<Figure> {
    let (value, title, evidence) = if let Value::Map(_) = node.value {
        let mut fields = note(Fields::called(node, &form::FIGURE, format!("`{name}`")), mistakes)?;
        let value = fields.need("value", mistakes);
        let title = fields.may_title("title", mistakes);
        let evidence = Evidence::read(&mut fields, mistakes);
        fields.done(mistakes);
        (value?, title, evidence)
    } else {
        (node, None, Evidence::Unstated)
    };
    let quantity = read_quantity(value, mistakes)?;
    let title = title.unwrap_or_else(|| Title::plain(name.replace('_', " ")));
    Some(Figure { name: name.to_owned(), title, quantity, evidence, set: false, place: value.place.clone() })
}

pub(super) fn check_grain(name: &str, quantity: &Quantity, place: &Place, mistakes: &mut Found) {
    if !quantity.unit.dimension().is_grain() {
        let unit = if quantity.unit == Unit::NONE {
            "a pure number".to_owned()
        } else {
            format!("in {}", quantity.unit)
        };
        mistakes.push(Mistake::at(place, BookMistake::NotGrain { name: name.to_owned(), unit }));
    }
}

/// What is posted or compared with postings is a whole number of quanta that is
/// not negative.
pub(super) fn check_countable(
    name: &str,
    quantity: &Quantity,
    place: &Place,
    measure: Measure,
    mistakes: &mut Found,
) {
    let before = mistakes.len();
    check_grain(name, quantity, place, mistakes);
    if mistakes.len() > before {
        return;
    }
    let (name, value) = (name.to_owned(), quantity.to_string());
    let quantum = || {
        let unit = measure.precision().unit();
        format!("{} {}", measure.precision().quantum(), unit.name())
    };
    let kind = match measure.reduce(quantity) {
        Err(error) => {
            mistakes.push(Mistake::at(place, error).hint(error.remedy()));
            return;
        }
        Ok(quanta) if quanta.is_negative() => BookMistake::Negative { name, value },
        Ok(quanta) => match quanta.whole_number().map(Amount::try_from) {
            None => BookMistake::TooFine { name, value, quantum: quantum() },
            Some(Err(_)) => BookMistake::TooLarge { name, value, quantum: quantum() },
            Some(Ok(_)) => return,
        },
    };
    mistakes.push(Mistake::at(place, kind));
}

/// A dan weighs a positive number of catties.
pub(super) fn check_weight(dan: &Figure, mistakes: &mut Found) {
    if dan.quantity.unit != BaseUnit::Catty.into() || dan.quantity.value <= Fraction::ZERO {
        mistakes.push(Mistake::at(&dan.place, BookMistake::NotAWeight(dan.quantity.to_string())));
    }
}
