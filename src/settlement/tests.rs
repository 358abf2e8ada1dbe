//! Small books settled by small formulas.

use super::reckoned::{LookedBand, Slice, slices};
use super::{How, LeafSource, Many, Parties, Settlement, Slate, settle};
use crate::books::{Book, Folder, Strength, load_book};
use crate::exact::{Amount, Fraction};
use crate::formula::{Formula, Parents, load_formula};
use crate::ledger::HolderKind;
use crate::text::{Source, SourceError};
use std::sync::Arc;

/// There is no other file.
struct Alone;

impl Folder for Alone {
    fn open(&self, path: &str) -> Result<Arc<Source>, SourceError> {
        unreachable!("a small book has its rows in it: {path}")
    }
}

impl Parents for Alone {
    fn parent(&self, name: &str) -> Result<Arc<Source>, SourceError> {
        unreachable!("a small formula extends nothing: {name}")
    }

    fn names(&self) -> Vec<&'static str> {
        Vec::new()
    }
}

/// Every number of it is attested but the days and the weight of a dan.
const VILLAGE: &str = "book: village
precision: 0.001 dan
units: {dan: {value: 150 catty, evidence: assumed, why: a guess}}
pools:
  harvest: {value: 10 dan, evidence: attested, cite: report}
  forest: {value: 4 dan, evidence: attested, cite: report}
households:
  columns:
    land: {unit: mou, evidence: attested, cite: report}
    days: {unit: day, evidence: assumed, why: a guess}
    inputs: {unit: dan, evidence: attested, cite: report}
  rows:
    - {id: A, land: 3, days: 0, inputs: 1}
    - {id: B, land: 2, days: 80, inputs: 2}
";

fn book(text: &str) -> Book {
    let book = load_book(&Source::new("book", text), &Alone);
    book.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].kind))
}

/// A formula of these steps, each the fields of one.
fn formula(columns: &str, steps: &[&str]) -> Formula {
    let step = |(place, fields): (usize, &&str)| format!("  - {{step: s{place}, cite: report, {fields}}}\n");
    let steps: String = steps.iter().enumerate().map(step).collect();
    let text = format!(
        "formula: small\npools: [harvest, forest]\naccounts: [fund]\ncolumns: {{{columns}}}\nsteps:\n\
         {steps}  - {{step: tidy, cite: report, from: forest, take: rest, to: fund}}\n"
    );
    let formula = load_formula(&Source::new("formula", text), &Alone);
    formula.unwrap_or_else(|mistakes| panic!("{}", mistakes[0].kind))
}

fn settled<'a>(book: &'a Book, formula: &'a Formula) -> Settlement<'a> {
    settle(book, formula).unwrap_or_else(|mistakes| panic!("{}", mistakes[0].kind))
}

fn quanta(amounts: &[Amount]) -> Vec<i64> {
    amounts.iter().map(|amount| amount.quanta()).collect()
}

#[test]
fn who_is_not_excepted_has_a_part() {
    let book = book(VILLAGE);
    let formula = formula(
        "land: mou, inputs: dan",
        &["from: harvest, take: inputs, to: households, among: not land > 2 mou"],
    );
    let settlement = settled(&book, &formula);
    assert_eq!(settlement.steps[0].parts.as_deref().map(quanta), Some(vec![0, 2000]));
    let strengths = settlement.strengths();
    assert!(settlement.why_step(0, &strengths).sum_of.is_none(), "the sum is not of all");
}

#[test]
fn a_figure_is_as_weak_as_who_had_a_part_in_it() {
    let book = book(VILLAGE);
    let days = "days: day, inputs: dan";
    let strength = |columns: &str, step: &str| {
        let formula = formula(columns, &[step]);
        settled(&book, &formula).strengths().steps[0]
    };
    let whole = strength("inputs: dan", "from: harvest, take: inputs, to: households");
    assert_eq!(whole, Strength::Attested);
    let chosen = "from: harvest, take: inputs * 50%, to: households, among: days > 1 day";
    assert_eq!(strength(days, chosen), Strength::Assumed);
}

#[test]
fn catties_in_a_clause_rest_on_the_weight_of_a_dan() {
    let book = book(VILLAGE);
    for (take, strength) in [("150 catty", Strength::Assumed), ("1 dan", Strength::Attested)] {
        let formula = formula("", &[&format!("from: harvest, take: {take}, to: fund")]);
        let settlement = settled(&book, &formula);
        let strengths = settlement.strengths();
        assert_eq!(strengths.steps[0], strength, "{take}");
        let clause = settlement.why_step(0, &strengths).clause.expect("one figure");
        let weighed = clause.leaves.iter().any(|leaf| matches!(leaf.source, LeafSource::Weight(_)));
        assert_eq!(weighed, strength == Strength::Assumed, "{take}");
    }
}

