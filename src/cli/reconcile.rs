//! `fenhong reconcile`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind};
use super::output::{Format, Output};
use super::set::{Setting, read_set};
use crate::books::load_record;
use crate::exact::Amount;
use crate::report::{
    Document, own_reconciliation, own_reconciliation_json, reconciliation, reconciliation_json,
};
use crate::settlement::{OwnAccount, held, own_account, settle as settle_book};

pub(super) fn reconcile(
    name: &str,
    formula: Option<&str>,
    settings: &[Setting],
    output: Output,
) -> Result<Judgment, Failure> {
    match formula {
        Some(formula) => with_formula(name, formula, settings, output),
        None if !settings.is_empty() => Err(Failure::sentence("without a formula nothing can be set", None)),
        None => alone(name, output),
    }
}

fn with_formula(
    book: &str,
    formula: &str,
    settings: &[Setting],
    output: Output,
) -> Result<Judgment, Failure> {
    let (book, formula) = read_set(book, formula, settings)?;
    let settlement = settle_book(&book, &formula)?;
    let found = settlement.reconcile()?;
    let document = match output.format {
        Format::Json => Document::default(),
        _ => reconciliation(&settlement, &found, output.language),
    };
    output.print(&document, |_| Ok(reconciliation_json(&settlement, &found)))?;
    Ok(Judgment::of(found.agrees()))
}

/// A book or a record against itself.
fn alone(name: &str, output: Output) -> Result<Judgment, Failure> {
    if library::kind_named(name)? == Kind::Record {
        let (source, _) = library::find(Kind::Record, name)?;
        let record = load_record(&source)?;
        let relations = held(&record.relations, &record)?;
        let found = OwnAccount { sum: None, relations, not_reckoned: Vec::new() };
        return print(&record.title, &record.name, &found, &|_| String::new(), output);
    }
    let book = library::book(name)?;
    let found = own_account(&book)?;
    let write = |amount: Amount| book.measure.precision().write(amount);
    print(&book.title, &book.name, &found, &write, output)
}

fn print(
    title: &crate::text::Title,
    name: &str,
    found: &OwnAccount<'_>,
    write: &dyn Fn(Amount) -> String,
    output: Output,
) -> Result<Judgment, Failure> {
    let document = own_reconciliation(title, name, found, write, output.language);
    output.print(&document, |_| Ok(own_reconciliation_json(name, found, write)))?;
    Ok(Judgment::of(found.agrees()))
}
