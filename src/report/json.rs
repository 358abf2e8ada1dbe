//! Settlements and comparisons as JSON. The shapes are a contract: scripts rely
//! on them. Amounts are texts, exact, at the book's precision.

use super::document::{Document, Row};
use crate::exact::{Amount, BaseUnit, Overflow};
use crate::formula::Formula;
use crate::ledger::HolderKind;
use crate::settlement::{Basis, Comparison, Settlement, StepOutcome};
use crate::text::Language;
use serde::Serialize;

#[derive(Serialize)]
struct SettlementJson<'a> {
    book: &'a str,
    formula: &'a str,
    unit: &'static str,
    precision: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<NamedJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    synthetic: Option<&'a str>,
    pools: Vec<PoolJson<'a>>,
    accounts: Vec<AccountJson<'a>>,
    steps: Vec<StepJson<'a>>,
    figures: Vec<FigureJson<'a>>,
    claims: Vec<ClaimJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attested: Option<AttestedJson<'a>>,
    households: Vec<HouseholdJson<'a>>,
    check: CheckJson,
}

#[derive(Serialize)]
pub(super) struct NamedJson<'a> {
    pub(super) name: &'a str,
    pub(super) value: String,
}

#[derive(Serialize)]
struct PoolJson<'a> {
    name: &'a str,
    opening: String,
    left: String,
}

#[derive(Serialize)]
struct AccountJson<'a> {
    name: &'a str,
    amount: String,
    evidence: &'static str,
}

#[derive(Serialize)]
struct StepJson<'a> {
    step: &'a str,
    from: &'a str,
    to: &'a str,
    line: &'a str,
    amount: String,
    evidence: &'static str,
    reckoned: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    schedules: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    owed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    let_go: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    otherwise: Option<&'a str>,
}

#[derive(Serialize)]
struct FigureJson<'a> {
    name: &'a str,
    value: String,
    unit: String,
    reckoned: &'a str,
}

#[derive(Serialize)]
struct ClaimJson {
    claim: String,
    reckoned: String,
    holds: bool,
}

#[derive(Serialize)]
struct AttestedJson<'a> {
    lines: Vec<AttestedLineJson<'a>>,
    sum: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<String>,
}

#[derive(Serialize)]
struct AttestedLineJson<'a> {
    what: &'a str,
    attested: String,
    computed: Option<String>,
    difference: Option<String>,
    cite: &'a str,
}

#[derive(Serialize)]
struct HouseholdJson<'a> {
    id: &'a str,
    postings: Vec<PostingJson<'a>>,
    net: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_head: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owed: Vec<PostingJson<'a>>,
}

#[derive(Serialize)]
struct PostingJson<'a> {
    step: &'a str,
    amount: String,
}

#[derive(Serialize)]
struct CheckJson {
    opening: String,
    paid_in: String,
    accounts: String,
    received: String,
    left: String,
    difference: String,
}

/// A settlement as one JSON object.
///
/// # Errors
///
/// Returns [`Overflow`] when a sum does not fit.
pub fn settlement_json(settlement: &Settlement<'_>) -> Result<String, Overflow> {
    Ok(json_text(&of_settlement(settlement)?))
}

