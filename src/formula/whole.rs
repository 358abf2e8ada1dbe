//! A formula as it stands in its files, put together and not yet read, so that
//! parts of it can be stated otherwise.

use super::draft::Found;
use super::extends::{Parents, restated_by, with_parents};
use super::mistake::FormulaMistake;
use super::read::read_draft;
use super::resolve::resolve;
use super::sections::Formula;
use crate::text::{Mistake, Mistakes, Node, Source, parse_yaml};
use std::sync::Arc;

/// A formula's file with everything that it inherits.
#[derive(Debug, Clone)]
pub struct Whole(Node);

impl Whole {
    /// Reads `source` and what it extends.
    ///
    /// # Errors
    ///
    /// Returns the mistakes in how the files are put together.
    pub fn read(source: &Arc<Source>, parents: &dyn Parents) -> Result<Self, Mistakes<FormulaMistake>> {
        let node = parse_yaml(source)
            .map_err(|mistakes| mistakes.into_iter().map(Mistake::into_kind).collect::<Vec<_>>())?;
        Self::of(node, parents)
    }

    /// The formula in `node` with what it extends.
    ///
    /// # Errors
    ///
    /// As [`Whole::read`].
    pub fn of(node: Node, parents: &dyn Parents) -> Result<Self, Mistakes<FormulaMistake>> {
        let mut mistakes = Vec::new();
        match with_parents(node, parents, &mut mistakes) {
            Some(node) if mistakes.is_empty() => Ok(Self(node)),
            _ => Err(mistakes),
        }
    }

    /// The same formula with what `change` states otherwise, as a variant would.
    ///
    /// # Errors
    ///
    /// Returns the mistakes in how the two are put together.
    pub fn with(&self, change: &Node) -> Result<Self, Mistakes<FormulaMistake>> {
        let mut mistakes = Vec::new();
        match restated_by(change, &self.0, &mut mistakes) {
            Some(node) if mistakes.is_empty() => Ok(Self(node)),
            _ => Err(mistakes),
        }
    }

    /// The formula, read and checked; examples are not run, and what a change has
    /// left without use is no mistake.
    ///
    /// # Errors
    ///
    /// Returns every mistake that can be seen without a book.
    pub fn formula(&self) -> Result<Formula, Mistakes<FormulaMistake>> {
        let mut mistakes = Vec::new();
        let formula = read_whole(&self.0, &mut mistakes);
        mistakes.retain(|mistake| !matches!(mistake.kind, FormulaMistake::Unused { .. }));
        match formula {
            Some(formula) if mistakes.is_empty() => Ok(formula),
            _ => Err(mistakes),
        }
    }
}

/// The formula in a file that was put together, names resolved, values checked.
pub(super) fn read_whole(node: &Node, mistakes: &mut Found) -> Option<Formula> {
    let formula = read_draft(node, mistakes).and_then(|draft| resolve(draft, mistakes));
    if let Some(formula) = &formula {
        mistakes.extend(formula.check_values());
    }
    formula
}
