//! A rule on trial: its verdicts, and every broken law on the smallest village.

use super::book_yaml::cell;
use super::document::{Block, Column, Document, Grid};
use super::json::json_text;
use super::statement::formula_title;
use super::words::{self, either, name_in, with_unit};
use crate::exact::{Amount, Quantity, Unit};
use crate::formula::{Claim, Formula};
use crate::settlement::Settlement;
use crate::text::Language;
use crate::trial::{Breach, Change, Court, Fault, Law, Rule, Ruling, Verdict, Verdicts};
use serde::Serialize;

/// What was put on trial, and on what.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'t> {
    /// The rule.
    pub formula: &'t Formula,
    /// The rule and those who judge it.
    pub court: &'t Court<'t>,
    /// The seed of the villages; none where a book of the user's was tried.
    pub seed: Option<u64>,
    /// The book that was tried, when it was no invented village.
    pub book: Option<&'t str>,
}

/// The verdicts as a report.
#[must_use]
pub fn trial(tried: Tried<'_>, verdicts: &Verdicts, language: Language) -> Document {
    let teller = Teller { tried, language };
    let mut document = Document::default();
    document.push(Block::Title(teller.either(
        format!("On trial: {}", formula_title(tried.formula, language)),
        format!("检验：{}", formula_title(tried.formula, language)),
    )));
    teller.villages(verdicts, &mut document);
    document.table(teller.either("Laws".to_owned(), "各项定律".to_owned()), teller.laws(verdicts));
    for verdict in &verdicts.verdicts {
        if let Ruling::Broken { case, breach } = &verdict.ruling {
            teller.broken(verdict.law, *case, breach, &mut document);
        }
    }
    document.data = teller.data(verdicts);
    document
}

/// What a law asks, in words; a law of the file in its own.
pub(super) fn law_words(law: Law, formula: &Formula, language: Language) -> String {
    let (english, chinese) = match law {
        Law::Conservation => ("What goes in comes out, step by step and in all", "收支相等，逐条亦然"),
        Law::NoKeyNoPay => ("Nobody is paid by a step whose key they do not have", "无分配依据者不得分"),
        Law::Order => ("The order of the rows moves no grain", "各户次序不影响所得"),
        Law::Scale => ("Twice of everything, the quantum too, is twice of every part", "一切加倍则所得加倍"),
        Law::Equals => ("Equals get the same in every step, to a quantum", "情况相同者所得相同"),
        Law::MoreLand => ("More land never lowers a household's net", "土地多者净得不减"),
        Law::MoreLabor => ("More labor never lowers a household's net", "劳动多者净得不减"),
        Law::MoreOutput => ("A larger harvest never lowers anyone's net", "增产则各户净得不减"),
        Law::NeverBelow => ("Nobody ends below nothing", "无人净得为负"),
        Law::WorkPays => ("Who works ends with more than by not working", "劳动胜于不劳动"),
        Law::Merging => ("Households that join or divide neither gain nor lose", "并户、分户不损不益"),
        Law::NoCliff => ("No band's edge moves anyone's net by a jump", "级差分界处净得无跳变"),
        Law::Joining => (
            "Nobody gets less than their own land would bring at this yield",
            "所得不低于自家土地同等亩产之收成",
        ),
        Law::LandRich => {
            ("Who has most land has no less than under the rule before", "土地最多之户不劣于旧办法")
        }
        Law::Own(place) => return own_words(&formula.laws[place], language),
    };
    either(language, english.to_owned(), chinese.to_owned())
}

fn own_words(law: &Claim, language: Language) -> String {
    law.says.as_ref().map_or_else(|| law.holds.to_string(), |says| says.in_language(language).to_owned())
}

#[derive(Clone, Copy)]
struct Teller<'t> {
    tried: Tried<'t>,
    language: Language,
}

