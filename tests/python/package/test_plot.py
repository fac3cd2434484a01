"""Charts: what they show is what the tables say, pictures can be made of them, mistakes are told."""

from __future__ import annotations

import warnings
from collections import Counter
from importlib.util import find_spec

import pytest

import huimin as hm

CHARTS = ("progress", "heatmap", "findings", "intervals")
ROOT = "530400000000"

plotting = pytest.mark.skipif(
    find_spec("altair") is None or find_spec("vl_convert") is None, reason="no extra `plot`"
)


@pytest.fixture(scope="module")
def assessment(year):
    """The year, and of all that is drawn from it one record in forty that does not conform."""
    files = {path.stem: path for path in sorted(year.glob("*.csv")) if path.stem != "divisions"}
    network = hm.Network.from_file(year / "divisions.csv")
    tally = hm.Tally("yuxi-2019", network)
    for dataset, path in files.items():
        tally.add(dataset, path)
    results = [
        {
            "division_code": unit["division_code"],
            "inspection": unit["inspection"],
            "record_key": unit["key"],
            "inspected_on": "2019-11-20",
            "outcome": "nonconforming" if int(unit["digest"][:4], 16) % 40 == 0 else "conforming",
        }
        for unit in tally.assess("2019-11-30").samples
    ]
    tally.add("inspection_results", results)
    return tally.assess("2019-11-30")


def rows(chart):
    """The data of a chart; as a dict it is compared with altair's schema, too."""
    written = chart.to_dict()
    found = [written["data"]["values"]] if "values" in written.get("data", {}) else []
    found += [values for values in written.get("datasets", {}).values() if values]
    assert len(found) == 1
    return found[0]


@plotting
def test_the_heat_map_shows_every_figure(assessment):
    shown = {
        (row["division"], row["indicator"]): row for row in rows(assessment.plot.heatmap("county"))
    }
    table = [
        row
        for row in assessment.indicators
        if row["level"] == "county" and row["period_end"] == assessment.as_of
    ]
    labels = assessment._native.indicators
    zh = {id_: label for id_, label, _ in labels}
    assert len(shown) == len(table) == 9 * len(labels)
    assert any(row["met"] is False for row in table)
    for row in table:
        cell = shown[row["division_name"], zh[row["indicator"]]]
        figure = assessment.value(row["indicator"], row["division_code"])
        assert cell["shown"] == figure.display + (" ✗" if figure.met is False else "")
        attainment = None if figure.attainment is None else float(figure.attainment)
        assert cell["attainment"] == attainment


@plotting
def test_divisions_of_one_name_have_their_codes(assessment):
    shown = {row["division"] for row in rows(assessment.plot.heatmap("village"))}
    names = Counter(
        row["division_name"]
        for row in assessment.indicators
        if row["level"] == "village"
        and row["period_end"] == assessment.as_of
        and row["indicator"] == "consultations"
    )
    assert len(shown) == sum(names.values())
    assert max(names.values()) > 1
    assert all((name in shown) == (count == 1) for name, count in names.items())


@plotting
def test_progress_has_both_lines_of_every_planned_indicator(assessment):
    en = {id_: label for id_, _, label in assessment._native.indicators}
    for division in (None, 530402):
        code = ROOT if division is None else "530402000000"
        wanted = {
            (en[row["indicator"]], row["period_end"].isoformat(), line): float(share[:-1])
            for row in assessment.progress
            for line, share in (("planned", row["planned_share"]), ("actual", row["actual_share"]))
            if row["division_code"] == code and share is not None
        }
        chart = assessment.plot.progress(division, language="en")
        found = {(row["indicator"], row["day"], row["kind"]): row["share"] for row in rows(chart)}
        assert found == wanted
        assert len(wanted) == 2 * 5 * 11
    one = rows(assessment.plot.progress("530402", indicators="consultations"))
    assert {row["indicator"] for row in one} == {"法律咨询"}


