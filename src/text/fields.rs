//! Reading a mapping field by field, so that none is missed and none unknown.

use super::node::Key;
use super::{Mistake, Mistakes, Node, Place, TextMistake, Title, Value, did_you_mean};

/// The fields of one mapping. Each is taken by name; what was not taken by the
/// end is unknown, and said to be.
pub struct Fields<'n> {
    of: String,
    node: &'n Node,
    entries: &'n [(Key, Node)],
    asked: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The fields of `node`, which describes `of` ("a step", "this book").
    ///
    /// # Errors
    ///
    /// Returns [`TextMistake::Shape`] when `node` is no mapping.
    pub fn of<K: From<TextMistake>>(node: &'n Node, of: impl Into<String>) -> Result<Self, Mistake<K>> {
        let of = of.into();
        let entries = node.map(&of)?;
        Ok(Self { of, node, entries, asked: Vec::new() })
    }

    /// The field `name`, if it was written.
    pub fn may(&mut self, name: &'static str) -> Option<&'n Node> {
        self.asked.push(name);
        self.entries.iter().find(|((key, _), _)| key == name).map(|(_, value)| value)
    }

    /// The place of the field `other` when it stands where `name` should.
    #[must_use]
    pub fn is_instead(&self, name: &str, other: &str) -> Option<Place> {
        let place = |wanted: &str| {
            self.entries.iter().find(|((key, _), _)| key == wanted).map(|((_, place), _)| place)
        };
        if place(name).is_none() { place(other).cloned() } else { None }
    }

    /// The field `name`; a mistake when it was not written.
    pub fn need<K: From<TextMistake>>(
        &mut self,
        name: &'static str,
        mistakes: &mut Mistakes<K>,
    ) -> Option<&'n Node> {
        let found = self.may(name);
        if found.is_none() {
            let kind = TextMistake::MissingField { name: name.to_owned(), of: self.of.clone() };
            mistakes.push(Mistake::at(&self.start(), kind));
        }
        found
    }

    /// The text in the field `name`, if it was written.
    pub fn may_text<K: From<TextMistake>>(
        &mut self,
        name: &'static str,
        mistakes: &mut Mistakes<K>,
    ) -> Option<String> {
        let node = self.may(name)?;
        note(node.text("a text"), mistakes).map(str::to_owned)
    }

    /// The title in the field `name`: a text, or `{en: ..., zh: ...}`.
    pub fn may_title<K: From<TextMistake>>(
        &mut self,
        name: &'static str,
        mistakes: &mut Mistakes<K>,
    ) -> Option<Title> {
        Title::read(self.may(name)?, mistakes)
    }

    /// Every field that was written and not asked for is a mistake.
    pub fn done<K: From<TextMistake>>(self, mistakes: &mut Mistakes<K>) {
        for ((name, place), value) in self.entries {
            if !self.asked.contains(&name.as_str()) {
                let kind = TextMistake::UnknownField { name: name.clone(), of: self.of.clone() };
                // A bare comma inside braces ends a text and begins a name.
                let cut = value.value == Value::Nothing && place.text() == name;
                let quotes = cut.then(|| "inside `{}`, a text with a comma stands in quotes".to_owned());
                let hint = did_you_mean(name, self.asked.iter().copied()).or(quotes);
                mistakes.push(Mistake::at(place, kind).hint(hint));
            }
        }
    }

    /// Where to point when a field is missing: the first name of the mapping.
    fn start(&self) -> Place {
        self.entries.first().map_or_else(|| self.node.place.clone(), |((_, place), _)| place.clone())
    }
}

/// The value, or its mistake noted.
pub(crate) fn note<T, K>(read: Result<T, Mistake<K>>, mistakes: &mut Mistakes<K>) -> Option<T> {
    read.map_err(|mistake| mistakes.push(mistake)).ok()
}
