//! A directory of the file system as a folder.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use huimin::door::{Entry, Folder, ReadSeek};
use huimin::{Error, Result};

/// A directory.
pub struct Directory {
    path: PathBuf,
}

impl Directory {
    /// The directory of a path.
    pub fn new(path: &str) -> Self {
        let path = PathBuf::from(path);
        Self { path }
    }

    fn add(path: &Path, within: &str, entries: &mut Vec<Entry>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let name = entry.file_name();
            let within = format!("{within}{}", name.to_string_lossy());
            let facts = std::fs::metadata(entry.path())?;
            if facts.is_dir() {
                Self::add(&entry.path(), &format!("{within}/"), entries)?;
            } else {
                let bytes = facts.len();
                entries.push(Entry {
                    path: within,
                    bytes,
                });
            }
        }
        Ok(())
    }
}

impl Folder for Directory {
    fn list(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        Self::add(&self.path, "", &mut entries).map_err(|error| {
            let path = self.path.to_string_lossy();
            Error::of_file(&error).in_file(&path)
        })?;
        Ok(entries)
    }

    fn open(&self, path: &str) -> Result<Box<dyn ReadSeek + Send>> {
        let file = File::open(self.path.join(path));
        let file = file.map_err(|error| Error::of_file(&error).in_file(path))?;
        Ok(Box::new(BufReader::new(file)))
    }
}
