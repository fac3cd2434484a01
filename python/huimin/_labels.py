"""Names of tables, columns and verdicts for people; programs read the names of columns."""

from __future__ import annotations

from functools import cache

from huimin import _native

_TABLES: dict[str, tuple[str, str]] = {
    "indicators": ("指标", "indicators"),
    "monthly": ("当月指标", "indicators by month"),
    "progress": ("进度", "progress"),
    "fractions": ("分子分母", "fractions"),
    "allocations": ("任务分解", "allocations"),
    "findings": ("校验结果", "findings"),
    "milestones": ("工作节点", "milestones"),
    "overdue": ("逾期节点", "overdue milestones"),
    "posts": ("责任岗位", "responsible posts"),
    "received": ("接收清单", "receipt"),
    "report_comparison": ("上报核对", "reports against records"),
    "report_imbalance": ("上报平衡", "parents against children"),
    "report_completeness": ("上报完整性", "completeness of reports"),
    "report_falls": ("累计数下降", "falling reports"),
    "report_findings": ("上报问题", "findings about reports"),
    "inspections": ("检查考核", "inspections"),
    "samples": ("抽样", "samples"),
    "characteristics": ("抽检特性", "operating characteristics"),
    "scores": ("综合考评", "scores"),
    "score_items": ("考评明细", "scores by item"),
    "platforms": ("实体平台", "platforms"),
    "platform_summary": ("平台汇总", "platforms by level"),
    "residency": ("服务进驻", "residency"),
    "residency_shares": ("进驻率", "shares of residency"),
    "demand": ("需求分析", "demand"),
    "response_times": ("回应时长", "response times"),
    "coverage": ("服务覆盖", "coverage"),
    "coverage_gaps": ("未覆盖时段", "gaps of coverage"),
    "teams": ("服务队伍", "teams"),
    "groupings": ("片区", "groupings"),
}

