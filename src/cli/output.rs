//! Reports on their way out.

use super::failure::Failure;
use crate::batch::OutColumn;
#[cfg(feature = "parquet")]
use crate::batch::ParquetTable;
use crate::report::{Document, render_csv, render_json, render_markdown, render_table};
use crate::text::Language;
use clap::ValueEnum;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

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

/// Writes a file whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = WholeFile::create(path)?;
    file.write(bytes)?;
    file.keep()
}

/// A file that is whole or not there: it is written beside its place first, and
/// moved into it when it is kept. What a killed run leaves beside it the next one
/// writes over.
pub(super) struct WholeFile {
    path: PathBuf,
    beside: PathBuf,
    file: Option<Out>,
}

enum Out {
    Plain(File),
    Gzip(Box<GzEncoder<File>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetTable<File>>),
}

impl WholeFile {
    /// Begins the file at `path`.
    pub(super) fn create(path: &Path) -> Result<Self, Failure> {
        Self::begin(path, |file| Ok(Out::Plain(file)))
    }

    /// Begins a table at `path`, whose rows are then written as lines of CSV. By its
    /// ending it is compressed (`.gz`) or stored as `.parquet`.
    pub(super) fn table(path: &Path, columns: &[OutColumn]) -> Result<Self, Failure> {
        let mut file = match ending(path).as_str() {
            "parquet" => return Self::parquet(path, columns),
            "gz" => Self::begin(path, |file| {
                Ok(Out::Gzip(Box::new(GzEncoder::new(file, Compression::default()))))
            }),
            _ => Self::create(path),
        }?;
        file.write(&OutColumn::heading(columns))?;
        Ok(file)
    }

    #[cfg(feature = "parquet")]
    fn parquet(path: &Path, columns: &[OutColumn]) -> Result<Self, Failure> {
        Self::begin(path, |file| Ok(Out::Parquet(Box::new(ParquetTable::new(file, columns)?))))
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(path: &Path, _: &[OutColumn]) -> Result<Self, Failure> {
        Err(without_parquet(path))
    }

    fn begin(path: &Path, out: impl FnOnce(File) -> std::io::Result<Out>) -> Result<Self, Failure> {
        // A device or a folder is no file to be put in the place of.
        if std::fs::metadata(path).is_ok_and(|about| !about.is_file()) {
            let sentence = format!("cannot write {}: something stands there that is no file", path.display());
            return Err(Failure::sentence(sentence, None));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = path.with_file_name(format!(".{name}.part"));
        // A new file, so that no link is followed.
        let _ = std::fs::remove_file(&beside);
        let file = File::create_new(&beside).map_err(|error| cannot_write(path, &error))?;
        let mut whole = Self { path: path.to_owned(), beside, file: None };
        whole.file = Some(out(file).map_err(|error| cannot_write(path, &error))?);
        Ok(whole)
    }

    /// Adds bytes to it.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = match &mut self.file {
            Some(Out::Plain(file)) => file.write_all(bytes),
            Some(Out::Gzip(file)) => file.write_all(bytes),
            #[cfg(feature = "parquet")]
            Some(Out::Parquet(file)) => file.write(bytes),
            None => Ok(()),
        };
        written.map_err(|error| cannot_write(&self.path, &error))
    }

    /// Puts it in its place.
    pub(super) fn keep(self) -> Result<(), Failure> {
        Self::keep_all(vec![self])
    }

    /// Puts all of them in their places, once each is whole.
    pub(super) fn keep_all(mut files: Vec<Self>) -> Result<(), Failure> {
        files.iter_mut().try_for_each(Self::finish)?;
        files.iter().try_for_each(|file| {
            std::fs::rename(&file.beside, &file.path).map_err(|error| cannot_write(&file.path, &error))
        })
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let done = match self.file.take() {
            Some(Out::Gzip(file)) => file.finish().map(|_| ()),
            #[cfg(feature = "parquet")]
            Some(Out::Parquet(file)) => file.finish(),
            Some(Out::Plain(_)) | None => Ok(()),
        };
        done.map_err(|error| cannot_write(&self.path, &error))
    }
}

impl Drop for WholeFile {
    /// What was not kept goes; what was is not there any more.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// What the name of a file ends with, in small letters.
pub(super) fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

/// A program without Parquet meets a file that is.
#[cfg(not(feature = "parquet"))]
pub(super) fn without_parquet(path: &Path) -> Failure {
    let sentence = format!("this fenhong knows no Parquet, and {} is", path.display());
    Failure::sentence(sentence, Some("build it with `--features parquet`, or use CSV".to_owned()))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::sentence(format!("cannot write {}: {error}", path.display()), None)
}
