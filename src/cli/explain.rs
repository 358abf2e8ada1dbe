//! `fenhong explain`

use super::failure::{Failure, Judgment};
use super::output::{Format, Output};
use super::set::{Setting, read_set};
use crate::report::{Asked, Document, explanation, explanation_json};
use crate::settlement::{Settlement, settle as settle_book};
use crate::text::did_you_mean;

/// What of a settlement is to be explained, by its names.
pub(super) struct Wanted {
    pub(super) household: Option<String>,
    pub(super) step: Option<String>,
    pub(super) account: Option<String>,
}

pub(super) fn explain(
    book: &str,
    formula: &str,
    wanted: &Wanted,
    settings: &[Setting],
    output: Output,
) -> Result<Judgment, Failure> {
    let (book, formula) = read_set(book, formula, settings)?;
    let settlement = settle_book(&book, &formula)?;
    let asked = asked(&settlement, wanted)?;
    let document = match output.format {
        Format::Json => Document::default(),
        _ => explanation(&settlement, &asked, output.language)?,
    };
    output.print(&document, |_| Ok(explanation_json(&settlement, &asked)?))?;
    Ok(Judgment::Good)
}

fn asked(settlement: &Settlement<'_>, wanted: &Wanted) -> Result<Asked, Failure> {
    let ids = &settlement.book.roster.ids;
    let steps = &settlement.formula.steps;
    let accounts = &settlement.formula.accounts;
    let one = |name: &String| {
        let names = ids.iter().map(String::as_str);
        place_of(ids.iter().position(|id| id == name), "household in this book", name, names)
    };
    let household = wanted.household.as_ref().map(one).transpose()?;
    let step = wanted.step.as_ref().map(|name| {
        let place = steps.iter().position(|step| step.name == *name);
        place_of(place, "step in this formula", name, steps.iter().map(|step| step.name.as_str()))
    });
    let account = wanted.account.as_ref().map(|name| {
        let place = accounts.iter().position(|account| account.name == *name);
        place_of(place, "account in this formula", name, accounts.iter().map(|account| account.name.as_str()))
    });
    let (step, account) = (step.transpose()?, account.transpose()?);
    let households = match (household, account) {
        (Some(household), _) => vec![household],
        (None, Some(_)) => Vec::new(),
        (None, None) => (0..ids.len()).collect(),
    };
    Ok(Asked { households, step, account })
}

fn place_of<'n>(
    place: Option<usize>,
    noun: &str,
    name: &str,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<usize, Failure> {
    place.ok_or_else(|| {
        let hint = did_you_mean(name, names);
        Failure::sentence(format!("there is no {noun} called `{name}`"), hint)
    })
}
