//! Arithmetic over the figures of a book or record: what is derived, and what
//! the source states of figures that follow from others.

use super::BookMistake;
use crate::exact::{BaseUnit, Fraction, Measure, Overflow, Quantity, Unit};
use crate::expression::{self, Function, Kind, Operator};
use crate::text::{Mistake, did_you_mean};

/// An expression over figures, its names still texts.
pub type Arithmetic = expression::Expression<String>;

/// The functions of such expressions.
pub(super) const FUNCTIONS: [Function; 5] =
    [Function::Min, Function::Max, Function::Sum, Function::Mean, Function::Line];

/// What can be named in the arithmetic of a book or record.
pub trait Figures {
    /// The figure called `name`.
    fn figure(&self, name: &str) -> Option<&Quantity>;

    /// The numbers of the column called `name`, one for each household, and
    /// their unit.
    fn column(&self, name: &str) -> Option<(&[Fraction], Unit)>;

    /// The amount of the account's line called `name`.
    fn line(&self, name: &str) -> Option<Quantity>;

    /// Whether lines are known to the digit that the source prints only.
    fn prints_lines(&self) -> bool {
        true
    }

    /// How dan and catties meet, when they do.
    fn measure(&self) -> Option<Measure>;

    /// All names, for "did you mean".
    fn names(&self) -> Vec<&str>;
}

type Found = Mistake<BookMistake>;

/// What `arithmetic` comes to, exactly; `household` is the one whose columns
/// are meant outside of sums.
///
/// # Errors
///
/// Returns the part that cannot be reckoned: an unknown name, units that do not
/// meet, a division by nothing.
pub fn reckon(
    arithmetic: &Arithmetic,
    figures: &dyn Figures,
    household: Option<usize>,
) -> Result<Quantity, Found> {
    let too_large = |overflow: Overflow| Mistake::at(&arithmetic.place, overflow);
    let part = |part: &Arithmetic| reckon(part, figures, household);
    match &arithmetic.kind {
        Kind::Number(quantity) => Ok(quantity.clone()),
        Kind::Name(name) => named(name, arithmetic, figures, household),
        Kind::Minus(inner) => {
            let inner = part(inner)?;
            Ok(Quantity::new(inner.value.negated().map_err(too_large)?, inner.unit))
        }
        Kind::Arithmetic(operator, left, right) => {
            let (left, right) = (part(left)?, part(right)?);
            match operator {
                Operator::Plus | Operator::Minus => {
                    let verb = if *operator == Operator::Plus { "added" } else { "subtracted" };
                    let (left, right) = meet(left, right, verb, arithmetic, figures)?;
                    let value = match operator {
                        Operator::Plus => left.value.plus(right.value),
                        _ => left.value.minus(right.value),
                    };
                    Ok(Quantity::new(value.map_err(too_large)?, left.unit))
                }
                Operator::Times | Operator::Of => {
                    let unit = left.unit.times(right.unit).ok_or(Overflow).map_err(too_large)?;
                    Ok(Quantity::new(left.value.times(right.value).map_err(too_large)?, unit))
                }
                Operator::Over => {
                    let unit = left.unit.over(right.unit).ok_or(Overflow).map_err(too_large)?;
                    let value = left.value.over(right.value).map_err(too_large)?;
                    let nothing =
                        || Mistake::at(&arithmetic.place, BookMistake::DividesByZero(arithmetic.to_string()));
                    Ok(Quantity::new(value.ok_or_else(nothing)?, unit))
                }
            }
        }
        Kind::Call(function @ (Function::Min | Function::Max), parts) => {
            let mut best = part(&parts[0])?;
            for other in &parts[1..] {
                let (left, right) = meet(best, part(other)?, "compared", arithmetic, figures)?;
                let right_wins = (right.value > left.value) == (*function == Function::Max);
                best = if right_wins { right } else { left };
            }
            Ok(best)
        }
        Kind::Call(Function::Line, parts) => match &parts[0].kind {
            Kind::Name(name) => figures.line(name).ok_or_else(|| unknown(name, &parts[0], figures)),
            _ => Err(unknown(&parts[0].to_string(), &parts[0], figures)),
        },
        Kind::Call(function, parts) => {
            let Some((numbers, unit)) = column_of(&parts[0], figures) else {
                return Err(Mistake::at(&parts[0].place, BookMistake::NotAColumn(parts[0].to_string())));
            };
            let sum =
                numbers.iter().try_fold(Fraction::ZERO, |sum, own| sum.plus(*own)).map_err(too_large)?;
            let many = i128::try_from(numbers.len()).unwrap_or(i128::MAX);
            let value = match function {
                Function::Mean => {
                    sum.over(Fraction::whole(many)).map_err(too_large)?.unwrap_or(Fraction::ZERO)
                }
                _ => sum,
            };
            Ok(Quantity::new(value, unit))
        }
        Kind::Compare(..) | Kind::IsLabel(..) | Kind::And(..) | Kind::Or(..) | Kind::Not(_) => {
            Err(Mistake::at(&arithmetic.place, BookMistake::NotAnAmount))
        }
    }
}

