//! Explanations added up: the figures that an explanation gives are enough to
//! reckon every household's net again, by other arithmetic than the program's.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use common::{fenhong, text};
use fenhong::books::load_book;
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::exact::{Fraction, parse_decimal};
use fenhong::formula::load_formula;
use fenhong::report::{Asked, explanation_json};
use fenhong::settlement::settle;
use fenhong::text::Source;
use serde_json::Value;
use std::path::Path;

fn explained(book: &str, formula: &str) -> Value {
    let output = fenhong(&format!("explain {book} --formula {formula} --format json"), Path::new("."));
    assert_eq!(output.status.code(), Some(0), "{book} {formula}: {}", text(&output.stderr));
    serde_json::from_str(&text(&output.stdout)).unwrap()
}

/// `1.5`, `-3`, or a quotient such as `1/3`.
fn number(value: &Value) -> Fraction {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is a text"));
    let (above, below) = text.split_once('/').unwrap_or((text, "1"));
    let [above, below] = [above, below].map(|part| Fraction::from_decimal(parse_decimal(part).unwrap()));
    above.over(below).unwrap().unwrap()
}

/// How many quanta `value` is.
fn quanta(value: Fraction, quantum: Fraction) -> Fraction {
    value.over(quantum).unwrap().unwrap()
}

/// The posted amount that a posting's own figures lead to.
fn led_to(posting: &Value, quantum: Fraction) -> Option<Fraction> {
    match posting["how"].as_str().unwrap() {
        "not among" | "otherwise" => Some(Fraction::ZERO),
        "share" => {
            let own = number(&posting["key"]["value"]);
            let product = number(&posting["total"]).times(own).unwrap();
            let quota = product.over(number(&posting["key_of_all"])).unwrap().unwrap();
            assert_eq!(quota, number(&posting["quota"]));
            let leftover = i128::from(posting["leftover"].as_bool().unwrap());
            let whole = Fraction::whole(quanta(quota, quantum).floor() + leftover);
            Some(whole.times(quantum).unwrap())
        }
        "own" if posting["there"].is_string() => None,
        "own" => Some(number(&posting["clause"]["value"])),
        other => panic!("there is no way called {other}"),
    }
}

#[test]
fn the_figures_of_an_explanation_add_up_to_every_net() {
    let mut households = 0;
    let all = Kind::Formula.names().into_iter().map(|formula| ("four-households", formula));
    let source = [
        ("yaoshanggou-1951", "yaoshanggou-1951"),
        ("yaoshanggou-1951", "wuxiang-april-1951"),
        ("sun-xianhe-1952", "sun-xianhe-1952"),
    ];
    for (book, formula) in all.chain(source) {
        let told = explained(book, formula);
        let quantum = number(&told["precision"]);
        let borne = |step: &Value| {
            let steps = told["steps"].as_array().unwrap();
            steps.iter().find(|own| own["step"] == *step).is_some_and(|own| own["from"] == "households")
        };
        for household in told["households"].as_array().unwrap() {
            let mut net = Fraction::ZERO;
            for posting in household["postings"].as_array().unwrap() {
                let amount = number(&posting["amount"]);
                if let Some(expected) = led_to(posting, quantum) {
                    let off = amount.magnitude().minus(expected).unwrap().magnitude();
                    assert!(off < quantum, "{formula}: {posting}");
                    assert!(posting["how"] != "share" || off.is_zero(), "{formula}: {posting}");
                }
                assert!(
                    amount.is_zero() || amount.is_negative() == borne(&posting["step"]),
                    "{formula}: {posting}"
                );
                net = net.plus(amount).unwrap();
            }
            assert_eq!(net, number(&household["net"]), "{book} {formula} {}", household["id"]);
            households += 1;
        }
    }
    assert!(households > 100, "only {households} households were explained");
}

#[test]
fn every_figure_of_an_explanation_has_a_source_or_a_step() {
    fn figures<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        if let Some(own) = value.get("figures").and_then(Value::as_array) {
            found.extend(own);
        }
        match value {
            Value::Object(map) => map.values().for_each(|inner| figures(inner, found)),
            Value::Array(items) => items.iter().for_each(|inner| figures(inner, found)),
            _ => {}
        }
    }
    let told = explained("yaoshanggou-1951", "yaoshanggou-1951");
    let mut found = Vec::new();
    figures(&told, &mut found);
    assert!(found.len() > 80, "only {} figures were found", found.len());
    for figure in found {
        let sourced = ["place", "step", "own_part_of", "rest_of", "schedule", "over_all", "empty_pool"];
        assert!(sourced.iter().any(|word| figure.get(word).is_some()), "{figure}");
        let evidence = figure["evidence"].as_str().unwrap();
        assert!(["attested", "derived", "assumed"].contains(&evidence), "{figure}");
    }
}

#[test]
fn schedules_that_look_each_other_up_are_taken_apart_once() {
    let bands = "bands: [{rate: 1}]";
    let nested = |place: usize| format!("  s{place}: {{of: s{} + s{}, {bands}}}\n", place - 1, place - 2);
    let schedules: String = (2..60).map(nested).collect();
    let formula = format!(
        "formula: nested\npools: [land_output]\ncolumns: {{pooled_land: mou}}\nschedules:\n  \
         s0: {{of: pooled_land / (1 mou), {bands}}}\n  s1: {{of: s0, {bands}}}\n{schedules}steps:\n  \
         - {{step: all, from: land_output, take: rest, to: households, by: pooled_land, among: s59 > 0}}\n"
    );
    let formula = load_formula(&Source::new("nested", formula), &BuiltInFolder).unwrap();
    let book = load_book(&Kind::Book.built_in("four-households").unwrap(), &BuiltInFolder).unwrap();
    let settlement = settle(&book, &formula).unwrap();
    let told = explanation_json(&settlement, &Asked { households: vec![0], step: None, account: None });
    let times = |schedule: &str| told.as_ref().unwrap().matches(&format!("\"{schedule}\"")).count();
    assert_eq!((times("s59"), times("s30")), (times("s58"), times("s29")));
}
