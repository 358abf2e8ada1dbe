//! The form of a file as a JSON Schema, for editors that complete and check.
//!
//! Draft 07, which the editors' YAML servers read. It flags what can be seen of
//! a value by itself; names, units that clash and sums are `fenhong check`'s.

use super::json_text;
use crate::exact::UNIT_NAMES;
use crate::text::{Field, Form, RESERVED, Rule, Shape, TITLE};
use serde_json::{Map, Value, json};

type Definitions = Map<String, Value>;

/// The schema of files of this form.
#[must_use]
pub fn schema(form: &'static Form) -> String {
    let mut definitions = Map::new();
    let mut whole = object(form, &mut definitions);
    whole["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    whole["title"] = json!(format!("Fenhong: {}", form.of));
    whole["definitions"] = Value::Object(definitions);
    json_text(&whole)
}

/// A mapping of `form`; the forms inside it go to `definitions`.
fn object(form: &Form, definitions: &mut Definitions) -> Value {
    let mut properties = Map::new();
    for field in form.fields {
        properties.insert(field.name.to_owned(), described(field, definitions));
    }
    let needed = form.fields.iter().filter(|field| field.needed).map(|field| field.name);
    let mut made = json!({"type": "object", "properties": properties, "additionalProperties": false});
    let mut say = |word: &str, values: Vec<Value>| {
        if !values.is_empty() {
            made[word] = Value::Array(values);
        }
    };
    say("required", needed.map(Value::from).collect());
    say("allOf", form.rules.iter().map(|one| rule(one, definitions)).collect());
    made
}

fn described(field: &Field, definitions: &mut Definitions) -> Value {
    let mut value = shape(&field.shape, definitions);
    if field.may_be_nothing {
        value = json!({"anyOf": [value, {"type": "null"}]});
    }
    value["description"] = json!(field.says);
    value
}

fn shape(shape_of: &Shape, definitions: &mut Definitions) -> Value {
    match shape_of {
        Shape::Text => defined("text", definitions, scalar),
        Shape::Expression => defined("expression", definitions, scalar),
        Shape::Title => {
            json!({"anyOf": [shape(&Shape::Text, definitions), reference(&TITLE, definitions)]})
        }
        Shape::Name => defined("name", definitions, name),
        Shape::Quantity => defined("quantity", definitions, || {
            written(
                &["string", "number"],
                &quantity(),
                "a quantity such as `501 dan` or `30%` is needed here",
            )
        }),
        Shape::Range => defined("range", definitions, || {
            let end = quantity();
            written(
                &["string"],
                &format!("{end}\\s*\\.\\.\\s*{end}"),
                "a range such as `10%..15%` is needed here",
            )
        }),
        Shape::Unit => defined("unit", definitions, || {
            written(&["string"], &format!("(number|{})", unit()), "a unit such as `dan/mou` is needed here")
        }),
        Shape::Stated => defined("stated", definitions, || {
            let (one, bound) = (quantity(), "(<|<=|>|>=)?\\s*");
            let pattern = format!("({bound}{one}|{one}\\s*\\.\\.\\s*{one})");
            written(
                &["string", "number"],
                &pattern,
                "a figure such as `25.5%`, `37%..42%` or `< 30%` is needed here",
            )
        }),
        Shape::OneOf(["true", "false"]) => json!({"enum": [true, false, "true", "false"]}),
        Shape::OneOf(words) => json!({"enum": words}),
        Shape::List(item) => json!({"type": "array", "items": shape(item, definitions)}),
        Shape::Named(value) => {
            let (name, value) = (shape(&Shape::Name, definitions), shape(value, definitions));
            json!({"type": "object", "propertyNames": name, "additionalProperties": value})
        }
        Shape::By(value) => json!({"type": "object", "additionalProperties": shape(value, definitions)}),
        Shape::Form(form) => reference(form, definitions),
        Shape::Nothing => json!({"type": "null"}),
        Shape::Anything => json!({}),
        Shape::Either(shapes) => {
            json!({"anyOf": shapes.iter().map(|one| shape(one, definitions)).collect::<Vec<_>>()})
        }
    }
}

fn reference(form: &Form, definitions: &mut Definitions) -> Value {
    let name = form.of.trim_start_matches("an ").trim_start_matches("a ").trim_matches('`').replace(' ', "_");
    if !definitions.contains_key(&name) {
        // Known before it is made, should it ever hold itself.
        definitions.insert(name.clone(), Value::Null);
        let made = object(form, definitions);
        definitions.insert(name.clone(), made);
    }
    json!({"$ref": format!("#/definitions/{name}")})
}

fn defined(name: &str, definitions: &mut Definitions, make: impl FnOnce() -> Value) -> Value {
    definitions.entry(name).or_insert_with(make);
    json!({"$ref": format!("#/definitions/{name}")})
}

fn rule(rule: &Rule, definitions: &mut Definitions) -> Value {
    let there = |name: &&str| json!({"required": [name]});
    match rule {
        Rule::ExactlyOne(names) => json!({"oneOf": names.iter().map(there).collect::<Vec<_>>()}),
        Rule::AtMostOne(names) => json!({"not": {"required": names}}),
        Rule::Beside(name, other) => json!({"dependencies": {*name: [other]}}),
        Rule::Unless(name, names) => json!({"anyOf": [there(name), {"required": names}]}),
        Rule::Strict(name, other, strict) => json!({
            "if": there(name),
            "else": {"properties": {*other: shape(strict, definitions)}},
        }),
        Rule::When(name, word, needed, others) => json!({
            "if": {"required": [name], "properties": {*name: {"const": word}}},
            "then": {"required": [needed], "not": {"anyOf": others.iter().map(there).collect::<Vec<_>>()}},
        }),
    }
}

/// A text, or what YAML takes for a number or a truth and is read as it is
/// written.
fn scalar() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

fn name() -> Value {
    let taken: Vec<&str> = RESERVED.into_iter().chain(UNIT_NAMES).collect();
    let mut name = written(
        &["string"],
        // Any script, in the words that every dialect of patterns has.
        "[^\\x00-\\x40\\x5b-\\x60\\x7b-\\x7f][^\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x7f]*",
        "a name is letters, digits and `_`, beginning with a letter",
    );
    name["not"] = json!({"enum": taken});
    name
}

/// A value written so; editors say `otherwise`.
fn written(types: &[&str], pattern: &str, otherwise: &str) -> Value {
    json!({"type": types, "pattern": format!("^\\s*{pattern}\\s*$"), "patternErrorMessage": otherwise})
}

fn unit() -> String {
    let one = format!("({})", UNIT_NAMES.join("|"));
    format!("({one}(\\s*\\*\\s*{one})*|1\\s*/\\s*{one})(\\s*/\\s*{one})*")
}

fn quantity() -> String {
    let digits = "[0-9]+(_[0-9]+)*";
    let one = format!("[-+]?{digits}(\\.{digits})?(%|\\s+{})?", unit());
    format!("{one}(\\s+per\\s+{one})?")
}
