"""Directories as people hand them over."""

from __future__ import annotations

import pickle
import zipfile

import pytest

import huimin as hm

HEADER = "dispute_id,division_code,party,registered_on,mediated_on,outcome\n"
CHINESE = "纠纷编号,区划代码,当事方,登记日期,调处日期,结果\n"
ROWS = (
    "D1,530402001001,poor_household,2019-03-01,2019-03-09,settled\n"
    "D2,530402001001,poor_village,2019-04-02,2019-04-10,settled\n"
    "D3,530402002000,poor_household,2019-05-06,,pending\n"
)
REGISTER = "code,name,level\n530400,玉溪市,city\n530402,红塔区,county\n"


def put(directory, name, text, encoding="utf-8"):
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def labels(programme, dataset="disputes"):
    """The Chinese header of a dataset's six columns."""
    fields = programme.fields(dataset)
    return ",".join(fields[name].zh for name in HEADER.strip().split(",")) + "\n"


def test_a_directory_is_read(tmp_path, programme):
    put(tmp_path, "disputes.csv", HEADER + ROWS)
    put(tmp_path, "~$disputes.xlsx", "x")
    received = hm.read_directory("yuxi-2019", tmp_path)
    (part,) = received.parts
    assert (part.dataset, part.file, part.format, part.encoding) == (
        "disputes",
        "disputes.csv",
        "csv",
        "utf-8",
    )
    assert part.header_line == 1
    assert len(part.sha256) == 64
    assert part.columns_read["outcome"] == "outcome"
    (left,) = received.passed_over
    assert (left.file, left.reason) == ("~$disputes.xlsx", "lock_file")
    assert left.words.zh != left.words.en
    assert received.network._native.builtin_name == programme.id
    assert repr(received) == "<Received yuxi-2019: 1 tables of records, 1 not read>"
    a = received.assess("2019-11-30")
    assert a.value("mediation_success_rate", "530400").denominator == 2
    rows = a.received.to_dicts()
    assert {(row["status"], row["file"], row["rows"]) for row in rows} == {
        ("register", "yuxi-2019", len(received.network)),
        ("not_read", "~$disputes.xlsx", None),
        ("read", "disputes.csv", 3),
    }
    tally = received.tally()
    assert tally.received == ["disputes"]
    again = pickle.loads(pickle.dumps(tally))  # noqa: S301
    assert again.assess("2019-11-30").received.to_dicts() == rows


def test_titles_labels_delimiters_encodings_and_folders(tmp_path, programme):
    heads = labels(programme)
    first, second, third = ROWS.splitlines(keepends=True)
    put(tmp_path, "红塔区/矛盾纠纷.csv", "2019 年台账\n\n" + heads + first, "gb18030")
    known = programme.datasets["disputes"].zh
    (tmp_path / "红塔区/矛盾纠纷.csv").rename(tmp_path / f"红塔区/{known}_1.csv")
    put(tmp_path, "disputes (2).csv", (heads + second).replace(",", ";"))
    with zipfile.ZipFile(tmp_path / "上报.zip", "w") as archive:
        archive.writestr("disputes-3.csv", HEADER + third)
    received = hm.read_directory(programme, tmp_path)
    parts = {part.file: part for part in received.parts}
    assert {part.dataset for part in parts.values()} == {"disputes"}
    titled = parts[f"红塔区/{known}_1.csv"]
    assert (titled.encoding, titled.header_line) == ("gb18030", 3)
    assert titled.title_rows == ((1, "2019 年台账"),)
    assert parts["disputes (2).csv"].delimiter == ";"
    a = received.assess("2019-11-30")
    whole = tmp_path.parent / "whole"
    put(whole, "disputes.csv", HEADER + ROWS)
    b = hm.read_directory(programme, whole).assess("2019-11-30")
    assert a.fractions.to_dicts() == b.fractions.to_dicts()


def test_findings_name_file_and_line(tmp_path):
    put(
        tmp_path,
        "disputes.csv",
        "台账\n" + HEADER + ROWS + "D4,530402,nobody,2019-05-06,,pending\n",
    )
    a = hm.read_directory("yuxi-2019", tmp_path).assess("2019-11-30")
    (found,) = (one for one in a.findings if one["rule"] == "code_list")
    assert (found["file"], found["line"], found["row"]) == ("disputes.csv", 6, 4)


