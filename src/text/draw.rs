//! Mistakes drawn for a person, all rooms' alike.

use super::{Mark, Mistake};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

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
    let mut sentence = Group::with_title(Level::ERROR.primary_title(&mistake.kind));
    if mistake.marks.is_empty() {
        // An excerpt needs a file; without one the sentence stands alone.
        sentence = sentence.elements(Vec::<Snippet<'_, Annotation<'_>>>::new());
    }
    for marks in by_source(&mistake.marks) {
        sentence = sentence.element(excerpt(&marks));
    }
    if let Some(hint) = &mistake.hint {
        sentence = sentence.element(Level::HELP.with_name("hint").message(hint));
    }
    renderer.decor_style(DecorStyle::Unicode).term_width(80).render(&[sentence])
}

/// The marks gathered file by file, the first one's file first.
fn by_source(marks: &[Mark]) -> Vec<Vec<(bool, &Mark)>> {
    let mut files: Vec<Vec<(bool, &Mark)>> = Vec::new();
    for (place, mark) in marks.iter().enumerate() {
        let entry = (place == 0, mark);
        match files.iter_mut().find(|file| file[0].1.place.source() == mark.place.source()) {
            Some(file) => file.push(entry),
            None => files.push(vec![entry]),
        }
    }
    files
}

fn excerpt<'m>(marks: &[(bool, &'m Mark)]) -> Snippet<'m, Annotation<'m>> {
    let source = marks[0].1.place.source();
    let annotations = marks.iter().map(|(first, mark)| {
        let kind = if *first { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(visible(mark));
        if mark.label.is_empty() { annotation } else { annotation.label(&mark.label) }
    });
    Snippet::source(source.text()).path(source.name()).annotations(annotations)
}

/// The bytes to underline: on one line, and at least one character.
fn visible(mark: &Mark) -> std::ops::Range<usize> {
    let text = mark.place.source().text();
    let range = mark.place.range();
    let line_end = text[range.start..].find('\n').map_or(text.len(), |end| range.start + end);
    let next = text[range.start..].chars().next().map_or(range.start, |c| range.start + c.len_utf8());
    range.start..range.end.min(line_end).max(next.min(line_end))
}
