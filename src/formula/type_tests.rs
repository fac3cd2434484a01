//! The types of formulas and the forms they are lowered to.

use super::test_scope::TestScope;
use super::*;

fn parsed(text: &str) -> Expression {
    let mut diagnostics = Vec::new();
    let expression = parse_expression(text, 0, &TestScope, &mut diagnostics);
    expression.unwrap_or_else(|| panic!("{text}: {diagnostics:#?}"))
}

#[test]
fn types_of_expressions() {
    let decimal = |scale| Type::Decimal { scale };
    for (text, expected) in [
        ("persons + 1", Type::Integer),
        ("persons + 1.50", decimal(2)),
        ("amount - 0.125", decimal(3)),
        ("amount * 0.125", decimal(5)),
        ("amount * persons", decimal(2)),
        ("share * 0.12345678", decimal(18)),
        ("-amount", decimal(2)),
        ("5", Type::Integer),
        ("5.0", decimal(1)),
        ("persons / 2", Type::Ratio),
        ("1 + persons / 2", Type::Ratio),
        ("closed_on - accepted_on", Type::Integer),
        ("closed_on - 1", Type::Date),
        ("length(case_id)", Type::Integer),
        ("working_days(accepted_on, closed_on)", Type::Integer),
        ("coalesce(persons, amount)", decimal(2)),
        ("coalesce(amount, persons / 2)", Type::Ratio),
        (
            "CASE WHEN logo_unified THEN NULL ELSE closed_on END",
            Type::Date,
        ),
        ("opens", Type::Time),
        ("division.level", Type::Text),
        ("closed_on IS NULL", Type::Boolean),
        ("persons > 1.5", Type::Boolean),
        ("amount = persons / 3", Type::Boolean),
    ] {
        assert_eq!(parsed(text).r#type, expected, "{text}");
    }
}

#[test]
fn types_of_aggregates() {
    for (text, function, r#type) in [
        ("count(*)", AggregateFunction::Count, Type::Integer),
        ("count(amount)", AggregateFunction::Count, Type::Integer),
        (
            "count(distinct closed_on)",
            AggregateFunction::CountDistinct,
            Type::Integer,
        ),
        (
            "SUM(amount)",
            AggregateFunction::Sum,
            Type::Decimal { scale: 2 },
        ),
        (
            "sum(persons) filter (where service = 'lawyer')",
            AggregateFunction::Sum,
            Type::Integer,
        ),
        ("min(closed_on)", AggregateFunction::Min, Type::Date),
        ("max(closes)", AggregateFunction::Max, Type::Time),
    ] {
        let aggregate = parse_aggregate(text, 0, &TestScope, &mut Vec::new()).unwrap();
        assert_eq!(
            (aggregate.function, aggregate.r#type),
            (function, r#type),
            "{text}"
        );
        assert_eq!(aggregate.argument.is_none(), text == "count(*)");
        assert_eq!(aggregate.filter.is_some(), text.contains("filter"));
    }
}

/// What every evaluator relies on: each part has the type its place asks for.
#[test]
fn results_of_a_choice_have_its_type() {
    for text in [
        "CASE WHEN logo_unified THEN persons WHEN persons > 1 THEN amount ELSE 0 END",
        "CASE WHEN logo_unified THEN NULL ELSE persons / 2 END",
        "coalesce(persons, NULL, amount, 1.2345, 7)",
        "coalesce(999999999999999999, share)",
        "coalesce(persons, settled / 2)",
    ] {
        let expression = parsed(text);
        let results: Vec<&Expression> = match &expression.kind {
            ExpressionKind::Coalesce(values) => values.iter().collect(),
            ExpressionKind::Case {
                branches,
                otherwise,
            } => branches
                .iter()
                .map(|(_, result)| result)
                .chain(otherwise.as_deref())
                .collect(),
            other => panic!("{other:?}"),
        };
        assert!(results.len() > 1);
        assert!(
            results
                .iter()
                .all(|result| result.r#type == expression.r#type),
            "{text}: {expression}"
        );
    }
}

#[test]
fn members_of_a_list_have_the_scale_of_the_operand() {
    let ExpressionKind::In(_, literals) = parsed("amount IN (1, 2.5, -3.25)").kind else {
        panic!()
    };
    let scales: Vec<(i128, u8)> = literals
        .iter()
        .map(|literal| match literal {
            Literal::Number(number) => (number.units(), number.scale()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(scales, [(100, 2), (250, 2), (-325, 2)]);
}

#[test]
fn chains_are_flat_and_parentheses_are_kept() {
    let count = |text: &str| match parsed(text).kind {
        ExpressionKind::And(terms) | ExpressionKind::Or(terms) => terms.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(count("TRUE AND FALSE AND TRUE AND logo_unified"), 4);
    assert_eq!(count("TRUE AND (FALSE AND TRUE) AND logo_unified"), 3);
    assert_eq!(count("TRUE OR FALSE AND TRUE OR logo_unified"), 3);
    assert_eq!(count("persons BETWEEN 1 AND 2 AND TRUE"), 2);
}

#[test]
fn precedence() {
    for (written, meant) in [
        ("NOT TRUE AND FALSE", "(NOT TRUE) AND FALSE"),
        ("NOT persons = 1", "NOT (persons = 1)"),
        ("NOT persons IS NULL", "NOT (persons IS NULL)"),
        ("persons + 1 * 2 = 3", "(persons + (1 * 2)) = 3"),
        ("-persons * 2 > 1", "((-persons) * 2) > 1"),
        (
            "closed_on IS DISTINCT FROM accepted_on AND TRUE",
            "(closed_on IS DISTINCT FROM accepted_on) AND TRUE",
        ),
        ("persons = 1 IS NULL", "(persons = 1) IS NULL"),
        (
            "persons BETWEEN 1 AND 2 OR FALSE",
            "(persons BETWEEN 1 AND 2) OR FALSE",
        ),
        (
            "persons NOT IN (1) AND TRUE",
            "(persons NOT IN (1)) AND TRUE",
        ),
        ("persons - 1 - 2 = 0", "((persons - 1) - 2) = 0"),
    ] {
        let names = |text: &str| {
            let mut diagnostics = Vec::new();
            parse_condition(text, 0, &TestScope, &mut diagnostics)
                .map(|expression| expression.to_string())
        };
        assert_eq!(names(written), names(meant), "{written}");
        assert!(names(written).is_some(), "{written}");
    }
}

#[test]
fn words_of_sql_can_be_names() {
    assert!(is_reserved_word("Case") && is_reserved_word("END"));
    for name in [
        "date", "level", "type", "value", "filter", "count", "distinct", "interval", "select",
        "from",
    ] {
        assert!(!is_reserved_word(name), "{name}");
        let mut diagnostics = Vec::new();
        let parsed = parse_expression(
            &format!("{name} = {name}"),
            0,
            &OneName(name),
            &mut diagnostics,
        );
        assert!(parsed.is_some(), "{name}: {diagnostics:?}");
        let parsed = parse_aggregate(&format!("sum({name})"), 0, &OneName(name), &mut diagnostics);
        assert!(parsed.is_some(), "{name}: {diagnostics:?}");
    }
    assert_eq!(
        parsed("date = DATE '2019-01-01'").to_string(),
        "field_11 = DATE '2019-01-01'"
    );
    for word in RESERVED_WORDS {
        let parsed = parse_expression(&format!("{word} = 1"), 0, &OneName(word), &mut Vec::new());
        assert!(parsed.is_none(), "{word}");
    }
}

struct OneName(&'static str);

impl Scope for OneName {
    fn resolve(&self, qualifier: Option<&str>, name: &str) -> Option<Resolved> {
        let known = qualifier.is_none() && name == self.0;
        known.then_some(Resolved {
            reference: Reference::Field(0),
            r#type: Type::Integer,
            codes: None,
        })
    }

    fn candidates(&self) -> Vec<String> {
        vec![self.0.to_owned()]
    }
}
