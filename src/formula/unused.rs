//! What is declared and never used.

use super::draft::Found;
use super::mistake::FormulaMistake;
use super::name::Reference;
use super::sections::{End, Formula};
use crate::text::{Mistake, Place};

/// What nobody uses was misspelt somewhere, or is left over.
pub(super) fn complain_of_unused(formula: &Formula, found: &mut Found) {
    let mut used: Vec<Reference> = Vec::new();
    let steps = formula.steps.iter();
    let in_steps = steps.flat_map(|step| [Some(&step.take), step.by.as_ref(), step.among.as_ref()]).flatten();
    let in_schedules = formula.schedules.iter().flat_map(|schedule| {
        let bounds = schedule
            .bands
            .iter()
            .flat_map(|band| [&band.lower, &band.upper])
            .flatten()
            .map(|bound| &bound.value);
        let rates = schedule.bands.iter().map(|band| &band.rate);
        std::iter::once(&schedule.of).chain(bounds).chain(rates).collect::<Vec<_>>()
    });
    let in_figures = formula.figures.iter().map(|figure| &figure.is);
    let in_claims = formula.claims.iter().chain(&formula.laws).map(|claim| &claim.holds);
    for expression in in_steps.chain(in_schedules).chain(in_figures).chain(in_claims) {
        used.extend(expression.references());
    }
    let ends: Vec<End> = formula.steps.iter().flat_map(|step| [step.from, step.to]).collect();
    let mut complain = |what: &'static str, name: &str, place: &Place| {
        found.push(Mistake::at(place, FormulaMistake::Unused { what, name: name.to_owned() }));
    };
    for (i, parameter) in formula.parameters.iter().enumerate() {
        if !used.contains(&Reference::Parameter(i)) {
            complain("parameter", &parameter.name, &parameter.place);
        }
    }
    for (i, fact) in formula.facts.iter().enumerate() {
        if !used.contains(&Reference::Fact(i)) {
            complain("fact", &fact.name, &fact.place);
        }
    }
    for (i, column) in formula.columns.iter().enumerate() {
        if !used.contains(&Reference::Column(i)) {
            complain("column", &column.name, &column.place);
        }
    }
    for (i, schedule) in formula.schedules.iter().enumerate() {
        if !used.contains(&Reference::Schedule(i)) {
            complain("schedule", &schedule.name, &schedule.place);
        }
    }
    for (i, pool) in formula.pools.iter().enumerate() {
        if !used.contains(&Reference::Pool(i)) && !ends.contains(&End::Pool(i)) {
            complain("pool", &pool.name, &pool.place);
        }
    }
    for (i, account) in formula.accounts.iter().enumerate() {
        let otherwise = formula.steps.iter().any(|step| step.otherwise == Some(i));
        if !otherwise && !ends.contains(&End::Account(i)) {
            complain("account", &account.name, &account.place);
        }
    }
}
