//! What every household gets: the cooperative's account, the households, the
//! check line.

use super::document::{Block, Column, Document, Grid};
use super::households::{Evidence, Stated, even_places};
use super::phrase::Phrase;
use super::words::{self, Word, attested_title, either, name_in, with_unit};
use crate::books::{Attested, Strength};
use crate::exact::{Amount, Fraction, Measure, Overflow, Quantity};
use crate::expression::Kind;
use crate::formula::{Claim, End, Expression, Formula, Schedule, Step, Tally};
use crate::ledger::HolderKind;
use crate::settlement::{
    AttestedAccount, AttestedLine, Figure, Looked, Reckoned, Settlement, Slice, Verdict, looked_up, slices,
};
use crate::text::{Language, did_you_mean};

/// The statement of a settlement.
///
/// # Errors
///
/// Returns [`Overflow`] when a sum does not fit.
pub fn statement(
    settlement: &Settlement<'_>,
    language: Language,
    evidence: Evidence,
) -> Result<Document, Overflow> {
    let mut document = Document::default();
    head(settlement, language, &mut document);
    let unit = words::unit(settlement.book.measure.precision().unit(), language);
    let say = |word: Word| word.of(language).to_owned();
    document.table(with_unit(&say(words::ACCOUNT), unit, language), account(settlement, language, evidence));
    let attested = settlement.attested()?;
    let lines = account_lines(settlement, attested.as_ref(), language)?;
    document.table(with_unit(&say(words::IN_ALL), unit, language), lines);
    if let Some(attested) = &attested {
        let lines = attested.lines.iter().chain(&attested.total);
        tell_sources(lines.map(|line| line.attested), language, &mut document);
        tell_strangers(settlement, language, &mut document);
        tell_gap(settlement, attested, unit, language, &mut document);
    }
    if !settlement.figures.is_empty() || !settlement.claims.is_empty() {
        document.push(Block::Heading(say(words::FIGURES)));
        tell_figures(settlement, language, &mut document);
    }
    let households = Stated::all(settlement, language)?;
    document.table(
        with_unit(&say(words::HOUSEHOLDS), unit, language),
        Stated::for_people(&households, settlement, language),
    );
    if evidence == Evidence::Marked {
        let word = words::evidence(settlement.strengths().net.word(), language);
        document.push(Block::Text(either(
            language,
            format!("The weakest number that these figures rest on is {word}."),
            format!("各户数字所据之最弱依据：{word}。"),
        )));
    }
    tell_negative(settlement, language, &mut document)?;
    let repaid = settlement.repaid()?;
    if repaid != Amount::ZERO {
        let repaid = settlement.write(repaid);
        document.push(Block::Text(either(
            language,
            format!("Of the net, {repaid} {unit} pays back what households had advanced."),
            format!("净得之中，{repaid} {unit}系偿还各户垫付。"),
        )));
    }
    document.push(Block::Line(String::new()));
    document.push(Block::Text(check_line(settlement, language)?));
    document.data = Stated::as_data(&households, settlement, evidence);
    Ok(document)
}

/// Who ends below nothing.
fn tell_negative(
    settlement: &Settlement<'_>,
    language: Language,
    document: &mut Document,
) -> Result<(), Overflow> {
    let nets = settlement.nets()?;
    let below = nets.iter().zip(&settlement.book.roster.ids).filter(|(net, _)| net.is_negative());
    let below: Vec<&str> = below.map(|(_, id)| id.as_str()).collect();
    if !below.is_empty() {
        let ids = below.join(", ");
        document.push(Block::Text(either(
            language,
            format!("Below nothing, owing more than they receive: {ids}."),
            format!("净得为负之户：{ids}。"),
        )));
    }
    Ok(())
}

/// What is settled, under which formula, and what a reader must know.
pub(super) fn head(settlement: &Settlement<'_>, language: Language, document: &mut Document) {
    let (book, formula) = (settlement.book, settlement.formula);
    document.push(Block::Title(format!("{} [{}]", book.title.in_language(language), book.name)));
    let under = either(language, "under".to_owned(), "按".to_owned());
    document.push(Block::Text(format!("{under} {}", formula_title(formula, language))));
    for (name, value) in settlement.set_numbers() {
        document.push(Block::Text(set_line(name, value, language)));
    }
    if let Some(synthetic) = &book.roster.synthetic {
        document.push(Block::Text(synthetic.in_language(language).to_owned()));
    }
}

