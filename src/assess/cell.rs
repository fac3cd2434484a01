//! What the tables say of one figure, in numbers.

use super::figure::{Fraction, Judged, Reason};
use crate::figure::{Decimal, Ratio};

/// What the tables say of one figure, before it is put into columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// In units of the table's scale, as the denominator.
    pub numerator: Option<i128>,
    pub denominator: Option<i128>,
    pub value: Option<f64>,
    /// The value rounded as it is shown.
    pub shown: Option<Decimal>,
    /// The share of the target in percent.
    pub attainment: Option<Decimal>,
    pub met: Option<bool>,
    pub reason: Option<Reason>,
}

/// A figure as the tables take it, column by column: what a column does not
/// need is not computed.
pub(super) trait Row {
    /// See [`Cell`], as for all others.
    fn numerator(&self) -> Option<i128>;
    fn denominator(&self) -> Option<i128>;
    fn value(&self) -> Option<f64>;
    fn shown(&self) -> Option<Decimal>;
    fn attainment(&self) -> Option<Decimal>;
    fn met(&self) -> Option<bool>;
    fn reason(&self) -> Option<Reason>;
}

impl Row for Cell {
    fn numerator(&self) -> Option<i128> {
        self.numerator
    }

    fn denominator(&self) -> Option<i128> {
        self.denominator
    }

    fn value(&self) -> Option<f64> {
        self.value
    }

    fn shown(&self) -> Option<Decimal> {
        self.shown
    }

    fn attainment(&self) -> Option<Decimal> {
        self.attainment
    }

    fn met(&self) -> Option<bool> {
        self.met
    }

    fn reason(&self) -> Option<Reason> {
        self.reason
    }
}

impl Cell {
    pub fn of(judged: &Judged, scale: u8) -> Self {
        let (numerator, denominator) = parts(&judged.fraction, scale);
        let is_cut = judged.fraction.numerator.is_some() && numerator.is_none();
        let reason = match judged.reason {
            None | Some(Reason::NoTarget) if is_cut => Some(Reason::TooManyDigits),
            other => other,
        };
        Self {
            numerator,
            denominator,
            value: judged.fraction.value.map(Ratio::to_f64),
            shown: judged.shown,
            attainment: judged.attainment,
            met: judged.met,
            reason,
        }
    }
}

/// Numerator and denominator as a table shows them, in units of its scale:
/// those of the formula where both are exact at that scale, else the value as a
/// fraction in lowest terms. None where there is no such fraction either.
pub(super) fn parts(fraction: &Fraction, scale: u8) -> (Option<i128>, Option<i128>) {
    let exact = |part: Ratio| at_scale(part, scale);
    let numerator = fraction.numerator.map(exact);
    let denominator = fraction.denominator.map(exact);
    if let (Some(None), _, Some(value)) | (_, Some(None), Some(value)) =
        (numerator, denominator, fraction.value)
    {
        let value = value.reduced();
        let parts = [value.numerator(), value.denominator()].map(Ratio::integer);
        return match parts.map(exact) {
            [Some(numerator), Some(denominator)] => (Some(numerator), Some(denominator)),
            _ => (None, None),
        };
    }
    (numerator.flatten(), denominator.flatten())
}

/// The units of a number at a scale; none where it has more digits or too many.
fn at_scale(value: Ratio, scale: u8) -> Option<i128> {
    /// Beyond what Arrow's decimals of 38 digits hold.
    const BOUND: u128 = 10_u128.pow(38);
    let rounded = value.round_half_even(scale).ok()?.rescale(scale).ok()?;
    let fits = rounded.units().unsigned_abs() < BOUND && rounded.to_ratio().ok()? == value;
    fits.then_some(rounded.units())
}
