//! Names, and the nearest one when a name is misspelt.

use super::{Mistake, Mistakes, Place, TextMistake};
use crate::exact::UNIT_NAMES;

/// Whether `text` can name a thing in a formula: a letter of any script, then
/// letters, digits and underscores.
fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Words with a meaning of their own in formulas and reports; neither books nor
/// formulas call anything so.
pub const RESERVED: [&str; 8] = ["and", "or", "not", "of", "rest", "quantum", "households", "net"];

/// A thing can be called `name`; a mistake otherwise.
pub fn check_name<K: From<TextMistake>>(name: &str, place: &Place, mistakes: &mut Mistakes<K>) {
    let kind = if !is_name(name) {
        TextMistake::NotAName(name.to_owned())
    } else if RESERVED.contains(&name) || UNIT_NAMES.contains(&name) {
        TextMistake::Reserved(name.to_owned())
    } else {
        return;
    };
    mistakes.push(Mistake::at(place, kind));
}

/// The one of `known` that `name` was most likely meant to be, when one is near.
fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let far = |other: &str| strsim::osa_distance(&name.to_lowercase(), &other.to_lowercase());
    let allowed = (name.chars().count() / 4).max(1);
    let near = known.into_iter().map(|other| (far(other), other)).filter(|(far, _)| *far <= allowed);
    near.min().map(|(_, other)| other)
}

/// "did you mean ...?" when a known name is near.
#[must_use]
pub fn did_you_mean<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_name_and_a_stranger_does_not() {
        let known = ["labor_days", "pooled_land", "inputs"];
        assert_eq!(nearest("labour_days", known), Some("labor_days"));
        assert_eq!(nearest("poled_land", known), Some("pooled_land"));
        assert_eq!(nearest("weather", known), None);
    }

    #[test]
    fn names_are_words_of_any_script() {
        assert!(is_name("labor_days") && is_name("土地分红") && is_name("x2"));
        assert!(!is_name("2x") && !is_name("") && !is_name("a-b") && !is_name("a b"));
    }
}
