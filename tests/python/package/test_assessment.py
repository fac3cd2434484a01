"""Figures, explanations, tables and files of an assessment."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from decimal import Decimal
from fractions import Fraction

import pytest
from conftest import REPOSITORY

import huimin as hm
from huimin import _labels


@pytest.fixture(scope="session")
def assessment(year):
    files = {path.stem: path for path in sorted(year.glob("*.csv")) if path.stem != "divisions"}
    network = hm.Network.from_file(year / "divisions.csv")
    return hm.assess("yuxi-2019", network, files, as_of=datetime.date(2019, 11, 30))


def test_every_table_is_an_attribute_and_has_a_name(assessment):
    for name in hm.TABLES:
        table = assessment.table(name)
        assert getattr(assessment, name) is table
        assert table is None or table.name == name
    with pytest.raises(hm.ArgumentError, match="`indicators`"):
        assessment.table("indicator")


def test_figures_of_the_demonstration(assessment):
    """The figures are those that the README prints."""
    figure = assessment.value("mediation_success_rate", "530400")
    assert (figure.numerator, figure.denominator) == (1085, 1104)
    assert figure.value == Fraction(1085, 1104)
    assert (figure.display, figure.target, figure.attainment) == (
        "98.28%",
        Decimal("0.98"),
        Decimal("100.28"),
    )
    assert (figure.met, figure.reason) == (True, None)
    figure = assessment.value("consultations", 530402)
    assert (figure.numerator, figure.denominator, figure.met) == (8448, None, False)
    assert assessment.verdict is False
    assert assessment.as_of == datetime.date(2019, 11, 30)
    assert assessment.dates[-1] == assessment.as_of
    assert len(assessment.dates) == 11
    assert repr(assessment).startswith("<Assessment as of 2019-11-30: not met, ")


def test_what_is_unknown_is_suggested(assessment):
    with pytest.raises(hm.ArgumentError, match="consultations"):
        assessment.value("consultation", "530400")
    with pytest.raises(hm.ArgumentError, match="999999"):
        assessment.value("consultations", "999999")


def test_explanations(assessment):
    explanation = assessment.explain("aid_grant_rate", "530402")
    parts = explanation.to_dict()
    assert explanation.figure == assessment.value("aid_grant_rate", "530402")
    assert " / " in explanation.formula
    for measure in explanation.measures:
        children = sum(int(child["value"]) for child in measure["children"])
        assert int(measure["value"]) == children + int(measure["own"] or 0)
        assert len(measure["counted"]) == int(measure["value"])
    assert explanation.clause in parts["clause"]["text"]
    assert str(explanation) == explanation.render("zh")
    assert "截至 2019-11-30" in explanation.render("zh")
    assert "as of 2019-11-30" in explanation.render("en")
    assert repr(explanation) == "<Explanation aid_grant_rate 530402000000: 100.00%>"
    html = explanation._repr_html_()
    assert html.count("<div") == len(explanation.render().splitlines()) + 1
    short = assessment.explain("aid_grant_rate", "530402", records=False)
    assert all(not measure["counted"] for measure in short.measures)


def test_a_table_reads_as_a_list_of_rows(assessment):
    table = assessment.indicators
    assert table.shape == (len(table), len(table.columns))
    rows = {
        (row["division_code"], row["indicator"]): row
        for row in table
        if row["period_end"] == assessment.as_of
    }
    row = rows["530400000000", "mediation_success_rate"]
    assert row["numerator"] == Decimal(1085)
    assert isinstance(row["numerator"], Decimal)
    assert (row["display"], row["target"], row["attainment"], row["met"]) == (
        "98.28%",
        "98.00%",
        "100.28%",
        True,
    )
    assert rows["530400000000", "consultations"]["denominator"] is None
    assert table["display"][:1] == [table.to_dicts()[0]["display"]]
    with pytest.raises(KeyError):
        table["displays"]


def test_rows_of_findings_are_rows_of_the_file(assessment, year):
    lines = (year / "consultations.csv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    found = [row for row in assessment.findings if row["dataset"] == "consultations"]
    assert found
    for row in found:
        record = dict(zip(names, lines[row["row"]].split(","), strict=True))
        assert record["consultation_id"] == row["key"]


def test_findings_join_a_pandas_frame(assessment, year):
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(year / "consultations.csv", dtype=str)
    findings = assessment.findings.to_pandas()
    findings = findings[findings["dataset"] == "consultations"]
    joined = frame.assign(row=range(1, len(frame) + 1)).merge(findings, on="row")
    assert len(joined) == len(findings)
    assert (joined["consultation_id"] == joined["key"]).all()


def test_languages(assessment):
    chinese = assessment.table("findings", language="zh")["message"]
    english = assessment.table("findings", language="en")["message"]
    assert chinese == assessment.findings["message"]
    assert all(message.isascii() for message in english[:5])
    hm.set_language("en")
    assert assessment.findings["message"] == english
    with pytest.raises(hm.ArgumentError, match="zh or en"):
        hm.set_language("fr")
    with pytest.raises(hm.ArgumentError):
        assessment.table("findings", language="fr")


def test_hosts_read_tables_alike(assessment):
    expected = assessment.indicators.to_dicts()
    kinds = ["polars", "pyarrow"]
    for kind in kinds:
        host = pytest.importorskip(kind)
        if kind == "polars":
            assert assessment.indicators.to_polars().to_dicts() == expected
            assert host.DataFrame(assessment.findings).to_dicts() == assessment.findings.to_dicts()
        else:
            assert assessment.indicators.to_arrow().to_pylist() == expected
            assert host.schema(assessment.indicators).names == assessment.indicators.columns


def test_pandas_reads_tables_without_pyarrow(assessment):
    pandas = pytest.importorskip("pandas")
    frame = assessment.indicators.to_pandas()
    assert list(frame.columns) == assessment.indicators.columns
    assert str(frame["met"].dtype) == "boolean"
    assert str(frame["period_end"].dtype).startswith("datetime64")
    assert str(assessment.findings.to_pandas()["row"].dtype) == "Int64"
    row = assessment.indicators.to_dicts()[-1]
    last = frame.iloc[-1]
    assert last["division_code"] == row["division_code"]
    assert last["numerator"] == row["numerator"]
    assert pandas.isna(last["denominator"]) == (row["denominator"] is None)


def test_duckdb_reads_a_table(assessment):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    figures = assessment.indicators.to_arrow()
    assert duckdb.sql("SELECT count(*) FROM figures").fetchall() == [(len(figures),)]


def test_tables_for_people(assessment):
    shown = repr(assessment.indicators)
    assert shown.startswith("indicators: ")
    assert len(shown.splitlines()) == 13
    html = assessment.indicators._repr_html_()
    assert re.search('<th title="met"[^>]*>是否达标</th>', html)
    assert "color:#c62828" in html
    assert "color:#1a7f37" in html
    assert html.count("<tr") == 21
    assert "显示前 20 行" in html
    # Words for ids; what programs call them is told when one points at it.
    assert '<td title="centres_standardised"' in html
    assert ">规范化乡镇(街道)公共法律服务中心<" in html
    assert "未达标" in assessment._repr_html_()
    hm.set_language("en")
    assert "not met" in assessment.indicators._repr_html_()


def test_every_column_of_every_table_has_a_name_for_people(assessment):
    for name in hm.TABLES:
        table = assessment.table(name)
        for column in table.columns if table is not None else []:
            assert _labels.column(column, "zh") != column, column
    documented = (REPOSITORY / "docs/tables.md").read_text(encoding="utf-8")
    for line in documented.splitlines():
        for column in re.findall(r"`(\w+)`", line.split("|")[1]) if line.startswith("| `") else []:
            assert _labels.column(column, "zh") != column, column


def test_states_have_the_words_of_their_table(assessment):
    assert ">已规范化<" in assessment.platforms._repr_html_()
    missing = assessment.platforms.where(state="missing")
    assert ">未建<" in missing._repr_html_()
    assert ">应驻未驻<" in assessment.residency.where(state="missing")._repr_html_()
    hm.set_language("en")
    assert ">standardised<" in assessment.platforms._repr_html_()


def test_the_summary_has_targets_and_parts(assessment):
    html = assessment._repr_html_()
    assert html.count("<tr") == 11
    for text in ("玉溪市", "目标值", ">98.00%<", ">1085<", ">1104<", ">98.28%<"):
        assert text in html


def test_parts_of_a_table(assessment):
    table = assessment.indicators
    part = table.where(level="county", indicator="mediation_success_rate", period_end="2019-11-30")
    assert len(part) == 9
    assert part.where(met=False)["division_code"] == ["530428000000"]
    assert part.where(division_code=[530402, "530403"]).select("display", "met").to_dicts() == [
        {"display": "98.69%", "met": True},
        {"display": "98.13%", "met": True},
    ]
    assert table.where(period_end=assessment.as_of)["period_end"] == [
        day for day in table["period_end"] if day == assessment.as_of
    ]
    moment = datetime.datetime(2019, 11, 30, 8, 0)  # noqa: DTZ001
    assert len(part.where(period_end=moment)) == 9
    assert len(table.where(denominator=None)) + len(
        [one for one in table["denominator"] if one is not None]
    ) == len(table)
    assert part.head(3).to_dicts() == part.to_dicts()[:3]
    assert len(part.head(0)) == len(part.where(level="moon")) == 0
    assert table.select().shape == (len(table), 0)
    # Dictionaries of texts too.
    assert len(assessment.fractions.where(division_code=530428, period_end="2019-11-30")) == 10
    with pytest.raises(hm.ArgumentError, match=r"no column `rat`.*display"):
        table.where(rat=1)
    with pytest.raises(hm.ArgumentError, match="no column `rat`"):
        table.select("rat")


def test_a_frame_for_people(assessment):
    pandas = pytest.importorskip("pandas")
    table = assessment.indicators.where(level="county", period_end="2019-11-30")
    frame = table.to_pandas(words=True)
    assert len(frame) == len(table)
    assert len(set(frame.columns)) == len(frame.columns)
    assert list(frame.columns[:4]) == ["区划代码", "区划", "层级", "指标"]
    last = frame[(frame["区划代码"] == "530428000000") & frame["指标"].str.contains("成功率")]
    assert last[["完成值", "是否达标"]].values.tolist() == [["96.85%", "未达标"]]
    assert pandas.isna(frame["说明"]).all()
    assert set(assessment.inspections.to_pandas(words=True)["须重查"].dropna()) <= {"是", "否"}
    hm.set_language("en")
    assert "indicator" in assessment.indicators.to_pandas(words=True).columns
    for name in hm.TABLES:
        made = assessment.table(name)
        if made is not None:
            columns = made.head(1).to_pandas(words=True).columns
            assert len(set(columns)) == len(columns), name


def test_a_measure_of_an_explanation(assessment):
    explanation = assessment.explain("mediation_success_rate", "530428", records=False)
    assert explanation.measure("poor_disputes_settled")["value"] == "123"
    with pytest.raises(hm.ArgumentError, match="poor_disputes_mediated"):
        explanation.measure("settled")


def test_markup_in_records_is_no_markup(tally):
    record = {
        "consultation_id": "<b>x</b>",
        "division_code": "530402",
        "held_on": "2019-05-06",
        "channel": "hotline",
        "persons": 501,
    }
    tally.add("consultations", [record])
    html = tally.assess("2019-11-30").findings._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_csv(assessment, tmp_path):
    path = tmp_path / "findings.csv"
    assessment.findings.to_csv(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(assessment.findings.columns)
    with pytest.raises(hm.InputError, match="cannot be written"):
        assessment.findings.to_csv(tmp_path / "none" / "findings.csv")


def test_the_workbook_and_the_page(assessment, tmp_path):
    for language, words in (("zh", "考核验收表"), ("en", "acceptance")):
        assessment.to_excel(tmp_path / "report.xlsx", language=language)
        data = (tmp_path / "report.xlsx").read_bytes()
        assert words in zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml").decode()
    assessment.to_html(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "98.28%" in page
    # With everything that the definition has, the scores among it.
    assert "综合考评" in page
    with pytest.raises(hm.InputError, match="cannot be written"):
        assessment.to_html(tmp_path / "none" / "report.html")


def test_reports_against_records(assessment):
    tables = hm.reconcile(
        assessment,
        duties=[
            {"level": "county", "period_end": datetime.date(2019, 11, 30), "due_on": "2019-11-30"}
        ],
        indicators=["publicity_events"],
        relative=Decimal("0.01"),
        missing_children="zero",
    )
    assert list(tables) == ["comparison", "imbalance", "completeness", "falls", "findings"]
    # Nine counties owe one figure each; the other reports are compared, and owed by nobody.
    owed = [row for row in tables["comparison"] if row["due_on"] is not None]
    assert [row["indicator"] for row in owed] == ["publicity_events"] * 9
    assert sorted(row["state"] for row in owed) == ["agrees"] * 6 + ["differs"] * 2 + ["late"]
    assert assessment.reconcile().keys() == tables.keys()
    with pytest.raises(hm.ArgumentError, match="zero or fail"):
        assessment.reconcile(missing_children="some")


def test_one_record_alone(programme):
    record = {
        "dispute_id": "D1",
        "division_code": 530402,
        "party": "poor_village",
        "registered_on": datetime.date(2019, 3, 9),
        "mediated_on": datetime.datetime(2019, 3, 1, 8),  # noqa: DTZ001
        "outcome": "settled",
    }
    (found,) = hm.check(programme, "disputes", record)
    assert (found.rule, found.severity) == ("dispute_mediated_before_registered", "reject")
    assert str(found.message) == found.message.zh
    assert (
        found.message.en
        == "mediated on 2019-03-01, before it was registered on 2019-03-09: check both dates"
    )
    assert hm.check(programme, "disputes", record | {"mediated_on": "2019-03-10"}) == ()
    assert (
        hm.check(programme, "disputes", record | {"mediated_on": None, "outcome": "pending"}) == ()
    )
    with pytest.raises(hm.ArgumentError, match="disputes"):
        hm.check(programme, "dispute", record)
    with pytest.raises(hm.InputError, match="found a list"):
        hm.check(programme, "disputes", record | {"party": []})
    zone = datetime.UTC
    with pytest.raises(hm.InputError, match="time zone"):
        hm.check(
            programme,
            "disputes",
            record | {"mediated_on": datetime.datetime(2019, 3, 1, tzinfo=zone)},
        )
