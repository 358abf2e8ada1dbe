//! Formulas side by side on one village.

use super::document::{Block, Column, Document, Grid};
use super::households::{Stated, marks, stakes};
use super::statement::{check_line, claim_line, formula_title, set_lines, signed};
use super::words::{self, Word, either, with_unit};
use crate::exact::{Amount, Overflow};
use crate::formula::Formula;
use crate::settlement::{Basis, Comparison, HouseholdComparison, Settlement};
use crate::text::Language;

/// The comparison as a report.
///
/// # Errors
///
/// Returns [`Overflow`] when a sum does not fit.
pub fn comparison(comparison: &Comparison<'_>, language: Language) -> Result<Document, Overflow> {
    let mut document = Document::default();
    let Some(first) = comparison.settlements.first() else { return Ok(document) };
    let book = first.book;
    let say = |word: Word| word.of(language).to_owned();
    document.push(Block::Title(format!("{} [{}]", book.title.in_language(language), book.name)));
    for (place, settlement) in comparison.settlements.iter().enumerate() {
        document.push(Block::Text(format!(
            "{}  {}",
            letter(place),
            formula_title(settlement.formula, language)
        )));
    }
    let set = comparison.settlements.iter().flat_map(Settlement::set_numbers);
    for line in set_lines(set, language) {
        document.push(Block::Text(line));
    }
    if let Some(synthetic) = &book.roster.synthetic {
        document.push(Block::Text(synthetic.in_language(language).to_owned()));
    }
    let unit = words::unit(book.measure.precision().unit(), language);
    let formulas: Vec<&Formula> =
        comparison.settlements.iter().map(|settlement| settlement.formula).collect();
    let stakes = stakes(&formulas, &book.roster, language);
    let heading = match comparison.basis {
        Basis::Net => words::NET_OF_EACH,
        Basis::Income => words::INCOME_OF_EACH,
    };
    document.table(with_unit(&say(heading), unit, language), households(comparison, &stakes, language));
    tell_repaid(comparison, unit, language, &mut document);
    document.table(with_unit(&say(words::TOTALS), unit, language), totals(comparison, language));
    document.push(Block::Line(String::new()));
    for (place, settlement) in comparison.settlements.iter().enumerate() {
        document.push(Block::Text(format!("{}  {}", letter(place), check_line(settlement, language)?)));
        let claims = settlement.formula.claims.iter().zip(&settlement.claims);
        for (claim, verdict) in claims.filter(|(_, verdict)| !verdict.holds) {
            let claim = claim_line(settlement, claim, verdict, language);
            document.push(Block::Text(format!("{}  {claim}", letter(place))));
        }
    }
    document.data = data(comparison, &stakes);
    Ok(document)
}

/// Nets that contain what only pays back do not compare with nets that do not.
fn tell_repaid(comparison: &Comparison<'_>, unit: &str, language: Language, document: &mut Document) {
    if comparison.basis == Basis::Income {
        return;
    }
    for (place, repaid) in comparison.repaid.iter().enumerate().filter(|(_, repaid)| **repaid != Amount::ZERO)
    {
        let (letter, repaid) = (letter(place), comparison.settlements[place].write(*repaid));
        document.push(Block::Text(either(
            language,
            format!(
                "{letter} pays back {repaid} {unit} that households had advanced; `--income` leaves it out."
            ),
            format!("{letter} 偿还各户垫付 {repaid} {unit}；加 `--income` 则不计入。"),
        )));
    }
}

/// A formula's letter: A, B, ..., Z, A1, ...
fn letter(place: usize) -> String {
    let letters = ('A'..='Z').nth(place % 26).unwrap_or('A');
    if place < 26 { letters.to_string() } else { format!("{letters}{}", place / 26) }
}

