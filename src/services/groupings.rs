//! Figures of some divisions and services together.

use arrow_array::RecordBatch;

use super::Services;
use super::coverage::Coverage;
use super::scope::Scope;
use super::teams::People;
use super::week::WEEK_HOURS;
use crate::assess::{Figure, Reason, batch, exact, texts, truths};
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionId;
use crate::plan::GroupingPlan;
use crate::text::{Language, Text, text};

/// Digits after the point of shares, in percent.
const SHARE_DECIMALS: u8 = 2;

/// A figure of a grouping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupingFigure {
    /// The position of the grouping in the plan.
    pub grouping: usize,
    /// What it is about.
    pub subject: Subject,
    /// A count or sum, or the dividend of a quotient; none where there is no value.
    pub numerator: Option<Ratio>,
    /// The divisor of a quotient.
    pub denominator: Option<Ratio>,
    /// The value as it is shown.
    pub display: String,
    /// Whether its target is met; none where there is none.
    pub met: Option<bool>,
    /// Why there is no value or no verdict, by its name in tables.
    pub reason: Option<&'static str>,
}

/// What a figure of a grouping is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// An indicator, by its position.
    Indicator(usize),
    /// The people of a service, by its position; none for all services of the
    /// grouping's divisions.
    Team(Option<usize>),
    /// The hours of the week at which a service is to be had, by its position.
    Coverage(usize),
}

pub(super) fn figures(
    scope: &Scope<'_>,
    people: Option<&People<'_>>,
    coverage: &[Coverage],
) -> Result<Vec<GroupingFigure>> {
    let mut figures = Vec::new();
    for (grouping, plan) in scope.plan.groupings.iter().enumerate() {
        let indicators = scope.assessment.plan().indicators.iter().enumerate();
        for (position, indicator) in indicators {
            let figure = scope
                .assessment
                .figure_together(indicator, &plan.divisions)?;
            let figure = figure.map(|figure| of_indicator(grouping, position, figure));
            figures.extend(figure);
        }
        if scope.plan.teams.is_some() {
            let services = plan.services.iter().copied().map(Some).chain([None]);
            figures.extend(services.map(|service| {
                let subject = Subject::Team(service);
                match people {
                    Some(people) => {
                        let heads = people.heads(scope.network, service, &plan.divisions);
                        of_count(grouping, subject, heads)
                    }
                    None => not_received(grouping, subject),
                }
            }));
        }
        let covered = scope.plan.coverage.as_ref();
        let covered = covered.filter(|it| !scope.has_received(it.dataset));
        for service in &plan.services {
            if covered.is_some_and(|it| it.services.contains(service)) {
                figures.push(not_received(grouping, Subject::Coverage(*service)));
            }
            figures.extend(of_coverage(grouping, plan, *service, coverage)?);
        }
    }
    Ok(figures)
}

fn of_indicator(grouping: usize, position: usize, figure: Figure) -> GroupingFigure {
    GroupingFigure {
        grouping,
        subject: Subject::Indicator(position),
        numerator: figure.numerator,
        denominator: figure.denominator,
        display: figure.display,
        met: figure.met,
        reason: figure.reason.map(|reason| reason.id()),
    }
}

fn of_count(grouping: usize, subject: Subject, count: usize) -> GroupingFigure {
    GroupingFigure {
        grouping,
        subject,
        numerator: i128::try_from(count).ok().map(Ratio::integer),
        denominator: None,
        display: count.to_string(),
        met: None,
        reason: None,
    }
}

/// The figure of a dataset that nobody handed over.
fn not_received(grouping: usize, subject: Subject) -> GroupingFigure {
    GroupingFigure {
        grouping,
        subject,
        numerator: None,
        denominator: None,
        display: "—".to_owned(),
        met: None,
        reason: Some(Reason::NotReceived.id()),
    }
}

