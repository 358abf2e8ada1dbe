//! What a nation of households costs: `fenhong batch` beside a floor, a program
//! that reads both tables with the same code, takes every number out of them and
//! writes as many bytes, and settles nothing.
//!
//!     cargo bench --bench nation [-- THOUSANDS...]
//!     cargo bench --bench nation -- settling HOUSEHOLDS
//!
//! Everything is measured in one run, in turns. Two programs are told as the median
//! ratio of runs one right after the other: machines change their speed meanwhile.

use fenhong::batch::{
    AmountWriter, Blocks, Cooperatives, Counted, Group, Layout, Part, Progress, Rows, Spec, Work, Written,
    block_size, groups, load_spec, read_heading, run,
};
use fenhong::cli::library::{BuiltInFolder, Kind};
use fenhong::exact::{Amount, Fraction, IdOrder, Numbers};
use fenhong::formula::load_formula;
use fenhong::settlement::{Many, Parties, Season, SeasonColumn};
use fenhong::text::Source;
use std::fs::{self, File};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SPEC: &str = "batch: nation
cooperatives:
  file: cooperatives.csv
  key: cooperative
  columns:
    land_output_dan: land_output in dan
    sideline_output_dan: sideline_output in dan
    unit_yield: unit_yield in dan/mou
    village_yield: village_yield in dan/mou
    loans_dan: loan_repayment in dan
households:
  file: households.csv
  cooperative: cooperative
  id: household
  columns: {land_mou: pooled_land in mou, labor_days: labor_days in day, inputs_dan: inputs in dan}
";
const FORMULA: &str = "yaoshanggou-1951";
const SIZES: [u64; 5] = [30, 100, 1000, 3000, 10_000];
/// About so many thousand households are settled at each size, in 5 to 31 rounds.
const SETTLED: u64 = 110_000;
/// Settling alone is timed so often.
const ROUNDS: usize = 5;
/// So many different cooperatives are settled in memory.
const SEASONS: usize = 512;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.first().map(String::as_str) {
        Some("settling") => settling(&[words[1].parse().expect("a number of households")]),
        Some("floor") => floor(Path::new(&words[1]), words[2].parse().expect("a number of threads")),
        Some("generate") => {
            generate(Path::new(&words[2]), words[1].parse::<u64>().expect("thousands") * 1000);
        }
        _ => {
            let sizes: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
            settling(&[22, 100, 1000]);
            compare(if sizes.is_empty() { &SIZES } else { &sizes });
        }
    }
}

/// Numbers that look drawn, the same every time.
struct Draw(u64);

impl Draw {
    fn within(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (self.0 >> 33) % (high + 1 - low)
    }
}

/// Writes tables of so many households, in cooperatives of 22 on average, as
/// there were in a prefecture of 1,349.
fn generate(folder: &Path, households: u64) {
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(folder.join("batch.yaml"), SPEC).expect("it can be written");
    let file = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("it can be written"));
    let (mut cooperatives, mut rows) = (file("cooperatives.csv"), file("households.csv"));
    let mut draw = Draw(1);
    let mut write = || -> std::io::Result<()> {
        writeln!(
            cooperatives,
            "cooperative,land_output_dan,sideline_output_dan,unit_yield,village_yield,loans_dan"
        )?;
        writeln!(rows, "cooperative,household,land_mou,labor_days,inputs_dan")?;
        let (mut done, mut number) = (0, 0);
        while done < households {
            number += 1;
            let size = draw.within(10, 34).min(households - done);
            done += size;
            let (mut land, mut inputs) = (0, 0);
            for household in 1..=size {
                let (own, days, advance) = (draw.within(1, 400), draw.within(0, 400), draw.within(0, 40));
                land += own;
                inputs += advance;
                let (mou, dan) = (tenths(own), tenths(advance));
                writeln!(rows, "C{number:06},H{household:02},{mou},{days},{dan}")?;
            }
            // In thousandths: enough for all that is advanced.
            let unit_yield = draw.within(1000, 2000);
            let output = (land * unit_yield / 10).max(inputs * 200 + 5000);
            let (side, loans) = (draw.within(20, 60), draw.within(0, 3));
            writeln!(
                cooperatives,
                "C{number:06},{},{side},{},1.2,{loans}",
                thousandths(output),
                thousandths(unit_yield)
            )?;
        }
        Ok(())
    };
    write().expect("it can be written");
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

