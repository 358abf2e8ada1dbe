//! Explanations as JSON. The shape has a version; scripts rely on it.

use super::explanation::{Asked, is_asked};
use super::json_text;
use super::sourced::{label, over_all_evidence, written_at};
use crate::books::Evidence;
use crate::exact::{Amount, Dimension, Fraction, Overflow};
use crate::formula::{End, Parameter};
use crate::settlement::{Clause, Fell, HouseholdWhy, How, Leaf, LeafSource, PostingWhy, Settlement, StepWhy};
use crate::text::Place;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct ExplanationJson<'a> {
    explanation: u32,
    book: &'a str,
    formula: &'a str,
    unit: &'static str,
    precision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    synthetic: Option<&'a str>,
    households: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Value>,
    steps: Vec<Value>,
}

/// The explanation as one JSON object.
///
/// # Errors
///
/// Returns [`Overflow`] when a quota or sum does not fit.
pub fn explanation_json(settlement: &Settlement<'_>, asked: &Asked) -> Result<String, Overflow> {
    let strengths = settlement.strengths();
    let writer = Writer { settlement };
    let mut steps = BTreeSet::new();
    let mut households = Vec::new();
    for household in asked.households_with_a_part(settlement) {
        let why = settlement.why_household(household, &strengths)?;
        steps.extend(why.postings.iter().map(|posting| posting.step).filter(|step| is_asked(asked, *step)));
        households.push(writer.household(&why, asked));
    }
    let account = match asked.account {
        None => None,
        Some(account) => {
            let moves = settlement.moves(End::Account(account), settlement.steps.len());
            steps.extend(moves.iter().map(|(step, _)| *step));
            let held = Amount::sum(moves.iter().map(|(_, amount)| *amount))?;
            Some(json!({
                "account": settlement.formula.accounts[account].name,
                "amount": settlement.write(held),
                "evidence": strengths.accounts[account].word(),
                "moves": writer.moves(&moves),
            }))
        }
    };
    steps.extend(asked.step);
    let steps =
        settlement.rest_on(steps).into_iter().map(|step| writer.step(&settlement.why_step(step, &strengths)));
    let precision = settlement.book.measure.precision();
    Ok(json_text(&ExplanationJson {
        explanation: VERSION,
        book: &settlement.book.name,
        formula: &settlement.formula.name,
        unit: precision.unit().name(),
        precision: precision.write(Amount::of_quanta(1)),
        synthetic: settlement
            .book
            .roster
            .synthetic
            .as_ref()
            .map(|title| title.in_language(crate::text::Language::English)),
        households,
        account,
        steps: steps.collect(),
    }))
}

struct Writer<'a, 's> {
    settlement: &'a Settlement<'s>,
}

impl Writer<'_, '_> {
    fn household(&self, why: &HouseholdWhy<'_>, asked: &Asked) -> Value {
        let postings = why.postings.iter().filter(|posting| is_asked(asked, posting.step));
        json!({
            "id": self.settlement.book.roster.ids[why.household],
            "net": self.settlement.write(why.net),
            "evidence": why.strength.word(),
            "postings": postings.map(|posting| self.posting(posting)).collect::<Vec<_>>(),
        })
    }

    fn posting(&self, posting: &PostingWhy<'_>) -> Value {
        let step = &self.settlement.formula.steps[posting.step];
        let mut told = json!({
            "step": step.name,
            "amount": self.settlement.write(posting.amount),
            "evidence": posting.strength.word(),
            "among": posting.among.as_ref().map(|among| self.clause(among)),
        });
        let more = match &posting.how {
            How::NotAmong(among) => json!({"how": "not among", "among": self.clause(among)}),
            How::Share { total, key, sum, quota, leftover } => json!({
                "how": "share",
                "total": self.settlement.write(*total),
                "key": self.clause(key),
                "key_of_all": self.value(*sum, step.key_dimension.unwrap_or_default()),
                "quota": self.value(*quota, Dimension::grain()),
                "leftover": leftover,
            }),
            How::Own { due, short } => {
                let mut own = json!({"how": "own", "clause": self.clause(due)});
                if let Some((all, there)) = short {
                    own["due_to_all"] = json!(self.value(*all, Dimension::grain()));
                    own["there"] = json!(self.settlement.write(*there));
                }
                own
            }
        };
        join(&mut told, more);
        told
    }

    fn step(&self, why: &StepWhy<'_>) -> Value {
        let step = &self.settlement.formula.steps[why.step];
        json!({
            "step": step.name,
            "says": step.says.as_ref().map(|says| says.in_language(crate::text::Language::English)),
            "cite": step.cite,
            "from": self.settlement.formula.end_name(step.from),
            "to": self.settlement.formula.end_name(step.to),
            "amount": self.settlement.write(why.amount),
            "exact": self.value(why.due, Dimension::grain()),
            "carried": self.value(why.carried, Dimension::grain()),
            "evidence": why.strength.word(),
            "rule": place(&step.place),
            "clause": why.clause.as_ref().map(|clause| self.clause(clause)),
            "short": why.short.as_ref().map(|short| json!({
                "unpaid": self.settlement.write(short.unpaid),
                "owed": short.owed,
                "there": self.settlement.write(short.there),
                "rest": self.leaf(&short.rest, None),
            })),
            "otherwise": step.otherwise.filter(|_| why.diverted)
                .map(|account| &self.settlement.formula.accounts[account].name),
        })
    }

