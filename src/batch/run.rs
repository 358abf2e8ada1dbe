//! Block after block, on every core, and out again in order.

use super::{BatchFailure, Blocks, RowMistake, Work, Written};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{channel, sync_channel};

/// What was made of one block.
#[derive(Debug, Default)]
pub struct Part {
    /// For each formula.
    pub made: Vec<Made>,
    /// How many lines the block has.
    pub lines: u64,
    /// How many households are in it, settled or not.
    pub households: u64,
    /// The cooperatives in it, in order, with the line of their first household
    /// within the block.
    pub cooperatives: Vec<(usize, u64)>,
    /// How many cooperatives were settled, and households in them.
    pub settled: u64,
    /// The households of those.
    pub settled_households: u64,
    /// Draws that could not be settled.
    pub refused: u64,
    /// The cooperatives that were not, and why; lines are counted within the block.
    pub failures: Vec<BatchFailure>,
    /// Why the block cannot be read to its end.
    pub unreadable: Option<RowMistake>,
}

/// What one formula makes of one block.
#[derive(Debug, Default)]
pub struct Made {
    /// The rows of the households.
    pub rows: Written,
    /// The rows of the cooperatives.
    pub accounts: Vec<u8>,
    /// What each step gave households in all, in quanta.
    pub totals: Vec<i128>,
    /// What each account holds in all, in quanta.
    pub accounts_totals: Vec<i128>,
}

impl Part {
    /// An empty part for formulas with so many columns and accounts, with the room that
    /// this one has for rows and cooperatives.
    #[must_use]
    pub fn emptied(self, sizes: impl Iterator<Item = (usize, usize)>) -> Self {
        let Self { made, mut cooperatives, .. } = self;
        cooperatives.clear();
        let mut used = made.into_iter();
        let made = sizes.map(|(columns, accounts)| {
            let mut rows = used.next().unwrap_or_default().rows;
            rows.clear();
            Made { rows, accounts: Vec::new(), totals: vec![0; columns], accounts_totals: vec![0; accounts] }
        });
        Self { made: made.collect(), cooperatives, ..Self::default() }
    }
}

/// How far a batch is, and whether it is to stop.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes of the table of households so far.
    pub read: AtomicU64,
    /// Set to stop.
    pub stop: AtomicBool,
}

/// Why a batch did not come to its end.
#[derive(Debug)]
pub enum Stopped {
    /// It was told to.
    Interrupted,
    /// The table cannot be read.
    Io(io::Error),
}

/// What came of a batch.
#[derive(Debug, Default)]
pub struct Summary {
    /// Rows of households.
    pub households: u64,
    /// Cooperatives that were settled.
    pub settled: u64,
    /// Households in them.
    pub settled_households: u64,
    /// Draws that could not be settled.
    pub refused: u64,
    /// What each step of each formula gave households, in quanta.
    pub totals: Vec<Vec<i128>>,
    /// What each account of each formula holds, in quanta.
    pub accounts: Vec<Vec<i128>>,
}

impl Summary {
    /// Adds what was made of one more block.
    pub fn add(&mut self, part: &Part) {
        self.households += part.households;
        self.settled += part.settled;
        self.settled_households += part.settled_households;
        self.refused += part.refused;
        let size = part.made.len();
        self.totals.resize(size, Vec::new());
        self.accounts.resize(size, Vec::new());
        for (place, made) in part.made.iter().enumerate() {
            add(&mut self.totals[place], &made.totals);
            add(&mut self.accounts[place], &made.accounts_totals);
        }
    }
}

fn add(totals: &mut Vec<i128>, more: &[i128]) {
    totals.resize(more.len(), 0);
    totals.iter_mut().zip(more).for_each(|(total, more)| *total += more);
}

