//! What came out against what was expected.

use huimin::assess::Finding;
use huimin::calendar::Date;
use huimin::definition::Severity;
use huimin::figure::{Decimal, Ratio};
use huimin::network::{DivisionCode, DivisionId};
use huimin::report::{TABLES, cell_text, table};
use huimin::{Assessment, Error, Language, Result};

use crate::read::{Case, Row};

/// Stands for "there is none".
const NONE: &str = "none";

/// Everything about `found` that is not as the case expects.
pub fn with_expected(case: &Case, found: &Result<Assessment>, differences: &mut Vec<String>) {
    let assessment = match found {
        Ok(assessment) => assessment,
        Err(error) => return compare_error(case, Some(error), differences),
    };
    let mut first_error = None;
    for expected in &case.figures {
        let compared = compare_figure(assessment, expected, differences);
        first_error = first_error.or(compared.err());
    }
    for expected in &case.progress {
        let compared = compare_progress(assessment, expected, differences);
        first_error = first_error.or(compared.err());
    }
    if let Some(expected) = &case.verdict {
        let verdict = assessment.verdict().unwrap();
        differ("verdict", expected, &shown(verdict), differences);
    }
    if let Some(expected) = &case.judgement {
        let judgement = assessment.judgement().unwrap();
        differ("judgement", expected, judgement.id(), differences);
    }
    if let Some(expected) = &case.findings {
        compare_findings(assessment, expected, differences);
    }
    for (name, rows) in &case.tables {
        let compared = compare_table(assessment, name, rows, differences);
        first_error = first_error.or(compared.err());
    }
    for (name, expected) in &case.row_counts {
        let compared = compare_row_count(assessment, name, expected, differences);
        first_error = first_error.or(compared.err());
    }
    compare_error(case, first_error.as_ref(), differences);
}

fn compare_row_count(
    assessment: &Assessment,
    name: &str,
    expected: &str,
    differences: &mut Vec<String>,
) -> Result<()> {
    let rows = table(assessment, name, Language::English)?.map(|rows| rows.num_rows());
    differ(
        &format!("rows of {name}"),
        expected,
        &shown(rows),
        differences,
    );
    Ok(())
}

/// Each expected row is one that the table has and no other expected row is.
fn compare_table(
    assessment: &Assessment,
    name: &str,
    expected: &[Row],
    differences: &mut Vec<String>,
) -> Result<()> {
    let Some(table) = table(assessment, name, Language::English)? else {
        differences.push(format!("there is no table `{name}`"));
        return Ok(());
    };
    let schema = table.schema();
    let columns: Vec<&str> = schema
        .fields()
        .iter()
        .map(|it| it.name().as_str())
        .collect();
    let mut found = Vec::new();
    for row in 0..table.num_rows() {
        let cells = columns
            .iter()
            .map(|column| Ok((*column, shown(cell_text(&table, row, column)?))));
        found.push(cells.collect::<Result<Vec<(&str, String)>>>()?);
    }
    for wanted in expected {
        for (column, _) in wanted {
            let known = columns.contains(&column.as_str());
            assert!(known, "the table `{name}` has no column `{column}`");
        }
        let fits = |row: &Vec<(&str, String)>| {
            let same = |(column, text): &(String, String)| {
                row.iter()
                    .any(|(name, cell)| name == column && cell == text)
            };
            wanted.iter().all(same)
        };
        match found.iter().position(fits) {
            Some(place) => {
                found.remove(place);
            }
            None => differences.push(format!("the table `{name}` has no row {wanted:?}")),
        }
    }
    Ok(())
}

/// Everything in which two assessments of the same records differ.
pub fn with_each_other(one: &Assessment, other: &Assessment, differences: &mut Vec<String>) {
    // Findings are compared below: the rows they name depend on the order.
    for name in TABLES.into_iter().filter(|name| *name != "findings") {
        let [one, other] = [one, other].map(|it| table(it, name, Language::English));
        // A figure that cannot be computed is the same error in both.
        let differ = match (one, other) {
            (Ok(one), Ok(other)) => one != other,
            (Err(one), Err(other)) => one.to_string() != other.to_string(),
            _ => true,
        };
        if differ {
            differences.push(format!("in another order the table `{name}` is another"));
        }
    }
    let findings = |assessment: &Assessment| {
        let without_row = |finding: Finding| Finding {
            row: None,
            ..finding
        };
        let findings = assessment.findings().iter(Language::English);
        let mut lines: Vec<String> = findings
            .map(|finding| format!("{:?}", without_row(finding)))
            .collect();
        lines.sort();
        lines
    };
    if findings(one) != findings(other) {
        differences.push("in another order the findings are others".to_owned());
    }
}

fn compare_error(case: &Case, found: Option<&Error>, differences: &mut Vec<String>) {
    match (&case.error, found) {
        (None, None) => {}
        (None, Some(error)) => differences.push(format!("it fails: {error}")),
        (Some(_), None) => differences.push("expected an error, but there is none".to_owned()),
        (Some(expected), Some(error)) => {
            for (key, wanted) in expected {
                let place = error.place();
                let (found, same) = match key.as_str() {
                    "text" => contains(error, Language::English, wanted),
                    "text_zh" => contains(error, Language::Chinese, wanted),
                    "kind" => equal(format!("{:?}", error.kind()).to_lowercase(), wanted),
                    "dataset" => equal(shown(place.dataset.as_ref()), wanted),
                    "row" => equal(shown(place.row), wanted),
                    _ => equal(shown(place.column.as_ref()), wanted),
                };
                if !same {
                    differences.push(format!(
                        "error {key}: expected `{wanted}`, but found `{found}`"
                    ));
                }
            }
        }
    }
}

