//! Scoring (综合考评): points for every division, and how each of them came about.
//!
//! A [`Scheme`] says what counts how much; a [`Candidate`] is what is known of one
//! division; [`score`] gives the [`Scoreboard`]: points of every item, bonus,
//! deductions, vetoes, total, grade and rank, each with its formula in words.
//!
//! Everything is exact: points are fractions until they are shown, and what is shown
//! is rounded once, half to even (GB/T 8170-2008), from the exact value. Shown points
//! of items therefore need not sum to the shown total.
//!
//! Nothing here knows of programmes or records: an attainment (完成率) is a quotient
//! that the caller hands in. No scheme is built in, as none of the programme is known.
//!
//! # Example
//!
//! Foundations 20 and results 80, with three grades, as Yangpu district of Shanghai
//! scored its platforms in 2018:
//!
//! ```
//! use huimin::figure::{Decimal, Ratio};
//! use huimin::network::DivisionCode;
//! use huimin::score::{Band, Candidate, Curve, Item, Scheme, Terms, score};
//! use huimin::text::Text;
//!
//! let whole = Decimal::integer;
//! let results = Curve::Linear { floor: whole(0), cap: whole(1) };
//! let scheme = Scheme::new(Terms {
//!     bands: vec![
//!         Band { lower: whole(60), label: Text::new("合格", "qualified") },
//!         Band { lower: whole(80), label: Text::new("标准", "standard") },
//!         Band { lower: whole(90), label: Text::new("示范", "model") },
//!     ],
//!     ..Terms::new(
//!         vec![
//!             Item { id: "foundations".into(), full: whole(20), curve: Curve::AllOrNothing },
//!             Item { id: "results".into(), full: whole(80), curve: results },
//!         ],
//!         2,
//!     )
//! })?;
//!
//! let candidate = Candidate::new(DivisionCode::parse("530402")?.code)
//!     .attain("foundations", Ratio::integer(1))
//!     .attain("results", Ratio::new(49, 56).unwrap());
//! let board = score(&scheme, &[candidate])?;
//! let [hongta] = board.scores() else { unreachable!() };
//! assert_eq!(hongta.total.as_ref().unwrap().shown.to_string(), "90.00");
//! assert_eq!(hongta.grade, Some(Text::new("示范", "model")));
//! assert_eq!(
//!     hongta.items[1].formula.en,
//!     "attainment 49/56, linear from 0 to 1: 80 × (49/56 − 0) ÷ (1 − 0) = 70"
//! );
//! # Ok::<(), huimin::Error>(())
//! ```

mod board;
mod candidate;
mod check;
mod curve;
mod fraction;
mod rank;
mod scheme;
mod sum;

use crate::error::{Error, ErrorKind};
use crate::figure::Ratio;
use crate::text::Text;

pub use board::{AdjustmentScore, ItemScore, Points, Score, Scoreboard, Total, score};
pub use candidate::{Attainment, Candidate};
pub use curve::{Curve, Step};
pub use fraction::Fraction;
pub use scheme::{
    Adjustment, Band, Comparison, DEFAULT_DECIMALS, Instead, Item, Ranking, Scheme, Terms, Veto,
    VetoedRank,
};

/// A ratio as formulas write it: whole numbers without their denominator.
fn written(ratio: Ratio) -> String {
    match ratio.denominator() {
        1 => ratio.numerator().to_string(),
        _ => ratio.to_string(),
    }
}

fn argument(message: Text) -> Error {
    Error::new(ErrorKind::Argument, message)
}

#[cfg(test)]
mod test_schemes;
