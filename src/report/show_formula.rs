//! A formula told in words, step by step, every figure with its source.

use super::document::{Block, Column, Document, Grid};
use super::words::{self, Word, either, name_in, with_unit};
use crate::exact::Unit;
use crate::formula::{Band, ColumnKind, End, Formula, Opening, Schedule, Short, Step, Tally};
use crate::text::Language;

/// The formula as a report.
pub fn show_formula(formula: &Formula, language: Language) -> Document {
    let mut document = Document::default();
    let say = |word: Word| word.of(language);
    document.push(Block::Title(format!("{} [{}]", formula.title.in_language(language), formula.name)));
    let village = formula.village.as_ref().map(|village| village.in_language(language));
    let about = [village, formula.date.as_deref(), formula.cite.as_deref()];
    let about = about.into_iter().flatten().collect::<Vec<_>>();
    if !about.is_empty() {
        document.push(Block::Text(about.join("; ")));
    }
    if let Some(extends) = &formula.extends {
        document.push(Block::Text(either(
            language,
            format!("A variant of {extends}."),
            format!("{extends} 的变式。"),
        )));
    }
    if let Some(note) = &formula.note {
        document.push(Block::Text(note.in_language(language).to_owned()));
    }
    document.push(Block::Heading(say(words::STEPS).to_owned()));
    for (place, step) in formula.steps.iter().enumerate() {
        tell_step(place + 1, step, formula, language, &mut document);
    }
    if !formula.parameters.is_empty() {
        document.table(say(words::PARAMETERS), parameters(formula, language));
    }
    if !formula.schedules.is_empty() {
        document.push(Block::Heading(say(words::SCHEDULES).to_owned()));
        for schedule in &formula.schedules {
            tell_schedule(schedule, language, &mut document);
        }
    }
    if !formula.figures.is_empty() {
        document.push(Block::Heading(say(words::FIGURES_ALONE).to_owned()));
        for figure in &formula.figures {
            let title = figure.title.in_language(language);
            document.push(Block::Text(format!("- {title}: {}", figure.is)));
        }
    }
    if !formula.claims.is_empty() {
        document.push(Block::Heading(say(words::CLAIMS).to_owned()));
        for claim in &formula.claims {
            let says = claim
                .says
                .as_ref()
                .map(|says| format!("{}: ", says.in_language(language)))
                .unwrap_or_default();
            document.push(Block::Text(format!("- {says}{}{}", claim.holds, cited(claim.cite.as_deref()))));
        }
    }
    document.push(Block::Heading(say(words::NEEDS).to_owned()));
    document.push(Block::Text(needs(formula, language)));
    document.data = steps(formula);
    document
}

fn cited(cite: Option<&str>) -> String {
    cite.map(|cite| format!(" [{cite}]")).unwrap_or_default()
}

fn tell_step(number: usize, step: &Step, formula: &Formula, language: Language, document: &mut Document) {
    let title = step.title.in_language(language);
    let says = step.says.as_ref().map(|says| format!(": {}", says.in_language(language))).unwrap_or_default();
    document.push(Block::Text(format!("{number}. {title}{says}{}", cited(step.cite.as_deref()))));
    document.push(Block::Text(format!("   {}", transfer(step, formula, language))));
}

/// What a step does, in the terms of the rule.
fn transfer(step: &Step, formula: &Formula, language: Language) -> String {
    let (from, to) = (end(step.from, formula, language), end(step.to, formula, language));
    let take =
        if step.take.is_rest() { words::THE_REST.of(language).to_owned() } else { step.take.to_string() };
    let each = if step.each {
        either(language, ", each its own".to_owned(), "，各按其数".to_owned())
    } else {
        String::new()
    };
    let mut told = either(
        language,
        format!("from {from} to {to}: {take}{each}"),
        format!("由{from}至{to}：{take}{each}"),
    );
    if let Some(by) = &step.by {
        told += &either(language, format!(", by {by}"), format!("，按 {by} 分"));
    }
    if let Some(among) = &step.among {
        told += &either(language, format!(", among those with {among}"), format!("，限 {among} 之户"));
    }
    told += &match step.short {
        Short::Refuse => String::new(),
        Short::Prorate => {
            either(language, "; less in proportion when short".to_owned(), "；不足则按比例减".to_owned())
        }
        Short::Owe => either(language, "; the rest is owed when short".to_owned(), "；不足则记欠".to_owned()),
    };
    if let Some(account) = step.otherwise {
        let account = formula.accounts[account].title.in_language(language);
        told += &either(
            language,
            format!("; to {account} when nobody has any"),
            format!("；无人有则归{account}"),
        );
    }
    told
}

