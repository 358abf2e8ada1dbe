//! Tables of text with a place for every cell.

use super::{Mistake, Mistakes, Place, Source, TextMistake};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who makes more mistakes than this has not written a table.
const MOST_BAD_ROWS: usize = 100;

/// A text in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says, without the blanks around it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A heading line and rows of as many cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns.
    pub heading: Vec<Cell>,
    /// The rows, each as wide as the heading.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Reads `source` as comma-separated values with a heading line.
    ///
    /// # Errors
    ///
    /// Returns the rows that are wider or narrower than the heading or empty,
    /// the columns of one name, or the other separator that was used. After
    /// some hundred bad rows it is no table and not read on.
    pub fn parse_csv(source: &Arc<Source>) -> Result<Self, Mistakes<TextMistake>> {
        let text = source.text().as_bytes();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut record = csv::StringRecord::new();
        let mut table: Option<Self> = None;
        let mut mistakes = Vec::new();
        while mistakes.len() < MOST_BAD_ROWS {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let start = error.position().map_or(0, |position| offset(position.byte()));
                    let place = Place::new(source, start..start);
                    mistakes.push(Mistake::at(&place, TextMistake::Table(error.to_string())));
                    break;
                }
            }
            let cells = cells(source, &record);
            match &mut table {
                None => {
                    check_heading(&cells, &mut mistakes);
                    table = Some(Self { heading: cells, rows: Vec::new() });
                }
                Some(table) => {
                    mistakes.extend(row_mistake(source, &cells, table.heading.len()));
                    table.rows.push(cells);
                }
            }
        }
        let empty = || Self { heading: Vec::new(), rows: Vec::new() };
        if mistakes.is_empty() { Ok(table.unwrap_or_else(empty)) } else { Err(mistakes) }
    }

    /// The place of the column called `name`.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.heading.iter().position(|cell| cell.text == name)
    }
}

/// No two columns have one name, and commas stand between them.
fn check_heading(heading: &[Cell], mistakes: &mut Mistakes<TextMistake>) {
    let mut first = BTreeMap::new();
    for cell in heading.iter().filter(|cell| !cell.text.is_empty()) {
        if let Some(earlier) = first.insert(&cell.text, &cell.place) {
            let twice = Mistake::at(&cell.place, TextMistake::Twice(cell.text.clone()));
            mistakes.push(twice.and(earlier, "first stated here"));
        }
    }
    let [only] = heading else { return };
    let other = [';', '\t', '，', '|'].into_iter().find(|other| only.text.contains(*other));
    mistakes.extend(other.map(|other| Mistake::at(&only.place, TextMistake::Separator(other))));
}

/// A row is as wide as the heading, and says something.
fn row_mistake(source: &Arc<Source>, row: &[Cell], width: usize) -> Option<Mistake<TextMistake>> {
    let (first, last) = (row.first()?, row.last()?);
    if row.len() != width {
        let cells = if row.len() == 1 { "1 cell".to_owned() } else { format!("{} cells", row.len()) };
        let counts = format!("this row has {cells}, the heading has {width}");
        let whole = Place::new(source, first.place.range().start..last.place.range().end);
        return Some(Mistake::at(&whole, TextMistake::Table(counts)));
    }
    let is_empty = row.iter().all(|cell| cell.text.is_empty());
    is_empty.then(|| Mistake::at(&first.place, TextMistake::EmptyRow))
}

fn offset(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// The cells of one record, found again in the text it was read from.
fn cells(source: &Arc<Source>, record: &csv::StringRecord) -> Vec<Cell> {
    let mut at = record.position().map_or(0, |position| offset(position.byte()));
    let text = source.text();
    // The reader places a record where the blank lines before it begin.
    at += text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len();
    let place_next = |field: &str| {
        let end = at + raw_length(&text[at..]);
        let raw = &text[at..end];
        let blanks = raw.len() - raw.trim_start().len();
        let place = Place::new(source, at + blanks..at + raw.trim_end().len().max(blanks));
        at = (end + 1).min(text.len());
        Cell { text: field.trim().to_owned(), place }
    };
    record.iter().map(place_next).collect()
}

/// The bytes up to the comma or line end that closes the first cell of `text`.
fn raw_length(text: &str) -> usize {
    let quoted = quoted_length(text);
    text[quoted..].find([',', '\n', '\r']).map_or(text.len(), |end| quoted + end)
}

/// The bytes from a quote, which opens a cell only at its very beginning, to the
/// one that closes it. Two in a row are one that stands in the cell; after the
/// closing one, a quote is only a quote.
fn quoted_length(text: &str) -> usize {
    if !text.starts_with('"') {
        return 0;
    }
    let mut length = 1;
    while let Some(quote) = text[length..].find('"') {
        length += quote + 1;
        if !text[length..].starts_with('"') {
            return length;
        }
        length += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_found_again_in_its_file() {
        let source = Source::new("r.csv", "id,name, land\r\n\r\nH1,\"a, \"\"b\"\"\", 3.5 \r\nH2,石,4\n");
        let table = Table::parse_csv(&source).unwrap();
        let texts: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [["H1", "a, \"b\"", "3.5"], ["H2", "石", "4"]]);
        let places: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| cell.place.text()).collect()).collect();
        assert_eq!(places, [["H1", "\"a, \"\"b\"\"\"", "3.5"], ["H2", "石", "4"]]);
        assert_eq!(table.rows[0][2].place.line(), 3);
        assert_eq!(table.column("land"), Some(2));
    }

    #[test]
    fn a_quote_inside_a_cell_is_only_a_quote() {
        let source = Source::new("r.csv", "id,note,land\nA,5\" tall,-1\nB,x,2\nC,6\" t,-3\n");
        let table = Table::parse_csv(&source).unwrap();
        let lands: Vec<_> = table.rows.iter().map(|row| (row[2].place.text(), row[2].place.line())).collect();
        assert_eq!(lands, [("-1", 2), ("2", 3), ("-3", 4)]);
    }

    #[test]
    fn a_quote_after_the_one_that_closes_is_only_a_quote() {
        let source = Source::new("r.csv", "id,note,land\n\"A\"b\"c,\"\"\"d\"\"\",-1\nB,\"x\"\"\ny\",-2\n");
        let table = Table::parse_csv(&source).unwrap();
        let places: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.iter().map(|cell| cell.place.text()).collect()).collect();
        assert_eq!(places, [["\"A\"b\"c", "\"\"\"d\"\"\"", "-1"], ["B", "\"x\"\"\ny\"", "-2"]]);
        assert_eq!((table.rows[0][0].text.as_str(), table.rows[0][1].text.as_str()), ("Ab\"c", "\"d\""));
    }

    #[test]
    fn a_row_of_another_width_is_a_mistake_with_its_place() {
        let mistake =
            Table::parse_csv(&Source::new("r.csv", "id,land\nH1,3,4\n")).unwrap_err().swap_remove(0);
        assert_eq!(
            mistake.kind.to_string(),
            "this is not a readable table: this row has 3 cells, the heading has 2"
        );
        assert_eq!(mistake.marks[0].place.text(), "H1,3,4");
        assert!(matches!(
            Table::parse_csv(&Source::new("r.csv", "id,id\n")).unwrap_err()[0].kind,
            TextMistake::Twice(_)
        ));
    }
}
