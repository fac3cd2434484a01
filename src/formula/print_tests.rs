//! Printed and parsed again, an expression is the same.

use super::test_scope::{TestScope, name_of};
use super::*;

/// The form without places, with patterns and scales in full.
fn shape(expression: &Expression) -> String {
    let text = format!("{expression:?}");
    let mut shape = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(", span: Span { ") {
        shape.push_str(before);
        rest = after.split_once('}').unwrap().1;
    }
    shape + rest
}

fn parsed(text: &str) -> Expression {
    let mut diagnostics = Vec::new();
    let expression = parse_expression(text, 0, &TestScope, &mut diagnostics);
    expression.unwrap_or_else(|| panic!("{text}: {diagnostics:#?}"))
}

fn reprinted(text: &str) -> String {
    parsed(text).to_sql(&name_of)
}

#[test]
fn canonical_text() {
    for (written, canonical) in [
        (
            "persons>=1 and not logo_unified",
            "persons >= 1 AND NOT logo_unified",
        ),
        ("((persons)) = (1)", "persons = 1"),
        (
            "(persons + 1) * 2 - (3 - persons)",
            "(persons + 1) * 2 - (3 - persons)",
        ),
        ("persons / (2 * 3) / 4", "persons / (2 * 3) / 4"),
        (
            "not (logo_unified or not logo_unified)",
            "NOT (logo_unified OR NOT logo_unified)",
        ),
        ("not not logo_unified", "NOT (NOT logo_unified)"),
        ("persons between 1 and 5", "persons >= 1 AND persons <= 5"),
        (
            "persons not between 1 and 5",
            "NOT (persons >= 1 AND persons <= 5)",
        ),
        (
            "logo_unified and persons between 1 and 5",
            "logo_unified AND (persons >= 1 AND persons <= 5)",
        ),
        (
            "service not in ('lawyer' ,'notary')",
            "service NOT IN ('lawyer', 'notary')",
        ),
        ("amount in (1)", "amount IN (1.00)"),
        (
            "case_id not like '53\u{25}_.x'",
            "case_id NOT LIKE '53%_.x'",
        ),
        (
            "matches(case_id,'[0-9]{3}|it''s')",
            "matches(case_id, '[0-9]{3}|it''s')",
        ),
        ("- - 5", "-(-5)"),
        ("-(5)", "-(5)"),
        ("- persons - - 5", "-persons - -5"),
        ("accepted_on - -5", "accepted_on + 5"),
        ("accepted_on + -5", "accepted_on - 5"),
        ("30 + accepted_on", "accepted_on + 30"),
        ("accepted_on - (persons + 1)", "accepted_on - (persons + 1)"),
        (
            "accepted_on - -9223372036854775808",
            "accepted_on + -(-9223372036854775808)",
        ),
        ("closed_on - accepted_on + 1", "closed_on - accepted_on + 1"),
        ("date = Date '2019-01-01'", "date = DATE '2019-01-01'"),
        (
            "logo_unified = (persons = 1)",
            "logo_unified = (persons = 1)",
        ),
        ("(persons = 1) is null", "(persons = 1) IS NULL"),
        (
            "closed_on is not distinct from :as_of",
            "closed_on IS NOT DISTINCT FROM :as_of",
        ),
        (
            "case when logo_unified then persons else amount end",
            "CASE WHEN logo_unified THEN persons + 0.00 ELSE amount END",
        ),
        ("coalesce(amount, 0)", "coalesce(amount, 0.00)"),
        (
            "coalesce(settled / 3, null, 0)",
            "coalesce(settled / 3, NULL, 0 / 1)",
        ),
        (
            "结果 = '成功' and division.level = 'city'",
            "结果 = '成功' AND division.level = 'city'",
        ),
        ("5.0 > 05", "5.0 > 5"),
    ] {
        assert_eq!(reprinted(written), canonical, "{written}");
        assert_eq!(reprinted(canonical), canonical);
        assert_eq!(
            shape(&parsed(canonical)),
            shape(&parsed(written)),
            "{written}"
        );
    }
}

#[test]
fn aggregates() {
    for (written, canonical) in [
        ("COUNT( * )", "count(*)"),
        ("count(distinct case_id)", "count(DISTINCT case_id)"),
        (
            "sum(persons) filter(where logo_unified or closed_on is null)",
            "sum(persons) FILTER (WHERE logo_unified OR closed_on IS NULL)",
        ),
        ("min(closed_on)", "min(closed_on)"),
        ("max(amount * 2)", "max(amount * 2)"),
    ] {
        let print = |text: &str| {
            let mut diagnostics = Vec::new();
            let aggregate = parse_aggregate(text, 0, &TestScope, &mut diagnostics);
            aggregate
                .unwrap_or_else(|| panic!("{text}: {diagnostics:#?}"))
                .to_sql(&name_of)
        };
        assert_eq!(print(written), canonical);
        assert_eq!(print(canonical), canonical);
    }
}

#[test]
fn without_names_they_are_numbered() {
    let shown =
        parsed("persons > :limit AND division.level = 'city' AND closed_on <= :as_of").to_string();
    assert_eq!(
        shown,
        "field_5 > :parameter_0 AND division.attribute_0 = 'city' AND field_4 <= :as_of"
    );
}

/// Random formulas of every kind, the same on every run.
struct Generator(u64);

impl Generator {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn one_of(&mut self, choices: &[&str]) -> String {
        choices[self.below(choices.len())].to_owned()
    }

