use proptest::prelude::*;

use super::{Mask, Truth};

fn mask(bits: &[bool]) -> Mask {
    Mask::from_fn(bits.len(), |row| bits[row])
}

fn truth(values: &[Option<bool>]) -> Truth {
    Truth {
        yes: Mask::from_fn(values.len(), |row| values[row] == Some(true)),
        no: Mask::from_fn(values.len(), |row| values[row] == Some(false)),
    }
}

fn values(truth: &Truth, length: usize) -> Vec<Option<bool>> {
    (0..length).map(|row| truth.value(row)).collect()
}

/// Kleene's tables, by the order false < unknown < true.
fn rank(value: Option<bool>) -> u8 {
    match value {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    }
}

const ALL: [Option<bool>; 3] = [Some(false), None, Some(true)];

#[test]
fn connectives_are_kleenes() {
    for left in ALL {
        for right in ALL {
            let (a, b) = (truth(&[left]), truth(&[right]));
            let least = ALL.into_iter().min_by_key(|value| {
                if *value == left || *value == right {
                    rank(*value)
                } else {
                    3
                }
            });
            let greatest = ALL.into_iter().max_by_key(|value| {
                if *value == left || *value == right {
                    rank(*value) + 1
                } else {
                    0
                }
            });
            assert_eq!(Some(a.and(&b).value(0)), least, "{left:?} AND {right:?}");
            assert_eq!(Some(a.or(&b).value(0)), greatest, "{left:?} OR {right:?}");
        }
        assert_eq!(truth(&[left]).negated().value(0), left.map(|value| !value));
    }
}

#[test]
fn rows_beyond_the_length_are_in_no_mask() {
    for length in [0, 1, 63, 64, 65, 130] {
        assert_eq!(Mask::all(length).count(), length);
        assert!(Mask::all(length).is_full());
        assert!(Mask::none(length).complement().is_full());
        assert!(Mask::all(length).complement().is_none());
        assert!(!Mask::all(length).contains(length));
        let mut mask = Mask::none(length);
        mask.set(length, true);
        assert!(mask.is_none());
    }
}

proptest! {
    #[test]
    fn masks_are_sets_of_rows(bits in prop::collection::vec(any::<(bool, bool)>(), 0..200)) {
        let (left, right): (Vec<bool>, Vec<bool>) = bits.iter().copied().unzip();
        let (a, b) = (mask(&left), mask(&right));
        let expect = |holds: fn(bool, bool) -> bool| {
            mask(&bits.iter().map(|(l, r)| holds(*l, *r)).collect::<Vec<_>>())
        };
        prop_assert_eq!(a.and(&b), expect(|l, r| l && r));
        prop_assert_eq!(a.or(&b), expect(|l, r| l || r));
        prop_assert_eq!(a.and_not(&b), expect(|l, r| l && !r));
        prop_assert_eq!(a.complement(), expect(|l, _| !l));
        let rows: Vec<usize> = (0..left.len()).filter(|row| left[*row]).collect();
        prop_assert_eq!(a.rows().collect::<Vec<_>>(), rows.clone());
        prop_assert_eq!(a.count(), rows.len());
    }

    #[test]
    fn truths_are_rows_of_three_values(
        rows in prop::collection::vec((0_usize..3, 0_usize..3), 0..150)
    ) {
        let left: Vec<_> = rows.iter().map(|(l, _)| ALL[*l]).collect();
        let right: Vec<_> = rows.iter().map(|(_, r)| ALL[*r]).collect();
        let both = truth(&left).and(&truth(&right));
        let single: Vec<_> = left
            .iter()
            .zip(&right)
            .map(|(l, r)| truth(&[*l]).and(&truth(&[*r])).value(0))
            .collect();
        prop_assert_eq!(values(&both, left.len()), single);
        let known: Vec<bool> = left.iter().map(Option::is_some).collect();
        prop_assert_eq!(truth(&left).known(), mask(&known));
    }
}
