//! What can be wrong with a formula before any book is seen.

use crate::exact::QuantityError;
use crate::expression::ExpressionMistake;
use crate::text::TextMistake;

/// A mistake in a formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant's sentence is its documentation")]
pub enum FormulaMistake {
    #[error(transparent)]
    Text(#[from] TextMistake),
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    #[error(transparent)]
    Expression(#[from] ExpressionMistake),

    #[error("two things are both called `{0}`")]
    NameTwice(String),
    #[error("there is no `{0}` in this formula")]
    UnknownName(String),
    #[error("`{0}` is neither a pool nor an account of this formula, nor `households`")]
    UnknownEnd(String),
    #[error("`{0}` is no account of this formula")]
    UnknownAccount(String),
    #[error("step `{0}` has not happened yet at this point")]
    LaterStep(String),
    #[error("`{0}` is stated further down and not known yet here")]
    Ahead(String),
    #[error("`{0}` is not the name of a step")]
    NotAStep(String),
    #[error("no household has a part of step `{0}`")]
    NobodysOwn(String),
    #[error("{0}")]
    NoParent(String),
    #[error("this formula extends one that extends another, more than {0} times: do they go in a circle?")]
    TooManyParents(usize),
    #[error("`{0}` has a meaning only in a formula that extends another")]
    NoVariant(&'static str),
    #[error("the formula that this one extends has no step or entry `{0}` to leave out")]
    NothingToLeaveOut(String),
    #[error("`rest` means nothing here: only a step takes from somewhere that has a rest")]
    NoRest,
    #[error("households have no `rest`: how much they bear must be said")]
    RestOfHouseholds,
    #[error("`{label}` is no value of `{column}` ({known})")]
    UnknownLabel { label: String, column: String, known: String },
    #[error("`{0}` holds words and can only be compared with `==` or `!=`")]
    LabelAlone(String),

    #[error("{left} and {right} cannot be {verb}")]
    UnitClash { left: String, right: String, verb: &'static str },
    #[error("the left side of `of` is a share such as `50%`, not {0}")]
    NotAShare(String),
    #[error("{of} is an amount of grain, not {found}")]
    NotGrain { of: &'static str, found: String },
    #[error("{needed} is needed here, not {found}")]
    WrongType { needed: &'static str, found: &'static str },
    #[error("`{0}` divides by nothing")]
    DividesByZero(String),
    #[error("{0} multiplies too many units")]
    TooManyUnits(String),
    #[error("`{name}` adds up a figure of each household; this is one figure")]
    NothingToAdd { name: &'static str },
    #[error("`net` has a meaning in laws only: it is what a household ends with")]
    NoNet,
    #[error("{of} is one figure, this is one for each household")]
    NotOneFigure { of: &'static str },
    #[error("a key says how much of it each household has; this is the same for all")]
    KeyWithoutHouseholds,
    #[error("the amount is one figure and households share it: `by` must say how")]
    NoKey,
    #[error("the amount is already one figure for each household: `by` has nothing to split")]
    NeedlessKey,
    #[error("`{0}` has no meaning here: no household is part of this step")]
    NoHouseholds(&'static str),
    #[error("`otherwise` has no meaning here: households are paid by no key that nobody could have")]
    NeedlessOtherwise,
    #[error("`repays` has no meaning here: no household is paid")]
    NeedlessRepays,
    #[error("households cannot pay households in one step: let a pool stand between")]
    HouseholdsTwice,
    #[error("`short` has no meaning here: households always bear what is laid on them")]
    NeedlessShort,
    #[error("this step takes from `{0}` and gives to it")]
    SameEnds(String),

    #[error("the bands leave a gap: nothing is said from {from} to {to}")]
    Gap { from: String, to: String },
    #[error("the bands leave a gap: nothing is said of exactly {0}")]
    GapAt(String),
    #[error("nothing is said of {0}: the {1} band must have no end there")]
    OpenEnd(String, &'static str),
    #[error("the bands overlap: two of them hold {0}")]
    Overlap(String),
    #[error("the bands are not in order: {later} comes after {earlier}")]
    Unsorted { earlier: String, later: String },
    #[error("a schedule needs at least one band")]
    NoBand,
    #[error("the ends and rates of a schedule are made of numbers and parameters only")]
    NotConstant,
    #[error("no more than {0} schedules may look each other up, one for the other")]
    DeepSchedule(usize),
    #[error("the ends of `{0}` are in different units, all in one are needed")]
    MixedEnds(String),

    #[error("shares of `{base}` come to more than the whole: {sum}")]
    OverTheWhole { base: String, sum: String },
    #[error("`{pool}` has nothing left here: step `{step}` takes its rest")]
    NothingLeft { pool: String, step: String },
    #[error("a step takes {0}, which is less than nothing")]
    Negative(String),
    #[error("`{from}` holds nothing at this point: no earlier step gives to it")]
    NothingYet { from: String },
    #[error("`{pool}` has nothing left here: its shares come to the whole: {sum}")]
    WholeIsGone { pool: String, sum: String },
    #[error("parameter `{name}` is {value}, outside its own range {range}")]
    OutsideRange { name: String, value: String, range: String },
    #[error("parameter `{name}` and its range are in different units")]
    RangeUnit { name: String },
    #[error("the example of step `{step}` gives {gives}, its clause says {reckoned}")]
    ExampleFails { step: String, gives: String, reckoned: String },
    #[error("the clause of step `{step}` does not name `{name}`")]
    ExampleName { name: String, step: String },
    #[error("`{name}` is in {found} in the example, its clause needs {needed}")]
    ExampleUnit { name: String, needed: String, found: String },
    #[error("the example says nothing of `{0}`")]
    ExampleLacks(String),
    #[error("an example is of one household and cannot reckon `{0}`")]
    ExampleOfAll(String),
    #[error("the example's figures do not fit `{0}`: write them in its units")]
    ExampleUnits(String),
    #[error("the example's figures are too large to count exactly")]
    ExampleTooLarge,
    #[error("{what} `{name}` is never used")]
    Unused { what: &'static str, name: String },
}
