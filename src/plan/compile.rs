//! The order in which a plan is made, and what all its steps share.

use std::sync::Arc;

use super::attributes::{ATTRIBUTES, attribute_table};
use super::message::MessageTemplate;
use super::{DatasetPlan, MeasurePlan, MeasureSource, Parts, RulePlan, StructuralRule, Term};
use crate::calendar::Date;
use crate::column::{AttributeTable, Column, TextColumn, fingerprint_bytes};
use crate::definition::{Definition, Name, Severity};
use crate::diagnostic::{Diagnostic, Diagnostics, Gravity, did_you_mean};
use crate::error::{Error, ErrorKind, Result};
use crate::figure::Decimal;
use crate::formula::is_reserved_word;
use crate::limits;
use crate::network::{DivisionCode, DivisionId, Level, Network};
use crate::text::{Text, text};

/// What the steps of compiling share.
pub(super) struct Workshop<'a> {
    pub definition: &'a Definition,
    pub network: &'a Network,
    pub parameters: Vec<Vec<(Date, Decimal)>>,
    pub diagnostics: Vec<Diagnostic>,
}

pub(super) fn compile(definition: &Arc<Definition>, network: &Arc<Network>) -> Result<Parts> {
    let dated_divisions = network.ids().any(|id| network.valid(id) != (None, None));
    let mut workshop = Workshop {
        definition,
        network,
        parameters: parameters(definition),
        diagnostics: Vec::new(),
    };
    workshop.reserved_names();
    let mut rules = structural_rules(definition, dated_divisions);
    rules.extend(workshop.rules());
    let mut datasets = workshop.datasets();
    workshop.conditions(&mut datasets);
    let (mut measures, measure_order) = workshop.measures(&mut datasets);
    for dataset in &mut datasets {
        put_side_by_side(&mut dataset.terms, &mut measures);
    }
    workshop.references(&mut datasets);
    let milestones = workshop.milestones(&mut datasets);
    let reports = workshop.reports(&mut datasets);
    let inspection_results = workshop.inspection_results(&mut datasets);
    let services = workshop.services(&mut datasets);
    workshop.ids(
        &mut datasets,
        (
            milestones.is_some(),
            reports.is_some(),
            inspection_results.is_some(),
        ),
    );
    workshop.keep_contents(&mut datasets);
    workshop.versions(&mut datasets);
    workshop.not_counted();
    let division_rules = workshop.division_rules(&measures);
    let mut indicators = workshop.indicators(&measures);
    workshop.allocations(&mut indicators);
    let inspections = workshop.inspections(&measures, &indicators);
    let scoring = workshop.scoring(&measures, &indicators);
    workshop.posts();
    let warnings = workshop.finish()?;
    for dataset in &mut datasets {
        let conditions = dataset.conditions.iter();
        let conditions: Vec<_> = conditions.map(|condition| condition.formula).collect();
        let mut checked = dataset.program.failing();
        checked.retain(|formula| !conditions.contains(formula));
        dataset.checked = checked;
    }
    let further = network.attribute_names().len();
    let attributes = (0..ATTRIBUTES.len().saturating_add(further)).map(|position| {
        let wanted = u16::try_from(position).is_ok_and(|position| {
            let mut programs = datasets.iter().flat_map(DatasetPlan::programs);
            programs.any(|program| program.reads_attribute(position))
        });
        if wanted {
            attribute_table(network, position)
        } else {
            AttributeTable {
                values: Column::Text(TextColumn::Null(0)),
            }
        }
    });
    Ok(Parts {
        root: declared_root(definition, network),
        top: top(definition, network),
        period: definition.programme.period.value,
        utc_offset_minutes: definition.programme.utc_offset_minutes,
        parameters: parameters(definition),
        attributes: attributes.collect(),
        rules,
        datasets,
        measures,
        measure_order,
        division_rules,
        indicators,
        warnings,
        milestones,
        reports,
        inspections,
        inspection_results,
        scoring,
        services,
        dated_divisions,
        fingerprint: fingerprint(definition, network),
        definition: Arc::clone(definition),
        network: Arc::clone(network),
    })
}

