//! The form of a file of readings.

use crate::formula::FORMULA;
use crate::text::{Field, Form, Rule, Shape};

/// A file that says which readings of a source are open.
pub static READINGS: Form = Form {
    of: "a file of readings",
    fields: &[
        Field::need("readings", Shape::Text, "The name of the book whose account is read."),
        Field::may("title", Shape::Title, "What is asked."),
        Field::may("note", Shape::Title, "What a reader must know about it."),
        Field::need(
            "rule",
            Shape::Form(&FORMULA),
            "The rule in which parts are open; it may extend another.",
        ),
        Field::need("choices", Shape::List(&Shape::Form(&CHOICE)), "What is open, one question each."),
        Field::may(
            "free",
            Shape::By(&Shape::Text),
            "Parameters that are not known, each with the line of the account that tells it: `fund_share: fund`.",
        ),
        Field::may(
            "sets_aside",
            Shape::List(&Shape::Text),
            "Relations of the book that a reading is not held to, because it is they that are read.",
        ),
    ],
    rules: &[],
};

pub(super) static CHOICE: Form = Form {
    of: "a choice",
    fields: &[
        Field::need("choice", Shape::Text, "Its name."),
        Field::may("title", Shape::Title, "What is asked."),
        Field::need(
            "alternatives",
            Shape::List(&Shape::Form(&ALTERNATIVE)),
            "The answers that are possible.",
        ),
    ],
    rules: &[],
};

pub(super) static ALTERNATIVE: Form = Form {
    of: "an alternative",
    fields: &[
        Field::need("is", Shape::Title, "The answer in words."),
        Field::may(
            "change",
            Shape::By(&Shape::Anything),
            "What the formula then states otherwise, as a variant would.",
        ),
        Field::may("against", Shape::Title, "Words of the source that it goes against."),
        Field::may("cite", Shape::Text, "Where they stand."),
    ],
    rules: &[Rule::Beside("against", "cite"), Rule::Beside("cite", "against")],
};
