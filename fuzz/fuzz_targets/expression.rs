//! Any text as an expression; what it says, written out, says the same again.

#![no_main]

use fenhong::expression::{Expression, ExpressionMistake, Function, Kind, parse_expression};
use fenhong::text::{Mistake, Node, Place, Source, Value};
use fenhong_fuzz::tell;
use libfuzzer_sys::fuzz_target;

const FUNCTIONS: &[Function] = &[
    Function::Min,
    Function::Max,
    Function::Sum,
    Function::Mean,
    Function::Paid,
    Function::Own,
    Function::Line,
];

fn parsed(text: &str) -> Result<Expression<String>, Mistake<ExpressionMistake>> {
    let source = Source::new("expression", text);
    let place = Place::new(&source, 0..text.len());
    parse_expression(&Node { place, value: Value::Text(text.to_owned()) }, FUNCTIONS)
}

/// Whether two trees are alike, wherever they stand.
fn alike(one: &Expression<String>, other: &Expression<String>) -> bool {
    let head = match (&one.kind, &other.kind) {
        (Kind::Number(one), Kind::Number(other)) => one == other,
        (Kind::Name(one), Kind::Name(other)) => one == other,
        (Kind::Arithmetic(one, ..), Kind::Arithmetic(other, ..)) => one == other,
        (Kind::Call(one, _), Kind::Call(other, _)) => one == other,
        (Kind::Compare(one, ..), Kind::Compare(other, ..)) => one == other,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    };
    let (one, other) = (one.parts(), other.parts());
    head && one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
}

fuzz_target!(|text: &str| {
    let expression = match parsed(text) {
        Ok(expression) => expression,
        Err(mistake) => return tell(&vec![mistake]),
    };
    let written = expression.to_string();
    match parsed(&written) {
        Ok(again) => assert!(alike(&expression, &again), "{text:?} was written {written:?}"),
        // A parenthesis more may be one too many.
        Err(mistake) => assert!(
            matches!(mistake.kind, ExpressionMistake::TooDeep(_) | ExpressionMistake::TooLong(_)),
            "{text:?} was written {written:?}"
        ),
    }
});