fn end(end: End, formula: &Formula, language: Language) -> String {
    match end {
        End::Pool(pool) => {
            let pool = &formula.pools[pool];
            pool.title
                .as_ref()
                .map_or_else(|| pool.name.replace('_', " "), |title| title.in_language(language).to_owned())
        }
        End::Account(account) => formula.accounts[account].title.in_language(language).to_owned(),
        End::Households => words::HOUSEHOLDS.of(language).to_lowercase(),
    }
}

fn parameters(formula: &Formula, language: Language) -> Grid {
    let [name, value, range, source] =
        [words::NAME, words::VALUE, words::RANGE, words::GROUND].map(|word| word.of(language));
    let columns = [Column::text(name), Column::numbers(value), Column::text(range), Column::text(source)];
    let mut grid = Grid::new(columns);
    for parameter in &formula.parameters {
        let range = parameter.range.as_ref().map(|range| {
            let ends = [&range.low, &range.high].map(|end| end.written(name_in(language)));
            ends.join(" .. ")
        });
        let range = range.unwrap_or_default();
        let ground = parameter.cite.as_deref().or(parameter.why.as_deref()).unwrap_or_default();
        grid.row([parameter.name.as_str(), &parameter.value.written(name_in(language)), &range, ground]);
    }
    grid
}

fn tell_schedule(schedule: &Schedule, language: Language, document: &mut Document) {
    let cite = cited(schedule.cite.as_deref());
    let of = either(language, "of".to_owned(), "依".to_owned());
    document.push(Block::Text(format!("{} {of} {}{cite}", schedule.name, schedule.of)));
    let each = match schedule.tally {
        Tally::Bands => {
            either(language, "the rate of the band it falls in".to_owned(), "全额按所在级".to_owned())
        }
        Tally::Slices => either(language, "each slice at its own rate".to_owned(), "分段累进".to_owned()),
    };
    document.push(Block::Text(format!("   {each}")));
    for band in &schedule.bands {
        document.push(Block::Text(format!("   {}: {}", ends(band, language), band.rate)));
    }
}

fn ends(band: &Band, language: Language) -> String {
    let lower = band.lower.as_ref().map(|bound| {
        let (closed, open) = (("from", "自"), ("above", "高于"));
        let (english, chinese) = if bound.closed { closed } else { open };
        either(language, format!("{english} {}", bound.value), format!("{chinese} {}", bound.value))
    });
    let upper = band.upper.as_ref().map(|bound| {
        let (closed, open) = (("to", "至"), ("below", "低于"));
        let (english, chinese) = if bound.closed { closed } else { open };
        either(language, format!("{english} {}", bound.value), format!("{chinese} {}", bound.value))
    });
    let told: Vec<String> = lower.into_iter().chain(upper).collect();
    if told.is_empty() {
        either(language, "otherwise".to_owned(), "其余".to_owned())
    } else {
        told.join(" ")
    }
}

/// The pools, facts and columns that a book must bring.
fn needs(formula: &Formula, language: Language) -> String {
    let named = |name: &str, unit: Unit| match unit == Unit::NONE {
        true => name.to_owned(),
        false => with_unit(name, &unit.written(name_in(language)), language),
    };
    let pools =
        formula.pools.iter().filter(|pool| pool.opening == Opening::Book).map(|pool| pool.name.clone());
    let facts = formula.facts.iter().map(|fact| named(&fact.name, fact.unit));
    let columns = formula.columns.iter().map(|column| match &column.kind {
        ColumnKind::Numbers(unit) => named(&column.name, *unit),
        ColumnKind::Labels(labels) => format!("{}: {}", column.name, labels.join(" / ")),
    });
    pools.chain(facts).chain(columns).collect::<Vec<_>>().join("; ")
}

/// The steps as data.
fn steps(formula: &Formula) -> Grid {
    let headings = [
        "step",
        "line",
        "from",
        "to",
        "take",
        "by",
        "among",
        "short",
        "otherwise",
        "repays",
        "rounding",
        "cite",
    ];
    let mut grid = Grid::new(headings.map(Column::text));
    for step in &formula.steps {
        let optional = |expression: &Option<crate::formula::Expression>| {
            expression.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        let (from, to) = (formula.end_name(step.from), formula.end_name(step.to));
        let cite = step.cite.as_deref().unwrap_or_default();
        let (by, among) = (optional(&step.by), optional(&step.among));
        let short = Short::NAMES.iter().find(|(_, short)| *short == step.short).map_or("", |(name, _)| name);
        let otherwise = step.otherwise.map_or("", |account| &formula.accounts[account].name);
        let repays = if step.repays { "true" } else { "false" };
        let take = step.take.to_string();
        grid.row([
            step.name.as_str(),
            &step.line,
            from,
            to,
            &take,
            &by,
            &among,
            short,
            otherwise,
            repays,
            formula.rounding.name(),
            cite,
        ]);
    }
    grid
}
