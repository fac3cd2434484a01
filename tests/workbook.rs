//! The workbook that is filed, read back: every sheet says what the tables say.
#![cfg(all(feature = "xlsx", feature = "csv"))]

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt64Type;
use calamine::Data;
use huimin::calendar::Date;
use huimin::input::{CsvOptions, CsvSource};
use huimin::reconcile::{Options, Reconciliation, reconcile};
use huimin::report::{Dossier, workbook};
use huimin::{Assessment, Language, Network, Plan, Programme, Tally};

#[path = "shared/empty.rs"]
mod empty;
#[path = "workbook/inspected.rs"]
mod inspected;
#[path = "workbook/odd.rs"]
mod odd;
#[path = "workbook/reading.rs"]
mod reading;

use reading::{Sheets, count, is_day, parts, shown, text};

const DISPUTES: &str = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n";
const EVENTS: &str = "event_id,division_code,held_on,attendance\n";
const REPORTS: &str = "division_code,indicator,period_end,numerator,denominator,reported_on\n";
const MILESTONES: &str = "division_code,milestone,due_on,done_on\n";

fn day(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn assess(programme: &Programme, network: Network, files: &[(&str, String)]) -> Assessment {
    let plan = Plan::new(programme, network).expect("a plan");
    let mut tally = Tally::new(&plan);
    for (dataset, text) in files {
        let source = CsvSource::new(text.as_bytes(), CsvOptions::default());
        tally.add(dataset, source).expect("records");
    }
    empty::hand_over_the_rest(&mut tally);
    tally.assess(day("2019-11-30")).expect("an assessment")
}

fn yuxi() -> (Programme, Network) {
    let programme = Programme::builtin("yuxi-2019").expect("a programme");
    (
        programme,
        Network::builtin("yuxi-2019").expect("a register"),
    )
}

/// 48 of 49 disputes settled in the first county, two events, one record that counts
/// nowhere, some reports, and a milestone that was reached late.
fn year() -> Assessment {
    let mut disputes = DISPUTES.to_owned();
    for number in 1..=49 {
        let outcome = if number == 49 { "failed" } else { "settled" };
        disputes += &format!("D{number},530402,poor_household,2019-03-01,2019-03-09,{outcome}\n");
    }
    disputes += "D50,530403,poor_household,2019-03-09,2019-03-01,settled\n";
    let events = "E1,530402001,2019-02-01,10\nE2,530403,2019-11-30,20\n";
    let reports = "530402,publicity_events,2019-11-30,3,,2019-11-29\n\
                   530402,mediation_success_rate,2019-11-30,48,49,2019-12-02\n\
                   530402,publicity_events,2019-10-31,5,,2019-11-01\n\
                   530402,nothing,2019-11-30,1,,2019-11-01\n";
    let milestones = "530402,leading_group,2019-03-31,2019-04-02\n";
    let (programme, network) = yuxi();
    let has_milestone = programme.definition().milestones.iter();
    let named: Vec<&str> = has_milestone.map(|it| it.id.value.as_str()).collect();
    let milestones = milestones.replace("leading_group", named[0]);
    let files = [
        ("disputes", disputes),
        ("publicity_events", format!("{EVENTS}{events}")),
        ("reports", format!("{REPORTS}{reports}")),
        ("milestones", format!("{MILESTONES}{milestones}")),
    ];
    assess(&programme, network, &files)
}

fn write(dossier: &Dossier<'_>) -> Sheets {
    Sheets::read(&workbook(dossier).expect("a workbook"))
}

fn chinese(assessment: &Assessment) -> Dossier<'_> {
    Dossier::new(assessment, Language::Chinese)
}

fn texts<'a>(table: &'a RecordBatch, column: &str) -> Vec<&'a str> {
    let column = table.column_by_name(column).expect("a column");
    let texts = column.as_string::<i32>().iter();
    texts.map(Option::unwrap_or_default).collect()
}

/// By hand: 48 of 49 is 97.96 %, which is not 98 %.
#[test]
fn the_acceptance_table() {
    let sheets = write(&chinese(&year()));
    let rows = sheets.sheet("考核验收表");
    assert_eq!(
        rows[0][0],
        text("玉溪市公共法律服务惠民工程(2019年) 考核验收表 玉溪市")
    );
    assert_eq!(rows[1][0], text("截至 2019-11-30"));
    // So are the five counts missed. No village of the register is marked as poor, there
    // was no need and no request, and all disputes were handled.
    let verdict = text("考核结论:未达标(可判定的 10 项指标中 4 项达标)");
    assert_eq!(rows[3][0], verdict);
    let rows = sheets.below("考核验收表", "指标");
    assert_eq!(rows.len(), 10);
    let [label, unit] = ["贫困村、贫困户矛盾纠纷调解成功率", ""];
    let success = [
        text(label),
        shown(unit),
        text("不低于"),
        Data::Float(0.98),
        Data::Float(0.9796),
        count(48),
        count(49),
        Data::Float(0.9996),
        text("未达标"),
        Data::Empty,
    ];
    assert_eq!(rows[9][..10], success);
    let needs = &rows[6];
    assert_eq!(needs[4], text("—"));
    assert_eq!(needs[8], text("达标"));
    assert_eq!(needs[9], text("分母为零"));
    let events = &rows[2];
    assert_eq!(events[3..6], [count(700), count(2), Data::Empty]);
    // 2 of 700 is 0.2857… %.
    assert_eq!(events[7], Data::Float(0.0029));
}

#[test]
fn divisions_side_by_side() {
    let assessment = year();
    let sheets = write(&chinese(&assessment));
    let rows = sheets.below("分区划达标表", "区划代码");
    assert_eq!(rows.len(), 9);
    assert_eq!(rows[0][..2], [text("530402000000"), text("红塔区")]);
    for row in rows {
        let Data::String(code) = &row[0] else {
            panic!("a code is a text");
        };
        let (mut met, mut not_met) = (0, 0);
        for (place, indicator) in assessment.plan().indicators.iter().enumerate() {
            let figure = assessment.value(&indicator.id, code).expect("a figure");
            let words = match figure.met {
                Some(true) => "达标",
                Some(false) => "未达标",
                None => "—",
            };
            met += u32::from(figure.met == Some(true));
            not_met += u32::from(figure.met == Some(false));
            assert_eq!(row[2 + place], text(words));
        }
        assert_eq!(row[12..], [count(met), count(not_met)]);
    }
}

#[test]
fn the_task_decomposition_table() {
    let assessment = year();
    let sheets = write(&chinese(&assessment));
    let rows = &sheets.sheet("任务分解表")[4..];
    let table = assessment.allocations().expect("a table");
    let number = |column: &str, row: usize| {
        let column = table.column_by_name(column).expect("a column");
        count(column.as_primitive::<UInt64Type>().value(row))
    };
    let indicators = texts(&table, "indicator");
    let codes = texts(&table, "division_code");
    let names = [
        "centres_standardised",
        "stations_standardised",
        "publicity_events",
    ];
    let names = names.into_iter().chain(["cases_handled", "consultations"]);
    for (place, name) in names.enumerate() {
        let of_it = (0..table.num_rows()).filter(|row| indicators[*row] == name);
        let of_it: Vec<usize> = of_it.collect();
        // The city, nine counties and 75 townships; two rows check them.
        assert_eq!((of_it.len(), rows.len()), (85, 87));
        for (row, written) in of_it.into_iter().zip(rows) {
            assert_eq!(written[0], text(codes[row]));
            assert_eq!(written[3 + 2 * place], number("weight", row));
            assert_eq!(written[4 + 2 * place], number("target", row));
        }
    }
    let check = |row: usize| -> Vec<&Data> { rows[row][4..].iter().step_by(2).collect() };
    let targets = [70, 700, 700, 8_000, 80_000].map(count);
    assert_eq!(check(85), targets.iter().collect::<Vec<_>>());
    assert_eq!(check(86), [0; 5].map(count).iter().collect::<Vec<_>>());
}

