//! Quantities and units written in a file, and the unit that was meant when
//! one is misspelt.

use super::{Mistake, Mistakes, Node, Place, TextMistake, did_you_mean, note};
use crate::exact::{Quantity, QuantityError, UNIT_NAMES, Unit};

/// The mistake of a quantity at `place`.
pub fn wrong_quantity<K: From<QuantityError>>(place: &Place, error: QuantityError) -> Mistake<K> {
    let hint = match &error {
        QuantityError::Unit(unit) => did_you_mean(&unit.0, UNIT_NAMES),
        _ => None,
    };
    Mistake::at(place, error).hint(hint)
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
