//! Where schedules fell.

use super::outcome::Settlement;
use super::reckoned::{Looked, Reckoned};
use crate::expression::Kind;
use crate::formula::{Expression, Name, Reference};

/// The schedules that `expression` names, each once, and how they came to their
/// figures.
pub fn looked_up<'r>(expression: &Expression, reckoned: &'r Reckoned) -> Vec<(usize, &'r Looked)> {
    let mut found = Vec::new();
    look_up(expression, reckoned, &mut found);
    found
}

fn look_up<'r>(expression: &Expression, reckoned: &'r Reckoned, found: &mut Vec<(usize, &'r Looked)>) {
    if let (Kind::Name(Name { means: Reference::Schedule(own), .. }), Some(looked)) =
        (&expression.kind, reckoned.schedule())
        && found.iter().all(|(known, _)| known != own)
    {
        found.push((*own, looked));
    }
    for (part, reckoned) in expression.parts().into_iter().zip(reckoned.parts()) {
        look_up(part, reckoned, found);
    }
}

impl Settlement<'_> {
    /// How the schedule at this place came to its figure, where a step or a
    /// figure looked it up.
    #[must_use]
    pub fn looked(&self, schedule: usize) -> Option<&Looked> {
        let of_steps = self.formula.steps.iter().zip(&self.traces).flat_map(|(step, trace)| {
            let by = step.by.as_ref().zip(trace.key.as_ref().map(|key| &key.by));
            [Some((&step.take, &trace.take)), by, step.among.as_ref().zip(trace.among.as_ref())]
        });
        let figures = self.formula.figures.iter().zip(&self.figures);
        let of_figures = figures.map(|(figure, outcome)| Some((&figure.is, &outcome.trace)));
        let mut clauses = of_steps.chain(of_figures).flatten();
        clauses.find_map(|(expression, reckoned)| self.looked_in(schedule, expression, reckoned))
    }

    fn looked_in<'r>(
        &self,
        schedule: usize,
        expression: &Expression,
        reckoned: &'r Reckoned,
    ) -> Option<&'r Looked> {
        looked_up(expression, reckoned).into_iter().find_map(|(own, looked)| {
            let of = &self.formula.schedules[own].of;
            if own == schedule { Some(looked) } else { self.looked_in(schedule, of, &looked.of) }
        })
    }
}
