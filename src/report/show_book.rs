//! A book told: every number with what it rests on.

use super::document::{Block, Column, Document, Grid};
use super::households::even_places;
use super::words::{self, Word, attested_title, either, name_in};
use crate::books::{Book, Column as RosterColumn, Evidence, Figure, Values};
use crate::text::Language;

/// The book as a report.
pub fn show_book(book: &Book, language: Language) -> Document {
    let mut document = Document::default();
    let say = |word: Word| word.of(language);
    document.push(Block::Title(format!("{} [{}]", book.title.in_language(language), book.name)));
    let village = book.village.as_ref().map(|village| village.in_language(language));
    let about =
        [village, book.season.as_deref(), book.cite.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    if !about.is_empty() {
        document.push(Block::Text(about.join("; ")));
    }
    if let Some(note) = &book.note {
        document.push(Block::Text(note.in_language(language).to_owned()));
    }
    let figures = [(words::POOLS, book.pools.iter().collect::<Vec<_>>())];
    let facts = book.dan.iter().chain(&book.facts).collect::<Vec<_>>();
    for (heading, figures) in figures.into_iter().chain([(words::FACTS, facts)]) {
        if !figures.is_empty() {
            document.table(say(heading), figure_grid(&figures, language));
        }
    }
    document.table(say(words::COLUMNS), columns(book, language));
    let count = book.roster.len();
    document.push(Block::Text(either(language, format!("{count} households."), format!("共 {count} 户。"))));
    if let Some(synthetic) = &book.roster.synthetic {
        document.push(Block::Text(synthetic.in_language(language).to_owned()));
    }
    if !book.attested.is_empty() {
        document.table(say(words::ATTESTED_ACCOUNT), attested(book, language));
    }
    document.data = data(book);
    document
}

pub(super) fn figure_grid(figures: &[&Figure], language: Language) -> Grid {
    let mut grid = grid_of([words::NAME, words::VALUE, words::EVIDENCE, words::GROUND], language);
    for figure in figures {
        let title = figure.title.in_language(language);
        grid.row([
            title,
            &figure.quantity.written(name_in(language)),
            word(&figure.evidence, language),
            &figure.evidence.ground(),
        ]);
    }
    grid
}

fn grid_of(words: [Word; 4], language: Language) -> Grid {
    let headings = words.map(|word| word.of(language));
    let columns = headings.into_iter().enumerate().map(|(place, heading)| match place {
        1 => Column::numbers(heading),
        _ => Column::text(heading),
    });
    Grid::new(columns)
}

fn word(evidence: &Evidence, language: Language) -> &'static str {
    words::evidence(evidence.word(), language)
}

fn columns(book: &Book, language: Language) -> Grid {
    let mut grid = grid_of([words::NAME, words::TOTAL, words::EVIDENCE, words::GROUND], language);
    for column in &book.roster.columns {
        let title = column.title.in_language(language);
        grid.row([
            title,
            &total(column, language),
            word(&column.evidence, language),
            &column.evidence.ground(),
        ]);
        if let Some(Figure { evidence, .. }) = &column.total {
            let name = format!("  {}", words::TOTAL.of(language));
            grid.row([name.as_str(), "", word(evidence, language), &evidence.ground()]);
        }
    }
    grid
}

/// The sum of a column with its unit, or its words.
fn total(column: &RosterColumn, language: Language) -> String {
    match (&column.values, column.sum()) {
        (Values::Numbers { unit, .. }, Some(sum)) => {
            format!("{} {}", sum.to_places(6).0, unit.written(name_in(language)))
        }
        (Values::Labels { known, .. }, _) => known.join(", "),
        _ => String::new(),
    }
}

fn attested(book: &Book, language: Language) -> Grid {
    let [line, amount, source] = [words::LINE, words::AMOUNT, words::SOURCE].map(|word| word.of(language));
    let mut grid = Grid::new([Column::text(line), Column::numbers(amount), Column::text(source)]);
    for line in &book.attested {
        let title = attested_title(line, language);
        grid.row([title, &line.amount.written(name_in(language)), &line.cite]);
    }
    grid
}

/// The roster as data.
fn data(book: &Book) -> Grid {
    let columns = book.roster.columns.iter().map(|column| Column::text(&column.name));
    let mut grid = Grid::new(std::iter::once(Column::text("household")).chain(columns));
    let texts: Vec<Vec<String>> = book.roster.columns.iter().map(values).collect();
    for (household, id) in book.roster.ids.iter().enumerate() {
        let cells = texts.iter().map(|column| column[household].as_str());
        grid.row(std::iter::once(id.as_str()).chain(cells));
    }
    grid
}

fn values(column: &RosterColumn) -> Vec<String> {
    match &column.values {
        Values::Numbers { numbers, .. } => even_places(numbers.iter().map(ToString::to_string).collect()),
        Values::Labels { known, chosen } => chosen.iter().map(|label| known[*label].clone()).collect(),
    }
}
