//! Workbooks: which sheets are read, and which are listed.

use huimin::door::DoorOptions;

use super::support::Shown::{Hidden, VeryHidden, Yes};
use super::support::*;

fn cases() -> Table {
    table("cases", true, 2)
}

fn notes(lines: &[&str]) -> Table {
    lines.iter().map(|line| vec![(*line).to_owned()]).collect()
}

fn titled(table: Table) -> Table {
    let title = notes(&["2019年统计表", "", "填报单位：红塔区"]);
    title.into_iter().chain(table).collect()
}

#[test]
fn visible_sheets_add_up_and_others_are_listed() {
    let sheets = workbook(&[
        ("1月", Yes, cases()),
        ("2月", Yes, titled(cases())),
        ("旧数据", Hidden, cases()),
        ("系统", VeryHidden, table("disputes", false, 1)),
        ("Sheet3", Yes, Vec::new()),
        ("填报说明", Yes, notes(&["填报说明", "1. 请勿修改表头"])),
        ("封面", Yes, notes(&["玉溪市"])),
        ("草稿", Hidden, notes(&["x"])),
    ]);
    assert_read(
        &[("法律服务案件.xlsx", sheets)],
        &[
            "cases 法律服务案件.xlsx/1月",
            "cases 法律服务案件.xlsx/2月 line 4",
            "- 法律服务案件.xlsx/旧数据 hidden_sheet (cases)",
            "- 法律服务案件.xlsx/系统 very_hidden_sheet (disputes)",
            "- 法律服务案件.xlsx/Sheet3 empty_sheet",
            "- 法律服务案件.xlsx/填报说明 notes_sheet",
            "- 法律服务案件.xlsx/封面 notes_sheet",
            "- 法律服务案件.xlsx/草稿 hidden_sheet",
        ],
    );
}

#[test]
fn sheets_are_assigned_by_their_names() {
    let sheets = workbook(&[
        ("法律服务案件", Yes, cases()),
        ("矛盾 纠纷（11月）", Yes, table("disputes", true, 1)),
        ("Legal advisers", Yes, table("advisers", false, 1)),
        ("区划", Yes, table("divisions", true, 1)),
    ]);
    assert_read(
        &[("红塔区上报.xlsx", sheets)],
        &[
            "divisions 红塔区上报.xlsx/区划",
            "cases 红塔区上报.xlsx/法律服务案件",
            "disputes 红塔区上报.xlsx/矛盾 纠纷（11月）",
            "advisers 红塔区上报.xlsx/Legal advisers",
        ],
    );
    // A header of a sheet that is received and empty.
    let empty = workbook(&[
        ("矛盾纠纷", Yes, table("disputes", true, 0)),
        ("法律咨询", Yes, table("consultations", true, 1)),
    ]);
    assert_read(
        &[("a.xlsx", empty)],
        &["disputes a.xlsx/矛盾纠纷", "consultations a.xlsx/法律咨询"],
    );
}

#[test]
fn where_names_differ_the_header_decides_or_nobody() {
    // The file says cases, the sheet disputes, the header disputes.
    let sheets = workbook(&[
        ("Sheet1", Yes, cases()),
        ("矛盾纠纷", Yes, table("disputes", true, 1)),
    ]);
    assert_read(
        &[("法律服务案件.xlsx", sheets)],
        &[
            "cases 法律服务案件.xlsx/Sheet1",
            "disputes 法律服务案件.xlsx/矛盾纠纷",
        ],
    );
    let sheets = workbook(&[("矛盾纠纷", Yes, cases())]);
    assert_read(
        &[("法律服务案件.xlsx", sheets)],
        &["cases 法律服务案件.xlsx/矛盾纠纷"],
    );
    let both = workbook(&[("矛盾纠纷", Yes, table("needs", true, 1))]);
    assert_fault(
        &[("法律服务案件.xlsx", both)],
        "法律服务案件.xlsx",
        "the sheet's name says dataset `disputes` (disputes), the file's dataset `cases` (cases)",
    );
}

