//! From a file to a draft: the sections read, the expressions parsed, no name
//! resolved yet.

use super::draft::{Draft, DraftBand, DraftClaim, DraftFigure, DraftSchedule, DraftStep, Found, Parsed};
use super::form;
use super::mistake::FormulaMistake;
use super::sections::{
    Account, ColumnKind, ColumnNeed, Example, FactNeed, Opening, Parameter, Pool, Short, Tally,
};
use super::steps::all;
use crate::exact::{Quantity, Range, Rounding};
use crate::expression::{Function, parse_expression};
use crate::text::{
    Fields, Form, Mistake, Node, Place, TextMistake, Title, Value, note, read_one_of, read_quantity,
    read_unit, read_words, wrong_quantity,
};

/// Reads the sections of `node`; what is wrong with them goes to `found`.
pub(super) fn read_draft(node: &Node, found: &mut Found) -> Option<Draft> {
    let mut fields = note(Fields::of(node, &form::FORMULA), found)?;
    if let Some(place) = fields.is_instead("formula", "book") {
        found.push(Mistake::at(&place, TextMistake::OtherKind { found: "a book", needed: "a formula" }));
        return None;
    }
    let mut spoiled = Vec::new();
    let name = fields.need("formula", found).and_then(|node| text(node, "the name of the formula", found));
    let title = fields.may_title("title", found);
    let village = fields.may_title("place", found);
    let date = fields.may_text("date", found);
    let cite = fields.may_text("cite", found);
    let remark = fields.may_title("note", found);
    let replaces = fields.may_text("replaces", found);
    let (rounding, rounding_cite) =
        fields.may("rounding").map(|node| read_rounding(node, found)).unwrap_or_default();
    let pools = fields.may("pools").map(|node| read_pools(node, found));
    let accounts = fields.may("accounts").map(|node| read_accounts(node, found)).unwrap_or_default();
    let facts =
        named(fields.may("facts"), "a mapping of facts to their units", &mut spoiled, found, read_fact);
    let columns =
        named(fields.may("columns"), "a mapping of columns to their units", &mut spoiled, found, read_column);
    let parameters = named(
        fields.may("parameters"),
        "a mapping of names to parameters",
        &mut spoiled,
        found,
        read_parameter,
    );
    let schedules =
        named(fields.may("schedules"), "a mapping of names to schedules", &mut spoiled, found, read_schedule);
    let steps = fields.may("steps").and_then(|node| note(node.list("a list of steps"), found));
    let steps =
        steps.map(|items| items.iter().filter_map(|item| read_step(item, &mut spoiled, found)).collect());
    let figures =
        named(fields.may("figures"), "a mapping of names to figures", &mut spoiled, found, read_figure);
    let claims = fields.may("claims").map(|node| read_claims(node, &form::CLAIM, found)).unwrap_or_default();
    let laws = fields.may("laws").map(|node| read_claims(node, &form::LAW, found)).unwrap_or_default();
    for word in ["extends", "without"] {
        refuse_outside_variants(&mut fields, word, found);
    }
    fields.done(found);
    // Without pools or steps every name is unknown, and only these are missing.
    let (pools, steps) = (pools?, steps?);
    Some(Draft {
        name: name?,
        title,
        village,
        date,
        cite,
        note: remark,
        replaces,
        rounding,
        rounding_cite,
        pools,
        accounts,
        facts,
        columns,
        parameters,
        schedules,
        steps,
        figures,
        claims,
        laws,
        spoiled,
    })
}

/// Reads every `name: value` of a section with `read`.
fn named<T>(
    node: Option<&Node>,
    needed: &str,
    spoiled: &mut Vec<String>,
    found: &mut Found,
    mut read: impl FnMut(String, Place, &Node, &mut Found) -> Option<T>,
) -> Vec<T> {
    let Some(node) = node else { return Vec::new() };
    let Some(entries) = note(node.map(needed), found) else { return Vec::new() };
    let mut things = Vec::new();
    for ((name, place), value) in entries {
        match read(name.clone(), place.clone(), value, found) {
            Some(thing) => things.push(thing),
            None => spoiled.push(name.clone()),
        }
    }
    things
}

fn text(node: &Node, needed: &str, found: &mut Found) -> Option<String> {
    note(node.text(needed), found).map(str::to_owned)
}

