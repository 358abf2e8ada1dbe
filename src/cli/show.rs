//! `fenhong show`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind};
use super::output::{Format, Output};
use crate::books::load_record;
use crate::readings::load_space;
use crate::report::{Block, Document, show_book, show_formula, show_record, show_space};

pub(super) fn show(name: &str, kind: Option<Kind>, output: Output) -> Result<Judgment, Failure> {
    let kinds = match kind {
        Some(kind) => vec![kind],
        None => kinds_of(name)?,
    };
    if kinds.len() > 1 && matches!(output.format, Format::Csv | Format::Json) {
        let hint = "add `--kind book` or `--kind formula`".to_owned();
        return Err(Failure::sentence(format!("`{name}` is both a book and a formula"), Some(hint)));
    }
    let mut all = Document::default();
    for kind in kinds {
        let document = match kind {
            Kind::Book => show_book(&library::book(name)?, output.language),
            Kind::Formula => show_formula(&library::formula(name)?, output.language),
            Kind::Readings => {
                let (source, shelf) = library::find(kind, name)?;
                show_space(&load_space(&source, shelf.as_ref())?, output.language)
            }
            Kind::Batch => {
                let hint = "`fenhong check` checks it, `fenhong batch` settles it".to_owned();
                return Err(Failure::sentence(
                    format!("there is nothing to show of the batch {name}"),
                    Some(hint),
                ));
            }
            Kind::Record => show_record(&load_record(&library::find(kind, name)?.0)?, output.language),
        };
        if !all.blocks.is_empty() {
            all.push(Block::Line(String::new()));
        }
        all.blocks.extend(document.blocks);
        all.data = document.data;
    }
    output.print_rows(&all)?;
    Ok(Judgment::Good)
}

/// What goes by `name`: the built-in ones, or what the file at that path is.
fn kinds_of(name: &str) -> Result<Vec<Kind>, Failure> {
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.built_in(name).is_some()).collect();
    if !kinds.is_empty() {
        return Ok(kinds);
    }
    let (source, _) = library::find_file(name)?;
    Ok(vec![library::kind_of(&source)?])
}
