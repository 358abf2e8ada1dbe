//! `fenhong list`

use super::failure::{Failure, Judgment};
use super::library::{self, Shelf};
use super::output::Output;
use crate::report::{Listed, listing};

pub(super) fn list(output: Output) -> Result<Judgment, Failure> {
    let mut all = Vec::new();
    for name in Shelf::Books.names() {
        let book = library::book(name)?;
        let synthetic = book.roster.synthetic.is_some();
        all.push(Listed { name: name.to_owned(), is_book: true, title: book.title, synthetic });
    }
    for name in Shelf::Formulas.names() {
        let formula = library::formula(name)?;
        all.push(Listed { name: name.to_owned(), is_book: false, title: formula.title, synthetic: false });
    }
    output.print_rows(&listing(&all, output.language))?;
    Ok(Judgment::Good)
}
