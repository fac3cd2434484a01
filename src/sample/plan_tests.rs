use std::collections::BTreeSet;

use super::*;

#[test]
fn shares_sum_to_the_total_by_largest_remainder() {
    assert_eq!(shares(10, &[6, 6, 2]), [4, 4, 2]);
    assert_eq!(shares(11, &[6, 6, 2]), [5, 5, 1]);
    assert_eq!(shares(7, &[0, 0]), [1, 1]);
    let weights: Vec<u64> = (1..=100).collect();
    assert_eq!(shares(12_345, &weights).iter().sum::<u64>(), 12_345);
}

#[test]
fn rows_find_their_group() {
    let flow = Flow::new(10, &[1, 0, 4], Random::new(1, 1));
    assert_eq!(
        (0..3)
            .map(|group| flow.group_count(group))
            .collect::<Vec<_>>(),
        [2, 0, 8]
    );
    assert_eq!(flow.locate(1), (0, 1));
    assert_eq!(flow.locate(2), (2, 0));
    assert_eq!(flow.locate(9), (2, 7));
}

#[test]
fn days_never_fall_within_a_group_and_are_counted() {
    let flow = Flow::new(5_000, &[1, 3], Random::new(1, 1));
    let days: Vec<i32> = (0..flow.group_count(1))
        .map(|serial| flow.day(1, serial))
        .collect();
    assert!(days.is_sorted());
    let until = day(2019, 6, 30);
    let counted = days.iter().filter(|day| **day <= until).count() as u64;
    assert_eq!(flow.count_until(1, until, |day| day), counted);
    assert!((2_150..2_350).contains(&counted), "{counted}");
}

#[test]
fn platforms_are_accepted_on_working_days_and_some_are_late() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let plan = Plan::new(&network, &Marks::new(&network, 3), 3).unwrap();
    let late = |level| {
        plan.places
            .iter()
            .filter(|place| place.late && place.level == level)
            .count()
    };
    assert_eq!(
        (
            late(Level::Township),
            late(Level::Village),
            late(Level::County)
        ),
        (5, 9, 0)
    );
    for place in plan.places.iter().filter(|place| !place.late) {
        let accepted = place.accepted.unwrap();
        if below_county(place.level) {
            assert!((YEAR_START..=REPORT_DAY).contains(&accepted));
            assert!(
                (accepted - YEAR_START + 1).rem_euclid(7) < 5,
                "{}",
                plan.days.iso(accepted)
            );
        } else {
            assert!(accepted < YEAR_START);
        }
    }
}

#[test]
fn every_division_below_a_county_is_in_its_group() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let plan = Plan::new(&network, &Marks::new(&network, 3), 3).unwrap();
    assert_eq!(plan.groups.len(), 10);
    for (number, group) in plan.groups.iter().enumerate() {
        for member in &group.members {
            assert_eq!(plan.places[*member].group, number);
            assert!(plan.places[*member].code.starts_with(&group.prefix));
        }
    }
    let flaws = &plan.flaws;
    let counties = BTreeSet::from([
        flaws.unanswered,
        flaws.adviser_left,
        flaws.adviser_gaps[0],
        flaws.adviser_gaps[1],
        flaws.settled_below,
        flaws.settled_exactly,
    ]);
    assert_eq!(counties.len(), 6);
    assert!(!counties.contains(&None));
}

#[test]
fn records_are_made_where_a_platform_is_open() {
    let network = Network::builtin("yuxi-2019").unwrap();
    let plan = Plan::new(&network, &Marks::new(&network, 3), 3).unwrap();
    let random = Random::new(1, 1);
    for (date, below) in [(day(2019, 1, 3), 0..=0), (day(2019, 12, 1), 700..=900)] {
        let places: Vec<usize> = (0..1_000)
            .map(|row| plan.place_of(random, row, 1, date))
            .collect();
        assert!(places.iter().all(|place| {
            plan.places[*place]
                .accepted
                .is_some_and(|accepted| accepted <= date)
        }));
        let further_down = places
            .iter()
            .filter(|place| **place != plan.groups[1].head)
            .count();
        assert!(below.contains(&further_down), "{further_down}");
    }
}
