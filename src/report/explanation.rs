//! Every figure taken apart: the sentence of the rule, its clause with figures,
//! each figure with its source.

use super::document::{Block, Column, Document, Grid};
use super::households::marks;
use super::sourced::{Sourced, written_at};
use super::statement::{head, signed};
use super::words::{self};
use crate::exact::{Amount, Dimension, Fraction, Overflow};
use crate::expression::Kind;
use crate::formula::{End, Step};
use crate::settlement::{
    Clause, HouseholdWhy, How, Leaf, LeafSource, PostingWhy, Settlement, Short, StepWhy,
};
use crate::text::Language;
use std::collections::BTreeSet;

/// What is to be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The households, by their places in the roster.
    pub households: Vec<usize>,
    /// One step only.
    pub step: Option<usize>,
    /// An account of the formula.
    pub account: Option<usize>,
}

impl Asked {
    /// The households to tell of; none when the step asked for has none.
    pub(super) fn households_with_a_part(&self, settlement: &Settlement<'_>) -> Vec<usize> {
        let without = self.step.is_some_and(|step| settlement.household_steps().all(|own| own != step));
        if without { Vec::new() } else { self.households.clone() }
    }
}

/// The explanation as a report.
///
/// # Errors
///
/// Returns [`Overflow`] when a quota or sum does not fit.
pub fn explanation(
    settlement: &Settlement<'_>,
    asked: &Asked,
    language: Language,
) -> Result<Document, Overflow> {
    let teller = Sourced { settlement, strengths: settlement.strengths(), language };
    let mut document = Document::default();
    head(settlement, language, &mut document);
    let mut steps = BTreeSet::new();
    let mut data = data_grid(settlement);
    for household in asked.households_with_a_part(settlement) {
        let why = settlement.why_household(household, &teller.strengths)?;
        teller.household(&why, asked.step, &mut document)?;
        steps.extend(why.postings.iter().map(|posting| posting.step).filter(|step| is_asked(asked, *step)));
        teller.data(&why, asked.step, &mut data);
    }
    if let Some(account) = asked.account {
        steps.extend(teller.account(account, &mut document)?);
    }
    steps.extend(asked.step);
    document.push(Block::Heading(words::THE_TOTALS.of(language).to_owned()));
    for step in settlement.rest_on(steps) {
        teller.step(&settlement.why_step(step, &teller.strengths), &mut document)?;
    }
    document.data = data;
    Ok(document)
}

pub(super) fn is_asked(asked: &Asked, step: usize) -> bool {
    asked.step.is_none_or(|own| own == step)
}

impl Sourced<'_, '_> {
    /// All that a household has, posting by posting.
    fn household(
        &self,
        why: &HouseholdWhy<'_>,
        step: Option<usize>,
        document: &mut Document,
    ) -> Result<(), Overflow> {
        let id = &self.settlement.book.roster.ids[why.household];
        let net = self.write(why.net);
        let parts = why.postings.iter().filter(|posting| posting.amount != Amount::ZERO);
        let mut sum = String::new();
        for posting in parts {
            let sign = if posting.amount.is_negative() { " - " } else { " + " };
            let amount = if posting.amount.is_negative() {
                Amount::ZERO.minus(posting.amount)?
            } else {
                posting.amount
            };
            sum += if sum.is_empty() && sign == " + " { "" } else { sign };
            sum += &self.write(amount);
        }
        let sum = if sum.is_empty() { self.write(Amount::ZERO) } else { sum.trim_start().to_owned() };
        let strength = words::evidence(why.strength.word(), self.language);
        document.push(Block::Heading(self.either(
            format!("{id}: {net} = {sum} ({strength})"),
            format!("{id}：{net} = {sum}（{strength}）"),
        )));
        for posting in why.postings.iter().filter(|posting| step.is_none_or(|step| step == posting.step)) {
            self.posting(posting, why.household, document)?;
        }
        Ok(())
    }

