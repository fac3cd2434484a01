//! Which records count, and every finding.

use std::collections::BTreeSet;

use huimin::calendar::Date;
use huimin::definition::{Dataset, MeasureKind, Name, Rule, RuleKind, Severity};
use huimin::error::Result;
use huimin::figure::Ratio;
use huimin::formula::{Expression, ExpressionKind, Reference};
use huimin::network::{DivisionCode, DivisionId, Level};

use super::evaluate::{Value, World, evaluate, evaluate_kept};
use super::measures::Measures;
use super::names::{self, MeasureNames, RecordNames, dataset_named, record_condition};
use super::reading::{RecordWorld, Row, Trouble, place};
use super::{Case, cell};

/// The names of the rules that need no `[[rule]]`, in order.
const STRUCTURAL: [&str; 15] = [
    "required",
    "type",
    "code_list",
    "unknown_division",
    "outside_period",
    "identical_copy",
    "conflicting_records",
    "normalised",
    "total_row",
    "column_not_read",
    "not_received",
    "superseded",
    "unknown_id",
    "file_may_be_cut",
    "not_computable",
];
const OUTSIDE_PERIOD: usize = 4;
const IDENTICAL_COPY: usize = 5;
const CONFLICTING_RECORDS: usize = 6;
const NORMALISED: usize = 7;
const NOT_RECEIVED: usize = 10;
const SUPERSEDED: usize = 11;
const UNKNOWN_DIVISION: usize = 3;
const TOTAL_ROW: usize = 8;
const NOT_COMPUTABLE: usize = 14;
/// Stands after every position.
const NONE: usize = usize::MAX;

/// One violation, ordered as tables are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The dataset's position; findings about divisions come last.
    dataset: usize,
    /// The rule's position, those without a `[[rule]]` first.
    rule: usize,
    key: String,
    row: usize,
    field: usize,
    /// The division's position, for findings about divisions.
    division: usize,
    shown: String,
}

impl Finding {
    pub fn shown(&self) -> String {
        self.shown.clone()
    }
}

/// How a record stands among those with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Alone,
    /// One of several identical copies; the first that no rule rejects counts.
    Copy {
        counted: bool,
    },
    Conflict,
    /// Another record under its key has a higher version.
    Superseded,
}

/// All findings about records, and per record whether it counts.
pub fn judge_records(
    case: &Case<'_>,
    datasets: &[Vec<Row>],
) -> Result<(Vec<Finding>, Vec<Vec<bool>>)> {
    let mut judge = Judge {
        case,
        findings: Vec::new(),
    };
    let mut standing_by_itself: Vec<Vec<bool>> = Vec::new();
    for (position, (dataset, rows)) in case.definition.datasets.iter().zip(datasets).enumerate() {
        let mut rejected = Vec::new();
        for row in rows {
            let record = RecordPlace {
                position,
                dataset,
                row,
            };
            // Of a row that is no record nothing more is judged.
            let structure = judge.structure(&record);
            rejected.push(structure | (!row.is_total() && judge.formulas(&record)));
        }
        let mut stands = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let record = RecordPlace {
                position,
                dataset,
                row,
            };
            let standing = standing(dataset, rows, &rejected, row);
            let rejected = rejected[number];
            judge.standing(&record, standing);
            let counts = match standing {
                Standing::Alone => true,
                Standing::Copy { counted } => counted,
                Standing::Conflict | Standing::Superseded => false,
            };
            stands.push(counts && !rejected);
        }
        standing_by_itself.push(stands);
    }
    let mut counting = standing_by_itself.clone();
    for (place, rule) in case.definition.rules.iter().enumerate() {
        judge.reference(place, rule, datasets, &standing_by_itself, &mut counting)?;
    }
    Ok((judge.findings, counting))
}

