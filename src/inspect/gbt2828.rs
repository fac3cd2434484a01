//! Sampling plans of the standard: GB/T 2828.1-2012 (ISO 2859-1:1999), by lot size,
//! inspection level and acceptance quality limit.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "INVARIANT: letters and limits are indices into tables of at most 17 rows"
)]

use std::fmt;

use super::{SamplingPlan, argument};
use crate::error::{Error, Result};
use crate::figure::Decimal;
use crate::text::text;

/// An inspection level 检验水平: how much is inspected for the size of the lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InspectionLevel {
    /// Special level S-1: the smallest samples.
    S1,
    /// Special level S-2.
    S2,
    /// Special level S-3.
    S3,
    /// Special level S-4.
    S4,
    /// General level I.
    I,
    /// General level II, the usual one.
    #[default]
    II,
    /// General level III: the largest samples.
    III,
}

/// How severe the inspection is 检验严格度, by how the lots before went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// 正常检验.
    #[default]
    Normal,
    /// 加严检验.
    Tightened,
    /// 放宽检验; not tabulated here.
    Reduced,
}

/// How many samples are taken of a lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sampling {
    /// 一次抽样.
    #[default]
    Single,
    /// 二次抽样; not tabulated here.
    Double,
    /// 多次抽样; not tabulated here.
    Multiple,
}

/// A sample size code letter 样本量字码, from A to R without I and O.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeLetter(usize);

/// What is asked of the standard's tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The inspection level.
    pub level: InspectionLevel,
    /// The severity.
    pub severity: Severity,
    /// The kind of sampling.
    pub sampling: Sampling,
    /// AQL, the acceptance quality limit 接收质量限, in nonconforming units of a hundred:
    /// one of the standard's 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10 and 15 (15 in the
    /// standard only for nonconformities per hundred units).
    pub aql_percent: Decimal,
}

/// The plan that the tables give, and how they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StandardPlan {
    /// The letter of the lot's size and the level (table 1).
    pub letter: CodeLetter,
    /// The letter whose plan holds: another one where an arrow leads to it. Its sample
    /// size holds with it.
    pub plan_letter: CodeLetter,
    /// The plan. Of a lot no larger than the letter's sample, all units.
    pub plan: SamplingPlan,
    /// Whether the sample would be as large as the lot or larger, so that every unit
    /// is inspected.
    pub is_whole_lot: bool,
}

const LETTERS: [char; 16] = [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R',
];

/// R: the only letter of table 1 whose row is not tabulated here.
const LAST_LETTER: CodeLetter = CodeLetter(15);

/// The sample sizes of the letters.
const SIZES: [u64; 16] = [
    2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1_250, 2_000,
];

/// Table 1: the largest lot, and the letters of the levels from S-1 to III.
const LOTS: [(u64, &str); 15] = [
    (8, "AAAAAAB"),
    (15, "AAAAABC"),
    (25, "AABBBCD"),
    (50, "ABBCCDE"),
    (90, "BBCCCEF"),
    (150, "BBCDDFG"),
    (280, "BCDEEGH"),
    (500, "BCDEFHJ"),
    (1_200, "CCEFGJK"),
    (3_200, "CDEGHKL"),
    (10_000, "CDFGJLM"),
    (35_000, "CDFHKMN"),
    (150_000, "DEGJLNP"),
    (500_000, "DEGJMPQ"),
    (u64::MAX, "DEHKNQR"),
];

/// The limits tabulated, in hundredths of a percent.
const LIMITS: [i128; 8] = [65, 100, 150, 250, 400, 650, 1_000, 1_500];

/// The place of 0.65 in the standard's series, which begins with 0.010.
const FIRST_LIMIT: usize = 9;

/// A cell of tables 2-A and 2-B.
#[derive(Clone, Copy)]
enum Cell {
    Accept(u64),
    /// The plan of the letter above holds.
    Up,
    /// The plan of the letter below holds.
    Down,
}