    fn posting(
        &self,
        posting: &PostingWhy<'_>,
        household: usize,
        document: &mut Document,
    ) -> Result<(), Overflow> {
        let step = &self.settlement.formula.steps[posting.step];
        self.heading(
            posting.step,
            &signed(self.settlement, posting.amount),
            posting.strength.word(),
            document,
        );
        self.sentence(step, document);
        let magnitude =
            if posting.amount.is_negative() { Amount::ZERO.minus(posting.amount)? } else { posting.amount };
        if let Some(among) = &posting.among {
            let clause = self.clause_of(among);
            document.push(Block::Item(
                1,
                self.either(
                    format!("among the households of this step, for {clause}"),
                    format!("适用此条：合“{clause}”"),
                ),
            ));
            self.leaves(among, 2, document);
        }
        match &posting.how {
            How::NotAmong(among) => {
                let clause = self.clause_of(among);
                document.push(Block::Item(
                    1,
                    self.either(
                        format!("not among the households of this step, which are those where {clause}"),
                        format!("不适用此条：须合“{clause}”"),
                    ),
                ));
                self.leaves(among, 2, document);
            }
            How::Share { total, key, sum, quota, leftover } => {
                let dimension = step.key_dimension.unwrap_or_default();
                let (own, all) = (self.value_of(key), self.told(*sum, dimension));
                let (total_told, quota_told) = (self.write(*total), self.grain(*quota));
                let exact = quota.whole_number().is_some();
                let rounded = match (exact, leftover) {
                    (true, _) => String::new(),
                    (false, true) => self.either(
                        format!(
                            ", cut to the quantum and given one that was left over: {}",
                            self.write(magnitude)
                        ),
                        format!("，舍去尾数，另得余数一份：{}", self.write(magnitude)),
                    ),
                    (false, false) => self.either(
                        format!(", cut to the quantum: {}", self.write(magnitude)),
                        format!("，舍去尾数：{}", self.write(magnitude)),
                    ),
                };
                if sum.is_zero() {
                    document.push(Block::Item(
                        1,
                        self.either(
                            "there was nothing to share, and nobody had any of the key".to_owned(),
                            "无可分配，亦无人有此分配依据".to_owned(),
                        ),
                    ));
                    return Ok(());
                }
                let told = self.told_equal(&format!("{total_told} × {own} ÷ {all}"), &quota_told);
                document.push(Block::Item(1, format!("{told}{rounded}")));
                let name = self.step_named(posting.step);
                document.push(Block::Item(
                    2,
                    self.either(
                        format!("{total_told}: {name} in all, below"),
                        format!("{total_told}：{name}总数，见下"),
                    ),
                ));
                self.key(key, &own, household, document);
                document.push(Block::Item(
                    2,
                    self.either(
                        format!("{all}: the same of all households together{}", self.key_total(key)),
                        format!("{all}：各户合计{}", self.key_total(key)),
                    ),
                ));
            }
            How::Own { due, short } => {
                let clause = self.clause_of(due);
                let exact = self.value(due);
                let exact_told = exact.map(|exact| self.grain(exact)).unwrap_or_default();
                let mut told =
                    if clause == exact_told { exact_told } else { self.told_equal(&clause, &exact_told) };
                if let Some((all, there)) = short {
                    let (all, there) = (self.grain(*all), self.write(*there));
                    let (amount, name) = (self.write(magnitude), self.step_named(posting.step));
                    told += &self.either(
                        format!("; {all} was due in all and {there} was there ({name} in all, below), so everyone had that part of it: {amount}"),
                        format!("；应付共{all}，实有{there}（见下{name}），各户按比例得：{amount}"),
                    );
                } else if exact != Some(magnitude.exact()) {
                    told += &self.either(
                        format!(", rounded: {}", self.write(magnitude)),
                        format!("，取整：{}", self.write(magnitude)),
                    );
                }
                document.push(Block::Item(1, told));
                self.leaves(due, 2, document);
            }
        }
        Ok(())
    }

