//! What every name stands for at one point of a formula.

use super::draft::{Draft, Found, Parsed};
use super::mistake::FormulaMistake;
use super::name::{Expression, Name, Reference};
use super::sections::{ColumnKind, End, Schedule};
use crate::exact::Dimension;
use crate::expression::Kind;
use crate::text::{Mistake, Place, check_name, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};

/// The word for all households, as an end of a step.
pub(super) const HOUSEHOLDS: &str = "households";

/// One name of the formula.
pub(super) struct Known {
    pub(super) means: Reference,
    pub(super) place: Place,
}

/// The names of a formula, and how far its steps have gone.
pub(super) struct Scope<'f> {
    pub(super) found: &'f mut Found,
    pub(super) names: BTreeMap<String, Known>,
    /// Steps have their own names: a column may be called like one, and then
    /// its bare name is the column's.
    pub(super) steps: BTreeMap<String, usize>,
    pub(super) step_texts: Vec<String>,
    /// Whether households have a part in each step.
    pub(super) shared: Vec<bool>,
    /// Pools and accounts: where steps take from and give to.
    pub(super) ends: Vec<(String, End)>,
    pub(super) parameters: Vec<Dimension>,
    pub(super) facts: Vec<Dimension>,
    pub(super) columns: Vec<ColumnKind>,
    pub(super) schedules: Vec<Option<Schedule>>,
    pub(super) figures: Vec<Option<Dimension>>,
    pub(super) spoiled: Vec<String>,
    /// Whether this is about a finished settlement of each household.
    pub(super) in_laws: bool,
    /// How many steps have happened at this point.
    pub(super) happened: usize,
}

impl<'f> Scope<'f> {
    pub(super) fn new(draft: &Draft, found: &'f mut Found) -> Self {
        let mut scope = Self {
            found,
            names: BTreeMap::new(),
            steps: BTreeMap::new(),
            step_texts: Vec::new(),
            shared: Vec::new(),
            ends: Vec::new(),
            parameters: draft.parameters.iter().map(|parameter| parameter.value.unit.dimension()).collect(),
            facts: draft.facts.iter().map(|fact| fact.unit.dimension()).collect(),
            columns: draft.columns.iter().map(|column| column.kind.clone()).collect(),
            schedules: Vec::new(),
            figures: Vec::new(),
            spoiled: draft.spoiled.clone(),
            in_laws: false,
            happened: draft.steps.len(),
        };
        for (i, pool) in draft.pools.iter().enumerate() {
            scope.name(&pool.name, &pool.place, Reference::Pool(i));
            scope.ends.push((pool.name.clone(), End::Pool(i)));
        }
        for (i, fact) in draft.facts.iter().enumerate() {
            scope.name(&fact.name, &fact.place, Reference::Fact(i));
        }
        for (i, column) in draft.columns.iter().enumerate() {
            scope.name(&column.name, &column.place, Reference::Column(i));
        }
        for (i, parameter) in draft.parameters.iter().enumerate() {
            scope.name(&parameter.name, &parameter.place, Reference::Parameter(i));
        }
        for (i, schedule) in draft.schedules.iter().enumerate() {
            scope.name(&schedule.name, &schedule.place, Reference::Schedule(i));
        }
        for (i, figure) in draft.figures.iter().enumerate() {
            scope.name(&figure.name, &figure.place, Reference::Figure(i));
        }
        scope.name_steps(draft);
        scope.name_accounts(draft);
        scope
    }

    fn name(&mut self, name: &str, place: &Place, means: Reference) {
        check_name(name, place, self.found);
        match self.names.get(name) {
            Some(earlier) => {
                let twice = Mistake::at(place, FormulaMistake::NameTwice(name.to_owned()));
                let twice = twice.and(&earlier.place, "the other one");
                self.found.push(twice);
            }
            None => {
                self.names.insert(name.to_owned(), Known { means, place: place.clone() });
            }
        }
    }

    fn name_steps(&mut self, draft: &Draft) {
        for (i, step) in draft.steps.iter().enumerate() {
            let word = step.name.replace(' ', "_");
            check_name(&word, &step.place, self.found);
            let other = match (self.steps.get(&word), self.names.get(&word)) {
                (Some(earlier), _) => Some(draft.steps[*earlier].place.clone()),
                (None, Some(Known { means: Reference::Column(_), .. })) => None,
                (None, known) => known.map(|known| known.place.clone()),
            };
            if let Some(other) = other {
                let twice = Mistake::at(&step.place, FormulaMistake::NameTwice(step.name.clone()));
                self.found.push(twice.and(&other, "the other one"));
            }
            self.steps.entry(word.clone()).or_insert(i);
            self.step_texts.push(step.name.clone());
            self.shared.push([&step.from.0, &step.to.0].into_iter().any(|end| end == HOUSEHOLDS));
        }
    }

