//! `fenhong batch`

use super::failure::{Failure, Judgment};
use super::library;
use super::output::{Output, WholeFile, ending};
use super::set::{Setting, apply_to_formulas};
use super::watch::{on_interrupt, threads, watched};
#[cfg(feature = "parquet")]
use crate::batch::ParquetRows;
use crate::batch::{
    BatchFailure, BatchMistake, BatchNeeds, Blocks, CellKind, Cooperatives, Drawn, Draws, Layout, OutColumn,
    Part, Progress, RowMistake, Settling, Spec, Stopped, Summary, TableError, TableSpec, block_size,
    load_spec, needs, read_heading, run,
};
use crate::formula::Formula;
use crate::report::{Batched, batch as report};
use crate::settlement::Many;
use crate::text::{Mistake, Source};
use clap::ValueEnum;
use flate2::read::MultiGzDecoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What to do when a cooperative cannot be settled.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum OnError {
    /// Write nothing.
    #[default]
    Refuse,
    /// Settle the others, and list it in a file beside the output.
    Report,
}

/// What is asked for on the command line.
pub(super) struct Asked {
    pub(super) spec: String,
    pub(super) formulas: Vec<String>,
    pub(super) out: String,
    pub(super) accounts: Option<String>,
    pub(super) draws: Option<Draws>,
    pub(super) on_error: OnError,
}

/// What is listed of each cooperative that was not settled.
const FAILURES: [(&str, CellKind); 5] = [
    ("cooperative", CellKind::Text),
    ("file", CellKind::Text),
    ("line", CellKind::Whole),
    ("column", CellKind::Whole),
    ("sentence", CellKind::Text),
];
/// Nobody reads more mistakes at once.
const MOST_TOLD: usize = 20;

pub(super) fn batch(asked: &Asked, settings: &[Setting], output: Output) -> Result<Judgment, Failure> {
    let source = Source::read(Path::new(&asked.spec)).map_err(|error| Failure::sentence(error, None))?;
    let spec = load_spec(&source)?;
    let folder = Path::new(&asked.spec).parent().unwrap_or(Path::new("")).to_owned();
    // Neither waits for the other.
    let (formulas, cooperatives) = std::thread::scope(|scope| {
        let loading = scope.spawn(|| cooperatives(&spec, &folder));
        (formulas(asked, settings), loading.join().expect("no table makes it fail"))
    });
    let formulas = formulas?;
    let mut plans = Vec::new();
    for formula in &formulas {
        let many = Many::of(formula, spec.measure)?;
        let needs = needs(&many, &spec)?;
        plans.push((many, needs));
    }
    let drawn = drawn(&spec, &plans, asked.draws)?;
    let cooperatives = cooperatives?;
    let progress = Arc::new(Progress::default());
    let stopped = Arc::clone(&progress);
    on_interrupt(move || stopped.stop.store(true, Ordering::Relaxed));
    let table = Table::open(&folder.join(&spec.households.file), &spec.households)?;
    let size = table.size;
    let inputs = [
        &PathBuf::from(&asked.spec),
        &folder.join(&spec.cooperatives.file),
        &folder.join(&spec.households.file),
    ];
    let inputs = inputs.into_iter().filter_map(|path| path.canonicalize().ok()).collect();
    let pass = Pass {
        inputs,
        asked,
        spec: &spec,
        plans: &plans,
        drawn: &drawn,
        cooperatives: &cooperatives,
        progress: &progress,
    };
    let done = || progress.read.load(Ordering::Relaxed) >> 20;
    let summary = watched(size >> 20, "MB", done, || pass.to_the_end(table))?;
    let batched = Batched {
        name: &spec.name,
        precision: spec.measure.precision(),
        plans: plans.iter().map(|(many, _)| many).collect(),
        draws: asked.draws.map(|draws| (draws.count, draws.seed)),
        summary: &summary.summary,
        cooperatives: cooperatives.len(),
        failed: summary.failed,
        failures: summary.failures.as_deref(),
        outputs: &summary.outputs,
    };
    output.print_rows(&report(&batched, output.language))?;
    Ok(Judgment::of(summary.failed == 0))
}

fn formulas(asked: &Asked, settings: &[Setting]) -> Result<Vec<Formula>, Failure> {
    let mut formulas: Vec<Formula> =
        asked.formulas.iter().map(|name| library::formula(name)).collect::<Result<_, _>>()?;
    apply_to_formulas(settings, &mut formulas)?;
    Ok(formulas)
}

