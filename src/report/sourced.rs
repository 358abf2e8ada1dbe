//! Figures with where they are from: a clause with its figures put in, and each
//! figure with its source.

use super::document::{Block, Document};
use super::phrase::Phrase;
use super::statement::pool_title;
use super::words::{self, either, name_in};
use crate::books::{Column as BookColumn, Evidence, Roster, Values};
use crate::exact::{Amount, Dimension, Fraction};
use crate::expression::Kind;
use crate::formula::{End, Expression, Parameter};
use crate::settlement::{Clause, Fell, Leaf, LeafSource, Settlement, Strengths};
use crate::text::{Language, Place};

/// Where something is written: `formulas/x.yaml:12`.
pub(super) fn written_at(place: &Place) -> String {
    format!("{}:{}", place.source().name(), place.line())
}

/// The word of a column of words for one household.
pub(super) fn label(column: &crate::books::Column, household: usize) -> Option<&str> {
    match &column.values {
        Values::Labels { known, chosen } => Some(&known[chosen[household]]),
        Values::Numbers { .. } => None,
    }
}

/// Tells the figures of one settlement in one language.
pub(super) struct Sourced<'a, 's> {
    pub(super) settlement: &'a Settlement<'s>,
    pub(super) strengths: Strengths,
    pub(super) language: Language,
}

impl Sourced<'_, '_> {
    pub(super) fn either(&self, english: String, chinese: String) -> String {
        either(self.language, english, chinese)
    }

    pub(super) fn write(&self, amount: Amount) -> String {
        self.settlement.write(amount)
    }

    pub(super) fn told(&self, value: Fraction, dimension: Dimension) -> String {
        self.settlement.book.measure.told(value, dimension, name_in(self.language))
    }

    pub(super) fn grain(&self, value: Fraction) -> String {
        self.told(value, Dimension::grain())
    }

