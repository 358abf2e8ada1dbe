//! Quantities and units written in a file, and the unit that was meant when
//! one is misspelt.

use super::{Mistake, Mistakes, Node, Place, TextMistake, did_you_mean, note};
use crate::exact::{
    BASE_UNITS, DecimalError, Precision, PrecisionError, Quantity, QuantityError, UNIT_NAMES, Unit,
};

/// The mistake of a quantity at `place`.
pub fn wrong_quantity<K: From<QuantityError>>(place: &Place, error: QuantityError) -> Mistake<K> {
    let hint = match &error {
        QuantityError::Unit(unit) => Some(unit_hint(&unit.0)),
        QuantityError::Decimal(DecimalError::NotANumber(text)) => {
            unit_without_blank(text).or_else(|| quotient(text))
        }
        _ => None,
    };
    Mistake::at(place, error).hint(hint)
}

/// Other names of units, which people may write.
const OTHER_NAMES: [(&str, &str); 8] = [
    ("jin", "catty"),
    ("catties", "catty"),
    ("shi", "dan"),
    ("mu", "mou"),
    ("ox", "head"),
    ("oxen", "head"),
    ("people", "person"),
    ("gongfen", "point"),
];

/// The unit that was meant, or all there are.
fn unit_hint(name: &str) -> String {
    let chinese = BASE_UNITS.iter().find(|(_, _, chinese, _)| *chinese == name).map(|(_, known, ..)| *known);
    let other = || OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, known)| *known);
    match chinese.or_else(other) {
        Some(known) => format!("that is `{known}`"),
        None => {
            did_you_mean(name, UNIT_NAMES).unwrap_or_else(|| format!("units are {}", UNIT_NAMES.join(", ")))
        }
    }
}

/// `1/3`.
fn quotient(text: &str) -> Option<String> {
    let (above, below) = text.split_once('/')?;
    let written = format!("{} per {}", above.trim(), below.trim());
    Quantity::parse(&written).ok().map(|_| format!("write `{written}`"))
}

/// `160catty`.
fn unit_without_blank(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '_' | '-'))?;
    let (number, unit) = text.split_at(end);
    let spaced = format!("{number} {unit}");
    Quantity::parse(&spaced).ok().map(|_| format!("write `{spaced}`, with a blank before the unit"))
}

/// The quantity that `node` writes.
pub fn read_quantity<K>(node: &Node, mistakes: &mut Mistakes<K>) -> Option<Quantity>
where
    K: From<TextMistake> + From<QuantityError>,
{
    let text = note(node.text("a quantity such as `501 dan` or `30%`"), mistakes)?;
    note(Quantity::parse(text).map_err(|error| wrong_quantity(&node.place, error)), mistakes)
}

/// The unit that `node` writes; `number` is that of a pure one.
pub fn read_unit<K>(node: &Node, mistakes: &mut Mistakes<K>) -> Option<Unit>
where
    K: From<TextMistake> + From<QuantityError>,
{
    let text = note(node.text("a unit such as `mou`"), mistakes)?;
    if text == "number" {
        return Some(Unit::NONE);
    }
    note(Unit::parse(text).map_err(|error| wrong_quantity(&node.place, error.into())), mistakes)
}

/// The smallest amount posted, that `node` holds.
pub fn read_precision<K>(node: &Node, mistakes: &mut Mistakes<K>) -> Option<Precision>
where
    K: From<TextMistake> + From<QuantityError> + From<PrecisionError>,
{
    let quantum = read_quantity(node, mistakes)?;
    note(Precision::of(&quantum).map_err(|error| Mistake::at(&node.place, error)), mistakes)
}
