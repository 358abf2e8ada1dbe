//! What a resolved expression measures.

use super::name::{Expression, Reference};
use super::sections::{ColumnKind, Formula, Schedule};
use crate::exact::{BaseUnit, Dimension, Unit};
use crate::expression::{Function, Kind, Operator};

impl Formula {
    /// What `expression`, an amount of this formula, measures.
    #[must_use]
    pub fn dimension_of(&self, expression: &Expression) -> Dimension {
        match &expression.kind {
            Kind::Number(quantity) => quantity.unit.dimension(),
            Kind::Name(name) => self.dimension_of_name(name.means),
            Kind::Minus(part) => self.dimension_of(part),
            Kind::Arithmetic(operator, left, right) => {
                let (a, b) = (self.dimension_of(left), self.dimension_of(right));
                let made = match operator {
                    Operator::Plus | Operator::Minus => Some(if left.is_zero() { b } else { a }),
                    Operator::Times | Operator::Of => a.times(b),
                    Operator::Over => a.over(b),
                };
                made.unwrap_or_default()
            }
            Kind::Call(Function::Paid | Function::Own, _) => Dimension::grain(),
            Kind::Call(_, parts) => {
                let first = parts.iter().find(|part| !part.is_zero());
                first.map(|part| self.dimension_of(part)).unwrap_or_default()
            }
            // A comparison measures nothing.
            _ => Dimension::NONE,
        }
    }

    /// What the rates of `schedule` measure.
    #[must_use]
    pub fn rate_dimension(&self, schedule: &Schedule) -> Dimension {
        // A bare 0 has no unit to tell.
        let telling = schedule.bands.iter().map(|band| &band.rate).find(|rate| !rate.is_zero());
        telling.map(|rate| self.dimension_of(rate)).unwrap_or_default()
    }

    fn dimension_of_name(&self, means: Reference) -> Dimension {
        match means {
            Reference::Parameter(i) => self.parameters[i].value.unit.dimension(),
            Reference::Fact(i) => self.facts[i].unit.dimension(),
            Reference::Column(i) => match &self.columns[i].kind {
                ColumnKind::Numbers(unit) => unit.dimension(),
                ColumnKind::Labels(_) => Dimension::NONE,
            },
            Reference::Schedule(i) => self.schedules[i].dimension,
            Reference::Figure(i) => self.figures[i].dimension,
            Reference::Household => Unit::from(BaseUnit::Household).dimension(),
            Reference::Pool(_)
            | Reference::Step(_)
            | Reference::Rest
            | Reference::Quantum
            | Reference::Net => Dimension::grain(),
        }
    }
}
