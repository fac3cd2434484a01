//! From texts to a plan: what starting to compute costs.

use std::hint::black_box;
use std::time::Instant;

use huimin::{Network, Plan, Programme};

use crate::Failure;

/// Nanoseconds of loading and compiling, the least of many runs.
///
/// # Errors
///
/// What the library refuses.
pub fn compile() -> Result<Vec<(&'static str, f64)>, Failure> {
    let programme = Programme::builtin("yuxi-2019")?;
    let network = std::sync::Arc::new(Network::builtin("yuxi-2019")?);
    Ok(vec![
        (
            "compile: yuxi-2019 with its register",
            least_of(|| {
                let programme = Programme::builtin(black_box("yuxi-2019"))?;
                let network = Network::builtin(black_box("yuxi-2019"))?;
                black_box(Plan::new(&programme, network)?);
                Ok(())
            })?,
        ),
        (
            "compile: the definition of yuxi-2019 read",
            least_of(|| {
                black_box(Programme::builtin(black_box("yuxi-2019"))?);
                Ok(())
            })?,
        ),
        (
            "compile: the register of yuxi-2019",
            least_of(|| {
                black_box(Network::builtin(black_box("yuxi-2019"))?);
                Ok(())
            })?,
        ),
        (
            "compile: the plan of yuxi-2019",
            least_of(|| {
                black_box(Plan::new(&programme, std::sync::Arc::clone(&network))?);
                Ok(())
            })?,
        ),
        (
            "compile: the register of yunnan-2019",
            least_of(|| {
                black_box(Network::builtin(black_box("yunnan-2019"))?);
                Ok(())
            })?,
        ),
    ])
}

/// The least of 50 runs.
fn least_of(run: impl Fn() -> Result<(), Failure>) -> Result<f64, Failure> {
    const RUNS: usize = 50;
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        let started = Instant::now();
        run()?;
        least = least.min(started.elapsed().as_nanos() as f64);
    }
    Ok(least)
}
