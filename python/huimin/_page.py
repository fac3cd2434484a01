"""An assessment as a notebook shows it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from huimin import _labels, _language

if TYPE_CHECKING:
    from huimin._core import Assessment


def summary(assessment: Assessment, root: str | None) -> str:
    """The verdict, and the figures of the programme's root as of the day."""
    language = _language.of(None)

    def say(zh: str, en: str) -> str:
        return en if language == "en" else zh

    verdict = "" if assessment.verdict is None else str(assessment.verdict).lower()
    shown_verdict = _labels.cell("met", verdict, language) or say("无法判定", "no verdict")
    colour = _labels.COLOURS.get(("met", verdict), "")
    head = say(f"截至 {assessment.as_of}:", f"as of {assessment.as_of}: ")
    lines = []
    if root is not None:
        for indicator, zh, en in assessment._native.indicators:
            figure = assessment.value(indicator, root)
            met = "" if figure.met is None else str(figure.met).lower()
            cells = [
                say(zh, en),
                figure.display,
                "" if figure.attainment is None else f"{figure.attainment}%",
            ]
            shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            tone = _labels.COLOURS.get(("met", met), "")
            words = _labels.cell("met", met, language)
            lines.append(f'<tr>{shown}<td style="color:{tone};font-weight:600">{words}</td></tr>')
    heads = "".join(
        f"<th>{_labels.column(name, language)}</th>"
        for name in ("indicator", "display", "attainment", "met")
    )
    return (
        f'<p>{head}<b style="color:{colour}">{shown_verdict}</b></p>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )
