//! Definition + network → an immutable plan: names resolved, types checked,
//! order fixed. Every later stage reads the plan and nothing else.

mod acceptance;
mod as_of;
mod attributes;
mod compile;
mod compile_acceptance;
mod compile_figures;
mod compile_records;
mod compile_services;
mod compile_targets;
mod field;
mod identity;
mod members;
mod message;
mod needs;
mod scope;
mod services;

use std::sync::Arc;

use crate::allocate::Allocation;
use crate::calendar::{Date, Period};
use crate::column::{AttributeTable, FormulaId, Node, NodeId, Program};
use crate::definition::{Bound, Comparison, Definition, Display, EmptyDenominator, Severity};
use crate::diagnostic::{Diagnostics, instead_of};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::formula::{AggregateFunction, Expression};
use crate::network::{DivisionId, Level, Network};
use crate::text::{Text, text};

pub use acceptance::{
    CountPlan, InspectionPlan, InspectionResultPlan, MilestonePlan, NumberSlot, ReportPlan,
    ScoringPlan, VetoPlan,
};
pub(crate) use attributes::attribute_name;
pub(crate) use field::CodeNames;
pub use field::FieldPlan;
pub use identity::{IdPlan, VersionPlan};
pub use members::Members;
pub use message::MessageTemplate;
pub(crate) use needs::needs_of;
pub use services::*;

/// A programme ready to compute with: a definition bound to a network.
///
/// Cheap to clone and free to share between threads.
#[derive(Clone, Debug)]
pub struct Plan {
    parts: Arc<Parts>,
}

/// What a plan consists of. Indexes in one part point into the lists of another.
#[derive(Debug)]
pub struct Parts {
    /// The definition it was made of.
    pub definition: Arc<Definition>,
    /// The network it was made for.
    pub network: Arc<Network>,
    /// The division whose programme it is, where the register has it: the definition's root. Targets
    /// of the root apply to it alone, and the verdict is about it.
    pub root: Option<DivisionId>,
    /// The division that is looked at first: the root, or where the register lacks it, the only one
    /// without a parent.
    pub top: Option<DivisionId>,
    /// The programme's first and last day.
    pub period: Period,
    /// By how many minutes local time is ahead of UTC, where the programme says so.
    pub utc_offset_minutes: Option<i32>,
    /// Per parameter its values with their first days.
    pub parameters: Vec<Vec<(Date, Decimal)>>,
    /// The register's attributes, as columns over the divisions.
    pub attributes: Vec<AttributeTable>,
    /// Every rule, the structural ones first, in the order of [`StructuralRule`].
    pub rules: Vec<RulePlan>,
    /// The datasets.
    pub datasets: Vec<DatasetPlan>,
    /// The measures.
    pub measures: Vec<MeasurePlan>,
    /// The positions of those over divisions, each after those that its condition reads.
    pub measure_order: Vec<usize>,
    /// The rules over the measures of divisions.
    pub division_rules: Vec<DivisionRulePlan>,
    /// The indicators.
    pub indicators: Vec<IndicatorPlan>,
    /// Where the records of milestones stand, if the definition has such a dataset.
    pub milestones: Option<MilestonePlan>,
    /// Where the records of reports stand, if the definition has such a dataset.
    pub reports: Option<ReportPlan>,
    /// The inspections, one for each of the definition.
    pub inspections: Vec<InspectionPlan>,
    /// Where the records of inspectors stand, if the definition has such a dataset.
    pub inspection_results: Option<InspectionResultPlan>,
    /// The scoring scheme, where the definition has one.
    pub scoring: Option<ScoringPlan>,
    /// Where the records about services stand, and what is asked of them.
    pub services: ServicesPlan,
    /// Whether some division did not exist all the time.
    pub dated_divisions: bool,
    /// What the compiler warned of.
    pub warnings: Diagnostics,
    /// The same for the same definition and network on every platform.
    pub fingerprint: u64,
}

