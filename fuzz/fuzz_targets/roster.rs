//! Any bytes as the table of a fixed book's households.

#![no_main]

use fenhong::books::load_book;
use fenhong::text::{Cell, Table};
use fenhong_fuzz::{OneFile, file, read};
use libfuzzer_sys::fuzz_target;

const BOOK: &str = "\
book: village
precision: 0.001 dan
units: {dan: 150 catty}
pools: {harvest: 100 dan}
households:
  file: village.csv
  columns:
    land: {unit: mou, total: 5.5 mou}
    days: {from: labor days, unit: day}
    inputs: catty
    class: {values: [middle, poor]}
";

/// A cell stands where its place says, but for quotes.
fn found_again(cell: &Cell) {
    let unquoted = |text: &str| text.replace('"', "").trim().to_owned();
    assert_eq!(unquoted(&cell.text), unquoted(cell.place.text()));
}

fuzz_target!(|bytes: &[u8]| {
    let Some(table) = file("village.csv", bytes) else { return };
    if let Ok(table) = Table::parse_csv(&table) {
        table.heading.iter().chain(table.rows.iter().flatten()).for_each(found_again);
    }
    let book = file("book.yaml", BOOK.as_bytes()).expect("it is text");
    let Some(book) = read(load_book(&book, &OneFile(table))) else { return };
    assert!(book.roster.ids.iter().all(|id| !id.is_empty()));
    assert!(!book.roster.is_empty(), "a loaded book has households");
});
