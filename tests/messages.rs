//! What people read, in both languages, against the texts in `tests/messages/`.
//!
//! `HUIMIN_UPDATE=1 cargo test --test messages` writes the texts anew. Read the
//! difference as a clerk would before it is committed.

#![cfg(all(feature = "csv", feature = "json"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "messages/documented.rs"]
mod documented;

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use arrow_schema::{DataType, Field, Schema};
use huimin::calendar::Date;
use huimin::input::{
    ArrowSource, BatchSource, CsvOptions, CsvSource, JsonLinesOptions, JsonLinesSource,
};
use huimin::plan::StructuralRule;
use huimin::{Assessment, Error, Language, Network, Plan, Programme, Result, Tally};

// ---------------------------------------------------------------- definitions

#[test]
fn syntax_errors() {
    let error = Programme::from_toml("yuxi.toml", &file("syntax.toml")).unwrap_err();
    snapshot("syntax", &both(&error));
}

#[test]
fn mistakes_in_a_definition() {
    let error = Programme::from_toml("yuxi.toml", &file("definition.toml")).unwrap_err();
    snapshot("definition", &both(&error));
}

#[test]
fn mistakes_in_formulas() {
    let error = plan_of("formulas.toml").unwrap_err();
    snapshot("formulas", &both(&error));
}

#[test]
fn mistakes_that_a_plan_finds() {
    let error = plan_of("plan.toml").unwrap_err();
    snapshot("plan", &both(&error));
}

#[test]
fn examples_that_do_not_come_out() {
    let programme = Programme::from_toml("yuxi.toml", &file("examples.toml")).unwrap();
    let network = Network::builtin("yuxi-2019").unwrap();
    let error = programme.check(network).unwrap_err();
    snapshot("examples", &both(&error));
}

// ---------------------------------------------------------------- registers

#[test]
fn mistakes_in_a_register() {
    let mut shown = Shown::default();
    let columns = Network::from_csv(file("register.csv").as_bytes());
    shown.error("columns", &columns.unwrap_err());
    let rows = Network::from_csv(file("register_rows.csv").as_bytes());
    shown.error("rows", &rows.unwrap_err());
    let nothing = Network::from_csv(b"");
    shown.error("an empty file", &nothing.unwrap_err());
    let without_code = Network::from_csv("name,level\n玉溪市,city\n".as_bytes());
    shown.error("no column of codes", &without_code.unwrap_err());
    let encoding = Network::from_csv(b"code,name\n530400,\xD3\xF1\xCF\xAA\n");
    shown.error("another encoding", &encoding.unwrap_err());
    let network = Network::from_csv(file("register_warnings.csv").as_bytes()).unwrap();
    for language in [Language::Chinese, Language::English] {
        shown.section("warnings", &network.warnings().render(language));
    }
    snapshot("register", &shown.text);
}

// ---------------------------------------------------------------- records

#[test]
fn inputs_that_cannot_be_read() {
    let mut shown = Shown::default();
    for (title, csv) in [
        (
            "a missing column",
            "consultation_id,division_code,held_on,chanel,persons\n",
        ),
        ("a missing column, nothing like it", "编号,日期\n"),
        (
            "two columns for one field",
            "consultation_id,咨询编号,division_code,held_on,channel,persons\n",
        ),
        ("the same column twice", "consultation_id,persons,persons\n"),
        (
            "a column without a name",
            "consultation_id,,division_code,held_on,channel,persons\nK1,x,530402,2019-05-01,hotline,3\n",
        ),
        (
            "a row with more cells than the header",
            "consultation_id,division_code,held_on,channel,persons\nK1,530402,2019-05-01,hotline,3\nK2,530402,2019-05-01,hotline,1,000\n",
        ),
        (
            "a row with fewer cells than the header",
            "consultation_id,division_code,held_on,channel,persons\nK1,530402\n",
        ),
        (
            "a quote that is not closed",
            "consultation_id,division_code,held_on,channel,persons\nK1,\"530402,2019-05-01,hotline,3\n",
        ),
        ("an empty file", ""),
    ] {
        shown.error(
            title,
            &add("consultations", csv_source(csv.as_bytes())).unwrap_err(),
        );
    }
    let gb18030 = b"consultation_id,division_code,held_on,channel,persons\n\xD7\xC9\xD1\xAF,530402,2019-05-01,hotline,3\n";
    shown.error(
        "another encoding",
        &add("consultations", csv_source(gb18030)).unwrap_err(),
    );
    let json = b"{\"consultation_id\": \"K1\", \"persons\": [3]}\n";
    let source = JsonLinesSource::new(
        std::io::Cursor::new(json.to_vec()),
        JsonLinesOptions::default(),
    );
    shown.error(
        "a list in JSON lines",
        &add("consultations", source).unwrap_err(),
    );
    let long = format!(
        "consultation_id,division_code,held_on,channel,persons\n{},530402,2019-05-01,hotline,3\n",
        "K".repeat(70_000)
    );
    shown.error(
        "a value that is too long",
        &add("consultations", csv_source(long.as_bytes())).unwrap_err(),
    );
    snapshot("inputs", &shown.text);
}

