"""What the command prints of a directory and of what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin import _errors, _labels, _language
from huimin._command._words import is_english, joined, say, words
from huimin._native import NETWORKS, aligned

if TYPE_CHECKING:
    from huimin._core import Assessment, Programme
    from huimin._figures import Figure


def receipt(assessment: Assessment, programme: Programme) -> None:
    """Prints what was read, what was not, and what was not handed over."""
    rows = assessment.received.to_dicts()
    of = {status: [row for row in rows if row["status"] == status] for status in _STATUSES}
    for row in of["register"]:
        builtin = words("（内置）", " (built-in)") if row["file"] in NETWORKS else ""
        say(
            f"区划登记册：{_place(row)}{builtin}，{row['rows']} 个区划",
            f"register: {_place(row)}{builtin}, {row['rows']} divisions",
        )
        _detail(_register_facts(row))
    if of["read"]:
        say("已读：", "read:")
    for row in of["read"]:
        label = programme.datasets[row["dataset"]]
        say(
            f"  {_place(row)} → {label.zh}：{row['rows']} 条，剔除 {row['rejected']}，计入 {row['counting']}",
            f"  {_place(row)} → {label.en}: {_records(row['rows'])}, "
            f"{row['rejected']} rejected, {row['counting']} counting",
        )
        _detail(_facts(row, programme))
    if of["not_read"]:
        say("未读：", "not read:")
    for row in of["not_read"]:
        print(f"  {_place(row)}{words('：', ': ')}{row['reason']}")
    missing = assessment.not_received
    if missing:
        named = [f"{programme.datasets[one].get()} ({one})" for one in missing]
        if not is_english():
            named = [f"{programme.datasets[one].zh}（{one}）" for one in missing]
        say(
            f"没有收到的数据集（凡需要它们的数值都没有）：{'、'.join(named)}",
            f"datasets not received (figures that need them have no value): {', '.join(named)}",
        )


_STATUSES = ("register", "read", "not_read")


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"


def _place(row: dict[str, Any]) -> str:
    """A file and its sheet."""
    if row["file"] is None:
        return words("（程序直接交来）", "(handed over by a program)")
    sheet = row["sheet"]
    if sheet is None:
        return str(row["file"])
    return words(f"{row['file']}［{sheet}］", f"{row['file']} [{sheet}]")


def _detail(facts: list[str]) -> None:
    if facts:
        print("      " + words("；", "; ").join(facts))


def _register_facts(row: dict[str, Any]) -> list[str]:
    facts = _written(row)
    if row["columns_not_read"]:
        facts.append(words("未读的列：", "columns not read: ") + row["columns_not_read"])
    return facts


def _written(row: dict[str, Any]) -> list[str]:
    """How a file is written, where that is not the usual way."""
    facts = []
    if row["encoding"]:
        facts.append(words(f"编码 {row['encoding']}", f"encoding {row['encoding']}"))
    if row["delimiter"] and row["delimiter"] != ",":
        facts.append(words(f"分隔符 {row['delimiter']}", f"delimiter {row['delimiter']}"))
    if row["header_line"] and row["header_line"] > 1:
        line = row["header_line"]
        facts.append(words(f"表头在第 {line} 行", f"header on line {line}"))
    return facts


def _facts(row: dict[str, Any], programme: Programme) -> list[str]:
    facts = []
    if row["blank_rows"]:
        blank = row["blank_rows"]
        facts.append(words(f"空行 {blank}", "1 blank row" if blank == 1 else f"{blank} blank rows"))
    facts += _written(row)
    if row["columns_not_read"]:
        facts.append(words("未读的列：", "columns not read: ") + row["columns_not_read"])
    if row["fields_absent"]:
        fields = programme.fields(row["dataset"])
        between = "、" if not is_english() else ", "
        absent = [
            fields[name].get() if name in fields else name
            for name in row["fields_absent"].split(between)
        ]
        facts.append(words("没有的选填列：", "optional columns absent: ") + joined(absent))
    if row["note"]:
        facts.append(row["note"])
    return facts


def figures(assessment: Assessment) -> dict[str, Figure]:
    """The figures of the programme's root, by indicator."""
    root = assessment._native.root
    if root is None:
        return {}
    return {name: assessment.value(name, root) for name, _, _ in assessment._native.indicators}