/// A list of names, or names with what `read` makes of their values.
fn list_or_map<T>(
    node: &Node,
    needed: &str,
    found: &mut Found,
    mut read: impl FnMut(String, Place, Option<&Node>, &mut Found) -> Option<T>,
) -> Vec<T> {
    let mut things = Vec::new();
    match &node.value {
        Value::List(items) => {
            for item in items {
                let Some(name) = text(item, "a name", found) else { continue };
                things.extend(read(name, item.place.clone(), None, found));
            }
        }
        Value::Map(entries) => {
            for ((name, place), value) in entries {
                things.extend(read(name.clone(), place.clone(), Some(value), found));
            }
        }
        _ => found.push(node.is_not(needed)),
    }
    things
}

/// `[land_output]`, or `{land_output: , common: {opens: empty, title: ...}}`.
fn read_pools(node: &Node, found: &mut Found) -> Vec<Pool> {
    list_or_map(node, "a list of pools", found, |name, place, value, found| {
        let (mut title, mut opening) = (None, Opening::Book);
        if let Some(value) = value.filter(|value| value.value != Value::Nothing) {
            let mut fields = note(Fields::of(value, &form::POOL), found)?;
            title = fields.may_title("title", found);
            let opens = fields.may("opens");
            opening =
                opens.and_then(|node| read_one_of(node, &Opening::NAMES, found)).unwrap_or(Opening::Book);
            fields.done(found);
        }
        Some(Pool { name, title, opening, place })
    })
}

/// `[fund, tax]`, or `{fund: {en: community fund, zh: 公积金}}`.
fn read_accounts(node: &Node, found: &mut Found) -> Vec<Account> {
    list_or_map(node, "a list of accounts", found, |name, place, value, found| {
        let title = value.filter(|value| value.value != Value::Nothing);
        let title = title.and_then(|value| Title::read(value, found));
        Some(Account { title: titled(title, &name), name, place })
    })
}

/// `dan/mou`, or `{unit: dan/mou, title: ...}`.
fn read_fact(name: String, place: Place, node: &Node, found: &mut Found) -> Option<FactNeed> {
    let (unit, title) = if let Value::Map(_) = &node.value {
        let mut fields = note(Fields::of(node, &form::FACT), found)?;
        let (unit, title) = (fields.need("unit", found), fields.may_title("title", found));
        fields.done(found);
        (unit?, title)
    } else {
        (node, None)
    };
    Some(FactNeed { title: titled(title, &name), unit: read_unit(unit, found)?, name, place })
}

/// `mou`, `[middle, poor]`, or `{unit: mou, title: ...}`.
fn read_column(name: String, place: Place, node: &Node, found: &mut Found) -> Option<ColumnNeed> {
    let (kind, title) = match &node.value {
        Value::Map(_) => {
            let mut fields = note(Fields::of(node, &form::COLUMN), found)?;
            let (unit, values) = (fields.may("unit"), fields.may("values"));
            let title = fields.may_title("title", found);
            fields.done(found);
            let kind = match (unit, values) {
                (Some(unit), None) => read_unit(unit, found).map(ColumnKind::Numbers),
                (None, Some(values)) => read_labels(values, found),
                _ => None,
            };
            (kind?, title)
        }
        Value::List(_) => (read_labels(node, found)?, None),
        _ => (ColumnKind::Numbers(read_unit(node, found)?), None),
    };
    Some(ColumnNeed { title: titled(title, &name), name, kind, place })
}

fn read_labels(node: &Node, found: &mut Found) -> Option<ColumnKind> {
    read_words(node, found).map(ColumnKind::Labels)
}

/// A title; the name in plain words where none is given.
fn titled(title: Option<Title>, name: &str) -> Title {
    title.unwrap_or_else(|| Title::plain(name.replace('_', " ")))
}

/// Fields that only a variant has, which were taken out when it was put together.
fn refuse_outside_variants(fields: &mut Fields<'_>, name: &'static str, found: &mut Found) {
    if let Some(node) = fields.may(name) {
        found.push(Mistake::at(&node.place, FormulaMistake::NoVariant(name)));
    }
}

