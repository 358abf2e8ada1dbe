//! A batch says of every cooperative what settling its book says, and of what it
//! cannot settle, where and why.

#[path = "common/folders.rs"]
mod folders;

use fenhong::books::load_book;
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::formula::{ColumnKind, Formula, Opening, load_formula};
use fenhong::settlement::settle;
use fenhong::text::Source;
use folders::{folder, names};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn batch(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    command.current_dir(folder).args(["batch", "batch.yaml"]).args(words);
    command.output().expect("the program starts")
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("it was written")
}

/// Numbers that look drawn, the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A decimal of one, two or no places.
    fn decimal(&mut self, end: u64) -> String {
        let value = self.below(end * 100);
        match self.below(3) {
            0 => format!("{}", value / 100),
            1 => format!("{}.{}", value / 100, value / 10 % 10),
            _ => format!("{}.{:02}", value / 100, value % 100),
        }
    }
}

/// Cooperatives with all that a formula asks for, as tables and as books.
struct County {
    batch: String,
    cooperatives: String,
    households: String,
    books: Vec<(String, String)>,
}

impl County {
    fn of(formula: &Formula, count: usize, draw: &mut Draw) -> Self {
        let pools = formula.pools.iter().filter(|pool| pool.opening == Opening::Book);
        let figures = pools.map(|pool| (pool.name.clone(), "dan".to_owned(), 300));
        let facts = formula.facts.iter().map(|fact| (fact.name.clone(), fact.unit.to_string(), 4));
        let figures: Vec<(String, String, u64)> = figures.chain(facts).collect();
        let unit = |kind: &ColumnKind| match kind {
            ColumnKind::Numbers(unit) if unit.to_string().is_empty() => Some("number".to_owned()),
            ColumnKind::Numbers(unit) => Some(unit.to_string()),
            ColumnKind::Labels(_) => None,
        };
        let columns = formula.columns.iter().map(|column| match unit(&column.kind) {
            Some(unit) => format!("    c_{0}: {0} in {unit}\n", column.name),
            None => format!("    c_{0}: {0}\n", column.name),
        });
        let given =
            figures.iter().map(|(name, unit, _)| format!("    f_{name}: {name} in {}\n", spelt(unit)));
        let batch = format!(
            "batch: county\nprecision: 0.001 dan\nunits: {{dan: 150 catty}}\n\
             cooperatives:\n  file: cooperatives.csv\n  key: coop\n  columns:\n{}\
             households:\n  file: households.csv\n  cooperative: coop\n  id: household\n  columns:\n{}",
            given.collect::<String>(),
            columns.collect::<String>()
        )
        .replace("columns:\nhouseholds", "columns: {}\nhouseholds");
        let batch =
            if formula.columns.is_empty() { batch.replace("columns:\n", "columns: {}\n") } else { batch };
        let heads = figures.iter().map(|(name, ..)| format!(",f_{name}")).collect::<String>();
        let mut county = County {
            batch,
            cooperatives: format!("coop{heads}\n"),
            households: format!(
                "coop,household{}\n",
                formula.columns.iter().map(|column| format!(",c_{}", column.name)).collect::<String>()
            ),
            books: Vec::new(),
        };
        for number in 0..count {
            county.add(formula, &figures, &format!("K{number:03}"), draw);
        }
        county
    }

