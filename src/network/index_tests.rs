use super::*;

#[test]
fn every_code_is_found_and_no_other() {
    // Runs of neighbouring codes, as villages have them.
    let numbers: Vec<u64> = (0..40)
        .flat_map(|township| {
            (200..230).map(move |village| 530_422_100_000 + township * 1_000 + village)
        })
        .collect();
    let mut index = CodeIndex::with_capacity(numbers.len());
    for (position, number) in (0..).zip(&numbers) {
        assert_eq!(index.insert(*number, position), None);
    }
    for (position, number) in (0..).zip(&numbers) {
        assert_eq!(index.find(*number), Some(position));
    }
    for absent in [
        0,
        530_422_100_199,
        530_422_100_230,
        1 << 40,
        (1 << 40) + numbers[0],
        u64::MAX,
    ] {
        assert_eq!(index.find(absent), None, "{absent}");
    }
}

#[test]
fn the_first_position_of_a_code_stays() {
    let mut index = CodeIndex::with_capacity(3);
    assert_eq!(index.insert(530_400_000_000, 5), None);
    assert_eq!(index.insert(530_400_000_000, 7), Some(5));
    assert_eq!(index.find(530_400_000_000), Some(5));
}

#[test]
fn the_largest_code_and_position_fit_a_slot() {
    let last = u32::try_from(crate::limits::DIVISIONS).unwrap();
    let mut index = CodeIndex::with_capacity(1);
    assert_eq!(index.insert(999_999_999_999, last), None);
    assert_eq!(index.find(999_999_999_999), Some(last));
}

#[test]
fn an_empty_index_finds_nothing() {
    assert_eq!(CodeIndex::with_capacity(0).find(530_400_000_000), None);
}
