//! Directories of the file system as a [`Folder`] of huimin, which opens no file itself.
//!
//! ```no_run
//! use huimin::Programme;
//! use huimin::door::{DoorOptions, survey};
//! use huimin_files::Directory;
//!
//! let programme = Programme::builtin("yuxi-2019")?;
//! let directory = Directory::open("红塔区")?;
//! let delivery = survey(programme.definition(), &directory, &DoorOptions::default())?;
//! for part in &delivery.parts {
//!     let source = part.open(&directory)?;
//! }
//! # Ok::<(), huimin::Error>(())
//! ```

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::fs::{self, DirEntry, File, FileType};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use huimin::door::{Entry, Folder, ReadSeek};
use huimin::{Error, ErrorKind, Result, Text, limits};

/// Bytes read of a file at once.
const READ_BYTES: usize = 64 << 10;
/// What stands for characters of a name that are none.
const NO_CHARACTER: char = '\u{fffd}';

/// A directory with all files in it and in the directories below, or a single file.
///
/// Links are followed, but never round in a circle. What cannot be read is listed all the same, so
/// that it can be ignored, or told together with whatever else cannot be read: a broken link, a
/// directory without permission, a name that is not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    root: PathBuf,
}

impl Directory {
    /// A directory, or a single file: a record file or an archive.
    ///
    /// # Errors
    ///
    /// `Input` where there is none, or it may not be read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let root: PathBuf = path.into();
        let shown = root.to_string_lossy();
        let failed = |error: io::Error| Error::of_file(&error).in_file(&shown);
        if fs::metadata(&root).map_err(failed)?.is_dir() {
            fs::read_dir(&root).map_err(failed)?;
        }
        Ok(Self { root })
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file of the listing is.
    pub fn path_of(&self, path: &str) -> PathBuf {
        if self.root.is_file() {
            return self.root.clone();
        }
        path.split('/')
            .fold(self.root.clone(), |whole, name| whole.join(name))
    }
}

impl Folder for Directory {
    fn list(&self) -> Result<Vec<Entry>> {
        let shown = self.root.to_string_lossy();
        let failed = |error: io::Error| Error::of_file(&error).in_file(&shown);
        let metadata = fs::metadata(&self.root).map_err(failed)?;
        if !metadata.is_dir() {
            let name = self.root.file_name().unwrap_or_default();
            return Ok(vec![Entry {
                path: name.to_string_lossy().into_owned(),
                bytes: metadata.len(),
            }]);
        }
        let mut listing = Listing {
            found: Vec::new(),
            above: vec![fs::canonicalize(&self.root).map_err(failed)?],
        };
        listing.read(&self.root, "").map_err(failed)?;
        listing.found.sort();
        Ok(listing.found)
    }

    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        let failed = |error: io::Error| Error::of_file(&error).in_file(path);
        let place = self.path_of(path);
        let metadata = match fs::metadata(&place) {
            Err(_) if path.contains(NO_CHARACTER) => return Err(not_utf8().in_file(path)),
            metadata => metadata.map_err(failed)?,
        };
        if metadata.is_dir() {
            // Why it could not be listed.
            fs::read_dir(&place).map_err(failed)?;
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if !metadata.is_file() {
            return Err(no_file().in_file(path));
        }
        let file = File::open(&place).map_err(failed)?;
        Ok(Box::new(BufReader::with_capacity(READ_BYTES, file)))
    }
}

/// A directory that is walked through.
struct Listing {
    found: Vec<Entry>,
    /// The directory that is read and those it lies in, by their true paths.
    above: Vec<PathBuf>,
}

impl Listing {
    /// Lists what is in a directory; `path` is its path within the root, with `/` behind it.
    fn read(&mut self, directory: &Path, path: &str) -> io::Result<()> {
        for entry in fs::read_dir(directory)? {
            // One more than allowed is enough to tell.
            if self.found.len() > limits::DELIVERED_FILES {
                return Ok(());
            }
            self.take(&entry?, path);
        }
        Ok(())
    }

    fn take(&mut self, entry: &DirEntry, path: &str) {
        let path = format!("{path}{}", entry.file_name().to_string_lossy());
        let is_link = entry
            .file_type()
            .is_ok_and(|kind: FileType| kind.is_symlink());
        let metadata = fs::metadata(entry.path());
        if metadata.as_ref().is_ok_and(fs::Metadata::is_dir) {
            let place = fs::canonicalize(entry.path());
            if let Ok(place) = place {
                if is_link && self.above.contains(&place) {
                    return;
                }
                self.above.push(place);
                let read = self.read(&entry.path(), &format!("{path}/"));
                self.above.pop();
                if read.is_ok() {
                    return;
                }
            }
        }
        let bytes = metadata.map_or(0, |metadata| metadata.len());
        self.found.push(Entry { path, bytes });
    }
}

fn not_utf8() -> Error {
    Error::new(
        ErrorKind::Input,
        Text::new(
            "文件名不是 UTF-8 编码；请改名",
            "the file's name is not UTF-8; rename it",
        ),
    )
}

fn no_file() -> Error {
    Error::new(
        ErrorKind::Input,
        Text::new(
            "它既不是文件也不是目录",
            "it is neither a file nor a directory",
        ),
    )
}
