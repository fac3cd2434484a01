//! The header is what the sources say, and the symbols are those that were promised.
//!
//! `HUIMIN_UPDATE=1 cargo test -p huimin-c --test header` writes the header anew. The list of
//! symbols is written by hand: a symbol may be added, and none may go.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The files that make the header, in the order of its parts.
const SOURCES: [&str; 13] = [
    "status",
    "bytes",
    "error",
    "programme",
    "network",
    "plan",
    "checker",
    "add_options",
    "tally",
    "adding",
    "directory",
    "assessment",
    "request",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn path(name: &str) -> PathBuf {
    root().join("src").join(format!("{name}.rs"))
}

fn header() -> String {
    let mut config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    // What is for tests alone stands in no header.
    config.export.exclude.push("huimin_test_panic".to_owned());
    let mut builder = cbindgen::Builder::new().with_config(config);
    for name in SOURCES {
        builder = builder.with_src(path(name));
    }
    let mut header = Vec::new();
    builder.generate().unwrap().write(&mut header);
    String::from_utf8(header).unwrap()
}

#[test]
fn the_header_is_what_the_sources_say() {
    let (header, file) = (header(), root().join("../../include/huimin.h"));
    if std::env::var_os("HUIMIN_UPDATE").is_some() {
        fs::write(file, header).unwrap();
        return;
    }
    let known = fs::read_to_string(file).unwrap_or_default();
    let differs = header
        .lines()
        .zip(known.lines())
        .position(|(one, two)| one != two);
    assert_eq!(
        header, known,
        "from line {differs:?}; HUIMIN_UPDATE=1 writes it anew"
    );
}

/// What every source exports, with its documentation.
fn exported() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for part in text
            .split("#[unsafe(no_mangle)]")
            .collect::<Vec<_>>()
            .windows(2)
        {
            let lines = part[0].lines().rev();
            let lines = lines.skip_while(|line| !line.starts_with("///"));
            let comment: Vec<&str> = lines.take_while(|line| line.starts_with("///")).collect();
            let name = part[1]
                .split("fn ")
                .nth(1)
                .unwrap()
                .split('(')
                .next()
                .unwrap();
            all.push((name.to_owned(), comment.join("\n")));
        }
    }
    all
}

#[test]
fn every_symbol_is_listed_and_says_since_when_it_is_there() {
    let listed = fs::read_to_string(root().join("symbols.txt")).unwrap();
    let listed: Vec<&str> = listed
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    let known: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(
        listed,
        known.iter().copied().collect::<Vec<_>>(),
        "in order, each once"
    );
    let exported = exported();
    let names = exported.iter().map(|(name, _)| name.as_str());
    let names: BTreeSet<&str> = names.filter(|name| *name != "huimin_test_panic").collect();
    assert_eq!(names, known);
    let header = header();
    for (name, comment) in &exported {
        if names.contains(name.as_str()) {
            assert!(
                comment.contains("/// Since "),
                "`{name}` does not say since when"
            );
            let says = comment
                .lines()
                .map(|line| line.trim_start_matches("///").trim());
            let mut says = says.filter(|line| !line.is_empty() && !line.starts_with("Since "));
            assert!(says.next().is_some(), "`{name}` does not say what it does");
            assert!(
                header.contains(&format!(" {name}(")) || header.contains(&format!("*{name}(")),
                "`{name}` is not in the header"
            );
        }
    }
}

/// Every block that is unsafe says why it is sound; clippy looks at that. Here: that no file but
/// those that are meant to has more to say than that pointers are as promised.
#[test]
fn what_is_unsafe_stands_in_few_files() {
    let (usual, few) = (
        "// SAFETY: as promised of every pointer.",
        [
            "convert",
            "stream",
            "bytes",
            "checker",
            "adding",
            "add_options",
        ],
    );
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let mut reasons = text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("// SAFETY:"));
        assert!(
            few.contains(&name.as_str()) || reasons.all(|line| line == usual),
            "{name}"
        );
    }
}
