//! Allocation against figures of others: the seats of the US House, and trees of
//! random bounds.

use huimin::allocate::{Method, Recipient, apportion};
use proptest::prelude::*;

/// State, population and seats of the 2020 apportionment (US Census Bureau, public domain).
const HOUSE: &str = include_str!("data/us_house_2020.csv");
const SEATS: u64 = 435;

fn house() -> Vec<(&'static str, u64, u64)> {
    let rows = HOUSE.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        let mut next = || cells.next().expect("three cells");
        let (state, population, seats) = (next(), next(), next());
        (
            state,
            population.parse().expect("a number"),
            seats.parse().expect("a number"),
        )
    });
    rows.collect()
}

fn seats(changes: &[(&str, u64)], total: u64, method: Method) -> Vec<u64> {
    let more = |state| {
        changes
            .iter()
            .filter(|it| it.0 == state)
            .map(|it| it.1)
            .sum::<u64>()
    };
    let states = house().into_iter().map(|(state, population, _)| Recipient {
        minimum: 1,
        ..Recipient::of_weight(population + more(state))
    });
    apportion(total, &states.collect::<Vec<_>>(), method).expect("an apportionment")
}

/// The states whose seats differ from the official ones.
fn differences(found: &[u64]) -> Vec<(&'static str, u64)> {
    let states = house().into_iter().zip(found);
    let other = states.filter(|((_, _, official), found)| official != *found);
    other.map(|((state, ..), found)| (state, *found)).collect()
}

#[test]
fn hill_gives_the_official_seats() {
    assert_eq!(differences(&seats(&[], SEATS, Method::Hill)), []);
}

#[test]
fn new_york_lacked_89_people() {
    assert_eq!(differences(&seats(&[("NY", 88)], SEATS, Method::Hill)), []);
    assert_eq!(
        differences(&seats(&[("NY", 89)], SEATS, Method::Hill)),
        [("MN", 7), ("NY", 27)]
    );
    assert_eq!(
        differences(&seats(&[], SEATS + 1, Method::Hill)),
        [("NY", 27)]
    );
}

#[test]
fn webster_and_hamilton_differ_in_four_states() {
    for method in [Method::Webster, Method::LargestRemainder] {
        assert_eq!(
            differences(&seats(&[], SEATS, method)),
            [("MT", 1), ("NY", 27), ("OH", 16), ("RI", 1)]
        );
    }
}

fn recipient() -> impl Strategy<Value = Recipient> {
    (0_u64..1_000, 0_u64..20, 0_u64..200, 0_u8..8).prop_map(|(weight, minimum, more, kind)| {
        match kind {
            0 => Recipient {
                weight,
                minimum,
                capacity: minimum,
            },
            1 => Recipient {
                weight,
                minimum: 0,
                capacity: u64::MAX,
            },
            _ => Recipient {
                weight,
                minimum,
                capacity: minimum + more,
            },
        }
    })
}

/// The definition itself, unit by unit, for the methods that hand out one by one.
fn one_by_one(total: u64, recipients: &[Recipient], method: Method) -> Option<Vec<u64>> {
    let mut shares: Vec<u64> = recipients.iter().map(|it| it.minimum).collect();
    for _ in shares.iter().sum()..total {
        // weight² / (n (n + 1)) or weight / (2 n + 1), compared by cross-multiplication.
        let claim = |place: usize| {
            let (weight, share) = (
                u128::from(recipients[place].weight),
                u128::from(shares[place]),
            );
            match method {
                Method::Hill => (weight * weight, share * (share + 1)),
                _ => (weight, 2 * share + 1),
            }
        };
        let open = (0..shares.len()).filter(|place| {
            recipients[*place].weight > 0 && shares[*place] < recipients[*place].capacity
        });
        let next = open.reduce(|best, other| {
            let ((own, below), (others, their)) = (claim(best), claim(other));
            let is_better = if below == 0 && their == 0 {
                others > own
            } else {
                others * below > own * their
            };
            if is_better { other } else { best }
        })?;
        shares[next] += 1;
    }
    Some(shares)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn shares_sum_within_their_bounds(
        recipients in prop::collection::vec(recipient(), 1..12),
        more in 0_u64..400,
    ) {
        let minima: u64 = recipients.iter().map(|it| it.minimum).sum();
        let total = minima + more;
        for method in Method::all() {
            let Ok(shares) = apportion(total, &recipients, method) else {
                let room = recipients.iter().filter(|it| it.weight > 0);
                let room = room.fold(minima, |sum, it| sum.saturating_add(it.capacity - it.minimum));
                prop_assert!(room < total, "{total} fits into {room}");
                continue;
            };
            prop_assert_eq!(shares.iter().sum::<u64>(), total);
            for (share, recipient) in shares.iter().zip(&recipients) {
                prop_assert!((recipient.minimum..=recipient.capacity).contains(share));
            }
            match method {
                Method::LargestRemainder => within_quota(total, &recipients, &shares)?,
                _ => prop_assert_eq!(Some(shares), one_by_one(total, &recipients, method)),
            }
        }
    }

    #[test]
    fn large_totals_are_handed_out_as_small_ones_are(
        weights in prop::collection::vec(1_u64..1_000_000, 1..20),
        total in 0_u64..1_000,
    ) {
        let recipients: Vec<Recipient> = weights.iter().map(|weight| Recipient::of_weight(*weight)).collect();
        for method in [Method::Webster, Method::Hill] {
            let shares = apportion(total, &recipients, method).expect("room for all");
            prop_assert_eq!(Some(shares), one_by_one(total, &recipients, method));
        }
    }
}

/// Of those at no bound, everyone's share is the quota rounded up or down, where the
/// quotas share what those at a bound leave.
fn within_quota(total: u64, recipients: &[Recipient], shares: &[u64]) -> Result<(), TestCaseError> {
    let is_free = |it: &(&Recipient, &u64)| *it.1 > it.0.minimum && *it.1 < it.0.capacity;
    let all = recipients.iter().zip(shares);
    let free: Vec<_> = all.clone().filter(is_free).collect();
    let at_bounds: u64 = all.filter(|it| !is_free(it)).map(|it| *it.1).sum();
    let (rest, weight) = (
        total - at_bounds,
        free.iter().map(|it| it.0.weight).sum::<u64>(),
    );
    for (recipient, share) in free {
        // A bound may have been reached by rounding alone, which moves the rest by less
        // than one for each recipient.
        let quota = rest as f64 * recipient.weight as f64 / weight as f64;
        let slack = recipients.len() as f64;
        prop_assert!((*share as f64 - quota).abs() < slack, "{share} of {quota}");
    }
    Ok(())
}
