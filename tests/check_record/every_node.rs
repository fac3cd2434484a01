//! One dataset with a rule for every kind of thing a formula can do, and records
//! made of values that matter to them.

use huimin::calendar::Date;
use huimin::network::DivisionRecord;
use huimin::{Network, Plan, Programme};

use super::reference::generate::Random;
use super::{Seen, Values, compare};

/// Each rule: its name, the field it points at, and its condition.
const RULES: [(&str, &str, &str); 62] = [
    ("field", "flag", "flag"),
    ("field_digits", "place", "place = '530402'"),
    (
        "field_digits_in",
        "elsewhere",
        "elsewhere IN ('530402', '530402001')",
    ),
    ("field_digits_compared", "elsewhere", "elsewhere <= place"),
    (
        "field_digits_length",
        "elsewhere",
        "length(elsewhere) = 12 AND matches(elsewhere, '530402000.*')",
    ),
    ("attribute_truth", "place", "division.poor_village"),
    ("attribute_number", "place", "division.population >= 1000"),
    ("attribute_code", "place", "division.level <> 'village'"),
    ("attribute_text", "place", "division.name LIKE '%村'"),
    ("attribute_compared", "word", "division.code > word"),
    ("attribute_further", "place", "division.zone = 'north'"),
    ("number", "n", "n + 1 > 0"),
    (
        "number_null",
        "n",
        "CASE WHEN n > 3 THEN NULL ELSE n END > 0",
    ),
    ("truth", "flag", "flag = TRUE"),
    (
        "truth_null",
        "flag",
        "CASE WHEN flag THEN NULL ELSE sign END",
    ),
    ("text", "word", "'b' >= word"),
    (
        "text_null",
        "word",
        "CASE WHEN flag THEN NULL ELSE word END = 'a'",
    ),
    ("text_empty", "word", "COALESCE(word, '') = '甲'"),
    (
        "period",
        "until",
        "until BETWEEN :period_start AND :period_end",
    ),
    ("parameter_dated", "n", "n < :limit"),
    ("parameter_constant", "amount", "amount < :fixed"),
    ("compare_numbers", "n", "n >= m"),
    ("compare_dates", "until", "until > day"),
    ("compare_times", "closes", "closes > opens"),
    ("compare_constant", "amount", "amount <= 12.4"),
    ("compare_date", "day", "day < DATE '2019-07-01'"),
    ("compare_scaled", "amount", "amount >= n"),
    ("compare_scaled_decimals", "share", "share <> amount"),
    ("compare_ratios", "n", "n / m >= amount / 3"),
    ("compare_texts", "word", "word < other"),
    ("compare_codes", "kind", "kind <> sort"),
    ("compare_truths", "sign", "flag <> sign"),
    ("number_in", "n", "n IN (1, 2, 3)"),
    ("number_not_in", "amount", "amount NOT IN (0.5, 12.50)"),
    (
        "date_in",
        "day",
        "day IN (DATE '2019-03-01', DATE '2019-07-01')",
    ),
    ("truth_in", "flag", "flag IN (TRUE)"),
    ("code_in", "kind", "kind IN ('a', 'c')"),
    ("code_not_equal", "kind", "kind <> 'b'"),
    ("text_in", "word", "word IN ('a', '甲')"),
    ("is_null", "until", "until IS NULL"),
    ("is_not_null", "kind", "kind IS NOT NULL"),
    ("is_null_of_truth", "flag", "(flag AND sign) IS NOT NULL"),
    ("is_null_of_ratio", "n", "(n / m) IS NULL"),
    ("distinct_numbers", "n", "n IS DISTINCT FROM m"),
    (
        "not_distinct_numbers",
        "amount",
        "amount IS NOT DISTINCT FROM n",
    ),
    ("distinct_texts", "word", "word IS DISTINCT FROM kind"),
    (
        "not_distinct_truths",
        "flag",
        "flag IS NOT DISTINCT FROM sign",
    ),
    ("and", "flag", "flag AND sign AND n > 0"),
    ("or", "flag", "flag OR sign OR n > 0"),
    ("not", "flag", "NOT (flag AND n > 0)"),
    (
        "case_number",
        "n",
        "CASE WHEN flag THEN n WHEN sign THEN amount ELSE 5 END > 4",
    ),
    (
        "case_truth",
        "flag",
        "CASE WHEN n > 1 THEN flag WHEN n < 0 THEN sign END",
    ),
    (
        "case_text",
        "word",
        "CASE WHEN flag THEN word WHEN sign THEN kind ELSE place END < 'b'",
    ),
    (
        "case_ratio",
        "n",
        "CASE WHEN flag THEN n / m WHEN sign THEN n ELSE NULL END > 1",
    ),
    ("coalesce_number", "n", "COALESCE(n, m, 7) >= 2"),
    (
        "coalesce_date",
        "until",
        "COALESCE(until, day) >= DATE '2019-05-01'",
    ),
    ("coalesce_code", "kind", "COALESCE(kind, sort, word) = 'a'"),
    (
        "ratio_arithmetic",
        "m",
        "(n / m + m / 4 - amount / 3) * (n / 2) / (m / 3) > 0",
    ),
    ("ratio_negated", "n", "-(n / m) < 0.5"),
    (
        "days",
        "until",
        "until - day > 3 AND day + 30 >= until AND day - 3 < until",
    ),
    ("working_days", "until", "working_days(day, until) <= 10"),
    ("length", "word", "length(word) = 1"),
];

