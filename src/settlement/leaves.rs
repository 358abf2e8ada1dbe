//! The figures that a clause names, each with where it is from.

use super::Settlement;
use super::evidence::{Strengths, column_strength, figure_strength, parameter_strength, sum_strength};
use super::reckoned::{Figure, Looked, Reckoned, Slice, Value, slices};
use crate::books::{Column, Figure as BookFigure, Strength};
use crate::exact::{Amount, Dimension, Fraction};
use crate::expression::{Function, Kind};
use crate::formula::{End, Expression, Name, Opening, Parameter, Reference, Tally};
use std::collections::BTreeMap;

/// A clause with the figures that it names.
#[derive(Debug, Clone)]
pub struct Clause<'s> {
    /// The clause.
    pub expression: &'s Expression,
    /// What it came to, part by part.
    pub reckoned: &'s Reckoned,
    /// The household that is meant where each has its own figure.
    pub household: Option<usize>,
    /// What it names, each once.
    pub leaves: Vec<Leaf<'s>>,
}

/// A figure that a clause names.
#[derive(Debug, Clone)]
pub struct Leaf<'s> {
    /// Where it is from.
    pub source: LeafSource<'s>,
    /// What it is, in the book's measure; `None` for words.
    pub value: Option<Fraction>,
    /// What it measures.
    pub dimension: Dimension,
    /// How much it can be relied on.
    pub strength: Strength,
}

