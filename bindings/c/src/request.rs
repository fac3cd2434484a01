//! Requests that need nothing but themselves.

use std::ffi::c_char;

use huimin_host::request;

use crate::bytes::huimin_bytes;
use crate::convert::{Out, call, text};
use crate::error::huimin_error;
use crate::network::huimin_network;

/// Divides a total among recipients. Request: `total`, `method` (largest_remainder, webster, hill),
/// `recipients` (`weight`, `minimum`, `capacity`). Answer: the shares, in the same order.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_apportion(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::apportion(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Takes a target down a network. Request: `root`, `target`, `to` (a level), `method`, and by division
/// code `weights`, `minima`, `capacities`, `pins`. Answer: what every division gets, and how that
/// came about.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or fulfilled.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_allocate(
    network: huimin_network,
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::allocate(network.into(), request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// A sample size. Request: `population`, `z`, `margin`, `proportion`. Answer: `population`, `unlimited`,
/// `units`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_sample_size(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::sample_size(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The smallest sampling plan that keeps two risks. Request: `population` (none for a series of lots),
/// `producer_quality`, `producer_risk`, `consumer_quality`, `consumer_risk`. Answer: `sample_size`,
/// `acceptance_number`, `producer_acceptance`, `consumer_acceptance`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_sampling_plan(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::sampling_plan(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The operating characteristic of a plan. Request: `sample_size`, `acceptance_number`, `population`,
/// `nonconforming` (an array of numbers of units). Answer: an array of `nonconforming`, `acceptance`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_characteristic(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::characteristic(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// The confidence intervals of a rate. Request: `conforming`, `inspected`, `confidence`. Answer: `rate`,
/// `clopper_pearson`, `wilson`, each with `lower` and `upper`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_interval(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::interval(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Draws a stratified sample that anybody can draw again. Request: `seed`, `sizes` (units by code),
/// `units` (`stratum`, `key`). Answer: an array of `stratum`, `key`, `digest`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_draw(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::draw(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// What follows from an inspection. Request: `sample` (what huimin_draw answered), `observations`
/// (`stratum`, `key`, `outcome`), `overall` and by code `strata` (`sample_size`,
/// `acceptance_number`), `confidence`. Answer: `overall`, `strata`, `reinspect`, `remarks`.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_evaluate(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::evaluate(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}

/// Scores and ranks. Request: `scheme` and `candidates`. Answer: the scoreboard, every point
/// explained.
///
/// HUIMIN_ERROR_ARGUMENT for a request that cannot be read or makes no sense.
///
/// Since 0.1.0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn huimin_score(
    request: *const c_char,
    request_length: usize,
    answer: *mut huimin_bytes,
    error: *mut huimin_error,
) -> i32 {
    let work = || {
        // SAFETY: as promised of every pointer.
        let (request, answer) = unsafe {
            (
                text("request", request, request_length)?,
                Out::new("answer", answer)?,
            )
        };
        answer.put_bytes(request::score(request)?)
    };
    // SAFETY: as promised of every pointer.
    unsafe { call(error, work) }
}
