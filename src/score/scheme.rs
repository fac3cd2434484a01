//! What counts how much.

use super::{Curve, check};
use crate::error::Result;
use crate::figure::Decimal;
use crate::text::Text;

/// A scoring scheme (评分方案) that can be applied.
///
/// INVARIANT: its terms passed [`Scheme::new`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    terms: Terms,
    full: Decimal,
}

/// Digits after the point in what is shown, where a scheme says nothing else.
pub const DEFAULT_DECIMALS: u8 = 2;

/// What the author of a scheme lays down. [`Terms::new`] gives the defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is scored (评分项), in the order in which it is shown.
    pub items: Vec<Item>,
    /// What adds points (加分项).
    pub bonuses: Vec<Adjustment>,
    /// What takes points off (扣分项).
    pub deductions: Vec<Adjustment>,
    /// What overrules the points (一票否决).
    pub vetoes: Vec<Veto>,
    /// The grades (等次), from the lowest to the highest. A total below the first has
    /// no grade.
    pub bands: Vec<Band>,
    /// Whether bonuses may lift the total above the full points. Otherwise the total,
    /// bonuses and deductions included, stops there.
    pub may_exceed_full: bool,
    /// Digits after the point in what is shown.
    pub decimals: u8,
    /// How an item counts whose attainment is missing; none makes it an error.
    pub missing: Option<Instead>,
    /// How an item counts that is not applicable; none makes it an error.
    pub not_applicable: Option<Instead>,
    /// Which total is held against the bands.
    pub graded_by: Comparison,
    /// Which total ranks, and makes ties.
    pub ranked_by: Comparison,
    /// How ranks go on after a tie.
    pub ranking: Ranking,
    /// Where divisions under a veto rank.
    pub vetoed: VetoedRank,
}

/// What is scored by its attainment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id, as a rule an indicator's.
    pub id: String,
    /// The points (满分) for full attainment: its weight among the items.
    pub full: Decimal,
    /// How attainment turns into points.
    pub curve: Curve,
}

/// Points for each occurrence, added or taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Its id.
    pub id: String,
    /// Points for each occurrence; not negative for deductions either.
    pub each: Decimal,
    /// The points it comes to at most.
    pub cap: Decimal,
}

/// What overrules the points of a division to which it applies.
///
/// Of several the one with the fewest points decides, of equals the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Veto {
    /// Its id.
    pub id: String,
    /// The reason, as it is shown.
    pub reason: Text,
    /// The grade; none for no grade at all.
    pub grade: Option<Text>,
    /// What the total comes to at most, as a veto never lifts it.
    pub points: Decimal,
}

/// A grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The least total of the grade, itself included. The grade ends below the next
    /// band's, so bands have neither gaps nor overlaps.
    pub lower: Decimal,
    /// The grade's name.
    pub label: Text,
}

/// How an item counts that has no attainment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Instead {
    /// With its full points.
    FullPoints,
    /// With 0 points.
    NoPoints,
    /// Not at all: the points of all other items are scaled up, so that the full
    /// points stay the same.
    LeftOut,
}

/// Which value of a total decides (GB/T 8170-2008, clause 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// 全数值比较法: the exact value.
    Exact,
    /// 修约值比较法: the value as it is shown.
    Shown,
}

/// How ranks go on after a tie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ranking {
    /// 1, 2, 2, 4: the rank is one more than the number of those who are better.
    #[default]
    Standard,
    /// 1, 2, 2, 3: the rank is one more than the number of better totals.
    Dense,
}

/// Where divisions under a veto rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum VetoedRank {
    /// After all others, whatever their points; among each other by their totals.
    #[default]
    Last,
    /// Nowhere: they have no rank, and nobody else's rank counts them.
    Unranked,
}

impl Terms {
    /// Items only, shown with so many digits after the point.
    ///
    /// An item whose attainment is missing gets no points, one that is not applicable is left out; the
    /// total stops at the full points.
    /// Grades go by the exact total, which GB/T 8170 lays down where nothing else is
    /// said. Ranks go by the shown total: it is what is published, and two divisions
    /// published with the same total but different ranks could not be explained to
    /// either.
    pub fn new(items: Vec<Item>, decimals: u8) -> Self {
        Self {
            items,
            bonuses: Vec::new(),
            deductions: Vec::new(),
            vetoes: Vec::new(),
            bands: Vec::new(),
            may_exceed_full: false,
            decimals,
            missing: Some(Instead::NoPoints),
            not_applicable: Some(Instead::LeftOut),
            graded_by: Comparison::Exact,
            ranked_by: Comparison::Shown,
            ranking: Ranking::default(),
            vetoed: VetoedRank::default(),
        }
    }
}

impl Scheme {
    /// The scheme of these terms.
    ///
    /// # Errors
    ///
    /// `Argument` with the part that makes no sense: no items, all of them with 0
    /// points, an id given twice, negative points, a cap not above its floor, steps or
    /// bands that do not ascend, step points that fall or exceed the item's. `Limit`
    /// for more parts than [`SCHEME_PARTS`](crate::limits::SCHEME_PARTS).
    pub fn new(terms: Terms) -> Result<Self> {
        let full = check::check(&terms)?;
        Ok(Self { terms, full })
    }

    /// What was laid down.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The full points of all items together.
    pub fn full(&self) -> Decimal {
        self.full
    }
}