fn of_settlement<'a>(settlement: &'a Settlement<'_>) -> Result<SettlementJson<'a>, Overflow> {
    let (book, formula) = (settlement.book, settlement.formula);
    let write = |amount: Amount| settlement.write(amount);
    let holders = |kind| settlement.ledger.of_kind(kind);
    let precision = book.measure.precision();
    let pools = holders(HolderKind::Pool).map(|pool| PoolJson {
        name: &pool.name,
        opening: write(pool.opening),
        left: write(pool.balance),
    });
    let strengths = settlement.strengths();
    let accounts = holders(HolderKind::Account).zip(&strengths.accounts);
    let accounts = accounts.map(|(account, strength)| AccountJson {
        name: &account.name,
        amount: write(account.balance),
        evidence: strength.word(),
    });
    let steps = formula.steps.iter().zip(&settlement.steps).zip(&settlement.traces).zip(&strengths.steps);
    let steps = steps.map(|(((step, outcome), trace), strength)| StepJson {
        step: &step.name,
        from: formula.end_name(step.from),
        to: formula.end_name(step.to),
        line: &step.line,
        amount: write(outcome.amount),
        evidence: strength.word(),
        reckoned: &trace.reckoned,
        schedules: &trace.schedules,
        owed: shortfall(outcome, true).map(write),
        let_go: shortfall(outcome, false).map(write),
        otherwise: step
            .otherwise
            .filter(|_| outcome.diverted)
            .map(|account| formula.accounts[account].name.as_str()),
    });
    let figures = formula.figures.iter().zip(&settlement.figures).map(|(figure, outcome)| FigureJson {
        name: &figure.name,
        value: outcome.quantity.value.to_string(),
        unit: outcome.quantity.unit.written(BaseUnit::name),
        reckoned: &outcome.reckoned,
    });
    let claims = formula.claims.iter().zip(&settlement.claims).map(|(claim, verdict)| ClaimJson {
        claim: claim.holds.to_string(),
        reckoned: verdict.reckoned.clone(),
        holds: verdict.holds,
    });
    let closing = settlement.closing;
    Ok(SettlementJson {
        book: &book.name,
        formula: &formula.name,
        unit: precision.unit().name(),
        precision: precision.write(Amount::of_quanta(1)),
        set: set(std::slice::from_ref(settlement)),
        synthetic: synthetic(settlement),
        pools: pools.collect(),
        accounts: accounts.collect(),
        steps: steps.collect(),
        figures: figures.collect(),
        claims: claims.collect(),
        attested: attested(settlement)?,
        households: households(settlement)?,
        check: CheckJson {
            opening: write(closing.opening),
            paid_in: write(closing.paid_in),
            accounts: write(closing.accounts),
            received: write(closing.received),
            left: write(closing.left),
            difference: write(closing.came_in()?.minus(closing.accounted()?)?),
        },
    })
}

/// What a step could not pay, when that is `owed`, or when it is not.
fn shortfall(outcome: &StepOutcome, owed: bool) -> Option<Amount> {
    outcome.shortfall.as_ref().filter(|shortfall| shortfall.owed == owed).map(|shortfall| shortfall.amount)
}

/// What was set for this run, each name once.
fn set<'a>(settlements: &'a [Settlement<'_>]) -> Vec<NamedJson<'a>> {
    let mut names: Vec<NamedJson<'a>> = Vec::new();
    for (name, value) in settlements.iter().flat_map(Settlement::set_numbers) {
        if !names.iter().any(|own| own.name == name) {
            names.push(NamedJson { name, value: value.to_string() });
        }
    }
    names
}

fn synthetic<'a>(settlement: &Settlement<'a>) -> Option<&'a str> {
    settlement.book.roster.synthetic.as_ref().map(|synthetic| synthetic.in_language(Language::English))
}

fn attested<'a>(settlement: &Settlement<'a>) -> Result<Option<AttestedJson<'a>>, Overflow> {
    let Some(account) = settlement.attested()? else { return Ok(None) };
    let write = |amount: Amount| settlement.write(amount);
    let lines = account.lines.iter().chain(&account.total).map(|line| AttestedLineJson {
        what: &line.attested.what,
        attested: write(line.amount),
        computed: line.reckoned.map(write),
        difference: line.difference.map(write),
        cite: &line.attested.cite,
    });
    Ok(Some(AttestedJson { lines: lines.collect(), sum: write(account.sum), gap: account.gap.map(write) }))
}

fn households<'a>(settlement: &'a Settlement<'_>) -> Result<Vec<HouseholdJson<'a>>, Overflow> {
    let formula = settlement.formula;
    let line = |line: crate::settlement::HouseholdLine| HouseholdJson {
        id: &settlement.book.roster.ids[line.household],
        postings: (line.postings.iter())
            .map(|(step, amount)| PostingJson {
                step: &formula.steps[*step].name,
                amount: settlement.write(*amount),
            })
            .collect(),
        net: settlement.write(line.net),
        per_head: line.per_head.map(|amount| settlement.write(amount)),
        owed: owed_to(settlement, line.household),
    };
    Ok(settlement.household_lines()?.into_iter().map(line).collect())
}

