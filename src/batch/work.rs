//! What is made of a block of households.

use super::digits::AmountWriter;
use super::draws::{Drawn, Draws, Known, QUANTILES, quantile};
use super::groups::{Group, groups};
use super::layout::{Asked, BatchNeeds, Given, Layout};
use super::rows::{CellKind, OutColumn, Rows, write_cell};
use super::run::{Made, Part, Progress};
use super::{BatchFailure, Cooperatives, RowMistake, Spec};
use crate::exact::{Amount, Overflow};
use crate::settlement::{Many, Parties, Season, SeasonColumn, Settled, SettlementMistake, Slate};
use crate::text::Mistake;
use std::collections::BTreeSet;

/// Work on one block after the other, on any thread.
pub trait Work: Sync {
    /// What is made of the block, in the room of a part that is used up.
    fn block(&self, block: &[u8], room: Part) -> Part;
}

/// Settles every cooperative by every formula.
pub struct Settling<'w> {
    /// What the tables are.
    pub spec: &'w Spec,
    /// The cells of the households' rows.
    pub layout: &'w Layout,
    /// The cooperatives.
    pub cooperatives: &'w Cooperatives,
    /// The formulas, and what each asks of the tables.
    pub plans: &'w [(Many<'w>, BatchNeeds)],
    /// Cooperatives that are left out, for what is known to be wrong of them.
    pub left_out: &'w BTreeSet<usize>,
    /// Whether a row is written for each cooperative, with its accounts.
    pub accounts: bool,
    /// How often each is settled with what is drawn, and what each formula draws;
    /// once with what is known when there is none.
    pub draws: Option<(Draws, &'w [Drawn])>,
    /// Whether it is to stop.
    pub progress: &'w Progress,
}

impl Settling<'_> {
    /// The columns of the table of households that a formula makes.
    #[must_use]
    pub fn columns(&self, plan: usize) -> Vec<OutColumn> {
        let many = &self.plans[plan].0;
        let who = ["cooperative", "household"].map(|name| OutColumn::new(name, CellKind::Text));
        let mut columns = Vec::from(who);
        if self.draws.is_some() {
            columns.push(OutColumn::new("draws", CellKind::Whole));
            columns.extend(QUANTILES.map(|(name, _)| self.amounts(name)));
        } else {
            let steps = many.household_steps().map(|step| many.formula().steps[step].name.as_str());
            columns.extend(steps.chain(["net"]).map(|name| self.amounts(name)));
        }
        columns
    }

    /// The columns of the table of accounts.
    #[must_use]
    pub fn accounts_columns(&self, plan: usize) -> Vec<OutColumn> {
        let accounts = self.plans[plan].0.formula().accounts.iter().map(|account| account.name.as_str());
        let check = ["opening", "paid_in", "received", "left", "difference"];
        let mut columns = vec![OutColumn::new("cooperative", CellKind::Text)];
        columns.extend(accounts.chain(check).map(|name| self.amounts(name)));
        columns
    }

    fn amounts(&self, name: &str) -> OutColumn {
        OutColumn::new(name, CellKind::Decimal(self.spec.measure.precision().places()))
    }

    /// A row for each household, and one for the cooperative.
    fn write(
        &self,
        plan: usize,
        cooperative: usize,
        group: &Group<'_>,
        settled: &Settled<'_>,
        (writer, made): (&AmountWriter, &mut Made),
    ) -> Result<(), Overflow> {
        let many = &self.plans[plan].0;
        let parts = || many.household_steps().map(|step| settled.steps[step].parts.as_deref());
        // Of a step that went elsewhere nobody has a part.
        let elsewhere = parts().any(|parts| parts.is_none());
        let nothing = if elsewhere { vec![Amount::ZERO; group.ids.len()] } else { Vec::new() };
        let columns: Vec<&[Amount]> = parts().map(|parts| parts.unwrap_or(&nothing)).collect();
        let mut rows = Rows::of(group, columns.len() + 1, writer, &mut made.rows);
        for household in 0..group.ids.len() {
            rows.begin(household);
            let mut net = 0;
            for parts in &columns {
                let part = parts[household];
                // What all were given, and what all paid, has been added up.
                net += part.quanta();
                rows.amount(part);
            }
            rows.amount(Amount::of_quanta(net));
            rows.end();
        }
        drop(rows);
        for (total, step) in made.totals.iter_mut().zip(many.household_steps()) {
            *total += settled.to_households(step);
        }
        for (total, account) in made.accounts_totals.iter_mut().zip(settled.accounts()) {
            *total += i128::from(account.quanta());
        }
        if self.accounts {
            write_cell(self.cooperatives.key(cooperative), &mut made.accounts);
            let closing = &settled.closing;
            let difference = closing.came_in()?.minus(closing.accounted()?)?;
            let check = [closing.opening, closing.paid_in, closing.received, closing.left, difference];
            for amount in settled.accounts().chain(check) {
                writer.write(amount, &mut made.accounts);
            }
            made.accounts.push(b'\n');
        }
        Ok(())
    }

    fn not_utf8(&self, block: &[u8], at: usize) -> RowMistake {
        let before = &block[..at];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let sentence = format!("the byte {:#04x} is not UTF-8 text; save the file as UTF-8", block[at]);
        self.layout.mistake(block, line, [start, at], sentence)
    }

    /// Why a formula cannot settle a cooperative; which, if there are several.
    fn refusal(&self, plan: usize, mistake: &Mistake<SettlementMistake>) -> String {
        match self.plans.len() {
            1 => mistake.kind.to_string(),
            _ => format!("under {}: {}", self.plans[plan].0.formula().name, mistake.kind),
        }
    }

    fn is_stopped(&self) -> bool {
        self.progress.stop.load(std::sync::atomic::Ordering::Relaxed)
    }
}