#[test]
fn catties_of_a_book_and_of_a_band_rest_on_the_weight_of_a_dan() {
    let text = VILLAGE
        .replace("pools:", "facts: {levy: {value: 150 catty, evidence: attested, cite: report}}\npools:");
    let book = book(&text);
    let formula = |take: &str, unit: &str| {
        let text = format!(
            "formula: small\npools: [harvest, forest]\naccounts: [fund]\nfacts: {{levy: {unit}}}\n\
             parameters: {{fee: {{value: 1 {unit}, cite: report}}}}\n\
             schedules: {{tax: {{of: harvest / 1 dan, cite: report, bands: [{{rate: fee}}]}}}}\n\
             steps:\n  - {{step: s0, cite: report, from: harvest, take: {take}, to: fund}}\n  \
             - {{step: s1, cite: report, from: forest, take: levy + tax, to: fund}}"
        );
        load_formula(&Source::new("formula", text), &Alone)
            .unwrap_or_else(|found| panic!("{}", found[0].kind))
    };
    for (take, unit, weighed) in
        [("levy", "catty", true), ("tax", "catty", true), ("tax", "dan", false), ("levy", "dan", true)]
    {
        let formula = formula(take, unit);
        let settlement = settled(&book, &formula);
        let clause = settlement.why_step(0, &settlement.strengths()).clause.expect("one figure");
        let found = clause.leaves.iter().any(|leaf| matches!(leaf.source, LeafSource::Weight(_)));
        assert_eq!(found, weighed, "{take} in {unit}");
    }
}

/// Numbers of households beside one figure that is less than nothing.
#[test]
fn what_is_less_than_nothing_is_the_smaller_for_each_household_too() {
    let book = book(VILLAGE);
    let inputs = |take: &str, more: &str| {
        let step = format!("from: harvest, take: {take}, to: households{more}");
        let formula = formula("inputs: dan", &[&step]);
        let parts = settled(&book, &formula).steps[0].parts.clone().expect("households have a part");
        parts.iter().map(|part| part.quanta()).collect::<Vec<_>>()
    };
    assert_eq!(inputs("\"max(inputs - 3 dan, -1.5 dan) + 1.5 dan\"", ""), [0, 500]);
    assert_eq!(inputs("\"min(inputs - 3 dan, -1.5 dan) + 3 dan\"", ""), [1000, 1500]);
    assert_eq!(inputs("inputs", ", among: inputs - 3 dan < -1.5 dan"), [1000, 0]);
    assert_eq!(inputs("inputs", ", among: -1.5 dan <= inputs - 3 dan"), [0, 2000]);
    assert_eq!(inputs("\"(0 - inputs) * -2 / -1 + 5 dan\"", ""), [3000, 1000]);
}

#[test]
fn slices_of_less_than_nothing_are_refused() {
    let text = "formula: small\npools: [harvest, forest]\naccounts: [fund]\n\
                schedules: {tax: {of: harvest - 20 dan, slices: [{rate: 10%}]}}\n\
                steps: [{step: s0, from: harvest, take: tax, to: fund}, {step: s1, from: forest, take: rest, to: fund}]";
    let formula = load_formula(&Source::new("formula", text), &Alone).unwrap();
    let told = settle(&book(VILLAGE), &formula).unwrap_err()[0].kind.to_string();
    assert!(told.contains("tax"), "{told}");
}

/// Two seasons on one slate, the second smaller and of other figures.
#[test]
fn many_seasons_settle_as_each_by_itself() {
    let formula = formula(
        "land: mou, days: day, inputs: dan",
        &[
            "from: harvest, take: inputs, to: households, short: owe",
            "from: harvest, take: 10% of rest, to: fund",
            "from: harvest, take: rest, to: households, by: land",
            "from: households, take: 0.5 dan, to: fund, by: days",
        ],
    );
    let smaller =
        VILLAGE.replace("    - {id: B, land: 2, days: 80, inputs: 2}\n", "").replace("days: 0", "days: 3");
    let books = [book(VILLAGE), book(&smaller.replace("value: 10 dan", "value: 0.5 dan"))];
    let many = Many::of(&formula, books[0].measure).unwrap();
    assert_eq!(many.pools().collect::<Vec<_>>(), ["harvest", "forest"]);
    assert_eq!(many.household_steps().collect::<Vec<_>>(), [0, 2, 3]);
    let mut slate = many.slate();
    for book in &books {
        settled_as_many(book, &many, &mut slate).unwrap();
    }
}

