//! The arrows of ARCHITECTURE.md: a room reads only from rooms before it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, each with those it may read from. The list is in order: a room may
/// only name rooms above it, so there is no way to allow a circle.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("limits", &[]),
    ("spelling", &[]),
    ("headings", &["spelling"]),
    ("row_numbers", &[]),
    ("origin", &[]),
    ("receipt", &["origin", "text"]),
    ("diagnostic", &["text"]),
    ("error", &["diagnostic", "origin", "text"]),
    // Work that is stopped ends with an error.
    ("threads", &["error", "text"]),
    ("figure", &["error", "text"]),
    ("calendar", &["error", "text"]),
    ("forms", &["calendar", "figure"]),
    (
        "input",
        &["error", "limits", "row_numbers", "spelling", "text"],
    ),
    (
        "network",
        &[
            "calendar",
            "diagnostic",
            "error",
            "forms",
            "headings",
            "limits",
            "spelling",
            "text",
        ],
    ),
    // Registers come in every form that records come in.
    (
        "register",
        &["calendar", "error", "input", "limits", "network", "text"],
    ),
    (
        "allocate",
        &["error", "figure", "limits", "network", "text"],
    ),
    // Strata are divisions, known by their codes alone.
    (
        "inspect",
        &["allocate", "error", "figure", "limits", "network", "text"],
    ),
    // Scores numbers that are handed to it; whence they come it cannot know.
    ("score", &["error", "figure", "limits", "network", "text"]),
    // The names of levels and of methods of allocation are words of its files.
    (
        "definition",
        &[
            "allocate",
            "calendar",
            "diagnostic",
            "figure",
            "headings",
            "limits",
            "network",
            "spelling",
            "text",
        ],
    ),
    // What files hold is told by the datasets of a definition, and by nothing that was computed.
    (
        "door",
        &[
            "definition",
            "diagnostic",
            "error",
            "headings",
            "input",
            "limits",
            "network",
            "spelling",
            "text",
        ],
    ),
    (
        "formula",
        &[
            "calendar",
            "diagnostic",
            "error",
            "figure",
            "limits",
            "network",
            "text",
        ],
    ),
    // Programs test division codes (`valid_division_code`) and look up attributes.
    (
        "column",
        &["calendar", "error", "figure", "formula", "network", "text"],
    ),
    (
        "plan",
        &[
            "allocate",
            "calendar",
            "column",
            "definition",
            "diagnostic",
            "error",
            "figure",
            "formula",
            "headings",
            "limits",
            "network",
            "score",
            "spelling",
            "text",
        ],
    ),
    (
        "records",
        &[
            "calendar",
            "column",
            "definition",
            "diagnostic",
            "error",
            "figure",
            "formula",
            "forms",
            "headings",
            "limits",
            "network",
            "plan",
            "spelling",
            "text",
        ],
    ),
    // Its columns are laid out by the plan's slots.
    (
        "ledger",
        &[
            "calendar",
            "column",
            "error",
            "limits",
            "network",
            "origin",
            "plan",
            "row_numbers",
            "text",
        ],
    ),
    (
        "verify",
        &[
            "calendar",
            "column",
            "definition",
            "diagnostic",
            "error",
            "formula",
            "headings",
            "ledger",
            "network",
            "plan",
            "records",
            "spelling",
            "text",
            "threads",
        ],
    ),
    (
        "tally",
        &[
            "calendar",
            "column",
            "error",
            "figure",
            "formula",
            "input",
            "ledger",
            "limits",
            "network",
            "origin",
            "plan",
            "receipt",
            "records",
            "row_numbers",
            "text",
            "threads",
            "verify",
        ],
    ),
    (
        "assess",
        &[
            "calendar",
            "definition",
            "diagnostic",
            "error",
            "figure",
            "formula",
            "ledger",
            "limits",
            "network",
            "origin",
            "plan",
            "receipt",
            "records",
            "tally",
            "text",
            "threads",
            "verify",
        ],
    ),
    // It reads what was assessed, and alters nothing.
    (
        "reconcile",
        &[
            "assess",
            "calendar",
            "definition",
            "error",
            "figure",
            "ledger",
            "network",
            "plan",
            "text",
        ],
    ),
    // It reads what was assessed, and alters nothing.
    (
        "services",
        &[
            "assess", "calendar", "error", "figure", "ledger", "limits", "network", "plan",
            "tally", "text",
        ],
    ),
    // It hands records and figures to `inspect` and `score`, and judges nothing itself.
    (
        "acceptance",
        &[
            "assess",
            "definition",
            "diagnostic",
            "error",
            "figure",
            "inspect",
            "ledger",
            "network",
            "plan",
            "records",
            "score",
            "text",
        ],
    ),
    (
        "report",
        &[
            "acceptance",
            "allocate",
            "assess",
            "calendar",
            "definition",
            "diagnostic",
            "error",
            "figure",
            "inspect",
            "limits",
            "network",
            "plan",
            "reconcile",
            "score",
            "services",
            "text",
        ],
    ),
    // Requests and answers as JSON: it converts, and decides nothing.
    (
        "exchange",
        &[
            "acceptance",
            "allocate",
            "assess",
            "calendar",
            "diagnostic",
            "door",
            "error",
            "figure",
            "input",
            "inspect",
            "limits",
            "network",
            "plan",
            "reconcile",
            "report",
            "score",
            "text",
            "verify",
        ],
    ),
    (
        "programme",
        &[
            "assess",
            "calendar",
            "column",
            "definition",
            "diagnostic",
            "error",
            "figure",
            "formula",
            "input",
            "ledger",
            "network",
            "plan",
            "records",
            "tally",
            "text",
        ],
    ),
    (
        "intake",
        &[
            "door",
            "error",
            "input",
            "network",
            "origin",
            "plan",
            "programme",
            "receipt",
            "register",
            "tally",
            "text",
        ],
    ),
    // An invented year knows the real network and the calendar, and no engine.
    (
        "sample",
        &["calendar", "error", "limits", "network", "text"],
    ),
];

