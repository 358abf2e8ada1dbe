//! What can be asked, and who answers.

use super::batch::{self, OnError};
use super::failure::{Failure, Judgment};
use super::library::Kind;
use super::output::{Format, Output};
use super::{check, compare, explain, list, readings, reconcile, schema, set::Setting, settle, show, trial};
use crate::batch::Draws;
use crate::report::Evidence;
use crate::settlement::Basis;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::process::ExitCode;

/// An exact ledger engine for income-sharing cooperatives.
///
/// Takes a cooperative's books and a formula for sharing, and says exactly what
/// every household gets. BOOK and FORMULA are the name of a built-in one (see
/// `fenhong list`) or the path of a YAML file.
#[derive(Parser)]
#[command(name = "fenhong", version, max_term_width = 80)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    output: OutputArguments,
}

#[derive(Args)]
struct OutputArguments {
    /// How to print.
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
    /// In which language.
    #[arg(long, value_enum, default_value_t, global = true)]
    lang: Lang,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

#[derive(Subcommand)]
enum Command {
    /// List the built-in books and formulas.
    List,
    /// Tell a book or a formula in words, every figure with its source.
    Show {
        /// A built-in name or a file.
        name: String,
        /// Which of the two, when both have the name.
        #[arg(long, value_enum)]
        kind: Option<Kind>,
    },
    /// Check formulas and books, all mistakes at once.
    Check {
        /// Built-in names or files.
        #[arg(required = true)]
        files: Vec<String>,
    },
    /// Settle a book: what every household gets.
    Settle {
        /// The book: a built-in name or a file.
        book: String,
        /// The formula: a built-in name or a file.
        #[arg(long, value_name = "FORMULA")]
        formula: String,
        /// Say of every step and account the weakest evidence that it rests on.
        #[arg(long)]
        evidence: bool,
        #[command(flatten)]
        set: SetArguments,
    },
    /// Put formulas side by side on one book.
    Compare {
        /// The book: a built-in name or a file.
        book: String,
        /// A formula; give two or more. The first is the one measured against.
        #[arg(long = "formula", value_name = "FORMULA", required = true)]
        formulas: Vec<String>,
        /// Compare incomes: leave out what only pays back what households had
        /// advanced.
        #[arg(long)]
        income: bool,
        #[command(flatten)]
        set: SetArguments,
    },
    /// Say why: every figure taken apart, down to the rule and the source.
    Explain {
        /// The book: a built-in name or a file.
        book: String,
        /// The formula: a built-in name or a file.
        #[arg(long, value_name = "FORMULA")]
        formula: String,
        /// One household; all of them when none is named.
        #[arg(long, value_name = "ID")]
        household: Option<String>,
        /// One step only.
        #[arg(long, value_name = "STEP")]
        step: Option<String>,
        /// What an account of the formula holds.
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<String>,
        #[command(flatten)]
        set: SetArguments,
    },
    /// Put a settlement beside what the source says, and the source beside
    /// itself.
    Reconcile {
        /// The book, or a record of figures: a built-in name or a file.
        book: String,
        /// The formula; the source against itself when there is none.
        #[arg(long, value_name = "FORMULA")]
        formula: Option<String>,
        #[command(flatten)]
        set: SetArguments,
    },
    /// List the readings of a source that reproduce its account.
    Readings {
        /// The book: a built-in name or a file.
        book: String,
        /// Ask what is usually open of this formula, whatever the book declares.
        #[arg(long, value_name = "FORMULA", conflicts_with = "space")]
        formula: Option<String>,
        /// The file that says what is open; the book's own when left out.
        #[arg(long, value_name = "FILE")]
        space: Option<String>,
        /// Show so many readings, whether they fit or not.
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
    },
    /// Put a rule on trial: invent villages, settle them, and ask laws of every
    /// settlement.
    Trial {
        /// The formula: a built-in name or a file.
        #[arg(required_unless_present = "all")]
        formula: Option<String>,
        /// Every built-in formula against every law.
        #[arg(long, conflicts_with_all = ["formula", "book", "out", "settings"])]
        all: bool,
        /// How many villages.
        #[arg(long, value_name = "N", default_value_t = 1000)]
        cases: u32,
        /// What the villages follow from; the same seed finds the same.
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
        /// A law; every law when none is named.
        #[arg(long = "law", value_name = "NAME")]
        laws: Vec<String>,
        /// Ask the laws of this book only, of every household in it.
        #[arg(long, value_name = "BOOK")]
        book: Option<String>,
        /// Write the smallest village that breaks each law into this folder, as
        /// a book.
        #[arg(long, value_name = "FOLDER")]
        out: Option<String>,
        #[command(flatten)]
        set: SetArguments,
    },
    /// Settle a nation of cooperatives: two tables in, a row for each household
    /// out.
    Batch {
        /// The file that says what the tables are.
        spec: String,
        /// A formula; with several, each writes a file of its own.
        #[arg(long = "formula", value_name = "FORMULA", required = true)]
        formulas: Vec<String>,
        /// Where the households' rows go, CSV; compressed when it ends with
        /// `.gz`, Parquet when with `.parquet` (a build with that feature).
        #[arg(long, value_name = "FILE")]
        out: String,
        /// Where a row for each cooperative goes: its accounts and the check.
        #[arg(long, value_name = "FILE")]
        accounts: Option<String>,
        /// Settle every cooperative so often, parameters with a range and marked
        /// figures drawn, and write between what each net lies.
        #[arg(long, value_name = "N", conflicts_with = "accounts", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        draws: Option<u32>,
        /// What the draws follow from.
        #[arg(long, value_name = "S", default_value_t = 1)]
        seed: u64,
        /// What to do when a cooperative cannot be settled.
        #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
        on_error: OnError,
        #[command(flatten)]
        set: SetArguments,
    },
    /// Print the JSON Schema of books or formulas, for editors.
    Schema {
        /// Which of the two.
        #[arg(value_enum)]
        kind: Kind,
    },
}

#[derive(Args)]
struct SetArguments {
    /// Set a parameter, or a number of the book, for this run, such as
    /// `top_rate=12%`.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    settings: Vec<String>,
}

/// Runs the program with the arguments it was started with.
pub fn run() -> ExitCode {
    // Clap prints its own messages and exits with 2, or with 0 for help.
    let Cli { command, output } = Cli::parse();
    let language = match output.lang {
        Lang::En => crate::text::Language::English,
        Lang::Zh => crate::text::Language::Chinese,
    };
    let output = Output { format: output.format, language };
    let done = match command {
        Command::List => list::list(output),
        Command::Show { name, kind } => show::show(&name, kind, output),
        Command::Check { files } => check::check(&files, output),
        Command::Settle { book, formula, evidence, set } => {
            let evidence = if evidence { Evidence::Marked } else { Evidence::Plain };
            let settings = Setting::read_all(&set.settings);
            settings.and_then(|settings| settle::settle(&book, &formula, &settings, evidence, output))
        }
        Command::Compare { book, formulas, income, set } => {
            let basis = if income { Basis::Income } else { Basis::Net };
            let settings = Setting::read_all(&set.settings);
            settings.and_then(|settings| compare::compare(&book, &formulas, &settings, basis, output))
        }
        Command::Explain { book, formula, household, step, account, set } => {
            let wanted = explain::Wanted { household, step, account };
            let settings = Setting::read_all(&set.settings);
            settings.and_then(|settings| explain::explain(&book, &formula, &wanted, &settings, output))
        }
        Command::Reconcile { book, formula, set } => {
            let settings = Setting::read_all(&set.settings);
            settings.and_then(|settings| reconcile::reconcile(&book, formula.as_deref(), &settings, output))
        }
        Command::Readings { book, formula, space, limit } => {
            readings::readings(&book, formula.as_deref(), space.as_deref(), limit, output)
        }
        Command::Trial { formula, all: _, cases, seed, laws, book, out, set } => {
            let asked = trial::Asked { formula, cases, seed, laws, book, out };
            let settings = Setting::read_all(&set.settings);
            settings.and_then(|settings| trial::trial(&asked, &settings, output))
        }
        Command::Batch { spec, formulas, out, accounts, draws, seed, on_error, set } => {
            let draws = draws.map(|count| Draws { count, seed });
            let asked = batch::Asked { spec, formulas, out, accounts, draws, on_error };
            let settings = Setting::read_all(&set.settings);
            settings.and_then(|settings| batch::batch(&asked, &settings, output))
        }
        Command::Schema { kind } => schema::schema(kind),
    };
    match done {
        Ok(Judgment::Good) => ExitCode::SUCCESS,
        Ok(Judgment::Bad) => ExitCode::from(1),
        Err(failure) => {
            Failure::tell(&failure);
            ExitCode::from(2)
        }
    }
}