#[test]
fn progress_of_the_root_and_its_counties() {
    let assessment = year();
    let sheets = write(&chinese(&assessment));
    let rows = sheets.below("进度表", "区划代码");
    let table = assessment.progress().expect("a table");
    let [codes, indicators, targets] =
        ["division_code", "indicator", "target"].map(|it| texts(&table, it));
    let [actual, planned_shares, actual_shares, planned] =
        ["actual", "planned_share", "actual_share", "planned"].map(|it| texts(&table, it));
    let dates = assessment.dates().len();
    let mut compared = 0;
    for row in (dates - 1..table.num_rows()).step_by(dates) {
        let is_shown = codes[row] == "530400000000" || codes[row].ends_with("000000");
        let Some(written) = rows.get(compared).filter(|_| is_shown) else {
            continue;
        };
        let plan = &assessment.plan().indicators[compared % 10];
        assert_eq!(plan.id, indicators[row]);
        let expected = [
            text(codes[row]),
            written[1].clone(),
            text(&plan.label.zh),
            shown(&plan.unit.zh),
            // Rates are due all year and have no planned part.
            written[4].clone(),
            shown(planned[row]),
            shown(actual[row]),
            shown(planned_shares[row]),
            shown(actual_shares[row]),
        ];
        assert_eq!(written[..9], expected);
        if plan.scheduled {
            assert_eq!(written[4], shown(targets[row]));
            assert_eq!(written[9], text("滞后"));
        }
        compared += 1;
    }
    assert_eq!((compared, rows.len()), (100, 100));
}

#[test]
fn progress_of_the_root_by_month() {
    let assessment = year();
    let sheets = write(&chinese(&assessment));
    let rows = sheets.below("逐月进度表", "指标");
    // Plan, figure and status of the five that are scheduled, the figure of the others.
    assert_eq!(rows.len(), 5 * 3 + 5);
    let root = assessment.plan().top.expect("a root");
    for cut in 0..assessment.dates().len() {
        let figure = assessment.figure(2, root, cut, false).expect("a figure");
        assert_eq!(rows[7][4 + cut], shown(&figure.display));
        let progress = assessment.progress_of(2, root, cut).expect("progress");
        assert_eq!(rows[8][4 + cut], text(&progress.status.label().zh));
    }
    // January has none, February to October one, November two.
    let found: Vec<&Data> = rows[7][4..].iter().collect();
    let expected = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2].map(count);
    assert_eq!(found, expected.iter().collect::<Vec<_>>());
}

fn reconciled(assessment: &Assessment) -> Reconciliation {
    reconcile(assessment, &Options::default()).expect("a reconciliation")
}

