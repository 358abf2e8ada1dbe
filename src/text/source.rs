//! Files as text, and places in them.

use std::io::Read;
use std::ops::Range;
use std::path::{Component, Path};
use std::sync::Arc;
use std::sync::OnceLock;
use std::{fmt, io};

/// Larger files are refused before they are read.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// Why a file cannot be read as text.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such file, or it may not be read.
    #[error("cannot read {name}: {}", told(.cause))]
    Unreadable {
        /// The file.
        name: String,
        /// What the system says.
        cause: io::Error,
    },
    /// A name that nothing goes by.
    #[error("there is no formula `{0}`")]
    NoFormula(String),
    /// A folder, not a file.
    #[error("cannot read {0}: it is a folder")]
    Folder(String),
    /// Larger than any book or formula.
    #[error("cannot read {0}: it is larger than 64 MiB")]
    TooLarge(String),
    /// Bytes that are not UTF-8.
    #[error(
        "{name} is not UTF-8 text: line {line} holds the byte {byte:#04x}, which does not belong there; \
         save it as UTF-8 (a program set to Chinese may have written GB18030)"
    )]
    NotUtf8 {
        /// The file.
        name: String,
        /// The line of the first wrong byte, from 1.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// Bytes in pairs.
    #[error("{0} is UTF-16 text; save it as UTF-8")]
    Utf16(String),
    /// A link that leads elsewhere.
    #[error("cannot read {0}: it leads out of the folder that names it")]
    Outside(String),
    /// Nothing in it.
    #[error("{0} is empty")]
    Empty(String),
}

/// What the system says, in words where it has a number.
fn told(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => cause.to_string(),
    }
}

/// Whether a path that a file names leads nowhere but into that file's folder.
#[must_use]
pub fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

/// One file: the name a person knows it by, and its text.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line begins, found when first asked for.
    lines: OnceLock<Vec<usize>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for Source {}

impl Source {
    /// Text that is already at hand.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), lines: OnceLock::new() })
    }

    /// Reads the file at `path`; its name is the path as given.
    ///
    /// # Errors
    ///
    /// Returns a [`SourceError`] when the file cannot be read, is larger than
    /// 64 MiB, is not UTF-8, or holds nothing but blanks.
    pub fn read(path: &Path) -> Result<Arc<Self>, SourceError> {
        let name = path.display().to_string();
        let unreadable = |cause| SourceError::Unreadable { name: name.clone(), cause };
        let about = std::fs::metadata(path).map_err(unreadable)?;
        if about.is_dir() {
            return Err(SourceError::Folder(name));
        }
        if about.len() > LARGEST_FILE {
            return Err(SourceError::TooLarge(name));
        }
        // Some files say that they are empty and never end.
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(SourceError::TooLarge(name));
        }
        Self::from_bytes(name, bytes)
    }

    /// Takes `bytes` for UTF-8 text; byte-order marks before it are dropped.
    ///
    /// # Errors
    ///
    /// Returns a [`SourceError`] when they are not UTF-8 or only blanks.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Arc<Self>, SourceError> {
        let name = name.into();
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(SourceError::Utf16(name));
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
                return Err(SourceError::NotUtf8 { name, line, byte: bytes[at] });
            }
        };
        let text = match text.trim_start_matches('\u{feff}') {
            bare if bare.len() < text.len() => bare.to_owned(),
            _ => text,
        };
        if text.trim().is_empty() {
            return Err(SourceError::Empty(name));
        }
        Ok(Self::new(name, text))
    }

    /// The name a person knows it by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All of it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where each line begins. A line ends with a line feed, with a carriage
    /// return, or with both.
    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = (0..bytes.len())
                .filter(|at| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            std::iter::once(0).chain(ends.map(|end| end + 1)).collect()
        })
    }
}

/// A stretch of a source: somewhere to point at.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    source: Arc<Source>,
    range: Range<usize>,
}

impl Place {
    /// The bytes `range` of `source`, cut to what is there.
    #[must_use]
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        let end = source.text.len();
        let (from, to) = (range.start.min(end), range.end.min(end));
        Self { source: Arc::clone(source), range: from..to.max(from) }
    }

    /// The file.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The bytes of it.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// What is written there.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text.get(self.range.clone()).unwrap_or_default()
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.source.lines().partition_point(|start| *start <= self.range.start)
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        let start = self.source.lines()[self.line() - 1];
        1 + self.source.text[start..self.range.start].chars().count()
    }

    /// A part of this place, `range` counted from its start.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let start = self.range.start;
        Self::new(&self.source, start + range.start..start + range.end)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source.name, self.line())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_line() {
        let error = Source::from_bytes("x.yaml", b"a: 1\nb: \xb7\xd6\n".to_vec()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.yaml is not UTF-8 text: line 2 holds the byte 0xb7, which does not belong there; \
             save it as UTF-8 (a program set to Chinese may have written GB18030)"
        );
        assert!(matches!(Source::from_bytes("x", b" \n".to_vec()), Err(SourceError::Empty(_))));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        // Two of them: some programs write another before the one they read.
        for text in ["\u{feff}分红", "\u{feff}\u{feff}分红"] {
            assert_eq!(Source::from_bytes("x", text.into()).unwrap().text(), "分红");
        }
    }

    #[test]
    fn a_place_never_points_outside_its_source() {
        let source = Source::new("x", "one\ntwo");
        assert_eq!(Place::new(&source, 4..99).text(), "two");
        assert_eq!(Place::new(&source, 99..100).text(), "");
        assert_eq!(Place::new(&source, 4..7).line(), 2);
        let mixed = Source::new("x", "a\rb\r\nc\n石d");
        let at =
            |byte: usize| (Place::new(&mixed, byte..byte).line(), Place::new(&mixed, byte..byte).column());
        assert_eq!([0, 2, 5, 7, 10].map(at), [(1, 1), (2, 1), (3, 1), (4, 1), (4, 2)]);
    }
}