/// `arithmetic` with the figures in the place of what it names.
pub(super) fn with_figures(arithmetic: &Arithmetic, figures: &dyn Figures) -> Arithmetic {
    let part = |part: &Arithmetic| Box::new(with_figures(part, figures));
    let kind = match &arithmetic.kind {
        Kind::Name(_) | Kind::Call(Function::Line | Function::Sum | Function::Mean, _) => {
            match reckon(arithmetic, figures, None) {
                Ok(figure) => Kind::Number(figure),
                Err(_) => arithmetic.kind.clone(),
            }
        }
        Kind::Arithmetic(operator, left, right) => Kind::Arithmetic(*operator, part(left), part(right)),
        Kind::Minus(inner) => Kind::Minus(part(inner)),
        Kind::Call(function, parts) => {
            Kind::Call(*function, parts.iter().map(|part| with_figures(part, figures)).collect())
        }
        other => other.clone(),
    };
    expression::Expression { kind, place: arithmetic.place.clone() }
}

/// Whether both dan and catties are in `arithmetic`, figures put in.
pub(super) fn mixes_measures(arithmetic: &Arithmetic) -> bool {
    fn has(arithmetic: &Arithmetic, base: BaseUnit) -> bool {
        match &arithmetic.kind {
            Kind::Number(quantity) => quantity.unit.power_of(base) != 0,
            _ => arithmetic.parts().into_iter().any(|part| has(part, base)),
        }
    }
    has(arithmetic, BaseUnit::Dan) && has(arithmetic, BaseUnit::Catty)
}

/// The least and the most that `arithmetic` can come to when each figure that it
/// names is only known to its last printed digit; in `unit`. `None` when nothing
/// can be said: a divisor may be nothing, or a figure does not fit.
pub(super) fn reach(
    arithmetic: &Arithmetic,
    figures: &dyn Figures,
    unit: Unit,
) -> Option<(Fraction, Fraction)> {
    let (low, high, own) = span(arithmetic, figures)?;
    let end =
        |value: Fraction| in_unit(&Quantity::new(value, own), unit, figures.measure()).map(|end| end.value);
    Some((end(low)?, end(high)?))
}

type Span = (Fraction, Fraction, Unit);

fn span(arithmetic: &Arithmetic, figures: &dyn Figures) -> Option<Span> {
    let part = |part: &Arithmetic| span(part, figures);
    let measure = figures.measure();
    let among = |ends: [Fraction; 4], unit: Unit| {
        let (low, high) = (ends.into_iter().min()?, ends.into_iter().max()?);
        Some((low, high, unit))
    };
    match &arithmetic.kind {
        Kind::Number(quantity) => Some((quantity.value, quantity.value, quantity.unit)),
        Kind::Name(_) | Kind::Call(Function::Line | Function::Sum | Function::Mean, _) => {
            let figure = reckon(arithmetic, figures, None).ok()?;
            let printed = match &arithmetic.kind {
                Kind::Name(_) => true,
                Kind::Call(Function::Line, _) => figures.prints_lines(),
                _ => false,
            };
            let half = if printed { figure.half_digit() } else { Fraction::ZERO };
            Some((figure.value.minus(half).ok()?, figure.value.plus(half).ok()?, figure.unit))
        }
        Kind::Minus(inner) => {
            let (low, high, unit) = part(inner)?;
            Some((high.negated().ok()?, low.negated().ok()?, unit))
        }
        Kind::Arithmetic(operator, left, right) => {
            let (a, b, unit) = part(left)?;
            let (c, d, other) = part(right)?;
            match operator {
                Operator::Plus | Operator::Minus => {
                    let meet = |value: Fraction| {
                        in_unit(&Quantity::new(value, other), unit, measure).map(|met| met.value)
                    };
                    let (c, d) = (meet(c)?, meet(d)?);
                    match operator {
                        Operator::Plus => Some((a.plus(c).ok()?, b.plus(d).ok()?, unit)),
                        _ => Some((a.minus(d).ok()?, b.minus(c).ok()?, unit)),
                    }
                }
                Operator::Times | Operator::Of => {
                    let times = |x: Fraction, y: Fraction| x.times(y).ok();
                    among([times(a, c)?, times(a, d)?, times(b, c)?, times(b, d)?], unit.times(other)?)
                }
                Operator::Over => {
                    let crosses = c <= Fraction::ZERO && d >= Fraction::ZERO;
                    let over = |x: Fraction, y: Fraction| x.over(y).ok().flatten();
                    if crosses {
                        return None;
                    }
                    among([over(a, c)?, over(a, d)?, over(b, c)?, over(b, d)?], unit.over(other)?)
                }
            }
        }
        _ => None,
    }
}

