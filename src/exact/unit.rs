//! What is counted: dan, catties, mou, days, and their quotients.

use std::fmt;

/// A unit with a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is its own word; BASE_UNITS says what it counts")]
pub enum BaseUnit {
    Dan,
    Catty,
    Mou,
    Day,
    Point,
    Head,
    Person,
    Household,
    Laborer,
    Yuan,
}

/// Every unit: its name, its Chinese name and what it counts. Units that count
/// the same thing convert into each other, at a rate that each book states for
/// itself; there is no built-in weight of a dan.
pub const BASE_UNITS: [(BaseUnit, &str, &str, &str); 10] = [
    (BaseUnit::Dan, "dan", "石", "grain"),
    (BaseUnit::Catty, "catty", "斤", "grain"),
    (BaseUnit::Mou, "mou", "亩", "land"),
    (BaseUnit::Day, "day", "日", "labor days"),
    (BaseUnit::Point, "point", "分", "work points"),
    (BaseUnit::Head, "head", "头", "animals"),
    (BaseUnit::Person, "person", "人", "persons"),
    (BaseUnit::Household, "household", "户", "households"),
    (BaseUnit::Laborer, "laborer", "劳力", "laborers"),
    (BaseUnit::Yuan, "yuan", "元", "money"),
];

/// The names of all units, for "did you mean".
pub const UNIT_NAMES: [&str; UNITS] = {
    let mut names = [""; UNITS];
    let mut place = 0;
    while place < UNITS {
        names[place] = BASE_UNITS[place].1;
        place += 1;
    }
    names
};

const UNITS: usize = BASE_UNITS.len();

impl BaseUnit {
    /// The name that files use.
    #[must_use]
    pub fn name(self) -> &'static str {
        BASE_UNITS[self as usize].1
    }

    /// The Chinese name.
    #[must_use]
    pub fn chinese(self) -> &'static str {
        BASE_UNITS[self as usize].2
    }

    /// The unit that stands for everything this one converts into.
    #[must_use]
    pub fn family(self) -> BaseUnit {
        if self == BaseUnit::Catty { BaseUnit::Dan } else { self }
    }
}

/// Why a text is not a unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no unit `{0}`")]
pub struct UnitError(pub String);

/// A product of powers of base units: `dan`, `catty/mou`, or nothing at all for
/// a pure number. Never a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Unit {
    powers: [i8; UNITS],
}

/// A [`Unit`] with dan and catties taken for the same thing, grain. Two amounts
/// may be added exactly when their dimensions are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Dimension(Unit);

impl From<BaseUnit> for Unit {
    fn from(base: BaseUnit) -> Self {
        let mut unit = Unit::NONE;
        unit.powers[base as usize] = 1;
        unit
    }
}

impl Unit {
    /// The unit of a pure number.
    pub const NONE: Unit = Unit { powers: [0; UNITS] };

    /// Reads `dan`, `catty/mou`, `yuan/day`, and whatever else a unit is written
    /// as: `mou*mou`, `1/day`.
    ///
    /// # Errors
    ///
    /// Returns the part of `text` that is no unit.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let base = |part: &str| {
            let part = part.trim();
            let base = BASE_UNITS.iter().find(|(_, name, _, _)| *name == part);
            base.map(|(base, ..)| Unit::from(*base)).ok_or_else(|| UnitError(part.to_owned()))
        };
        let too_many = || UnitError(text.to_owned());
        let (above, below) = match text.split_once('/') {
            Some((above, below)) => (above, Some(below)),
            None => (text, None),
        };
        let mut unit = Unit::NONE;
        if above.trim() != "1" || below.is_none() {
            for part in above.split('*') {
                unit = unit.times(base(part)?).ok_or_else(too_many)?;
            }
        }
        for part in below.into_iter().flat_map(|below| below.split('/')) {
            unit = unit.over(base(part)?).ok_or_else(too_many)?;
        }
        Ok(unit)
    }

    /// How often `base` is multiplied (positive) or divided by (negative).
    #[must_use]
    pub fn power_of(self, base: BaseUnit) -> i8 {
        self.powers[base as usize]
    }

    /// What this measures, whatever it is measured in.
    #[must_use]
    pub fn dimension(self) -> Dimension {
        let mut merged = Unit::NONE;
        for (base, ..) in BASE_UNITS {
            merged.powers[base.family() as usize] += self.power_of(base);
        }
        Dimension(merged)
    }

    /// The unit of a product; `None` after 127 factors of one kind.
    #[must_use]
    pub fn times(self, other: Unit) -> Option<Unit> {
        self.combined(other, i8::checked_add)
    }

    /// The unit of a quotient; `None` after 127 divisors of one kind.
    #[must_use]
    pub fn over(self, other: Unit) -> Option<Unit> {
        self.combined(other, i8::checked_sub)
    }

    fn combined(self, other: Unit, by: fn(i8, i8) -> Option<i8>) -> Option<Unit> {
        let mut unit = self;
        for (mine, theirs) in unit.powers.iter_mut().zip(other.powers) {
            *mine = by(*mine, theirs)?;
        }
        // Dan and catties are of one kind, and their powers add up.
        unit.power_of(BaseUnit::Dan).checked_add(unit.power_of(BaseUnit::Catty))?;
        Some(unit)
    }
}

