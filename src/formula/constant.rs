//! Expressions whose value the file alone decides.

use super::name::{Expression, Reference};
use super::sections::Parameter;
use crate::exact::{Quantity, Unit};
use crate::expression::{Kind, Operator};

/// The value of `expression` when it is made of numbers and parameters; `None`
/// when it is not, or when only a book can say (how many catties a dan weighs).
pub(super) fn constant(expression: &Expression, parameters: &[Parameter]) -> Option<Quantity> {
    match &expression.kind {
        Kind::Number(quantity) => Some(quantity.clone()),
        Kind::Name(name) => match name.means {
            Reference::Parameter(i) => Some(parameters[i].value.clone()),
            _ => None,
        },
        Kind::Minus(part) => {
            let part = constant(part, parameters)?;
            Some(Quantity::new(part.value.negated().ok()?, part.unit))
        }
        Kind::Arithmetic(operator, left, right) => {
            let (left, right) = (constant(left, parameters)?, constant(right, parameters)?);
            let same = || (left.unit == right.unit).then_some(left.unit);
            let (value, unit) = match operator {
                Operator::Plus => (left.value.plus(right.value).ok()?, same()?),
                Operator::Minus => (left.value.minus(right.value).ok()?, same()?),
                Operator::Times | Operator::Of => {
                    (left.value.times(right.value).ok()?, left.unit.times(right.unit)?)
                }
                Operator::Over => (left.value.over(right.value).ok()??, left.unit.over(right.unit)?),
            };
            Some(Quantity::new(value, unit))
        }
        _ => None,
    }
}

/// The value of `expression` when it is a constant pure number.
pub(super) fn constant_share(expression: &Expression, parameters: &[Parameter]) -> Option<Quantity> {
    constant(expression, parameters).filter(|quantity| quantity.unit == Unit::NONE)
}
