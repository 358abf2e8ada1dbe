//! Any bytes as a book: refused with drawn mistakes, or a book that can be shown
//! and held against itself.

#![no_main]

use fenhong::books::load_book;
use fenhong::report::{own_reconciliation, show_book};
use fenhong::settlement::own_account;
use fenhong_fuzz::{OneFile, file, language, read, show};
use libfuzzer_sys::fuzz_target;

const ROSTER: &str = "id,land,days,class\nA,3,0,middle\nB,2.5,80,poor\n";

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
});
