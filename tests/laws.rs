//! What holds for every village and every formula, on generated ones.

use fenhong::books::{Book, Folder, load_book};
use fenhong::cli::library::BuiltInFolder;
use fenhong::exact::{Amount, Fraction, IdOrder, Rounding, apportion};
use fenhong::formula::{Formula, load_formula};
use fenhong::ledger::HolderKind;
use fenhong::settlement::{Settlement, settle};
use fenhong::text::{Source, SourceError};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Cases for each law.
const CASES: u32 = 1000;

struct NoFolder;

impl Folder for NoFolder {
    fn open(&self, path: &str) -> Result<Arc<Source>, SourceError> {
        unreachable!("a generated book has its rows in it: {path}")
    }
}

/// Amounts are thousandths, so that doubling them stays exact.
#[derive(Debug, Clone)]
struct Household {
    id: String,
    land: u32,
    days: u32,
    inputs: u32,
}

#[derive(Debug, Clone)]
struct Village {
    harvest: u32,
    sideline: u32,
    households: Vec<Household>,
}

/// A rule with shares in hundredths of a percent, over a village's columns.
#[derive(Debug, Clone)]
struct Rule {
    fund: u32,
    land: u32,
    ox: u32,
    cap: u32,
    wage: u32,
    short: &'static str,
    among: bool,
}