/// Lines of the longest file a reader should have to take in at once.
const LONGEST_FILE_LINES: usize = 600;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file of the library but its unit tests, with its room and text.
fn sources() -> Vec<(String, PathBuf, String)> {
    let mut waiting = vec![root().join("src")];
    let mut sources = Vec::new();
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".rs") && !is_test(&name) && name != "lib.rs" {
                let inside = path.strip_prefix(root().join("src")).unwrap();
                let room = inside
                    .components()
                    .next()
                    .unwrap()
                    .as_os_str()
                    .to_string_lossy();
                let text = fs::read_to_string(&path).unwrap();
                sources.push((room.trim_end_matches(".rs").to_owned(), path.clone(), text));
            }
        }
    }
    sources.sort();
    assert!(sources.len() > 100, "the sources were not found");
    sources
}

fn is_test(name: &str) -> bool {
    name.ends_with("_tests.rs") || name.starts_with("test_")
}

/// The lines of a file that are not comments: documentation may point anywhere.
fn code(text: &str) -> String {
    let lines = text.lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The rooms that the code of a file names by `crate::…`.
fn rooms_read(text: &str) -> BTreeSet<String> {
    let code = code(text);
    let mut rooms = BTreeSet::new();
    for behind in code.split("crate::").skip(1) {
        let names = match behind.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => behind,
        };
        for name in names.split(',').take(if behind.starts_with('{') {
            usize::MAX
        } else {
            1
        }) {
            let end = |c: char| !c.is_alphanumeric() && c != '_';
            let room = name.trim().split(end).next().unwrap_or_default();
            rooms.insert(room.to_owned());
        }
    }
    rooms
}

