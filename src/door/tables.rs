//! Folders whose files are no record files by themselves: tables that keep which of their files
//! count, and jobs that have not ended. Their files may hold what was deleted or written twice.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind};
use crate::text::{Text, text};

/// Folders that are not read, by what lies in them.
#[derive(Debug, Default)]
pub(super) struct Tables {
    found: BTreeSet<(String, Kind)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Delta,
    Hudi,
    Iceberg,
    Unfinished,
}

impl Tables {
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut found = BTreeSet::new();
        for path in paths {
            let mut start = 0_usize;
            for name in path.split('/') {
                let kind = match name {
                    "_delta_log" => Some(Kind::Delta),
                    ".hoodie" => Some(Kind::Hudi),
                    "_temporary" => Some(Kind::Unfinished),
                    "metadata" if path.ends_with(".metadata.json") => Some(Kind::Iceberg),
                    _ => None,
                };
                if let Some(kind) = kind.filter(|_| start.saturating_add(name.len()) < path.len()) {
                    let folder = path.get(..start).unwrap_or_default();
                    found.insert((folder.trim_end_matches('/').to_owned(), kind));
                }
                start = start.saturating_add(name.len()).saturating_add(1);
            }
        }
        Self { found }
    }

    /// Whether a path lies in one of these folders.
    pub(super) fn hold(&self, path: &str) -> bool {
        self.found.iter().any(|(folder, _)| lies_in(path, folder))
    }

    /// What to do about each of them.
    pub(super) fn faults(&self) -> impl Iterator<Item = Error> {
        self.found.iter().map(|(folder, kind)| {
            let shown = if folder.is_empty() { "." } else { folder };
            let what = match kind {
                Kind::Delta => text!("Delta 表", "a Delta table"),
                Kind::Hudi => text!("Hudi 表", "a Hudi table"),
                Kind::Iceberg => text!("Iceberg 表", "an Iceberg table"),
                Kind::Unfinished => {
                    return Error::new(
                        ErrorKind::Input,
                        text!(
                            "目录中有 `_temporary`：写出它的作业还没有完成；请等它完成，或重新写出",
                            "the folder holds `_temporary`: the job that writes it has not ended; wait for it, or write the folder again"
                        ),
                    )
                    .in_file(shown);
                }
            };
            let Text { zh, en } = what;
            Error::new(
                ErrorKind::Input,
                text!(
                    "目录是 {zh}，其中的文件可能含有已删除或重复的记录，不能直接读取；请用写它的软件另存为普通的 .parquet 或 .csv",
                    "the folder is {en}, whose files may hold deleted records and copies, so they are not read as they are; write it as plain .parquet or .csv"
                ),
            )
            .in_file(shown)
        })
    }
}

/// Whether a path lies in a folder; everything lies in the one without a name.
fn lies_in(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_known_by_their_folders() {
        let paths = [
            "cases/_delta_log/0.json",
            "cases/part-0.parquet",
            "casesB/part-0.parquet",
            "needs/metadata/v1.metadata.json",
            "needs/data/a.parquet",
            "people/.hoodie/hoodie.properties",
            "disputes/_temporary/0/part-0.parquet",
            "a/metadata/notes.json",
            "a/_delta_log",
        ];
        let tables = Tables::of(paths.into_iter());
        let held: Vec<&str> = paths.into_iter().filter(|path| tables.hold(path)).collect();
        assert_eq!(held.len(), 6, "{held:?}");
        assert!(!tables.hold("casesB/part-0.parquet"));
        assert!(!tables.hold("a/metadata/notes.json"));
        assert_eq!(tables.faults().count(), 4);
        assert!(Tables::of(["_delta_log/0.json"].into_iter()).hold("b.parquet"));
    }
}
