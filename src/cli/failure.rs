//! Why a command could not be done, told on standard error.

use crate::exact::Overflow;
use crate::text::{Colors, Mistake, Mistakes, draw};
use std::fmt::Display;
use std::io::Write;

/// What a command that was done found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgment {
    /// Nothing to object to.
    Good,
    /// A claim fails, or a file has mistakes.
    Bad,
}

impl Judgment {
    /// Good or bad.
    pub(super) fn of(good: bool) -> Self {
        if good { Judgment::Good } else { Judgment::Bad }
    }
}

/// Mistakes in what the command was given.
pub(super) struct Failure {
    mistakes: Mistakes<String>,
}

/// No one reads more at once.
const MOST_TOLD: usize = 20;

impl Failure {
    /// A sentence that concerns no file.
    pub(super) fn sentence(sentence: impl Display, hint: Option<String>) -> Self {
        Self { mistakes: vec![Mistake::nowhere(sentence.to_string()).hint(hint)] }
    }

    /// Sentences that say their places themselves.
    pub(super) fn sentences<S: Display>(sentences: Vec<S>) -> Self {
        Self { mistakes: sentences.iter().map(|own| Mistake::nowhere(own.to_string())).collect() }
    }

    /// Tells the mistakes on standard error.
    pub(super) fn tell(&self) {
        let mut text = String::new();
        let colors = match anstream::AutoStream::choice(&std::io::stderr()) {
            anstream::ColorChoice::Never => Colors::Off,
            _ => Colors::On,
        };
        for mistake in self.mistakes.iter().take(MOST_TOLD) {
            text.push_str(&draw(mistake, colors));
            text.push('\n');
        }
        if let Some(more) = self.mistakes.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
            text.push_str(&format!("and {more} more mistakes\n"));
        }
        // There is nowhere left to complain to.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }

    /// The mistakes themselves.
    pub(super) fn mistakes(&self) -> &[Mistake<String>] {
        &self.mistakes
    }
}

impl<K: Display> From<Mistakes<K>> for Failure {
    fn from(mistakes: Mistakes<K>) -> Self {
        Self { mistakes: mistakes.iter().map(Mistake::told).collect() }
    }
}

impl From<Overflow> for Failure {
    fn from(overflow: Overflow) -> Self {
        Self::sentence(overflow, None)
    }
}
