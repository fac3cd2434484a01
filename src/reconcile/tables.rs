//! The tables of a reconciliation as Arrow batches, with fixed column names.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, UInt32Builder};
use arrow_array::{ArrayRef, RecordBatch};

use super::{Amounts, Completeness, Reconciliation};
use crate::assess::{Named, batch, counts, dates, exact, places, texts};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionCode;

/// Digits after the point of shares, in percent.
const SHARE_DECIMALS: u8 = 2;

impl Reconciliation {
    /// Every report that was made or is owed, against the records: one row per
    /// division × indicator × period end.
    ///
    /// Exact numbers are texts: a decimal where that is exact, else a fraction such
    /// as `1/3`.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code | text | 12 digits |
    /// | division_name | text | null where the division is not in the register |
    /// | level | text | province, city, county, township, village; null likewise |
    /// | indicator | text | as it was reported |
    /// | period_end | date | |
    /// | reported_numerator, reported_denominator | text | exact; null where nothing was reported, the denominator also where none was |
    /// | computed_numerator, computed_denominator | text | exact, as the assessment has them; null where there is no value, the denominator also for counts |
    /// | difference_numerator, difference_denominator | text | exact, reported less computed |
    /// | difference_value | text | exact, that of the values |
    /// | within_tolerance | boolean | null where nothing can be compared |
    /// | reported_on | date | |
    /// | due_on | date | null where the report is not owed |
    /// | days_late | number | 0 if in time; null where it is not owed or not reported |
    /// | state | text | agrees, differs, missing, unexpected, late |
    ///
    /// # Errors
    ///
    /// `Overflow` where a number cannot be written; `Limit` where Arrow cannot hold
    /// the table.
    pub fn comparison_table(&self) -> Result<RecordBatch> {
        let rows = &self.comparisons;
        let reported = |part: Part| exact(rows.iter().map(|row| part.of(row.reported)));
        let computed = |part: Part| exact(rows.iter().map(|row| part.of(row.computed)));
        let differences = || rows.iter().map(|row| row.difference);
        let mut within = BooleanBuilder::new();
        let mut late = UInt32Builder::new();
        for row in rows {
            within.append_option(row.within_tolerance);
            late.append_option(row.days_late);
        }
        let about = rows.iter();
        let about = about.map(|row| (row.division_code, &*row.indicator, row.period_end));
        let mut columns = self.subjects(about)?;
        columns.extend([
            ("reported_numerator", reported(Part::Numerator)?),
            ("reported_denominator", reported(Part::Denominator)?),
            ("computed_numerator", computed(Part::Numerator)?),
            ("computed_denominator", computed(Part::Denominator)?),
            (
                "difference_numerator",
                exact(differences().map(|found| Some(found?.numerator)))?,
            ),
            (
                "difference_denominator",
                exact(differences().map(|found| found?.denominator))?,
            ),
            (
                "difference_value",
                exact(differences().map(|found| found?.value))?,
            ),
            ("within_tolerance", Arc::new(within.finish())),
            ("reported_on", dates(rows.iter().map(|row| row.reported_on))),
            ("due_on", dates(rows.iter().map(|row| row.due_on))),
            ("days_late", Arc::new(late.finish())),
            ("state", texts(rows.iter().map(|row| Some(row.state.id())))?),
        ]);
        batch(columns)
    }

