use proptest::prelude::*;

use super::super::subject::Subjects;
use super::super::test_support::definition;
use super::*;

fn shown(subjects: &Subjects, named: &Named) -> String {
    match named {
        Named::Nothing => "-".to_owned(),
        Named::One(one) => subjects.get(*one).key().to_owned(),
        Named::Several(several) => {
            let keys: Vec<&str> = several.iter().map(|one| subjects.get(*one).key()).collect();
            keys.join("+")
        }
    }
}

#[test]
fn what_names_name() {
    let subjects = Subjects::of(&definition());
    for (name, expected) in [
        ("cases", "cases"),
        ("CASES", "cases"),
        ("Ｃａｓｅｓ", "cases"),
        ("cases (1)", "cases"),
        ("cases_v2", "cases"),
        ("cases-530402", "cases"),
        ("cases530402", "cases"),
        ("2019-11 cases", "cases"),
        ("HongtaCases", "cases"),
        ("cases.final", "cases"),
        ("showcases", "-"),
        ("casesheet", "-"),
        ("case", "-"),
        ("案件", "-"),
        ("法律服务案件", "cases"),
        ("法律服务案件_红塔区", "cases"),
        ("红塔区法律服务案件（2019年）", "cases"),
        ("2019年11月法律服务案件", "cases"),
        ("法律 服务 案件", "cases"),
        ("法律服务", "-"),
        ("Legal advisers - Hongta", "advisers"),
        ("LegalAdvisersHongta", "advisers"),
        ("legal_advisers", "advisers"),
        ("aid-requests", "aid_requests"),
        ("aidrequests", "aid_requests"),
        ("aid requests 2019", "aid_requests"),
        ("requests", "-"),
        ("服务人员2019", "people"),
        ("法律援助申请及法律咨询", "consultations+aid_requests"),
        ("cases and disputes", "cases+disputes"),
        ("divisions", "divisions"),
        ("区划", "divisions"),
        ("行政区划（2019）", "divisions"),
        ("区划登记册-云南", "divisions"),
        ("register", "divisions"),
        ("按区划统计的法律咨询", "consultations+divisions"),
        ("", "-"),
        ("Sheet1", "-"),
        ("1月", "-"),
    ] {
        let named = subjects.named(name);
        assert_eq!(shown(&subjects, &named), expected, "{name}");
    }
}

#[test]
fn the_longest_name_wins_and_single_characters_are_no_names() {
    let names = ["服务人员", "志愿服务人员", "人", "form", "form2"];
    let spelt: Vec<Vec<Spelt>> = names.iter().map(|name| vec![Spelt::of(name)]).collect();
    let known = || spelt.iter().map(Vec::as_slice).enumerate();
    for (name, expected) in [
        ("志愿服务人员名单", Named::One(1)),
        ("服务人员名单", Named::One(0)),
        ("志愿服务人员和服务人员", Named::Several(vec![0, 1])),
        ("人", Named::One(2)),
        ("人口", Named::Nothing),
        ("form2", Named::One(4)),
        ("form 2", Named::One(4)),
        // A copy of `form`, which a browser numbers so.
        ("form (2)", Named::One(3)),
        ("form20", Named::One(3)),
        ("platform", Named::Nothing),
    ] {
        assert_eq!(named(name, known()), expected, "{name}");
    }
}

proptest! {
    /// Case, width, blanks, `_`, `-` and what stands around a name change nothing.
    #[test]
    fn a_name_is_found_however_it_is_spelt(
        dataset in 0_usize..14,
        in_chinese: bool,
        upper in proptest::collection::vec(any::<bool>(), 64),
        wide in proptest::collection::vec(any::<bool>(), 64),
        gap in prop::sample::select(vec!["_", "-", " ", "\u{3000}", "\u{200b}_"]),
        before in prop::sample::select(vec!["", "2019年", "红塔区", "(1) ", "530402_", "第1批-"]),
        behind in prop::sample::select(vec!["", "（2019年）", " (1)", "_v2", "-终稿", ".final", "530402"]),
    ) {
        let definition = definition();
        let subjects = Subjects::of(&definition);
        let known = &definition.datasets[dataset];
        let own = if in_chinese { &known.label.zh } else { &known.id.value };
        let mut name = before.to_owned();
        for ((character, upper), wide) in own.chars().zip(upper).zip(wide) {
            let character = if upper { character.to_ascii_uppercase() } else { character };
            match character {
                '_' => name.push_str(gap),
                '!'..='~' if wide => {
                    name.push(char::from_u32(u32::from(character).wrapping_add(0xfee0)).unwrap());
                }
                _ => name.push(character),
            }
        }
        // Letters that change their case look like the beginnings of words: only whole names, and
        // those in one case, stand for themselves between others.
        name.push_str(behind);
        let found = subjects.named(&name);
        prop_assert_eq!(found, Named::One(dataset), "{}", name);
    }

    #[test]
    fn no_name_panics(name in "\\PC{0,40}") {
        let subjects = Subjects::of(&definition());
        let _ = subjects.named(&name);
    }
}
