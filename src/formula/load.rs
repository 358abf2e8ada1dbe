//! From a file to a formula, all its mistakes at once.

use super::extends::{Parents, extended_name, with_parents};
use super::mistake::FormulaMistake;
use super::sections::Formula;
use super::whole::read_whole;
use crate::text::{Mistake, Mistakes, Source, parse_yaml};
use std::sync::Arc;

/// Reads and checks the formula in `source`; what it extends is found by
/// `parents`.
///
/// # Errors
///
/// Returns every mistake that can be seen without a book.
pub fn load_formula(
    source: &Arc<Source>,
    parents: &dyn Parents,
) -> Result<Formula, Mistakes<FormulaMistake>> {
    let in_formula = |mistakes: Mistakes<_>| mistakes.into_iter().map(Mistake::into_kind).collect::<Vec<_>>();
    let node = parse_yaml(source).map_err(in_formula)?;
    let mut mistakes = Vec::new();
    let extends = extended_name(&node);
    let whole = with_parents(node, parents, &mut mistakes);
    let mut formula = whole.and_then(|whole| read_whole(&whole, &mut mistakes));
    if let Some(formula) = &mut formula {
        formula.extends = extends;
        formula.run_examples(source, &mut mistakes);
    }
    mistakes.sort_by_key(|mistake| mistake.marks.first().map(|mark| mark.place.range().start));
    match formula {
        Some(formula) if mistakes.is_empty() => Ok(formula),
        _ => Err(mistakes),
    }
}
