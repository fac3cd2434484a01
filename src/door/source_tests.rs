use arrow_array::cast::AsArray;

use super::super::folder::MemoryFolder;
use super::super::options::DoorOptions;
use super::super::survey::survey;
use super::super::test_support::definition;
use super::*;

const FILE: &str = "cases/division_code=530402/outcome=__HIVE_DEFAULT_PARTITION__/000000_0";
const TEXT: &str = "case_id,service,accepted_on,beneficiary\nC1,lawyer,2019-03-01,poor\nC2,notary,2019-03-02,poor\n";

fn part(text: &str) -> (MemoryFolder, Part) {
    let folder = MemoryFolder::new().with(FILE, text);
    let mut delivery = survey(&definition(), &folder, &DoorOptions::default()).unwrap();
    (folder, delivery.parts.remove(0))
}

/// The texts of a column of constants.
fn texts(batch: &RecordBatch, name: &str) -> Vec<Option<String>> {
    let column = batch
        .column_by_name(name)
        .unwrap()
        .as_dictionary::<Int32Type>();
    let column = column.downcast_dict::<StringArray>().unwrap();
    column
        .into_iter()
        .map(|text| text.map(str::to_owned))
        .collect()
}

#[test]
fn folders_give_columns_to_every_row() {
    let (folder, part) = part(TEXT);
    assert_eq!(part.constants.len(), 2);
    let batch = part.open(&folder).unwrap().next_batch().unwrap().unwrap();
    assert_eq!(batch.num_columns(), 6);
    assert_eq!(
        texts(&batch, "division_code"),
        [Some("530402".to_owned()), Some("530402".to_owned())]
    );
    assert_eq!(texts(&batch, "outcome"), [None, None]);
    let piece = part.open(&folder).unwrap().next_piece().unwrap().unwrap();
    let rows: Vec<Rows> = piece.map(Result::unwrap).collect();
    assert_eq!(rows[0].batch, batch);
    assert!(rows[0].lines.is_some());
}

#[test]
fn columns_are_kept_wherever_they_come_from() {
    let (folder, part) = part(TEXT);
    let mut source = part.open(&folder).unwrap();
    let schema = source.schema().unwrap().unwrap();
    let position = |name: &str| schema.index_of(name).unwrap();
    source.keep(&[position("case_id"), position("outcome")]);
    let batch = source.next_batch().unwrap().unwrap();
    let names: Vec<String> = batch
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    assert_eq!(names, ["case_id", "outcome"]);
    assert_eq!(batch.num_rows(), 2);
}

#[test]
fn errors_say_where() {
    let (folder, part) = part(&format!("{TEXT}C3,lawyer\n"));
    let mut source = part.open(&folder).unwrap();
    let error = loop {
        match source.next_batch() {
            Ok(batch) => assert!(batch.is_some(), "the row was read"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.place().file.as_deref(), Some(FILE));
    assert_eq!(error.place().line, Some(4));
    let error = part.open(&MemoryFolder::new()).err().unwrap();
    assert!(
        error.to_string().contains("there is no such file"),
        "{error}"
    );
}