    fn clause(&self, clause: &Clause<'_>) -> Value {
        let dimension = self.settlement.formula.dimension_of(clause.expression);
        let mut told = json!({
            "clause": clause.expression.to_string(),
            "figures": clause.leaves.iter().map(|leaf| self.leaf(leaf, clause.household)).collect::<Vec<_>>(),
        });
        match &clause.reckoned.value {
            crate::settlement::Value::Amount(figure) => {
                told["value"] = json!(self.value(figure.of(clause.household.unwrap_or(0)), dimension));
                told["unit"] = json!(self.unit(dimension));
            }
            crate::settlement::Value::Truth(truth) => {
                told["holds"] = json!(truth.of(clause.household.unwrap_or(0)));
            }
        }
        told
    }

    fn leaf(&self, leaf: &Leaf<'_>, household: Option<usize>) -> Value {
        let mut told = json!({"evidence": leaf.strength.word()});
        if let Some(value) = leaf.value {
            told["value"] = json!(self.value(value, leaf.dimension));
            told["unit"] = json!(self.unit(leaf.dimension));
        }
        let formula = self.settlement.formula;
        let more = match &leaf.source {
            LeafSource::Parameter(parameter) => self.parameter(parameter),
            LeafSource::Book(figure) => {
                let mut told = json!({"figure": figure.name, "written": figure.quantity.to_string()});
                join(&mut told, ground(&figure.evidence, &figure.place));
                told
            }
            LeafSource::Column(column) => {
                let mut told = json!({"column": column.name});
                if let Some(label) = household.and_then(|household| label(column, household)) {
                    told["word"] = json!(label);
                }
                join(&mut told, ground(&column.evidence, &column.place));
                told
            }
            LeafSource::OverAll(expression, columns) => json!({
                "over_all": expression.to_string(),
                "columns": columns.iter().map(|column| {
                    let mut told = json!({"column": column.name});
                    join(&mut told, ground(over_all_evidence(expression, column), &column.place));
                    told
                }).collect::<Vec<_>>(),
            }),
            LeafSource::Step(step) => json!({"step": formula.steps[*step].name}),
            LeafSource::OwnPart(step) => json!({"own_part_of": formula.steps[*step].name}),
            LeafSource::Rest { from, opening, moves } => json!({
                "rest_of": formula.end_name(*from),
                "opening": self.settlement.write(*opening),
                "moves": self.moves(moves),
            }),
            LeafSource::Schedule { schedule, of, looked, fell, parameters } => {
                let rules = &formula.schedules[*schedule];
                let rate = |rate: Fraction| self.value(rate, formula.rate_dimension(rules));
                let dimension = formula.dimension_of(&rules.of);
                let mut told = json!({"schedule": rules.name, "of": self.clause(of)});
                let fell = match fell {
                    Fell::Band(band) => json!({
                        "band": self.band(*schedule, *band),
                        "rate": rate(looked.bands[*band].rate),
                    }),
                    Fell::Slices(slices) => json!({"slices": slices.iter().map(|slice| json!({
                        "band": self.band(*schedule, slice.band),
                        "size": self.value(slice.size, dimension),
                        "rate": rate(slice.rate),
                    })).collect::<Vec<_>>()}),
                };
                join(&mut told, fell);
                told["parameters"] = parameters.iter().map(|parameter| self.parameter(parameter)).collect();
                told
            }
            LeafSource::EmptyPool(pool) => json!({"empty_pool": formula.pools[*pool].name}),
            LeafSource::Weight(dan) => {
                let mut told = json!({"figure": dan.name, "written": dan.quantity.to_string()});
                join(&mut told, ground(&dan.evidence, &dan.place));
                told
            }
        };
        join(&mut told, more);
        told
    }

    fn parameter(&self, parameter: &Parameter) -> Value {
        json!({
            "parameter": parameter.name,
            "written": parameter.value.to_string(),
            "evidence": self.settlement.strength_of(parameter).word(),
            "ground": parameter.why.as_ref().or(parameter.cite.as_ref()),
            "range": parameter.range.as_ref().map(ToString::to_string),
            "place": place(&parameter.place),
        })
    }

    fn band(&self, schedule: usize, band: usize) -> Value {
        let band = &self.settlement.formula.schedules[schedule].bands[band];
        let end = |bound: &Option<crate::formula::Bound>| {
            bound.as_ref().map(|bound| json!({"at": bound.value.to_string(), "included": bound.closed}))
        };
        json!({"lower": end(&band.lower), "upper": end(&band.upper), "place": place(&band.place)})
    }

    fn moves(&self, moves: &[(usize, Amount)]) -> Vec<Value> {
        let told = moves.iter().map(|(step, amount)| {
            json!({"step": self.settlement.formula.steps[*step].name, "amount": self.settlement.write(*amount)})
        });
        told.collect()
    }

    /// Exact, in the book's units: a decimal, or a quotient such as `1/3`.
    fn value(&self, value: Fraction, dimension: Dimension) -> String {
        let quantity = self.settlement.book.measure.quantity(value, dimension);
        quantity.map(|quantity| quantity.value.to_string()).unwrap_or_default()
    }

    fn unit(&self, dimension: Dimension) -> String {
        dimension
            .in_units_of(self.settlement.book.measure.precision().unit())
            .written(crate::exact::BaseUnit::name)
    }
}

fn ground(evidence: &Evidence, at: &Place) -> Value {
    json!({"ground": evidence.ground(), "place": place(at)})
}

fn place(place: &Place) -> String {
    written_at(place)
}

/// Adds the fields of one object to another.
fn join(told: &mut Value, more: Value) {
    if let (Value::Object(told), Value::Object(more)) = (told, more) {
        told.extend(more);
    }
}
