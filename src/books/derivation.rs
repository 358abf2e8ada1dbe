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
        let mut weakest = evidence.strength();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![evidence];
        while let Some(evidence) = waiting.pop() {
            weakest = weakest.max(evidence.strength());
            if let Evidence::Derived { is, .. } = evidence {
                // A weight is counted in the catties that it is derived from.
                let rests_on = self.rests_on(is).into_iter();
                waiting.extend(rests_on.filter(|other| seen.insert(std::ptr::from_ref(*other))));
            }
        }
        weakest
    }

    /// The evidence of everything that `is` names, or counts by.
    fn rests_on(&self, is: &Arithmetic) -> Vec<&Evidence> {
        let weight = |unit| self.weight_for(unit).map(|dan| &dan.evidence);
        match &is.kind {
            Kind::Call(Function::Line, _) => Vec::new(),
            Kind::Call(Function::Sum | Function::Mean, parts) => {
                let Kind::Name(name) = &parts[0].kind else { return Vec::new() };
                let column = self.roster.column(name).into_iter();
                column
                    .map(|column| column.total.as_ref().map_or(&column.evidence, |total| &total.evidence))
                    .collect()
            }
            Kind::Name(name) => match self.figures().find(|figure| figure.name == *name) {
                Some(figure) => [&figure.evidence].into_iter().chain(weight(figure.quantity.unit)).collect(),
                None => self.roster.column(name).map(|column| &column.evidence).into_iter().collect(),
            },
            Kind::Number(quantity) => weight(quantity.unit).into_iter().collect(),
            _ => is.parts().into_iter().flat_map(|part| self.rests_on(part)).collect(),
        }
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

    /// The first figure of a circle of figures that are derived from each other.
    pub(super) fn circular(&self) -> Option<&Figure> {
        let figures: Vec<&Figure> = self.figures().collect();
        let places: BTreeMap<&str, usize> =
            figures.iter().enumerate().rev().map(|(place, figure)| (figure.name.as_str(), place)).collect();
        let sources: Vec<Vec<usize>> = figures
            .iter()
            .map(|figure| match &figure.evidence {
                Evidence::Derived { is, .. } => {
                    figures_in(is).into_iter().filter_map(|name| places.get(name).copied()).collect()
                }
                _ => Vec::new(),
            })
            .collect();
        // Figures are settled once all that they are derived from are.
        let mut waits: Vec<usize> = sources.iter().map(Vec::len).collect();
        let mut awaited_by = vec![Vec::new(); figures.len()];
        for (place, sources) in sources.iter().enumerate() {
            sources.iter().for_each(|source| awaited_by[*source].push(place));
        }
        let mut settled: Vec<usize> = (0..figures.len()).filter(|place| waits[*place] == 0).collect();
        while let Some(source) = settled.pop() {
            for place in &awaited_by[source] {
                waits[*place] -= 1;
                if waits[*place] == 0 {
                    settled.push(*place);
                }
            }
        }
        // What still waits, waits for another that does, and so on into a circle.
        let next = |place: usize| sources[place].iter().copied().find(|source| waits[*source] > 0);
        let first = waits.iter().position(|waits| *waits > 0)?;
        let within = (0..figures.len()).try_fold(first, |place, _| next(place))?;
        let circle = std::iter::successors(next(within), |place| next(*place).filter(|_| *place != within));
        circle.min().map(|place| figures[place])
    }
}

/// The figures that `is` names; lines and columns are none.
fn figures_in(is: &Arithmetic) -> Vec<&str> {
    match &is.kind {
        Kind::Name(name) => vec![name],
        Kind::Call(Function::Line | Function::Sum | Function::Mean, _) => Vec::new(),
        _ => is.parts().into_iter().flat_map(figures_in).collect(),
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

#[cfg(test)]
mod tests {
    use crate::books::{Book, BookMistake, Folder, Strength, load_book};
    use crate::text::{Mistakes, Source, SourceError};
    use std::sync::Arc;

    struct NoFolder;

    impl Folder for NoFolder {
        fn open(&self, path: &str) -> Result<Arc<Source>, SourceError> {
            Err(SourceError::Empty(path.to_owned()))
        }
    }

    /// A book with these facts.
    fn book(facts: &str) -> Result<Book, Mistakes<BookMistake>> {
        let text = format!(
            "book: x\nprecision: 1 dan\nunits: {{dan: {{value: 150 catty, evidence: derived, is: 75 catty * 2}}}}\n\
             pools: {{harvest: {{value: 9 dan, evidence: derived, is: line(harvest)}}}}\nfacts:\n{facts}\
             attested: [{{what: harvest, amount: 9 dan, cite: x}}]\n\
             households: {{columns: {{land: mou}}, rows: [{{id: A, land: 3}}]}}\n"
        );
        load_book(&Source::new("x", text), &NoFolder)
    }

    fn derived(name: usize, from: &str) -> String {
        format!("  f{name}: {{value: 1, evidence: derived, is: {from}}}\n")
    }

    fn strength(book: &Book, fact: &str) -> Strength {
        book.strength(&book.fact(fact).unwrap().evidence)
    }

    #[test]
    fn a_long_way_back_is_walked_to_its_end() {
        // Each is the mean of all before it, as far as an expression goes.
        let mean = |name: usize| {
            let before: Vec<String> = (name.saturating_sub(150)..name).map(|one| format!("f{one}")).collect();
            derived(name, &format!("({}) / {}", before.join(" + "), before.len()))
        };
        let facts: String = (1..1000).map(mean).collect();
        let book = book(&format!("{facts}  f0: {{value: 1, evidence: assumed, why: x}}\n")).unwrap();
        assert_eq!(strength(&book, "f999"), Strength::Assumed);
    }

    #[test]
    fn the_first_figure_of_a_circle_is_told() {
        let facts =
            [derived(0, "f2"), derived(1, "f3 * f4"), derived(2, "f1"), derived(3, "f2"), derived(4, "1")];
        let kinds: Vec<BookMistake> =
            book(&facts.concat()).unwrap_err().into_iter().map(|mistake| mistake.kind).collect();
        assert_eq!(kinds, [BookMistake::Circular("f1".into())]);
    }

    #[test]
    fn a_weight_in_catties_and_a_line_of_its_own_name_are_no_circle() {
        let book = book("  f0: {value: 1 catty, evidence: derived, is: 1 catty}\n").unwrap();
        assert_eq!(strength(&book, "f0"), Strength::Derived);
        assert_eq!(book.strength(&book.pools[0].evidence), Strength::Derived);
    }
}