/// Puts terms that count alike, from and until the same days, behind each other:
/// their bits in a record are then handled as one number.
fn put_side_by_side(terms: &mut Vec<Term>, measures: &mut [MeasurePlan]) {
    let alike = |left: &Term, right: &Term| {
        left.function == right.function
            && left.on == right.on
            && left.from == right.from
            && left.until == right.until
    };
    let mut sorted: Vec<Term> = Vec::with_capacity(terms.len());
    for term in terms.drain(..) {
        let place = sorted.iter().rposition(|known| alike(known, &term));
        let place = place.map_or(sorted.len(), |last| last.saturating_add(1));
        sorted.insert(place, term);
    }
    for (position, sorted) in sorted.iter().enumerate() {
        if let Some(MeasureSource::Records { term, .. }) = measures
            .get_mut(sorted.measure)
            .map(|measure| &mut measure.source)
        {
            *term = position;
        }
    }
    *terms = sorted;
}

/// The division that the definition calls its root, where the register has it.
pub(super) fn declared_root(definition: &Definition, network: &Network) -> Option<DivisionId> {
    let root = DivisionCode::parse(&definition.programme.root.value).ok()?;
    network.find(root.code)
}

fn top(definition: &Definition, network: &Network) -> Option<DivisionId> {
    declared_root(definition, network).or_else(|| {
        let mut roots = network.roots();
        roots.next().filter(|_| roots.next().is_none())
    })
}

fn fingerprint(definition: &Definition, network: &Network) -> u64 {
    let mut bytes = network.fingerprint().to_le_bytes().to_vec();
    bytes.extend_from_slice(definition.source_text.as_bytes());
    fingerprint_bytes(&bytes)
}

fn parameters(definition: &Definition) -> Vec<Vec<(Date, Decimal)>> {
    let values = |parameter: &crate::definition::Parameter| {
        parameter
            .values
            .iter()
            .map(|(from, value)| (from.value, value.value))
            .collect()
    };
    definition.parameters.iter().map(values).collect()
}

