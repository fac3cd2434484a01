//! The pages about diagnostics: every code has its section, and every example
//! does as its page says.

use std::collections::BTreeSet;
use std::path::PathBuf;

use huimin::diagnostic::Diagnostics;
use huimin::{Network, Programme};

use crate::file;

#[test]
fn documented_registers_do_as_they_say() {
    let examples = documented("diagnostics-network.md", "csv");
    for Documented { code, bad, text } in &examples {
        let codes: Vec<String> = match Network::from_csv(text.as_bytes()) {
            Ok(network) => codes(network.warnings()),
            Err(error) => codes(error.diagnostics()),
        };
        assert_documented(code, *bad, &codes, text);
    }
    // Two caps have no example: it would fill a book.
    assert_complete(&examples, 'N', &["N022", "N023"]);
}

#[test]
fn documented_definitions_do_as_they_say() {
    let base = file("documented.toml");
    let examples = documented("diagnostics-plan.md", "toml");
    for Documented { code, bad, text } in &examples {
        let definition = format!("{base}\n{text}");
        let network = Network::builtin("yuxi-2019").unwrap();
        let checked = Programme::from_toml("documented.toml", &definition)
            .and_then(|programme| programme.check(network));
        let codes = match checked {
            Ok(warnings) => codes(&warnings),
            Err(error) => codes(error.diagnostics()),
        };
        assert_documented(code, *bad, &codes, text);
    }
    // A definition file never gets these: its reader has found the mistake before.
    let unreachable = ["P001", "P002", "P003", "P005", "P006", "P007"];
    assert_complete(&examples, 'P', &unreachable);
    assert_complete(&examples, 'E', &[]);
}

#[test]
fn every_code_has_its_section() {
    for (prefix, page) in [
        ('D', "diagnostics-definition.md"),
        ('F', "diagnostics-formula.md"),
        ('P', "diagnostics-plan.md"),
        ('E', "diagnostics-plan.md"),
        ('N', "diagnostics-network.md"),
    ] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("docs")
            .join(page);
        let text = std::fs::read_to_string(path).unwrap();
        let headings = text.lines().filter(|line| line.starts_with("## "));
        let headings: Vec<&str> = headings.collect();
        for code in codes_of_the_library(prefix) {
            let described = headings.iter().any(|heading| heading.contains(&code));
            assert!(described, "{page} does not describe {code}");
        }
    }
}

/// Every code of the library has an example but those left out.
fn assert_complete(examples: &[Documented], prefix: char, left_out: &[&str]) {
    let shown: BTreeSet<String> = examples
        .iter()
        .map(|example| example.code.clone())
        .collect();
    for code in codes_of_the_library(prefix) {
        let expected = !left_out.contains(&code.as_str());
        assert_eq!(shown.contains(&code), expected, "{code}");
    }
}

/// The codes with that letter in the source of the library, its tests left out.
fn codes_of_the_library(prefix: char) -> BTreeSet<String> {
    let mut waiting = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut codes = BTreeSet::new();
    while let Some(directory) = waiting.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                waiting.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("_tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let words = text.split('"').filter(|word| word.len() == 4);
                let is_code = |word: &&str| {
                    word.strip_prefix(prefix)
                        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
                };
                codes.extend(words.filter(is_code).map(str::to_owned));
            }
        }
    }
    assert!(!codes.is_empty(), "the source was not found");
    codes
}

/// An example of a page about diagnostics.
struct Documented {
    code: String,
    bad: bool,
    text: String,
}

/// The examples of a page, written in `language`.
fn documented(page: &str, language: &str) -> Vec<Documented> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let mut examples = Vec::new();
    for section in text.split("\n## ").skip(1) {
        let code = section.split_whitespace().next().unwrap();
        for part in section.split(&format!("```{language}\n")).skip(1) {
            let (example, _) = part.split_once("```").unwrap();
            let bad = examples.len() % 2 == 0;
            let (code, text) = (code.to_owned(), example.to_owned());
            examples.push(Documented { code, bad, text });
        }
    }
    examples
}

fn codes(diagnostics: &Diagnostics) -> Vec<String> {
    let codes = diagnostics.list.iter().map(|diagnostic| diagnostic.code);
    codes.map(str::to_owned).collect()
}

fn assert_documented(code: &str, bad: bool, found: &[String], text: &str) {
    let expected = if bad {
        vec![code.to_owned()]
    } else {
        Vec::new()
    };
    assert_eq!(found, expected, "{code}:\n{text}");
}
