//! What the documents claim is run: definitions, commands and their output,
//! printed text, links, features. Their Rust blocks are documentation tests of
//! the library.
//!
//! `HUIMIN_UPDATE=1 cargo test --features sample --test readme` writes what is
//! printed into the READMEs anew. Read the difference before it is committed.

#![cfg(feature = "csv")]

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

use huimin::calendar::Date;
use huimin::definition::builtin_text;
use huimin::input::{CsvOptions, CsvSource};
use huimin::{Language, Network, Plan, Programme, Tally};

const ENGLISH: &str = include_str!("../README.md");
const CHINESE: &str = include_str!("../README.zh-CN.md");
const SEMANTICS: &str = include_str!("../docs/semantics.md");
const READMES: [(&str, Language); 2] = [(ENGLISH, Language::English), (CHINESE, Language::Chinese)];

/// Has a README show what is printed now, or fails.
fn replace(language: Language, shown: &str, printed: &str) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    assert!(
        std::env::var_os("HUIMIN_UPDATE").is_some(),
        "shown:\n{shown}\nprinted:\n{printed}\nHUIMIN_UPDATE=1 writes it anew"
    );
    let path = match language {
        Language::English => "README.md",
        Language::Chinese => "README.zh-CN.md",
    };
    let _guard = ONE_AT_A_TIME.lock().unwrap();
    let readme = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, readme.replacen(shown, printed, 1)).unwrap();
}

/// A fenced block: the word behind its fence, and its lines.
struct Block<'t> {
    word: &'t str,
    body: &'t str,
}

fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut parts = document.split("```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (word, body) = block.split_once('\n').unwrap();
        blocks.push(Block { word, body });
    }
    blocks
}

fn blocks_of<'t>(document: &'t str, word: &str) -> Vec<&'t str> {
    let blocks = blocks(document).into_iter();
    let wanted = blocks.filter(|block| block.word == word);
    wanted.map(|block| block.body).collect()
}

#[test]
fn every_block_is_of_a_kind_that_is_run() {
    for document in [ENGLISH, CHINESE, SEMANTICS] {
        for block in blocks(document) {
            // What is Python is run by tests/python/package/test_readme.py.
            let run = ["rust", "toml", "console", "text", "pycon", "python"];
            assert!(run.contains(&block.word), "```{}", block.word);
        }
    }
}

#[test]
fn the_definition_passes_its_own_examples() {
    let file = include_str!("../examples/programmes/family-doctors.toml");
    for (readme, _) in READMES {
        let [definition] = blocks_of(readme, "toml")[..] else {
            panic!("one definition is shown");
        };
        assert_eq!(definition, file);
        let programme = Programme::from_toml("README", definition).unwrap();
        assert_eq!(programme.definition().examples.len(), 1);
        let network = Network::builtin("yuxi-2019").unwrap();
        let warnings = programme.check(network).unwrap();
        assert_eq!(warnings.render(Language::English), "");
    }
}

#[test]
fn the_examples_of_the_semantics_hold() {
    let examples = blocks_of(SEMANTICS, "toml");
    assert!(examples.len() >= 8, "{}", examples.len());
    let before = Programme::builtin("yuxi-2019").unwrap();
    let before = before.definition().examples.len();
    for example in &examples {
        let text = format!("{}\n{example}", builtin_text("yuxi-2019").unwrap());
        let programme = Programme::from_toml("docs/semantics.md", &text)
            .unwrap_or_else(|error| panic!("{error}\n{example}"));
        assert_eq!(programme.definition().examples.len(), before + 1);
        let network = Network::builtin("yuxi-2019").unwrap();
        if let Err(error) = programme.check(network) {
            panic!("{error}\n{example}");
        }
    }
}

#[test]
fn the_explanation_is_what_the_first_example_prints() {
    for (readme, language) in READMES {
        let programme = Programme::builtin("yuxi-2019").unwrap();
        let divisions = std::fs::read("examples/records/divisions.csv").unwrap();
        let network = Network::from_csv(&divisions).unwrap();
        let mut tally = Tally::new(&Plan::new(&programme, network).unwrap());
        for dataset in ["platforms", "disputes"] {
            let file = File::open(format!("examples/records/{dataset}.csv")).unwrap();
            let source = CsvSource::new(file, CsvOptions::default());
            tally.add(dataset, source).unwrap();
        }
        let assessment = tally.assess(Date::parse("2019-11-30").unwrap()).unwrap();
        let explanation = assessment.explain("mediation_success_rate", "530402");
        let printed = explanation.unwrap().render(language, 2) + "\n";
        let [shown] = blocks_of(readme, "text")[..] else {
            panic!("one text is shown");
        };
        if shown != printed {
            replace(language, shown, &printed);
        }
    }
}

