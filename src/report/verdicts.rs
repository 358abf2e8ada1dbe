//! Every rule against every law, in one table.

use super::document::{Block, Column, Document, Grid};
use super::trial::{law_words, word};
use super::words::either;
use crate::formula::Formula;
use crate::text::Language;
use crate::trial::{Law, Ruling, Verdict, Verdicts};

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
    // The laws that were asked for, of the first rule as of all.
    let asked = |law: &Law| {
        rows.first().is_some_and(|(_, verdicts)| verdicts.verdicts.iter().any(|own| own.law == *law))
    };
    let laws: Vec<(&str, Law)> = Law::NAMES.into_iter().filter(|(_, law)| asked(law)).collect();
    let letters = laws.iter().zip('A'..);
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
    let names = ["rule".to_owned()].into_iter().chain(laws.iter().map(|(name, _)| (*name).to_owned()));
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
