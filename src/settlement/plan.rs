//! A formula made ready to be settled again and again: what its steps take, in
//! numbers of 64 bits, and between whom.

use super::bind::{Season, SeasonColumn};
use super::evaluate::{operate, over_all};
use super::outcome::StepOutcome;
use super::reckoned::LookedBand;
use super::slate::Opened;
use crate::exact::{Amount, Exact, Measure, Narrow, Numbers};
use crate::expression::{Function, Kind, Operator};
use crate::formula::{Bound, Expression, Formula, Name, Reference, Schedule, Step, Tally};

/// What is known of every step before there is a season.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<PlannedStep>,
}

/// What is known of a step.
#[derive(Debug)]
pub(super) struct PlannedStep {
    /// What it takes, if that is one figure for all.
    pub(super) take: Option<OneFigure>,
    /// Out of which pool or account, and to whom, if that is as it mostly is.
    pub(super) ends: Option<(usize, Taker)>,
}

/// Who takes what a step takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Taker {
    /// A pool or account.
    Holder(usize),
    /// All households by their numbers in a column.
    ByColumn(usize),
    /// Each household its own number in a column.
    OwnOfColumn(usize),
}

/// A figure for all, when it is plainly one. What it comes to is `None` where 64 bits do
/// not suffice or there is a mistake in it: then the expression says what it is, or why
/// it is none.
#[derive(Debug)]
pub(super) enum OneFigure {
    Number(Narrow),
    Parameter(usize),
    Fact(usize),
    Pool(usize),
    Step(usize),
    Rest,
    Made(Box<Made>),
}

/// A figure made of others.
#[derive(Debug)]
pub(super) enum Made {
    Minus(OneFigure),
    Arithmetic(Operator, [OneFigure; 2]),
    Smallest(Vec<OneFigure>),
    Largest(Vec<OneFigure>),
    /// The sum over a column, or its mean.
    OverAll(Function, usize),
    /// The rate of the first band that a figure falls in.
    LookedUp(OneFigure, Vec<LookedBand<OneFigure>>),
}

/// Where a settlement is when a figure is asked for.
pub(super) struct Point<'a> {
    pub(super) bound: &'a Season,
    /// What each pool of the formula opened with.
    pub(super) openings: &'a [Amount],
    /// What each step so far has moved.
    pub(super) outcomes: &'a [StepOutcome],
    /// What is left where the step takes from.
    pub(super) rest: Option<Amount>,
}

impl Plan {
    /// That of a formula whose numbers are counted in `measure`.
    pub(super) fn of(formula: &Formula, measure: Measure, opened: &Opened) -> Self {
        let step = |step: &Step| PlannedStep {
            take: OneFigure::of(&step.take, formula, measure),
            ends: PlannedStep::ends(step, opened),
        };
        Self { steps: formula.steps.iter().map(step).collect() }
    }
}

impl PlannedStep {
    fn ends(step: &Step, opened: &Opened) -> Option<(usize, Taker)> {
        let taker = match (opened.holder(step.to), &step.by, &step.among) {
            (Some(holder), ..) => Taker::Holder(holder),
            (None, Some(by), None) => Taker::ByColumn(column(by)?),
            (None, None, None) => Taker::OwnOfColumn(column(&step.take)?),
            (None, _, Some(_)) => return None,
        };
        Some((opened.holder(step.from)?, taker))
    }
}

/// The column that an expression names, if it does no more.
pub(super) fn column(expression: &Expression) -> Option<usize> {
    match expression.kind {
        Kind::Name(Name { means: Reference::Column(column), .. }) => Some(column),
        _ => None,
    }
}

impl Season {
    /// The numbers of a column.
    pub(super) fn numbers(&self, column: usize) -> Option<&Numbers> {
        match &self.columns[column] {
            SeasonColumn::Numbers(numbers) => Some(numbers),
            SeasonColumn::Labels(_) => None,
        }
    }
}

