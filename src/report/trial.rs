//! A rule on trial: its verdicts, and every broken law on the smallest village.

use super::book_yaml::{book_yaml, cell};
use super::breach::Told;
use super::document::{Block, Column, Document, Grid};
use super::json::{NamedJson, json_text};
use super::statement::{formula_title, set_line};
use super::words::{self, either, name_in, with_unit};
use crate::exact::Unit;
use crate::formula::{Claim, Formula, Parameter};
use crate::text::Language;
use crate::trial::{Breach, Court, Law, Ruling, Verdict, Verdicts};
use serde::Serialize;

/// What was put on trial, and on what.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'t> {
    /// The rule.
    pub formula: &'t Formula,
    /// What the user calls it: a name of the library, or a file.
    pub called: &'t str,
    /// The rule and those who judge it.
    pub court: &'t Court<'t>,
    /// The seed of the villages; none where a book of the user's was tried.
    pub seed: Option<u64>,
    /// The book that was tried, when it was no invented village.
    pub book: Option<&'t str>,
}

impl<'t> Tried<'t> {
    /// The parameters that were set for this run.
    fn set(self) -> impl Iterator<Item = &'t Parameter> {
        self.formula.parameters.iter().filter(|parameter| parameter.set)
    }

    /// The same, each as `name=value`.
    fn settings(self) -> impl Iterator<Item = String> {
        self.set().map(|parameter| format!("{}={}", parameter.name, parameter.value))
    }
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
    for parameter in tried.set() {
        document.push(Block::Text(set_line(&parameter.name, &parameter.value, language)));
    }
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
                format!(
                    "One village: {book}. Laws of households one by one or in pairs ask the first twelve."
                ),
                format!("仅此一村：{book}。逐户、逐对检验者，只问前十二户。"),
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
        let set = self.tried.settings().collect::<Vec<_>>().join(" ");
        let set = if set.is_empty() { None } else { Some(set) };
        let columns = ["law", "verdict", "case"].into_iter().chain(set.as_ref().map(|_| "set"));
        let mut grid = Grid::new(columns.map(Column::text));
        for Verdict { law, ruling } in &verdicts.verdicts {
            let case =
                if let Ruling::Broken { case, .. } = ruling { case.to_string() } else { String::new() };
            grid.row([law.name(), word(ruling).to_owned(), case].into_iter().chain(set.clone()));
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
        let sentence = self.either(format!("{says}."), format!("{says}。"));
        // A law that says nothing in words is an expression.
        let is_sentence = !matches!(law, Law::Own(place) if self.tried.formula.laws[place].says.is_none());
        document.push(Block::Text(if is_sentence { sentence } else { says }));
        // Whoever brings a book knows it.
        if self.tried.book.is_none() {
            self.village(breach, document);
        }
        self.settled(breach, |told| {
            document.push(Block::Text(told.sentence(law)));
            document.push(Block::Table(told.arithmetic()));
        });
    }

    /// What is to be told of a breach once both its sides are settled.
    fn settled<T>(self, breach: &Breach, tell: impl FnOnce(Told<'_>) -> T) -> Option<T> {
        let Tried { formula, court, .. } = self.tried;
        let before = court.settle(&breach.before).ok()?;
        let after = breach.after.as_ref().and_then(|side| court.settle(side).ok());
        let (before, after) = (&before, after.as_ref());
        Some(tell(Told { formula, court, language: self.language, breach, before, after }))
    }

    /// What was changed and what came of it, in one sentence.
    fn sentence(self, law: Law, breach: &Breach) -> String {
        self.settled(breach, |told| told.sentence(law)).unwrap_or_default()
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

pub(super) fn word(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::NotAsked => "not asked",
        Ruling::Kept(_) => "kept",
        Ruling::Broken { .. } => "broken",
    }
}

#[derive(Serialize)]
struct TrialJson<'t> {
    formula: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<NamedJson<'t>>,
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
        set: tried.set().map(|set| NamedJson { name: &set.name, value: set.value.to_string() }).collect(),
        villages: verdicts.tried,
        settled: verdicts.settled,
        refused: refused.map(|own| RefusalJson { villages: own.villages, why: &own.sentence }).collect(),
        laws: verdicts.verdicts.iter().map(law).collect(),
    })
}

/// The smallest village that breaks a law, as a book that breaks it again.
#[must_use]
pub fn witness_yaml(tried: Tried<'_>, law: Law, breach: &Breach) -> String {
    let (name, formula, called) = (law.name(), &tried.formula.name, tried.called);
    let sentence = Teller { tried, language: Language::English }.sentence(law, breach);
    let stop = if sentence.ends_with('.') { "" } else { "." };
    let set: String = tried.settings().map(|setting| format!(" --set {setting}")).collect();
    let village = tried
        .book
        .map_or_else(|| "An invented village".to_owned(), |book| format!("The village {book}, a copy"));
    let note = format!(
        "{village} that breaks the law `{name}` under {formula}. {sentence}{stop} \
         Try it again: fenhong trial {called} --law {name}{set} --book FILE, with this file."
    );
    book_yaml(&breach.before.book, &name, &note)
}
