use proptest::prelude::*;

use super::share;

fn listed(counts: &[usize], most: usize) -> usize {
    counts.iter().map(|count| *count.min(&most)).sum()
}

#[test]
fn rare_rules_are_listed_whole() {
    // 2 + 4 + 4 of ten.
    assert_eq!(share(&[2, 700, 90], 10), 4);
    assert_eq!(share(&[2, 3], 10), 10);
    assert_eq!(share(&[], 10), 10);
    assert_eq!(share(&[5, 5, 5], 2), 0);
}

proptest! {
    /// As many as the limit allows, and no more.
    #[test]
    fn the_limit_is_kept_and_used(
        counts in prop::collection::vec(0..5_000_usize, 0..40),
        limit in 0..3_000_usize,
    ) {
        let most = share(&counts, limit);
        prop_assert!(listed(&counts, most) <= limit);
        let all: usize = counts.iter().sum();
        let more = most.saturating_add(1);
        prop_assert!(listed(&counts, most) == all || listed(&counts, more) > limit);
    }
}
