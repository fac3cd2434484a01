"""The case files, as the library exports them to plain directories: the same bytes from Python.

`HUIMIN_CASES` names a directory (default: `out/cases`) with one directory for each case:

    programme       the name of a built-in programme, or
    definition.toml a definition
    register        the name of a built-in register, or
    register.csv    its rows; with these, a built-in programme is used without its allocations
    01-add-<dataset>.csv, 02-retract-<dataset>.csv, …  what is handed over, in this order; or
    delivery/       a directory as it is handed over, whose register comes before the one above
    survey.json     how it is looked at
    as_of           the day
    expected/<table>.json  tables as `huimin.exchange` writes them, texts in English
    expected/verdict.json  true, false or null
    expected/judgement.json  the name of the judgement
    expected/error.json    the error instead, as `huimin.exchange` writes it
"""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pytest
from conftest import REPOSITORY

import huimin as hm
from huimin import cli

DIRECTORY = Path(os.environ.get("HUIMIN_CASES", REPOSITORY / "out/cases"))
CASES = sorted(path.parent for path in DIRECTORY.rglob("as_of")) if DIRECTORY.is_dir() else []
RECORDS = [case for case in CASES if case.name.startswith(("cells", "records-"))]
DELIVERIES = [case for case in CASES if (case / "delivery").is_dir()]
STEP = re.compile(r"\d+-(add|retract)-(\w+)\.(csv|jsonl|parquet|xlsx)")


def text(path):
    return path.read_text(encoding="utf-8").strip()


def programme_of(case):
    if (case / "definition.toml").exists():
        return hm.Programme.from_file(case / "definition.toml")
    programme = hm.Programme.builtin(text(case / "programme"))
    without = (case / "without_allocations").exists()
    return programme.without_allocations() if without else programme


def network_of(case):
    if (case / "register.csv").exists():
        return hm.Network.from_file(case / "register.csv")
    return hm.Network.builtin(text(case / "register"))


def survey_of(case):
    return json.loads(text(case / "survey.json"))


def received(case):
    """A directory with its own register, or else that of the case."""
    programme, options = programme_of(case), survey_of(case)
    try:
        return hm.read_directory(programme, case / "delivery", **options)
    except hm.InputError as error:
        if "has no register of divisions" not in error.message.en:
            raise
    return hm.read_directory(programme, case / "delivery", network=network_of(case), **options)


def assessed(case):
    if (case / "delivery").is_dir():
        return received(case).tally().assess(text(case / "as_of"))
    tally = hm.Tally(programme_of(case), network_of(case))
    for path in sorted(case.iterdir()):
        if step := STEP.fullmatch(path.name):
            getattr(tally, step[1])(step[2], path)
    return tally.assess(text(case / "as_of"))


def json_of(assessment, name):
    table = assessment.table(name, language="en")
    return "null" if table is None else table._native.json()


# Of a file that is read by its path more is known than of a text without a name.
OF_FILES = {"file", "line", "sha256", "format", "encoding", "delimiter", "header_line"}
OF_FILES |= {"title_rows"}


def told(case, answer):
    """An answer, to the byte; where files were read one by one, without what is known of files."""
    if (case / "delivery").is_dir():
        return answer

    def without(answer):
        if isinstance(answer, list):
            return [without(one) for one in answer]
        if isinstance(answer, dict):
            # A register read from a file is quoted as it is read, not as it is written.
            left_out = OF_FILES | ({"column", "text"} if "gravity" in answer else set())
            return {name: without(one) for name, one in answer.items() if name not in left_out}
        return answer

    return without(json.loads(answer))


def without_a_register_beside(received):
    """A receipt but for a register that was named, and did not lie in the directory."""
    beside = re.compile(
        r'\{"file":"[^"]*","sheet":null,"sha256":null,[^}]*"status":"register"[^}]*\},?'
    )
    return beside.sub("", received)


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
        assert told(case, caught.value.args[0]) == told(case, text(expected["error"]))
        return
    assessment = assessed(case)
    assert assessment.verdict == json.loads(text(expected.pop("verdict")))
    assert assessment.judgement == json.loads(text(expected.pop("judgement")))
    for name, path in expected.items():
        shown = json_of(assessment, name)
        if name == "received":
            shown = without_a_register_beside(shown)
        assert told(case, shown) == told(case, text(path)), name


