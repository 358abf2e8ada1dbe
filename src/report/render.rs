//! Documents rendered for a terminal, as Markdown, as CSV.

use super::document::{Block, Column, Document, Grid, Row};
use comfy_table::presets::{ASCII_MARKDOWN, NOTHING};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table};
use unicode_width::UnicodeWidthStr;

/// The bytes of the longest unit that is kept together in brackets.
const LONGEST_UNIT: usize = 24;

/// Blanks between two columns, where there is room and where there is none.
const GAP: usize = 2;
const NARROW_GAP: usize = 1;

/// For a terminal of `width` columns. Tables that are too wide are cut into
/// panels, each with the first column again.
#[must_use]
pub fn render_table(document: &Document, width: usize) -> String {
    let mut text = String::new();
    for block in &document.blocks {
        match block {
            Block::Title(title) => push_lines(&mut text, &hang(title, width)),
            Block::Heading(heading) => {
                text.push('\n');
                push_lines(&mut text, &hang(heading, width));
            }
            Block::Text(paragraph) => push_lines(&mut text, &hang(paragraph, width)),
            Block::Line(line) => push_lines(&mut text, std::slice::from_ref(line)),
            Block::Item(depth, item) => {
                push_lines(&mut text, &hang(&format!("{}- {item}", "  ".repeat(*depth)), width));
            }
            Block::Table(grid) => {
                let gap = if panels(grid, width, GAP).len() > panels(grid, width, NARROW_GAP).len() {
                    NARROW_GAP
                } else {
                    GAP
                };
                for (place, panel) in panels(grid, width, gap).iter().enumerate() {
                    if place > 0 {
                        text.push('\n');
                    }
                    push_lines(&mut text, &table_lines(panel, width, gap));
                }
            }
        }
    }
    text
}

/// As Markdown.
#[must_use]
pub fn render_markdown(document: &Document) -> String {
    let mut text = String::new();
    let mut in_list = false;
    for block in document.blocks.iter().filter(|block| **block != Block::Line(String::new())) {
        let is_item = matches!(block, Block::Item(..));
        let follows_item = in_list && is_item;
        if !text.is_empty() && !follows_item {
            text.push('\n');
        }
        match block {
            Block::Title(title) => push_lines(&mut text, &[format!("# {title}")]),
            Block::Heading(heading) => push_lines(&mut text, &[format!("## {heading}")]),
            Block::Text(line) | Block::Line(line) => push_lines(&mut text, std::slice::from_ref(line)),
            Block::Item(depth, item) => push_lines(&mut text, &[format!("{}- {item}", "  ".repeat(*depth))]),
            Block::Table(grid) => push_lines(&mut text, &markdown_lines(grid)),
        }
        in_list = is_item;
    }
    text
}

/// The data of the document as CSV.
#[must_use]
pub fn render_csv(document: &Document) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let headings = document.data.columns.iter().map(|column| column.heading.as_str());
    let mut records = vec![headings.collect::<Vec<_>>()];
    for row in &document.data.rows {
        if let Row::Cells(cells) = row {
            records.push(cells.iter().map(String::as_str).collect());
        }
    }
    for record in records {
        writer.write_record(record).expect("memory takes every record, and all are of one width");
    }
    let bytes = writer.into_inner().expect("memory is never full before the program is");
    String::from_utf8(bytes).expect("only text was written")
}

