//! A case's records → an assessment.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use huimin::calendar::Date;
use huimin::input::{ArrowSource, BatchSource, CsvOptions, CsvSource};
use huimin::{Assessment, Error, ErrorKind, Network, Plan, Programme, Result, Tally, Text};

use crate::csv_text::{columns, csv, value};
use crate::read::{Case, Input, Register, Row};

/// The assessment of the records in the order they are written in.
pub fn straight(case: &Case) -> Result<Assessment> {
    let plan = plan(case)?;
    let mut tally = Tally::new(&plan);
    for (dataset, input) in &case.records {
        tally.add(dataset, source(input))?;
    }
    for dataset in empty(case, &plan) {
        tally.add(dataset, ArrowSource::new([]))?;
    }
    for (dataset, input) in &case.withdrawn {
        tally.retract(dataset, source(input))?;
    }
    tally.assess(as_of(case)?)
}

/// The same from the last record to the first, one by one, in two tallies that
/// are put together from their bytes.
pub fn shuffled(case: &Case) -> Result<Assessment> {
    let plan = plan(case)?;
    let mut tallies = [Tally::new(&plan), Tally::new(&plan)];
    for (dataset, input) in case.records.iter().rev() {
        match input {
            Input::Rows(rows) => {
                for (tally, row) in (0..).zip(rows.iter().rev()) {
                    let batch = Ok(batch(std::slice::from_ref(row), &columns(rows)));
                    tallies[tally % 2].add(dataset, ArrowSource::new([batch]))?;
                }
            }
            Input::Csv(_) => {
                tallies[0].add(dataset, source(input))?;
            }
        }
    }
    for (tally, dataset) in (0..).zip(empty(case, &plan)) {
        tallies[tally % 2].add(dataset, ArrowSource::new([]))?;
    }
    let [mut first, second] = tallies;
    first.merge(&Tally::from_bytes(&plan, &second.to_bytes()?)?)?;
    for (dataset, input) in case.withdrawn.iter().rev() {
        first.retract(dataset, source(input))?;
    }
    first.assess(as_of(case)?)
}

/// The datasets that are handed over without records.
fn empty<'p>(case: &Case, plan: &'p Plan) -> Vec<&'p str> {
    case.empty(plan.datasets.iter().map(|dataset| dataset.id.as_str()))
}

fn as_of(case: &Case) -> Result<Date> {
    let no_date = || {
        let message = Text::same(format!("`{}` is not a date", case.as_of));
        Error::new(ErrorKind::Argument, message)
    };
    Date::parse(&case.as_of).ok_or_else(no_date)
}

fn plan(case: &Case) -> Result<Plan> {
    let programme = if case.programme.contains('\n') {
        Programme::from_toml(&case.file, &case.programme)?
    } else {
        let programme = Programme::builtin(&case.programme)?;
        match &case.register {
            Register::Builtin(_) => programme,
            // Some divisions cannot take the targets of all.
            Register::Rows(_) => programme.without_allocations(),
        }
    };
    let network = match &case.register {
        Register::Builtin(name) => Network::builtin(name)?,
        Register::Rows(rows) => Network::from_csv(csv(rows).as_bytes())?,
    };
    Plan::new(&programme, network)
}

fn source(input: &Input) -> Box<dyn BatchSource> {
    match input {
        Input::Rows(rows) => Box::new(ArrowSource::new([Ok(batch(rows, &columns(rows)))])),
        Input::Csv(text) => {
            let bytes = std::io::Cursor::new(text.clone().into_bytes());
            Box::new(CsvSource::new(bytes, CsvOptions::default()))
        }
    }
}

fn batch(rows: &[Row], columns: &[&str]) -> RecordBatch {
    let fields: Vec<Field> = columns
        .iter()
        .map(|name| Field::new(*name, DataType::Utf8, true))
        .collect();
    let array = |column: &&str| -> ArrayRef {
        let values = rows.iter().map(|row| value(row, column));
        Arc::new(values.collect::<StringArray>())
    };
    let arrays = columns.iter().map(array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}
