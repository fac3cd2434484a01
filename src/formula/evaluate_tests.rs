use super::*;
use crate::figure::Decimal;
use crate::formula::test_scope::{TestScope, TestWorld};
use crate::formula::{Reference, Resolved, Scope, Type, parse_expression};

/// `t`, `f`, `u` (unknown), `n` (a missing number) and `e` (a missing text).
struct Letters;

impl Scope for Letters {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        let index = ["t", "f", "u", "n", "e"]
            .iter()
            .position(|known| *known == name)?;
        let r#type = [
            Type::Boolean,
            Type::Boolean,
            Type::Boolean,
            Type::Integer,
            Type::Text,
        ][index];
        let reference = Reference::Field(u16::try_from(index).unwrap());
        qualifier.is_none().then_some(Resolved {
            reference,
            r#type,
            codes: None,
        })
    }

    fn candidates(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Environment for Letters {
    fn value(&self, reference: Reference, _: Type) -> Result<Value<'_>> {
        Ok(match reference {
            Reference::Field(0) => Value::Boolean(true),
            Reference::Field(1) => Value::Boolean(false),
            _ => Value::Null,
        })
    }
}

/// The value of a formula over [`Letters`], as `t`, `f`, `u` or in full.
fn letter(text: &str) -> String {
    let mut diagnostics = Vec::new();
    let expression = parse_expression(text, 0, &Letters, &mut diagnostics);
    let expression = expression.unwrap_or_else(|| panic!("{text}: {diagnostics:?}"));
    match evaluate(&expression, &Letters).unwrap() {
        Value::Boolean(true) => "t".to_owned(),
        Value::Boolean(false) => "f".to_owned(),
        Value::Null => "u".to_owned(),
        other => format!("{other:?}"),
    }
}

