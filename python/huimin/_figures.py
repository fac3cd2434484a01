"""One figure, how it came about, and one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from huimin import _language
from huimin._errors import Words, made

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from typing import Self

    from huimin import _native


def exact(text: str | None) -> int | Fraction | None:
    """An exact number of an answer: an ``int`` where it is whole."""
    if text is None:
        return None
    from fractions import Fraction

    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


class Figure(NamedTuple):
    """One figure, exact."""

    numerator: int | Fraction | None
    """The value of a formula that is no quotient, or the dividend of one that is."""
    denominator: int | Fraction | None
    """The divisor of a quotient; ``None`` for counts and sums."""
    value: int | Fraction | None
    """The exact value; ``None`` where there is none (see ``reason``)."""
    display: str
    """The value as it is shown: rounded half to even, once (GB/T 8170)."""
    target: Decimal | None
    """The target, where the division has one; that of a rate is a share (``0.98``)."""
    attainment: Decimal | None
    """The value as a share of the target, in percent with two decimals."""
    met: bool | None
    """Whether the target is met; ``None`` where that cannot be said."""
    reason: str | None
    """Why there is no value or no verdict: ``empty_denominator``, ``no_value``, ``no_target``,
    ``not_received``."""

    @classmethod
    def _of_json(cls, answer: str) -> Self:
        import json

        return cls._of(json.loads(answer))

    @classmethod
    def _of(cls, parts: dict[str, Any]) -> Self:
        from decimal import Decimal

        target, attainment = parts["target"], parts["attainment"]
        return cls(
            numerator=exact(parts["numerator"]),
            denominator=exact(parts["denominator"]),
            value=exact(parts["value"]),
            display=parts["display"],
            target=None if target is None else Decimal(target),
            attainment=None if attainment is None else Decimal(attainment.removesuffix("%")),
            met=parts["met"],
            reason=parts["reason"],
        )


class Finding(NamedTuple):
    """What is wrong with one record."""

    rule: str
    """The rule it violates."""
    severity: str
    """``reject``, ``warn`` or ``note``."""
    field: str | None
    """The field it is about."""
    message: Words
    """What was found, in both languages."""


class Explanation:
    """How a figure came about, down to the records. Print it, or read its parts.

    >>> import huimin as hm
    >>> a = hm.assess("yuxi-2019", "yuxi-2019", {"publicity_events": []}, as_of="2019-11-30")
    >>> explanation = a.explain("publicity_events", "530400")
    >>> print(explanation.render("en").splitlines()[0])
    publicity events (publicity_events), 玉溪市 530400000000, as of 2019-11-30: 0
    >>> explanation.formula, explanation.figure.met
    ('publicity_events_held', False)
    """

    __slots__ = ("_native", "_parts")

    def __init__(self, native: _native.Explanation) -> None:
        """An explanation of the core; use :meth:`Assessment.explain`."""
        self._native = native
        self._parts: dict[str, Any] | None = None

    def render(self, language: str | None = None, *, entries: int = 10) -> str:
        """For a person; of each list at most ``entries`` lines, and how many there are in all."""
        return self._native.render(_language.of(language), entries)

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain values: texts, lists, and ``{"zh", "en"}`` for people."""
        if self._parts is None:
            import json

            self._parts = json.loads(self._native.json())
        return self._parts

    @property
    def figure(self) -> Figure:
        """The figure."""
        return Figure._of(self.to_dict()["figure"])

    @property
    def formula(self) -> str:
        """The formula, as the definition has it."""
        return str(self.to_dict()["formula"])

    @property
    def measures(self) -> list[dict[str, Any]]:
        """The measures that the formula reads: value, children's shares, records."""
        measures: list[dict[str, Any]] = self.to_dict()["measures"]
        return measures

    def measure(self, name: str) -> dict[str, Any]:
        """One of the measures by its name.

        >>> import huimin as hm
        >>> a = hm.assess("yuxi-2019", "yuxi-2019", {"publicity_events": []}, as_of="2019-11-30")
        >>> a.explain("publicity_events", "530400").measure("publicity_events_held")["value"]
        '0'

        Raises
        ------
        ArgumentError
            Where the formula reads no such measure.

        """
        for one in self.measures:
            if one["measure"] == name:
                return one
        names = ", ".join(one["measure"] for one in self.measures)
        raise made(
            "argument",
            f"公式中没有计量 `{name}`;有 {names}",
            f"the formula reads no measure `{name}`; there are {names}",
        )

    @property
    def clause(self) -> str | None:
        """The clause of the programme's text that asks for it, word for word."""
        clause = self.to_dict()["clause"]
        return None if clause is None else str(clause["text"])

    def __str__(self) -> str:
        """As :meth:`render`."""
        return self.render()

    def __repr__(self) -> str:
        """What is explained."""
        parts = self.to_dict()
        return (
            f"<Explanation {parts['indicator']} {parts['division_code']}: "
            f"{parts['figure']['display']}>"
        )

    def _repr_html_(self) -> str:
        from huimin import _page

        return _page.explanation(self.render())
