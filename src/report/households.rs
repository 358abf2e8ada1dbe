//! The table of households, column by column.

use super::document::{Column, Grid};
use super::words::{self, Word, name_in, with_unit};
use crate::books::{Roster, Values};
use crate::exact::{Amount, BaseUnit, Fraction, Overflow, Unit};
use crate::formula::{ColumnKind, Expression, Formula, Reference};
use crate::settlement::{HouseholdLine, Settlement};
use crate::text::Language;

/// Whether a statement says what each figure rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Evidence {
    /// It does not.
    #[default]
    Plain,
    /// Each figure says the weakest evidence that it rests on.
    Marked,
}

/// A column of the table: one text for each household.
pub(super) struct Stated {
    /// Its name in data.
    name: String,
    /// Its heading for people.
    heading: String,
    cells: Vec<String>,
    total: String,
}

impl Stated {
    /// Land and work, each step's amount, the net, and what that is a head.
    pub(super) fn all(settlement: &Settlement<'_>, language: Language) -> Result<Vec<Self>, Overflow> {
        let lines = settlement.household_lines()?;
        let mut columns = stakes(&[settlement.formula], &settlement.book.roster, language);
        for (place, step) in settlement.household_steps().enumerate() {
            let step = &settlement.formula.steps[step];
            let parts: Vec<Amount> = lines.iter().map(|line| line.postings[place].1).collect();
            columns.push(Self {
                name: step.name.clone(),
                heading: step.title.in_language(language).to_owned(),
                total: settlement.write(Amount::sum(parts.iter().copied())?),
                cells: parts.into_iter().map(|part| settlement.write(part)).collect(),
            });
        }
        columns.extend(owed(settlement, language));
        columns.push(Self {
            name: "net".to_owned(),
            heading: words::NET.of(language).to_owned(),
            cells: lines.iter().map(|line| settlement.write(line.net)).collect(),
            total: settlement.write(settlement.net()?),
        });
        columns.extend(per_head(settlement, &lines, language)?);
        Ok(columns)
    }

    /// The table with titles and a line of totals.
    pub(super) fn for_people(columns: &[Self], settlement: &Settlement<'_>, language: Language) -> Grid {
        let say = |word: Word| word.of(language);
        let headings = columns.iter().map(|column| Column::numbers(&column.heading));
        let mut grid = Grid::new(std::iter::once(Column::text(say(words::HOUSEHOLD))).chain(headings));
        for (household, id) in settlement.book.roster.ids.iter().enumerate() {
            let cells = columns.iter().map(|column| &column.cells[household]);
            grid.row(std::iter::once(id).chain(cells));
        }
        grid.rule();
        let totals = columns.iter().map(|column| column.total.as_str());
        grid.row(std::iter::once(say(words::TOTAL)).chain(totals));
        grid
    }

    /// The table with names, the nature of the roster in every row.
    pub(super) fn as_data(columns: &[Self], settlement: &Settlement<'_>, evidence: Evidence) -> Grid {
        let roster = &settlement.book.roster;
        let headings = columns.iter().map(|column| Column::numbers(&column.name));
        let mut marks = marks(std::slice::from_ref(settlement));
        if evidence == Evidence::Marked {
            marks.push(("evidence", settlement.strengths().net.word().to_owned()));
        }
        let marked = marks.iter().map(|(name, _)| Column::text(*name));
        let mut grid = Grid::new(std::iter::once(Column::text("household")).chain(headings).chain(marked));
        for (household, id) in roster.ids.iter().enumerate() {
            let cells = columns.iter().map(|column| column.cells[household].as_str());
            let marks = marks.iter().map(|(_, mark)| mark.as_str());
            grid.row(std::iter::once(id.as_str()).chain(cells).chain(marks));
        }
        grid
    }