fn standing(dataset: &Dataset, rows: &[Row], rejected: &[bool], row: &Row) -> Standing {
    if !row.has_key(dataset) {
        return Standing::Alone;
    }
    let key = row.key(dataset);
    let same_key = |other: &&Row| other.has_key(dataset) && other.key(dataset) == key;
    let group: Vec<&Row> = rows.iter().filter(same_key).collect();
    let is_same = group.iter().all(|other| other.equals(row));
    let highest = match &dataset.version {
        Some(version) if !is_same => {
            let field = place(dataset, &version.value);
            // A version that is missing though required, or cannot be read, may be any.
            let unknown = |row: &&Row| row.cells[field].trouble.is_some();
            if group.iter().any(unknown) {
                None
            } else {
                group.iter().filter_map(|row| version_of(row, field)).max()
            }
        }
        _ => None,
    };
    // Of a key without versions, or of which none is known, all are alike.
    let is_highest = |other: &Row| match (highest, &dataset.version) {
        (Some(highest), Some(version)) => {
            version_of(other, place(dataset, &version.value)) == Some(highest)
        }
        _ => true,
    };
    if !is_highest(row) {
        return Standing::Superseded;
    }
    let group: Vec<&Row> = group.into_iter().filter(|row| is_highest(row)).collect();
    let numbered = rows.iter().zip(rejected);
    let mut accepted =
        numbered.filter(|(other, rejected)| same_key(other) && is_highest(other) && !**rejected);
    if group.len() == 1 {
        Standing::Alone
    } else if group.iter().all(|other| other.equals(row)) {
        let counted = accepted.next().map_or(group[0], |(accepted, _)| accepted);
        Standing::Copy {
            counted: std::ptr::eq(counted, row),
        }
    } else {
        Standing::Conflict
    }
}

/// A version as a number; none where the record has none.
fn version_of(row: &Row, field: usize) -> Option<Ratio> {
    match row.cells[field].value {
        Value::Number(number) => Some(number),
        Value::Date(date) => Some(Ratio::integer(i128::from(date.days()))),
        Value::Time(minutes) => Some(Ratio::integer(i128::from(minutes))),
        _ => None,
    }
}

/// A record and where it stands.
struct RecordPlace<'a> {
    position: usize,
    dataset: &'a Dataset,
    row: &'a Row,
}

struct Judge<'a> {
    case: &'a Case<'a>,
    findings: Vec<Finding>,
}

