//! Where one thread settles. Cooperatives are read until several wait, then all of them
//! are settled, then all are written: what a core has just done it does again more
//! quickly.

use super::digits::AmountWriter;
use super::draws::Known;
use super::groups::{Group, unquoted};
use super::run::Part;
use super::seat::Seat;
use super::work::Settling;
use super::{BatchFailure, RowMistake};
use crate::exact::IdOrder;
use std::mem::{swap, take};

/// So many cooperatives wait for one another.
const TOGETHER: usize = 8;

/// The desk of one block.
pub(super) struct Desk<'w, 'b> {
    settling: &'w Settling<'w>,
    part: Part,
    writer: AmountWriter,
    guess: usize,
    /// Those who wait come first, the others are room.
    waiting: Vec<Waiting<'b>>,
    many: usize,
    seats: &'w mut Seats,
}

/// A cooperative that waits.
pub(super) struct Waiting<'b> {
    pub(super) group: Group<'b>,
    pub(super) cooperative: usize,
    pub(super) order: IdOrder,
    wrong: Option<Wrong>,
}

/// What is wrong, and with which household.
pub(super) type Wrong = (Option<usize>, String);

/// Where cooperatives that wait are settled, for each formula; a thread uses them again
/// and again.
pub struct Seats {
    of: Vec<Seat>,
    known: Known,
    /// Room for those who wait.
    room: Vec<Waiting<'static>>,
}

impl Seats {
    /// Empty ones.
    pub(super) fn of(settling: &Settling<'_>) -> Self {
        let seats = settling.plans.iter().map(|(many, _)| Seat::of(many, Self::together(settling)));
        Self { of: seats.collect(), known: Known::default(), room: Vec::new() }
    }

    /// How many wait for one another. Nobody does for what is drawn, of which there is
    /// room for one cooperative, and which takes long enough.
    fn together(settling: &Settling<'_>) -> usize {
        if settling.draws.is_some() { 1 } else { TOGETHER }
    }
}

impl<'w, 'b> Desk<'w, 'b> {
    /// Before the first cooperative.
    pub(super) fn of(settling: &'w Settling<'w>, block: &'b [u8], part: Part, seats: &'w mut Seats) -> Self {
        let writer = AmountWriter::new(settling.spec.measure.precision());
        let waiting = take(&mut seats.room).into_iter().map(|waiting| waiting.emptied(block)).collect();
        Self { settling, part, writer, guess: 0, waiting, many: 0, seats }
    }

    /// What came of the block.
    pub(super) fn done(mut self) -> Part {
        self.settle();
        self.seats.room = self.waiting.into_iter().map(|waiting| waiting.emptied(&[])).collect();
        self.part
    }

    /// Takes one more cooperative; what is left in its place is room for the next.
    pub(super) fn take(&mut self, group: &mut Group<'b>) {
        if self.settling.is_stopped() {
            return;
        }
        self.part.households += group.ids.len() as u64;
        let cooperative = self.settling.cooperatives.find(group.key, self.guess);
        if let Some(cooperative) = cooperative {
            self.guess = cooperative + 1;
            self.part.cooperatives.push((cooperative, group.line));
        }
        if !group.mistakes.is_empty() {
            for mistake in &group.mistakes {
                self.part.failed(group.key, mistake.clone());
            }
            return;
        }
        let Some(cooperative) = cooperative else {
            return self.part.fail(self.settling, group, (None, belongs_nowhere(group)));
        };
        if self.settling.left_out.contains(&cooperative) {
            return;
        }
        let order = match group.order() {
            Ok(order) => order,
            Err((household, sentence)) => {
                return self.part.fail(self.settling, group, (Some(household), sentence));
            }
        };
        if let Some(total) = group.total() {
            return self.part.fail(self.settling, group, (Some(total), is_no_household(group, total)));
        }
        if self.many == self.waiting.len() {
            let group = group.another();
            self.waiting.push(Waiting { group, cooperative, order: IdOrder::as_it_stands(0), wrong: None });
        }
        let waiting = &mut self.waiting[self.many];
        swap(&mut waiting.group, group);
        (waiting.cooperative, waiting.order, waiting.wrong) = (cooperative, order, None);
        self.many += 1;
        if self.many == Seats::together(self.settling) {
            self.settle();
        }
    }

    /// Settles all who wait, and writes what comes of it.
    fn settle(&mut self) {
        let Self { settling, part, writer, waiting, seats, .. } = self;
        let waiting = &mut waiting[..self.many];
        for (place, seat) in seats.of.iter_mut().enumerate() {
            for (slate, waiting) in waiting.iter_mut().enumerate() {
                waiting.then(|waiting| {
                    seat.fill(settling, place, waiting)?;
                    match settling.draws {
                        None => seat.settle(settling, place, waiting, slate),
                        Some((draws, drawn)) => {
                            let to = (&mut seats.known, &mut part.refused, &*writer);
                            seat.draw(settling, place, waiting, (draws, &drawn[place]), to)
                        }
                    }
                });
            }
        }
        for (slate, waiting) in waiting.iter_mut().enumerate() {
            if let Some(wrong) = waiting.wrong.take() {
                part.fail(settling, &waiting.group, wrong);
                continue;
            }
            for ((place, seat), made) in seats.of.iter().enumerate().zip(&mut part.made) {
                match settling.draws {
                    None => seat.write(settling, place, waiting, slate, (writer, made)),
                    Some(_) => made.rows.add(&seat.drawn),
                }
            }
            part.settled += 1;
            part.settled_households += waiting.group.ids.len() as u64;
        }
        self.many = 0;
    }
}

impl Waiting<'_> {
    fn emptied(self, block: &[u8]) -> Waiting<'_> {
        Waiting { group: self.group.emptied(block), ..self }
    }

    /// Does what is next, unless something went wrong before.
    fn then(&mut self, next: impl FnOnce(&mut Self) -> Result<(), Wrong>) {
        if self.wrong.is_none() {
            self.wrong = next(self).err();
        }
    }
}

impl Part {
    #[cold]
    fn fail(&mut self, settling: &Settling<'_>, group: &Group<'_>, (household, sentence): Wrong) {
        let line = household.map_or(group.line, |household| group.line_of(household));
        let file = settling.layout.file.clone();
        self.failed(group.key, RowMistake { file, line, column: 1, sentence });
    }

    fn failed(&mut self, key: &[u8], mistake: RowMistake) {
        let cooperative = String::from_utf8_lossy(&unquoted(key)).into_owned();
        self.failures.push(BatchFailure { cooperative, mistake });
    }
}

#[cold]
fn belongs_nowhere(group: &Group<'_>) -> String {
    let key = String::from_utf8_lossy(group.key);
    match group.key.is_empty() {
        true => "the household belongs to no cooperative".to_owned(),
        false => format!("there is no cooperative `{key}`"),
    }
}

#[cold]
fn is_no_household(group: &Group<'_>, total: usize) -> String {
    let id = group.id(total);
    format!("row `{id}` is the sum of all others: a total is no household")
}
