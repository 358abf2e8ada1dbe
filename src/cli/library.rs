//! The books and formulas at hand: built in, or files.

use super::failure::Failure;
use crate::books::{Book, Folder, load_book};
use crate::formula::{Formula, load_formula};
use crate::text::{Source, SourceError, did_you_mean};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};
use std::sync::Arc;

static FORMULAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/formulas");
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures");

/// A shelf of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// Rules for sharing.
    Formulas,
    /// Books of cooperatives.
    Books,
}

impl Shelf {
    fn folder(self) -> (&'static str, &'static Dir<'static>) {
        match self {
            Shelf::Formulas => ("formulas", &FORMULAS),
            Shelf::Books => ("fixtures", &FIXTURES),
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Shelf::Formulas => "formula",
            Shelf::Books => "book",
        }
    }

    fn other(self) -> Self {
        match self {
            Shelf::Formulas => Shelf::Books,
            Shelf::Books => Shelf::Formulas,
        }
    }

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
}

impl Folder for FileFolder {
    fn open(&self, path: &str) -> Result<Arc<Source>, SourceError> {
        Source::read(&self.0.join(path))
    }
}

/// A source and the folder for the files that it names.
pub(super) type Found = (Arc<Source>, Box<dyn Folder>);

/// The source called `name` on `shelf`, or the file at that path.
pub(super) fn find(shelf: Shelf, name: &str) -> Result<Found, Failure> {
    if let Some(source) = shelf.built_in(name) {
        return Ok((source, Box::new(BuiltInFolder)));
    }
    let hint =
        (shelf.other().built_in(name).is_some()).then(|| format!("`{name}` is a {}", shelf.other().noun()));
    let hint = hint.or_else(|| did_you_mean(name, shelf.names()));
    file(name, shelf.noun(), hint)
}

/// The file at `name`, which is no built-in name of any shelf.
pub(super) fn find_file(name: &str) -> Result<Found, Failure> {
    let names = Shelf::Formulas.names().into_iter().chain(Shelf::Books.names());
    file(name, "book or formula", did_you_mean(name, names))
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
    let (source, folder) = find(Shelf::Books, name)?;
    Ok(load_book(&source, folder.as_ref())?)
}

/// The formula called `name`.
pub(super) fn formula(name: &str) -> Result<Formula, Failure> {
    let (source, _) = find(Shelf::Formulas, name)?;
    Ok(load_formula(&source)?)
}