def indicators(assessment: Assessment, shown: dict[str, Figure]) -> None:
    """Prints the figures of the programme's root, and the verdict."""
    labels = {name: _errors.Words(zh, en) for name, zh, en in assessment._native.indicators}
    targets = _targets(assessment)
    heads = (
        ["indicator", "value", "target", "attainment", "verdict"]
        if is_english()
        else ["指标", "数值", "目标", "完成率", "结论"]
    )
    rows = [
        [
            labels[name].get(),
            figure.display,
            targets.get(name) or "—",
            "—" if figure.attainment is None else f"{figure.attainment}%",
            _verdict(figure),
        ]
        for name, figure in shown.items()
    ]
    print()
    if rows:
        print(aligned(heads, [False, True, True, True, False], rows), end="")
    else:
        say(
            "登记册中没有项目所在的区划，无法列出指标",
            "the register lacks the programme's own division, so no figures are listed",
        )
    zh, en = (_labels.cell("judgement", assessment.judgement, it) for it in ("zh", "en"))
    say(f"\n结论：{zh}", f"\nverdict: {en}")


def _verdict(figure: Figure) -> str:
    language = _language.of(None)
    if figure.met is None:
        return _labels.cell("reason", figure.reason, language) or "—"
    return _labels.cell("met", _labels.truth(figure.met), language)


def _targets(assessment: Assessment) -> dict[str, str | None]:
    """Targets of the programme's root, as they are shown."""
    root, day = assessment._native.root, assessment.as_of
    rows = assessment.indicators.where(division_code=root, period_end=day)
    return dict(zip(rows["indicator"], rows["target"], strict=True))


def findings(assessment: Assessment) -> list[dict[str, Any]]:
    """How often each rule was violated: by severity, and of one severity by rule."""
    table = assessment.findings
    columns = [table[name] for name in ("severity", "rule")]
    counted: dict[tuple[str, str], list[int]] = {}
    for place, violated in enumerate(zip(*columns, strict=True)):
        counted.setdefault(violated, [0, place])[0] += 1
    order = {"reject": 0, "warn": 1, "note": 2}
    ranked = sorted(counted.items(), key=lambda one: (order.get(one[0][0], len(order)), one[0][1]))
    firsts = table._native.rows([place for _, (_, place) in ranked])
    shown = {name: firsts.column(name) for name in ("file", "sheet", "line", "row", "message")}
    return [
        {
            "severity": severity,
            "rule": rule,
            "count": count,
            "first": {name: values[number] for name, values in shown.items()},
        }
        for number, ((severity, rule), (count, _)) in enumerate(ranked)
    ]


def print_findings(assessment: Assessment, counted: list[dict[str, Any]]) -> None:
    """Prints how often each rule was violated, and of each the first finding."""
    total = sum(one["count"] for one in counted)
    if not total:
        say("\n校验结果：没有发现问题", "\nfindings: none")
        return
    say(f"\n校验结果 {total} 条：", "\n1 finding:" if total == 1 else f"\n{total} findings:")
    names, language = assessment._names(), _language.of(None)
    for one in counted:
        severity = _labels.cell("severity", one["severity"], language)
        rule = _labels.said("findings", "rule", "text", one["rule"], names=names, language=language)
        say(f"  {severity} {one['count']} 条：{rule}", f"  {severity} {one['count']}: {rule}")
        first = one["first"]
        place = _first(first)
        lead = words("例：", "such as ") if one["count"] > 1 else ""
        print(f"      {lead}{place}{words('：', ': ') if place else ''}{first['message']}")


def _first(place: dict[str, Any]) -> str:
    """Where a finding is."""
    parts = [_place(place)] if place["file"] is not None else []
    if place["line"] is not None:
        parts.append(words(f"第 {place['line']} 行", f"line {place['line']}"))
    elif place["row"] is not None:
        parts.append(words(f"第 {place['row']} 条记录", f"row {place['row']}"))
    return " ".join(parts)
