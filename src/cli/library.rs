//! The books and formulas at hand: built in, or files.

use super::failure::Failure;
use crate::books::{Book, Folder, load_book};
use crate::formula::{Formula, Parents, load_formula};
use crate::text::{Mistake, Source, SourceError, TextMistake, Value, did_you_mean, parse_yaml};
use clap::ValueEnum;
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};
use std::sync::Arc;

static FORMULAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/formulas");
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures");
static READINGS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/readings");
static RECORDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/records");
static BATCHES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/batch");

/// What a file of the library is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A rule for sharing.
    Formula,
    /// A cooperative's books.
    Book,
    /// Figures of a source that stand in no account.
    Record,
    /// What is open in how a book's source is to be read.
    Readings,
    /// Tables of many cooperatives.
    Batch,
}

impl Kind {
    fn folder(self) -> (&'static str, &'static Dir<'static>) {
        match self {
            Kind::Formula => ("formulas", &FORMULAS),
            Kind::Book => ("fixtures", &FIXTURES),
            Kind::Record => ("records", &RECORDS),
            Kind::Readings => ("readings", &READINGS),
            // The one of the documents, for an example.
            Kind::Batch => ("docs/batch", &BATCHES),
        }
    }

    /// The word for it, which is also the first word of such a file.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Kind::Formula => "formula",
            Kind::Book => "book",
            Kind::Record => "record",
            Kind::Readings => "readings",
            Kind::Batch => "batch",
        }
    }

    /// All kinds, formulas first.
    pub const ALL: [Kind; 5] = [Kind::Formula, Kind::Book, Kind::Record, Kind::Readings, Kind::Batch];

    /// The names of the built-in ones, sorted.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        let files =
            self.folder().1.files().filter(|file| file.path().extension().is_some_and(|end| end == "yaml"));
        let mut names: Vec<_> = files.filter_map(|file| file.path().file_stem()?.to_str()).collect();
        names.sort_unstable();
        names
    }

    /// The built-in one called `name`.
    #[must_use]
    pub fn built_in(self, name: &str) -> Option<Arc<Source>> {
        let (folder, files) = self.folder();
        let file = files.get_file(format!("{name}.yaml"))?;
        Some(Source::new(format!("{folder}/{name}.yaml"), file.contents_utf8()?))
    }
}

/// The folder of the built-in books.
#[derive(Debug)]
pub struct BuiltInFolder;

impl Folder for BuiltInFolder {
    fn open(&self, path: &str) -> Result<Arc<Source>, SourceError> {
        let name = format!("fixtures/{path}");
        let missing =
            || SourceError::Unreadable { name: name.clone(), cause: std::io::ErrorKind::NotFound.into() };
        let file = FIXTURES.get_file(path).ok_or_else(missing)?;
        Source::from_bytes(name.clone(), file.contents().to_vec())
    }
}

/// The folder that a file stands in.
#[derive(Debug)]
pub struct FileFolder(PathBuf);

impl FileFolder {
    /// The folder of the file at `path`.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        Self(path.parent().unwrap_or(Path::new("")).to_owned())
    }

    fn home(&self) -> &Path {
        if self.0.as_os_str().is_empty() { Path::new(".") } else { &self.0 }
    }
}

impl Folder for FileFolder {
    fn open(&self, path: &str) -> Result<Arc<Source>, SourceError> {
        let full = self.0.join(path);
        // A link may lead out of the folder where the path does not.
        let (home, real) = (std::fs::canonicalize(self.home()), std::fs::canonicalize(&full));
        if let (Ok(home), Ok(real)) = (home, real)
            && !real.starts_with(&home)
        {
            return Err(SourceError::Outside(full.display().to_string()));
        }
        Source::read(&full)
    }
}

impl Parents for BuiltInFolder {
    fn parent(&self, name: &str) -> Result<Arc<Source>, SourceError> {
        Kind::Formula.built_in(name).ok_or_else(|| SourceError::NoFormula(name.to_owned()))
    }

    fn names(&self) -> Vec<&'static str> {
        Kind::Formula.names()
    }
}

impl Parents for FileFolder {
    /// A built-in formula, or a file of the same folder.
    fn parent(&self, name: &str) -> Result<Arc<Source>, SourceError> {
        let path = Path::new(name);
        if path.components().count() > 1 {
            return Err(SourceError::Outside(name.to_owned()));
        }
        if path.extension().is_some() { self.open(name) } else { BuiltInFolder.parent(name) }
    }