/// Rules every dataset has without a `[[rule]]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
pub enum StructuralRule {
    /// A required field is missing.
    Required = 0,
    /// A value is not of its field's type.
    Type = 1,
    /// A value is outside its code list.
    CodeList = 2,
    /// A division is not in the register.
    UnknownDivision = 3,
    /// The record's own date lies outside the period.
    OutsidePeriod = 4,
    /// One of several identical copies.
    IdenticalCopy = 5,
    /// Different records under one key.
    ConflictingRecords = 6,
    /// An unusual spelling that was understood.
    Normalised = 7,
    /// A row that holds a total or a signature and is no record.
    TotalRow = 8,
    /// A column was not read while an optional field has none.
    ColumnNotRead = 9,
    /// A dataset that something needs was not handed over.
    NotReceived = 10,
    /// A higher version stands under its key.
    Superseded = 11,
    /// What it names does not exist.
    UnknownId = 12,
    /// A text file that ends within a line, as one does that was cut off.
    FileMayBeCut = 13,
    /// A formula over it cannot be computed exactly.
    NotComputable = 14,
}

impl StructuralRule {
    /// All of them, in order.
    pub const ALL: [Self; 15] = [
        Self::Required,
        Self::Type,
        Self::CodeList,
        Self::UnknownDivision,
        Self::OutsidePeriod,
        Self::IdenticalCopy,
        Self::ConflictingRecords,
        Self::Normalised,
        Self::TotalRow,
        Self::ColumnNotRead,
        Self::NotReceived,
        Self::Superseded,
        Self::UnknownId,
        Self::FileMayBeCut,
        Self::NotComputable,
    ];

    /// The rule's name in findings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Type => "type",
            Self::CodeList => "code_list",
            Self::UnknownDivision => "unknown_division",
            Self::OutsidePeriod => "outside_period",
            Self::IdenticalCopy => "identical_copy",
            Self::ConflictingRecords => "conflicting_records",
            Self::Normalised => "normalised",
            Self::TotalRow => "total_row",
            Self::ColumnNotRead => "column_not_read",
            Self::NotReceived => "not_received",
            Self::Superseded => "superseded",
            Self::UnknownId => "unknown_id",
            Self::FileMayBeCut => "file_may_be_cut",
            Self::NotComputable => "not_computable",
        }
    }

    /// Its position among all rules of a plan.
    pub fn index(self) -> u16 {
        self as u16
    }
}

/// A rule as findings speak of it.
#[derive(Clone, Debug)]
pub struct RulePlan {
    /// Its name.
    pub id: String,
    /// What it asks for.
    pub label: Text,
    /// How grave a violation is.
    pub severity: Severity,
    /// How a finding is worded.
    pub message: MessageTemplate,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

/// A dataset and all that is computed while its records are read.
#[derive(Clone, Debug)]
pub struct DatasetPlan {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// Its fields.
    pub fields: Vec<FieldPlan>,
    /// The positions of the key fields; empty where records have no identity.
    pub key: Vec<usize>,
    /// The position of the field that holds the record's division.
    pub division: usize,
    /// The position of the record's own date.
    pub date: Option<usize>,
    /// By what the records of one key are ordered, of which the highest counts; none
    /// where records that differ under one key are a conflict.
    pub version: Option<VersionPlan>,
    /// The fields whose values are ids of the definition.
    pub ids: Vec<IdPlan>,
    /// Every expression over its records.
    pub program: Program,
    /// Conditions every record must fulfil.
    pub conditions: Vec<ConditionPlan>,
    /// The other formulas that may not be computable.
    pub checked: Vec<FormulaId>,
    /// What a record adds to measures.
    pub terms: Vec<Term>,
    /// What is kept of every record.
    pub slots: Vec<Slot>,
    /// The fields of which only a fingerprint is kept: texts that nothing reads later.
    pub unkept: Vec<usize>,
    /// Records of other datasets that must exist.
    pub references: Vec<ReferencePlan>,
}

impl DatasetPlan {
    /// Whether a slot of texts keeps a field.
    pub(crate) fn keeps_text(&self, field: usize) -> bool {
        let node = u16::try_from(field).ok().map(Node::Field);
        let node = node.and_then(|node| self.program.id_of(&node));
        let keeps = |slot: &Slot| Some(slot.node) == node && slot.kind == SlotKind::Text;
        node.is_some() && self.slots.iter().any(keeps)
    }