    /// Every parent's report against the sum of its children's: one row per parent
    /// × indicator × period end. Numbers as in
    /// [`comparison_table`](Self::comparison_table).
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | the parent |
    /// | indicator | text | |
    /// | period_end | date | |
    /// | reported_numerator, reported_denominator | text | what the parent reported |
    /// | sum_numerator, sum_denominator | text | the sum of the children; null where a child is missing and does not count as 0 |
    /// | imbalance_numerator, imbalance_denominator | text | reported less sum |
    /// | children | number | children that owe a report |
    /// | missing_children | text | the codes of those without one, joined by a blank; null where there is none |
    /// | state | text | balanced, imbalanced, not_compared, child_missing |
    ///
    /// # Errors
    ///
    /// As [`comparison_table`](Self::comparison_table).
    pub fn imbalance_table(&self) -> Result<RecordBatch> {
        let rows = &self.imbalances;
        let reported = |part: Part| exact(rows.iter().map(|row| part.of(row.reported)));
        let sum = |part: Part| exact(rows.iter().map(|row| part.of(row.sum)));
        let imbalance = |part: Part| exact(rows.iter().map(|row| part.of(row.imbalance)));
        let missing = rows.iter().map(|row| {
            let codes: Vec<String> = row
                .missing_children
                .iter()
                .map(|code| code.padded())
                .collect();
            (!codes.is_empty()).then(|| codes.join(" "))
        });
        let about = rows.iter();
        let about = about.map(|row| (row.division_code, &*row.indicator, row.period_end));
        let mut columns = self.subjects(about)?;
        columns.extend([
            ("reported_numerator", reported(Part::Numerator)?),
            ("reported_denominator", reported(Part::Denominator)?),
            ("sum_numerator", sum(Part::Numerator)?),
            ("sum_denominator", sum(Part::Denominator)?),
            ("imbalance_numerator", imbalance(Part::Numerator)?),
            ("imbalance_denominator", imbalance(Part::Denominator)?),
            ("children", counts(rows.iter().map(|row| row.children))),
            ("missing_children", texts(missing)?),
            ("state", texts(rows.iter().map(|row| Some(row.state.id())))?),
        ]);
        batch(columns)
    }

    /// Who has reported, and who in time: one row per period end × level, and one
    /// for each of its divisions.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name | text | null for the level as a whole |
    /// | level | text | |
    /// | period_end | date | |
    /// | due_on | date | the last day on which a report is in time |
    /// | owed | number | reports: one per division and indicator |
    /// | received | number | of these, received on whatever day |
    /// | on_time | number | of these, made in time |
    /// | received_share, on_time_share | text | of those owed, in percent with two decimals; null where none is |
    ///
    /// # Errors
    ///
    /// As [`comparison_table`](Self::comparison_table).
    pub fn completeness_table(&self) -> Result<RecordBatch> {
        let rows = &self.completeness;
        let shares = |share: fn(&Completeness) -> Option<Ratio>| -> Result<ArrayRef> {
            let percents = rows.iter().map(|row| {
                let percent = share(row).map(|share| share.percent(SHARE_DECIMALS));
                percent.transpose()
            });
            let percents = percents.collect::<Result<Vec<_>>>()?;
            texts(
                percents
                    .iter()
                    .map(|percent| Some(format!("{}%", (*percent)?))),
            )
        };
        let [codes, names, _] =
            places(&self.plan.network, rows.iter().map(|row| row.division_code))?;
        batch(vec![
            codes,
            names,
            ("level", texts(rows.iter().map(|row| Some(row.level.id())))?),
            (
                "period_end",
                dates(rows.iter().map(|row| Some(row.period_end))),
            ),
            ("due_on", dates(rows.iter().map(|row| Some(row.due_on)))),
            ("owed", counts(rows.iter().map(|row| row.owed))),
            ("received", counts(rows.iter().map(|row| row.received))),
            ("on_time", counts(rows.iter().map(|row| row.on_time))),
            ("received_share", shares(Completeness::received_share)?),
            ("on_time_share", shares(Completeness::on_time_share)?),
        ])
    }

    /// `division_code`, `division_name`, `level`, `indicator`, `period_end`
    fn subjects<'r>(
        &self,
        rows: impl Iterator<Item = (DivisionCode, &'r str, Date)> + Clone,
    ) -> Result<Vec<Named>> {
        let mut columns = places(
            &self.plan.network,
            rows.clone().map(|(code, ..)| Some(code)),
        )?
        .to_vec();
        columns.extend([
            (
                "indicator",
                texts(rows.clone().map(|(_, name, _)| Some(name)))?,
            ),
            ("period_end", dates(rows.map(|(.., day)| Some(day)))),
        ]);
        Ok(columns)
    }
}

/// A part of a figure.
#[derive(Clone, Copy)]
enum Part {
    Numerator,
    Denominator,
}

impl Part {
    fn of(self, amounts: Option<Amounts>) -> Option<Ratio> {
        let amounts = amounts?;
        match self {
            Self::Numerator => Some(amounts.numerator),
            Self::Denominator => amounts.denominator,
        }
    }
}