#[test]
fn no_arrow_points_back() {
    let mut above = BTreeSet::new();
    let mut allowed: BTreeMap<&str, &[&str]> = BTreeMap::new();
    for (room, reads) in ROOMS {
        for read in *reads {
            assert!(
                above.contains(read),
                "`{room}` may not read from `{read}`, which stands below it"
            );
        }
        above.insert(*room);
        allowed.insert(room, reads);
    }
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (room, path, text) in sources() {
        let reads = allowed
            .get(room.as_str())
            .unwrap_or_else(|| panic!("`{room}` is no room"));
        for read in rooms_read(&text) {
            if read != room && !reads.contains(&read.as_str()) {
                wrong.push(format!("{}: `{room}` reads from `{read}`", path.display()));
            }
            used.insert((room.clone(), read));
        }
        if leaves_by_super(&path, &text) {
            wrong.push(format!("{}: `super` leaves the room", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (room, reads) in ROOMS {
        let unused = reads
            .iter()
            .find(|read| !used.contains(&((*room).to_owned(), (**read).to_owned())));
        assert_eq!(unused, None, "`{room}` is allowed what it does not read");
    }
}

/// Whether a file names another room by so many `super::` that they lead out of
/// its own.
fn leaves_by_super(path: &Path, text: &str) -> bool {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let is_folder = inside.file_name().is_some_and(|name| name == "mod.rs");
    let code = code(text);
    let is_module =
        |line: &&str| line.trim_start().starts_with("mod ") && line.trim_end().ends_with('{');
    let within = code.lines().filter(is_module).count();
    let depth = inside.components().count() - usize::from(is_folder) + within;
    code.contains(&"super::".repeat(depth))
}

/// The parser of rooms is tested itself: what it misses is an arrow that nobody sees.
#[test]
fn rooms_are_found_wherever_they_are_named() {
    let text = "//! crate::assess\n#[cfg(test)]\nmod tests;\nuse crate::text::text;\n\
        use crate::{figure::Decimal, calendar};\nfn f() { crate::plan::g(); }\n    /// [`crate::report`]\n";
    let found: Vec<String> = rooms_read(text).into_iter().collect();
    assert_eq!(found, ["calendar", "figure", "plan", "text"]);
    let src = root().join("src");
    for (path, text, leaves) in [
        ("plan/mod.rs", "use super::tally;", true),
        ("plan/scope.rs", "use super::Plan;", false),
        ("plan/scope.rs", "use super::super::tally;", true),
        ("sample/recipes/mod.rs", "use super::row::Row;", false),
        ("text.rs", "use super::figure;", true),
    ] {
        assert_eq!(
            leaves_by_super(&src.join(path), text),
            leaves,
            "{path}: {text}"
        );
    }
}

#[test]
fn every_room_is_described() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (room, _) in ROOMS {
        let described = page
            .lines()
            .any(|line| line.starts_with("| ") && line.contains(&format!("`{room}`")));
        assert!(described, "ARCHITECTURE.md does not describe `{room}`");
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut count = 0;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || line == "[dev-dependencies]";
        } else if let (true, Some((name, _))) = (inside, line.split_once(" = ")) {
            assert!(
                page.contains(name),
                "ARCHITECTURE.md gives no reason for `{name}`"
            );
            count += 1;
        }
    }
    assert!(count > 10, "the dependencies were not found");
}

#[test]
fn files_are_short_enough_to_read() {
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        assert!(
            lines <= LONGEST_FILE_LINES,
            "{} has {lines} lines",
            path.display()
        );
    }
}

/// Nothing outside of tests stops the process, but for the one place that says why.
#[test]
fn what_panics_is_exempted_by_name() {
    let words = [
        (".unwrap()", "clippy::unwrap_used"),
        (".expect(", "clippy::expect_used"),
        ("panic!(", "clippy::panic"),
        ("unreachable!(", "clippy::unreachable"),
        ("todo!(", "clippy::todo"),
        ("unimplemented!(", "clippy::unimplemented"),
    ];
    let mut exempted = Vec::new();
    for (_, path, text) in sources() {
        for (word, lint) in words {
            if !code(&text).contains(word) {
                continue;
            }
            let path = path.strip_prefix(root()).unwrap().display().to_string();
            assert!(
                text.contains(lint),
                "{path} has `{word}` without an exemption"
            );
            exempted.push(format!("{path} {word}"));
        }
    }
    assert_eq!(exempted, ["src/column/evaluate.rs panic!("]);
}

/// Clippy denies what panics; an exemption has to say why in its own words.
#[test]
fn exemptions_give_their_reason() {
    for (_, path, text) in sources() {
        assert!(
            !text.contains("allow(clippy::"),
            "{}: use `expect` with a reason",
            path.display()
        );
        let exemptions =
            text.matches("expect(\n    clippy::").count() + text.matches("expect(clippy::").count();
        let reasons = text.matches("reason = \"").count();
        assert!(
            exemptions <= reasons,
            "{}: an exemption without a reason",
            path.display()
        );
    }
}

/// The files of a room that read from each other, room by room, with the reason. Everywhere else
/// the files of a room form no circle.
const CIRCLES: &[(&str, &[&str], &str)] = &[
    (
        "door",
        &[
            "delivery",
            "source",
            "survey",
            "text_file",
            "typed",
            "workbook",
        ],
        "a source is named by its delivery, which holds sources; kinds of files fill the survey's item",
    ),
    (
        "input",
        &[
            "csv",
            "csv_chunk",
            "csv_delimiter",
            "csv_piece",
            "xlsx",
            "xlsx_rows",
        ],
        "a source hands out pieces, which read its options and places",
    ),
    (
        "network",
        &["faults", "line", "place", "register"],
        "faults of a register name its columns, which the reader declares",
    ),
    (
        "records",
        &["decode", "key", "messages", "numbers", "value"],
        "a problem of decoding is told by the key and the value it is about",
    ),
    (
        "sample",
        &["defects", "recipes"],
        "a recipe of a defect is listed with the defects",
    ),
    (
        "tally",
        &["bytes", "cells", "receipt_bytes", "waiting"],
        "the receipt's bytes are a part of the tally's; changes of cells wait beside them",
    ),
];

#[test]
fn files_of_a_room_form_no_circle() {
    let sources = sources();
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (room, _) in ROOMS {
        let files = sources.iter().filter(|(of, ..)| of == room);
        let files: BTreeMap<Vec<String>, &str> = files
            .map(|(_, path, text)| (module(path), text.as_str()))
            .collect();
        let reads: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = files
            .iter()
            .map(|(module, text)| (module.clone(), modules_read(module, text, &files)))
            .collect();
        // A file is part of a circle where what it reads from leads back to it.
        let leads_back = |module: &Vec<String>| {
            let mut waiting: Vec<&Vec<String>> = reads[module].iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(next) = waiting.pop() {
                if seen.insert(next) {
                    waiting.extend(&reads[next]);
                }
            }
            seen.contains(module)
        };
        let circle = reads.keys().filter(|module| leads_back(module));
        let names: BTreeSet<String> = circle.map(|module| module[1..].join("/")).collect();
        if !names.is_empty() {
            found.insert(room, names);
        }
    }
    let known: BTreeMap<&str, BTreeSet<String>> = CIRCLES
        .iter()
        .map(|(room, files, _)| (*room, files.iter().map(ToString::to_string).collect()))
        .collect();
    assert_eq!(found, known, "found on the left, known on the right");
}

/// The module of a source file: `["definition", "read", "head"]`.
fn module(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix(root().join("src")).unwrap();
    let names = inside.with_extension("");
    let names = names.components();
    let names = names.map(|name| name.as_os_str().to_string_lossy().into_owned());
    names.filter(|name| name != "mod").collect()
}

/// The files of the same room that the code of a file names by `super::…`. A module
/// that only has others in it is none of them.
fn modules_read(
    module: &[String],
    text: &str,
    files: &BTreeMap<Vec<String>, &str>,
) -> BTreeSet<Vec<String>> {
    let code = code(text);
    let mut read = BTreeSet::new();
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("::") {
            continue;
        }
        let behind = &code[at..];
        let inner = behind.trim_start_matches("super::");
        let supers = (behind.len() - inner.len()) / "super::".len();
        let end = inner.find(|c| !is_part(c)).unwrap_or(inner.len());
        let (path, rest) = inner.split_at(end);
        let listed = rest.strip_prefix('{').filter(|_| path.is_empty());
        let list = listed.map_or(path, |list| list.split('}').next().unwrap_or_default());
        for name in list
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let mut target = module[..module.len() - supers].to_vec();
            let parts = name.split("::").take_while(|part| !part.is_empty());
            for part in parts {
                target.push(part.to_owned());
                if !files.contains_key(&target) {
                    target.pop();
                    break;
                }
            }
            if target != module && files.contains_key(&target) {
                read.insert(target);
            }
        }
    }
    read
}

/// The parser of these edges is tested itself.
#[test]
fn files_are_found_wherever_they_are_named() {
    let module = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let known = ["a", "a/b", "a/c", "a/c/d", "a/e"];
    let files = known.iter().map(|path| (module(path), "")).collect();
    let text = "use super::super::b::X;\nuse super::Y;\nfn f() { super::super::e::g(); }\n\
        use super::super::{b, e::Z};\n// super::d";
    let found = modules_read(&module("a/c/d"), text, &files);
    let found: Vec<String> = found.iter().map(|path| path.join("/")).collect();
    assert_eq!(found, ["a/b", "a/c", "a/e"]);
}
