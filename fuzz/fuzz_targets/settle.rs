//! A village and a rule made of whatever the fuzzer says: what goes in comes
//! out, parts add up to what their step moved, every report can be made.

#![no_main]

use arbitrary::Arbitrary;
use fenhong::books::load_book;
use fenhong::cli::library::BuiltInFolder;
use fenhong::exact::Amount;
use fenhong::formula::load_formula;
use fenhong::settlement::Settlement;
use fenhong_fuzz::{OneFile, file, language, read, report, try_settle};
use libfuzzer_sys::fuzz_target;
use std::fmt;

/// A number as a file writes it.
#[derive(Debug, Clone, Arbitrary)]
enum Number {
    Small(u8),
    Thousandths(u32),
    Large(u64),
    /// So many digits, so many of them after the point.
    Long(u128, u8),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match *self {
            Number::Small(number) => number.to_string(),
            Number::Thousandths(number) => decimal(number.into(), 3),
            Number::Large(number) => number.to_string(),
            Number::Long(digits, places) => decimal(digits % 10_u128.pow(28), usize::from(places) % 28),
        })
    }
}

/// `digits` with a point before the last `places`.
fn decimal(digits: u128, places: usize) -> String {
    let text = format!("{digits:0width$}", width = places + 1);
    let (whole, rest) = text.split_at(text.len() - places);
    if rest.is_empty() { whole.to_owned() } else { format!("{whole}.{rest}") }
}

/// An amount of grain; inside a step it may differ from household to household.
#[derive(Debug, Arbitrary)]
enum Grain {
    Pool(bool),
    Fact,
    Inputs,
    Rest,
    Quantum,
    Earlier(bool, u8),
    Tax,
    Figure(Number, bool),
    Share(Box<Pure>, Box<Grain>),
    Over(Box<Grain>, Box<Pure>),
    Priced(Number, Box<Stake>),
    Two(u8, Box<Grain>, Box<Grain>),
    Total(bool, Box<Grain>),
    Minus(Box<Grain>),
}

/// A pure number.
#[derive(Debug, Arbitrary)]
enum Pure {
    Percent(Number),
    Parameter,
    Rate,
    Ratio(Box<Grain>, Box<Grain>),
    Heads(Box<Stake>, Box<Stake>),
}

/// What a household has: land, or work counted as land.
#[derive(Debug, Arbitrary)]
enum Stake {
    Land,
    Work(Number),
    Figure(Number),
    Share(Box<Pure>, Box<Stake>),
    Two(u8, Box<Stake>, Box<Stake>),
    Total(bool, Box<Stake>),
}

/// Whether something is so.
#[derive(Debug, Arbitrary)]
enum Condition {
    Grain(u8, Grain, Grain),
    Stake(u8, Stake, Stake),
    Class(bool),
    Both(Box<Condition>, Box<Condition>),
    Either(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

impl Grain {
    /// Whether this is a figure of each household.
    fn each(&self) -> bool {
        match self {
            Grain::Inputs | Grain::Tax | Grain::Earlier(true, _) => true,
            Grain::Share(pure, grain) | Grain::Over(grain, pure) => pure.each() || grain.each(),
            Grain::Priced(_, stake) => stake.each(),
            Grain::Two(_, left, right) => left.each() || right.each(),
            Grain::Minus(part) => part.each(),
            _ => false,
        }
    }

    /// One figure for all.
    fn one(&self) -> String {
        if self.each() { format!("sum({self})") } else { self.to_string() }
    }
}

impl Pure {
    fn each(&self) -> bool {
        match self {
            Pure::Ratio(above, below) => above.each() || below.each(),
            Pure::Heads(above, below) => above.each() || below.each(),
            _ => false,
        }
    }
}

impl Stake {
    fn each(&self) -> bool {
        match self {
            Stake::Land | Stake::Work(_) => true,
            Stake::Share(pure, stake) => pure.each() || stake.each(),
            Stake::Two(_, left, right) => left.each() || right.each(),
            _ => false,
        }
    }
}

impl Condition {
    fn each(&self) -> bool {
        match self {
            Condition::Grain(_, left, right) => left.each() || right.each(),
            Condition::Stake(_, left, right) => left.each() || right.each(),
            Condition::Class(_) => true,
            Condition::Both(left, right) | Condition::Either(left, right) => left.each() || right.each(),
            Condition::Not(part) => part.each(),
        }
    }
}

fn of<'n>(names: &[&'n str], choice: u8) -> &'n str {
    names[usize::from(choice) % names.len()]
}