/// Settles a book as one of many, and asserts that it comes out as by itself; or why
/// neither can be done.
fn settled_as_many(book: &Book, many: &Many<'_>, slate: &mut Slate) -> Result<(), String> {
    let formula = many.formula();
    let season = super::bind::bind(formula, book).unwrap();
    let opening = |name: &str| {
        let pool = book.pools.iter().find(|pool| pool.name == name).expect("the book has it");
        book.measure.amount(&pool.quantity).unwrap()
    };
    let pools: Vec<Amount> = many.pools().map(opening).collect();
    let parties = Parties { order: &book.roster.order, id: &|household| book.roster.ids[household].clone() };
    let (settled, by_itself) = match (many.settle(&season, &pools, parties, slate), settle(book, formula)) {
        (Ok(settled), Ok(by_itself)) => (settled, by_itself),
        (Err(one), Err(other)) => {
            assert_eq!(one, other[0]);
            return Err(one.kind.to_string());
        }
        (one, other) => panic!("{:?} but {:?}", one.err(), other.err()),
    };
    assert_eq!((settled.steps, settled.closing), (&by_itself.steps[..], by_itself.closing));
    assert_eq!(settled.nets(book.roster.len()), by_itself.nets());
    let accounts = by_itself.ledger.of_kind(HolderKind::Account).map(|account| account.balance);
    assert_eq!(settled.accounts().collect::<Vec<_>>(), accounts.collect::<Vec<_>>());
    for step in by_itself.household_steps() {
        let parts = by_itself.steps[step].parts.iter().flatten().map(|part| i128::from(part.quanta()));
        assert_eq!(settled.to_households(step), parts.sum::<i128>());
    }
    Ok(())
}

/// A figure that is used up straight from where it stands is the one that is told.
#[test]
fn figures_are_the_same_whether_or_not_anybody_asks_how() {
    let village = book(VILLAGE);
    for (take, refused) in [
        ("10% of rest + harvest / 8 - 0.3 dan", ""),
        ("-(1 dan - 2 dan)", ""),
        ("-(harvest / 8)", "less than nothing"),
        ("min(rest, 2 dan, sum(inputs))", ""),
        ("max(quantum, mean(inputs), 0.5 dan)", ""),
        ("paid(s0) * 3", ""),
        ("sum(land) / 2 mou * 1 dan", ""),
        ("low of harvest", ""),
        ("low of harvest / 3 + middle of forest", ""),
        ("twice of harvest", ""),
        ("harvest - 0.2 dan", "holds"),
        ("harvest / (sum(inputs) - 3 dan) * 1 dan", "divides by nothing"),
        ("inputs", ""),
        ("inputs * 3 / 2 + low of 1 dan", ""),
    ] {
        // Nothing may be said that is not used.
        let schedules: String = [
            ("low", "{of: harvest / 1 dan, bands: [{below: 5, rate: 10%}, {rate: high / 2}]}"),
            ("twice", "{of: low + low, bands: [{below: 10%, rate: high}, {rate: 1%}]}"),
            (
                "middle",
                "{of: harvest, bands: [{below: 10 dan, rate: high}, {below: 11 dan, rate: 2%}, {rate: 3%}]}",
            ),
        ]
        .iter()
        .filter(|(name, _)| take.contains(name) || *name == "low" && take.contains("twice"))
        .map(|(name, schedule)| format!("  {name}: {schedule}\n"))
        .collect();
        let schedules = match schedules.is_empty() {
            true => String::new(),
            false => format!("parameters: {{high: {{value: 30%}}}}\nschedules:\n{schedules}"),
        };
        let to = if take.starts_with("inputs") { "households" } else { "fund" };
        let text = format!(
            "formula: small\npools: [harvest, forest]\naccounts: [fund]\n\
             columns: {{inputs: dan, land: mou}}\n{schedules}steps:\n\
             \x20 - {{step: s0, from: harvest, take: 0.5 dan, to: fund}}\n\
             \x20 - {{step: s1, from: harvest, take: \"{take}\", to: {to}}}\n\
             \x20 - {{step: s2, from: harvest, take: rest, to: households, by: land}}\n\
             \x20 - {{step: s3, from: forest, take: rest, to: households, by: inputs}}\n"
        );
        let formula = load_formula(&Source::new("formula", text), &Alone);
        let formula = formula.unwrap_or_else(|mistakes| panic!("{take}: {}", mistakes[0].kind));
        let many = Many::of(&formula, village.measure).unwrap();
        let told = settled_as_many(&village, &many, &mut many.slate()).err().unwrap_or_default();
        assert!(told.contains(refused) && told.is_empty() == refused.is_empty(), "{take}: {told}");
    }
}

