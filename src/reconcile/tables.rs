//! The tables of a reconciliation as Arrow batches, with fixed column names.

use arrow_array::{ArrayRef, RecordBatch};

use super::{Amounts, Completeness, Reconciliation};
use crate::assess::{Named, batch, counts, dates, exact, places, texts, truths};
use crate::calendar::Date;
use crate::error::Result;
use crate::figure::Ratio;
use crate::network::DivisionCode;
use crate::text::Language;

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
    /// | computed_numerator, computed_denominator | text | exact, as the assessment has them; null where there is no value or no data was received, the denominator also for counts |
    /// | difference_numerator, difference_denominator | text | exact, reported less computed |
    /// | difference_value | text | exact, that of the values |
    /// | within_tolerance | boolean | null where nothing can be compared |
    /// | reported_on | date | of the report that counts, or else of the last one received |
    /// | due_on | date | null where the report is not owed |
    /// | days_late | number | 0 if in time; null where it is not owed or not reported |
    /// | state | text | agrees, differs, missing, unexpected, late, not_received, in_conflict, rejected |
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
        let late = rows.iter().map(|row| row.days_late.map(u64::from));
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
            (
                "within_tolerance",
                truths(rows.iter().map(|row| row.within_tolerance)),
            ),
            ("reported_on", dates(rows.iter().map(|row| row.reported_on))),
            ("due_on", dates(rows.iter().map(|row| row.due_on))),
            ("days_late", counts(late)),
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
            ("children", counts(number(rows, |row| row.children))),
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
    /// | received | number | of these, received on whatever day, whether or not they count |
    /// | in_conflict | number | of those received, in conflict with another under their key |
    /// | rejected | number | of those received, rejected by a rule |
    /// | on_time | number | of those received, made in time |
    /// | received_share, on_time_share | text | of those owed, in percent with two decimals; null where none is |
    ///
    /// # Errors
    ///
    /// As [`comparison_table`](Self::comparison_table).
    pub fn completeness_table(&self) -> Result<RecordBatch> {
        let rows = &self.completeness;
        let number = |count: fn(&Completeness) -> usize| number(rows, count);
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
            ("owed", counts(number(|row| row.owed))),
            ("received", counts(number(|row| row.received))),
            ("in_conflict", counts(number(|row| row.in_conflict))),
            ("rejected", counts(number(|row| row.rejected))),
            ("on_time", counts(number(|row| row.on_time))),
            ("received_share", shares(Completeness::received_share)?),
            ("on_time_share", shares(Completeness::on_time_share)?),
        ])
    }

    /// Counts that are less than what was reported for an earlier day: one row each.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | |
    /// | indicator | text | |
    /// | period_end | date | of the report that is less |
    /// | reported | text | exact, what it says |
    /// | earlier_period_end | date | of the earlier report |
    /// | earlier_reported | text | exact, what that says |
    ///
    /// # Errors
    ///
    /// As [`comparison_table`](Self::comparison_table).
    pub fn fall_table(&self) -> Result<RecordBatch> {
        let rows = &self.falls;
        let about = rows.iter();
        let about = about.map(|row| (row.division_code, &*row.indicator, row.period_end));
        let mut columns = self.subjects(about)?;
        columns.extend([
            (
                "reported",
                exact(rows.iter().map(|row| Some(row.numerator)))?,
            ),
            (
                "earlier_period_end",
                dates(rows.iter().map(|row| Some(row.earlier_period_end))),
            ),
            (
                "earlier_reported",
                exact(rows.iter().map(|row| Some(row.earlier_numerator)))?,
            ),
        ]);
        batch(columns)
    }

    /// The reports that cannot be compared, and such as were made again: one row each.
    ///
    /// | column | type | what |
    /// |---|---|---|
    /// | division_code, division_name, level | text | as in [`comparison_table`](Self::comparison_table) |
    /// | indicator | text | as it was reported |
    /// | period_end | date | |
    /// | problem | text | outside_division, unknown_indicator, not_a_period_end, repeated |
    /// | message | text | in the language asked for |
    ///
    /// # Errors
    ///
    /// As [`comparison_table`](Self::comparison_table).
    pub fn finding_table(&self, language: Language) -> Result<RecordBatch> {
        let rows = &self.findings;
        let about = rows.iter();
        let about = about.map(|row| (row.division_code, &*row.indicator, row.period_end));
        let mut columns = self.subjects(about)?;
        let problems = rows.iter().map(|row| Some(row.problem.id()));
        let messages = rows.iter().map(|row| Some(row.message()));
        let messages = messages.map(|message| Some(message?.get(language).to_owned()));
        columns.extend([("problem", texts(problems)?), ("message", texts(messages)?)]);
        batch(columns)
    }

    /// `division_code`, `division_name`, `level`, `indicator`, `period_end`
    fn subjects<'r>(
        &self,
        rows: impl Iterator<Item = (DivisionCode, &'r str, Date)> + Clone,
    ) -> Result<Vec<Named>> {
        let codes = rows.clone().map(|(code, ..)| Some(code));
        let mut columns = places(&self.plan.network, codes)?.to_vec();
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

/// INVARIANT: what is counted is in memory.
fn number<T>(rows: &[T], count: fn(&T) -> usize) -> impl Iterator<Item = Option<u64>> + '_ {
    rows.iter().map(move |row| u64::try_from(count(row)).ok())
}
