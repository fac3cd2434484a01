//! Physical platforms: where they are, what they lack, where there is none.

use arrow_array::RecordBatch;

use super::Services;
use super::scope::{Scope, whole};
use crate::assess::{batch, dates, places, texts};
use crate::calendar::Date;
use crate::error::Result;
use crate::ledger::Entry;
use crate::network::{DivisionId, Level};
use crate::plan::{FlagPlan, PlatformsPlan};
use crate::tally::add_up_narrow;
use crate::text::{Language, Text, text};

/// A platform, or a division that should have one and has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Platform {
    /// Whose platform it is.
    pub division: DivisionId,
    /// Centre or station.
    pub kind: PlatformKind,
    /// The day it was accepted, where that is not after the as-of date.
    pub accepted_on: Option<Date>,
    /// The standards that do not hold, by position in the plan. What is not stated
    /// does not hold.
    pub missing_standards: Vec<usize>,
    /// The functions it does not have, likewise.
    pub missing_functions: Vec<usize>,
    /// What follows.
    pub state: PlatformState,
}

/// What a platform is called at its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlatformKind {
    /// 公共法律服务中心: of a township or above.
    Centre,
    /// 公共法律服务工作站: of a village.
    Station,
}

impl PlatformKind {
    /// What the platform of a division of a level is.
    pub fn of_level(level: Level) -> Self {
        if level == Level::Village {
            Self::Station
        } else {
            Self::Centre
        }
    }

    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Station => "station",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        match self {
            Self::Centre => text!("公共法律服务中心", "centre"),
            Self::Station => text!("公共法律服务工作站", "station"),
        }
    }
}

/// Where a platform stands. Of several the first in the order missing, lacking,
/// not accepted, standardised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlatformState {
    /// 已规范化: every standard holds, and it was accepted by the as-of date.
    Standardised,
    /// 未验收: every standard holds, and it was not accepted by then.
    NotAccepted,
    /// 未达规范: a standard does not hold.
    Lacking,
    /// 未建: the division should have a platform, and there is no record of one.
    Missing,
}

impl PlatformState {
    /// Its name in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Standardised => "standardised",
            Self::NotAccepted => "not_accepted",
            Self::Lacking => "lacking",
            Self::Missing => "missing",
        }
    }

    /// Its name for people.
    pub fn label(self) -> Text {
        match self {
            Self::Standardised => text!("已规范化", "standardised"),
            Self::NotAccepted => text!("未验收", "not accepted"),
            Self::Lacking => text!("未达规范", "lacking"),
            Self::Missing => text!("未建", "missing"),
        }
    }
}

/// The platforms of a level in a division and all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformSummary {
    /// The division.
    pub division: DivisionId,
    /// The level.
    pub level: Level,
    /// Divisions of the level that should have a platform.
    pub owed: usize,
    /// Platforms of the level.
    pub platforms: usize,
    /// Of these, accepted by the as-of date.
    pub accepted: usize,
    /// Of these, standardised.
    pub standardised: usize,
    /// Divisions that should have a platform and have none.
    pub missing: usize,
    /// By standard, platforms for which it does not hold.
    pub lacking_standard: Vec<usize>,
    /// By function, platforms that do not have it.
    pub lacking_function: Vec<usize>,
}

pub(super) fn platforms(scope: &Scope<'_>, plan: &PlatformsPlan) -> Vec<Platform> {
    let mut found = Vec::new();
    let mut present = vec![false; scope.network.len()];
    for (division, entry) in scope.counted(plan.dataset) {
        if let Some(present) = present.get_mut(division.index()) {
            *present = true;
        }
        found.push(platform(scope, plan, division, entry));
    }
    for division in scope.network.ids() {
        if is_owed(scope, plan, division) && present.get(division.index()) == Some(&false) {
            found.push(Platform {
                division,
                kind: PlatformKind::of_level(scope.network.level(division)),
                accepted_on: None,
                missing_standards: Vec::new(),
                missing_functions: Vec::new(),
                state: PlatformState::Missing,
            });
        }
    }
    found.sort_unstable();
    found
}

fn is_owed(scope: &Scope<'_>, plan: &PlatformsPlan, division: DivisionId) -> bool {
    plan.levels.contains(&scope.network.level(division)) && scope.includes(division)
}