/// What cannot be told of a key is a mistake even where there is nothing to share.
#[test]
fn a_key_that_does_not_add_up_is_refused_by_itself_and_as_one_of_many() {
    let days: Vec<String> =
        [7_892_751, 7_857_033, 3_265_591, 833_961, 745_143, 5_151_917, 9_730_891, 2_547_157]
            .iter()
            .enumerate()
            .map(|(place, days)| format!("    - {{id: h{place}, land: 1, days: 0.{days:07}, inputs: 1}}\n"))
            .collect();
    let rows = VILLAGE.find("    - {id: A").expect("it has rows");
    let village = book(&format!("{}{}", &VILLAGE[..rows], days.concat()));
    let formula = formula(
        "days: day",
        &[
            "from: harvest, take: rest, to: fund",
            "from: fund, take: harvest - harvest, to: households, by: days / (1 day + days)",
        ],
    );
    let many = Many::of(&formula, village.measure).unwrap();
    let told = settled_as_many(&village, &many, &mut many.slate()).unwrap_err();
    assert!(told.contains("too large"), "{told}");
}

#[test]
fn a_number_that_the_measure_does_not_know_is_told_before_any_season() {
    let formula = formula("", &["from: harvest, take: 150 catty, to: fund"]);
    let text = VILLAGE.replace("units: {dan: {value: 150 catty, evidence: assumed, why: a guess}}\n", "");
    let found = Many::of(&formula, book(&text).measure).unwrap_err();
    assert!(found[0].kind.to_string().contains("catt"), "{}", found[0].kind);
}

#[test]
fn what_is_counted_by_weight_stays_so_beside_other_figures() {
    let text = VILLAGE.replace("inputs: {unit: dan", "inputs: {unit: catty");
    let book = book(&text);
    let formula = formula(
        "inputs: catty, land: mou",
        &["from: harvest, take: inputs + 0 dan/mou * land, to: households"],
    );
    let settlement = settled(&book, &formula);
    let why = settlement.why_household(0, &settlement.strengths()).unwrap();
    let How::Own { due, .. } = &why.postings[0].how else { panic!("the figure is the household's own") };
    assert!(due.leaves.iter().any(|leaf| matches!(leaf.source, LeafSource::Weight(_))));
}

#[test]
fn a_step_rests_on_the_steps_that_it_names() {
    let book = book(VILLAGE);
    let formula =
        formula("", &["from: harvest, take: 1 dan, to: fund", "from: forest, take: 50% of s0, to: fund"]);
    let settlement = settled(&book, &formula);
    assert_eq!(settlement.rest_on([1]), [0, 1]);
    assert_eq!(settlement.rest_on([0]), [0]);
}

#[test]
fn rows_that_are_attested_add_up_to_an_attested_sum() {
    let total = |total: &str| VILLAGE.replace("    inputs: {", &format!("    inputs: {{total: {total}, "));
    let formula = formula("inputs: dan", &["from: harvest, take: sum(inputs), to: fund"]);
    for (text, strength) in [
        (total("3 dan"), Strength::Attested),
        (
            total("3 dan").replace("unit: dan, evidence: attested, cite: report", "unit: dan"),
            Strength::Unstated,
        ),
        (
            total("{value: 3 dan, evidence: attested, cite: report}")
                .replace("unit: dan, evidence: attested, cite: report", "unit: dan"),
            Strength::Attested,
        ),
    ] {
        let book = book(&text);
        assert_eq!(settled(&book, &formula).strengths().steps[0], strength, "{text}");
    }
}

#[test]
fn nothing_is_told_of_a_condition_that_was_not_asked() {
    let book = book(VILLAGE);
    let told = |claim: &str| {
        let text = format!(
            "formula: small\npools: [harvest]\naccounts: [fund]\n\
             steps: [{{step: gift, from: harvest, take: 1 dan, to: fund}}]\nclaims: [{claim}]"
        );
        let formula = load_formula(&Source::new("formula", text), &Alone).unwrap();
        settled(&book, &formula).claims[0].reckoned.clone()
    };
    assert_eq!(told("gift > 0 or harvest / (gift - 1 dan) > 2"), "1.000 > 0 or harvest / (gift - 1 dan) > 2");
    assert_eq!(told("not (gift > 9 dan and harvest > gift)"), "not (1.000 > 9 dan and harvest > gift)");
    assert_eq!(told("gift > 0 and harvest > gift"), "1.000 > 0 and 10.000 > 1.000");
}

