//! Variants: a formula that `extends` another states only what differs.
//!
//! The two files are put together before anything is read from them, value by
//! value with their places, so a message points into the file at fault.

use super::draft::Found;
use super::mistake::FormulaMistake;
use crate::text::{
    Mistake, Node, Place, Source, SourceError, TextMistake, Value, did_you_mean, note, parse_yaml,
};
use std::sync::Arc;

/// Where the formulas that others extend are found.
pub trait Parents {
    /// The formula called `name`, or the file at that path.
    ///
    /// # Errors
    ///
    /// Returns a [`SourceError`] when there is none or it cannot be read.
    fn parent(&self, name: &str) -> Result<Arc<Source>, SourceError>;

    /// The names of formulas that are not files, for "did you mean".
    fn names(&self) -> Vec<&'static str>;
}

/// No variant is a variant of a variant more often than this.
const MOST_PARENTS: usize = 8;

/// Sections whose entries are put together name by name.
const BY_NAME: [&str; 7] = ["pools", "accounts", "facts", "columns", "parameters", "schedules", "figures"];
/// What speaks of one file only and is not inherited.
const OWN: [&str; 8] = ["formula", "title", "date", "cite", "note", "replaces", "extends", "without"];

type Entries = Vec<((String, Place), Node)>;

/// `node` with what it inherits; itself when it extends nothing.
pub(super) fn with_parents(node: Node, parents: &dyn Parents, found: &mut Found) -> Option<Node> {
    whole(node, parents, MOST_PARENTS, found)
}

/// The parent is made whole first, so that a variant of a variant changes what
/// it extends and not what that was made of.
fn whole(node: Node, parents: &dyn Parents, depth: usize, found: &mut Found) -> Option<Node> {
    let Some(name_node) = field(&node, "extends").cloned() else { return Some(node) };
    if depth == 0 {
        found.push(Mistake::at(&name_node.place, FormulaMistake::TooManyParents(MOST_PARENTS)));
        return None;
    }
    let name = note(name_node.text("the name of a formula"), found)?.to_owned();
    let source = parents.parent(&name).map_err(|error| {
        let hint = did_you_mean(&name, parents.names());
        Mistake::at(&name_node.place, FormulaMistake::NoParent(error.to_string())).hint(hint)
    });
    let source = note(source, found)?;
    let parent = match parse_yaml(&source) {
        Ok(parent) if field(&parent, "formula").is_none() && field(&parent, "book").is_some() => {
            let kind = TextMistake::OtherKind { found: "a book", needed: "a formula" };
            found.push(Mistake::at(&name_node.place, kind));
            return None;
        }
        Ok(parent) => whole(parent, parents, depth - 1, found)?,
        Err(mistakes) => {
            found.extend(mistakes.into_iter().map(Mistake::into_kind));
            return None;
        }
    };
    extended(node, parent, found)
}

/// `whole` with what `change` states otherwise; what speaks of the file itself
/// stays.
pub(super) fn restated_by(change: &Node, whole: &Node, found: &mut Found) -> Option<Node> {
    let mut child = note(change.map("what is stated otherwise"), found)?.to_vec();
    let own =
        note(whole.map("a formula"), found)?.iter().filter(|((name, _), _)| OWN.contains(&name.as_str()));
    child.extend(own.cloned());
    extended(Node { place: change.place.clone(), value: Value::Map(child) }, whole.clone(), found)
}

/// What `node` extends, as it is written.
pub(super) fn extended_name(node: &Node) -> Option<String> {
    field(node, "extends").and_then(text_of).map(str::to_owned)
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|((own, _), _)| own == name).map(|(_, value)| value),
        _ => None,
    }
}