/// Two things of one kind joined.
fn two(f: &mut fmt::Formatter<'_>, by: u8, left: &dyn fmt::Display, right: &dyn fmt::Display) -> fmt::Result {
    match by % 4 {
        0 => write!(f, "({left} + {right})"),
        1 => write!(f, "({left} - {right})"),
        2 => write!(f, "min({left}, {right})"),
        _ => write!(f, "max({left}, {right})"),
    }
}

/// All households' together, when there is something to add up.
fn total(f: &mut fmt::Formatter<'_>, mean: bool, each: bool, part: &dyn fmt::Display) -> fmt::Result {
    let function = if !each {
        ""
    } else if mean {
        "mean"
    } else {
        "sum"
    };
    write!(f, "{function}({part})")
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Grain::Pool(main) => f.write_str(if *main { "harvest" } else { "sideline" }),
            Grain::Fact => f.write_str("loan"),
            Grain::Inputs => f.write_str("inputs"),
            Grain::Rest => f.write_str("rest"),
            Grain::Quantum => f.write_str("quantum"),
            Grain::Earlier(own, step) => {
                let step = usize::from(*step) % MOST_STEPS;
                write!(f, "{}(step_{step})", if *own { "own" } else { "paid" })
            }
            Grain::Tax => f.write_str("tax_by_slices"),
            Grain::Figure(number, catty) => write!(f, "{number} {}", if *catty { "catty" } else { "dan" }),
            Grain::Share(share, grain) => write!(f, "{share} of {grain}"),
            Grain::Over(grain, pure) => write!(f, "({grain} / {pure})"),
            Grain::Priced(price, stake) => write!(f, "{price} dan/mou * {stake}"),
            Grain::Two(by, left, right) => two(f, *by, left, right),
            Grain::Total(mean, grain) => total(f, *mean, grain.each(), grain),
            Grain::Minus(grain) => write!(f, "(-{grain})"),
        }
    }
}

impl fmt::Display for Pure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pure::Percent(number) => write!(f, "{number}%"),
            Pure::Parameter => f.write_str("share"),
            Pure::Rate => f.write_str("rate_by_bands"),
            Pure::Ratio(above, below) => write!(f, "({above} / {below})"),
            Pure::Heads(above, below) => write!(f, "({above} / {below})"),
        }
    }
}

impl fmt::Display for Stake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stake::Land => f.write_str("land"),
            Stake::Work(weight) => write!(f, "{weight} mou/day * days"),
            Stake::Figure(number) => write!(f, "{number} mou"),
            Stake::Share(share, stake) => write!(f, "{share} of {stake}"),
            Stake::Two(by, left, right) => two(f, *by, left, right),
            Stake::Total(mean, stake) => total(f, *mean, stake.each(), stake),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = |choice| of(&["<", "<=", "==", "!=", ">=", ">"], choice);
        match self {
            Condition::Grain(by, left, right) => write!(f, "{left} {} {right}", sign(*by)),
            Condition::Stake(by, left, right) => write!(f, "{left} {} {right}", sign(*by)),
            Condition::Class(poor) => write!(f, "class == {}", if *poor { "poor" } else { "middle" }),
            Condition::Both(left, right) => write!(f, "({left} and {right})"),
            Condition::Either(left, right) => write!(f, "({left} or {right})"),
            Condition::Not(part) => write!(f, "(not {part})"),
        }
    }
}

