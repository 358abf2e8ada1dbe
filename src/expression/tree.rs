//! Amounts, keys and conditions, as a tree.

use crate::exact::{Quantity, Unit};
use crate::text::Place;
use std::fmt;

/// An expression and its place. `N` is what a name is: a text when it was just
/// parsed, something that knows its meaning once it is resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression<N> {
    /// What it says.
    pub kind: Kind<N>,
    /// Where it says so.
    pub place: Place,
}

/// What a name in an expression is, as long as it can be written.
pub trait Named {
    /// As it was written.
    fn text(&self) -> &str;
}

impl Named for String {
    fn text(&self) -> &str {
        self
    }
}

/// What an expression can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<N> {
    /// `5 point/day`.
    Number(Quantity),
    /// `labor_days`.
    Name(N),
    /// `land_output - fund`.
    Arithmetic(Operator, Box<Expression<N>>, Box<Expression<N>>),
    /// `-x`.
    Minus(Box<Expression<N>>),
    /// `min(points, 5 point/day * days)`.
    Call(Function, Vec<Expression<N>>),
    /// `land_share < prevailing_rent`.
    Compare(Comparison, Box<Expression<N>>, Box<Expression<N>>),
    /// `class == poor`: the column, whether it is to be equal, the word and its
    /// place in the column's list. Made by the resolver only.
    IsLabel(N, bool, String, usize),
    /// `a and b`.
    And(Box<Expression<N>>, Box<Expression<N>>),
    /// `a or b`.
    Or(Box<Expression<N>>, Box<Expression<N>>),
    /// `not a`.
    Not(Box<Expression<N>>),
}

/// Arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its own sign")]
pub enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    /// `50% of x`: a product whose left side is a pure share.
    Of,
}

/// Functions of expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// The smallest of several.
    Min,
    /// The largest of several.
    Max,
    /// The sum over all households.
    Sum,
    /// The sum over all households by their number.
    Mean,
    /// What an earlier step moved in all.
    Paid,
    /// Each household's own part of an earlier step.
    Own,
    /// What the source says of a line of the account.
    Line,
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its own sign")]
pub enum Comparison {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

impl Function {
    /// Every function with its name.
    pub const NAMES: [(&'static str, Function); 7] = [
        ("min", Function::Min),
        ("max", Function::Max),
        ("sum", Function::Sum),
        ("mean", Function::Mean),
        ("paid", Function::Paid),
        ("own", Function::Own),
        ("line", Function::Line),
    ];

    /// The name a formula writes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

impl Operator {
    /// The sign a formula writes.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Times => "*",
            Operator::Over => "/",
            Operator::Of => "of",
        }
    }
}

impl Comparison {
    /// The sign a formula writes.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Equal => "==",
            Comparison::Unequal => "!=",
            Comparison::AtLeast => ">=",
            Comparison::More => ">",
        }
    }

    /// Whether `order`, of the left side against the right, satisfies this.
    #[must_use]
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Comparison::Less => order.is_lt(),
            Comparison::AtMost => order.is_le(),
            Comparison::Equal => order.is_eq(),
            Comparison::Unequal => order.is_ne(),
            Comparison::AtLeast => order.is_ge(),
            Comparison::More => order.is_gt(),
        }
    }
}

impl<N> Expression<N> {
    /// Whether this is a bare `0`, which is nothing in every unit.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        matches!(&self.kind, Kind::Number(quantity) if quantity.value.is_zero() && quantity.unit == Unit::NONE)
    }

    /// The expressions this one is made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&Expression<N>> {
        match &self.kind {
            Kind::Number(_) | Kind::Name(_) | Kind::IsLabel(..) => Vec::new(),
            Kind::Minus(part) | Kind::Not(part) => vec![part],
            Kind::Call(_, parts) => parts.iter().collect(),
            Kind::Arithmetic(_, left, right)
            | Kind::Compare(_, left, right)
            | Kind::And(left, right)
            | Kind::Or(left, right) => vec![left, right],
        }
    }
}

impl<N> Expression<N> {
    /// Does `by` to every number in this, until it fails.
    ///
    /// # Errors
    ///
    /// Returns what `by` first returns, with the place of its number.
    pub fn try_numbers<E>(
        &mut self,
        by: &mut impl FnMut(&mut Quantity) -> Result<(), E>,
    ) -> Result<(), (Place, E)> {
        match &mut self.kind {
            Kind::Number(quantity) => by(quantity).map_err(|error| (self.place.clone(), error)),
            Kind::Name(_) | Kind::IsLabel(..) => Ok(()),
            Kind::Minus(part) | Kind::Not(part) => part.try_numbers(by),
            Kind::Call(_, parts) => parts.iter_mut().try_for_each(|part| part.try_numbers(by)),
            Kind::Arithmetic(_, left, right)
            | Kind::Compare(_, left, right)
            | Kind::And(left, right)
            | Kind::Or(left, right) => {
                left.try_numbers(by)?;
                right.try_numbers(by)
            }
        }
    }
}

/// A tree of the same shape as an expression, walked beside it.
pub trait Beside: Copy {
    /// What stands beside the part at `place` of [`Expression::parts`].
    #[must_use]
    fn part(self, place: usize) -> Self;
}

impl Beside for () {
    fn part(self, _: usize) {}
}

impl<N: Named> Expression<N> {
    /// The expression written out, where `word` writes what it knows better; it
    /// is given each part with what stands beside it.
    pub fn written<B: Beside>(&self, beside: B, word: &mut dyn FnMut(&Self, B) -> Option<String>) -> String {
        self.write_at(0, beside, word)
    }

    fn write_at<B: Beside>(
        &self,
        outer: u8,
        beside: B,
        word: &mut dyn FnMut(&Self, B) -> Option<String>,
    ) -> String {
        if let Some(word) = word(self, beside) {
            return word;
        }
        let mut infix = |left: &Self, sign: &str, right: &Self, [before, after]: [u8; 2]| {
            let left = left.write_at(before, beside.part(0), word);
            format!("{left} {sign} {}", right.write_at(after, beside.part(1), word))
        };
        let (strength, text) = match &self.kind {
            Kind::Number(quantity) => (9, quantity.to_string()),
            Kind::Name(name) => (9, name.text().to_owned()),
            Kind::IsLabel(name, equal, label, _) => {
                (4, format!("{} {} {label}", name.text(), if *equal { "==" } else { "!=" }))
            }
            Kind::Call(function, parts) => {
                let parts = parts.iter().enumerate();
                let parts: Vec<_> =
                    parts.map(|(place, part)| part.write_at(0, beside.part(place), word)).collect();
                (9, format!("{}({})", function.name(), parts.join(", ")))
            }
            Kind::Minus(part) => (7, format!("-{}", part.write_at(8, beside.part(0), word))),
            Kind::Not(part) => (3, format!("not {}", part.write_at(3, beside.part(0), word))),
            Kind::Arithmetic(operator, left, right) => {
                let strength = match operator {
                    Operator::Plus | Operator::Minus => 5,
                    Operator::Times | Operator::Over | Operator::Of => 6,
                };
                (strength, infix(left, operator.sign(), right, [strength, strength + 1]))
            }
            // A comparison has no comparison beside it.
            Kind::Compare(comparison, left, right) => (4, infix(left, comparison.sign(), right, [5, 5])),
            Kind::And(left, right) => (2, infix(left, "and", right, [2, 3])),
            Kind::Or(left, right) => (1, infix(left, "or", right, [1, 2])),
        };
        if strength < outer { format!("({text})") } else { text }
    }
}

impl<N: Named> fmt::Display for Expression<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written((), &mut |_, ()| None))
    }
}
