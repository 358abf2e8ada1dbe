//! Examples run: the figures of an example put into the clause of its step.

use super::constant::constant;
use super::draft::Found;
use super::mistake::FormulaMistake;
use super::name::{Expression, Name, Reference};
use super::sections::{Example, Formula, Schedule, Step, Tally};
use crate::exact::{BaseUnit, Dimension, Fraction, Overflow, Quantity, Unit};
use crate::expression::{Function, Kind, Operator};
use crate::text::{Mistake, Place, Source, did_you_mean};

impl Formula {
    /// Runs every example that `source` states, with the values that it gives its
    /// parameters. Those of a formula that it extends are run in their own file.
    pub(super) fn run_examples(&self, source: &Source, found: &mut Found) {
        for step in &self.steps {
            let own = step.examples.iter().filter(|example| example.place.source().as_ref() == source);
            for example in own {
                self.run_example(step, example, found);
            }
        }
    }

    fn run_example(&self, step: &Step, example: &Example, found: &mut Found) {
        let names = names_in(&step.take, self, 0);
        for (name, quantity, place) in &example.figures {
            let Some((_, needed)) = names.iter().find(|(own, _)| own == name) else {
                let kind = FormulaMistake::ExampleName { name: name.clone(), step: step.name.clone() };
                let hint = did_you_mean(name, names.iter().map(|(name, _)| name.as_str()));
                found.push(Mistake::at(place, kind).hint(hint));
                return;
            };
            if *needed != quantity.unit.dimension() {
                let (name, needed, found_unit) =
                    (name.clone(), needed.to_string(), quantity.unit.to_string());
                let kind = FormulaMistake::ExampleUnit { name, needed, found: found_unit };
                found.push(Mistake::at(place, kind));
                return;
            }
        }
        let run = Run { formula: self, example };
        match run.reckon(&step.take) {
            Ok(result) if result == example.gives => {}
            // Nothing is nothing in every unit.
            Ok(result) if result.value.is_zero() && example.gives.value.is_zero() => {}
            Ok(result) => {
                let clause = step.take.written((), &mut |part, ()| run.written(part));
                let (gives, step) = (example.gives.to_string(), step.name.clone());
                let reckoned =
                    if clause == result.to_string() { clause } else { format!("{clause} = {result}") };
                let kind = FormulaMistake::ExampleFails { step, gives, reckoned };
                found.push(Mistake::at(&example.place, kind));
            }
            Err(kind) => found.push(Mistake::at(&example.place, kind)),
        }
    }
}

/// The names that an example of `expression` may give figures for.
fn names_in(expression: &Expression, formula: &Formula, depth: usize) -> Vec<(String, Dimension)> {
    let mut names = Vec::new();
    if let Kind::Name(name) = &expression.kind {
        match name.means {
            // A schedule of a schedule is no matter for an example.
            Reference::Schedule(schedule) if depth < 2 => {
                names.extend(names_in(&formula.schedules[schedule].of, formula, depth + 1));
            }
            Reference::Schedule(_) => {}
            Reference::Parameter(_) | Reference::Household => {}
            _ => names.push((name.text.clone(), formula.dimension_of(expression))),
        }
    }
    names.extend(expression.parts().into_iter().flat_map(|part| names_in(part, formula, depth)));
    names
}

/// An example being run.
struct Run<'a> {
    formula: &'a Formula,
    example: &'a Example,
}

type Reckoned = Result<Quantity, FormulaMistake>;