/// Where a figure is from.
#[derive(Debug, Clone)]
pub enum LeafSource<'s> {
    /// A number of the rule.
    Parameter(&'s Parameter),
    /// A figure of the book: a pool or a fact.
    Book(&'s BookFigure),
    /// A household's own figure, or word, of a column.
    Column(&'s Column),
    /// A sum or mean over all households, and the columns in it.
    OverAll(&'s Expression, Vec<&'s Column>),
    /// What a step moved.
    Step(usize),
    /// The household's own part of a step.
    OwnPart(usize),
    /// What was left where the step takes from: what it opened with, and what
    /// each step so far brought or took.
    Rest {
        /// The pool or account.
        from: End,
        /// What the book says it opened with.
        opening: Amount,
        /// The steps, what comes in positive.
        moves: Vec<(usize, Amount)>,
    },
    /// A schedule looked up.
    Schedule {
        /// Its place.
        schedule: usize,
        /// What was looked up.
        of: Box<Clause<'s>>,
        /// The bands with their ends and rates.
        looked: &'s Looked,
        /// The band it falls in, or the slices it is made of.
        fell: Fell,
        /// The parameters that its rates and ends are made of.
        parameters: Vec<&'s Parameter>,
    },
    /// A pool that opens empty.
    EmptyPool(usize),
    /// What a dan weighs, where something is counted by it.
    Weight(&'s BookFigure),
}

/// Where in a schedule a figure falls.
#[derive(Debug, Clone)]
pub enum Fell {
    /// In one band.
    Band(usize),
    /// Over several slices.
    Slices(Vec<Slice>),
}

impl<'s> Settlement<'s> {
    /// `expression` of the step at `place` with the figures that it names.
    pub(super) fn clause(
        &'s self,
        place: usize,
        expression: &'s Expression,
        reckoned: &'s Reckoned,
        household: Option<usize>,
        strengths: &Strengths,
    ) -> Clause<'s> {
        self.clause_beside(place, expression, reckoned, household, strengths, &mut BTreeMap::new())
    }

    /// The same as a part of another; the schedules taken apart so far are not
    /// taken apart again.
    fn clause_beside(
        &'s self,
        place: usize,
        expression: &'s Expression,
        reckoned: &'s Reckoned,
        household: Option<usize>,
        strengths: &Strengths,
        apart: &mut BTreeMap<usize, Strength>,
    ) -> Clause<'s> {
        let (seen, found) = (Vec::new(), Vec::new());
        let mut leaves =
            Leaves { settlement: self, place, household, strengths, apart, seen, found, weighs: false };
        leaves.gather(expression, reckoned);
        if let (true, Some(dan)) = (leaves.weighs, &self.book.dan) {
            let strength = self.book.strength(&dan.evidence);
            let source = LeafSource::Weight(dan);
            leaves.found.push(Leaf { source, value: None, dimension: Dimension::NONE, strength });
        }
        Clause { expression, reckoned, household, leaves: leaves.found }
    }
}

/// Gathers what a clause names.
struct Leaves<'s, 'w> {
    settlement: &'s Settlement<'s>,
    place: usize,
    household: Option<usize>,
    strengths: &'w Strengths,
    /// The schedules taken apart so far, with how much they can be relied on.
    apart: &'w mut BTreeMap<usize, Strength>,
    seen: Vec<String>,
    found: Vec<Leaf<'s>>,
    /// Whether anything is counted by the weight of a dan.
    weighs: bool,
}

impl<'s> Leaves<'s, '_> {
    fn gather(&mut self, expression: &'s Expression, reckoned: &'s Reckoned) {
        match &expression.kind {
            Kind::Name(_)
            | Kind::IsLabel(..)
            | Kind::Call(Function::Sum | Function::Mean | Function::Own, _) => {
                let written = expression.to_string();
                if !self.seen.contains(&written) {
                    self.seen.push(written);
                    let leaf = self.leaf(expression, reckoned);
                    self.weighs |= leaf.as_ref().is_some_and(|leaf| self.is_weighed(leaf));
                    self.found.extend(leaf);
                }
            }
            Kind::Number(quantity) => {
                self.weighs |= self.settlement.book.weight_for(quantity.unit).is_some();
            }
            // What was not asked of this household is no part of its answer.
            Kind::And(left, right) | Kind::Or(left, right) => {
                let first = &reckoned.parts()[0];
                self.gather(left, first);
                let decided = self.household.is_some_and(|household| {
                    first.truth().of(household) == matches!(expression.kind, Kind::Or(..))
                });
                if let Some(second) = reckoned.parts().get(1).filter(|_| !decided) {
                    self.gather(right, second);
                }
            }
            _ => {
                for (part, reckoned) in expression.parts().into_iter().zip(reckoned.parts()) {
                    self.gather(part, reckoned);
                }
            }
        }
    }

    fn leaf(&mut self, expression: &'s Expression, reckoned: &'s Reckoned) -> Option<Leaf<'s>> {
        let formula = self.settlement.formula;
        let value = match &reckoned.value {
            Value::Amount(figure) => Some(match (figure, self.household) {
                (Figure::Each(values), Some(household)) => values.at(household),
                (Figure::Each(_), None) => return None,
                (Figure::One(value), _) => *value,
            }),
            Value::Truth(_) => None,
        };
        let (source, strength) = match &expression.kind {
            Kind::Name(name) => self.named(name.means, reckoned)?,
            Kind::IsLabel(name, ..) => self.named(name.means, reckoned)?,
            Kind::Call(Function::Own, parts) => match &parts[0].kind {
                Kind::Name(Name { means: Reference::Step(step), .. }) => {
                    (LeafSource::OwnPart(*step), self.strengths.postings[*step])
                }
                _ => return None,
            },
            Kind::Call(_, parts) => {
                let columns: Vec<&Column> =
                    parts[0].references().into_iter().filter_map(|means| self.column(means)).collect();
                let bare = matches!(parts[0].kind, Kind::Name(_));
                let book = self.settlement.book;
                let strength = columns.iter().map(|column| match bare {
                    true => sum_strength(book, column),
                    false => column_strength(book, column),
                });
                let strength = strength.max().unwrap_or(Strength::Attested);
                (LeafSource::OverAll(expression, columns), strength)
            }
            _ => return None,
        };
        Some(Leaf { source, value, dimension: formula.dimension_of(expression), strength })
    }

    /// Whether a leaf is written in a unit that the book does not count in.
    fn is_weighed(&self, leaf: &Leaf<'_>) -> bool {
        let weighed = |unit| self.settlement.book.weight_for(unit).is_some();
        match &leaf.source {
            LeafSource::Parameter(parameter) => weighed(parameter.value.unit),
            LeafSource::Book(figure) => weighed(figure.quantity.unit),
            LeafSource::Column(column) => column.unit().is_some_and(weighed),
            LeafSource::OverAll(_, columns) => columns.iter().filter_map(|column| column.unit()).any(weighed),
            LeafSource::Schedule { parameters, .. } => {
                parameters.iter().any(|parameter| weighed(parameter.value.unit))
            }
            _ => false,
        }
    }

    fn column(&self, means: Reference) -> Option<&'s Column> {
        let Settlement { book, formula, .. } = self.settlement;
        match means {
            Reference::Column(i) => book.roster.column(&formula.columns[i].name),
            _ => None,
        }
    }

    fn named(&mut self, means: Reference, reckoned: &'s Reckoned) -> Option<(LeafSource<'s>, Strength)> {
        let settlement = self.settlement;
        let Settlement { book, formula, .. } = settlement;
        Some(match means {
            Reference::Parameter(i) => {
                let parameter = &formula.parameters[i];
                (LeafSource::Parameter(parameter), parameter_strength(book, parameter))
            }
            Reference::Pool(i) if formula.pools[i].opening == Opening::Empty => {
                (LeafSource::EmptyPool(i), Strength::Attested)
            }
            Reference::Pool(i) => {
                let pool = book.pool(&formula.pools[i].name)?;
                (LeafSource::Book(pool), figure_strength(book, pool))
            }
            Reference::Fact(i) => {
                let fact = book.fact(&formula.facts[i].name)?;
                (LeafSource::Book(fact), figure_strength(book, fact))
            }
            Reference::Column(_) => {
                let column = self.column(means)?;
                (LeafSource::Column(column), column_strength(book, column))
            }
            Reference::Step(step) => (LeafSource::Step(step), self.strengths.steps[step]),
            Reference::Rest => {
                let from = formula.steps[self.place].from;
                let moves = settlement.moves_before(self.place);
                let opening = settlement.opening_of(from);
                (LeafSource::Rest { from, opening, moves }, self.strengths.rests[self.place])
            }
            Reference::Schedule(schedule) => self.schedule(schedule, reckoned)?,
            Reference::Figure(_) | Reference::Household | Reference::Quantum | Reference::Net => return None,
        })
    }

    fn schedule(&mut self, schedule: usize, reckoned: &'s Reckoned) -> Option<(LeafSource<'s>, Strength)> {
        let looked = reckoned.schedule()?;
        let Settlement { book, formula, .. } = self.settlement;
        let of = &formula.schedules[schedule].of;
        let value = match (looked.of.amount(), self.household) {
            (Figure::Each(values), Some(household)) => values.at(household),
            (Figure::Each(_), None) => return None,
            (Figure::One(value), _) => *value,
        };
        let fell = match formula.schedules[schedule].tally {
            Tally::Bands => Fell::Band(looked.band_of(value)?),
            Tally::Slices => Fell::Slices(slices(&looked.bands, value).ok()?),
        };
        let parameters = self.parameters_of(schedule, &fell);
        let (of, strength) = match self.apart.get(&schedule) {
            Some(strength) => {
                let (reckoned, household, leaves) = (&looked.of, self.household, Vec::new());
                (Clause { expression: of, reckoned, household, leaves }, *strength)
            }
            None => {
                let Self { settlement, place, household, strengths, .. } = *self;
                let of = settlement.clause_beside(place, of, &looked.of, household, strengths, self.apart);
                let strengths = of.leaves.iter().map(|leaf| leaf.strength);
                let strengths =
                    strengths.chain(parameters.iter().map(|parameter| parameter_strength(book, parameter)));
                let strength = strengths.max().unwrap_or(Strength::Attested);
                self.apart.insert(schedule, strength);
                (of, strength)
            }
        };
        Some((LeafSource::Schedule { schedule, of: Box::new(of), looked, fell, parameters }, strength))
    }
}