/// Hours covered of all hours, of the divisions themselves; none where the service
/// is not looked at.
fn of_coverage(
    grouping: usize,
    plan: &GroupingPlan,
    service: usize,
    coverage: &[Coverage],
) -> Result<Option<GroupingFigure>> {
    let place = |division: &DivisionId| {
        // INVARIANT: coverage is in the order of the network, then of the services.
        let wanted = (*division, service);
        let place = coverage.binary_search_by_key(&wanted, |one| (one.division, one.service));
        coverage.get(place.ok()?)
    };
    let found: Vec<&Coverage> = plan.divisions.iter().filter_map(place).collect();
    let hours = found.iter().map(|one| i128::from(one.covered_hours));
    let covered = hours.fold(0, i128::saturating_add);
    let all = (found.len() as i128).saturating_mul(WEEK_HOURS.into());
    let Some(share) = Ratio::new(covered, all) else {
        return Ok(None);
    };
    Ok(Some(GroupingFigure {
        grouping,
        subject: Subject::Coverage(service),
        numerator: Some(Ratio::integer(covered)),
        denominator: Some(Ratio::integer(all)),
        display: format!("{}%", share.percent(SHARE_DECIMALS)?),
        met: None,
        reason: None,
    }))
}

impl Services {
    /// How a figure of a grouping came about.
    pub fn explain_grouping(&self, figure: &GroupingFigure) -> Text {
        let Some(plan) = self.plan.services.groupings.get(figure.grouping) else {
            return Text::default();
        };
        let (divisions, display) = (plan.divisions.len(), &figure.display);
        let Text { zh, en } = match figure.subject {
            Subject::Indicator(indicator) => {
                let indicator = self.plan.indicators.get(indicator);
                indicator
                    .map(|indicator| indicator.label.clone())
                    .unwrap_or_default()
            }
            Subject::Team(service) => {
                let Text { zh, en } = self.service_label(service);
                text!("{zh}在任人数", "people in service of {en}")
            }
            Subject::Coverage(service) => {
                let Text { zh, en } = self.service_label(Some(service));
                text!("{zh}覆盖小时", "covered hours of {en}")
            }
        };
        let parts = figure.numerator.zip(figure.denominator);
        let parts = parts.map(|(one, other)| (one.reduced(), other.reduced()));
        let text = match parts {
            Some((one, other)) if one.denominator() == 1 && other.denominator() == 1 => {
                let (one, other) = (one.numerator(), other.numerator());
                text!(
                    "{divisions} 个区划合计,{zh}:{one}/{other},{display}",
                    "{divisions} divisions together, {en}: {one}/{other}, {display}"
                )
            }
            _ => text!(
                "{divisions} 个区划合计,{zh}:{display}",
                "{divisions} divisions together, {en}: {display}"
            ),
        };
        self.by_clause(text, plan.clause)
    }

    /// The figures of every grouping: each indicator as a ratio of sums, the people
    /// of its services, and the hours at which these are to be had.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | grouping | text | its name |
    /// | label | text | what people call it, in the language asked for |
    /// | subject | text | indicator, team, coverage |
    /// | name | text | of the indicator or service; null for the people of all services |
    /// | numerator, denominator | text | exact; null where there is none |
    /// | display | text | the value as it is shown |
    /// | met | boolean | null where there is no verdict |
    /// | reason | text | why there is no value or no verdict |
    /// | explanation | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn grouping_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.groupings;
        let plan = |row: &GroupingFigure| self.plan.services.groupings.get(row.grouping);
        let kind = |subject: Subject| match subject {
            Subject::Indicator(_) => "indicator",
            Subject::Team(_) => "team",
            Subject::Coverage(_) => "coverage",
        };
        let name = |subject: Subject| match subject {
            Subject::Indicator(indicator) => {
                let indicator = self.plan.indicators.get(indicator)?;
                Some(indicator.id.as_str())
            }
            Subject::Team(service) => self.service_id(service),
            Subject::Coverage(service) => self.service_id(Some(service)),
        };
        batch(vec![
            (
                "grouping",
                texts(rows.iter().map(|row| Some(plan(row)?.id.as_str())))?,
            ),
            (
                "label",
                texts(rows.iter().map(|row| Some(plan(row)?.label.get(language))))?,
            ),
            (
                "subject",
                texts(rows.iter().map(|row| Some(kind(row.subject))))?,
            ),
            ("name", texts(rows.iter().map(|row| name(row.subject)))?),
            ("numerator", exact(rows.iter().map(|row| row.numerator))?),
            (
                "denominator",
                exact(rows.iter().map(|row| row.denominator))?,
            ),
            (
                "display",
                texts(rows.iter().map(|row| Some(row.display.as_str())))?,
            ),
            ("met", truths(rows.iter().map(|row| row.met))),
            ("reason", texts(rows.iter().map(|row| row.reason))?),
            (
                "explanation",
                texts(
                    rows.iter()
                        .map(|row| Some(self.explain_grouping(row).take(language))),
                )?,
            ),
        ])
    }
}
