"""Tallies: merged, stored, withdrawn, pickled, stopped."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from conftest import REPOSITORY

import huimin as hm


def rows(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def test_parts_merged_are_the_whole(programme, network, columns, tally):
    tally.add("disputes", columns)
    parts = [hm.Tally(programme, network) for _ in range(2)]
    for place, row in enumerate(rows(columns)):
        parts[place % 2].add("disputes", [row])
    parts[1].merge(parts[0])
    assert parts[1].records("disputes") == 4
    one, other = (tally_.assess("2019-11-30").indicators for tally_ in (tally, parts[1]))
    assert one.to_dicts() == other.to_dicts()


def test_order_and_threads_change_no_figure(year, programme):
    """Files whole, in shuffled batches and on any number of threads: the same tables."""
    network = hm.Network.from_file(year / "divisions.csv")
    lines = (year / "disputes.csv").read_text(encoding="utf-8").splitlines()
    names, data = lines[0].split(","), [line.split(",") for line in lines[1:]]
    random.Random(7).shuffle(data)
    shuffled = hm.Tally(programme, network)
    for start in range(0, len(data), 300):
        part = data[start : start + 300]
        shuffled.add(
            "disputes",
            {name: [row[place] or None for row in part] for place, name in enumerate(names)},
            threads=1,
        )
    whole = hm.Tally(programme, network)
    whole.add("disputes", year / "disputes.csv", threads=3)
    one, other = (tally.assess("2019-11-30") for tally in (whole, shuffled))
    assert one.indicators.to_dicts() == other.indicators.to_dicts()
    assert one.progress.to_dicts() == other.progress.to_dicts()
    assert len(one.findings) == len(other.findings) > 0


def test_withdrawn_is_never_added(columns, tally):
    tally.add("disputes", rows(columns)[:1])
    before = tally.to_bytes()
    tally.add("disputes", rows(columns)[1:])
    assert tally.retract("disputes", rows(columns)[1:]).records == 3
    assert tally.to_bytes() == before
    with pytest.raises(hm.StateError) as caught:
        tally.retract("disputes", rows(columns)[:2])
    assert (caught.value.row, caught.value.dataset) == (2, "disputes")
    assert tally.to_bytes() == before


def test_a_tally_is_stored(programme, network, columns, tally):
    tally.add("disputes", columns)
    again = hm.Tally.from_bytes(programme, network, tally.to_bytes())
    assert again.to_bytes() == tally.to_bytes()
    with pytest.raises(hm.BytesError):
        hm.Tally.from_bytes(programme, network, tally.to_bytes()[:-1])
    with pytest.raises(hm.StateError):
        hm.Tally.from_bytes("yunnan-2019", None, tally.to_bytes())
    with pytest.raises(hm.StateError):
        tally.merge(hm.Tally("yunnan-2019"))


def test_a_tally_can_be_merged_with_itself(columns, tally):
    tally.add("disputes", columns)
    tally.merge(tally)
    assert tally.records("disputes") == 8


def test_an_assessment_stays_as_it_was(columns, tally):
    tally.add("disputes", columns)
    before = tally.assess("2019-11-30")
    tally.add("disputes", rows(columns)[:1])
    assert before.value("dispute_handling_rate", "530400").denominator == 4
    assert len(before.findings) < len(tally.assess("2019-11-30").findings)


def test_arguments(tally, columns):
    with pytest.raises(hm.ArgumentError, match="disputes"):
        tally.add("dispute", columns)
    with pytest.raises(hm.ArgumentError, match="disputes"):
        tally.records("dispute")
    for day in ("2018-11-30", "30.11.2019", ""):
        with pytest.raises(hm.ArgumentError):
            tally.assess(day)
    assert tally.programme.id == "yuxi-2019"
    assert len(tally.network) == 794
    assert repr(tally) == "<Tally yuxi-2019: no records>"


def again(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301


def test_pickling(programme, network, columns, tally):
    tally.add("disputes", columns)
    copy = again(tally)
    assert copy.to_bytes() == tally.to_bytes()
    assert repr(copy) == repr(tally) == "<Tally yuxi-2019: disputes 4>"
    assert repr(again(programme)) == repr(programme)
    assert repr(again(network)) == repr(network)
    own = hm.Network.from_arrow([{"code": "530400", "name": "玉溪市"}])
    assert repr(again(own)) == repr(own)
    partial = hm.Tally(programme.without_allocations(), own)
    assert again(partial).to_bytes() == partial.to_bytes()
    with pytest.raises(hm.InputError) as caught:
        tally.add("disputes", {})
    error = again(caught.value)
    assert type(error) is hm.InputError
    assert str(error) == str(caught.value)
    assert (error.code, error.kind, error.column) == (3, "input", "dispute_id")
    with pytest.raises(hm.DefinitionError) as caught:
        hm.Programme.from_toml("x = ")
    assert again(caught.value).diagnostics == caught.value.diagnostics
    figure = tally.assess("2019-11-30").value("dispute_handling_rate", "530400")
    assert again(figure) == figure


def many(columns, count):
    """The same disputes many times, each with a key of its own."""
    repeated = {name: values * (count // 4) for name, values in columns.items()}
    repeated["dispute_id"] = [f"D{number}" for number in range(len(repeated["party"]))]
    return repeated


def test_progress_is_told(columns, tally):
    told = []
    tally.add(
        "disputes", many(columns, 4000), progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (4000, 4000)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_progress_in_bytes_of_a_file(year, programme, network):
    told = []
    path = year / "cases.csv"
    hm.Tally(programme, network).add("cases", path, progress=lambda *both: told.append(both))
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_progress_may_be_shown_without_a_bar(columns, tally):
    assert tally.add("disputes", columns, progress=True).records == 4


def slow(columns, seconds=10.0):
    """A stream that takes its time."""
    pyarrow = pytest.importorskip("pyarrow")
    batch = pyarrow.record_batch(columns)

    def batches():
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.02)
            yield batch

    return pyarrow.RecordBatchReader.from_batches(batch.schema, batches())


def test_an_answer_of_false_stops(columns, tally):
    before = tally.to_bytes()
    start = time.monotonic()
    with pytest.raises(hm.CancelledError):
        tally.add("disputes", slow(columns), progress=lambda done, _: done < 20)
    assert time.monotonic() - start < 5
    assert tally.to_bytes() == before


def test_what_a_callback_raises_is_raised(columns, tally):
    def fail(_done, _total):
        message = "no more"
        raise LookupError(message)

    before = tally.to_bytes()
    with pytest.raises(LookupError, match="no more"):
        tally.add("disputes", slow(columns), progress=fail)
    assert tally.to_bytes() == before


def test_a_tally_belongs_to_one_call_at_a_time(columns, tally):
    """A second call is refused, and the interpreter is free meanwhile."""
    refused = []

    def look(_done, _total):
        try:
            tally.records("disputes")
        except hm.StateError as error:
            refused.append(error)
        return False

    with pytest.raises(hm.CancelledError):
        tally.add("disputes", slow(columns), progress=look)
    assert "in use" in str(refused[0])
    ticks = []
    ticking = threading.Thread(target=lambda: [ticks.append(time.sleep(0.01)) for _ in range(20)])
    ticking.start()
    tally.add("disputes", slow(columns, seconds=0.5))
    ticking.join()
    assert len(ticks) == 20


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("kind", ["file", "frame"])
def test_control_c_stops_within_a_fifth_of_a_second(kind, tmp_path):
    if kind == "frame":
        pytest.importorskip("polars")
    path = tmp_path / "disputes.csv"
    line = "D{},530402001001,poor_household,2019-03-01,2019-03-09,settled\n"
    with path.open("w", encoding="utf-8") as file:
        file.write("dispute_id,division_code,party,registered_on,mediated_on,outcome\n")
        file.writelines(line.format(number) for number in range(3_000_000))
    code = f"""
        import time, huimin as hm
        tally = hm.Tally("yuxi-2019")
        records = {str(path)!r}
        if {kind!r} == "frame":
            import polars
            records = polars.read_csv(records)
        print("ready", flush=True)
        try:
            tally.add("disputes", records, threads=1)
        except KeyboardInterrupt:
            print(time.monotonic(), tally.records("disputes"), flush=True)
    """
    # The best of three, as the machine may do other things meanwhile.
    assert min(seconds_to_stop(textwrap.dedent(code)) for _ in range(3)) < 0.2


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_control_c_stops_an_assessment_too(tmp_path):
    # Numbers of different values are what takes longest: a whole pass for each.
    measures = """
