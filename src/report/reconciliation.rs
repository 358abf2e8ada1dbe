//! What was reckoned beside what the source says, and the source beside itself.

use super::document::{Block, Column, Document, Grid};
use super::json_text;
use super::statement::{head, signed, tell_sources, tell_strangers};
use super::words::{self, attested_title, either, name_in, with_unit};
use crate::books::{Arithmetic, Held, Record, Relation};
use crate::exact::{Amount, Fraction, Unit};
use crate::expression::Kind;
use crate::settlement::{ClosingValue, LineVerdict, OwnAccount, Reconciliation, Settlement};
use crate::text::{Language, Title};
use serde_json::{Value, json};

/// The reconciliation of a settlement as a report.
#[must_use]
pub fn reconciliation(
    settlement: &Settlement<'_>,
    found: &Reconciliation<'_>,
    language: Language,
) -> Document {
    let mut document = Document::default();
    head(settlement, language, &mut document);
    let unit = words::unit(settlement.book.measure.precision().unit(), language);
    let say = |word: words::Word| word.of(language).to_owned();
    let write = |amount: Amount| settlement.write(amount);
    if !found.lines.is_empty() || found.total.is_some() {
        document.table(
            with_unit(&say(words::AGAINST_SOURCE), unit, language),
            lines(settlement, found, language),
        );
    }
    if !found.lines.is_empty() {
        let lines = found.lines.iter().chain(&found.total);
        tell_sources(lines.map(|line| line.attested), language, &mut document);
        tell_strangers(settlement, language, &mut document);
        document.push(Block::Text(either(
            language,
            "A line agrees when it is printed alike, to the last digit of the source.".to_owned(),
            "按史料所印末位数字相同者为相符。".to_owned(),
        )));
    }
    if !found.relations.is_empty() || !found.not_reckoned.is_empty() {
        document.push(Block::Heading(say(words::STATED_SHARES)));
        relations(&found.relations, language, &mut document);
        not_reckoned(&found.not_reckoned, language, &mut document);
    }
    for (attested, closings) in &found.closings(settlement) {
        let title = attested_title(attested, language);
        document.push(Block::Heading(either(
            language,
            format!("What would make {title} come out as published"),
            format!("何值可使{title}与史料相符"),
        )));
        if closings.is_empty() {
            document.push(Block::Text(either(
                language,
                "- no parameter by itself".to_owned(),
                "- 无单一参数可致".to_owned(),
            )));
        }
        for closing in closings {
            document.push(Block::Text(format!("- {}", closing_told(closing, &write, language))));
        }
    }
    own_account(&found.source, &write, language, &mut document);
    verdict(found.agrees(), language, &mut document);
    document.data = data(&rows(settlement, found));
    document
}

/// A book or record against itself, without any formula.
#[must_use]
pub fn own_reconciliation(
    title: &Title,
    name: &str,
    found: &OwnAccount<'_>,
    write: &dyn Fn(Amount) -> String,
    language: Language,
) -> Document {
    let mut document = Document::default();
    document.push(Block::Title(format!("{} [{name}]", title.in_language(language))));
    own_account(found, write, language, &mut document);
    verdict(found.agrees(), language, &mut document);
    document.data = data(&own_rows(found, write));
    document
}

/// The record as a list of its figures.
#[must_use]
pub fn show_record(record: &Record, language: Language) -> Document {
    let mut document = Document::default();
    document.push(Block::Title(format!("{} [{}]", record.title.in_language(language), record.name)));
    let about = [record.cite.as_deref(), record.note.as_ref().map(|note| note.in_language(language))];
    for text in about.into_iter().flatten() {
        document.push(Block::Text(text.to_owned()));
    }
    let figures: Vec<_> = record.facts.iter().collect();
    document.table(words::FACTS.of(language), super::show_book::figure_grid(&figures, language));
    let mut data = Grid::new(["name", "value", "evidence", "ground"].map(Column::text));
    for fact in &record.facts {
        let (value, ground) = (fact.quantity.to_string(), fact.evidence.ground());
        data.row([fact.name.as_str(), &value, fact.evidence.word(), &ground]);
    }
    document.data = data;
    document
}

