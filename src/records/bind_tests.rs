use arrow_schema::{DataType, Field, Schema};

use super::super::test_support::{dataset, plan};
use super::Binding;
use crate::error::Result;
use crate::headings::Names;

/// The positions of the fields' columns.
fn bound(names: &[&str]) -> Result<Vec<Option<usize>>> {
    let fields = names
        .iter()
        .map(|name| Field::new(*name, DataType::Utf8, true));
    let schema = Schema::new(fields.collect::<Vec<_>>());
    Binding::new(dataset(&plan()), &schema).map(|binding| binding.columns)
}

fn refused(names: &[&str]) -> String {
    bound(names).unwrap_err().to_string()
}

#[test]
fn columns_by_name_label_and_folded_name() {
    let required = |names: [&str; 3]| bound(&names).unwrap()[..3].to_vec();
    let all = vec![Some(0), Some(1), Some(2)];
    assert_eq!(required(["number", "on", "place"]), all);
    assert_eq!(required(["编号", "日期", "区划"]), all);
    assert_eq!(required(["Visit Number", "held_on", "DIVISION"]), all);
    assert_eq!(
        required(["编 号*", "日期（格式如 2019-03-05）", "\u{feff}区划\n"]),
        all
    );
    assert_eq!(required([" number ", "是否日期", "区划(必填)"]), all);
    let poor = bound(&["number", "on", "place", "贫困村(是/否)"]).unwrap();
    assert_eq!(poor[6], Some(3));
}

#[test]
fn an_exact_name_goes_before_a_folded_one() {
    let mut dataset = dataset(&plan()).clone();
    // `note` is the label of the last field but one, and now the name of another.
    dataset.fields[4].name = "note".to_owned();
    dataset.fields[4].names = Names::new("note", &[]);
    let fields = ["number", "on", "place", "note"];
    let schema = |names: &[&str]| {
        let fields = names
            .iter()
            .map(|name| Field::new(*name, DataType::Utf8, true));
        Schema::new(fields.collect::<Vec<_>>())
    };
    let binding = Binding::new(&dataset, &schema(&fields)).unwrap();
    assert_eq!((binding.columns[4], binding.columns[7]), (Some(3), None));
    let error = Binding::new(&dataset, &schema(&["number", "on", "place", "Note"])).unwrap_err();
    let said =
        "column `Note` can be the field `note` or the field `remark`; name it after the field";
    assert!(error.to_string().contains(said), "{error}");
}

#[test]
fn two_columns_of_one_field() {
    let error = refused(&["number", "on", "place", "persons", "人次(必填)"]);
    let said = "field persons has two columns, `persons` and `人次(必填)`; keep one";
    assert!(error.contains(said), "{error}");
    assert!(refused(&["number", "on"]).contains("column `place` (division) is missing"));
    assert!(refused(&["number", "on", "place", "person"]).contains("looks like `persons`"));
}

#[test]
fn a_column_of_another_unit_is_none_of_the_field() {
    let with = |name: &str| bound(&["number", "on", "place", name]).map(|columns| columns[5]);
    for name in [
        "金额（元）",
        "金额",
        "金额(人民币)",
        "amount (yuan)",
        "金额（万元以下填）x",
    ] {
        let wanted = (name != "金额（万元以下填）x").then_some(3);
        assert_eq!(with(name).unwrap(), wanted, "{name}");
    }
    for name in [
        "金额（万元）",
        "金额(千元)",
        "金额（单位：万元）",
        "Amount (thousand yuan)",
        "金额(%)",
    ] {
        let error = with(name).unwrap_err().to_string();
        assert!(
            error.contains("counts in another unit than the field `amount`"),
            "{error}"
        );
    }
    // Of other types a note is a note.
    assert!(bound(&["number", "on", "place", "备注（十字以内）"]).is_ok());
}
