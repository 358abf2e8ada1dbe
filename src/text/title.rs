//! What a thing is called, in the two languages of the reports.

/// A language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

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
}