#[test]
fn reports_against_records() {
    let assessment = year();
    let reconciliation = reconciled(&assessment);
    let dossier = Dossier {
        reconciliation: Some(&reconciliation),
        ..chinese(&assessment)
    };
    let sheets = write(&dossier);
    let rows = &sheets.sheet("上报核对表")[4..];
    let table = reconciliation.comparison_table().expect("a table");
    assert_eq!(rows.len(), table.num_rows());
    let columns = [
        "reported_numerator",
        "reported_denominator",
        "computed_numerator",
        "computed_denominator",
        "difference_numerator",
        "difference_denominator",
    ];
    let columns = columns.map(|column| texts(&table, column));
    let codes = texts(&table, "division_code");
    for (place, (row, comparison)) in rows.iter().zip(&reconciliation.comparisons).enumerate() {
        assert_eq!(row[0], text(codes[place]));
        assert!(is_day(&row[3], Some(comparison.period_end)));
        for (column, texts) in columns.iter().enumerate() {
            assert_eq!(row[4 + column], shown(texts[place]));
        }
        assert!(is_day(&row[10], comparison.reported_on));
        assert!(is_day(&row[11], comparison.due_on));
        assert_eq!(row[13], text(&comparison.state.label().zh));
    }
    // By hand: three events reported, one recorded; 48 of 49 agrees, two days late.
    let found = |label: &str| {
        let mut rows = rows.iter();
        let row = rows.find(|row| row[0] == text("530402000000") && row[2] == text(label));
        row.expect("a row").clone()
    };
    let success = found("贫困村、贫困户矛盾纠纷调解成功率");
    assert_eq!(success[8..10], [count(0), count(0)]);
    assert_eq!(success[12..], [count(2), text("迟报")]);
    let unknown = found("nothing");
    assert_eq!(unknown[13], text("不应有"));

    let rows = &sheets.sheet("上报平衡表")[4..];
    assert_eq!(rows.len(), reconciliation.imbalances.len());
    // Nobody has reported but one county: eight are missing of every figure it gave.
    let events = rows.iter().find(|row| row[2] == text("法治宣传活动"));
    let events = events.expect("a row");
    assert_eq!(events[10..12], [count(9), count(8)]);
    assert_eq!(events[13], text("未比较"));
}

#[test]
fn completeness_and_what_is_wrong_with_reports() {
    let assessment = year();
    let reconciliation = reconciled(&assessment);
    let dossier = Dossier {
        reconciliation: Some(&reconciliation),
        ..chinese(&assessment)
    };
    let sheets = write(&dossier);
    let rows = sheets.below("上报情况表", "区划代码");
    for (row, one) in rows.iter().zip(&reconciliation.completeness) {
        let code = one.division_code.map(|code| code.padded());
        assert_eq!(row[0], shown_code(code.as_deref()));
        let counts = [
            one.owed,
            one.received,
            one.in_conflict,
            one.rejected,
            one.on_time,
        ];
        assert_eq!(row[5..10], counts.map(count));
        let share = one.received_share().expect("something is owed");
        let share = share.percent(2).expect("a share");
        assert_eq!(row[10], shown(&format!("{share}%")));
    }
    // The county reported 5 for October and 3 for November.
    let all = sheets.sheet("上报情况表");
    let fall = all.iter().position(|row| row[0] == text("累计数下降"));
    let fall = &all[fall.expect("a fall") + 2];
    assert_eq!(
        (&fall[0], &fall[4], &fall[6]),
        (&text("530402000000"), &count(3), &count(5))
    );
    let problem = all.iter().position(|row| row[0] == text("不能核对的上报"));
    let problem = &all[problem.expect("a problem") + 2];
    assert_eq!(problem[4], text("`530402` 上报的指标 `nothing` 不存在"));
}

fn shown_code(code: Option<&str>) -> Data {
    code.map_or(Data::Empty, text)
}

