//! Directories of the file system for [`huimin::door`], which opens no file itself: what the
//! command, Python, C and Java hand over.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    clippy::print_stderr
)]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use huimin::door::{Entry, Folder, ReadSeek};
use huimin::{Error, Result, Text};

/// Directories within one another, at most; a link that leads back into itself ends here.
const DEEPEST: usize = 64;

/// A directory with all that lies in it, or a single file.
#[derive(Clone, Debug)]
pub struct Directory {
    root: PathBuf,
    /// The name of the file, where the path is that of one.
    file: Option<String>,
}

impl Directory {
    /// The directory, or the file, of a path.
    ///
    /// # Errors
    ///
    /// `Input` where there is none, or it may not be read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let named = |error: &io::Error| Error::of_file(error).in_file(&path.to_string_lossy());
        let found = fs::metadata(&path).map_err(|error| named(&error))?;
        if found.is_dir() {
            fs::read_dir(&path).map_err(|error| named(&error))?;
            return Ok(Self {
                root: path,
                file: None,
            });
        }
        let name = path.file_name().unwrap_or_default();
        Ok(Self {
            file: Some(in_utf8(name.to_str(), &path)?.to_owned()),
            root: path,
        })
    }

    /// The files of a directory, whose path within the root is `within`.
    fn files(&self, within: &str, depth: usize, found: &mut Vec<Entry>) -> Result<()> {
        let place = self.root.join(within);
        let shown = if within.is_empty() { "." } else { within };
        let named = |error: io::Error| Error::of_file(&error).in_file(shown);
        if depth > DEEPEST {
            let message = Text::new(
                format!("目录层数超过 {DEEPEST}，可能有指向自身的链接"),
                format!(
                    "directories lie more than {DEEPEST} deep; a link may lead back into itself"
                ),
            );
            return Err(Error::new(huimin::ErrorKind::Limit, message).in_file(shown));
        }
        for entry in fs::read_dir(&place).map_err(named)? {
            let entry = entry.map_err(named)?;
            let name = entry.file_name();
            let name = in_utf8(name.to_str(), &entry.path())?.to_owned();
            let path = match within {
                "" => name,
                within => format!("{within}/{name}"),
            };
            let data = fs::metadata(entry.path())
                .map_err(|error| Error::of_file(&error).in_file(&path))?;
            if data.is_dir() {
                self.files(&path, depth.saturating_add(1), found)?;
            } else {
                found.push(Entry {
                    path,
                    bytes: data.len(),
                });
            }
        }
        Ok(())
    }
}

impl Folder for Directory {
    fn list(&self) -> Result<Vec<Entry>> {
        let mut found = Vec::new();
        match &self.file {
            Some(name) => {
                let data = fs::metadata(&self.root)
                    .map_err(|error| Error::of_file(&error).in_file(name))?;
                found.push(Entry {
                    path: name.clone(),
                    bytes: data.len(),
                });
            }
            None => self.files("", 0, &mut found)?,
        }
        Ok(found)
    }

    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        let place = match &self.file {
            Some(_) => self.root.clone(),
            None => self.root.join(path),
        };
        let opened = File::open(place).map_err(|error| Error::of_file(&error).in_file(path))?;
        Ok(Box::new(opened))
    }
}

/// A name in UTF-8: others cannot be told in messages and tables.
fn in_utf8<'n>(name: Option<&'n str>, path: &Path) -> Result<&'n str> {
    name.ok_or_else(|| {
        let message = Text::new(
            "文件名不是 UTF-8，请改名",
            "the name of the file is not UTF-8; rename it",
        );
        Error::new(huimin::ErrorKind::Input, message).in_file(&path.to_string_lossy())
    })
}
