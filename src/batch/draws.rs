//! What is not known, drawn from its range, the same for any number of threads.

use super::hash::{hash, mixed};
use super::spec::Spec;
use crate::exact::{Amount, Exact, Fraction, Overflow, Rounding};
use crate::settlement::{Many, Season};

/// How often every cooperative is settled, and what the draws follow from.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    /// How many draws.
    pub count: u32,
    /// The seed.
    pub seed: u64,
}

/// A number that is drawn.
#[derive(Debug, Clone)]
struct Range {
    place: usize,
    /// The hash of its name, by which formulas that share it draw alike.
    name: u64,
    low: Fraction,
    high: Fraction,
}

/// What is drawn for one formula.
#[derive(Debug, Clone)]
pub struct Drawn {
    parameters: Vec<Range>,
    pools: Vec<Range>,
    facts: Vec<Range>,
}

/// The figures of a cooperative before anything is drawn.
#[derive(Debug, Default)]
pub(super) struct Known {
    pools: Vec<Amount>,
    facts: Vec<Fraction>,
}

/// A range is cut into so many steps, each as likely as another.
const STEPS: u64 = 1000;

impl Drawn {
    /// The parameters of a formula that have a range and are not set, and the
    /// figures that the batch marks, which are multiplied by what is drawn.
    ///
    /// # Errors
    ///
    /// Returns [`Overflow`] when a range does not fit the measure.
    pub fn of(many: &Many<'_>, spec: &Spec) -> Result<Self, Overflow> {
        let formula = many.formula();
        let mut parameters = Vec::new();
        for (place, parameter) in formula.parameters.iter().enumerate() {
            let Some(range) = parameter.range.as_ref().filter(|_| !parameter.set) else { continue };
            let end = |end| spec.measure.reduce(end).map_err(|_| Overflow);
            let (low, high) = (end(&range.low)?, end(&range.high)?);
            parameters.push(Range { place, name: hash(parameter.name.as_bytes()), low, high });
        }
        let marked = |place: usize, name: &str| {
            let (_, range, _) = spec.draws.iter().find(|(own, ..)| own == name)?;
            Some(Range { place, name: hash(name.as_bytes()), low: range.low.value, high: range.high.value })
        };
        let pools = many.pools().enumerate().filter_map(|(place, name)| marked(place, name)).collect();
        let facts = formula.facts.iter().enumerate();
        let facts = facts.filter_map(|(place, fact)| marked(place, &fact.name)).collect();
        Ok(Self { parameters, pools, facts })
    }

    /// Whether there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parameters.is_empty() && self.pools.is_empty() && self.facts.is_empty()
    }

    /// Keeps what is known of a cooperative, to draw from it again and again.
    pub(super) fn keep(season: &Season, pools: &[Amount], known: &mut Known) {
        known.pools.clear();
        known.pools.extend_from_slice(pools);
        known.facts.clone_from(&season.facts);
    }

    /// Puts one draw of the cooperative called `key` into its season.
    pub(super) fn draw(
        &self,
        (seed, key, draw): (u64, &[u8], u32),
        known: &Known,
        season: &mut Season,
        pools: &mut [Amount],
    ) -> Result<(), Overflow> {
        let begin = mixed(seed ^ mixed(hash(key) ^ mixed(draw.into())));
        for range in &self.parameters {
            season.parameters[range.place] = range.at(begin)?;
        }
        for range in &self.facts {
            season.facts[range.place] = known.facts[range.place].times(range.at(begin)?)?;
        }
        for range in &self.pools {
            let drawn = known.pools[range.place].exact().times(range.at(begin)?)?;
            pools[range.place] = drawn.rounded(Rounding::HalfEven)?;
        }
        Ok(())
    }
}

impl Range {
    fn at(&self, begin: u64) -> Result<Fraction, Overflow> {
        let step = mixed(begin ^ self.name) % (STEPS + 1);
        let part = Fraction::new(step.into(), STEPS.into()).ok_or(Overflow)?;
        self.low.plus(self.high.minus(self.low)?.times(part)?)
    }
}

/// The quantiles that are told of a household, in hundredths, between the least
/// and the most.
pub(super) const QUANTILES: [(&str, usize); 7] =
    [("min", 0), ("q05", 5), ("q25", 25), ("median", 50), ("q75", 75), ("q95", 95), ("max", 100)];

/// The place of a quantile among so many sorted numbers: the first that so many
/// hundredths of them do not exceed.
pub(super) fn quantile(hundredths: usize, count: usize) -> usize {
    (hundredths * count).div_ceil(100).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numbers_that_were_drawn() {
        let places = |count| QUANTILES.map(|(_, hundredths)| quantile(hundredths, count));
        assert_eq!(places(1), [0; 7]);
        assert_eq!(places(100), [0, 4, 24, 49, 74, 94, 99]);
        assert_eq!(places(7), [0, 0, 1, 3, 5, 6, 6]);
    }

    #[test]
    fn a_range_is_drawn_from_end_to_end() {
        let range = Range { place: 0, name: hash(b"rate"), low: Fraction::ZERO, high: Fraction::whole(1000) };
        let drawn: std::collections::BTreeSet<Fraction> =
            (0..20_000).map(|draw| range.at(mixed(draw)).unwrap()).collect();
        assert_eq!(drawn.len(), 1001, "every step is drawn now and then");
        assert_eq!((drawn.first(), drawn.last()), (Some(&Fraction::ZERO), Some(&Fraction::whole(1000))));
    }
}