#[test]
fn columns_of_another_type() {
    let mut shown = Shown::default();
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.0]));
    let integers: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let truths: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
    let zoned: ArrayRef =
        Arc::new(TimestampMillisecondArray::from(vec![0]).with_timezone("Asia/Shanghai"));
    for (title, field, column) in [
        ("text", "text", &integers),
        ("a code list", "code", &truths),
        ("whole numbers", "number", &floats),
        ("decimals", "amount", &floats),
        ("dates", "day", &truths),
        ("dates with a time zone", "day", &zoned),
        ("times", "time", &integers),
        ("booleans", "truth", &floats),
        ("division codes", "division_code", &floats),
    ] {
        let division: ArrayRef = Arc::new(StringArray::from(vec!["530402"]));
        let mut columns = vec![("division_code", division)];
        columns.retain(|(name, _)| *name != field);
        columns.push((field, Arc::clone(column)));
        let mut tally = Tally::new(&types_plan());
        let error = tally
            .add("things", ArrowSource::new([Ok(batch(columns))]))
            .unwrap_err();
        shown.error(title, &error);
    }
    snapshot("column_types", &shown.text);
}

#[test]
fn calls_that_make_no_sense() {
    let mut shown = Shown::default();
    let plan = yuxi();
    let mut tally = Tally::new(&plan);
    let nothing = || csv_source(b"");
    shown.error(
        "a programme that is not built in",
        &Programme::builtin("yuxi-2018").unwrap_err(),
    );
    shown.error(
        "a register that is not built in",
        &Network::builtin("yuxi-2018").unwrap_err(),
    );
    shown.error(
        "an unknown dataset, one like it",
        &tally.add("dispute", nothing()).unwrap_err(),
    );
    shown.error(
        "an unknown dataset, none like it",
        &tally.add("x", nothing()).unwrap_err(),
    );
    let day = |text: &str| Date::parse(text).unwrap();
    shown.error(
        "as of a day outside the period",
        &tally.assess(day("2020-01-01")).unwrap_err(),
    );
    let assessment = tally.assess(day("2019-11-30")).unwrap();
    shown.error(
        "an unknown indicator",
        &assessment
            .value("mediation_succes_rate", "530402")
            .unwrap_err(),
    );
    shown.error(
        "an unknown indicator, none like it",
        &assessment.value("x", "530402").unwrap_err(),
    );
    shown.error(
        "a division that is not in the register",
        &assessment.value("cases_handled", "530499").unwrap_err(),
    );
    shown.error(
        "a division that is no code",
        &assessment.value("cases_handled", "红塔区").unwrap_err(),
    );
    let other = Tally::new(&types_plan());
    shown.error(
        "merging tallies of different plans",
        &tally.merge(&other).unwrap_err(),
    );
    let record = "dispute_id,division_code,party,registered_on,mediated_on,outcome\nD9,530402,other,2019-03-01,2019-03-09,settled\n";
    shown.error(
        "withdrawing what was never added",
        &tally
            .retract("disputes", csv_source(record.as_bytes()))
            .unwrap_err(),
    );
    shown.error(
        "bytes that are no tally",
        &Tally::from_bytes(&plan, b"not a tally at all").unwrap_err(),
    );
    let mut bytes = tally.to_bytes().unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    shown.error(
        "bytes that are damaged",
        &Tally::from_bytes(&plan, &bytes).unwrap_err(),
    );
    let bytes = other.to_bytes().unwrap();
    shown.error(
        "bytes of another plan",
        &Tally::from_bytes(&plan, &bytes).unwrap_err(),
    );
    let mut stop = |_| false;
    let options = huimin::tally::AddOptions {
        threads: 1,
        progress: Some(&mut stop),
        ..Default::default()
    };
    shown.error(
        "stopped by the caller",
        &tally
            .add_with("disputes", csv_source(record.as_bytes()), options)
            .unwrap_err(),
    );
    snapshot("calls", &shown.text);
}

// ---------------------------------------------------------------- findings