#[test]
fn a_schedule_is_told_once_and_only_when_there_is_something_to_tell() {
    let book = book(VILLAGE);
    let told = |take: &str| {
        let text = format!(
            "formula: small\npools: [harvest]\naccounts: [fund]\nschedules:\n  tithe:\n    of: harvest - 4 dan\n    \
             slices: [{{to: 2 dan, rate: 0%}}, {{rate: 10%}}]\n  none:\n    of: harvest - 10 dan\n    \
             slices: [{{to: 2 dan, rate: 0%}}, {{rate: 10%}}]\n\
             steps: [{{step: gift, from: harvest, take: {take}, to: fund}}, {{step: more, from: harvest, take: none + tithe, to: fund}}]"
        );
        let formula = load_formula(&Source::new("formula", text), &Alone).unwrap();
        settled(&book, &formula).traces[0].schedules.clone()
    };
    assert_eq!(told("tithe + tithe + none"), ["0% of 2.000 + 10% of 4.000"]);
}

#[test]
fn what_is_due_to_nobody_is_refused_whether_or_not_it_is_there() {
    let book = book(&VILLAGE.replace("days: 80", "days: 0"));
    for balance in ["10 dan", "9.999 dan"] {
        let first = format!("from: harvest, take: {balance}, to: fund");
        let second = "from: harvest, take: 2 dan, to: households, by: days, short: owe";
        let formula = formula("days: day", &[&first, second]);
        let mistakes = settle(&book, &formula).map(|_| ()).unwrap_err();
        let told = "step `s1` has 2.000 dan to share out and nobody has any of its key";
        assert_eq!(mistakes[0].kind.to_string(), told, "{balance}");
    }
}

#[test]
fn what_is_turned_round_is_reckoned_for_one_and_for_each() {
    let book = book(VILLAGE);
    let formula = formula(
        "inputs: dan",
        &["from: harvest, take: -(-1 dan), to: fund", "from: harvest, take: 1 dan - -inputs, to: households"],
    );
    let settlement = settled(&book, &formula);
    assert_eq!(settlement.steps[0].amount.quanta(), 1000);
    assert_eq!(settlement.steps[1].parts.as_deref().map(quanta), Some(vec![2000, 3000]));
}

#[test]
fn of_what_nobody_has_the_key_of_nobody_has_a_part() {
    let book = book(&VILLAGE.replace("days: 80", "days: 0"));
    let formula =
        formula("days: day", &["from: harvest, take: 1 dan, to: households, by: days, otherwise: fund"]);
    let settlement = settled(&book, &formula);
    let why = settlement.why_household(1, &settlement.strengths()).unwrap();
    assert!(settlement.steps[0].diverted && why.postings.is_empty());
}

#[test]
fn heads_are_counted_in_persons() {
    let formula = formula("land: mou", &["from: harvest, take: 3 dan, to: households, by: land"]);
    for (unit, per_head) in [("person", Some(600)), ("laborer", None)] {
        let text = VILLAGE.replace("    land:", &format!("    persons: {{unit: {unit}}}\n    land:"));
        let text = text.replace("id: A,", "id: A, persons: 3,").replace("id: B,", "id: B, persons: 2,");
        let book = book(&text);
        let lines = settled(&book, &formula).household_lines().unwrap();
        assert_eq!(lines[0].per_head.map(Amount::quanta), per_head, "{unit}");
    }
}

#[test]
fn claims_hold_when_every_one_does() {
    let book = book(VILLAGE);
    for (claim, holds) in [("gift > 1 dan", false), ("gift == 1 dan", true)] {
        let text = format!(
            "formula: small\npools: [harvest]\naccounts: [fund]\n\
             steps: [{{step: gift, from: harvest, take: 1 dan, to: fund}}]\nclaims: [gift > 0, {claim}]"
        );
        let formula = load_formula(&Source::new("formula", text), &Alone).unwrap();
        assert_eq!(settled(&book, &formula).claims_hold(), holds, "{claim}");
    }
}

