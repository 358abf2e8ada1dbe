//! Why a number is believed.

use super::BookMistake;
use super::reckon::Arithmetic;
use super::relation::read_arithmetic;
use crate::text::{Fields, Mistakes, read_one_of};

/// What a number rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// The source states it.
    Attested {
        /// Where.
        cite: String,
    },
    /// It follows from other numbers of the book.
    Derived {
        /// By which arithmetic.
        is: Arithmetic,
        /// What is to be known of it.
        why: Option<String>,
    },
    /// Nobody states it.
    Assumed {
        /// What makes it plausible.
        why: String,
    },
    /// The book does not say. Allowed in a book, not in a fixture of Fenhong.
    Unstated,
}

/// How much a number can be relied on, the strongest first. What rests on
/// several is as strong as the weakest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the words of Evidence")]
pub enum Strength {
    Attested,
    Derived,
    Assumed,
    Unstated,
}

impl Strength {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Strength::Attested => "attested",
            Strength::Derived => "derived",
            Strength::Assumed => "assumed",
            Strength::Unstated => "unstated",
        }
    }
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

    /// The citation, the arithmetic or the reason; empty when there is none.
    #[must_use]
    pub fn ground(&self) -> String {
        match self {
            Evidence::Attested { cite } => cite.clone(),
            Evidence::Derived { is, why: Some(why) } => format!("{is}: {why}"),
            Evidence::Derived { is, why: None } => is.to_string(),
            Evidence::Assumed { why } => why.clone(),
            Evidence::Unstated => String::new(),
        }
    }

    /// How much the number by itself can be relied on.
    #[must_use]
    pub fn strength(&self) -> Strength {
        match self {
            Evidence::Attested { .. } => Strength::Attested,
            Evidence::Derived { .. } => Strength::Derived,
            Evidence::Assumed { .. } => Strength::Assumed,
            Evidence::Unstated => Strength::Unstated,
        }
    }

    /// Reads the fields `evidence`, `cite` and `why`; their form says how they
    /// belong together.
    pub(super) fn read(fields: &mut Fields<'_>, mistakes: &mut Mistakes<BookMistake>) -> Self {
        let word = fields.may("evidence");
        let cite = fields.may_text("cite", mistakes);
        let is = fields.may("is").and_then(|node| read_arithmetic(node, mistakes));
        let why = fields.may_text("why", mistakes);
        let Some(word) = word else {
            // A citation alone attests.
            return cite.map_or(Evidence::Unstated, |cite| Evidence::Attested { cite });
        };
        let known = [
            (Self::WORDS[0], cite.map(|cite| Evidence::Attested { cite })),
            (Self::WORDS[1], is.map(|is| Evidence::Derived { is, why: why.clone() })),
            (Self::WORDS[2], why.map(|why| Evidence::Assumed { why })),
        ];
        read_one_of(word, &known, mistakes).flatten().unwrap_or(Evidence::Unstated)
    }
}
