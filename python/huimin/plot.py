"""Charts of an assessment, as altair charts (extra ``plot``).

A notebook shows them, ``chart.save("progress.png")`` writes a picture. Verdicts are told by
words and signs too, not by colours alone.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, TypeVar

from huimin import _errors, _labels, _language

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import altair as alt

    from huimin._core import Assessment

    Rows = list[dict[str, Any]]

__all__ = ["FontWarning", "Plots", "register_fonts"]

_Chart = TypeVar("_Chart")

FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "sans-serif",
)
"""The families asked for, the first that is there being taken."""

_GREY, _PALE, _BLUE = "#6b7280", "#e5e7eb", "#1f5fa8"
_FULL = 100
_MISSED, _NEAR, _REACHED = "#f3b4ae", "#fbf3d5", "#a9d8b8"
"""Fills of cells that are empty, almost met, and met; black is legible on each."""


class FontWarning(UserWarning):
    """No font with Chinese characters was found for pictures."""


def register_fonts(directory: str | os.PathLike[str]) -> None:
    """Lets pictures (PNG, SVG, PDF) use the fonts of a directory, where the system has none.

    Raises
    ------
    ImportError
        Where the extra ``plot`` is not installed.
    InputError
        Where there is no such directory.

    """
    import os

    converter: Any = _needed("vl_convert")
    path = os.fspath(directory)
    if not os.path.isdir(path):  # noqa: PTH112
        raise _errors.made(
            "input", f"没有字体目录 `{path}`", f"expected a directory of fonts at `{path}`"
        )
    converter.register_font_directory(path)
    _Fonts.found = None


class Plots:
    """The charts of one assessment: ``assessment.plot``.

    Every chart takes ``language`` (``"zh"`` or ``"en"``), by default the package's, and is
    an altair chart: ``.properties()``, ``.configure_…()`` and ``.save()`` are altair's.
    """

    __slots__ = ("_assessment",)

    def __init__(self, assessment: Assessment) -> None:
        """The charts of an assessment; use its attribute ``plot``."""
        self._assessment = assessment

    def progress(
        self,
        division: str | int | None = None,
        *,
        indicators: Iterable[str] | None = None,
        columns: int = 3,
        language: str | None = None,
    ) -> alt.FacetChart:
        """Progress against plan: a small chart per indicator, in percent of its target.

        Parameters
        ----------
        division
            Its code in any written form; by default the programme's root.
        indicators
            The indicators that are shown; by default all that have a target and a plan there,
            which counts have and rates have not.
        columns
            Charts side by side.
        language
            ``"zh"`` or ``"en"``.

        Raises
        ------
        ImportError
            Where the extra ``plot`` is not installed.
        ArgumentError
            For an unknown division or indicator, or where none of them has a plan there.

        """
        altair, say = _altair(language), _Say(language)
        labels = self._chosen(indicators, say)
        code, name = self._division(division)
        rows: Rows = []
        for row in self._rows("progress", {"division_code": {code}, "indicator": set(labels)}):
            day = row["period_end"].isoformat()
            status = _labels.cell("status", row["status"], say.language)
            for kind, title in (
                ("planned", say("计划", "planned")),
                ("actual", say("实际", "actual")),
            ):
                share = row[f"{kind}_share"]
                if share is not None:
                    rows.append(
                        {
                            "indicator": labels[row["indicator"]],
                            "day": day,
                            "kind": title,
                            "share": _percent(share),
                            "shown": row[kind],
                            "target": row["target"],
                            "status": status,
                        }
                    )
        if not rows:
            raise _errors.made(
                "argument",
                f"{name} 的所选指标没有计划,无进度可画",
                f"{name} has no plan for these indicators, so there is no progress to draw",
            )
        shown = {row["indicator"] for row in rows}
        order = [label for label in labels.values() if label in shown]
        kinds = [say("计划", "planned"), say("实际", "actual")]
        # A tick at each date that has figures: the first of the next month would name that month.
        days = [
            altair.DateTime(year=day.year, month=day.month, date=day.day)
            for day in self._assessment.dates
        ]
        months = altair.Axis(format=say("%-m月", "%b"), values=days, labelOverlap="parity")
        base = altair.Chart().encode(
            x=altair.X("day:T", title=None, axis=months),
            y=altair.Y(
                "share:Q", title=None, axis=altair.Axis(labelExpr="datum.label + '%'", tickCount=4)
            ),
            tooltip=[
                altair.Tooltip("indicator:N", title=_labels.column("indicator", say.language)),
                altair.Tooltip(
                    "day:T", title=_labels.column("period_end", say.language), format="%Y-%m-%d"
                ),
                altair.Tooltip("kind:N", title=say("线", "line")),
                altair.Tooltip("shown:N", title=_labels.column("display", say.language)),
                altair.Tooltip("target:N", title=_labels.column("target", say.language)),
                altair.Tooltip("status:N", title=_labels.column("status", say.language)),
            ],
        )
        lines = base.mark_line(point=altair.OverlayMarkDef(size=28)).encode(
            color=altair.Color(
                "kind:N", title=None, scale=altair.Scale(domain=kinds, range=[_GREY, _BLUE])
            ),
            strokeDash=altair.StrokeDash(
                "kind:N", title=None, scale=altair.Scale(domain=kinds, range=[[5, 3], [1, 0]])
            ),
        )
        full = altair.Chart().mark_rule(color=_PALE).encode(y=altair.datum(_FULL))
        chart: alt.FacetChart = (
            altair.layer(full, lines)
            .properties(width=200, height=110)
            .facet(
                facet=altair.Facet(
                    "indicator:N", title=None, sort=order, header=altair.Header(labelLimit=200)
                ),
                columns=columns,
                data=altair.Data(values=rows),
            )
            .resolve_scale(y="independent")
        )
        title = say(
            f"{name}:进度与计划(占目标的百分比)",
            f"{name}: progress and plan, in percent of the target",
        )
        return _finished(chart, title, self._day(say))

    def heatmap(
        self,
        level: str = "county",
        *,
        indicators: Iterable[str] | None = None,
        language: str | None = None,
    ) -> alt.LayerChart:
        """Divisions of a level by indicators: each cell the figure, its colour the attainment.

        Cells of divisions without a target are grey. A cross marks what is not met.

        Parameters
        ----------
        level
            ``province``, ``city``, ``county``, ``township`` or ``village``.
        indicators
            The indicators that are shown; by default all.
        language
            ``"zh"`` or ``"en"``.

        Raises
        ------
        ImportError
            Where the extra ``plot`` is not installed.
        ArgumentError
            For an unknown indicator, or a level without divisions.

        """
        altair, say = _altair(language), _Say(language)
        labels = self._chosen(indicators, say)
        day = self._assessment.as_of
        chosen: dict[str, set[Any]] = {
            "level": {level},
            "period_end": {day},
            "indicator": set(labels),
        }
        found = self._rows("indicators", chosen)
        if not found:
            raise _errors.made(
                "argument",
                f"登记中没有层级为 `{level}` 的区划",
                f"the register has no division of the level `{level}`",
            )
        twice = _twice({row["division_code"]: row["division_name"] for row in found})
        rows: Rows = []
        divisions: dict[str, None] = {}
        for row in found:
            division = row["division_name"]
            if division in twice:
                division = f"{division} {row['division_code']}"
            divisions[division] = None
            attainment = row["attainment"]
            missed = row["met"] is False
            rows.append(
                {
                    "division": division,
                    "indicator": labels[row["indicator"]],
                    "attainment": None if attainment is None else _percent(attainment),
                    "shown": row["display"] + (" ✗" if missed else ""),
                    "target": row["target"],
                    "met": _labels.cell("met", _labels.truth(row["met"]), say.language),
                }
            )
        base = altair.Chart(altair.Data(values=rows)).encode(
            x=altair.X(
                "indicator:N",
                title=None,
                sort=list(labels.values()),
                axis=altair.Axis(
                    orient="top", labelAngle=-35, labelLimit=220, domain=False, ticks=False
                ),
            ),
            y=altair.Y(
                "division:N",
                title=None,
                sort=list(divisions),
                axis=altair.Axis(labelLimit=220, domain=False, ticks=False),
            ),
            tooltip=[
                altair.Tooltip("division:N", title=_labels.column("division_name", say.language)),
                altair.Tooltip("indicator:N", title=_labels.column("indicator", say.language)),
                altair.Tooltip("shown:N", title=_labels.column("display", say.language)),
                altair.Tooltip("target:N", title=_labels.column("target", say.language)),
                altair.Tooltip("attainment:Q", title=say("完成率(%)", "attainment in %")),
                altair.Tooltip("met:N", title=_labels.column("met", say.language)),
            ],
        )
        scale = altair.Scale(
            domain=[0, _FULL - 0.01, _FULL], range=[_MISSED, _NEAR, _REACHED], clamp=True
        )
        cells = base.mark_rect(stroke="white", strokeWidth=2).encode(
            color=altair.condition(
                "isValid(datum.attainment)",
                altair.Color(
                    "attainment:Q", scale=scale, title=say("完成率(%)", "attainment in %")
                ),
                altair.value("#f3f4f6"),
            )
        )
        texts = base.mark_text(fontSize=11).encode(text="shown:N")
        chart: alt.LayerChart = altair.layer(cells, texts).properties(
            width=altair.Step(82), height=altair.Step(26)
        )
        words = _labels.cell("level", level, say.language)
        title = say(f"各{words}级区划的指标", f"indicators by division: {words}")
        return _finished(chart, title, self._day(say))

    def findings(
        self,
        *,
        severity: Iterable[str] | None = None,
        top: int = 30,
        language: str | None = None,
    ) -> alt.LayerChart:
        """How many findings each rule has, the most frequent first.

        Parameters
        ----------
        severity
            Of ``reject``, ``warn`` and ``note`` those that are counted; by default all.
        top
            So many rules at most; how many there are in all is said below the title.
        language
            ``"zh"`` or ``"en"``.

        Raises
        ------
        ImportError
            Where the extra ``plot`` is not installed.

        """
        from collections import Counter

        altair, say = _altair(language), _Say(language)
        asked = {} if severity is None else {"severity": set(severity)}
        found = self._rows("findings", asked, ("rule", "dataset", "severity"))
        counts = Counter((row["dataset"], row["rule"], row["severity"]) for row in found)
        named = self._named(say)
        rows: Rows = []
        for (dataset, rule, grave), count in counts.most_common(top):
            where = named.get(("dataset", dataset or ""), say("区划", "divisions"))
            rows.append(
                {
                    "rule": f"{where} · {named.get(('rule', rule), rule)}",
                    "id": rule,
                    "severity": _labels.cell("severity", grave, say.language),
                    "count": count,
                }
            )
        graves = ("reject", "warn", "note")
        base = altair.Chart(altair.Data(values=rows)).encode(
            y=altair.Y(
                "rule:N",
                title=None,
                sort=[row["rule"] for row in rows],
                axis=altair.Axis(labelLimit=360),
            ),
            x=altair.X(
                "count:Q",
                title=say("校验结果数", "findings"),
                axis=altair.Axis(tickMinStep=1, format=",d"),
            ),
            tooltip=[
                altair.Tooltip("rule:N", title=_labels.column("rule", say.language)),
                altair.Tooltip("id:N", title=say("标识", "id")),
                altair.Tooltip("severity:N", title=_labels.column("severity", say.language)),
                altair.Tooltip("count:Q", title=say("数量", "count"), format=",d"),
            ],
        )
        scale = altair.Scale(
            domain=[_labels.cell("severity", grave, say.language) for grave in graves],
            range=[
                _labels.COLOURS["severity", "reject"],
                _labels.COLOURS["severity", "warn"],
                _GREY,
            ],
        )
        bars = base.mark_bar().encode(
            color=altair.Color(
                "severity:N", scale=scale, title=_labels.column("severity", say.language)
            )
        )
        texts = base.mark_text(align="left", dx=4).encode(text=altair.Text("count:Q", format=",d"))
        chart: alt.LayerChart = altair.layer(bars, texts).properties(
            width=420, height=altair.Step(20)
        )
        day, total = self._day(say), sum(counts.values())
        below = say(
            f"{day};{len(counts)} 条规则,共 {total:,} 个问题",
            f"{day}; {len(counts)} rules, {total:,} findings",
        )
        if len(counts) > top:
            below += say(f",只显示前 {top} 条", f", the first {top} shown")
        return _finished(chart, say("各规则的校验结果", "findings by rule"), below)

    def intervals(
        self, inspection: str | None = None, *, language: str | None = None
    ) -> alt.FacetChart:
        """The share of inspected records that conform, with its Clopper–Pearson interval.

        A row for each stratum and one for all of them; a sign and a colour tell the verdict.

        Parameters
        ----------
        inspection
            One inspection; by default all.
        language
            ``"zh"`` or ``"en"``.

        Raises
        ------
        ImportError
            Where the extra ``plot`` is not installed.
        ArgumentError
            Where there is no such inspection, or nothing was inspected.

        """
        altair, say = _altair(language), _Say(language)
        asked = {} if inspection is None else {"inspection": {inspection}}
        named = self._named(say)
        whole = say("全部", "all")
        rows: Rows = []
        for row in self._rows("inspections", asked):
            if row["rate"] is None:
                continue
            rows.append(
                {
                    "inspection": named.get(("inspection", row["inspection"]), row["inspection"]),
                    "division": row["division_name"] or whole,
                    "rate": _percent(row["rate"]),
                    "lower": _percent(row["lower"]),
                    "upper": _percent(row["upper"]),
                    "inspected": row["inspected"],
                    "nonconforming": row["nonconforming"],
                    "verdict": _labels.cell("verdict", row["verdict"], say.language),
                }
            )
        if not rows:
            raise _errors.made(
                "argument",
                "没有检查结果可画:数据集 inspection_results 中没有这项检查的记录",
                "nothing was inspected: the dataset inspection_results has no record of this inspection",
            )
        divisions = list(dict.fromkeys(row["division"] for row in rows))
        divisions.sort(key=lambda division: division == whole)
        verdicts = ("accepted", "refused", "incomplete")
        words = [_labels.cell("verdict", verdict, say.language) for verdict in verdicts]
        colours = [
            _labels.COLOURS["verdict", "accepted"],
            _labels.COLOURS["verdict", "refused"],
            _GREY,
        ]
        colour = altair.Color(
            "verdict:N",
            title=_labels.column("verdict", say.language),
            scale=altair.Scale(domain=words, range=colours),
        )
        base = altair.Chart().encode(
            y=altair.Y("division:N", title=None, sort=divisions, axis=altair.Axis(labelLimit=220)),
            tooltip=[
                altair.Tooltip("division:N", title=_labels.column("division_name", say.language)),
                altair.Tooltip("inspected:Q", title=say("检查数", "inspected")),
                altair.Tooltip("nonconforming:Q", title=say("不合格数", "nonconforming")),
                altair.Tooltip("rate:Q", title=say("合格率(%)", "conforming in %")),
                altair.Tooltip("lower:Q", title=say("置信下限(%)", "lower limit in %")),
                altair.Tooltip("upper:Q", title=say("置信上限(%)", "upper limit in %")),
                altair.Tooltip("verdict:N", title=_labels.column("verdict", say.language)),
            ],
        )
        axis = altair.X(
            "lower:Q", title=say("合格率(%)", "conforming in %"), scale=altair.Scale(zero=False)
        )
        bars = base.mark_rule(strokeWidth=2).encode(x=axis, x2="upper:Q", color=colour)
        points = base.mark_point(filled=True, size=90, opacity=1).encode(
            x="rate:Q",
            color=colour,
            shape=altair.Shape(
                "verdict:N",
                title=_labels.column("verdict", say.language),
                scale=altair.Scale(domain=words, range=["circle", "cross", "diamond"]),
            ),
        )
        order = list(dict.fromkeys(row["inspection"] for row in rows))
        chart: alt.FacetChart = (
            altair.layer(bars, points)
            .properties(width=420, height=altair.Step(24))
            .facet(
                row=altair.Row(
                    "inspection:N",
                    title=None,
                    sort=order,
                    header=altair.Header(
                        labelAngle=0, labelAlign="left", labelOrient="top", labelAnchor="start"
                    ),
                ),
                data=altair.Data(values=rows),
            )
            .resolve_scale(y="independent", x="independent")
        )
        title = say(
            "检查合格率及其置信区间(Clopper–Pearson)",
            "inspections: share that conforms, Clopper–Pearson intervals",
        )
        return _finished(chart, title, self._day(say))

    def _chosen(self, indicators: Iterable[str] | None, say: _Say) -> dict[str, str]:
        """The labels of the indicators that are shown, in the definition's order."""
        known = {id_: say(zh, en) for id_, zh, en in self._assessment._native.indicators}
        if indicators is None:
            return known
        asked = [indicators] if isinstance(indicators, str) else list(indicators)
        for id_ in asked:
            if id_ not in known:
                names = ", ".join(known)
                raise _errors.made(
                    "argument",
                    f"没有指标 `{id_}`;有 {names}",
                    f"there is no indicator `{id_}`; there are {names}",
                )
        return {id_: label for id_, label in known.items() if id_ in asked}

    def _division(self, division: str | int | None) -> tuple[str, str]:
        """Code and name of a division, by default the root's."""
        given = self._assessment._native.root if division is None else str(division)
        if given is None:
            raise _errors.made(
                "argument",
                "登记中没有方案的根区划;请用 division= 指明",
                "the register lacks the root of the programme; name a division by division=",
            )
        return self._assessment._native.division(given)

    def _rows(self, table: str, asked: dict[str, set[Any]], read: Iterable[str] = ()) -> Rows:
        """The rows that have one of the values asked for in each of the columns."""
        found = self._assessment._always(table).where(**asked)
        return found.select(*(tuple(read) or found.columns)).to_dicts()

    def _named(self, say: _Say) -> dict[tuple[str, str], str]:
        """What the definition calls its parts, by kind and id."""
        return {part: say(zh, en) for part, (zh, en) in self._assessment._names().items()}

    def _day(self, say: _Say) -> str:
        day = self._assessment.as_of
        return say(f"截至 {day}", f"as of {day}")

    def __repr__(self) -> str:
        """The charts there are."""
        return f"<Plots of {self._assessment!r}: findings, heatmap, intervals, progress>"


