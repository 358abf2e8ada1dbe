//! A person's mistake, with its places.

use super::Place;
use std::fmt::Display;

/// A place in a file and what is to be said of it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where.
    pub place: Place,
    /// A few words under the excerpt; empty when the sentence says it all.
    pub label: String,
}

/// What is wrong, where, and the remedy when only one is likely.
///
/// `K` is the list of mistakes of one room; it holds facts, its `Display` is
/// one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake<K> {
    /// What is wrong.
    pub kind: K,
    /// Where, the most telling place first. Empty for a mistake of no file.
    pub marks: Vec<Mark>,
    /// What to do about it.
    pub hint: Option<String>,
}

/// All the mistakes of a file, in the order they were found.
pub type Mistakes<K> = Vec<Mistake<K>>;

impl<K> Mistake<K> {
    /// A mistake at `place`.
    pub fn at(place: &Place, kind: impl Into<K>) -> Self {
        let mark = Mark { place: place.clone(), label: String::new() };
        Self { kind: kind.into(), marks: vec![mark], hint: None }
    }

    /// A mistake of no file, such as one in an option.
    pub fn nowhere(kind: impl Into<K>) -> Self {
        Self { kind: kind.into(), marks: Vec::new(), hint: None }
    }

    /// Adds a second place with its own words.
    #[must_use]
    pub fn and(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.marks.push(Mark { place: place.clone(), label: label.into() });
        self
    }

    /// Puts words under the first excerpt.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        if let Some(mark) = self.marks.first_mut() {
            mark.label = label.into();
        }
        self
    }

    /// Adds the remedy, when there is one.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl<K> Mistake<K> {
    /// The same mistake in the list of another room.
    pub fn into_kind<Other: From<K>>(self) -> Mistake<Other> {
        Mistake { kind: self.kind.into(), marks: self.marks, hint: self.hint }
    }
}

impl<K: Display> Mistake<K> {
    /// The mistake as a sentence and its places, ready to be drawn beside the
    /// mistakes of other rooms.
    #[must_use]
    pub fn told(&self) -> Mistake<String> {
        Mistake { kind: self.kind.to_string(), marks: self.marks.clone(), hint: self.hint.clone() }
    }
}

/// What can be wrong with a file before its values mean anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextMistake {
    /// The reader of YAML gave up.
    #[error("this is not readable YAML: {0}")]
    Yaml(String),
    /// Anchors, aliases and merge keys.
    #[error("anchors, aliases and merges (`&`, `*`, `<<`) are not used here")]
    Alias,
    /// Deeper than any book or formula.
    #[error("this is nested deeper than {0} levels")]
    TooDeep(usize),
    /// More values than the budget.
    #[error("this file holds more values than can be read at once")]
    TooMuch,
    /// A name twice in one mapping.
    #[error("`{0}` is stated twice")]
    Twice(String),
    /// A book and a formula in one.
    #[error("this file states two of `book`, `record` and `formula`, each has a file of its own")]
    Both,
    /// Neither a book nor a formula.
    #[error(
        "this file is no book, record, formula or batch: it states none of `book: NAME`, `record: NAME`, `formula: NAME` and `batch: NAME`"
    )]
    Neither,
    /// A field that nothing has.
    #[error("{of} has no field `{name}`")]
    UnknownField {
        /// The name that was written.
        name: String,
        /// What it was written in.
        of: String,
    },
    /// A field that has to be there.
    #[error("{of} needs `{name}`")]
    MissingField {
        /// The name of the field.
        name: String,
        /// What lacks it.
        of: String,
    },
    /// Fields that stand for each other.
    #[error("{of} has either {names}")]
    OneOfFields {
        /// What has them.
        of: String,
        /// The fields, ready to print.
        names: String,
    },
    /// A field that needs another beside it.
    #[error("`{name}` needs `{other}` beside it")]
    Alone {
        /// The field that is there.
        name: String,
        /// The one that is not.
        other: String,
    },
    /// A word that calls for one field and not for another.
    #[error("what is {word} needs `{needed}`{}", .other.map(|other| format!(", and has no `{other}`")).unwrap_or_default())]
    Calls {
        /// The word.
        word: String,
        /// The field it calls for.
        needed: &'static str,
        /// The one that has no place beside it, when it is there.
        other: Option<&'static str>,
    },
    /// Something else was needed.
    #[error("{needed} is needed here, not {found}")]
    Shape {
        /// What was needed.
        needed: String,
        /// What was found.
        found: &'static str,
    },
    /// Not a word of a fixed list.
    #[error("`{found}` is none of {known}")]
    NotOneOf {
        /// What was written.
        found: String,
        /// The list, ready to print.
        known: String,
    },
    /// Not usable as a name.
    #[error("`{0}` is not a name: letters, digits and `_`, beginning with a letter")]
    NotAName(String),
    /// A word that means something already.
    #[error("`{0}` is a word of the language and cannot name anything")]
    Reserved(String),
    /// `!name` before a value.
    #[error("tags such as `{0}` are not used here")]
    Tag(String),
    /// A table with other separators.
    #[error("the columns of this table are separated by `{}`, commas are needed", .0.escape_debug())]
    Separator(char),
    /// A row of commas only.
    #[error("this row is empty")]
    EmptyRow,
    /// A formula for a book, or the other way round.
    #[error("this is {found}, not {needed}")]
    OtherKind {
        /// What the file is.
        found: &'static str,
        /// What was needed.
        needed: &'static str,
    },
    /// A table that is no table.
    #[error("this is not a readable table: {0}")]
    Table(String),
}
