//! Why a number is believed.

use super::BookMistake;
use crate::text::{Fields, Mistake, Mistakes, TextMistake, did_you_mean};

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

    /// Reads the fields `evidence`, `cite` and `why`, which belong together:
    /// what is attested has a citation, what is not has a reason.
    pub(super) fn read(fields: &mut Fields<'_>, mistakes: &mut Mistakes<BookMistake>) -> Self {
        let word = fields.may("evidence");
        let cite = fields.may("cite");
        let why = fields.may("why");
        let Some(word) = word else {
            // A citation alone attests, a reason alone says too little.
            return match (cite.map(|node| node.text("a citation")), why) {
                (Some(Ok(cite)), None) => Evidence::Attested { cite: cite.to_owned() },
                (Some(Err(mistake)), _) => {
                    mistakes.push(mistake);
                    Evidence::Unstated
                }
                (_, Some(why)) => {
                    mistakes.push(Mistake::at(&why.place, BookMistake::ReasonWithoutEvidence));
                    Evidence::Unstated
                }
                (None, None) => Evidence::Unstated,
            };
        };
        let text = match word.text(&Self::WORDS.join(", ")) {
            Ok(text) => text,
            Err(mistake) => {
                mistakes.push(mistake);
                return Evidence::Unstated;
            }
        };
        if !Self::WORDS.contains(&text) {
            let kind = TextMistake::NotOneOf { found: text.to_owned(), known: Self::WORDS.join(", ") };
            mistakes.push(Mistake::at(&word.place, kind).hint(did_you_mean(text, Self::WORDS)));
            return Evidence::Unstated;
        }
        let (needed, given, other) =
            if text == Self::WORDS[0] { ("cite", cite, why) } else { ("why", why, cite) };
        if let Some(other) = other {
            mistakes.push(Mistake::at(&other.place, BookMistake::WrongGround { needed }));
        }
        let ground = match given.map(|node| node.text("a text")) {
            Some(Ok(ground)) => ground.to_owned(),
            Some(Err(mistake)) => {
                mistakes.push(mistake);
                return Evidence::Unstated;
            }
            None => {
                mistakes.push(Mistake::at(&word.place, BookMistake::NoGround { needed }));
                return Evidence::Unstated;
            }
        };
        match text {
            "attested" => Evidence::Attested { cite: ground },
            "derived" => Evidence::Derived { why: ground },
            _ => Evidence::Assumed { why: ground },
        }
    }
}