impl Work for Settling<'_> {
    fn block(&self, block: &[u8], room: Part) -> Part {
        let sizes = self
            .plans
            .iter()
            .map(|(many, _)| (many.household_steps().count(), many.formula().accounts.len()));
        let mut part = room.emptied(sizes);
        if !block.is_ascii()
            && let Err(error) = std::str::from_utf8(block)
        {
            part.unreadable = Some(self.not_utf8(block, error.valid_up_to()));
            return part;
        }
        let seasons = self.plans.iter().map(|(many, _)| many.season()).collect();
        let writer = AmountWriter::new(self.spec.measure.precision());
        let slates = self.plans.iter().map(|(many, _)| many.slate()).collect();
        let mut desk = Desk {
            settling: self,
            seasons,
            slates,
            pools: Vec::new(),
            guess: 0,
            part,
            writer,
            known: Known::default(),
        };
        let lines = groups(self.layout, block, |group| desk.cooperative(group));
        desk.part.lines = lines;
        desk.part
    }
}

/// Where one thread settles.
struct Desk<'w> {
    settling: &'w Settling<'w>,
    /// For each formula.
    seasons: Vec<Season>,
    slates: Vec<Slate>,
    pools: Vec<Amount>,
    guess: usize,
    part: Part,
    writer: AmountWriter,
    known: Known,
}

/// What is wrong, and with which household.
type Wrong = (Option<usize>, String);