/// The columns after the household: A, then for each other formula its net, its
/// difference and the change of rank.
fn households(comparison: &Comparison<'_>, stakes: &[Stated], language: Language) -> Grid {
    let first = &comparison.settlements[0];
    let mut columns = vec![Column::text(words::HOUSEHOLD.of(language))];
    columns.extend(stakes.iter().map(|stake| Column::numbers(stake.heading())));
    columns.push(Column::numbers("A"));
    for place in 1..comparison.settlements.len() {
        let letter = letter(place);
        columns.push(Column::numbers(&letter));
        columns.push(Column::numbers(format!("{letter}-A")));
        columns.push(Column::numbers(words::RANK.of(language)));
    }
    let mut grid = Grid::new(columns);
    for line in &comparison.households {
        let mut row = vec![first.book.roster.ids[line.household].clone()];
        row.extend(stakes.iter().map(|stake| stake.cell(line.household).to_owned()));
        row.push(first.write(line.amounts[0]));
        for place in 1..line.amounts.len() {
            row.push(first.write(line.amounts[place]));
            row.push(signed(first, line.differences[place]));
            row.push(rank_change(line, place));
        }
        grid.row(row);
    }
    grid.rule();
    let mut row = vec![words::TOTAL.of(language).to_owned()];
    row.extend(stakes.iter().map(|stake| stake.total().to_owned()));
    row.push(first.write(comparison.totals[0]));
    for (place, net) in comparison.totals.iter().enumerate().skip(1) {
        row.push(first.write(*net));
        row.push(signed(first, comparison.total_differences[place]));
        row.push(String::new());
    }
    grid.row(row);
    grid
}

/// `7→5`, or the rank alone when it stays.
fn rank_change(line: &HouseholdComparison, place: usize) -> String {
    let (before, after) = (line.ranks[0], line.ranks[place]);
    if before == after { before.to_string() } else { format!("{before}→{after}") }
}

fn totals(comparison: &Comparison<'_>, language: Language) -> Grid {
    let first = &comparison.settlements[0];
    let letters = (0..comparison.settlements.len()).map(|place| Column::numbers(letter(place)));
    let mut grid = Grid::new(std::iter::once(Column::text(words::STEP.of(language))).chain(letters));
    let write = |amount: Option<Amount>| {
        amount.map_or_else(|| words::NOT_IN_FORMULA.to_owned(), |amount| first.write(amount))
    };
    for step in &comparison.steps {
        let title = step.title.in_language(language).to_owned();
        grid.row(std::iter::once(title).chain(step.amounts.iter().map(|amount| write(*amount))));
    }
    let sum = match comparison.basis {
        Basis::Net => words::NET_TO_HOUSEHOLDS,
        Basis::Income => words::INCOME_OF_HOUSEHOLDS,
    };
    let sums = comparison.totals.iter().map(|total| first.write(*total));
    grid.row(std::iter::once(sum.of(language).to_owned()).chain(sums));
    grid
}

fn data(comparison: &Comparison<'_>, stakes: &[Stated]) -> Grid {
    let first = &comparison.settlements[0];
    let names: Vec<&str> =
        comparison.settlements.iter().map(|settlement| settlement.formula.name.as_str()).collect();
    let mut columns = vec![Column::text("household")];
    columns.extend(stakes.iter().map(|stake| Column::numbers(stake.name())));
    columns.extend(names.iter().map(|name| Column::numbers(*name)));
    columns.extend(names.iter().skip(1).map(|name| Column::numbers(format!("{name} less {}", names[0]))));
    columns.extend(names.iter().map(|name| Column::numbers(format!("rank under {name}"))));
    let marks = marks(&comparison.settlements);
    columns.extend(marks.iter().map(|(name, _)| Column::text(*name)));
    let mut grid = Grid::new(columns);
    for line in &comparison.households {
        let mut row = vec![first.book.roster.ids[line.household].clone()];
        row.extend(stakes.iter().map(|stake| stake.cell(line.household).to_owned()));
        row.extend(line.amounts.iter().map(|net| first.write(*net)));
        row.extend(line.differences.iter().skip(1).map(|difference| first.write(*difference)));
        row.extend(line.ranks.iter().map(usize::to_string));
        row.extend(marks.iter().map(|(_, mark)| mark.clone()));
        grid.row(row);
    }
    grid
}
