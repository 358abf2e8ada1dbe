//! The gate for YAML. The only file that knows its reader.
//!
//! Values keep the text they were written as, so that no number passes through
//! a float. Anchors and aliases are refused, depth and size have a budget.

use super::node::Key;
use super::{Mistake, Mistakes, Node, Place, Source, TextMistake, Value};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Location, Spanned};
use std::fmt;
use std::sync::Arc;

/// No book or formula nests deeper.
const DEEPEST: usize = 32;

/// A roster written inside a book takes some twelve values a household.
const MOST_NODES: usize = 4_000_000;

/// Reads `source` as one YAML document.
///
/// # Errors
///
/// Returns the mistakes in its form: unreadable YAML, an alias, a name stated
/// twice, too deep or too much.
pub fn parse_yaml(source: &Arc<Source>) -> Result<Node, Mistakes<TextMistake>> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        merge_keys: MergeKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        budget: serde_saphyr::budget! {
            max_aliases: 0,
            max_anchors: 0,
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_nodes: MOST_NODES,
            max_events: 2 * MOST_NODES,
            max_documents: 1,
        },
    };
    let read: Result<Spanned<Shape>, _> = serde_saphyr::from_str_with_options(source.text(), options);
    let mut mistakes = Vec::new();
    match read {
        Ok(shape) => {
            let node = placed(source, shape, &mut mistakes);
            if mistakes.is_empty() { Ok(node) } else { Err(mistakes) }
        }
        Err(error) => Err(vec![unreadable(source, &error)]),
    }
}

/// What the reader hands over: text where it is text, and `Raw` where the
/// reader took a plain value for a number, whose writing is then in the file.
enum Shape {
    Nothing,
    Raw,
    Text(String),
    List(Vec<Spanned<Shape>>),
    Map(Vec<(Spanned<String>, Spanned<Shape>)>),
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShapeVisitor)
    }
}

struct ShapeVisitor;