/// `30%`, or `{value: 30%, range: 25%..35%, cite: ...}`.
fn read_parameter(name: String, place: Place, node: &Node, found: &mut Found) -> Option<Parameter> {
    let mut parameter = Parameter {
        name,
        title: None,
        value: Quantity::parse("0").ok()?,
        range: None,
        cite: None,
        why: None,
        set: false,
        place,
    };
    let value = if let Value::Map(_) = &node.value {
        let mut fields = note(Fields::of(node, &form::PARAMETER), found)?;
        let value = fields.need("value", found);
        parameter.title = fields.may_title("title", found);
        parameter.cite = fields.may_text("cite", found);
        parameter.why = fields.may_text("why", found);
        if let Some(range) = fields.may("range") {
            let text = note(range.text("a range such as `10%..15%`"), found);
            let read =
                text.map(|text| Range::parse(text).map_err(|error| wrong_quantity(&range.place, error)));
            parameter.range = read.and_then(|read| note(read, found));
        }
        fields.done(found);
        value?
    } else {
        node
    };
    parameter.value = read_quantity(value, found)?;
    parameter.place = value.place.clone();
    Some(parameter)
}

/// `half-up`, or `{mode: half-up, cite: ...}`.
fn read_rounding(node: &Node, found: &mut Found) -> (Rounding, Option<String>) {
    let mode =
        |node: &Node, found: &mut Found| read_one_of(node, &Rounding::NAMES, found).unwrap_or_default();
    if let Value::Text(_) = &node.value {
        return (mode(node, found), None);
    }
    let Some(mut fields) = note(Fields::of(node, &form::ROUNDING), found) else { return Default::default() };
    let rounding = fields.need("mode", found).map(|node| mode(node, found)).unwrap_or_default();
    let cite = fields.may_text("cite", found);
    fields.done(found);
    (rounding, cite)
}

/// `{points: 1200 point, days: 250 day, gives: 600 catty}`, or a list of them.
fn read_examples(node: &Node, found: &mut Found) -> Vec<Example> {
    if let Value::List(items) = &node.value {
        return items.iter().flat_map(|item| read_examples(item, found)).collect();
    }
    let Some(entries) =
        note(node.map("a mapping of names to figures, and of `gives` to what they give,"), found)
    else {
        return Vec::new();
    };
    let (mut figures, mut gives) = (Vec::new(), None);
    for ((name, place), value) in entries {
        let Some(quantity) = read_quantity(value, found) else { continue };
        if name == "gives" {
            gives = Some(quantity);
        } else {
            figures.push((name.clone(), quantity, place.clone()));
        }
    }
    let place = entries.first().map_or_else(|| node.place.clone(), |((_, place), _)| place.clone());
    let Some(gives) = gives else {
        let (name, of) = ("gives".to_owned(), "an example".to_owned());
        found.push(Mistake::at(&place, TextMistake::MissingField { name, of }));
        return Vec::new();
    };
    vec![Example { figures, gives, place }]
}

/// The functions that formulas know.
const FUNCTIONS: [Function; 6] =
    [Function::Min, Function::Max, Function::Sum, Function::Mean, Function::Paid, Function::Own];

fn expression(node: &Node, found: &mut Found) -> Option<Parsed> {
    let parsed = parse_expression(node, &FUNCTIONS).map_err(Mistake::into_kind);
    note(parsed, found)
}

fn read_schedule(name: String, place: Place, node: &Node, found: &mut Found) -> Option<DraftSchedule> {
    let mut fields = note(Fields::of(node, &form::SCHEDULE), found)?;
    let title = fields.may_title("title", found);
    let cite = fields.may_text("cite", found);
    let of = fields.need("of", found).and_then(|node| expression(node, found));
    let (tally, node) = match (fields.may("bands"), fields.may("slices")) {
        (Some(bands), None) => (Tally::Bands, Some(bands)),
        (None, Some(slices)) => (Tally::Slices, Some(slices)),
        _ => (Tally::Bands, None),
    };
    fields.done(found);
    let items = note(node?.list("a list of bands"), found)?;
    if items.is_empty() {
        found.push(Mistake::at(&place, FormulaMistake::NoBand));
        return None;
    }
    let bands: Vec<DraftBand> = items.iter().filter_map(|item| read_band(item, found)).collect();
    if bands.len() < items.len() {
        return None;
    }
    Some(DraftSchedule { name, title, cite, of: of?, tally, bands, place })
}

