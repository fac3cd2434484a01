//! What the service network offers (服务网络): platforms, residency, demand,
//! coverage, teams, and groupings of divisions.
//!
//! | question | answer |
//! |---|---|
//! | which platforms are standardised, which are missing, what do they lack? | [`Platform`], [`PlatformSummary`] |
//! | which services should live in a platform and do not? (应驻尽驻) | [`Residency`], [`ResidencyShare`] |
//! | what do people ask for, and how soon are they answered? (需求分析) | [`Demand`], [`Response`] |
//! | at which hours of the week is a service to be had? (全业务、全时空) | [`Coverage`] |
//! | how many people serve? (队伍) | [`Team`] |
//! | how do some divisions and services stand together? | [`GroupingFigure`] |
//!
//! Everything is read from the records that count, as of the assessment's date, is
//! exact, and alters nothing. What is asked of platforms and services stands in the
//! definition: a part that it has no table for is empty here, and so is one of which a
//! dataset was not received.

mod coverage;
mod demand;
mod groupings;
mod platforms;
mod residency;
mod scope;
mod teams;
mod week;

use crate::assess::Assessment;
use crate::calendar::Date;
use crate::error::Result;
use crate::network::DivisionId;
use crate::plan::{CodePlan, Plan};
use crate::text::{Text, text};

pub use coverage::{Coverage, Inherited};
pub use demand::{Demand, Response, ResponseTimes};
pub use groupings::{GroupingFigure, Subject};
pub use platforms::{Platform, PlatformKind, PlatformState, PlatformSummary};
pub use residency::{Need, Residency, ResidencyShare, ResidencyState};
pub use teams::{Residents, Team};
pub use week::{Run, WEEK_HOURS, Week};

use scope::Scope;

/// What the service network offers, as of a date. Every list is in the order of the
/// network, then of the definition, whatever the order of the records.
#[derive(Clone, Debug)]
pub struct Services {
    /// Every platform, and every division that should have one and has none.
    pub platforms: Vec<Platform>,
    /// One for every division × level at or below it that should have platforms.
    pub platform_summaries: Vec<PlatformSummary>,
    /// One for every division of a level for which residency is asked × service.
    pub residencies: Vec<Residency>,
    /// One for every division.
    pub residency_shares: Vec<ResidencyShare>,
    /// One for every division × service × month in which needs were raised.
    pub demand: Vec<Demand>,
    /// One for every division × service of which needs were raised, and one for
    /// all services of the division.
    pub responses: Vec<Response>,
    /// One for every division × service that is looked at.
    pub coverage: Vec<Coverage>,
    /// One for every division × service, and one for all its services.
    pub teams: Vec<Team>,
    /// One for every grouping × indicator, and service by service its people and
    /// its coverage.
    pub groupings: Vec<GroupingFigure>,
    plan: Plan,
    as_of: Date,
}

impl Services {
    /// What the records of an assessment say of the service network.
    ///
    /// # Errors
    ///
    /// `Overflow` where a number leaves the exact range; `Limit` where there are
    /// more divisions × services than [`limits::FIGURES`](crate::limits::FIGURES).
    ///
    /// # Example
    ///
    /// ```
    /// use huimin::calendar::Date;
    /// use huimin::input::{CsvOptions, CsvSource};
    /// use huimin::services::Services;
    /// use huimin::{Network, Plan, Programme, Tally};
    ///
    /// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
    /// let mut tally = Tally::new(&plan);
    /// let file = "division_code,service,channel,weekday,opens,closes\n\
    ///             530400,lawyer,hotline,1,08:30,17:30\n\
    ///             530402,lawyer,physical,1,17:30,20:00\n";
    /// tally.add("offerings", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
    /// let services = Services::of(&tally.assess(Date::parse("2019-11-30").unwrap())?)?;
    ///
    /// // The first county, behind the city's eight services: 9 hours of the city's
    /// // hotline and two and a half of its own make 11 whole ones, 09:00 to 20:00.
    /// let county = &services.coverage[8];
    /// assert_eq!((county.own_hours, county.covered_hours), (2, 11));
    /// # Ok::<(), huimin::Error>(())
    /// ```
    pub fn of(assessment: &Assessment) -> Result<Self> {
        let scope = Scope::new(assessment)?;
        let plan = &assessment.plan().services;
        let mut services = Self {
            platforms: Vec::new(),
            platform_summaries: Vec::new(),
            residencies: Vec::new(),
            residency_shares: Vec::new(),
            demand: Vec::new(),
            responses: Vec::new(),
            coverage: Vec::new(),
            teams: Vec::new(),
            groupings: Vec::new(),
            plan: assessment.plan().clone(),
            as_of: assessment.as_of(),
        };
        let platforms = plan.platforms.as_ref();
        if let Some(platforms) = platforms.filter(|it| scope.has_received(it.dataset)) {
            services.platforms = platforms::platforms(&scope, platforms);
            services.platform_summaries =
                platforms::summaries(&scope, platforms, &services.platforms);
        }
        let demand = plan.demand.filter(|it| scope.has_received(it.dataset));
        let demand = demand.map(|demand| demand::Needs::new(&scope, demand));
        if let Some(needs) = &demand {
            services.demand = needs.by_month(&scope);
            services.responses = needs.responses(&scope);
        }
        // What demand asks for is not known without the needs that were raised.
        let is_asked_known = demand.is_some() || plan.demand.is_none();
        let residency = plan.residency.as_ref();
        if let Some(residency) = residency
            .filter(|it| scope.has_received(it.dataset) && (is_asked_known || !it.is_on_demand()))
        {
            services.residencies = residency::residencies(&scope, residency, demand.as_ref());
            services.residency_shares = residency::shares(&scope, &services.residencies);
        }
        let coverage = plan.coverage.as_ref();
        if let Some(coverage) = coverage.filter(|it| scope.has_received(it.dataset)) {
            services.coverage = coverage::coverage(&scope, coverage);
        }
        let teams = plan.teams.filter(|it| scope.has_received(it.dataset));
        let people = teams.map(|teams| teams::People::new(&scope, teams));
        if let Some(people) = &people {
            services.teams = people.teams(&scope);
        }
        services.groupings = groupings::figures(&scope, people.as_ref(), &services.coverage)?;
        Ok(services)
    }

    /// The plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The as-of date.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// What people call a service; all services together where there is none.
    pub fn service_label(&self, service: Option<usize>) -> Text {
        match service {
            Some(service) => label(&self.plan.services.services, service),
            None => text!("全部服务", "all services"),
        }
    }

    fn service_id(&self, service: Option<usize>) -> Option<&str> {
        let service = self.plan.services.services.get(service?)?;
        Some(service.id.as_str())
    }

    fn code(&self, division: DivisionId) -> String {
        self.plan.network.code(division).padded()
    }

    /// A text with the clause that asks for what it speaks of.
    fn by_clause(&self, text: Text, clause: Option<usize>) -> Text {
        let clauses = &self.plan.definition.clauses;
        match clause.and_then(|clause| clauses.get(clause)) {
            Some(clause) => {
                let (Text { zh, en }, label) = (text, &clause.label);
                let (label_zh, label_en) = (&label.zh, &label.en);
                text!("{zh}(依据:{label_zh})", "{en} (clause: {label_en})")
            }
            None => text,
        }
    }
}

fn label(codes: &[CodePlan], position: usize) -> Text {
    let code = codes.get(position);
    code.map(|code| code.label.clone()).unwrap_or_default()
}
