//! A YAML file as a tree whose every value knows its place.

use super::{Mistake, Place, TextMistake};

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What YAML can say here. Numbers stay the text they were written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing at all, or `~`.
    Nothing,
    /// A text, a number, a date: whatever was written.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Names with values, in the order of the file, no name twice.
    Map(Vec<(Key, Node)>),
}

/// A name on the left of a colon.
pub(super) type Key = (String, Place);

impl Node {
    fn found(&self) -> &'static str {
        match self.value {
            Value::Nothing => "nothing",
            Value::Text(_) => "a text or number",
            Value::List(_) => "a list",
            Value::Map(_) => "names with values",
        }
    }

    /// The mistake of not being `needed`.
    pub fn is_not<K: From<TextMistake>>(&self, needed: impl Into<String>) -> Mistake<K> {
        let kind = TextMistake::Shape { needed: needed.into(), found: self.found() };
        Mistake::at(&self.place, kind).hint(self.full_width_colon())
    }

    /// A hint at the colon of Chinese keyboards, which makes one text out of a
    /// name and its value.
    #[must_use]
    pub fn full_width_colon(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) if text.contains('：') => Some("write `: ` instead of `：`".to_owned()),
            _ => None,
        }
    }

    /// The text, when it is one; `needed` says what it should have been.
    ///
    /// # Errors
    ///
    /// Returns [`TextMistake::Shape`] otherwise.
    pub fn text<K: From<TextMistake>>(&self, needed: &str) -> Result<&str, Mistake<K>> {
        match &self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.is_not(needed)),
        }
    }

    /// The items, when it is a list.
    ///
    /// # Errors
    ///
    /// Returns [`TextMistake::Shape`] otherwise.
    pub fn list<K: From<TextMistake>>(&self, needed: &str) -> Result<&[Node], Mistake<K>> {
        match &self.value {
            Value::List(items) => Ok(items),
            _ => Err(self.is_not(needed)),
        }
    }

    /// The names with their values.
    ///
    /// # Errors
    ///
    /// Returns [`TextMistake::Shape`] otherwise.
    pub fn map<K: From<TextMistake>>(&self, needed: &str) -> Result<&[(Key, Node)], Mistake<K>> {
        match &self.value {
            Value::Map(entries) => Ok(entries),
            _ => Err(self.is_not(needed)),
        }
    }

    /// The place of `range` bytes inside a text; the whole text when escapes or
    /// line breaks make the bytes of the file differ from the bytes of the text.
    #[must_use]
    pub fn part(&self, range: std::ops::Range<usize>) -> Place {
        match &self.value {
            Value::Text(text) if self.place.text() == text => self.place.part(range),
            Value::Text(text)
                if self
                    .place
                    .text()
                    .strip_prefix(['"', '\''])
                    .is_some_and(|rest| rest.strip_suffix(['"', '\'']) == Some(text)) =>
            {
                self.place.part(range.start + 1..range.end + 1)
            }
            _ => self.place.clone(),
        }
    }
}