/// A formula by its title, name and citation.
pub(super) fn formula_title(formula: &Formula, language: Language) -> String {
    let cite = formula.cite.as_ref().map(|cite| format!(", {cite}")).unwrap_or_default();
    format!("{} [{}]{cite}", formula.title.in_language(language), formula.name)
}

/// That a number was set for this run.
pub(super) fn set_line(name: &str, value: &Quantity, language: Language) -> String {
    either(language, format!("with {name} set to {value} for this run"), format!("本次设 {name} 为 {value}"))
}

/// What was set for this run, each once.
pub(super) fn set_lines<'n>(
    numbers: impl Iterator<Item = (&'n str, &'n Quantity)>,
    language: Language,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (name, value) in numbers {
        let line = set_line(name, value, language);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What came in, where each dan went, what is left.
fn account(settlement: &Settlement<'_>, language: Language, evidence: Evidence) -> Grid {
    let say = |word: Word| word.of(language);
    let mut columns = vec![
        Column::text(say(words::STEP)),
        Column::text(say(words::RECKONED)),
        Column::numbers(say(words::AMOUNT)),
    ];
    // What a figure rests on stands beside it, in the place of what a key earned.
    let strengths = (evidence == Evidence::Marked).then(|| settlement.strengths());
    columns.push(match strengths {
        Some(_) => Column::text(say(words::RESTS_ON)),
        None => Column::numbers(say(words::PER_UNIT)),
    });
    let mut grid = Grid::new(columns);
    let word = |strength: Strength| words::evidence(strength.word(), language).to_owned();
    grid.section(say(words::CAME_IN));
    let pools = || settlement.ledger.of_kind(HolderKind::Pool);
    for pool in pools().filter(|pool| pool.opening != Amount::ZERO) {
        let name = indented(&pool_title(settlement, &pool.name, language));
        let own = settlement.book.pool(&pool.name).filter(|_| strengths.is_some());
        let own = own.map(|own| word(settlement.book.strength(&own.evidence))).unwrap_or_default();
        grid.row([name, String::new(), settlement.write(pool.opening), own]);
    }
    let steps = || settlement.formula.steps.iter().enumerate();
    let borne = |step: &Step| step.from == End::Households;
    for (section, wanted) in [(words::WENT_OUT, false), (words::BORNE, true)] {
        let rows: Vec<_> = steps().filter(|(_, step)| borne(step) == wanted).collect();
        if !rows.is_empty() {
            grid.section(say(section));
        }
        for (place, _) in rows {
            let strength = strengths.as_ref().map(|strengths| word(strengths.steps[place]));
            step_rows(settlement, place, strength, language, &mut grid);
        }
    }
    grid.section(say(words::LEFT));
    for pool in pools() {
        let name = indented(&pool_title(settlement, &pool.name, language));
        grid.row([name, String::new(), settlement.write(pool.balance)]);
    }
    let accounts = settlement.ledger.of_kind(HolderKind::Account).zip(&settlement.formula.accounts);
    for (place, (holder, account)) in accounts.enumerate() {
        if place == 0 {
            grid.section(say(words::HELD));
        }
        let name = indented(account.title.in_language(language));
        let own = strengths.as_ref().map(|strengths| word(strengths.accounts[place])).unwrap_or_default();
        grid.row([name, String::new(), settlement.write(holder.balance), own]);
    }
    grid
}

fn step_rows(
    settlement: &Settlement<'_>,
    place: usize,
    strength: Option<String>,
    language: Language,
    grid: &mut Grid,
) {
    let step = &settlement.formula.steps[place];
    let (outcome, trace) = (&settlement.steps[place], &settlement.traces[place]);
    let per_key = trace.per_key().map(|per_key| {
        let unit = per_key.dimension.in_units_of(settlement.book.measure.precision().unit());
        let value = settlement.book.measure.express(per_key.value, unit);
        let (value, exact) = value.unwrap_or(per_key.value).to_places(6);
        let mark = if exact { "" } else { "≈" };
        format!("{mark}{value} {}", unit.written(name_in(language)))
    });
    let (phrase, measure) = (Phrase { formula: settlement.formula, language }, settlement.book.measure);
    let clause = match &step.take.kind {
        // The figure of a bare name stands beside it.
        Kind::Name(_) => phrase.of(&step.take),
        _ => phrase.with_figures(&step.take, &trace.take, measure),
    };
    let mut reckoned = match (step.take.is_rest(), step.each) {
        (true, _) => words::THE_REST.of(language).to_owned(),
        (false, true) => either(language, format!("each: {clause}"), format!("各户：{clause}")),
        (false, false) => clause,
    };
    if let End::Pool(pool) = step.to {
        let pool = pool_title(settlement, &settlement.formula.pools[pool].name, language);
        reckoned = either(language, format!("{reckoned}, into {pool}"), format!("{reckoned}，并入{pool}"));
    }
    if outcome.diverted {
        let account =
            step.otherwise.map(|account| settlement.formula.accounts[account].title.in_language(language));
        let account = account.unwrap_or_default();
        reckoned = either(
            language,
            format!("{reckoned}; nobody has the key, so to {account}"),
            format!("{reckoned}；无人有此分配依据，归入{account}"),
        );
    }
    let title = indented(step.title.in_language(language));
    let last = strength.or(per_key).unwrap_or_default();
    grid.row([title, reckoned, settlement.write(outcome.amount), last]);
    for schedule in schedules(&step.take, &trace.take, phrase, measure) {
        grid.row([String::new(), schedule]);
    }
    if let Some(shortfall) = &outcome.shortfall {
        let word = if shortfall.owed { words::OWED } else { words::LET_GO };
        grid.row([String::new(), word.of(language).to_owned(), settlement.write(shortfall.amount)]);
    }
}

/// How the schedules that `expression` names came to their figures.
fn schedules(
    expression: &Expression,
    reckoned: &Reckoned,
    phrase: Phrase<'_>,
    measure: Measure,
) -> Vec<String> {
    let told = looked_up(expression, reckoned).into_iter().filter_map(|(schedule, looked)| {
        schedule_told(&phrase.formula.schedules[schedule], looked, phrase, measure)
    });
    told.filter(|told| !told.is_empty()).collect()
}

fn schedule_told(
    schedule: &Schedule,
    looked: &Looked,
    phrase: Phrase<'_>,
    measure: Measure,
) -> Option<String> {
    let Figure::One(of) = *looked.of.amount() else { return None };
    let name = name_in(phrase.language);
    let dimension = phrase.formula.dimension_of(&schedule.of);
    let rate = |rate: Fraction| measure.told(rate, phrase.formula.rate_dimension(schedule), name);
    Some(match schedule.tally {
        Tally::Bands => {
            let band = &looked.bands[looked.band_of(of)?];
            let clause = phrase.with_figures(&schedule.of, &looked.of, measure);
            let (of, rate) = (measure.told_plain(of, dimension, name), rate(band.rate));
            either(phrase.language, format!("{clause} = {of}: {rate}"), format!("{clause} = {of}：{rate}"))
        }
        Tally::Slices => {
            let slice = |slice: &Slice| {
                let (rate, size) = (rate(slice.rate), measure.told_plain(slice.size, dimension, name));
                either(phrase.language, format!("{rate} of {size}"), format!("{size}的{rate}"))
            };
            slices(&looked.bands, of).ok()?.iter().map(slice).collect::<Vec<_>>().join(" + ")
        }
    })
}

fn indented(text: &str) -> String {
    format!("  {text}")
}

pub(super) fn pool_title(settlement: &Settlement<'_>, name: &str, language: Language) -> String {
    let own =
        settlement.formula.pools.iter().find(|pool| pool.name == name).and_then(|pool| pool.title.as_ref());
    let title = settlement.book.pool(name).map(|pool| &pool.title).or(own);
    title.map_or_else(|| name.replace('_', " "), |title| title.in_language(language).to_owned())
}

/// The account in lines, as a cooperative publishes it, beside what the source
/// published.
fn account_lines(
    settlement: &Settlement<'_>,
    attested: Option<&AttestedAccount<'_>>,
    language: Language,
) -> Result<Grid, Overflow> {
    let say = |word: Word| word.of(language);
    let mut columns = vec![
        Column::text(say(words::LINE)),
        Column::numbers(say(words::AMOUNT)),
        Column::numbers(say(words::PART)),
    ];
    if attested.is_some() {
        columns.push(Column::numbers(say(words::ATTESTED)));
        columns.push(Column::numbers(say(words::DIFFERENCE)));
    }
    let mut grid = Grid::new(columns);
    let totals = settlement.line_totals()?;
    for line in &totals.lines {
        let published =
            attested.and_then(|account| account.lines.iter().find(|own| own.attested.what == line.line));
        let mut row = vec![
            line_title(settlement, &line.line, language),
            settlement.write(line.amount),
            percent(line.part),
        ];
        if attested.is_some() {
            row.extend(match published {
                Some(own) => [settlement.write(own.amount), difference(settlement, own)],
                None => [words::NOT_IN_FORMULA.to_owned(), String::new()],
            });
        }
        grid.row(row);
    }
    if let Some(account) = attested {
        for line in account.lines.iter().filter(|line| !line.shared) {
            let title = attested_title(line.attested, language).to_owned();
            // What the pools did not pay is told in brackets: it is not in the sum.
            let reckoned = line.reckoned.map(|reckoned| format!("({})", settlement.write(reckoned)));
            let reckoned = reckoned.unwrap_or_else(|| words::NOT_IN_FORMULA.to_owned());
            grid.row([
                title,
                reckoned,
                String::new(),
                settlement.write(line.amount),
                difference(settlement, line),
            ]);
        }
    }
    let left = settlement.write(settlement.closing.left);
    grid.row([say(words::LEFT).to_lowercase(), left]);
    grid.rule();
    let sum = settlement.write(totals.sum);
    match attested {
        None => grid.row([say(words::TOTAL).to_owned(), sum]),
        Some(account) => {
            let (attested_sum, none) = (settlement.write(account.sum), String::new());
            let excess = signed(settlement, totals.sum.minus(account.sum)?);
            grid.row([say(words::SUM_OF_LINES).to_owned(), sum.clone(), none.clone(), attested_sum, excess]);
            if let Some(total) = &account.total {
                let title = attested_title(total.attested, language).to_owned();
                let published = settlement.write(total.amount);
                let opening = settlement.write(settlement.closing.opening);
                grid.row([title, opening, none, published, difference(settlement, total)]);
            }
        }
    }
    Ok(grid)
}

/// A share of the whole to a tenth of a percent, for the eye.
fn percent(part: Option<Fraction>) -> String {
    let hundred = part.and_then(|part| part.times(Fraction::whole(100)).ok());
    hundred
        .map(|part| format!("{}%", even_places(vec![part.to_places(1).0, "0.0".to_owned()])[0]))
        .unwrap_or_default()
}

fn line_title(settlement: &Settlement<'_>, line: &str, language: Language) -> String {
    let steps = || settlement.formula.steps.iter();
    let own = steps().find(|step| step.name == line).map(|step| &step.title);
    let published = settlement
        .book
        .attested
        .iter()
        .find(|attested| attested.what == line)
        .map(|attested| &attested.title);
    let first = steps().find(|step| step.line == line).map(|step| &step.title);
    own.or(published)
        .or(first)
        .map_or_else(|| line.to_owned(), |title| title.in_language(language).to_owned())
}

/// Reckoned less attested.
fn difference(settlement: &Settlement<'_>, line: &AttestedLine<'_>) -> String {
    line.difference.map(|difference| signed(settlement, difference)).unwrap_or_default()
}

/// A difference with its sign.
pub(super) fn signed(settlement: &Settlement<'_>, amount: Amount) -> String {
    let text = settlement.write(amount);
    if amount > Amount::ZERO { format!("+{text}") } else { text }
}

/// Where the attested lines stand in the source, each citation once.
pub(super) fn tell_sources<'a>(
    lines: impl IntoIterator<Item = &'a Attested>,
    language: Language,
    document: &mut Document,
) {
    let mut cites: Vec<&str> = Vec::new();
    for line in lines {
        if !cites.contains(&line.cite.as_str()) {
            cites.push(&line.cite);
        }
    }
    let cites = cites.join("; ");
    document.push(Block::Text(either(language, format!("Attested in {cites}."), format!("史料：{cites}。"))));
}

