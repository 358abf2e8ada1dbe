//! `fenhong readings`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind, Shelf};
use super::output::{Format, Output};
use crate::books::Book;
use crate::readings::{Progress, Space, general_space, load_space, search};
use crate::report::{Document, readings as report, readings_json};
use crate::settlement::settle;
use crate::text::Source;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often a terminal is told how far the search is.
const TICK: Duration = Duration::from_millis(100);

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
    // Where no handler can be set, an interrupt ends the program as always.
    let _ = ctrlc::set_handler(move || stopped.stop.store(true, Ordering::Relaxed));
    let size = spaces.iter().map(Space::size).fold(0, usize::saturating_add);
    let bar = bar(size);
    // Where nobody watches, the end of a short search is not waited for.
    let tick = if bar.is_hidden() { Duration::from_millis(1) } else { TICK };
    let found = std::thread::scope(|scope| {
        let searching = scope.spawn(|| search(&spaces, &book, &progress));
        while !searching.is_finished() {
            bar.set_position(u64::try_from(progress.tried.load(Ordering::Relaxed)).unwrap_or(u64::MAX));
            std::thread::park_timeout(tick);
        }
        searching.join().expect("a search does not fail")
    });
    bar.finish_and_clear();
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

fn bar(size: usize) -> ProgressBar {
    let size = u64::try_from(size).unwrap_or(u64::MAX);
    // Drawn on standard error, and only where that is a terminal.
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} readings, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
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