def test_which_register(tmp_path, programme):
    put(tmp_path, "disputes.csv", HEADER + ROWS)
    assert len(hm.read_directory("yuxi-2019", tmp_path).network) > 700
    put(tmp_path, "区划.csv", REGISTER, "gb18030")
    received = hm.read_directory("yuxi-2019", tmp_path)
    assert len(received.network) == 2
    assert received.register.file == "区划.csv"
    assert received.passed_over == ()
    asked = hm.read_directory("yuxi-2019", tmp_path, network="yuxi-2019")
    assert len(asked.network) > 700
    assert asked.register is None
    (left,) = asked.passed_over
    assert (left.file, left.reason) == ("区划.csv", "another_register")
    rows = {row["file"]: row for row in asked.assess("2019-11-30").received}
    assert rows["yuxi-2019"]["status"] == "register"
    assert rows["区划.csv"]["status"] == "not_read"
    mine = hm.Programme.from_toml(programme._native.source[1].replace('"yuxi-2019"', '"mine"', 1))
    (tmp_path / "区划.csv").unlink()
    with pytest.raises(hm.InputError, match=r"divisions\.csv"):
        hm.read_directory(mine, tmp_path)
    assert len(hm.read_directory(mine, tmp_path, network="yuxi-2019").network) > 700


def test_what_is_wrong_is_told_at_once(tmp_path):
    put(tmp_path, "what.csv", "a,b\n1,2\n")
    put(tmp_path, "disputes.doc", "x")
    with pytest.raises(hm.InputError) as caught:
        hm.read_directory("yuxi-2019", tmp_path)
    error = caught.value
    assert {cause.file for cause in error.causes} == {"what.csv", "disputes.doc"}
    assert all(isinstance(cause, hm.InputError) for cause in error.causes)
    assert "what.csv" in str(error)
    assert "what.csv" in error.render("zh")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert [str(one) for one in again.causes] == [str(one) for one in error.causes]
    received = hm.read_directory("yuxi-2019", tmp_path, ignore=["*.doc", "what.csv"])
    assert {one.reason for one in received.passed_over} == {"ignored"}
    assert received.assess("2019-11-30").judgement == "cannot_be_judged"


def test_arguments(tmp_path):
    put(tmp_path, "disputes.csv", HEADER + ROWS)
    with pytest.raises(hm.InputError, match="there is no"):
        hm.read_directory("yuxi-2019", tmp_path / "none")
    for wrong in ({"encodings": {"disputes": "latin-1"}}, {"merged": "guess"}):
        with pytest.raises(hm.ArgumentError):
            hm.read_directory("yuxi-2019", tmp_path, **wrong)
    with pytest.raises(hm.ArgumentError, match="dispute"):
        hm.read_directory("yuxi-2019", tmp_path, encodings={"dispute": "utf-8"})
    received = hm.read_directory("yuxi-2019", tmp_path, digests=False, encodings="utf-8")
    assert received.parts[0].sha256 is None


def test_progress_and_stopping(year):
    received = hm.read_directory("yuxi-2019", year, digests=False)
    told = []
    tally = received.tally(progress=lambda done, total: told.append((done, total)))
    assert tally.records("cases") > 8000
    assert told[-1][1] == sum(part.bytes for part in received.parts)
    with pytest.raises(hm.CancelledError):
        received.tally(threads=1, progress=lambda _done, _total: False)


def test_sheets(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [line.split(",") for line in (HEADER + ROWS).splitlines()]
    for name, part in (("一", rows[:2]), ("二", [rows[0], *rows[2:]])):
        sheet = book.create_sheet(name)
        for row in part:
            sheet.append(row)
    hidden = book.create_sheet("旧")
    for row in rows:
        hidden.append(row)
    hidden.sheet_state = "hidden"
    del book["Sheet"]
    book.save(tmp_path / "disputes.xlsx")
    received = hm.read_directory("yuxi-2019", tmp_path)
    assert [part.sheet for part in received.parts] == ["一", "二"]
    (left,) = received.passed_over
    assert (left.sheet, left.reason, left.fits) == ("旧", "hidden_sheet", "disputes")
    assert received.tally().records("disputes") == 3
    one = hm.read_directory("yuxi-2019", tmp_path, sheet="二")
    assert one.tally().records("disputes") == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_register_from_any_file(encoding, tmp_path):
    path = put(tmp_path, "我的 登记册.v2.csv", "登记册\n" + REGISTER.replace(",", "\t"), encoding)
    network = hm.Network.from_file(path)
    assert len(network) == 2
    assert "玉溪市 530400000000" in repr(network)
    assert len(pickle.loads(pickle.dumps(network))) == 2  # noqa: S301


def test_a_register_that_is_not_one(tmp_path):
    with pytest.raises(hm.InputError, match="no such file"):
        hm.Network.from_file(tmp_path / "none.csv")
    with pytest.raises(hm.InputError) as caught:
        hm.Network.from_file(put(tmp_path, "a.csv", "x,y\n1,2\n"))
    assert "a.csv" in str(caught.value)
    with pytest.raises(hm.NetworkError) as caught:
        hm.Network.from_file(put(tmp_path, "b.csv", "code,name\n530400,玉溪市\nx,y\n"))
    assert caught.value.diagnostics[0].line == 3
    assert "b.csv" in str(caught.value)
