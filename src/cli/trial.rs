//! `fenhong trial`

use super::failure::{Failure, Judgment};
use super::library::{self, Kind};
use super::output::{Format, Output, write_whole};
use super::set::{Setting, apply_to_formula};
use super::watch::{on_interrupt, threads, watched};
use crate::formula::Formula;
use crate::report::{Document, Tried, render_json, trial as report, trial_json, trial_matrix, witness_yaml};
use crate::text::did_you_mean;
use crate::trial::{Court, Law, Progress, Ruling, Trial, Verdicts};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// What is asked for on the command line.
pub(super) struct Asked {
    pub(super) formula: Option<String>,
    pub(super) cases: u32,
    pub(super) seed: u64,
    pub(super) laws: Vec<String>,
    pub(super) book: Option<String>,
    pub(super) out: Option<String>,
}

pub(super) fn trial(asked: &Asked, settings: &[Setting], output: Output) -> Result<Judgment, Failure> {
    let progress = Arc::new(Progress::default());
    let stopped = Arc::clone(&progress);
    on_interrupt(move || stopped.stop.store(true, Ordering::Relaxed));
    match &asked.formula {
        Some(name) => one(name, asked, settings, &progress, output),
        None => all(asked, &progress, output),
    }
}

fn one(
    name: &str,
    asked: &Asked,
    settings: &[Setting],
    progress: &Progress,
    output: Output,
) -> Result<Judgment, Failure> {
    let (mut formula, replaced) = library::formula_and_replaced(name)?;
    apply_to_formula(settings, &mut formula)?;
    let laws = laws(&formula, &asked.laws)?;
    let court = Court::of(&formula, replaced.as_ref());
    let trial = Trial { court: &court, laws, cases: asked.cases, seed: asked.seed, threads: threads() };
    let book = asked.book.as_ref().map(|name| library::book(name)).transpose()?;
    let verdicts = match &book {
        Some(book) => trial.of_book(book)?,
        None => tried(&trial, progress),
    };
    let seed = book.is_none().then_some(asked.seed);
    let tried = Tried {
        formula: &formula,
        called: name,
        court: &court,
        seed,
        book: book.as_ref().map(|book| book.name.as_str()),
    };
    let written = match &asked.out {
        Some(folder) => write_witnesses(Path::new(folder), tried, &verdicts)?,
        None => Vec::new(),
    };
    let document = match output.format {
        Format::Json => Document::default(),
        _ => report(tried, &verdicts, output.language),
    };
    output.print(&document, |_| Ok(trial_json(tried, &verdicts)))?;
    for path in written {
        anstream::eprintln!("note: wrote {}", path.display());
    }
    tell_stopped(progress, verdicts.tried, asked.cases);
    Ok(Judgment::of(keeps_all(&verdicts)))
}

/// Every formula of the library against every law.
fn all(asked: &Asked, progress: &Progress, output: Output) -> Result<Judgment, Failure> {
    let mut rows = Vec::new();
    for name in Kind::Formula.names() {
        if progress.stop.load(Ordering::Relaxed) {
            break;
        }
        let (formula, replaced) = library::formula_and_replaced(name)?;
        let court = Court::of(&formula, replaced.as_ref());
        let laws = laws(&formula, &asked.laws)?;
        let trial = Trial { court: &court, laws, cases: asked.cases, seed: asked.seed, threads: threads() };
        let verdicts = tried(&trial, progress);
        progress.tried.store(0, Ordering::Relaxed);
        rows.push((formula, verdicts));
    }
    let document = trial_matrix(&rows, asked.seed, output.language);
    output.print(&document, |document| Ok(render_json(document)))?;
    if progress.stop.load(Ordering::Relaxed) {
        anstream::eprintln!("note: stopped in the middle, the last rule here was not tried on all villages");
    }
    Ok(Judgment::of(rows.iter().all(|(_, verdicts)| keeps_all(verdicts))))
}

fn keeps_all(verdicts: &Verdicts) -> bool {
    verdicts.verdicts.iter().all(|verdict| !matches!(verdict.ruling, Ruling::Broken { .. }))
}

fn tell_stopped(progress: &Progress, tried: u32, cases: u32) {
    if progress.stop.load(Ordering::Relaxed) {
        anstream::eprintln!("note: stopped when {tried} of {cases} villages were tried");
    }
}

/// Tries every case.
fn tried(trial: &Trial<'_>, progress: &Progress) -> Verdicts {
    let done = || progress.tried.load(Ordering::Relaxed).into();
    watched(trial.cases.into(), "villages", done, || trial.run(progress))
}

/// The laws of these names; every law when none is named.
fn laws(formula: &Formula, names: &[String]) -> Result<Vec<Law>, Failure> {
    let known = Law::of(formula);
    if names.is_empty() {
        return Ok(known);
    }
    let unknown = names.iter().find(|name| !known.iter().any(|law| law.name() == **name));
    if let Some(name) = unknown {
        let all: Vec<String> = known.iter().map(|law| law.name()).collect();
        let hint = did_you_mean(name, all.iter().map(String::as_str));
        let hint = hint.unwrap_or_else(|| format!("the laws are {}", all.join(", ")));
        return Err(Failure::sentence(format!("there is no law `{name}`"), Some(hint)));
    }
    Ok(known.into_iter().filter(|law| names.contains(&law.name())).collect())
}

/// A book for each broken law, called by its name; where they are is returned.
fn write_witnesses(folder: &Path, tried: Tried<'_>, verdicts: &Verdicts) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for verdict in &verdicts.verdicts {
        if let Ruling::Broken { breach, .. } = &verdict.ruling {
            let path = folder.join(format!("{}.yaml", verdict.law.name()));
            // What cannot be made cannot be written into either, and that is told.
            let _ = std::fs::create_dir(folder);
            write_whole(&path, witness_yaml(tried, verdict.law, breach).as_bytes())?;
            written.push(path);
        }
    }
    Ok(written)
}