    /// `1. land +7.303 (assumed) [formulas/x.yaml:12]`
    fn heading(&self, step: usize, amount: &str, strength: &'static str, document: &mut Document) {
        let clause = &self.settlement.formula.steps[step];
        let (number, title) = (step + 1, clause.title.in_language(self.language));
        let strength = words::evidence(strength, self.language);
        let place = written_at(&clause.place);
        document.push(Block::Item(
            0,
            self.either(
                format!("step {number}, {title}: {amount} ({strength}) [{place}]"),
                format!("第{number}步 {title}：{amount}（{strength}）[{place}]"),
            ),
        ));
    }

    fn sentence(&self, step: &Step, document: &mut Document) {
        if let Some(says) = &step.says {
            let cite = step.cite.as_ref().map(|cite| format!(" [{cite}]")).unwrap_or_default();
            document.push(Block::Item(1, format!("{}{cite}", says.in_language(self.language))));
        }
    }

    /// The household's own key with what it is made of.
    fn key(&self, key: &Clause<'_>, own: &str, household: usize, document: &mut Document) {
        if let (Kind::Name(_), [leaf]) = (&key.expression.kind, &key.leaves[..]) {
            document.push(Block::Item(2, self.leaf(leaf, Some(household))));
            return;
        }
        if key.leaves.is_empty() {
            document.push(Block::Item(
                2,
                self.either(format!("{own}: every household has as much"), format!("{own}：各户相同")),
            ));
            return;
        }
        document.push(Block::Item(2, self.told_equal(&self.clause_of(key), own)));
        self.leaves(key, 3, document);
    }

    /// What the sum of a bare column rests on.
    fn key_total(&self, key: &Clause<'_>) -> String {
        let [Leaf { source: LeafSource::Column(column), .. }] = &key.leaves[..] else { return String::new() };
        let is_bare = matches!(key.expression.kind, Kind::Name(_));
        let total = column.total.as_ref().filter(|_| is_bare);
        total.map(|total| self.evidence(&total.evidence, &total.place)).unwrap_or_default()
    }

    /// Why a step moved what it moved.
    fn step(&self, why: &StepWhy<'_>, document: &mut Document) -> Result<(), Overflow> {
        let step = &self.settlement.formula.steps[why.step];
        self.heading(why.step, &self.write(why.amount), why.strength.word(), document);
        self.sentence(step, document);
        let due = self.grain(why.due);
        let told = match &why.clause {
            Some(clause) if step.take.is_rest() => {
                let from = self.end_named(step.from);
                let _ = clause;
                self.either(format!("all that is left in {from}: {due}"), format!("{from}之其余全部：{due}"))
            }
            Some(clause) => {
                let told = self.clause_of(clause);
                if told == due { due.clone() } else { self.told_equal(&told, &due) }
            }
            None => self.either(
                format!("the figures of all households together: {due}"),
                format!("各户之数合计：{due}"),
            ),
        };
        document.push(Block::Item(1, format!("{told}{}", self.posted(why)?)));
        if let Some(clause) = &why.clause {
            self.leaves(clause, 2, document);
        }
        if let Some(column) = why.sum_of {
            let evidence = super::sourced::over_all_evidence(&step.take, column);
            let title = column.title.in_language(self.language);
            let evidence = self.evidence(evidence, &column.place);
            document.push(Block::Item(
                2,
                self.either(
                    format!("{due}: {title} of all households together{evidence}"),
                    format!("{due}：各户{title}合计{evidence}"),
                ),
            ));
        }
        if let Some(short) = &why.short {
            document.push(Block::Item(1, self.short(short)));
            document.push(Block::Item(2, self.leaf(&short.rest, None)));
        }
        if let (true, Some(account)) = (why.diverted, step.otherwise) {
            let account = self.end_named(End::Account(account));
            document.push(Block::Item(
                1,
                self.either(
                    format!("nobody had any of the key, and {account} took it"),
                    format!("无人有此分配依据，归入{account}"),
                ),
            ));
        }
        Ok(())
    }