impl Dimension {
    /// The dimension of a pure number.
    pub const NONE: Dimension = Dimension(Unit::NONE);

    /// The dimension of a product; `None` after 127 factors of one unit.
    #[must_use]
    pub fn times(self, other: Dimension) -> Option<Dimension> {
        self.0.times(other.0).map(Dimension)
    }

    /// The dimension of a quotient; `None` after 127 divisors of one unit.
    #[must_use]
    pub fn over(self, other: Dimension) -> Option<Dimension> {
        self.0.over(other.0).map(Dimension)
    }

    /// The dimension of an amount of grain.
    #[must_use]
    pub fn grain() -> Dimension {
        Unit::from(BaseUnit::Dan).dimension()
    }

    /// How often a measure of grain enters.
    #[must_use]
    pub fn grain_power(self) -> i8 {
        self.0.power_of(BaseUnit::Dan)
    }

    /// Whether this is an amount of grain, the only thing a pool holds.
    #[must_use]
    pub fn is_grain(self) -> bool {
        self == Self::grain()
    }

    /// The unit to print an amount of this dimension in, grain in `grain`.
    #[must_use]
    pub fn in_units_of(self, grain: BaseUnit) -> Unit {
        let mut unit = self.0;
        unit.powers[BaseUnit::Dan as usize] = 0;
        unit.powers[grain as usize] += self.grain_power();
        unit
    }
}

impl Unit {
    /// The unit in words of `name`; empty for a pure number.
    #[must_use]
    pub fn written(self, name: fn(BaseUnit) -> &'static str) -> String {
        let part = |sign: i8| {
            BASE_UNITS.iter().flat_map(move |(base, ..)| {
                let power = self.power_of(*base);
                std::iter::repeat_n(
                    name(*base),
                    usize::from((i16::from(power) * i16::from(sign)).max(0).unsigned_abs()),
                )
            })
        };
        let above: Vec<_> = part(1).collect();
        let mut text = above.join("*");
        if text.is_empty() && part(-1).next().is_some() {
            text.push('1');
        }
        for below in part(-1) {
            text.push('/');
            text.push_str(below);
        }
        text
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Unit::NONE {
            f.write_str("a pure number")
        } else {
            f.write_str(&self.written(BaseUnit::name))
        }
    }
}

impl fmt::Display for Dimension {
    /// Grain is called `dan`, the first of its units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_read_and_print_the_same_way() {
        for text in ["dan", "catty/mou", "dan/day", "catty/day/person", "1/mou/day", "mou*mou*day/dan"] {
            assert_eq!(Unit::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Unit::parse("1"), Err(UnitError("1".into())));
        assert_eq!(Unit::parse("dan/dan").unwrap().to_string(), "a pure number");
        assert_eq!(Unit::parse("bananas/mou"), Err(UnitError("bananas".into())));
    }

    #[test]
    fn catties_and_dan_are_both_grain_and_yuan_is_not() {
        let dimension = |text: &str| Unit::parse(text).unwrap().dimension();
        assert_eq!(dimension("catty"), dimension("dan"));
        assert_ne!(dimension("yuan"), dimension("dan"));
        assert!(dimension("catty/mou").times(dimension("mou")).unwrap().is_grain());
        assert!(!dimension("catty").times(dimension("catty")).unwrap().is_grain());
    }

    #[test]
    fn a_unit_of_too_many_powers_is_none() {
        let power =
            |base: BaseUnit, factors| (0..factors).try_fold(Unit::NONE, |unit, _| unit.times(base.into()));
        let (dan, catties) = (power(BaseUnit::Dan, 64).unwrap(), power(BaseUnit::Catty, 64).unwrap());
        assert_eq!(dan.times(catties), None);
        assert_eq!(dan.over(catties).unwrap().dimension(), Dimension::NONE);
        assert_eq!(power(BaseUnit::Mou, 128), None);
        let text = ["mou"; 128].join("*");
        assert_eq!(Unit::parse(&text), Err(UnitError(text)));
    }

    #[test]
    fn the_table_of_units_names_each_unit_in_order() {
        for (place, (base, name, ..)) in BASE_UNITS.iter().enumerate() {
            assert_eq!(*base as usize, place);
            assert_eq!(UNIT_NAMES[place], *name);
        }
    }
}
