//! The readings that were found, the best first.

use super::document::{Block, Column, Document, Grid};
use super::json_text;
use super::words::{self, either};
use crate::books::Book;
use crate::exact::Amount;
use crate::readings::{Contradiction, Found, Implied, Reading, Space};
use crate::text::{Language, Mention};
use serde_json::{Value, json};

/// How many readings are shown when none fits.
const NEAREST: usize = 10;

/// The readings as a report: all that fit, or the nearest; `most` shows so many
/// whether they fit or not.
#[must_use]
pub fn readings(
    book: &Book,
    spaces: &[Space],
    found: &Found,
    most: Option<usize>,
    language: Language,
) -> Document {
    let teller = Teller { book, spaces, language };
    let mut document = Document::default();
    document.push(Block::Title(format!("{} [{}]", book.title.in_language(language), book.name)));
    for space in spaces {
        if let Some(note) = &space.note {
            document.push(Block::Text(note.in_language(language).to_owned()));
        }
    }
    if let Some(synthetic) = &book.roster.synthetic {
        document.push(Block::Text(synthetic.in_language(language).to_owned()));
    }
    let fitting = found.readings.iter().filter(|(_, reading)| reading.fits()).count();
    let (tried, size, settled) = (found.tried, found.size, found.settled);
    document.push(Block::Text(either(
        language,
        format!(
            "Readings tried: {tried} of {size}; settled: {settled}; with the account reproduced within the ranges and relations that are stated: {fitting}."
        ),
        format!("共{size}种读法，已试{tried}种，可结算者{settled}种，与账目及所载范围、关系全部相符者{fitting}种。"),
    )));
    if fitting > 0 {
        teller.in_common(&found.readings[..fitting], &mut document);
    }
    let aside: Vec<String> = spaces.iter().flat_map(|space| teller.aside(space)).collect();
    if !aside.is_empty() {
        let aside = aside.join(&either(language, ", ".to_owned(), "、".to_owned()));
        document.push(Block::Text(either(
            language,
            format!("Set aside, because they are what is read here: {aside}."),
            format!("下列关系即所读之内容，不据以取舍：{aside}。"),
        )));
    }
    let shown = most.unwrap_or(if fitting > 0 { fitting } else { NEAREST }).min(found.readings.len());
    if shown > 0 {
        document.push(Block::Heading(match shown <= fitting {
            true => either(language, "Readings that fit".to_owned(), "相符之读法".to_owned()),
            false => either(language, "The nearest readings".to_owned(), "最接近之读法".to_owned()),
        }));
    }
    for (rank, tied, (space, reading)) in ranked(&found.readings).take(shown) {
        teller.reading(rank, tied, &spaces[*space], reading, &mut document);
    }
    if found.readings.len() > shown {
        let more = found.settled - shown;
        document.push(Block::Line(String::new()));
        document.push(Block::Text(either(
            language,
            format!("{more} more can be settled; `--limit` shows them."),
            format!("另有{more}种可结算；加 `--limit` 可列出。"),
        )));
    }
    document.data = teller.data(found, shown);
    document
}

/// What a space of readings asks.
#[must_use]
pub fn show_space(space: &Space, language: Language) -> Document {
    let mut document = Document::default();
    document.push(Block::Title(format!("{} [{}]", space.title.in_language(language), space.book)));
    if let Some(note) = &space.note {
        document.push(Block::Text(note.in_language(language).to_owned()));
    }
    let mut data = Grid::new(["choice", "answer", "against"].map(Column::text));
    for choice in &space.choices {
        document.push(Block::Item(0, choice.title.in_language(language).to_owned()));
        for alternative in &choice.alternatives {
            let title = alternative.title.in_language(language);
            let against = alternative.against.as_ref();
            let told = against.map(|against| {
                let (says, cite) = (against.says.in_language(language), &against.cite);
                either(language, format!("; against {says} [{cite}]"), format!("；与“{says}”不合 [{cite}]"))
            });
            document.push(Block::Item(1, format!("{title}{}", told.unwrap_or_default())));
            let says = against.map_or("", |against| against.says.in_language(Language::English));
            data.row([choice.name.as_str(), alternative.title.in_language(Language::English), says]);
        }
    }
    for free in &space.free {
        let (parameter, line) = (&free.parameter.name, &free.line.name);
        document.push(Block::Item(
            0,
            either(
                language,
                format!("{parameter} is not known and told by the line {line}"),
                format!("{parameter}未知，由科目{line}推定"),
            ),
        ));
    }
    document.data = data;
    document
}

