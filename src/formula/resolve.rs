//! Every name gets its meaning and every unit is checked, section by section.

use super::draft::{Draft, DraftBand, DraftClaim, DraftSchedule, Found, Parsed};
use super::mistake::FormulaMistake;
use super::name::{Expression, Reference};
use super::scope::Scope;
use super::sections::{Band, Bound, Claim, Figure, Formula, Schedule, Step, Tally};
use super::typing::Sort;
use super::unused::complain_of_unused;
use crate::exact::Dimension;
use crate::expression::Kind;
use crate::text::Title;

/// Resolves a draft; what is wrong with it goes to `found`.
pub(super) fn resolve(draft: Draft, found: &mut Found) -> Option<Formula> {
    let mut scope = Scope::new(&draft, found);
    let Draft { name, title, village, date, cite, note, replaces, rounding, rounding_cite, .. } = draft;
    let Draft { pools, accounts, facts, columns, parameters, spoiled: _, .. } = draft;
    for schedule in draft.schedules {
        let schedule = scope.schedule(schedule);
        scope.schedules.push(schedule);
    }
    let mut steps = Vec::new();
    for (place, step) in draft.steps.into_iter().enumerate() {
        scope.happened = place;
        steps.push(scope.step(step));
    }
    scope.happened = steps.len();
    let mut figures: Vec<Option<Figure>> = Vec::new();
    for figure in draft.figures {
        let resolved = scope.expression(figure.is, false);
        let one = resolved.and_then(|(is, sort)| {
            let Sort::Quantity { dimension, each: false } = sort else {
                scope.complain(&is.place, sort.not_one_figure("a figure"));
                return None;
            };
            let title = figure.title.unwrap_or_else(|| Title::plain(figure.name.replace('_', " ")));
            Some(Figure { name: figure.name, title, is, dimension, place: figure.place })
        });
        scope.figures.push(one.as_ref().map(|figure| figure.dimension));
        figures.push(one);
    }
    let claims: Vec<_> = draft.claims.into_iter().map(|claim| scope.claim(claim, false)).collect();
    scope.in_laws = true;
    let laws: Vec<_> = draft.laws.into_iter().map(|law| scope.claim(law, true)).collect();
    let schedules: Option<Vec<Schedule>> = scope.schedules.iter().cloned().collect();
    let steps: Option<Vec<Step>> = steps.into_iter().collect();
    let figures: Option<Vec<Figure>> = figures.into_iter().collect();
    let claims: Option<Vec<Claim>> = claims.into_iter().collect();
    let laws: Option<Vec<Claim>> = laws.into_iter().collect();
    let formula = Formula {
        title: title.unwrap_or_else(|| Title::plain(&name)),
        extends: None,
        name,
        village,
        date,
        cite,
        note,
        replaces,
        rounding,
        rounding_cite,
        pools,
        accounts,
        facts,
        columns,
        parameters,
        schedules: schedules?,
        steps: steps?,
        figures: figures?,
        claims: claims?,
        laws: laws?,
    };
    // What is unused may only be misspelt elsewhere, which has been said then.
    if found.is_empty() {
        complain_of_unused(&formula, found);
    }
    Some(formula)
}

/// So many schedules may look each other up: each waits for the next.
const DEEPEST: usize = 64;

impl Scope<'_> {
    fn schedule(&mut self, draft: DraftSchedule) -> Option<Schedule> {
        let of = self.quantity(draft.of, "an amount");
        let mut rates: Option<Dimension> = None;
        let mut bands = Vec::new();
        for band in draft.bands {
            bands.push(self.band(band, of.as_ref().map(|(_, dimension, _)| *dimension), &mut rates));
        }
        let bands: Option<Vec<Band>> = bands.into_iter().collect();
        let (of, of_dimension, each) = of?;
        let dimension = match draft.tally {
            Tally::Bands => rates.unwrap_or_default(),
            Tally::Slices => rates.unwrap_or_default().times(of_dimension)?,
        };
        let DraftSchedule { name, title, cite, tally, place, .. } = draft;
        let steps = self.steps_of(&of);
        let depth = self.depth_of(&of) + 1;
        // Those that look this one up need not be told of, too.
        if depth == DEEPEST + 1 {
            self.complain(&of.place, FormulaMistake::DeepSchedule(DEEPEST));
        }
        Some(Schedule { name, title, cite, of, tally, bands: bands?, dimension, each, steps, depth, place })
    }

    /// A comparison, of each household where `each` allows it.
    fn claim(&mut self, draft: DraftClaim, each: bool) -> Option<Claim> {
        let DraftClaim { says, cite, holds, place } = draft;
        let (holds, sort) = self.expression(holds, false)?;
        let needed = match sort {
            Sort::Truth { each: of_each } if each || !of_each => {
                return Some(Claim { says, cite, holds, place });
            }
            _ if each => "a comparison",
            _ => "one comparison",
        };
        self.complain(&holds.place, FormulaMistake::WrongType { needed, found: sort.found() });
        None
    }

    fn band(
        &mut self,
        draft: DraftBand,
        of: Option<Dimension>,
        rates: &mut Option<Dimension>,
    ) -> Option<Band> {
        let DraftBand { lower, upper, rate, place } = draft;
        let end = |scope: &mut Self, end: Option<(Parsed, bool)>| match end {
            None => Some(None),
            Some((value, closed)) => {
                let (value, dimension) = scope.fixed(value)?;
                if let Some(of) = of
                    && of != dimension
                    && !value.is_zero()
                {
                    scope.clash(&value.place, of, dimension, "compared");
                    return None;
                }
                Some(Some(Bound { value, closed }))
            }
        };
        let (lower, upper) = (end(self, lower), end(self, upper));
        let (rate, dimension) = self.fixed(rate)?;
        let first = if rate.is_zero() { rates.unwrap_or(dimension) } else { *rates.get_or_insert(dimension) };
        if first != dimension && !rate.is_zero() {
            self.clash(&rate.place, first, dimension, "rates of one schedule");
            return None;
        }
        Some(Band { lower: lower?, upper: upper?, rate, place })
    }

    /// An expression of numbers and parameters only.
    fn fixed(&mut self, parsed: Parsed) -> Option<(Expression, Dimension)> {
        let (expression, dimension, _) = self.quantity(parsed, "a number or a parameter")?;
        let fixed = expression.references().iter().all(|means| matches!(means, Reference::Parameter(_)));
        if !fixed || contains_call(&expression) {
            self.complain(&expression.place, FormulaMistake::NotConstant);
            return None;
        }
        Some((expression, dimension))
    }
}

fn contains_call(expression: &Expression) -> bool {
    matches!(expression.kind, Kind::Call(..)) || expression.parts().into_iter().any(contains_call)
}
