//! Files that programs and systems leave behind, and that hold no records.

use super::delivery::Reason;

/// Names that systems leave in folders.
const SYSTEM_FILES: [&str; 7] = [
    ".ds_store",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "__macosx",
    "$recycle.bin",
    "system volume information",
];
/// Names that programs for large data leave beside the files they write.
const WRITER_FILES: [&str; 3] = ["_success", "_metadata", "_common_metadata"];
/// How further names of that kind begin.
const WRITER_MARKS: [&str; 2] = ["_committed_", "_started_"];

/// Why a file holds no records, by its path alone; none for files that may hold some.
pub(super) fn litter(path: &str) -> Option<Reason> {
    let lower = path.to_lowercase();
    let mut names = lower.split('/').rev();
    let name = names.next().unwrap_or_default();
    if name.starts_with("~$") || (name.starts_with(".~lock.") && name.ends_with('#')) {
        return Some(Reason::LockFile);
    }
    let is_system = |name: &str| SYSTEM_FILES.contains(&name);
    if is_system(name) || name.starts_with("._") || names.clone().any(is_system) {
        return Some(Reason::SystemFile);
    }
    let is_mark = WRITER_MARKS.iter().any(|mark| name.starts_with(mark));
    if is_mark || WRITER_FILES.contains(&name) || name.ends_with(".crc") {
        return Some(Reason::WriterFile);
    }
    if name.starts_with('.') || names.any(|folder| folder.starts_with('.')) {
        return Some(Reason::HiddenFile);
    }
    name.ends_with(".toml").then_some(Reason::Definition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_records() {
        for (path, reason) in [
            ("~$法律服务案件.xlsx", Reason::LockFile),
            ("红塔区/.~lock.cases.csv#", Reason::LockFile),
            (".DS_Store", Reason::SystemFile),
            ("a/Thumbs.db", Reason::SystemFile),
            ("desktop.ini", Reason::SystemFile),
            ("__MACOSX/cases.csv", Reason::SystemFile),
            ("上报.zip/__MACOSX/._cases.csv", Reason::SystemFile),
            ("._cases.csv", Reason::SystemFile),
            ("cases.parquet/_SUCCESS", Reason::WriterFile),
            ("cases.parquet/_common_metadata", Reason::WriterFile),
            ("cases.parquet/_committed_123", Reason::WriterFile),
            ("cases.parquet/.part-0.parquet.crc", Reason::WriterFile),
            (".git/config", Reason::HiddenFile),
            (".gitignore", Reason::HiddenFile),
            ("yuxi.toml", Reason::Definition),
        ] {
            assert_eq!(litter(path), Some(reason), "{path}");
        }
        for path in [
            "cases.csv",
            "_cases.csv",
            "~cases.csv",
            "a/000000_0",
            "crc.csv",
        ] {
            assert_eq!(litter(path), None, "{path}");
        }
    }
}
