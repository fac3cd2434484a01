use super::super::test_support::{field, plan};
use super::{expected, reason};
use crate::plan::StructuralRule;

#[test]
fn reasons_in_both_languages() {
    let plan = plan();
    use StructuralRule::{CodeList, Normalised, Required, Type, UnknownDivision};
    for (name, rule, found, zh, en) in [
        (
            "on",
            Type,
            "5/3/2019",
            "；可能是 2019-05-03 或 2019-03-05，请写明年、月、日",
            "; it can mean 2019-05-03 or 2019-03-05: write year, month and day",
        ),
        (
            "on",
            Type,
            "2019-02-30",
            "；没有这一天",
            "; there is no such day",
        ),
        (
            "on",
            Type,
            "2019-03-05 14:30",
            "；带有零点以外的时刻，请只写日期",
            "; it has a time other than midnight: write the date alone",
        ),
        (
            "persons",
            Type,
            "30人",
            "；数字后面带有“人”，请只写数字",
            "; `人` stands behind the number: write the number alone",
        ),
        (
            "persons",
            Type,
            "1.5",
            "；带有小数",
            "; it has a part behind the point",
        ),
        (
            "amount",
            Type,
            "0.125",
            "；小数位数过多",
            "; it has more decimals",
        ),
        (
            "persons",
            Type,
            "12,34",
            "；逗号不在千位上",
            "; its commas do not stand at thousands",
        ),
        // Nothing more is known of it.
        ("persons", Type, "abc", "", ""),
        ("persons", Type, "", "", ""),
        // What is somebody's is not looked at again.
        ("telephone", Type, "1***人", "", ""),
        ("persons", Required, "", "", ""),
        ("number", Normalised, " C1", "", ""),
        (
            "service",
            CodeList,
            "法律援组",
            "；可填 法律援助（legal_aid）、律师服务（lawyer）、公证（notary）",
            "; allowed are `legal_aid` (legal aid), `lawyer` (lawyer), `notary` (notary public)",
        ),
        (
            "service",
            CodeList,
            "xyz",
            "；可填 律师服务（lawyer）、法律援助（legal_aid）、公证（notary）",
            "; allowed are `lawyer` (lawyer), `legal_aid` (legal aid), `notary` (notary public)",
        ),
        (
            "place",
            UnknownDivision,
            "5.30402E+11",
            "；这是电子表格把代码当作数字而丢失的末位，请把该列设为文本格式后重新填写代码",
            "; a spreadsheet took the code for a number and lost its last digits: format the column as text and enter the codes again",
        ),
        (
            "place",
            UnknownDivision,
            "53040",
            "；区划代码应为 2、4、6、9 或 12 位数字，此处为 5 位",
            "; a division code has 2, 4, 6, 9 or 12 digits, and this has 5",
        ),
        (
            "place",
            UnknownDivision,
            " 红塔区",
            "；名称不作为代码读取；名为“红塔区”的区划代码是 530402000000",
            "; names are not read as codes; the division named `红塔区` has the code 530402000000",
        ),
        // Two divisions bear this name.
        ("place", UnknownDivision, "城关镇", "", ""),
        ("place", UnknownDivision, "110000", "", ""),
    ] {
        let found = reason(&plan, field(&plan, name), rule, found);
        assert_eq!((found.zh.as_str(), found.en.as_str()), (zh, en), "{name}");
    }
}

#[test]
fn a_long_list_of_codes_is_cut_after_the_nearest() {
    let plan = plan();
    let mut field = field(&plan, "service").clone();
    let codes: Vec<String> = (10..40).map(|number| format!("code_{number}")).collect();
    let labels = codes.iter().map(|code| crate::text::Text::new(code, code));
    field.code_labels = labels.collect();
    field.codes = Some(codes.into());
    let found = reason(&plan, &field, StructuralRule::CodeList, "code39");
    assert!(
        found
            .en
            .starts_with("; allowed are `code_39` (code_39), `code_10`"),
        "{}",
        found.en
    );
    assert!(found.en.ends_with(" and 18 more"), "{}", found.en);
    assert!(
        found.zh.starts_with("；可填 code_39（code_39）、"),
        "{}",
        found.zh
    );
    assert!(found.zh.ends_with(" 等，另有 18 项"), "{}", found.zh);
}

#[test]
fn what_values_should_be() {
    let plan = plan();
    assert_eq!(expected(field(&plan, "on")).en, "a date such as 2019-11-30");
    assert_eq!(expected(field(&plan, "amount")).zh, "至多 2 位小数的数");
}
