//! Checks that depend on the values of parameters, and so are made again when
//! a parameter is set for a run.

use super::constant::{constant, constant_share};
use super::draft::Found;
use super::mistake::FormulaMistake;
use super::name::{Expression, Name, Reference};
use super::sections::{Band, Bound, End, Formula, Opening, Schedule, Short, Step, Tally};
use crate::exact::{Fraction, Quantity, Unit};
use crate::expression::{Kind, Operator};
use crate::text::{Mistake, Mistakes, Place, did_you_mean};
use std::cmp::Ordering;

/// Why a parameter cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is in {needed}, it cannot be set to {found}")]
pub struct SetError {
    /// The parameter.
    pub name: String,
    /// Its unit.
    pub needed: Unit,
    /// The value that has another one.
    pub found: Quantity,
}

impl Formula {
    /// Sets the parameter `name` for this run; `false` when there is none of
    /// that name. Check again with [`Formula::check_values`] afterwards.
    ///
    /// # Errors
    ///
    /// Returns a [`SetError`] when `value` is in another unit.
    pub fn set(&mut self, name: &str, value: &Quantity) -> Result<bool, SetError> {
        let Some(parameter) = self.parameters.iter_mut().find(|parameter| parameter.name == name) else {
            return Ok(false);
        };
        if parameter.value.unit != value.unit {
            let (name, needed, found) = (name.to_owned(), parameter.value.unit, value.clone());
            return Err(SetError { name, needed, found });
        }
        parameter.value = value.clone();
        parameter.set = true;
        Ok(true)
    }

    /// The mistakes in the present values: parameters outside their own range,
    /// bands that do not touch, shares of more than the whole, steps after
    /// nothing can be left.
    #[must_use]
    pub fn check_values(&self) -> Mistakes<FormulaMistake> {
        let mut found = Vec::new();
        self.check_ranges(&mut found);
        for schedule in &self.schedules {
            self.check_bands(schedule, &mut found);
        }
        self.check_shares(&mut found);
        self.check_rests(&mut found);
        self.check_sources(&mut found);
        self.check_divisions(&mut found);
        found
    }

    /// The name of an end, as the file writes it.
    #[must_use]
    pub fn end_name(&self, end: End) -> &str {
        match end {
            End::Pool(i) => &self.pools[i].name,
            End::Account(i) => &self.accounts[i].name,
            End::Households => "households",
        }
    }

    /// A hint at the parameter that `name` was meant to be.
    #[must_use]
    pub fn parameter_near(&self, name: &str) -> Option<String> {
        did_you_mean(name, self.parameters.iter().map(|parameter| parameter.name.as_str()))
    }

    fn check_ranges(&self, found: &mut Found) {
        for parameter in &self.parameters {
            let Some(range) = &parameter.range else { continue };
            let name = parameter.name.clone();
            let kind = match range.holds(&parameter.value) {
                // A value set for one run may leave the range on purpose.
                Some(true) => continue,
                _ if parameter.set => continue,
                Some(false) => {
                    let (value, range) = (parameter.value.to_string(), range.to_string());
                    FormulaMistake::OutsideRange { name, value, range }
                }
                None => FormulaMistake::RangeUnit { name },
            };
            found.push(Mistake::at(&parameter.place, kind));
        }
    }