/// Every line that `arithmetic` names.
pub(super) fn lines_of(arithmetic: &Arithmetic) -> Vec<&str> {
    match &arithmetic.kind {
        Kind::Call(Function::Line, parts) => match &parts[0].kind {
            Kind::Name(name) => vec![name.as_str()],
            _ => Vec::new(),
        },
        _ => arithmetic.parts().into_iter().flat_map(lines_of).collect(),
    }
}

fn column_of<'f>(part: &Arithmetic, figures: &'f dyn Figures) -> Option<(&'f [Fraction], Unit)> {
    match &part.kind {
        Kind::Name(name) => figures.column(name),
        _ => None,
    }
}

fn named(
    name: &str,
    arithmetic: &Arithmetic,
    figures: &dyn Figures,
    household: Option<usize>,
) -> Result<Quantity, Found> {
    if let Some(figure) = figures.figure(name) {
        return Ok(figure.clone());
    }
    match (figures.column(name), household) {
        (Some((numbers, unit)), Some(household)) => Ok(Quantity::new(numbers[household], unit)),
        (Some(_), None) => Err(Mistake::at(&arithmetic.place, BookMistake::ColumnAlone(name.to_owned()))),
        (None, _) => Err(unknown(name, arithmetic, figures)),
    }
}

fn unknown(name: &str, arithmetic: &Arithmetic, figures: &dyn Figures) -> Found {
    let hint = did_you_mean(name, figures.names());
    Mistake::at(&arithmetic.place, BookMistake::UnknownName(name.to_owned())).hint(hint)
}

/// Both in one unit; a bare 0 is nothing in every unit.
fn meet(
    left: Quantity,
    right: Quantity,
    verb: &'static str,
    arithmetic: &Arithmetic,
    figures: &dyn Figures,
) -> Result<(Quantity, Quantity), Found> {
    if left.unit == right.unit {
        return Ok((left, right));
    }
    let is_nothing = |one: &Quantity| one.unit == Unit::NONE && one.value.is_zero();
    if is_nothing(&left) {
        return Ok((Quantity::new(Fraction::ZERO, right.unit), right));
    }
    if is_nothing(&right) {
        return Ok((left.clone(), Quantity::new(Fraction::ZERO, left.unit)));
    }
    let clash = || {
        let (left, right) = (left.unit.to_string(), right.unit.to_string());
        Mistake::at(&arithmetic.place, BookMistake::UnitClash { left, right, verb })
    };
    let converted = in_unit(&right, left.unit, figures.measure()).ok_or_else(clash)?;
    Ok((left, converted))
}

/// `quantity` in `unit`; `None` when it measures something else, or when nobody
/// says what a dan weighs.
pub(super) fn in_unit(quantity: &Quantity, unit: Unit, measure: Option<Measure>) -> Option<Quantity> {
    if quantity.unit == unit {
        return Some(quantity.clone());
    }
    if quantity.unit.dimension() != unit.dimension() {
        return None;
    }
    let measure = measure?;
    let value = measure.express(measure.reduce(quantity).ok()?, unit).ok()?;
    Some(Quantity::new(value, unit))
}