fn lines(settlement: &Settlement<'_>, found: &Reconciliation<'_>, language: Language) -> Grid {
    let headings =
        [words::COMPUTED, words::ATTESTED, words::DIFFERENCE].map(|word| Column::numbers(word.of(language)));
    let first = Column::text(words::LINE.of(language));
    let last = Column::text(words::VERDICT.of(language));
    let mut grid = Grid::new(std::iter::once(first).chain(headings).chain([last]));
    for line in found.lines.iter().chain(&found.total) {
        let computed =
            line.computed.map_or_else(|| words::NOT_IN_FORMULA.to_owned(), |amount| settlement.write(amount));
        let difference = line.difference.map(|difference| signed(settlement, difference)).unwrap_or_default();
        grid.row([
            attested_title(line.attested, language),
            &computed,
            &settlement.write(line.amount),
            &difference,
            agreement(line.agrees, language),
        ]);
    }
    grid
}

fn agreement(agrees: bool, language: Language) -> &'static str {
    if agrees { words::AGREES } else { words::DIFFERS }.of(language)
}

/// Each relation with its arithmetic, which a pencil can follow.
fn relations(relations: &[(&Relation, Held)], language: Language, document: &mut Document) {
    for (relation, held) in relations {
        let title = relation.title.in_language(language);
        let in_percent = relation.states.to_string().contains('%');
        let value = told(held.value.value, held.value.unit, in_percent, language);
        let is_bare = matches!(held.reckoned.kind, Kind::Number(_));
        let reckoned = match (is_bare, value.starts_with('≈')) {
            (true, _) => value,
            (false, true) => format!("{} {value}", arithmetic(&held.reckoned, language)),
            (false, false) => format!("{} = {value}", arithmetic(&held.reckoned, language)),
        };
        let weighed = held.weight.map(|catties| {
            either(language, format!(", a dan being {catties} catty"), format!("（每石合{catties}斤）"))
        });
        let weighed = weighed.unwrap_or_default();
        let stated = words::stated(&relation.states, language);
        let cite = &relation.cite;
        let verdict = relation_verdict(held, in_percent, language);
        document.push(Block::Item(
            0,
            either(
                language,
                format!("{title}: {reckoned}{weighed}; the source has {stated}: {verdict} [{cite}]"),
                format!("{title}：{reckoned}{weighed}；史料作{stated}：{verdict} [{cite}]"),
            ),
        ));
        if let Some(note) = &relation.note {
            document.push(Block::Item(1, note.in_language(language).to_owned()));
        }
    }
}

/// Whether a relation agrees; if not, by how much it does not, and whether the
/// rounding of its printed figures leaves room for that.
fn relation_verdict(held: &Held, in_percent: bool, language: Language) -> String {
    let verdict = agreement(held.agrees, language);
    if held.agrees {
        return verdict.to_owned();
    }
    let by = match difference(held, in_percent, language) {
        by if by.is_empty() => by,
        by => either(language, format!(" by {by}"), format!("，差{by}")),
    };
    let Some((low, high)) = held.reach.filter(|_| held.rounding_allows) else {
        return format!("{verdict}{by}");
    };
    let [low, high] = [low, high].map(|end| told(end, held.value.unit, in_percent, language));
    format!("{verdict}{by}{}", rounding_allows(&low, &high, language))
}

fn rounding_allows(low: &str, high: &str, language: Language) -> String {
    either(
        language,
        format!(", which the rounding of the printed figures allows ({low} to {high})"),
        format!("，所印数字之舍入可以容许（{low}至{high}）"),
    )
}

/// `1.8 dan/mou ÷ 1.47 dan/mou - 1`.
fn arithmetic(of: &Arithmetic, language: Language) -> String {
    let written = of.written((), &mut |part, ()| match &part.kind {
        Kind::Number(quantity) => Some(quantity.written(name_in(language))),
        _ => None,
    });
    written.replace(" * ", " × ").replace(" / ", " ÷ ").replace('_', "")
}

/// Three places are enough for the eye; the data has all.
const PLACES: u32 = 3;

/// A value for the eye, in percent when the source states it so.
fn told(value: Fraction, unit: Unit, in_percent: bool, language: Language) -> String {
    let (value, mark) = match in_percent {
        true => (value.times(Fraction::whole(100)).unwrap_or(value), "%"),
        false => (value, ""),
    };
    let (text, exact) = value.to_places(PLACES);
    let approximately = if exact { "" } else { "≈" };
    let unit = unit.written(name_in(language));
    let blank = if unit.is_empty() { "" } else { " " };
    format!("{approximately}{text}{mark}{blank}{unit}")
}