    fn add(&mut self, formula: &Formula, figures: &[(String, String, u64)], key: &str, draw: &mut Draw) {
        let mut book = format!("book: {key}\nprecision: 0.001 dan\nunits: {{dan: 150 catty}}\n");
        let (mut pools, mut facts) = (String::from("pools:\n"), String::from("facts:\n"));
        self.cooperatives += key;
        for (name, unit, most) in figures {
            let value = draw.decimal(*most);
            self.cooperatives += &format!(",{value}");
            let is_pool = formula.pools.iter().any(|pool| pool.name == *name);
            let section = if is_pool { &mut pools } else { &mut facts };
            *section += &format!("  {name}: {value} {unit}\n");
        }
        self.cooperatives += "\n";
        book += &pools;
        book += if facts.len() > 7 { &facts } else { "" };
        book += "households:\n  columns:\n";
        for column in &formula.columns {
            book += &match &column.kind {
                ColumnKind::Numbers(unit) => format!("    {}: {}\n", column.name, spelt(&unit.to_string())),
                ColumnKind::Labels(words) => {
                    format!("    {}: {{values: [{}]}}\n", column.name, words.join(", "))
                }
            };
        }
        if formula.columns.is_empty() {
            book = book.replace("columns:\n", "columns: {}\n");
        }
        book += "  rows:\n";
        // Ids that do not stand in their own order.
        for household in 0..1 + draw.below(9) {
            let id = format!("H{}", (household * 7 + 3) % 11);
            self.households += &format!("{key},{id}");
            book += &format!("    - {{id: {id}");
            for column in &formula.columns {
                let value = match &column.kind {
                    ColumnKind::Numbers(_) => {
                        let most = if draw.below(4) == 0 { 1 } else { 40 };
                        draw.decimal(most)
                    }
                    ColumnKind::Labels(words) => {
                        words[usize::try_from(draw.below(words.len() as u64)).unwrap_or(0)].clone()
                    }
                };
                self.households += &format!(",{value}");
                book += &format!(", {}: {value}", column.name);
            }
            self.households += "\n";
            book += "}\n";
        }
        self.books.push((key.to_owned(), book));
    }

    fn write(&self, folder: &Path) {
        fs::write(folder.join("batch.yaml"), &self.batch).expect("it can be written");
        fs::write(folder.join("cooperatives.csv"), &self.cooperatives).expect("it can be written");
        fs::write(folder.join("households.csv"), &self.households).expect("it can be written");
    }
}

fn spelt(unit: &str) -> &str {
    if unit.is_empty() { "number" } else { unit }
}

/// What settling its book says of a cooperative: its rows, or why there are none.
fn by_itself(book: &str, key: &str, formula: &Formula) -> Result<(String, String), String> {
    let source = Source::new("book", book);
    let book = load_book(&source, &BuiltInFolder).map_err(|mistakes| mistakes[0].kind.to_string())?;
    let settlement = settle(&book, formula).map_err(|mistakes| mistakes[0].kind.to_string())?;
    let touches = |step: &usize| {
        let step = &formula.steps[*step];
        [step.from, step.to].contains(&fenhong::formula::End::Households)
    };
    let mut rows = String::new();
    for line in settlement.household_lines().expect("the sums fit") {
        rows += &format!("{key},{}", book.roster.ids[line.household]);
        for step in (0..formula.steps.len()).filter(touches) {
            let part = line.postings.iter().find(|(own, _)| *own == step);
            rows += &format!(",{}", settlement.write(part.map(|(_, amount)| *amount).unwrap_or_default()));
        }
        rows += &format!(",{}\n", settlement.write(line.net));
    }
    let accounts = settlement.ledger.of_kind(fenhong::ledger::HolderKind::Account);
    let mut account = key.to_owned();
    for holder in accounts {
        account += &format!(",{}", settlement.write(holder.balance));
    }
    let closing = settlement.closing;
    for amount in [closing.opening, closing.paid_in, closing.received, closing.left] {
        account += &format!(",{}", settlement.write(amount));
    }
    Ok((rows, account + ",0.000\n"))
}

#[test]
fn a_batch_agrees_with_every_book_by_itself() {
    let mut settled = 0;
    for name in Kind::Formula.names() {
        let formula = load_formula(&Kind::Formula.built_in(name).expect("it is built in"), &BuiltInFolder)
            .expect("it has no mistakes");
        let folder = folder(&format!("batch-agrees-{name}"));
        let county = County::of(&formula, 60, &mut Draw(7));
        county.write(&folder);
        let output = batch(
            &folder,
            &["--formula", name, "--out", "out.csv", "--accounts", "accounts.csv", "--on-error", "report"],
        );
        assert!(output.status.code().is_some_and(|code| code < 2), "{name}: {}", told(&output));
        let (mut rows, mut accounts, mut failures) = (String::new(), String::new(), BTreeMap::new());
        for (key, book) in &county.books {
            match by_itself(book, key, &formula) {
                Ok((own, account)) => {
                    rows += &own;
                    accounts += &account;
                    settled += 1;
                }
                // A roster whose last row adds up is refused as a book only.
                Err(why) => {
                    failures.insert(key.clone(), why);
                }
            }
        }
        let body = |text: String| text.split_once('\n').map(|(_, body)| body.to_owned()).unwrap_or_default();
        assert_eq!(body(read(&folder, "out.csv")), rows, "{name}");
        assert_eq!(body(read(&folder, "accounts.csv")), accounts, "{name}");
        let listed =
            if failures.is_empty() { String::new() } else { body(read(&folder, "out.failures.csv")) };
        let mut reader = csv_rows(&listed);
        for (key, why) in failures {
            assert_eq!(reader.remove(&key), Some(why), "{name} {key}");
        }
        assert_eq!(reader, BTreeMap::new(), "{name}");
    }
    assert!(settled > 300, "most of them are settled: {settled}");
}