impl Teller<'_> {
    fn either(self, english: String, chinese: String) -> String {
        either(self.language, english, chinese)
    }

    /// How many villages there were, and which could not be settled.
    fn villages(self, verdicts: &Verdicts, document: &mut Document) {
        if let Some(book) = self.tried.book {
            document.push(Block::Text(self.either(
                format!("One village: {book}. Every household is asked, the first twelve one by one."),
                format!("仅此一村：{book}。"),
            )));
            return;
        }
        let Verdicts { tried, settled, .. } = verdicts;
        let (refused, seed) = (tried - settled, self.tried.seed.unwrap_or_default());
        document.push(Block::Text(self.either(
            format!("{tried} invented villages, seed {seed}: {settled} settled, {refused} refused."),
            format!("虚拟村庄 {tried} 个，种子 {seed}：已决算 {settled} 个，不能决算 {refused} 个。"),
        )));
        for refusal in &verdicts.refusals {
            let (villages, sentence) = (refusal.villages, &refusal.sentence);
            document.push(Block::Item(
                0,
                self.either(
                    format!("{villages} refused, such as: {sentence}"),
                    format!("{villages} 个，如：{sentence}"),
                ),
            ));
        }
    }

    fn laws(self, verdicts: &Verdicts) -> Grid {
        let heading = |english: &str, chinese: &str| self.either(english.to_owned(), chinese.to_owned());
        let mut grid = Grid::new([
            Column::text(heading("law", "定律")),
            Column::text(heading("what it says", "内容")),
            Column::text(words::VERDICT.of(self.language)),
        ]);
        for Verdict { law, ruling } in &verdicts.verdicts {
            let told = match ruling {
                Ruling::NotAsked => self.either("not asked".to_owned(), "不适用".to_owned()),
                Ruling::Kept(_) if self.tried.book.is_some() => {
                    self.either("kept".to_owned(), "守".to_owned())
                }
                Ruling::Kept(villages) => {
                    self.either(format!("kept in {villages}"), format!("守，{villages} 村"))
                }
                Ruling::Broken { .. } => self.either("BROKEN".to_owned(), "违反".to_owned()),
            };
            grid.row([law.name(), law_words(*law, self.tried.formula, self.language), told]);
        }
        grid
    }

    fn data(self, verdicts: &Verdicts) -> Grid {
        let mut grid = Grid::new(["law", "verdict", "case"].map(Column::text));
        for Verdict { law, ruling } in &verdicts.verdicts {
            let case =
                if let Ruling::Broken { case, .. } = ruling { case.to_string() } else { String::new() };
            grid.row([law.name(), word(ruling).to_owned(), case]);
        }
        grid
    }

    /// A broken law: the village, what was changed, and the arithmetic.
    fn broken(self, law: Law, case: u32, breach: &Breach, document: &mut Document) {
        let name = law.name();
        document.push(Block::Heading(match self.tried.book {
            Some(_) => self.either(format!("{name} is broken"), format!("违反 {name}")),
            None => {
                self.either(format!("{name} is broken (case {case})"), format!("违反 {name}（第 {case} 例）"))
            }
        }));
        let says = law_words(law, self.tried.formula, self.language);
        document.push(Block::Text(self.either(format!("{says}."), format!("{says}。"))));
        // Whoever brings a book knows it.
        if self.tried.book.is_none() {
            self.village(breach, document);
        }
        let court = self.tried.court;
        let Ok(before) = court.settle(&breach.before) else { return };
        let after = breach.after.as_ref().and_then(|side| court.settle(side).ok());
        let told = Told { teller: self, breach, before: &before, after: after.as_ref() };
        document.push(Block::Text(told.sentence(law)));
        document.push(Block::Table(told.arithmetic()));
    }

    fn village(self, breach: &Breach, document: &mut Document) {
        let book = &breach.before.book;
        let figures = book.pools.iter().chain(&book.facts);
        let figures = figures
            .map(|figure| format!("{} {}", figure.name, figure.quantity.written(name_in(self.language))));
        document.push(Block::Text(
            figures.collect::<Vec<_>>().join(self.either(", ".to_owned(), "，".to_owned()).as_str()),
        ));
        let columns = book.roster.columns.iter().map(|column| match column.unit() {
            Some(unit) if unit == Unit::NONE => Column::numbers(&column.name),
            Some(unit) => {
                Column::numbers(with_unit(&column.name, &unit.written(name_in(self.language)), self.language))
            }
            None => Column::text(&column.name),
        });
        let mut grid =
            Grid::new([Column::text(words::HOUSEHOLD.of(self.language))].into_iter().chain(columns));
        for (household, id) in book.roster.ids.iter().enumerate() {
            let cells = book.roster.columns.iter().map(|column| cell(&column.values, household));
            grid.row([id.clone()].into_iter().chain(cells));
        }
        document.push(Block::Table(grid));
    }
}

fn word(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::NotAsked => "not asked",
        Ruling::Kept(_) => "kept",
        Ruling::Broken { .. } => "broken",
    }
}

