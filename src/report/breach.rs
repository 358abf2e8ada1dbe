//! How a law is broken: what was changed, what came of it, and the arithmetic.

use super::document::{Column, Grid};
use super::words::{self, either, name_in};
use crate::exact::{Amount, Quantity};
use crate::formula::Formula;
use crate::settlement::Settlement;
use crate::text::Language;
use crate::trial::{Breach, Change, Court, Fault, Law, Rule};

/// A breach with its settlements, about to be told.
pub(super) struct Told<'t> {
    pub(super) formula: &'t Formula,
    pub(super) court: &'t Court<'t>,
    pub(super) language: Language,
    pub(super) breach: &'t Breach,
    pub(super) before: &'t Settlement<'t>,
    pub(super) after: Option<&'t Settlement<'t>>,
}

impl Told<'_> {
    fn either(&self, english: String, chinese: String) -> String {
        either(self.language, english, chinese)
    }

    fn id(&self, household: usize) -> &str {
        &self.breach.before.book.roster.ids[household]
    }

    fn write(&self, amount: Amount) -> String {
        let unit = words::unit(self.before.book.measure.precision().unit(), self.language);
        format!("{} {unit}", self.before.write(amount))
    }

    /// What was changed and what came of it.
    pub(super) fn sentence(&self, law: Law) -> String {
        let (change, fault) = (self.change(), self.fault(law));
        if change.is_empty() {
            fault
        } else {
            self.either(format!("{change} {fault}"), format!("{change}{fault}"))
        }
    }

    fn change(&self) -> String {
        let unit = |quantity: &Quantity| quantity.written(name_in(self.language));
        match &self.breach.change {
            Change::None => String::new(),
            Change::More { household, column, from, to } => {
                let (id, from, to) = (self.id(*household), unit(from), unit(to));
                self.either(
                    format!("Let {id} have {to} of {column} instead of {from}."),
                    format!("设 {id} 户 {column} 由 {from} 增至 {to}。"),
                )
            }
            Change::Figure { name, from, to } => {
                let (from, to) = (unit(from), unit(to));
                self.either(
                    format!("Let {name} be {to} instead of {from}."),
                    format!("设 {name} 由 {from} 变为 {to}。"),
                )
            }
            Change::Idle { household } => {
                let id = self.id(*household);
                self.either(format!("Let {id} not work."), format!("设 {id} 户不劳动。"))
            }
            Change::Merged { one, other } => {
                let (one, other) = (self.id(*one), self.id(*other));
                self.either(
                    format!("Let {one} and {other} be one household."),
                    format!("设 {one}、{other} 并为一户。"),
                )
            }
            Change::Twin { of } => {
                let id = self.id(*of);
                self.either(format!("Let {id} have an equal."), format!("设另有一户与 {id} 全同。"))
            }
            Change::Reordered => {
                self.either("Let the rows stand in another order.".to_owned(), "设各户次序改变。".to_owned())
            }
            Change::Doubled => self.either(
                "Let every amount of grain be twice as much.".to_owned(),
                "设一切粮食数量加倍。".to_owned(),
            ),
            Change::Replaced => {
                let then = self.court.formula(Rule::Replaced).name.clone();
                let now = &self.formula.name;
                self.either(format!("First by {then}, then by {now}."), format!("先按 {then}，后按 {now}。"))
            }
        }
    }

    fn fault(&self, law: Law) -> String {
        let step = |step: usize| self.before.formula.steps[step].title.in_language(self.language);
        match &self.breach.fault {
            Fault::Unbalanced { step: Some(at), came_in, went_out } => {
                let step = step(*at);
                self.either(
                    format!("Step {step} moves {came_in} quanta, and its parts come to {went_out}."),
                    format!("“{step}”一条共 {came_in} 个记账单位，各户之和为 {went_out}。"),
                )
            }
            Fault::Unbalanced { step: None, came_in, went_out } => self.either(
                format!("{came_in} quanta came in, and {went_out} are accounted for."),
                format!("共收 {came_in} 个记账单位，支出与结余为 {went_out}。"),
            ),
            Fault::Part { step: at, household, part, wanted } => {
                let (id, step, part, wanted) =
                    (self.id(*household), step(*at), self.write(*part), self.write(*wanted));
                self.either(
                    format!("{id} has {part} by step {step}, and the law wants {wanted}."),
                    format!("{id} 户依“{step}”得 {part}，依定律应为 {wanted}。"),
                )
            }
            Fault::Worse { household, before, after, .. } => self.worse(law, *household, *before, *after),
            Fault::Figure { household, has, against } => {
                let (id, has, against) = (self.id(*household), self.write(*has), self.write(*against));
                match law {
                    Law::Joining => self.either(
                        format!("{id} receives {has}; its land alone would have brought {against}."),
                        format!("{id} 户得 {has}，自家土地可收 {against}。"),
                    ),
                    _ => self.either(format!("{id} ends with {has}."), format!("{id} 户净得 {has}。")),
                }
            }
            Fault::Own { household, reckoned } => {
                let whom = household.map(|household| self.id(household));
                let whom = whom.map(|id| {
                    self.either(format!("For {id} it does not hold: "), format!("{id} 户不成立："))
                });
                let whom = whom
                    .unwrap_or_else(|| self.either("It does not hold: ".to_owned(), "不成立：".to_owned()));
                let clause = match law {
                    Law::Own(place) => self.formula.laws[place].holds.to_string(),
                    _ => String::new(),
                };
                let alike = *reckoned == clause;
                format!("{whom}{}", if alike { clause } else { format!("{clause}: {reckoned}") })
            }
        }
    }

    fn worse(&self, law: Law, household: usize, before: Amount, after: Amount) -> String {
        let more = after >= before;
        let difference = if more { after.minus(before) } else { before.minus(after) };
        let difference = self.write(difference.unwrap_or(Amount::ZERO));
        let (was, is) = (self.write(before), self.write(after));
        let mut whom = self.id(household).to_owned();
        if let (Law::Merging, Change::Merged { one, other }) = (law, &self.breach.change) {
            let (one, other) = (self.id(*one), self.id(*other));
            whom = self.either(format!("{one} and {other} together"), format!("{one}、{other} 合计"));
        }
        let (english, chinese) = if more { ("more", "增") } else { ("less", "减") };
        match law {
            Law::WorkPays => self.either(
                format!("{whom} then ends with {is}, and with {was} by working."),
                format!("{whom} 户净得 {is}；劳动则为 {was}。"),
            ),
            _ => self.either(
                format!("{whom}: {is} instead of {was}, {difference} {english}."),
                format!("{whom}：由 {was} 变为 {is}，{chinese} {difference}。"),
            ),
        }
    }

    /// The household's line in both villages, step by step, as far as they are
    /// reckoned otherwise; in one village, all of it.
    pub(super) fn arithmetic(&self) -> Grid {
        let heading = |english: &str, chinese: &str| self.either(english.to_owned(), chinese.to_owned());
        let mut columns = vec![Column::text(words::STEP.of(self.language))];
        columns.push(Column::text(match self.after {
            Some(_) => heading("first", "前"),
            None => words::RECKONED.of(self.language).to_owned(),
        }));
        columns.extend(self.after.map(|_| Column::text(heading("then", "后"))));
        let mut grid = Grid::new(columns);
        // Two rules have no steps in common.
        if self.breach.change == Change::Replaced {
            self.side_rows(&mut grid, self.before, false);
            self.after.into_iter().for_each(|after| self.side_rows(&mut grid, after, true));
            return grid;
        }
        for rows in [self.rows(true), self.rows(false)] {
            if grid.rows.is_empty() {
                rows.into_iter().for_each(|row| grid.row(row));
            }
        }
        grid
    }

    /// Every step, and under it the parts of those concerned: what is not alike in
    /// the two villages, or all of it.
    fn rows(&self, unlike: bool) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for step in 0..self.before.steps.len() {
            let mut parts: Vec<Vec<String>> = Vec::new();
            for (household, counterpart) in self.whom() {
                let amount = |settlement: &Settlement<'_>, household: Option<usize>| {
                    household.and_then(|household| Some(settlement.steps[step].parts.as_ref()?[household]))
                };
                let amounts = [
                    amount(self.before, Some(household)),
                    self.after.and_then(|after| amount(after, counterpart)),
                ];
                if unlike && amounts.iter().flatten().all(|amount| *amount == Amount::ZERO) {
                    continue;
                }
                let first = self.part(self.before, step, Some(household));
                let then = self.after.map(|after| self.part(after, step, counterpart).unwrap_or_default());
                let told = first.filter(|first| !unlike || then.as_ref().is_none_or(|then| then != first));
                let row =
                    told.map(|first| [format!("  {}", self.id(household)), first].into_iter().chain(then));
                parts.extend(row.map(Iterator::collect));
            }
            let title = self.before.formula.steps[step].title.in_language(self.language);
            let first = self.reckoned(self.before, step);
            let then = self.after.map(|after| self.reckoned(after, step));
            if !parts.is_empty() || !unlike || then.as_ref().is_none_or(|then| *then != first) {
                rows.push([title.to_owned(), first].into_iter().chain(then).collect());
                rows.extend(parts);
            }
        }
        rows
    }

    fn side_rows(&self, grid: &mut Grid, settlement: &Settlement<'_>, second: bool) {
        let blank = if second { Some(String::new()) } else { None };
        for step in 0..settlement.steps.len() {
            let title = settlement.formula.steps[step].title.in_language(self.language).to_owned();
            for (household, _) in self.whom() {
                if let Some(part) = self.part(settlement, step, Some(household)) {
                    grid.row([title.clone()].into_iter().chain(blank.clone()).chain([part]));
                }
            }
        }
    }

    /// Whose arithmetic is told, by their places in the two villages.
    fn whom(&self) -> Vec<(usize, Option<usize>)> {
        if let Change::Merged { one, other } = self.breach.change {
            return vec![(one, Some(one)), (other, None)];
        }
        let other = |household: usize| {
            let id = self.id(household);
            self.breach.after.as_ref().and_then(|side| side.book.roster.ids.iter().position(|own| own == id))
        };
        match &self.breach.fault {
            Fault::Worse { household, .. } => vec![(*household, Some(*household))],
            Fault::Part { household, .. } | Fault::Figure { household, .. } => {
                vec![(*household, other(*household))]
            }
            Fault::Own { household, .. } => household.iter().map(|household| (*household, None)).collect(),
            Fault::Unbalanced { .. } => {
                (0..self.breach.before.book.roster.len().min(3)).map(|own| (own, None)).collect()
            }
        }
    }

    /// What a step moved, and how that was reckoned.
    fn reckoned(&self, settlement: &Settlement<'_>, step: usize) -> String {
        let (outcome, trace) = (&settlement.steps[step], &settlement.traces[step]);
        let (clause, amount) = (&trace.reckoned, settlement.write(outcome.amount));
        let mut told = vec![match settlement.formula.steps[step].each {
            true => {
                self.either(format!("each {clause}, in all {amount}"), format!("各户 {clause}，共 {amount}"))
            }
            false => format!("{clause} = {amount}"),
        }];
        told.extend(trace.schedules.iter().cloned());
        let otherwise = settlement.formula.steps[step].otherwise.filter(|_| outcome.diverted);
        told.extend(otherwise.map(|account| {
            let account = settlement.formula.accounts[account].title.in_language(self.language);
            self.either(
                format!("nobody has the key, so to {account}"),
                format!("无人有此分配依据，归入{account}"),
            )
        }));
        told.extend(outcome.shortfall.as_ref().map(|shortfall| {
            let amount = settlement.write(shortfall.amount);
            let word = if shortfall.owed { words::OWED } else { words::LET_GO };
            format!("{amount} {}", word.of(self.language))
        }));
        told.join("; ")
    }

    /// A household's part of a step; nothing where it has none.
    fn part(&self, settlement: &Settlement<'_>, step: usize, household: Option<usize>) -> Option<String> {
        let outcome = &settlement.steps[step];
        let household = household?;
        let part = outcome.parts.as_ref()?[household];
        let written = settlement.write(part);
        Some(match (&settlement.traces[step].key, settlement.formula.steps[step].key_dimension) {
            (Some(key), Some(dimension)) if !key.sum.is_zero() => {
                let name = name_in(self.language);
                let measure = settlement.book.measure;
                let told = |value| measure.told_plain(value, dimension, name);
                let own = told(key.by.amount().of(household));
                format!("{} * {own} / {} = {written}", settlement.write(outcome.amount), told(key.sum))
            }
            _ => written,
        })
    }
}