/// The sentence of each cooperative that failed.
fn csv_rows(text: &str) -> BTreeMap<String, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.expect("it is CSV");
            (record[0].to_owned(), record[4].to_owned())
        })
        .collect()
}

const SPEC: &str = "batch: two
units: {dan: 150 catty}
cooperatives: {file: cooperatives.csv, key: coop, columns: {harvest: harvest in dan}}
households: {file: households.csv, cooperative: coop, id: who, columns: {land: land in mou, days: days in day}}
";
const COOPERATIVES: &str = "coop,harvest\nA,10\nB,7.5\n";
const HOUSEHOLDS: &str = "coop,who,land,days\nA,h1,1,5\nA,h2,2.5,5\nB,h1,1,1\nB,h2,0,2\n";
const RULE: &str = "formula: halves
pools: [harvest]
columns: {land: mou, days: day}
steps:
  - {step: land, from: harvest, take: 50% of harvest, to: households, by: land}
  - {step: work, from: harvest, take: rest, to: households, by: days}
";
const ROWS: &str = "cooperative,household,land,work,net
A,h1,1.429,2.500,3.929
A,h2,3.571,2.500,6.071
B,h1,3.750,1.250,5.000
B,h2,0.000,2.500,2.500
";

fn county(name: &str, households: &str) -> PathBuf {
    let folder = folder(&format!("batch-{name}"));
    for (file, text) in [
        ("batch.yaml", SPEC),
        ("cooperatives.csv", COOPERATIVES),
        ("households.csv", households),
        ("rule.yaml", RULE),
    ] {
        fs::write(folder.join(file), text).expect("it can be written");
    }
    folder
}

fn settled(folder: &Path, more: &[&str]) -> Output {
    let words = [&["--formula", "rule.yaml", "--out", "out.csv"], more].concat();
    batch(folder, &words)
}

#[test]
fn two_cooperatives_are_settled_and_summed() {
    let folder = county("two", HOUSEHOLDS);
    let output = settled(&folder, &["--format", "csv"]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    assert_eq!(read(&folder, "out.csv"), ROWS);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows =
        "formula,kind,name,total\nhalves,step,land,8.750\nhalves,step,work,8.750\nhalves,net,net,17.500\n";
    assert_eq!(summary, rows);
}

#[test]
fn tables_may_be_written_otherwise() {
    let windows = HOUSEHOLDS.replace('\n', "\r\n");
    let quoted = HOUSEHOLDS.replace("h1", "\"h1\"").replace(",5\n", ",\" 5 \"\n");
    let marked = format!("\u{feff}{HOUSEHOLDS}");
    let unended = HOUSEHOLDS.trim_end().to_owned();
    let blank = HOUSEHOLDS.replace("B,h1", "\nB,h1");
    for (name, households) in
        [("windows", windows), ("quoted", quoted), ("marked", marked), ("unended", unended), ("blank", blank)]
    {
        let folder = county(name, &households);
        let output = settled(&folder, &[]);
        assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()), "{name}");
        assert_eq!(read(&folder, "out.csv"), ROWS, "{name}");
    }
}

#[test]
fn names_with_commas_and_quotes_come_out_as_they_went_in() {
    let folder = county("names", &HOUSEHOLDS.replace("A,h1", "A,\"h \"\"1\"\", the first\""));
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    assert_eq!(read(&folder, "out.csv"), ROWS.replace("A,h1", "A,\"h \"\"1\"\", the first\""));
}

#[test]
fn compressed_tables_go_in_and_come_out() {
    use std::io::{Read, Write};
    let folder = county("compressed", HOUSEHOLDS);
    let file = fs::File::create(folder.join("households.csv.gz")).expect("it can be written");
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::default());
    gzip.write_all(HOUSEHOLDS.as_bytes()).and_then(|()| gzip.finish()).expect("it can be written");
    fs::write(folder.join("batch.yaml"), SPEC.replace("households.csv", "households.csv.gz"))
        .expect("it can be written");
    let output = batch(&folder, &["--formula", "rule.yaml", "--out", "out.csv.gz"]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    let mut rows = String::new();
    let file = fs::File::open(folder.join("out.csv.gz")).expect("it was written");
    flate2::read::GzDecoder::new(file).read_to_string(&mut rows).expect("it is compressed");
    assert_eq!(rows, ROWS);
}

