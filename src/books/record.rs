//! Figures of a source that stand in no account, and how they follow from each
//! other.

use super::figures::{Found, read_figures, text};
use super::form;
use super::reckon::Figures;
use super::relation::{check_relations, read_relations};
use super::{BookMistake, Figure, Relation};
use crate::exact::{Fraction, Measure, Quantity, Unit};
use crate::text::{Fields, Mistake, Mistakes, Node, Source, Title, note, parse_yaml};
use std::sync::Arc;

/// What a source says outside of any one account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the file")]
pub struct Record {
    pub name: String,
    pub title: Title,
    pub cite: Option<String>,
    pub note: Option<Title>,
    pub facts: Vec<Figure>,
    pub relations: Vec<Relation>,
}

/// Reads the record in `source`.
///
/// # Errors
///
/// Returns every mistake of the record. A relation that does not hold is none:
/// it is a finding.
pub fn load_record(source: &Arc<Source>) -> Result<Record, Mistakes<BookMistake>> {
    let node = parse_yaml(source)
        .map_err(|mistakes| mistakes.into_iter().map(Mistake::into_kind).collect::<Vec<_>>())?;
    let mut mistakes = Vec::new();
    match read_record(&node, &mut mistakes) {
        Some(record) if mistakes.is_empty() => Ok(record),
        _ => Err(mistakes),
    }
}

fn read_record(node: &Node, mistakes: &mut Found) -> Option<Record> {
    let mut fields = note(Fields::of(node, &form::RECORD), mistakes)?;
    let name =
        fields.need("record", mistakes).and_then(|node| text(node, "the name of the record", mistakes));
    let title = fields.may_title("title", mistakes);
    let cite = fields.may_text("cite", mistakes);
    let remark = fields.may_title("note", mistakes);
    let facts = fields.need("facts", mistakes).map(|node| read_figures(node, "a fact", mistakes));
    let relations = fields.may("relations").map(|node| read_relations(node, mistakes)).unwrap_or_default();
    fields.done(mistakes);
    let name = name?;
    let title = title.unwrap_or_else(|| Title::plain(&name));
    let record = Record { name, title, cite, note: remark, facts: facts?, relations };
    check_relations(&record.relations, &record, mistakes);
    for fact in &record.facts {
        fact.check_derivation(&record, mistakes);
    }
    Some(record)
}

impl Figures for Record {
    fn figure(&self, name: &str) -> Option<&Quantity> {
        self.facts.iter().find(|fact| fact.name == name).map(|fact| &fact.quantity)
    }

    fn column(&self, _: &str) -> Option<(&[Fraction], Unit)> {
        None
    }

    fn line(&self, _: &str) -> Option<Quantity> {
        None
    }

    fn measure(&self) -> Option<Measure> {
        None
    }

    fn names(&self) -> Vec<&str> {
        self.facts.iter().map(|fact| fact.name.as_str()).collect()
    }
}
