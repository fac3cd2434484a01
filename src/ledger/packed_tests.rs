use proptest::prelude::*;

use super::PackedNumbers;
use crate::column::Mask;

fn check(values: &[Option<i64>]) {
    let known = Mask::from_fn(values.len(), |row| values[row].is_some());
    let plain: Vec<i64> = values.iter().map(|value| value.unwrap_or(77)).collect();
    let packed = PackedNumbers::new(&plain, &known);
    let mut all = Vec::new();
    packed.unpack(&mut all);
    assert_eq!(all.len(), values.len());
    for (row, value) in values.iter().enumerate() {
        assert_eq!(packed.get(row), *value, "row {row} of {values:?}");
        if let Some(value) = value {
            assert_eq!(all[row], *value);
            assert!(packed.magnitude() >= value.unsigned_abs());
        }
    }
    assert_eq!(packed.get(values.len()), None);
    // What a row without a number holds makes no difference.
    let other: Vec<i64> = values.iter().map(|value| value.unwrap_or(-5)).collect();
    assert_eq!(packed, PackedNumbers::new(&other, &known));
    if plain.iter().all(|value| u8::try_from(*value).is_ok()) {
        let bytes: Vec<u8> = plain.iter().map(|value| *value as u8).collect();
        assert_eq!(packed, PackedNumbers::of_bytes(&bytes, &known));
    }
    if values.iter().all(Option::is_some) {
        assert_eq!(packed, PackedNumbers::of_all(&plain));
    }
}

#[test]
fn every_width() {
    for bits in 0..64 {
        let top = (1_u64 << bits) as i64;
        for base in [0, -3, i64::MIN, i64::MAX - 9, 17_897] {
            let values =
                [0, 1, top.wrapping_sub(1), top, top / 2].map(|by| Some(base.wrapping_add(by)));
            check(&values);
            check(&[values.as_slice(), &[None]].concat());
        }
    }
    check(&[Some(i64::MIN), Some(i64::MAX), None, Some(0)]);
    check(&[]);
    check(&[None, None]);
}

#[test]
fn small_ranges_take_few_bytes() {
    let bytes = |values: &[i64]| PackedNumbers::of_all(values).bytes.len();
    let repeated = |of: &[i64]| -> Vec<i64> { of.iter().copied().cycle().take(8_000).collect() };
    assert_eq!(bytes(&repeated(&[5])), 0);
    assert_eq!(bytes(&repeated(&[5, 6])), 1_000 + 8);
    assert_eq!(bytes(&repeated(&[0, 1, 2, 3])), 2_000 + 8);
    assert_eq!(bytes(&repeated(&[0, 15])), 4_000 + 8);
    assert_eq!(bytes(&repeated(&[-1, 254])), 8_000 + 8);
    assert_eq!(bytes(&repeated(&[0, 1 << 47])), 48_000 + 8);
}

proptest! {
    #[test]
    fn any_numbers(values in prop::collection::vec(prop::option::weighted(0.9, any::<i64>()), 0..200), by in 0_u32..64) {
        let values: Vec<Option<i64>> = values.iter().map(|value| value.map(|value| value >> by)).collect();
        check(&values);
    }

    #[test]
    fn any_bytes(values in prop::collection::vec(prop::option::weighted(0.8, any::<u8>()), 0..200), by in 0_u32..8) {
        let values: Vec<Option<i64>> = values.iter().map(|value| value.map(|value| i64::from(value >> by))).collect();
        check(&values);
    }
}