[[measure]]
id = "different_{0}"
label = {{ zh = "不同的申请", en = "different applications" }}
dataset = "applications"
value = "count(distinct application_id)"
on = "applied_on"
"""
    definition = tmp_path / "elder-meals.toml"
    text = (REPOSITORY / "examples/elder-meals/elder-meals.toml").read_text(encoding="utf-8")
    definition.write_text(text + "".join(map(measures.format, range(60))), encoding="utf-8")
    path = tmp_path / "applications.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("application_id,division_code,applied_on,answered_on,granted\n")
        line = "A{},530402001001,2024-01-05,2024-01-09,true\n"
        file.writelines(line.format(number) for number in range(40_000))
    code = f"""
        import time, huimin as hm
        tally = hm.Tally(hm.Programme.from_file({str(definition)!r}), "yuxi-2019")
        tally.add("applications", {str(path)!r})
        print("ready", flush=True)
        try:
            tally.assess("2024-06-30", threads=1)
        except KeyboardInterrupt:
            print(time.monotonic(), tally.records("applications"), flush=True)
    """
    assert min(seconds_to_stop(textwrap.dedent(code), "40000") for _ in range(3)) < 0.2


def seconds_to_stop(code, left="0"):
    """How long it takes from the signal to the end of the call."""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.15)
    sent = time.monotonic()
    child.send_signal(signal.SIGINT)
    stopped, records = child.communicate(timeout=60)[0].split()
    assert records == left
    return float(stopped) - sent


def test_a_copy_goes_its_own_way(tally, columns):
    tally.add("disputes", columns)
    attempt = tally.copy()
    assert attempt.to_bytes() == tally.to_bytes()
    attempt.retract("disputes", columns)
    assert (attempt.records("disputes"), tally.records("disputes")) == (0, 4)


def test_what_was_handed_over_is_received(programme, network):
    tally = hm.Tally(programme, network)
    assert tally.received == []
    tally.add("needs", [])
    assert tally.received == ["needs"]
    other = hm.Tally(programme, network)
    other.add("cases", [])
    other.merge(hm.Tally.from_bytes(programme, network, tally.to_bytes()))
    assert other.received == ["cases", "needs"]
    assessment = other.assess("2019-11-30")
    assert assessment.received["dataset"] == ["cases", "needs"]
    assert "disputes" in assessment.not_received
    assert (assessment.judgement, assessment.verdict) == ("not_met", False)
    missing = assessment.value("mediation_success_rate", "530400")
    assert (missing.value, missing.display, missing.met) == (None, "—", None)
    assert missing.reason == "not_received"
    found = [row for row in assessment.findings if row["rule"] == "not_received"]
    assert len(found) == 12
    assert all(row["key"] == "" and row["row"] is None for row in found)
    explained = assessment.explain("mediation_success_rate", "530400").to_dict()
    assert [one["dataset"] for one in explained["not_received"]] == ["disputes"]
    nothing = hm.Tally(programme, network).assess("2019-11-30")
    assert (nothing.judgement, nothing.verdict) == ("cannot_be_judged", None)
    assert "cannot be judged" in repr(nothing)
