//! The header is what the sources say, and the symbols are those that were promised.
//!
//! `HUIMIN_UPDATE=1 cargo test -p huimin-c --test header` writes the header anew. The list of
//! symbols is written by hand: a symbol may be added, and none may go.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The files that make the header, in the order of its parts.
const SOURCES: [&str; 14] = [
    "status",
    "types",
    "options",
    "bytes",
    "error",
    "programme",
    "network",
    "plan",
    "checker",
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
fn every_symbol_is_listed_and_says_what_it_does() {
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
            let mut says = comment.lines().map(|line| line.trim_start_matches("///"));
            assert!(
                says.any(|line| !line.trim().is_empty()),
                "`{name}` does not say what it does"
            );
            assert!(
                header.contains(&format!(" {name}(")) || header.contains(&format!("*{name}(")),
                "`{name}` is not in the header"
            );
        }
    }
}

/// Before a second version there is nothing to say since when something is there.
#[test]
fn the_first_version_does_not_say_since_when() {
    let first = env!("CARGO_PKG_VERSION").starts_with("0.1.");
    assert!(first, "what this version adds says `Since` from now on");
    assert!(!header().contains("Since "));
}

/// The declarations of functions in the header: the name, and the parameters.
fn declarations(header: &str) -> Vec<(String, Vec<String>)> {
    let (_, declared) = header.split_once("extern \"C\" {").unwrap();
    let (declared, _) = declared.split_once("extern \"C\"").unwrap();
    let mut comment = false;
    let code = declared.lines().filter(|line| {
        comment |= line.starts_with("/*");
        let is_code = !comment && !line.starts_with('#');
        comment &= !line.ends_with("*/");
        is_code
    });
    let code = code.collect::<Vec<_>>().join(" ");
    let code = code.split(';').filter_map(|declaration| {
        let (before, parameters) = declaration.split_once('(')?;
        let name = before.rsplit([' ', '*']).next()?.to_owned();
        let parameters = parameters.trim_end_matches(')').split(',');
        let parameters = parameters.map(|given| given.split_whitespace().collect::<Vec<_>>());
        Some((name, parameters.map(|given| given.join(" ")).collect()))
    });
    code.collect()
}

#[test]
fn long_calls_have_options_and_texts_are_not_pairs() {
    let header = header();
    let declarations = declarations(&header);
    let symbols = fs::read_to_string(root().join("symbols.txt")).unwrap();
    let symbols = symbols.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(declarations.len(), symbols.count());
    for (name, parameters) in &declarations {
        assert!(
            parameters.len() <= 5 || parameters.iter().any(|given| given.contains("_options *")),
            "`{name}` has {} parameters, and no options",
            parameters.len()
        );
        for given in parameters {
            let is_pair = given.starts_with("size_t") && given != "size_t value_count";
            let is_pointer =
                given.starts_with("const char *") || given.starts_with("const uint8_t");
            assert!(!is_pair && !is_pointer, "`{name}` takes `{given}`");
        }
    }
    let structs = header.split("typedef struct {").skip(1);
    let structs = structs.filter_map(|text| text.split_once("} "));
    for (members, name) in structs {
        let name = name.split(';').next().unwrap();
        if name.ends_with("_options") {
            let first = members.split_once("*/").unwrap().1.trim_start();
            assert!(first.starts_with("size_t struct_size;"), "{name}");
        }
    }
}

/// Each kind of object has a struct of its own, and a function that frees it.
#[test]
fn every_kind_of_handle_is_a_struct() {
    let header = header();
    let freed: Vec<String> = declarations(&header)
        .into_iter()
        .filter(|(name, parameters)| name.ends_with("_free") && !parameters[0].contains('*'))
        .map(|(_, parameters)| parameters[0].split(' ').next().unwrap().to_owned())
        .collect();
    let kinds: BTreeSet<&str> = freed.iter().map(String::as_str).collect();
    assert_eq!((freed.len(), kinds.len()), (8, 8));
    for kind in kinds {
        let number = kind.trim_start_matches("huimin_");
        let says = format!("The number of the {number}, or 0.\n   */\n  uint64_t id;\n}} {kind};");
        assert!(header.contains(&says), "{kind}");
    }
}

/// What the files of the binding use of each other forms no circle.
#[test]
fn the_files_use_each_other_one_way() {
    let mut uses: Vec<(String, BTreeSet<String>)> = Vec::new();
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains("super::"), "{name}");
        let others = text.split("crate::").skip(1).map(|rest| {
            let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            rest[..end.unwrap_or(rest.len())].to_owned()
        });
        uses.push((name, others.collect()));
    }
    // What uses only files that were taken away already is taken away.
    while let Some(place) = uses.iter().position(|(_, others)| {
        let known = uses.iter().map(|(name, _)| name);
        known.filter(|name| others.contains(*name)).count() == 0
    }) {
        uses.remove(place);
    }
    assert!(uses.is_empty(), "a circle of files: {uses:?}");
}

/// Every block that is unsafe says why it is sound; clippy looks at that. Here: that no file but
/// those that are meant to has more to say than that pointers are as promised.
#[test]
fn what_is_unsafe_stands_in_few_files() {
    let (usual, few) = (
        "// SAFETY: as promised of every pointer.",
        ["convert", "bytes", "checker", "adding", "options"],
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
