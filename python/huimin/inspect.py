"""Inspection (检查考核): samples, plans, intervals, and what follows from what was found.

Everything is exact; probabilities are ``Decimal`` with twelve digits, as the core rounds them.
A draw takes the units with the smallest SHA-256 of seed and key, so anybody can repeat it.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin import _requests
from huimin._errors import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Number = int | str | Decimal | float

__all__ = [
    "Evaluation",
    "Interval",
    "Plan",
    "Point",
    "Rate",
    "Result",
    "SampleSize",
    "Unit",
    "characteristic",
    "draw",
    "evaluate",
    "interval",
    "sample_size",
    "sampling_plan",
]


class SampleSize(NamedTuple):
    """The size of a sample, in units."""

    population: int
    """The units there are."""
    unlimited: int
    """What an unlimited population would take, rounded up."""
    units: int
    """What this population takes."""


class Plan(NamedTuple):
    """A sampling plan: so many units, and so many of them may fail."""

    sample_size: int
    """Units to inspect."""
    acceptance_number: int
    """Units that may fail."""
    producer_acceptance: Decimal
    """The probability of acceptance at the producer's quality."""
    consumer_acceptance: Decimal
    """The probability of acceptance at the consumer's quality."""


class Point(NamedTuple):
    """A point of an operating characteristic."""

    nonconforming: int
    """Failing units in the lot."""
    acceptance: Decimal
    """The probability that the lot is accepted."""


class Interval(NamedTuple):
    """A confidence interval, shares from 0 to 1."""

    lower: float
    """Its lower end."""
    upper: float
    """Its upper end."""


class Rate(NamedTuple):
    """A verified rate with its intervals."""

    rate: Fraction
    """Conforming units of those inspected, exact."""
    clopper_pearson: Interval
    """The exact interval."""
    wilson: Interval
    """The score interval."""


class Unit(NamedTuple):
    """A unit that was drawn."""

    stratum: str
    """The code of its division, 12 digits."""
    key: str
    """The key of its record."""
    digest: str
    """SHA-256 of seed and key, 64 hexadecimal digits."""


class Result(NamedTuple):
    """What was found of a stratum, or of the whole sample."""

    stratum: str | None
    """The stratum; ``None`` for the whole."""
    drawn: int
    """Units drawn."""
    inspected: int
    """Units inspected."""
    nonconforming: int
    """Units that failed."""
    outstanding: tuple[str, ...]
    """The keys of units that are still to be inspected."""
    verdict: str | None
    """``accepted``, ``refused``, ``incomplete``; ``None`` without a plan."""
    rate: Rate | None
    """The verified rate; ``None`` where nothing was inspected."""


class Evaluation(NamedTuple):
    """What follows from an inspection."""

    overall: Result
    """The whole sample."""
    strata: tuple[Result, ...]
    """Every stratum."""
    reinspect: tuple[str, ...]
    """The divisions to inspect again."""
    remarks: tuple[Words, ...]
    """What is odd about the observations."""


def sample_size(population: int, *, z: Number, margin: Number, proportion: Number) -> SampleSize:
    """The size of a sample that estimates a share of a finite population.

    >>> sample_size(672, z="1.96", margin="5%", proportion="0.5").units
    245

    Parameters
    ----------
    population
        Units there are.
    z
        The quantile of the normal distribution for the confidence, such as ``"1.96"``.
    margin
        The margin to either side, a share such as ``"5%"``.
    proportion
        The share that is expected; ``"0.5"`` is the worst case.

    Raises
    ------
    ArgumentError
        For numbers that make no sense.

    """
    request = {"population": population, "z": z, "margin": margin, "proportion": proportion}
    return SampleSize(**_requests.answer("sample_size", request))


def sampling_plan(
    population: int | None,
    *,
    producer_quality: Number,
    producer_risk: Number,
    consumer_quality: Number,
    consumer_risk: Number,
) -> Plan:
    """The smallest plan that keeps both risks, for one lot or (``None``) a series of lots.

    >>> sampling_plan(75, producer_quality="2%", producer_risk="5%",
    ...               consumer_quality="10%", consumer_risk="10%")[:2]
    (30, 1)

    Parameters
    ----------
    population
        Units of the lot.
    producer_quality, producer_risk
        The share of failing units that should pass, and how often it is refused at most.
    consumer_quality, consumer_risk
        The share that should not pass, and how often it is accepted at most.

    Raises
    ------
    ArgumentError
        For numbers that make no sense.
    LimitError
        Where no plan is small enough.

    """
    request = {
        "population": population,
        "producer_quality": producer_quality,
        "producer_risk": producer_risk,
        "consumer_quality": consumer_quality,
        "consumer_risk": consumer_risk,
    }
    plan = _requests.answer("sampling_plan", request)
    return Plan(
        plan["sample_size"],
        plan["acceptance_number"],
        Decimal(plan["producer_acceptance"]),
        Decimal(plan["consumer_acceptance"]),
    )


