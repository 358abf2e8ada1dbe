//! What is declared and never used.

use super::draft::Found;
use super::mistake::FormulaMistake;
use super::name::Reference;
use super::sections::{End, Formula};
use crate::text::{Mistake, Place};

/// What nobody uses was misspelt somewhere, or is left over.
pub(super) fn complain_of_unused(formula: &Formula, found: &mut Found) {
    let used: Vec<Reference> = formula.expressions().flat_map(|expression| expression.references()).collect();
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
