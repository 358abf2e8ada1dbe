//! What came of a batch.

use super::document::{Block, Column, Document, Grid};
use super::words::{self, either};
use crate::batch::Summary;
use crate::exact::{Amount, Fraction, Precision};
use crate::settlement::Many;
use crate::text::Language;

/// A batch that came to its end.
pub struct Batched<'b> {
    /// Its name.
    pub name: &'b str,
    /// How amounts are written.
    pub precision: Precision,
    /// Its formulas.
    pub plans: Vec<&'b Many<'b>>,
    /// How many draws there were, and their seed; none when nothing was drawn.
    pub draws: Option<(u32, u64)>,
    /// What they came to.
    pub summary: &'b Summary,
    /// How many cooperatives the table has.
    pub cooperatives: usize,
    /// How many could not be settled.
    pub failed: usize,
    /// Where those are listed.
    pub failures: Option<&'b str>,
    /// What was written.
    pub outputs: &'b [String],
}

impl Batched<'_> {
    /// A sum of quanta, which may be more than one amount can be.
    fn write(&self, quanta: i128) -> String {
        match Amount::try_from(quanta) {
            Ok(amount) => self.precision.write(amount),
            Err(_) => Fraction::whole(quanta)
                .times(self.precision.quantum())
                .map_or_else(|overflow| overflow.to_string(), |sum| sum.to_string()),
        }
    }
}

/// The summary of a batch: how much was settled, and what it comes to.
#[must_use]
pub fn batch(batched: &Batched<'_>, language: Language) -> Document {
    let mut document = Document::default();
    let Summary { settled, settled_households, households, refused, totals, accounts } = batched.summary;
    document.push(Block::Title(either(
        language,
        format!("Batch {}", batched.name),
        format!("批量决算：{}", batched.name),
    )));
    document.push(Block::Text(either(
        language,
        format!(
            "{settled} of {} cooperatives settled, {settled_households} of {households} households.",
            batched.cooperatives
        ),
        format!(
            "合作社 {} 个，已决算 {settled} 个；农户 {households} 户，已决算 {settled_households} 户。",
            batched.cooperatives
        ),
    )));
    let parameters = batched.plans.iter().flat_map(|many| &many.formula().parameters);
    let set = parameters.filter(|parameter| parameter.set);
    let set = set.map(|parameter| (parameter.name.as_str(), &parameter.value));
    for line in super::statement::set_lines(set, language) {
        document.push(Block::Text(line));
    }
    if let Some((draws, seed)) = batched.draws {
        document.push(Block::Text(either(
            language,
            format!("Each was settled {draws} times, seed {seed}, with what has a range drawn from it."),
            format!("未知之数按其范围抽取，每社决算 {draws} 次，种子 {seed}。"),
        )));
    }
    if *refused > 0 {
        document.push(Block::Text(either(
            language,
            format!("{refused} of these could not be settled; the column `draws` says how many could."),
            format!("其中 {refused} 次不能决算，可决算次数见 draws 一列。"),
        )));
    }
    if let Some(file) = batched.failures {
        let failed = batched.failed;
        document.push(Block::Text(either(
            language,
            format!("Not settled: {failed}. Why is in {file}."),
            format!("不能决算之合作社 {failed} 个，原因见 {file}。"),
        )));
    }
    let unit = words::unit(batched.precision.unit(), language);
    let heading = |english: &str, chinese: &str| either(language, english.to_owned(), chinese.to_owned());
    let mut data = Grid::new(["formula", "kind", "name", "total"].map(Column::text));
    // What is drawn has no one total.
    let plans = batched.plans.iter().enumerate().filter(|_| batched.draws.is_none());
    for (place, many) in plans {
        let formula = many.formula();
        let mut grid = Grid::new([
            Column::text(heading("to households", "各户合计")),
            Column::numbers(words::with_unit(&heading("in all", "总计"), unit, language)),
        ]);
        let none = Vec::new();
        let own = totals.get(place).unwrap_or(&none);
        let mut net = 0;
        for (step, total) in many.household_steps().zip(own) {
            net += total;
            let step = &formula.steps[step];
            grid.row([step.title.in_language(language).to_owned(), batched.write(*total)]);
            data.row([&*formula.name, "step", &*step.name, &*batched.write(*total)]);
        }
        grid.rule();
        grid.row([words::NET.of(language).to_owned(), batched.write(net)]);
        data.row([&*formula.name, "net", "net", &*batched.write(net)]);
        let own = accounts.get(place).unwrap_or(&none);
        if !own.is_empty() {
            grid.section(heading("Accounts", "各项积存"));
        }
        for (account, total) in formula.accounts.iter().zip(own) {
            grid.row([account.title.in_language(language).to_owned(), batched.write(*total)]);
            data.row([&*formula.name, "account", &*account.name, &*batched.write(*total)]);
        }
        document.table(super::statement::formula_title(formula, language), grid);
    }
    let written = batched.outputs.join(", ");
    document.push(Block::Text(either(language, format!("Written: {written}"), format!("已写入：{written}"))));
    document.data = data;
    document
}
