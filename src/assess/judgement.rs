//! Whether the programme's targets are met.

use super::{Assessment, Reason};
use crate::error::Result;
use crate::text::Text;

/// What is to be said of the programme as a whole, by the indicators with a target at
/// its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Judgement {
    /// 达标: all of them are met.
    Met,
    /// 未达标: one is missed, whatever the others say.
    NotMet,
    /// 无法判定: none is missed, and one has no value, be it that a dataset was not
    /// handed over.
    CannotBeJudged,
    /// 没有可判定的指标: there is none, or each of them has an empty denominator that
    /// makes it not applicable.
    NothingToJudge,
}

impl Judgement {
    /// Its name in answers.
    pub fn id(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::CannotBeJudged => "cannot_be_judged",
            Self::NothingToJudge => "nothing_to_judge",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        let (zh, en) = match self {
            Self::Met => ("达标", "met"),
            Self::NotMet => ("未达标", "not met"),
            Self::CannotBeJudged => ("无法判定", "cannot be judged"),
            Self::NothingToJudge => ("没有可判定的指标", "nothing to judge"),
        };
        Text::new(zh, en)
    }

    /// Whether the targets are met; none where that cannot be said.
    pub fn is_met(self) -> Option<bool> {
        match self {
            Self::Met => Some(true),
            Self::NotMet => Some(false),
            Self::CannotBeJudged | Self::NothingToJudge => None,
        }
    }
}

impl Assessment {
    /// What is to be said of the programme as a whole. An indicator whose empty
    /// denominator makes it not applicable plays no part.
    ///
    /// # Errors
    ///
    /// `Overflow`.
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::assess::{Judgement, Reason};
    /// use huimin::calendar::Date;
    /// use huimin::{Network, Plan, Programme, Tally};
    ///
    /// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
    /// let assessment = Tally::new(&plan).assess(Date::parse("2019-11-30").unwrap())?;
    /// // Nobody handed anything over, so nothing was missed, and nothing met.
    /// assert_eq!(assessment.judgement()?, Judgement::CannotBeJudged);
    /// let figure = assessment.value("need_response_rate", "530400")?;
    /// assert_eq!((figure.met, figure.reason), (None, Some(Reason::NotReceived)));
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn judgement(&self) -> Result<Judgement> {
        let Some(root) = self.plan.root else {
            return Ok(Judgement::NothingToJudge);
        };
        let mut judgement = Judgement::NothingToJudge;
        for indicator in 0..self.plan.indicators.len() {
            let figure = self.figure(indicator, root, self.last_cut(), false)?;
            let is_open = matches!(figure.reason, Some(Reason::NoValue | Reason::NotReceived));
            judgement = match figure.met {
                Some(false) => return Ok(Judgement::NotMet),
                None if figure.target.is_some() && is_open => Judgement::CannotBeJudged,
                Some(true) if judgement == Judgement::NothingToJudge => Judgement::Met,
                _ => judgement,
            };
        }
        Ok(judgement)
    }

    /// Whether every indicator with a target at the programme's root is met: what the
    /// [`judgement`](Self::judgement) says, none where it is no verdict.
    ///
    /// # Errors
    ///
    /// `Overflow`.
    pub fn verdict(&self) -> Result<Option<bool>> {
        Ok(self.judgement()?.is_met())
    }
}
