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
use crate::text::{Language, Text, text};

/// The tables that can be made of an assessment, by the names of their files.
pub const TABLES: [&str; 19] = [
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
/// use huimin::report::{cell_text, table};
/// use huimin::{Language, Network, Plan, Programme, Tally};
///
/// let plan = Plan::new(&Programme::builtin("yuxi-2019")?, Network::builtin("yuxi-2019")?)?;
/// let assessment = Tally::new(&plan).assess(Date::parse("2019-04-01").unwrap())?;
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
        _ => return Err(unknown(name)),
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