impl<'s> Leaves<'s, '_> {
    /// The parameters in the rates and ends of the bands that a figure falls in.
    fn parameters_of(&self, schedule: usize, fell: &Fell) -> Vec<&'s Parameter> {
        let formula = self.settlement.formula;
        let bands = match fell {
            Fell::Band(band) => vec![*band],
            Fell::Slices(slices) => slices.iter().map(|slice| slice.band).collect(),
        };
        let mut parameters: Vec<usize> = Vec::new();
        for band in bands {
            let band = &formula.schedules[schedule].bands[band];
            let ends = band.lower.iter().chain(&band.upper).map(|bound| &bound.value);
            for means in ends.chain([&band.rate]).flat_map(Expression::references) {
                if let Reference::Parameter(parameter) = means
                    && !parameters.contains(&parameter)
                {
                    parameters.push(parameter);
                }
            }
        }
        parameters.into_iter().map(|parameter| &formula.parameters[parameter]).collect()
    }
}

impl Settlement<'_> {
    /// What a pool opened with; accounts open with nothing.
    #[must_use]
    pub fn opening_of(&self, end: End) -> Amount {
        match end {
            End::Pool(pool) => {
                let name = &self.formula.pools[pool].name;
                let holders = self.ledger.holders().iter();
                holders
                    .filter(|holder| *holder.name == **name)
                    .map(|holder| holder.opening)
                    .next()
                    .unwrap_or(Amount::ZERO)
            }
            _ => Amount::ZERO,
        }
    }
}
