use super::Tolerance;
use crate::figure::{Decimal, Ratio};

fn allows(absolute: &str, relative: &str, difference: (i128, i128), base: i128) -> bool {
    let number = |text| Decimal::parse(text).unwrap();
    let tolerance = Tolerance {
        absolute: number(absolute),
        relative: number(relative),
    };
    let difference = Ratio::new(difference.0, difference.1).unwrap();
    tolerance.allows(difference, Ratio::integer(base)).unwrap()
}

#[test]
fn nothing_is_tolerated_unless_it_is_said() {
    assert!(allows("0", "0", (0, 1), 7));
    assert!(!allows("0", "0", (1, 1_000_000), 7));
}

#[test]
fn exactly_at_the_limit_is_within() {
    assert!(allows("0.5", "0", (1, 2), 0));
    assert!(allows("0.5", "0", (-1, 2), 0));
    assert!(!allows("0.5", "0", (500_001, 1_000_000), 0));
    assert!(allows("0", "0.02", (1, 1), 50));
    assert!(allows("0", "0.02", (-1, 1), -50));
    assert!(!allows("0", "0.02", (1, 1), 49));
}

#[test]
fn either_limit_is_enough() {
    assert!(allows("1", "0.5", (5, 1), 10));
    assert!(allows("5", "0.01", (5, 1), 10));
    assert!(!allows("4", "0.4", (5, 1), 10));
}