    fn names(&self) -> Vec<&'static str> {
        BuiltInFolder.names()
    }
}

/// Where the files that a book or formula names are found.
pub(super) trait Shelf: Folder + Parents {}

impl Shelf for BuiltInFolder {}
impl Shelf for FileFolder {}

/// A source and the folder for the files that it names.
pub(super) type Found = (Arc<Source>, Box<dyn Shelf>);

/// The source called `name` of that kind, or the file at that path.
pub(super) fn find(kind: Kind, name: &str) -> Result<Found, Failure> {
    if let Some(source) = kind.built_in(name) {
        return Ok((source, Box::new(BuiltInFolder)));
    }
    let other = Kind::ALL.into_iter().find(|other| other.built_in(name).is_some());
    let hint = other.map(|other| format!("`{name}` is a {}", other.noun()));
    let hint = hint.or_else(|| did_you_mean(name, kind.names()));
    file(name, kind.noun(), hint)
}

/// The file at `name`, which is no built-in name of any kind.
pub(super) fn find_file(name: &str) -> Result<Found, Failure> {
    let names = Kind::ALL.into_iter().flat_map(Kind::names);
    file(name, "book, record or formula", did_you_mean(name, names))
}

fn file(name: &str, noun: &str, hint: Option<String>) -> Result<Found, Failure> {
    let path = Path::new(name);
    let is_path = path.components().count() > 1 || path.extension().is_some() || path.exists();
    if !is_path {
        let hint = hint.unwrap_or_else(|| "`fenhong list` names all; a file is given by its path".to_owned());
        return Err(Failure::sentence(format!("there is no {noun} `{name}`"), Some(hint)));
    }
    let source = Source::read(path).map_err(|error| Failure::sentence(error, None))?;
    Ok((source, Box::new(FileFolder::of(path))))
}

/// The book called `name`.
pub(super) fn book(name: &str) -> Result<Book, Failure> {
    let (source, shelf) = find(Kind::Book, name)?;
    Ok(load_book(&source, shelf.as_ref())?)
}

/// The formula called `name`.
pub(super) fn formula(name: &str) -> Result<Formula, Failure> {
    let (source, shelf) = find(Kind::Formula, name)?;
    Ok(load_formula(&source, shelf.as_ref())?)
}

/// The formula called `name`, and the one that it replaced.
pub(super) fn formula_and_replaced(name: &str) -> Result<(Formula, Option<Formula>), Failure> {
    let (source, shelf) = find(Kind::Formula, name)?;
    let formula = load_formula(&source, shelf.as_ref())?;
    let Some(replaced) = &formula.replaces else { return Ok((formula, None)) };
    let before = shelf.parent(replaced).map_err(|error| {
        let hint = did_you_mean(replaced, Kind::Formula.names());
        Failure::sentence(format!("`{name}` replaces a formula that is not found: {error}"), hint)
    })?;
    let before = load_formula(&before, shelf.as_ref())?;
    Ok((formula, Some(before)))
}

/// What goes by `name` beside formulas: a book, or a record.
pub(super) fn kind_named(name: &str) -> Result<Kind, Failure> {
    let built_in = [Kind::Book, Kind::Record].into_iter().find(|kind| kind.built_in(name).is_some());
    match built_in {
        Some(kind) => Ok(kind),
        None => kind_of(&find_file(name)?.0),
    }
}

/// What a file is: it says so in its first words.
pub(super) fn kind_of(source: &Arc<Source>) -> Result<Kind, Failure> {
    let node = parse_yaml(source)?;
    if let Value::Map(entries) = &node.value {
        let states = |kind: &Kind| entries.iter().any(|((name, _), _)| name == kind.noun());
        match Kind::ALL.into_iter().filter(states).collect::<Vec<_>>()[..] {
            [kind] => return Ok(kind),
            [] => {}
            _ => return Err(vec![Mistake::<TextMistake>::at(&node.place, TextMistake::Both)].into()),
        }
    }
    let neither = Mistake::<TextMistake>::at(&node.place, TextMistake::Neither);
    Err(vec![neither.hint(node.full_width_colon())].into())
}