impl Run<'_> {
    fn reckon(&self, expression: &Expression) -> Reckoned {
        match &expression.kind {
            Kind::Number(quantity) => Ok(quantity.clone()),
            Kind::Name(name) => self.figure(name),
            Kind::Minus(part) => {
                let part = self.reckon(part)?;
                Ok(Quantity::new(part.value.negated().map_err(too_large)?, part.unit))
            }
            Kind::Arithmetic(operator, left, right) => {
                self.arithmetic(*operator, left, right, &expression.place)
            }
            Kind::Call(Function::Min | Function::Max, parts) => self.extreme(expression, parts),
            Kind::Call(Function::Paid | Function::Own, parts) => self.reckon(&parts[0]),
            _ => Err(FormulaMistake::ExampleOfAll(expression.to_string())),
        }
    }

    fn figure(&self, name: &Name) -> Reckoned {
        match name.means {
            Reference::Parameter(parameter) => return Ok(self.formula.parameters[parameter].value.clone()),
            Reference::Schedule(schedule) => {
                let schedule = &self.formula.schedules[schedule];
                let nested =
                    schedule.of.references().iter().any(|means| matches!(means, Reference::Schedule(_)));
                if nested {
                    return Err(FormulaMistake::ExampleOfAll(name.text.clone()));
                }
                return self.schedule(schedule);
            }
            Reference::Household => return Ok(Quantity::new(Fraction::ONE, BaseUnit::Household.into())),
            _ => {}
        }
        let given = self.example.figures.iter().find(|(own, ..)| *own == name.text);
        given
            .map(|(_, quantity, _)| quantity.clone())
            .ok_or_else(|| FormulaMistake::ExampleLacks(name.text.clone()))
    }

    fn arithmetic(
        &self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        place: &Place,
    ) -> Reckoned {
        let (a, b) = (self.reckon(left)?, self.reckon(right)?);
        let units = || FormulaMistake::ExampleUnits(place.text().to_owned());
        let one_unit = || match (left.is_zero(), right.is_zero()) {
            (true, _) => Ok(b.unit),
            (_, true) => Ok(a.unit),
            _ if a.unit == b.unit => Ok(a.unit),
            _ => Err(units()),
        };
        let (value, unit) = match operator {
            Operator::Plus => (a.value.plus(b.value).map_err(too_large)?, one_unit()?),
            Operator::Minus => (a.value.minus(b.value).map_err(too_large)?, one_unit()?),
            Operator::Times | Operator::Of => {
                (a.value.times(b.value).map_err(too_large)?, a.unit.times(b.unit).ok_or_else(units)?)
            }
            Operator::Over => {
                let quotient = a.value.over(b.value).map_err(too_large)?;
                (quotient.ok_or_else(units)?, a.unit.over(b.unit).ok_or_else(units)?)
            }
        };
        Ok(Quantity::new(value, unit))
    }

    fn extreme(&self, expression: &Expression, parts: &[Expression]) -> Reckoned {
        let Kind::Call(function, _) = &expression.kind else {
            unreachable!("only a function has an extreme")
        };
        let mut best: Option<Fraction> = None;
        let mut unit: Option<Unit> = None;
        for part in parts {
            let own = self.reckon(part)?;
            if !part.is_zero() && *unit.get_or_insert(own.unit) != own.unit {
                return Err(FormulaMistake::ExampleUnits(expression.to_string()));
            }
            best = Some(match (best, function) {
                (None, _) => own.value,
                (Some(best), Function::Min) => best.min(own.value),
                (Some(best), _) => best.max(own.value),
            });
        }
        let best = best.ok_or_else(|| FormulaMistake::ExampleOfAll(expression.to_string()))?;
        Ok(Quantity::new(best, unit.unwrap_or(Unit::NONE)))
    }

    fn schedule(&self, schedule: &Schedule) -> Reckoned {
        let of = self.reckon(&schedule.of)?;
        let fixed = |expression: &Expression| {
            constant(expression, &self.formula.parameters)
                .ok_or_else(|| FormulaMistake::ExampleUnits(expression.to_string()))
        };
        let telling = schedule.bands.iter().map(|band| &band.rate).find(|rate| !rate.is_zero());
        let rate_unit = telling.map(fixed).transpose()?.map_or(Unit::NONE, |rate| rate.unit);
        let (mut sum, mut reached) = (Fraction::ZERO, Fraction::ZERO);
        for band in &schedule.bands {
            let rate = fixed(&band.rate)?.value;
            let upper = match &band.upper {
                Some(bound) => {
                    let upper = fixed(&bound.value)?;
                    if upper.unit != of.unit && !bound.value.is_zero() {
                        return Err(FormulaMistake::ExampleUnits(schedule.of.to_string()));
                    }
                    Some((upper.value, bound.closed))
                }
                None => None,
            };
            let beyond =
                upper.is_some_and(|(upper, closed)| of.value > upper || of.value == upper && !closed);
            if schedule.tally == Tally::Slices {
                let end = upper.map_or(of.value, |(upper, _)| upper.min(of.value)).max(reached);
                let slice = end.minus(reached).and_then(|slice| slice.times(rate));
                sum = slice.and_then(|slice| sum.plus(slice)).map_err(too_large)?;
                reached = end;
            } else if !beyond {
                return Ok(Quantity::new(rate, rate_unit));
            }
        }
        let unit =
            of.unit.times(rate_unit).ok_or_else(|| FormulaMistake::ExampleUnits(schedule.name.clone()))?;
        Ok(Quantity::new(sum, unit))
    }

    /// A name of the clause with the example's figure for it.
    fn written(&self, part: &Expression) -> Option<String> {
        match &part.kind {
            Kind::Name(name) => self.figure(name).ok().map(|quantity| quantity.to_string()),
            Kind::Call(Function::Paid | Function::Own, _) => {
                self.reckon(part).ok().map(|quantity| quantity.to_string())
            }
            _ => None,
        }
    }
}

fn too_large(_: Overflow) -> FormulaMistake {
    FormulaMistake::ExampleTooLarge
}
