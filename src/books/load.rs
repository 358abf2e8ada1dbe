//! From a file to a book, all its mistakes at once.

use super::figures::{Found, check_weight, read_figure, read_figures, text};
use super::form;
use super::load_roster::read_roster;
use super::relation::{check_relations, read_relations};
use super::{Attested, Book, BookMistake, Figure, Folder};
use crate::exact::Measure;
use crate::text::{
    Fields, Mistake, Mistakes, Node, Source, TextMistake, Title, note, parse_yaml, read_precision,
    read_quantity,
};
use std::sync::Arc;

/// Reads the book in `source`; its roster is found in `folder`.
///
/// # Errors
///
/// Returns every mistake of the book and its roster.
pub fn load_book(source: &Arc<Source>, folder: &dyn Folder) -> Result<Book, Mistakes<BookMistake>> {
    let node = parse_yaml(source)
        .map_err(|mistakes| mistakes.into_iter().map(Mistake::into_kind).collect::<Vec<_>>())?;
    let mut mistakes = Vec::new();
    let book = read_book(&node, folder, &mut mistakes);
    match book {
        Some(book) if mistakes.is_empty() => Ok(book),
        _ => Err(mistakes),
    }
}

fn read_book(node: &Node, folder: &dyn Folder, mistakes: &mut Found) -> Option<Book> {
    let mut fields = note(Fields::of(node, &form::BOOK), mistakes)?;
    if let Some(place) = fields.is_instead("book", "formula") {
        mistakes.push(Mistake::at(&place, TextMistake::OtherKind { found: "a formula", needed: "a book" }));
        return None;
    }
    let name = fields.need("book", mistakes).and_then(|node| text(node, "the name of the book", mistakes));
    let title = fields.may_title("title", mistakes);
    let village = fields.may_title("place", mistakes);
    let season = fields.may_text("season", mistakes);
    let cite = fields.may_text("cite", mistakes);
    let remark = fields.may_title("note", mistakes);
    let precision = fields.need("precision", mistakes).and_then(|node| read_precision(node, mistakes));
    let dan = fields.may("units").and_then(|node| read_units(node, mistakes));
    let pools = fields.need("pools", mistakes).map(|node| read_figures(node, "a pool", mistakes));
    let facts = fields.may("facts").map(|node| read_figures(node, "a fact", mistakes)).unwrap_or_default();
    let roster = fields.need("households", mistakes).and_then(|node| read_roster(node, folder, mistakes));
    let attested = fields.may("attested").map(|node| read_attested(node, mistakes)).unwrap_or_default();
    let relations = fields.may("relations").map(|node| read_relations(node, mistakes)).unwrap_or_default();
    fields.done(mistakes);
    let (name, pools) = (name?, pools?);
    let measure = Measure::new(precision?, dan.as_ref().map(|dan| dan.quantity.value));
    let title = title.unwrap_or_else(|| Title::plain(&name));
    let roster = roster?;
    let book = Book {
        name,
        title,
        village,
        season,
        cite,
        note: remark,
        measure,
        dan,
        pools,
        facts,
        roster,
        attested,
        relations,
    };
    mistakes.extend(book.check_counts());
    check_relations(&book.relations, &book, mistakes);
    if let Some(circular) = book.circular() {
        mistakes.push(Mistake::at(&circular.place, BookMistake::Circular(circular.name.clone())));
    }
    for figure in book.figures() {
        figure.check_derivation(&book, mistakes);
    }
    for column in &book.roster.columns {
        column.check_derivation(&book, mistakes);
    }
    Some(book)
}

/// `units: {dan: 150 catty}`: what a dan weighs here.
fn read_units(node: &Node, mistakes: &mut Found) -> Option<Figure> {
    let mut fields = note(Fields::of(node, &form::UNITS), mistakes)?;
    let dan = fields.may("dan").and_then(|dan| read_figure("dan", dan, mistakes));
    fields.done(mistakes);
    let dan = dan?;
    check_weight(&dan, mistakes);
    Some(dan)
}

fn read_attested(node: &Node, mistakes: &mut Found) -> Vec<Attested> {
    let Some(items) = note(node.list("a list of attested lines"), mistakes) else { return Vec::new() };
    let mut lines: Vec<Attested> = Vec::new();
    for item in items {
        let Some(line) = read_attested_line(item, mistakes) else { continue };
        if let Some(earlier) = lines.iter().find(|earlier| earlier.what == line.what) {
            let twice = Mistake::at(&line.place, TextMistake::Twice(line.what.clone()));
            mistakes.push(twice.and(&earlier.place, "first stated here"));
        }
        lines.push(line);
    }
    lines
}

fn read_attested_line(node: &Node, mistakes: &mut Found) -> Option<Attested> {
    let mut fields = note(Fields::of(node, &form::ATTESTED), mistakes)?;
    let what = fields.need("what", mistakes).and_then(|node| text(node, "the name of the line", mistakes));
    let title = fields.may_title("title", mistakes);
    let amount = fields.need("amount", mistakes);
    let cite = fields.need("cite", mistakes).and_then(|node| text(node, "a citation", mistakes));
    fields.done(mistakes);
    let place = amount?.place.clone();
    let amount = read_quantity(amount?, mistakes)?;
    let what = what?;
    let title = title.unwrap_or_else(|| Title::plain(&what));
    Some(Attested { what, title, amount, cite: cite?, place })
}
