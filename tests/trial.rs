//! Trials find what is planted, on small villages, and the same every time.

use fenhong::books::{Book, load_book};
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::exact::Amount;
use fenhong::formula::{Formula, load_formula};
use fenhong::report::{Tried, render_table, trial as report, witness_yaml};
use fenhong::settlement::{Settlement, SettlementMistake, settle};
use fenhong::text::{Language, Mistakes, Source};
use fenhong::trial::{Breach, Court, Engine, Law, Progress, Ruling, Trial, Verdicts};

const CASES: u32 = 256;
const SEED: u64 = 1;

fn formula(text: &str) -> Formula {
    let formula = load_formula(&Source::new("rule", text), &BuiltInFolder);
    formula.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].kind))
}

fn built_in(name: &str) -> Formula {
    load_formula(&Kind::Formula.built_in(name).expect("it is built in"), &BuiltInFolder)
        .expect("it has no mistakes")
}

fn run(court: &Court<'_>, formula: &Formula, threads: usize) -> Verdicts {
    let trial = Trial { court, laws: Law::of(formula), cases: CASES, seed: SEED, threads };
    trial.run(&Progress::default())
}

/// How a law is broken, when it is.
fn breach(verdicts: &Verdicts, law: Law) -> Option<&Breach> {
    verdicts.verdicts.iter().find(|verdict| verdict.law == law).and_then(|verdict| match &verdict.ruling {
        Ruling::Broken { breach, .. } => Some(&**breach),
        _ => None,
    })
}

type Settled<'a> = Result<Settlement<'a>, Mistakes<SettlementMistake>>;

/// Every part of a split rounded down, and what is left over lost.
fn truncating<'a>(book: &'a Book, formula: &'a Formula) -> Settled<'a> {
    changed(book, formula, |_, quota| quota)
}

/// A quantum more for the first row of every split.
fn first_come<'a>(book: &'a Book, formula: &'a Formula) -> Settled<'a> {
    changed(book, formula, |row, quota| quota + i64::from(row == 0))
}

fn changed<'a>(book: &'a Book, formula: &'a Formula, part: impl Fn(usize, i64) -> i64) -> Settled<'a> {
    let mut settlement = settle(book, formula)?;
    for (outcome, trace) in settlement.steps.iter_mut().zip(&settlement.traces) {
        let (Some(key), Some(parts)) = (&trace.key, &mut outcome.parts) else { continue };
        for (row, own) in parts.iter_mut().enumerate() {
            let quota =
                key.by.amount().of(row).times(outcome.amount.exact()).and_then(|all| all.over(key.sum));
            let quota = quota.ok().flatten().and_then(|quota| i64::try_from(quota.floor()).ok());
            let quota = quota.unwrap_or(0);
            *own = Amount::of_quanta(part(row, quota));
        }
    }
    Ok(settlement)
}

fn broken_by(engine: Engine) -> Vec<(String, usize)> {
    let formula = built_in("wuxiang-april-1951");
    let court = Court::of(&formula, None).with_engine(engine);
    let verdicts = run(&court, &formula, 2);
    let always = Law::NAMES.into_iter().take(5);
    always
        .filter_map(|(name, law)| Some((name.to_owned(), breach(&verdicts, law)?.before.book.roster.len())))
        .collect()
}

const WRONG_AREA: &str = "formula: wrong-area
pools: [harvest]
columns: {pooled_land: mou, owned_land: mou, days: day}
steps:
  - {step: land, from: harvest, take: 50% of harvest, to: households, by: owned_land}
  - {step: labor, from: harvest, take: rest, to: households, by: days}
laws:
  - {says: Who pools no land has no dividend on it, holds: pooled_land > 0 or own(land) == 0}
  - {says: Nobody ends with nothing at all, holds: net > 0 or days == 0 and pooled_land == 0}
";

