"""The case files, as the library exports them to plain directories: the same bytes from Python.

`HUIMIN_CASES` names a directory (default: `out/cases`) with one directory for each case:

    programme       the name of a built-in programme, or
    definition.toml a definition
    register        the name of a built-in register, or
    register.csv    its rows; with these, a built-in programme is used without its allocations
    01-add-<dataset>.csv, 02-retract-<dataset>.csv, …  what is handed over, in this order
    as_of           the day
    expected/<table>.json  tables as `huimin.exchange` writes them, texts in English
    expected/verdict.json  true, false or null
    expected/judgement.json  the name of the judgement
    expected/error.json    the error instead, as `huimin.exchange` writes it
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from conftest import REPOSITORY

import huimin as hm

DIRECTORY = Path(os.environ.get("HUIMIN_CASES", REPOSITORY / "out/cases"))
CASES = sorted(path.parent for path in DIRECTORY.rglob("as_of")) if DIRECTORY.is_dir() else []
STEP = re.compile(r"\d+-(add|retract)-(\w+)\.(csv|jsonl|parquet|xlsx)")


def text(path):
    return path.read_text(encoding="utf-8").strip()


def assessed(case):
    has_register = (case / "register.csv").exists()
    if (case / "definition.toml").exists():
        programme = hm.Programme.from_file(case / "definition.toml")
    else:
        programme = hm.Programme.builtin(text(case / "programme"))
        programme = programme.without_allocations() if has_register else programme
    if has_register:
        network = hm.Network.from_file(case / "register.csv")
    else:
        network = hm.Network.builtin(text(case / "register"))
    tally = hm.Tally(programme, network)
    for path in sorted(case.iterdir()):
        if step := STEP.fullmatch(path.name):
            getattr(tally, step[1])(step[2], path)
    return tally.assess(text(case / "as_of"))


@pytest.mark.skipif(not CASES, reason="no cases have been exported")
@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: "/".join(case.relative_to(DIRECTORY).parts)
)
def test_case(case):
    expected = {path.stem: path for path in sorted((case / "expected").glob("*.json"))}
    assert expected
    if "error" in expected:
        with pytest.raises(hm.Error) as caught:
            assessed(case)
        assert json.loads(caught.value.args[0]) == json.loads(text(expected["error"]))
        return
    assessment = assessed(case)
    assert assessment.verdict == json.loads(text(expected.pop("verdict")))
    assert assessment.judgement == json.loads(text(expected.pop("judgement")))
    for name, path in expected.items():
        table = assessment.table(name, language="en")
        shown = "null" if table is None else table._native.json()
        assert shown == text(path), name
