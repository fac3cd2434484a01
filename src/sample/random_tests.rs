use super::*;

/// The first outputs of SplitMix64 seeded with 0, as its authors' C code gives them.
#[test]
fn the_output_function_is_that_of_splitmix64() {
    let expected = [
        0xE220_A839_7B1D_CDAF_u64,
        0x6E78_9E6A_A1B9_65F4,
        0x06C4_5D18_8009_454F,
    ];
    let mut state = 0_u64;
    for value in expected {
        state = state.wrapping_add(GOLDEN);
        assert_eq!(mix(state), value);
    }
}

#[test]
fn numbers_differ_by_seed_stream_row_and_purpose() {
    let one = Random::new(1, 1);
    let bits = one.bits(1, Purpose::Date);
    assert_eq!(bits, Random::new(1, 1).bits(1, Purpose::Date));
    assert_ne!(bits, Random::new(2, 1).bits(1, Purpose::Date));
    assert_ne!(bits, Random::new(1, 2).bits(1, Purpose::Date));
    assert_ne!(bits, one.bits(2, Purpose::Date));
    assert_ne!(bits, one.bits(1, Purpose::Lag));
}

#[test]
fn numbers_fill_their_range_evenly() {
    let random = Random::new(7, 3);
    let mut seen = [0_u32; 10];
    for row in 0..10_000 {
        seen[random.between(row, Purpose::Persons, 0, 9) as usize] += 1;
    }
    assert!(
        seen.iter().all(|count| (850..1150).contains(count)),
        "{seen:?}"
    );
    assert_eq!(random.below(1, Purpose::Persons, 0), 0);
}

#[test]
fn choices_come_as_often_as_their_weights() {
    let random = Random::new(7, 3);
    let rare = (0..10_000)
        .filter(|row| random.choose(*row, Purpose::Service, &[('a', 9), ('b', 1)], 'c') == 'b')
        .count();
    assert!((850..1150).contains(&rare), "{rare}");
    assert_eq!(random.choose(1, Purpose::Service, &[('a', 0)], 'c'), 'c');
}
