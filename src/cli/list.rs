//! `fenhong list`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind};
use super::output::Output;
use crate::books::load_record;
use crate::readings::load_space;
use crate::report::{Listed, listing};

pub(super) fn list(output: Output) -> Result<Judgment, Failure> {
    let mut all = Vec::new();
    for name in Kind::Book.names() {
        let book = library::book(name)?;
        let synthetic = book.roster.synthetic.is_some();
        all.push(Listed { name: name.to_owned(), kind: Kind::Book.noun(), title: book.title, synthetic });
    }
    for name in Kind::Record.names() {
        let record = load_record(&library::find(Kind::Record, name)?.0)?;
        all.push(Listed {
            name: name.to_owned(),
            kind: Kind::Record.noun(),
            title: record.title,
            synthetic: false,
        });
    }
    for name in Kind::Readings.names() {
        let (source, shelf) = library::find(Kind::Readings, name)?;
        let title = load_space(&source, shelf.as_ref())?.title;
        all.push(Listed { name: name.to_owned(), kind: Kind::Readings.noun(), title, synthetic: false });
    }
    for name in Kind::Formula.names() {
        let formula = library::formula(name)?;
        all.push(Listed {
            name: name.to_owned(),
            kind: Kind::Formula.noun(),
            title: formula.title,
            synthetic: false,
        });
    }
    output.print_rows(&listing(&all, output.language))?;
    Ok(Judgment::Good)
}
