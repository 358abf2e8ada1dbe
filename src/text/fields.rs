//! Reading a mapping field by field, so that none is missed and none unknown.

use super::node::Key;
use super::{Form, Mistake, Mistakes, Node, Place, Rule, TextMistake, Title, Value, did_you_mean};

/// The fields of one mapping, taken by name. What its form does not have is
/// unknown, and said to be.
pub struct Fields<'n> {
    of: String,
    form: &'static Form,
    node: &'n Node,
    entries: &'n [(Key, Node)],
    asked: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The fields of `node`, which has this `form`.
    ///
    /// # Errors
    ///
    /// Returns [`TextMistake::Shape`] when `node` is no mapping.
    pub fn of<K: From<TextMistake>>(node: &'n Node, form: &'static Form) -> Result<Self, Mistake<K>> {
        Self::called(node, form, form.of)
    }

    /// The same; messages call the mapping `of` ("column `land`").
    ///
    /// # Errors
    ///
    /// Returns [`TextMistake::Shape`] when `node` is no mapping.
    pub fn called<K: From<TextMistake>>(
        node: &'n Node,
        form: &'static Form,
        of: impl Into<String>,
    ) -> Result<Self, Mistake<K>> {
        let of = of.into();
        let entries = node.map(&of)?;
        Ok(Self { of, form, node, entries, asked: Vec::new() })
    }

    /// The field `name`, if it was written.
    pub fn may(&mut self, name: &'static str) -> Option<&'n Node> {
        assert!(self.form.field(name).is_some(), "the form of {} has `{name}`", self.form.of);
        self.asked.push(name);
        self.value(name)
    }

    /// The place of the field `other` when it stands where `name` should.
    #[must_use]
    pub fn is_instead(&self, name: &str, other: &str) -> Option<Place> {
        if self.place(name).is_none() { self.place(other).cloned() } else { None }
    }

    /// The field `name`; a mistake when it was not written.
    pub fn need<K: From<TextMistake>>(
        &mut self,
        name: &'static str,
        mistakes: &mut Mistakes<K>,
    ) -> Option<&'n Node> {
        let found = self.may(name);
        if found.is_none() {
            mistakes.push(self.missing(name));
        }
        found
    }

    /// The text in the field `name`, if it was written.
    pub fn may_text<K: From<TextMistake>>(
        &mut self,
        name: &'static str,
        mistakes: &mut Mistakes<K>,
    ) -> Option<String> {
        let node = self.may(name)?;
        note(node.text("a text"), mistakes).map(str::to_owned)
    }

    /// The title in the field `name`: a text, or `{en: ..., zh: ...}`.
    pub fn may_title<K: From<TextMistake>>(
        &mut self,
        name: &'static str,
        mistakes: &mut Mistakes<K>,
    ) -> Option<Title> {
        Title::read(self.may(name)?, mistakes)
    }

    /// Every field that was written and that the form does not have is a mistake,
    /// and so is every rule of the form that is broken.
    pub fn done<K: From<TextMistake>>(self, mistakes: &mut Mistakes<K>) {
        let names = || self.form.fields.iter().map(|field| field.name);
        let unread = names().find(|name| !self.asked.contains(name));
        assert_eq!(unread, None, "every field that {} has is read", self.form.of);
        for ((name, place), value) in self.entries {
            if self.form.field(name).is_none() {
                let kind = TextMistake::UnknownField { name: name.clone(), of: self.of.clone() };
                // A bare comma inside braces ends a text and begins a name.
                let in_braces = self.node.place.text().starts_with('{');
                let cut = in_braces && value.value == Value::Nothing && place.text() == name;
                let is_number = name.starts_with(|c: char| c.is_ascii_digit());
                let quotes = cut.then(|| match is_number {
                    true => "numbers have no comma: `1_050`, `237.5`".to_owned(),
                    false => "inside `{}`, a text with a comma stands in quotes".to_owned(),
                });
                let hint = did_you_mean(name, names()).or(quotes);
                mistakes.push(Mistake::at(place, kind).hint(hint));
            }
        }
        self.check_rules(mistakes);
    }

    /// Every rule of the form that is broken is a mistake.
    fn check_rules<K: From<TextMistake>>(&self, mistakes: &mut Mistakes<K>) {
        for rule in self.form.rules {
            match rule {
                Rule::ExactlyOne(names) | Rule::AtMostOne(names) => {
                    let there: Vec<&Place> = names.iter().filter_map(|name| self.place(name)).collect();
                    let needed = matches!(rule, Rule::ExactlyOne(_));
                    let kind = TextMistake::OneOfFields { of: self.of.clone(), names: in_ticks(names) };
                    match there[..] {
                        [] if needed => mistakes.push(Mistake::at(&self.start(), kind)),
                        [first, second, ..] => {
                            mistakes.push(Mistake::at(second, kind).and(first, "the other one"));
                        }
                        _ => {}
                    }
                }
                Rule::Beside(name, other) => {
                    if let (Some(place), None) = (self.place(name), self.place(other)) {
                        let kind =
                            TextMistake::Alone { name: (*name).to_owned(), other: (*other).to_owned() };
                        mistakes.push(Mistake::at(place, kind));
                    }
                }
                Rule::Unless(unless, names) => {
                    let missing = names.iter().filter(|name| self.place(name).is_none());
                    for name in missing.filter(|_| self.place(unless).is_none()) {
                        mistakes.push(self.missing(name));
                    }
                }
                // The reader of the stricter form refuses what it does not take.
                Rule::Strict(..) => {}
                Rule::When(name, word, needed, others) => {
                    let Some(value) = self.value(name) else { continue };
                    if value.value != Value::Text((*word).to_owned()) {
                        continue;
                    }
                    let other = others.iter().find_map(|other| Some((self.place(other)?, *other)));
                    let place = match (self.place(needed), other) {
                        (_, Some((place, _))) => place,
                        (None, None) => &value.place,
                        (Some(_), None) => continue,
                    };
                    let (other, word) = (other.map(|(_, other)| other), (*word).to_owned());
                    mistakes.push(Mistake::at(place, TextMistake::Calls { word, needed, other }));
                }
            }
        }
    }

    fn value(&self, name: &str) -> Option<&'n Node> {
        self.entries.iter().find(|((key, _), _)| key == name).map(|(_, value)| value)
    }

    fn place(&self, name: &str) -> Option<&'n Place> {
        self.entries.iter().find(|((key, _), _)| key == name).map(|((_, place), _)| place)
    }

    fn missing<K: From<TextMistake>>(&self, name: &str) -> Mistake<K> {
        let kind = TextMistake::MissingField { name: name.to_owned(), of: self.of.clone() };
        Mistake::at(&self.start(), kind)
    }

    /// Where to point when a field is missing: the first name of the mapping.
    fn start(&self) -> Place {
        self.entries.first().map_or_else(|| self.node.place.clone(), |((_, place), _)| place.clone())
    }
}

/// `unit` or `values`, each as the file writes it.
fn in_ticks(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// The value, or its mistake noted.
pub(crate) fn note<T, K>(read: Result<T, Mistake<K>>, mistakes: &mut Mistakes<K>) -> Option<T> {
    read.map_err(|mistake| mistakes.push(mistake)).ok()
}
