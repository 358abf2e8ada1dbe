//! Tables in Parquet are the same tables. Those in `tests/parquet` were written by
//! DuckDB 2.0.1 and by Polars 2.1.0 from the tables in `docs/batch`.
#![cfg(feature = "parquet")]

#[path = "common/folders.rs"]
mod folders;

use fenhong::batch::{CellKind, OutColumn, ParquetRows, ParquetTable};
use folders::{folder, names};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

const SPEC: &str = include_str!("../docs/batch/county.yaml");

fn batch(folder: &Path, spec: &str, words: &[&str]) -> Output {
    fs::write(folder.join("county.yaml"), spec).expect("it can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fenhong"));
    command.current_dir(folder).args(["batch", "county.yaml", "--formula", "yaoshanggou-1951"]);
    command.args(words).output().expect("the program starts")
}

/// What the tables of `docs/batch` come to.
fn wanted(own: &Path) -> String {
    for table in ["cooperatives.csv", "households.csv"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/batch").join(table);
        fs::copy(path, own.join(table)).expect("it can be copied");
    }
    let output = batch(own, SPEC, &["--out", "wanted.csv", "--accounts", "wanted.accounts.csv"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    fs::read_to_string(own.join("wanted.csv")).expect("it was written")
}

fn text_of(path: &Path, columns: &[&str]) -> String {
    let mut text = String::new();
    let mut rows =
        ParquetRows::open(File::open(path).expect("it was written"), columns).expect("it is Parquet");
    rows.read_to_string(&mut text).expect("it can be read");
    text
}

#[test]
fn tables_of_others_settle_as_the_same_tables_in_csv() {
    for writer in ["duckdb", "polars"] {
        let own = folder(&format!("parquet-{writer}"));
        let wanted = wanted(&own);
        for table in ["cooperatives.parquet", "households.parquet"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet").join(writer).join(table);
            fs::copy(path, own.join(table)).unwrap();
        }
        let output = batch(&own, &SPEC.replace(".csv", ".parquet"), &["--out", "out.csv"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(fs::read_to_string(own.join("out.csv")).unwrap(), wanted, "{writer}");
    }
}

#[test]
fn what_is_written_reads_back_as_what_csv_says() {
    let own = folder("parquet-out");
    let wanted = wanted(&own);
    let output = batch(&own, SPEC, &["--out", "out.parquet", "--accounts", "accounts.parquet"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let columns = ["cooperative", "household", "inputs", "land", "labor", "sideline labor", "net"];
    assert_eq!(text_of(&own.join("out.parquet"), &columns), wanted);
    let accounts = ["cooperative", "fund", "lender", "opening", "paid_in", "received", "left", "difference"];
    let wanted = fs::read_to_string(own.join("wanted.accounts.csv")).unwrap();
    assert_eq!(text_of(&own.join("accounts.parquet"), &accounts), wanted);
    // Nothing that was not asked for is read.
    let text = text_of(&own.join("out.parquet"), &["net"]);
    assert_eq!(text.lines().nth(1), Some(",,,,,,36.791"));
}

#[test]
fn rows_of_several_groups_come_back_in_order_with_their_quotes_and_gaps() {
    let own = folder("parquet-groups");
    let columns = [
        OutColumn::new("who", CellKind::Text),
        OutColumn::new("how \"many\"", CellKind::Whole),
        OutColumn::new("amount", CellKind::Decimal(3)),
    ];
    let mut wanted = String::from("who,\"how \"\"many\"\"\",amount\n");
    for row in 0..150_000 {
        wanted += &match row % 3 {
            0 => format!("\"{row}, \"\"the\"\" first\",{row},-0.{:03}\n", row % 1000),
            1 => format!("劳{row},-{row},{row}.000\n"),
            _ => format!(",0,999999999999999.{:03}\n", row % 1000),
        };
    }
    let wanted = wanted.replace("-0.000", "0.000");
    let path = own.join("rows.parquet");
    let mut table = ParquetTable::new(File::create(&path).unwrap(), &columns).unwrap();
    let (_, rows) = wanted.split_once('\n').unwrap();
    for rows in rows.split_inclusive("\n").collect::<Vec<_>>().chunks(997) {
        table.write(rows.concat().as_bytes()).unwrap();
    }
    table.finish().unwrap();
    let read = text_of(&path, &["who", "how \"many\"", "amount"]);
    let differs = read.lines().zip(wanted.lines()).find(|(read, wanted)| read != wanted);
    assert_eq!((differs, read.len()), (None, wanted.len()));
    let mut table = ParquetTable::new(File::create(&path).unwrap(), &columns).unwrap();
    let error = table.write(b"a,1,1000000000000000.000\n").unwrap_err();
    assert!(error.to_string().contains("18 digits"), "{error}");
}

#[test]
fn what_is_no_exact_table_is_refused_and_nothing_is_written() {
    let own = folder("parquet-refused");
    wanted(&own);
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet");
    fs::copy(made.join("floats.parquet"), own.join("households.parquet")).unwrap();
    fs::write(own.join("cooperatives.parquet"), "cooperative,land_output_dan\n").unwrap();
    let refused = |spec: &str, sentence: &str| {
        let output = batch(&own, spec, &["--out", "out.parquet"]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(sentence), "{told}");
        assert!(!names(&own).iter().any(|name| name.contains("out")), "{:?}", names(&own));
    };
    refused(
        &SPEC.replace("households.csv", "households.parquet"),
        "its column `land_mou` holds floating-point numbers, which are not exact",
    );
    refused(&SPEC.replace("cooperatives.csv", "cooperatives.parquet"), "cannot read cooperatives.parquet");
    fs::remove_file(own.join("cooperatives.parquet")).unwrap();
    fs::copy(made.join("duckdb/households.parquet"), own.join("households.parquet")).unwrap();
    let spec = SPEC.replace("households.csv", "households.parquet");
    refused(&spec.replace("inputs_dan", "input_dan"), "no column `input_dan`");
    // A household of no cooperative is told by its row.
    let cooperatives = fs::read_to_string(own.join("cooperatives.csv")).unwrap();
    fs::write(own.join("cooperatives.csv"), cooperatives.replace("Xiliang", "Xilin")).unwrap();
    refused(&spec, "households.parquet, line 5, column 1: there is no cooperative `Xiliang`");
}

/// Every byte of a file turned over, one after the other: it reads as something
/// or is refused, and the program goes on.
#[test]
fn a_damaged_file_is_read_or_refused() {
    let own = folder("parquet-damaged");
    let path = own.join("damaged.parquet");
    let columns = ["cooperative", "household", "land_mou", "labor_days", "inputs_dan"];
    let mut refused = 0;
    for writer in ["duckdb", "polars"] {
        let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet").join(writer);
        let whole = fs::read(made.join("households.parquet")).unwrap();
        for place in 0..whole.len() {
            for turned in [0xff, 0x01, 0x80] {
                let mut damaged = whole.clone();
                damaged[place] ^= turned;
                fs::write(&path, damaged).unwrap();
                let mut text = Vec::new();
                let read = ParquetRows::open(File::open(&path).unwrap(), &columns)
                    .and_then(|mut rows| rows.read_to_end(&mut text));
                refused += usize::from(read.is_err());
            }
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn cells_come_back_as_they_were_or_are_refused() {
    let own = folder("parquet-cells");
    let path = own.join("cells.parquet");
    let write = |rows: &[u8]| {
        let columns = [OutColumn::new("who", CellKind::Text)];
        let mut table = ParquetTable::new(File::create(&path).unwrap(), &columns).unwrap();
        table.write(rows).unwrap();
        table.finish().unwrap();
    };
    // Blanks at the ends stand in quotes; nothing is a row of its own.
    let rows = "\" A\"\nA\n\"\"\n\"say \"\"A\"\"\"\n";
    write(rows.as_bytes());
    assert_eq!(text_of(&path, &["who"]), format!("who\n{rows}"));
    write(b"a\rb\n");
    let mut rows = ParquetRows::open(File::open(&path).unwrap(), &["who"]).unwrap();
    let error = rows.read_to_string(&mut String::new()).unwrap_err();
    assert!(error.to_string().contains("line break"), "{error}");
}