#[test]
fn what_is_short_is_owed_only_when_the_rule_says_so() {
    let book = book(VILLAGE);
    for (short, owed) in [("owe", true), ("prorate", false)] {
        let formula = formula("", &[&format!("from: harvest, take: 12 dan, to: fund, short: {short}")]);
        let shortfall = settled(&book, &formula).steps[0].shortfall.clone().expect("2 dan are short");
        assert_eq!((shortfall.amount.quanta(), shortfall.owed), (2000, owed));
    }
}

fn band(lower: Option<(i128, bool)>, upper: Option<(i128, bool)>) -> LookedBand {
    let end = |end: Option<(i128, bool)>| end.map(|(end, closed)| (Fraction::whole(end), closed));
    LookedBand { lower: end(lower), upper: end(upper), rate: Fraction::ONE }
}

#[test]
fn a_band_holds_the_ends_that_belong_to_it() {
    let held = |lower_closed, upper_closed| {
        let band = band(Some((2, lower_closed)), Some((4, upper_closed)));
        [1, 2, 3, 4, 5].map(|x| band.holds(Fraction::whole(x)))
    };
    assert_eq!(held(true, true), [false, true, true, true, false]);
    assert_eq!(held(false, false), [false, false, true, false, false]);
}

#[test]
fn no_slice_is_empty() {
    let bands = [band(None, Some((2, true))), band(Some((2, false)), None)];
    let slice = |band, size| Slice { band, size: Fraction::whole(size), rate: Fraction::ONE };
    assert_eq!(slices(&bands, Fraction::whole(2)), Ok(vec![slice(0, 2)]));
    assert_eq!(slices(&bands, Fraction::whole(5)), Ok(vec![slice(0, 2), slice(1, 3)]));
}

/// The village with what its source publishes.
fn published(labor: &str, total: &str, states: &str) -> Book {
    book(&format!(
        "{VILLAGE}attested:\n  - {{what: s0, amount: {labor}, cite: report}}\n  \
         - {{what: tidy, amount: 4 dan, cite: report}}\n  - {{what: total, amount: {total}, cite: report}}\n\
         relations:\n  part: {{is: line(s0) / line(total), states: {states}, cite: report}}\n"
    ))
}

#[test]
fn an_account_agrees_when_lines_relations_and_source_do() {
    let formula = formula("", &["from: harvest, take: 10 dan, to: fund"]);
    let agrees = |book: Book| settled(&book, &formula).reconcile().unwrap().agrees();
    let book = published("10 dan", "14 dan", "71.4%");
    let reconciled = settled(&book, &formula).reconcile().unwrap();
    assert_eq!((reconciled.relations.len(), reconciled.not_reckoned.len()), (1, 0));
    assert!(reconciled.agrees());
    assert!(!agrees(published("9 dan", "14 dan", "71.4%")));
    assert!(!agrees(published("10 dan", "13 dan", "71.4%")));
    assert!(!agrees(published("10 dan", "14 dan", "70%")));
}

/// What a relation names besides a line is the book's own, its measure too.
#[test]
fn relations_of_a_settlement_read_the_figures_and_columns_of_its_book() {
    let formula = formula("", &["from: harvest, take: 10 dan, to: fund"]);
    for (is, states, reckoned) in [
        ("line(s0) - harvest", "0 dan", "10 dan - 10 dan"),
        ("line(s0) / sum(land)", "2 dan/mou", "10 dan / 5 mou"),
        ("line(s0) / sum(land)", "300 catty/mou", "10 dan / 5 mou"),
    ] {
        let book = book(&format!(
            "{VILLAGE}attested:\n  - {{what: s0, amount: 10 dan, cite: report}}\n\
             relations:\n  own: {{is: {is}, states: {states}, cite: report}}\n"
        ));
        let settlement = settled(&book, &formula);
        let reconciled = settlement.reconcile().unwrap_or_else(|found| panic!("{is}: {}", found[0].kind));
        let (_, held) = &reconciled.relations[0];
        assert_eq!((held.agrees, held.reckoned.to_string().as_str()), (true, reckoned));
    }
}

#[test]
fn rounding_allows_a_sum_as_far_as_its_digits_reach() {
    let allows = |labor: &str, total: &str| {
        let book = published(labor, total, "'> 0'");
        super::own_account(&book).unwrap().sum.expect("there is a total").rounding_allows()
    };
    assert!(!allows("10 dan", "14 dan"), "they add up");
    assert!(allows("10 dan", "15 dan") && allows("10 dan", "13 dan"));
    assert!(!allows("10 dan", "17 dan") && !allows("10 dan", "11 dan"));
}