impl Scheme {
    /// The plan for a lot of so many units.
    ///
    /// In the tables the acceptance number depends on the sum of the letter's place
    /// and the limit's place in their series alone. Where a cell has an arrow, the
    /// first plan above or below it holds, with its own sample size, as the
    /// standard says; where that sample is as large as the lot, all units are
    /// inspected.
    ///
    /// These plans are made for series of lots. What one of them does to a single lot
    /// is shown by [`SamplingPlan::curve`].
    ///
    /// # Errors
    ///
    /// `Argument` for reduced inspection, double or multiple sampling, the letter R,
    /// limits outside 0.65 to 15 or not of the series, and cells whose arrow leads off
    /// the table: none of these is tabulated here; and for a lot of fewer than 2 units.
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::figure::Decimal;
    /// use huimin::inspect::{InspectionLevel, Sampling, Scheme, Severity};
    ///
    /// let scheme = Scheme {
    ///     level: InspectionLevel::II,
    ///     severity: Severity::Normal,
    ///     sampling: Sampling::Single,
    ///     aql_percent: Decimal::new(10, 1),
    /// };
    /// // 700 village stations: letter J, 80 of them, of which 2 may fail.
    /// let found = scheme.plan(700)?;
    /// assert_eq!(found.letter.to_string(), "J");
    /// assert_eq!((found.plan.sample_size, found.plan.acceptance_number), (80, 2));
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn plan(&self, lot_units: u64) -> Result<StandardPlan> {
        self.check()?;
        let letter = CodeLetter::of_lot(lot_units, self.level)?;
        if letter == LAST_LETTER {
            return Err(self.not_tabulated(letter));
        }
        let column = FIRST_LIMIT + self.column()?;
        let mut row = letter.0;
        let acceptance_number = loop {
            row = match cell(self.severity, row + column) {
                Cell::Accept(number) => break number,
                Cell::Up => row
                    .checked_sub(1)
                    .ok_or_else(|| self.not_tabulated(letter))?,
                Cell::Down => row + 1,
            };
        };
        let plan_letter = CodeLetter(row);
        let sample_size = plan_letter.sample_size();
        let plan = SamplingPlan {
            sample_size: sample_size.min(lot_units),
            acceptance_number,
        };
        Ok(StandardPlan {
            letter,
            plan_letter,
            plan,
            is_whole_lot: sample_size >= lot_units,
        })
    }

    fn check(&self) -> Result<()> {
        let what = match (self.severity, self.sampling) {
            (Severity::Reduced, _) => ("放宽检验", "reduced inspection"),
            (_, Sampling::Double) => ("二次抽样", "double sampling"),
            (_, Sampling::Multiple) => ("多次抽样", "multiple sampling"),
            (Severity::Normal | Severity::Tightened, Sampling::Single) => return Ok(()),
        };
        let (zh, en) = what;
        Err(argument(text!(
            "未收录{zh}的抽样表,请使用正常或加严检验的一次抽样",
            "{en} is not tabulated; use single sampling with normal or tightened inspection"
        )))
    }

    /// The place of the limit among those tabulated.
    fn column(&self) -> Result<usize> {
        let aql = self.aql_percent;
        let place = LIMITS
            .iter()
            .position(|limit| Decimal::new(*limit, 2) == aql);
        place.ok_or_else(|| {
            argument(text!(
                "接收质量限应为 0.65、1.0、1.5、2.5、4.0、6.5、10 或 15,实际为 {aql}",
                "expected an AQL of 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10 or 15, but found `{aql}`"
            ))
        })
    }

    fn not_tabulated(&self, letter: CodeLetter) -> Error {
        let aql = self.aql_percent;
        argument(text!(
            "字码 {letter} 与接收质量限 {aql} 在抽样表中没有可用的方案,请选用其他接收质量限或检验水平",
            "the table has no plan here for the letter {letter} and the AQL {aql}; choose another AQL or inspection level"
        ))
    }
}

impl CodeLetter {
    /// The letter of a lot's size and a level (table 1).
    ///
    /// # Errors
    ///
    /// `Argument` for a lot of fewer than 2 units.
    pub fn of_lot(lot_units: u64, level: InspectionLevel) -> Result<Self> {
        let too_small = || {
            argument(text!(
                "批量至少为 2,实际为 {lot_units}",
                "expected a lot of at least 2 units, but found {lot_units}"
            ))
        };
        if lot_units < 2 {
            return Err(too_small());
        }
        let row = LOTS.iter().find(|(largest, _)| lot_units <= *largest);
        let letter = row.and_then(|(_, letters)| letters.chars().nth(level as usize));
        let place = LETTERS.iter().position(|it| Some(*it) == letter);
        place.map(Self).ok_or_else(too_small)
    }

    /// The units in a sample of this letter, by normal and tightened inspection.
    pub fn sample_size(self) -> u64 {
        SIZES.get(self.0).copied().unwrap_or_default()
    }
}

impl fmt::Display for CodeLetter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = LETTERS.get(self.0).copied().unwrap_or_default();
        write!(formatter, "{letter}")
    }
}

/// The cell of table 2-A (normal) or 2-B (tightened) with this sum of the places of
/// letter and limit, each counted from 0.
fn cell(severity: Severity, sum: usize) -> Cell {
    let numbers: &[u64] = match severity {
        Severity::Normal | Severity::Reduced => match sum {
            ..14 | 16 => return Cell::Down,
            14 => return Cell::Accept(0),
            15 => return Cell::Up,
            _ => &[1, 2, 3, 5, 7, 10, 14, 21],
        },
        Severity::Tightened => match sum {
            ..15 | 16 | 17 => return Cell::Down,
            15 => return Cell::Accept(0),
            _ => &[1, 2, 3, 5, 8, 12, 18],
        },
    };
    // The last number of either stands at the sum 24.
    let place = (numbers.len() + sum).checked_sub(25);
    let number = place.and_then(|place| numbers.get(place));
    number.map_or(Cell::Up, |number| Cell::Accept(*number))
}

#[cfg(test)]
#[path = "gbt2828_tests.rs"]
mod tests;