impl Desk<'_> {
    fn cooperative(&mut self, group: &Group<'_>) {
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
                self.part.fail(group.key, mistake.clone());
            }
            return;
        }
        let Some(cooperative) = cooperative else {
            let key = String::from_utf8_lossy(group.key);
            let sentence = match group.key.is_empty() {
                true => "the household belongs to no cooperative".to_owned(),
                false => format!("there is no cooperative `{key}`"),
            };
            return self.wrong(group, (None, sentence));
        };
        if self.settling.left_out.contains(&cooperative) {
            return;
        }
        let order = match group.order() {
            Ok(order) => order,
            Err((household, sentence)) => return self.wrong(group, (Some(household), sentence)),
        };
        if let Some(total) = group.total() {
            let id = String::from_utf8_lossy(group.ids[total]);
            let sentence = format!("row `{id}` is the sum of all others: a total is no household");
            return self.wrong(group, (Some(total), sentence));
        }
        let marks = self.part.marks();
        for plan in 0..self.settling.plans.len() {
            let id = |household: usize| String::from_utf8_lossy(group.ids[household]).into_owned();
            let parties = Parties { order: &order, id: &id };
            let filled = self.fill(plan, cooperative, group);
            let settled = filled.and_then(|()| match self.settling.draws {
                None => self.settle(plan, cooperative, group, parties),
                Some((draws, drawn)) => self.draw(plan, group, parties, draws, &drawn[plan]),
            });
            if let Err(wrong) = settled {
                self.part.back_to(&marks);
                return self.wrong(group, wrong);
            }
        }
        self.part.settled += 1;
        self.part.settled_households += group.ids.len() as u64;
    }

    fn wrong(&mut self, group: &Group<'_>, (household, sentence): Wrong) {
        let line = household.map_or(group.line, |household| group.line_of(household));
        let file = self.settling.layout.file.clone();
        self.part.fail(group.key, RowMistake { file, line, column: 1, sentence });
    }

    fn settle(
        &mut self,
        plan: usize,
        cooperative: usize,
        group: &Group<'_>,
        parties: Parties<'_>,
    ) -> Result<(), Wrong> {
        let many = &self.settling.plans[plan].0;
        let settled = many.settle(&self.seasons[plan], &self.pools, parties, &mut self.slates[plan]);
        let settled = settled.map_err(|mistake| (None, self.settling.refusal(plan, &mistake)))?;
        let to = (&self.writer, &mut self.part.made[plan]);
        let written = self.settling.write(plan, cooperative, group, &settled, to);
        written.map_err(|overflow| (None, overflow.to_string()))
    }

    /// Settles a cooperative again and again with what is drawn; a row for each
    /// household says between what its net lies.
    fn draw(
        &mut self,
        plan: usize,
        group: &Group<'_>,
        parties: Parties<'_>,
        draws: Draws,
        drawn: &Drawn,
    ) -> Result<(), Wrong> {
        let many = &self.settling.plans[plan].0;
        Drawn::keep(&self.seasons[plan], &self.pools, &mut self.known);
        let overflow = |overflow: Overflow| (None, overflow.to_string());
        let mut nets: Vec<Vec<i64>> = vec![Vec::with_capacity(draws.count as usize); group.ids.len()];
        let mut refused = None;
        for draw in (0..draws.count).take_while(|_| !self.settling.is_stopped()) {
            let season = &mut self.seasons[plan];
            let whose = (draws.seed, group.key, draw);
            drawn.draw(whose, &self.known, season, &mut self.pools).map_err(overflow)?;
            match many.settle(season, &self.pools, parties, &mut self.slates[plan]) {
                Ok(settled) => {
                    let own = settled.nets(group.ids.len()).map_err(overflow)?;
                    nets.iter_mut().zip(own).for_each(|(nets, net)| nets.push(net.quanta()));
                }
                Err(mistake) => {
                    self.part.refused += 1;
                    refused = Some(mistake);
                }
            }
        }
        if nets.iter().all(Vec::is_empty) {
            let why = refused.map(|mistake| self.settling.refusal(plan, &mistake));
            return Err((None, why.unwrap_or_else(|| "nothing was drawn".to_owned())));
        }
        let mut row = Vec::new();
        for (id, nets) in group.ids.iter().zip(&mut nets) {
            nets.sort_unstable();
            row.clear();
            write_cell(group.key, &mut row);
            row.push(b',');
            write_cell(id, &mut row);
            row.extend_from_slice(format!(",{}", nets.len()).as_bytes());
            for (_, hundredths) in QUANTILES {
                self.writer.write(Amount::of_quanta(nets[quantile(hundredths, nets.len())]), &mut row);
            }
            row.push(b'\n');
            self.part.made[plan].rows.add(&row);
        }
        Ok(())
    }

    /// Puts the figures of a cooperative where the formula asks for them.
    fn fill(&mut self, plan: usize, cooperative: usize, group: &Group<'_>) -> Result<(), Wrong> {
        let (many, needs) = &self.settling.plans[plan];
        let cooperatives = self.settling.cooperatives;
        let too_large = || (None, Overflow.to_string());
        let figure = |given: &Given| match given {
            Given::Constant(value) => Ok(*value),
            Given::Column(column, one) => {
                cooperatives.figure(*column, cooperative, one).ok_or_else(too_large)
            }
        };
        self.pools.clear();
        for (given, name) in needs.pools.iter().zip(many.pools()) {
            let value = figure(given)?;
            let not_whole = || {
                let kind = super::BatchMistake::NotWhole(name.to_owned());
                (None, kind.to_string())
            };
            self.pools.push(Given::amount(value).ok_or_else(not_whole)?);
        }
        let season = &mut self.seasons[plan];
        season.households = group.ids.len();
        for (fact, given) in season.facts.iter_mut().zip(&needs.facts) {
            *fact = figure(given)?;
        }
        for (column, asked) in season.columns.iter_mut().zip(&needs.columns) {
            match (column, asked) {
                (SeasonColumn::Numbers(numbers), Asked::Numbers(place, one)) => {
                    group.numbers[*place].put_into(numbers, one).ok_or_else(too_large)?;
                }
                (SeasonColumn::Labels(labels), Asked::Words(place, known)) => {
                    labels.clear();
                    for (household, word) in group.words[*place].iter().enumerate() {
                        let label = known.iter().position(|own| own.as_bytes() == *word);
                        labels.push(label.ok_or_else(|| {
                            let word = String::from_utf8_lossy(word);
                            (Some(household), format!("`{word}` is none of {}", known.join(", ")))
                        })?);
                    }
                }
                _ => unreachable!("what is asked of a table is what the formula asks for"),
            }
        }
        Ok(())
    }
}

impl Part {
    fn fail(&mut self, key: &[u8], mistake: RowMistake) {
        let cooperative = String::from_utf8_lossy(&super::groups::unquoted(key)).into_owned();
        self.failures.push(BatchFailure { cooperative, mistake });
    }
}
