//! Which cell of a row is what, and which formula asks for it.

use super::groups::unquoted;
use super::numbers::Units;
use super::spec::{BatchMistake, ColumnSpec, Spec, TableSpec};
use super::{Row, RowMistake};
use crate::exact::{Amount, Dimension, Fraction, Quantity, Unit};
use crate::formula::{ColumnKind, ColumnNeed};
use crate::settlement::Many;
use crate::text::{Mistake, Mistakes, did_you_mean};
use std::io::{self, Read};

/// What a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing that is asked for.
    Skip,
    /// It names the cooperative.
    Cooperative,
    /// It names the household.
    Id,
    /// A number of the column at this place of the spec.
    Numbers(usize),
    /// A word of it.
    Words(usize),
}

/// What the cells of a table's rows are.
#[derive(Debug, Clone)]
pub struct Layout {
    /// The file, as the user knows it.
    pub file: String,
    /// What each cell is.
    pub roles: Vec<Role>,
    /// Which cell names the cooperative.
    pub cooperative: usize,
    /// How many columns the spec has.
    pub columns: usize,
}

/// A heading is no longer than this.
const LONGEST: usize = 1 << 20;

/// The heading of a table, and what was read of the rows after it.
///
/// # Errors
///
/// Returns what the reader does, or that the first line is no heading; a table
/// without one is a mistake of the layout.
pub fn read_heading(reader: &mut impl Read) -> io::Result<(Vec<String>, Vec<u8>)> {
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    let mut line = None;
    while line.is_none() && read.len() < LONGEST {
        let before = read.len();
        match reader.read(&mut buffer)? {
            0 => line = Some(before),
            more => {
                read.extend_from_slice(&buffer[..more]);
                let newline = buffer[..more].iter().position(|byte| *byte == b'\n');
                line = newline.map(|newline| before + newline + 1);
            }
        }
    }
    let no_heading = || {
        let sentence = "its first line is no heading of UTF-8 text; save the table as CSV in UTF-8";
        io::Error::new(io::ErrorKind::InvalidData, sentence)
    };
    let carry = read.split_off(line.ok_or_else(no_heading)?);
    let text = std::str::from_utf8(&read)
        .ok()
        .filter(|text| !text.trim_end().contains(|own: char| own.is_control() && own != '\t'));
    let text = text.ok_or_else(no_heading)?;
    let line = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
    let mut row = Row::new(line, 0);
    let mut names = Vec::new();
    while row.at() < line.len() {
        names.push(String::from_utf8_lossy(&unquoted(row.cell().0)).into_owned());
    }
    Ok((names, carry))
}

impl Layout {
    /// What the cells of a table with this heading are.
    ///
    /// # Errors
    ///
    /// Returns every column of the spec that the heading has not, or has twice.
    pub fn of(table: &TableSpec, file: &str, heading: &[String]) -> Result<Self, Mistakes<BatchMistake>> {
        let mut found = Vec::new();
        let mut roles = vec![Role::Skip; heading.len()];
        let columns = table.columns.iter().enumerate().map(|(place, column)| {
            let role = if column.unit.is_some() { Role::Numbers(place) } else { Role::Words(place) };
            (&column.from, role)
        });
        let named = [(&table.cooperative, Role::Cooperative)].into_iter();
        let named = named.chain(table.id.iter().map(|id| (id, Role::Id))).chain(columns);
        let mut cooperative = 0;
        for (mention, role) in named {
            let mut places = (0..heading.len()).filter(|place| heading[*place] == mention.name);
            let (place, twice) = (places.next(), places.next());
            match (place, twice) {
                (Some(place), None) if roles[place] == Role::Skip => {
                    roles[place] = role;
                    if role == Role::Cooperative {
                        cooperative = place;
                    }
                }
                (Some(_), _) => {
                    found.push(Mistake::at(&mention.place, BatchMistake::Twice(mention.name.clone())));
                }
                (None, _) => {
                    let hint = did_you_mean(&mention.name, heading.iter().map(String::as_str));
                    let hint = hint.or_else(|| Some(format!("{file} has {}", heading.join(", "))));
                    let kind = BatchMistake::NoColumn { file: file.to_owned(), name: mention.name.clone() };
                    found.push(Mistake::at(&mention.place, kind).hint(hint));
                }
            }
        }
        let layout = Self { file: file.to_owned(), roles, cooperative, columns: table.columns.len() };
        if found.is_empty() { Ok(layout) } else { Err(found) }
    }

