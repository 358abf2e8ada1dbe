//! The named ways a fraction may become a whole number.

/// How a fraction that is not whole is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rounding {
    /// To the nearest; exact halves to the even neighbor.
    #[default]
    HalfEven,
    /// To the nearest; exact halves away from zero.
    HalfUp,
    /// Toward zero: what exceeds a whole is dropped.
    Down,
    /// Away from zero.
    Up,
}

impl Rounding {
    /// Every mode with the name a formula writes.
    pub const NAMES: [(&'static str, Rounding); 4] = [
        ("half-even", Rounding::HalfEven),
        ("half-up", Rounding::HalfUp),
        ("down", Rounding::Down),
        ("up", Rounding::Up),
    ];

    /// The name a formula writes.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }

    /// Whether a magnitude `whole + rest/of` goes up to `whole + 1`.
    pub(super) fn goes_up(self, whole_is_odd: bool, rest: i128, of: i128) -> bool {
        debug_assert!(0 <= rest && rest < of, "a rest is smaller than what it is a rest of");
        let against_half = rest.cmp(&(of - rest));
        match self {
            Rounding::HalfEven => against_half.is_gt() || (against_half.is_eq() && whole_is_odd),
            Rounding::HalfUp => against_half.is_ge(),
            Rounding::Down => false,
            Rounding::Up => rest > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_has_the_name_a_formula_writes() {
        let names = [Rounding::HalfEven, Rounding::HalfUp, Rounding::Down, Rounding::Up].map(Rounding::name);
        assert_eq!(names, ["half-even", "half-up", "down", "up"]);
    }
}