fn thousandths(number: u64) -> String {
    format!("{}.{:03}", number / 1000, number % 1000)
}

fn spec() -> Spec {
    load_spec(&Source::new("batch.yaml", SPEC)).expect("it has no mistakes")
}

/// Reads all, settles nothing, writes as much.
struct Floor<'f> {
    layout: &'f Layout,
    cooperatives: &'f Cooperatives,
    writer: AmountWriter,
}

impl Work for Floor<'_> {
    type Seat = ();

    fn seat(&self) {}

    fn block(&self, block: &[u8], room: Part, (): &mut ()) -> Part {
        let mut part = room.emptied([(0, 0)].into_iter());
        let mut guess = 0;
        let lines = groups(self.layout, block, &mut |group| {
            guess = self.cooperatives.find(group.key, guess).map_or(0, |place| place + 1);
            self.write(group, &mut part.made[0].rows);
        });
        part.lines = lines.expect("it is text");
        part
    }
}

impl Floor<'_> {
    fn write(&self, group: &Group<'_>, rows: &mut Written) {
        let columns: Vec<&[i64]> = group.numbers.iter().map(|column| Counted::counts(column).0).collect();
        let mut rows = Rows::of(group, 5, &self.writer, rows);
        // Five amounts of about the size that are posted.
        let amounts =
            [(2, 100), (0, 50), (1, 60), (1, 20), (0, 150)].map(|(own, times)| (columns[own], times));
        for (household, _) in group.ids.iter().enumerate() {
            rows.begin(household);
            for (counts, times) in amounts {
                rows.amount(Amount::of_quanta(counts[household] * times));
            }
            rows.end();
        }
    }
}

fn floor(folder: &Path, threads: usize) {
    let spec = spec();
    let open = |name: &str| File::open(folder.join(name)).expect("it was generated");
    let cooperatives = Cooperatives::load(&spec.cooperatives, "cooperatives.csv", open("cooperatives.csv"));
    let cooperatives = cooperatives.unwrap_or_else(|error| panic!("{error:?}"));
    let mut table = open("households.csv");
    let (heading, carry) = read_heading(&mut table).expect("it can be read");
    let layout = Layout::of(&spec.households, "households.csv", &heading).expect("it has these columns");
    let writer = AmountWriter::new(spec.measure.precision());
    let work = Floor { layout: &layout, cooperatives: &cooperatives, writer };
    let size = block_size(table.metadata().map_or(0, |about| about.len()));
    let blocks = Blocks::new(table, carry, size, Some(layout.cooperative));
    let mut out = File::create(folder.join("floor.csv")).expect("it can be written");
    let done = run(blocks, &work, threads, &Progress::default(), &mut |part| {
        out.write_all(part.made[0].rows.bytes()).expect("it can be written");
        Ok(true)
    });
    done.unwrap_or_else(|stopped| panic!("{stopped:?}"));
}

/// How long a program takes to write a new file: to put one in place of another
/// costs the system more, and differently.
fn timed(command: &mut Command, out: &Path) -> Duration {
    if let Err(error) = fs::remove_file(out) {
        assert_eq!(error.kind(), ErrorKind::NotFound, "it can be removed");
    }
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("it starts");
    assert!(status.success(), "{command:?}");
    start.elapsed()
}

fn median<T: Ord + Copy>(own: impl IntoIterator<Item = T>) -> T {
    let mut own: Vec<T> = own.into_iter().collect();
    own.sort();
    own[own.len() / 2]
}

fn compare(sizes: &[u64]) {
    let bench = std::env::current_exe().expect("this program has a path");
    println!("{:>10} {:>10} {:>10} {:>8} {:>14}", "households", "floor", "batch", "ratio", "ns a household");
    let mut each = Vec::new();
    for thousands in sizes {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("nation-{thousands}"));
        if !folder.join("batch.yaml").exists() {
            generate(&folder, thousands * 1000);
        }
        let (mut floors, mut batches) = (Vec::new(), Vec::new());
        for _ in 0..(SETTLED / thousands).clamp(5, 31) {
            let floor = folder.join("floor.csv");
            floors.push(timed(Command::new(&bench).arg("floor").arg(&folder).arg("2"), &floor));
            let mut batch = Command::new(env!("CARGO_BIN_EXE_fenhong"));
            let out = folder.join("out.csv");
            batch.arg("batch").arg(folder.join("batch.yaml")).args(["--formula", FORMULA, "--out"]).arg(&out);
            batches.push(timed(&mut batch, &out));
        }
        let ratio = median(batches.iter().zip(&floors).map(|(batch, floor)| hundredths(*batch, *floor)));
        let (floor, batch) = (median(floors), median(batches));
        each.push((*thousands, batch.as_nanos() / u128::from(thousands * 1000)));
        println!(
            "{:>10} {:>8}ms {:>8}ms {:>8} {:>14}",
            thousands * 1000,
            floor.as_millis(),
            batch.as_millis(),
            decimal(ratio),
            batch.as_nanos() / u128::from(thousands * 1000)
        );
    }
    draws(&each);
}

