//! What is derived: its arithmetic checked, and what it rests on itself.

use super::figures::Found;
use super::reckon::{Arithmetic, Figures, in_unit, reckon};
use super::{Attested, Book, BookMistake, Column, Evidence, Figure, Strength, Values};
use crate::exact::{BaseUnit, Fraction, Measure, Overflow, Quantity, Stated, Unit};
use crate::expression::{Function, Kind};
use crate::text::Mistake;
use std::collections::{BTreeMap, BTreeSet};

impl Figure {
    /// A derived figure is what its arithmetic gives, to the digit it is written
    /// with.
    pub(super) fn check_derivation(&self, figures: &dyn Figures, mistakes: &mut Found) {
        let Evidence::Derived { is, .. } = &self.evidence else { return };
        let agrees = derived(is, &self.quantity, figures, None);
        match agrees {
            Err(mistake) => mistakes.push(mistake),
            Ok((true, _)) => {}
            Ok((false, reckoned)) => {
                let (name, value) = (self.name.clone(), self.quantity.to_string());
                let kind = BookMistake::NotDerived { name, value, reckoned };
                mistakes.push(Mistake::at(&self.place, kind).and(&is.place, "its arithmetic"));
            }
        }
    }
}

impl Column {
    /// The same of every household's value, to the digit that the column is
    /// written with.
    pub(super) fn check_derivation(&self, book: &Book, mistakes: &mut Found) {
        if let Some(total) = &self.total {
            total.check_derivation(book, mistakes);
        }
        let (Evidence::Derived { is, .. }, Values::Numbers { unit, numbers }) =
            (&self.evidence, &self.values)
        else {
            return;
        };
        for (household, number) in numbers.iter().enumerate() {
            let written = fixed(*number, self.places, *unit);
            match derived(is, &written, book, Some(household)) {
                Err(mistake) => {
                    mistakes.push(mistake);
                    return;
                }
                Ok((true, _)) => {}
                Ok((false, reckoned)) => {
                    let (column, household) = (self.name.clone(), book.roster.ids[household].clone());
                    let value = written.to_string();
                    let kind = BookMistake::NotDerivedFor { column, household, value, reckoned };
                    mistakes.push(Mistake::at(&is.place, kind));
                }
            }
        }
    }
}

/// `number` as it would be written with so many places.
fn fixed(number: Fraction, places: usize, unit: Unit) -> Quantity {
    let mut text = number.to_places(9).0;
    if places > 0 {
        let written = text.split_once('.').map_or(0, |(_, places)| places.len());
        if written == 0 {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', places - written));
    }
    let text = if unit == Unit::NONE { text } else { format!("{text} {unit}") };
    Quantity::parse(&text).unwrap_or_else(|_| Quantity::new(number, unit))
}

/// Whether `stated` is what `is` comes to, and what that is.
fn derived(
    is: &Arithmetic,
    stated: &Quantity,
    figures: &dyn Figures,
    household: Option<usize>,
) -> Result<(bool, String), Mistake<BookMistake>> {
    let value = reckon(is, figures, household)?;
    let Some(value) = in_unit(&value, stated.unit, figures.measure()) else {
        let (found, needed) = (value.unit.to_string(), stated.unit.to_string());
        return Err(Mistake::at(&is.place, BookMistake::OtherUnit { found, needed }));
    };
    let agrees = Stated::Printed(stated.clone()).agrees(value.value);
    let agrees = agrees.map_err(|overflow: Overflow| Mistake::at(&is.place, overflow))?;
    Ok((agrees, value.told()))
}

impl Book {
    /// How much a number of this book can be relied on: a derived one as much
    /// as the weakest that its arithmetic rests on.
    #[must_use]
    pub fn strength(&self, evidence: &Evidence) -> Strength {
        let Evidence::Derived { is, .. } = evidence else { return evidence.strength() };
        Strengths { book: self, known: BTreeMap::new() }.weakest(is).max(Strength::Derived)
    }

    /// How much a number in `unit` can be relied on once it is counted as this
    /// book counts: as much as what a dan weighs, where dan and catties meet.
    #[must_use]
    pub fn weight_strength(&self, unit: Unit) -> Strength {
        match self.weight_for(unit) {
            Some(dan) => self.strength(&dan.evidence),
            None => Strength::Attested,
        }
    }

    /// The weight of a dan, when a number in `unit` is counted by it.
    #[must_use]
    pub fn weight_for(&self, unit: Unit) -> Option<&Figure> {
        let own = self.measure.precision().unit();
        let other = if own == BaseUnit::Dan { BaseUnit::Catty } else { BaseUnit::Dan };
        self.dan.as_ref().filter(|_| unit.power_of(other) != 0)
    }

    /// The first figure that is derived from itself, over others or at once.
    pub(super) fn circular(&self) -> Option<&Figure> {
        self.figures().find(|figure| match &figure.evidence {
            Evidence::Derived { is, .. } => self.leads_to(is, &figure.name, &mut BTreeSet::new()),
            _ => false,
        })
    }

    fn leads_to<'b>(&'b self, is: &'b Arithmetic, wanted: &str, seen: &mut BTreeSet<&'b str>) -> bool {
        if let Kind::Name(name) = &is.kind {
            if name == wanted {
                return true;
            }
            if !seen.insert(name) {
                return false;
            }
            let figure = self.figures().find(|figure| figure.name == *name).map(|figure| &figure.evidence);
            if let Some(Evidence::Derived { is, .. }) = figure {
                return self.leads_to(is, wanted, seen);
            }
        }
        is.parts().into_iter().any(|part| self.leads_to(part, wanted, seen))
    }
}

