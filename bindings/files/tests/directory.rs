//! Real directories: listed, opened, and told in words where they cannot be.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use huimin::door::{DoorOptions, Folder, survey};
use huimin::{Language, Programme};
use huimin_files::Directory;

/// A directory that is gone with its owner.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("huimin-files-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, path: &str, bytes: &[u8]) -> Self {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn paths(root: &Path) -> Vec<String> {
    let listed = Directory::open(root).unwrap().list().unwrap();
    listed.into_iter().map(|entry| entry.path).collect()
}

#[test]
fn everything_below_is_listed_in_order() {
    let root = Temporary::new()
        .with("红塔区/2019/cases.csv", b"abc")
        .with("a.csv", b"")
        .with("a/b.csv", b"x")
        .with(".hidden", b"x");
    assert_eq!(
        paths(&root.0),
        [".hidden", "a.csv", "a/b.csv", "红塔区/2019/cases.csv"]
    );
    let directory = Directory::open(&root.0).unwrap();
    assert_eq!(directory.list().unwrap()[3].bytes, 3);
    let mut text = String::new();
    directory
        .open("红塔区/2019/cases.csv")
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "abc");
}

#[test]
fn a_single_file_is_a_folder_of_itself() {
    let root = Temporary::new().with("cases.csv", b"abc");
    let directory = Directory::open(root.0.join("cases.csv")).unwrap();
    assert_eq!(directory.list().unwrap()[0].path, "cases.csv");
    assert!(directory.open("cases.csv").is_ok());
}

#[test]
fn what_is_not_there_is_told_in_words() {
    let root = Temporary::new().with("a.csv", b"x");
    let error = Directory::open(root.0.join("nowhere")).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("there is no such file or directory"),
        "{error}"
    );
    assert!(
        error
            .render(Language::Chinese)
            .ends_with("没有这个文件或目录")
    );
    let directory = Directory::open(&root.0).unwrap();
    let error = directory.open("b.csv").err().unwrap();
    assert_eq!(error.place().file.as_deref(), Some("b.csv"));
    let error = directory.open("").err().unwrap();
    assert!(
        error.to_string().ends_with("it is a directory, not a file"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    use std::os::unix::fs::symlink;

    let root = Temporary::new()
        .with("a/cases.csv", b"x")
        .with("b/x.csv", b"x");
    symlink("..", root.0.join("a/up")).unwrap();
    symlink("../a", root.0.join("a/self")).unwrap();
    symlink("../a", root.0.join("b/other")).unwrap();
    symlink("nowhere", root.0.join("broken.csv")).unwrap();
    assert_eq!(
        paths(&root.0),
        ["a/cases.csv", "b/other/cases.csv", "b/x.csv", "broken.csv"]
    );
    let error = Directory::open(&root.0)
        .unwrap()
        .open("broken.csv")
        .err()
        .unwrap();
    assert!(
        error.to_string().contains("there is no such file"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_listed_and_can_be_ignored() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::UnixListener;

    let root = Temporary::new().with("needs.csv", b"x");
    // Not every file system takes such a name.
    let odd = fs::write(root.0.join(OsStr::from_bytes(b"\xb0\xb8.csv")), b"x").is_ok();
    let _socket = UnixListener::bind(root.0.join("socket")).unwrap();
    let programme = Programme::builtin("yuxi-2019").unwrap();
    let surveyed = |ignore: &[&str]| {
        let options = DoorOptions {
            ignore: ignore.iter().map(|pattern| (*pattern).to_owned()).collect(),
            ..DoorOptions::default()
        };
        survey(
            programme.definition(),
            &Directory::open(&root.0).unwrap(),
            &options,
        )
    };
    let error = surveyed(&[]).unwrap_err().to_string();
    assert!(error.contains("neither a file nor a directory"), "{error}");
    assert!(
        !odd || error.contains("the file's name is not UTF-8"),
        "{error}"
    );
    let delivery = surveyed(&["*"]).unwrap();
    assert_eq!(delivery.passed_over.len(), 2 + usize::from(odd));
}