/// A thousand draws of a prefecture, beside settling as many households once.
fn draws(each: &[(u64, u128)]) {
    let (Some((_, once)), true) = (each.last(), each.iter().any(|(thousands, _)| *thousands == 30)) else {
        return;
    };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nation-30");
    let mut batch = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    let out = folder.join("draws.csv");
    batch.arg("batch").arg(folder.join("batch.yaml")).args([
        "--formula",
        FORMULA,
        "--draws",
        "1000",
        "--out",
    ]);
    let drawn = timed(batch.arg(&out), &out).as_nanos() / 30_000_000;
    println!(
        "1000 draws of 30 thousand households: {drawn} ns a settlement, {} times settling once",
        decimal(drawn * 100 / once.max(&1))
    );
}

/// How many hundredths one time is of another.
fn hundredths(one: Duration, other: Duration) -> u128 {
    one.as_nanos() * 100 / other.as_nanos().max(1)
}

/// Hundredths as a decimal.
fn decimal(hundredths: u128) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Settling alone, on one core, in memory.
fn settling(sizes: &[usize]) {
    let spec = spec();
    let source = Kind::Formula.built_in(FORMULA).expect("it is built in");
    let formula = load_formula(&source, &BuiltInFolder).expect("it has no mistakes");
    let many = Many::of(&formula, spec.measure).expect("it has no catties that need a weight");
    println!("settling alone, one core, {FORMULA}:");
    for households in sizes.iter().copied() {
        // One after the other, so that nothing is known beforehand of the next.
        let mut draw = Draw(3);
        let seasons: Vec<Season> = (0..SEASONS).map(|_| drawn_season(&many, households, &mut draw)).collect();
        let size = i64::try_from(households).unwrap_or(0);
        let pools: Vec<Amount> = many.pools().map(|_| Amount::of_quanta(30_011 * size)).collect();
        let order = IdOrder::as_it_stands(households);
        let id = |household: usize| household.to_string();
        let parties = Parties { order: &order, id: &id };
        let runs = 2_000_000 / households;
        let (mut times, mut slate) = (Vec::new(), many.slate());
        for _ in 0..ROUNDS {
            let start = Instant::now();
            for season in seasons.iter().cycle().take(runs) {
                let settled = many.settle(season, &pools, parties, &mut slate).expect("it settles");
                std::hint::black_box(&settled.closing);
            }
            times.push(start.elapsed());
        }
        let each = median(times).as_nanos() / u128::try_from(runs * households).unwrap_or(1);
        println!("{households:>10} households a cooperative: {each} ns a household");
    }
}

/// A season of so many households.
fn drawn_season(many: &Many<'_>, households: usize, draw: &mut Draw) -> Season {
    let formula = many.formula();
    let mut column = |low, high, unit: i128| {
        let counts = (0..households).map(|_| i64::try_from(draw.within(low, high)).unwrap_or(0));
        let unit = Fraction::new(1, unit).expect("a unit");
        SeasonColumn::Numbers(Numbers::counted(counts.collect(), unit))
    };
    let mut season = many.season();
    season.households = households;
    let columns = formula.columns.iter().map(|need| match need.name.as_str() {
        "pooled_land" => column(1, 400, 10),
        "labor_days" => column(0, 400, 1),
        _ => column(0, 4000, 1),
    });
    season.columns = columns.collect();
    let facts = formula.facts.iter().map(|fact| match fact.name.as_str() {
        "unit_yield" => Fraction::whole(i128::from(draw.within(1200, 2000))),
        "village_yield" => Fraction::whole(1200),
        _ => Fraction::whole(2000),
    });
    season.facts = facts.collect();
    season
}
