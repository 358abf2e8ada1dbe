//! Thousands of villages, on every core, and the smallest one that breaks a law.

use super::cliff::edges;
use super::court::{Breach, Court, Heard, Rule, Whom};
use super::law::Law;
use super::village::{Draw, draws};
use crate::books::Book;
use crate::settlement::SettlementMistake;
use crate::text::Mistakes;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// What is to be tried, and how.
#[derive(Debug)]
pub struct Trial<'c> {
    /// The rule.
    pub court: &'c Court<'c>,
    /// The laws, in the order of their verdicts.
    pub laws: Vec<Law>,
    /// How many villages.
    pub cases: u32,
    /// What they follow from.
    pub seed: u64,
    /// On how many threads; the verdicts do not depend on it.
    pub threads: usize,
}

/// How far a trial is, and whether it is to stop.
#[derive(Debug, Default)]
pub struct Progress {
    /// Villages so far.
    pub tried: AtomicU32,
    /// Set to stop.
    pub stop: AtomicBool,
}

/// What was found.
#[derive(Debug)]
pub struct Verdicts {
    /// How many villages were tried.
    pub tried: u32,
    /// How many of them could be settled.
    pub settled: u32,
    /// Why the others could not, what refuses most first.
    pub refusals: Vec<Refusal>,
    /// One for each law.
    pub verdicts: Vec<Verdict>,
}

/// Why villages cannot be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// How many.
    pub villages: u32,
    /// Why, for the first of them.
    pub sentence: String,
}

/// What was found of one law.
#[derive(Debug)]
pub struct Verdict {
    /// The law.
    pub law: Law,
    /// Whether the rule keeps it.
    pub ruling: Ruling,
}

/// Whether a rule keeps a law.
#[derive(Debug)]
pub enum Ruling {
    /// No village was found of which the law says anything.
    NotAsked,
    /// On every village that it was asked of, so many.
    Kept(u32),
    /// Broken first on this case; shown on the smallest village like it.
    Broken {
        /// The case, from 1.
        case: u32,
        /// How.
        breach: Box<Breach>,
    },
}

/// Villages that one thread takes at a time.
const BLOCK: u32 = 32;
/// A village is made smaller so often at most.
const MOST_SHRINKS: u32 = 20_000;

/// What the threads have found so far.
#[derive(Default)]
struct Tally {
    settled: u32,
    /// Why villages were refused, by the place of the rule that does: how many,
    /// and the first of them.
    refused: BTreeMap<(usize, usize), (u32, u32, String)>,
    asked: BTreeMap<Law, u32>,
    broken: BTreeMap<Law, u32>,
}