/// Does `work` to every block on so many threads, and hands each part to `take`
/// in the order of the blocks, which may say that it has seen enough. What it has
/// taken is room for another.
///
/// # Errors
///
/// Returns why it did not come to its end.
pub fn run<R: Read>(
    mut blocks: Blocks<R>,
    work: &impl Work,
    threads: usize,
    progress: &Progress,
    take: &mut dyn FnMut(&mut Part) -> Result<bool, Stopped>,
) -> Result<(), Stopped> {
    let threads = threads.max(1);
    // So much is on its way at most.
    let most = threads * 2 + 1;
    let (give, given) = sync_channel::<(u64, Vec<u8>, Part)>(most);
    let (answer, answers) = channel::<(u64, Vec<u8>, std::thread::Result<Part>)>();
    let given = Mutex::new(given);
    std::thread::scope(|scope| {
        let given = &given;
        for _ in 0..threads {
            let answer = answer.clone();
            scope.spawn(move || {
                let mut seat = work.seat();
                loop {
                    let next = given.lock().expect("no worker fails while it waits").recv();
                    let Ok((place, block, room)) = next else { break };
                    // A mistake of ours ends all, not one worker that others wait for.
                    let part = catch_unwind(AssertUnwindSafe(|| work.block(&block, room, &mut seat)));
                    if answer.send((place, block, part)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(answer);
        // What is not taken any more ends the workers when it goes out of scope.
        let give = give;
        let (mut spare, mut room): (Vec<Vec<u8>>, Vec<Part>) = (Vec::new(), Vec::new());
        let mut waiting: BTreeMap<u64, Part> = BTreeMap::new();
        let (mut read, mut taken, mut on_the_way, mut ended) = (0, 0, 0, false);
        loop {
            while !ended && on_the_way + waiting.len() < most {
                match blocks.next(spare.pop().unwrap_or_default()).map_err(Stopped::Io)? {
                    Some(block) => {
                        progress.read.fetch_add(block.len() as u64, Ordering::Relaxed);
                        // The workers are there as long as this is.
                        let _ = give.send((read, block, room.pop().unwrap_or_default()));
                        read += 1;
                        on_the_way += 1;
                    }
                    None => ended = true,
                }
            }
            // What was made since is not whole, be it the last.
            if progress.stop.load(Ordering::Relaxed) {
                return Err(Stopped::Interrupted);
            }
            if on_the_way == 0 && waiting.is_empty() {
                return Ok(());
            }
            let Ok((place, block, part)) = answers.recv() else { return Ok(()) };
            on_the_way -= 1;
            spare.push(block);
            waiting.insert(place, part.unwrap_or_else(|panic| resume_unwind(panic)));
            while let Some(mut part) = waiting.remove(&taken) {
                taken += 1;
                if !take(&mut part)? {
                    return Ok(());
                }
                room.push(part);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts lines, and stops at one that says so.
    struct Counting<'c>(&'c Progress);

    impl Work for Counting<'_> {
        type Seat = ();

        fn seat(&self) {}

        fn block(&self, block: &[u8], _: Part, (): &mut ()) -> Part {
            let lines = block.iter().filter(|byte| **byte == b'\n').count();
            assert!(!block.ends_with(b"mistake\n"), "a mistake of ours");
            if block.ends_with(b"stop\n") {
                self.0.stop.store(true, Ordering::Relaxed);
            }
            Part { lines: lines as u64, ..Part::default() }
        }
    }

    fn lines(text: &str, threads: usize) -> Result<Vec<u64>, Stopped> {
        let progress = Progress::default();
        let mut found = Vec::new();
        let blocks = Blocks::new(text.as_bytes(), Vec::new(), 4, Some(0));
        run(blocks, &Counting(&progress), threads, &progress, &mut |part| {
            found.push(part.lines);
            Ok(true)
        })
        .map(|()| found)
    }

    #[test]
    fn parts_come_in_the_order_of_the_blocks_on_any_number_of_threads() {
        let text: String = (1..40).flat_map(|own| (0..own).map(move |_| format!("k{own}\n"))).collect();
        for threads in [0, 1, 2, 7] {
            assert_eq!(lines(&text, threads).unwrap(), (1..40).collect::<Vec<_>>(), "{threads}");
        }
    }

    #[test]
    #[should_panic(expected = "a mistake of ours")]
    fn a_mistake_of_ours_in_one_thread_ends_all() {
        let table: String = (0..40).map(|own| format!("k{own}\n")).collect();
        let _ = lines(&format!("{table}mistake\n{table}"), 3);
    }

    #[test]
    fn what_is_stopped_in_its_last_block_has_not_come_to_its_end() {
        assert!(matches!(lines("a\nb\nstop\n", 2), Err(Stopped::Interrupted)));
    }
}
