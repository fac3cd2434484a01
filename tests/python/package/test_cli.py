"""The command, as a person calls it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import pytest
from conftest import REPOSITORY

from huimin import cli

AS_OF = ("--as-of", "2019-11-30")
HEADER = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n"
ROW = "D1,530402001001,poor_household,2019-03-01,2019-03-09,settled\n"
REGISTER = "code,name,level\n530400,玉溪市,city\n"
RESULTS = [
    "findings.csv",
    "indicators.csv",
    "progress.csv",
    "received.csv",
    "report.html",
    "report.xlsx",
]


def run(*arguments, **more):
    done = subprocess.run(
        [sys.executable, "-m", "huimin", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **more,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def records(tmp_path):
    """A directory with one dispute."""
    directory = tmp_path / "records"
    directory.mkdir()
    (directory / "disputes.csv").write_text(HEADER + ROW, encoding="utf-8")
    return directory


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


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
    register = tmp_path / "区划.csv"
    register.write_bytes("代码表\n区划代码；名称\n".replace("；", ";").encode("gb18030"))
    with register.open("ab") as more:
        more.write("530402;红塔区\n".encode("gb18030"))
    code, out, err = run("check", file, "--network", register, "--lang", "en")
    assert code in (0, 2), err
    assert "Traceback" not in err


def test_assess_a_year(year, tmp_path):
    out = tmp_path / "out"
    code, shown, err = run("assess", year, *AS_OF, "--out", out, "--lang", "en")
    assert code == 1
    assert err == ""
    assert "mediation success for poor villages and households" in shown
    assert "98.28%" in shown
    assert "register: divisions.csv, 794 divisions" in shown
    assert shown.index("divisions.csv") < shown.index("98.28%") < shown.index("findings:")
    assert sorted(path.name for path in out.iterdir()) == RESULTS
    assert (out / "indicators.csv").read_bytes().startswith(b"\xef\xbb\xbfdivision_code,")
    rows = [
        row for row in rows_of(out / "indicators.csv") if row["division_code"] == "530400000000"
    ]
    last = {row["indicator"]: row["display"] for row in rows if row["period_end"] == "2019-11-30"}
    assert last["consultations"] == "83309"
    code, shown, _ = run("assess", year, *AS_OF, "--out", out, "--json")
    answer = json.loads(shown)
    assert code == 1
    assert answer["verdict"] is False
    assert answer["indicators"]["consultations"]["numerator"] == 83309
    assert answer["records"]["cases"] > 8000
    assert sum(one["count"] for one in answer["findings_by_rule"]) == answer["findings"]
    for name, path in answer["tables"].items():
        table = json.loads((out / "tables" / f"{name}.json").read_text(encoding="utf-8"))
        assert path == str(out / "tables" / f"{name}.json")
        assert table
    assert {"received", "indicators", "progress", "findings"} == set(answer["tables"])


def test_chinese_tables_have_chinese_columns(records, tmp_path):
    out = tmp_path / "结果"
    code, shown, _ = run("assess", records, *AS_OF, "--out", out, "--lang", "zh")
    assert code in (1, 3)
    assert "没有收到的数据集" in shown
    for name in RESULTS[:4]:
        with (out / name).open(encoding="utf-8-sig", newline="") as file:
            heads = next(csv.reader(file))
        assert len(set(heads)) == len(heads)
        assert not [head for head in heads if head.replace("_", "").isascii() and head != "SHA-256"]
    assert rows_of(out / "received.csv")[-1]["文件"] in ("disputes.csv", "yuxi-2019")


def test_what_was_not_received_cannot_be_judged(tmp_path):
    directory = tmp_path / "empty"
    directory.mkdir()
    code, shown, err = run("assess", directory, *AS_OF, "--out", tmp_path / "out", "--lang", "en")
    assert (code, err) == (3, "")
    assert "datasets not received" in shown
    assert "cannot be judged" in shown


def test_met_is_zero(tmp_path):
    records = tmp_path / "records"
    records.mkdir()
    (records / "divisions.csv").write_text(REGISTER, encoding="utf-8")
    (records / "visits.jsonl").write_text(
        '{"visit_id":"V1","division_code":"530400","discharged_on":"2019-02-27","visited_on":"2019-03-01"}\n', encoding="utf-8"
    )
    programme = (REPOSITORY / "examples/programmes/family-doctors.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(programme.replace("at_least = 1200", "at_least = 0"), encoding="utf-8")
    code, shown, err = run(
        "assess", records, "--programme", file, "--as-of", "2019-06-30", "--out", tmp_path / "out"
    )
    assert (code, err) == (0, ""), shown
    (records / "divisions.csv").unlink()
    code, _, err = run(
        "assess", records, "--programme", file, "--as-of", "2019-06-30", "--out", tmp_path / "out"
    )
    assert code == 2
    assert "divisions.csv" in err


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
        (
            ("assess", "{here}", "--network", "yuxi", "--as-of", "2019-11-30", "--out", "{out}"),
            "yuxi-2019",
        ),
        (("check", "{none}"), "check the name"),
        (("draw", "{none}", "--seed", "1", "--size", "1"), "cannot be read"),
        (("draw", "{none}", "--seed", "1", "--size", "x"), "0 or more"),
        (
            ("allocate", "{none}", "--root", "53", "--target", "1", "--to", "county"),
            "cannot be read",
        ),
        (("allocate", "{none}", "--root", "53", "--target", "-1", "--to", "county"), "--target"),
        (("allocate", "{none}", "--root", "53", "--target", "1", "--to", "street"), "`street`"),
        (("assess", "{here}", "--out", "{out}"), "--as-of"),
        (("assess", "{here}", "--as", "2019-11-30", "--out", "{out}"), "--as"),
    ],
)
def test_bad_input_is_two(arguments, message, tmp_path):
    places = {"none": tmp_path / "none", "here": tmp_path, "out": tmp_path / "out"}
    code, _, err = run(*(one.format(**places) for one in arguments), "--lang", "en")
    assert code == 2
    assert message in err
    assert "Traceback" not in err
    assert "Errno" not in err


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        ((), "用法：", "usage: "),
        (("assess",), "缺少参数：DIR, --as-of, --out", "expected DIR, --as-of, --out"),
        (("asess",), "应为 check, assess", "expected one of check, assess"),
        (("check", "a.toml", "--nonsense"), "不认识的参数：--nonsense", "no such argument"),
        (
            ("check", "a.toml", "--network"),
            "--network 后面要有一个值",
            "--network: expected a value",
        ),
        (("draw", "a", "--seed", "1", "--size", "-1"), "--size", "--size"),
        (("--help",), "退出码", "Exit codes"),
        (("assess", "--help"), "存放结果的目录", "directory for the results"),
        (("allocate", "-h"), "选项", "options"),
    ],
)
def test_help_and_usage_are_in_the_language_chosen(arguments, zh, en):
    for language, wanted, other in (("zh", zh, "usage"), ("en", en, "用法")):
        for given in (
            ("--lang", language, *arguments),
            (*arguments, "--lang", language),
            (f"--lang={language}", *arguments),
        ):
            code, out, err = run(*given)
            assert code == (0 if {"-h", "--help"} & set(arguments) else 2)
            assert wanted in out + err, given
            assert other not in out + err


def test_language_and_json_before_or_behind_the_command():
    file = str(REPOSITORY / "examples/programmes/family-doctors.toml")
    wanted = {"programme": "family-doctors", "warnings": []}
    for given in (("--json", "check", file), ("check", file, "--json"), ("check", "--json", file)):
        assert json.loads(run(*given)[1]) == wanted
    for given in (("--lang", "en", "check", file), ("check", file, "--lang", "en")):
        assert "can be used" in run(*given)[1]
    assert run("--lang", "fr", "check", file)[0] == 2


def test_several_faults_are_told_one_by_one(records, tmp_path):
    (records / "what.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (records / "cases.doc").write_text("x", encoding="utf-8")
    out = tmp_path / "out"
    code, _, err = run("assess", records, *AS_OF, "--out", out, "--lang", "en")
    assert code == 2
    paragraphs = err.strip().split("\n\n")
    assert len(paragraphs) == 3
    assert "what.csv" in err
    assert "cases.doc" in err
    assert not out.exists()
    code, shown, _ = run("assess", records, *AS_OF, "--out", out, "--json")
    assert len(json.loads(shown)["error"]["causes"]) == 2
    code, shown, err = run(
        "assess", records, *AS_OF, "--out", out, "--ignore", "*.doc", "--ignore", "what.csv",
        "--lang", "en",
    )  # fmt: skip
    assert code in (1, 3), err
    assert "ignored by the pattern `*.doc`" in shown


def test_results_write_over_nothing_but_results(records, tmp_path):
    out = tmp_path / "out"
    for language in ("zh", "en", "en", "zh"):
        for form in ((), ("--json",)):
            code, _, err = run("assess", records, *AS_OF, "--out", out, "--lang", language, *form)
            assert code in (1, 3), err
    for name in ("findings.csv", "report.html", "report.xlsx", "tables/findings.json"):
        kept = (out / name).read_bytes()
        (out / name).write_bytes(b"mine, not huimin's\n")
        code, _, err = run("assess", records, *AS_OF, "--out", out, "--json", "--lang", "en")
        assert code == 2
        assert name.rpartition("/")[2] in err
        assert (out / name).read_bytes() == b"mine, not huimin's\n"
        (out / name).write_bytes(kept)


def test_results_are_no_records_of_the_next_run(records):
    out = records / "out"
    for _ in range(2):
        code, shown, err = run("assess", records, *AS_OF, "--out", out, "--lang", "en")
        assert code in (1, 3), err
    assert "out/indicators.csv: ignored" in shown
    (out / "cases.csv").write_text("x", encoding="utf-8")
    code, _, err = run("assess", records, *AS_OF, "--out", out, "--lang", "en")
    assert code == 2
    assert "cases.csv" in err
    code, _, err = run("assess", records, *AS_OF, "--out", records, "--lang", "en")
    assert code == 2
    assert "another directory" in err
    (out / "cases.csv").unlink()
    code, _, err = run("assess", records, *AS_OF, "--out", records / "b", "--lang", "en")
    assert code == 2
    assert "results of an earlier run" in err


def test_the_directory_for_results_is_tried_first(records, tmp_path):
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    for out in (file, file / "below"):
        code, _, err = run("assess", records, *AS_OF, "--out", out, "--lang", "en")
        assert code == 2
        assert "cannot be written" in err
        assert "Errno" not in err
    if os.name == "posix" and os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=0o500)
        code, _, err = run("assess", records, *AS_OF, "--out", tmp_path / "closed", "--lang", "zh")
        assert code == 2
        assert "没有权限" in err


def test_options_of_reading(records, tmp_path):
    (records / "disputes.csv").write_bytes((HEADER + ROW).encode("utf-16"))
    code, shown, err = run("assess", records, *AS_OF, "--out", tmp_path / "out", "--lang", "zh")
    assert code in (1, 3), err
    assert "编码 utf-16le" in shown
    (records / "disputes.csv").write_bytes((HEADER + ROW).encode())
    register = tmp_path / "mine.csv"
    register.write_text(REGISTER + "530402,红塔区,county\n", encoding="utf-8")
    code, shown, err = run(
        "assess", records, *AS_OF, "--out", tmp_path / "out", "--encoding", "disputes=gb18030",
        "--network", register, "--threads", "1", "--no-digests", "--lang", "en",
    )  # fmt: skip
    assert code in (0, 1, 3), err
    assert "mine.csv, 2 divisions" in shown
    code, _, err = run(
        "assess",
        records,
        *AS_OF,
        "--out",
        tmp_path / "out",
        "--encoding",
        "latin-1",
        "--lang",
        "en",
    )
    assert code == 2
    assert "gb18030" in err


def test_a_sample_is_the_same_each_time(tmp_path):
    for name in ("a", "b"):
        assert run("sample", tmp_path / name, "--records", "20000", "--seed", "5")[0] == 0
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("a", "b")
    )
    assert one == other
    assert {"divisions.csv", "cases.csv"} < set(one)


def test_a_sample_writes_over_nothing(tmp_path):
    mine = tmp_path / "cases.csv"
    mine.write_text("mine", encoding="utf-8")
    code, _, err = run("sample", tmp_path, "--records", "2000", "--lang", "en")
    assert code == 2
    assert "cases.csv" in err
    assert "--force" in err
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]
    assert mine.read_text(encoding="utf-8") == "mine"
    assert run("sample", tmp_path, "--records", "2000", "--force")[0] == 0
    assert mine.read_text(encoding="utf-8") != "mine"
    code, _, err = run("sample", mine / "below", "--lang", "en")
    assert code == 2
    assert "cannot be written" in err
    assert "Errno" not in err


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


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("530402,6\n530403,6\n530402,7\n", "530402"),
        ("530402,6\n530403,\n", "line 3"),
        ("530402,1,234\n", "line 2"),
        ("530402,-6\n", "line 2"),
        ("530402,6.5\n", "line 2"),
        ("539999,6\n", "539999"),
        ("530402,18446744073709551616\n", "line 2"),
    ],
)
def test_faults_of_a_small_table_are_told(rows, message, tmp_path):
    weights = tmp_path / "weights.csv"
    weights.write_text("division_code,weight\n" + rows, encoding="utf-8")
    code, out, err = run(
        "allocate", weights, "--root", "530400", "--target", "10", "--to", "county", "--lang", "en"
    )
    assert (code, out) == (2, "")
    assert message in err
    for word in ("JSON", "u64", "Traceback", "expected value"):
        assert word not in err


def test_small_tables_in_every_form(tmp_path):
    weights = tmp_path / "权重表.csv"
    weights.write_bytes("任务\n区划代码;权重\n530402;6\n530403;6\n;\n".encode("gb18030"))
    command = ("--root", "530400", "--target", "10", "--to", "county")
    code, out, err = run("allocate", weights, *command)
    assert code == 0, err
    plain = tmp_path / "plain.csv"
    plain.write_text("division_code,weight\n530402,6\n530403,6\n", encoding="utf-8")
    assert run("allocate", plain, *command)[1] == out
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (("区划代码", "权重"), (530402, 6), (530403, 6)):
        book.active.append(row)
    book.save(tmp_path / "w.xlsx")
    assert run("allocate", tmp_path / "w.xlsx", *command)[1] == out


def test_progress_is_shown_on_a_terminal_only(capsys, year, tmp_path):
    code = cli.main(["assess", str(year), *AS_OF, "--out", str(tmp_path), "--lang", "zh"])
    shown = capsys.readouterr()
    assert code == 1
    assert shown.err == ""
    assert "未达标" in shown.out


def test_help_and_version():
    assert run("--version")[1].startswith("huimin 0.")
    assert run("--help")[0] == 0
    assert run()[0] == 2
