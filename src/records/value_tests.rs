use super::super::test_support::{field, plan};
use super::{Context, Meaning, Value, read, shown};
use crate::plan::StructuralRule;

/// What a text means in a field, as a sign and the value as it is shown.
fn meaning(name: &str, text: &str) -> String {
    let plan = plan();
    let field = field(&plan, name);
    let shown = |value: &Value<'_>| shown(&plan.network, field, value);
    match read(&Context::new(&plan), field, text) {
        Meaning::Missing => "-".to_owned(),
        Meaning::Usual(value) => format!("= {}", shown(&value)),
        Meaning::Unusual(value) => format!("~ {}", shown(&value)),
        Meaning::Wrong(rule) => format!("! {}", rule.id()),
    }
}

#[test]
fn what_texts_mean() {
    for (field, text, wanted) in [
        ("number", "C1", "= C1"),
        ("number", " Ｃ１", "~ C1"),
        ("number", "合计", "! total_row"),
        ("number", "", "-"),
        ("number", "\u{3000}", "-"),
        ("remark", "Ｃ１ ", "= Ｃ１ "),
        ("remark", "合计", "= 合计"),
        ("remark", "\u{200b} ", "-"),
        ("service", "lawyer", "= lawyer"),
        ("service", "法律援助", "= legal_aid"),
        ("service", "Legal Aid", "~ legal_aid"),
        ("service", "laywer", "! code_list"),
        ("persons", "12", "= 12"),
        ("persons", "1,234", "~ 1234"),
        ("persons", "1.5", "! type"),
        ("amount", "0.5", "= 0.50"),
        ("amount", "１．５", "~ 1.50"),
        ("on", "2019-03-05", "= 2019-03-05"),
        ("on", "2019/3/5", "~ 2019-03-05"),
        ("on", "2019-03-04T16:00Z", "~ 2019-03-05"),
        ("on", "5/3/2019", "! type"),
        ("poor", "是", "= true"),
        ("poor", "√", "~ true"),
        ("place", "5304", "= 530400000000"),
        ("place", "５３０４", "~ 530400000000"),
        ("place", "530402.0", "~ 530402000000"),
        ("place", "110000", "= 110000000000"),
        ("place", "红塔区", "! unknown_division"),
        ("telephone", "１３８", "~ 138"),
    ] {
        assert_eq!(meaning(field, text), wanted, "{field} {text:?}");
    }
}

/// The key, whatever its type, and the division say that their row is none.
#[test]
fn total_rows_show_themselves_in_keys_and_divisions() {
    for field in ["number", "on", "place"] {
        assert_eq!(meaning(field, "合　计"), "! total_row", "{field}");
        assert_eq!(meaning(field, "填表人：张三"), "! total_row", "{field}");
    }
    assert_eq!(meaning("persons", "合计"), "! type");
    assert_eq!(meaning("service", "合计"), "! code_list");
}

#[test]
fn a_name_that_two_codes_share_stands_for_neither() {
    let plan = plan();
    let mut field = field(&plan, "service").clone();
    let codes = ["a", "A", "b"].map(str::to_owned);
    let labels = [("一", "one"), ("二", "one"), ("三", "a")];
    let labels = labels.map(|(zh, en)| crate::text::Text::new(zh, en));
    field.code_names = crate::plan::CodeNames::new(&codes, &labels).into();
    field.code_order = [1, 0, 2].into();
    field.codes = Some(codes.to_vec().into());
    let read = |text| read(&Context::new(&plan), &field, text);
    let wrong = Meaning::Wrong(StructuralRule::CodeList);
    assert_eq!(read("二"), Meaning::Usual(Value::Code(1)));
    assert_eq!(read("one"), wrong);
    assert_eq!(read("ONE"), wrong);
    // A code goes before the label of another.
    assert_eq!(read(" a"), Meaning::Unusual(Value::Code(0)));
    assert_eq!(read("a_"), wrong);
    assert_eq!(read("B "), Meaning::Unusual(Value::Code(2)));
}
