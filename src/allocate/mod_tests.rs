use super::{Method, Recipient, apportion};
use crate::error::ErrorKind;
use crate::text::Language;

fn bounded(weight: u64, minimum: u64, capacity: u64) -> Recipient {
    Recipient {
        weight,
        minimum,
        capacity,
    }
}

fn refused(total: u64, recipients: &[Recipient]) -> String {
    let errors = Method::all().map(|method| apportion(total, recipients, method).unwrap_err());
    assert!(
        errors
            .iter()
            .all(|error| error.kind() == ErrorKind::Argument)
    );
    let messages = errors.map(|error| error.message().get(Language::English).to_owned());
    assert!(
        messages.iter().all(|message| *message == messages[0]),
        "{messages:?}"
    );
    messages[0].clone()
}

#[test]
fn nobody_and_nothing() {
    for method in Method::all() {
        assert_eq!(apportion(0, &[], method).unwrap(), [0; 0]);
        assert_eq!(
            apportion(0, &[Recipient::of_weight(3)], method).unwrap(),
            [0]
        );
    }
    assert_eq!(
        refused(1, &[]),
        "the capacities sum to 0, below the number to allocate, 1"
    );
}

#[test]
fn ties_go_to_the_earlier() {
    let alike = [Recipient::of_weight(5); 3];
    for method in Method::all() {
        assert_eq!(apportion(4, &alike, method).unwrap(), [2, 1, 1]);
        assert_eq!(apportion(2, &alike, method).unwrap(), [1, 1, 0]);
    }
}

#[test]
fn hill_gives_everyone_with_a_weight_one_first() {
    let recipients = [1_000, 1, 0, 1].map(Recipient::of_weight);
    assert_eq!(
        apportion(1_000, &recipients, Method::Hill).unwrap(),
        [998, 1, 0, 1]
    );
    // Where there are not enough, the heaviest go first.
    assert_eq!(
        apportion(2, &recipients, Method::Hill).unwrap(),
        [1, 1, 0, 0]
    );
    assert_eq!(
        apportion(1_000, &recipients, Method::Webster).unwrap(),
        [998, 1, 0, 1]
    );
    assert_eq!(
        apportion(400, &recipients, Method::Webster).unwrap(),
        [400, 0, 0, 0]
    );
}

#[test]
fn neyman_is_hill_on_size_times_deviation() {
    // N = (40, 60, 100), S = (3, 5, 2); rounding each quota would give 31.
    let strata = [40 * 3, 60 * 5, 100 * 2].map(Recipient::of_weight);
    assert_eq!(apportion(30, &strata, Method::Hill).unwrap(), [6, 14, 10]);
}

#[test]
fn bounds_hold_and_the_others_share_the_rest_in_proportion() {
    let recipients = [
        bounded(10, 0, 2),
        bounded(10, 0, 100),
        bounded(20, 0, 100),
        bounded(1, 5, 100),
    ];
    for method in Method::all() {
        // 5 to the last, 2 to the first, and 33 as 1 : 2.
        assert_eq!(apportion(40, &recipients, method).unwrap(), [2, 11, 22, 5]);
    }
}

#[test]
fn a_minimum_that_binds_only_before_a_capacity_does_is_no_bound() {
    // By plain quotas 9.4, 0.4, 0.2; the capacity of the first leaves 8 for the others.
    let recipients = [bounded(47, 0, 2), bounded(2, 1, 10), bounded(1, 1, 10)];
    let shares = apportion(10, &recipients, Method::LargestRemainder).unwrap();
    assert_eq!(shares, [2, 5, 3]);
}

#[test]
fn pins_stay() {
    let recipients = [bounded(1, 7, 7), bounded(1, 0, 100), bounded(1, 0, 100)];
    for method in Method::all() {
        assert_eq!(apportion(10, &recipients, method).unwrap(), [7, 2, 1]);
    }
}

#[test]
fn what_cannot_be_says_why() {
    assert_eq!(
        refused(5, &[bounded(1, 3, 2), bounded(1, 0, 9)]),
        "recipient 1 has a minimum of 3, above its capacity of 2"
    );
    assert_eq!(
        refused(5, &[bounded(1, 3, 9), bounded(1, 3, 9)]),
        "the minima sum to 6, above the number to allocate, 5"
    );
    assert_eq!(
        refused(5, &[bounded(1, 0, 2), bounded(1, 0, 2)]),
        "the capacities sum to 4, below the number to allocate, 5"
    );
    assert_eq!(
        refused(5, &[bounded(0, 0, 9), bounded(0, 1, 9)]),
        "all weights are zero, so 5 cannot be divided in proportion to them"
    );
    assert_eq!(
        refused(5, &[bounded(0, 0, 9), bounded(2, 0, 3)]),
        "everyone with a weight is at its capacity before 5 is handed out"
    );
}

#[test]
fn sizes_are_capped() {
    for method in Method::all() {
        let most = 1 << 40;
        let heavy = [
            Recipient::of_weight(i64::MAX as u64 - 1),
            Recipient::of_weight(1),
        ];
        let shares = apportion(most, &heavy, method).unwrap();
        assert_eq!(shares.iter().sum::<u64>(), most);
        let error = apportion(most + 1, &heavy, method).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
        let error = apportion(1, &[Recipient::of_weight(1 << 63)], method).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
    }
}

#[test]
fn names_come_back() {
    for method in Method::all() {
        assert_eq!(Method::from_id(method.id()), Some(method));
    }
    assert_eq!(Method::from_id("hamilton"), None);
}