/// The commands of the documents are those that are known here; what is shown
/// below a command is what it prints, and `…` stands for what is left out.
#[cfg(feature = "sample")]
#[test]
fn the_commands_print_what_is_shown() {
    for (readme, language) in READMES {
        let mut seen = Vec::new();
        for block in blocks_of(readme, "console") {
            let (command, shown) = block.split_once('\n').unwrap();
            let command = command.strip_prefix("$ ").unwrap();
            seen.push(command);
            let printed = match command {
                // The gate, of which this test is a part.
                "make test" => {
                    assert!(include_str!("../Makefile").contains("\ntest: "));
                    String::new()
                }
                _ => demo(command.strip_prefix("make demo").unwrap()),
            };
            for part in shown.split("…\n") {
                if !printed.contains(part) {
                    replace(language, part, &like(part, &printed));
                }
            }
        }
        let of_language = |chinese, english| match language {
            Language::Chinese => chinese,
            Language::English => english,
        };
        let demo = of_language("make demo", r#"make demo ARGS="--lang en""#);
        let own = of_language(
            r#"make demo ARGS="examples/records --keep""#,
            r#"make demo ARGS="examples/records --keep --lang en""#,
        );
        assert_eq!(seen, [demo, "make test", own]);
    }
}

/// As many lines as `part` has of what is printed, from the first that begins alike.
#[cfg(feature = "sample")]
fn like(part: &str, printed: &str) -> String {
    let start: String = part.chars().take(8).collect();
    let lines = printed.split_inclusive('\n');
    let lines = lines.skip_while(|line| !line.starts_with(&start));
    lines.take(part.lines().count()).collect()
}

/// Where the demonstration writes, which is `out/demo` for whoever reads.
#[cfg(feature = "sample")]
const DIRECTORY: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/readme");

/// What `make demo` prints; `arguments` is empty or ` ARGS="…"`.
#[cfg(feature = "sample")]
fn demo(arguments: &str) -> String {
    use std::process::Command;
    let recipe = "--example demo -- $(OUT)/demo $(ARGS)";
    assert!(include_str!("../Makefile").contains(recipe));
    let arguments = arguments.trim_start().trim_start_matches("ARGS=");
    let features = [
        ("csv", cfg!(feature = "csv")),
        ("json", cfg!(feature = "json")),
        ("parallel", cfg!(feature = "parallel")),
        ("parquet", cfg!(feature = "parquet")),
        ("xlsx", cfg!(feature = "xlsx")),
        ("html", cfg!(feature = "html")),
        ("sample", cfg!(feature = "sample")),
        ("door", cfg!(feature = "door")),
    ];
    // The features of this build, so that nothing is built anew.
    let features = features.iter().filter(|(_, on)| *on);
    let features: Vec<&str> = features.map(|(name, _)| *name).collect();
    let output = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--example",
            "demo",
            "--no-default-features",
        ])
        .args(["--features", &features.join(",")])
        .args(["--", DIRECTORY])
        .args(arguments.trim_matches('"').split_whitespace())
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.replace(DIRECTORY, "out/demo")
}

#[test]
fn both_readmes_have_the_same_parts() {
    let shape = |document: &str| -> Vec<String> {
        let mut in_block = false;
        let mut parts = Vec::new();
        for line in document.lines() {
            let is_fence = line.starts_with("```");
            in_block ^= is_fence;
            let part = match line.chars().next() {
                _ if is_fence => Some(line),
                Some('#' | '|' | '-') if !in_block => line.split(' ').next(),
                _ => None,
            };
            parts.extend(part.map(str::to_owned));
        }
        parts
    };
    assert_eq!(shape(ENGLISH), shape(CHINESE));
    let code = |document| -> Vec<String> {
        let lines = blocks_of(document, "rust").into_iter().flat_map(str::lines);
        let code = lines.filter(|line| {
            let line = line.trim_start();
            !line.starts_with("//") && !line.starts_with('"')
        });
        code.map(|line| line.replace("Language::Chinese", "Language::English"))
            .collect()
    };
    assert_eq!(code(ENGLISH), code(CHINESE));
}

#[test]
fn links_lead_somewhere() {
    for (document, folder) in [
        (ENGLISH, ""),
        (CHINESE, ""),
        (SEMANTICS, "docs"),
        (include_str!("../CHANGELOG.md"), ""),
    ] {
        for link in document.split("](").skip(1) {
            let (target, _) = link.split_once(')').unwrap();
            if target.starts_with("https://") {
                continue;
            }
            match target.strip_prefix('#') {
                Some(anchor) => {
                    let headings = document.lines().filter(|line| line.starts_with('#'));
                    let mut anchors = headings.map(|line| {
                        let words = line.trim_start_matches('#').trim().to_lowercase();
                        words
                            .replace(' ', "-")
                            .replace([',', ':', '`', '、', '，', '：'], "")
                    });
                    assert!(anchors.any(|known| known == anchor), "#{anchor}");
                }
                None => assert!(Path::new(folder).join(target).exists(), "{target}"),
            }
        }
    }
}

#[test]
fn features_and_the_rust_version_are_those_of_the_package() {
    let package = include_str!("../Cargo.toml");
    let (_, features) = package.split_once("\n[features]\n").unwrap();
    let (features, _) = features.split_once("\n[").unwrap();
    let (default, features) = features.split_once('\n').unwrap();
    let features = features.lines().filter_map(|line| line.split_once(" = "));
    for (readme, language) in READMES {
        let (yes, no) = match language {
            Language::Chinese => ("是", "否"),
            Language::English => ("yes", "no"),
        };
        let mut count = 0;
        for (feature, _) in features.clone() {
            let is_default = default.contains(&format!("\"{feature}\""));
            let row = format!("| `{feature}` | {} |", if is_default { yes } else { no });
            assert!(readme.contains(&row), "{row}");
            count += 1;
        }
        assert!(count >= 6);
        let (_, version) = package.split_once("\nrust-version = \"").unwrap();
        let (version, _) = version.split_once('"').unwrap();
        assert!(readme.contains(version), "{version}");
    }
}
