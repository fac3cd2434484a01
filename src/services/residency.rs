//! Which services live in a platform, and which should (应驻尽驻).

use arrow_array::RecordBatch;

use super::Services;
use super::demand::Needs;
use super::scope::{Scope, position, whole};
use crate::assess::{batch, counts, dates, texts};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionId;
use crate::plan::ResidencyPlan;
use crate::tally::add_up_narrow;
use crate::text::{Language, Text, text};

/// Digits after the point of shares, in percent.
const SHARE_DECIMALS: u8 = 2;

/// A service and the platform of a division.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Residency {
    /// Whose platform it is.
    pub division: DivisionId,
    /// The position of the service.
    pub service: usize,
    /// Whether and why the service should live there.
    pub need: Need,
    /// Since when it lives there, where it does on the as-of date.
    pub since: Option<Date>,
    /// What follows.
    pub state: ResidencyState,
}

/// Why a service should live in a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is asked for nowhere at this level.
    NotAsked,
    /// It lives in every platform of the level.
    Fixed,
    /// It should live there where enough needs were raised.
    OnDemand {
        /// Needs raised in the period up to the as-of date, by the division and all
        /// below it.
        raised: usize,
        /// From how many on.
        at_least: u64,
    },
}

impl Need {
    /// Whether it should live there.
    pub fn is_required(self) -> bool {
        match self {
            Self::NotAsked => false,
            Self::Fixed => true,
            Self::OnDemand { raised, at_least } => raised as u64 >= at_least,
        }
    }

    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::Fixed => "fixed",
            Self::OnDemand { .. } => "on_demand",
        }
    }
}

/// Where a service stands with a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResidencyState {
    /// 已进驻: required and there.
    Present,
    /// 应驻未驻: required and not there.
    Missing,
    /// 超出要求进驻: there without being required.
    PresentNotRequired,
    /// 不需进驻: neither required nor there.
    NotNeeded,
}

impl ResidencyState {
    fn new(required: bool, present: bool) -> Self {
        match (required, present) {
            (true, true) => Self::Present,
            (true, false) => Self::Missing,
            (false, true) => Self::PresentNotRequired,
            (false, false) => Self::NotNeeded,
        }
    }

    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Missing => "missing",
            Self::PresentNotRequired => "present_not_required",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        match self {
            Self::Present => text!("已进驻", "present"),
            Self::Missing => text!("应驻未驻", "missing"),
            Self::PresentNotRequired => text!("超出要求进驻", "present, not required"),
            Self::NotNeeded => text!("不需进驻", "not needed"),
        }
    }
}

/// Services present of those required: in the platform of a division, and in it and
/// all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidencyShare {
    /// The division.
    pub division: DivisionId,
    /// Services required in its own platform.
    pub own_required: usize,
    /// Of these, present.
    pub own_present: usize,
    /// Services required in its own platform and those below it.
    pub required: usize,
    /// Of these, present.
    pub present: usize,
}

impl ResidencyShare {
    /// Present of required (应驻尽驻率) in the division and all below it, exact; none
    /// where nothing is required.
    pub fn share(&self) -> Option<Ratio> {
        share(self.present, self.required)
    }

    /// The same of its own platform.
    pub fn own_share(&self) -> Option<Ratio> {
        share(self.own_present, self.own_required)
    }
}

pub(super) fn share(part: usize, whole: usize) -> Option<Ratio> {
    Ratio::new(i128::try_from(part).ok()?, i128::try_from(whole).ok()?)
}

pub(super) fn residencies(
    scope: &Scope<'_>,
    plan: &ResidencyPlan,
    needs: Option<&Needs>,
) -> Vec<Residency> {
    let mut present = Vec::new();
    for (division, entry) in scope.counted(plan.dataset) {
        let (Some(service), Some(since)) = (position(entry, plan.service), entry.day(plan.since))
        else {
            continue;
        };
        if scope.holds(since, entry.day(plan.until)) {
            present.push((division, service, since));
        }
    }
    // Of several that hold, the one that began first.
    present.sort_unstable();
    present.dedup_by_key(|(division, service, _)| (*division, *service));
    let since = |division: DivisionId, service: usize| {
        let place = present.binary_search_by_key(&(division, service), |(division, service, _)| {
            (*division, *service)
        });
        let (.., since) = present.get(place.ok()?)?;
        Some(*since)
    };
    let mut rows = Vec::new();
    for division in scope.network.ids().filter(|id| scope.includes(*id)) {
        let level = scope.network.level(division);
        if !plan.required.iter().any(|asked| asked.level == level) {
            continue;
        }
        for service in 0..scope.services() {
            let mut asked = plan.required.iter();
            let asked = asked.find(|asked| asked.level == level && asked.service == service);
            let need = match asked.map(|asked| asked.needs_at_least) {
                None => Need::NotAsked,
                Some(None) => Need::Fixed,
                Some(Some(at_least)) => Need::OnDemand {
                    raised: needs.map_or(0, |needs| needs.raised(division, service)),
                    at_least,
                },
            };
            let since = since(division, service);
            rows.push(Residency {
                division,
                service,
                need,
                since,
                state: ResidencyState::new(need.is_required(), since.is_some()),
            });
        }
    }
    rows
}

/// Required and present, of the own platform.
const COUNTED: usize = 2;

