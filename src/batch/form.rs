//! The form of a batch file.

use crate::text::{Field, Form, Shape};

/// A batch file.
pub static BATCH: Form = Form {
    of: "a batch",
    fields: &[
        Field::need("batch", Shape::Text, "The name of the batch."),
        Field::may(
            "precision",
            Shape::Quantity,
            "The smallest amount posted, in dan or catties; 0.001 dan when left out.",
        ),
        Field::may("units", Shape::Form(&UNITS), "What units weigh here."),
        Field::may(
            "facts",
            Shape::Named(&Shape::Quantity),
            "Facts and pools that are the same for every cooperative: `loan_repayment: 0 dan`.",
        ),
        Field::may(
            "draws",
            Shape::Named(&Shape::Range),
            "Facts and pools that are not known for sure, and what they are multiplied by: `unit_yield: 90%..110%`.",
        ),
        Field::need("cooperatives", Shape::Form(&COOPERATIVES), "The table of cooperatives."),
        Field::need("households", Shape::Form(&HOUSEHOLDS), "The table of households."),
    ],
    rules: &[],
};

pub(super) static UNITS: Form = Form {
    of: "`units`",
    fields: &[Field::may("dan", Shape::Quantity, "What a dan weighs: `150 catty`.")],
    rules: &[],
};

const FILE: Field =
    Field::need("file", Shape::Text, "The table, CSV with a heading line, beside this file or below it.");
const COLUMNS: Field = Field::need(
    "columns",
    Shape::By(&Shape::Text),
    "What its columns are to formulas: `land_mou: land in mou`; words without a unit: `class: class`.",
);

pub(super) static COOPERATIVES: Form = Form {
    of: "the table of cooperatives",
    fields: &[FILE, Field::need("key", Shape::Text, "The column that names the cooperative."), COLUMNS],
    rules: &[],
};

pub(super) static HOUSEHOLDS: Form = Form {
    of: "the table of households",
    fields: &[
        FILE,
        Field::need("cooperative", Shape::Text, "The column that names its cooperative."),
        Field::need("id", Shape::Text, "The column that names the household."),
        COLUMNS,
    ],
    rules: &[],
};