impl Judge<'_> {
    /// Adds a finding; whether it rejects the record.
    fn find(&mut self, record: &RecordPlace<'_>, rule: usize, field: Option<usize>) -> bool {
        let (definition, network) = (self.case.definition, self.case.network);
        let (id, severity) = rule_of(self.case, rule);
        let division = &record.row.cells[place(record.dataset, &record.dataset.division.value)];
        let code = match record.row.division {
            Some(id) => Some(network.code(id)),
            None => division.code,
        };
        let field_name = field.map(|field| record.dataset.fields[field].name.value.clone());
        let key = record.row.key(record.dataset);
        let row = record.row.number;
        let shown = [
            id,
            severity_name(severity).to_owned(),
            definition.datasets[record.position].id.value.clone(),
            shown_key(record.dataset, &key),
            row.to_string(),
            cell(code.map(DivisionCode::padded)),
            cell(field_name),
        ];
        self.findings.push(Finding {
            dataset: record.position,
            rule,
            // Fields are compared with what stands between them in a stored key.
            key: key.join("\u{1f}"),
            row,
            field: field.unwrap_or(NONE),
            division: NONE,
            shown: shown.join(" | "),
        });
        severity == Severity::Reject
    }

    /// The rules that follow from the declarations of fields; whether one rejects.
    fn structure(&mut self, record: &RecordPlace<'_>) -> bool {
        let period = self.case.definition.programme.period.value;
        let mut rejected = false;
        for (field, cell) in record.row.cells.iter().enumerate() {
            if let Some(trouble) = cell.trouble {
                let rule = match trouble {
                    Trouble::Missing => 0,
                    Trouble::Type => 1,
                    Trouble::CodeList => 2,
                    Trouble::UnknownDivision => UNKNOWN_DIVISION,
                    Trouble::Total => TOTAL_ROW,
                };
                rejected |= self.find(record, rule, Some(field));
            }
            if cell.normalised {
                rejected |= self.find(record, NORMALISED, Some(field));
            }
        }
        let (Some(name), Some(date)) = (&record.dataset.date, record.row.date) else {
            return rejected;
        };
        if date < period.start() || date > period.end() {
            let field = place(record.dataset, &name.value);
            rejected |= self.find(record, OUTSIDE_PERIOD, Some(field));
        }
        let division = place(record.dataset, &record.dataset.division.value);
        if let (Some(code), Some(id)) = (record.row.cells[division].code, record.row.division)
            && !self.existed(code, id, date)
        {
            rejected |= self.find(record, UNKNOWN_DIVISION, Some(division));
        }
        rejected
    }

    /// Whether a division, or the one that took its place, existed on a day.
    fn existed(&self, code: DivisionCode, current: DivisionId, day: Date) -> bool {
        let within = |(from, until): (Option<Date>, Option<Date>)| {
            from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
        };
        let network = self.case.network;
        let mut former = network.former().iter();
        let former = former.find(|former| former.code == code);
        within(network.valid(current))
            || former.is_some_and(|former| within((former.valid_from, former.valid_until)))
    }

    fn standing(&mut self, record: &RecordPlace<'_>, standing: Standing) {
        match standing {
            Standing::Alone => {}
            Standing::Copy { .. } => {
                self.find(record, IDENTICAL_COPY, None);
            }
            Standing::Conflict => {
                self.find(record, CONFLICTING_RECORDS, None);
            }
            Standing::Superseded => {
                self.find(record, SUPERSEDED, None);
            }
        }
    }

    /// The conditions on single records and the formulas of measures that cannot be computed;
    /// whether one rejects.
    fn formulas(&mut self, record: &RecordPlace<'_>) -> bool {
        let mut rejected = false;
        let mut not_computable = Failures::default();
        for (number, rule) in self.case.definition.rules.iter().enumerate() {
            let RuleKind::Record {
                dataset,
                field,
                condition,
                unknown_passes,
            } = &rule.kind
            else {
                continue;
            };
            if dataset.value != record.dataset.id.value {
                continue;
            }
            let text = &condition.value;
            let condition = self.parsed(record.dataset, None, condition);
            let holds = not_computable.value(&condition, text, &self.world(record, None));
            let Some(holds) = holds else { continue };
            if self.can_judge(record, &condition) && !holds.truth().unwrap_or(*unknown_passes) {
                let field = field
                    .as_ref()
                    .map(|name| place(record.dataset, &name.value));
                rejected |= self.find(record, STRUCTURAL.len() + number, field);
            }
        }
        for measure in &self.case.definition.measures {
            if let MeasureKind::Records { dataset, value, .. } = &measure.kind
                && dataset.value == record.dataset.id.value
            {
                let (definition, network) = (self.case.definition, self.case.network);
                let text = &value.value;
                let aggregate = names::aggregate(definition, network, record.dataset, text);
                let world = self.world(record, None);
                let filter = aggregate.filter.and_then(without_as_of);
                for part in filter.iter().chain(&aggregate.argument) {
                    not_computable.value(part, text, &world);
                }
            }
        }
        for _ in 0..not_computable.reasons.len() {
            rejected |= self.find(record, NOT_COMPUTABLE, None);
        }
        rejected
    }

    fn parsed(&self, dataset: &Dataset, other: Option<&Dataset>, condition: &Name) -> Expression {
        let names = RecordNames {
            definition: self.case.definition,
            network: self.case.network,
            dataset: Some(dataset),
            other,
        };
        record_condition(&names, &condition.value)
    }

    fn world<'w>(&'w self, record: &RecordPlace<'w>, other: Option<&'w Row>) -> RecordWorld<'w> {
        RecordWorld {
            case: self.case,
            dataset: record.dataset,
            row: record.row,
            other,
            as_of: None,
        }
    }

    /// Whether every field a condition reads has a readable value or may be
    /// missing: what is wrong with a field is found once. The register is read
    /// by way of the record's division, a dated parameter by its own date.
    fn can_judge(&self, record: &RecordPlace<'_>, condition: &Expression) -> bool {
        let mut sound = true;
        let mut reads = |field: usize| sound &= record.row.cells[field].trouble.is_none();
        condition.for_each_reference(&mut |reference| match reference {
            Reference::Field(field) => reads(usize::from(field)),
            Reference::Division(_) => reads(place(record.dataset, &record.dataset.division.value)),
            Reference::Parameter(parameter) => {
                if let Some(date) = &record.dataset.date
                    && !names::is_constant(self.case.definition, parameter)
                {
                    reads(place(record.dataset, &date.value));
                }
            }
            _ => {}
        });
        sound
    }

    /// A rule that asks for a record of another dataset. Only records that
    /// stand by their own rules can be meant.
    fn reference(
        &mut self,
        number: usize,
        rule: &Rule,
        datasets: &[Vec<Row>],
        stands: &[Vec<bool>],
        counting: &mut [Vec<bool>],
    ) -> Result<()> {
        let RuleKind::Reference {
            dataset,
            fields,
            to,
            to_fields,
            condition,
            unknown_passes,
        } = &rule.kind
        else {
            return Ok(());
        };
        let (own, dataset) = dataset_named(self.case.definition, &dataset.value);
        let (to, other) = dataset_named(self.case.definition, &to.value);
        if !self.case.received[to] {
            return Ok(());
        }
        let condition = condition
            .as_ref()
            .map(|condition| self.parsed(dataset, Some(other), condition));
        for (row_number, row) in datasets[own].iter().enumerate() {
            let record = RecordPlace {
                position: own,
                dataset,
                row,
            };
            let own_fields: Vec<usize> = fields
                .iter()
                .map(|name| place(dataset, &name.value))
                .collect();
            let own_cells: Vec<_> = own_fields.iter().map(|field| &row.cells[*field]).collect();
            if row.is_total() || own_cells.iter().any(|cell| cell.trouble.is_some()) {
                continue;
            }
            let missing = own_cells.iter().any(|cell| cell.written.is_none());
            let mut passes = missing && *unknown_passes;
            let mut not_computable = Failures::default();
            let candidates = datasets[to].iter().zip(&stands[to]);
            for (target, _) in candidates.filter(|(_, stands)| **stands && !missing) {
                let same = own_cells.iter().zip(to_fields).all(|(cell, name)| {
                    cell.value == target.cells[place(other, &name.value)].value
                });
                if !same {
                    continue;
                }
                passes |= match &condition {
                    None => true,
                    Some(condition) if self.can_judge(&record, condition) => {
                        let world = self.world(&record, Some(target));
                        let holds = not_computable.value(condition, "", &world);
                        holds.is_some_and(|holds| holds.truth().unwrap_or(*unknown_passes))
                    }
                    Some(_) => true,
                };
            }
            if passes {
                continue;
            }
            let rejects = if not_computable.reasons.is_empty() {
                self.find(&record, STRUCTURAL.len() + number, Some(own_fields[0]))
            } else {
                self.find(&record, NOT_COMPUTABLE, None)
            };
            if rejects {
                counting[own][row_number] = false;
            }
        }
        Ok(())
    }
}