    fn condition(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one_of(&[
                "logo_unified",
                "TRUE",
                "false",
                "opens < closes",
                "valid_citizen_id(case_id)",
            ]);
        }
        let depth = depth - 1;
        match self.below(16) {
            0 => format!("({}) AND {}", self.condition(depth), self.condition(0)),
            1 => format!(
                "{} and ({}) and {}",
                self.condition(0),
                self.condition(depth),
                self.condition(0)
            ),
            2 => format!("({}) OR ({})", self.condition(depth), self.condition(depth)),
            3 => format!("NOT ({})", self.condition(depth)),
            4 => format!(
                "{} {} {}",
                self.number(depth),
                self.comparison(),
                self.number(depth)
            ),
            5 => format!(
                "{} {} {}",
                self.date(depth),
                self.comparison(),
                self.date(depth)
            ),
            6 => format!(
                "{} IS NOT DISTINCT FROM {}",
                self.text(depth),
                self.text(depth)
            ),
            7 => format!(
                "{} is distinct from {}",
                self.number(depth),
                self.number(depth)
            ),
            8 => format!("({}) IS NOT NULL", self.condition(depth)),
            9 => format!("{} IS NULL", self.date(depth)),
            10 => format!("{} NOT IN (1, -2, 30)", self.whole(depth)),
            11 => format!(
                "service IN ('lawyer', 'notary') AND {}",
                self.condition(depth)
            ),
            12 => format!(
                "{} BETWEEN {} AND {}",
                self.number(depth),
                self.number(0),
                self.number(depth)
            ),
            13 => format!("{} LIKE 'a%_b.c''d#'", self.text(depth)),
            14 => format!("matches({}, '(?i)a+|b''')", self.text(depth)),
            _ => format!(
                "CASE WHEN {} THEN {} WHEN {} THEN NULL ELSE {} END",
                self.condition(depth),
                self.condition(depth),
                self.condition(0),
                self.condition(depth)
            ),
        }
    }

    fn comparison(&mut self) -> String {
        self.one_of(&["=", "<>", "<", "<=", ">", ">="])
    }

    fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one_of(&[
                "persons", "amount", "settled", "1", "-2", "0.50", "12.345", ":limit",
            ]);
        }
        let depth = depth - 1;
        match self.below(7) {
            0 => format!("({}) + {}", self.number(depth), self.number(depth)),
            1 => format!("{} - ({})", self.number(depth), self.number(depth)),
            2 => format!("({}) * persons", self.number(depth)),
            3 => format!("{} / ({})", self.number(0), self.number(depth)),
            4 => format!("-({})", self.number(depth)),
            5 => format!(
                "coalesce({}, {}, NULL)",
                self.number(depth),
                self.number(depth)
            ),
            _ => format!(
                "CASE WHEN {} THEN {} ELSE {} END",
                self.condition(depth),
                self.number(depth),
                self.number(depth)
            ),
        }
    }

    fn whole(&mut self, depth: usize) -> String {
        match self.below(3) {
            0 => format!("({} - {})", self.date(depth), self.date(0)),
            1 => format!("length({})", self.text(depth)),
            _ => self.one_of(&[
                "persons",
                "settled * 2",
                "working_days(accepted_on, closed_on)",
            ]),
        }
    }

    fn date(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.one_of(&[
                "accepted_on",
                "closed_on",
                ":as_of",
                "DATE '2019-01-31'",
                "platforms.accepted_on",
            ]);
        }
        let depth = depth - 1;
        match self.below(4) {
            0 => format!("({} + {})", self.date(depth), self.whole(depth)),
            1 => format!("({} - {})", self.date(depth), self.whole(depth)),
            2 => format!("(-5 + {} - -7)", self.date(depth)),
            _ => format!("coalesce({}, {})", self.date(depth), self.date(0)),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        match (depth, self.below(2)) {
            (0, _) | (_, 0) => self.one_of(&["case_id", "'it''s'", "'（全角）'", "''"]),
            _ => format!("coalesce({}, {})", self.text(depth - 1), self.text(0)),
        }
    }
}

#[test]
fn generated_formulas_survive_printing() {
    let mut generator = Generator(0x9E37_79B9_7F4A_7C15);
    let (mut tried, mut longest) = (0, 0);
    for round in 0..3_000 {
        let text = generator.condition(round % 5);
        let mut diagnostics = Vec::new();
        let Some(expression) = parse_expression(&text, 0, &TestScope, &mut diagnostics) else {
            // A product of too many decimals; nothing else may be refused.
            assert!(
                diagnostics
                    .iter()
                    .all(|diagnostic| diagnostic.code == "F027"),
                "{text}: {diagnostics:?}"
            );
            continue;
        };
        let printed = expression.to_sql(&name_of);
        let again = parsed(&printed);
        assert_eq!(shape(&again), shape(&expression), "{text}\n{printed}");
        assert_eq!(again.to_sql(&name_of), printed);
        (tried, longest) = (tried + 1, longest.max(text.len()));
    }
    assert!(
        tried > 2_500 && longest > 500,
        "{tried} tried, the longest has {longest} bytes"
    );
}

#[test]
fn references_in_the_order_they_are_written() {
    let mut found = Vec::new();
    let expression = parsed(
        "CASE WHEN persons > 1 THEN closed_on - accepted_on ELSE coalesce(settled, :limit) END",
    );
    expression.for_each_reference(&mut |reference| found.push(name_of(reference)));
    assert_eq!(
        found,
        ["persons", "closed_on", "accepted_on", "settled", ":limit"]
    );
    assert_eq!(expression.children().len(), 3);
}