/// The wording of the rules that need no [[rule]]; `{0}` is what was found, and from
/// `{3}` on come further values.
fn structural_rules(definition: &Definition, dated_divisions: bool) -> Vec<RulePlan> {
    let severities = &definition.verification;
    let describe = |rule: StructuralRule| -> (Severity, Text, Text) {
        match rule {
            StructuralRule::Required => (
                severities.required,
                text!("必填字段不能为空", "a required field has a value"),
                Text::new("必填字段“{1}”为空", "the required field `{1}` is missing"),
            ),
            StructuralRule::Type => (
                severities.r#type,
                text!("取值符合字段类型", "a value is of its field's type"),
                Text::new(
                    "“{1}”应为{2}，实为“{0}”{4}",
                    "expected {2} in `{1}`, but found `{0}`{4}",
                ),
            ),
            StructuralRule::CodeList => (
                severities.code_list,
                text!("取值在代码表之内", "a value is in its code list"),
                Text::new(
                    "“{1}”的取值“{0}”不在代码表中{4}",
                    "`{0}` in `{1}` is not in the code list{4}",
                ),
            ),
            StructuralRule::UnknownDivision => (
                severities.unknown_division,
                text!("区划在登记册之中", "a division is in the register"),
                if dated_divisions {
                    Text::new(
                        "区划代码“{0}”不在区划登记册中，或在记录的日期尚未设立、已经撤销{4}",
                        "the division `{0}` is not in the register, or did not exist on the record's date{4}",
                    )
                } else {
                    Text::new(
                        "区划代码“{0}”不在区划登记册中{4}",
                        "the division `{0}` is not in the register{4}",
                    )
                },
            ),
            StructuralRule::OutsidePeriod => (
                severities.outside_period,
                text!("日期在项目期间之内", "the record's date lies in the period"),
                Text::new(
                    "“{1}”{0} 不在项目期间之内",
                    "{0} in `{1}` lies outside the programme's period",
                ),
            ),
            StructuralRule::IdenticalCopy => (
                severities.identical_copy,
                text!("同一记录不重复报送", "a record is handed over once"),
                Text::new(
                    "同一记录出现 {0} 次,只计一次",
                    "the same record appears {0} times and counts once",
                ),
            ),
            StructuralRule::ConflictingRecords => (
                severities.conflicting_records,
                text!("一个主键只对应一条记录", "a key stands for one record"),
                Text::new(
                    "同一主键下有 {0} 条内容不同的记录,核实之前都不计入",
                    "{0} records that differ stand under one key; none counts until this is resolved",
                ),
            ),
            StructuralRule::Normalised => (
                severities.normalised,
                text!(
                    "代码和数字按规范书写",
                    "codes and numbers are written in the usual form"
                ),
                Text::new(
                    "“{1}”写作“{0}”，读作“{3}”",
                    "`{0}` in `{1}` was read as `{3}`",
                ),
            ),
            StructuralRule::FileMayBeCut => (
                Severity::Note,
                text!("文本文件以换行结束", "a text file ends in a line end"),
                Text::new(
                    "文件末尾没有换行，可能不完整；请核对最后一行",
                    "the file ends within a line, so it may be cut off: check its last line",
                ),
            ),
            StructuralRule::NotComputable => (
                Severity::Reject,
                text!(
                    "与记录有关的公式都能准确计算",
                    "every formula over a record can be computed exactly"
                ),
                // Why not has its own words in each language.
                Text::new(
                    "公式“{0}”无法计算：{3}；请核对所涉取值，或修改公式",
                    "the formula `{0}` cannot be computed: {4}; check the values it reads, or change the formula",
                ),
            ),
            StructuralRule::ColumnNotRead => (
                Severity::Warn,
                text!("文件的每一列都已读取", "every column of a file is read"),
                Text::new(
                    "未读取的列：{0}；没有列的字段：{3}；如果是同一内容，请把列名改为字段名",
                    "columns not read: {0}; fields without a column: {3}; where they are the same, name the columns after the fields",
                ),
            ),
            StructuralRule::TotalRow => (
                Severity::Reject,
                text!(
                    "合计行、签名行不是记录",
                    "rows of totals and signatures are no records"
                ),
                Text::new(
                    "此行是合计行或签名行，不是记录，不计入；请勿放在记录之中",
                    "this row holds a total or a signature and is no record; keep it out of the records",
                ),
            ),
            StructuralRule::NotReceived => (
                severities.not_received,
                text!(
                    "所需的数据集均已报送",
                    "a dataset that something needs is handed over"
                ),
                // What follows from it has its own words in each language.
                Text::new(
                    "未收到“{0}”，因此不作判定的有：{3}",
                    "`{4}` was not received, so these are not judged: {5}",
                ),
            ),
            StructuralRule::Superseded => (
                severities.superseded,
                text!(
                    "同一主键下版本最高的记录计入",
                    "of the records of one key the highest version counts"
                ),
                Text::new(
                    "同一主键下有更高的版本“{0}”，本条不计入",
                    "a higher version, `{0}`, stands under this key; this record does not count",
                ),
            ),
            StructuralRule::UnknownId => (
                severities.unknown_id,
                text!(
                    "记录所指的节点、指标、抽查和被抽查的记录存在",
                    "what a record names exists"
                ),
                Text::new(
                    "“{1}”所填的“{0}”不存在{5}",
                    "`{0}` in `{1}` names nothing{5}",
                ),
            ),
        }
    };
    StructuralRule::ALL
        .iter()
        .map(|rule| {
            let (severity, label, message) = describe(*rule);
            let message = MessageTemplate::parse(&message, |name| name.parse().ok());
            RulePlan {
                id: rule.id().to_owned(),
                label,
                severity,
                message: message.unwrap_or_default(),
                clause: None,
            }
        })
        .collect()
}

