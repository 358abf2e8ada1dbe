//! The schemas for editors, held against the readers by a validator of their
//! own: what the readers take, the schemas take; what a schema flags, the
//! readers refuse.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use common::{fenhong, text};
use expect_test::expect_file;
use fenhong::batch::load_spec;
use fenhong::books::{load_book, load_record};
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::formula::load_formula;
use fenhong::readings::load_space;
use fenhong::text::Source;
use jsonschema::Validator;
use serde_yaml::Value;
use std::path::Path;

fn schema(kind: Kind) -> String {
    let output = fenhong(&format!("schema {}", kind.noun()), Path::new("."));
    text(&output.stdout)
}

fn validator(kind: Kind) -> Validator {
    let schema = serde_json::from_str(&schema(kind)).expect("a schema is JSON");
    jsonschema::draft7::new(&schema).expect("it is a schema of draft 7")
}

fn passes(validator: &Validator, value: &Value) -> bool {
    let value = serde_json::to_value(value).expect("every file here is JSON too");
    validator.is_valid(&value)
}

/// Whether our own reader takes `value`, written out again.
fn reads(kind: Kind, value: &Value) -> bool {
    let source = Source::new("x.yaml", serde_yaml::to_string(value).unwrap());
    match kind {
        Kind::Book => load_book(&source, &BuiltInFolder).is_ok(),
        Kind::Formula => load_formula(&source, &BuiltInFolder).is_ok(),
        Kind::Record => load_record(&source).is_ok(),
        Kind::Readings => load_space(&source, &BuiltInFolder).is_ok(),
        Kind::Batch => load_spec(&source).is_ok(),
    }
}

fn shipped(kind: Kind) -> Vec<(&'static str, Value)> {
    let read = |name| serde_yaml::from_str(kind.built_in(name).unwrap().text()).unwrap();
    kind.names().into_iter().map(|name| (name, read(name))).collect()
}

#[test]
fn the_committed_schemas_are_those_of_the_program() {
    for (kind, file) in Kind::ALL.map(|kind| (kind, format!("{}.json", kind.noun()))) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(file);
        expect_file![path].assert_eq(&schema(kind));
    }
}

#[test]
fn every_shipped_file_passes_its_schema_and_not_the_other() {
    for kind in Kind::ALL {
        let own = validator(kind);
        let others = Kind::ALL.into_iter().filter(|other| *other != kind).map(validator).collect::<Vec<_>>();
        for (name, value) in shipped(kind) {
            let json = serde_json::to_value(&value).unwrap();
            let wrong: Vec<String> = own.iter_errors(&json).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{name}: {}", wrong.join("; "));
            let passes = others.iter().any(|other| passes(other, &value));
            assert!(!passes, "{name} passes for another kind");
        }
    }
}

/// No file is broken in more places.
const MOST_PLACES: usize = 150;

/// A file with one value broken, for values all over it, in one way after the
/// other.
fn broken(whole: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let paths = paths(whole);
    let apart = paths.len().div_ceil(MOST_PLACES);
    for (way, path) in paths.into_iter().step_by(apart).enumerate() {
        let mut copy = whole.clone();
        let (last, above) = path.split_last().expect("a path leads somewhere");
        let mut at = &mut copy;
        for step in above {
            at = match step {
                Step::Name(name) => &mut at[name.as_str()],
                Step::Place(place) => &mut at[*place],
            };
        }
        match (last, way % 5) {
            (Step::Name(name), 0) => drop(at.as_mapping_mut().unwrap().remove(name.as_str())),
            (Step::Name(name), 1) => {
                let map = at.as_mapping_mut().unwrap();
                let own = map.remove(name.as_str()).unwrap();
                map.insert(Value::from(format!("{name}x")), own);
            }
            (step, way) => {
                let value = match step {
                    Step::Name(name) => &mut at[name.as_str()],
                    Step::Place(place) => &mut at[*place],
                };
                *value = match way {
                    2 => Value::from("bananas"),
                    3 => Value::from(vec![Value::from("x y")]),
                    _ => Value::Null,
                };
            }
        }
        all.push(copy);
    }
    all
}

#[derive(Clone)]
enum Step {
    Name(String),
    Place(usize),
}

fn paths(value: &Value) -> Vec<Vec<Step>> {
    let parts: Vec<(Step, &Value)> = match value {
        Value::Mapping(map) => {
            map.iter().map(|(name, value)| (Step::Name(name.as_str().unwrap().to_owned()), value)).collect()
        }
        Value::Sequence(items) => {
            items.iter().enumerate().map(|(place, value)| (Step::Place(place), value)).collect()
        }
        _ => Vec::new(),
    };
    let mut all = Vec::new();
    for (step, part) in parts {
        all.push(vec![step.clone()]);
        all.extend(paths(part).into_iter().map(|rest| [vec![step.clone()], rest].concat()));
    }
    all
}

#[test]
fn what_a_schema_flags_the_reader_refuses() {
    for kind in Kind::ALL {
        let validator = validator(kind);
        let (mut flagged, mut refused) = (0, 0);
        for (name, whole) in shipped(kind) {
            for value in broken(&whole) {
                let (passes, reads) = (passes(&validator, &value), reads(kind, &value));
                if !passes {
                    flagged += 1;
                    assert!(
                        !reads,
                        "{name}: flagged and read all the same:\n{}",
                        serde_yaml::to_string(&value).unwrap()
                    );
                }
                refused += usize::from(!reads);
            }
        }
        // Readings hold rules that the schema leaves to the formula's.
        let tenths = if kind == Kind::Readings { 5 } else { 8 };
        assert!(
            flagged * 10 > refused * tenths,
            "{kind:?}: the schema sees {flagged} of {refused} broken files"
        );
    }
}
