//! A formula told in words, step by step, every figure with its source.

use super::document::{Block, Column, Document, Grid};
use super::phrase::Phrase;
use super::words::{self, Word, either, name_in};
use crate::formula::{
    ColumnKind, End, Expression, Formula, Opening, Reference, Schedule, Short, Step, Tally,
};
use crate::text::Language;

/// The formula as a report.
pub fn show_formula(formula: &Formula, language: Language) -> Document {
    let mut document = Document::default();
    let say = |word: Word| word.of(language);
    let phrase = Phrase { formula, language };
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
        tell_step(place + 1, step, phrase, &mut document);
    }
    if !formula.parameters.is_empty() {
        document.table(say(words::PARAMETERS), parameters(formula, language));
    }
    if !formula.schedules.is_empty() {
        document.push(Block::Heading(say(words::SCHEDULES).to_owned()));
        for schedule in 0..formula.schedules.len() {
            tell_schedule(schedule, phrase, &mut document);
        }
    }
    if !formula.figures.is_empty() {
        document.push(Block::Heading(say(words::FIGURES_ALONE).to_owned()));
        for figure in &formula.figures {
            let title = figure.title.in_language(language);
            document.push(Block::Text(format!("- {title}: {}", phrase.of(&figure.is))));
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
            let (holds, cite) = (phrase.of(&claim.holds), cited(claim.cite.as_deref()));
            document.push(Block::Text(format!("- {says}{holds}{cite}")));
        }
    }
    let rounding = words::rounding(formula.rounding, language);
    let rounding = format!("{}: {rounding}{}", say(words::ROUNDING), cited(formula.rounding_cite.as_deref()));
    document.push(Block::Line(String::new()));
    document.push(Block::Text(rounding));
    document.table(say(words::NEEDS), needs(phrase));
    document.data = steps(formula);
    document
}

fn cited(cite: Option<&str>) -> String {
    cite.map(|cite| format!(" [{cite}]")).unwrap_or_default()
}

fn tell_step(number: usize, step: &Step, phrase: Phrase<'_>, document: &mut Document) {
    let title = step.title.in_language(phrase.language);
    let says = step.says.as_ref().map(|says| format!(": {}", says.in_language(phrase.language)));
    let says = says.unwrap_or_default();
    document.push(Block::Text(format!("{number}. {title}{says}{}", cited(step.cite.as_deref()))));
    document.push(Block::Text(format!("   {}", transfer(step, phrase))));
}