#[derive(Debug, Arbitrary)]
struct Household {
    land: Number,
    days: Number,
    inputs: Number,
    poor: bool,
}

#[derive(Debug, Arbitrary)]
struct Village {
    precision: u8,
    weight: u8,
    odd_weight: Number,
    harvest: u64,
    fewer: u8,
    sideline: u32,
    loan: Number,
    households: [Household; 3],
    more: Vec<Household>,
    attested: Option<u32>,
}

impl Village {
    /// So many quanta, in their unit.
    fn quanta(&self, count: u64) -> String {
        let (quantum, places, unit) = PRECISIONS[usize::from(self.precision) % PRECISIONS.len()];
        format!("{} {unit}", decimal(u128::from(count) * quantum, places))
    }
}

/// Smallest amounts: digits, places, unit.
const PRECISIONS: [(u128, usize, &str); 6] =
    [(1, 3, "dan"), (1, 0, "dan"), (25, 2, "catty"), (1, 9, "dan"), (1_000_000, 0, "dan"), (3, 0, "catty")];

impl fmt::Display for Village {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "book: village\nprecision: {}", self.quanta(1))?;
        match self.weight % 8 {
            0 => {}
            1 => writeln!(f, "units: {{dan: {} catty}}", self.odd_weight)?,
            _ => writeln!(f, "units: {{dan: 150 catty}}")?,
        }
        let (harvest, sideline) =
            (self.quanta(self.harvest >> (1 + self.fewer % 63)), self.quanta(self.sideline.into()));
        writeln!(
            f,
            "pools: {{harvest: {harvest}, sideline: {sideline}}}\nfacts: {{loan: {} dan}}",
            self.loan
        )?;
        if let Some(attested) = self.attested {
            let attested = self.quanta(attested.into());
            writeln!(f, "attested:")?;
            for what in ["paid_back", "total"] {
                writeln!(f, "  - {{what: {what}, amount: {attested}, cite: x}}")?;
            }
            writeln!(f, "relations: {{half: {{is: line(paid_back) / line(total), states: 50%, cite: x}}}}")?;
        }
        writeln!(
            f,
            "households:\n  columns: {{land: mou, days: day, inputs: dan, class: {{values: [middle, poor]}}}}\n  rows:"
        )?;
        for (id, household) in self.households.iter().chain(&self.more).take(8).enumerate() {
            let Household { land, days, inputs, poor } = household;
            let class = if *poor { "poor" } else { "middle" };
            writeln!(f, "    - {{id: H{id}, land: {land}, days: {days}, inputs: {inputs}, class: {class}}}")?;
        }
        Ok(())
    }
}

/// No rule here has more.
const MOST_STEPS: usize = 5;

#[derive(Debug, Arbitrary)]
struct Step {
    from: u8,
    to: u8,
    take: Grain,
    by: Option<Stake>,
    among: Option<Condition>,
    short: u8,
    otherwise: bool,
}