/// A breach with its settlements.
struct Told<'t> {
    teller: Teller<'t>,
    breach: &'t Breach,
    before: &'t Settlement<'t>,
    after: Option<&'t Settlement<'t>>,
}

impl Told<'_> {
    fn either(&self, english: String, chinese: String) -> String {
        self.teller.either(english, chinese)
    }

    fn id(&self, household: usize) -> &str {
        &self.breach.before.book.roster.ids[household]
    }

    fn write(&self, amount: Amount) -> String {
        let unit = words::unit(self.before.book.measure.precision().unit(), self.teller.language);
        format!("{} {unit}", self.before.write(amount))
    }

    /// What was changed and what came of it.
    fn sentence(&self, law: Law) -> String {
        let (change, fault) = (self.change(), self.fault(law));
        if change.is_empty() { fault } else { format!("{change} {fault}") }
    }

    fn change(&self) -> String {
        let unit = |quantity: &Quantity| quantity.written(name_in(self.teller.language));
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
                let then = self.teller.tried.court.formula(Rule::Replaced).name.clone();
                let now = &self.teller.tried.formula.name;
                self.either(format!("First by {then}, then by {now}."), format!("先按 {then}，后按 {now}。"))
            }
        }
    }

    fn fault(&self, law: Law) -> String {
        let step = |step: usize| self.before.formula.steps[step].title.in_language(self.teller.language);
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
                format!("{whom}{reckoned}")
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
    fn arithmetic(&self) -> Grid {
        let heading = |english: &str, chinese: &str| self.either(english.to_owned(), chinese.to_owned());
        let mut columns = vec![Column::text(words::STEP.of(self.teller.language))];
        columns.push(Column::text(match self.after {
            Some(_) => heading("first", "前"),
            None => words::RECKONED.of(self.teller.language).to_owned(),
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
            let title = self.before.formula.steps[step].title.in_language(self.teller.language);
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
            let title = settlement.formula.steps[step].title.in_language(self.teller.language).to_owned();
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
            return vec![(one, Some(if other < one { one - 1 } else { one })), (other, None)];
        }
        let other = |household: usize| {
            let id = self.id(household);
            self.breach.after.as_ref().and_then(|side| side.book.roster.ids.iter().position(|own| own == id))
        };
        match &self.breach.fault {
            Fault::Worse { household, counterpart, .. } => vec![(*household, Some(*counterpart))],
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
        let outcome = &settlement.steps[step];
        let mut told = vec![format!("{} = {}", outcome.trace.reckoned, settlement.write(outcome.amount))];
        told.extend(outcome.trace.schedules.iter().cloned());
        told.join("; ")
    }

    /// A household's part of a step; nothing where it has none.
    fn part(&self, settlement: &Settlement<'_>, step: usize, household: Option<usize>) -> Option<String> {
        let outcome = &settlement.steps[step];
        let household = household?;
        let part = outcome.parts.as_ref()?[household];
        let written = settlement.write(part);
        Some(match (&outcome.trace.key, settlement.formula.steps[step].key_dimension) {
            (Some(key), Some(dimension)) => {
                let name = name_in(self.teller.language);
                let measure = settlement.book.measure;
                let told = |value| measure.told_plain(value, dimension, name);
                let own = told(key.by.amount().of(household));
                format!("{} * {own} / {} = {written}", settlement.write(outcome.amount), told(key.sum))
            }
            _ => written,
        })
    }
}

#[derive(Serialize)]
struct TrialJson<'t> {
    formula: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    villages: u32,
    settled: u32,
    refused: Vec<RefusalJson<'t>>,
    laws: Vec<LawJson>,
}

#[derive(Serialize)]
struct RefusalJson<'t> {
    villages: u32,
    why: &'t str,
}

#[derive(Serialize)]
struct LawJson {
    law: String,
    says: String,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<WitnessJson>,
}

#[derive(Serialize)]
struct WitnessJson {
    case: u32,
    sentence: String,
    book: String,
}

/// The verdicts as JSON; the witness of a broken law as a book that reads back.
#[must_use]
pub fn trial_json(tried: Tried<'_>, verdicts: &Verdicts) -> String {
    let teller = Teller { tried, language: Language::English };
    let law = |Verdict { law, ruling }: &Verdict| LawJson {
        law: law.name(),
        says: law_words(*law, tried.formula, Language::English),
        verdict: word(ruling),
        asked: if let Ruling::Kept(asked) = ruling { Some(*asked) } else { None },
        witness: match ruling {
            Ruling::Broken { case, breach } => Some(WitnessJson {
                case: *case,
                sentence: teller.sentence(*law, breach),
                book: witness_yaml(tried, *law, breach),
            }),
            _ => None,
        },
    };
    let refused = verdicts.refusals.iter();
    json_text(&TrialJson {
        formula: &tried.formula.name,
        book: tried.book,
        seed: tried.seed,
        villages: verdicts.tried,
        settled: verdicts.settled,
        refused: refused.map(|own| RefusalJson { villages: own.villages, why: &own.sentence }).collect(),
        laws: verdicts.verdicts.iter().map(law).collect(),
    })
}

impl Teller<'_> {
    fn sentence(self, law: Law, breach: &Breach) -> String {
        let court = self.tried.court;
        let Ok(before) = court.settle(&breach.before) else { return String::new() };
        let after = breach.after.as_ref().and_then(|side| court.settle(side).ok());
        Told { teller: self, breach, before: &before, after: after.as_ref() }.sentence(law)
    }
}

