//! Where the files that a book names are found.

use crate::text::{Source, SourceError};
use std::sync::Arc;

/// Where the files that a book names are found.
pub trait Folder {
    /// The file at `path`, relative to the book and inside its folder.
    ///
    /// # Errors
    ///
    /// Returns a [`SourceError`] when it cannot be read.
    fn open(&self, path: &str) -> Result<Arc<Source>, SourceError>;
}