#[test]
fn a_rule_that_pays_land_on_the_wrong_area_is_found() {
    let formula = formula(WRONG_AREA);
    let court = Court::of(&formula, None);
    let verdicts = run(&court, &formula, 2);
    let found = breach(&verdicts, Law::Own(0)).expect("the law is broken");
    assert!(found.before.book.roster.len() <= 3, "{} households", found.before.book.roster.len());
}

#[test]
fn an_engine_that_truncates_or_favors_a_row_is_found() {
    let truncating = broken_by(truncating);
    assert!(
        truncating.iter().any(|(law, households)| law == "conservation" && *households <= 3),
        "{truncating:?}"
    );
    let favoring = broken_by(first_come);
    for wanted in ["conservation", "no-key-no-pay", "order"] {
        assert!(
            favoring.iter().any(|(law, households)| law == wanted && *households <= 3),
            "{wanted}: {favoring:?}"
        );
    }
    assert_eq!(broken_by(settle), [], "the engine itself keeps every law");
}

#[test]
fn the_same_seed_finds_the_same_on_any_number_of_threads() {
    let formula = built_in("sun-xianhe-1952");
    let court = Court::of(&formula, None);
    let tried =
        Tried { formula: &formula, called: &formula.name, court: &court, seed: Some(SEED), book: None };
    let told = |threads| render_table(&report(tried, &run(&court, &formula, threads), Language::English), 80);
    let alone = told(1);
    assert!(alone.contains("BROKEN"));
    assert!([2, 3, 7].into_iter().all(|threads| told(threads) == alone));
}

#[test]
fn a_smallest_village_is_a_book_that_breaks_the_law_again() {
    let mut broken = 0;
    for name in ["yaoshanggou-1951", "sun-xianhe-1952", "wuxiang-tax-on-burden-mou", "leaving-1951"] {
        let formula = built_in(name);
        let replaced = formula.replaces.as_deref().map(built_in);
        let court = Court::of(&formula, replaced.as_ref());
        let tried =
            Tried { formula: &formula, called: &formula.name, court: &court, seed: Some(SEED), book: None };
        for law in Law::of(&formula) {
            let verdicts = run(&court, &formula, 2);
            let Some(found) = breach(&verdicts, law) else { continue };
            broken += 1;
            let text = witness_yaml(tried, law, found);
            let book = load_book(&Source::new("witness", text.clone()), &BuiltInFolder);
            let book = book.unwrap_or_else(|mistakes| panic!("{}\n{text}", mistakes[0].kind));
            let trial = Trial { court: &court, laws: vec![law], cases: 1, seed: 0, threads: 1 };
            let again = trial.of_book(&book).expect("it can be settled");
            let again = breach(&again, law).unwrap_or_else(|| panic!("{name} keeps {}:\n{text}", law.name()));
            assert_eq!(
                (&again.change, &again.fault),
                (&found.change, &found.fault),
                "{name}, {}",
                law.name()
            );
        }
    }
    assert!(broken > 5, "only {broken} laws are broken");
}

#[test]
fn a_fund_in_whole_bands_has_a_cliff_and_one_in_slices_has_none() {
    let fund = |tally: &str, take: &str| {
        formula(&format!(
            "formula: fund\npools: [harvest]\naccounts: [fund]\ncolumns: {{days: day}}\nfacts: {{unit_yield: dan/mou, area: mou}}\n\
             schedules:\n  fund_rate:\n    of: unit_yield * area\n    {tally}:\n      - {{below: 50 dan, rate: 2%}}\n      - {{rate: 10%}}\n\
             steps:\n  - {{step: fund, from: harvest, take: {take}, to: fund, short: prorate}}\n  \
             - {{step: labor, from: harvest, take: rest, to: households, by: days}}\n"
        ))
    };
    let has_cliff = |formula: &Formula| {
        let court = Court::of(formula, None);
        breach(&run(&court, formula, 2), Law::NoCliff).is_some()
    };
    assert!(has_cliff(&fund("bands", "fund_rate of harvest")));
    assert!(!has_cliff(&fund("slices", "fund_rate")));
}