pub(super) fn shares(scope: &Scope<'_>, residencies: &[Residency]) -> Vec<ResidencyShare> {
    let mut own = vec![0_i64; scope.network.len().saturating_mul(COUNTED)];
    for residency in residencies {
        let row = residency.division.index().saturating_mul(COUNTED);
        let is_present = residency.state == ResidencyState::Present;
        for (place, counts) in [(0, residency.need.is_required()), (1, is_present)] {
            if let Some(cell) = own.get_mut(row.saturating_add(place)) {
                *cell = cell.saturating_add(i64::from(counts));
            }
        }
    }
    let mut together = own.clone();
    add_up_narrow(scope.network, COUNTED, &mut together);
    let rows = own
        .chunks_exact(COUNTED)
        .zip(together.chunks_exact(COUNTED));
    let count = |cells: &[i64], place: usize| {
        let count = cells.get(place).copied().unwrap_or(0);
        usize::try_from(count).unwrap_or(0)
    };
    let rows = scope.network.ids().zip(rows);
    rows.map(|(division, (own, together))| ResidencyShare {
        division,
        own_required: count(own, 0),
        own_present: count(own, 1),
        required: count(together, 0),
        present: count(together, 1),
    })
    .collect()
}

impl Services {
    /// How the state of a residency came about.
    pub fn explain_residency(&self, residency: &Residency) -> Text {
        let Text { zh, en } = match residency.need {
            Need::NotAsked => text!("本级不要求进驻", "not asked for at this level"),
            Need::Fixed => text!(
                "本级平台均应进驻",
                "asked for in every platform of the level"
            ),
            Need::OnDemand { raised, at_least } if raised as u64 >= at_least => text!(
                "需求 {raised} 件 ≥ {at_least} 件,应进驻",
                "asked for: {raised} needs ≥ {at_least}"
            ),
            Need::OnDemand { raised, at_least } => text!(
                "需求 {raised} 件 < {at_least} 件,不要求进驻",
                "not asked for: {raised} needs < {at_least}"
            ),
        };
        let as_of = self.as_of;
        let text = match residency.since {
            Some(since) => text!("{zh};自 {since} 起进驻", "{en}; resident since {since}"),
            None => text!("{zh};截至 {as_of} 未进驻", "{en}; not resident on {as_of}"),
        };
        let plan = self.plan.services.residency.as_ref();
        self.by_clause(text, plan.and_then(|plan| plan.clause))
    }

    /// How a share of residencies came about.
    pub fn explain_residency_share(&self, share: &ResidencyShare) -> Text {
        let (present, required) = (share.present, share.required);
        let (own_present, own_required) = (share.own_present, share.own_required);
        let text = text!(
            "本级及以下应进驻 {required} 项,已进驻 {present} 项;其中本级应进驻 {own_required} 项,已进驻 {own_present} 项",
            "{present} of {required} required services are present here and below, {own_present} of {own_required} in the own platform"
        );
        let plan = self.plan.services.residency.as_ref();
        self.by_clause(text, plan.and_then(|plan| plan.clause))
    }

    /// Every service and every platform of a level for which residency is asked.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | service | text | |
    /// | required | text | fixed, on_demand, not_asked: by what rule |
    /// | needs_raised, needs_at_least | number | needs of the division and all below it, and from how many on it is required; null where demand plays no part |
    /// | since | date | since when it lives there; null where it does not on the as-of date |
    /// | state | text | present, missing, present_not_required, not_needed |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn residency_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.residencies;
        let demand = |row: &Residency| match row.need {
            Need::OnDemand { raised, at_least } => Some((raised as u64, at_least)),
            Need::NotAsked | Need::Fixed => None,
        };
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "service",
                texts(rows.iter().map(|row| self.service_id(Some(row.service))))?,
            ),
            (
                "required",
                texts(rows.iter().map(|row| Some(row.need.id())))?,
            ),
            (
                "needs_raised",
                counts(rows.iter().map(|row| Some(demand(row)?.0))),
            ),
            (
                "needs_at_least",
                counts(rows.iter().map(|row| Some(demand(row)?.1))),
            ),
            ("since", dates(rows.iter().map(|row| row.since))),
            ("state", texts(rows.iter().map(|row| Some(row.state.id())))?),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_residency(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }

    /// Services present of those required, of every division.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | own_required, own_present | number | in its own platform |
    /// | own_share | text | percent with two decimals; null where nothing is required |
    /// | required, present | number | in its own platform and those below it |
    /// | share | text | likewise |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn residency_share_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.residency_shares;
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "own_required",
                whole(rows.iter().map(|row| row.own_required)),
            ),
            ("own_present", whole(rows.iter().map(|row| row.own_present))),
            (
                "own_share",
                percents(rows.iter().map(ResidencyShare::own_share))?,
            ),
            ("required", whole(rows.iter().map(|row| row.required))),
            ("present", whole(rows.iter().map(|row| row.present))),
            ("share", percents(rows.iter().map(ResidencyShare::share))?),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_residency_share(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }
}

/// Shares in percent with two decimals.
pub(super) fn percents(
    shares: impl Iterator<Item = Option<Ratio>>,
) -> Result<arrow_array::ArrayRef> {
    let percents = shares.map(|share| {
        let percent = share
            .map(|share| share.percent(SHARE_DECIMALS))
            .transpose()?;
        Ok(percent.map(|percent| format!("{percent}%")))
    });
    texts(percents.collect::<Result<Vec<_>>>()?.into_iter())
}
