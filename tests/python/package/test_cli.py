"""The command, as a person calls it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from conftest import REPOSITORY

from huimin import cli


def run(*arguments):
    done = subprocess.run(
        [sys.executable, "-m", "huimin", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_check(tmp_path):
    file = REPOSITORY / "examples/programmes/family-doctors.toml"
    code, out, _ = run("check", file, "--lang", "en")
    assert (code, "can be used, 0 warnings" in out) == (0, True)
    code, out, _ = run("check", file, "--json")
    assert json.loads(out) == {"programme": "family-doctors", "warnings": []}
    broken = tmp_path / "broken.toml"
    broken.write_text(
        file.read_text(encoding="utf-8").replace('id = "visits"', 'id = "Besuch"', 1),
        encoding="utf-8",
    )
    code, out, err = run("check", broken, "--lang", "zh")
    assert code == 2
    assert "broken.toml" in err
    assert out == ""
    code, out, _ = run("check", broken, "--json", "--lang", "en")
    assert (code, json.loads(out)["error"]["kind"]) == (2, "definition")


def test_assess_a_year(year, tmp_path):
    out = tmp_path / "out"
    code, shown, err = run("assess", year, "--as-of", "2019-11-30", "--out", out, "--lang", "en")
    assert code == 1
    assert err == ""
    assert "mediation success for poor villages and households" in shown
    assert "98.28%" in shown
    files = sorted(path.name for path in out.iterdir())
    assert files == ["findings.csv", "indicators.csv", "progress.csv", "report.html", "report.xlsx"]
    with (out / "indicators.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["division_code"] == "530400000000"]
    last = {row["indicator"]: row["display"] for row in rows if row["period_end"] == "2019-11-30"}
    assert last["consultations"] == "83309"
    code, shown, _ = run("assess", year, "--as-of", "2019-11-30", "--out", out, "--json")
    answer = json.loads(shown)
    assert code == 1
    assert answer["verdict"] is False
    assert answer["indicators"]["consultations"]["numerator"] == 83309
    assert answer["records"]["cases"] > 8000


def test_missing_datasets_are_reported_and_no_error(tmp_path):
    directory = REPOSITORY / "examples/records"
    code, shown, _ = run(
        "assess", directory, "--as-of", "2019-11-30", "--out", tmp_path, "--lang", "en"
    )
    assert code == 1
    assert ": no file, so figures that need it have no value" in shown
    assert "disputes" in shown
    assert "verdict: not met" in shown


def test_three_where_it_cannot_be_judged(tmp_path):
    out = tmp_path / "out"
    code, shown, err = run(
        "assess", tmp_path, "--as-of", "2019-11-30", "--out", out, "--lang", "zh"
    )
    assert (code, err) == (3, "")
    assert "结论：无法判定" in shown
    code, shown, _ = run("assess", tmp_path, "--as-of", "2019-11-30", "--out", out, "--json")
    answer = json.loads(shown)
    assert (code, answer["verdict"], answer["judgement"]) == (3, None, "cannot_be_judged")
    assert "cases" in answer["not_received"]
    figure = answer["indicators"]["cases_handled"]
    assert (figure["numerator"], figure["met"], figure["reason"]) == (None, None, "not_received")
    # A header alone says that there are none.
    (tmp_path / "publicity_events.csv").write_text(
        "event_id,division_code,held_on,attendance\n", encoding="utf-8"
    )
    code, shown, _ = run("assess", tmp_path, "--as-of", "2019-11-30", "--out", out, "--json")
    assert (code, json.loads(shown)["judgement"]) == (1, "not_met")


def test_met_is_zero(tmp_path):
    records = tmp_path / "records"
    records.mkdir()
    (records / "divisions.csv").write_text(
        "code,name,level\n530400,玉溪市,city\n", encoding="utf-8"
    )
    (records / "visits.jsonl").write_text("", encoding="utf-8")
    programme = (REPOSITORY / "examples/programmes/family-doctors.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(programme.replace("at_least = 1200", "at_least = 0"), encoding="utf-8")
    code, shown, err = run(
        "assess", records, "--programme", file, "--as-of", "2019-06-30", "--out", tmp_path / "out"
    )
    assert (code, err) == (0, ""), shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("assess", "{none}", "--as-of", "2019-11-30", "--out", "{out}"), "no `"),
        (("assess", "{here}", "--as-of", "2018-11-30", "--out", "{out}"), "2018-11-30"),
        (("assess", "{here}", "--as-of", "30.11.2019", "--out", "{out}"), "not a date"),
        (
            ("assess", "{here}", "--programme", "yuxi", "--as-of", "2019-11-30", "--out", "{out}"),
            "yuxi-2019",
        ),
        (("check", "{none}"), "check the name"),
        (("draw", "{none}", "--seed", "1", "--size", "1"), "cannot be read"),
        (
            ("allocate", "{none}", "--root", "53", "--target", "1", "--to", "county"),
            "cannot be read",
        ),
    ],
)
def test_bad_input_is_two(arguments, message, tmp_path):
    places = {"none": tmp_path / "none", "here": tmp_path, "out": tmp_path / "out"}
    code, _, err = run(*(one.format(**places) for one in arguments), "--lang", "en")
    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_two_files_of_one_dataset(tmp_path):
    for ending in ("csv", "jsonl"):
        (tmp_path / f"cases.{ending}").write_text("", encoding="utf-8")
    code, _, err = run(
        "assess", tmp_path, "--as-of", "2019-11-30", "--out", tmp_path, "--lang", "en"
    )
    assert code == 2
    assert "keep one" in err


def test_a_sample_is_the_same_each_time(tmp_path):
    for name in ("a", "b"):
        assert run("sample", tmp_path / name, "--records", "20000", "--seed", "5")[0] == 0
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("a", "b")
    )
    assert one == other
    assert {"divisions.csv", "cases.csv"} < set(one)


def test_allocate_and_draw(tmp_path):
    weights = tmp_path / "weights.csv"
    weights.write_text(
        "division_code,weight,capacity\n530402,6,\n530403,6,3\n530424,2,\n", encoding="utf-8"
    )
    code, out, _ = run("allocate", weights, "--root", "530400", "--target", "10", "--to", "county")
    rows = {row["division_code"]: int(row["target"]) for row in csv.DictReader(out.splitlines())}
    assert code == 0
    assert rows["530400000000"] == 10
    assert rows["530403000000"] == 3
    assert sum(rows.values()) == 20
    units = tmp_path / "units.csv"
    units.write_text(
        "stratum,key\n" + "".join(f"53040{2 + n % 2},P{n}\n" for n in range(20)), encoding="utf-8"
    )
    code, out, _ = run("draw", units, "--seed", "2019", "--size", "530402=3", "--size", "2")
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0
    assert [row["stratum"][:6] for row in rows] == ["530402"] * 3 + ["530403"] * 2
    code, out, _ = run("draw", units, "--seed", "2019", "--size", "530402=3", "--json")
    assert [row["key"] for row in json.loads(out)] == [row["key"] for row in rows[:3]]


def test_progress_is_shown_on_a_terminal_only(capsys, year, tmp_path):
    code = cli.main(
        ["assess", str(year), "--as-of", "2019-11-30", "--out", str(tmp_path), "--lang", "zh"]
    )
    shown = capsys.readouterr()
    assert code == 1
    assert shown.err == ""
    assert "未达标" in shown.out


def test_help_and_version():
    assert run("--version")[1].startswith("huimin 0.")
    assert run("--help")[0] == 0
    assert run()[0] == 2