#[test]
fn a_finding_of_every_rule() {
    let assessment = with_findings();
    let plan = assessment.plan();
    let mut shown = Shown::default();
    for (position, rule) in plan.rules.iter().enumerate() {
        let message = |language| {
            let mut findings = assessment.findings().iter(language);
            let finding = findings.find(|finding| finding.rule_position == position)?;
            let place = [finding.dataset, finding.division_code, finding.field];
            let place: Vec<String> = place.into_iter().flatten().collect();
            Some(format!("{} ({})", finding.message, place.join(", ")))
        };
        match (message(Language::Chinese), message(Language::English)) {
            (Some(zh), Some(en)) => shown.section(&rule.id, &format!("{zh}\n{en}")),
            _ => {
                // What these compare is counted so that it can never be violated.
                // These are about files and datasets, not about what stands in them.
                let of_files = [
                    "column_not_read",
                    "file_may_be_cut",
                    "not_received",
                    "not_computable",
                ];
                assert!(
                    ["settled_above_mediated", "granted_above_requested"]
                        .iter()
                        .chain(&of_files)
                        .any(|known| *known == rule.id),
                    "no finding of {}",
                    rule.id
                );
                let (zh, en) = (
                    rule.message.fill(&["3", "2"], Language::Chinese),
                    rule.message.fill(&["3", "2"], Language::English),
                );
                shown.section(&rule.id, &format!("{zh}\n{en}"));
            }
        }
    }
    assert_eq!(
        plan.rules
            .iter()
            .take(StructuralRule::ALL.len())
            .map(|rule| rule.id.as_str())
            .collect::<Vec<_>>(),
        StructuralRule::ALL.map(StructuralRule::id)
    );
    snapshot("findings", &shown.text);
}

#[test]
fn an_explanation() {
    let assessment = with_findings();
    let mut shown = Shown::default();
    for (indicator, division) in [
        ("mediation_success_rate", "530402"),
        ("adviser_coverage", "530402"),
        ("consultations", "530400"),
        ("need_response_rate", "530422"),
    ] {
        let explanation = assessment.explain(indicator, division).unwrap();
        for language in [Language::Chinese, Language::English] {
            shown.section(indicator, &explanation.render(language, 3));
        }
    }
    snapshot("explanation", &shown.text);
}

#[test]
fn findings_about_divisions_and_personal_values() {
    let programme = Programme::from_toml("divisions.toml", &file("divisions.toml")).unwrap();
    let register = "code,name,parent_code,valid_from
530400,玉溪市,,
530402,红塔区,530400,
530403,江川区,530400,
530423,通海县,530400,
530424,华宁县,530400,
530425,易门县,530400,2019-07-01
";
    let plan = Plan::new(&programme, Network::from_csv(register.as_bytes()).unwrap());
    let mut tally = Tally::new(&plan.unwrap());
    let visits = "division_code,visited_on,cost,visitor,contact
530402,2019-11-20,10.00,张三,
530403,2019-11-20,10.01,李四,
530423,2019-10-30,10.04,王五,
530424,2019-11-20,99.5,赵六,138-0000-0000
530425,2019-06-30,10.00,孙七,
530499,2019-11-20,10.00,,13800000000
";
    tally.add("visits", csv_source(visits.as_bytes())).unwrap();
    let assessment = tally.assess(Date::parse("2019-11-30").unwrap()).unwrap();
    let mut shown = Shown::default();
    for language in [Language::Chinese, Language::English] {
        let findings = assessment.findings().iter(language).map(|finding| {
            let place = finding.division_code.unwrap_or_default();
            format!("{} {place}: {}", finding.rule, finding.message)
        });
        let findings: Vec<String> = findings.collect();
        shown.section("findings", &findings.join("\n"));
        for division in ["530423", "530425"] {
            let explanation = assessment.explain("days_since", division).unwrap();
            shown.section(division, &explanation.render(language, 3));
        }
    }
    snapshot("divisions", &shown.text);
}

