//! Any bytes as a formula: refused with drawn mistakes, or a formula that can be
//! shown and that settles a book or says why not.

#![no_main]

use fenhong::books::Book;
use fenhong::cli::library::BuiltInFolder;
use fenhong::formula::load_formula;
use fenhong::report::show_formula;
use fenhong_fuzz::{built_in_book, file, language, read, report, show, try_settle};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static BOOK: LazyLock<Book> = LazyLock::new(|| built_in_book("four-households"));

fuzz_target!(|bytes: &[u8]| {
    let Some(source) = file("formula.yaml", bytes) else { return };
    let Some(formula) = read(load_formula(&source, &BuiltInFolder)) else { return };
    let language = language(bytes.len());
    show(&show_formula(&formula, language));
    if let Some(settlement) = try_settle(&BOOK, &formula) {
        // A sum that does not fit is refused.
        let _ = report(&settlement, language);
    }
});