    /// Its program, and those of the conditions of its references.
    pub(crate) fn programs(&self) -> impl Iterator<Item = &Program> {
        let conditions = self.references.iter().filter_map(|reference| {
            let (program, _) = reference.condition.as_ref()?;
            Some(program)
        });
        std::iter::once(&self.program).chain(conditions)
    }
}

/// A condition every record of a dataset must fulfil.
#[derive(Clone, Debug)]
pub struct ConditionPlan {
    /// The rule's position in the plan.
    pub rule: u16,
    /// What has to hold.
    pub formula: FormulaId,
    /// Whether unknown passes.
    pub unknown_passes: bool,
    /// The field a finding points at.
    pub field: Option<usize>,
    /// The fields it reads.
    pub fields: Vec<usize>,
}

/// What the records of a dataset add to one measure. A record counts as of a
/// day from the latest of its `from` days on, until before the earliest of its
/// `until` days; one that counts in the period is dated by `on`.
#[derive(Clone, Debug)]
pub struct Term {
    /// The measure's position in the plan.
    pub measure: usize,
    /// How records are put together.
    pub function: AggregateFunction,
    /// The condition under which a record takes part.
    pub filter: Option<NodeId>,
    /// The slot of the date that puts a record into the period; none for a stock.
    pub on: Option<usize>,
    /// From when a record counts.
    pub from: Vec<Threshold>,
    /// Until before when a record counts.
    pub until: Vec<Threshold>,
    /// The node of the argument, which must not be null.
    pub argument_node: Option<NodeId>,
    /// The slot of the argument; none where the records are only counted.
    pub argument: Option<usize>,
}

/// A day on which a record begins or ceases to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The slot of the day.
    pub slot: usize,
    /// Days to add.
    pub delay_days: i32,
    /// What a record without that day does: counts without this bound, or never counts.
    pub open: bool,
}

/// A value kept of every record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The node that computes it.
    pub node: NodeId,
    /// How it is stored.
    pub kind: SlotKind,
}

/// How a kept value is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// A day.
    Date,
    /// A whole number.
    Number,
    /// true or false.
    Truth,
    /// A position in a code list.
    Code(Arc<[String]>),
    /// Text.
    Text,
}

/// A record of another dataset that must exist.
#[derive(Clone, Debug)]
pub struct ReferencePlan {
    /// The rule's position in the plan.
    pub rule: u16,
    /// The field a finding points at: the first that names the other record.
    pub field: usize,
    /// The other dataset.
    pub to: usize,
    /// The own fields that name the other record.
    pub named_by: Vec<usize>,
    /// What is compared: own and other side.
    pub joins: Vec<(Join, Join)>,
    /// The own fields the condition depends on.
    pub judged: Vec<usize>,
    /// The condition over both, as a program of its own.
    pub condition: Option<(Program, FormulaId)>,
    /// Own fields the condition or the message reads, with their slots.
    pub fields: Vec<(usize, usize)>,
    /// The other's fields the condition reads, with their slots.
    pub others: Vec<(usize, usize)>,
    /// Whether an unknown condition passes.
    pub unknown_passes: bool,
}

/// One side of a comparison between datasets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// The record's division, old codes resolved.
    Division,
    /// A kept value.
    Slot(usize),
}

/// A measure.
#[derive(Clone, Debug)]
pub struct MeasurePlan {
    /// Its name.
    pub id: String,
    /// What it counts or sums.
    pub label: Text,
    /// Digits after the point of its whole-number values.
    pub scale: u8,
    /// Whether its values are days since 1970-01-01.
    pub is_date: bool,
    /// Whether it sums what is dated in the period (flow), or states what holds
    /// at a date (stock).
    pub flow: bool,
    /// What it is computed from.
    pub source: MeasureSource,
    /// The datasets it is computed from in the end, by position and in order; none for
    /// one that counts divisions by the register alone.
    pub needs: Vec<usize>,
}

impl MeasurePlan {
    /// The condition for which divisions are counted.
    pub(crate) fn holds(&self) -> Option<&Expression> {
        match &self.source {
            MeasureSource::Divisions { holds, .. } => holds.as_ref(),
            MeasureSource::Records { .. } => None,
        }
    }

    /// A value of the measure as text: a number with its decimals, or a date.
    pub fn shown(&self, value: i128) -> String {
        let date = i32::try_from(value).ok().and_then(Date::from_days);
        match date.filter(|_| self.is_date) {
            Some(date) => date.to_string(),
            None => Decimal::new(value, self.scale).to_string(),
        }
    }
}

/// What a measure is computed from.
#[derive(Clone, Debug)]
pub enum MeasureSource {
    /// From the records of a dataset, by that term of it.
    Records {
        /// The dataset.
        dataset: usize,
        /// The position of the term.
        term: usize,
        /// The function.
        function: AggregateFunction,
    },
    /// The number of divisions of a level for which conditions hold.
    Divisions {
        /// The level.
        level: Level,
        /// Which divisions are counted at all.
        members: Members,
        /// The condition over the division's measures.
        holds: Option<Expression>,
    },
}

