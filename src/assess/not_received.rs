//! What is not judged because datasets were not handed over: said once for each.

use super::Assessment;
use crate::plan::{DatasetPlan, Plan};
use crate::tally::ReceivedDatasets;
use crate::text::{Text, text};

/// Names in a message; how many others there are is said behind them.
const MOST_NAMES: usize = 10;

impl Assessment {
    /// The datasets that were handed over, be it without records, in the plan's order.
    pub fn received(&self) -> impl Iterator<Item = &str> {
        self.datasets(true)
    }

    /// The datasets that nobody handed over, in the plan's order. Figures that need one
    /// of them have no value.
    pub fn not_received(&self) -> impl Iterator<Item = &str> {
        self.datasets(false)
    }

    /// What people call those, in the same order.
    #[cfg(any(feature = "html", feature = "xlsx"))]
    pub(crate) fn not_received_labels(&self) -> impl Iterator<Item = &Text> {
        let datasets = self.figures.received.datasets(&self.plan, false);
        datasets.map(|dataset| &dataset.label)
    }

    fn datasets(&self, received: bool) -> impl Iterator<Item = &str> {
        let datasets = self.figures.received.datasets(&self.plan, received);
        datasets.map(|dataset| dataset.id.as_str())
    }

    /// Whether a dataset was handed over, be it without records.
    pub(crate) fn has_received(&self, dataset: usize) -> bool {
        self.figures.received.has(dataset)
    }
}

/// The datasets that something needs and nobody handed over, by position: of each its
/// name and what is not judged, as a message takes them in Chinese and in English.
pub(super) fn not_received(
    plan: &Plan,
    received: &ReceivedDatasets,
) -> impl Iterator<Item = (usize, [String; 4])> {
    let datasets = plan.datasets.iter().enumerate();
    let datasets = datasets.filter(|(position, _)| !received.has(*position));
    datasets.filter_map(|(position, dataset)| {
        let unjudged = unjudged(plan, received, position);
        (!unjudged.is_empty()).then(|| {
            let DatasetPlan { label, .. } = dataset;
            let Text { zh, en } = together(&unjudged);
            (position, [label.zh.clone(), zh, label.en.clone(), en])
        })
    })
}

/// What needs a dataset that was not received.
fn unjudged(plan: &Plan, received: &ReceivedDatasets, dataset: usize) -> Vec<Text> {
    let definition = &plan.definition;
    let needs = |needs: &[usize]| needs.contains(&dataset);
    let mut unjudged = Vec::new();
    let indicators = plan.indicators.iter();
    let indicators = indicators.filter(|indicator| needs(&indicator.needs));
    unjudged.extend(indicators.map(|indicator| indicator.label.clone()));

    // Of records that were not received either no rule is judged, and nothing is lost.
    let judged = plan.datasets.iter().enumerate();
    let judged = judged.filter(|(position, _)| received.has(*position));
    let references = judged.flat_map(|(_, dataset)| &dataset.references);
    let references = references.filter(|reference| reference.to == dataset);
    let divisions = plan.division_rules.iter();
    let divisions = divisions.filter(|rule| needs(&rule.needs));
    let rules = references.map(|reference| reference.rule);
    let rules = rules.chain(divisions.map(|rule| rule.rule));
    let rules = rules.filter_map(|rule| plan.rules.get(usize::from(rule)));
    unjudged.extend(rules.map(|rule| rule.label.clone()));

    let milestones = plan.milestones.filter(|it| it.dataset == dataset);
    if milestones.is_some() && !definition.milestones.is_empty() {
        unjudged.push(text!("工作节点", "milestones"));
    }
    if plan.reports.is_some_and(|it| it.dataset == dataset) {
        unjudged.push(text!("上报核对", "reports against records"));
    }
    let results = plan.inspection_results;
    let is_result = results.is_some_and(|results| results.dataset == dataset);
    let inspections = definition.inspections.iter().zip(&plan.inspections);
    let inspections = inspections.filter(|(_, plan)| is_result || plan.dataset == dataset);
    unjudged.extend(inspections.map(|(inspection, _)| inspection.label.clone()));
    if scores_need(plan).contains(&dataset) {
        unjudged.push(text!("综合考评", "scores"));
    }
    unjudged.extend(services(plan, dataset));
    unjudged
}

/// The datasets that the scores need.
fn scores_need(plan: &Plan) -> Vec<usize> {
    let Some(scoring) = &plan.scoring else {
        return Vec::new();
    };
    let indicators = scoring.indicators.iter();
    let indicators = indicators.filter_map(|indicator| plan.indicators.get(*indicator));
    let mut needs: Vec<usize> = indicators
        .flat_map(|indicator| indicator.needs.iter().copied())
        .collect();
    for (_, count) in &scoring.counts {
        needs.extend(count.needs(plan));
    }
    for (_, veto) in &scoring.vetoes {
        needs.extend(veto.needs(plan));
    }
    needs
}

/// The tables about services that a dataset makes.
fn services(plan: &Plan, dataset: usize) -> Vec<Text> {
    let services = &plan.services;
    let residency = services.residency.as_ref();
    let on_demand = residency.is_some_and(|residency| residency.is_on_demand());
    let tables = [
        (
            services.platforms.as_ref().map(|it| it.dataset),
            text!("实体平台表", "table of platforms"),
        ),
        (
            residency.map(|it| it.dataset),
            text!("服务进驻表", "table of residency"),
        ),
        (
            services.demand.filter(|_| on_demand).map(|it| it.dataset),
            text!("服务进驻表", "table of residency"),
        ),
        (
            services.demand.map(|it| it.dataset),
            text!("需求分析表", "table of demand"),
        ),
        (
            services.coverage.as_ref().map(|it| it.dataset),
            text!("服务覆盖表", "table of coverage"),
        ),
        (
            services.teams.map(|it| it.dataset),
            text!("服务队伍表", "table of teams"),
        ),
    ];
    let tables = tables.into_iter();
    let tables = tables.filter(|(needed, _)| *needed == Some(dataset));
    tables.map(|(_, label)| label).collect()
}

/// Names one behind the other, of many the first.
fn together(names: &[Text]) -> Text {
    let listed = names.iter().take(MOST_NAMES);
    let (zh, en): (Vec<&str>, Vec<&str>) = listed
        .map(|name| (name.zh.as_str(), name.en.as_str()))
        .unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    match names.len().saturating_sub(MOST_NAMES) {
        0 => Text::new(zh, en),
        others => text!("{zh}，另有 {others} 项", "{en}, and {others} more"),
    }
}