fn platform(
    scope: &Scope<'_>,
    plan: &PlatformsPlan,
    division: DivisionId,
    entry: Entry<'_>,
) -> Platform {
    let missing = |flags: &[FlagPlan]| {
        let holds = |flag: &FlagPlan| entry.number(flag.slot) == Some(1);
        let missing = flags.iter().enumerate().filter(|(_, flag)| !holds(flag));
        missing.map(|(position, _)| position).collect::<Vec<_>>()
    };
    let accepted_on = entry.day(plan.accepted_on);
    let accepted_on = accepted_on.filter(|accepted_on| *accepted_on <= scope.as_of);
    let missing_standards = missing(&plan.standards);
    let state = match accepted_on {
        _ if !missing_standards.is_empty() => PlatformState::Lacking,
        None => PlatformState::NotAccepted,
        Some(_) => PlatformState::Standardised,
    };
    Platform {
        division,
        kind: PlatformKind::of_level(scope.network.level(division)),
        accepted_on,
        missing_standards,
        missing_functions: missing(&plan.functions),
        state,
    }
}

/// What is counted of the platforms of a level, before its standards and functions.
const COUNTED: usize = 5;

pub(super) fn summaries(
    scope: &Scope<'_>,
    plan: &PlatformsPlan,
    platforms: &[Platform],
) -> Vec<PlatformSummary> {
    let (standards, functions) = (plan.standards.len(), plan.functions.len());
    let of_level = COUNTED.saturating_add(standards).saturating_add(functions);
    let width = of_level.saturating_mul(plan.levels.len());
    let mut cells = vec![0_i64; width.saturating_mul(scope.network.len())];
    let mut count = |division: DivisionId, what: usize| {
        let level = scope.network.level(division);
        let Some(level) = plan.levels.iter().position(|known| *known == level) else {
            return;
        };
        let row = division.index().saturating_mul(width);
        let cell = row.saturating_add(level.saturating_mul(of_level));
        if let Some(cell) = cells.get_mut(cell.saturating_add(what)) {
            *cell = cell.saturating_add(1);
        }
    };
    for division in scope.network.ids() {
        if is_owed(scope, plan, division) {
            count(division, 0);
        }
    }
    for platform in platforms {
        let division = platform.division;
        if platform.state == PlatformState::Missing {
            count(division, 4);
            continue;
        }
        count(division, 1);
        if platform.accepted_on.is_some() {
            count(division, 2);
        }
        if platform.state == PlatformState::Standardised {
            count(division, 3);
        }
        let functions = platform.missing_functions.iter();
        let functions = functions.map(|function| function.saturating_add(standards));
        for gap in platform.missing_standards.iter().copied().chain(functions) {
            count(division, gap.saturating_add(COUNTED));
        }
    }
    add_up_narrow(scope.network, width, &mut cells);
    let mut rows = cells.chunks_exact(width.max(1));
    let mut summaries = Vec::new();
    for division in scope.network.ids() {
        let levels = plan
            .levels
            .iter()
            .zip(rows.next().unwrap_or_default().chunks_exact(of_level));
        let levels = levels.filter(|(level, _)| **level >= scope.network.level(division));
        summaries.extend(levels.map(|(level, cells)| summary(division, *level, cells, standards)));
    }
    summaries
}

fn summary(division: DivisionId, level: Level, cells: &[i64], standards: usize) -> PlatformSummary {
    let mut counts = cells
        .iter()
        .map(|count| usize::try_from(*count).unwrap_or(0));
    let mut next = || counts.next().unwrap_or(0);
    PlatformSummary {
        division,
        level,
        owed: next(),
        platforms: next(),
        accepted: next(),
        standardised: next(),
        missing: next(),
        lacking_standard: counts.by_ref().take(standards).collect(),
        lacking_function: counts.collect(),
    }
}

impl Services {
    /// How the state of a platform came about.
    pub fn explain_platform(&self, platform: &Platform) -> Text {
        let Some(plan) = &self.plan.services.platforms else {
            return Text::default();
        };
        let (as_of, standards) = (self.as_of, plan.standards.len());
        let held = standards.saturating_sub(platform.missing_standards.len());
        let gaps = labels(&plan.standards, &platform.missing_standards);
        let Text {
            zh: gaps_zh,
            en: gaps_en,
        } = gaps;
        let text = match (platform.state, platform.accepted_on) {
            (PlatformState::Missing, _) => {
                let Text { zh, en } = platform.kind.label();
                text!(
                    "应建{zh},没有记录",
                    "a {en} is asked for, and there is no record of one"
                )
            }
            (PlatformState::Lacking, _) => text!(
                "{standards} 项统一中符合 {held} 项,缺:{gaps_zh}",
                "{held} of {standards} standards hold; lacking: {gaps_en}"
            ),
            (_, Some(day)) => text!(
                "{standards} 项统一均符合,{day} 验收",
                "all {standards} standards hold, accepted on {day}"
            ),
            (_, None) => text!(
                "{standards} 项统一均符合,截至 {as_of} 未验收",
                "all {standards} standards hold, not accepted by {as_of}"
            ),
        };
        self.by_clause(text, plan.clause)
    }