fn difference(held: &Held, in_percent: bool, language: Language) -> String {
    if held.difference.is_zero() {
        return String::new();
    }
    let sign = if held.difference.is_negative() { "" } else { "+" };
    let told = told(held.difference, held.value.unit, in_percent, language);
    match told.strip_prefix('≈') {
        Some(rest) => format!("≈{sign}{rest}"),
        None => format!("{sign}{told}"),
    }
}

fn closing_told(closing: &ClosingValue<'_>, write: &dyn Fn(Amount) -> String, language: Language) -> String {
    let parameter = closing.parameter;
    let title = parameter
        .title
        .as_ref()
        .map_or_else(|| parameter.name.clone(), |title| title.in_language(language).to_owned());
    let (own, value) = (parameter.value.written(name_in(language)), words::exact(&closing.value));
    let range = match (&parameter.range, closing.in_range) {
        (Some(range), Some(true)) => {
            let range = words::stretch(range, language);
            either(language, format!("inside its range, {range}"), format!("在其范围{range}之内"))
        }
        (Some(range), _) => {
            let range = words::stretch(range, language);
            either(language, format!("outside its range, {range}"), format!("超出其范围{range}"))
        }
        (None, _) => either(language, "it states no range".to_owned(), "未载范围".to_owned()),
    };
    let left = match closing.left == Amount::ZERO {
        true => String::new(),
        false => {
            let sign = if closing.left > Amount::ZERO { "+" } else { "" };
            let left = format!("{sign}{}", write(closing.left));
            either(language, format!("; the line is then {left} off"), format!("；科目尚差{left}"))
        }
    };
    either(
        language,
        format!("{title} ({}): {value} instead of {own}; {range}{left}", parameter.name),
        format!("{title}（{}）：{value}，原为{own}；{range}{left}", parameter.name),
    )
}

fn own_account(
    found: &OwnAccount<'_>,
    write: &dyn Fn(Amount) -> String,
    language: Language,
    document: &mut Document,
) {
    if found.sum.is_none() && found.relations.is_empty() && found.not_reckoned.is_empty() {
        return;
    }
    document.push(Block::Heading(words::SOURCE_ITSELF.of(language).to_owned()));
    if let Some(added) = &found.sum {
        let gap = added.total.minus(added.sum).map(write).unwrap_or_default();
        let (sum, total) = (write(added.sum), write(added.total));
        let rounding = match added.rounding_allows() {
            true => {
                let [low, high] = [added.low, added.high].map(write);
                rounding_allows(&low, &high, language)
            }
            false => String::new(),
        };
        document.push(Block::Text(match added.agrees() {
            true => either(
                language,
                format!("Its lines add up to its total, {total}."),
                format!("各科目之和与合计相符，为{total}。"),
            ),
            false => either(
                language,
                format!(
                    "Its lines add up to {sum}, its total is {total}: {gap} it does not explain{rounding}."
                ),
                format!("各科目之和为{sum}，其合计为{total}，相差{gap}，史料未作说明{rounding}。"),
            ),
        }));
    }
    relations(&found.relations, language, document);
    not_reckoned(&found.not_reckoned, language, document);
}

/// Relations over lines that nobody has.
fn not_reckoned(relations: &[(&Relation, String)], language: Language, document: &mut Document) {
    for (relation, line) in relations {
        let title = relation.title.in_language(language);
        document.push(Block::Item(
            0,
            either(
                language,
                format!("{title}: not reckoned, there is no line `{line}`"),
                format!("{title}：未能计算，无科目“{line}”"),
            ),
        ));
    }
}

fn verdict(agrees: bool, language: Language, document: &mut Document) {
    document.push(Block::Line(String::new()));
    document.push(Block::Text(match agrees {
        true => either(language, "Everything agrees.".to_owned(), "全部相符。".to_owned()),
        false => either(language, "Not everything agrees.".to_owned(), "未能全部相符。".to_owned()),
    }));
}

/// One row of data.
struct RowData {
    of: &'static str,
    name: String,
    computed: String,
    stated: String,
    difference: String,
    agrees: bool,
    rounding_allows: bool,
    cite: String,
}