    fn check_bands(&self, schedule: &Schedule, found: &mut Found) {
        let before = found.len();
        let mut unit: Option<Unit> = None;
        let mut value = |bound: &Bound, found: &mut Found| {
            let value = constant(&bound.value, &self.parameters);
            if bound.value.is_zero() {
                return value.map(|value| (value, bound.closed));
            }
            let first = value.as_ref().map(|value| *unit.get_or_insert(value.unit));
            // Dan and catties meet only in a book.
            if first.is_none() || first != value.as_ref().map(|value| value.unit) {
                found.push(Mistake::at(&bound.value.place, FormulaMistake::MixedEnds(schedule.name.clone())));
            }
            value.map(|value| (value, bound.closed))
        };
        let mut end =
            |bound: &Option<Bound>, found: &mut Found| bound.as_ref().and_then(|bound| value(bound, found));
        let ends: Vec<_> =
            schedule.bands.iter().map(|band| (end(&band.lower, found), end(&band.upper, found))).collect();
        if found.len() > before {
            return;
        }
        for (i, (band, (lower, upper))) in schedule.bands.iter().zip(&ends).enumerate() {
            let earlier = i.checked_sub(1).and_then(|i| Some((&schedule.bands[i], ends[i].1.as_ref()?)));
            if let Some(lower) = lower {
                check_touch(band, lower, earlier, i == 0, schedule.tally, found);
            }
            let next = schedule.bands.get(i + 1);
            match (upper, next) {
                (Some((upper, closed)), None) => {
                    let what =
                        if *closed { format!("anything above {upper}") } else { format!("{upper} and more") };
                    found.push(Mistake::at(&band.place, FormulaMistake::OpenEnd(what, "last")));
                }
                (None, Some(next)) => {
                    let mistake =
                        Mistake::at(&band.place, FormulaMistake::Overlap("everything above".to_owned()));
                    let mistake = mistake.labelled("this one has no upper end");
                    found.push(mistake.and(&next.place, "and this one comes after it"));
                }
                (Some((upper, _)), Some(_)) => {
                    if let Some((before, (previous, _))) = earlier
                        && previous.value >= upper.value
                    {
                        let (earlier, later) = (previous.to_string(), upper.to_string());
                        let mistake = Mistake::at(&band.place, FormulaMistake::Unsorted { earlier, later });
                        found.push(mistake.and(&before.place, "the band before it"));
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// Shares of what a pool opened with, drawn on that pool, must not come to
    /// more than the whole, and nothing can be drawn once they are the whole; nor
    /// is there more than one share of a rest. What has come in since, or a step
    /// that may fall short, makes more possible.
    fn check_shares(&self, found: &mut Found) {
        for (i, pool) in self.pools.iter().enumerate().filter(|(_, pool)| pool.opening == Opening::Book) {
            let (mut sum, mut terms, mut places) = (Fraction::ZERO, Vec::new(), Vec::new());
            let untouched = self.steps.iter().take_while(|step| !self.comes_into(step, End::Pool(i)));
            for step in untouched.filter(|step| step.from == End::Pool(i) && step.short == Short::Refuse) {
                let is_pool = |expression: &Expression| matches!(&expression.kind, Kind::Name(name) if name.means == Reference::Pool(i));
                match self.share_of_base(&step.take) {
                    Some((share, base)) if is_pool(base) => {
                        sum = sum.plus(share).unwrap_or(sum);
                        terms.push(percent(share));
                        places.push(&step.take.place);
                        if sum > Fraction::ONE {
                            let base = pool.name.clone();
                            let kind = FormulaMistake::OverTheWhole { base, sum: sum_told(&terms, sum) };
                            let (last, earlier) = places.split_last().expect("a sum has terms");
                            found.push(with_places(Mistake::at(last, kind), earlier));
                            break;
                        }
                    }
                    // What depends on figures may come to nothing, and then it is there.
                    _ if sum == Fraction::ONE && self.is_something(&step.take) => {
                        let (pool, sum) = (pool.name.clone(), sum_told(&terms, sum));
                        let mistake =
                            Mistake::at(&step.take.place, FormulaMistake::WholeIsGone { pool, sum });
                        found.push(with_places(mistake, &places));
                    }
                    _ => {}
                }
            }
        }
        for step in &self.steps {
            self.check_share(step, found);
        }
    }

    /// No share of a rest, and no rate of a schedule of which a share is taken,
    /// is more than the whole; and no amount is less than nothing.
    fn check_share(&self, step: &Step, found: &mut Found) {
        let over = |share: Fraction, base: &Expression, place: &Place| {
            let (base, sum) = (base.to_string(), percent(share));
            Mistake::at(place, FormulaMistake::OverTheWhole { base, sum })
        };
        if let Some(take) = constant(&step.take, &self.parameters).filter(|take| take.value.is_negative()) {
            found.push(Mistake::at(&step.take.place, FormulaMistake::Negative(take.to_string())));
        }
        if step.short != Short::Refuse {
            return;
        }
        if let Some((share, base)) = self.share_of_base(&step.take)
            && base.is_rest()
            && share > Fraction::ONE
        {
            found.push(over(share, base, &step.take.place));
        }
        if let Kind::Arithmetic(Operator::Of, rate, base) = &step.take.kind
            && let Kind::Name(Name { means: Reference::Schedule(schedule), .. }) = &rate.kind
            && self.schedules[*schedule].tally == Tally::Bands
            && matches!(step.from, End::Pool(_))
        {
            for band in &self.schedules[*schedule].bands {
                if let Some(rate) = constant_share(&band.rate, &self.parameters)
                    && rate.value > Fraction::ONE
                {
                    found.push(over(rate.value, base, &band.rate.place).and(&step.take.place, "taken here"));
                }
            }
        }
    }

    /// Nothing divides by what the file itself makes nothing.
    fn check_divisions(&self, found: &mut Found) {
        for expression in self.expressions() {
            self.check_division(expression, found);
        }
    }

    fn check_division(&self, expression: &Expression, found: &mut Found) {
        if let Kind::Arithmetic(Operator::Over, _, below) = &expression.kind
            && constant(below, &self.parameters).is_some_and(|below| below.value.is_zero())
        {
            found.push(Mistake::at(&below.place, FormulaMistake::DividesByZero(expression.to_string())));
        }
        for part in expression.parts() {
            self.check_division(part, found);
        }
    }

    /// Whether `take` is more than nothing whatever a book says.
    fn is_something(&self, take: &Expression) -> bool {
        constant(take, &self.parameters).is_some_and(|take| take.value > Fraction::ZERO)
    }

    /// Whether `step` may bring something into `end`.
    fn comes_into(&self, step: &Step, end: End) -> bool {
        step.to == end || step.otherwise.is_some_and(|account| End::Account(account) == end)
    }

    /// `50% of x`, `x * 50%` and `x / 2` with a constant share; `x` is all of it.
    fn share_of_base<'e>(&self, take: &'e Expression) -> Option<(Fraction, &'e Expression)> {
        let Kind::Arithmetic(operator, left, right) = &take.kind else {
            return matches!(take.kind, Kind::Name(_)).then_some((Fraction::ONE, take));
        };
        let share = |expression: &Expression| constant_share(expression, &self.parameters);
        match operator {
            Operator::Of => Some((share(left)?.value, right)),
            Operator::Times => share(left)
                .map(|left| (left.value, &**right))
                .or_else(|| share(right).map(|right| (right.value, &**left))),
            Operator::Over => Some((Fraction::ONE.over(share(right)?.value).ok()??, left)),
            _ => None,
        }
    }

    /// What opens empty holds nothing until a step gives to it.
    fn check_sources(&self, found: &mut Found) {
        for (i, step) in self.steps.iter().enumerate().filter(|(_, step)| step.short == Short::Refuse) {
            let opens_empty = match step.from {
                End::Pool(pool) => self.pools[pool].opening == Opening::Empty,
                End::Account(_) => true,
                End::Households => false,
            };
            let filled = self.steps[..i].iter().any(|earlier| self.comes_into(earlier, step.from));
            if opens_empty && !filled {
                let from = self.end_name(step.from).to_owned();
                found.push(Mistake::at(&step.place, FormulaMistake::NothingYet { from }));
            }
        }
    }

    /// After `rest` nothing is left until something comes in again.
    fn check_rests(&self, found: &mut Found) {
        for (i, step) in self.steps.iter().enumerate() {
            let takes_all = self
                .share_of_base(&step.take)
                .is_some_and(|(share, base)| base.is_rest() && share == Fraction::ONE);
            if !takes_all {
                continue;
            }
            let refilled = |later: &Step| self.comes_into(later, step.from);
            let later = self.steps[i + 1..].iter().take_while(|later| !refilled(later));
            for later in later.filter(|later| later.from == step.from) {
                let pool = self.end_name(step.from).to_owned();
                let mistake = Mistake::at(
                    &later.take.place,
                    FormulaMistake::NothingLeft { pool, step: step.name.clone() },
                );
                found.push(mistake.and(&step.take.place, "the rest is taken here"));
            }
        }
    }
}

/// A stated lower end must be where the band before ends.
fn check_touch(
    band: &Band,
    (lower, closed): &(Quantity, bool),
    earlier: Option<(&Band, &(Quantity, bool))>,
    is_first: bool,
    tally: Tally,
    found: &mut Found,
) {
    if is_first {
        // Slices begin at nothing, so a first one from nothing says the same.
        let from_zero = lower.value.is_zero() && *closed && tally == Tally::Slices;
        if !from_zero {
            let what = if *closed { format!("anything below {lower}") } else { format!("{lower} and less") };
            found.push(Mistake::at(&band.place, FormulaMistake::OpenEnd(what, "first")));
        }
    }
    let Some((before, (upper, upper_closed))) = earlier else { return };
    let kind = match lower.value.cmp(&upper.value) {
        Ordering::Greater => FormulaMistake::Gap { from: upper.to_string(), to: lower.to_string() },
        Ordering::Equal if *closed && *upper_closed => FormulaMistake::Overlap(lower.to_string()),
        Ordering::Equal if !closed && !upper_closed => FormulaMistake::GapAt(lower.to_string()),
        Ordering::Equal => return,
        Ordering::Less => FormulaMistake::Overlap(lower.to_string()),
    };
    found.push(Mistake::at(&band.place, kind).and(&before.place, "the band before it"));
}

/// `50% + 35% + 20% = 105%`.
fn sum_told(terms: &[String], sum: Fraction) -> String {
    match terms {
        [one] => one.clone(),
        _ => format!("{} = {}", terms.join(" + "), percent(sum)),
    }
}

fn with_places(mistake: Mistake<FormulaMistake>, places: &[&Place]) -> Mistake<FormulaMistake> {
    places.iter().fold(mistake, |mistake, place| mistake.and(place, ""))
}

/// A share as a person writes it.
fn percent(share: Fraction) -> String {
    let hundred = share.times(Fraction::whole(100)).unwrap_or(share);
    format!("{hundred}%")
}
