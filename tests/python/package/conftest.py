"""What the tests of the package share. Each test takes the packages it needs, or is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

import huimin as hm

REPOSITORY = Path(__file__).parents[3]

DISPUTES = [
    ("D1", "530402001001", "poor_household", "2019-03-01", "2019-03-09", "settled"),
    ("D2", "530402001001", "poor_village", "2019-04-02", "2019-04-10", "settled"),
    ("D3", "530402002000", "poor_household", "2019-05-06", None, "pending"),
    ("D4", "530402002000", "poor_household", "2019-05-07", "2019-05-08", "failed"),
]
FIELDS = ("dispute_id", "division_code", "party", "registered_on", "mediated_on", "outcome")


@pytest.fixture(autouse=True)
def _language():
    """Each test begins in the languages that hold at first."""
    hm.set_language(None)
    yield
    hm.set_language(None)


@pytest.fixture(scope="session")
def programme():
    return hm.Programme.builtin("yuxi-2019")


@pytest.fixture(scope="session")
def network():
    return hm.Network.builtin("yuxi-2019")


@pytest.fixture
def tally(programme, network):
    return hm.Tally(programme, network)


@pytest.fixture
def columns():
    """Four disputes as a dict of lists: all registered, three mediated, two settled."""
    return {name: [row[place] for row in DISPUTES] for place, name in enumerate(FIELDS)}


@pytest.fixture(scope="session")
def year(tmp_path_factory):
    """A directory with an invented year of the programme's own scale."""
    directory = tmp_path_factory.mktemp("year")
    hm.sample(directory)
    return directory