/// `child` with everything of `parent` that it neither states nor leaves out.
fn extended(child: Node, mut parent: Node, found: &mut Found) -> Option<Node> {
    leave_out(&child, &mut parent, found);
    let place = child.place.clone();
    let Value::Map(mut entries) = child.value else { return None };
    let inherited: Entries = note(parent.map("a formula").map(<[_]>::to_vec), found)?;
    for (key, value) in inherited {
        if OWN.contains(&key.0.as_str()) {
            continue;
        }
        match entries.iter_mut().find(|((name, _), _)| *name == key.0) {
            None => entries.push((key, value)),
            Some((_, own)) if BY_NAME.contains(&key.0.as_str()) => {
                *own = by_name(own.clone(), value, found);
            }
            Some((_, own)) if key.0 == "steps" => *own = steps(own.clone(), value, found),
            Some(_) => {}
        }
    }
    entries.retain(|((name, _), _)| name != "extends" && name != "without");
    Some(Node { place, value: Value::Map(entries) })
}

/// The entries of both, the child's in the place of the parent's.
fn by_name(child: Node, parent: Node, found: &mut Found) -> Node {
    let place = child.place.clone();
    let mut entries = named(&parent, found);
    let inherited = entries.len();
    for (key, value) in named(&child, found) {
        let parents = entries[..inherited].iter_mut().find(|((name, _), _)| *name == key.0);
        match parents {
            Some(entry) => *entry = (key, over(value, &entry.1)),
            None => entries.push((key, value)),
        }
    }
    Node { place, value: Value::Map(entries) }
}

/// A value restated keeps the title and the range of the one it stands for; why
/// it is what it was is told of that one only.
fn over(value: Node, parent: &Node) -> Node {
    let (Value::Text(_), Value::Map(kept)) = (&value.value, &parent.value) else { return value };
    if field(parent, "value").is_none() {
        return value;
    }
    let place = value.place.clone();
    let kept = kept.iter().filter(|((name, _), _)| ["title", "range"].contains(&name.as_str())).cloned();
    let own = (("value".to_owned(), place.clone()), value);
    Node { place, value: Value::Map(std::iter::once(own).chain(kept).collect()) }
}

/// A list of names is a mapping to nothing.
fn named(node: &Node, found: &mut Found) -> Entries {
    match &node.value {
        Value::Map(entries) => entries.clone(),
        Value::List(items) => {
            let name = |item: &Node| {
                let name = note(item.text("a name"), found)?.to_owned();
                let nothing = Node { place: item.place.clone(), value: Value::Nothing };
                Some(((name, item.place.clone()), nothing))
            };
            items.iter().filter_map(name).collect()
        }
        _ => {
            found.push(node.is_not("names with values"));
            Vec::new()
        }
    }
}

/// The steps of both. A step of the child's restates fields of the parent's step
/// of that name; a new one comes last, or `before` or `after` another.
fn steps(child: Node, parent: Node, found: &mut Found) -> Node {
    let place = child.place.clone();
    let own = note(child.list("a list of steps"), found).map(<[Node]>::to_vec).unwrap_or_default();
    let mut all = note(parent.list("a list of steps"), found).map(<[Node]>::to_vec).unwrap_or_default();
    let mut stated: Vec<String> = Vec::new();
    for step in own {
        let beside: Vec<(&str, Node)> = ["before", "after"]
            .into_iter()
            .filter_map(|word| Some((word, field(&step, word)?.clone())))
            .collect();
        if let [(_, first), (_, second)] = &beside[..] {
            let (of, names) = ("a step".to_owned(), "`before` or `after`".to_owned());
            let kind = TextMistake::OneOfFields { of, names };
            found.push(Mistake::at(&second.place, kind).and(&first.place, "the other one"));
        }
        let name = step_name(&step).map(str::to_owned);
        // A name stated twice in one file stands for two steps, which is then told.
        let at = name.as_ref().filter(|name| !stated.contains(name)).and_then(|name| place_of(&all, name));
        stated.extend(name);
        let mut step = without_fields(step);
        if let Some(at) = at {
            step = restated(step, &all[at]);
        }
        match (at, beside.into_iter().next()) {
            (Some(at), None) => all[at] = step,
            (None, None) => all.push(step),
            (at, Some((word, other))) => {
                if let Some(at) = at {
                    all.remove(at);
                }
                match text_of(&other).and_then(|other| place_of(&all, other)) {
                    Some(place) if word == "before" => all.insert(place, step),
                    Some(place) => all.insert(place + 1, step),
                    None => found.push(unknown(&other, &all)),
                }
            }
        }
    }
    Node { place, value: Value::List(all) }
}

