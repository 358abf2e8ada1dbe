//! Reports on their way out.

use super::failure::Failure;
use crate::report::{Document, render_csv, render_json, render_markdown, render_table};
use crate::text::Language;
use clap::ValueEnum;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::Path;

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a terminal.
    #[default]
    Table,
    /// For a document.
    Markdown,
    /// The data alone, for a spreadsheet.
    Csv,
    /// The data alone, for a script.
    Json,
}

/// The width of a report that goes to no terminal.
const WIDTH: usize = 80;
/// Narrower terminals get this width all the same, wider ones this one.
const NARROWEST: usize = 40;
const WIDEST: usize = 160;

/// How a report is to be printed.
#[derive(Clone, Copy)]
pub(super) struct Output {
    pub(super) format: Format,
    pub(super) language: Language,
}

impl Output {
    /// Prints `document`; `json` writes it where its rows are not the whole.
    pub(super) fn print(
        self,
        document: &Document,
        json: impl FnOnce(&Document) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let text = match self.format {
            Format::Table => render_table(document, width()),
            Format::Markdown => render_markdown(document),
            Format::Csv => render_csv(document),
            Format::Json => json(document)?,
        };
        write_out(&text)
    }

    /// Prints `document`, its rows as JSON if that is asked for.
    pub(super) fn print_rows(self, document: &Document) -> Result<(), Failure> {
        self.print(document, |document| Ok(render_json(document)))
    }
}

fn width() -> usize {
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let known = if std::io::stdout().is_terminal() { terminal() } else { None };
    known.map_or(WIDTH, |width| width.clamp(NARROWEST, WIDEST))
}

/// Writes `text` to standard output. Whoever closes the pipe has read enough.
pub(super) fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::sentence(format!("cannot write the report: {error}"), None))
        }
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all: beside its place first, and into it in one
/// move. What a killed run leaves beside it the next one writes over.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.part"));
    // A new file, so that no link is followed.
    let _ = std::fs::remove_file(&beside);
    let written = File::create_new(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| std::fs::rename(&beside, path)).map_err(|error| {
        // It may never have come to be.
        let _ = std::fs::remove_file(&beside);
        Failure::sentence(format!("cannot write {}: {error}", path.display()), None)
    })
}