/// The readings as one JSON object.
#[must_use]
pub fn readings_json(book: &Book, spaces: &[Space], found: &Found, most: Option<usize>) -> String {
    let teller = Teller { book, spaces, language: Language::English };
    let fitting = found.readings.iter().filter(|(_, reading)| reading.fits()).count();
    let shown = most.unwrap_or(if fitting > 0 { fitting } else { NEAREST }).min(found.readings.len());
    let all = ranked(&found.readings).take(shown);
    json_text(&json!({
        "book": book.name,
        "tried": found.tried,
        "size": found.size,
        "settled": found.settled,
        "fitting": fitting,
        "readings": all.map(|(rank, tied, (space, reading))| teller.json(rank, tied, &spaces[*space], reading)).collect::<Vec<_>>(),
    }))
}

/// The readings with their ranks, and how many share each.
fn ranked(readings: &[(usize, Reading)]) -> impl Iterator<Item = (usize, usize, &(usize, Reading))> {
    let rank = |place: usize| readings[place].1.rank();
    readings.iter().enumerate().map(move |(place, one)| {
        let own = rank(place);
        let first = readings.partition_point(|(_, other)| other.rank() < own);
        let last = readings.partition_point(|(_, other)| other.rank() <= own);
        (first + 1, last - first, one)
    })
}

struct Teller<'a> {
    book: &'a Book,
    spaces: &'a [Space],
    language: Language,
}