/// The smallest village that breaks a law, as a book that breaks it again.
#[must_use]
pub fn witness_yaml(tried: Tried<'_>, law: Law, breach: &Breach) -> String {
    let (name, formula) = (law.name(), &tried.formula.name);
    let sentence = Teller { tried, language: Language::English }.sentence(law, breach);
    let note = format!(
        "An invented village that breaks the law `{name}` under {formula}. {sentence} \
         Try it again: fenhong trial {formula} --law {name} --book {name}.yaml"
    );
    super::book_yaml::book_yaml(&breach.before.book, &name, &note)
}

/// All rules against all laws.
#[must_use]
pub fn trial_matrix(rows: &[(Formula, Verdicts)], seed: u64, language: Language) -> Document {
    let mut document = Document::default();
    let tried = rows.first().map_or(0, |(_, verdicts)| verdicts.tried);
    document.push(Block::Title(either(
        language,
        "Every rule on trial".to_owned(),
        "各办法检验总表".to_owned(),
    )));
    document.push(Block::Text(either(
        language,
        format!("{tried} invented villages for each rule, seed {seed}. A letter is a law, below. + kept, X broken, - not asked."),
        format!("每一办法虚拟村庄 {tried} 个，种子 {seed}。字母为定律，见下：+ 守，X 违反，- 不适用。"),
    )));
    let letters = Law::NAMES.iter().zip('A'..);
    let own = either(language, "own".to_owned(), "自订".to_owned());
    let heads = letters.clone().map(|(_, letter)| Column::text(letter)).chain([Column::text(own)]);
    let mut grid = Grid::new(
        [Column::text(either(language, "rule".to_owned(), "办法".to_owned()))].into_iter().chain(heads),
    );
    let mark = |ruling: &Ruling| match ruling {
        Ruling::NotAsked => "-",
        Ruling::Kept(_) => "+",
        Ruling::Broken { .. } => "X",
    };
    let names = ["rule".to_owned()].into_iter().chain(Law::NAMES.iter().map(|(name, _)| (*name).to_owned()));
    document.data = Grid::new(names.chain(["own".to_owned()]).map(Column::text));
    for (formula, verdicts) in rows {
        let (own, all): (Vec<&Verdict>, Vec<&Verdict>) =
            verdicts.verdicts.iter().partition(|verdict| matches!(verdict.law, Law::Own(_)));
        let broken = own.iter().find(|verdict| matches!(verdict.ruling, Ruling::Broken { .. }));
        let own = broken.or(own.first()).map(|verdict| &verdict.ruling).unwrap_or(&Ruling::NotAsked);
        let rulings: Vec<&Ruling> = all.iter().map(|verdict| &verdict.ruling).chain([own]).collect();
        let name = [formula.name.clone()];
        grid.row(name.clone().into_iter().chain(rulings.iter().map(|ruling| mark(ruling).to_owned())));
        document.data.row(name.into_iter().chain(rulings.iter().map(|ruling| word(ruling).to_owned())));
    }
    document.push(Block::Table(grid));
    document.push(Block::Heading(either(language, "The laws".to_owned(), "定律".to_owned())));
    if let Some((formula, _)) = rows.first() {
        for ((name, law), letter) in letters {
            document
                .push(Block::Item(0, format!("{letter}  {name}: {}", law_words(*law, formula, language))));
        }
    }
    document
}
