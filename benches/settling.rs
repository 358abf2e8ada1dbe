//! How long a settlement takes: from the start of the process, in memory, and
//! its innermost part. `cargo bench` runs it.

use divan::{Bencher, black_box};
use fenhong::books::{Book, load_book};
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::exact::{Amount, IdOrder, apportion};
use fenhong::formula::load_formula;
use fenhong::report::{Asked, explanation, explanation_json, render_table};
use fenhong::settlement::settle;
use fenhong::text::Language;
use std::process::{Command, Stdio};

fn main() {
    divan::main();
}

/// How the program ends when it is run with these words.
fn exit(words: &[&str]) -> Option<i32> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    program.args(words).stdout(Stdio::null()).status().ok()?.code()
}

/// The whole program, as a user runs it: start, read, check, settle, print.
#[divan::bench(sample_count = 200)]
fn settle_yaoshanggou_from_process_start() {
    assert_eq!(exit(&["settle", "yaoshanggou-1951", "--formula", "yaoshanggou-1951"]), Some(0));
}

/// What starting a process costs by itself, for comparison.
#[divan::bench(sample_count = 200)]
fn an_empty_process() {
    let status = Command::new("true").status();
    assert!(status.is_ok_and(|status| status.success()));
}

/// Every formula of the library, variants with what they extend.
#[divan::bench(args = Kind::Formula.names())]
fn check_formula(bencher: Bencher, name: &str) {
    let source = Kind::Formula.built_in(name).expect("it is built in");
    bencher.bench(|| load_formula(black_box(&source), &BuiltInFolder));
}

/// Ten thousand invented villages, every law, as a user runs it.
#[divan::bench(sample_count = 5)]
fn trial_of_ten_thousand_villages() {
    let exit = exit(&["trial", "yaoshanggou-1951", "--cases", "10000"]);
    assert_eq!(exit, Some(1), "a fund in bands has a cliff");
}

#[divan::bench]
fn load_book_and_roster(bencher: Bencher) {
    let source = Kind::Book.built_in("yaoshanggou-1951").expect("it is built in");
    bencher.bench(|| load_book(black_box(&source), &BuiltInFolder));
}

#[divan::bench]
fn settle_in_memory(bencher: Bencher) {
    let book = Kind::Book.built_in("yaoshanggou-1951").expect("it is built in");
    let book = load_book(&book, &BuiltInFolder).expect("it has no mistakes");
    let formula = Kind::Formula.built_in("yaoshanggou-1951").expect("it is built in");
    let formula = load_formula(&formula, &BuiltInFolder).expect("it has no mistakes");
    bencher.bench(|| settle(black_box(&book), black_box(&formula)).map(|settlement| settlement.closing));
}

/// A village of so many households, half of them with an ox.
fn village(households: usize) -> Book {
    let mut text = String::from(
        "book: village\nprecision: 0.001 dan\nunits: {dan: 150 catty}\npools: {land_output: 50_100 dan, sideline_output: 19_200 dan}\n\
         facts: {unit_yield: 1.8 dan/mou, village_yield: 1.2 dan/mou, loan_repayment: 7_000 dan}\n\
         households:\n  columns: {pooled_land: mou, labor_days: day, inputs: dan}\n  rows:\n",
    );
    for id in 0..households {
        let (land, days, inputs) = (5 + id % 23, (id * 7919) % 400, id % 3);
        text += &format!(
            "    - {{id: H{id:06}, pooled_land: {land}.5, labor_days: {days}, inputs: 0.{inputs}}}\n"
        );
    }
    let source = fenhong::text::Source::new("village", text);
    load_book(&source, &BuiltInFolder).expect("it has no mistakes")
}

/// Every household explained, as text and as JSON.
#[divan::bench(args = [1000, 10_000], sample_count = 5)]
fn explain_all(bencher: Bencher, households: usize) {
    let book = village(households);
    let formula = Kind::Formula.built_in("yaoshanggou-1951").expect("it is built in");
    let formula = load_formula(&formula, &BuiltInFolder).expect("it has no mistakes");
    let settlement = settle(&book, &formula).expect("it settles");
    let asked = Asked { households: (0..households).collect(), step: None, account: None };
    bencher.bench(|| {
        let document = explanation(black_box(&settlement), &asked, Language::English).expect("sums fit");
        render_table(&document, 80).len()
    });
}

#[divan::bench(args = [1000, 10_000], sample_count = 5)]
fn explain_all_as_json(bencher: Bencher, households: usize) {
    let book = village(households);
    let formula = Kind::Formula.built_in("yaoshanggou-1951").expect("it is built in");
    let formula = load_formula(&formula, &BuiltInFolder).expect("it has no mistakes");
    let settlement = settle(&book, &formula).expect("it settles");
    let asked = Asked { households: (0..households).collect(), step: None, account: None };
    bencher.bench(|| explanation_json(black_box(&settlement), &asked).expect("sums fit").len());
}

/// One split among so many households, with leftovers to give.
#[divan::bench(args = [25, 1000, 100_000])]
fn apportion_among(bencher: Bencher, households: usize) {
    let ids: Vec<String> = (0..households).map(|id| format!("H{id:06}")).collect();
    let order = IdOrder::of(&ids);
    let weights: Vec<u128> = (0..households).map(|place| 1 + (place as u128 * 7919) % 400).collect();
    let total = Amount::of_quanta(137_450 * i64::try_from(households).expect("a small number"));
    bencher.bench(|| {
        let parts = apportion(black_box(total), black_box(&weights), &order).expect("somebody has weight");
        parts.map(Amount::quanta).max()
    });
}
