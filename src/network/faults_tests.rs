//! Every diagnostic of a register with its words and the text it underlines.

use crate::diagnostic::{Diagnostics, Gravity};
use crate::error::ErrorKind;
use crate::limits;
use crate::network::Network;

/// Code, underlined text, Chinese message, English message.
type Shown<'a> = (&'static str, &'a str, &'a str, &'a str);

fn shown(diagnostics: &Diagnostics) -> Vec<Shown<'_>> {
    diagnostics
        .list
        .iter()
        .map(|diagnostic| {
            assert!(diagnostic.help.is_some(), "{}", diagnostic.code);
            let span = diagnostic.span;
            let underlined = &diagnostics.source[span.start..span.end];
            (
                diagnostic.code,
                underlined,
                diagnostic.message.zh.as_str(),
                diagnostic.message.en.as_str(),
            )
        })
        .collect()
}

#[track_caller]
fn assert_errors(csv: &str, expected: &[Shown<'_>]) {
    let error = Network::from_csv(csv.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Network);
    assert_eq!(shown(error.diagnostics()), expected);
}

#[track_caller]
fn assert_warnings(csv: &str, expected: &[Shown<'_>]) {
    let network = Network::from_csv(csv.as_bytes()).unwrap();
    assert!(
        network
            .warnings()
            .list
            .iter()
            .all(|diagnostic| diagnostic.gravity == Gravity::Warning)
    );
    assert_eq!(shown(network.warnings()), expected);
}

#[test]
fn n001_empty_register() {
    let words = (
        "登记册中没有现行区划",
        "the register has no current division",
    );
    assert_errors("", &[("N001", "", words.0, words.1)]);
    assert_errors("code,name\n", &[("N001", "code,name", words.0, words.1)]);
}

#[test]
fn n002_missing_column() {
    assert_errors(
        "代码,级别\n5304,市\n",
        &[(
            "N002",
            "代码,级别",
            "缺少“名称”列(name)",
            "column `name` is missing",
        )],
    );
}

#[test]
fn n003_repeated_column() {
    assert_errors(
        "code,name,代码\n5304,市,5304\n",
        &[(
            "N003",
            "代码",
            "“代码”列出现了两次",
            "column `代码` is given twice",
        )],
    );
}

#[test]
fn n004_nameless_column() {
    assert_warnings(
        "code,name, \n5304,市,x\n",
        &[(
            "N004",
            " ",
            "第 3 列没有列名,该列未读取",
            "column 3 has no name and is not read",
        )],
    );
}

#[test]
fn n005_ragged_row() {
    assert_errors(
        "code,name\n5304,市\n530422,澄江县,县\n530423\n",
        &[
            (
                "N005",
                "530422,澄江县,县",
                "应有 2 列,实际为 3 列",
                "expected 2 cells, but found 3",
            ),
            (
                "N005",
                "530423",
                "应有 2 列,实际为 1 列",
                "expected 2 cells, but found 1",
            ),
        ],
    );
    assert_errors(
        "code,name\n5304,市\n530422,\"澄江县\n",
        &[(
            "N005",
            "530422,\"澄江县\n",
            "双引号没有成对,其后的内容都被当作一格",
            "a double quote is not closed, so all that follows is one cell",
        )],
    );
}

#[test]
fn n006_bad_code() {
    let chinese = |found: &str| format!("区划代码应为 2、4、6、9 或 12 位数字,实际为“{found}”");
    let english = |found: &str| {
        format!("expected a division code of 2, 4, 6, 9 or 12 digits, but found `{found}`")
    };
    let found = ["530", "53o4", "x"];
    let (zh, en) = (found.map(chinese), found.map(english));
    assert_errors(
        "code,name,parent_code,successor\n5304,市,,\n530,县,5304,\n530423,县,53o4,\n530424,县,5304,x\n",
        &[
            ("N006", "530", &zh[0], &en[0]),
            ("N006", "53o4", &zh[1], &en[1]),
            ("N006", "x", &zh[2], &en[2]),
        ],
    );
}

#[test]
fn n007_normalised_code() {
    assert_warnings(
        "code,name,parent_code\n５３０４,市,\n530422,县, 5304\n",
        &[
            (
                "N007",
                "５３０４",
                "代码“５３０４”含全角数字或空格,已按 530400 处理",
                "code `５３０４` has full-width digits or white space and is read as `530400`",
            ),
            (
                "N007",
                " 5304",
                "代码“ 5304”含全角数字或空格,已按 530400 处理",
                "code ` 5304` has full-width digits or white space and is read as `530400`",
            ),
        ],
    );
}

#[test]
fn n008_missing_name() {
    assert_errors(
        "code,name\n5304,\u{3000}\n",
        &[(
            "N008",
            "\u{3000}",
            "区划“5304”没有名称",
            "division `5304` has no name",
        )],
    );
}

#[test]
fn n009_unknown_level() {
    assert_errors(
        "code,name,level\n5304,市,专区\n",
        &[(
            "N009",
            "专区",
            "级别应为省、市、县、乡镇或村,实际为“专区”",
            "expected a level, but found `专区`",
        )],
    );
}

#[test]
fn n010_level_contradicts_code() {
    assert_errors(
        "code,name,level\n5304,市,city\n530422,县,township\n",
        &[(
            "N010",
            "township",
            "级别写为乡镇(街道),而代码 530422 属于县(区)",
            "level `township` contradicts code `530422`, which is that of a county",
        )],
    );
}

#[test]
fn n011_unreadable_value() {
    assert_errors(
        "code,name,poor_village,population,valid_from,valid_until\n5304,市,有,约5,2019-1,2019-02-29\n",
        &[
            (
                "N011",
                "有",
                "“贫困村”应为“是”或“否”,实际为“有”",
                "expected `true` or `false`, but found `有`",
            ),
            (
                "N011",
                "约5",
                "“人口”应为人数(非负整数),实际为“约5”",
                "expected a whole number of persons, but found `约5`",
            ),
            (
                "N011",
                "2019-1",
                "“生效日期”应为日期,如 2019-01-31,实际为“2019-1”",
                "expected a date such as `2019-01-31`, but found `2019-1`",
            ),
            (
                "N011",
                "2019-02-29",
                "“失效日期”应为日期,如 2019-01-31,实际为“2019-02-29”",
                "expected a date such as `2019-01-31`, but found `2019-02-29`",
            ),
        ],
    );
}

#[test]
fn n012_validity_ends_before_start() {
    assert_errors(
        "code,name,valid_from,valid_until\n5304,市,2019-12-31,2019-12-30\n",
        &[(
            "N012",
            "2019-12-30",
            "失效日期 2019-12-30 早于生效日期 2019-12-31",
            "valid_until 2019-12-30 is before valid_from 2019-12-31",
        )],
    );
    let csv = "code,name,valid_from,valid_until\n5304,市,2019-12-31,2019-12-31\n";
    assert_warnings(csv, &[]);
}

#[test]
fn n013_duplicate_code() {
    assert_errors(
        "code,name,parent_code\n5304,市,\n530422,县,5304\n530422000000,县,530400\n",
        &[(
            "N013",
            "530422000000",
            "代码 530422 重复,第 2 行数据已有",
            "code `530422` is already in data row 2",
        )],
    );
}

#[test]
fn n014_two_parents() {
    assert_errors(
        "code,name,parent_code\n53,省,\n5304,市,53\n5305,市,53\n530422,县,5304\n530422,县,5305\n",
        &[(
            "N014",
            "5305",
            "代码 530422 有两个上级:第 4 行数据为 530400,本行为 530500",
            "code `530422` has two parents: `530400` in data row 4 and `530500` here",
        )],
    );
}

/// A division that moves gets a code of its own with the former one as predecessor:
/// under one code it cannot be under two parents, not even one after the other.
#[test]
fn n014_two_parents_over_time() {
    assert_errors(
        "code,name,parent_code,valid_from,valid_until\n53,省,,,\n5304,市,53,,\n5305,市,53,,\n\
         530422,县,5304,,2019-06-30\n530422,县,5305,2019-07-01,\n",
        &[(
            "N014",
            "5305",
            "代码 530422 有两个上级:第 4 行数据为 530400,本行为 530500",
            "code `530422` has two parents: `530400` in data row 4 and `530500` here",
        )],
    );
}

#[test]
fn n015_orphan() {
    assert_errors(
        "code,name,parent_code\n5304,市,53\n530422,县,5305\n530423,县,\n",
        &[
            (
                "N015",
                "5305",
                "区划 530422 的上级 530500 不在登记册中",
                "parent `530500` of `530422` is not in the register",
            ),
            (
                "N015",
                "",
                "区划 530423 没有上级,而它不是最高一级",
                "division `530423` has no parent and is not at the highest level",
            ),
        ],
    );
}

#[test]
fn n015_only_a_single_highest_division_has_its_parent_elsewhere() {
    assert_errors(
        "code,name,parent_code\n5304,市,53\n5305,市,53\n",
        &[
            (
                "N015",
                "53",
                "区划 530400 的上级 530000 不在登记册中",
                "parent `530000` of `530400` is not in the register",
            ),
            (
                "N015",
                "53",
                "区划 530500 的上级 530000 不在登记册中",
                "parent `530000` of `530500` is not in the register",
            ),
        ],
    );
}

#[test]
fn n016_parent_cycle() {
    // Below them a division that is no part of the circle.
    assert_errors(
        "code,name,parent_code\n5304,市,\n530422,县,530423\n530423,县,530424\n530424,县,530422\n530422101,镇,530422\n",
        &[(
            "N016",
            "530423",
            "上级关系成环:530422 → 530423 → 530424 → 530422",
            "the parents run in a circle: 530422 → 530423 → 530424 → 530422",
        )],
    );
    assert_errors(
        "code,name,parent_code\n5304,市,5304\n",
        &[(
            "N016",
            "5304",
            "上级关系成环:530400 → 530400",
            "the parents run in a circle: 530400 → 530400",
        )],
    );
}

#[test]
fn n016_a_long_circle_is_shortened() {
    let mut csv = "code,name,parent_code\n5304,市,\n".to_owned();
    for county in 1..=20 {
        csv.push_str(&format!("5304{county:02},县,5304{:02}\n", county % 20 + 1));
    }
    let error = Network::from_csv(csv.as_bytes()).unwrap_err();
    let messages: Vec<&str> = error
        .diagnostics()
        .list
        .iter()
        .map(|diagnostic| diagnostic.message.en.as_str())
        .collect();
    assert_eq!(
        messages,
        [
            "the parents run in a circle: 530401 → 530402 → 530403 → 530404 → 530405 → 530406 → 530407 → 530408 → … → 530401"
        ]
    );
}

#[test]
fn n017_parent_not_above() {
    assert_errors(
        "code,name,parent_code\n5304,市,\n530422,县,5304\n530423,县,530422\n",
        &[(
            "N017",
            "530422",
            "530423(县(区))的上级 530422(县(区))级别不高于它",
            "parent `530422`, a county, is not above `530423`, a county",
        )],
    );
}

#[test]
fn n018_parent_contradicts_prefix() {
    assert_warnings(
        "code,name,parent_code\n5304,市,\n530402,区,5304\n530422,县,5304\n530402001,街道,530422\n",
        &[(
            "N018",
            "530422",
            "代码 530402001 的前几位与上级 530422 不一致,按上级代码归属",
            "code `530402001` does not start as its parent `530422` does; it counts under that parent",
        )],
    );
}

#[test]
fn n019_former_parent() {
    assert_warnings(
        "code,name,parent_code,successor\n5304,市,,\n530422,县,5304,530481\n530481,市,5304,\n530422101,镇,530422,\n",
        &[(
            "N019",
            "530422",
            "上级 530422 已由 530481 继任,按 530481 归属",
            "parent `530422` is a former division; `530481` is taken, its successor",
        )],
    );
}

#[test]
fn n020_unknown_successor() {
    assert_errors(
        "code,name,parent_code,successor\n5304,市,,\n530422,县,5304,530481\n530422101,镇,530422,\n",
        &[(
            "N020",
            "530481",
            "区划 530422 的继任区划 530481 不在登记册中",
            "successor `530481` of `530422` is not in the register",
        )],
    );
}

#[test]
fn n021_successor_cycle() {
    assert_errors(
        "code,name,successor\n5304,市,\n530422,县,530481\n530481,市,530422\n530423,县,530422\n",
        &[(
            "N021",
            "530481",
            "继任关系成环:530422 → 530481 → 530422",
            "the successors run in a circle: 530422 → 530481 → 530422",
        )],
    );
}

#[test]
fn n022_too_many_divisions() {
    let csv = format!("code,name\n{}", "5304,市\n".repeat(limits::DIVISIONS + 1));
    let error = Network::from_csv(csv.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let [fault] = error.diagnostics().list.as_slice() else {
        panic!("{}", error.diagnostics().list.len())
    };
    assert_eq!((fault.code, fault.span.end), ("N022", csv.len() - 1));
    assert_eq!(
        fault.message.en,
        "the register has more than 1048576 divisions; the rows from here on are not read"
    );
    assert_eq!(
        fault.message.zh,
        "登记册超过 1048576 个区划的上限,其后各行未读取"
    );
}

#[test]
fn n023_too_many_columns() {
    let csv = format!("code,name{}\n", ",x".repeat(limits::COLUMNS));
    let error = Network::from_csv(csv.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let expected = (
        "登记册有 4098 列,超过 4096 列的上限",
        "the register has 4098 columns, more than 4096",
    );
    assert_eq!(
        shown(error.diagnostics()),
        [("N023", csv.trim_end(), expected.0, expected.1)]
    );
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_text() {
    let error = Network::from_csv(
        "code,name,level,parent_code\n5304,,市,\n53042,县,县,5304\n530423,县,镇,5304\n530424,县,县,5306\n".as_bytes(),
    )
    .unwrap_err();
    let codes: Vec<&str> = error
        .diagnostics()
        .list
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    assert_eq!(codes, ["N008", "N006", "N010", "N015"]);
    assert_eq!(error.message().en, "the register has 4 errors");
    assert_eq!(error.message().zh, "区划登记册有 4 处错误");
    assert_eq!(error.diagnostics().source_name, "divisions.csv");
}