#[expect(clippy::disallowed_types, reason = "the reader hands over a float only to be ignored")]
impl<'de> Visitor<'de> for ShapeVisitor {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Shape, E> {
        Ok(Shape::Text(text.to_owned()))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Raw)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape::Raw)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Shape, E> {
        Ok(Shape::Raw)
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<Shape, E> {
        Ok(Shape::Raw)
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<Shape, E> {
        Ok(Shape::Raw)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Raw)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Shape, E> {
        Ok(Shape::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Shape::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Shape, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key()? {
            map.push((key, entries.next_value()?));
        }
        Ok(Shape::Map(map))
    }
}

fn placed(source: &Arc<Source>, shape: Spanned<Shape>, mistakes: &mut Mistakes<TextMistake>) -> Node {
    let place = place_of(source, shape.referenced);
    if let Some(tag) = tag_before(&place) {
        mistakes.push(Mistake::at(&place, TextMistake::Tag(tag)));
    }
    let value = match shape.value {
        Shape::Nothing => Value::Nothing,
        Shape::Raw => Value::Text(place.text().to_owned()),
        Shape::Text(text) => Value::Text(text),
        Shape::List(items) => {
            Value::List(items.into_iter().map(|item| placed(source, item, mistakes)).collect())
        }
        Shape::Map(entries) => {
            let mut map: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
            let mut first = std::collections::BTreeMap::new();
            for (name, value) in entries {
                let at = place_of(source, name.referenced);
                let node = placed(source, value, mistakes);
                if let Some(earlier) = first.insert(name.value.clone(), at.clone()) {
                    let twice = Mistake::at(&at, TextMistake::Twice(name.value.clone()));
                    mistakes.push(twice.and(&earlier, "first stated here"));
                }
                map.push(((name.value, at), node));
            }
            Value::Map(map)
        }
    };
    Node { place, value }
}

/// The tag that stands before a value on its line.
fn tag_before(place: &Place) -> Option<String> {
    let start = place.range().start;
    let text = place.source().text();
    if text[start..].starts_with('!') {
        return Some(text[start..].split_whitespace().next()?.to_owned());
    }
    // Only the word before is looked at: a file may be one line.
    let line = text[..start].trim_end_matches([' ', '\t', '\r']);
    let word = line.rsplit([' ', ',', '[', '{', '\n']).next()?;
    let begins_line = line.len() == word.len() || line[..line.len() - word.len()].ends_with('\n');
    (word.starts_with('!') && !begins_line).then(|| word.to_owned())
}

fn place_of(source: &Arc<Source>, location: Location) -> Place {
    let span = location.span();
    let number = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
    match (number(span.byte_offset()), number(span.byte_len())) {
        (Some(start), Some(length)) => Place::new(source, start..start.saturating_add(length)),
        _ => line_and_column(source, location),
    }
}

/// For the few errors of the reader that know no byte.
fn line_and_column(source: &Arc<Source>, location: Location) -> Place {
    let line = usize::try_from(location.line()).unwrap_or(1).max(1);
    let column = usize::try_from(location.column()).unwrap_or(1).max(1);
    let start: usize = source.text().split_inclusive('\n').take(line - 1).map(str::len).sum();
    let rest = &source.text()[start..];
    let offset = rest.char_indices().nth(column - 1).map_or(rest.len(), |(offset, _)| offset);
    Place::new(source, start + offset..start + offset + 1)
}

fn unreadable(source: &Arc<Source>, error: &serde_saphyr::Error) -> Mistake<TextMistake> {
    use serde_saphyr::Error;
    let error = error.without_snippet();
    let kind = match error {
        Error::Budget { breach: BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. }, .. }
        | Error::UnknownAnchor { .. }
        | Error::MergeKeyNotAllowed { .. } => TextMistake::Alias,
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => TextMistake::TooDeep(DEEPEST),
        Error::Budget { .. } => TextMistake::TooMuch,
        error => {
            let said = error.to_string();
            // The place is drawn; the reader's own words for it are dropped.
            let said = said.split(" at line ").next().unwrap_or_default();
            if said.contains("recursion limit") {
                TextMistake::TooDeep(DEEPEST)
            } else {
                TextMistake::Yaml(said.trim_start_matches("error: ").to_owned())
            }
        }
    };
    let place = match error.location() {
        Some(location) => place_of(source, location),
        None => Place::new(source, 0..0),
    };
    let hint = full_width_mark(&place).or_else(|| form_hint(&kind, &place));
    Mistake::at(&place, kind).hint(hint)
}

/// A hint at what most often makes the reader give up.
fn form_hint(kind: &TextMistake, place: &Place) -> Option<String> {
    let TextMistake::Yaml(said) = kind else { return None };
    let line = place.line();
    let near = |skip: usize| place.source().text().lines().nth(skip).unwrap_or_default();
    let hint = if [line.saturating_sub(1), line].into_iter().any(|at| near(at).contains('\t')) {
        "lines are indented with blanks, not tabs"
    } else if said.contains("mapping values are not allowed") {
        "a text that holds `: ` stands in quotes, and the fields of one thing are indented alike"
    } else if said.contains("block collection") || said.contains("simple key expected") {
        "the items of one list and the fields of one thing are indented alike, and a blank follows each `:`"
    } else if said.contains("flow") {
        "every `{` has its `}` and every `[` its `]`"
    } else {
        return None;
    };
    Some(hint.to_owned())
}

/// A hint at a mark of Chinese keyboards on the line of `place` or the one
/// before, which YAML does not read as the mark it looks like.
fn full_width_mark(place: &Place) -> Option<String> {
    const MARKS: [(char, &str); 6] =
        [('：', ": "), ('，', ", "), ('｛', "{"), ('｝', "}"), ('［', "["), ('］', "]")];
    let text = place.source().text();
    let line = place.line();
    let lines = text.lines().skip(line.saturating_sub(2)).take(2).collect::<Vec<_>>().join(" ");
    let (mark, plain) = MARKS.iter().find(|(mark, _)| lines.contains(*mark))?;
    Some(format!("write `{plain}` instead of `{mark}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<TextMistake> {
        let mistakes = parse_yaml(&Source::new("x", text)).unwrap_err();
        mistakes.into_iter().map(|mistake| mistake.kind).collect()
    }

    #[test]
    fn every_plain_value_keeps_its_writing() {
        let written =
            ["1.50", "1e3", "0x10", ".inf", ".nan", "1_000", "50%", "true", "007", "501 dan", "分红"];
        let text = format!("[{}]", written.join(", "));
        let node = parse_yaml(&Source::new("x", text)).unwrap();
        let Value::List(items) = node.value else { panic!("a list") };
        for (item, written) in items.iter().zip(written) {
            assert_eq!(item.value, Value::Text(written.to_owned()));
            assert_eq!(item.place.text(), written);
        }
    }

    #[test]
    fn hostile_files_end_in_a_sentence() {
        assert_eq!(kinds("a: &x 1\nb: *x\n"), [TextMistake::Alias]);
        assert_eq!(kinds("a: 1\n<<: {a: 2}\n"), [TextMistake::Alias]);
        assert_eq!(kinds(&"[".repeat(10_000)), [TextMistake::TooDeep(DEEPEST)]);
        assert_eq!(kinds("a: 1\nb: 2\na: 3\n"), [TextMistake::Twice("a".into())]);
        assert!(matches!(kinds("a: [1\n")[..], [TextMistake::Yaml(_)]));
        assert!(matches!(kinds("a: 1\n---\nb: 2\n")[..], [TextMistake::Yaml(_) | TextMistake::TooMuch]));
    }

    #[test]
    fn a_file_of_one_line_is_read_as_fast_as_one_of_many() {
        let text = format!("[{}]", "1, ".repeat(400_000));
        let node = parse_yaml(&Source::new("x", text)).unwrap();
        assert!(matches!(node.value, Value::List(items) if items.len() == 400_000));
    }

    #[test]
    fn a_part_of_a_text_has_its_own_place_unless_it_is_escaped() {
        let node = parse_yaml(&Source::new("x", "[a + b, \"a + b\", \"a \\x2b b\"]")).unwrap();
        let Value::List(items) = node.value else { panic!("a list") };
        assert_eq!(items[0].part(4..5).text(), "b");
        assert_eq!(items[1].part(4..5).text(), "b");
        assert_eq!(items[2].part(4..5).text(), "\"a \\x2b b\"");
    }
}
