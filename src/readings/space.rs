//! A space of readings: what is open, and what each answer changes.

use super::form;
use crate::books::Book;
use crate::exact::Quantity;
use crate::formula::{Formula, FormulaMistake, Parents, Whole};
use crate::text::{
    Fields, Mention, Mistake, Mistakes, Node, Place, Source, TextMistake, Title, Value, did_you_mean, note,
    parse_yaml,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A formula with parts left open.
#[derive(Debug, Clone)]
pub struct Space {
    /// The book whose account is read.
    pub book: String,
    /// What is asked.
    pub title: Title,
    /// What a reader must know about it.
    pub note: Option<Title>,
    /// The rule before any choice is made.
    pub whole: Whole,
    /// What is open.
    pub choices: Vec<Choice>,
    /// Parameters that are not known, each with the line that tells it.
    pub free: Vec<Free>,
    /// Relations of the book that no reading is held to.
    pub sets_aside: Vec<Mention>,
}

/// A parameter that is not known.
#[derive(Debug, Clone)]
pub struct Free {
    /// The parameter.
    pub parameter: Mention,
    /// The line of the account that tells it.
    pub line: Mention,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// The question in words.
    pub title: Title,
    /// The answers, at least one.
    pub alternatives: Vec<Alternative>,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Alternative {
    /// The answer in words.
    pub title: Title,
    /// What the formula then states otherwise.
    pub change: Change,
    /// The words of the source that it goes against.
    pub against: Option<Against>,
}

/// What an answer changes.
#[derive(Debug, Clone)]
pub enum Change {
    /// Nothing.
    None,
    /// Values of parameters only, which need no reading again.
    Values(Vec<(String, Quantity)>),
    /// Anything that a variant may state.
    Restated(Node),
}

impl Change {
    /// What `node` states otherwise.
    #[must_use]
    pub fn of(node: Node) -> Self {
        match values_of(&node) {
            Some(values) => Self::Values(values),
            None => Self::Restated(node),
        }
    }
}

/// The parameters whose value `node` states.
#[must_use]
pub(super) fn stated_parameters(node: &Node) -> Vec<&str> {
    let Value::Map(sections) = &node.value else { return Vec::new() };
    let parameters = sections.iter().filter(|((section, _), _)| section == "parameters");
    let names = parameters.flat_map(|(_, parameters)| match &parameters.value {
        Value::Map(parameters) => parameters.iter().map(|((name, _), _)| name.as_str()).collect(),
        _ => Vec::new(),
    });
    names.collect()
}

/// The values in `{parameters: {name: value, ...}}`, if it says no more.
fn values_of(node: &Node) -> Option<Vec<(String, Quantity)>> {
    let Value::Map(sections) = &node.value else { return None };
    let [((section, _), parameters)] = &sections[..] else { return None };
    let Value::Map(parameters) = &parameters.value else { return None };
    let value = |((name, _), value): &((String, Place), Node)| match &value.value {
        Value::Text(text) => Some((name.clone(), Quantity::parse(text).ok()?)),
        _ => None,
    };
    if section == "parameters" { parameters.iter().map(value).collect() } else { None }
}

/// Words of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Against {
    /// What they say.
    pub says: Title,
    /// Where they stand.
    pub cite: String,
}

type Found = Mistakes<FormulaMistake>;

impl Space {
    /// How many readings there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.choices.iter().map(|choice| choice.alternatives.len()).fold(1, usize::saturating_mul)
    }

    /// What does not go together with `book`, whose readings these are.
    #[must_use]
    pub fn check_against(&self, book: &Book) -> Mistakes<SpaceMistake> {
        let lines: Vec<&str> = book.attested.iter().map(|line| line.what.as_str()).collect();
        let relations: Vec<&str> = book.relations.iter().map(|relation| relation.name.as_str()).collect();
        let mut mistakes = Vec::new();
        let mut check = |own: &Mention, known: &[&str], kind: fn(String) -> SpaceMistake| {
            if !known.contains(&own.name.as_str()) {
                let hint = did_you_mean(&own.name, known.iter().copied());
                mistakes.push(Mistake::at(&own.place, kind(own.name.clone())).hint(hint));
            }
        };
        self.free.iter().for_each(|free| check(&free.line, &lines, SpaceMistake::NoLine));
        self.sets_aside.iter().for_each(|own| check(own, &relations, SpaceMistake::NoRelation));
        if self.book != book.name {
            mistakes.push(Mistake::nowhere(SpaceMistake::OtherBook(self.book.clone(), book.name.clone())));
        }
        mistakes
    }
}

/// What keeps readings from going together with a book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpaceMistake {
    /// A free parameter is told by a line that is not published.
    #[error("the book publishes no line `{0}`")]
    NoLine(String),
    /// A relation that the book does not carry is set aside.
    #[error("the book states no relation `{0}`")]
    NoRelation(String),
    /// They are readings of one book, asked of another.
    #[error("these are readings of `{0}`, not of `{1}`")]
    OtherBook(String, String),
}

