//! Checks that depend on the values of parameters, and so are made again when
//! a parameter is set for a run.

use super::constant::{constant, constant_share};
use super::draft::Found;
use super::expression::{Expression, Kind, Operator};
use super::mistake::FormulaMistake;
use super::sections::{Band, End, Formula, Schedule, Tally};
use crate::exact::{Fraction, Quantity, Unit};
use crate::text::{Mistake, Mistakes, Place, did_you_mean};

/// Why a parameter cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is {needed}, it cannot be set to {found}")]
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
    /// Returns a [`SetError`] when the unit of `value` measures something else.
    pub fn set(&mut self, name: &str, value: &Quantity) -> Result<bool, SetError> {
        let Some(parameter) = self.parameters.iter_mut().find(|parameter| parameter.name == name) else {
            return Ok(false);
        };
        if parameter.value.unit.dimension() != value.unit.dimension() {
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
        let value = |bound: &Option<super::sections::Bound>| {
            let bound = bound.as_ref()?;
            Some((constant(&bound.value, &self.parameters)?, bound.closed))
        };
        let mut earlier: Option<(&Band, Quantity, bool)> = None;
        for (i, band) in schedule.bands.iter().enumerate() {
            let last = i + 1 == schedule.bands.len();
            let (lower, upper) = (value(&band.lower), value(&band.upper));
            if let Some((lower, closed)) = lower {
                check_touch(band, &lower, closed, earlier.as_ref(), schedule, found);
            }
            match (upper, last) {
                (Some((upper, closed)), true) => {
                    let what =
                        if closed { format!("anything above {upper}") } else { format!("{upper} and more") };
                    found.push(Mistake::at(&band.place, FormulaMistake::OpenEnd(what, "last")));
                }
                (None, false) if band.upper.is_none() => {
                    let next = &schedule.bands[i + 1];
                    let what = "everything above".to_owned();
                    let mistake = Mistake::at(&band.place, FormulaMistake::Overlap(what));
                    found.push(
                        mistake
                            .labelled("this one has no upper end")
                            .and(&next.place, "and this one comes after it"),
                    );
                }
                (Some((upper, closed)), false) => {
                    if let Some((before, previous, _)) = &earlier
                        && previous.value >= upper.value
                    {
                        let (earlier, later) = (previous.to_string(), upper.to_string());
                        let mistake = Mistake::at(&band.place, FormulaMistake::Unsorted { earlier, later });
                        found.push(mistake.and(&before.place, "the band before it"));
                    }
                    earlier = Some((band, upper, closed));
                }
                _ => {}
            }
        }
    }

    /// Shares of one base out of one pool must not exceed the whole.
    fn check_shares(&self, found: &mut Found) {
        struct Shares {
            from: End,
            base: String,
            sum: Fraction,
            terms: Vec<String>,
            places: Vec<Place>,
        }
        let mut all: Vec<Shares> = Vec::new();
        for step in &self.steps {
            let Some((share, base)) = self.share_of_base(&step.take) else { continue };
            // Each share of a rest is of another rest.
            let own = base.references().contains(&super::Reference::Rest);
            let base = base.to_string();
            let percent = percent(share);
            let known = all.iter_mut().find(|shares| !own && shares.from == step.from && shares.base == base);
            match known {
                Some(shares) => {
                    shares.sum = shares.sum.plus(share).unwrap_or(shares.sum);
                    shares.terms.push(percent);
                    shares.places.push(step.take.place.clone());
                }
                None => {
                    let (terms, places) = (vec![percent], vec![step.take.place.clone()]);
                    all.push(Shares { from: step.from, base, sum: share, terms, places });
                }
            }
        }
        for shares in all {
            if shares.sum <= Fraction::ONE || shares.from == End::Households {
                continue;
            }
            let sum = match shares.terms.len() {
                1 => shares.terms[0].clone(),
                _ => format!("{} = {}", shares.terms.join(" + "), percent(shares.sum)),
            };
            let mut places = shares.places.iter().rev();
            let Some(last) = places.next() else { continue };
            let base = format!("`{}`", shares.base);
            let mut mistake = Mistake::at(last, FormulaMistake::OverTheWhole { base, sum });
            for place in places.rev() {
                mistake = mistake.and(place, "");
            }
            found.push(mistake);
        }
    }

    /// `50% of x` and `x * 50%` with a constant share.
    fn share_of_base<'e>(&self, take: &'e Expression) -> Option<(Fraction, &'e Expression)> {
        let Kind::Arithmetic(operator, left, right) = &take.kind else { return None };
        let share = |expression: &Expression| constant_share(expression, &self.parameters);
        match operator {
            Operator::Of => Some((share(left)?.value, right)),
            Operator::Times => share(left)
                .map(|left| (left.value, &**right))
                .or_else(|| share(right).map(|right| (right.value, &**left))),
            _ => None,
        }
    }

    /// After `rest` nothing is left until something comes in again.
    fn check_rests(&self, found: &mut Found) {
        for (i, step) in self.steps.iter().enumerate() {
            if !step.take.is_rest() {
                continue;
            }
            let refilled = |later: &super::Step| later.to == step.from;
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
    lower: &Quantity,
    closed: bool,
    earlier: Option<&(&Band, Quantity, bool)>,
    schedule: &Schedule,
    found: &mut Found,
) {
    let Some((before, upper, upper_closed)) = earlier else {
        // Slices begin at nothing, so a first one from nothing says the same.
        let from_zero = lower.value.is_zero() && closed && schedule.tally == Tally::Slices;
        if !from_zero && std::ptr::eq(band, &schedule.bands[0]) {
            let what = if closed { format!("anything below {lower}") } else { format!("{lower} and less") };
            found.push(Mistake::at(&band.place, FormulaMistake::OpenEnd(what, "first")));
        }
        return;
    };
    let kind = match lower.value.cmp(&upper.value) {
        _ if lower.unit != upper.unit => return,
        std::cmp::Ordering::Greater => FormulaMistake::Gap { from: upper.to_string(), to: lower.to_string() },
        std::cmp::Ordering::Equal if closed && *upper_closed => FormulaMistake::Overlap(lower.to_string()),
        std::cmp::Ordering::Equal if !closed && !*upper_closed => FormulaMistake::GapAt(lower.to_string()),
        std::cmp::Ordering::Equal => return,
        std::cmp::Ordering::Less => FormulaMistake::Overlap(lower.to_string()),
    };
    found.push(Mistake::at(&band.place, kind).and(&before.place, "the band before it"));
}

/// A share as a person writes it.
fn percent(share: Fraction) -> String {
    let hundred = share.times(Fraction::whole(100)).unwrap_or(share);
    format!("{hundred}%")
}
