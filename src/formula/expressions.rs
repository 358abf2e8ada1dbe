//! Every expression of a formula, wherever it stands.

use super::name::{Expression, Reference};
use super::sections::{Formula, Step};

impl Formula {
    /// All of them, those of one section together.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let schedules = self.schedules.iter().flat_map(|schedule| {
            let ends = schedule.bands.iter().flat_map(|band| band.lower.iter().chain(&band.upper));
            let rates = schedule.bands.iter().map(|band| &band.rate);
            std::iter::once(&schedule.of).chain(ends.map(|bound| &bound.value)).chain(rates)
        });
        let steps = self.steps.iter().flat_map(Step::clauses);
        let figures = self.figures.iter().map(|figure| &figure.is);
        let claims = self.claims.iter().chain(&self.laws).map(|claim| &claim.holds);
        schedules.chain(steps).chain(figures).chain(claims)
    }

    /// The same, to be changed.
    pub fn expressions_mut(&mut self) -> impl Iterator<Item = &mut Expression> {
        let schedules = self.schedules.iter_mut().flat_map(|schedule| {
            let bands = schedule.bands.iter_mut().flat_map(|band| {
                let ends = band.lower.iter_mut().chain(&mut band.upper).map(|bound| &mut bound.value);
                ends.chain([&mut band.rate])
            });
            std::iter::once(&mut schedule.of).chain(bands)
        });
        let steps = self
            .steps
            .iter_mut()
            .flat_map(|step| std::iter::once(&mut step.take).chain(&mut step.by).chain(&mut step.among));
        let figures = self.figures.iter_mut().map(|figure| &mut figure.is);
        let claims = self.claims.iter_mut().chain(&mut self.laws).map(|claim| &mut claim.holds);
        schedules.chain(steps).chain(figures).chain(claims)
    }

    /// All that these expressions name, each once, and what the schedules look up
    /// that they name.
    #[must_use]
    pub fn named_in<'f>(&'f self, expressions: impl IntoIterator<Item = &'f Expression>) -> Vec<Reference> {
        let mut found: Vec<Reference> = Vec::new();
        let mut open: Vec<&Expression> = expressions.into_iter().collect();
        while let Some(expression) = open.pop() {
            for means in expression.references() {
                if found.contains(&means) {
                    continue;
                }
                found.push(means);
                if let Reference::Schedule(schedule) = means {
                    open.push(&self.schedules[schedule].of);
                }
            }
        }
        found
    }
}

impl Step {
    /// What it takes, by what, and among whom.
    pub fn clauses(&self) -> impl Iterator<Item = &Expression> {
        std::iter::once(&self.take).chain(&self.by).chain(&self.among)
    }
}
