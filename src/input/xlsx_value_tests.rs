use calamine::CellErrorType;

use super::*;
use crate::text::Language;

fn text(value: &DataRef<'_>) -> String {
    cell_text(value).unwrap().into_owned()
}

fn moment(serial: f64, is_1904: bool) -> DataRef<'static> {
    DataRef::DateTime(ExcelDateTime::new(
        serial,
        ExcelDateTimeType::DateTime,
        is_1904,
    ))
}

fn duration(days: f64) -> DataRef<'static> {
    DataRef::DateTime(ExcelDateTime::new(
        days,
        ExcelDateTimeType::TimeDelta,
        false,
    ))
}

#[test]
fn numbers_are_plain_decimals() {
    for (number, expected) in [
        (0.0, "0"),
        (-0.0, "0"),
        (12.0, "12"),
        (-3.5, "-3.5"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (530_402_001_001.0, "530402001001"),
        (999_999_999_999_999.0, "999999999999999"),
    ] {
        assert_eq!(text(&DataRef::Float(number)), expected);
    }
    assert_eq!(text(&DataRef::Int(530_402_001_001)), "530402001001");
    assert_eq!(text(&DataRef::Bool(true)), "true");
}

#[test]
fn numbers_a_workbook_does_not_keep_are_refused() {
    let error = cell_text(&DataRef::Float(110_105_194_912_310_020.0)).unwrap_err();
    assert_eq!(
        error.render(Language::Chinese),
        "数字 `110105194912310020` 超过 15 位,表格软件不能准确保存;请把这一列(如身份证号)设为文本格式后重新填写"
    );
    assert_eq!(
        error.render(Language::English),
        "the number `110105194912310020` has more than 15 digits, which a workbook does not keep; format the column (an ID number?) as text and enter it again"
    );
    assert!(cell_text(&DataRef::Float(f64::NAN)).is_err());
    assert!(cell_text(&DataRef::Float(f64::INFINITY)).is_err());
}

#[test]
fn days_are_counted_as_the_workbook_says() {
    assert_eq!(text(&moment(43_466.0, false)), "2019-01-01");
    assert_eq!(text(&moment(42_004.0, true)), "2019-01-01");
    assert_eq!(text(&moment(43_466.5, false)), "2019-01-01T12:00:00");
    assert_eq!(text(&moment(59.0, false)), "1900-02-28");
    assert_eq!(text(&moment(61.0, false)), "1900-03-01");
    assert_eq!(text(&moment(60.0, true)), "1904-03-01");
    assert_eq!(text(&moment(2_958_465.0, false)), "9999-12-31");
    assert_eq!(text(&moment(2_957_003.0, true)), "9999-12-31");
}

#[test]
fn days_that_never_were_are_refused() {
    assert_eq!(
        cell_text(&moment(60.0, false))
            .unwrap_err()
            .render(Language::Chinese),
        "日期序号 60 是 1900-02-29,这一天不存在;请改正日期"
    );
    assert!(cell_text(&moment(60.75, false)).is_err());
    assert!(cell_text(&moment(-1.0, false)).is_err());
    assert!(cell_text(&moment(2_958_466.0, false)).is_err());
    assert!(cell_text(&moment(2_957_004.0, true)).is_err());
    assert!(cell_text(&moment(f64::NAN, false)).is_err());
}

#[test]
fn times_of_day_and_durations() {
    assert_eq!(text(&moment(0.375, false)), "09:00");
    assert_eq!(text(&moment(0.0, false)), "00:00");
    assert_eq!(text(&duration(1.0)), "24:00");
    assert_eq!(text(&duration(1.0 / 86_400.0)), "00:00:01");
    assert!(cell_text(&duration(-0.5)).is_err());
    assert_eq!(
        text(&DataRef::DateTimeIso("2019-01-31T00:00:00".into())),
        "2019-01-31"
    );
    assert_eq!(
        text(&DataRef::DateTimeIso("2019-01-31T08:00:00".into())),
        "2019-01-31T08:00:00"
    );
}

#[test]
fn error_values_are_refused() {
    let error = cell_text(&DataRef::Error(CellErrorType::NA)).unwrap_err();
    assert_eq!(
        error.render(Language::English),
        "the cell holds the error `#N/A`; repair its formula"
    );
}