    /// How what was due was posted, where the two are not the same.
    fn posted(&self, why: &StepWhy<'_>) -> Result<String, Overflow> {
        let unpaid = why.short.as_ref().map_or(Amount::ZERO, |short| short.unpaid);
        let whole = why.amount.plus(unpaid)?;
        if why.due == whole.exact() {
            return Ok(String::new());
        }
        let posted = self.write(whole);
        // What was carried is only told where without it the amount were another.
        let matters = !why.carried.is_zero() && why.due.plus(why.carried)? == whole.exact();
        if !matters {
            return Ok(self.either(format!(", posted as {posted}"), format!("，入账{posted}")));
        }
        let carried = self.grain(why.carried);
        Ok(self.either(
            format!(", with {carried} carried over from rounding before it, posted as {posted}"),
            format!("，加前次取整所余{carried}，入账{posted}"),
        ))
    }

    /// What was due and not there.
    fn short(&self, short: &Short<'_>) -> String {
        let [there, unpaid] = [short.there, short.unpaid].map(|amount| self.write(amount));
        match short.owed {
            true => self.either(
                format!("only {there} was there; {unpaid} is still owed"),
                format!("实有仅{there}，尚欠{unpaid}"),
            ),
            false => self.either(
                format!("only {there} was there; {unpaid} was let go"),
                format!("实有仅{there}，免去{unpaid}"),
            ),
        }
    }

    /// What an account holds, step by step; the steps that it rests on.
    fn account(&self, account: usize, document: &mut Document) -> Result<Vec<usize>, Overflow> {
        let end = End::Account(account);
        let moves = self.settlement.moves(end, self.settlement.steps.len());
        let held = self.write(Amount::sum(moves.iter().map(|(_, amount)| *amount))?);
        let strength = words::evidence(self.strengths.accounts[account].word(), self.language);
        let title = self.end_named(end);
        document.push(Block::Heading(
            self.either(format!("{title}: {held} ({strength})"), format!("{title}：{held}（{strength}）")),
        ));
        for (step, amount) in &moves {
            let told = signed(self.settlement, *amount);
            document.push(Block::Item(0, format!("{told} {}", self.step_named(*step))));
        }
        Ok(moves.into_iter().map(|(step, _)| step).collect())
    }

    /// One row for each posting.
    fn data(&self, why: &HouseholdWhy<'_>, step: Option<usize>, grid: &mut Grid) {
        let marks = marks(std::slice::from_ref(self.settlement));
        for posting in why.postings.iter().filter(|posting| step.is_none_or(|step| step == posting.step)) {
            let (key, sum, quota) = match &posting.how {
                How::Share { key, sum, quota, .. } => {
                    let own = self.value(key).unwrap_or(Fraction::ZERO);
                    (own.to_string(), sum.to_string(), self.exact_grain(*quota))
                }
                How::Own { due, .. } => {
                    let due = self.value(due).unwrap_or(Fraction::ZERO);
                    (String::new(), String::new(), self.exact_grain(due))
                }
                _ => (String::new(), String::new(), String::new()),
            };
            let row = [
                self.settlement.book.roster.ids[why.household].clone(),
                self.settlement.formula.steps[posting.step].name.clone(),
                self.write(posting.amount),
                quota,
                key,
                sum,
                posting.strength.word().to_owned(),
                written_at(&self.settlement.formula.steps[posting.step].place),
            ];
            grid.row(row.into_iter().chain(marks.iter().map(|(_, mark)| mark.clone())));
        }
    }

    /// Grain in the book's unit, exact: a decimal or a quotient.
    fn exact_grain(&self, value: Fraction) -> String {
        let quantity = self.settlement.book.measure.quantity(value, Dimension::grain());
        quantity.map(|quantity| quantity.value.to_string()).unwrap_or_default()
    }
}

fn data_grid(settlement: &Settlement<'_>) -> Grid {
    let headings = ["household", "step", "amount", "exact", "key", "key of all", "evidence", "rule"];
    let marks = marks(std::slice::from_ref(settlement));
    let marked = marks.iter().map(|(name, _)| Column::text(*name));
    Grid::new(headings.into_iter().map(Column::text).chain(marked))
}
