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
    "display": ("数值", "shown"),
    "target": ("目标", "target"),
    "attainment": ("完成率", "attainment"),
    "met": ("达标", "met"),
    "reason": ("说明", "reason"),
    "planned": ("计划", "planned"),
    "actual": ("实际", "actual"),
    "planned_share": ("计划进度", "planned share"),
    "actual_share": ("实际进度", "actual share"),
    "status": ("状态", "status"),
    "rule": ("规则", "rule"),
    "severity": ("级别", "severity"),
    "dataset": ("数据集", "dataset"),
    "key": ("主键", "key"),
    "row": ("行", "row"),
    "field": ("字段", "field"),
    "message": ("问题", "message"),
    "milestone": ("节点", "milestone"),
    "label": ("名称", "label"),
    "due_on": ("应完成", "due on"),
    "done_on": ("完成", "done on"),
    "days_late": ("逾期天数", "days late"),
    "weight": ("权数", "weight"),
    "rank": ("名次", "rank"),
    "total": ("总分", "total"),
    "grade": ("等次", "grade"),
    "points": ("得分", "points"),
    "verdict": ("结论", "verdict"),
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
    ("severity", "reject"): _BAD,
    ("severity", "warn"): _DOUBTFUL,
    ("verdict", "accepted"): _GOOD,
    ("verdict", "refused"): _BAD,
}
"""Colours of cells, by column and what stands in it."""

_MET: dict[str, tuple[str, str]] = {"true": ("达标", "met"), "false": ("未达标", "not met")}


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    """The core's words for ids, by column and id."""
    words = {(column, id_): (zh, en) for column, id_, zh, en in _native.words()}
    words.update({("met", truth): words_ for truth, words_ in _MET.items()})
    return words


def column(name: str, language: str) -> str:
    """The name of a column for people."""
    known = _COLUMNS.get(name)
    if known is None:
        return name
    return known[1] if language == "en" else known[0]


def cell(name: str, text: str | None, language: str) -> str:
    """A cell for people."""
    if text is None:
        return ""
    known = _words().get((name, text))
    if known is None:
        return text
    return known[1] if language == "en" else known[0]


def caption(name: str, rows: int, shown: int, language: str) -> str:
    """What a table is, and how much of it is shown."""
    zh, en = _TABLES.get(name, (name, name))
    if language == "en":
        return f"{en}: {rows} rows" + (f", the first {shown}" if rows > shown else "")
    return f"{zh}:{rows} 行" + (f",显示前 {shown} 行" if rows > shown else "")