/// `step` with the fields of `parent` that it does not state; one that it states
/// as nothing is left out. Examples are of one clause, and not inherited by
/// another.
fn restated(step: Node, parent: &Node) -> Node {
    let place = step.place.clone();
    let (Value::Map(mut entries), Value::Map(inherited)) = (step.value, &parent.value) else {
        return parent.clone();
    };
    let states = |field: &str| entries.iter().any(|((name, _), _)| name == field);
    let of_another_clause = |field: &str| field == "example" && states("take");
    let kept = inherited.iter().filter(|((name, _), _)| !states(name) && !of_another_clause(name));
    let kept: Entries = kept.cloned().collect();
    entries.extend(kept);
    entries.retain(|(_, value)| value.value != Value::Nothing);
    Node { place, value: Value::Map(entries) }
}

fn text_of(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn step_name(step: &Node) -> Option<&str> {
    field(step, "step").and_then(text_of)
}

fn place_of(steps: &[Node], name: &str) -> Option<usize> {
    steps.iter().position(|step| step_name(step) == Some(name))
}

fn without_fields(step: Node) -> Node {
    let value = match step.value {
        Value::Map(mut entries) => {
            entries.retain(|((name, _), _)| name != "before" && name != "after");
            Value::Map(entries)
        }
        other => other,
    };
    Node { place: step.place, value }
}

fn unknown(name: &Node, steps: &[Node]) -> Mistake<FormulaMistake> {
    let text = text_of(name).unwrap_or(name.place.text()).to_owned();
    let hint = did_you_mean(&text, steps.iter().filter_map(step_name));
    Mistake::at(&name.place, FormulaMistake::NotAStep(text)).hint(hint)
}

/// Takes what `child` does `without` out of `parent`: steps, and entries of the
/// sections that go by name.
fn leave_out(child: &Node, parent: &mut Node, found: &mut Found) {
    let Some(without) = field(child, "without") else { return };
    let Some(items) = note(without.list("a list of names"), found) else { return };
    for item in items {
        let Some(name) = note(item.text("a name"), found) else { continue };
        let mut known = Vec::new();
        let mut gone = false;
        let Value::Map(entries) = &mut parent.value else { return };
        for ((section, _), value) in entries {
            match &mut value.value {
                Value::List(steps) if section == "steps" => {
                    known.extend(steps.iter().filter_map(step_name).map(str::to_owned));
                    let before = steps.len();
                    steps.retain(|step| step_name(step) != Some(name));
                    gone |= steps.len() < before;
                }
                Value::Map(entries) if BY_NAME.contains(&section.as_str()) => {
                    known.extend(entries.iter().map(|((own, _), _)| own.clone()));
                    let before = entries.len();
                    entries.retain(|((own, _), _)| own != name);
                    gone |= entries.len() < before;
                }
                Value::List(names) if BY_NAME.contains(&section.as_str()) => {
                    known.extend(names.iter().filter_map(text_of).map(str::to_owned));
                    let before = names.len();
                    names.retain(|own| text_of(own) != Some(name));
                    gone |= names.len() < before;
                }
                _ => {}
            }
        }
        if !gone {
            let hint = did_you_mean(name, known.iter().map(String::as_str));
            found.push(
                Mistake::at(&item.place, FormulaMistake::NothingToLeaveOut(name.to_owned())).hint(hint),
            );
        }
    }
}