    pub(super) fn phrase(&self) -> Phrase<'_> {
        Phrase { formula: self.settlement.formula, language: self.language }
    }

    pub(super) fn step_named(&self, step: usize) -> String {
        let title = self.settlement.formula.steps[step].title.in_language(self.language);
        let number = step + 1;
        self.either(format!("{title} (step {number})"), format!("{title}（第{number}步）"))
    }

    pub(super) fn end_named(&self, end: End) -> String {
        match end {
            End::Pool(pool) => {
                pool_title(self.settlement, &self.settlement.formula.pools[pool].name, self.language)
            }
            End::Account(account) => {
                self.settlement.formula.accounts[account].title.in_language(self.language).to_owned()
            }
            End::Households => words::HOUSEHOLDS.of(self.language).to_lowercase(),
        }
    }

    pub(super) fn value(&self, clause: &Clause<'_>) -> Option<Fraction> {
        let figure = clause.reckoned.amount();
        Some(figure.of(clause.household.unwrap_or(0)))
    }

    pub(super) fn value_of(&self, clause: &Clause<'_>) -> String {
        let dimension = self.settlement.formula.dimension_of(clause.expression);
        self.value(clause).map(|value| self.told(value, dimension)).unwrap_or_default()
    }

    pub(super) fn clause_of(&self, clause: &Clause<'_>) -> String {
        let measure = self.settlement.book.measure;
        match clause.household {
            Some(household) => {
                self.phrase().of_household(clause.expression, clause.reckoned, measure, household)
            }
            None => self.phrase().with_figures(clause.expression, clause.reckoned, measure),
        }
    }

    /// `a = b`, or `a ≈b`.
    pub(super) fn told_equal(&self, left: &str, right: &str) -> String {
        let sign = if right.starts_with('≈') { "" } else { "= " };
        format!("{left} {sign}{right}")
    }

    pub(super) fn leaves(&self, clause: &Clause<'_>, depth: usize, document: &mut Document) {
        for leaf in &clause.leaves {
            document.push(Block::Item(depth, self.leaf(leaf, clause.household)));
            if let LeafSource::Schedule { schedule, of, looked, fell, parameters } = &leaf.source {
                let of_told = self.told_equal(&self.clause_of(of), &self.plain(of));
                let phrase = self.phrase();
                document.push(Block::Item(depth + 1, of_told));
                let rules = &self.settlement.formula.schedules[*schedule];
                let dimension = self.settlement.formula.dimension_of(&rules.of);
                let rate_dimension = self.settlement.formula.rate_dimension(rules);
                match fell {
                    Fell::Band(band) => {
                        let rate = self.told(looked.bands[*band].rate, rate_dimension);
                        let ends = super::show_formula::ends(rules, *band, phrase);
                        let place = written_at(&rules.bands[*band].place);
                        document.push(Block::Item(
                            depth + 1,
                            self.either(
                                format!("in the band {ends}: {rate} [{place}]"),
                                format!("属“{ends}”一级：{rate} [{place}]"),
                            ),
                        ));
                    }
                    Fell::Slices(slices) => {
                        for slice in slices {
                            let (size, rate) =
                                (self.told(slice.size, dimension), self.told(slice.rate, rate_dimension));
                            let ends = super::show_formula::ends(rules, slice.band, phrase);
                            let place = written_at(&rules.bands[slice.band].place);
                            document.push(Block::Item(
                                depth + 1,
                                self.either(
                                    format!("{size} of it {ends}, at {rate} [{place}]"),
                                    format!("其中{ends}部分{size}，按{rate} [{place}]"),
                                ),
                            ));
                        }
                    }
                }
                for parameter in parameters {
                    document.push(Block::Item(depth + 1, self.parameter(parameter)));
                }
                self.leaves(of, depth + 1, document);
            }
        }
    }

    /// A number of the rule with its source.
    pub(super) fn parameter(&self, parameter: &Parameter) -> String {
        let title = parameter.title.as_ref().map(|title| title.in_language(self.language).to_owned());
        let title = title.unwrap_or_else(|| parameter.name.replace('_', " "));
        let written = parameter.value.written(name_in(self.language));
        let ground = match parameter.set {
            true => self.either("set for this run".to_owned(), "本次所设".to_owned()),
            false => parameter.why.as_ref().or(parameter.cite.as_ref()).cloned().unwrap_or_default(),
        };
        let range = parameter.range.as_ref().map(|range| {
            let range = words::stretch(range, self.language);
            self.either(format!("; range {range}"), format!("；范围{range}"))
        });
        let ground = ground + &range.unwrap_or_default();
        let strength = self.settlement.strength_of(parameter).word();
        let evidence = self.ground(strength, &ground, &parameter.place);
        self.either(format!("{written}: {title}{evidence}"), format!("{written}：{title}{evidence}"))
    }

    /// What was looked up, a pure number as a decimal.
    pub(super) fn plain(&self, of: &Clause<'_>) -> String {
        let dimension = self.settlement.formula.dimension_of(of.expression);
        let value = self.value(of).unwrap_or(Fraction::ZERO);
        self.settlement.book.measure.told_plain(value, dimension, name_in(self.language))
    }

    /// A figure with its name and its source.
    pub(super) fn leaf(&self, leaf: &Leaf<'_>, household: Option<usize>) -> String {
        let roster: &Roster = &self.settlement.book.roster;
        let value = leaf.value.map(|value| self.told(value, leaf.dimension)).unwrap_or_default();
        match &leaf.source {
            LeafSource::Parameter(parameter) => self.parameter(parameter),
            LeafSource::Book(figure) => {
                let title = figure.title.in_language(self.language);
                let evidence = self.evidence(&figure.evidence, &figure.place);
                self.either(format!("{value}: {title}{evidence}"), format!("{value}：{title}{evidence}"))
            }
            LeafSource::Column(column) => {
                let own = household.and_then(|household| label(column, household)).unwrap_or(&value);
                let id = household.map(|household| roster.ids[household].as_str()).unwrap_or_default();
                let title = column.title.in_language(self.language);
                let told = self.either(format!("{own}: {title}, {id}"), format!("{own}：{id}之{title}"));
                format!("{told}{}", self.evidence(&column.evidence, &column.place))
            }
            LeafSource::OverAll(expression, columns) => {
                let sum = self.phrase().of(expression);
                let mut told = self.either(format!("{value}: {sum}"), format!("{value}：{sum}"));
                for column in columns {
                    told += &self.evidence(over_all_evidence(expression, column), &column.place);
                }
                told
            }
            LeafSource::Step(step) => self.either(
                format!("{value}: {}, below", self.step_named(*step)),
                format!("{value}：{}，见下", self.step_named(*step)),
            ),
            LeafSource::OwnPart(step) => self.either(
                format!("{value}: what it had by {}", self.step_named(*step)),
                format!("{value}：本户在{}所得", self.step_named(*step)),
            ),
            LeafSource::Rest { from, opening, moves } => {
                let mut sum = self.write(*opening);
                for (step, amount) in moves {
                    let (sign, size) = match amount.is_negative() {
                        true => ("-", Amount::ZERO.minus(*amount).unwrap_or(*amount)),
                        false => ("+", *amount),
                    };
                    sum += &format!(" {sign} {} {}", self.write(size), self.step_named(*step));
                }
                let end = self.end_named(*from);
                let source = match from {
                    End::Pool(pool) => self.settlement.book.pool(&self.settlement.formula.pools[*pool].name),
                    _ => None,
                };
                let evidence = source.filter(|_| *opening != Amount::ZERO).map(|pool| {
                    let (opening, evidence) =
                        (self.write(*opening), self.evidence(&pool.evidence, &pool.place));
                    self.either(format!("; {opening}{evidence}"), format!("；{opening}{evidence}"))
                });
                let evidence = evidence.unwrap_or_default();
                self.either(
                    format!("{value}: what is left in {end} = {sum}{evidence}"),
                    format!("{value}：{end}所余 = {sum}{evidence}"),
                )
            }
            LeafSource::Schedule { schedule, .. } => {
                let schedule = self.phrase().schedule(*schedule);
                self.either(format!("{value}: {schedule}"), format!("{value}：{schedule}"))
            }
            LeafSource::Weight(dan) => {
                let weight = dan.quantity.written(name_in(self.language));
                let evidence = self.evidence(&dan.evidence, &dan.place);
                self.either(format!("a dan is {weight}{evidence}"), format!("每石合{weight}{evidence}"))
            }
            LeafSource::EmptyPool(pool) => self.either(
                format!("{value}: {} opens empty", self.phrase().pool(*pool)),
                format!("{value}：{}期初为空", self.phrase().pool(*pool)),
            ),
        }
    }

    pub(super) fn evidence(&self, evidence: &Evidence, place: &Place) -> String {
        let (own, strength) = (evidence.strength(), self.settlement.book.strength(evidence));
        let ground = match strength > own {
            false => evidence.ground(),
            true => {
                let weakest = words::evidence(strength.word(), self.language);
                let ground = evidence.ground();
                self.either(format!("{ground}; in part {weakest}"), format!("{ground}；部分为{weakest}"))
            }
        };
        self.ground(own.word(), &ground, place)
    }

    /// ` (attested: Hou 2008, ch. 3, n. 6) [fixtures/x.yaml:30]`
    pub(super) fn ground(&self, word: &'static str, ground: &str, place: &Place) -> String {
        let word = words::evidence(word, self.language);
        let place = written_at(place);
        match ground.is_empty() {
            true => self.either(format!(" ({word}) [{place}]"), format!("（{word}）[{place}]")),
            false => self
                .either(format!(" ({word}: {ground}) [{place}]"), format!("（{word}：{ground}）[{place}]")),
        }
    }
}

/// What a sum or mean over all households rests on: on the column's total where
/// the sum is of the bare column, on its rows otherwise.
pub(super) fn over_all_evidence<'s>(expression: &Expression, column: &'s BookColumn) -> &'s Evidence {
    let is_bare = expression.parts().iter().all(|part| matches!(part.kind, Kind::Name(_)));
    let total = column.total.as_ref().filter(|_| is_bare);
    total.map_or(&column.evidence, |total| &total.evidence)
}
