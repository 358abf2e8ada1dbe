//! The form of a formula's file: every field with what it says.

use super::sections::{Opening, Short};
use crate::exact::Rounding;
use crate::text::{Field, Form, Rule, Shape, names_of, restated};

/// A formula's file.
pub static FORMULA: Form = Form {
    of: "a formula",
    fields: &[
        Field::need("formula", Shape::Text, "The name of the rule, by which other files call it."),
        Field::may("title", Shape::Title, "What the rule is called."),
        Field::may(
            "extends",
            Shape::Text,
            "The formula that this one is a variant of: a built-in name, or a file of this folder. Only what differs is then stated.",
        ),
        Field::may(
            "without",
            Shape::List(&Shape::Text),
            "What a variant leaves out of the formula it extends: steps, parameters, accounts and the like, by name.",
        ),
        Field::may("place", Shape::Title, "Where the rule was agreed."),
        Field::may("date", Shape::Text, "When it was agreed."),
        CITE,
        Field::may("note", Shape::Title, "What a reader must know about it."),
        Field::may(
            "replaces",
            Shape::Text,
            "The formula that the members had before: a built-in name, or a file of this folder. A trial asks who loses by the change.",
        ),
        Field::may(
            "pools",
            Shape::Either(&[Shape::List(&Shape::Name), Shape::Named(&POOL_VALUE)]),
            "The amounts waiting to be shared out: `[land_output]`, or names with titles.",
        ),
        Field::may(
            "accounts",
            Shape::Either(&[
                Shape::List(&Shape::Name),
                Shape::Named(&Shape::Either(&[Shape::Title, Shape::Nothing])),
            ]),
            "Where grain comes to rest: `[fund, tax]`, or names with titles.",
        ),
        Field::may(
            "facts",
            Shape::Named(&Shape::Either(&[Shape::Unit, Shape::Form(&FACT)])),
            "Single figures that the rule needs from a book, each with its unit: `unit_yield: dan/mou`.",
        ),
        Field::may(
            "columns",
            Shape::Named(&Shape::Either(&[Shape::Unit, Shape::List(&Shape::Name), Shape::Form(&COLUMN)])),
            "What the rule needs of every household: a unit (`land: mou`) or words (`class: [middle, poor]`).",
        ),
        Field::may(
            "parameters",
            Shape::Named(&Shape::Either(&[Shape::Quantity, Shape::Form(&PARAMETER)])),
            "The numbers of the rule: `30%`, or a value with its range and source.",
        ),
        Field::may(
            "schedules",
            Shape::Named(&Shape::Form(&SCHEDULE)),
            "Figures that depend on where another one falls.",
        ),
        Field::may("steps", Shape::List(&Shape::Form(&RESTATED_STEP)), "The rule itself, step by step."),
        Field::may(
            "figures",
            Shape::Named(&Shape::Either(&[Shape::Expression, Shape::Form(&FIGURE)])),
            "Figures told beside the account.",
        ),
        Field::may(
            "claims",
            Shape::List(&Shape::Either(&[Shape::Expression, Shape::Form(&CLAIM)])),
            "What must be true of every settlement.",
        ),
        Field::may(
            "laws",
            Shape::List(&Shape::Either(&[Shape::Expression, Shape::Form(&LAW)])),
            "What must be true of every household in every village that a trial can think of.",
        ),
        Field::may(
            "rounding",
            Shape::Either(&[ROUNDING_MODE, Shape::Form(&ROUNDING)]),
            "How a figure that is no whole number of quanta is posted; `half-even` when left out.",
        ),
    ],
    rules: &[
        Rule::Unless("extends", &["pools", "steps"]),
        Rule::Strict("extends", "steps", Shape::List(&Shape::Form(&STEP))),
    ],
};

const CITE: Field = Field::may("cite", Shape::Text, "Where it stands in the source.");
const TITLE: Field = Field::may("title", Shape::Title, "What it is called.");
const ROUNDING_MODE: Shape = Shape::OneOf(&names_of(&Rounding::NAMES));

static POOL_VALUE: Shape = Shape::Either(&[Shape::Form(&POOL), Shape::Nothing]);

pub(super) static POOL: Form = Form {
    of: "a pool",
    fields: &[
        TITLE,
        Field::may(
            "opens",
            Shape::OneOf(&names_of(&Opening::NAMES)),
            "Whether it opens with what the book says (`book`, when left out), or `empty`, to be filled by steps.",
        ),
    ],
    rules: &[],
};

pub(super) static FACT: Form = Form {
    of: "a fact",
    fields: &[Field::need("unit", Shape::Unit, "Its unit; `number` for a pure number."), TITLE],
    rules: &[],
};

pub(super) static COLUMN: Form = Form {
    of: "a column",
    fields: &[
        Field::may("unit", Shape::Unit, "The unit of its numbers; `number` for a pure number."),
        Field::may("values", Shape::List(&Shape::Name), "The words it may hold."),
        TITLE,
    ],
    rules: &[Rule::ExactlyOne(&["unit", "values"])],
};