fn decimal(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

impl Village {
    /// The book, every amount times `scale` and the quantum too.
    fn book(&self, scale: u64) -> Book {
        let amount = |thousandths: u32| decimal(u64::from(thousandths) * scale);
        let mut text = format!(
            "book: generated\nprecision: {} dan\nunits: {{dan: {} catty}}\npools: {{harvest: {} dan, sideline: {} dan}}\n\
             households:\n  columns: {{land: mou, days: day, inputs: dan}}\n  rows:\n",
            decimal(scale),
            // Twice the grain in a dan makes a tax in catties twice as many dan.
            decimal(150_000 / scale),
            amount(self.harvest),
            amount(self.sideline),
        );
        for Household { id, land, days, inputs } in &self.households {
            let (land, inputs) = (decimal(u64::from(*land)), amount(*inputs));
            writeln!(text, "    - {{id: {id}, land: {land}, days: {days}, inputs: {inputs}}}")
                .expect("a text takes every line");
        }
        let book = load_book(&Source::new("book", text), &NoFolder);
        book.unwrap_or_else(|mistakes| panic!("{:?}", mistakes[0].kind.to_string()))
    }
}

impl Rule {
    fn formula(&self, scale: u64) -> Formula {
        let Rule { fund, land, ox, cap, wage, short, among } = self;
        let percent = |hundredths: &u32| format!("{}.{:02}%", hundredths / 100, hundredths % 100);
        let (fund, land) = (percent(fund), percent(land));
        let among = if *among { "\n    among: land > 1 mou or days > 10 day" } else { "" };
        let wage = decimal(u64::from(*wage) * scale);
        let text = format!(
            "formula: generated
pools: [harvest, sideline]
accounts: [fund, tax, nobody]
columns: {{land: mou, days: day, inputs: dan}}
parameters: {{tax_per_mou: 21 catty/mou}}
steps:
  - {{step: fund, from: harvest, take: {fund} of harvest, to: fund}}
  - step: share of land
    from: harvest
    take: {land} of (harvest - fund)
    to: households
    by: land + 0.{ox} mou/day * days{among}
    otherwise: nobody
  - {{step: costs, from: sideline, take: inputs, to: households, short: {short}}}
  - step: wages
    from: harvest
    take: {wage} dan/day * min(days, {cap} day)
    to: households
    short: {short}
  - {{step: pooling, from: sideline, take: rest, to: harvest}}
  - step: labor
    from: harvest
    take: rest
    to: households
    by: days
    otherwise: nobody
  - {{step: land tax, from: households, take: tax_per_mou * land, to: tax}}
"
        );
        let formula = load_formula(&Source::new("formula", text), &BuiltInFolder);
        formula.unwrap_or_else(|mistakes| panic!("{:?}", mistakes[0].kind.to_string()))
    }
}

/// Mostly ordinary numbers, often an edge.
fn number(most: u32) -> impl Strategy<Value = u32> {
    prop_oneof![1 => Just(0), 1 => Just(1), 1 => Just(most), 5 => 0..=most]
}

fn village() -> impl Strategy<Value = Village> {
    let household = (number(40_000), number(500), number(20_000));
    let ids = prop::sample::subsequence((0..99).collect::<Vec<u32>>(), 1..14).prop_shuffle();
    (number(900_000), number(300_000), ids, prop::collection::vec(household, 14)).prop_map(
        |(harvest, sideline, ids, stakes)| {
            let households = ids.into_iter().zip(stakes);
            let household =
                |(id, (land, days, inputs))| Household { id: format!("H{id}"), land, days, inputs };
            Village { harvest, sideline, households: households.map(household).collect() }
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    let short = prop_oneof![Just("prorate"), Just("owe")];
    (0..=10_000_u32, 0..=10_000_u32, 0..=9_u32, 1..=400_u32, number(100), short, any::<bool>()).prop_map(
        |(fund, land, ox, cap, wage, short, among)| Rule { fund, land, ox, cap, wage, short, among },
    )
}

fn settled<'a>(book: &'a Book, formula: &'a Formula) -> Settlement<'a> {
    settle(book, formula).unwrap_or_else(|mistakes| panic!("{}", mistakes[0].kind))
}

/// Every household's part in every step, by id.
fn parts(settlement: &Settlement<'_>) -> BTreeMap<String, Vec<i64>> {
    let ids = settlement.book.roster.ids.iter().enumerate();
    let of = |household: usize| {
        let columns = settlement.steps.iter().filter_map(|step| step.parts.as_ref());
        columns.map(|column| column[household].quanta()).collect()
    };
    ids.map(|(household, id)| (id.clone(), of(household))).collect()
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> i128 {
    amounts.into_iter().map(|amount| i128::from(amount.quanta())).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn what_goes_in_equals_what_comes_out(village in village(), rule in rule()) {
        let (book, formula) = (village.book(1), rule.formula(1));
        let settlement = settled(&book, &formula);
        let holders = settlement.ledger.holders();
        let opening = i128::from(village.harvest) + i128::from(village.sideline);
        prop_assert_eq!(sum(holders.iter().map(|holder| holder.opening)), opening);
        let all_parts = || settlement.steps.iter().filter_map(|step| step.parts.as_ref()).flatten().copied();
        let paid = -sum(all_parts().filter(|part| part.is_negative()));
        let received = sum(all_parts().filter(|part| !part.is_negative()));
        let held = sum(holders.iter().map(|holder| holder.balance));
        prop_assert_eq!(opening + paid, held + received);
        prop_assert_eq!(i128::from(settlement.ledger.paid_in().quanta()), paid);
        prop_assert_eq!(i128::from(settlement.ledger.received().quanta()), received);
        for outcome in &settlement.steps {
            let Some(parts) = &outcome.parts else { continue };
            prop_assert_eq!(sum(parts.iter().copied()).abs(), i128::from(outcome.amount.quanta()));
        }
        for pool in holders.iter().filter(|holder| holder.kind == HolderKind::Pool) {
            prop_assert_eq!(pool.balance, Amount::ZERO, "the rest was taken");
        }
    }

    #[test]
    fn every_amount_is_within_a_quantum_of_its_clause(village in village(), rule in rule()) {
        let (book, formula) = (village.book(1), rule.formula(1));
        let settlement = settled(&book, &formula);
        let done = settlement.steps.iter().zip(&settlement.traces);
        for (step, (outcome, trace)) in formula.steps.iter().zip(done) {
            if outcome.shortfall.is_some() {
                continue;
            }
            // Figures of each household are rounded one by one.
            let strays = if step.each { village.households.len() as i128 } else { 1 };
            let strayed = trace.due.minus(outcome.amount.exact()).unwrap().magnitude();
            prop_assert!(strayed < Fraction::whole(strays), "{} strayed by {strayed}", step.name);
        }
    }

    #[test]
    fn rows_in_another_order_move_no_grain(village in village(), rule in rule(), seed in any::<u64>()) {
        let mut shuffled = village.clone();
        let count = shuffled.households.len();
        for place in (1..count).rev() {
            let other = (seed.wrapping_mul(place as u64 + 7) >> 7) as usize % (place + 1);
            shuffled.households.swap(place, other);
        }
        let formula = rule.formula(1);
        let (book, other) = (village.book(1), shuffled.book(1));
        prop_assert_eq!(parts(&settled(&book, &formula)), parts(&settled(&other, &formula)));
    }

    #[test]
    fn doubling_every_amount_and_the_quantum_doubles_every_result(village in village(), rule in rule()) {
        let (book, formula) = (village.book(1), rule.formula(1));
        let (double_book, double_formula) = (village.book(2), rule.formula(2));
        let (once, twice) = (settled(&book, &formula), settled(&double_book, &double_formula));
        // As many quanta, each twice as large.
        prop_assert_eq!(parts(&once), parts(&twice));
        let written = [once, twice].map(|settlement| settlement.write(Amount::of_quanta(3)));
        prop_assert_eq!(written, ["0.003", "0.006"]);
    }

    #[test]
    fn identical_households_differ_by_at_most_a_quantum(village in village(), rule in rule()) {
        let mut village = village;
        let twin = Household { id: "twin".to_owned(), ..village.households[0].clone() };
        village.households.push(twin);
        let (book, formula) = (village.book(1), rule.formula(1));
        let parts = parts(&settled(&book, &formula));
        for (one, other) in parts[&village.households[0].id].iter().zip(&parts["twin"]) {
            prop_assert!((one - other).abs() <= 1, "{one} and {other}");
        }
    }

    #[test]
    fn every_part_is_within_a_quantum_of_its_quota(
        total in prop_oneof![0..=20_i64, 0..=1_000_000_i64, Just(i64::MAX)],
        weights in prop::collection::vec(prop_oneof![0..=3_u64, 0..=100_000_u64, Just(u64::MAX / 64)], 1..40),
    ) {
        let whole: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        prop_assume!(whole > 0);
        let ids: Vec<String> = (0..weights.len()).map(|id| id.to_string()).collect();
        let wide: Vec<u128> = weights.iter().map(|weight| u128::from(*weight)).collect();
        let parts: Vec<i64> = apportion(Amount::of_quanta(total), &wide, &IdOrder::of(&ids)).unwrap()
            .map(Amount::quanta).collect();
        prop_assert_eq!(parts.iter().sum::<i64>(), total);
        for (part, weight) in parts.iter().zip(&wide) {
            let exact = u128::try_from(total).unwrap() * weight;
            let posted = u128::try_from(*part).unwrap() * whole;
            prop_assert!(exact.abs_diff(posted) < whole, "{part} is not within a quantum of {exact}/{whole}");
        }
        for (one, other) in (0..parts.len()).zip(1..parts.len()) {
            let more = weights[one].cmp(&weights[other]);
            prop_assert!(more.is_le() || parts[one] >= parts[other], "more weight got less");
            prop_assert!(more.is_ge() || parts[one] <= parts[other], "more weight got less");
        }
    }

    #[test]
    fn who_has_more_of_a_key_never_gets_less_of_its_split(village in village(), rule in rule()) {
        let (book, formula) = (village.book(1), rule.formula(1));
        let settlement = settled(&book, &formula);
        // The last split of the pool goes by days alone.
        let labor = settlement.steps[5].parts.clone();
        prop_assume!(labor.is_some());
        let labor = labor.unwrap();
        for (i, one) in village.households.iter().enumerate() {
            for (j, other) in village.households.iter().enumerate() {
                prop_assert!(one.days <= other.days || labor[i] >= labor[j]);
            }
        }
    }

    #[test]
    fn fractions_keep_the_laws_of_numbers(
        a in -1_000_000_i128..=1_000_000, b in 1_i128..=1_000_000,
        c in -1_000_000_i128..=1_000_000, d in 1_i128..=1_000_000,
    ) {
        let (x, y) = (Fraction::new(a, b).unwrap(), Fraction::new(c, d).unwrap());
        prop_assert_eq!(x.plus(y).unwrap().minus(y), Ok(x));
        prop_assert_eq!(x.plus(y), y.plus(x));
        if !y.is_zero() {
            prop_assert_eq!(x.over(y).unwrap().unwrap().times(y), Ok(x));
        }
        prop_assert_eq!(x.cmp(&y), (a * d).cmp(&(c * b)));
        for (_, mode) in Rounding::NAMES {
            let distance = Fraction::whole(x.round(mode).unwrap()).minus(x).unwrap();
            prop_assert!(distance < Fraction::ONE && distance.negated().unwrap() < Fraction::ONE);
        }
        let half = Fraction::new(1, 2).unwrap();
        let nearest = Fraction::whole(x.round(Rounding::HalfEven).unwrap()).minus(x).unwrap();
        prop_assert!(nearest <= half && nearest.negated().unwrap() <= half);
    }
}
