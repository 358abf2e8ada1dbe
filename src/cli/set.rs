//! Numbers set for one run.

use super::failure::Failure;
use super::library;
use crate::books::Book;
use crate::exact::{Quantity, QuantityError};
use crate::formula::Formula;
use crate::text::{Mistake, Place, Source, wrong_quantity};
use std::sync::Arc;

/// One `--set NAME=VALUE`.
pub(super) struct Setting {
    name: String,
    value: Quantity,
    source: Arc<Source>,
}

impl Setting {
    /// Reads every setting.
    pub(super) fn read_all(texts: &[String]) -> Result<Vec<Self>, Failure> {
        let mut mistakes = Vec::new();
        let mut settings: Vec<Self> = Vec::new();
        for text in texts {
            match Self::read(text) {
                Ok(setting) => {
                    if let Some(earlier) = settings.iter().find(|earlier| earlier.name == setting.name) {
                        let sentence = format!("`{}` is set twice", setting.name);
                        mistakes.push(setting.mistake(sentence).and(&earlier.place(), "first set here"));
                    }
                    settings.push(setting);
                }
                Err(mistake) => mistakes.push(mistake),
            }
        }
        if mistakes.is_empty() { Ok(settings) } else { Err(mistakes.into()) }
    }

    fn read(text: &str) -> Result<Self, Mistake<String>> {
        let source = Source::new("--set", text);
        let whole = Place::new(&source, 0..text.len());
        let Some((name, value)) = text.split_once('=') else {
            let sentence = format!("`{text}` sets nothing, a setting is written `top_rate=12%`");
            return Err(Mistake::at(&whole, sentence));
        };
        let place = Place::new(&source, name.len() + 1..text.len());
        let value =
            Quantity::parse(value).map_err(|error| wrong_quantity::<QuantityError>(&place, error).told())?;
        Ok(Self { name: name.trim().to_owned(), value, source })
    }

    fn place(&self) -> Place {
        Place::new(&self.source, 0..self.source.text().len())
    }

    /// Sets the parameter in the formulas that have it; whether any does.
    fn set_in(&self, formulas: &mut [Formula], mistakes: &mut Vec<Mistake<String>>) -> bool {
        let mut known = false;
        for formula in formulas {
            match formula.set(&self.name, &self.value) {
                Ok(set) => known |= set,
                Err(error) => {
                    known = true;
                    mistakes.push(self.mistake(error.to_string()));
                }
            }
        }
        known
    }

    /// A fact that no formula asks for changes nothing.
    fn warn_unless_used(&self, formulas: &[Formula], book: &Book) {
        let asked = formulas.iter().any(|formula| formula.facts.iter().any(|fact| fact.name == self.name));
        if book.fact(&self.name).is_some() && !asked {
            anstream::eprintln!("note: {} is set, and no formula here asks for it", self.name);
        }
    }

    fn mistake(&self, sentence: impl Into<String>) -> Mistake<String> {
        Mistake::at(&self.place(), sentence.into())
    }
}

/// The book and the formula of these names, with what is set for this run.
pub(super) fn read_set(book: &str, formula: &str, settings: &[Setting]) -> Result<(Book, Formula), Failure> {
    let (mut book, mut formula) = (library::book(book)?, library::formula(formula)?);
    apply(settings, std::slice::from_mut(&mut formula), &mut book)?;
    Ok((book, formula))
}

/// Sets parameters of a formula that meets no book.
pub(super) fn apply_to_formula(settings: &[Setting], formula: &mut Formula) -> Result<(), Failure> {
    apply_to_formulas(settings, std::slice::from_mut(formula))
}

/// Sets parameters of those formulas that have them.
pub(super) fn apply_to_formulas(settings: &[Setting], formulas: &mut [Formula]) -> Result<(), Failure> {
    let mut mistakes = Vec::new();
    for setting in settings {
        let known = setting.set_in(formulas, &mut mistakes);
        if !known {
            let whose = if formulas.len() == 1 { "the formula has" } else { "the formulas have" };
            let sentence = format!("{whose} no parameter `{}`", setting.name);
            let near = formulas.iter().find_map(|formula| formula.parameter_near(&setting.name));
            mistakes.push(setting.mistake(sentence).hint(near));
        }
    }
    for formula in formulas {
        mistakes.extend(formula.check_values().iter().map(Mistake::told));
        warn_of_ranges(formula);
    }
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes.into()) }
}

/// Sets numbers in the formulas that have them, or in the book; checks again.
pub(super) fn apply(settings: &[Setting], formulas: &mut [Formula], book: &mut Book) -> Result<(), Failure> {
    let mut mistakes = Vec::new();
    for setting in settings {
        let known = setting.set_in(formulas, &mut mistakes);
        // One formula's parameter may be another's fact or pool.
        if known && !formulas.iter().any(|formula| asks_the_book(formula, &setting.name)) {
            continue;
        }
        match book.set(&setting.name, &setting.value) {
            Ok(true) => setting.warn_unless_used(formulas, book),
            Ok(false) if known => {}
            Ok(false) => {
                let near = formulas.iter().find_map(|formula| formula.parameter_near(&setting.name));
                let hint = near.or_else(|| book.number_near(&setting.name));
                let sentence = format!("neither formula nor book has a number `{}`", setting.name);
                mistakes.push(setting.mistake(sentence).hint(hint));
            }
            Err(wrong) => {
                mistakes.extend(wrong.iter().map(|mistake| setting.mistake(mistake.kind.to_string())));
            }
        }
    }
    for formula in formulas {
        mistakes.extend(formula.check_values().iter().map(Mistake::told));
        warn_of_ranges(formula);
    }
    for mistake in book.check_counts() {
        let own = settings.iter().find(|setting| {
            let figure = book.pools.iter().find(|pool| pool.name == setting.name);
            figure.is_some_and(|pool| mistake.marks.iter().any(|mark| mark.place == pool.place))
        });
        mistakes.push(own.map_or_else(|| mistake.told(), |own| own.mistake(mistake.kind.to_string())));
    }
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes.into()) }
}

/// Whether `formula` takes `name` from the book.
fn asks_the_book(formula: &Formula, name: &str) -> bool {
    let facts = formula.facts.iter().any(|fact| fact.name == name);
    facts || formula.pools.iter().any(|pool| pool.name == name)
}

/// A value outside the stated range is allowed for a run, and said to be so.
fn warn_of_ranges(formula: &Formula) {
    for parameter in formula.parameters.iter().filter(|parameter| parameter.set) {
        if let Some(range) = &parameter.range
            && range.holds(&parameter.value) == Some(false)
        {
            let (name, value) = (&parameter.name, &parameter.value);
            let meant =
                Quantity::parse(&format!("{value}%")).ok().filter(|share| range.holds(share) == Some(true));
            let meant = meant.map(|share| format!("; did you mean {share}?")).unwrap_or_default();
            anstream::eprintln!("note: {name} is set to {value}, outside its stated range {range}{meant}");
        }
    }
}