/// Records that violate every rule of `yuxi-2019` that can be violated.
fn with_findings() -> Assessment {
    let mut tally = Tally::new(&yuxi());
    for (dataset, csv) in [
        ("platforms", "division_code,name_unified,signboard_unified,logo_unified,items_unified,carrier_unified,workflow_unified,does_handling,does_publicity,does_guidance,does_consultation,does_demand_analysis,accepted_on
530402,true,true,true,true,true,true,true,true,true,true,true,2019-03-01
530402001,false,false,false,false,false,false,false,false,false,false,false,2019-03-01
530402002,true,true,true,true,true,true,true,true,true,true,true,2091-03-01
"),
        ("residencies", "division_code,service,since,until
530402,lawyer,2019-05-01,2019-04-01
530402,notary,2091-05-01,
"),
        ("offerings", "division_code,service,channel,weekday,opens,closes
530402,lawyer,physical,8,08:30,17:30
530402,lawyer,web,1,00:00,00:00
"),
        ("people", "person_id,division_code,service,served_from,served_until
P1,530402,lawyer,2019-05-01,2019-04-01
P2,530402,lawyer,2091-05-01,
"),
        ("advisers", "adviser_id,division_code,profession,served_from,served_until
A1,530402001001,lawyer,2019-01-01,
A2,530402001002,lawyer,2019-05-01,2019-04-01
A3,530403001001,lawyer,2091-05-01,
"),
        ("publicity_events", "event_id,division_code,held_on,attendance
E1,530402,2019-02-28,0
E2,530402,2018-12-31,5
"),
        ("cases", "case_id,division_code,service,accepted_on,closed_on,beneficiary,outcome
C1,530402,lawyer,2019-02-28,2019-02-27,ordinary,settled
C2,530402,律师,2019-03-05,2019-03-06,ordinary,done
C3,530402,notary,2019-03-05,2019-03-06,ordinary,done
C3,530402,notary,2019-03-05,2019-03-06,ordinary,done
C4,530402,notary,2019-03-05,2019-03-06,ordinary,done
C4,530402,lawyer,2019-03-05,2019-03-06,ordinary,done
C5,530402,notary,5/3/2019,,ordinary,pending
C6,530402,notary,2019-03-05,,ordinary,done
C7,530402,notary,2019-03-05,2091-03-06,ordinary,done
合计,,,,,,
"),
        ("consultations", "consultation_id,division_code,held_on,channel,persons
K1,530402,2019-02-28,face_to_face,501
K2,530402,2019-03-05,face_to_face,０
K3,530403,2019-03-05,wechat_group,10
K4,530423,2019-03-05,wechat_group,12
K5,530424,2019-03-05,wechat_group,14
K6,530499,2019-03-05,wechat_group,14
K7,,2019-03-05,wechat_group,14
K8,530422,2019-03-05,wechat_group,11
K9,530425,2019-03-05,wechat_group,13
K10,530426,2019-03-05,wechat_group,15
K11,530427,2019-03-05,wechat_group,9
K12,530428,2019-03-05,wechat_group,12
"),
        ("needs", "need_id,division_code,service,raised_on,responded_on,beneficiary
N1,530402,lawyer,2019-03-05,2019-03-04,registered_poor
N2,530403,lawyer,2019-03-05,2091-03-06,ordinary
"),
        ("aid_requests", "request_id,division_code,requested_on,decided_on,decision,beneficiary
R1,530402,2019-03-05,2019-03-04,granted,registered_poor
R2,530402,2019-03-05,,granted,registered_poor
R3,530403,2019-03-05,2091-03-06,granted,ordinary
"),
        ("disputes", "dispute_id,division_code,party,registered_on,mediated_on,outcome
D1,530402,poor_household,2019-02-28,2019-03-09,settled
D2,530402001,poor_household,2019-03-02,2019-03-09,settled
D3,530402001001,poor_village,2019-03-02,2019-03-09,failed
D4,530402001001,poor_village,2019-03-02,2019-03-01,settled
D5,530402,poor_village,2019-03-02,2019-03-09,pending
D6,530403,other,2019-03-02,2091-03-09,settled
"),
        ("milestones", "division_code,milestone,due_on,done_on
530402,offices,2019-03-31,
530402,office,2091-03-31,
530403,office,2019-03-31,2091-03-31
"),
        ("reports", "division_code,indicator,period_end,numerator,denominator,reported_on
530402,cases_handled,2019-11-30,1,,2019-11-28
530402,cases_handled,2019-11-30,2,,2019-11-29
530403,cases_handled,2020-01-31,2,,2091-11-29
"),
        ("inspection_results", "division_code,inspection,record_key,inspected_on,outcome
530402,cases,C33,2019-12-01,conforming
530402,cases,C3,2091-12-01,conforming
"),
    ] {
        tally.add(dataset, csv_source(csv.as_bytes())).unwrap();
    }
    tally.assess(Date::parse("2019-11-30").unwrap()).unwrap()
}

// ---------------------------------------------------------------- help

/// Sections of a snapshot.
#[derive(Default)]
struct Shown {
    text: String,
}

impl Shown {
    fn section(&mut self, title: &str, text: &str) {
        let _ = write!(self.text, "# {title}\n\n{text}\n\n");
    }

    fn error(&mut self, title: &str, error: &Error) {
        self.section(title, &both(error));
    }
}

fn both(error: &Error) -> String {
    let (zh, en) = (
        error.render(Language::Chinese),
        error.render(Language::English),
    );
    format!("{zh}\n\n{en}")
}

fn yuxi() -> Plan {
    let network = yuxi_network();
    Plan::new(&Programme::builtin("yuxi-2019").unwrap(), network).unwrap()
}

/// The register of Yuxi with two poor villages, which are invented.
fn yuxi_network() -> Network {
    let mut csv = String::from("code,name,level,parent_code,poor_village\n");
    let plain = Network::builtin("yuxi-2019").unwrap();
    for id in plain.ids() {
        let parent = plain
            .parent(id)
            .map(|parent| plain.code(parent).to_string());
        let code = plain.code(id).to_string();
        let poor = match code.as_str() {
            "530402001001" | "530402001002" => "true",
            _ => "",
        };
        let _ = writeln!(
            csv,
            "{code},{},{},{},{poor}",
            plain.name(id),
            plain.level(id).id(),
            parent.unwrap_or_default()
        );
    }
    Network::from_csv(csv.as_bytes()).unwrap()
}

fn plan_of(name: &str) -> Result<Plan> {
    let programme = Programme::from_toml("yuxi.toml", &file(name))?;
    Plan::new(&programme, Network::builtin("yuxi-2019")?)
}

fn types_plan() -> Plan {
    let fields = [
        (
            "division_code",
            "区划代码",
            "division code",
            "type = \"division\", required = true",
        ),
        ("text", "文本", "text", "type = \"text\""),
        ("code", "代码", "code", "type = \"text\", codes = \"list\""),
        ("number", "数量", "number", "type = \"integer\""),
        ("amount", "金额", "amount", "type = \"decimal\", scale = 2"),
        ("day", "日期", "day", "type = \"date\""),
        ("time", "时间", "time", "type = \"time\""),
        ("truth", "是否", "truth", "type = \"boolean\""),
    ];
    let mut definition = String::from(
        "[programme]\nid = \"types\"\nversion = \"1\"\nlabel = { zh = \"类型\", en = \"types\" }\nperiod = { start = 2019-01-01, end = 2019-12-31 }\nroot = \"530400\"\n
[[code_list]]\nid = \"list\"\nlabel = { zh = \"表\", en = \"list\" }\ncodes = { a = { zh = \"甲\", en = \"a\" } }\n
[[dataset]]\nid = \"things\"\nlabel = { zh = \"事项\", en = \"things\" }\ndivision = \"division_code\"\n",
    );
    for (name, zh, en, rest) in fields {
        let _ = write!(
            definition,
            "[[dataset.field]]\nname = \"{name}\"\nlabel = {{ zh = \"{zh}\", en = \"{en}\" }}\n{}\n",
            rest.replace(", ", "\n")
        );
    }
    let programme = Programme::from_toml("types.toml", &definition).unwrap();
    Plan::new(&programme, Network::builtin("yuxi-2019").unwrap()).unwrap()
}

fn add(dataset: &str, source: impl BatchSource) -> Result<()> {
    Tally::new(&yuxi()).add(dataset, source).map(|_| ())
}

fn csv_source(bytes: &[u8]) -> impl BatchSource {
    CsvSource::new(std::io::Cursor::new(bytes.to_vec()), CsvOptions::default())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    let field = |(name, array): &(&str, ArrayRef)| {
        Field::new(*name, DataType::clone(array.data_type()), true)
    };
    let schema: Vec<Field> = columns.iter().map(field).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(schema)), arrays).unwrap()
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/messages")
}

fn file(name: &str) -> String {
    std::fs::read_to_string(directory().join(name)).unwrap()
}

/// Compares with the text of that name, or writes it where that is asked for.
fn snapshot(name: &str, found: &str) {
    let found = format!("{}\n", found.trim_end());
    let path = directory().join(format!("{name}.txt"));
    if std::env::var_os("HUIMIN_UPDATE").is_some() {
        std::fs::write(&path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    let (expected, found) = (lines(&expected), lines(&found));
    let differs =
        (0..expected.len().max(found.len())).find(|line| expected.get(*line) != found.get(*line));
    if let Some(line) = differs {
        let shown = |lines: &[String]| {
            lines
                .get(line)
                .cloned()
                .unwrap_or_else(|| "(the end)".to_owned())
        };
        panic!(
            "tests/messages/{name}.txt differs from line {}:\n  expected: {}\n  found:    {}\nHUIMIN_UPDATE=1 writes it anew",
            line + 1,
            shown(&expected),
            shown(&found),
        );
    }
}