fn push_lines(text: &mut String, lines: &[String]) {
    for line in lines {
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// A paragraph of lines; under a mark such as `- ` or `2. ` the later lines hang.
fn hang(text: &str, width: usize) -> Vec<String> {
    let blanks = text.len() - text.trim_start().len();
    let mark = text.trim_start().split_inclusive(' ').next().unwrap_or_default();
    let is_mark = mark == "- " || (mark.ends_with(". ") && mark.starts_with(|c: char| c.is_ascii_digit()));
    let indent = blanks + if is_mark { mark.len() } else { 0 };
    let (first, rest) = text.split_at(indent);
    let lines = wrap(rest, width.saturating_sub(indent).max(20)).into_iter().enumerate();
    lines
        .map(|(place, line)| if place == 0 { format!("{first}{line}") } else { " ".repeat(indent) + &line })
        .collect()
}

/// Breaks `text` between words, and between Chinese characters, to `width`.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.width() + word.trim_end().width() > width {
            lines.push(word.to_owned());
        } else {
            line.push_str(word);
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Breaks `text` into as few lines as `width` allows, all about as long.
fn wrap_evenly(text: &str, width: usize) -> Vec<String> {
    let fewest = wrap(text, width).len();
    let widest = |lines: &Vec<String>| lines.iter().map(|line| line.width()).max().unwrap_or(0);
    // No line is narrower than the longest word.
    let longest = words(text).into_iter().map(|word| word.trim_end().width()).max().unwrap_or(0).max(1);
    let narrower = (longest..=width).map(|width| (width, wrap(text, width)));
    let mut fitting = narrower.filter(|(limit, lines)| lines.len() == fewest && widest(lines) <= *limit);
    fitting.next().map_or_else(|| wrap(text, width), |(_, lines)| lines)
}

/// The pieces a line may be broken into: words with the blanks after them, and
/// single wide characters. A closing mark stays with what it closes.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut before = ' ';
    let mut bracketed = false;
    for (at, c) in text.char_indices() {
        let wide = |c: char| c.len_utf8() > 2 && unicode_width::UnicodeWidthChar::width(c) == Some(2);
        let closing = "，。；：、！？）》”".contains(c);
        let breaks =
            (before == ' ' && c != ' ') || (wide(c) && !closing) || (wide(before) && !closing && c != ' ');
        // A unit in its brackets stays whole; a whole sentence in brackets does not.
        bracketed |= before == '（' && closes_soon(&text[at..]);
        bracketed &= before != '）';
        if at > start && breaks && !bracketed {
            words.push(&text[start..at]);
            start = at;
        }
        before = c;
    }
    words.push(&text[start..]);
    words
}

/// Whether a bracket that was opened closes within a unit.
fn closes_soon(text: &str) -> bool {
    text.char_indices().take_while(|(at, _)| *at <= LONGEST_UNIT).any(|(_, c)| c == '）')
}

/// The grid in pieces that fit, columns of text left to wrap.
fn panels(grid: &Grid, width: usize, gap: usize) -> Vec<Grid> {
    let needs: Vec<usize> = (0..grid.columns.len()).map(|column| needed_width(grid, column)).collect();
    let first = needs.first().copied().unwrap_or(0);
    let mut panels: Vec<Vec<usize>> = vec![vec![0]];
    let mut used = first;
    for (column, need) in needs.iter().enumerate().skip(1) {
        let panel = panels.last_mut().expect("there is always a panel");
        if used + gap + need > width && panel.len() > 1 {
            panels.push(vec![0, column]);
            used = first + gap + need;
        } else {
            panel.push(column);
            used += gap + need;
        }
    }
    let pick = |columns: &Vec<usize>| Grid {
        columns: columns.iter().map(|column| grid.columns[*column].clone()).collect(),
        rows: grid.rows.iter().map(|row| pick_cells(row, columns)).collect(),
    };
    panels.iter().map(pick).collect()
}

fn pick_cells(row: &Row, columns: &[usize]) -> Row {
    match row {
        Row::Cells(cells) => Row::Cells(columns.iter().map(|column| cells[*column].clone()).collect()),
        other => other.clone(),
    }
}

/// The cells of one column.
fn cells(grid: &Grid, column: usize) -> impl Iterator<Item = &str> {
    grid.rows.iter().filter_map(move |row| match row {
        Row::Cells(cells) => Some(cells[column].as_str()),
        Row::Section(name) if column == 0 => Some(name.as_str()),
        _ => None,
    })
}

/// The width that `column` cannot do without: a number's is that of its longest
/// cell, a text's is that of its longest word but not less than a readable line.
fn needed_width(grid: &Grid, column: usize) -> usize {
    let heading = grid.columns[column].heading.as_str();
    let content = cells(grid, column).map(UnicodeWidthStr::width).max().unwrap_or(0);
    let longest_word = words(heading).into_iter().map(|word| word.trim_end().width()).max().unwrap_or(0);
    // Two Chinese characters stay together.
    let longest_word = longest_word.max(heading.width().min(4));
    if grid.columns[column].numbers || column == 0 {
        content.max(longest_word)
    } else {
        content.max(longest_word).min(16)
    }
}

fn table_lines(grid: &Grid, width: usize, gap: usize) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    let needs: Vec<usize> = (0..grid.columns.len()).map(|column| needed_width(grid, column)).collect();
    let headings = grid.columns.iter().zip(&needs).map(|(column, need)| {
        if column.numbers { wrap_evenly(&column.heading, *need).join("\n") } else { column.heading.clone() }
    });
    if grid.columns.iter().any(|column| !column.heading.is_empty()) {
        table.set_header(headings.collect::<Vec<_>>());
    }
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => table.add_row(cells.clone()),
            Row::Section(name) => table.add_row(vec![name.clone()]),
            Row::Rule => {
                let line = |(column, need): (&Column, &usize)| {
                    if column.numbers { "─".repeat(*need) } else { String::new() }
                };
                table.add_row(grid.columns.iter().zip(&needs).map(line).collect::<Vec<_>>())
            }
        };
    }
    let last = grid.columns.len().saturating_sub(1);
    for (place, column) in table.column_iter_mut().enumerate() {
        // One blank of the gap is the table's own line between columns.
        let blanks = if place == last { 0 } else { gap - 1 };
        column.set_padding((0, u16::try_from(blanks).unwrap_or(0)));
        if grid.columns[place].numbers {
            column.set_cell_alignment(CellAlignment::Right);
        }
        if grid.columns[place].numbers || place == 0 {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    table.lines().collect()
}

fn markdown_lines(grid: &Grid) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    table.set_content_arrangement(ContentArrangement::Disabled);
    let escape = |cell: &str| cell.replace('|', "\\|");
    table.set_header(grid.columns.iter().map(|column| escape(&column.heading)).collect::<Vec<_>>());
    for row in &grid.rows {
        match row {
            Row::Cells(cells) => table.add_row(cells.iter().map(|cell| escape(cell)).collect::<Vec<_>>()),
            Row::Section(name) => table.add_row(vec![format!("**{}**", escape(name))]),
            Row::Rule => &mut table,
        };
    }
    let mut lines: Vec<String> = table.lines().collect();
    if let Some(rule) = lines.get_mut(1) {
        *rule = aligned(rule, &grid.columns);
    }
    lines
}

/// The rule under a heading, with numbers to the right.
fn aligned(rule: &str, columns: &[Column]) -> String {
    let cells = rule.trim_matches('|').split('|').zip(columns).map(|(cell, column)| {
        let dashes = cell.strip_suffix('-').filter(|_| column.numbers);
        dashes.map_or_else(|| cell.to_owned(), |dashes| format!("{dashes}:"))
    });
    format!("|{}|", cells.collect::<Vec<_>>().join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_wrapped_evenly_and_never_within_a_word() {
        assert_eq!(wrap_evenly("sideline labor", 12), ["sideline", "labor"]);
        assert_eq!(wrap_evenly("a b c d", 5), ["a b", "c d"]);
        let long = "x".repeat(100_000);
        assert_eq!(wrap_evenly(&long, long.len()), [long]);
    }

    #[test]
    fn a_unit_in_its_brackets_stays_whole_and_a_sentence_does_not() {
        assert_eq!(words("土地（石 一 亩）好"), ["土", "地", "（石 一 亩）", "好"]);
        assert!(words(&format!("（{}）", "很".repeat(9))).len() > 1);
        assert!(words(&"（".repeat(100_000)).len() > 1);
    }
}