fn contains(error: &Error, language: Language, wanted: &str) -> (String, bool) {
    let rendered = error.render(language);
    let same = rendered.contains(wanted);
    (rendered, same)
}

fn equal(found: String, wanted: &str) -> (String, bool) {
    let same = found == wanted;
    (found, same)
}

/// The place a row of expectations speaks of: indicator, division, cut.
fn place(assessment: &Assessment, expected: &Row) -> Result<(usize, DivisionId, usize)> {
    let (indicator, division) = (get(expected, "indicator"), get(expected, "division"));
    assessment.value(indicator, division)?;
    let plan = assessment.plan();
    let code = DivisionCode::parse(division)?.code;
    let cut = match expected.iter().find(|(key, _)| key == "period_end") {
        None => assessment.last_cut(),
        Some((_, date)) => {
            let date = Date::parse(date);
            let cut = assessment.dates().iter().position(|cut| Some(*cut) == date);
            cut.unwrap_or_else(|| panic!("no figures are stated for {date:?}"))
        }
    };
    Ok((
        plan.indicator(indicator).unwrap(),
        plan.network.find(code).unwrap(),
        cut,
    ))
}

fn compare_figure(
    assessment: &Assessment,
    expected: &Row,
    differences: &mut Vec<String>,
) -> Result<()> {
    let (indicator, division, cut) = place(assessment, expected)?;
    let monthly = expected.contains(&("monthly".to_owned(), "true".to_owned()));
    let figure = assessment.figure(indicator, division, cut, monthly)?;
    for (key, wanted) in expected {
        let what = format!("{}: {key}", named(expected));
        match key.as_str() {
            "numerator" => exact(&what, wanted, figure.numerator, differences),
            "denominator" => exact(&what, wanted, figure.denominator, differences),
            "display" => differ(&what, wanted, &figure.display, differences),
            "met" => differ(&what, wanted, &shown(figure.met), differences),
            "reason" => {
                let reason = shown(figure.reason.map(|reason| reason.id()));
                differ(&what, wanted, &reason, differences);
            }
            _ => {}
        }
    }
    Ok(())
}

fn compare_progress(
    assessment: &Assessment,
    expected: &Row,
    differences: &mut Vec<String>,
) -> Result<()> {
    let (indicator, division, cut) = place(assessment, expected)?;
    let progress = assessment.progress_of(indicator, division, cut)?;
    for (key, wanted) in expected {
        let what = format!("{}: {key}", named(expected));
        match key.as_str() {
            "planned_share" => exact(&what, wanted, progress.planned_share, differences),
            "planned" => exact(&what, wanted, progress.planned, differences),
            "actual_share" => exact(&what, wanted, progress.actual_share, differences),
            "status" => differ(&what, wanted, progress.status.id(), differences),
            _ => {}
        }
    }
    Ok(())
}

/// Exactly the expected findings: each matches one that no other matches.
fn compare_findings(assessment: &Assessment, expected: &[Row], differences: &mut Vec<String>) {
    let mut found: Vec<Finding> = assessment.findings().iter(Language::English).collect();
    for wanted in expected {
        match found.iter().position(|finding| fits(finding, wanted)) {
            Some(position) => {
                found.remove(position);
            }
            None => differences.push(format!("there is no finding {wanted:?}")),
        }
    }
    for Finding {
        rule,
        dataset,
        key,
        row,
        field,
        message,
        ..
    } in found
    {
        differences.push(format!(
            "there is a finding that is not expected: {rule}, {dataset:?}, key {key}, row {row:?}, field {field:?}: {message}"
        ));
    }
}

fn fits(finding: &Finding, wanted: &Row) -> bool {
    let severity = match finding.severity {
        Severity::Reject => "reject",
        Severity::Warn => "warn",
        Severity::Note => "note",
    };
    wanted.iter().all(|(key, wanted)| {
        let found = match key.as_str() {
            "rule" => finding.rule.clone(),
            "severity" => severity.to_owned(),
            "dataset" => shown(finding.dataset.as_ref()),
            "key" => finding.key.clone(),
            "row" => shown(finding.row),
            "division" => shown(finding.division_code.as_ref()),
            _ => shown(finding.field.as_ref()),
        };
        found == *wanted
    })
}

fn differ(what: &str, expected: &str, found: &str, differences: &mut Vec<String>) {
    if expected != found {
        differences.push(format!(
            "{what}: expected `{expected}`, but found `{found}`"
        ));
    }
}

/// Compares by value: `0.5` and `1/2` are the same.
fn exact(what: &str, expected: &str, found: Option<Ratio>, differences: &mut Vec<String>) {
    if number(expected) != found {
        let found = shown(found);
        differences.push(format!(
            "{what}: expected `{expected}`, but found `{found}`"
        ));
    }
}

fn number(text: &str) -> Option<Ratio> {
    if text == NONE {
        return None;
    }
    let decimal = |text: &str| {
        let decimal = Decimal::parse(text).unwrap_or_else(|| panic!("`{text}` is not a number"));
        decimal.to_ratio().unwrap()
    };
    match text.split_once('/') {
        Some((top, bottom)) => decimal(top).checked_div(decimal(bottom)).unwrap(),
        None => Some(decimal(text)),
    }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| value.to_string())
}

fn get<'r>(row: &'r Row, key: &str) -> &'r str {
    let cell = row.iter().find(|(name, _)| name == key);
    cell.map(|(_, value)| value.as_str())
        .unwrap_or_else(|| panic!("an expectation lacks `{key}`: {row:?}"))
}

fn named(row: &Row) -> String {
    let place = row.iter().filter(|(key, _)| {
        ["indicator", "division", "period_end", "monthly"].contains(&key.as_str())
    });
    let place: Vec<&str> = place.map(|(_, value)| value.as_str()).collect();
    place.join(" ")
}