    /// Accounts and pools share one list of ends.
    fn name_accounts(&mut self, draft: &Draft) {
        for (i, account) in draft.accounts.iter().enumerate() {
            check_name(&account.name, &account.place, self.found);
            self.ends.push((account.name.clone(), End::Account(i)));
            let pools = draft.pools.iter().map(|pool| (&pool.name, &pool.place));
            let earlier = draft.accounts[..i].iter().map(|account| (&account.name, &account.place));
            if let Some((_, other)) = pools.chain(earlier).find(|(name, _)| **name == account.name) {
                let twice = Mistake::at(&account.place, FormulaMistake::NameTwice(account.name.clone()));
                self.found.push(twice.and(other, "the other one"));
            }
        }
    }

    pub(super) fn complain(&mut self, place: &Place, kind: FormulaMistake) {
        self.found.push(Mistake::at(place, kind));
    }

    /// The thing that `text` names, or a mistake.
    pub(super) fn look_up(&mut self, text: &str, place: &Place) -> Option<Reference> {
        let step = self.steps.get(text).copied();
        let known = self.names.get(text).map(|known| known.means);
        if known.is_none() && self.spoiled.iter().any(|spoiled| spoiled == text) {
            return None;
        }
        match (step, known) {
            (_, Some(means)) if self.is_ahead(means) => {
                self.complain(place, FormulaMistake::Ahead(text.to_owned()));
                None
            }
            (_, Some(means)) => Some(means),
            (Some(step), None) => self.happened_step(step, place),
            (None, None) => {
                let kind = FormulaMistake::UnknownName(text.to_owned());
                let words = ["rest", "household", "quantum"];
                let names = self.names.keys().chain(self.steps.keys()).map(String::as_str).chain(words);
                let account = self.ends.iter().any(|(name, _)| name == text);
                let account = account
                    .then(|| format!("`{text}` is an account; an amount is named by the step that moves it"));
                let hint =
                    account.or_else(|| self.word_of_a_column(text)).or_else(|| did_you_mean(text, names));
                self.found.push(Mistake::at(place, kind).hint(hint));
                None
            }
        }
    }

    /// Figures and schedules may only be used after they are made.
    fn is_ahead(&self, means: Reference) -> bool {
        match means {
            Reference::Figure(i) => i >= self.figures.len(),
            Reference::Schedule(i) => i >= self.schedules.len(),
            _ => false,
        }
    }

    pub(super) fn happened_step(&mut self, step: usize, place: &Place) -> Option<Reference> {
        if step >= self.happened {
            let name = self.step_texts[step].clone();
            self.complain(place, FormulaMistake::LaterStep(name));
            return None;
        }
        Some(Reference::Step(step))
    }

    /// A schedule is reckoned where it is used: the steps it names must have
    /// happened there.
    pub(super) fn refuse_later_steps(&mut self, steps: &BTreeSet<usize>, place: &Place) {
        for step in steps {
            self.happened_step(*step, place);
        }
    }

    /// The steps that `expression` depends on, through schedules too.
    pub(super) fn steps_of(&self, expression: &Expression) -> BTreeSet<usize> {
        let mut steps = BTreeSet::new();
        for means in expression.references() {
            match means {
                Reference::Step(step) => {
                    steps.insert(step);
                }
                Reference::Schedule(schedule) => {
                    steps.extend(self.schedules[schedule].iter().flat_map(|schedule| &schedule.steps));
                }
                _ => {}
            }
        }
        steps
    }

    /// How many schedules are looked up one for the other, the longest way, for
    /// `expression`.
    pub(super) fn depth_of(&self, expression: &Expression) -> usize {
        let depth = |means| match means {
            Reference::Schedule(schedule) => self.schedules[schedule].as_ref().map(|schedule| schedule.depth),
            _ => None,
        };
        expression.references().into_iter().filter_map(depth).max().unwrap_or(0)
    }

    /// A bare word that only a column of words knows.
    fn word_of_a_column(&self, text: &str) -> Option<String> {
        let is_word = |kind: &ColumnKind| matches!(kind, ColumnKind::Labels(words) if words.iter().any(|word| word == text));
        let column = self.columns.iter().position(is_word)?;
        let name = self.names.iter().find(|(_, known)| known.means == Reference::Column(column))?.0;
        Some(format!("write `{name} == {text}`"))
    }

    /// A column hides the step of the same name; the step may have been meant.
    pub(super) fn meant_as_step(&self, parts: &[&Expression]) -> Option<String> {
        parts.iter().find_map(|part| match &part.kind {
            Kind::Name(Name { text, means: Reference::Column(_) }) => {
                let step = self.steps.get(text).filter(|step| **step < self.happened)?;
                let step = &self.step_texts[*step];
                Some(format!("`{text}` is the column here; what step `{step}` moved is `paid({text})`"))
            }
            _ => None,
        })
    }

    /// The column of words that `parsed` names, if it names one.
    pub(super) fn label_column(&self, parsed: &Parsed) -> Option<usize> {
        let Kind::Name(text) = &parsed.kind else { return None };
        match self.names.get(text)?.means {
            Reference::Column(i) => matches!(self.columns[i], ColumnKind::Labels(_)).then_some(i),
            _ => None,
        }
    }
}
