//! What is derived: its arithmetic checked, and what it rests on itself.

use super::figures::Found;
use super::reckon::{Arithmetic, Figures, in_unit, reckon};
use super::{Attested, Book, BookMistake, Column, Evidence, Figure, Strength, Values};
use crate::exact::{Fraction, Measure, Overflow, Quantity, Stated, Unit};
use crate::expression::{Function, Kind};
use crate::text::Mistake;

/// No figure rests on figures that rest on figures more often than this.
const DEEPEST: usize = 8;

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
        let digits = numbers.iter().map(|number| number.to_places(9).0);
        let places = digits.map(|text| text.split_once('.').map_or(0, |(_, places)| places.len())).max();
        for (household, number) in numbers.iter().enumerate() {
            let written = fixed(*number, places.unwrap_or(0), *unit);
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
        self.strength_at(evidence, DEEPEST)
    }

    fn strength_at(&self, evidence: &Evidence, depth: usize) -> Strength {
        let Evidence::Derived { is, .. } = evidence else { return evidence.strength() };
        if depth == 0 { Strength::Derived } else { self.weakest(is, depth - 1).max(Strength::Derived) }
    }

    /// The weakest that is named in `is`.
    fn weakest(&self, is: &Arithmetic, depth: usize) -> Strength {
        let own = match &is.kind {
            Kind::Call(Function::Line, _) => return Strength::Attested,
            Kind::Call(Function::Sum | Function::Mean, parts) => {
                let Kind::Name(name) = &parts[0].kind else { return Strength::Attested };
                let column = self.roster.column(name);
                let total = column.and_then(|column| column.total.as_ref());
                return match (total, column) {
                    (Some(total), _) => self.strength_at(&total.evidence, depth),
                    (None, Some(column)) => self.strength_at(&column.evidence, depth),
                    (None, None) => Strength::Attested,
                };
            }
            Kind::Name(name) => {
                let figure =
                    self.figures().find(|figure| figure.name == *name).map(|figure| &figure.evidence);
                let column = self.roster.column(name).map(|column| &column.evidence);
                figure.or(column).map(|evidence| self.strength_at(evidence, depth))
            }
            _ => None,
        };
        let parts = is.parts().into_iter().map(|part| self.weakest(part, depth));
        parts.chain(own).max().unwrap_or(Strength::Attested)
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