pub(super) static PARAMETER: Form = Form {
    of: "a parameter",
    fields: &[
        Field::need("value", Shape::Quantity, "How much: `30%`, `21 catty/mou`."),
        Field::may("range", Shape::Range, "Between what the source says it lies: `10%..15%`."),
        TITLE,
        CITE,
        Field::may("why", Shape::Text, "Why this value, where no source states it."),
    ],
    rules: &[],
};

pub(super) static SCHEDULE: Form = Form {
    of: "a schedule",
    fields: &[
        TITLE,
        CITE,
        Field::need("of", Shape::Expression, "What is looked up: `unit_yield / village_yield`."),
        Field::may(
            "bands",
            Shape::List(&Shape::Form(&BAND)),
            "The schedule is the rate of the band that `of` falls in.",
        ),
        Field::may(
            "slices",
            Shape::List(&Shape::Form(&BAND)),
            "The schedule is an amount: each slice of `of` times its own rate.",
        ),
    ],
    rules: &[Rule::ExactlyOne(&["bands", "slices"])],
};

pub(super) static BAND: Form = Form {
    of: "a band",
    fields: &[
        Field::may("from", Shape::Expression, "Where it begins, this value included."),
        Field::may("above", Shape::Expression, "Where it begins, this value not included."),
        Field::may("to", Shape::Expression, "Where it ends, this value included."),
        Field::may("below", Shape::Expression, "Where it ends, this value not included."),
        Field::need("rate", Shape::Expression, "The rate of this band, of numbers and parameters."),
    ],
    rules: &[Rule::AtMostOne(&["from", "above"]), Rule::AtMostOne(&["to", "below"])],
};

pub(super) static STEP: Form = Form { of: "a step", fields: &STEP_FIELDS, rules: &STEP_RULES };

/// A step of a variant, of which only what differs is stated.
static RESTATED_STEP: Form =
    Form { of: "a restated step", fields: &restated(STEP_FIELDS), rules: &STEP_RULES };

const STEP_RULES: [Rule; 1] = [Rule::AtMostOne(&["before", "after"])];

const STEP_FIELDS: [Field; 16] = [
    Field::need("step", Shape::Text, "Its name; expressions write `_` for a blank in it."),
    TITLE,
    Field::may("says", Shape::Title, "The members' own sentence."),
    CITE,
    Field::need("from", Shape::Text, "Where it takes from: a pool, an account, or `households`."),
    Field::need(
        "take",
        Shape::Expression,
        "How much: `20% of land_output`, `rest`, or a figure for each household such as `inputs`.",
    ),
    Field::need("to", Shape::Text, "Where it gives to: a pool, an account, or `households`."),
    Field::may("by", Shape::Expression, "The key by which households share one figure: `labor_days`."),
    Field::may("among", Shape::Expression, "Which households: `oxen == 0 and class == poor`."),
    Field::may(
        "short",
        Shape::OneOf(&names_of(&Short::NAMES)),
        "What happens when there is less than is due; `refuse` when left out.",
    ),
    Field::may("otherwise", Shape::Text, "The account that takes it when nobody has the key."),
    Field::may(
        "repays",
        Shape::OneOf(&["true", "false"]),
        "Whether it gives back what households had advanced, which is no income.",
    ),
    Field::may("line", Shape::Text, "The line of a published account it belongs to; its name when left out."),
    Field::may(
        "example",
        Shape::Either(&[Shape::By(&Shape::Quantity), Shape::List(&Shape::By(&Shape::Quantity))]),
        "Figures put into the clause and what it `gives`; run when the formula is checked.",
    ),
    Field::may("before", Shape::Text, "In a variant: the step before which this one comes."),
    Field::may("after", Shape::Text, "In a variant: the step after which this one comes."),
];

pub(super) static FIGURE: Form = Form {
    of: "a figure",
    fields: &[TITLE, Field::need("is", Shape::Expression, "How it is reckoned.")],
    rules: &[],
};

pub(super) static CLAIM: Form = Form {
    of: "a claim",
    fields: &[
        Field::may("says", Shape::Title, "The claim in words."),
        CITE,
        Field::need("holds", Shape::Expression, "The comparison that must be true."),
    ],
    rules: &[],
};

pub(super) static LAW: Form = Form {
    of: "a law",
    fields: &[
        Field::may("says", Shape::Title, "The law in words."),
        CITE,
        Field::need(
            "holds",
            Shape::Expression,
            "The comparison that must be true, of the cooperative or of each household; `net` is what a household ends with.",
        ),
    ],
    rules: &[],
};

pub(super) static ROUNDING: Form = Form {
    of: "`rounding`",
    fields: &[Field::need("mode", ROUNDING_MODE, "The way of rounding."), CITE],
    rules: &[],
};
