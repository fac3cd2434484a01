//! `[[example]]`: records and the figures the author expects of them.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use crate::assess::{Assessment, Figure};
use crate::calendar::Date;
use crate::definition::{Definition, Example, ExampleRow, Expectation, ExpectedFinding, Name};
use crate::diagnostic::{Diagnostic, Span};
use crate::error::{Error, ErrorKind, Result};
use crate::input::ArrowSource;
use crate::network::{DivisionRecord, Network};
use crate::plan::Plan;
use crate::tally::Tally;
use crate::text::{Language, Text, text};

/// Computes an example and reports everything that is not as expected.
pub(super) fn run(definition: &Arc<Definition>, example: &Example, found: &mut Vec<Diagnostic>) {
    match assess(definition, example) {
        Ok(assessment) => {
            for expectation in &example.expect {
                compare(&assessment, expectation, found);
            }
            if let Some(expected) = &example.findings {
                compare_findings(&assessment, expected, example.note.span, found);
            }
        }
        Err(error) => {
            let (zh, en) = (
                error.render(Language::Chinese),
                error.render(Language::English),
            );
            let message = text!("示例不能计算:{zh}", "the example cannot be computed: {en}");
            found.push(Diagnostic::error("E001", example.note.span, message));
        }
    }
}

fn assess(definition: &Arc<Definition>, example: &Example) -> Result<Assessment> {
    let rows = example.register.iter().zip(1..);
    let register: Result<Vec<_>> = rows.map(|(row, number)| division(row, number)).collect();
    let network = Network::from_records(register?)?;
    let plan = Plan::of(definition, &Arc::new(network))?;
    let mut tally = Tally::new(&plan);
    for (dataset, rows) in &example.records {
        tally.add(
            &dataset.value,
            ArrowSource::new([Ok(batch(&plan, &dataset.value, rows)?)]),
        )?;
    }
    // An example is a whole world: what it does not mention is empty, not missing.
    let left_out: Vec<String> = (plan.datasets.iter())
        .map(|dataset| dataset.id.clone())
        .filter(|id| {
            !example
                .records
                .iter()
                .any(|(dataset, _)| dataset.value == *id)
        })
        .collect();
    for dataset in left_out {
        tally.add(&dataset, ArrowSource::new([]))?;
    }
    tally.assess(example.as_of)
}

fn division(row: &ExampleRow, number: u64) -> Result<DivisionRecord> {
    let mut record = DivisionRecord {
        row: number,
        ..DivisionRecord::default()
    };
    for (name, value) in row {
        let text = value.clone().unwrap_or_default();
        match name.value.as_str() {
            "code" => record.code = text,
            "name" => record.name = text,
            "level" => record.level = text,
            "parent_code" => record.parent_code = text,
            "kind" => record.kind = text,
            "poor_village" => record.poor_village = parsed(name, &text, |text| text.parse().ok())?,
            "population" => record.population = parsed(name, &text, |text| text.parse().ok())?,
            "valid_from" => record.valid_from = parsed(name, &text, Date::parse)?,
            "valid_until" => record.valid_until = parsed(name, &text, Date::parse)?,
            "successor" => record.successor = value.clone(),
            other => record.attributes.push((other.to_owned(), text)),
        }
    }
    Ok(record)
}

/// A cell that is not text; an empty one is none.
fn parsed<T>(name: &Name, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    let value = parse(text);
    if value.is_some() || text.is_empty() {
        return Ok(value);
    }
    let column = &name.value;
    let message = text!(
        "`{column}` 的取值 `{text}` 不能读取",
        "`{text}` in `{column}` cannot be read"
    );
    Err(Error::new(ErrorKind::Network, message))
}

