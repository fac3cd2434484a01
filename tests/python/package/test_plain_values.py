"""Requests of plain values: allocation, inspection, scores. The core has its own tests; here is
what the package makes of its answers."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from fractions import Fraction

import pytest

import huimin as hm


def test_apportion():
    assert hm.apportion(11, [6, 6, 2]) == [5, 5, 1]
    assert hm.apportion(11, [6, 6, 2], method="webster", minima=[0, 0, 3]) == [4, 4, 3]
    assert hm.apportion(9, [6, 6, 2], capacities=[1, None, 2]) == [1, 6, 2]
    with pytest.raises(hm.ArgumentError, match="hill"):
        hm.apportion(9, [1], method="largest")
    with pytest.raises(hm.ArgumentError):
        hm.apportion(9, [1], capacities=[1])


def test_allocate(network):
    weights = {"530402": 103, "530403": 74, 530424: 75}
    shares = hm.allocate(
        network,
        root="530400",
        target=100,
        to="county",
        weights=weights,
        pins={"530403": 10},
        minima={"530424": 50},
    )
    assert shares[0].target == 100
    by_code = {share.division_code: share for share in shares}
    assert by_code["530403000000"].pinned
    assert by_code["530403000000"].target == 10
    assert by_code["530424000000"].target >= 50
    counties = [share for share in shares if share.level == "county"]
    assert sum(share.target for share in counties) == 100
    assert isinstance(by_code["530402000000"].quota, Fraction)
    with pytest.raises(hm.ArgumentError, match="not a level"):
        hm.allocate("yuxi-2019", root="530400", target=1, to="street", weights={})


def test_sample_sizes_and_plans():
    sizes = {100: 80, 200: 132, 500: 218, 672: 245, 1000: 278, 10000: 370}
    for population, units in sizes.items():
        for margin in ("5%", 0.05, Decimal("0.05")):
            size = hm.inspect.sample_size(population, z=1.96, margin=margin, proportion="0.5")
            assert (size.population, size.units) == (population, units)
    plan = hm.inspect.sampling_plan(
        None, producer_quality="2%", producer_risk="5%", consumer_quality="10%", consumer_risk="10%"
    )
    assert plan.producer_acceptance >= Decimal("0.95")
    assert plan.consumer_acceptance <= Decimal("0.10")
    with pytest.raises(hm.ArgumentError):
        hm.inspect.sample_size(100, z="x", margin=1, proportion=1)


def test_characteristic_against_whole_numbers():
    from math import comb

    for point in hm.inspect.characteristic(20, 1, population=75, nonconforming=range(0, 20, 3)):
        bad = point.nonconforming
        accepted = sum(comb(bad, found) * comb(75 - bad, 20 - found) for found in (0, 1))
        exact = Fraction(accepted, comb(75, 20))
        assert abs(Fraction(point.acceptance) - exact) <= Fraction(1, 2 * 10**12)


def test_intervals():
    rate = hm.inspect.interval(0, 10)
    assert rate.rate == 0
    assert [round(end, 6) for end in (*rate.clopper_pearson, *rate.wilson)] == [
        0,
        0.308497,
        0,
        0.277533,
    ]
    with pytest.raises(hm.ArgumentError):
        hm.inspect.interval(0, 0)


def test_a_draw_is_repeated_and_evaluated():
    units = {"530402": [f"P{number}" for number in range(30)], "530403": ["Q1", "Q2"]}
    drawn = hm.inspect.draw(units, seed="2019", sizes={"530402": 5, "530403": 2})
    pairs = [(stratum, key) for stratum, keys in units.items() for key in reversed(keys)]
    assert hm.inspect.draw(pairs, seed="2019", sizes={"530402": 5, "530403": 2}) == drawn
    assert all(len(bytes.fromhex(unit.digest)) == hashlib.sha256().digest_size for unit in drawn)
    found = [(unit.stratum, unit.key, "conforming") for unit in drawn[:-1]]
    terms = {"overall": (7, 1), "strata": {"530402": (5, 0)}}
    evaluation = hm.inspect.evaluate(drawn, found, **terms)
    assert evaluation.overall.verdict == "incomplete"
    assert evaluation.overall.outstanding == (drawn[-1].key,)
    assert evaluation.strata[0].verdict == "accepted"
    assert evaluation.strata[0].rate.rate == 1
    last = (drawn[-1].stratum, drawn[-1].key, "nonconforming")
    evaluation = hm.inspect.evaluate(drawn, [*found, last], **terms)
    assert (evaluation.overall.verdict, evaluation.overall.nonconforming) == ("accepted", 1)
    assert evaluation.overall.rate.rate == Fraction(6, 7)
    with pytest.raises(hm.ArgumentError, match="not_inspected"):
        hm.inspect.evaluate(drawn, [("530402", "P1", "good")], **terms)


def test_scores():
    scheme = {
        "items": [
            {"id": "cases", "points": 60},
            {"id": "rate", "points": "40", "all_or_nothing": True},
        ],
        "bonuses": [{"id": "model", "each": 2, "cap": 3}],
        "bands": [
            {"label": {"zh": "合格", "en": "pass"}, "at_least": 0},
            {"label": {"zh": "优秀", "en": "excellent"}, "at_least": 90},
        ],
        "missing": "no_points",
    }
    board = hm.score(
        scheme,
        [
            {"division": "530402", "attainments": {"cases": Fraction(2, 3), "rate": 1}},
            {
                "division": "530403",
                "attainments": {"cases": Decimal("1.2"), "rate": "99/100"},
                "occurrences": {"model": 2},
            },
        ],
    )
    assert [(one.division_code[:6], one.rank, one.exact_total) for one in board] == [
        ("530402", 1, Fraction(80)),
        ("530403", 2, Fraction(63)),
    ]
    assert board[0].grade.en == "pass"
    assert board[1].bonuses[0].points == Decimal("3.00")
    assert board[0].items[0].exact_points == 40
    assert board[0].formula == ("评分项 80.00;总分 80.00", "items 80.00; total 80.00")
    with pytest.raises(hm.ArgumentError):
        hm.score({"items": []}, [])
