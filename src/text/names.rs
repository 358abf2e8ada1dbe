//! Names, and the nearest one when a name is misspelt.

use super::{Mistake, Mistakes, Node, Place, TextMistake, note};
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

/// The words that `node` lists, each of which can be called so.
pub fn read_words<K: From<TextMistake>>(node: &Node, mistakes: &mut Mistakes<K>) -> Option<Vec<String>> {
    let items = note(node.list("a list of words"), mistakes)?;
    let mut words = Vec::new();
    for item in items {
        let Some(word) = note(item.text("a word"), mistakes) else { continue };
        check_name(word, &item.place, mistakes);
        words.push(word.to_owned());
    }
    Some(words)
}

/// What the word in `node` stands for, out of a list of words.
pub fn read_one_of<T: Clone, K: From<TextMistake>>(
    node: &Node,
    names: &[(&str, T)],
    mistakes: &mut Mistakes<K>,
) -> Option<T> {
    let known = || names.iter().map(|(name, _)| *name);
    let list = known().collect::<Vec<_>>().join(", ");
    let word = note(node.text(&list), mistakes)?;
    let value = names.iter().find(|(name, _)| *name == word).map(|(_, value)| value.clone());
    if value.is_none() {
        let kind = TextMistake::NotOneOf { found: word.to_owned(), known: list };
        mistakes.push(Mistake::at(&node.place, kind).hint(did_you_mean(word, known())));
    }
    value
}

/// What is longer is no word that a pen could slip in.
const LONGEST_MISSPELT: usize = 100;

/// Among more names than this, no one is looked for further.
const MOST_KNOWN: usize = 1000;

/// The one of `known` that `name` was most likely meant to be, when one is near.
fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let length = name.chars().count();
    if length > LONGEST_MISSPELT {
        return None;
    }
    let allowed = (length / 4).max(1);
    let name = name.to_lowercase();
    let far = |other: &str| strsim::osa_distance(&name, &other.to_lowercase());
    let known = known.into_iter().take(MOST_KNOWN);
    let alike = known.filter(|other| other.chars().count().abs_diff(length) <= allowed);
    let near = alike.map(|other| (far(other), other)).filter(|(far, _)| *far <= allowed);
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
        let long = "x".repeat(LONGEST_MISSPELT);
        assert_eq!(nearest(&long[1..], [long.as_str()]), Some(long.as_str()));
        assert_eq!(nearest(&format!("{long}y"), [long.as_str()]), None);
    }

    #[test]
    fn names_are_words_of_any_script() {
        assert!(is_name("labor_days") && is_name("土地分红") && is_name("x2"));
        assert!(!is_name("2x") && !is_name("") && !is_name("a-b") && !is_name("a b"));
    }
}