/// Reads the space in `source`; formulas that it extends are found by `parents`.
///
/// # Errors
///
/// Returns every mistake of the file; a change that cannot be read is one.
pub fn load_space(source: &Arc<Source>, parents: &dyn Parents) -> Result<Space, Found> {
    let node = parse_yaml(source)
        .map_err(|mistakes| mistakes.into_iter().map(Mistake::into_kind).collect::<Vec<_>>())?;
    let mut mistakes = Vec::new();
    match read_space(&node, parents, &mut mistakes) {
        Some(space) if mistakes.is_empty() => Ok(space),
        _ => Err(mistakes),
    }
}

fn read_space(node: &Node, parents: &dyn Parents, found: &mut Found) -> Option<Space> {
    let mut fields = note(Fields::of(node, &form::READINGS), found)?;
    let book = fields.need("readings", found).and_then(|node| text(node, "the name of a book", found));
    let title = fields.may_title("title", found);
    let remark = fields.may_title("note", found);
    let formula = fields.need("rule", found).cloned();
    let choices = fields.need("choices", found).and_then(|node| note(node.list("a list of choices"), found));
    let free = fields.may("free").map(|node| read_free(node, found)).unwrap_or_default();
    let sets_aside = fields.may("sets_aside").and_then(|node| note(node.list("a list of relations"), found));
    fields.done(found);
    let sets_aside = sets_aside.into_iter().flatten().filter_map(|node| Mention::read(node, "a name", found));
    let sets_aside: Vec<Mention> = sets_aside.collect();
    let whole = match Whole::of(formula?, parents) {
        Ok(whole) => whole,
        Err(mistakes) => {
            found.extend(mistakes);
            return None;
        }
    };
    let mut changes = Vec::new();
    let choices: Vec<Choice> =
        choices?.iter().filter_map(|node| read_choice(node, &mut changes, found)).collect();
    let mut parameters = BTreeSet::new();
    let mut learn = |formula: Result<Formula, Found>, found: &mut Found| match formula {
        Ok(formula) => parameters.extend(formula.parameters.into_iter().map(|parameter| parameter.name)),
        Err(mistakes) => found.extend(mistakes),
    };
    learn(whole.formula(), found);
    for change in &changes {
        // Each answer by itself makes a formula.
        learn(whole.with(change).and_then(|whole| whole.formula()), found);
    }
    let unknown = free.iter().map(|free| &free.parameter).filter(|own| !parameters.contains(&own.name));
    // Where a formula cannot be read, nobody knows what it would have named.
    for parameter in unknown.filter(|_| found.is_empty()).collect::<Vec<_>>() {
        let kind = FormulaMistake::UnknownName(parameter.name.clone());
        let hint = did_you_mean(&parameter.name, parameters.iter().map(String::as_str));
        found.push(Mistake::at(&parameter.place, kind).hint(hint));
    }
    let book = book?;
    let title = title.unwrap_or_else(|| Title::plain(&book));
    Some(Space { book, title, note: remark, whole, choices, free, sets_aside })
}

fn text(node: &Node, needed: &str, found: &mut Found) -> Option<String> {
    note(node.text(needed), found).map(str::to_owned)
}

fn read_free(node: &Node, found: &mut Found) -> Vec<Free> {
    let Some(entries) = note(node.map("a mapping of parameters to lines"), found) else { return Vec::new() };
    let mut free = Vec::new();
    for ((name, place), line) in entries {
        let parameter = Mention { name: name.clone(), place: place.clone() };
        free.extend(Mention::read(line, "the name of a line", found).map(|line| Free { parameter, line }));
    }
    free
}

fn read_choice(node: &Node, changes: &mut Vec<Node>, found: &mut Found) -> Option<Choice> {
    let mut fields = note(Fields::of(node, &form::CHOICE), found)?;
    let name = fields.need("choice", found).and_then(|node| text(node, "the name of the choice", found));
    let title = fields.may_title("title", found);
    let alternatives = fields.need("alternatives", found);
    let alternatives = alternatives.and_then(|node| note(node.list("a list of alternatives"), found));
    fields.done(found);
    let alternatives: Vec<Alternative> =
        alternatives?.iter().filter_map(|node| read_alternative(node, changes, found)).collect();
    let name = name?;
    if alternatives.is_empty() {
        let kind =
            TextMistake::MissingField { name: "alternatives".to_owned(), of: format!("choice `{name}`") };
        found.push(Mistake::at(&node.place, kind));
        return None;
    }
    let title = title.unwrap_or_else(|| Title::plain(&name));
    Some(Choice { name, title, alternatives })
}

fn read_alternative(node: &Node, changes: &mut Vec<Node>, found: &mut Found) -> Option<Alternative> {
    let mut fields = note(Fields::of(node, &form::ALTERNATIVE), found)?;
    let title = fields.need("is", found).and_then(|node| Title::read(node, found));
    let change = fields.may("change").cloned();
    changes.extend(change.clone());
    let change = change.map_or(Change::None, Change::of);
    let against = fields.may_title("against", found);
    let cite = fields.may_text("cite", found);
    fields.done(found);
    let against = against.zip(cite).map(|(says, cite)| Against { says, cite });
    Some(Alternative { title: title?, change, against })
}
