//! The list of what is at hand.

use super::document::{Block, Column, Document, Grid};
use super::households::SYNTHETIC;
use super::words;
use crate::text::{Language, Title};

/// A book, record or formula at hand.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The name to call it by.
    pub name: String,
    /// What it is: `book`, `record` or `formula`.
    pub kind: &'static str,
    /// What it is called for people.
    pub title: Title,
    /// Whether its households are invented.
    pub synthetic: bool,
}

/// The list as a report.
pub fn listing(all: &[Listed], language: Language) -> Document {
    let headings = [words::NAME, words::KIND, words::TITLE].map(|word| Column::text(word.of(language)));
    let mut grid = Grid::new(headings);
    for listed in all {
        let kind = words::kind(listed.kind, language);
        grid.row([listed.name.as_str(), kind, listed.title.in_language(language)]);
    }
    Document { blocks: vec![Block::Table(grid)], data: data(all) }
}

fn data(all: &[Listed]) -> Grid {
    let mut grid = Grid::new(["name", "kind", "title", "roster"].map(Column::text));
    for listed in all {
        let roster = if listed.synthetic { SYNTHETIC } else { "" };
        grid.row([listed.name.as_str(), listed.kind, listed.title.in_language(Language::English), roster]);
    }
    grid
}
