//! What the source states of figures that follow from others.

use super::BookMistake;
use super::figures::{Found, text};
use super::form;
use super::reckon::{
    Arithmetic, FUNCTIONS, Figures, in_unit, lines_of, mixes_measures, reach, reckon, with_figures,
};
use crate::exact::{Fraction, Measure, Quantity, Stated, Unit};
use crate::expression::parse_expression;
use crate::text::{Fields, Mistake, Node, Place, Title, check_name, note, wrong_quantity};

/// A growth rate, a share, a sum that the source states of its own figures.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the file")]
pub struct Relation {
    pub name: String,
    pub title: Title,
    /// How it follows from other figures.
    pub is: Arithmetic,
    /// What the source says it is.
    pub states: Stated,
    pub cite: String,
    pub note: Option<Title>,
    pub place: Place,
}

/// A relation reckoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What it comes to, exactly, in the unit that the source states it in.
    pub value: Quantity,
    /// Whether that is what the source states, to the printed digit.
    pub agrees: bool,
    /// What it comes to less what is stated.
    pub difference: Fraction,
    /// Its arithmetic with the figures put in: `1.8 dan/mou / 1.47 dan/mou - 1`.
    pub reckoned: Arithmetic,
    /// The least and the most that it can come to, its figures being known to
    /// their last printed digit; when it can be said.
    pub reach: Option<(Fraction, Fraction)>,
    /// Whether it disagrees as reckoned, and the rounding of its printed figures
    /// would allow what is stated.
    pub rounding_allows: bool,
    /// The catties of a dan, when the two meet in it.
    pub weight: Option<Fraction>,
}

impl Relation {
    /// The relation over these figures.
    ///
    /// # Errors
    ///
    /// Returns why it cannot be reckoned.
    pub fn hold(&self, figures: &dyn Figures) -> Result<Held, Mistake<BookMistake>> {
        let value = reckon(&self.is, figures, None)?;
        let unit = self.states.unit();
        let Some(value) = in_unit(&value, unit, figures.measure()) else {
            let (found, needed) = (value.unit.to_string(), unit.to_string());
            return Err(Mistake::at(&self.is.place, BookMistake::OtherUnit { found, needed }));
        };
        let too_large = |overflow| Mistake::at(&self.is.place, overflow);
        let agrees = self.states.agrees(value.value).map_err(too_large)?;
        let difference = self.states.difference(value.value).map_err(too_large)?;
        let reckoned = with_figures(&self.is, figures);
        let reach = reach(&self.is, figures, unit);
        let meets = reach.map(|(low, high)| self.states.meets(low, high)).transpose().map_err(too_large)?;
        let rounding_allows = !agrees && meets == Some(true);
        let weight =
            figures.measure().and_then(Measure::catties_per_dan).filter(|_| mixes_measures(&reckoned));
        Ok(Held { value, agrees, difference, reckoned, reach, rounding_allows, weight })
    }

    /// The lines of the account that it speaks of.
    #[must_use]
    pub fn lines(&self) -> Vec<&str> {
        lines_of(&self.is)
    }
}

pub(super) fn read_relations(node: &Node, mistakes: &mut Found) -> Vec<Relation> {
    let Some(entries) = note(node.map("relations by their names"), mistakes) else { return Vec::new() };
    let mut relations = Vec::new();
    for ((name, place), value) in entries {
        check_name(name, place, mistakes);
        relations.extend(read_relation(name, place, value, mistakes));
    }
    relations
}

fn read_relation(name: &str, place: &Place, node: &Node, mistakes: &mut Found) -> Option<Relation> {
    let mut fields = note(Fields::called(node, &form::RELATION, format!("relation `{name}`")), mistakes)?;
    let title = fields.may_title("title", mistakes).unwrap_or_else(|| Title::plain(name.replace('_', " ")));
    let is = fields.need("is", mistakes).and_then(|node| read_arithmetic(node, mistakes));
    let states = fields.need("states", mistakes).and_then(|node| read_stated(node, mistakes));
    let cite = fields.need("cite", mistakes).and_then(|node| text(node, "a citation", mistakes));
    let remark = fields.may_title("note", mistakes);
    fields.done(mistakes);
    let (name, place) = (name.to_owned(), place.clone());
    Some(Relation { name, title, is: is?, states: states?, cite: cite?, note: remark, place })
}

pub(super) fn read_arithmetic(node: &Node, mistakes: &mut Found) -> Option<Arithmetic> {
    note(parse_expression(node, &FUNCTIONS).map_err(Mistake::into_kind), mistakes)
}

fn read_stated(node: &Node, mistakes: &mut Found) -> Option<Stated> {
    let text = text(node, "a figure such as `25.5%`", mistakes)?;
    note(Stated::parse(&text).map_err(|error| wrong_quantity(&node.place, error)), mistakes)
}

/// Every relation can be reckoned, whether it holds or not. A line that the
/// source does not publish is one that only a formula has.
pub(super) fn check_relations(relations: &[Relation], figures: &dyn Figures, mistakes: &mut Found) {
    let supposed = Supposed(figures);
    mistakes.extend(relations.iter().filter_map(|relation| relation.hold(&supposed).err()));
}

/// Figures with an amount for every line.
struct Supposed<'f>(&'f dyn Figures);

impl Figures for Supposed<'_> {
    fn figure(&self, name: &str) -> Option<&Quantity> {
        self.0.figure(name)
    }

    fn column(&self, name: &str) -> Option<(&[Fraction], Unit)> {
        self.0.column(name)
    }

    fn line(&self, name: &str) -> Option<Quantity> {
        let grain = self.0.measure()?.precision().unit();
        self.0.line(name).or_else(|| Some(Quantity::new(Fraction::ONE, grain.into())))
    }

    fn measure(&self) -> Option<Measure> {
        self.0.measure()
    }

    fn names(&self) -> Vec<&str> {
        self.0.names()
    }
}