#[test]
fn findings_and_overdue_milestones() {
    let assessment = year();
    for language in [Language::Chinese, Language::English] {
        let sheets = write(&Dossier::new(&assessment, language));
        let (name, head, overdue, first) = match language {
            Language::Chinese => ("问题清单", "序号", "逾期事项", "事项"),
            Language::English => ("findings", "no.", "overdue milestones", "milestone"),
        };
        let rows = sheets.below(name, head);
        assert_eq!(rows.len(), assessment.findings().len());
        for (place, (row, finding)) in rows
            .iter()
            .zip(assessment.findings().iter(language))
            .enumerate()
        {
            let rule = &assessment.plan().rules[finding.rule_position];
            assert_eq!(row[0], count(place + 1));
            assert_eq!(row[1], text(rule.label.get(language)));
            assert_eq!(
                row[4],
                shown_code(Some(&*finding.key).filter(|key| !key.is_empty()))
            );
            assert_eq!(row[5], shown_code(finding.file.as_deref()));
            let line = finding.line.or(finding.row);
            assert_eq!(row[6], line.map_or(Data::Empty, count));
            assert_eq!(row[7], shown_code(finding.division_code.as_deref()));
            assert_eq!(row[10], text(&finding.message));
        }
        let milestones = assessment.milestones();
        let rows = sheets.below(overdue, first);
        let late = milestones.iter().filter(|it| {
            use huimin::assess::MilestoneStatus::{DoneLate, Overdue};
            matches!(it.status, DoneLate | Overdue)
        });
        let late: Vec<_> = late.collect();
        assert_eq!(rows.len(), late.len());
        for (row, one) in rows.iter().zip(late) {
            assert_eq!(row[0], text(one.milestone.label.get(language)));
            assert!(is_day(&row[4], Some(one.due_on)));
            assert!(is_day(&row[5], one.done_on));
            assert_eq!(row[6], text(one.status.label().get(language)));
        }
    }
    let sheets = write(&chinese(&assessment));
    // The dispute that was mediated before it was registered.
    let rows = sheets.below("问题清单", "序号");
    let before = rows
        .iter()
        .find(|row| row[4] == text("D50"))
        .expect("a finding");
    assert_eq!(before[2], text("不计入"));
    assert_eq!(before[6], count(50));
    assert_eq!(before[7..9], [text("530403000000"), text("江川区")]);
}

/// The same input, the same bytes, whatever the day; and a second later.
#[test]
fn the_same_dossier_gives_the_same_bytes() {
    let assessment = year();
    let reconciliation = reconciled(&assessment);
    let dossier = Dossier {
        reconciliation: Some(&reconciliation),
        ..chinese(&assessment)
    };
    let bytes = workbook(&dossier).expect("a workbook");
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert!(bytes == workbook(&dossier).expect("a workbook"));
    // From records once more, with maps seeded anew.
    let again = year();
    let reconciliation = reconciled(&again);
    let dossier = Dossier {
        reconciliation: Some(&reconciliation),
        ..chinese(&again)
    };
    assert!(bytes == workbook(&dossier).expect("a workbook"));
    let core = &parts(&bytes)["docProps/core.xml"];
    let created = r#"<dcterms:created xsi:type="dcterms:W3CDTF">2019-11-30T00:00:00Z"#;
    assert!(core.contains(created), "{core}");
    assert!(core.contains("玉溪市公共法律服务惠民工程(2019年) 考核验收表"));
}

#[test]
fn sheets_are_set_up_for_printing() {
    let bytes = workbook(&chinese(&year())).expect("a workbook");
    let parts = parts(&bytes);
    let sheets = parts
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
    for (name, sheet) in sheets {
        assert!(sheet.contains(r#"paperSize="9""#), "{name}");
        assert!(sheet.contains(r#"orientation="landscape""#), "{name}");
        assert!(sheet.contains(r#"fitToHeight="0""#), "{name}");
        assert!(
            sheet.contains("&amp;L&amp;A&amp;R截至 2019-11-30"),
            "{name}"
        );
        assert!(sheet.contains("&amp;C第 &amp;P 页,共 &amp;N 页"), "{name}");
        assert!(sheet.contains(r#"state="frozen""#), "{name}");
        assert!(sheet.contains("<autoFilter "), "{name}");
    }
    let book = &parts["xl/workbook.xml"];
    assert!(book.contains("_xlnm.Print_Titles"), "{book}");
    assert!(book.contains("任务分解表!$1:$4"), "{book}");
    let styles = &parts["xl/styles.xml"];
    for format in [
        r##"formatCode="#,##0.00""##,
        r#"formatCode="yyyy-mm-dd""#,
        r#"formatCode="0.00%""#,
    ] {
        assert!(styles.contains(format), "{format}");
    }
}