impl Trial<'_> {
    /// Tries every case, or as many as there are before `progress` says stop.
    #[must_use]
    pub fn run(&self, progress: &Progress) -> Verdicts {
        let next = AtomicU64::new(0);
        let tally = Mutex::new(Tally::default());
        let strategy = draws(&self.court.needs);
        std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| {
                    let strategy = draws(&self.court.needs);
                    while !progress.stop.load(Ordering::Relaxed) {
                        // More than there are cases, whose number has 32 bits.
                        let first = next.fetch_add(BLOCK.into(), Ordering::Relaxed);
                        let Some(first) = u32::try_from(first).ok().filter(|first| *first < self.cases)
                        else {
                            break;
                        };
                        let known = tally.lock().expect(NO_PANIC).broken.clone();
                        let block = self.block(first, &strategy, known, progress);
                        tally.lock().expect(NO_PANIC).add(block);
                    }
                });
            }
        });
        let tally = tally.into_inner().expect(NO_PANIC);
        let verdict =
            |law: &Law| Verdict { law: *law, ruling: self.ruling(*law, &tally, &strategy, progress) };
        Verdicts {
            tried: progress.tried.load(Ordering::Relaxed),
            settled: tally.settled,
            verdicts: self.laws.iter().map(verdict).collect(),
            refusals: tally.refusals(),
        }
    }

    /// The laws asked of one village only, of everyone in it.
    ///
    /// # Errors
    ///
    /// Returns why it cannot be settled.
    pub fn of_book(&self, book: &Book) -> Result<Verdicts, Mistakes<SettlementMistake>> {
        let settlement = self.court.settle_by(Rule::Own, book)?;
        let ruling = |law: &Law| match self.court.hear(*law, &settlement, Whom::All) {
            Heard::NotAsked => Ruling::NotAsked,
            Heard::Kept => Ruling::Kept(1),
            Heard::Broken(breach) => Ruling::Broken { case: 1, breach },
        };
        let verdicts = self.laws.iter().map(|law| Verdict { law: *law, ruling: ruling(law) }).collect();
        Ok(Verdicts { tried: 1, settled: 1, refusals: Vec::new(), verdicts })
    }

    fn block(
        &self,
        first: u32,
        strategy: &impl Strategy<Value = Draw>,
        known: BTreeMap<Law, u32>,
        progress: &Progress,
    ) -> Tally {
        let mut tally = Tally { broken: known, ..Tally::default() };
        for case in first..first.saturating_add(BLOCK).min(self.cases) {
            if progress.stop.load(Ordering::Relaxed) {
                break;
            }
            let draw = self.draw(case, strategy).map(|tree| tree.current());
            if let Some(draw) = draw {
                self.case(case, &draw, &mut tally);
            }
            progress.tried.fetch_add(1, Ordering::Relaxed);
        }
        tally
    }

    fn case(&self, case: u32, draw: &Draw, tally: &mut Tally) {
        let book = self.village(draw);
        let settlement = match self.court.settle_by(Rule::Own, &book) {
            Ok(settlement) => settlement,
            Err(mistakes) => return tally.refuse(case, &mistakes),
        };
        tally.settled += 1;
        for law in &self.laws {
            // What is broken already is broken.
            if tally.broken.get(law).is_some_and(|broken| *broken < case) {
                continue;
            }
            match self.court.hear(*law, &settlement, Whom::First(draw.lot)) {
                Heard::NotAsked => {}
                Heard::Kept => *tally.asked.entry(*law).or_default() += 1,
                Heard::Broken(_) => {
                    tally.broken.insert(*law, case);
                }
            }
        }
    }

    /// The village of a draw; one that is meant to lies on the edge of a band.
    fn village(&self, draw: &Draw) -> Book {
        let book = draw.book(&self.court.needs);
        let aimed = draw.aim.and_then(|aim| {
            let edges = edges(self.court.formula);
            let edge = edges.get(usize::try_from(aim).ok()? % edges.len().max(1))?;
            self.court.aim(&book, *edge, 0)
        });
        match aimed {
            Some(aim) => aim.book(&book),
            None => book,
        }
    }

    /// The draw of a case, which follows from its number and the seed alone.
    fn draw<S: Strategy<Value = Draw>>(&self, case: u32, strategy: &S) -> Option<S::Tree> {
        strategy.new_tree(&mut self.runner(case)).ok()
    }

    fn runner(&self, case: u32) -> TestRunner {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.seed.to_le_bytes());
        bytes[8..12].copy_from_slice(&case.to_le_bytes());
        // Nothing of it is left to the environment, on which no verdict depends.
        let config = Config {
            failure_persistence: None,
            // The largest number stands for another.
            max_shrink_iters: u32::MAX - 1,
            max_shrink_time: 0,
            verbose: 0,
            ..Config::default()
        };
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    fn ruling(
        &self,
        law: Law,
        tally: &Tally,
        strategy: &impl Strategy<Value = Draw>,
        progress: &Progress,
    ) -> Ruling {
        match (tally.broken.get(&law), tally.asked.get(&law)) {
            (Some(case), _) => {
                let breach = self.smallest(law, *case, strategy, progress);
                Ruling::Broken { case: case + 1, breach }
            }
            (None, Some(asked)) => Ruling::Kept(*asked),
            (None, None) => Ruling::NotAsked,
        }
    }

    /// The breach on the smallest village like that of `case`, or the smallest
    /// that was found before `progress` says stop.
    fn smallest(
        &self,
        law: Law,
        case: u32,
        strategy: &impl Strategy<Value = Draw>,
        progress: &Progress,
    ) -> Box<Breach> {
        let mut runner = self.runner(case);
        let tree = strategy.new_tree(&mut runner).expect("what was drawn once is drawn again");
        let drawn = tree.current();
        // The runner would tell that it has tried often enough; so does this.
        let left = Cell::new(MOST_SHRINKS);
        let breaks = |draw: Draw| {
            left.set(left.get().saturating_sub(1));
            let on = left.get() > 0 && !progress.stop.load(Ordering::Relaxed);
            match on && self.breach_of(law, &draw).is_some() {
                true => Err(TestCaseError::fail("")),
                false => Ok(()),
            }
        };
        let smallest = match runner.run_one(tree, breaks) {
            Err(TestError::Fail(_, smallest)) => smallest,
            _ => drawn,
        };
        let smallest = self.with_fewest(law, smallest, progress);
        self.breach_of(law, &smallest).expect("what breaks a law asked of one breaks it asked of all")
    }

    /// A village that still breaks `law` when its numbers are small may do so
    /// without some of its households, too.
    fn with_fewest(&self, law: Law, mut draw: Draw, progress: &Progress) -> Draw {
        let mut row = draw.len();
        while let Some(before) = row.checked_sub(1).filter(|_| !progress.stop.load(Ordering::Relaxed)) {
            row = before;
            if let Some(fewer) = draw.without(row).filter(|fewer| self.breach_of(law, fewer).is_some()) {
                draw = fewer;
            }
        }
        draw
    }

    /// How a village breaks a law, whomever one asks.
    fn breach_of(&self, law: Law, draw: &Draw) -> Option<Box<Breach>> {
        let book = self.village(draw);
        let settlement = self.court.settled(&book)?;
        match self.court.hear(law, &settlement, Whom::All) {
            Heard::Broken(breach) => Some(breach),
            _ => None,
        }
    }
}

const NO_PANIC: &str = "no thread fails while it holds the tally";

impl Tally {
    fn refuse(&mut self, case: u32, mistakes: &Mistakes<SettlementMistake>) {
        let Some(mistake) = mistakes.first() else { return };
        let place = mistake.marks.first().map_or((0, 0), |mark| (mark.place.line(), mark.place.column()));
        let refused = (1, case, mistake.kind.to_string());
        self.refused.entry(place).and_modify(|(villages, ..)| *villages += 1).or_insert(refused);
    }

    fn add(&mut self, block: Tally) {
        self.settled += block.settled;
        for (law, asked) in block.asked {
            *self.asked.entry(law).or_default() += asked;
        }
        for (law, case) in block.broken {
            let first = self.broken.entry(law).or_insert(case);
            *first = (*first).min(case);
        }
        for (place, (villages, case, sentence)) in block.refused {
            let own = self.refused.entry(place).or_insert((0, u32::MAX, String::new()));
            own.0 += villages;
            if case < own.1 {
                (own.1, own.2) = (case, sentence);
            }
        }
    }

    fn refusals(self) -> Vec<Refusal> {
        let refused = self.refused.into_values();
        let mut refusals: Vec<Refusal> =
            refused.map(|(villages, _, sentence)| Refusal { villages, sentence }).collect();
        refusals.sort_by(|one, other| (other.villages, &one.sentence).cmp(&(one.villages, &other.sentence)));
        refusals
    }
}
