//! Requests that need nothing but themselves.

use huimin_host::{Outcome, request};

use crate::convert::{Out, call, text};
use crate::types::{huimin_bytes, huimin_error, huimin_network, huimin_text};

/// Divides a total among recipients. Request: `total`, `method` (`largest_remainder`, `webster`,
/// `hill`), `recipients` (`weight`, `minimum`, `capacity`). Answer: the shares, in the same order.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_apportion(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::apportion) }
}

/// Takes a target down a network. Request: `root`, `target`, `to` (a level), `method`, and by
/// division code `weights`, `minima`, `capacities`, `pins`. Answer: the share of every division,
/// and how it came about.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or fulfilled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_allocate(
    network: huimin_network,
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let allocate = |request: &str| request::allocate(network.handle(), request);
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, allocate) }
}

/// Computes a sample size. Request: `population`, `z`, `margin`, `proportion`. Answer:
/// `population`, `unlimited`, `units`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_sample_size(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::sample_size) }
}

/// Finds the smallest sampling plan that keeps two risks. Request: `population` (absent for a
/// series of lots), `producer_quality`, `producer_risk`, `consumer_quality`, `consumer_risk`.
/// Answer: `sample_size`, `acceptance_number`, `producer_acceptance`, `consumer_acceptance`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_sampling_plan(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::sampling_plan) }
}

/// Computes the operating characteristic of a sampling plan. Request: `sample_size`,
/// `acceptance_number`, `population`, `nonconforming` (an array of numbers of units). Answer: an
/// array of `nonconforming`, `acceptance`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_characteristic(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::characteristic) }
}

/// Computes the confidence intervals of a rate. Request: `conforming`, `inspected`, `confidence`.
/// Answer: `rate`, `clopper_pearson`, `wilson`, each of these two with `lower` and `upper`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_interval(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::interval) }
}

/// Draws a stratified sample that anybody can draw again. Request: `seed`, `sizes` (units by code),
/// `units` (`stratum`, `key`). Answer: an array of `stratum`, `key`, `digest`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_draw(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::draw) }
}

/// Evaluates an inspection. Request: `sample` (the answer of huimin_draw), `observations`
/// (`stratum`, `key`, `outcome`), `overall` and by code `strata` (`sample_size`,
/// `acceptance_number`), `confidence`. Answer: `overall`, `strata`, `reinspect`, `remarks`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_evaluate(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::evaluate) }
}

/// Scores and ranks candidates. Request: `scheme` and `candidates`. Answer: the scoreboard, with
/// every point explained.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_score(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    // SAFETY: as promised of every pointer.
    unsafe { answered(request, answer, error, request::score) }
}

/// Answers a request by `work`.
///
/// # Safety
///
/// As the header says of every pointer.
unsafe fn answered(
    request: huimin_text,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
    work: impl FnOnce(&str) -> Outcome<String>,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe { (text("request", request)?, Out::new("answer", answer)?) };
        answer.put_bytes(work(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}