impl Workshop<'_> {
    fn rules(&mut self) -> Vec<RulePlan> {
        let mut rules = Vec::with_capacity(self.definition.rules.len());
        for rule in &self.definition.rules {
            let message = self.message(rule);
            rules.push(RulePlan {
                id: rule.id.value.clone(),
                label: rule.label.clone(),
                severity: rule.severity,
                message,
                clause: self.clause(rule.clause.as_ref()),
            });
        }
        rules
    }

    /// Warns of names that no formula can write.
    fn reserved_names(&mut self) {
        let fields = self
            .definition
            .datasets
            .iter()
            .flat_map(|dataset| &dataset.fields);
        let measures = self.definition.measures.iter().map(|measure| &measure.id);
        for Name { value, span } in fields
            .map(|field| &field.name)
            .chain(measures)
            .filter(|name| is_reserved_word(&name.value))
        {
            let message = text!(
                "`{value}` 是公式的保留字,公式中不能引用它",
                "`{value}` is a word of formulas, so that no formula can name it"
            );
            let help = text!("换一个名称", "choose another name");
            self.diagnostics
                .push(Diagnostic::warning("P013", *span, message).help(help));
        }
    }

    fn message(&mut self, rule: &crate::definition::Rule) -> MessageTemplate {
        use crate::definition::RuleKind;
        let fields = match &rule.kind {
            RuleKind::Record { dataset, .. } | RuleKind::Reference { dataset, .. } => {
                let found = self
                    .definition
                    .datasets
                    .iter()
                    .find(|known| known.id.value == dataset.value);
                found
                    .map(|dataset| dataset.fields.as_slice())
                    .unwrap_or_default()
            }
            RuleKind::Division { .. } | RuleKind::Outlier { .. } => &[],
        };
        let measures = &self.definition.measures;
        let position = |name: &str| match &rule.kind {
            RuleKind::Division { .. } => measures.iter().position(|known| known.id.value == name),
            RuleKind::Outlier { .. } => ["value", "median", "deviation"]
                .iter()
                .position(|known| *known == name),
            _ => fields.iter().position(|field| field.name.value == name),
        };
        MessageTemplate::parse(&rule.message, position).unwrap_or_else(|unknown| {
            self.diagnostics.push(
                Diagnostic::error(
                    "P003",
                    rule.id.span,
                    text!("消息中的 `{unknown}` 不是可用的名称", "`{unknown}` in the message names nothing"),
                )
                .help(text!(
                    "花括号中写该数据集的字段名(区划规则写计量名)",
                    "write a field of the dataset in the braces (a measure for rules over divisions)"
                )),
            );
            MessageTemplate::default()
        })
    }

    pub fn clause(&self, name: Option<&Name>) -> Option<usize> {
        let name = name?;
        self.definition
            .clauses
            .iter()
            .position(|clause| clause.id.value == name.value)
    }

    pub fn levels(&mut self, names: &[Name]) -> Vec<Level> {
        names.iter().filter_map(|name| self.level(name)).collect()
    }

    pub fn level(&mut self, name: &Name) -> Option<Level> {
        let level = Level::from_id(&name.value);
        if level.is_none() {
            let levels = Level::all();
            let ids = levels.iter().map(|level| level.id());
            self.unknown("P001", name, ids, text!("层级", "level"));
        }
        level
    }

    /// The position of a dataset a part of the definition names.
    pub fn dataset(&mut self, name: &Name) -> Option<usize> {
        let datasets = &self.definition.datasets;
        let position = datasets
            .iter()
            .position(|dataset| dataset.id.value == name.value);
        if position.is_none() {
            let ids = datasets.iter().map(|dataset| dataset.id.value.as_str());
            self.unknown("P002", name, ids, text!("数据集", "dataset"));
        }
        position
    }

    /// Reports a name that stands for nothing.
    pub fn unknown<'n>(
        &mut self,
        code: &'static str,
        name: &Name,
        known: impl Iterator<Item = &'n str>,
        what: Text,
    ) {
        let Name { value, span } = name;
        let Text { zh, en } = what;
        let mut diagnostic = Diagnostic::error(
            code,
            *span,
            text!("没有名为 `{value}` 的{zh}", "no {en} is named `{value}`"),
        );
        if let Some(meant) = did_you_mean(value, known) {
            diagnostic = diagnostic.help(text!("是否要写 `{meant}`?", "did you mean `{meant}`?"));
        }
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error met while compiling an expression.
    pub fn failed(&mut self, formula: &Name, error: &Error) {
        self.diagnostics.push(Diagnostic::error(
            "P004",
            formula.span,
            error.message().clone(),
        ));
    }

    /// Reports a cap that was hit.
    pub fn limit(&mut self, name: &Name, what: Text, limit: usize) {
        let Text { zh, en } = what;
        self.diagnostics.push(Diagnostic::error(
            "P005",
            name.span,
            text!("{zh}超过上限 {limit}", "more than {limit} {en}"),
        ));
    }

    fn finish(self) -> Result<Diagnostics> {
        let mut list = self.diagnostics;
        list.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        let failed = list
            .iter()
            .any(|diagnostic| diagnostic.gravity == Gravity::Error);
        let diagnostics = Diagnostics {
            source_name: self.definition.source_name.clone(),
            source: self.definition.source_text.clone(),
            list,
        };
        if failed {
            let message = text!("定义文件不能使用", "the definition cannot be used");
            return Err(Error::with_diagnostics(
                ErrorKind::Definition,
                message,
                diagnostics,
            ));
        }
        Ok(diagnostics)
    }
}

/// Whether a list of `length` is within the cap.
pub(super) fn within_measures(length: usize) -> bool {
    length < limits::MEASURES_PER_DATASET
}