/// A key as findings show it: of a personal field only the ends, and these of a long one only.
fn shown_key(dataset: &Dataset, key: &[String]) -> String {
    let parts = dataset.key.iter().zip(key).map(|(name, part)| {
        if !dataset.fields[place(dataset, &name.value)].personal {
            return part.clone();
        }
        let signs: Vec<char> = part.chars().collect();
        let last = signs.len().saturating_sub(1);
        let mask = |(at, sign): (usize, &char)| match at {
            _ if signs.len() <= 4 => '*',
            0 => *sign,
            at if at == last => *sign,
            _ => '*',
        };
        signs.iter().enumerate().map(mask).collect()
    });
    parts.collect::<Vec<String>>().join("|")
}

/// The formulas over a record that cannot be computed.
#[derive(Default)]
struct Failures {
    /// Those that were computed before, each once.
    known: BTreeSet<String>,
    /// What is found: the formula as written, and why not.
    reasons: BTreeSet<(String, String)>,
}

impl Failures {
    /// The value of a formula; none where it cannot be computed.
    fn value(&mut self, expression: &Expression, text: &str, world: &dyn World) -> Option<Value> {
        let value = evaluate_kept(expression, world);
        if let Err(error) = &value
            && self.known.insert(expression.to_string())
        {
            let written = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.reasons.insert((written, error.message().en.clone()));
        }
        value.ok()
    }
}

