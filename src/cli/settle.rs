//! `fenhong settle`

use super::failure::{Failure, Judgment};
use super::output::{Format, Output};
use super::set::{Setting, read_set};
use crate::report::{Document, Evidence, settlement_json, statement};
use crate::settlement::{Settlement, settle as settle_book};
use crate::text::Mistake;

pub(super) fn settle(
    book: &str,
    formula: &str,
    settings: &[Setting],
    evidence: Evidence,
    output: Output,
) -> Result<Judgment, Failure> {
    let (book, formula) = read_set(book, formula, settings)?;
    let settlement = settle_book(&book, &formula)?;
    let document = match output.format {
        Format::Json => Document::default(),
        _ => statement(&settlement, output.language, evidence)?,
    };
    output.print(&document, |_| Ok(settlement_json(&settlement)?))?;
    Ok(judge(&settlement))
}

/// Tells the claims that fail on standard error.
pub(super) fn judge(settlement: &Settlement<'_>) -> Judgment {
    let failing =
        settlement.formula.claims.iter().zip(&settlement.claims).filter(|(_, verdict)| !verdict.holds);
    let told = failing.map(|(claim, verdict)| {
        let sentence = format!("a claim of `{}` fails: {}", settlement.formula.name, verdict.reckoned);
        Mistake::at(&claim.place, sentence)
    });
    let told: Vec<Mistake<String>> = told.collect();
    if told.is_empty() {
        return Judgment::Good;
    }
    Failure::from(told).tell();
    Judgment::Bad
}
