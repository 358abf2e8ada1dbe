//! All readings of some spaces, tried one by one on every core, and ranked.

use super::fit::{Reading, fit};
use super::space::{Change, Space, stated_parameters};
use crate::books::Book;
use crate::exact::Quantity;
use crate::formula::{Formula, Whole};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// So many readings that do not fit are kept, the best of them.
const KEPT: usize = 20_000;

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Every reading that fits, and the best of those that can be settled, with
    /// the place of its space, the best first; those of one rank in the order of
    /// the spaces and choices.
    pub readings: Vec<(usize, Reading)>,
    /// How many can be settled.
    pub settled: usize,
    /// How many were tried.
    pub tried: usize,
    /// How many there are.
    pub size: usize,
}

/// How far a search is, and whether it is to stop.
#[derive(Debug, Default)]
pub struct Progress {
    /// Readings tried so far.
    pub tried: AtomicUsize,
    /// Set to stop: what was found so far is kept.
    pub stop: AtomicBool,
}

/// Tries every reading of `spaces` on `book`. The result depends neither on the
/// number of threads nor on their pace, unless the search is stopped.
#[must_use]
pub fn search(spaces: &[Space], book: &Book, progress: &Progress) -> Found {
    let tasks = tasks(spaces);
    let next = AtomicUsize::new(0);
    let best = Mutex::new(Best::default());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(tasks.len()) {
            scope.spawn(|| {
                while let Some((space, first)) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut walk =
                        Walk { space: &spaces[*space], place: *space, book, progress, best: Best::default() };
                    walk.begin(first);
                    let mut best = best.lock().expect("no thread fails while it holds the list");
                    best.settled += walk.best.settled;
                    best.fits += walk.best.fits;
                    best.readings.extend(walk.best.readings);
                    best.sift(KEPT);
                }
            });
        }
    });
    let mut best = best.into_inner().expect("no thread fails while it holds the list");
    best.sift(0);
    let Best { readings, settled, .. } = best;
    let size = spaces.iter().map(Space::size).fold(0, usize::saturating_add);
    Found { readings, settled, tried: progress.tried.load(Ordering::Relaxed), size }
}

/// The best readings so far, those of one thread or of all. Which are kept does
/// not depend on the order in which they come.
#[derive(Default)]
struct Best {
    readings: Vec<(usize, Reading)>,
    settled: usize,
    fits: usize,
}

impl Best {
    fn add(&mut self, space: usize, reading: Reading) {
        self.settled += 1;
        self.fits += usize::from(reading.fits());
        self.readings.push((space, reading));
        self.sift(KEPT);
    }

    /// Sorts the readings and lets go of what is beyond those kept, once `slack`
    /// more than that have come together.
    fn sift(&mut self, slack: usize) {
        let most = self.fits.saturating_add(KEPT);
        if slack > 0 && self.readings.len() <= most + slack {
            return;
        }
        let key = |(space, reading): &(usize, Reading)| (reading.rank(), *space, reading.answers.clone());
        self.readings.sort_by_cached_key(key);
        self.readings.truncate(most);
    }
}

/// The first answers of each space, the pieces that threads take.
fn tasks(spaces: &[Space]) -> Vec<(usize, Option<usize>)> {
    let mut tasks = Vec::new();
    for (place, space) in spaces.iter().enumerate() {
        match space.choices.first() {
            None => tasks.push((place, None)),
            Some(choice) => tasks.extend((0..choice.alternatives.len()).map(|answer| (place, Some(answer)))),
        }
    }
    tasks
}

struct Walk<'a> {
    space: &'a Space,
    place: usize,
    book: &'a Book,
    progress: &'a Progress,
    best: Best,
}

/// A rule as some answers leave it: read already, so that values of parameters
/// can be set without reading it again.
#[derive(Clone)]
struct Partly {
    whole: Arc<Whole>,
    formula: Formula,
    values: Vec<(String, Quantity)>,
}

impl Partly {
    fn of(whole: Whole, values: &[(String, Quantity)]) -> Option<Self> {
        let formula = whole.formula().ok()?;
        let mut partly = Self { whole: Arc::new(whole), formula, values: Vec::new() };
        partly.set(values);
        Some(partly)
    }

    /// A value for what is left out of the formula is of no account.
    fn set(&mut self, values: &[(String, Quantity)]) {
        for (name, value) in values {
            if let Some(parameter) = self.formula.parameters.iter_mut().find(|own| own.name == *name) {
                parameter.value = value.clone();
            }
            self.values.push((name.clone(), value.clone()));
        }
    }

    /// The rule with one more answer; `None` when the two do not go together.
    fn with(&self, change: &Change) -> Option<Self> {
        match change {
            Change::None => Some(self.clone()),
            Change::Values(values) => {
                let mut partly = self.clone();
                partly.set(values);
                Some(partly)
            }
            Change::Restated(node) => {
                // What this answer states itself stands over what earlier ones did.
                let stated = stated_parameters(node);
                let earlier = self.values.iter().filter(|(name, _)| !stated.contains(&name.as_str()));
                Self::of(self.whole.with(node).ok()?, &earlier.cloned().collect::<Vec<_>>())
            }
        }
    }
}

impl Walk<'_> {
    fn begin(&mut self, first: &Option<usize>) {
        let Some(partly) = Partly::of(self.space.whole.clone(), &[]) else { return };
        match first {
            None => self.settle(&partly, &[]),
            Some(answer) => self.answer(&partly, &mut Vec::new(), *answer),
        }
    }

    /// Every reading that begins with `answers`.
    fn go_on(&mut self, partly: &Partly, answers: &mut Vec<usize>) {
        match self.space.choices.get(answers.len()) {
            None => self.settle(partly, answers),
            Some(choice) => {
                for answer in 0..choice.alternatives.len() {
                    self.answer(partly, answers, answer);
                }
            }
        }
    }

    fn answer(&mut self, partly: &Partly, answers: &mut Vec<usize>, answer: usize) {
        if self.progress.stop.load(Ordering::Relaxed) {
            return;
        }
        let change = &self.space.choices[answers.len()].alternatives[answer].change;
        answers.push(answer);
        match partly.with(change) {
            Some(changed) => self.go_on(&changed, answers),
            // Changes that do not go together make no reading.
            None => self.skip(answers.len()),
        }
        answers.pop();
    }

    /// Counts the readings that begin with so many answers and cannot be.
    fn skip(&self, answers: usize) {
        let left = self.space.choices[answers..].iter().map(|choice| choice.alternatives.len());
        self.progress.tried.fetch_add(left.fold(1, usize::saturating_mul), Ordering::Relaxed);
    }

    fn settle(&mut self, partly: &Partly, answers: &[usize]) {
        if partly.formula.check_values().is_empty()
            && let Some(reading) = fit(self.space, answers, partly.formula.clone(), self.book)
        {
            self.best.add(self.place, reading);
        }
        self.progress.tried.fetch_add(1, Ordering::Relaxed);
    }
}