#[test]
fn several_formulas_write_a_file_each() {
    let folder = county("several", HOUSEHOLDS);
    fs::write(folder.join("other.yaml"), RULE.replace("halves", "thirds").replace("50%", "30%"))
        .expect("it can be written");
    let output = settled(&folder, &["--formula", "other.yaml", "--accounts", "acc.csv"]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    assert_eq!(read(&folder, "out.halves.csv"), ROWS);
    assert!(read(&folder, "out.thirds.csv").contains("\nB,h2,0.000,3.500,3.500\n"));
    let accounts = "cooperative,opening,paid_in,received,left,difference
A,10.000,0.000,10.000,0.000,0.000
B,7.500,0.000,7.500,0.000,0.000
";
    assert_eq!(
        (read(&folder, "acc.halves.csv"), read(&folder, "acc.thirds.csv")),
        (accounts.into(), accounts.into())
    );
}

/// Rows that are wrong, and what is said of them.
const WRONG: [(&str, &str, &str, &str); 12] = [
    ("stranger", "B,h2,0", "C,h2,0", "households.csv, line 5, column 1: there is no cooperative `C`"),
    (
        "nobody",
        "B,h2,0",
        ",h2,0",
        "households.csv, line 5, column 1: the household belongs to no cooperative",
    ),
    ("text", "B,h2,0", "B,h2,none", "households.csv, line 5, column 6: `none` is not a number"),
    ("nothing", "B,h2,0", "B,h2,", "households.csv, line 5, column 6: a number is needed here, not nothing"),
    (
        "negative",
        "B,h2,0",
        "B,h2,-1",
        "households.csv, line 5, column 6: a number of a household is never less than nothing",
    ),
    (
        "twice",
        "B,h2,0",
        "B,h1,0",
        "households.csv, line 5, column 1: the household `h1` is here a second time",
    ),
    ("nameless", "B,h2,0", "B,,0", "households.csv, line 5, column 1: the household has no id"),
    (
        "narrow",
        "B,h2,0,2",
        "B,h2,0",
        "households.csv, line 5, column 6: the row has 3 cells, the heading has 4",
    ),
    (
        "wide",
        "B,h2,0,2",
        "B,h2,0,2,9",
        "households.csv, line 5, column 8: the row has more than 4 cells, the heading has 4",
    ),
    (
        "total",
        "B,h2,0,2",
        "B,h2,0,2\nB,total,1,3",
        "households.csv, line 6, column 1: row `total` is the sum of all others: a total is no household",
    ),
    ("large", "B,h2,0", "B,h2,99999999999999999999", "64 bits"),
    (
        "unworked",
        "B,h1,1,1\nB,h2,0,2",
        "B,h1,1,0\nB,h2,0,0",
        "households.csv, line 4, column 1: step `work` has 3.750 dan to share out and nobody has any of its key",
    ),
];

#[test]
fn what_is_wrong_is_said_with_its_place_and_nothing_is_written() {
    for (name, right, wrong, sentence) in WRONG {
        let folder = county(&format!("refused-{name}"), &HOUSEHOLDS.replace(right, wrong));
        let before = names(&folder);
        let output = settled(&folder, &["--accounts", "acc.csv"]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(told(&output).contains(sentence), "{name}: {}", told(&output));
        assert!(output.stdout.is_empty() && names(&folder) == before, "{name}: nothing is written");
    }
}

#[test]
fn what_is_wrong_is_listed_and_the_others_are_settled() {
    for (name, right, wrong, sentence) in WRONG {
        let folder = county(&format!("reported-{name}"), &HOUSEHOLDS.replace(right, wrong));
        let output = settled(&folder, &["--on-error", "report"]);
        assert_eq!((output.status.code(), told(&output)), (Some(1), String::new()), "{name}");
        let good = ROWS.split_once("B,").expect("there are two").0;
        assert!(read(&folder, "out.csv").starts_with(good), "{name}");
        let listed = csv::Reader::from_path(folder.join("out.failures.csv")).expect("it was written");
        let listed: Vec<String> = listed
            .into_records()
            .map(|row| row.expect("it is CSV"))
            .map(|row| format!("{}, line {}, column {}: {}", &row[1], &row[2], &row[3], &row[4]))
            .collect();
        assert!(listed.len() == 1 && listed[0].contains(sentence), "{name}: {listed:?}");
    }
}

#[test]
fn a_cooperative_without_households_is_told_like_any_that_cannot_be_settled() {
    let folder = county("empty", HOUSEHOLDS);
    fs::write(folder.join("cooperatives.csv"), format!("{COOPERATIVES}C,5\n")).expect("it can be written");
    let sentence = "cooperatives.csv, line 4, column 1: the cooperative has no household";
    let output = settled(&folder, &[]);
    assert_eq!(
        (output.status.code(), told(&output).contains(sentence)),
        (Some(2), true),
        "{}",
        told(&output)
    );
    assert!(!folder.join("out.csv").exists());
    let output = settled(&folder, &["--on-error", "report"]);
    assert_eq!((output.status.code(), told(&output)), (Some(1), String::new()));
    assert_eq!(read(&folder, "out.csv"), ROWS);
    assert!(
        read(&folder, "out.failures.csv")
            .ends_with("\nC,cooperatives.csv,4,1,the cooperative has no household\n")
    );
}

#[test]
fn a_row_that_adds_up_the_others_in_one_column_is_a_household() {
    let folder = county("one-column", &HOUSEHOLDS.replace("B,h2,0,2", "B,h2,0,2\nB,h3,0,3"));
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    let days_only = RULE
        .replace("columns: {land: mou, days: day}", "columns: {days: day}")
        .replace("by: land", "by: days");
    fs::write(folder.join("rule.yaml"), days_only).expect("it can be written");
    let spec = SPEC.replace("land: land in mou, ", "");
    fs::write(folder.join("batch.yaml"), spec).expect("it can be written");
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
}

#[test]
fn what_one_formula_of_several_refuses_is_told_of_it() {
    let wrong = HOUSEHOLDS.replace("B,h1,1,1\nB,h2,0,2", "B,h1,1,0\nB,h2,0,0");
    let folder = county("one-refuses", &wrong);
    let other =
        RULE.replace("halves", "by land").replace("by: days", "by: land").replace("by land", "land-only");
    fs::write(folder.join("other.yaml"), other.replace(", days: day", "")).expect("it can be written");
    let output = settled(&folder, &["--formula", "other.yaml", "--on-error", "report"]);
    assert_eq!((output.status.code(), told(&output)), (Some(1), String::new()));
    assert!(read(&folder, "out.failures.csv").contains("under halves: step `work`"));
    assert!(!read(&folder, "out.land-only.csv").contains("\nB,"));
}

#[test]
fn what_is_set_is_said() {
    let folder = county("set", HOUSEHOLDS);
    let rule = RULE.replace("steps:", "parameters: {part: 50%}\nsteps:").replace("50% of", "part of");
    fs::write(folder.join("rule.yaml"), rule).expect("it can be written");
    let output = settled(&folder, &["--set", "part=40%"]);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(summary.contains("part") && summary.contains("40%"), "{summary}");
}

#[test]
fn a_first_line_that_is_no_text_is_one_sentence() {
    let utf16: Vec<u8> = HOUSEHOLDS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let endless = vec![b'x'; 3 << 20];
    for (name, table) in
        [("utf16", utf16), ("binary", b"PAR1\x15\x04\x1b[31m".to_vec()), ("endless", endless)]
    {
        let folder = county(&format!("heading-{name}"), "");
        fs::write(folder.join("households.csv"), table).expect("it can be written");
        let output = settled(&folder, &[]);
        let sentence = "cannot read households.csv: its first line is no heading of UTF-8 text";
        assert_eq!((output.status.code(), told(&output).lines().count()), (Some(2), 1), "{}", told(&output));
        assert!(told(&output).contains(sentence), "{}", told(&output));
    }
}

#[test]
fn a_byte_that_is_no_text_is_told_after_what_is_wrong_before_it() {
    let folder = county("no-text", "");
    let households = [HOUSEHOLDS.replace("2.5", "two").as_bytes(), b"C,h\xff,1,1\nC,h2,two,1\n"].concat();
    fs::write(folder.join("households.csv"), households).expect("it can be written");
    for how in ["refuse", "report"] {
        let output = settled(&folder, &["--on-error", how]);
        let before = "error: households.csv, line 3, column 6: `two` is not a number\n";
        let byte = "error: households.csv, line 6, column 4: the byte 0xff is not UTF-8 text; save the file as UTF-8\n";
        let wanted = if how == "refuse" { format!("{before}{byte}") } else { byte.to_owned() };
        assert_eq!((output.status.code(), told(&output)), (Some(2), wanted));
        assert!(!folder.join("out.csv").exists());
    }
    // However many they are.
    let strangers: String = (0..50).map(|own| format!("N{own},h1,1,1\n")).collect();
    let households = [b"coop,who,land,days\n", strangers.as_bytes(), b"C,h\xff,1,1\n"].concat();
    fs::write(folder.join("households.csv"), households).expect("it can be written");
    let told = told(&settled(&folder, &[]));
    assert!(told.lines().count() == 20 && told.contains("line 52, column 4: the byte 0xff"), "{told}");
}

#[test]
fn a_key_with_a_comma_is_not_taken_for_another() {
    let folder = county("commas", "coop,who,land,days\n\"A,x\",h1,1,1\nA,x,2,2\n");
    fs::write(folder.join("cooperatives.csv"), "coop,harvest\n\"A,x\",10\nA,7.5\n")
        .expect("it can be written");
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    let rows = "cooperative,household,land,work,net\n\"A,x\",h1,5.000,5.000,10.000\nA,x,3.750,3.750,7.500\n";
    assert_eq!(read(&folder, "out.csv"), rows);
}

#[test]
fn blanks_at_the_ends_of_a_name_count_in_quotes_and_not_without() {
    let households = "coop,who,land,days\n\" A\",h1,1,5\n\" A\",\"h2 \",2.5,5\nA,h1,1,1\n A,h2,0,2\n";
    let folder = county("blanks", households);
    fs::write(folder.join("cooperatives.csv"), "coop,harvest\n\" A\",10\nA,7.5\n")
        .expect("it can be written");
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    let rows = ROWS.replace("A,h2", "A,\"h2 \"").replace("A,", "\" A\",").replace("B,", "A,");
    assert_eq!(read(&folder, "out.csv"), rows);
}

#[test]
fn a_cooperative_larger_than_many_blocks_is_read_once_through() {
    let mut households = String::from("coop,who,land,days\n");
    for own in 0..60_000 {
        households += &format!("A,a household of a rather long name {own:06},1,1\n");
    }
    let folder = county("large", &households);
    fs::write(folder.join("cooperatives.csv"), "coop,harvest\nA,60\n").expect("it can be written");
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
    let rows = read(&folder, "out.csv");
    assert_eq!(rows.lines().count(), 60_001);
    // Half a quantum each of either step: those whose ids sort first have it.
    let (first, last) = (rows.lines().nth(1), rows.lines().last());
    assert!(first.is_some_and(|row| row.ends_with(",0.001,0.001,0.002")), "{first:?}");
    assert!(last.is_some_and(|row| row.ends_with(",0.000,0.000,0.000")), "{last:?}");
}

#[test]
fn a_row_that_is_short_spoils_the_cooperative_it_stands_in() {
    let rows = "land,days,who,coop\n1,1,x,A\n1,1,y,A\n5,5,0\n1,1,z,A\n1,1,x,B\n";
    let folder = county("short-row", rows);
    let output = settled(&folder, &["--on-error", "report"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(read(&folder, "out.csv"), "cooperative,household,land,work,net\nB,x,3.750,3.750,7.500\n");
    assert!(read(&folder, "out.failures.csv").contains("A,households.csv,4,"));
}

#[test]
fn quotes_that_are_not_as_they_should_be_are_told() {
    for (name, wrong) in [
        ("inside", "A,h\"2,2.5,5"),
        ("after", "A,\"h2\"x,2.5,5"),
        ("open", "A,h2,2.5,\"5"),
        ("narrow", "A,h\"2"),
    ] {
        let folder = county(&format!("quotes-{name}"), &HOUSEHOLDS.replace("A,h2,2.5,5", wrong));
        let output = settled(&folder, &[]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(told(&output).contains("households.csv, line 3, column "), "{name}: {}", told(&output));
    }
}

#[test]
fn a_blank_line_in_a_large_cooperative_cuts_nothing() {
    let many = |from: u32| (from..from + 20_000).map(|id| format!("A,h{id:06},1,1\n")).collect::<String>();
    let folder =
        county("blank-large", &format!("coop,who,land,days\n{}\n{}B,x,1,1\n", many(0), many(20_000)));
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
}

#[test]
fn a_fine_number_spoils_no_other_cooperative() {
    let folder = county("fine", "coop,who,land,days\nA,x,0.0000000000000001,1\nB,y,1000,1\n");
    let output = settled(&folder, &[]);
    assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
}

#[test]
fn no_file_is_written_twice_nor_over_what_is_read() {
    for more in [
        &["--accounts", "./out.csv"][..],
        &["--accounts", "households.csv"],
        &["--accounts", "batch.yaml"],
        &["--formula", "rule.yaml"],
    ] {
        let folder = county("twice-written", HOUSEHOLDS);
        let before = names(&folder);
        let output = settled(&folder, more);
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        assert!(told(&output).contains("is read or written by this batch already"), "{}", told(&output));
        assert_eq!((names(&folder), read(&folder, "households.csv")), (before, HOUSEHOLDS.to_owned()));
    }
}

#[test]
fn a_wrong_word_is_told_on_its_own_line() {
    let rows = "coop,who,land,days,class\nA,h1,1,1,poor\n\n\nA,h2,1,1,rich\n";
    let folder = county("word", rows);
    fs::write(folder.join("batch.yaml"), SPEC.replace("in day}", "in day, class: class}"))
        .expect("it can be");
    let rule = RULE.replace("days: day}", "days: day, class: [poor, middle]}");
    let rule = rule.replace("by: days}", "by: days, among: class == poor}");
    fs::write(folder.join("rule.yaml"), rule).expect("it can be written");
    let output = settled(&folder, &[]);
    let sentence = "households.csv, line 5, column 1: `rich` is none of poor, middle";
    assert!(told(&output).contains(sentence), "{}", told(&output));
}

#[test]
fn a_cooperative_that_stands_in_two_places_is_settled_in_neither() {
    let apart = format!("{HOUSEHOLDS}A,h3,1,1\n");
    let sentence = "the households of `A` do not stand together: they begin on line 2, and again here";
    let folder = county("apart", &apart);
    let before = names(&folder);
    let output = settled(&folder, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        told(&output).contains(&format!("households.csv, line 6, column 1: {sentence}")),
        "{}",
        told(&output)
    );
    assert_eq!(names(&folder), before);
    let output = settled(&folder, &["--on-error", "report"]);
    assert_eq!((output.status.code(), told(&output)), (Some(1), String::new()));
    let rows = read(&folder, "out.csv");
    assert!(rows.contains("B,h1") && !rows.contains("\nA,"), "{rows}");
    assert!(read(&folder, "out.failures.csv").contains(sentence));
}

#[test]
fn failures_are_listed_in_the_order_of_their_lines() {
    let folder = county("lines", "coop,who,land,days\nA,h1,1,5\nB,h1,x,1\nA,h2,1,1\n");
    assert_eq!(settled(&folder, &["--on-error", "report"]).status.code(), Some(1));
    let failures = read(&folder, "out.failures.csv");
    let listed: Vec<&str> = failures.lines().filter_map(|line| line.split(",\"").next()).collect();
    let places = ["B,households.csv,3,6,`x` is not a number", "A,households.csv,4,1"];
    assert_eq!(listed[1..], places, "{failures}");
}

const DRAWS: &str = "cooperative,household,draws,min,q05,q25,median,q75,q95,max\n";

#[test]
fn what_is_not_known_is_drawn_the_same_every_time() {
    let ranged = RULE.replace("columns:", "parameters: {part: {value: 50%, range: 40%..60%}}\ncolumns:");
    let ranged = ranged.replace("50% of", "part of");
    let folder = county("drawn", HOUSEHOLDS);
    fs::write(folder.join("rule.yaml"), ranged).expect("it can be written");
    let drawn = |more: &[&str]| {
        let output = settled(&folder, &[&["--draws", "200"], more].concat());
        assert_eq!((output.status.code(), told(&output)), (Some(0), String::new()));
        read(&folder, "out.csv")
    };
    let first = drawn(&[]);
    assert_eq!(first, drawn(&["--seed", "1"]));
    assert_ne!(first, drawn(&["--seed", "2"]));
    assert!(first.starts_with(DRAWS), "{first}");
    // Of 10 dan, between 40 and 60% go by land, of which h1 has two sevenths.
    let row: Vec<&str> = first.lines().nth(1).expect("there is a row").split(',').collect();
    assert_eq!(row[..3], ["A", "h1", "200"]);
    let quanta: Vec<u64> =
        row[3..].iter().map(|cell| cell.replace('.', "").parse().expect("an amount")).collect();
    assert!(
        quanta.is_sorted() && quanta[0] >= 3714 && quanta[6] <= 4143 && quanta[0] < quanta[6],
        "{quanta:?}"
    );
    // What is set is not drawn any more.
    let output = settled(&folder, &["--draws", "9", "--set", "part=50%"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("there is nothing to draw"), "{}", told(&output));
}

#[test]
fn marked_figures_are_multiplied_by_what_is_drawn() {
    let folder = county("marked", HOUSEHOLDS);
    let marked = |range: &str| {
        fs::write(folder.join("batch.yaml"), format!("{SPEC}draws: {{harvest: {range}}}\n"))
            .expect("it can be");
        settled(&folder, &["--draws", "50"])
    };
    assert_eq!(marked("200%..200%").status.code(), Some(0));
    let twice = "A,h1,50,7.857,7.857,7.857,7.857,7.857,7.857,7.857";
    assert_eq!(read(&folder, "out.csv").lines().nth(1), Some(twice));
    assert!(told(&marked("1 dan..2 dan")).contains("multiplied by what is drawn"));
    fs::write(folder.join("batch.yaml"), format!("{SPEC}draws: {{crop: 90%..110%}}\n")).expect("it can be");
    let output = settled(&folder, &["--draws", "50"]);
    assert!(told(&output).contains("no formula has a fact or pool `crop` to draw"), "{}", told(&output));
}

#[test]
fn what_the_batch_says_has_to_be_in_the_tables_and_the_tables_in_the_formula() {
    for (name, right, wrong, sentence) in [
        ("column", "land: land in mou", "plot: land in mou", "households.csv has no column `plot`"),
        ("unit", "land: land in mou", "land: land in day", "`land` is in day, formula `halves` needs mou"),
        ("words", "land: land in mou", "land: land", "`land` is in words, formula `halves` needs mou"),
        ("missing", ", days: days in day", "", "formula `halves` needs the column `days`"),
        (
            "pool",
            "harvest: harvest in dan",
            "harvest: crop in dan",
            "formula `halves` needs the pool `harvest`",
        ),
        ("outside", "households.csv", "../households.csv", "leads out of the folder of the batch"),
        ("weight", "150 catty", "150 mou", "a dan weighs catties"),
        ("field", "who, col", "who, sort: no, col", "the table of households has no field `sort`"),
        ("file", "file: households.csv", "file: nowhere.csv", "cannot read nowhere.csv"),
    ] {
        let folder = county(&format!("spec-{name}"), HOUSEHOLDS);
        fs::write(folder.join("batch.yaml"), SPEC.replace(right, wrong)).expect("it can be written");
        let output = settled(&folder, &[]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(told(&output).to_lowercase().contains(&sentence.to_lowercase()), "{name}: {}", told(&output));
    }
}

#[test]
fn cooperatives_are_checked_like_households() {
    for (name, table, sentence) in [
        (
            "twice",
            "coop,harvest\nA,10\nB,7.5\nA,3\n",
            "cooperatives.csv, line 4, column 1: the cooperative `A` is here a second time",
        ),
        (
            "text",
            "coop,harvest\nA,10\nB,much\n",
            "cooperatives.csv, line 3, column 3: `much` is not a number",
        ),
        (
            "narrow",
            "coop,harvest\nA,10\nB\n",
            "cooperatives.csv, line 3, column 1: the row has 1 cells, the heading has 2",
        ),
        (
            "fine",
            "coop,harvest\nA,10\nB,7.5001\n",
            "`harvest` is finer than the smallest amount posted, or less than nothing",
        ),
    ] {
        let folder = county(&format!("cooperatives-{name}"), HOUSEHOLDS);
        fs::write(folder.join("cooperatives.csv"), table).expect("it can be written");
        let output = settled(&folder, &[]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(told(&output).contains(sentence), "{name}: {}", told(&output));
    }
}