impl Teller<'_> {
    fn either(&self, english: String, chinese: String) -> String {
        either(self.language, english, chinese)
    }

    fn write(&self, amount: Amount) -> String {
        self.book.measure.precision().write(amount)
    }

    /// The relations that the readings of `space` are not held to.
    fn aside(&self, space: &Space) -> Vec<String> {
        let title = |own: &Mention| {
            let relation = self.book.relations.iter().find(|relation| relation.name == own.name);
            relation.map_or(own.name.clone(), |one| one.title.in_language(self.language).to_owned())
        };
        space.sets_aside.iter().map(title).collect()
    }

    /// How often each answer is given among the readings that fit.
    fn in_common(&self, fitting: &[(usize, Reading)], document: &mut Document) {
        document.push(Block::Heading(
            self.either("What the readings that fit answer".to_owned(), "相符读法之答案".to_owned()),
        ));
        for (place, space) in self.spaces.iter().enumerate() {
            let own: Vec<&Reading> =
                fitting.iter().filter(|(space, _)| *space == place).map(|(_, reading)| reading).collect();
            if own.is_empty() {
                continue;
            }
            if self.spaces.len() > 1 {
                document.push(Block::Text(space.title.in_language(self.language).to_owned()));
            }
            for (number, choice) in space.choices.iter().enumerate() {
                document.push(Block::Item(0, choice.title.in_language(self.language).to_owned()));
                for (answer, alternative) in choice.alternatives.iter().enumerate() {
                    let times = own.iter().filter(|reading| reading.answers[number] == answer).count();
                    if times > 0 {
                        let title = alternative.title.in_language(self.language);
                        let all = own.len();
                        document.push(Block::Item(
                            1,
                            self.either(
                                format!("{title}: {times} of {all}"),
                                format!("{title}：{all}种中{times}种"),
                            ),
                        ));
                    }
                }
            }
        }
    }

    fn reading(&self, rank: usize, tied: usize, space: &Space, reading: &Reading, document: &mut Document) {
        let ties = match tied {
            1 => String::new(),
            _ => self.either(format!(", one of {tied} equals"), format!("，并列{tied}种")),
        };
        let unexplained = self.write(reading.unexplained);
        let rule = match self.spaces.len() {
            1 => String::new(),
            _ => format!(" {}:", space.title.in_language(self.language)),
        };
        document.push(Block::Item(
            0,
            self.either(
                format!("rank {rank}{ties}:{rule} {unexplained} left unexplained"),
                format!("第{rank}{ties}：{rule}未解释{unexplained}"),
            ),
        ));
        let implied = reading.implied.iter().map(|implied| self.implied(implied));
        let answers = space.choices.iter().zip(&reading.answers).map(|(choice, answer)| {
            let (asked, answer) = (
                choice.title.in_language(self.language),
                choice.alternatives[*answer].title.in_language(self.language),
            );
            self.either(format!("{asked}: {answer}"), format!("{asked}：{answer}"))
        });
        let semicolon = self.either("; ".to_owned(), "；".to_owned());
        for line in [answers.collect::<Vec<_>>(), implied.collect()] {
            if !line.is_empty() {
                document.push(Block::Item(1, line.join(&semicolon)));
            }
        }
        for contradiction in &reading.contradicts {
            document.push(Block::Item(1, self.contradiction(contradiction, reading)));
        }
    }

    fn implied(&self, implied: &Implied) -> String {
        let (name, value) = (&implied.parameter, words::exact(&implied.value));
        match implied.found {
            true => self.either(format!("{name} must be {value}"), format!("{name}须为{value}")),
            false => self.either(
                format!("no value of {name} makes its line come out"),
                format!("{name}取何值均不能使其科目相符"),
            ),
        }
    }

    fn contradiction(&self, contradiction: &Contradiction, reading: &Reading) -> String {
        match contradiction {
            Contradiction::Line(line) => {
                let own = reading.lines.iter().find(|own| own.what == *line);
                let (computed, attested) =
                    own.map_or((None, Amount::ZERO), |own| (own.computed, own.attested));
                let attested = self.write(attested);
                match computed.map(|amount| self.write(amount)) {
                    Some(computed) => self.either(
                        format!("against the account: {line} is {computed}, published {attested}"),
                        format!("与账目不符：{line}为{computed}，史料作{attested}"),
                    ),
                    None => self.either(
                        format!("against the account: there is no {line}, published {attested}"),
                        format!("与账目不符：无{line}，史料作{attested}"),
                    ),
                }
            }
            Contradiction::Range { parameter, range } => self.either(
                format!("against the source: {parameter} lies outside its range, {range}"),
                format!("与史料不符：{parameter}超出{range}"),
            ),
            Contradiction::Relation(name) => {
                let relation = self.book.relations.iter().find(|relation| relation.name == *name);
                let title =
                    relation.map_or(name.as_str(), |relation| relation.title.in_language(self.language));
                let stated = relation
                    .map(|relation| words::stated(&relation.states, self.language))
                    .unwrap_or_default();
                self.either(
                    format!("against the source: {title} is stated to be {stated}"),
                    format!("与史料不符：{title}，史料作{stated}"),
                )
            }
            Contradiction::Claim(claim) => self.either(
                format!("against a claim of the rule: {claim}"),
                format!("与办法之断言不符：{claim}"),
            ),
            Contradiction::Words(against) => {
                let (says, cite) = (against.says.in_language(self.language), &against.cite);
                self.either(
                    format!("against the words of the source: {says} [{cite}]"),
                    format!("与史料文字不符：{says} [{cite}]"),
                )
            }
        }
    }

    fn json(&self, rank: usize, tied: usize, space: &Space, reading: &Reading) -> Value {
        let answers = space.choices.iter().zip(&reading.answers).map(|(choice, answer)| {
            json!({"choice": choice.name, "answer": choice.alternatives[*answer].title.in_language(Language::English)})
        });
        let implied = reading.implied.iter().map(|implied| {
            json!({
                "parameter": implied.parameter,
                "value": implied.value.value.to_string(),
                "unit": implied.value.unit.written(crate::exact::BaseUnit::name),
                "found": implied.found,
            })
        });
        let lines = reading.lines.iter().map(|line| {
            json!({
                "line": line.what,
                "attested": self.write(line.attested),
                "computed": line.computed.map(|amount| self.write(amount)),
            })
        });
        json!({
            "rank": rank,
            "tied": tied,
            "rule": space.title.in_language(Language::English),
            "fits": reading.fits(),
            "answers": answers.collect::<Vec<_>>(),
            "implied": implied.collect::<Vec<_>>(),
            "lines": lines.collect::<Vec<_>>(),
            "unexplained": self.write(reading.unexplained),
            "contradicts": reading.contradicts.iter().map(|one| self.contradiction(one, reading)).collect::<Vec<_>>(),
        })
    }

    fn data(&self, found: &Found, shown: usize) -> Grid {
        let headings = ["rank", "tied", "rule", "fits", "answers", "implied", "unexplained", "contradicts"];
        let mut grid = Grid::new(headings.map(Column::text));
        let english = Teller { language: Language::English, ..*self };
        for (rank, tied, (space, reading)) in ranked(&found.readings).take(shown) {
            let space = &self.spaces[*space];
            let answers = space.choices.iter().zip(&reading.answers);
            let answers = answers.map(|(choice, answer)| {
                format!(
                    "{}: {}",
                    choice.name,
                    choice.alternatives[*answer].title.in_language(Language::English)
                )
            });
            let implied = reading
                .implied
                .iter()
                .map(|implied| format!("{}={}", implied.parameter, implied.value.value));
            let contradicts = reading.contradicts.iter().map(|one| english.contradiction(one, reading));
            grid.row([
                rank.to_string(),
                tied.to_string(),
                space.title.in_language(Language::English).to_owned(),
                reading.fits().to_string(),
                answers.collect::<Vec<_>>().join("; "),
                implied.collect::<Vec<_>>().join("; "),
                self.write(reading.unexplained),
                contradicts.collect::<Vec<_>>().join("; "),
            ]);
        }
        grid
    }
}
