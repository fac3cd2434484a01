//! What files are handed over in: a listing, and a way to open. The library itself opens no file.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Cursor, Read, Seek};
use std::sync::Arc;

use crate::error::{Error, Result};

/// What a file is read by.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek + ?Sized> ReadSeek for T {}

/// A file of a listing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path within the folder, with `/` between names.
    pub path: String,
    /// Its length.
    pub bytes: u64,
}

/// Files as they are handed over: a directory, one file, or whatever a host keeps them in.
pub trait Folder: Sync {
    /// All files, in whatever order, those of folders within it among them; no folders.
    ///
    /// # Errors
    ///
    /// What cannot be listed, in words ([`Error::of_file`]).
    fn list(&self) -> Result<Vec<Entry>>;

    /// A file of the listing, at its beginning.
    ///
    /// # Errors
    ///
    /// What cannot be opened, in words ([`Error::of_file`]).
    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>>;
}

impl<F: Folder + ?Sized> Folder for &F {
    fn list(&self) -> Result<Vec<Entry>> {
        (**self).list()
    }

    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        (**self).open(path)
    }
}

/// Files in memory, by their paths.
#[derive(Clone, Default)]
pub struct MemoryFolder {
    files: BTreeMap<String, Arc<[u8]>>,
}

impl MemoryFolder {
    /// A folder without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file there, in place of one that has its path.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into().into());
    }

    /// The folder with one more file.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.insert(path, bytes);
        self
    }

    /// Takes a file away; its bytes, if it was there.
    pub fn remove(&mut self, path: &str) -> Option<Vec<u8>> {
        self.files.remove(path).map(|bytes| bytes.to_vec())
    }
}

impl fmt::Debug for MemoryFolder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.files.iter().map(|(path, bytes)| (path, bytes.len()));
        formatter.debug_map().entries(files).finish()
    }
}

impl Folder for MemoryFolder {
    fn list(&self) -> Result<Vec<Entry>> {
        let entry = |(path, bytes): (&String, &Arc<[u8]>)| Entry {
            path: path.clone(),
            bytes: bytes.len() as u64,
        };
        Ok(self.files.iter().map(entry).collect())
    }

    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        match self.files.get(path) {
            Some(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
            None => Err(Error::of_file(&io::ErrorKind::NotFound.into()).in_file(path)),
        }
    }
}
