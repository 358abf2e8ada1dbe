//! Any bytes as a book: refused with drawn mistakes, or a book that can be shown,
//! held against itself and settled.

#![no_main]

use fenhong::books::{Book, load_book};
use fenhong::cli::library::BuiltInFolder;
use fenhong::formula::load_formula;
use fenhong::report::{own_reconciliation, show_book};
use fenhong::settlement::own_account;
use fenhong::text::Source;
use fenhong_fuzz::{OneFile, file, language, read, report, show, try_settle};
use libfuzzer_sys::fuzz_target;

const ROSTER: &str = "id,land,days,class\nA,3,0,middle\nB,2.5,80,poor\n";

/// A rule that any book with a pool can be settled by.
fn rule(book: &Book) -> Option<String> {
    let pool = &book.pools.first()?.name;
    Some(format!(
        "formula: rule\npools: [{pool}]\naccounts: [fund_]\nsteps:
  - {{step: some_, from: {pool}, take: 3 catty, to: fund_, short: prorate}}
  - {{step: all_, from: {pool}, take: rest, to: households, by: household}}\n"
    ))
}

fuzz_target!(|bytes: &[u8]| {
    let Some(source) = file("book.yaml", bytes) else { return };
    let roster = file("roster.csv", ROSTER.as_bytes()).expect("it is text");
    let Some(book) = read(load_book(&source, &OneFile(roster))) else { return };
    let language = language(bytes.len());
    show(&show_book(&book, language));
    if let Some(found) = read(own_account(&book)) {
        let write = |amount| book.measure.precision().write(amount);
        show(&own_reconciliation(&book.title, &book.name, &found, &write, language));
    }
    let rule = rule(&book).map(|rule| load_formula(&Source::new("formula.yaml", rule), &BuiltInFolder));
    if let Some(formula) = rule.and_then(read)
        && let Some(settlement) = try_settle(&book, &formula)
    {
        // A sum that does not fit is refused.
        let _ = report(&settlement, language);
    }
});