/// Published lines that no step has and that one may have been meant by.
pub(super) fn tell_strangers(settlement: &Settlement<'_>, language: Language, document: &mut Document) {
    let own = || settlement.formula.steps.iter().map(|step| step.line.as_str());
    for attested in &settlement.book.attested {
        let what = attested.what.as_str();
        if what == Attested::TOTAL || own().any(|line| line == what) {
            continue;
        }
        if let Some(hint) = did_you_mean(what, own()) {
            document.push(Block::Text(either(
                language,
                format!("No step of this formula has the line `{what}`: {hint}"),
                format!("本办法各步骤均无科目 `{what}`：{hint}"),
            )));
        }
    }
}

/// Where the source's own figures disagree.
fn tell_gap(
    settlement: &Settlement<'_>,
    account: &AttestedAccount<'_>,
    unit: &str,
    language: Language,
    document: &mut Document,
) {
    let (Some(gap), Some(total)) = (account.gap, &account.total) else { return };
    if gap == Amount::ZERO {
        return;
    }
    let [sum, total, gap] = [account.sum, total.amount, gap].map(|amount| settlement.write(amount));
    document.push(Block::Text(either(
        language,
        format!(
            "The source's own lines add up to {sum}, its total is {total}: {gap} {unit} it does not explain."
        ),
        format!("史料各科目之和为 {sum}，其所载合计为 {total}，相差 {gap} {unit}，史料未作说明。"),
    )));
}

