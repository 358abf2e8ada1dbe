//! Every expression of a formula, wherever it stands.

use super::name::Expression;
use super::sections::Formula;

impl Formula {
    /// All of them, those of one section together.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let schedules = self.schedules.iter().flat_map(|schedule| {
            let ends = schedule.bands.iter().flat_map(|band| band.lower.iter().chain(&band.upper));
            let rates = schedule.bands.iter().map(|band| &band.rate);
            std::iter::once(&schedule.of).chain(ends.map(|bound| &bound.value)).chain(rates)
        });
        let steps =
            self.steps.iter().flat_map(|step| std::iter::once(&step.take).chain(&step.by).chain(&step.among));
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
}
