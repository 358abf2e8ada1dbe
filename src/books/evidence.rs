//! Why a number is believed.

use super::BookMistake;
use crate::text::{Fields, Mistakes, read_one_of};

/// What a number rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// The source states it.
    Attested {
        /// Where.
        cite: String,
    },
    /// It follows from stated numbers.
    Derived {
        /// By which arithmetic.
        why: String,
    },
    /// Nobody states it.
    Assumed {
        /// What makes it plausible.
        why: String,
    },
    /// The book does not say. Allowed in a book, not in a fixture of Fenhong.
    Unstated,
}

impl Evidence {
    /// The words a book uses.
    pub const WORDS: [&'static str; 3] = ["attested", "derived", "assumed"];

    /// The word a book uses; empty when it says nothing.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Evidence::Attested { .. } => Self::WORDS[0],
            Evidence::Derived { .. } => Self::WORDS[1],
            Evidence::Assumed { .. } => Self::WORDS[2],
            Evidence::Unstated => "",
        }
    }

    /// The citation or the reason; empty when there is none.
    #[must_use]
    pub fn ground(&self) -> &str {
        match self {
            Evidence::Attested { cite } => cite,
            Evidence::Derived { why } | Evidence::Assumed { why } => why,
            Evidence::Unstated => "",
        }
    }

    /// Reads the fields `evidence`, `cite` and `why`; their form says how they
    /// belong together.
    pub(super) fn read(fields: &mut Fields<'_>, mistakes: &mut Mistakes<BookMistake>) -> Self {
        let word = fields.may("evidence");
        let cite = fields.may_text("cite", mistakes);
        let why = fields.may_text("why", mistakes);
        let Some(word) = word else {
            // A citation alone attests.
            return cite.map_or(Evidence::Unstated, |cite| Evidence::Attested { cite });
        };
        let known = [
            (Self::WORDS[0], cite.map(|cite| Evidence::Attested { cite })),
            (Self::WORDS[1], why.clone().map(|why| Evidence::Derived { why })),
            (Self::WORDS[2], why.map(|why| Evidence::Assumed { why })),
        ];
        read_one_of(word, &known, mistakes).flatten().unwrap_or(Evidence::Unstated)
    }
}
