//! What names stand for in the expressions of a formula.

use crate::expression::{self, Kind, Named};

/// An expression of a formula, its names resolved.
pub type Expression = expression::Expression<Name>;

/// A name and the thing it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As it was written.
    pub text: String,
    /// What it stands for.
    pub means: Reference,
}

/// What a name stands for; numbers are places in the formula's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// A parameter.
    Parameter(usize),
    /// What a pool opened with.
    Pool(usize),
    /// A fact of the book.
    Fact(usize),
    /// A column of the roster.
    Column(usize),
    /// The rate or amount of a schedule.
    Schedule(usize),
    /// What an earlier step moved in all.
    Step(usize),
    /// A named figure.
    Figure(usize),
    /// What is still in the pool or account that a step takes from.
    Rest,
    /// One household, for each household.
    Household,
    /// The smallest amount the book posts.
    Quantum,
    /// What each household ends with; in laws only.
    Net,
}

impl Named for Name {
    fn text(&self) -> &str {
        &self.text
    }
}

impl Expression {
    /// What the names in this expression stand for, in order.
    #[must_use]
    pub fn references(&self) -> Vec<Reference> {
        let own = match &self.kind {
            Kind::Name(name) | Kind::IsLabel(name, ..) => vec![name.means],
            _ => Vec::new(),
        };
        own.into_iter().chain(self.parts().into_iter().flat_map(Expression::references)).collect()
    }

    /// Whether this is the bare word `rest`.
    #[must_use]
    pub fn is_rest(&self) -> bool {
        matches!(&self.kind, Kind::Name(Name { means: Reference::Rest, .. }))
    }
}
