use super::{Count, at_most, exactly, lower_limit, stirling_error, upper_limit};
use crate::figure::Decimal;
use crate::inspect::SamplingPlan;

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64) {
    let difference = (found - expected).abs();
    assert!(
        difference <= tolerance * expected.abs(),
        "{found:e}, expected {expected:e}"
    );
}

/// ln n! from its factors.
#[test]
fn stirlings_approximation_and_its_error_make_the_factorial() {
    let mut logarithm = 0.0_f64;
    for n in 1..=60_u32 {
        let n = f64::from(n);
        logarithm += n.ln();
        let approximation = 0.5 * (std::f64::consts::TAU * n).ln() + n * n.ln() - n;
        let error = logarithm - approximation;
        assert!((stirling_error(n) - error).abs() < 1e-13, "{n}");
    }
    // 1 − ½ ln 2π.
    assert_near(stirling_error(1.0), 0.081_061_466_795_327_26, 1e-14);
}

/// Against sums of whole numbers of any size.
#[test]
fn tails_are_those_of_exact_sums() {
    for n in [2_u64, 3, 10, 50, 300, 2_000] {
        for (p, decimal) in [
            (0.001, "0.001"),
            (0.05, "0.05"),
            (0.5, "0.5"),
            (0.93, "0.93"),
        ] {
            let mean = (n as f64 * p) as u64;
            for c in [1, mean / 2, mean.saturating_sub(1), mean] {
                if c == 0 || c >= n || c as f64 > n as f64 * p {
                    continue;
                }
                let plan = SamplingPlan {
                    sample_size: n,
                    acceptance_number: c,
                };
                let exact = plan.acceptance_in_series(Decimal::parse(decimal).unwrap());
                let tail = at_most(c as f64, n as f64, p, 1.0 - p);
                // p itself is rounded: a tail feels that n times.
                assert_near(tail, exact.unwrap().to_f64(), 1e-15 * (20 + n) as f64);
            }
        }
    }
    assert_near(exactly(1.0, 2.0, 0.5, 0.5), 0.5, 1e-15);
}

#[test]
fn limits_meet_their_tails_and_mirror_each_other() {
    for of in [1_u64, 2, 7, 80, 1_250, 1_000_000] {
        for found in [0, 1, of / 3, of / 2, of - 1, of] {
            for tail in [0.5, 0.05, 0.025, 1e-6, 1e-12] {
                let upper = upper_limit(Count { found, of }, tail);
                let lower = lower_limit(Count { found, of }, tail);
                let share = found as f64 / of as f64;
                assert!(lower <= share && share <= upper, "{found} of {of}");
                let other = Count {
                    found: of - found,
                    of,
                };
                assert!((upper + lower_limit(other, tail) - 1.0).abs() < 1e-15);
                if 0 < found && found < of {
                    let (x, n) = (found as f64, of as f64);
                    let at_upper = |p: f64| at_most(x, n, p, 1.0 - p);
                    assert_between(at_upper(upper.next_up()), tail, at_upper(upper));
                    let at_lower = |p: f64| at_most(n - x, n, 1.0 - p, p);
                    assert_between(at_lower(lower), tail, at_lower(lower.next_up()));
                }
            }
        }
    }
}

/// No float is nearer to the limit, but for the rounding of the tail itself.
#[track_caller]
fn assert_between(less: f64, tail: f64, more: f64) {
    let (least, most) = (tail * (1.0 - 1e-13), tail * (1.0 + 1e-13));
    assert!(less <= most && least <= more, "{less:e} {tail:e} {more:e}");
}