impl OneFigure {
    fn of(expression: &Expression, formula: &Formula, measure: Measure) -> Option<Self> {
        let of = |expression: &Expression| Self::of(expression, formula, measure);
        let all = |parts: &[Expression]| parts.iter().map(of).collect::<Option<Vec<Self>>>();
        let made = match &expression.kind {
            Kind::Number(quantity) => {
                return Some(Self::Number(Narrow::of(measure.reduce(quantity).ok()?)?));
            }
            Kind::Name(name) => return Self::named(name.means, formula, of),
            Kind::Call(Function::Paid, parts) => return of(&parts[0]),
            Kind::Minus(part) => Made::Minus(of(part)?),
            Kind::Arithmetic(operator, left, right) => Made::Arithmetic(*operator, [of(left)?, of(right)?]),
            Kind::Call(Function::Min, parts) => Made::Smallest(all(parts)?),
            Kind::Call(Function::Max, parts) => Made::Largest(all(parts)?),
            Kind::Call(function @ (Function::Sum | Function::Mean), parts) => {
                Made::OverAll(*function, column(&parts[0])?)
            }
            _ => return None,
        };
        Some(Self::Made(Box::new(made)))
    }

    fn named(means: Reference, formula: &Formula, of: impl Fn(&Expression) -> Option<Self>) -> Option<Self> {
        Some(match means {
            Reference::Parameter(parameter) => Self::Parameter(parameter),
            Reference::Fact(fact) => Self::Fact(fact),
            Reference::Pool(pool) => Self::Pool(pool),
            Reference::Step(step) => Self::Step(step),
            Reference::Rest => Self::Rest,
            Reference::Quantum => Self::Number(Narrow::whole(1)),
            Reference::Schedule(schedule) => {
                let schedule = &formula.schedules[schedule];
                // What looks up another is kept when it is known, not asked again.
                if schedule.depth > 1 {
                    return None;
                }
                Self::Made(Box::new(Made::looked_up(schedule, of)?))
            }
            Reference::Column(_) | Reference::Figure(_) | Reference::Household | Reference::Net => {
                return None;
            }
        })
    }

    /// What it comes to.
    #[inline(always)]
    pub(super) fn reckon(&self, at: &Point<'_>) -> Option<Narrow> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Parameter(parameter) => Narrow::of(at.bound.parameters[*parameter]),
            Self::Fact(fact) => Narrow::of(at.bound.facts[*fact]),
            Self::Pool(pool) => Some(Narrow::of_amount(at.openings[*pool])),
            Self::Step(step) => Some(Narrow::of_amount(at.outcomes[*step].amount)),
            Self::Rest => Some(Narrow::of_amount(at.rest?)),
            Self::Made(made) => made.reckon(at),
        }
    }
}

impl Made {
    fn looked_up(schedule: &Schedule, of: impl Fn(&Expression) -> Option<OneFigure>) -> Option<Self> {
        let end = |bound: &Option<Bound>| match bound {
            None => Some(None),
            Some(bound) => Some(Some((of(&bound.value)?, bound.closed))),
        };
        let bands = schedule.bands.iter().map(|band| {
            Some(LookedBand { lower: end(&band.lower)?, upper: end(&band.upper)?, rate: of(&band.rate)? })
        });
        let bands = bands.collect::<Option<Vec<_>>>().filter(|_| schedule.tally == Tally::Bands)?;
        Some(Self::LookedUp(of(&schedule.of)?, bands))
    }

    #[inline(never)]
    fn reckon(&self, at: &Point<'_>) -> Option<Narrow> {
        match self {
            Self::Minus(part) => part.reckon(at)?.negated(),
            Self::Arithmetic(operator, [left, right]) => {
                operate(*operator, left.reckon(at)?, right.reckon(at)?).ok()?
            }
            Self::Smallest(parts) => Self::fold(parts, at, Narrow::min),
            Self::Largest(parts) => Self::fold(parts, at, Narrow::max),
            Self::OverAll(function, column) => {
                let numbers = at.bound.numbers(*column)?;
                let value = over_all(*function, numbers.sum().ok()?, at.bound.households).ok()??;
                Narrow::of(value)
            }
            Self::LookedUp(of, bands) => Self::rate(bands, of.reckon(at)?, at),
        }
    }

    fn fold(parts: &[OneFigure], at: &Point<'_>, by: fn(Narrow, Narrow) -> Narrow) -> Option<Narrow> {
        let first = parts[0].reckon(at)?;
        parts[1..].iter().try_fold(first, |figure, part| Some(by(figure, part.reckon(at)?)))
    }

    /// The rate of the first band that `x` falls in, when every band has its ends and
    /// its rate.
    fn rate(bands: &[LookedBand<OneFigure>], x: Narrow, at: &Point<'_>) -> Option<Narrow> {
        let mut found = None;
        for band in bands {
            let holds = band.holds_by(|end| Some(x.cmp(&end.reckon(at)?)))?;
            let rate = band.rate.reckon(at)?;
            if holds && found.is_none() {
                found = Some(rate);
            }
        }
        found
    }
}