/// What each formula draws; when draws are asked for, there has to be something.
fn drawn(spec: &Spec, plans: &[(Many<'_>, BatchNeeds)], draws: Option<Draws>) -> Result<Vec<Drawn>, Failure> {
    let drawn: Vec<Drawn> = plans.iter().map(|(many, _)| Drawn::of(many, spec)).collect::<Result<_, _>>()?;
    let asks = |many: &Many<'_>, name: &str| {
        many.pools().any(|pool| pool == name) || many.formula().facts.iter().any(|fact| fact.name == name)
    };
    let unknown = spec.draws.iter().filter(|(name, ..)| !plans.iter().any(|(many, _)| asks(many, name)));
    let unknown: Vec<Mistake<BatchMistake>> = unknown
        .map(|(name, _, place)| Mistake::at(place, BatchMistake::DrawsNothing(name.clone())))
        .collect();
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    if draws.is_some() && drawn.iter().all(Drawn::is_empty) {
        let hint =
            "give a parameter a `range`, or mark figures in the batch: `draws: {unit_yield: 90%..110%}`";
        return Err(Failure::sentence("there is nothing to draw", Some(hint.to_owned())));
    }
    Ok(drawn)
}

/// A table about to be read.
struct Table {
    name: String,
    reader: Box<dyn Read + Send>,
    size: u64,
}

impl Table {
    /// The table at `path`, as `table` tells of it.
    fn open(path: &Path, table: &TableSpec) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| unreadable(&name, error))?;
        let about = file.metadata().map_err(|error| unreadable(&name, error))?;
        if about.is_dir() {
            return Err(unreadable(&name, "it is a folder"));
        }
        let reader: Box<dyn Read + Send> = match ending(path).as_str() {
            "parquet" => parquet_rows(path, file, table)?,
            "gz" => Box::new(MultiGzDecoder::new(std::io::BufReader::new(file))),
            _ => Box::new(file),
        };
        Ok(Self { name, reader, size: about.len() })
    }
}

#[cfg(feature = "parquet")]
fn parquet_rows(path: &Path, file: File, table: &TableSpec) -> Result<Box<dyn Read + Send>, Failure> {
    let rows = ParquetRows::open(file, &table.named().collect::<Vec<_>>());
    Ok(Box::new(rows.map_err(|error| unreadable(&path.display().to_string(), error))?))
}

#[cfg(not(feature = "parquet"))]
fn parquet_rows(path: &Path, _: File, _: &TableSpec) -> Result<Box<dyn Read + Send>, Failure> {
    Err(super::output::without_parquet(path))
}

fn unreadable(name: &str, why: impl std::fmt::Display) -> Failure {
    Failure::sentence(format!("cannot read {name}: {why}"), None)
}

fn cooperatives(spec: &Spec, folder: &Path) -> Result<Cooperatives, Failure> {
    let table = Table::open(&folder.join(&spec.cooperatives.file), &spec.cooperatives)?;
    let name = table.name.clone();
    Cooperatives::load(&spec.cooperatives, &name, table.reader).map_err(|error| match error {
        TableError::Io(error) => unreadable(&name, error),
        TableError::Heading(mistakes) => mistakes.into(),
        TableError::Rows(mistakes) => Failure::sentences(mistakes),
    })
}

/// The tables settled from beginning to end.
struct Pass<'p> {
    asked: &'p Asked,
    spec: &'p Spec,
    plans: &'p [(Many<'p>, BatchNeeds)],
    drawn: &'p [Drawn],
    cooperatives: &'p Cooperatives,
    progress: &'p Progress,
    /// What is read, by its whole path.
    inputs: BTreeSet<PathBuf>,
}

/// What came of it.
struct Passed {
    summary: Summary,
    /// Cooperatives that were not settled.
    failed: usize,
    /// Where those are listed.
    failures: Option<String>,
    /// What was written.
    outputs: Vec<String>,
}

