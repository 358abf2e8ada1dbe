//! Mistakes drawn for a person, all rooms' alike.

use super::{Mark, Mistake, Place};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::borrow::Cow;
use std::ops::Range;

/// Whether messages may use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colors {
    /// Plain text.
    Off,
    /// ANSI colors.
    On,
}

/// Draws a mistake: its sentence, each place with its excerpt, the remedy.
#[must_use]
pub fn draw(mistake: &Mistake<String>, colors: Colors) -> String {
    let renderer = match colors {
        Colors::Off => Renderer::plain(),
        Colors::On => Renderer::styled(),
    };
    let told = shortened(&mistake.kind);
    let mut sentence = Group::with_title(Level::ERROR.primary_title(told.as_ref()));
    if mistake.marks.is_empty() {
        // An excerpt needs a file; without one the sentence stands alone.
        sentence = sentence.elements(Vec::<Snippet<'_, Annotation<'_>>>::new());
    }
    for marks in together(&mistake.marks) {
        sentence = match window(&marks) {
            Some(window) => sentence.element(excerpt(&marks, window)),
            None => sentence.element(origin(marks[0].1)),
        };
    }
    if let Some(hint) = &mistake.hint {
        sentence = sentence.element(Level::HELP.with_name("hint").message(hint));
    }
    renderer.decor_style(DecorStyle::Unicode).term_width(80).render(&[sentence])
}

/// A sentence may quote a cell, and a cell may hold a book.
fn shortened(sentence: &str) -> Cow<'_, str> {
    const LONGEST: usize = 600;
    match sentence.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", &sentence[..end])),
        None => Cow::Borrowed(sentence),
    }
}

/// No one looks at more places of one mistake.
const MOST_MARKS: usize = 20;

/// No excerpt is longer: a file may be one line of noise.
const LONGEST_EXCERPT: usize = 20_000;

/// The marks that share an excerpt, the first one's excerpt first.
fn together(marks: &[Mark]) -> Vec<Vec<(bool, &Mark)>> {
    let mut excerpts: Vec<Vec<(bool, &Mark)>> = Vec::new();
    for (place, mark) in marks.iter().take(MOST_MARKS).enumerate() {
        let entry = (place == 0, mark);
        let near = |marks: &&mut Vec<(bool, &Mark)>| {
            let own = marks[0].1.place.source() == mark.place.source();
            own && window(&[&marks[..], &[entry]].concat()).is_some()
        };
        match excerpts.iter_mut().find(near) {
            Some(excerpt) => excerpt.push(entry),
            None => excerpts.push(vec![entry]),
        }
    }
    excerpts
}

/// The whole lines that hold all `marks`; `None` when they are too long to show.
fn window(marks: &[(bool, &Mark)]) -> Option<Range<usize>> {
    let ranges = || marks.iter().map(|(_, mark)| visible(mark));
    let (first, last) = (ranges().map(|range| range.start).min()?, ranges().map(|range| range.end).max()?);
    if last - first > LONGEST_EXCERPT {
        return None;
    }
    let text = marks[0].1.place.source().text();
    let start = text[..first].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let end = text[last..].find(['\n', '\r']).map_or(text.len(), |end| last + end);
    (end - start <= LONGEST_EXCERPT).then_some(start..end)
}

fn excerpt<'m>(marks: &[(bool, &'m Mark)], window: Range<usize>) -> Snippet<'m, Annotation<'m>> {
    let source = marks[0].1.place.source();
    let first_line = Place::new(source, window.start..window.start).line();
    let annotations = marks.iter().map(|(first, mark)| {
        let kind = if *first { AnnotationKind::Primary } else { AnnotationKind::Context };
        let range = visible(mark);
        let annotation = kind.span(range.start - window.start..range.end - window.start);
        if mark.label.is_empty() { annotation } else { annotation.label(&mark.label) }
    });
    let annotations: Vec<_> = annotations.collect();
    Snippet::source(&source.text()[window])
        .line_start(first_line)
        .path(source.name())
        .annotations(annotations)
}

/// A place without its excerpt.
fn origin(mark: &Mark) -> Origin<'_> {
    let place = &mark.place;
    Origin::path(place.source().name()).line(place.line()).char_column(place.column())
}

/// The bytes to underline: on one line, and at least one character.
fn visible(mark: &Mark) -> Range<usize> {
    let text = mark.place.source().text();
    let range = mark.place.range();
    let line_end = text[range.start..].find(['\n', '\r']).map_or(text.len(), |end| range.start + end);
    let next = text[range.start..].chars().next().map_or(range.start, |c| range.start + c.len_utf8());
    range.start..range.end.min(line_end).max(next.min(line_end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    #[test]
    fn of_many_places_the_first_are_drawn() {
        let source = Source::new("x", "word\n".repeat(100));
        let place = |line: usize| Place::new(&source, line * 5..line * 5 + 4);
        let mistake = Mistake::at(&place(0), "too many".to_owned());
        let mistake = (1..100).fold(mistake, |mistake, line| mistake.and(&place(line), "here"));
        assert_eq!(draw(&mistake, Colors::Off).matches("here").count(), MOST_MARKS - 1);
    }
}
