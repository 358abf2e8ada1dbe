//! What a thing is called, in the two languages of the reports.

use super::{Field, Fields, Form, Mistakes, Node, Shape, TextMistake, Value, note};

/// A language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// A title in both languages.
pub static TITLE: Form = Form {
    of: "a title",
    fields: &[
        Field::need("en", Shape::Text, "In English."),
        Field::may("zh", Shape::Text, "In simplified Chinese."),
    ],
    rules: &[],
};

/// A name or sentence for people, in English and perhaps in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    english: String,
    chinese: Option<String>,
}

impl Title {
    /// A title in one language that stands for both.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { english: text.into(), chinese: None }
    }

    /// A title in both languages.
    #[must_use]
    pub fn both(english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self { english: english.into(), chinese: Some(chinese.into()) }
    }

    /// The title in `language`, in English where there is no other.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match (language, &self.chinese) {
            (Language::Chinese, Some(chinese)) => chinese,
            _ => &self.english,
        }
    }

    /// Reads a title: one text, or `{en: ..., zh: ...}`.
    pub fn read<K: From<TextMistake>>(node: &Node, mistakes: &mut Mistakes<K>) -> Option<Self> {
        if let Value::Text(text) = &node.value {
            return Some(Self::plain(text));
        }
        let mut fields = note(Fields::of(node, &TITLE), mistakes)?;
        let english = fields.need("en", mistakes).and_then(|node| note(node.text("a text"), mistakes));
        let chinese = fields.may_text("zh", mistakes);
        fields.done(mistakes);
        let english = english?;
        Some(chinese.map_or_else(|| Self::plain(english), |chinese| Self::both(english, chinese)))
    }
}
