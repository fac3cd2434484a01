//! Odd texts, and cases with nothing to say.

use std::collections::BTreeSet;

use calamine::Data;
use huimin::report::{Dossier, workbook};
use huimin::{Language, Network, Programme};

use crate::reading::{Sheets, parts, text};
use crate::{assess, chinese, write, yuxi};

/// A programme whose labels are what a label should not be.
const ODD: &str = r#"
[programme]
id = "odd"
version = "1"
label = { zh = "=HYPERLINK(\"http://x\",\"点\")", en = "@odd" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"

[[dataset]]
id = "visits"
label = { zh = "+走访", en = "-visits" }
division = "division_code"
date = "visited_on"
key = ["visit_id"]
field = [
  { name = "visit_id", label = { zh = "编号", en = "id" }, type = "text", required = true },
  { name = "division_code", label = { zh = "区划代码", en = "division code" }, type = "division", required = true },
  { name = "visited_on", label = { zh = "走访日期", en = "visited on" }, type = "date", required = true },
]

[[measure]]
id = "visits_made"
label = { zh = "走访", en = "visits made" }
dataset = "visits"
value = "count(*)"
on = "visited_on"

[[indicator]]
id = "visits"
label = { zh = "<r></si></sst>\n& \"走访\" _x0041_ 😀</r>", en = "-1+1|cmd" }
value = "visits_made"
"#;

fn odd() -> (Programme, Network) {
    let programme = Programme::from_toml("odd.toml", ODD).expect("a definition");
    let register = "code,name,level,parent_code\n530400,@市,city,\n530402,=1+1,county,530400\n";
    let network = Network::from_csv(register.as_bytes()).expect("a register");
    (programme, network)
}

const VISITS: &str = "visit_id,division_code,visited_on\n";

#[test]
fn what_looks_like_a_formula_stays_a_text() {
    let (programme, network) = odd();
    let rows = "=1+2,530402,\n+3,530402,\n-4,530402,\n@SUM(A1),530402,\n<r>x</r>,530402,\n\
                \u{1}\u{b},530402,\n\"=cmd|' /C calc'!A0\",530402,\n00123,530402,\n";
    let assessment = assess(
        &programme,
        network,
        &[("visits", format!("{VISITS}{rows}"))],
    );
    for language in [Language::Chinese, Language::English] {
        let bytes = workbook(&Dossier::new(&assessment, language)).expect("a workbook");
        for (name, part) in parts(&bytes) {
            assert!(!part.contains("<f>") && !part.contains("<f "), "{name}");
            assert!(!part.contains("</si></sst>\n&"), "{name}");
        }
        let sheets = Sheets::read(&bytes);
        assert!(!sheets.0.iter().any(|(_, rows)| {
            let mut cells = rows.iter().flatten();
            cells.any(|cell| matches!(cell, Data::Error(_)))
        }));
    }
    let sheets = write(&chinese(&assessment));
    let rows = sheets.below("问题清单", "序号");
    let mut keys: Vec<&Data> = rows.iter().map(|row| &row[4]).collect();
    let order = |data: &&Data| data.to_string();
    keys.sort_by_key(order);
    let mut expected: Vec<Data> = [
        "=1+2",
        "+3",
        "-4",
        "@SUM(A1)",
        "\u{200B}<r>x</r>",
        "\u{FFFD}\u{FFFD}",
        "=cmd|' /C calc'!A0",
        "00123",
    ]
    .map(text)
    .into();
    expected.sort_by_key(|data| data.to_string());
    assert_eq!(keys, expected.iter().collect::<Vec<_>>());
    assert_eq!(rows[0][7], text("=1+1"));
    let title = text("=HYPERLINK(\"http://x\",\"点\") 问题清单");
    assert_eq!(sheets.sheet("问题清单")[0][0], title);
    let label = text("\u{200B}<r></si></sst>\n& \"走访\" _x0041_ 😀</r>");
    assert_eq!(sheets.below("考核验收表", "指标")[0][0], label);
}

#[test]
fn without_targets_and_findings() {
    let (programme, network) = odd();
    let assessment = assess(&programme, network, &[]);
    let sheets = write(&chinese(&assessment));
    let expected = ["进度表", "逐月进度表", "考核验收表", "分区划达标表"];
    assert_eq!(sheets.names(), expected);
    let rows = sheets.below("考核验收表", "指标");
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][2..4], [Data::Empty, Data::Empty]);
    assert_eq!(rows[0][8..10], [text("—"), text("没有目标值")]);
    let verdict = text("考核结论:没有可判定的指标(可判定的 0 项指标中 0 项达标)");
    assert_eq!(sheets.sheet("考核验收表")[2][0], verdict);
}

#[test]
fn a_network_with_one_division() {
    let (programme, _) = yuxi();
    let register = "code,name,level,parent_code\n530400,玉溪市,city,\n";
    let network = Network::from_csv(register.as_bytes()).expect("a register");
    let assessment = assess(&programme.without_allocations(), network, &[]);
    let sheets = write(&chinese(&assessment));
    let names = sheets.names();
    assert!(!names.contains(&"分区划达标表"), "{names:?}");
    assert!(!names.contains(&"任务分解表"), "{names:?}");
    assert_eq!(sheets.below("进度表", "区划代码").len(), 10);
}

#[test]
fn in_english() {
    let (programme, network) = yuxi();
    let assessment = assess(&programme, network, &[]);
    let sheets = write(&Dossier::new(&assessment, Language::English));
    let expected = [
        "task decomposition",
        "progress",
        "progress by month",
        "acceptance",
        "acceptance by division",
        "overdue milestones",
    ];
    assert_eq!(sheets.names(), expected);
    let rows = sheets.sheet("acceptance");
    assert_eq!(rows[1][0], text("as of 2019-11-30"));
    // Only the names of the register are in Chinese.
    let network = &assessment.plan().network;
    let names: BTreeSet<&str> = network.ids().map(|id| network.name(id)).collect();
    let is_chinese = |letter: char| ('\u{2E80}'..='\u{9FFF}').contains(&letter);
    for (name, rows) in &sheets.0 {
        for cell in rows.iter().flatten().map(Data::to_string) {
            let words = cell.trim_end_matches("玉溪市");
            let known = names.contains(cell.as_str()) || !words.contains(is_chinese);
            assert!(known, "{name}: {cell}");
        }
    }
}
