//! The parts of a definition compared with each other, as far as that needs no
//! formula and no register.

mod acceptance;
mod allocation;
mod names;
mod records;
mod services;

use std::collections::BTreeSet;

use super::code;
use super::head::Schedule;
use super::keys::forms::Taken;
use super::keys::head::OwnParameters;
use super::keys::records::OwnDatasets;
use super::keys::rule::StructuralRules;
use super::name::Name;
use super::parts::Parts;
use super::sink::Sink;
use super::value::meant;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::figure::Decimal;
use crate::limits;
use crate::text::{Text, text};

/// Reports everything about `parts` that does not fit together.
pub(super) fn check(parts: &Parts, sink: &Sink<'_>) {
    let checker = Checker { parts, sink };
    checker.ids();
    checker.clauses();
    checker.calendar();
    checker.parameters();
    checker.code_lists();
    checker.names();
    checker.records();
    checker.allocations();
    checker.acceptance();
    checker.services();
}

/// A kind of part, in words.
#[derive(Clone, Copy)]
struct Kind {
    zh: &'static str,
    en: &'static str,
}

const CLAUSE: Kind = Kind {
    zh: "条款",
    en: "clause",
};
const PHASE: Kind = Kind {
    zh: "阶段",
    en: "phase",
};
const MILESTONE: Kind = Kind {
    zh: "节点",
    en: "milestone",
};
const CODE_LIST: Kind = Kind {
    zh: "代码表",
    en: "code list",
};
const PARAMETER: Kind = Kind {
    zh: "参数",
    en: "parameter",
};
const DATASET: Kind = Kind {
    zh: "数据集",
    en: "dataset",
};
const FIELD: Kind = Kind {
    zh: "字段",
    en: "field",
};
const RULE: Kind = Kind {
    zh: "规则",
    en: "rule",
};
const MEASURE: Kind = Kind {
    zh: "计量",
    en: "measure",
};
const INDICATOR: Kind = Kind {
    zh: "指标",
    en: "indicator",
};
const SERVICE: Kind = Kind {
    zh: "法律服务",
    en: "service",
};
const CHANNEL: Kind = Kind {
    zh: "渠道",
    en: "channel",
};
const GROUPING: Kind = Kind {
    zh: "分组",
    en: "grouping",
};

const INSPECTION: Kind = Kind {
    zh: "抽查",
    en: "inspection",
};
const SCORE_PART: Kind = Kind {
    zh: "评分项",
    en: "part of the scoring",
};

struct Checker<'a> {
    parts: &'a Parts,
    sink: &'a Sink<'a>,
}

