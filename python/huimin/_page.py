"""What a notebook shows: tables of HTML, and an assessment in short.

Colours and lines are legible on light and on dark pages; styles stand in the elements, as
notebooks drop style sheets.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from huimin import _labels, _language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huimin._core import Assessment

_LINE = "1px solid rgba(128,128,128,.35)"
_STRIPE = "rgba(128,128,128,.09)"
# Notebooks would make all columns of one width and centre the table.
_TABLE = "border-collapse:collapse;table-layout:auto;margin:0;width:auto;min-width:0;display:table"
# Columns whose texts may be sentences.
_LONG = frozenset({"message", "explanation", "clause", "label", "formula", "gap", "inherited"})


def explanation(text: str) -> str:
    """An explanation: its indentation kept, and lines that are broken hang."""
    lines = []
    for number, line in enumerate(text.splitlines()):
        level = (len(line) - len(line.lstrip())) // 2
        weight = ";font-weight:600" if number == 0 else ""
        style = f"padding-left:{2 * level + 2}em;text-indent:-2em{weight}"
        lines.append(f'<div style="{style}">{escape(line.strip())}</div>')
    return f'<div style="line-height:1.6">{"".join(lines)}</div>'


class Head(NamedTuple):
    """The head of a column."""

    name: str
    """The name that programs use."""
    label: str
    """What is shown."""
    right: bool = False
    """Whether it holds numbers."""


class Cell(NamedTuple):
    """A cell."""

    text: str
    """What is shown."""
    id: str = ""
    """What programs use, where that is something else."""
    colour: str = ""
    """Of a verdict."""


def table(caption: str, heads: Iterable[Head], rows: Iterable[Iterable[Cell]]) -> str:
    """A table of HTML."""
    heads = list(heads)
    head = "".join(
        f'<th title="{escape(one.name)}" style="text-align:{_side(one)};white-space:nowrap;'
        f'min-width:0;padding:.3em .6em;border-bottom:{_LINE}">{escape(one.label)}</th>'
        for one in heads
    )
    lines = []
    for number, row in enumerate(rows):
        cells = "".join(_cell(one, cell) for one, cell in zip(heads, row, strict=True))
        stripe = f' style="background:{_STRIPE}"' if number % 2 else ""
        lines.append(f"<tr{stripe}>{cells}</tr>")
    return (
        f'<div style="overflow-x:auto"><table style="{_TABLE}">'
        f'<caption style="text-align:left;caption-side:top;padding:.3em 0">{escape(caption)}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _side(head: Head) -> str:
    return "right" if head.right else "left"


def _cell(head: Head, cell: Cell) -> str:
    style = f"text-align:{_side(head)};padding:.3em .6em"
    if head.name in _LONG:
        style += ";min-width:14em"
    else:
        style += ";white-space:nowrap"
    if cell.colour:
        style += f";color:{cell.colour};font-weight:600"
    title = f' title="{escape(cell.id)}"' if cell.id and cell.id != cell.text else ""
    return f'<td{title} style="{style}">{escape(cell.text)}</td>'


def summary(assessment: Assessment, root: str | None) -> str:
    """The verdict, and the figures of the programme's root as of the day."""
    language = _language.of(None)

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    met = _labels.truth(assessment.verdict)
    verdict = _labels.cell("judgement", assessment.judgement, language)
    colour = _labels.COLOURS.get(("met", met or ""), "")
    head = say(f"截至 {assessment.as_of}:", f"as of {assessment.as_of}: ")
    shown = f'<p>{head}<b style="color:{colour or "inherit"}">{verdict}</b></p>'
    if root is None:
        return shown
    names = ("indicator", "target", "display", "numerator", "denominator", "attainment", "met")
    right = {"target", "display", "numerator", "denominator", "attainment"}
    found = assessment.indicators.where(division_code=root, period_end=assessment.as_of)
    labels = {id_: say(zh, en) for id_, zh, en in assessment._native.indicators}
    rows = []
    for row in found.select(*names)._native.texts(0, len(found)):
        parts = dict(zip(names, row, strict=True))
        cells = {name: Cell(parts[name] or "") for name in names}
        id_, truth = parts["indicator"] or "", parts["met"]
        cells["indicator"] = Cell(labels[id_], id_)
        cells["met"] = Cell(
            _labels.cell("met", truth, language),
            colour=_labels.COLOURS.get(("met", truth or ""), ""),
        )
        if parts["denominator"] is None:
            # A count: its parts would only repeat it.
            cells["numerator"] = Cell("")
        rows.append([cells[name] for name in names])
    heads = [Head(name, _labels.column(name, language), name in right) for name in names]
    return shown + table(assessment._native.division(root)[1], heads, rows)