/// What a step does, in words.
fn transfer(step: &Step, phrase: Phrase<'_>) -> String {
    let Phrase { formula, language } = phrase;
    let (from, to) = (end(step.from, phrase), end(step.to, phrase));
    let take =
        if step.take.is_rest() { words::THE_REST.of(language).to_owned() } else { phrase.of(&step.take) };
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
    told += &match &step.by {
        None => String::new(),
        Some(by) if by.references() == [Reference::Household] && by.parts().is_empty() => {
            either(language, ", in equal parts".to_owned(), "，各户均分".to_owned())
        }
        Some(by) => {
            let by = phrase.of(by);
            either(language, format!(", by {by}"), format!("，按{by}分"))
        }
    };
    if let Some(among) = &step.among {
        let among = phrase.of(among);
        told += &either(language, format!(", among households where {among}"), format!("，限{among}之户"));
    }
    told += &match step.short {
        Short::Refuse => String::new(),
        Short::Prorate => {
            either(language, "; less in proportion when short".to_owned(), "；不足则按比例减".to_owned())
        }
        Short::Owe => either(language, "; the rest is owed when short".to_owned(), "；不足则记欠".to_owned()),
    };
    if step.repays {
        told +=
            &either(language, "; it pays back and is no income".to_owned(), "；系偿还，不作收入".to_owned());
    }
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

fn end(end: End, phrase: Phrase<'_>) -> String {
    match end {
        End::Pool(pool) => phrase.pool(pool),
        End::Account(account) => {
            phrase.formula.accounts[account].title.in_language(phrase.language).to_owned()
        }
        End::Households => words::HOUSEHOLDS.of(phrase.language).to_lowercase(),
    }
}

fn parameters(formula: &Formula, language: Language) -> Grid {
    let [name, what, value, range, source] =
        [words::NAME, words::WHAT, words::VALUE, words::RANGE, words::GROUND].map(|word| word.of(language));
    let columns = [
        Column::text(name),
        Column::text(what),
        Column::numbers(value),
        Column::text(range),
        Column::text(source),
    ];
    let mut grid = Grid::new(columns);
    for parameter in &formula.parameters {
        let range = parameter.range.as_ref().map(|range| {
            let ends = [&range.low, &range.high].map(|end| end.written(name_in(language)));
            ends.join(" .. ")
        });
        let range = range.unwrap_or_default();
        let title = parameter.title.as_ref().map_or("", |title| title.in_language(language));
        let ground = parameter.cite.as_deref().or(parameter.why.as_deref()).unwrap_or_default();
        let value = parameter.value.written(name_in(language));
        grid.row([parameter.name.as_str(), title, &value, &range, ground]);
    }
    grid
}

fn tell_schedule(schedule: usize, phrase: Phrase<'_>, document: &mut Document) {
    let Phrase { formula, language } = phrase;
    let title = phrase.schedule(schedule);
    let schedule = &formula.schedules[schedule];
    let (of, cite) = (phrase.of(&schedule.of), cited(schedule.cite.as_deref()));
    let tally = match schedule.tally {
        Tally::Bands => either(
            language,
            format!("the rate of the band that {of} falls in"),
            format!("依{of}所在级，全额适用"),
        ),
        Tally::Slices => {
            either(language, format!("each slice of {of} at its own rate"), format!("依{of}分段累进"))
        }
    };
    document.push(Block::Text(format!("{title}: {tally}{cite}")));
    for (place, band) in schedule.bands.iter().enumerate() {
        document.push(Block::Text(format!(
            "   {}: {}",
            ends(schedule, place, phrase),
            phrase.of(&band.rate)
        )));
    }
}

/// Where a band begins and ends; one that does not say where it begins does so
/// where the one before it ends.
pub(super) fn ends(schedule: &Schedule, band: usize, phrase: Phrase<'_>) -> String {
    let language = phrase.language;
    let told = |value: &Expression, (english, chinese): (&str, &str)| {
        let value = phrase.of(value);
        either(language, format!("{english} {value}"), format!("{chinese}{value}"))
    };
    let (from, above) = (("from", "自"), ("above", "高于"));
    let before = band.checked_sub(1).and_then(|before| schedule.bands[before].upper.as_ref());
    let lower = match (&schedule.bands[band].lower, before) {
        (Some(lower), _) => Some(told(&lower.value, if lower.closed { from } else { above })),
        (None, Some(before)) => Some(told(&before.value, if before.closed { above } else { from })),
        (None, None) => None,
    };
    let upper = schedule.bands[band].upper.as_ref();
    let upper =
        upper.map(|upper| told(&upper.value, if upper.closed { ("to", "至") } else { ("below", "低于") }));
    let ends: Vec<String> = lower.into_iter().chain(upper).collect();
    match ends.is_empty() {
        true => either(language, "whatever it is".to_owned(), "不论多少".to_owned()),
        false => ends.join(&either(language, " ".to_owned(), "，".to_owned())),
    }
}

/// The pools, facts and columns that a book must bring.
fn needs(phrase: Phrase<'_>) -> Grid {
    let Phrase { formula, language } = phrase;
    let [name, what, unit] = [words::NAME, words::WHAT, words::UNIT].map(|word| word.of(language));
    let mut grid = Grid::new([name, what, unit].map(Column::text));
    let grain = words::GRAIN.of(language);
    for (place, pool) in formula.pools.iter().enumerate().filter(|(_, pool)| pool.opening == Opening::Book) {
        grid.row([pool.name.as_str(), &phrase.pool(place), grain]);
    }
    for fact in &formula.facts {
        let unit = fact.unit.written(name_in(language));
        grid.row([fact.name.as_str(), fact.title.in_language(language), &unit]);
    }
    for column in &formula.columns {
        let kind = match &column.kind {
            ColumnKind::Numbers(unit) => unit.written(name_in(language)),
            ColumnKind::Labels(labels) => labels.join(", "),
        };
        let title = column.title.in_language(language);
        let title = either(language, format!("{title}, of each household"), format!("各户{title}"));
        grid.row([column.name.as_str(), &title, &kind]);
    }
    grid
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