/// Strengths of named figures, each found once.
struct Strengths<'b> {
    book: &'b Book,
    known: BTreeMap<&'b str, Strength>,
}

impl<'b> Strengths<'b> {
    /// The weakest that is named in `is`.
    fn weakest(&mut self, is: &'b Arithmetic) -> Strength {
        match &is.kind {
            Kind::Call(Function::Line, _) => Strength::Attested,
            Kind::Call(Function::Sum | Function::Mean, parts) => {
                let Kind::Name(name) = &parts[0].kind else { return Strength::Attested };
                let Some(column) = self.book.roster.column(name) else { return Strength::Attested };
                let evidence = column.total.as_ref().map_or(&column.evidence, |total| &total.evidence);
                self.of(evidence)
            }
            Kind::Name(name) => self.named(name),
            Kind::Number(quantity) => self.book.weight_strength(quantity.unit),
            _ => is.parts().into_iter().map(|part| self.weakest(part)).max().unwrap_or(Strength::Attested),
        }
    }

    fn named(&mut self, name: &'b str) -> Strength {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // A checked book has no circle; in one that has, the circle adds nothing.
        self.known.insert(name, Strength::Attested);
        let book = self.book;
        let figure = book.figures().find(|figure| figure.name == *name);
        let strength = match (figure, book.roster.column(name)) {
            (Some(figure), _) => self.of(&figure.evidence).max(book.weight_strength(figure.quantity.unit)),
            (None, Some(column)) => self.of(&column.evidence),
            (None, None) => Strength::Attested,
        };
        self.known.insert(name, strength);
        strength
    }

    fn of(&mut self, evidence: &'b Evidence) -> Strength {
        match evidence {
            Evidence::Derived { is, .. } => self.weakest(is).max(Strength::Derived),
            other => other.strength(),
        }
    }
}

impl Figures for Book {
    fn figure(&self, name: &str) -> Option<&Quantity> {
        self.figures().find(|figure| figure.name == name).map(|figure| &figure.quantity)
    }

    fn column(&self, name: &str) -> Option<(&[Fraction], Unit)> {
        match &self.roster.column(name)?.values {
            Values::Numbers { unit, numbers } => Some((numbers, *unit)),
            Values::Labels { .. } => None,
        }
    }

    fn line(&self, name: &str) -> Option<Quantity> {
        self.attested.iter().find(|line| line.what == name).map(|line: &Attested| line.amount.clone())
    }

    fn measure(&self) -> Option<Measure> {
        Some(self.measure)
    }

    fn names(&self) -> Vec<&str> {
        let figures = self.figures().map(|figure| figure.name.as_str());
        let columns = self.roster.columns.iter().map(|column| column.name.as_str());
        figures.chain(columns).chain(self.attested.iter().map(|line| line.what.as_str())).collect()
    }
}