/// The rows of a dataset as text columns; fields no row has are null.
fn batch(plan: &Plan, dataset: &str, rows: &[ExampleRow]) -> Result<RecordBatch> {
    let fields = plan
        .dataset(dataset)
        .and_then(|position| plan.datasets.get(position));
    let names = fields.map(|dataset| dataset.fields.iter().map(|field| field.name.clone()));
    let names: Vec<String> = names.into_iter().flatten().collect();
    let column = |name: &String| -> ArrayRef {
        let value = |row: &ExampleRow| {
            row.iter()
                .find(|(column, _)| column.value == *name)
                .and_then(|(_, value)| value.clone())
        };
        Arc::new(rows.iter().map(value).collect::<StringArray>())
    };
    let schema = names
        .iter()
        .map(|name| Field::new(name, DataType::Utf8, true))
        .collect::<Vec<_>>();
    RecordBatch::try_new(
        Arc::new(Schema::new(schema)),
        names.iter().map(column).collect(),
    )
    .map_err(|error| Error::new(ErrorKind::Input, Text::same(error.to_string())))
}

fn compare(assessment: &Assessment, expectation: &Expectation, found: &mut Vec<Diagnostic>) {
    let Expectation {
        indicator,
        division,
        display,
        numerator,
        denominator,
        met,
    } = expectation;
    let figure = match assessment.value(&indicator.value, &division.value) {
        Ok(figure) => figure,
        Err(error) => {
            found.push(Diagnostic::error(
                "E002",
                indicator.span,
                error.message().clone(),
            ));
            return;
        }
    };
    let mut differs = |span: Span, what: Text, expected: &str, computed: &str| {
        if expected != computed {
            let Text { zh, en } = what;
            let message = text!(
                "{zh}期望为 {expected},算得 {computed}",
                "expected {en} {expected}, but computed {computed}"
            );
            found.push(Diagnostic::error("E003", span, message));
        }
    };
    if let Some(display) = display {
        differs(
            display.span,
            text!("显示值", "the display"),
            &display.value,
            &figure.display,
        );
    }
    let Figure {
        numerator: top,
        denominator: bottom,
        ..
    } = &figure;
    for (wanted, computed, what) in [
        (numerator, top, text!("分子", "the numerator")),
        (denominator, bottom, text!("分母", "the denominator")),
    ] {
        if let Some(wanted) = wanted {
            let computed = computed.map_or("—".to_owned(), exact);
            differs(wanted.span, what, &wanted.value, &computed);
        }
    }
    if let Some(met) = met {
        let computed = figure.met.map_or("—".to_owned(), |met| met.to_string());
        differs(
            met.span,
            text!("达标与否", "met to be"),
            &met.value.to_string(),
            &computed,
        );
    }
}

/// A number as the author writes it: with as few decimals as are exact.
fn exact(number: crate::figure::Ratio) -> String {
    let decimal = (0..=18).find_map(|decimals| {
        let decimal = number.round_half_even(decimals).ok()?;
        (decimal.to_ratio().ok()? == number).then(|| decimal.to_string())
    });
    decimal.unwrap_or_else(|| number.to_string())
}

fn compare_findings(
    assessment: &Assessment,
    expected: &[ExpectedFinding],
    note: Span,
    found: &mut Vec<Diagnostic>,
) {
    let findings = assessment.findings().iter(Language::English);
    let mut computed: Vec<(String, String, String)> = findings
        .map(|finding| match finding.dataset {
            Some(dataset) => (finding.rule, dataset, finding.key),
            // A finding about a division has its code in the place of a key.
            None => {
                let division = finding.division_code.unwrap_or_default();
                (finding.rule, String::new(), division)
            }
        })
        .collect();
    for ExpectedFinding { rule, dataset, key } in expected {
        let wanted = (rule.value.clone(), dataset.value.clone(), key.value.clone());
        let place = computed.iter().position(|finding| *finding == wanted);
        if place.map(|place| computed.remove(place)).is_none() {
            let (rule_id, key) = (&rule.value, &key.value);
            let message = text!(
                "没有规则 `{rule_id}` 对记录 `{key}` 的校验结果",
                "there is no finding of rule `{rule_id}` about record `{key}`"
            );
            found.push(Diagnostic::error("E004", rule.span, message));
        }
    }
    for (rule, dataset, key) in computed {
        let message = text!(
            "出现了未列出的校验结果:规则 `{rule}`,数据集 `{dataset}`,记录 `{key}`",
            "there is a finding that is not listed: rule `{rule}`, dataset `{dataset}`, record `{key}`"
        );
        found.push(Diagnostic::error("E005", note, message));
    }
}
