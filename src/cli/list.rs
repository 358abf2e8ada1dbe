//! `fenhong list`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind};
use super::output::Output;
use crate::report::{Listed, listing};

pub(super) fn list(output: Output) -> Result<Judgment, Failure> {
    let mut all = Vec::new();
    for name in Kind::Book.names() {
        let book = library::book(name)?;
        let synthetic = book.roster.synthetic.is_some();
        all.push(Listed { name: name.to_owned(), is_book: true, title: book.title, synthetic });
    }
    for name in Kind::Formula.names() {
        let formula = library::formula(name)?;
        all.push(Listed { name: name.to_owned(), is_book: false, title: formula.title, synthetic: false });
    }
    output.print_rows(&listing(&all, output.language))?;
    Ok(Judgment::Good)
}
