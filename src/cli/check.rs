//! `fenhong check`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind, Shelf};
use super::output::{Format, Output, write_out};
use crate::batch::load_spec;
use crate::books::{load_book, load_record};
use crate::formula::load_formula;
use crate::readings::load_space;
use crate::report::json_text;
use crate::text::{Language, Mistake, Source};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct CheckedJson {
    file: String,
    mistakes: Vec<MistakeJson>,
}

#[derive(Serialize)]
struct MistakeJson {
    message: String,
    places: Vec<PlaceJson>,
    hint: Option<String>,
}

#[derive(Serialize)]
struct PlaceJson {
    file: String,
    line: usize,
    column: usize,
}

pub(super) fn check(names: &[String], output: Output) -> Result<Judgment, Failure> {
    // A file that cannot be read at all ends it: that is no mistake in a file.
    let mut sources = Vec::new();
    for name in names {
        let kinds = Kind::ALL.into_iter().filter(|kind| kind.built_in(name).is_some());
        let built_in = kinds.map(|kind| library::find(kind, name)).collect::<Result<Vec<_>, _>>()?;
        if built_in.is_empty() {
            sources.push(library::find_file(name)?);
        }
        sources.extend(built_in);
    }
    let mut judgment = Judgment::Good;
    let mut told = String::new();
    let mut checked = Vec::new();
    for (source, shelf) in sources {
        let name = source.name().to_owned();
        let result = check_source(&source, shelf.as_ref());
        match &result {
            Ok(summary) => told.push_str(&format!("{name}: {}\n", summary.of(output.language))),
            Err(failure) => {
                judgment = Judgment::Bad;
                if output.format != Format::Json {
                    failure.tell();
                }
            }
        }
        if output.format == Format::Json {
            let mistakes = result.err().map(|failure| failure.mistakes().iter().map(in_json).collect());
            checked.push(CheckedJson { file: name, mistakes: mistakes.unwrap_or_default() });
        }
    }
    if output.format == Format::Json {
        write_out(&json_text(&checked))?;
    } else {
        write_out(&told)?;
    }
    Ok(judgment)
}

/// What a file without mistakes is.
enum Summary {
    Formula { steps: usize, claims: usize },
    Book { households: usize, pools: usize },
    Record { facts: usize, relations: usize },
    Readings { choices: usize, readings: usize },
    Batch { columns: usize },
}

impl Summary {
    fn of(&self, language: Language) -> String {
        match (self, language) {
            (Summary::Formula { steps, claims }, Language::English) => {
                format!("a formula of {} and {}, no mistakes", count(*steps, "step"), count(*claims, "claim"))
            }
            (Summary::Formula { steps, claims }, Language::Chinese) => {
                format!("分配办法，{steps} 个步骤，{claims} 项断言，无误")
            }
            (Summary::Book { households, pools }, Language::English) => {
                format!(
                    "a book of {} and {}, no mistakes",
                    count(*households, "household"),
                    count(*pools, "pool")
                )
            }
            (Summary::Readings { choices, readings }, Language::English) => {
                let (choices, readings) = (count(*choices, "choice"), count(*readings, "reading"));
                format!("{choices}, {readings}, no mistakes")
            }
            (Summary::Readings { choices, readings }, Language::Chinese) => {
                format!("{choices} 项选择，{readings} 种读法，无误")
            }
            (Summary::Batch { columns }, Language::English) => {
                format!("a batch of {}, no mistakes", count(*columns, "column"))
            }
            (Summary::Batch { columns }, Language::Chinese) => format!("批量决算，{columns} 列，无误"),
            (Summary::Record { facts, relations }, Language::English) => {
                let (facts, relations) = (count(*facts, "fact"), count(*relations, "relation"));
                format!("a record of {facts} and {relations}, no mistakes")
            }
            (Summary::Record { facts, relations }, Language::Chinese) => {
                format!("史料数字，{facts} 项事实，{relations} 项关系，无误")
            }
            (Summary::Book { households, pools }, Language::Chinese) => {
                format!("账，{households} 户，{pools} 项待分产量，无误")
            }
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn check_source(source: &Arc<Source>, shelf: &dyn Shelf) -> Result<Summary, Failure> {
    Ok(match library::kind_of(source)? {
        Kind::Formula => {
            let formula = load_formula(source, shelf)?;
            Summary::Formula { steps: formula.steps.len(), claims: formula.claims.len() }
        }
        Kind::Book => {
            let book = load_book(source, shelf)?;
            Summary::Book { households: book.roster.len(), pools: book.pools.len() }
        }
        Kind::Readings => {
            let space = load_space(source, shelf)?;
            Summary::Readings { choices: space.choices.len(), readings: space.size() }
        }
        Kind::Batch => {
            let spec = load_spec(source)?;
            Summary::Batch { columns: spec.cooperatives.columns.len() + spec.households.columns.len() }
        }
        Kind::Record => {
            let record = load_record(source)?;
            Summary::Record { facts: record.facts.len(), relations: record.relations.len() }
        }
    })
}

fn in_json(mistake: &Mistake<String>) -> MistakeJson {
    let places = mistake.marks.iter().map(|mark| PlaceJson {
        file: mark.place.source().name().to_owned(),
        line: mark.place.line(),
        column: mark.place.column(),
    });
    MistakeJson { message: mistake.kind.clone(), places: places.collect(), hint: mistake.hint.clone() }
}