/// What each step still owes a household.
fn owed_to<'a>(settlement: &'a Settlement<'_>, household: usize) -> Vec<PostingJson<'a>> {
    let steps = settlement.formula.steps.iter().zip(&settlement.steps);
    let owed = steps.filter_map(|(step, outcome)| {
        let shortfall = outcome.shortfall.as_ref().filter(|shortfall| shortfall.owed)?;
        let amount = shortfall.parts.as_ref()?[household];
        (amount != Amount::ZERO).then(|| PostingJson { step: &step.name, amount: settlement.write(amount) })
    });
    owed.collect()
}

#[derive(Serialize)]
struct ComparisonJson<'a> {
    book: &'a str,
    formulas: Vec<&'a str>,
    unit: &'static str,
    precision: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<NamedJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    synthetic: Option<&'a str>,
    basis: &'static str,
    households: Vec<ComparedJson<'a>>,
    steps: Vec<StepTotalsJson<'a>>,
    failing_claims: Vec<FailingJson<'a>>,
    totals: Vec<String>,
    repaid: Vec<String>,
}

#[derive(Serialize)]
struct ComparedJson<'a> {
    id: &'a str,
    amounts: Vec<String>,
    differences: Vec<String>,
    ranks: &'a [usize],
}

#[derive(Serialize)]
struct FailingJson<'a> {
    formula: &'a str,
    claim: String,
    reckoned: &'a str,
}

#[derive(Serialize)]
struct StepTotalsJson<'a> {
    step: &'a str,
    amounts: Vec<Option<String>>,
}

/// A comparison as one JSON object; lists of amounts follow the order of
/// `formulas`, and differences are against the first of them.
#[must_use]
pub fn comparison_json(comparison: &Comparison<'_>) -> String {
    let Some(first) = comparison.settlements.first() else { return json_text(&serde_json::Map::new()) };
    let write = |amounts: &[Amount]| amounts.iter().map(|amount| first.write(*amount)).collect::<Vec<_>>();
    let formulas: Vec<&Formula> =
        comparison.settlements.iter().map(|settlement| settlement.formula).collect();
    let households = comparison.households.iter().map(|line| ComparedJson {
        id: &first.book.roster.ids[line.household],
        amounts: write(&line.amounts),
        differences: write(&line.differences),
        ranks: &line.ranks,
    });
    let steps = comparison.steps.iter().map(|step| StepTotalsJson {
        step: step.step,
        amounts: step.amounts.iter().map(|amount| amount.map(|amount| first.write(amount))).collect(),
    });
    let precision = first.book.measure.precision();
    json_text(&ComparisonJson {
        book: &first.book.name,
        formulas: formulas.iter().map(|formula| formula.name.as_str()).collect(),
        unit: precision.unit().name(),
        precision: precision.write(Amount::of_quanta(1)),
        set: set(&comparison.settlements),
        synthetic: synthetic(first),
        basis: match comparison.basis {
            Basis::Net => "net",
            Basis::Income => "income",
        },
        households: households.collect(),
        steps: steps.collect(),
        failing_claims: failing_claims(&comparison.settlements),
        totals: write(&comparison.totals),
        repaid: write(&comparison.repaid),
    })
}

/// The data of a document as JSON: one object for each row.
#[must_use]
pub fn render_json(document: &Document) -> String {
    let names = || document.data.columns.iter().map(|column| column.heading.clone());
    let rows = document.data.rows.iter().filter_map(|row| match row {
        Row::Cells(cells) => Some(names().zip(cells.clone()).collect::<Vec<(String, String)>>()),
        _ => None,
    });
    let object = |row: Vec<(String, String)>| {
        row.into_iter()
            .map(|(name, cell)| (name, cell.into()))
            .collect::<serde_json::Map<String, serde_json::Value>>()
    };
    json_text(&rows.map(object).collect::<Vec<_>>())
}

/// The claims that fail, formula by formula.
fn failing_claims<'a>(settlements: &'a [Settlement<'_>]) -> Vec<FailingJson<'a>> {
    let failing = settlements.iter().flat_map(|settlement| {
        let claims = settlement.formula.claims.iter().zip(&settlement.claims);
        claims.filter(|(_, verdict)| !verdict.holds).map(|(claim, verdict)| FailingJson {
            formula: &settlement.formula.name,
            claim: claim.holds.to_string(),
            reckoned: &verdict.reckoned,
        })
    });
    failing.collect()
}

/// One object a report, indented, with a line end.
#[must_use]
pub fn json_text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("texts, lists and names are always JSON");
    text.push('\n');
    text
}
