//! Every cap that can be hit without much work: an error that names it.

use std::io::Cursor;

use huimin::input::{JsonLinesOptions, JsonLinesSource};
use huimin::{Error, ErrorKind, Network, Tally, limits};

use crate::support::{HEADER, csv, plan, try_plan};

fn rule(condition: &str) -> String {
    format!(
        "[[rule]]\nid = \"long\"\nlabel = {{ zh = \"长\", en = \"long\" }}\nseverity = \"warn\"\ndataset = \"visits\"\nmessage = {{ zh = \"请核对\", en = \"check\" }}\ncondition = '''{condition}'''\n"
    )
}

/// The definition is refused with a diagnostic of that code that names the cap.
fn refused_definition(more: &str, code: &str, limit: usize) {
    let error = try_plan(more).expect_err(code);
    let diagnostics = error.diagnostics();
    let found = diagnostics.list.iter().find(|diagnostic| {
        diagnostic.code == code
            && diagnostic
                .message
                .en
                .replace(',', "")
                .contains(&limit.to_string())
    });
    assert!(found.is_some(), "no {code} that names {limit}: {error}");
}

fn names(error: &Error, limit: usize) {
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(
        error.to_string().contains(&limit.to_string()),
        "no {limit} in: {error}"
    );
}

#[test]
fn definitions() {
    refused_definition(
        &"#".repeat(limits::DEFINITION_BYTES),
        "D018",
        limits::DEFINITION_BYTES,
    );
    let period = "period = { start = 2019-01-01, end = 2019-12-31 }";
    let long = crate::support::definition("")
        .replace(period, "period = { start = 2019-01-01, end = 2024-01-01 }");
    let error = huimin::Programme::from_toml("x.toml", &long).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(&limits::PERIOD_MONTHS.to_string()),
        "{error}"
    );

    let fields: String = (0..=limits::FIELDS)
        .map(|n| format!("  {{ name = \"f{n}\", label = {{ zh = \"字段{n}\", en = \"field {n}\" }}, type = \"division\", required = true }},\n"))
        .collect();
    let dataset = format!(
        "[[dataset]]\nid = \"wide\"\nlabel = {{ zh = \"宽\", en = \"wide\" }}\ndivision = \"f0\"\nfield = [\n{fields}]\n"
    );
    refused_definition(&dataset, "D018", limits::FIELDS);

    let measures: String = (0..=limits::MEASURES_PER_DATASET)
        .map(|n| format!("[[measure]]\nid = \"m{n}\"\nlabel = {{ zh = \"计量\", en = \"measure\" }}\ndataset = \"visits\"\nvalue = \"count(*)\"\n"))
        .collect();
    refused_definition(&measures, "D018", limits::MEASURES_PER_DATASET);
    let rules: String = (0..=limits::MEASURES_PER_DATASET)
        .map(|n| rule("persons > 1").replace("\"long\"", &format!("\"r{n}\"")))
        .collect();
    refused_definition(&rules, "D018", limits::MEASURES_PER_DATASET);

    let codes: String = (0..=limits::CODES)
        .map(|n| format!("c{n} = {{ zh = \"代码{n}\", en = \"code {n}\" }}\n"))
        .collect();
    let list = format!(
        "[[code_list]]\nid = \"many\"\nlabel = {{ zh = \"多\", en = \"many\" }}\n[code_list.codes]\n{codes}"
    );
    refused_definition(&list, "D018", limits::CODES);

    let example = "[[example]]\nnote = \"many\"\nas_of = 2019-12-31\nregister = [{ code = \"530400\", name = \"玉溪市\" }]\nrecords.visits = [{ times = 1000000000, visit_id = \"V{n}\", division_code = \"530400\", visited_on = 2019-05-01 }]\n";
    refused_definition(example, "D018", limits::EXAMPLE_BYTES);
}

#[test]
fn formulas() {
    let terms = |count: usize, term: &str| vec![term; count].join(" OR ");
    refused_definition(
        &rule(&terms(1_000, "persons > 1")),
        "F002",
        limits::FORMULA_BYTES,
    );
    refused_definition(&rule(&terms(300, "(1>2)")), "F002", limits::FORMULA_TOKENS);
    let deep = |open: &str, close: &str, count: usize| {
        format!("{}persons > 1{}", open.repeat(count), close.repeat(count))
    };
    refused_definition(
        &rule(&deep("(", ")", limits::FORMULA_NESTING + 1)),
        "F003",
        limits::FORMULA_NESTING,
    );
    refused_definition(
        &rule(&deep("NOT ", "", limits::FORMULA_OPERATOR_NESTING + 1)),
        "F003",
        limits::FORMULA_OPERATOR_NESTING,
    );
    let nested = deep("(NOT NOT NOT NOT NOT NOT ", ")", 12);
    refused_definition(&rule(&nested), "F003", limits::FORMULA_DEPTH);
    // Each BETWEEN repeats its operand, so that the typed form doubles every time.
    let sum = vec!["persons"; 30].join(" + ");
    let doubled = (0..8).fold(format!("{sum} BETWEEN 1 AND 2"), |condition, _| {
        format!("CASE WHEN {condition} THEN 1 ELSE 0 END BETWEEN 0 AND 1")
    });
    refused_definition(&rule(&doubled), "F002", limits::FORMULA_NODES);
    refused_definition(
        &rule(&format!(
            "matches(remark, '{}')",
            "a".repeat(limits::PATTERN_BYTES + 1)
        )),
        "F022",
        limits::PATTERN_BYTES,
    );
}

#[test]
fn patterns_that_grow_are_refused() {
    for pattern in [
        "(a{1000}){1000}",
        &format!("{}a{}", "(".repeat(40), ")".repeat(40)),
        r"\p{L}{500}{20}",
    ] {
        let error = try_plan(&rule(&format!("matches(remark, '{pattern}')"))).unwrap_err();
        assert!(error.to_string().contains("F022"), "{error}");
    }
}

#[test]
fn registers() {
    let large = vec![b'0'; limits::REGISTER_BYTES + 1];
    names(
        &Network::from_csv(&large).unwrap_err(),
        limits::REGISTER_BYTES,
    );
}

#[test]
fn record_files() {
    let mut tally = Tally::new(&plan(""));
    let row = |remark: &str| format!("{HEADER}V1,530402,2019-05-01,,,{remark},,,,\n");
    let most = "x".repeat(limits::VALUE_BYTES);
    tally.add("visits", csv(row(&most), 10)).unwrap();
    names(
        &tally
            .add("visits", csv(row(&(most + "x")), 10))
            .unwrap_err(),
        limits::VALUE_BYTES,
    );
    let line = "x".repeat(limits::LINE_BYTES);
    names(
        &tally.add("visits", csv(row(&line), 10)).unwrap_err(),
        limits::LINE_BYTES,
    );
    let line = format!("{{\"visit_id\": \"{line}\"}}\n");
    let json = JsonLinesSource::new(Cursor::new(line), JsonLinesOptions::default());
    names(&tally.add("visits", json).unwrap_err(), limits::LINE_BYTES);
    let columns: Vec<String> = (0..=limits::COLUMNS).map(|n| format!("c{n}")).collect();
    let wide = columns.join(",");
    names(
        &tally
            .add("visits", csv(wide.clone() + "\n", 10))
            .unwrap_err(),
        limits::COLUMNS,
    );
    let error = Network::from_csv(wide.as_bytes()).unwrap_err();
    names(&error, limits::COLUMNS);
}
