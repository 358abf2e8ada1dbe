//! The laws that a rule is asked to keep.

use crate::formula::Formula;

/// A law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// What goes in comes out, step by step and in all.
    Conservation,
    /// Nobody is paid by a step whose key they do not have.
    NoKeyNoPay,
    /// The order of rows moves no grain.
    Order,
    /// Twice of every amount, the quantum too, is twice of every part.
    Scale,
    /// Equals differ by a quantum at most, step by step.
    Equals,
    /// More land never lowers a household's net.
    MoreLand,
    /// More labor never lowers a household's net.
    MoreLabor,
    /// A larger harvest never lowers anyone's net.
    MoreOutput,
    /// Nobody ends below nothing.
    NeverBelow,
    /// Who works ends with more than by not working.
    WorkPays,
    /// Two households that become one neither gain nor lose, nor one that
    /// becomes two.
    Merging,
    /// No band's edge moves anyone's net by a jump.
    NoCliff,
    /// Nobody receives less than their land alone would bring at the same yield.
    Joining,
    /// The household with the most land has no less than under the rule before.
    LandRich,
    /// A law of the formula's own file, by its place there.
    Own(usize),
}

/// Whether a rule may break a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LawKind {
    /// The engine promises it of every rule.
    Always,
    /// A rule keeps it or not; which is worth knowing.
    Verdict,
}

impl Law {
    /// Every law but a formula's own, with its name.
    pub const NAMES: [(&'static str, Law); 14] = [
        ("conservation", Law::Conservation),
        ("no-key-no-pay", Law::NoKeyNoPay),
        ("order", Law::Order),
        ("scale", Law::Scale),
        ("equals", Law::Equals),
        ("more-land", Law::MoreLand),
        ("more-labor", Law::MoreLabor),
        ("more-output", Law::MoreOutput),
        ("never-below", Law::NeverBelow),
        ("work-pays", Law::WorkPays),
        ("merging", Law::Merging),
        ("no-cliff", Law::NoCliff),
        ("joining", Law::Joining),
        ("land-rich", Law::LandRich),
    ];

    /// Every law that can be asked of `formula`.
    #[must_use]
    pub fn of(formula: &Formula) -> Vec<Law> {
        let own = (0..formula.laws.len()).map(Law::Own);
        Self::NAMES.into_iter().map(|(_, law)| law).chain(own).collect()
    }

    /// What it is called: `no-cliff`, or `law-1` for the first of a file's own.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Law::Own(place) => format!("law-{}", place + 1),
            _ => Self::NAMES.iter().find(|(_, law)| *law == self).map_or("", |(name, _)| name).to_owned(),
        }
    }

    /// Whether a rule may break it.
    #[must_use]
    pub fn kind(self) -> LawKind {
        match self {
            Law::Conservation | Law::NoKeyNoPay | Law::Order | Law::Scale | Law::Equals => LawKind::Always,
            _ => LawKind::Verdict,
        }
    }
}