_COLUMNS: dict[str, tuple[str, str]] = {
    "division_code": ("区划代码", "division code"),
    "division_name": ("区划", "division"),
    "level": ("层级", "level"),
    "indicator": ("指标", "indicator"),
    "period_end": ("截至", "period end"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "value": ("数值", "value"),
    "display": ("完成值", "shown"),
    "target": ("目标值", "target"),
    "attainment": ("完成率", "attainment"),
    "met": ("是否达标", "met"),
    "reason": ("说明", "reason"),
    "planned": ("计划数", "planned"),
    "actual": ("实际数", "actual"),
    "planned_share": ("计划进度", "planned share"),
    "actual_share": ("实际进度", "actual share"),
    "status": ("状态", "status"),
    "month_numerator": ("当月分子", "numerator of the month"),
    "month_denominator": ("当月分母", "denominator of the month"),
    "rule": ("校验规则", "rule"),
    "severity": ("处理", "severity"),
    "dataset": ("数据集", "dataset"),
    "key": ("记录编号", "key"),
    "row": ("记录序号", "row"),
    "file": ("文件", "file"),
    "sheet": ("工作表", "sheet"),
    "line": ("行号", "line"),
    "sha256": ("SHA-256", "SHA-256"),
    "format": ("格式", "format"),
    "encoding": ("编码", "encoding"),
    "delimiter": ("分隔符", "delimiter"),
    "header_line": ("表头所在行", "header line"),
    "title_rows": ("标题行数", "title rows"),
    "columns_read": ("已读的列", "columns read"),
    "columns_not_read": ("未读的列", "columns not read"),
    "fields_absent": ("缺少的选填字段", "optional fields absent"),
    "received.rows": ("记录数", "records"),
    "blank_rows": ("空行数", "blank rows"),
    "received.rejected": ("剔除数", "rejected"),
    "received.counting": ("计入数", "counting"),
    "received.note": ("备注", "note"),
    "received.reason": ("未读原因", "reason"),
    "received.status": ("是否已读", "status"),
    "field": ("字段", "field"),
    "message": ("问题", "message"),
    "milestone": ("节点", "milestone"),
    "label": ("事项", "label"),
    "due_on": ("完成期限", "due on"),
    "done_on": ("完成日期", "done on"),
    "days_late": ("逾期天数", "days late"),
    "clause": ("依据", "clause"),
    "parent_code": ("上级代码", "parent code"),
    "weight": ("权数", "weight"),
    "quota": ("按权数应分", "quota"),
    "minimum": ("下限", "minimum"),
    "capacity": ("上限", "capacity"),
    "pinned": ("固定", "pinned"),
    "post": ("责任岗位", "post"),
    "answers_to_code": ("上级代码", "code above"),
    "answers_to_name": ("上级区划", "division above"),
    "answers_to_post": ("上级岗位", "answers to"),
    "below_met": ("下级达标数", "met below"),
    "below_missed": ("下级未达标数", "missed below"),
    "below_open": ("下级未定数", "open below"),
    "reported_numerator": ("上报分子", "reported numerator"),
    "reported_denominator": ("上报分母", "reported denominator"),
    "computed_numerator": ("核算分子", "computed numerator"),
    "computed_denominator": ("核算分母", "computed denominator"),
    "difference_numerator": ("分子差额", "difference of numerators"),
    "difference_denominator": ("分母差额", "difference of denominators"),
    "difference_value": ("差额", "difference"),
    "within_tolerance": ("在允许差额内", "within tolerance"),
    "reported_on": ("上报日期", "reported on"),
    "state": ("状态", "state"),
    "sum_numerator": ("下级分子合计", "numerators of children"),
    "sum_denominator": ("下级分母合计", "denominators of children"),
    "imbalance_numerator": ("分子不平衡额", "imbalance of numerators"),
    "imbalance_denominator": ("分母不平衡额", "imbalance of denominators"),
    "children": ("应报下级", "children"),
    "missing_children": ("缺报下级", "missing children"),
    "owed": ("应有", "owed"),
    "received": ("已报", "received"),
    "in_conflict": ("其中冲突", "in conflict"),
    "rejected": ("其中不计入", "rejected"),
    "on_time": ("按时", "on time"),
    "received_share": ("上报率", "received share"),
    "on_time_share": ("及时率", "on-time share"),
    "reported": ("上报数", "reported"),
    "earlier_period_end": ("此前截止日期", "earlier period end"),
    "earlier_reported": ("此前上报数", "reported before"),
    "problem": ("问题类别", "problem"),
    "inspection": ("检查内容", "inspection"),
    "population": ("总体", "population"),
    "drawn": ("抽取", "drawn"),
    "inspected": ("已查", "inspected"),
    "nonconforming": ("不合格数", "nonconforming"),
    "outstanding": ("未查", "outstanding"),
    "acceptance_number": ("接收数", "acceptance number"),
    "verdict": ("结论", "verdict"),
    "reinspect": ("须重查", "inspect again"),
    "rate": ("核实率", "verified rate"),
    "lower": ("置信下限", "lower limit"),
    "upper": ("置信上限", "upper limit"),
    "wilson_lower": ("威尔逊下限", "Wilson lower limit"),
    "wilson_upper": ("威尔逊上限", "Wilson upper limit"),
    "verified": ("核实值", "verified"),
    "digest": ("抽样散列值", "digest"),
    "outcome": ("检查结果", "outcome"),
    "sample_size": ("样本量", "sample size"),
    "nonconforming_share": ("不合格率", "nonconforming share"),
    "acceptance": ("接收概率", "probability of acceptance"),
    "rank": ("名次", "rank"),
    "total": ("总分", "total"),
    "exact_total": ("精确总分", "exact total"),
    "grade": ("等次", "grade"),
    "vetoes": ("一票否决", "vetoes"),
    "formula": ("计算过程", "how it came about"),
    "kind": ("类别", "kind"),
    "part": ("项目", "part"),
    "occurrences": ("次数", "occurrences"),
    "points": ("得分", "points"),
    "exact_points": ("精确得分", "exact points"),
    "accepted_on": ("验收日期", "accepted on"),
    "standards_held": ("已达规范项数", "standards held"),
    "functions_held": ("已有功能项数", "functions held"),
    "missing_standards": ("所缺规范", "missing standards"),
    "missing_functions": ("所缺功能", "missing functions"),
    "explanation": ("由来", "explanation"),
    "platform_level": ("平台层级", "platform level"),
    "platforms": ("平台数", "platforms"),
    "accepted": ("已验收", "accepted"),
    "standardised": ("已规范化", "standardised"),
    "missing": ("缺", "missing"),
    "gaps": ("缺口", "gaps"),
    "service": ("服务", "service"),
    "required": ("应进驻", "required"),
    "needs_raised": ("提出需求数", "needs raised"),
    "needs_at_least": ("进驻门槛", "needs at least"),
    "since": ("进驻日期", "since"),
    "own_required": ("本级应进驻", "own required"),
    "own_present": ("本级已进驻", "own present"),
    "own_share": ("本级进驻率", "own share"),
    "present": ("已进驻", "present"),
    "share": ("占比", "share"),
    "raised": ("提出", "raised"),
    "responded": ("已回应", "responded"),
    "unmet": ("未回应", "unmet"),
    "median_days": ("中位天数", "median days"),
    "ninetieth_percentile_days": ("九成分位天数", "ninetieth percentile, days"),
    "longest_days": ("最长天数", "longest, days"),
    "covered_hours": ("覆盖小时数", "covered hours"),
    "all_services_share": ("全部服务覆盖率", "share of all services"),
    "own_hours": ("本级小时数", "own hours"),
    "inherited": ("上级提供", "inherited"),
    "from_weekday": ("起始星期", "from weekday"),
    "from_time": ("起始时间", "from"),
    "to_weekday": ("截止星期", "to weekday"),
    "to_time": ("截止时间", "to"),
    "minutes": ("分钟数", "minutes"),
    "gap": ("未覆盖时段", "gap"),
    "heads": ("人数", "heads"),
    "residents": ("常住人口", "residents"),
    "per_10000": ("每万人", "per 10,000"),
    "grouping": ("片区", "grouping"),
    "subject": ("统计内容", "subject"),
    "name": ("名称", "name"),
}

_GOOD, _BAD, _DOUBTFUL = "#1a7f37", "#c62828", "#9a6700"

COLOURS: dict[tuple[str, str], str] = {
    ("met", "true"): _GOOD,
    ("met", "false"): _BAD,
    ("status", "ahead"): _GOOD,
    ("status", "on_schedule"): _GOOD,
    ("status", "done"): _GOOD,
    ("status", "done_in_time"): _GOOD,
    ("status", "behind"): _BAD,
    ("status", "overdue"): _BAD,
    ("status", "done_late"): _DOUBTFUL,
    ("status", "not_received"): _DOUBTFUL,
    ("severity", "reject"): _BAD,
    ("severity", "warn"): _DOUBTFUL,
    ("verdict", "accepted"): _GOOD,
    ("verdict", "refused"): _BAD,
    ("outcome", "conforming"): _GOOD,
    ("outcome", "nonconforming"): _BAD,
    ("state", "standardised"): _GOOD,
    ("state", "not_accepted"): _DOUBTFUL,
    ("state", "lacking"): _BAD,
    ("state", "missing"): _BAD,
    ("state", "present"): _GOOD,
    ("state", "agrees"): _GOOD,
    ("state", "differs"): _BAD,
    ("state", "late"): _DOUBTFUL,
    ("state", "in_conflict"): _BAD,
    ("state", "rejected"): _BAD,
    ("state", "not_received"): _DOUBTFUL,
    ("reason", "not_received"): _DOUBTFUL,
    ("state", "balanced"): _GOOD,
    ("state", "imbalanced"): _BAD,
    ("state", "child_missing"): _BAD,
}
"""Colours of cells, by column and what stands in it."""

_WORDS: dict[tuple[str, str], tuple[str, str]] = {
    ("met", "true"): ("达标", "met"),
    ("met", "false"): ("未达标", "not met"),
    ("kind", "item"): ("评分项", "item"),
    ("kind", "bonus"): ("加分项", "bonus"),
    ("kind", "deduction"): ("扣分项", "deduction"),
    ("problem", "outside_division"): ("区划不属于本项目", "outside division"),
    ("problem", "unknown_indicator"): ("没有这项指标", "unknown indicator"),
    ("problem", "not_a_period_end"): ("不是统计截止日期", "not a period end"),
    ("problem", "repeated"): ("重复上报", "repeated"),
    ("required", "fixed"): ("固定要求", "fixed"),
    ("required", "on_demand"): ("按需求", "on demand"),
    ("required", "not_asked"): ("不要求", "not asked"),
    ("received.status", "read"): ("已读", "read"),
    ("received.status", "register"): ("区划登记册", "register"),
    ("received.status", "not_read"): ("未读", "not read"),
    ("reason", "no_population"): ("人口未知", "population not known"),
    ("reason", "no_residents"): ("没有常住人口", "no residents"),
    ("subject", "indicator"): ("指标", "indicator"),
    ("subject", "team"): ("队伍", "team"),
    ("subject", "coverage"): ("覆盖", "coverage"),
}

_TRUTH: dict[str, tuple[str, str]] = {"true": ("是", "yes"), "false": ("否", "no")}

# What `reconcile` gives is called shorter than the tables of an assessment.
_LONG: dict[str, str] = {
    "comparison": "report_comparison",
    "imbalance": "report_imbalance",
    "completeness": "report_completeness",
    "falls": "report_falls",
}

Names = dict[tuple[str, str], tuple[str, str]]
"""What a definition calls its parts, by kind (``indicator``) and id: in Chinese and English."""


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    """Words for ids, by column and id."""
    words = {(column, id_): (zh, en) for column, id_, zh, en in _native.words()}
    words.update(_WORDS)
    return words


def column(name: str, language: str, *, table: str = "") -> str:
    """The name of a column for people."""
    known = _COLUMNS.get(f"{table}.{name}") or _COLUMNS.get(name)
    if known is None:
        return name
    return known[1] if language == "en" else known[0]


def truth(met: bool | None) -> str | None:  # noqa: FBT001
    """A verdict as cells have it."""
    return None if met is None else str(met).lower()


def cell(name: str, text: str | None, language: str, *, table: str = "") -> str:
    """A cell for people."""
    if text is None:
        return ""
    words = _words()
    known = words.get((f"{_LONG.get(table, table)}.{name}", text)) or words.get((name, text))
    if known is None:
        return text
    return known[1] if language == "en" else known[0]


def said(  # noqa: PLR0913
    table: str, name: str, kind: str, text: str | None, *, names: Names, language: str
) -> str:
    """A cell of a table for people, by the definition's names too."""
    known = names.get((name, text or ""))
    words = cell(name, text, language, table=table)
    if known is None and kind == "boolean" and words == text:
        known = _TRUTH.get(text)
    if known is None:
        return words
    return known[1] if language == "en" else known[0]


def caption(name: str, rows: int, shown: int, language: str) -> str:
    """What a table is, and how much of it is shown."""
    zh, en = _TABLES.get(_LONG.get(name, name), (name, name))
    if language == "en":
        return f"{en}: {rows} rows" + (f", the first {shown}" if rows > shown else "")
    return f"{zh}:{rows} 行" + (f",显示前 {shown} 行" if rows > shown else "")