/// A rule over the measures of divisions.
#[derive(Clone, Debug)]
pub struct DivisionRulePlan {
    /// The rule's position in the plan.
    pub rule: u16,
    /// The levels it is checked at.
    pub levels: Vec<Level>,
    /// The datasets that its measures are computed from, by position and in order.
    pub needs: Vec<usize>,
    /// What is checked.
    pub check: DivisionCheck,
}

/// What a rule over divisions checks.
#[derive(Clone, Debug)]
pub enum DivisionCheck {
    /// A condition over measures.
    Condition {
        /// The condition.
        condition: Expression,
        /// Whether unknown passes.
        unknown_passes: bool,
    },
    /// A measure far from its siblings' median.
    Outlier {
        /// The measure.
        measure: usize,
        /// The allowed number of median absolute deviations.
        limit: Decimal,
    },
}

/// An indicator.
#[derive(Clone, Debug)]
pub struct IndicatorPlan {
    /// Its name.
    pub id: String,
    /// What people call it.
    pub label: Text,
    /// The unit of its value.
    pub unit: Text,
    /// The formula as written.
    pub formula: String,
    /// The formula, or its dividend where it is a quotient.
    pub numerator: Expression,
    /// The divisor of a quotient.
    pub denominator: Option<Expression>,
    /// The datasets that its measures are computed from, by position and in order.
    pub needs: Vec<usize>,
    /// What an empty denominator counts as.
    pub empty: EmptyDenominator,
    /// Its target.
    pub target: Option<TargetPlan>,
    /// What of the target every division has to reach, where that is allocated.
    pub allocation: Option<Arc<Allocation>>,
    /// Whether the target is due by the schedule.
    pub scheduled: bool,
    /// How the value is shown.
    pub display: Display,
    /// How the value is compared with the target.
    pub comparison: Comparison,
    /// The position of the clause that asks for it.
    pub clause: Option<usize>,
}

impl IndicatorPlan {
    /// Whether a division with that target has nothing to do: its share of an allocated one is 0.
    pub(crate) fn owes_nothing(&self, target: Decimal) -> bool {
        self.allocation.is_some() && target.units() == 0
    }
}

/// A target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetPlan {
    /// At least, at most or exactly.
    pub bound: Bound,
    /// The value.
    pub value: Decimal,
    /// Whether every division has it, or only the programme's root.
    pub every_division: bool,
}

impl Plan {
    /// Binds a definition to a network.
    ///
    /// # Errors
    ///
    /// `Definition` with all diagnostics: unknown names, types that do not fit,
    /// formulas that cannot be computed. A programme's root that is not in the
    /// network is no error: a county may compute its own part. Targets of the root
    /// then apply nowhere, and there is no verdict.
    pub fn of(definition: &Arc<Definition>, network: &Arc<Network>) -> Result<Self> {
        Ok(Self {
            parts: Arc::new(compile::compile(definition, network)?),
        })
    }

    /// The position of a dataset.
    pub fn dataset(&self, id: &str) -> Option<usize> {
        self.datasets.iter().position(|dataset| dataset.id == id)
    }

    /// The position of the dataset a caller names.
    ///
    /// # Errors
    ///
    /// `Argument` for an unknown dataset.
    pub(crate) fn dataset_named(&self, id: &str) -> Result<usize> {
        self.dataset(id).ok_or_else(|| {
            let known = self.datasets.iter().map(|known| known.id.as_str());
            let known: Vec<&str> = known.collect();
            let Text { zh, en } = instead_of(id, &known);
            Error::new(
                ErrorKind::Argument,
                text!(
                    "没有名为 `{id}` 的数据集;{zh}",
                    "no dataset is named `{id}`; {en}"
                ),
            )
        })
    }

    /// The position of a measure.
    pub fn measure(&self, id: &str) -> Option<usize> {
        self.measures.iter().position(|measure| measure.id == id)
    }

    /// The position of an indicator.
    pub fn indicator(&self, id: &str) -> Option<usize> {
        self.indicators
            .iter()
            .position(|indicator| indicator.id == id)
    }
}

impl std::ops::Deref for Plan {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}