/// `{from: 1.25, below: 1.5, rate: 5%}`: `from` and `to` belong to the band,
/// `above` and `below` do not.
fn read_band(node: &Node, found: &mut Found) -> Option<DraftBand> {
    let mut fields = note(Fields::of(node, &form::BAND), found)?;
    let place = match &node.value {
        Value::Map(entries) if !entries.is_empty() => entries[0].0.1.clone(),
        _ => node.place.clone(),
    };
    let mut end = |closed: &'static str, open: &'static str, found: &mut Found| {
        let (closed, open) = (fields.may(closed), fields.may(open));
        let node = closed.or(open)?;
        expression(node, found).map(|value| (value, closed.is_some()))
    };
    let lower = end("from", "above", found);
    let upper = end("to", "below", found);
    let rate = fields.need("rate", found).and_then(|node| expression(node, found));
    fields.done(found);
    Some(DraftBand { lower, upper, rate: rate?, place })
}

fn read_step(node: &Node, spoiled: &mut Vec<String>, found: &mut Found) -> Option<DraftStep> {
    let mut fields = note(Fields::of(node, &form::STEP), found)?;
    let name_node = fields.need("step", found);
    let name = name_node.and_then(|node| text(node, "the name of the step", found));
    let title = fields.may_title("title", found);
    let says = fields.may_title("says", found);
    let cite = fields.may_text("cite", found);
    let line = fields.may_text("line", found);
    let from =
        fields.need("from", found).and_then(|node| placed(node, "a pool, an account or `households`", found));
    let take = fields.need("take", found).and_then(|node| expression(node, found));
    let to =
        fields.need("to", found).and_then(|node| placed(node, "a pool, an account or `households`", found));
    let by = fields.may("by").map(|node| expression(node, found));
    let among = fields.may("among").map(|node| expression(node, found));
    let short = fields
        .may("short")
        .map(|node| read_one_of(node, &Short::NAMES, found).map(|short| (short, node.place.clone())));
    let otherwise = fields.may("otherwise").map(|node| placed(node, "an account", found));
    let examples = fields.may("example").map(|node| read_examples(node, found)).unwrap_or_default();
    let repays = fields.may("repays").map(|node| {
        read_one_of(node, &[("true", true), ("false", false)], found)
            .map(|repays| (repays, node.place.clone()))
    });
    for word in ["before", "after"] {
        refuse_outside_variants(&mut fields, word, found);
    }
    fields.done(found);
    let name = name?;
    let read = (|| {
        Some(DraftStep {
            name: name.clone(),
            title,
            says,
            cite,
            line,
            from: from?,
            to: to?,
            take: take?,
            by: all(by)?,
            among: all(among)?,
            short: all(short)?,
            otherwise: all(otherwise)?,
            repays: all(repays)?,
            examples,
            place: name_node?.place.clone(),
        })
    })();
    if read.is_none() {
        spoiled.push(name.replace(' ', "_"));
    }
    read
}

fn placed(node: &Node, needed: &str, found: &mut Found) -> Option<(String, Place)> {
    text(node, needed, found).map(|text| (text, node.place.clone()))
}

/// `is`, or `{is: ..., title: ...}`.
fn read_figure(name: String, place: Place, node: &Node, found: &mut Found) -> Option<DraftFigure> {
    if let Value::Text(_) = &node.value {
        return Some(DraftFigure { name, title: None, is: expression(node, found)?, place });
    }
    let mut fields = note(Fields::of(node, &form::FIGURE), found)?;
    let title = fields.may_title("title", found);
    let is = fields.need("is", found).and_then(|node| expression(node, found));
    fields.done(found);
    Some(DraftFigure { name, title, is: is?, place })
}

fn read_claims(node: &Node, form: &'static Form, found: &mut Found) -> Vec<DraftClaim> {
    let items = note(node.list("a list of comparisons"), found).unwrap_or_default();
    items.iter().filter_map(|item| read_claim(item, form, found)).collect()
}

/// A condition, or `{holds: ..., says: ..., cite: ...}`.
fn read_claim(node: &Node, form: &'static Form, found: &mut Found) -> Option<DraftClaim> {
    let place = node.place.clone();
    if let Value::Text(_) = &node.value {
        return Some(DraftClaim { says: None, cite: None, holds: expression(node, found)?, place });
    }
    let mut fields = note(Fields::of(node, form), found)?;
    let says = fields.may_title("says", found);
    let cite = fields.may_text("cite", found);
    let holds = fields.need("holds", found).and_then(|node| expression(node, found));
    fields.done(found);
    let holds = holds?;
    let place = holds.place.clone();
    Some(DraftClaim { says, cite, holds, place })
}
