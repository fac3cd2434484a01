use super::super::xlsx_cells::Kind;
use super::*;
use crate::text::Language;

/// What a cell holds under a style that shows numbers so.
fn read(kind: Kind, text: &str, shown: Shown, is_1904: bool) -> Result<String> {
    let context = Context::of_style(shown, is_1904);
    let cell = Cell {
        row: 2,
        column: 1,
        kind,
        text: text.to_owned(),
        ..Cell::default()
    };
    cell_text(&cell, &context).map(Cow::into_owned)
}

fn number(text: &str) -> Result<String> {
    read(Kind::Number, text, Shown::Number, false)
}

fn moment(serial: f64, is_1904: bool) -> Result<String> {
    read(Kind::Number, &serial.to_string(), Shown::Moment, is_1904)
}

fn day(serial: f64, is_1904: bool) -> Result<String> {
    read(Kind::Number, &serial.to_string(), Shown::Day, is_1904)
}

fn duration(days: f64) -> Result<String> {
    read(Kind::Number, &days.to_string(), Shown::Elapsed, false)
}

#[test]
fn numbers_are_plain_decimals() {
    for (written, expected) in [
        ("0", "0"),
        ("-0.0", "0"),
        ("12", "12"),
        (" 12.0 ", "12"),
        ("-3.5", "-3.5"),
        ("0.10000000000000001", "0.1"),
        ("1E-7", "0.0000001"),
        ("5.30402001001E11", "530402001001"),
        ("999999999999999", "999999999999999"),
        ("", ""),
        ("12a", "12a"),
    ] {
        assert_eq!(number(written).unwrap(), expected);
    }
    for (written, expected) in [("1", "true"), ("0", "false"), ("TRUE", "true"), ("", "")] {
        let read = read(Kind::Bool, written, Shown::Number, false);
        assert_eq!(read.unwrap(), expected);
    }
    assert!(read(Kind::Bool, "2", Shown::Number, false).is_err());
    assert!(read(Kind::Unknown, "2", Shown::Number, false).is_err());
    assert!(read(Kind::Shared, "2", Shown::Number, false).is_err());
}

#[test]
fn numbers_a_workbook_does_not_keep_are_refused() {
    let error = number("110105194912310020").unwrap_err();
    assert_eq!(
        error.render(Language::Chinese),
        "数字 `110105194912310020` 超过 15 位,表格软件不能准确保存;请把这一列(如身份证号)设为文本格式后重新填写"
    );
    assert_eq!(
        error.render(Language::English),
        "the number `110105194912310020` has more than 15 digits, which a workbook does not keep; format the column (an ID number?) as text and enter it again"
    );
    assert!(number("NaN").is_err());
    assert!(number("inf").is_err());
}

#[test]
fn days_are_counted_as_the_workbook_says() {
    for (serial, is_1904, expected) in [
        (43_466.0, false, "2019-01-01"),
        (42_004.0, true, "2019-01-01"),
        (43_466.5, false, "2019-01-01T12:00:00"),
        (1.0, false, "1900-01-01"),
        (59.0, false, "1900-02-28"),
        (61.0, false, "1900-03-01"),
        (60.0, true, "1904-03-01"),
        (36_584.0, false, "2000-02-28"),
        (36_585.0, false, "2000-02-29"),
        (36_586.0, false, "2000-03-01"),
        (73_109.0, false, "2100-02-28"),
        (73_110.0, false, "2100-03-01"),
        (2_958_465.0, false, "9999-12-31"),
        (2_957_003.0, true, "9999-12-31"),
    ] {
        assert_eq!(moment(serial, is_1904).unwrap(), expected);
        if serial.fract() == 0.0 {
            assert_eq!(day(serial, is_1904).unwrap(), expected);
        }
    }
    assert_eq!(day(0.0, true).unwrap(), "1904-01-01");
    // As spreadsheets show it, so that whoever reads days refuses it.
    assert_eq!(day(0.0, false).unwrap(), "1900-01-00");
}

