//! Every table by its name.

use arrow_array::RecordBatch;

use crate::acceptance::{
    characteristic_table, inspection_table, inspections, post_table, posts, sample_table,
    score_item_table, score_table, scores,
};
use crate::assess::Assessment;
use crate::diagnostic::instead_of;
use crate::error::{Error, ErrorKind, Result};
use crate::reconcile::{Options, Reconciliation, reconcile};
use crate::services::Services;
use crate::text::{Language, Text, text};

/// The tables that can be made of an assessment, by the names of their files.
pub const TABLES: [&str; 30] = [
    "received",
    "indicators",
    "monthly",
    "progress",
    "fractions",
    "allocations",
    "findings",
    "milestones",
    "overdue",
    "posts",
    "report_comparison",
    "report_imbalance",
    "report_completeness",
    "report_falls",
    "report_findings",
    "inspections",
    "samples",
    "characteristics",
    "scores",
    "score_items",
    "platforms",
    "platform_summary",
    "residency",
    "residency_shares",
    "demand",
    "response_times",
    "coverage",
    "coverage_gaps",
    "teams",
    "groupings",
];

/// A table by its name; none where the definition has nothing that it could be made
/// of: no `[scoring]`, no dataset `reports`, no report that is owed yet.
///
/// Inspections are drawn with the definition's seeds. Texts for people are in
/// `language`; names, codes and numbers are the same in both.
///
/// # Errors
///
/// `Argument` for a name that is none of [`TABLES`]; else as the table's own function.
///
/// # Example
///
/// ```
/// use huimin::calendar::Date;
/// use huimin::input::{CsvOptions, CsvSource};
/// use huimin::report::{cell_text, table};
/// use huimin::{Language, Network, Plan, Programme, Tally};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let mut tally = Tally::new(&plan);
/// // Received, and nobody has done anything yet.
/// let file = "division_code,milestone,due_on\n";
/// tally.add("milestones", CsvSource::new(file.as_bytes(), CsvOptions::default()))?;
/// let assessment = tally.assess(Date::parse("2019-04-01").unwrap())?;
/// let overdue = table(&assessment, "overdue", Language::Chinese)?.expect("milestones");
/// assert_eq!(cell_text(&overdue, 0, "label")?.as_deref(), Some("召开全市司法行政工作会议动员部署"));
/// assert_eq!(cell_text(&overdue, 0, "days_late")?.as_deref(), Some("1"));
/// # Ok::<(), huimin::Error>(())
/// ```
pub fn table(
    assessment: &Assessment,
    name: &str,
    language: Language,
) -> Result<Option<RecordBatch>> {
    let made = match name {
        "received" => assessment.received_table(language),
        "indicators" => assessment.indicators(),
        "monthly" => assessment.monthly(),
        "progress" => assessment.progress(),
        "fractions" => assessment.fractions(),
        "allocations" => assessment.allocations(),
        "findings" => assessment.findings_table(language),
        "milestones" => assessment.milestone_table(language),
        "overdue" => assessment.overdue_table(language),
        "posts" => post_table(assessment, &posts(assessment)?, language),
        "inspections" => inspection_table(assessment, &inspections(assessment)?),
        "samples" => sample_table(assessment, &inspections(assessment)?),
        "characteristics" => characteristic_table(assessment, &inspections(assessment)?),
        "scores" | "score_items" => match scores(assessment)? {
            None => return Ok(None),
            Some(board) if name == "scores" => score_table(assessment, &board, language),
            Some(board) => score_item_table(assessment, &board, language),
        },
        "report_comparison"
        | "report_imbalance"
        | "report_completeness"
        | "report_falls"
        | "report_findings" => match reconciliation(assessment)? {
            None => return Ok(None),
            Some(found) => match name {
                "report_comparison" => found.comparison_table(),
                "report_imbalance" => found.imbalance_table(),
                "report_completeness" => found.completeness_table(),
                "report_falls" => found.fall_table(),
                _ => found.finding_table(language),
            },
        },
        _ => return service_table(assessment, name, language),
    };
    made.map(Some)
}

/// A table about services; none where the definition does not ask for it.
fn service_table(
    assessment: &Assessment,
    name: &str,
    language: Language,
) -> Result<Option<RecordBatch>> {
    let plan = &assessment.plan().services;
    let is_asked = match name {
        "platforms" | "platform_summary" => plan.platforms.is_some(),
        "residency" | "residency_shares" => plan.residency.is_some(),
        "demand" | "response_times" => plan.demand.is_some(),
        "coverage" | "coverage_gaps" => plan.coverage.is_some(),
        "teams" => plan.teams.is_some(),
        "groupings" => !plan.groupings.is_empty(),
        _ => return Err(unknown(name)),
    };
    if !is_asked {
        return Ok(None);
    }
    let services = Services::of(assessment)?;
    let made = match name {
        "platforms" => services.platform_table(language),
        "platform_summary" => services.platform_summary_table(),
        "residency" => services.residency_table(language),
        "residency_shares" => services.residency_share_table(language),
        "demand" => services.demand_table(language),
        "response_times" => services.response_time_table(language),
        "coverage" => services.coverage_table(language),
        "coverage_gaps" => services.coverage_gap_table(language),
        "teams" => services.team_table(language),
        _ => services.grouping_table(language),
    };
    made.map(Some)
}

/// Reports against records as the definition lays down; none where it has no reports,
/// or where nobody owes one yet.
///
/// # Errors
///
/// As [`reconcile`].
pub fn reconciliation(assessment: &Assessment) -> Result<Option<Reconciliation>> {
    let options = Options::of(assessment).filter(|_| assessment.plan().reports.is_some());
    let found = options.map(|options| reconcile(assessment, &options));
    found.transpose()
}

fn unknown(name: &str) -> Error {
    let Text { zh, en } = instead_of(name, &TABLES);
    Error::new(
        ErrorKind::Argument,
        text!(
            "没有名为 `{name}` 的表;{zh}",
            "no table is named `{name}`; {en}"
        ),
    )
}
