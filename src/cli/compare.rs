//! `fenhong compare`

use super::failure::{Failure, Judgment};
use super::library;
use super::output::Output;
use super::set::{Setting, apply};
use super::settle::judge;
use crate::formula::Formula;
use crate::report::{comparison, comparison_json};
use crate::settlement::{Basis, Comparison, settle};
use crate::text::Mistakes;

pub(super) fn compare(
    book: &str,
    formulas: &[String],
    settings: &[Setting],
    basis: Basis,
    output: Output,
) -> Result<Judgment, Failure> {
    if formulas.len() < 2 {
        let hint = "for example `--formula wuxiang-april-1951 --formula yaoshanggou-1951`".to_owned();
        return Err(Failure::sentence("a comparison needs two formulas or more", Some(hint)));
    }
    let mut book = library::book(book)?;
    let mut formulas =
        formulas.iter().map(|name| library::formula(name)).collect::<Result<Vec<Formula>, _>>()?;
    for (place, formula) in formulas.iter().enumerate() {
        if formulas[..place].iter().any(|earlier| earlier.name == formula.name) {
            let hint = "give the copy a name of its own: `formula: ...` on its first line".to_owned();
            return Err(Failure::sentence(
                format!("two formulas are both called `{}`", formula.name),
                Some(hint),
            ));
        }
    }
    apply(settings, &mut formulas, &mut book)?;
    let mut settlements = Vec::new();
    let mut mistakes: Mistakes<String> = Vec::new();
    for formula in &formulas {
        match settle(&book, formula) {
            Ok(settlement) => settlements.push(settlement),
            Err(wrong) => mistakes.extend(wrong.iter().map(crate::text::Mistake::told)),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes.into());
    }
    let compared = Comparison::of(settlements, basis)?;
    output.print(&comparison(&compared, output.language)?, |_| Ok(comparison_json(&compared)))?;
    let judged: Vec<Judgment> = compared.settlements.iter().map(judge).collect();
    Ok(if judged.contains(&Judgment::Bad) { Judgment::Bad } else { Judgment::Good })
}