/// What of a filter does not depend on the day of the assessment: of what AND joins the parts that
/// do not speak of it.
fn without_as_of(filter: Expression) -> Option<Expression> {
    let mut waiting = vec![filter];
    let mut kept = Vec::new();
    let mut whole = None;
    while let Some(mut expression) = waiting.pop() {
        let mut speaks_of_it = false;
        expression.for_each_reference(&mut |name| speaks_of_it |= name == Reference::AsOf);
        match expression.kind {
            ExpressionKind::And(parts) => {
                expression.kind = ExpressionKind::And(Vec::new());
                whole.get_or_insert(expression);
                waiting.extend(parts.into_iter().rev());
            }
            _ if !speaks_of_it => kept.push(expression),
            _ => {}
        }
    }
    match (kept.len(), whole) {
        (0, _) => None,
        (1, _) | (_, None) => kept.pop(),
        (_, Some(mut whole)) => {
            whole.kind = ExpressionKind::And(kept);
            Some(whole)
        }
    }
}

/// One finding for every dataset that something needs and nobody handed over: an
/// indicator, a rule over divisions, or a reference of records that were handed over.
pub fn judge_receipt(case: &Case<'_>, measures: &Measures<'_>, findings: &mut Vec<Finding>) {
    let definition = case.definition;
    let names = MeasureNames {
        definition,
        network: case.network,
        measures: definition.measures.len(),
    };
    let reads = |formula: &Name, dataset: usize| {
        let formula = names::measure_formula(&names, &formula.value);
        measures.sources_of(&formula).contains(&dataset)
    };
    for (position, dataset) in definition.datasets.iter().enumerate() {
        let mut indicators = definition.indicators.iter();
        let is_computed_from = indicators.any(|indicator| reads(&indicator.value, position));
        let is_asked = definition.rules.iter().any(|rule| match &rule.kind {
            RuleKind::Record { .. } => false,
            RuleKind::Reference { dataset, to, .. } => {
                let (own, _) = dataset_named(definition, &dataset.value);
                let (to, _) = dataset_named(definition, &to.value);
                to == position && case.received[own]
            }
            RuleKind::Division { condition, .. } => reads(condition, position),
            RuleKind::Outlier { measure, .. } => {
                let mut known = definition.measures.iter();
                let measure = known.position(|known| known.id.value == measure.value);
                let measure = measure.expect("a measure the plan found");
                measures.sources(measure).contains(&position)
            }
        });
        if case.received[position] || !(is_computed_from || is_asked) {
            continue;
        }
        let (name, severity) = rule_of(case, NOT_RECEIVED);
        let none = cell(None::<String>);
        let id = &dataset.id.value;
        let shown = [&name, severity_name(severity), id, "", &none, &none, &none];
        findings.push(Finding {
            dataset: position,
            rule: NOT_RECEIVED,
            key: String::new(),
            row: 0,
            field: NONE,
            division: NONE,
            shown: shown.join(" | "),
        });
    }
}