def characteristic(
    sample_size: int,
    acceptance_number: int,
    *,
    population: int,
    nonconforming: Iterable[int],
) -> tuple[Point, ...]:
    """The operating characteristic of a plan for one lot, from the hypergeometric distribution.

    >>> characteristic(80, 2, population=1000, nonconforming=[25])[0].acceptance
    Decimal('0.677133299632')

    Raises
    ------
    ArgumentError
        For a plan that does not fit the lot.

    """
    request = {
        "sample_size": sample_size,
        "acceptance_number": acceptance_number,
        "population": population,
        "nonconforming": list(nonconforming),
    }
    points = _requests.answer("characteristic", request)
    return tuple(Point(point["nonconforming"], Decimal(point["acceptance"])) for point in points)


def _rate(answer: dict[str, Any]) -> Rate:
    return Rate(
        Fraction(answer["rate"]),
        Interval(**answer["clopper_pearson"]),
        Interval(**answer["wilson"]),
    )


def interval(conforming: int, inspected: int, *, confidence: Number = "0.95") -> Rate:
    """The confidence intervals of a rate.

    >>> rate = interval(47, 50)
    >>> rate.rate, round(rate.clopper_pearson.lower, 6)
    (Fraction(47, 50), 0.834518)

    Raises
    ------
    ArgumentError
        Where nothing was inspected, or the confidence is no share.

    """
    request = {"conforming": conforming, "inspected": inspected, "confidence": confidence}
    return _rate(_requests.answer("interval", request))


def draw(
    units: Iterable[tuple[str, str]] | Mapping[str, Iterable[str]],
    *,
    seed: str,
    sizes: Mapping[str, int],
) -> tuple[Unit, ...]:
    """Draws a stratified sample.

    >>> sample = draw({"530402": ["P1", "P2", "P3"]}, seed="2019", sizes={"530402": 2})
    >>> [unit.key for unit in sample]
    ['P2', 'P1']

    Parameters
    ----------
    units
        Pairs of stratum (the code of a division) and key, or the keys by stratum; in any order.
    seed
        Whoever knows it can repeat the draw.
    sizes
        How many units of each stratum.

    Returns
    -------
    tuple of Unit
        In the order of the draw: strata by code, units by digest.

    Raises
    ------
    ArgumentError
        For a key that occurs twice, or a stratum that has fewer units.

    """
    if hasattr(units, "items"):
        pairs = [(stratum, key) for stratum, keys in units.items() for key in keys]
    else:
        pairs = list(units)
    request = {
        "seed": seed,
        "sizes": {str(stratum): size for stratum, size in sizes.items()},
        "units": [{"stratum": str(stratum), "key": str(key)} for stratum, key in pairs],
    }
    return tuple(Unit(**unit) for unit in _requests.answer("draw", request))


def _result(answer: dict[str, Any]) -> Result:
    parts = {**answer, "outstanding": tuple(answer["outstanding"])}
    parts["rate"] = None if answer["rate"] is None else _rate(answer["rate"])
    return Result(**parts)


def evaluate(
    sample: Iterable[Unit],
    observations: Iterable[tuple[str, str, str]],
    *,
    overall: tuple[int, int],
    strata: Mapping[str, tuple[int, int]] | None = None,
    confidence: Number = "0.95",
) -> Evaluation:
    """What follows from an inspection.

    >>> sample = draw({"530402": ["P1", "P2"]}, seed="2019", sizes={"530402": 2})
    >>> found = [("530402", "P1", "conforming"), ("530402", "P2", "nonconforming")]
    >>> evaluate(sample, found, overall=(2, 0)).overall.verdict
    'refused'

    Parameters
    ----------
    sample
        What :func:`draw` gave.
    observations
        Stratum, key, and ``conforming``, ``nonconforming`` or ``not_inspected``.
    overall, strata
        Sample size and acceptance number, of the whole and of strata.
    confidence
        Of the intervals, a share.

    Raises
    ------
    ArgumentError
        For an unknown outcome, or a plan that does not fit the sample.

    """
    request = {
        "sample": [unit._asdict() for unit in sample],
        "observations": [
            {"stratum": str(stratum), "key": str(key), "outcome": outcome}
            for stratum, key, outcome in observations
        ],
        "overall": _terms(overall),
        "strata": {str(code): _terms(plan) for code, plan in (strata or {}).items()},
        "confidence": confidence,
    }
    found = _requests.answer("evaluate", request)
    return Evaluation(
        _result(found["overall"]),
        tuple(_result(stratum) for stratum in found["strata"]),
        tuple(found["reinspect"]),
        tuple(Words(**remark) for remark in found["remarks"]),
    )


def _terms(plan: tuple[int, int]) -> dict[str, int]:
    return {"sample_size": plan[0], "acceptance_number": plan[1]}
