"""Allocation (任务分解) and scores (综合考评)."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin import _native, _requests
from huimin._core import Network
from huimin._errors import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Share(NamedTuple):
    """What a division gets of a target, and how that came about."""

    division_code: str
    """12 digits."""
    division_name: str
    """Its name."""
    level: str
    """``province``, ``city``, ``county``, ``township`` or ``village``."""
    weight: int
    """By what was divided."""
    quota: Fraction | None
    """The exact share before it is made whole."""
    minimum: int
    """What it gets at least."""
    capacity: int | None
    """What it gets at most."""
    pinned: bool
    """Whether its share was fixed."""
    target: int
    """What it gets."""


def apportion(
    total: int,
    weights: Sequence[int],
    *,
    minima: Sequence[int] | None = None,
    capacities: Sequence[int | None] | None = None,
    method: str = "largest_remainder",
) -> list[int]:
    """Divides a total among recipients in whole numbers that sum to it exactly.

    >>> apportion(10, [6, 6, 2]), apportion(11, [6, 6, 2])
    ([4, 4, 2], [5, 5, 1])

    Parameters
    ----------
    total
        What is divided.
    weights
        By what, one for each recipient.
    minima, capacities
        What each gets at least and at most; ``None`` for no cap.
    method
        ``largest_remainder``, ``webster`` or ``hill``.

    Raises
    ------
    ArgumentError
        Where it cannot be done, saying which constraint is in the way.

    """
    recipients = [
        {
            "weight": weight,
            "minimum": minima[place] if minima is not None else 0,
            "capacity": capacities[place] if capacities is not None else None,
        }
        for place, weight in enumerate(weights)
    ]
    shares: list[int] = _requests.answer(
        "apportion", {"total": total, "method": method, "recipients": recipients}
    )
    return shares


def allocate(  # noqa: PLR0913
    network: Network | str,
    *,
    root: str,
    target: int,
    to: str,
    weights: Mapping[str, int],
    minima: Mapping[str, int] | None = None,
    capacities: Mapping[str, int] | None = None,
    pins: Mapping[str, int] | None = None,
    method: str = "largest_remainder",
) -> tuple[Share, ...]:
    """Takes a target down the network in whole numbers that sum exactly at every level.

    Parameters
    ----------
    network
        The register, or the name of a built-in one.
    root, target
        The code of the division that has the target, and the target.
    to
        The level it goes down to.
    weights
        By what it is divided: a number for divisions of that level, by code.
    minima, capacities, pins
        What a division gets at least, at most, exactly.
    method
        ``largest_remainder``, ``webster`` or ``hill``.

    Returns
    -------
    tuple of Share
        Parents before their children.

    Raises
    ------
    ArgumentError
        Where it cannot be done, saying which constraint is in the way.

    """
    if isinstance(network, str):
        network = Network.builtin(network)
    request = {
        "root": str(root),
        "target": target,
        "to": to,
        "method": method,
        "weights": _by_code(weights),
        "minima": _by_code(minima or {}),
        "capacities": _by_code(capacities or {}),
        "pins": _by_code(pins or {}),
    }
    answer = _native.allocate(network._native, _requests.written(request))
    return tuple(
        Share(**{**share, "quota": None if share["quota"] is None else Fraction(share["quota"])})
        for share in json.loads(answer)
    )


def _by_code(numbers: Mapping[str, int]) -> dict[str, int]:
    return {str(code): number for code, number in numbers.items()}


class Part(NamedTuple):
    """The points of an item, a bonus or a deduction."""

    id: str
    """Its id."""
    points: Decimal | None
    """As they are shown; ``None`` where the item is left out."""
    exact_points: Fraction | None
    """Exactly."""
    formula: Words
    """How they came about."""


class Score(NamedTuple):
    """The score of a division."""

    division_code: str
    """12 digits."""
    rank: int | None
    """Its place; ``None`` for one that is not ranked."""
    total: Decimal | None
    """As it is shown; ``None`` where a part cannot be judged, because data was not received."""
    exact_total: Fraction | None
    """Exactly."""
    grade: Words | None
    """The band it is in."""
    vetoes: tuple[Words, ...]
    """The vetoes that hold."""
    formula: Words
    """How the total came about, or why there is none."""
    items: tuple[Part, ...]
    """The points of every item."""
    bonuses: tuple[Part, ...]
    """The points of every bonus."""
    deductions: tuple[Part, ...]
    """The points of every deduction."""


def _part(answer: dict[str, Any]) -> Part:
    points, exact = answer["points"], answer["exact_points"]
    return Part(
        answer["id"],
        None if points is None else Decimal(points),
        None if exact is None else Fraction(exact),
        Words(**answer["formula"]),
    )


def score(scheme: Mapping[str, Any], candidates: Iterable[Mapping[str, Any]]) -> tuple[Score, ...]:
    """Scores divisions (综合考评) by a scheme.

    >>> scheme = {"items": [{"id": "cases", "points": 100}]}
    >>> board = score(scheme, [{"division": "530402", "attainments": {"cases": "7/8"}}])
    >>> board[0].total, board[0].rank
    (Decimal('87.50'), 1)

    Parameters
    ----------
    scheme
        ``items`` (``id``, ``points``, and ``floor`` and ``cap``, ``steps`` or
        ``all_or_nothing``), ``bonuses`` and ``deductions`` (``id``, ``each``, ``cap``), ``vetoes``
        (``id``, ``reason``, ``points``, ``grade``), ``bands`` (``label``, ``at_least``), and the
        keys of ``[scoring]`` in definitions. Labels are ``{"zh": …, "en": …}``.
    candidates
        ``division``, ``attainments`` (by item a number, a ``Fraction``, ``"missing"``,
        ``"not_applicable"`` or ``"not_received"``), ``occurrences`` (by bonus or deduction),
        ``vetoes``, ``not_received`` (bonuses, deductions and vetoes that cannot be judged).

    Returns
    -------
    tuple of Score
        By rank.

    Raises
    ------
    ArgumentError
        For a scheme or a candidate that makes no sense.

    """
    board = _requests.answer("score", {"scheme": scheme, "candidates": list(candidates)})
    return tuple(
        Score(
            division_code=one["division_code"],
            rank=one["rank"],
            total=None if one["total"] is None else Decimal(one["total"]),
            exact_total=None if one["exact_total"] is None else Fraction(one["exact_total"]),
            grade=None if one["grade"] is None else Words(**one["grade"]),
            vetoes=tuple(Words(**veto) for veto in one["vetoes"]),
            formula=Words(**one["formula"]),
            items=tuple(_part(part) for part in one["items"]),
            bonuses=tuple(_part(part) for part in one["bonuses"]),
            deductions=tuple(_part(part) for part in one["deductions"]),
        )
        for one in board
    )
