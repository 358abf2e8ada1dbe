//! The readings of Yaoshanggou's account, held against an enumeration by plain
//! arithmetic that knows nothing of formulas.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod common;

use common::{fenhong, text};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The figures of the published account, in dan.
const LAND_OUTPUT: i64 = 501;
const SIDELINES: i64 = 192;
const INPUTS: i64 = 106;
const FUND: i64 = 51;
const LOANS: i64 = 70;
const LAND: i64 = 136;
const LABOR: i64 = 328;

/// `part` of `base` in percent lies from `low` to `high`.
fn lies(part: i64, base: i64, low: i64, high: i64) -> bool {
    low * base <= 100 * part && 100 * part <= high * base
}

/// Land output or total income, less any of `parts`, in words with the sum.
fn bases(parts: &[(&str, i64)]) -> Vec<(String, i64)> {
    let mut bases = Vec::new();
    for (name, opening) in [("land output", LAND_OUTPUT), ("total income", LAND_OUTPUT + SIDELINES)] {
        for chosen in 0..1_u32 << parts.len() {
            let less: Vec<_> =
                (0..parts.len()).filter(|part| chosen >> part & 1 == 1).map(|part| parts[part]).collect();
            let words = less.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" and ");
            let name = if words.is_empty() { name.to_owned() } else { format!("{name} less {words}") };
            bases.push((name, opening - less.iter().map(|(_, amount)| amount).sum::<i64>()));
        }
    }
    bases
}

/// The answers under which the three shares lie in the bands of the source, and
/// the shares as fractions of whole dan.
fn expected() -> BTreeSet<String> {
    let (inputs, fund, loans) = (("inputs", INPUTS), ("the fund", FUND), ("loans", LOANS));
    let mut fits = BTreeSet::new();
    for (fund_of, fund_base) in bases(&[inputs, loans]) {
        for (counted, land) in
            [("paid back on their own", LAND), ("as a part of land's share", LAND + INPUTS)]
        {
            for (land_of, land_base) in bases(&[inputs, fund, loans]) {
                for (labor_of, labor_base) in bases(&[inputs, fund, loans]) {
                    for (sidelines, labor) in [
                        ("nothing beyond its share", LABOR),
                        ("all of them, on top of its share", LABOR - SIDELINES),
                    ] {
                        let fit = lies(FUND, fund_base, 10, 15)
                            && lies(land, land_base, 37, 42)
                            && lies(labor, labor_base, 48, 56);
                        if fit {
                            fits.insert(format!(
                                "no longer kept; {counted}; {fund_of}; {land_of}; {labor_of}; {sidelines}: \
                                 {FUND}/{fund_base} {land}/{land_base} {labor}/{labor_base}"
                            ));
                        }
                    }
                }
            }
        }
    }
    fits
}

/// `17/167` as a fraction over `base`.
fn over(value: &str, base: i64) -> i64 {
    let (above, below) = value.split_once('/').unwrap();
    let (above, below): (i64, i64) = (above.parse().unwrap(), below.parse().unwrap());
    assert_eq!(above * base % below, 0, "{value} is whole dan of {base}");
    above * base / below
}

#[test]
fn every_reading_that_plain_arithmetic_allows_is_found_and_no_other() {
    let output = fenhong("readings yaoshanggou-1951 --format json", Path::new("."));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let told: Value = serde_json::from_str(&text(&output.stdout)).unwrap();
    let expected = expected();
    let mut found = BTreeSet::new();
    for reading in told["readings"].as_array().unwrap() {
        assert!(reading["fits"].as_bool().unwrap());
        assert_eq!(reading["unexplained"], "2.000");
        for line in reading["lines"].as_array().unwrap() {
            assert_eq!(line["attested"], line["computed"], "{reading}");
        }
        let answers: Vec<&str> = reading["answers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|answer| answer["answer"].as_str().unwrap())
            .collect();
        let own = answers.join("; ");
        let wanted = expected.iter().find(|wanted| wanted.starts_with(&format!("{own}: ")));
        let wanted = wanted.unwrap_or_else(|| panic!("plain arithmetic does not allow {own}"));
        let shares = wanted.rsplit(": ").next().unwrap().split(' ');
        for (implied, share) in reading["implied"].as_array().unwrap().iter().zip(shares) {
            let (part, base) = share.split_once('/').unwrap();
            let part: i64 = part.parse().unwrap();
            assert_eq!(over(implied["value"].as_str().unwrap(), base.parse().unwrap()), part, "{reading}");
        }
        assert!(found.insert(wanted.clone()), "{own} is found twice");
    }
    assert_eq!(found, expected);
    assert_eq!(told["fitting"], expected.len());
    assert_eq!(told["tried"], told["size"]);
}

#[test]
fn two_searches_find_the_same_in_the_same_order() {
    let once = || {
        fenhong(
            "readings yaoshanggou-1951 --formula yaoshanggou-1951 --limit 200 --format csv",
            Path::new("."),
        )
        .stdout
    };
    assert_eq!(once(), once());
}