    /// Its heading, and the text for one household.
    pub(super) fn heading(&self) -> &str {
        &self.heading
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn cell(&self, household: usize) -> &str {
        &self.cells[household]
    }

    pub(super) fn total(&self) -> &str {
        &self.total
    }
}

/// What steps still owe each household.
fn owed(settlement: &Settlement<'_>, language: Language) -> Vec<Stated> {
    let steps = settlement.formula.steps.iter().zip(&settlement.steps);
    let owing = steps.filter_map(|(step, outcome)| {
        let shortfall = outcome.shortfall.as_ref().filter(|shortfall| shortfall.owed)?;
        let title = step.title.in_language(language);
        Some(Stated {
            name: format!("{} owed", step.name),
            heading: format!("{title} {}", words::STILL_OWED.of(language)),
            cells: shortfall.parts.as_ref()?.iter().map(|part| settlement.write(*part)).collect(),
            total: settlement.write(shortfall.amount),
        })
    });
    owing.collect()
}

/// What marks a roster of invented rows in data.
pub(super) const SYNTHETIC: &str = "synthetic";

/// Columns that mark every row of data: that the roster is invented, and what
/// was set for this run.
pub(super) fn marks(settlements: &[Settlement<'_>]) -> Vec<(&'static str, String)> {
    let mut marks = Vec::new();
    let Some(first) = settlements.first() else { return marks };
    if first.book.roster.synthetic.is_some() {
        marks.push(("roster", SYNTHETIC.to_owned()));
    }
    let mut set: Vec<String> = Vec::new();
    for (name, value) in settlements.iter().flat_map(Settlement::set_numbers) {
        let one = format!("{name}={value}");
        if !set.contains(&one) {
            set.push(one);
        }
    }
    if !set.is_empty() {
        marks.push(("set", set.join(" ")));
    }
    marks
}

/// The columns of the roster that tell a household's stake under `formulas`:
/// land, days, points, and whatever else a key or a filter asks for.
pub(super) fn stakes(formulas: &[&Formula], roster: &Roster, language: Language) -> Vec<Stated> {
    let mut stakes: Vec<Stated> = Vec::new();
    let mut add = |name: &str| {
        let stake = stake(roster, name, language);
        stakes.extend(stake.filter(|stake| !stakes.iter().any(|own| own.name == stake.name)));
    };
    for unit in [BaseUnit::Mou, BaseUnit::Day, BaseUnit::Point].map(Unit::from) {
        for need in formulas.iter().flat_map(|formula| &formula.columns) {
            if matches!(need.kind, ColumnKind::Numbers(own) if own == unit) {
                add(&need.name);
            }
        }
    }
    for formula in formulas {
        let asked = formula.steps.iter().flat_map(|step| step.by.iter().chain(&step.among));
        for means in asked.flat_map(Expression::references) {
            if let Reference::Column(column) = means {
                add(&formula.columns[column].name);
            }
        }
    }
    stakes
}

fn stake(roster: &Roster, name: &str, language: Language) -> Option<Stated> {
    let column = roster.column(name)?;
    let title = column.title.in_language(language);
    match &column.values {
        Values::Numbers { unit, numbers } => {
            let sum = column.sum()?;
            let shown = numbers.iter().chain([&sum]).map(ToString::to_string).collect();
            let mut cells = even_places(shown);
            let total = cells.pop().unwrap_or_default();
            let heading = with_unit(title, &unit.written(name_in(language)), language);
            Some(Stated { name: format!("{name} in {unit}"), heading, cells, total })
        }
        Values::Labels { known, chosen } => {
            let cells = chosen.iter().map(|label| known[*label].clone()).collect();
            Some(Stated { name: name.to_owned(), heading: title.to_owned(), cells, total: String::new() })
        }
    }
}

/// The net a head in the book's unit, and in catties where the book says what a
/// dan weighs.
fn per_head(
    settlement: &Settlement<'_>,
    lines: &[HouseholdLine],
    language: Language,
) -> Result<Vec<Stated>, Overflow> {
    let unit = settlement.book.measure.precision().unit();
    let (all, all_in_catties) = settlement.net_per_head()?;
    let column = |unit: BaseUnit, cells: Vec<String>, total: String| {
        let heading = with_unit(words::PER_HEAD.of(language), words::unit(unit, language), language);
        Stated { name: format!("{} per head", unit.name()), heading, cells, total }
    };
    let own = |amount: Option<Amount>| amount.map(|amount| settlement.write(amount)).unwrap_or_default();
    let catties = |catties: Option<Fraction>| {
        let text =
            catties.map(|catties| even_places(vec![catties.to_places(1).0, "0.0".to_owned()]).swap_remove(0));
        text.unwrap_or_default()
    };
    let mut columns = Vec::new();
    if all.is_some() {
        columns.push(column(unit, lines.iter().map(|line| own(line.per_head)).collect(), own(all)));
    }
    if unit != BaseUnit::Catty && all_in_catties.is_some() {
        let cells = lines.iter().map(|line| catties(line.catties_per_head)).collect();
        columns.push(column(BaseUnit::Catty, cells, catties(all_in_catties)));
    }
    Ok(columns)
}

/// Numbers of one column with as many places each.
pub(super) fn even_places(numbers: Vec<String>) -> Vec<String> {
    let places = |text: &String| text.split_once('.').map_or(0, |(_, places)| places.len());
    let most = numbers.iter().map(places).max().unwrap_or(0);
    let pad = |text: String| {
        let missing = most - places(&text);
        let point = if missing > 0 && !text.contains('.') { "." } else { "" };
        format!("{text}{point}{}", "0".repeat(missing))
    };
    numbers.into_iter().map(pad).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_column_have_as_many_places() {
        let numbers = ["19.5", "16", "0.25"].map(str::to_owned).to_vec();
        assert_eq!(even_places(numbers), ["19.50", "16.00", "0.25"]);
    }
}
