//! A digit changed in a book turns what speaks of it, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use common::{fenhong, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Every verdict of the reconciliation of a book, by where it stands and its
/// name.
fn verdicts(folder: &Path, book: &str) -> BTreeMap<String, bool> {
    let command = format!("reconcile {book} --formula yaoshanggou-1951 --format json");
    let output = fenhong(&command, folder);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let told: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let mut verdicts = BTreeMap::new();
    for section in ["lines", "relations", "source"] {
        for row in told[section].as_array().unwrap() {
            let name = format!("{section}: {}", row["name"].as_str().unwrap());
            assert!(verdicts.insert(name, row["agrees"].as_bool().unwrap()).is_none());
        }
    }
    verdicts
}

/// The verdicts that a change of the book turns.
fn turned(name: &str, from: &str, to: &str) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let book = std::fs::read_to_string(root.join("fixtures/yaoshanggou-1951.yaml")).unwrap();
    assert_eq!(book.matches(from).count(), 1, "{from} stands once in the book");
    std::fs::write(folder.join("book.yaml"), book.replace(from, to)).unwrap();
    let roster = root.join("fixtures/yaoshanggou-1951.csv");
    std::fs::copy(roster, folder.join("yaoshanggou-1951.csv")).unwrap();
    let (before, after) = (verdicts(root, "yaoshanggou-1951"), verdicts(&folder, "book.yaml"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    before.into_iter().filter(|(name, agrees)| after[name] != *agrees).map(|(name, _)| name).collect()
}

#[test]
fn a_published_line_turns_itself_alone() {
    let inputs = "zh: 生产费}\n    amount: 106 dan";
    assert_eq!(turned("inputs", inputs, "zh: 生产费}\n    amount: 107 dan"), ["lines: inputs"]);
    let loans = "zh: 国家贷款}\n    amount: 70 dan";
    assert_eq!(turned("loans", loans, "zh: 国家贷款}\n    amount: 71 dan"), ["lines: loans"]);
}

#[test]
fn a_fact_turns_the_relations_that_it_stands_in() {
    assert_eq!(turned("yield", "value: 1.47 dan/mou", "value: 1.434 dan/mou"), ["source: yield_growth"]);
    assert_eq!(turned("laborers", "value: 18 laborer", "value: 17 laborer"), ["source: laborers"]);
}

#[test]
fn two_dan_more_in_a_line_close_the_source_s_own_gap() {
    let fund = "zh: 公积金}\n    amount: 51 dan";
    assert_eq!(turned("gap", fund, "zh: 公积金}\n    amount: 53 dan"), ["source: sum of lines"]);
}