    /// What is wrong with a row that has so many cells, or goes on after them.
    pub(super) fn wrong_width(&self, cells: usize, last: bool) -> String {
        let width = self.roles.len();
        let cells = if last { format!("{cells}") } else { format!("more than {width}") };
        format!("the row has {cells} cells, the heading has {width}")
    }

    /// A mistake in the row that begins at `row`, at the cell that begins at `cell`.
    #[must_use]
    pub fn mistake(
        &self,
        bytes: &[u8],
        line: u64,
        [row, cell]: [usize; 2],
        sentence: impl Into<String>,
    ) -> RowMistake {
        let before = String::from_utf8_lossy(&bytes[row..cell.min(bytes.len())]).chars().count();
        RowMistake { file: self.file.clone(), line, column: before + 1, sentence: sentence.into() }
    }
}

/// Where a figure of a cooperative is from.
#[derive(Debug, Clone)]
pub enum Given {
    /// A column of the table of cooperatives, and what its unit is in the measure.
    Column(usize, Units),
    /// It is the same for all.
    Constant(Fraction),
}

/// What a formula asks of the two tables.
#[derive(Debug, Clone)]
pub struct BatchNeeds {
    /// Its pools that a book fills.
    pub pools: Vec<Given>,
    /// Its facts.
    pub facts: Vec<Given>,
    /// Its columns, in the table of households.
    pub columns: Vec<Asked>,
}

/// A column that a formula asks for.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Numbers, and what their unit is in the measure.
    Numbers(usize, Units),
    /// Words, one of these.
    Words(usize, Vec<String>),
}

/// What the formula of `many` asks of the tables of `spec`.
///
/// # Errors
///
/// Returns everything that is missing or in another unit.
pub fn needs(many: &Many<'_>, spec: &Spec) -> Result<BatchNeeds, Mistakes<BatchMistake>> {
    let mut needed = Needed { many, spec, found: Vec::new() };
    let pools =
        many.pools().filter_map(|name| needed.figure("pool", name, Dimension::grain(), "dan")).collect();
    let facts =
        many.formula().facts.iter().filter_map(|need| {
            needed.figure("fact", &need.name, need.unit.dimension(), &need.unit.to_string())
        });
    let facts = facts.collect();
    let columns = many.formula().columns.iter().filter_map(|need| needed.column(need)).collect();
    let Needed { found, .. } = needed;
    if found.is_empty() { Ok(BatchNeeds { pools, facts, columns }) } else { Err(found) }
}

struct Needed<'n> {
    many: &'n Many<'n>,
    spec: &'n Spec,
    found: Mistakes<BatchMistake>,
}