/// Each figure and claim with its arithmetic.
fn tell_figures(settlement: &Settlement<'_>, language: Language, document: &mut Document) {
    for (figure, outcome) in settlement.formula.figures.iter().zip(&settlement.figures) {
        let title = figure.title.in_language(language);
        let (phrase, measure) = (Phrase { formula: settlement.formula, language }, settlement.book.measure);
        let written = measure.told(outcome.trace.amount().of(0), figure.dimension, name_in(language));
        let clause = phrase.with_figures(&figure.is, &outcome.trace, measure);
        let sign = if written.starts_with('≈') { "" } else { "= " };
        // A figure that is only named has no arithmetic to show.
        let reckoned = if clause == written { String::new() } else { format!("{clause} {sign}") };
        document.push(Block::Text(format!("- {title}: {reckoned}{written}")));
    }
    for (claim, verdict) in settlement.formula.claims.iter().zip(&settlement.claims) {
        document.push(Block::Text(format!("- {}", claim_line(settlement, claim, verdict, language))));
    }
}

/// A claim with its arithmetic and its verdict.
pub(super) fn claim_line(
    settlement: &Settlement<'_>,
    claim: &Claim,
    verdict: &Verdict,
    language: Language,
) -> String {
    let phrase = Phrase { formula: settlement.formula, language };
    let says = claim.says.as_ref().map(|says| says.in_language(language).to_owned());
    let says = says.unwrap_or_else(|| phrase.of(&claim.holds));
    let reckoned = phrase.with_figures(&claim.holds, &verdict.trace, settlement.book.measure);
    let word = if verdict.holds { words::HOLDS } else { words::FAILS }.of(language);
    format!("{says}: {reckoned}: {word}")
}

/// What came in against what is accounted for.
pub(super) fn check_line(settlement: &Settlement<'_>, language: Language) -> Result<String, Overflow> {
    let closing = settlement.closing;
    let (came_in, accounted) = (closing.came_in()?, closing.accounted()?);
    let write = |amount| settlement.write(amount);
    let (opening, paid) = (write(closing.opening), write(closing.paid_in));
    let difference = write(came_in.minus(accounted)?);
    let (came_in, accounted) = (write(came_in), write(accounted));
    Ok(if closing.paid_in == Amount::ZERO {
        either(
            language,
            format!("check: opening {opening} = accounted for {accounted}, difference {difference}"),
            format!("核对：期初 {opening} = 已入账 {accounted}，差额 {difference}"),
        )
    } else {
        either(
            language,
            format!(
                "check: opening {opening} + borne by households {paid} = {came_in} = accounted for {accounted}, difference {difference}"
            ),
            format!(
                "核对：期初 {opening} + 各户负担 {paid} = {came_in} = 已入账 {accounted}，差额 {difference}"
            ),
        )
    })
}