impl Pass<'_> {
    /// The table of cooperatives, as the user knows it.
    fn cooperatives_file(&self) -> String {
        let folder = Path::new(&self.asked.spec).parent().unwrap_or(Path::new(""));
        folder.join(&self.spec.cooperatives.file).display().to_string()
    }

    /// Once, or a second time without the cooperatives whose rows turned out not
    /// to stand together after some of them were written.
    fn to_the_end(&self, table: Table) -> Result<Passed, Failure> {
        let path = PathBuf::from(&table.name);
        let first = self.once(table, &BTreeSet::new())?;
        match first {
            Ok(passed) => Ok(passed),
            Err(split) => {
                self.progress.read.store(0, Ordering::Relaxed);
                let second = self.once(Table::open(&path, &self.spec.households)?, &split)?;
                second.map_err(|_| {
                    Failure::sentence(format!("{} changed while it was read", path.display()), None)
                })
            }
        }
    }

    fn once(
        &self,
        mut table: Table,
        left_out: &BTreeSet<usize>,
    ) -> Result<Result<Passed, BTreeSet<usize>>, Failure> {
        let (heading, carry) =
            read_heading(&mut table.reader).map_err(|error| unreadable(&table.name, error))?;
        let layout = Layout::of(&self.spec.households, &table.name, &heading)?;
        let settling = Settling {
            spec: self.spec,
            layout: &layout,
            cooperatives: self.cooperatives,
            plans: self.plans,
            left_out,
            accounts: self.asked.accounts.is_some(),
            draws: self.asked.draws.map(|draws| (draws, self.drawn)),
            progress: self.progress,
        };
        let mut desk = Desk::open(self, &settling, left_out)?;
        let block = block_size(table.size);
        let blocks = Blocks::new(table.reader, carry, block, Some(layout.cooperative));
        let mut failure = None;
        let ended = run(blocks, &settling, threads(), self.progress, &mut |part| {
            let went_on = desk.take(part);
            Ok(went_on.unwrap_or_else(|error| {
                failure = Some(error);
                false
            }))
        });
        if let Some(failure) = failure {
            return Err(failure);
        }
        match ended {
            Ok(()) => desk.close(),
            Err(Stopped::Interrupted) => {
                Err(Failure::sentence("stopped before the end, so nothing was written", None))
            }
            Err(Stopped::Io(error)) => Err(unreadable(&table.name, error)),
        }
    }
}

/// Where parts come in order and go into files.
struct Desk<'d> {
    pass: &'d Pass<'d>,
    layout: &'d Layout,
    files: Vec<(WholeFile, Option<WholeFile>)>,
    outputs: Vec<String>,
    failures: Option<(WholeFile, String)>,
    summary: Summary,
    /// Lines before the next part; the heading is one.
    lines: u64,
    /// Where each cooperative was met first; nothing where it was not yet.
    met: Vec<u64>,
    left_out: &'d BTreeSet<usize>,
    split: BTreeSet<usize>,
    told: Vec<RowMistake>,
    failed: BTreeSet<String>,
}

impl<'d> Desk<'d> {
    fn open(
        pass: &'d Pass<'d>,
        settling: &Settling<'d>,
        left_out: &'d BTreeSet<usize>,
    ) -> Result<Self, Failure> {
        let (mut files, mut outputs) = (Vec::new(), Vec::new());
        let mut taken = pass.inputs.clone();
        let mut create = |path: &Path, columns: &[OutColumn]| {
            // No file is written twice, and none that is read.
            let whole = path.canonicalize().unwrap_or_else(|_| std::path::absolute(path).unwrap_or_default());
            if !taken.insert(whole) {
                let sentence = format!("{} is read or written by this batch already", path.display());
                return Err(Failure::sentence(sentence, None));
            }
            WholeFile::table(path, columns)
        };
        for (plan, (many, _)) in pass.plans.iter().enumerate() {
            let own = |path: &String| match pass.plans.len() {
                1 => PathBuf::from(path),
                _ => named_for(Path::new(path), &many.formula().name),
            };
            let path = own(&pass.asked.out);
            let rows = create(&path, &settling.columns(plan))?;
            outputs.push(path.display().to_string());
            let accounts = match pass.asked.accounts.as_ref().map(own) {
                Some(path) => {
                    let accounts = create(&path, &settling.accounts_columns(plan))?;
                    outputs.push(path.display().to_string());
                    Some(accounts)
                }
                None => None,
            };
            files.push((rows, accounts));
        }
        let failures = match pass.asked.on_error {
            OnError::Refuse => None,
            OnError::Report => {
                let path = named_for(Path::new(&pass.asked.out), "failures");
                let file = create(&path, &FAILURES.map(|(name, kind)| OutColumn::new(name, kind)))?;
                Some((file, path.display().to_string()))
            }
        };
        Ok(Self {
            pass,
            layout: settling.layout,
            files,
            outputs,
            failures,
            summary: Summary::default(),
            lines: 1,
            met: vec![0; pass.cooperatives.len()],
            left_out,
            split: BTreeSet::new(),
            told: Vec::new(),
            failed: BTreeSet::new(),
        })
    }

