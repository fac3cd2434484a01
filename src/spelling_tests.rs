use std::borrow::Cow;

use super::{heading_key, is_all_blank, is_plain, name_key, usual, visible};

#[test]
fn values_in_their_usual_spelling() {
    for (found, wanted) in [
        ("C1", "C1"),
        (" C1 ", "C1"),
        ("\u{3000}C1\u{a0}", "C1"),
        ("C\u{200b}1", "C1"),
        ("\u{feff}C1\u{200e}", "C1"),
        ("\tC1\r\n", "C1"),
        ("Ｃ１", "C1"),
        ("'C1", "C1"),
        ("=\"C1\"", "C1"),
        ("=\" C1 \"", "C1"),
        ("＝＂Ｃ１＂", "C1"),
        ("−3", "-3"),
        ("a b", "a b"),
        ("ａ　ｂ", "a b"),
        ("案件１", "案件1"),
        ("", ""),
        ("'", ""),
        ("\u{3000}", ""),
        ("=\"a\"\"b\"", "=\"a\"\"b\""),
        ("=\"'C1\"", "C1"),
        ("''C1", "C1"),
        ("' =\"C1\"", "C1"),
        ("a\u{a0}b", "a b"),
        ("a\nb", "a b"),
        ("a\t\u{2009}b", "a  b"),
        ("甲\u{a0}乙", "甲 乙"),
        ("C\u{61c}1\u{fe0f}", "C1"),
        ("（2019）云0402民初1号", "(2019)云0402民初1号"),
    ] {
        assert_eq!(usual(found), wanted, "{found:?}");
        assert_eq!(usual(&usual(found)), wanted, "{found:?} twice");
    }
    assert!(matches!(usual("530402-17"), Cow::Borrowed(_)));
    assert!(is_plain(b"530402-17") && !is_plain(b"5 3") && !is_plain("１".as_bytes()));
    assert!(is_all_blank(" \u{3000}\u{200b}\t") && !is_all_blank(" x"));
}

#[test]
fn names_of_columns() {
    for (heading, wanted) in [
        ("Division_Code", "divisioncode"),
        ("division code", "divisioncode"),
        ("办结\n日期", "办结日期"),
        ("办结日期(选填)", "办结日期"),
        ("办结日期（选填）*", "办结日期"),
        ("*办结日期", "办结日期"),
        ("贫困村(是/否)", "贫困村"),
        ("是否贫困村", "贫困村"),
        ("是否", "是否"),
        ("(注)", "(注)"),
        ("人数(人)(必填)", "人数"),
        ("【办结日期】", "【办结日期】"),
        ("办结日期【格式如 2019-03-05】", "办结日期"),
    ] {
        assert_eq!(heading_key(heading), wanted, "{heading:?}");
    }
    assert_eq!(name_key("Ｃases －01"), "cases01");
}

#[test]
fn hidden_characters_are_shown() {
    assert_eq!(visible("C1"), "C1");
    assert_eq!(visible("C\u{200b}1"), "CU+200B1");
    assert_eq!(visible(" C1"), "U+0020C1");
    assert_eq!(visible("a b\t"), "a bU+0009");
    assert_eq!(visible("\u{3000}"), "U+3000");
    let long = "长".repeat(500);
    assert_eq!(visible(&long).chars().count(), 121);
}
