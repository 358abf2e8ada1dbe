//! The form of a book's file: every field with what it says.

use super::Evidence;
use crate::text::{Field, Form, Rule, Shape};

/// A book's file.
pub static BOOK: Form = Form {
    of: "a book",
    fields: &[
        Field::need("book", Shape::Text, "The name of the book."),
        TITLE,
        Field::may("place", Shape::Title, "The village."),
        Field::may("season", Shape::Text, "The year or season: `1951`."),
        Field::may("cite", Shape::Text, "Where all this is from."),
        Field::may("note", Shape::Title, "What a reader must know about it."),
        Field::need(
            "precision",
            Shape::Quantity,
            "The smallest amount posted, in dan or catties: `0.001 dan`.",
        ),
        Field::may("units", Shape::Form(&UNITS), "What units weigh here."),
        Field::need(
            "pools",
            Shape::Named(&FIGURE_SHAPE),
            "What waits to be shared out, in grain: `harvest: 501 dan`.",
        ),
        Field::may(
            "facts",
            Shape::Named(&FIGURE_SHAPE),
            "Single figures that rules may ask for: `unit_yield: 1.8 dan/mou`.",
        ),
        Field::need("households", Shape::Form(&HOUSEHOLDS), "The households and what is written of each."),
        Field::may(
            "attested",
            Shape::List(&Shape::Form(&ATTESTED)),
            "The account as the source publishes it, line by line.",
        ),
        RELATIONS,
    ],
    rules: &[],
};

/// A record's file: figures of a source that stand in no account.
pub static RECORD: Form = Form {
    of: "a record",
    fields: &[
        Field::need("record", Shape::Text, "The name of the record."),
        TITLE,
        Field::may("cite", Shape::Text, "Where all this is from."),
        Field::may("note", Shape::Title, "What a reader must know about it."),
        Field::need("facts", Shape::Named(&FIGURE_SHAPE), "The figures: `unit_yield: 1.8 dan/mou`."),
        RELATIONS,
    ],
    rules: &[],
};

static RELATION_SHAPE: Shape = Shape::Form(&RELATION);
const RELATIONS: Field = Field::may(
    "relations",
    Shape::Named(&RELATION_SHAPE),
    "What the source states of figures that follow from others: growth, shares, sums.",
);
const TITLE: Field = Field::may("title", Shape::Title, "The name for people.");
const EVIDENCE: Field = Field::may(
    "evidence",
    Shape::OneOf(&Evidence::WORDS),
    "What the number rests on; `attested` when only cited.",
);
const CITE: Field = Field::may("cite", Shape::Text, "Where the source states it.");
const IS: Field = Field::may(
    "is",
    Shape::Expression,
    "The arithmetic by which it is derived, which is checked: `693 - 501`.",
);
const WHY: Field =
    Field::may("why", Shape::Text, "Why it is assumed, or what is to be known of its arithmetic.");

/// What is attested has a citation, what is derived its arithmetic, what is
/// assumed a reason.
const GROUNDS: [Rule; 5] = [
    Rule::Beside("why", "evidence"),
    Rule::Beside("is", "evidence"),
    Rule::When("evidence", Evidence::WORDS[0], "cite", &["why", "is"]),
    Rule::When("evidence", Evidence::WORDS[1], "is", &["cite"]),
    Rule::When("evidence", Evidence::WORDS[2], "why", &["cite", "is"]),
];

const FIGURE_SHAPE: Shape = Shape::Either(&[Shape::Quantity, Shape::Form(&FIGURE)]);

pub(super) static UNITS: Form = Form {
    of: "`units`",
    fields: &[Field::may("dan", FIGURE_SHAPE, "What a dan weighs: `150 catty`.")],
    rules: &[],
};

pub(super) static FIGURE: Form = Form {
    of: "a figure",
    fields: &[
        Field::need("value", Shape::Quantity, "How much, with its unit: `501 dan`."),
        TITLE,
        EVIDENCE,
        CITE,
        IS,
        WHY,
    ],
    rules: &GROUNDS,
};

pub(super) static HOUSEHOLDS: Form = Form {
    of: "`households`",
    fields: &[
        Field::may("file", Shape::Text, "A table beside this file: `village.csv`."),
        Field::may("rows", Shape::List(&Shape::By(&Shape::Text)), "The households themselves, one a row."),
        Field::may("id", Shape::Text, "The column of their ids; `id` when left out."),
        Field::may("synthetic", Shape::Title, "Why the rows are invented, when they are."),
        Field::need(
            "columns",
            Shape::Named(&Shape::Either(&[Shape::Unit, Shape::List(&Shape::Name), Shape::Form(&COLUMN)])),
            "What is written of every household: a unit, a list of words, or either with title and evidence.",
        ),
    ],
    rules: &[Rule::ExactlyOne(&["file", "rows"])],
};

pub(super) static COLUMN: Form = Form {
    of: "a column",
    fields: &[
        Field::may("from", Shape::Text, "The column of the table; its own name when left out."),
        Field::may("unit", Shape::Unit, "The unit of its numbers; `number` for a pure number."),
        Field::may("values", Shape::List(&Shape::Name), "The words it may hold."),
        TITLE,
        EVIDENCE,
        CITE,
        IS,
        WHY,
        Field::may("total", FIGURE_SHAPE, "What the numbers must add up to."),
    ],
    rules: &[
        Rule::ExactlyOne(&["unit", "values"]),
        GROUNDS[0],
        GROUNDS[1],
        GROUNDS[2],
        GROUNDS[3],
        GROUNDS[4],
    ],
};

pub(super) static ATTESTED: Form = Form {
    of: "an attested line",
    fields: &[
        Field::need("what", Shape::Text, "A line that formulas give their steps, or `total`."),
        TITLE,
        Field::need("amount", Shape::Quantity, "How much the source says."),
        Field::need("cite", Shape::Text, "Where it says so."),
    ],
    rules: &[],
};

pub(super) static RELATION: Form = Form {
    of: "a relation",
    fields: &[
        TITLE,
        Field::need("is", Shape::Expression, "How it follows: `unit_yield / unit_yield_1950 - 1`."),
        Field::need("states", Shape::Stated, "What the source says it is: `25.5%`, `37%..42%`, `< 30%`."),
        Field::need("cite", Shape::Text, "Where the source says so."),
        Field::may("note", Shape::Title, "What a reader must know about it."),
    ],
    rules: &[],
};