fn in_world<T>(text: &str, look: impl FnOnce(Result<Value<'_>>) -> T) -> T {
    let mut diagnostics = Vec::new();
    let expression = parse_expression(text, 0, &TestScope, &mut diagnostics);
    let expression = expression.unwrap_or_else(|| panic!("{text}: {diagnostics:?}"));
    look(evaluate(&expression, &TestWorld))
}

fn number(text: &str) -> Option<Ratio> {
    in_world(text, |value| match value.unwrap() {
        Value::Number(number) => Some(number),
        Value::Null => None,
        other => panic!("{text} is {other:?}"),
    })
}

fn truth(text: &str) -> Option<bool> {
    in_world(text, |value| match value.unwrap() {
        Value::Boolean(truth) => Some(truth),
        Value::Null => None,
        other => panic!("{text} is {other:?}"),
    })
}

#[test]
fn and_or_by_kleene() {
    let table = [
        ("t", "t", "t", "t"),
        ("t", "f", "f", "t"),
        ("t", "u", "u", "t"),
        ("f", "t", "f", "t"),
        ("f", "f", "f", "f"),
        ("f", "u", "f", "u"),
        ("u", "t", "u", "t"),
        ("u", "f", "f", "u"),
        ("u", "u", "u", "u"),
    ];
    for (left, right, and, or) in table {
        assert_eq!(
            letter(&format!("{left} AND {right}")),
            and,
            "{left} AND {right}"
        );
        assert_eq!(
            letter(&format!("{left} OR {right}")),
            or,
            "{left} OR {right}"
        );
        // Three terms: a neutral one changes nothing, in any place.
        assert_eq!(letter(&format!("t AND {left} AND {right}")), and);
        assert_eq!(letter(&format!("{left} OR f OR {right}")), or);
    }
}

#[test]
fn not_and_tests_for_null() {
    for (operand, not, null) in [("t", "f", "f"), ("f", "t", "f"), ("u", "u", "t")] {
        assert_eq!(letter(&format!("NOT {operand}")), not);
        assert_eq!(letter(&format!("{operand} IS NULL")), null);
        assert_eq!(letter(&format!("NOT {operand} IS NOT NULL")), null);
    }
}

#[test]
fn distinct_is_never_unknown() {
    for left in ["t", "f", "u"] {
        for right in ["t", "f", "u"] {
            let (same, different) = if left == right {
                ("t", "f")
            } else {
                ("f", "t")
            };
            assert_eq!(
                letter(&format!("{left} IS DISTINCT FROM {right}")),
                different
            );
            assert_eq!(
                letter(&format!("{left} IS NOT DISTINCT FROM {right}")),
                same
            );
            let equal = if left == "u" || right == "u" {
                "u"
            } else {
                same
            };
            assert_eq!(letter(&format!("{left} = {right}")), equal);
        }
    }
    assert_eq!(letter("n IS DISTINCT FROM 1"), "t");
    assert_eq!(letter("n IS NOT DISTINCT FROM n"), "t");
    assert_eq!(letter("t IS DISTINCT FROM f AND f"), "f");
}

#[test]
fn what_is_missing_makes_the_rest_missing() {
    for text in [
        "n = 1",
        "n + 1 > 0",
        "-n < 0",
        "n IN (1, 2)",
        "n NOT IN (1)",
        "e LIKE 'a%'",
        "n BETWEEN 1 AND 2",
    ] {
        assert_eq!(letter(text), "u", "{text}");
    }
    assert_eq!(letter("length(e)"), "u");
    assert_eq!(letter("n BETWEEN 1 AND 2 OR t"), "t");
    assert_eq!(letter("coalesce(u, n = 1, f)"), "f");
    assert_eq!(letter("CASE WHEN u THEN t WHEN t THEN f END"), "f");
    assert_eq!(letter("CASE WHEN f THEN t END"), "u");
    assert_eq!(letter("CASE WHEN u THEN t ELSE NULL END"), "u");
}

#[test]
fn division_is_exact_and_by_zero_missing() {
    assert_eq!(number("7 / 2"), Ratio::new(7, 2));
    assert_eq!(number("1 / 3 * 3"), Some(Ratio::integer(1)));
    assert_eq!(number("settled / (settled - 3)"), None);
    assert_eq!(number("0 / 0"), None);
    assert_eq!(truth("1 / 0 > 5"), None);
    assert_eq!(number("coalesce(1 / 0, 7)"), Some(Ratio::integer(7)));
    assert_eq!(truth("29 / 100 >= 0.29"), Some(true));
}

#[test]
fn decimals_are_exact() {
    assert_eq!(truth("0.1 + 0.2 = 0.3"), Some(true));
    assert_eq!(number("amount * 0.5"), Ratio::new(5, 4));
    assert_eq!(number("-amount - -1"), Ratio::new(-3, 2));
    assert_eq!(truth("amount = 2.50000000000000000"), Some(true));
}

#[test]
fn days() {
    assert_eq!(
        number("DATE '2019-03-01' - DATE '2019-02-01'"),
        Some(Ratio::integer(28))
    );
    assert_eq!(
        truth("DATE '2019-02-28' + 1 = DATE '2019-03-01'"),
        Some(true)
    );
    assert_eq!(
        truth("1 + DATE '2019-02-28' = DATE '2019-03-01'"),
        Some(true)
    );
    assert_eq!(
        truth("DATE '2019-03-01' - persons = DATE '2019-02-26'"),
        Some(true)
    );
    assert_eq!(number("closed_on - accepted_on"), None);
    assert_eq!(
        number("working_days(DATE '2019-04-26', accepted_on)"),
        Some(Ratio::integer(1))
    );
}

#[test]
fn texts() {
    assert_eq!(number("length('玉溪市𠮷')"), Some(Ratio::integer(4)));
    assert_eq!(truth("'530402' LIKE '53____'"), Some(true));
    assert_eq!(truth("'5304021' LIKE '53____'"), Some(false));
    assert_eq!(truth("'a.b' LIKE 'a.b'"), Some(true));
    assert_eq!(truth("'axb' LIKE 'a.b'"), Some(false));
    assert_eq!(truth("'a\nb' LIKE '%b'"), Some(true));
    assert_eq!(truth("'ab' NOT LIKE 'b%'"), Some(true));
    assert_eq!(truth("matches('530402', '[0-9]{6}')"), Some(true));
    assert_eq!(truth("matches('5304021', '[0-9]{6}')"), Some(false));
    assert_eq!(truth("matches('xa', 'a|b')"), Some(false));
    assert_eq!(truth("'a' < 'b' AND 'B' < 'a' AND '一' < '丁'"), Some(true));
    assert_eq!(truth("valid_citizen_id('11010519491231002X')"), Some(true));
    assert_eq!(truth("valid_credit_code('91110000600037341L')"), Some(true));
    assert_eq!(truth("valid_division_code('530402')"), Some(true));
    assert_eq!(truth("valid_division_code('53040')"), Some(false));
}

#[test]
fn lists_and_ranges() {
    assert_eq!(truth("persons IN (1, 2, 3)"), Some(true));
    assert_eq!(truth("persons NOT IN (-3, 4)"), Some(true));
    assert_eq!(truth("amount IN (2.5, 3)"), Some(true));
    assert_eq!(truth("accepted_on IN (DATE '2019-04-28')"), Some(true));
    assert_eq!(truth("outcome IN ('failed', 'settled')"), Some(true));
    assert_eq!(truth("persons BETWEEN 3 AND 3"), Some(true));
    assert_eq!(truth("persons NOT BETWEEN 1 AND 2"), Some(true));
    assert_eq!(truth("closed_on BETWEEN accepted_on AND :as_of"), None);
    assert_eq!(truth("opens < closes"), Some(false));
}

#[test]
fn what_leaves_the_exact_range_is_an_error() {
    let huge = "9223372036854775807";
    let power = |times: usize| vec![huge; times].join(" * ");
    assert_eq!(
        number(&power(2)),
        Some(Ratio::integer(i128::from(i64::MAX).pow(2)))
    );
    for text in [
        power(3),
        format!("DATE '9999-12-31' + {huge}"),
        "DATE '9999-12-31' + 1".to_owned(),
    ] {
        let kind = in_world(&text, |value| value.unwrap_err().kind());
        assert_eq!(kind, ErrorKind::Overflow, "{text}");
    }
    assert_eq!(
        number("-9223372036854775808"),
        Some(Ratio::integer(i128::from(i64::MIN)))
    );
}

#[test]
fn a_number_keeps_its_value_whatever_its_scale() {
    assert_eq!(number("0.50"), Decimal::new(5, 1).to_ratio().ok());
    assert_eq!(
        number("CASE WHEN logo_unified THEN persons ELSE amount END"),
        Some(Ratio::integer(3))
    );
    assert_eq!(number("coalesce(amount, 1 / 3)"), Ratio::new(5, 2));
}