impl Checker<'_> {
    fn ids(&self) {
        let parts = self.parts;
        self.unique(CLAUSE, parts.clauses.iter().map(|part| &part.id), &[]);
        self.unique(PHASE, parts.phases.iter().map(|part| &part.id), &[]);
        self.unique(MILESTONE, parts.milestones.iter().map(|part| &part.id), &[]);
        self.unique(CODE_LIST, parts.code_lists.iter().map(|part| &part.id), &[]);
        self.unique(
            PARAMETER,
            parts.parameters.iter().map(|part| &part.id),
            OwnParameters::NAMES,
        );
        self.unique(
            DATASET,
            parts.datasets.iter().map(|part| &part.id),
            OwnDatasets::NAMES,
        );
        self.unique(
            RULE,
            parts.rules.iter().map(|part| &part.id),
            StructuralRules::NAMES,
        );
        self.unique(MEASURE, parts.measures.iter().map(|part| &part.id), &[]);
        self.unique(INDICATOR, parts.indicators.iter().map(|part| &part.id), &[]);
        let inspections = parts.inspections.iter().map(|part| &part.id);
        self.unique(INSPECTION, inspections, &[]);
        let groupings = parts.services.groupings.iter();
        self.unique(GROUPING, groupings.map(|part| &part.id), &[]);
    }

    fn clauses(&self) {
        let parts = self.parts;
        let known: Vec<&str> = parts
            .clauses
            .iter()
            .map(|clause| clause.id.value.as_str())
            .collect();
        let named = (parts.phases.iter().map(|part| &part.clause))
            .chain(parts.milestones.iter().map(|part| &part.clause))
            .chain(parts.schedule.iter().map(|part| &part.clause))
            .chain(parts.rules.iter().map(|part| &part.clause))
            .chain(parts.indicators.iter().map(|part| &part.clause))
            .chain(parts.allocations.iter().map(|part| &part.clause))
            .chain(parts.responsibilities.iter().map(|part| &part.clause))
            .chain(parts.reporting.iter().map(|part| &part.clause))
            .chain(parts.inspections.iter().map(|part| &part.clause))
            .chain(parts.scoring.iter().map(|part| &part.clause))
            .chain(parts.services.clauses());
        named
            .flatten()
            .for_each(|clause| self.refer(clause, CLAUSE, &known));
    }

    /// Phases and instalments lie inside the programme's period, which has a limit.
    fn calendar(&self) {
        let schedule = self.parts.schedule.as_ref();
        if let Some(schedule) = schedule {
            self.shares(schedule);
            self.ascending(
                schedule
                    .instalments
                    .iter()
                    .map(|instalment| &instalment.due),
            );
        }
        let Some(period) = self.parts.programme.as_ref().map(|head| &head.period) else {
            return;
        };
        let (first, last) = (period.value.start(), period.value.end());
        let (months, most) = (period.value.month_ends().len(), limits::PERIOD_MONTHS);
        if months > most {
            self.sink.error(
                code::BAD_PERIOD,
                period.span,
                text!(
                    "项目期间有 {months} 个月,上限 {most} 个月",
                    "the period has {months} months, but at most {most} are allowed"
                ),
            );
        }
        let inside = |date: Date| period.value.contains(date);
        let phases = self.parts.phases.iter().map(|phase| &phase.period);
        for phase in
            phases.filter(|phase| !inside(phase.value.start()) || !inside(phase.value.end()))
        {
            self.sink.error(
                code::OUTSIDE_PERIOD,
                phase.span,
                text!(
                    "阶段超出项目期间 {first} 至 {last}",
                    "the phase leaves the programme's period, {first} to {last}"
                ),
            );
        }
        let dues = schedule
            .into_iter()
            .flat_map(|schedule| &schedule.instalments)
            .map(|instalment| &instalment.due);
        for due in dues.filter(|due| !inside(due.value)) {
            self.sink.error(
                code::OUTSIDE_PERIOD,
                due.span,
                text!(
                    "进度日期超出项目期间 {first} 至 {last}",
                    "the instalment is due outside the programme's period, {first} to {last}"
                ),
            );
        }
    }

    fn shares(&self, schedule: &Schedule) {
        let (none, whole) = (Decimal::integer(0), Decimal::integer(1));
        let mut sum = Some(none);
        for share in schedule
            .instalments
            .iter()
            .map(|instalment| &instalment.share)
        {
            sum = sum.and_then(|sum| sum.checked_add(share.value).ok());
            if share.value < none || share.value > whole {
                let value = share.value;
                self.sink.error(
                    code::BAD_SHARES,
                    share.span,
                    text!(
                        "份额应在 0 与 1 之间,实为 {value}",
                        "expected a share between 0 and 1, but found {value}"
                    ),
                );
            }
        }
        let last = schedule
            .instalments
            .last()
            .map(|instalment| instalment.share.span);
        if let (Some(span), Some(sum)) = (last, sum.filter(|sum| *sum != whole)) {
            self.sink.error(
                code::BAD_SHARES,
                span,
                text!(
                    "各期份额之和应为 1,实为 {sum}",
                    "expected the shares to sum to 1, but they sum to {sum}"
                ),
            );
        }
    }

    fn parameters(&self) {
        for parameter in &self.parts.parameters {
            self.ascending(parameter.values.iter().map(|(from, _)| from));
        }
    }

    fn ascending<'d>(&self, dates: impl Iterator<Item = &'d Spanned<Date>>) {
        let mut before = None;
        for Spanned { value: date, span } in dates {
            let (date, span) = (*date, *span);
            if let Some(previous) = before.filter(|previous| *previous >= date) {
                self.sink.error(
                    code::BAD_ORDER,
                    span,
                    text!(
                        "日期应依次递增,但 {date} 不晚于前面的 {previous}",
                        "expected later and later dates, but {date} is not after {previous}"
                    ),
                );
            }
            before = Some(date);
        }
    }

    fn code_lists(&self) {
        for list in &self.parts.code_lists {
            self.limit(
                list.id.span,
                list.codes.len(),
                limits::CODES,
                text!("代码", "codes"),
            );
            let mut fields = self
                .parts
                .datasets
                .iter()
                .flat_map(|dataset| &dataset.fields);
            if !fields.any(|field| {
                field
                    .codes
                    .as_ref()
                    .is_some_and(|codes| codes.value == list.id.value)
            }) {
                let id = &list.id.value;
                self.sink.report(Diagnostic::warning(
                    code::UNUSED,
                    list.id.span,
                    text!(
                        "没有字段使用代码表 `{id}`",
                        "no field uses the code list `{id}`"
                    ),
                ));
            }
        }
    }

    /// Reports `name` if it is none of `known`. An empty name is one that could
    /// not be read, which has been reported already.
    fn refer(&self, name: &Name, kind: Kind, known: &[&str]) {
        if name.value.is_empty() || known.contains(&name.value.as_str()) {
            return;
        }
        let (written, Kind { zh, en }) = (&name.value, kind);
        let error = Diagnostic::error(
            code::UNKNOWN_REFERENCE,
            name.span,
            text!(
                "没有名为 `{written}` 的{zh}",
                "there is no {en} `{written}`"
            ),
        );
        self.sink.report(with_help(error, written, known, None));
    }

    fn unique<'n>(&self, kind: Kind, ids: impl Iterator<Item = &'n Name>, reserved: &[&str]) {
        let Kind { zh, en } = kind;
        let mut seen = BTreeSet::new();
        for id in ids.filter(|id| !id.value.is_empty()) {
            let written = &id.value;
            if reserved.contains(&written.as_str()) {
                self.sink.error(
                    code::BAD_ID,
                    id.span,
                    text!(
                        "`{written}` 是保留的名称,不能用作{zh}的标识",
                        "`{written}` is reserved and cannot be the id of a {en}"
                    ),
                );
            }
            if !seen.insert(written) {
                self.sink.error(
                    code::DUPLICATE,
                    id.span,
                    text!(
                        "{zh} `{written}` 重复",
                        "there is already a {en} `{written}`"
                    ),
                );
            }
        }
    }

    fn limit(&self, span: Span, found: usize, most: usize, what: Text) {
        if found > most {
            let Text { zh, en } = what;
            self.sink.error(
                code::OVER_LIMIT,
                span,
                text!(
                    "{zh}有 {found} 个,上限 {most} 个",
                    "there are {found} {en}, but at most {most} are allowed"
                ),
            );
        }
    }
}

/// `error` with the name that was probably meant, or else with `otherwise`.
fn with_help(
    error: Diagnostic,
    written: &str,
    known: &[&str],
    otherwise: Option<Text>,
) -> Diagnostic {
    match meant(written, known).or(otherwise) {
        Some(help) => error.help(help),
        None => error,
    }
}