fn rows(settlement: &Settlement<'_>, found: &Reconciliation<'_>) -> Vec<RowData> {
    let line = |line: &LineVerdict<'_>| RowData {
        of: "line",
        name: line.attested.what.clone(),
        computed: line.computed.map(|amount| settlement.write(amount)).unwrap_or_default(),
        stated: line.attested.amount.to_string(),
        difference: line.difference.map(|amount| settlement.write(amount)).unwrap_or_default(),
        agrees: line.agrees,
        rounding_allows: false,
        cite: line.attested.cite.clone(),
    };
    let mut rows: Vec<RowData> = found.lines.iter().chain(&found.total).map(line).collect();
    rows.extend(found.relations.iter().map(|relation| relation_row("computed", relation)));
    rows.extend(own_rows(&found.source, &|amount| settlement.write(amount)));
    rows
}

fn own_rows(found: &OwnAccount<'_>, write: &dyn Fn(Amount) -> String) -> Vec<RowData> {
    let sum = found.sum.iter().map(|added| RowData {
        of: "source",
        name: "sum of lines".to_owned(),
        computed: write(added.sum),
        stated: write(added.total),
        difference: added.sum.minus(added.total).map(write).unwrap_or_default(),
        agrees: added.agrees(),
        rounding_allows: added.rounding_allows(),
        cite: added.published.cite.clone(),
    });
    sum.chain(found.relations.iter().map(|relation| relation_row("source", relation))).collect()
}

fn relation_row(of: &'static str, (relation, held): &(&Relation, Held)) -> RowData {
    RowData {
        of,
        name: relation.name.clone(),
        computed: held.value.value.to_string(),
        stated: relation.states.to_string(),
        difference: held.difference.to_string(),
        agrees: held.agrees,
        rounding_allows: held.rounding_allows,
        cite: relation.cite.clone(),
    }
}

fn data(rows: &[RowData]) -> Grid {
    let headings = ["of", "name", "computed", "stated", "difference", "agrees", "rounding_allows", "cite"];
    let mut grid = Grid::new(headings.map(Column::text));
    for row in rows {
        let [agrees, allows] = [row.agrees, row.rounding_allows].map(|holds| holds.to_string());
        grid.row([
            row.of,
            &row.name,
            &row.computed,
            &row.stated,
            &row.difference,
            &agrees,
            &allows,
            &row.cite,
        ]);
    }
    grid
}

/// The reconciliation as one JSON object.
#[must_use]
pub fn reconciliation_json(settlement: &Settlement<'_>, found: &Reconciliation<'_>) -> String {
    let rows = rows(settlement, found);
    let all = found.closings(settlement);
    let closings = all.iter().map(|(attested, closings)| {
        let values = closings.iter().map(|closing| {
            json!({
                "parameter": closing.parameter.name,
                "value": closing.value.value.to_string(),
                "unit": closing.value.unit.written(crate::exact::BaseUnit::name),
                "range": closing.parameter.range.as_ref().map(ToString::to_string),
                "in_range": closing.in_range,
                "left": settlement.write(closing.left),
            })
        });
        json!({"line": attested.what, "closed_by": values.collect::<Vec<_>>()})
    });
    json_text(&json!({
        "book": settlement.book.name,
        "formula": settlement.formula.name,
        "agrees": found.agrees(),
        "lines": of(&rows, "line"),
        "relations": of(&rows, "computed"),
        "source": of(&rows, "source"),
        "closings": closings.collect::<Vec<_>>(),
    }))
}

/// A book or record against itself as one JSON object.
#[must_use]
pub fn own_reconciliation_json(
    name: &str,
    found: &OwnAccount<'_>,
    write: &dyn Fn(Amount) -> String,
) -> String {
    json_text(
        &json!({"name": name, "agrees": found.agrees(), "source": of(&own_rows(found, write), "source")}),
    )
}

fn of(rows: &[RowData], of: &str) -> Vec<Value> {
    let rows = rows.iter().filter(|row| row.of == of);
    let told = rows.map(|row| {
        json!({
            "name": row.name,
            "computed": row.computed,
            "stated": row.stated,
            "difference": row.difference,
            "agrees": row.agrees,
            "rounding_allows": row.rounding_allows,
            "cite": row.cite,
        })
    });
    told.collect()
}