impl Needed<'_> {
    fn figure(
        &mut self,
        what: &'static str,
        name: &str,
        dimension: Dimension,
        needed: &str,
    ) -> Option<Given> {
        let spec = self.spec;
        if let Some((_, quantity, place)) = spec.facts.iter().find(|(own, ..)| own == name) {
            self.check_unit(name, quantity.unit, dimension, needed, place)?;
            let value = spec.measure.reduce(quantity);
            return value
                .map(Given::Constant)
                .map_err(|error| self.found.push(Mistake::at(place, error)))
                .ok();
        }
        let columns = &spec.cooperatives.columns;
        let Some(place) = columns.iter().position(|column| column.name == name) else {
            let unit = if needed.is_empty() { "number" } else { needed };
            let say = format!(
                "say it in `columns`, such as `{name}: {name} in {unit}`, or once for all in `facts`"
            );
            self.missing(what, name, (&spec.cooperatives, "cooperatives"), &say);
            return None;
        };
        let unit = columns[place].unit.unwrap_or(Unit::NONE);
        self.check_unit(name, unit, dimension, needed, &columns[place].place)?;
        Some(Given::Column(place, Units::new(self.one(unit, &columns[place])?)))
    }

    fn column(&mut self, need: &ColumnNeed) -> Option<Asked> {
        let columns = &self.spec.households.columns;
        let Some(place) = columns.iter().position(|column| column.name == need.name) else {
            let unit = match &need.kind {
                ColumnKind::Numbers(unit) if *unit == Unit::NONE => " in number".to_owned(),
                ColumnKind::Numbers(unit) => format!(" in {unit}"),
                ColumnKind::Labels(_) => String::new(),
            };
            let say = format!("say it in `columns`, such as `{0}: {0}{unit}`", need.name);
            self.missing("column", &need.name, (&self.spec.households, "households"), &say);
            return None;
        };
        let column = &columns[place];
        match (&need.kind, column.unit) {
            (ColumnKind::Numbers(needed), Some(unit)) => {
                self.check_unit(&need.name, unit, needed.dimension(), &needed.to_string(), &column.place)?;
                Some(Asked::Numbers(place, Units::new(self.one(unit, column)?)))
            }
            (ColumnKind::Labels(words), None) => Some(Asked::Words(place, words.clone())),
            (ColumnKind::Numbers(needed), None) => {
                self.wrong(&need.name, "words", &needed.to_string(), column)
            }
            (ColumnKind::Labels(_), Some(unit)) => self.wrong(&need.name, &unit.to_string(), "words", column),
        }
    }

    fn wrong(&mut self, name: &str, found: &str, needed: &str, column: &ColumnSpec) -> Option<Asked> {
        let kind = self.wrong_unit(name, found, needed);
        self.found.push(Mistake::at(&column.place, kind));
        None
    }

    fn wrong_unit(&self, name: &str, found: &str, needed: &str) -> BatchMistake {
        BatchMistake::WrongUnit {
            name: name.to_owned(),
            found: found.to_owned(),
            needed: needed.to_owned(),
            formula: self.many.formula().name.clone(),
        }
    }

    fn check_unit(
        &mut self,
        name: &str,
        unit: Unit,
        dimension: Dimension,
        needed: &str,
        place: &crate::text::Place,
    ) -> Option<()> {
        if unit.dimension() == dimension {
            return Some(());
        }
        let kind = self.wrong_unit(name, &unit.to_string(), needed);
        self.found.push(Mistake::at(place, kind));
        None
    }

    /// What one of `unit` is in the measure.
    fn one(&mut self, unit: Unit, column: &ColumnSpec) -> Option<Fraction> {
        let one = self.spec.measure.reduce(&Quantity::new(Fraction::ONE, unit));
        one.map_err(|error| {
            self.found.push(Mistake::at(&column.place, error).hint(error.remedy()));
        })
        .ok()
    }

    fn missing(&mut self, what: &'static str, name: &str, of: (&TableSpec, &'static str), say: &str) {
        let (table, called) = of;
        let formula = self.many.formula().name.clone();
        let kind = BatchMistake::Missing { formula, what, name: name.to_owned(), table: called };
        let hint = did_you_mean(name, table.columns.iter().map(|column| column.name.as_str()));
        self.found.push(Mistake::at(&table.place, kind).hint(hint.unwrap_or_else(|| say.to_owned())));
    }
}

impl Given {
    /// A whole number of quanta, none of them less than nothing.
    #[must_use]
    pub fn amount(value: Fraction) -> Option<Amount> {
        let amount = Amount::try_from(value.whole_number()?).ok()?;
        Some(amount).filter(|amount| !amount.is_negative())
    }
}