#[test]
fn sheets_that_are_not_read_are_faults() {
    let of = |sheets: &[(&str, Shown, Table)], words: &str| {
        assert_fault(&[("cases.xlsx", workbook(sheets))], "cases.xlsx", words);
    };
    let rows = |rows: &[&str]| -> Table {
        rows.iter()
            .map(|row| row.split(',').map(str::to_owned).collect())
            .collect()
    };
    of(
        &[
            ("1月", Yes, cases()),
            ("人员", Yes, table("people", true, 1)),
        ],
        "its header fits dataset `people` (people)",
    );
    of(
        &[
            ("1月", Yes, cases()),
            ("汇总", Yes, rows(&["县区,件数", "红塔区,5"])),
        ],
        "or ignore it (--ignore 'cases.xlsx/汇总')",
    );
    let many: Vec<String> = (0..40).map(|row| format!("说明{row}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    of(
        &[("1月", Yes, cases()), ("说明", Yes, notes(&many))],
        "sheet 说明",
    );
    of(
        &[("空", Yes, Vec::new()), ("1月", Hidden, cases())],
        "no sheet of the workbook is read: `空` (an empty sheet), `1月` (a hidden sheet)",
    );
    of(
        &[("封面", Yes, notes(&["案件"]))],
        "no sheet of the workbook is read: `封面` (a sheet of notes)",
    );
    let mut lacking = cases();
    lacking[0][6] = "备注".to_owned();
    of(
        &[("1月", Yes, lacking)],
        "sheet 1月, line 1: none of the first 20 rows names all required fields",
    );
    let mut twice = cases();
    for row in &mut twice {
        row.push("办理结果".to_owned());
    }
    of(
        &[("1月", Yes, twice)],
        "found the column name `办理结果` twice",
    );
    of(
        &[("案件纠纷", Yes, cases()), ("cases disputes", Yes, cases())],
        "the name `cases disputes` names both",
    );
    // Two sheets with faults: both are told.
    let error = surveyed(&[(
        "cases.xlsx",
        workbook(&[
            ("a", Yes, rows(&["x,y", "1,2"])),
            ("b", Yes, rows(&["x,y", "1,2"])),
        ]),
    )]);
    assert_eq!(error.unwrap_err().causes().len(), 2);
    assert_fault(
        &[("cases.xlsx", zip(&[("a.xml", Vec::new())]))],
        "cases.xlsx",
        "not an xlsx workbook",
    );
}

#[test]
fn sheets_are_chosen_and_ignored() {
    let files = || {
        let sheets = [
            ("1月", Yes, cases()),
            ("汇总", Yes, table("reports", true, 1)),
            ("Data", Yes, cases()),
        ];
        [
            ("cases.xlsx", workbook(&sheets)),
            ("disputes.csv", csv("disputes")),
        ]
    };
    let options = |sheet: Option<&str>, ignore: &[&str]| DoorOptions {
        sheet: sheet.map(str::to_owned),
        ignore: ignore.iter().map(|pattern| (*pattern).to_owned()).collect(),
        ..DoorOptions::default()
    };
    assert_read_with(
        &files(),
        &options(Some("data"), &[]),
        &[
            "cases cases.xlsx/Data",
            "disputes disputes.csv",
            "- cases.xlsx/1月 not_chosen (cases)",
            "- cases.xlsx/汇总 not_chosen (reports)",
        ],
    );
    assert_read_with(
        &files(),
        &options(None, &["cases.xlsx/汇总", "Data"]),
        &[
            "cases cases.xlsx/1月",
            "disputes disputes.csv",
            "- cases.xlsx/汇总 ignored",
            "- cases.xlsx/Data ignored",
        ],
    );
    let error = surveyed_with(&files(), &options(Some("2月"), &[])).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the workbook has no sheet `2月` that is read"),
        "{error}"
    );
    // All sheets ignored one by one.
    let ignored = options(None, &["1月", "汇总", "Data"]);
    assert!(surveyed_with(&files(), &ignored).is_ok());
}
