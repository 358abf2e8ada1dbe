//! What ships with the program: every file read by two parsers, every number
//! with its evidence, every step with its sentence and source.

use fenhong::books::{Evidence, Strength, load_book, load_record};
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::exact::parse_decimal;
use fenhong::formula::load_formula;
use fenhong::text::{Language, Node, Title, Value, parse_yaml};
use serde_yaml::Value as OtherValue;

/// A value as both parsers must see it: a number by its value, so that `2.50`
/// and `2.5` are one.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Nothing,
    Text(String),
    List(Vec<Seen>),
    Map(Vec<(String, Seen)>),
}

fn seen(text: &str) -> Seen {
    let number = parse_decimal(text).map(|number| number.normalize().to_string());
    Seen::Text(number.unwrap_or_else(|_| text.to_owned()))
}

fn ours(node: &Node) -> Seen {
    match &node.value {
        Value::Nothing => Seen::Nothing,
        Value::Text(text) => seen(text),
        Value::List(items) => Seen::List(items.iter().map(ours).collect()),
        Value::Map(entries) => {
            Seen::Map(entries.iter().map(|((name, _), value)| (name.clone(), ours(value))).collect())
        }
    }
}

fn theirs(value: &OtherValue) -> Seen {
    match value {
        OtherValue::Null => Seen::Nothing,
        OtherValue::Bool(truth) => Seen::Text(truth.to_string()),
        OtherValue::Number(number) => seen(&number.to_string()),
        OtherValue::String(text) => seen(text),
        OtherValue::Sequence(items) => Seen::List(items.iter().map(theirs).collect()),
        OtherValue::Mapping(entries) => {
            let entry = |(name, value): (&OtherValue, &OtherValue)| {
                (name.as_str().expect("names are texts").to_owned(), theirs(value))
            };
            Seen::Map(entries.iter().map(entry).collect())
        }
        OtherValue::Tagged(_) => panic!("no file here uses tags"),
    }
}

#[test]
fn two_parsers_read_the_same_out_of_every_file() {
    let mut read = 0;
    for kind in Kind::ALL {
        for name in kind.names() {
            let source = kind.built_in(name).unwrap();
            let other: OtherValue = serde_yaml::from_str(source.text()).unwrap();
            assert_eq!(ours(&parse_yaml(&source).unwrap()), theirs(&other), "{name}");
            read += 1;
        }
    }
    assert!(read >= 6, "only {read} files were read");
}

/// Whether a title is told in both languages.
fn both(title: &Title) -> bool {
    let chinese = title.in_language(Language::Chinese);
    chinese != title.in_language(Language::English) && chinese.chars().any(|c| ('一'..='龥').contains(&c))
}

#[test]
fn every_number_of_every_book_has_its_evidence() {
    for name in Kind::Book.names() {
        let book = load_book(&Kind::Book.built_in(name).unwrap(), &BuiltInFolder).unwrap();
        for figure in book.figures() {
            assert_ne!(figure.evidence, Evidence::Unstated, "{name}: {}", figure.name);
            assert!(both(&figure.title), "{name}: {} has no Chinese title", figure.name);
        }
        for column in &book.roster.columns {
            assert_ne!(column.evidence, Evidence::Unstated, "{name}: {}", column.name);
            assert!(both(&column.title), "{name}: {} has no Chinese title", column.name);
            if let Some(total) = &column.total {
                assert_ne!(total.evidence, Evidence::Unstated, "{name}: total of {}", column.name);
            }
        }
        for relation in &book.relations {
            assert!(
                both(&relation.title) && relation.note.as_ref().is_none_or(both),
                "{name}: {}",
                relation.name
            );
        }
        assert!(
            book.roster.synthetic.as_ref().is_some_and(both),
            "{name} does not say that its roster is synthetic"
        );
        assert!(both(&book.title) && book.cite.is_some());
    }
}

#[test]
fn every_figure_of_every_record_has_its_evidence() {
    for name in Kind::Record.names() {
        let record = load_record(&Kind::Record.built_in(name).unwrap()).unwrap();
        assert!(record.facts.len() > 100 && record.relations.len() > 15);
        for fact in &record.facts {
            assert!(fact.evidence.strength() < Strength::Assumed, "{name}: {}", fact.name);
            assert!(both(&fact.title), "{name}: {} has no Chinese title", fact.name);
        }
        assert!(record.relations.iter().all(|relation| both(&relation.title)));
    }
}

#[test]
fn every_step_has_its_sentence_and_every_number_its_source() {
    for name in Kind::Formula.names() {
        let formula = load_formula(&Kind::Formula.built_in(name).unwrap(), &BuiltInFolder).unwrap();
        assert_eq!(formula.name, name);
        assert!(both(&formula.title) && formula.cite.is_some());
        for step in &formula.steps {
            let says = step.says.as_ref().unwrap_or_else(|| panic!("{name}: {} says nothing", step.name));
            assert!(both(says) && both(&step.title), "{name}: {}", step.name);
            let assumed = says.in_language(Language::English).contains("(assumed)");
            assert!(
                step.cite.is_some() != assumed,
                "{name}: {} is cited or says that it is assumed",
                step.name
            );
        }
        for parameter in &formula.parameters {
            assert!(parameter.cite.is_some() || parameter.why.is_some(), "{name}: {}", parameter.name);
            assert!(parameter.title.as_ref().is_some_and(both), "{name}: {}", parameter.name);
        }
        for title in formula.facts.iter().map(|fact| &fact.title) {
            assert!(both(title), "{name}: {title:?}");
        }
        for title in formula.columns.iter().map(|column| &column.title) {
            assert!(both(title), "{name}: {title:?}");
        }
        for claim in &formula.claims {
            assert!(claim.cite.is_some() && claim.says.as_ref().is_some_and(both), "{name}: a claim");
        }
    }
}

#[test]
fn every_formula_is_tried_on_four_households() {
    let stories = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    for name in Kind::Formula.names() {
        let command = std::fs::read_to_string(stories.join(format!("example-{name}")).join("command"));
        let expected = format!("settle four-households --formula {name}");
        assert_eq!(command.unwrap_or_default().trim(), expected);
    }
}
