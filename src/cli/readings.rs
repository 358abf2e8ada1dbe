//! `fenhong readings`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind, Shelf};
use super::output::{Format, Output};
use super::watch::{on_interrupt, watched};
use crate::books::Book;
use crate::readings::{Progress, Space, general_space, load_space, search};
use crate::report::{Document, readings as report, readings_json};
use crate::settlement::settle;
use crate::text::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

pub(super) fn readings(
    name: &str,
    formula: Option<&str>,
    space: Option<&str>,
    most: Option<usize>,
    output: Output,
) -> Result<Judgment, Failure> {
    let book = library::book(name)?;
    if book.attested.is_empty() {
        let sentence = format!("`{name}` carries no published account that a reading could reproduce");
        return Err(Failure::sentence(sentence, Some("a book states it under `attested`".to_owned())));
    }
    let spaces = spaces(name, &book, formula, space)?;
    let progress = Arc::new(Progress::default());
    let stopped = Arc::clone(&progress);
    on_interrupt(move || stopped.stop.store(true, Ordering::Relaxed));
    let size = spaces.iter().map(Space::size).fold(0, usize::saturating_add);
    let whole = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let tried = || whole(progress.tried.load(Ordering::Relaxed));
    let found = watched(whole(size), "readings", tried, || search(&spaces, &book, &progress));
    let document = match output.format {
        Format::Json => Document::default(),
        _ => report(&book, &spaces, &found, most, output.language),
    };
    output.print(&document, |_| Ok(readings_json(&book, &spaces, &found, most)))?;
    let stopped = progress.stop.load(Ordering::Relaxed);
    if stopped {
        anstream::eprintln!("note: stopped after {} of {} readings", found.tried, found.size);
    }
    let fits = found.readings.first().is_some_and(|(_, reading)| reading.fits());
    Ok(Judgment::of(fits && !stopped))
}

/// The declared space of a book, or the general ones of every formula that can
/// settle it.
fn spaces(
    name: &str,
    book: &Book,
    formula: Option<&str>,
    space: Option<&str>,
) -> Result<Vec<Space>, Failure> {
    if let Some(formula) = formula {
        let (source, shelf) = library::find(Kind::Formula, formula)?;
        return Ok(general(book, &source, shelf.as_ref()).into_iter().collect());
    }
    if let Some((source, shelf)) = declared(name, space)? {
        let space = load_space(&source, shelf.as_ref())?;
        let mistakes = space.check_against(book);
        return if mistakes.is_empty() { Ok(vec![space]) } else { Err(mistakes.into()) };
    }
    let mut spaces = Vec::new();
    for formula in Kind::Formula.names() {
        let (source, shelf) = library::find(Kind::Formula, formula)?;
        spaces.extend(general(book, &source, shelf.as_ref()));
    }
    match spaces.is_empty() {
        true => Err(Failure::sentence(format!("no formula of the library can settle `{name}`"), None)),
        false => Ok(spaces),
    }
}

fn general(book: &Book, source: &Arc<Source>, shelf: &dyn Shelf) -> Option<Space> {
    let formula = crate::formula::load_formula(source, shelf).ok()?;
    settle(book, &formula).ok()?;
    general_space(book, source, &formula, shelf)
}

/// The file of readings that is named, or that belongs to the book.
fn declared(name: &str, space: Option<&str>) -> Result<Option<library::Found>, Failure> {
    if let Some(space) = space {
        return library::find(Kind::Readings, space).map(Some);
    }
    if Kind::Readings.built_in(name).is_some() {
        return library::find(Kind::Readings, name).map(Some);
    }
    let beside: PathBuf = Path::new(name).with_extension("readings.yaml");
    match beside.is_file() {
        true => library::find_file(&beside.display().to_string()).map(Some),
        false => Ok(None),
    }
}
