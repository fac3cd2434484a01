"""Programmes, registers, and their errors."""

from __future__ import annotations

import pytest
from conftest import REPOSITORY

import huimin as hm

FAMILY_DOCTORS = REPOSITORY / "examples/programmes/family-doctors.toml"


def test_a_programme_from_a_file():
    programme = hm.Programme.from_file(FAMILY_DOCTORS)
    assert repr(programme) == "<Programme family-doctors 1.0.0: 2 indicators, 1 datasets>"
    assert programme.label == ("家庭医生出院随访", "Visits after discharge")
    assert list(programme.datasets) == ["visits"]
    assert list(programme.indicators) == ["visits", "timely_rate"]
    assert programme.check("yuxi-2019") == ()
    with pytest.raises(hm.ArgumentError, match="family-doctors"):
        programme.check()


def test_all_mistakes_at_once_with_their_places():
    text = FAMILY_DOCTORS.read_text(encoding="utf-8")
    broken = text.replace("count(*)", "cuont(*)").replace(
        'severity = "reject"', 'severity = "rejekt"'
    )
    with pytest.raises(hm.DefinitionError) as caught:
        hm.Tally(hm.Programme.from_toml(broken, name="mine.toml"), "yuxi-2019")
    error = caught.value
    assert (error.code, error.kind) == (1, "definition")
    assert error.diagnostics
    one = next(one for one in error.diagnostics if "rejekt" in one.text)
    assert one.line == text[: text.index('severity = "reject"')].count("\n") + 1
    assert one.gravity == "error"
    assert "reject" in (one.help or one.message).en
    assert "mine.toml" in str(error)
    assert isinstance(error, ValueError)


def test_an_expectation_that_is_not_met():
    text = FAMILY_DOCTORS.read_text(encoding="utf-8").replace(
        'display = "95.00%"', 'display = "96.00%"'
    )
    with pytest.raises(hm.DefinitionError) as caught:
        hm.Programme.from_toml(text).check("yuxi-2019")
    assert any("96.00%" in one.text for one in caught.value.diagnostics)


def test_names_and_files_that_are_not_there(tmp_path):
    for made in (hm.Programme.builtin, hm.Network.builtin):
        with pytest.raises(hm.ArgumentError, match="yuxi-2019"):
            made("yuxi-2018")
    for read in (hm.Programme.from_file, hm.Network.from_file):
        with pytest.raises(hm.InputError, match=r"check the name|no such file"):
            read(tmp_path / "none")
    (tmp_path / "x.toml").write_bytes(b"\xff")
    with pytest.raises(hm.InputError, match="UTF-8"):
        hm.Programme.from_file(tmp_path / "x.toml")


def test_a_register_from_a_file():
    network = hm.Network.from_file(REPOSITORY / "examples/records/divisions.csv")
    assert len(network) > 1
    with pytest.raises(hm.InputError, match="from_file"):
        hm.Network.from_arrow(REPOSITORY / "examples/records/divisions.csv")


def test_errors_speak_two_languages(tally):
    with pytest.raises(hm.InputError) as caught:
        tally.add("disputes", {})
    assert str(caught.value).startswith("dataset disputes, column dispute_id: column `dispute_id`")
    hm.set_language("zh")
    assert str(caught.value).startswith("数据集 disputes，列 dispute_id：缺少列 `dispute_id`")
    assert repr(caught.value).startswith("InputError('数据集")
    assert caught.value.message.get("en").startswith("column `dispute_id`")


def test_fields_have_labels(programme):
    fields = programme.fields("disputes")
    assert list(fields)[:2] == ["dispute_id", "division_code"]
    assert fields["mediated_on"] == ("调处日期", "mediated on")
    with pytest.raises(hm.ArgumentError, match="disputes"):
        programme.fields("dispute")
