//! What a village must have for a formula to settle it.

use crate::exact::{BaseUnit, Dimension, Fraction, Quantity, Unit};
use crate::expression::Kind;
use crate::formula::{ColumnKind, Expression, Formula, Opening, Step};

/// The pools, facts and columns that some formulas ask for together.
#[derive(Debug, Clone)]
pub struct Needs {
    pub(super) pools: Vec<String>,
    pub(super) facts: Vec<Need>,
    pub(super) columns: Vec<Need>,
}

/// A fact or a column.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) name: String,
    pub(super) kind: ColumnKind,
    /// Numbers that the formulas compare with or limit by, in thousandths of the
    /// unit: where a rule changes its mind.
    pub(super) edges: Vec<u64>,
}

impl Needs {
    /// What all of `formulas` ask for.
    #[must_use]
    pub fn of(formulas: &[&Formula]) -> Self {
        let numbers: Vec<Quantity> = formulas.iter().flat_map(|formula| numbers(formula)).collect();
        let mut needs = Self { pools: Vec::new(), facts: Vec::new(), columns: Vec::new() };
        for formula in formulas {
            let pools = formula.pools.iter().filter(|pool| pool.opening == Opening::Book);
            for pool in pools.filter(|pool| !needs.pools.contains(&pool.name)).collect::<Vec<_>>() {
                needs.pools.push(pool.name.clone());
            }
            let facts = formula.facts.iter().map(|fact| (&fact.name, ColumnKind::Numbers(fact.unit)));
            facts.for_each(|(name, kind)| add(&mut needs.facts, name, kind, &numbers));
            let columns = formula.columns.iter().map(|column| (&column.name, column.kind.clone()));
            columns.for_each(|(name, kind)| add(&mut needs.columns, name, kind, &numbers));
        }
        needs
    }
}

fn add(needs: &mut Vec<Need>, name: &str, kind: ColumnKind, numbers: &[Quantity]) {
    if needs.iter().any(|need| need.name == name) {
        return;
    }
    let edges = match kind {
        ColumnKind::Numbers(unit) => edges(unit, numbers),
        ColumnKind::Labels(_) => Vec::new(),
    };
    needs.push(Need { name: name.to_owned(), kind, edges });
}

/// The numbers of this unit and their neighbors.
fn edges(unit: Unit, numbers: &[Quantity]) -> Vec<u64> {
    let thousandths = |number: &Quantity| {
        let thousandths = number.value.times(Fraction::whole(1000)).ok()?.whole_number()?;
        u64::try_from(thousandths).ok().filter(|_| unit != Unit::NONE && number.unit == unit)
    };
    let own = numbers.iter().filter_map(thousandths);
    let step = if is_counted(unit) { 1000 } else { 1 };
    let mut edges: Vec<u64> =
        own.flat_map(|own| [own, own.saturating_sub(step), own.saturating_add(step)]).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// Every number that `formula` writes.
fn numbers(formula: &Formula) -> Vec<Quantity> {
    let parameters = formula.parameters.iter().map(|parameter| parameter.value.clone());
    let in_steps = formula.steps.iter().flat_map(Step::clauses);
    let in_schedules = formula.schedules.iter().flat_map(|schedule| {
        let bands = schedule.bands.iter();
        let ends = bands.flat_map(|band| band.lower.iter().chain(&band.upper)).map(|bound| &bound.value);
        ends.chain([&schedule.of])
    });
    parameters.chain(in_steps.chain(in_schedules).flat_map(literals)).collect()
}

fn literals(expression: &Expression) -> Vec<Quantity> {
    let own = match &expression.kind {
        Kind::Number(number) => vec![number.clone()],
        _ => Vec::new(),
    };
    own.into_iter().chain(expression.parts().into_iter().flat_map(literals)).collect()
}

/// Whether things of this unit come whole.
pub(super) fn is_counted(unit: Unit) -> bool {
    use BaseUnit::{Head, Household, Laborer, Person};
    [Head, Household, Laborer, Person].into_iter().any(|base| unit == base.into())
}

/// The most, in whole units, that is usual of something: of one household, or of
/// a cooperative's single figures.
pub(super) fn usual_most(unit: Unit) -> u64 {
    let is = |base: BaseUnit| unit == base.into();
    match unit {
        _ if unit == Unit::NONE => 2,
        _ if is(BaseUnit::Dan) => 5,
        _ if is(BaseUnit::Catty) => 700,
        _ if is(BaseUnit::Mou) => 40,
        _ if is(BaseUnit::Day) => 300,
        _ if is(BaseUnit::Point) => 1500,
        _ if is(BaseUnit::Yuan) => 100_000,
        _ if is(BaseUnit::Head) => 3,
        _ if is(BaseUnit::Person) => 8,
        _ if is(BaseUnit::Laborer) => 4,
        _ if unit.power_of(BaseUnit::Catty) > 0 => 450,
        _ if unit.dimension() == Dimension::grain() => 5,
        _ => 3,
    }
}