#[test]
fn every_day_is_the_one_after_the_day_before() {
    let mut before = day(61.0, false).unwrap();
    for serial in 62..120_000_u32 {
        let next = day(f64::from(serial), false).unwrap();
        let parts: Vec<u32> = next.split('-').map(|part| part.parse().unwrap()).collect();
        let (year, month, of_month) = (parts[0], parts[1], parts[2]);
        if of_month == 1 {
            let last: u32 = before[8..].parse().unwrap();
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let expected = match month {
                3 => 28 + u32::from(is_leap),
                5 | 7 | 10 | 12 => 30,
                _ => 31,
            };
            assert_eq!(last, expected, "{next}");
        } else {
            assert_eq!(before[..8], next[..8]);
            assert_eq!(before[8..].parse::<u32>().unwrap() + 1, of_month);
        }
        before = next;
    }
}

#[test]
fn days_that_never_were_are_refused() {
    assert_eq!(
        moment(60.0, false).unwrap_err().render(Language::Chinese),
        "日期序号 60 是 1900-02-29,这一天不存在;请改正日期"
    );
    assert!(moment(60.75, false).is_err());
    assert!(moment(-1.0, false).is_err());
    assert!(moment(2_958_466.0, false).is_err());
    assert!(moment(2_957_004.0, true).is_err());
    assert!(read(Kind::Number, "NaN", Shown::Day, false).is_err());
}

#[test]
fn times_of_day_and_durations() {
    assert_eq!(moment(0.375, false).unwrap(), "09:00");
    assert_eq!(moment(0.0, false).unwrap(), "00:00");
    assert_eq!(duration(1.0).unwrap(), "24:00");
    assert_eq!(duration(1.0 / 86_400.0).unwrap(), "00:00:01");
    assert!(duration(-0.5).is_err());
    // Seconds are cut in one way, whatever is in front of them; what is not exact is no less.
    for hour in 0..24_u32 {
        let share = f64::from(hour) / 24.0 + 59.9 / 86_400.0;
        let time = format!("{hour:02}:00:59");
        assert_eq!(moment(share, false).unwrap(), time);
        assert_eq!(duration(share).unwrap(), time);
        assert_eq!(
            moment(43_466.0 + share, false).unwrap(),
            format!("2019-01-01T{time}")
        );
        let whole = f64::from(hour) / 24.0 - 1e-11;
        let expected = format!("2019-01-01T{hour:02}:00:00");
        let read = moment(43_466.0 + whole, false).unwrap();
        assert_eq!(read, expected.trim_end_matches("T00:00:00"));
    }
    let iso = |text: &str| read(Kind::Iso, text, Shown::Number, false).unwrap();
    assert_eq!(iso("2019-01-31T00:00:00"), "2019-01-31");
    assert_eq!(iso("2019-01-31T08:00:00"), "2019-01-31T08:00:00");
}

#[test]
fn error_values_are_refused() {
    let error = read(Kind::Error, "#N/A", Shown::Number, false).unwrap_err();
    assert_eq!(
        error.render(Language::English),
        "the cell B3 holds the error `#N/A`; repair its formula"
    );
    assert_eq!(
        error.render(Language::Chinese),
        "单元格 B3 是错误值 `#N/A`；请改正公式"
    );
    let cell = Cell {
        lacks_value: true,
        ..Cell::default()
    };
    let context = Context::default();
    let error = cell_text(&cell, &context).unwrap_err();
    assert_eq!(
        error.render(Language::English),
        "the cell A1 has a formula whose value was not saved; open the workbook in Excel or WPS, and save it"
    );
    assert_eq!(
        error.render(Language::Chinese),
        "单元格 A1 的公式没有保存计算结果；请在 Excel 或 WPS 中打开并保存"
    );
    assert_eq!(lenient_text(&cell, &context), "");
}
