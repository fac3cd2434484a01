use proptest::prelude::*;

use super::{KeyStore, identity};
use crate::column::Mask;

fn store(keys: &[&str], complete: &Mask) -> KeyStore {
    KeyStore::new(keys.len(), complete, |entry| keys[entry].as_bytes()).unwrap()
}

fn check(keys: &[&str]) -> KeyStore {
    let complete = Mask::from_fn(keys.len(), |entry| !keys[entry].is_empty());
    let store = store(keys, &complete);
    let mut identities = Vec::new();
    store.identities(&mut identities);
    for (entry, key) in keys.iter().enumerate() {
        assert_eq!(&*store.key(entry), key.as_bytes(), "{keys:?}");
        assert_eq!(identities[entry], identity(key.as_bytes()), "{key}");
    }
    assert!(store.key(keys.len()).is_empty());
    store
}

#[test]
fn numbers_behind_a_common_beginning() {
    let keys: Vec<String> = (0..100)
        .map(|number| format!("YN2019{:014}", number * 97))
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    assert!(matches!(
        check(&keys),
        KeyStore::Numbered { digits: 18, .. } | KeyStore::Numbered { digits: 14, .. }
    ));
}

#[test]
fn exceptions_stand_beside_the_numbers() {
    let mut keys: Vec<String> = (0..64).map(|number| format!("甲{number:05}")).collect();
    keys[3] = String::new();
    keys[7] = "甲1234x".to_owned();
    keys[9] = "甲0001".to_owned();
    keys[11] = "乙00012".to_owned();
    keys[63] = "甲000123".to_owned();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    match check(&keys) {
        KeyStore::Numbered {
            digits: 5,
            exceptions,
            ..
        } => assert_eq!(exceptions.len(), 5),
        other => panic!("{other:?}"),
    }
}

#[test]
fn other_keys_are_texts() {
    assert!(matches!(check(&["a", "b", "c1"]), KeyStore::Texts(_)));
    assert!(matches!(check(&[]), KeyStore::Texts(_)));
    assert!(matches!(check(&["", ""]), KeyStore::Texts(_)));
}

#[test]
fn an_incomplete_key_that_looks_like_a_number_is_an_exception() {
    let keys: Vec<String> = (0..20).map(|number| format!("A{number:03}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let complete = Mask::from_fn(20, |entry| entry != 4);
    match store(&keys, &complete) {
        KeyStore::Numbered { exceptions, .. } => assert_eq!(exceptions[0].0, 4),
        other => panic!("{other:?}"),
    }
}

#[test]
fn leading_zeros_and_more_digits_than_fit_make_a_difference() {
    check(&[
        "1", "01", "001", "1", "2", "3", "4", "5", "6", "7", "8", "9",
    ]);
    check(&[
        "1234567890123456789",
        "1234567890123456780",
        "0234567890123456789",
    ]);
    assert_ne!(identity(b"01"), identity(b"1"));
    assert_ne!(identity(b"A1"), identity(b"B1"));
}

proptest! {
    #[test]
    fn any_keys(keys in prop::collection::vec("(A|AB|9)?[0-9]{0,20}|[A-C0-9/:]{1,9}", 0..60)) {
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        check(&keys);
    }

    #[test]
    fn keys_of_one_form(beginning in "[A-Z0-9]{0,12}", digits in 1_usize..19, numbers in prop::collection::vec(any::<u64>(), 1..60)) {
        let keys: Vec<String> = numbers.iter().map(|number| {
            format!("{beginning}{:0digits$}", u128::from(*number) % 10_u128.pow(digits as u32))
        }).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        check(&keys);
    }
}
