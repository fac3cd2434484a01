//! Random values, disfigured at random: the same values, the same figures, and a note; and any text
//! whatever, which is read alike alone and in every file.

use arrow_array::{Array, RecordBatch};
use huimin::input::{CsvOptions, CsvSource};
use proptest::prelude::*;

use super::reference::generate::{Kind, Random, otherwise, refused};
use super::reference::spelling::{self, Read};
use super::texts::{FIELDS, Values, csv, record};
use super::{Finding, WAYS, alone, assessed};

/// What a field's values are, as generators know it; none of prose and of what is masked.
fn kind(field: &str) -> Option<Kind> {
    let codes = ["lawyer", "legal_aid", "notary", "12"].map(str::to_owned);
    Some(match field {
        "key" | "reference" => Kind::Text,
        "division" | "other" => Kind::Division,
        "held" | "date" => Kind::Date,
        "code" => Kind::Codes(codes.to_vec()),
        "integer" => Kind::Integer,
        "decimal" => Kind::Decimal(2),
        "time" => Kind::Time,
        "boolean" => Kind::Boolean,
        _ => return None,
    })
}

/// A value of a field in its usual form.
fn usual(random: &mut Random, field: &str, number: usize) -> Option<String> {
    if !matches!(field, "key" | "division" | "held") && random.chance(15) {
        return None;
    }
    let digits = |random: &mut Random| random.between(-9_999_999, 9_999_999);
    Some(match field {
        "key" => format!("K{number}"),
        "reference" => format!("S-{}", random.between(1, 5)),
        "division" | "other" => {
            (*random.pick(&["530400", "530402", "530403", "530402001", "5304"])).to_owned()
        }
        "held" | "date" | "moment" => {
            format!(
                "2019-{:02}-{:02}",
                random.between(1, 12),
                random.between(1, 28)
            )
        }
        "code" => (*random.pick(&["lawyer", "legal_aid", "notary", "12"])).to_owned(),
        "integer" => digits(random).to_string(),
        "decimal" => huimin::figure::Decimal::new(i128::from(digits(random)), 2).to_string(),
        "time" => format!("{:02}:{:02}", random.below(24), random.below(60)),
        "boolean" => (*random.pick(&["true", "false", "1", "0", "是", "否"])).to_owned(),
        "text" => (*random.pick(&["张三", "a  b", "Ｃ１"])).to_owned(),
        _ => return None,
    })
}

/// Records with values in their usual forms.
fn records(random: &mut Random, count: usize) -> Vec<Values> {
    let record = |number: usize| -> Values {
        let fields = FIELDS.iter();
        let mut values = |(field, _): &(&str, Option<&str>)| usual(random, field, number);
        fields.map(&mut values).collect()
    };
    (1..=count).map(record).collect()
}

/// The same records, every value spelt otherwise with the same meaning.
fn disfigured(random: &mut Random, records: &[Values]) -> Vec<Values> {
    let mut spelt = |field: &str, value: &str| match kind(field) {
        // Words of codes have labels of their own here.
        Some(Kind::Codes(_)) => {
            let label = match value {
                "lawyer" => "律师服务",
                "legal_aid" => "legal aid",
                "notary" => "公证（办证）",
                other => other,
            };
            let value = if random.chance(50) { label } else { value };
            otherwise(random, &Kind::Text, value)
        }
        Some(kind) => otherwise(random, &kind, value),
        None => value.to_owned(),
    };
    let of_record = |record: &Values| -> Values {
        let named = FIELDS.iter().zip(record);
        named
            .map(|((field, _), value)| value.as_ref().map(|value| spelt(field, value)))
            .collect()
    };
    records.iter().map(of_record).collect()
}

/// Whether a spelling is another than usual, by the second implementation.
fn is_noted(field: &str, text: &str) -> bool {
    fn noted<T>(read: Read<T>) -> bool {
        matches!(read, Read::Noted(_))
    }
    match kind(field) {
        Some(Kind::Text) => spelling::usual(text) != text,
        Some(Kind::Division) => {
            let seen = spelling::usual(text);
            seen.strip_suffix(".0").unwrap_or(&seen) != text
        }
        Some(Kind::Date) => noted(spelling::date(text, Some(480), false)),
        Some(Kind::Codes(_)) => ![
            "lawyer",
            "律师服务",
            "legal_aid",
            "法律援助",
            "legal aid",
            "notary",
            "公证（办证）",
            "notary public",
            "12",
            "其他",
            "other service",
        ]
        .contains(&text),
        Some(Kind::Integer) => noted(spelling::whole(text)),
        Some(Kind::Decimal(scale)) => noted(spelling::decimal(text, scale)),
        Some(Kind::Time) => noted(spelling::time(text)),
        Some(Kind::Boolean) => noted(spelling::truth(text)),
        None => false,
    }
}

/// What is said of values, and where notes of their spelling stand.
fn values_and_notes(found: &[Finding]) -> (Vec<&Finding>, Vec<&str>) {
    let (notes, values): (Vec<&Finding>, _) =
        found.iter().partition(|found| found.rule == "normalised");
    let fields = notes.iter().filter_map(|note| note.field.as_deref());
    (values, fields.collect())
}

