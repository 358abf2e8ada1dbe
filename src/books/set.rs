//! Numbers of a book set for one run: what if the harvest had been larger?

use super::figures::{check_countable, check_weight};
use super::{Book, BookMistake, Evidence, Figure};
use crate::exact::{Measure, Quantity};
use crate::text::{Mistake, Mistakes, did_you_mean};

impl Book {
    /// Sets a fact, a pool, or the weight of a dan (`dan`) for this run; `false`
    /// when nothing has that name. What is set is no longer attested. Check
    /// with [`Book::check_counts`] when all is set.
    ///
    /// # Errors
    ///
    /// Returns the mistakes of the new value, as loading the book would.
    pub fn set(&mut self, name: &str, value: &Quantity) -> Result<bool, Mistakes<BookMistake>> {
        let mut mistakes = Vec::new();
        if let Some(fact) = self.facts.iter_mut().find(|fact| fact.name == name) {
            let (needed, found) = (fact.quantity.unit, value.unit);
            if needed.dimension() != found.dimension() {
                let (name, needed, found) = (name.to_owned(), needed.to_string(), found.to_string());
                mistakes.push(Mistake::nowhere(BookMistake::SetUnit { name, needed, found }));
            }
            fact.set(value);
        } else if let Some(pool) = self.pools.iter_mut().find(|pool| pool.name == name) {
            pool.set(value);
        } else if let Some(dan) = self.dan.as_mut().filter(|dan| dan.name == name) {
            dan.set(value);
            check_weight(dan, &mut mistakes);
            self.measure = Measure::new(self.measure.precision(), Some(value.value));
        } else {
            return Ok(false);
        }
        self.unmake_derivations();
        if mistakes.is_empty() { Ok(true) } else { Err(mistakes) }
    }

    /// What no longer is what it was derived from stays as it is, and is assumed.
    fn unmake_derivations(&mut self) {
        let stale = |figure: &Figure| {
            let mut mistakes = Vec::new();
            figure.check_derivation(self, &mut mistakes);
            !mistakes.is_empty()
        };
        let pools: Vec<bool> = self.pools.iter().map(stale).collect();
        let facts: Vec<bool> = self.facts.iter().map(stale).collect();
        let figures = self.pools.iter_mut().zip(pools).chain(self.facts.iter_mut().zip(facts));
        for (figure, _) in figures.filter(|(_, stale)| *stale) {
            let why = "as the book has it, though what it was derived from is set for this run".to_owned();
            figure.evidence = Evidence::Assumed { why };
        }
    }

    /// The mistakes in the present values: pools and attested amounts that are
    /// not whole quanta, as a lighter dan or a smaller harvest may make them.
    #[must_use]
    pub fn check_counts(&self) -> Mistakes<BookMistake> {
        let mut mistakes = Vec::new();
        for pool in &self.pools {
            check_countable(&pool.name, &pool.quantity, &pool.place, self.measure, &mut mistakes);
        }
        for line in &self.attested {
            check_countable(&line.what, &line.amount, &line.place, self.measure, &mut mistakes);
        }
        mistakes
    }

    /// The name of a number that can be set and that `name` was meant to be.
    #[must_use]
    pub fn number_near(&self, name: &str) -> Option<String> {
        did_you_mean(name, self.figures().map(|figure| figure.name.as_str()))
    }
}

impl Figure {
    fn set(&mut self, value: &Quantity) {
        self.quantity = value.clone();
        self.set = true;
        self.evidence = Evidence::Assumed { why: "set for this run".to_owned() };
    }
}
