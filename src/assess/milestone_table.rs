//! What has to be done by when, as a table.

use arrow_array::RecordBatch;

use super::columns::batch;
use super::rows::{counts, dates, places, texts};
use super::{Assessment, DivisionMilestone, MilestoneStatus};
use crate::error::Result;
use crate::text::Language;

impl Assessment {
    /// Every milestone of every division that owes it: one row each, in the order of
    /// the definition and then of the divisions.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | milestone | text | its name |
    /// | label | text | what has to be done |
    /// | due_on | date | |
    /// | done_on | date | null where it is not done by the as-of date |
    /// | status | text | done_in_time, done_late, overdue, not_yet_due, not_received |
    /// | days_late | number | days after the due date on which it was done or, if it is not, until the as-of date; null where it is in time, not yet due or not received |
    /// | clause | text | the clause that asks for it |
    ///
    /// # Errors
    ///
    /// `Limit` where Arrow cannot hold the table.
    pub fn milestone_table(&self, language: Language) -> Result<RecordBatch> {
        self.table_of_milestones(&self.milestones(), language)
    }

    /// Of these, what is overdue: not done, though it was due before the as-of date;
    /// the longest overdue first.
    ///
    /// Columns as in [`milestone_table`](Self::milestone_table).
    ///
    /// # Errors
    ///
    /// As [`milestone_table`](Self::milestone_table).
    pub fn overdue_table(&self, language: Language) -> Result<RecordBatch> {
        let mut overdue = self.milestones();
        overdue.retain(|milestone| milestone.status == MilestoneStatus::Overdue);
        overdue.sort_by_key(|milestone| milestone.due_on);
        self.table_of_milestones(&overdue, language)
    }

    fn table_of_milestones(
        &self,
        rows: &[DivisionMilestone<'_>],
        language: Language,
    ) -> Result<RecordBatch> {
        let network = &self.plan().network;
        let codes = rows.iter().map(|row| Some(network.code(row.division)));
        let mut columns = places(network, codes)?.to_vec();
        let late = rows.iter().map(|row| {
            if row.status == MilestoneStatus::NotReceived {
                return None;
            }
            let until = row.done_on.unwrap_or(self.as_of());
            let days = until.days().checked_sub(row.due_on.days())?;
            u64::try_from(days).ok().filter(|days| *days > 0)
        });
        columns.extend([
            (
                "milestone",
                texts(rows.iter().map(|row| Some(&row.milestone.id.value)))?,
            ),
            (
                "label",
                texts(
                    rows.iter()
                        .map(|row| Some(row.milestone.label.get(language))),
                )?,
            ),
            ("due_on", dates(rows.iter().map(|row| Some(row.due_on)))),
            ("done_on", dates(rows.iter().map(|row| row.done_on))),
            (
                "status",
                texts(rows.iter().map(|row| Some(row.status.id())))?,
            ),
            ("days_late", counts(late)),
            (
                "clause",
                texts(rows.iter().map(|row| {
                    let clause = row.milestone.clause.as_ref();
                    Some(clause?.value.as_str())
                }))?,
            ),
        ]);
        batch(columns)
    }
}