/// The rules about the measures of divisions, as of the last day. One that needs a
/// dataset nobody handed over is not judged.
pub fn judge_divisions(
    case: &Case<'_>,
    measures: &Measures<'_>,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for (number, rule) in case.definition.rules.iter().enumerate() {
        let rule_position = STRUCTURAL.len() + number;
        let mut find = |id: DivisionId| {
            let (name, severity) = rule_of(case, rule_position);
            let code = case.network.code(id).padded();
            let none = cell(None::<String>);
            let shown = [
                &name,
                severity_name(severity),
                &none,
                "",
                &none,
                &code,
                &none,
            ];
            findings.push(Finding {
                dataset: NONE,
                rule: rule_position,
                key: String::new(),
                row: 0,
                field: NONE,
                division: id.index(),
                shown: shown.join(" | "),
            });
        };
        let last = measures.days.len() - 1;
        match &rule.kind {
            RuleKind::Division {
                levels,
                condition,
                unknown_passes,
            } => {
                let names = MeasureNames {
                    definition: case.definition,
                    network: case.network,
                    measures: case.definition.measures.len(),
                };
                let condition = names::measure_formula(&names, &condition.value);
                if !measures.is_received(&condition) {
                    continue;
                }
                let ids = case.network.ids();
                for id in ids.filter(|id| has_level(levels, case.network.level(*id))) {
                    let world = measures.of(id, last, false);
                    if !evaluate(&condition, &world)?
                        .truth()
                        .unwrap_or(*unknown_passes)
                    {
                        find(id);
                    }
                }
            }
            RuleKind::Outlier {
                levels,
                measure,
                limit,
            } => {
                let limit = limit.value.to_ratio()?;
                let mut known = case.definition.measures.iter();
                let measure = known.position(|known| known.id.value == measure.value);
                let measure = measure.expect("a measure the plan found");
                let mut sources = measures.sources(measure).iter();
                if !sources.all(|dataset| case.received[*dataset]) {
                    continue;
                }
                for id in case.network.ids() {
                    let siblings = siblings(case, id, levels);
                    let value = |id: &DivisionId| measures.number(measure, *id, last);
                    if let Some(own) = value(&id).filter(|_| siblings.contains(&id))
                        && is_outlier(own, siblings.iter().filter_map(value).collect(), limit)?
                    {
                        find(id);
                    }
                }
            }
            RuleKind::Record { .. } | RuleKind::Reference { .. } => {}
        }
    }
    Ok(())
}

/// The divisions of these levels under the same parent, itself included where
/// it has such a level.
fn siblings(case: &Case<'_>, id: DivisionId, levels: &[Name]) -> Vec<DivisionId> {
    let network = case.network;
    let Some(parent) = network.parent(id) else {
        return Vec::new();
    };
    let all = network.ids();
    all.filter(|other| network.parent(*other) == Some(parent))
        .filter(|other| has_level(levels, network.level(*other)))
        .collect()
}

fn has_level(levels: &[Name], level: Level) -> bool {
    levels.iter().any(|name| name.value == level.id())
}

fn is_outlier(own: Ratio, all: Vec<Ratio>, limit: Ratio) -> Result<bool> {
    let middle = median(all.clone())?;
    let mut distances = Vec::new();
    for value in all {
        distances.push(distance(value, middle)?);
    }
    let deviation = median(distances)?;
    Ok(deviation > Ratio::integer(0) && distance(own, middle)? > deviation.checked_mul(limit)?)
}

fn distance(one: Ratio, two: Ratio) -> Result<Ratio> {
    if one > two {
        one.checked_sub(two)
    } else {
        two.checked_sub(one)
    }
}

fn median(mut values: Vec<Ratio>) -> Result<Ratio> {
    values.sort();
    let half = values.len() / 2;
    if values.len() % 2 == 1 {
        return Ok(values[half]);
    }
    let sum = values[half - 1].checked_add(values[half])?;
    Ok(sum
        .checked_div(Ratio::integer(2))?
        .expect("two is not zero"))
}

/// The name and severity of a rule by its position.
fn rule_of(case: &Case<'_>, rule: usize) -> (String, Severity) {
    let severities = &case.definition.verification;
    let structural = [
        severities.required,
        severities.r#type,
        severities.code_list,
        severities.unknown_division,
        severities.outside_period,
        severities.identical_copy,
        severities.conflicting_records,
        severities.normalised,
        Severity::Reject,
        Severity::Warn,
        severities.not_received,
        severities.superseded,
        severities.unknown_id,
        Severity::Note,
        Severity::Reject,
    ];
    match STRUCTURAL.get(rule) {
        Some(name) => ((*name).to_owned(), structural[rule]),
        None => {
            let rule = &case.definition.rules[rule - STRUCTURAL.len()];
            (rule.id.value.clone(), rule.severity)
        }
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Reject => "reject",
        Severity::Warn => "warn",
        Severity::Note => "note",
    }
}