class _Say:
    """One of two texts, by the language."""

    def __init__(self, language: str | None) -> None:
        self.language = _language.of(language)

    def __call__(self, zh: str, en: str) -> str:
        return en if self.language == "en" else zh


def _percent(text: str) -> float:
    return float(text.removesuffix("%"))


def _twice(names: dict[str, str]) -> set[str]:
    """The names that more than one division has."""
    from collections import Counter

    return {name for name, count in Counter(names.values()).items() if count > 1}


def _finished(chart: _Chart, title: str, below: str) -> _Chart:
    """A chart with its title, and fonts that have Chinese characters."""
    font = ", ".join(f"'{name}'" if " " in name else name for name in FONTS)
    heading = {"text": title, "subtitle": below, "anchor": "start", "subtitleColor": _GREY}
    plain: Any = chart
    finished: _Chart = (
        plain.properties(title=heading)
        .configure(font=font)
        .configure_view(stroke=None)
        .configure_axis(grid=False)
        .configure_title(offset=14)
    )
    return finished


def _needed(module: str) -> Any:
    """A package of the extra."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        words = _errors.Words(
            f"作图需要 {module},请执行 pip install 'huimin[plot]'",
            f"charts need {module}: pip install 'huimin[plot]'",
        )
        raise ImportError(words.get(_language.of_errors()), name=module) from error


def _altair(language: str | None) -> Any:
    """Altair. Warns once where pictures would show boxes in place of Chinese characters."""
    altair = _needed("altair")
    if _language.of(language) == "zh" and not _Fonts.there():
        warnings.warn(
            "没有找到中文字体:导出的图片(PNG、SVG、PDF)中汉字会是方框。"
            "请安装中文字体(如 fonts-noto-cjk),或用 huimin.plot.register_fonts(目录)。 "
            "No font with Chinese characters was found: pictures would show boxes; install one "
            "(such as fonts-noto-cjk) or name a directory by huimin.plot.register_fonts().",
            FontWarning,
            stacklevel=3,
        )
    return altair


class _Fonts:
    """Whether pictures can have Chinese characters."""

    found: bool | None = None

    @classmethod
    def there(cls) -> bool:
        """True too where no picture can be made at all, as a browser has fonts of its own."""
        if cls.found is None:
            try:
                import vl_convert
            except ImportError:
                return True
            # A character that fonts lack is drawn as one that no font has.
            cls.found = _drawn(vl_convert, "惠") != _drawn(vl_convert, "\U0010fffd")
        return cls.found


def _drawn(converter: Any, character: str) -> bytes:
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
        f'<text x="5" y="30" font-size="24" font-family="{FONTS[0]}, sans-serif">{character}</text></svg>'
    )
    picture: bytes = converter.svg_to_png(text)
    return picture