    /// Every platform, and every division without one that should have one.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | kind | text | centre, station |
    /// | state | text | standardised, not_accepted, lacking, missing |
    /// | accepted_on | date | null where it was not accepted by the as-of date |
    /// | standards_held, functions_held | number | how many hold |
    /// | missing_standards, missing_functions | text | the fields that are not true, joined by a blank; null where there is none |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn platform_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.platforms;
        let (standards, functions) = self.flags();
        let held = |flags: &[FlagPlan], missing: &[usize], state: PlatformState| match state {
            PlatformState::Missing => 0,
            _ => flags.len().saturating_sub(missing.len()),
        };
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            ("kind", texts(rows.iter().map(|row| Some(row.kind.id())))?),
            ("state", texts(rows.iter().map(|row| Some(row.state.id())))?),
            ("accepted_on", dates(rows.iter().map(|row| row.accepted_on))),
            (
                "standards_held",
                whole(
                    rows.iter()
                        .map(|row| held(standards, &row.missing_standards, row.state)),
                ),
            ),
            (
                "functions_held",
                whole(
                    rows.iter()
                        .map(|row| held(functions, &row.missing_functions, row.state)),
                ),
            ),
            (
                "missing_standards",
                texts(
                    rows.iter()
                        .map(|row| ids(standards, &row.missing_standards)),
                )?,
            ),
            (
                "missing_functions",
                texts(
                    rows.iter()
                        .map(|row| ids(functions, &row.missing_functions)),
                )?,
            ),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_platform(row).take(language))),
                )?,
            ),
        ]);
        batch(columns)
    }

    /// The platforms of every division and all below it, level by level.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | the division |
    /// | platform_level | text | the level whose platforms are counted |
    /// | owed | number | divisions of that level that should have a platform |
    /// | platforms | number | of that level |
    /// | accepted, standardised | number | of these, by the as-of date |
    /// | missing | number | divisions of the level that should have a platform and have none |
    /// | gaps | text | how many platforms lack what, as `logo_unified=3`, joined by a blank; null where nothing is lacking |
    ///
    /// # Errors
    ///
    /// As [`platform_table`](Self::platform_table).
    pub fn platform_summary_table(&self) -> Result<RecordBatch> {
        let rows = &self.platform_summaries;
        let (standards, functions) = self.flags();
        let gaps = |row: &PlatformSummary| {
            let standards = standards.iter().zip(&row.lacking_standard);
            let gaps = standards.chain(functions.iter().zip(&row.lacking_function));
            let gaps = gaps.filter(|(_, count)| **count > 0);
            let gaps: Vec<String> = gaps
                .map(|(flag, count)| format!("{}={count}", flag.id))
                .collect();
            (!gaps.is_empty()).then(|| gaps.join(" "))
        };
        let mut columns = self.division_columns(rows.iter().map(|row| row.division))?;
        columns.extend([
            (
                "platform_level",
                texts(rows.iter().map(|row| Some(row.level.id())))?,
            ),
            ("owed", whole(rows.iter().map(|row| row.owed))),
            ("platforms", whole(rows.iter().map(|row| row.platforms))),
            ("accepted", whole(rows.iter().map(|row| row.accepted))),
            (
                "standardised",
                whole(rows.iter().map(|row| row.standardised)),
            ),
            ("missing", whole(rows.iter().map(|row| row.missing))),
            ("gaps", texts(rows.iter().map(gaps))?),
        ]);
        batch(columns)
    }

    /// `division_code`, `division_name`, `level`
    pub(super) fn division_columns(
        &self,
        divisions: impl Iterator<Item = DivisionId> + Clone,
    ) -> Result<Vec<crate::assess::Named>> {
        let network = &self.plan.network;
        let codes = divisions.map(|division| Some(network.code(division)));
        Ok(places(network, codes)?.to_vec())
    }

    /// The standards and the functions.
    fn flags(&self) -> (&[FlagPlan], &[FlagPlan]) {
        match &self.plan.services.platforms {
            Some(plan) => (&plan.standards, &plan.functions),
            None => (&[], &[]),
        }
    }
}

fn ids(flags: &[FlagPlan], positions: &[usize]) -> Option<String> {
    let flags = positions.iter().filter_map(|position| flags.get(*position));
    let ids: Vec<&str> = flags.map(|flag| flag.id.as_str()).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn labels(flags: &[FlagPlan], positions: &[usize]) -> Text {
    let flags = positions.iter().filter_map(|position| flags.get(*position));
    let (zh, en): (Vec<&str>, Vec<&str>) = flags
        .map(|flag| (flag.label.zh.as_str(), flag.label.en.as_str()))
        .unzip();
    Text::new(zh.join("、"), en.join(", "))
}