    /// Takes the next part; whether there is any use in going on.
    fn take(&mut self, part: &mut Part) -> Result<bool, Failure> {
        self.summary.add(part);
        let mut failures = std::mem::take(&mut part.failures);
        failures.iter_mut().for_each(|failure| failure.mistake.line += self.lines);
        for (cooperative, line) in &part.cooperatives {
            let line = self.lines + line;
            let first = std::mem::replace(&mut self.met[*cooperative], line);
            if first > 0 {
                self.met[*cooperative] = first;
                failures.extend(self.stands_apart(*cooperative, first, line));
            }
        }
        // In the order of their lines, wherever a block ends.
        failures.sort_by_key(|failure| failure.mistake.line);
        for BatchFailure { cooperative, mistake } in failures {
            self.fail(&cooperative, mistake)?;
        }
        if let Some(mut mistake) = part.unreadable.take() {
            mistake.line += self.lines;
            self.told.truncate(MOST_TOLD - 1);
            self.told.push(mistake);
            return Err(Failure::sentences(std::mem::take(&mut self.told)));
        }
        self.lines += part.lines;
        if self.pass.asked.on_error == OnError::Refuse && !self.told.is_empty() {
            return Ok(self.told.len() < MOST_TOLD);
        }
        for ((rows, accounts), made) in self.files.iter_mut().zip(&part.made) {
            rows.write(made.rows.bytes())?;
            if let Some(accounts) = accounts {
                accounts.write(&made.accounts)?;
            }
        }
        Ok(true)
    }

    /// A cooperative whose households do not stand together.
    fn stands_apart(&mut self, cooperative: usize, first: u64, line: u64) -> Option<BatchFailure> {
        let is_new = self.split.insert(cooperative);
        // What was written of it is known in the end only, and is then left out.
        let is_told = self.pass.asked.on_error == OnError::Refuse || self.left_out.contains(&cooperative);
        if !(is_new && is_told) {
            return None;
        }
        let key = String::from_utf8_lossy(self.pass.cooperatives.key(cooperative)).into_owned();
        let sentence = format!(
            "the households of `{key}` do not stand together: they begin on line {first}, and again here"
        );
        let file = self.layout.file.clone();
        let mistake = RowMistake { file, line, column: 1, sentence };
        Some(BatchFailure { cooperative: key, mistake })
    }

    fn fail(&mut self, cooperative: &str, mistake: RowMistake) -> Result<(), Failure> {
        self.failed.insert(cooperative.to_owned());
        let Some((file, _)) = &mut self.failures else {
            self.told.push(mistake);
            return Ok(());
        };
        let mut line = csv::Writer::from_writer(Vec::new());
        let RowMistake { file: table, line: at, column, sentence } = mistake;
        let cells = [cooperative, &table, &at.to_string(), &column.to_string(), &sentence];
        // A table has one line for each.
        let cells = cells.map(|cell| cell.replace(['\n', '\r'], " "));
        let written = line.write_record(cells).ok().and_then(|()| line.into_inner().ok());
        file.write(&written.expect("a line in memory can be written"))
    }

    fn close(mut self) -> Result<Result<Passed, BTreeSet<usize>>, Failure> {
        let without = (0..self.met.len()).filter(|cooperative| self.met[*cooperative] == 0);
        for cooperative in without.collect::<Vec<_>>() {
            let key = String::from_utf8_lossy(self.pass.cooperatives.key(cooperative)).into_owned();
            let line = self.pass.cooperatives.line(cooperative);
            let (file, sentence) =
                (self.pass.cooperatives_file(), "the cooperative has no household".to_owned());
            self.fail(&key, RowMistake { file, line, column: 1, sentence })?;
        }
        if self.pass.asked.on_error == OnError::Refuse && !self.told.is_empty() {
            self.told.truncate(MOST_TOLD);
            return Err(Failure::sentences(self.told));
        }
        if self.pass.asked.on_error == OnError::Report && !self.split.is_subset(self.left_out) {
            return Ok(Err(self.split));
        }
        let (listed, listed_in) = self.failures.unzip();
        let tables = self.files.into_iter().flat_map(|(rows, accounts)| [Some(rows), accounts]);
        WholeFile::keep_all(tables.chain([listed]).flatten().collect())?;
        let failures = listed_in.filter(|_| !self.failed.is_empty());
        let Self { summary, failed, outputs, .. } = self;
        Ok(Ok(Passed { summary, failed: failed.len(), failures, outputs }))
    }
}

/// `result.csv.gz` of `name`: `result.name.csv.gz`.
fn named_for(path: &Path, name: &str) -> PathBuf {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = file.split_once('.').unwrap_or((&file, "csv"));
    path.with_file_name(format!("{stem}.{name}.{ending}"))
}