/// The figures of a file of records, and its findings but for notes of spellings and rows.
fn figures(records: &[Values]) -> (RecordBatch, Vec<(String, String, String)>) {
    let file = csv(records);
    let assessment = assessed(CsvSource::new(file.as_bytes(), CsvOptions::default())).unwrap();
    let findings = assessment.findings();
    let mut findings: Vec<(String, String, String)> = findings
        .iter(huimin::Language::English)
        .filter(|found| found.rule != "normalised")
        .map(|found| (found.rule, found.key, found.message))
        .collect();
    findings.sort();
    (assessment.fractions().unwrap(), findings)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Every disfigurement of a spelling has the same value and a note.
    #[test]
    fn a_disfigured_record_has_the_same_values(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let plain = records(&mut random, 4);
        let spelt = disfigured(&mut random, &plain);
        for (plain, spelt) in plain.iter().zip(&spelt) {
            let (of_plain, of_spelt) = (alone(plain), alone(spelt));
            let (values, notes) = values_and_notes(&of_plain);
            prop_assert_eq!(notes, Vec::<&str>::new(), "{:?}", plain);
            let (same, notes) = values_and_notes(&of_spelt);
            prop_assert_eq!(values, same, "{:?}", spelt);
            let named = FIELDS.iter().zip(spelt);
            let mut wanted: Vec<&str> = named
                .filter(|((field, _), value)| {
                    value.as_ref().is_some_and(|value| is_noted(field, value))
                })
                .map(|((field, _), _)| *field)
                .collect();
            let mut notes = notes;
            wanted.sort_unstable();
            notes.sort_unstable();
            prop_assert_eq!(notes, wanted, "{:?}", spelt);
        }
    }

    /// Files whose records are spelt otherwise say the same, but for the notes.
    #[test]
    fn a_disfigured_file_has_the_same_figures(seed in any::<u64>(), count in 1_usize..40) {
        let mut random = Random::new(seed);
        let plain = records(&mut random, count);
        let spelt = disfigured(&mut random, &plain);
        let (expected, found) = (figures(&plain), figures(&spelt));
        prop_assert_eq!(expected.1, found.1);
        prop_assert!(expected.0 == found.0, "{:?}", spelt);
        prop_assert!(expected.0.column(0).len() > 1);
    }

    /// One record under differently spelt keys is so many copies of one; with another content it
    /// is in conflict.
    #[test]
    fn copies_are_known_by_their_keys(seed in any::<u64>(), copies in 2_usize..6, differs in any::<bool>()) {
        let mut random = Random::new(seed);
        let plain = records(&mut random, 1).remove(0);
        let mut all: Vec<Values> = (0..copies)
            .map(|_| disfigured(&mut random, std::slice::from_ref(&plain)).remove(0))
            .collect();
        if differs {
            let place = FIELDS.iter().position(|(name, _)| *name == "integer").unwrap();
            all[0][place] = Some("7777777777".to_owned());
        }
        let rule = if differs { "conflicting_records" } else { "identical_copy" };
        for (way, read) in WAYS {
            let found = read(&all);
            for (record, found) in all.iter().zip(found) {
                let of_key: Vec<&str> = found
                    .iter()
                    .map(|found| found.rule.as_str())
                    .filter(|rule| matches!(*rule, "conflicting_records" | "identical_copy"))
                    .collect();
                prop_assert_eq!(of_key, vec![rule], "as {}: {:?}", way, record);
            }
        }
    }

    /// A text that is no value is none however it is disfigured, and has no value in any file.
    #[test]
    fn a_refused_text_stays_refused(seed in any::<u64>()) {
        let mut random = Random::new(seed);
        for (field, _) in FIELDS {
            let Some(kind) = kind(field).filter(|kind| *kind != Kind::Text) else { continue };
            let text = refused(&mut random, &kind);
            let spelt = otherwise(&mut random, &Kind::Text, &text);
            let says = |text: &str| {
                let found = alone(&record(field, Some(text)));
                let own = found.into_iter().filter(|found| found.field.as_deref() == Some(field));
                own.map(|found| found.rule).filter(|rule| rule != "normalised").collect::<Vec<_>>()
            };
            prop_assert_eq!(says(&text), says(&spelt), "{} {:?} {:?}", field, text, spelt);
        }
    }

    /// Any text is read alike alone and in every kind of file, and nothing panics.
    #[test]
    fn any_text_is_read_alike(
        place in 0_usize..FIELDS.len(),
        text in prop_oneof![
            "\\PC{0,16}",
            "[0-9:/.,TZ+年月日号 -]{0,20}",
            "[0-9,.＋+−－%人eE元 ]{0,12}",
            "[ '=\"\u{200b}\u{3000}\u{a0}\u{feff}CＣ1１]{0,10}",
            "[合总小计填表审核人：（）张 ]{0,8}",
            "[a-zA-Z_律师服务法援助 -]{0,10}",
            "53[0-9]{0,11}(\\.0)?",
            "\\PC{100,300}",
        ],
    ) {
        let (field, _) = FIELDS[place];
        let record = record(field, Some(&text));
        let expected = alone(&record);
        for (way, read) in WAYS {
            let found = read(std::slice::from_ref(&record)).remove(0);
            prop_assert_eq!(&found, &expected, "{} as {}: {:?}", field, way, text);
        }
    }
}
