//! What the fuzz targets share: bytes taken for a file, mistakes drawn, a
//! settlement shown in every way there is.

use fenhong::books::{Book, Folder, load_book};
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::exact::Overflow;
use fenhong::formula::Formula;
use fenhong::report::{
    Asked, Document, Evidence, comparison, comparison_json, explanation, explanation_json, reconciliation,
    reconciliation_json, render_csv, render_json, render_markdown, render_table, settlement_json, statement,
};
use fenhong::settlement::{Basis, Comparison, Settlement, settle};
use fenhong::text::{Colors, Language, Mistake, Mistakes, Source, SourceError, draw};
use std::fmt::Display;
use std::sync::Arc;

/// The language that a number falls on.
#[must_use]
pub fn language(number: usize) -> Language {
    [Language::English, Language::Chinese][number % 2]
}

/// Others are drawn when they come first.
const MOST_TOLD: usize = 4;

/// The bytes as a file, when they are text at all.
#[must_use]
pub fn file(name: &str, bytes: &[u8]) -> Option<Arc<Source>> {
    Source::from_bytes(name, bytes.to_vec()).map_err(|error| error.to_string()).ok()
}

/// A folder in which every path is the same file.
#[derive(Debug)]
pub struct OneFile(pub Arc<Source>);

impl Folder for OneFile {
    fn open(&self, _: &str) -> Result<Arc<Source>, SourceError> {
        Ok(Arc::clone(&self.0))
    }
}

/// What was read, or its mistakes drawn.
pub fn read<T, K: Display>(read: Result<T, Mistakes<K>>) -> Option<T> {
    read.map_err(|mistakes| tell(&mistakes)).ok()
}

/// Draws mistakes as the command line does; each has its sentence.
pub fn tell<K: Display>(mistakes: &Mistakes<K>) {
    assert!(!mistakes.is_empty(), "what fails says why");
    for mistake in mistakes.iter().take(MOST_TOLD).map(Mistake::told) {
        assert!(!mistake.kind.is_empty(), "every mistake has its sentence");
        assert!(draw(&mistake, Colors::Off).starts_with("error: "), "a drawing begins with the sentence");
    }
}

/// The built-in book called `name`.
///
/// # Panics
///
/// Panics when it has mistakes.
#[must_use]
pub fn built_in_book(name: &str) -> Book {
    let source = Kind::Book.built_in(name).expect("it is built in");
    load_book(&source, &BuiltInFolder).expect("it has no mistakes")
}

/// Settles `book` by `formula`, or draws why that cannot be.
pub fn try_settle<'a>(book: &'a Book, formula: &'a Formula) -> Option<Settlement<'a>> {
    read(settle(book, formula))
}

/// Shows a document in every format.
pub fn show(document: &Document) {
    let _ = (render_table(document, 80), render_markdown(document));
    let _ = (render_csv(document), render_json(document));
}

/// Every report of a settlement: told, explained, beside its source, beside
/// itself.
///
/// # Errors
///
/// Returns [`Overflow`] when a sum in one of them does not fit.
pub fn report(settlement: &Settlement<'_>, language: Language) -> Result<(), Overflow> {
    show(&statement(settlement, language, Evidence::Marked)?);
    let households = (0..settlement.book.roster.len()).collect();
    explain(settlement, &Asked { households, step: None, account: None }, language)?;
    for account in 0..settlement.formula.accounts.len() {
        let account = Some(account);
        explain(settlement, &Asked { households: Vec::new(), step: None, account }, language)?;
    }
    if let Some(found) = read(settlement.reconcile()) {
        show(&reconciliation(settlement, &found, language));
        let _ = reconciliation_json(settlement, &found);
    }
    let compared = Comparison::of(vec![settlement.clone(), settlement.clone()], Basis::Income)?;
    show(&comparison(&compared, language)?);
    let _ = comparison_json(&compared);
    settlement_json(settlement).map(drop)
}

fn explain(settlement: &Settlement<'_>, asked: &Asked, language: Language) -> Result<(), Overflow> {
    show(&explanation(settlement, asked, language)?);
    explanation_json(settlement, asked).map(drop)
}
