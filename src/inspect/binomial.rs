//! Tails of the binomial distribution in floating point, and their inverses: the
//! quantiles of the beta distribution that confidence limits are made of.

/// How many were found, of how many. INVARIANT: `found` ≤ `of`, and `of` is not 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub found: u64,
    pub of: u64,
}

/// The p at which `found` or fewer of `of` have the probability `tail`, which is
/// above 0 and at most 1/2: the quantile 1 − `tail` of Beta(found + 1, of − found).
pub(super) fn upper_limit(count: Count, tail: f64) -> f64 {
    let (x, n) = (count.found as f64, count.of as f64);
    if count.found == 0 {
        return -(tail.ln() / n).exp_m1();
    }
    if count.found == count.of {
        return 1.0;
    }
    last_true(x / n, 1.0, |p| at_most(x, n, p, 1.0 - p) > tail)
}

/// The p at which `found` or more of `of` have the probability `tail`, which is
/// above 0 and at most 1/2: the quantile `tail` of Beta(found, of − found + 1).
pub(super) fn lower_limit(count: Count, tail: f64) -> f64 {
    let (x, n) = (count.found as f64, count.of as f64);
    if count.found == 0 {
        return 0.0;
    }
    if count.found == count.of {
        return (tail.ln() / n).exp();
    }
    // x or more of the one kind are n − x or fewer of the other.
    last_true(0.0, x / n, |p| at_most(n - x, n, 1.0 - p, p) < tail)
}

/// The last number between `low` and `high`, both at least 0, for which `holds`,
/// which holds up to some number and not beyond.
///
/// Positive floats are ordered as their bits are, so halving the bits finds the
/// number itself, however small, in 64 steps.
fn last_true(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low.to_bits(), high.to_bits());
    while high.saturating_sub(low) > 1 {
        let middle = u64::midpoint(low, high);
        if holds(f64::from_bits(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::from_bits(low)
}

/// The probability of at most `x` of `n`, 0 < x < n, where x is not above n × p:
/// each term is then smaller than the one before it, and all are positive, so
/// that nothing is lost in their sum. `q` is 1 − p.
fn at_most(x: f64, n: f64, p: f64, q: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    let mut found = x;
    while found > 0.0 && term > sum * f64::EPSILON / 4.0 {
        term *= found / (n - found + 1.0) * (q / p);
        sum += term;
        found -= 1.0;
    }
    exactly(x, n, p, q) * sum
}

/// The probability of exactly `x` of `n`, 0 < x < n, by the saddle point: what is
/// large in C(n, x) and in the powers of p and q cancels before it is computed
/// (C. Loader, *Fast and Accurate Computation of Binomial Probabilities*, 2000).
fn exactly(x: f64, n: f64, p: f64, q: f64) -> f64 {
    let rest = n - x;
    let exponent = stirling_error(n)
        - stirling_error(x)
        - stirling_error(rest)
        - deviance(x, n * p)
        - deviance(rest, n * q);
    exponent.exp() * (n / (std::f64::consts::TAU * x * rest)).sqrt()
}

/// ln n! less Stirling's approximation ½ ln(2πn) + n ln n − n.
fn stirling_error(n: f64) -> f64 {
    // From here on the series below is exact to the last digit.
    const LARGE: f64 = 16.0;
    let mut large = n;
    let mut difference = 0.0;
    while large < LARGE {
        difference += (large + 0.5) * large.recip().ln_1p() - 1.0;
        large += 1.0;
    }
    let square = (large * large).recip();
    let series = 1.0 / 1_188.0 - square * 691.0 / 360_360.0;
    let series = 1.0 / 1_680.0 - square * series;
    let series = 1.0 / 1_260.0 - square * series;
    let series = 1.0 / 360.0 - square * series;
    let series = 1.0 / 12.0 - square * series;
    difference + series / large
}

/// x ln(x ÷ m) + m − x, which is near 0 where x is near its mean m.
fn deviance(x: f64, mean: f64) -> f64 {
    let difference = x - mean;
    if difference.abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() + mean - x;
    }
    // With v = (x − m) ÷ (x + m), ln(x ÷ m) = 2 (v + v³/3 + v⁵/5 + …).
    let v = difference / (x + mean);
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    let mut odd = 3.0;
    loop {
        power *= v * v;
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
        odd += 2.0;
    }
}

#[cfg(test)]
#[path = "binomial_tests.rs"]
mod tests;