def columns_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    return {
        name: [cell or None for cell in column]
        for name, column in zip(header, columns, strict=True)
    }


def pandas_frame(columns):
    return pytest.importorskip("pandas").DataFrame(columns, dtype="str")


def polars_frame(columns):
    polars = pytest.importorskip("polars")
    return polars.DataFrame(columns, schema=dict.fromkeys(columns, polars.String))


def arrow_frame(columns):
    arrow = pytest.importorskip("pyarrow")
    return arrow.table(
        {name: arrow.array(cells, arrow.string()) for name, cells in columns.items()}
    )


def dictionary_frame(columns):
    arrow = pytest.importorskip("pyarrow")
    frame = arrow_frame(columns)
    return arrow.table({name: frame[name].dictionary_encode() for name in columns})


def rows_of_columns(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@pytest.mark.skipif(not RECORDS, reason="no cases have been exported")
@pytest.mark.parametrize(
    "frame",
    [pandas_frame, polars_frame, arrow_frame, dictionary_frame, dict, rows_of_columns],
    ids=lambda frame: frame.__name__,
)
def test_frames_are_read_as_files_are(frame):
    """The same cells in every kind of frame: the same figures, and the same words about them."""
    for case in RECORDS:
        (path,) = case.glob("01-add-*.csv")
        dataset = STEP.fullmatch(path.name)[2]
        tally = hm.Tally(programme_of(case), network_of(case))
        tally.add(dataset, frame(columns_of(path)))
        assessment = tally.assess(text(case / "as_of"))
        for name in ("indicators", "progress", "monthly", "findings"):
            expected = text(case / "expected" / f"{name}.json")
            assert json_of(assessment, name) == expected, (case.name, text(case / "note"))


def arguments_for(case, out, network):
    programme = case / "definition.toml"
    options = survey_of(case)
    arguments = ["--lang", "en", "assess", case / "delivery", "--as-of", text(case / "as_of")]
    arguments += ["--programme", programme if programme.exists() else text(case / "programme")]
    arguments += ["--out", out, "--merged", options["merged"]]
    arguments += [part for one in options["ignore"] for part in ("--ignore", one)]
    arguments += [
        part
        for dataset, encoding in options["encodings"].items()
        for part in ("--encoding", f"{dataset}={encoding}")
    ]
    if "sheet" in options:
        arguments += ["--sheet", options["sheet"]]
    if network:
        arguments += ["--network", case / "register.csv"]
    return [str(one) for one in arguments]


CODES = {"met": 0, "nothing_to_judge": 0, "not_met": 1, "cannot_be_judged": 3}


@pytest.mark.skipif(not DELIVERIES, reason="no cases have been exported")
def test_the_command_reads_deliveries_as_the_library_does(tmp_path, capsys):
    for case in DELIVERIES:
        out = tmp_path / case.name
        expected = case / "expected" / "error.json"
        try:
            directory = received(case)
            has_own = directory.register is not None or not (case / "register.csv").exists()
            assessment = directory.tally().assess(text(case / "as_of"))
        except hm.Error as error:
            assert expected.exists()
            code = cli.main(arguments_for(case, out, network=False))
            shown = capsys.readouterr().err
            if "has no register of divisions" in shown:
                code = cli.main(arguments_for(case, out, network=True))
                shown = capsys.readouterr().err
            assert code == 2, case.name
            for cause in error.causes or [error]:
                assert cause.message.en in shown, case.name
            assert not out.exists(), case.name
            continue
        code = cli.main(arguments_for(case, out, network=not has_own))
        shown = capsys.readouterr()
        assert code == CODES[assessment.judgement], (case.name, shown.err)
        for name in ("received", "indicators", "findings"):
            assessment.table(name, language="en").to_csv(tmp_path / "table.csv", bom=True)
            written = (out / f"{name}.csv").read_bytes()
            assert written == (tmp_path / "table.csv").read_bytes(), (case.name, name)