@plotting
def test_findings_are_counted_by_rule(assessment):
    wanted = Counter((row["rule"], row["severity"]) for row in assessment.findings)
    words = {en: id_ for column, id_, _, en in hm._native.words() if column == "severity"}
    found = Counter()
    chart = assessment.plot.findings(top=1000, language="en")
    for row in rows(chart):
        found[row["id"], words[row["severity"]]] += row["count"]
    assert found == wanted
    counts = [row["count"] for row in rows(chart)]
    assert counts == sorted(counts, reverse=True)
    assert len(rows(assessment.plot.findings(top=7))) == 7
    rejected = rows(assessment.plot.findings(severity=["reject"], top=1000))
    assert sum(row["count"] for row in rejected) == sum(
        count for (_, severity), count in wanted.items() if severity == "reject"
    )


@plotting
def test_intervals_are_those_of_the_table(assessment):
    found = rows(assessment.plot.intervals("cases"))
    table = [row for row in assessment.inspections if row["inspection"] == "cases"]
    assert len(found) == len(table)
    assert {row["verdict"] for row in table} == {"accepted", "refused"}
    for shown, row in zip(found, table, strict=True):
        assert shown["division"] == (row["division_name"] or "全部")
        for name in ("rate", "lower", "upper"):
            assert f"{shown[name]:.2f}%" == row[name]


@plotting
@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_can_be_made(assessment, name, language, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", hm.plot.FontWarning)
        chart = getattr(assessment.plot, name)(language=language)
    chart.save(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    chart.save(tmp_path / "chart.svg")
    picture = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert ("截至 2019-11-30" if language == "zh" else "as of 2019-11-30") in picture
    assert ("玉溪市" in picture) == (name in {"progress", "intervals"})


@plotting
def test_a_missing_font_is_told(assessment, monkeypatch):
    fonts = hm.plot._Fonts
    monkeypatch.setattr(fonts, "found", None)
    assert fonts.there() is fonts.found
    # As where there is none: every character looks like one that no font has.
    monkeypatch.setattr(fonts, "found", None)
    monkeypatch.setattr(hm.plot, "_drawn", lambda *_: b"a box")
    with pytest.warns(hm.plot.FontWarning, match="fonts-noto-cjk"):
        assessment.plot.findings()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assessment.plot.findings(language="en")


@plotting
def test_fonts_of_a_directory(tmp_path):
    hm.plot.register_fonts(tmp_path)
    with pytest.raises(hm.InputError, match="nowhere"):
        hm.plot.register_fonts(tmp_path / "nowhere")


@plotting
def test_what_cannot_be_drawn_is_told(assessment):
    plot = assessment.plot
    with pytest.raises(hm.ArgumentError, match="there is no indicator `consultation`; there are "):
        plot.progress(indicators=["consultation"])
    with pytest.raises(hm.ArgumentError, match="999999"):
        plot.progress("999999")
    with pytest.raises(hm.ArgumentError, match="has no plan"):
        plot.progress(indicators=["aid_grant_rate"])
    with pytest.raises(hm.ArgumentError, match="province"):
        plot.heatmap("province")
    with pytest.raises(hm.ArgumentError, match="nothing was inspected"):
        plot.intervals("files")
    nothing = {name: [] for name in hm.Programme.builtin("yuxi-2019").datasets}
    empty = hm.assess("yuxi-2019", "yuxi-2019", nothing, as_of="2019-11-30")
    with pytest.raises(hm.ArgumentError, match="nothing was inspected"):
        empty.plot.intervals()
    assert empty.plot.findings().to_dict()["data"] == {"values": []}


@pytest.mark.skipif(find_spec("altair") is not None, reason="the extra `plot` is there")
@pytest.mark.parametrize("name", CHARTS)
def test_without_the_extra_it_is_named(name):
    plot = hm.assess("yuxi-2019", "yuxi-2019", {}, as_of="2019-11-30").plot
    with pytest.raises(ImportError, match=r"pip install 'huimin\[plot\]'"):
        getattr(plot, name)()


@plotting
def test_progress_has_a_tick_at_each_date(assessment):
    layers = assessment.plot.progress().to_dict()["spec"]["layer"]
    axes = [layer["encoding"]["x"]["axis"] for layer in layers if "x" in layer["encoding"]]
    ticks = [(tick["year"], tick["month"], tick["date"]) for tick in axes[0]["values"]]
    assert ticks == [(day.year, day.month, day.day) for day in assessment.dates]