/// Rules whose arithmetic leaves 64 bits for some records.
const ARITHMETIC: [(&str, &str, &str); 4] = [
    ("add", "n", "n + m > 3"),
    ("subtract", "n", "n - amount < 9.5 AND 2 - n < 3"),
    ("multiply", "n", "n * m <= 40"),
    ("negate", "n", "-n < 2"),
];

const PATTERNS: [(&str, &str, &str); 6] = [
    ("matches", "word", "matches(word, '[a-z ]+')"),
    ("like", "other", "other LIKE 'a%_'"),
    ("valid_division_code", "other", "valid_division_code(other)"),
    ("valid_citizen_id", "other", "valid_citizen_id(other)"),
    ("valid_credit_code", "other", "valid_credit_code(other)"),
    ("personal", "person", "length(person) < 4"),
];

const HEAD: &str = r#"
[programme]
id = "every-node"
version = "1"
label = { zh = "全部", en = "everything" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "5304"

[[code_list]]
id = "kinds"
label = { zh = "类", en = "kinds" }
codes = { b = { zh = "乙", en = "B" }, a = { zh = "甲", en = "A" }, c = { zh = "丙", en = "C" } }

[[code_list]]
id = "sorts"
label = { zh = "种", en = "sorts" }
codes = { a = { zh = "甲种", en = "sort A" }, longer = { zh = "长", en = "longer" }, b = { zh = "乙种", en = "sort B" } }

[[parameter]]
id = "limit"
label = { zh = "上限", en = "limit" }
value = [{ from = 2019-03-01, value = 1 }, { from = 2019-07-01, value = 5 }]

[[parameter]]
id = "fixed"
label = { zh = "定值", en = "fixed" }
value = [{ from = 2019-03-01, value = "12.25" }]

[[dataset]]
id = "things"
label = { zh = "事项", en = "things" }
key = ["id"]
division = "place"
date = "day"
field = [
  { name = "id", label = { zh = "编号", en = "number" }, type = "text", required = true },
  { name = "place", label = { zh = "区划", en = "place of it" }, type = "division", required = true },
  { name = "day", label = { zh = "日期", en = "its day" }, type = "date", required = true },
  { name = "until", label = { zh = "至", en = "its end" }, type = "date" },
  { name = "opens", label = { zh = "开", en = "opens at" }, type = "time" },
  { name = "closes", label = { zh = "闭", en = "closes at" }, type = "time" },
  { name = "n", label = { zh = "甲数", en = "first number" }, type = "integer" },
  { name = "m", label = { zh = "乙数", en = "second number" }, type = "integer" },
  { name = "amount", label = { zh = "金额", en = "its amount" }, type = "decimal", scale = 2 },
  { name = "share", label = { zh = "份额", en = "its share" }, type = "decimal", scale = 4, personal = true },
  { name = "flag", label = { zh = "是", en = "first flag" }, type = "boolean" },
  { name = "sign", label = { zh = "否", en = "second flag" }, type = "boolean" },
  { name = "word", label = { zh = "词", en = "first word" }, type = "text" },
  { name = "other", label = { zh = "另词", en = "second word" }, type = "text" },
  { name = "kind", label = { zh = "类别", en = "its kind" }, type = "text", codes = "kinds" },
  { name = "sort", label = { zh = "种别", en = "its sort" }, type = "text", codes = "sorts" },
  { name = "person", label = { zh = "姓名", en = "its person" }, type = "text", personal = true },
  { name = "elsewhere", label = { zh = "另地", en = "elsewhere" }, type = "division" },
]

[[measure]]
id = "things"
label = { zh = "件数", en = "things" }
dataset = "things"
value = "count(*)"
"#;

/// The values of each field, the usual ones first.
const VALUES: [&[&str]; 18] = [
    &["1", "2", ""],
    &[
        "530402",
        "530402001",
        "530402001002",
        "530402009",
        "530402003",
        "５３０４",
        "110000",
        "x",
        "",
    ],
    &[
        "2019-03-01",
        "2019-07-01",
        "2019-02-28",
        "2018-12-31",
        "2019-12-31",
        "2019-13-01",
        "",
    ],
    &[
        "2019-03-05",
        "2019-07-01",
        "2019-03-01",
        "2031-01-01",
        " 2019-04-01",
        "never",
        "",
    ],
    &["08:30", "12:00", "24:00", "8:30", ""],
    &["08:30", "17:00", "00:00", ""],
    &["1", "2", "5", "0", "-3", "１２", "many", ""],
    &["1", "3", "0", "-2", "40", ""],
    &["12.50", "0.5", "2", "-1.25", "1.234", "3.00", ""],
    &["0.5", "12.5", "0.0001", "0.00001", ""],
    &["true", "false", "是", "maybe", ""],
    &["TRUE", "0", "1", "２", ""],
    &["a", "b", "甲", "ab c", " a", "530402", ""],
    &[
        "a",
        "ab",
        "abc",
        "530402",
        "440524188001010014",
        "91110000600037341L",
        "甲",
        "",
    ],
    &["a", "b", "c", " a", "longer", "d", ""],
    &["a", "b", "longer", "A", ""],
    &["张三", "欧阳某某某", "x", ""],
    &[
        "530402",
        "530402001002",
        "5304020",
        "530499",
        "530402009",
        "",
    ],
];

/// Numbers whose sums and products leave 64 bits.
const LARGE: [&str; 4] = [
    "9223372036854775807",
    "-9223372036854775808",
    "4000000000000000000",
    "92233720368547758.07",
];

fn definition(rules: &[(&str, &str, &str)], measures: &str) -> String {
    let mut toml = HEAD.to_owned();
    for (position, (id, field, condition)) in rules.iter().enumerate() {
        let unknown = ["pass", "fail"][position % 2];
        let message = format!("{{{field}}}, {{place}}, {{share}}");
        toml.push_str(&format!(
            "[[rule]]\nid = \"{id}\"\nlabel = {{ zh = \"规则\", en = \"rule\" }}\nseverity = \"warn\"\n\
             dataset = \"things\"\nfield = \"{field}\"\nunknown = \"{unknown}\"\n\
             message = {{ zh = \"错:{message}\", en = \"wrong: {message}\" }}\n\
             condition = \"\"\"{condition}\"\"\"\n\n"
        ));
    }
    toml.push_str(measures);
    toml
}

fn plan(toml: &str) -> Plan {
    let programme = Programme::from_toml("every-node.toml", toml);
    let programme = programme.unwrap_or_else(|error| panic!("{error}"));
    let division =
        |code: &str, name: &str, poor: Option<bool>, people: Option<u64>| DivisionRecord {
            code: code.to_owned(),
            name: name.to_owned(),
            poor_village: poor,
            population: people,
            ..DivisionRecord::default()
        };
    let mut rows = vec![
        division("5304", "市", None, None),
        division("530402", "区", None, Some(500_000)),
        division("530402001", "街道", Some(false), Some(10)),
        division("530402001002", "某村", Some(true), Some(1_000)),
        division("530402003", "新乡", None, None),
        division("530402009", "旧乡", None, None),
    ];
    rows[1].attributes = vec![("zone".to_owned(), "north".to_owned())];
    rows[2].attributes = vec![("zone".to_owned(), "south".to_owned())];
    rows[4].valid_from = Date::parse("2019-07-01");
    rows[5].valid_until = Date::parse("2019-07-01");
    rows[5].successor = Some("530402003".to_owned());
    let network = Network::from_records(rows).unwrap();
    Plan::new(&programme, network).unwrap_or_else(|error| panic!("{error}"))
}

/// Random records; `large` percent of their numbers are large ones.
fn records(count: usize, large: usize, random: &mut Random) -> Vec<Values> {
    let mut record = || {
        let value = |(place, values): (usize, &&[&str])| {
            if (6..10).contains(&place) && random.chance(large) {
                return Some((*random.pick(&LARGE)).to_owned());
            }
            // Mostly one of the usual values, so that most of a record is readable.
            let usual = &values[..values.len().min(3)];
            let from = if random.chance(80) { usual } else { values };
            let value = *random.pick(from);
            (!value.is_empty() || random.chance(50)).then(|| value.to_owned())
        };
        VALUES.iter().enumerate().map(value).collect()
    };
    (0..count).map(|_| record()).collect()
}

#[test]
fn every_kind_of_formula_is_judged_alike() {
    let mut random = Random::new(7);
    let records = records(2_000, 0, &mut random);
    let mut not_computable = 0;
    // A dataset has at most 64 rules.
    let others = [&PATTERNS[..], &ARITHMETIC].concat();
    for rules in [&RULES[..], &others] {
        let plan = plan(&definition(rules, ""));
        let mut seen = Seen::default();
        compare(&plan, "things", &records, &mut seen);
        // No rule is always or never violated.
        let missed = rules.iter().filter(|(rule, ..)| {
            let violated = seen.violated.get(*rule).copied().unwrap_or_default();
            violated == 0 || violated == records.len()
        });
        assert_eq!(missed.collect::<Vec<_>>(), [] as [&(&str, &str, &str); 0]);
        not_computable += seen
            .violated
            .get("not_computable")
            .copied()
            .unwrap_or_default();
    }
    // Working days of 2031 cannot be counted.
    assert!(not_computable > 0);
}

/// Formulas that some records cannot be computed with, one for each way to fail.
const FAILING: [&str; 4] = [
    "n / m * (m / 7) * (n / 11) * (m / 13) < 1",
    "(n / m) * (m / n) * -(n / 7) * (m / 9) * (n / 13) > 1",
    "day + n > until",
    "working_days(day, until) > 3",
];

/// Formulas whose parts leave 64 bits, and not 128.
const WIDE: [&str; 4] = [
    "n + m > 3",
    "n * 3 > m",
    "-n < 2",
    "COALESCE(n, amount) > 2.5",
];

/// Sums that some records cannot be kept for.
const KEPT: [&str; 5] = [
    "sum(n + m)",
    "sum(n * m)",
    "sum(-n)",
    "max(day + n)",
    "count(n * m)",
];

#[test]
fn what_cannot_be_computed_is_found_alike() {
    let mut random = Random::new(11);
    let records = records(1_000, 25, &mut random);
    let found = |rules: &[(&str, &str, &str)], measures: &str| {
        let mut seen = Seen::default();
        let plan = plan(&definition(rules, measures));
        compare(&plan, "things", &records, &mut seen);
        seen.violated
            .get("not_computable")
            .copied()
            .unwrap_or_default()
    };
    let measure = |value: &str| {
        format!(
            "[[measure]]\nid = \"some\"\nlabel = {{ zh = \"数\", en = \"some\" }}\n\
             dataset = \"things\"\nvalue = \"{value}\"\n"
        )
    };
    let filter = |condition: &str| measure(&format!("count(*) FILTER (WHERE {condition})"));
    for condition in FAILING {
        let by_rule = found(&[("rule", "n", condition)], "");
        assert!(
            (1..records.len()).contains(&by_rule),
            "{condition}: {by_rule}"
        );
        assert_eq!(found(&[], &filter(condition)), by_rule, "{condition}");
    }
    for condition in WIDE {
        assert_eq!(found(&[("rule", "n", condition)], ""), 0, "{condition}");
        assert_eq!(found(&[], &filter(condition)), 0, "{condition}");
    }
    for value in KEPT {
        let found = found(&[], &measure(value));
        assert!((1..records.len()).contains(&found), "{value}: {found}");
    }
}
