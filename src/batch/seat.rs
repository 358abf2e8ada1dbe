//! Where one cooperative after the other is settled by one formula: figures in, rows
//! out.

use super::BatchMistake;
use super::desk::{Waiting, Wrong};
use super::digits::AmountWriter;
use super::draws::{Drawn, Draws, Known, QUANTILES, quantile};
use super::layout::{Asked, Given};
use super::rows::{Rows, write_cell};
use super::run::Made;
use super::work::Settling;
use crate::exact::{Amount, Overflow};
use crate::settlement::{Many, Parties, Season, SeasonColumn, Slate};

/// Where cooperatives that wait for one another are settled by one formula.
pub(super) struct Seat {
    season: Season,
    pools: Vec<Amount>,
    /// One for each who waits.
    slates: Vec<Slate>,
    /// The rows of what was drawn.
    pub(super) drawn: Vec<u8>,
}

impl Seat {
    /// Empty, for this formula and so many who wait.
    pub(super) fn of(many: &Many<'_>, together: usize) -> Self {
        let slates = std::iter::repeat_with(|| many.slate()).take(together).collect();
        Self { season: many.season(), pools: Vec::new(), slates, drawn: Vec::new() }
    }

    /// Puts the figures of a cooperative where the formula asks for them.
    pub(super) fn fill(
        &mut self,
        settling: &Settling<'_>,
        plan: usize,
        waiting: &mut Waiting<'_>,
    ) -> Result<(), Wrong> {
        let (many, needs) = &settling.plans[plan];
        // Nobody reads the columns after the last.
        let is_last = plan + 1 == settling.plans.len();
        let Waiting { group, cooperative, .. } = waiting;
        let cooperatives = settling.cooperatives;
        let too_large = || (None, Overflow.to_string());
        let figure = |given: &Given| match given {
            Given::Constant(value) => Ok(*value),
            Given::Column(column, one) => {
                cooperatives.figure(*column, *cooperative, one).ok_or_else(too_large)
            }
        };
        self.pools.clear();
        for (given, name) in needs.pools.iter().zip(many.pools()) {
            let value = figure(given)?;
            let not_whole = || {
                let kind = BatchMistake::NotWhole(name.to_owned());
                (None, kind.to_string())
            };
            self.pools.push(Given::amount(value).ok_or_else(not_whole)?);
        }
        let season = &mut self.season;
        season.households = group.ids.len();
        for (fact, given) in season.facts.iter_mut().zip(&needs.facts) {
            *fact = figure(given)?;
        }
        for (column, asked) in season.columns.iter_mut().zip(&needs.columns) {
            match (column, asked) {
                (SeasonColumn::Numbers(numbers), Asked::Numbers(place, one)) => {
                    let own = &mut group.numbers[*place];
                    let put = if is_last { own.give_to(numbers, one) } else { own.put_into(numbers, one) };
                    put.ok_or_else(too_large)?;
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

    pub(super) fn settle(
        &mut self,
        settling: &Settling<'_>,
        plan: usize,
        waiting: &Waiting<'_>,
        slate: usize,
    ) -> Result<(), Wrong> {
        let id = |household: usize| waiting.group.id(household);
        let parties = Parties { order: &waiting.order, id: &id };
        let settled =
            settling.plans[plan].0.settle(&self.season, &self.pools, parties, &mut self.slates[slate]);
        settled.map(|_| ()).map_err(|mistake| (None, settling.refusal(plan, &mistake)))
    }

    /// Settles a cooperative again and again with what is drawn; a row for each
    /// household says between what its net lies.
    #[inline(never)]
    pub(super) fn draw(
        &mut self,
        settling: &Settling<'_>,
        plan: usize,
        waiting: &Waiting<'_>,
        (draws, drawn): (Draws, &Drawn),
        (known, refused, writer): (&mut Known, &mut u64, &AmountWriter),
    ) -> Result<(), Wrong> {
        let (many, group) = (&settling.plans[plan].0, &waiting.group);
        let id = |household: usize| group.id(household);
        let parties = Parties { order: &waiting.order, id: &id };
        Drawn::keep(&self.season, &self.pools, known);
        let overflow = |overflow: Overflow| (None, overflow.to_string());
        let mut nets: Vec<Vec<i64>> = vec![Vec::with_capacity(draws.count as usize); group.ids.len()];
        let mut why = None;
        for draw in (0..draws.count).take_while(|_| !settling.is_stopped()) {
            let whose = (draws.seed, group.key, draw);
            drawn.draw(whose, known, &mut self.season, &mut self.pools).map_err(overflow)?;
            match many.settle(&self.season, &self.pools, parties, &mut self.slates[0]) {
                Ok(settled) => {
                    let own = settled.nets(group.ids.len()).map_err(overflow)?;
                    nets.iter_mut().zip(own).for_each(|(nets, net)| nets.push(net.quanta()));
                }
                Err(mistake) => {
                    *refused += 1;
                    why = Some(mistake);
                }
            }
        }
        if nets.iter().all(Vec::is_empty) {
            let why = why.map(|mistake| settling.refusal(plan, &mistake));
            return Err((None, why.unwrap_or_else(|| "nothing was drawn".to_owned())));
        }
        let rows = &mut self.drawn;
        rows.clear();
        for (id, nets) in group.ids.iter().zip(&mut nets) {
            nets.sort_unstable();
            write_cell(group.key, rows);
            rows.push(b',');
            write_cell(id, rows);
            rows.extend_from_slice(format!(",{}", nets.len()).as_bytes());
            for (_, hundredths) in QUANTILES {
                writer.write(Amount::of_quanta(nets[quantile(hundredths, nets.len())]), rows);
            }
            rows.push(b'\n');
        }
        Ok(())
    }

    /// A row for each household, and one for the cooperative.
    pub(super) fn write(
        &self,
        settling: &Settling<'_>,
        plan: usize,
        waiting: &Waiting<'_>,
        slate: usize,
        (writer, made): (&AmountWriter, &mut Made),
    ) {
        let (many, group) = (&settling.plans[plan].0, &waiting.group);
        let settled = many.settled(&self.slates[slate]).expect("it was settled");
        let parts = || many.household_steps().map(|step| settled.steps[step].parts.as_deref());
        // Of a step that went elsewhere nobody has a part.
        let elsewhere = parts().any(|parts| parts.is_none());
        let nothing = if elsewhere { vec![Amount::ZERO; group.ids.len()] } else { Vec::new() };
        // Mostly few, for which nothing has to be allocated.
        let (mut few, mut more) = ([&[][..]; 8], Vec::new());
        let columns: &[&[Amount]] = match few.get_mut(..many.household_steps().len()) {
            Some(few) => {
                few.iter_mut().zip(parts()).for_each(|(own, parts)| *own = parts.unwrap_or(&nothing));
                few
            }
            None => {
                more.extend(parts().map(|parts| parts.unwrap_or(&nothing)));
                &more
            }
        };
        let mut rows = Rows::of(group, columns.len() + 1, writer, &mut made.rows);
        for household in 0..group.ids.len() {
            rows.begin(household);
            let mut net = 0;
            for parts in columns {
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
        if settling.accounts {
            write_cell(settling.cooperatives.key(waiting.cooperative), &mut made.accounts);
            let closing = &settled.closing;
            let difference = closing.difference().expect("both sides have been added up");
            let check = [closing.opening, closing.paid_in, closing.received, closing.left, difference];
            for amount in settled.accounts().chain(check) {
                writer.write(amount, &mut made.accounts);
            }
            made.accounts.push(b'\n');
        }
    }
}