#[derive(Debug, Arbitrary)]
struct Rule {
    rounding: u8,
    share: Number,
    bands: [Number; 2],
    steps: Vec<Step>,
    figure: Option<Grain>,
    claim: Option<Condition>,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rule { share, bands: [first, second], .. } = self;
        let rounding = of(&["half-even", "half-up", "down", "up"], self.rounding);
        writeln!(
            f,
            "formula: rule\nrounding: {rounding}\npools: {{harvest: , sideline: , common: {{opens: empty}}}}
accounts: [fund, nobody]
facts: {{loan: dan}}
columns: {{land: mou, days: day, inputs: dan, class: [middle, poor]}}
parameters: {{share: {share}%}}
schedules:
  rate_by_bands: {{of: harvest / (sideline + quantum), bands: [{{to: {first}, rate: share}}, {{rate: {second}%}}]}}
  tax_by_slices: {{of: land, slices: [{{to: {first} mou, rate: {second} dan/mou}}, {{rate: 1 dan/mou}}]}}
steps:"
        )?;
        writeln!(
            f,
            "  - {{step: step 0, from: sideline, take: inputs, to: households, short: prorate, line: paid_back}}"
        )?;
        let ends = ["harvest", "households", "sideline", "fund", "common"];
        for (place, step) in (1..MOST_STEPS).zip(&self.steps) {
            let (from, to) = (step.from % 5, step.from % 5 + 1 + step.to % 4);
            let (from, to) = (of(&ends, from), of(&ends, to));
            writeln!(f, "  - step: step {place}\n    from: {from}\n    to: {to}")?;
            if [from, to].contains(&"households") {
                writeln!(f, "    take: {}", step.take)?;
                let by =
                    step.by.as_ref().filter(|by| by.each()).map_or("household".to_owned(), Stake::to_string);
                if !step.take.each() {
                    writeln!(f, "    by: {by}")?;
                }
                if let Some(among) = &step.among {
                    writeln!(f, "    among: ({among}) and land >= 0")?;
                }
                if step.otherwise && !step.take.each() && to == "households" {
                    writeln!(f, "    otherwise: nobody")?;
                }
            } else {
                writeln!(f, "    take: {}", step.take.one())?;
            }
            if from != "households" {
                writeln!(f, "    short: {}", of(&["refuse", "prorate", "owe"], step.short))?;
            }
        }
        writeln!(
            f,
            "  - {{step: filling, from: sideline, take: quantum, to: common, short: prorate}}
  - {{step: emptying, from: common, take: rest, to: nobody}}
  - {{step: duty, from: households, take: 0 * quantum, by: household, to: fund, among: class == poor}}
figures:
  used: sum(land) / (1 mou) + sum(days) / (1 day) + share + sum(tax_by_slices) / (1 dan)
  loans: loan + sum(inputs) + rate_by_bands * quantum"
        )?;
        if let Some(figure) = &self.figure {
            writeln!(f, "  figure: {}", figure.one())?;
        }
        writeln!(f, "claims:\n  - sum(min(land, 0)) == 0")?;
        if let Some(claim) = self.claim.as_ref().filter(|claim| !claim.each()) {
            writeln!(f, "  - {claim}")?;
        }
        Ok(())
    }
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> i128 {
    amounts.into_iter().map(|amount| i128::from(amount.quanta())).sum()
}

/// What goes in comes out, and each step's parts make its amount.
fn nothing_is_lost(settlement: &Settlement<'_>) {
    let holders = settlement.ledger.holders();
    let parts = || settlement.steps.iter().filter_map(|step| step.parts.as_ref()).flatten().copied();
    let received = sum(parts());
    let opened = sum(holders.iter().map(|holder| holder.opening));
    assert_eq!(opened, sum(holders.iter().map(|holder| holder.balance)) + received);
    for step in &settlement.steps {
        if let Some(parts) = &step.parts {
            assert_eq!(sum(parts.iter().copied()).abs(), sum([step.amount]));
        }
    }
}

fuzz_target!(|made: (Village, Rule)| {
    let (village, rule) = made;
    let book = file("book.yaml", village.to_string().as_bytes()).expect("it is text");
    let formula = file("formula.yaml", rule.to_string().as_bytes()).expect("it is text");
    let book = read(load_book(&book, &OneFile(book.clone())));
    let formula = read(load_formula(&formula, &BuiltInFolder));
    let (Some(book), Some(formula)) = (book, formula) else { return };
    let Some(settlement) = try_settle(&book, &formula) else { return };
    nothing_is_lost(&settlement);
    // A sum that does not fit is refused.
    let _ = report(&settlement, language(book.roster.len()));
});
