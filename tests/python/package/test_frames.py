"""Every kind of frame gives the same tally, and what is wrong with one is told."""

from __future__ import annotations

import datetime
import decimal
import json

import pytest

import huimin as hm


def dates(columns):
    days = {
        name: [value and datetime.date.fromisoformat(value) for value in columns[name]]
        for name in ("registered_on", "mediated_on")
    }
    return {**columns, **days}


def rows(columns):
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def pandas_frame(columns):
    pytest.importorskip("pyarrow")
    return pytest.importorskip("pandas").DataFrame(columns)


def pandas_days(columns):
    frame = pandas_frame(columns)
    pandas = pytest.importorskip("pandas")
    for name in ("registered_on", "mediated_on"):
        frame[name] = pandas.to_datetime(frame[name])  # a missing day becomes NaT
    return frame


def pandas_categories(columns):
    return pandas_frame(columns).astype({"party": "category", "outcome": "category"})


def polars_frame(columns):
    return pytest.importorskip("polars").DataFrame(columns)


def polars_categories(columns):
    polars = pytest.importorskip("polars")
    return polars.DataFrame(dates(columns)).with_columns(
        polars.col("party", "outcome").cast(polars.Categorical)
    )


def pyarrow_table(columns):
    return pytest.importorskip("pyarrow").table(dates(columns))


def pyarrow_batch(columns):
    return pytest.importorskip("pyarrow").record_batch(columns)


def pyarrow_stream(columns):
    pyarrow = pytest.importorskip("pyarrow")
    return pyarrow.RecordBatchReader.from_batches(
        pyarrow.table(columns).schema, pyarrow.table(columns).to_batches(max_chunksize=1)
    )


def pyarrow_codes(columns):
    pyarrow = pytest.importorskip("pyarrow")
    codes = [int(code) for code in columns["division_code"]]
    return pyarrow.table({**columns, "division_code": pyarrow.array(codes, pyarrow.int64())})


def duckdb_relation(columns):
    duckdb = pytest.importorskip("duckdb")
    pytest.importorskip("pyarrow")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (" + ", ".join(f"{name} VARCHAR" for name in columns) + ")")
    connection.executemany(
        f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})",
        list(zip(*columns.values(), strict=True)),
    )
    return connection.sql("FROM t")


KINDS = [
    dict,
    dates,
    rows,
    pandas_frame,
    pandas_days,
    pandas_categories,
    polars_frame,
    polars_categories,
    pyarrow_table,
    pyarrow_batch,
    pyarrow_stream,
    pyarrow_codes,
    duckdb_relation,
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_frame_gives_the_same_tally(kind, columns, tally, programme, network):
    added = tally.add("disputes", kind(columns))
    assert (added.records, added.ignored_columns) == (4, ())
    expected = hm.Tally(programme, network)
    expected.add("disputes", columns)
    assert tally.to_bytes() == expected.to_bytes()
    figure = tally.assess("2019-11-30").value("mediation_success_rate", "5304")
    assert (figure.numerator, figure.denominator, figure.display) == (2, 3, "66.67%")


def write_csv(columns, path):
    lines = [",".join(columns)] + [",".join(v or "" for v in row.values()) for row in rows(columns)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_jsonl(columns, path):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows(columns)), encoding="utf-8")


def write_parquet(columns, path):
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pytest.importorskip("pyarrow").table(columns), path)


def write_xlsx(columns, path):
    workbook = pytest.importorskip("openpyxl").Workbook()
    workbook.active.append(list(columns))
    for row in rows(columns):
        workbook.active.append(list(row.values()))
    workbook.save(path)


@pytest.mark.parametrize(
    ("ending", "write"),
    [("csv", write_csv), ("jsonl", write_jsonl), ("parquet", write_parquet), ("xlsx", write_xlsx)],
)
def test_every_kind_of_file(ending, write, columns, tally, tmp_path):
    path = tmp_path / f"disputes.{ending}"
    write(columns, path)
    assert tally.add("disputes", path).records == 4
    assert tally.add("disputes", str(path)).records == 4
    figure = tally.assess("2019-11-30").value("mediation_success_rate", "530400")
    assert (figure.numerator, figure.denominator) == (2, 3)


def test_gb18030_is_declared(columns, tally, tmp_path):
    path = tmp_path / "disputes.csv"
    write_csv({**columns, "备注": ["贫"] * 4}, path)
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(hm.InputError, match="UTF-8"):
        tally.add("disputes", path)
    assert tally.add("disputes", path, encoding="gb18030").ignored_columns == ("备注",)
    with pytest.raises(hm.ArgumentError, match="gb18030"):
        tally.add("disputes", path, encoding="latin-1")


def test_values_as_python_has_them(tally):
    persons = [decimal.Decimal(3), decimal.Decimal(4)]
    held = [datetime.datetime(2019, 5, 6, 10, 30), datetime.datetime(2019, 5, 7)]  # noqa: DTZ001
    tally.add(
        "consultations",
        {
            "consultation_id": ["A1", "A2"],
            "division_code": [530402, 530403001],
            "held_on": held,
            "channel": ["wechat_group", "face_to_face"],
            "persons": persons,
        },
    )
    assert tally.assess("2019-11-30").value("consultations", "530400").numerator == 7


def error_of(tally, frame, dataset="disputes"):
    before = tally.to_bytes()
    with pytest.raises(hm.InputError) as caught:
        tally.add(dataset, frame)
    assert tally.to_bytes() == before
    assert caught.value.dataset == dataset
    assert caught.value.kind == "input"
    assert caught.value.code == 3
    return caught.value


def test_a_missing_column_is_named_with_those_there_are(tally, columns):
    del columns["party"]
    error = error_of(tally, columns)
    assert error.column == "party"
    assert "the columns found are: dispute_id, division_code" in str(error)
    assert "缺少列 `party`" in error.render("zh")


def test_an_empty_frame_lacks_its_columns_and_no_rows_are_fine(tally, columns):
    assert error_of(tally, {}).column == "dispute_id"
    assert tally.add("disputes", []).records == 0
    assert tally.add("disputes", {name: [] for name in columns}).records == 0
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    assert error_of(tally, pandas.DataFrame()).column == "dispute_id"


def test_columns_of_different_lengths(tally, columns):
    columns["party"] = columns["party"][:2]
    assert "`dispute_id` has 4 values and `party` has 2" in str(error_of(tally, columns))


def test_mixed_types_in_a_list(tally, columns):
    columns["division_code"][2] = 530402
    error = error_of(tally, columns)
    assert (error.column, error.row) == ("division_code", 3)
    assert "text in row 1 and a whole number in row 3" in str(error)


def test_mixed_types_in_a_pandas_column(tally, columns):
    frame = pandas_frame(columns)
    frame["division_code"] = frame["division_code"].astype(object)
    frame.loc[2, "division_code"] = 530402
    error = error_of(tally, frame)
    assert (error.column, error.row) == ("division_code", 3)
    assert "mixes str and int" in str(error)
    assert ".astype(str)" in str(error)


@pytest.mark.parametrize("code", [530402001001.0, 530402.0])
def test_floats_for_codes_are_to_be_read_as_text(tally, columns, code):
    columns["division_code"] = [code] * 4
    error = error_of(tally, columns)
    assert error.column == "division_code"
    assert "read the code column as text" in str(error)
    assert "请把代码列按文本读入" in error.render("zh")
    columns["division_code"] = [int(code)] * 4
    assert tally.add("disputes", columns).records == 4


def test_frames_of_floats_say_how_they_are_read_as_text(tally, columns):
    columns["division_code"] = [530402001001.0, None, 530402.0, None]
    for frame, how in (
        (polars_frame, "polars.read_csv(…, schema_overrides={'division_code': polars.String})"),
        (pandas_frame, "pandas.read_csv(…, dtype={'division_code': str})"),
    ):
        assert error_of(tally, frame(columns)).__notes__ == [f"to read it as text: {how}"]
    assert not hasattr(error_of(tally, columns), "__notes__")
    wrong_party = polars_frame(columns).drop("party")
    assert not hasattr(error_of(tally, wrong_party), "__notes__")


def test_days_with_a_time_zone(tally, columns):
    zone = datetime.timezone(datetime.timedelta(hours=8))
    frame = pandas_days(columns | {"registered_on": ["2019-03-01"] * 4})
    frame["registered_on"] = frame["registered_on"].dt.tz_localize("Asia/Shanghai")
    tally.add("disputes", frame)
    # Midnight by the programme's offset from UTC is a day; midnight elsewhere is not.
    assert not [f for f in tally.assess("2019-11-30").findings if f["rule"] == "type"]
    columns["registered_on"] = [datetime.datetime(2019, 3, 1, tzinfo=zone)] * 4
    assert "time zone" in str(error_of(tally, columns))


def test_a_missing_day_is_a_missing_value(tally, columns):
    """NaT where a day is required is found, row by row, and no error."""
    frame = pandas_days(columns)
    frame.loc[1, "registered_on"] = pytest.importorskip("pandas").NaT
    tally.add("disputes", frame)
    found = [f for f in tally.assess("2019-11-30").findings if f["rule"] == "required"]
    assert [(f["row"], f["field"]) for f in found] == [(2, "registered_on")]


def test_a_lazy_frame_is_to_be_collected(tally, columns):
    error = error_of(tally, polars_frame(columns).lazy())
    assert "call .collect()" in str(error)


def test_a_generator_is_to_be_made_a_list(tally, columns):
    error = error_of(tally, (row for row in rows(columns)))
    assert "list(…)" in str(error)
    assert "found generator" in str(error)


@pytest.mark.parametrize("given", [None, 5, b"x", {1, 2}, object()])
def test_what_is_no_frame(tally, given):
    assert type(given).__name__ in str(error_of(tally, given))


def test_one_record_is_not_a_frame(tally):
    error = error_of(tally, {"dispute_id": "D1"})
    assert "[{…}]" in str(error)
    assert "found str" in str(error_of(tally, ["D1"]))


def test_values_that_no_record_has(tally, columns):
    columns["party"][1] = {"a": 1}
    columns["party"][0] = None
    error = error_of(tally, columns)
    assert (error.row, error.column) == (2, "party")
    columns["party"] = [2**70] * 4
    assert "64 bits" in str(error_of(tally, columns))


def test_a_path_that_is_not_there(tally, tmp_path):
    error = error_of(tally, tmp_path / "disputes.csv")
    assert str(tmp_path / "disputes.csv") in str(error)
    assert "check the name" in str(error)
    assert ".parquet" in str(error_of(tally, "disputes.xls"))


def test_hosts_that_fail_are_quoted(tally):
    class Broken:
        def __arrow_c_stream__(self, requested_schema=None):
            message = "no such relation"
            raise RuntimeError(message)

    assert "no such relation" in str(error_of(tally, Broken()))

    class Lying:
        def __arrow_c_stream__(self, requested_schema=None):
            return object()

    with pytest.raises((TypeError, hm.InputError)):
        tally.add("disputes", Lying())


def test_a_capsule_is_read_once(tally, columns):
    class Again:
        def __init__(self):
            self.capsule = polars_frame(columns).__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    again = Again()
    assert tally.add("disputes", again).records == 4
    assert "Arrow" in str(error_of(tally, again))
    stream = pyarrow_stream(columns)
    assert [tally.add("disputes", stream).records for _ in range(2)] == [4, 0]


def test_what_has_no_columns_is_no_frame(tally):
    polars = pytest.importorskip("polars")
    assert "disputes" in str(error_of(tally, polars.Series([1, 2])))
    pyarrow = pytest.importorskip("pyarrow")
    assert "columns" in str(error_of(tally, pyarrow.array([1, 2])))
    null_row = pyarrow.array([{"dispute_id": "D1"}, None])
    assert "null as a whole" in str(error_of(tally, null_row))


def offsets(width, *places):
    return b"".join(place.to_bytes(width, "little") for place in places)


def view(text, *, buffer=None, start=0, prefix=None, beyond=b""):
    """A view of Arrow: a short text stands in it, of a long one its beginning and place."""
    size = len(text).to_bytes(4, "little")
    if buffer is None:
        return size + (text + beyond).ljust(12, b"\0")
    place = buffer.to_bytes(4, "little") + start.to_bytes(4, "little")
    return size + (prefix or text[:4]) + place


HAN = "红塔".encode()
LONG = "元江哈尼族彝族傣族自治县".encode()
# What four texts are made of, and whether that is sound.
MEMORY = {
    "no UTF-8": ("string", [offsets(4, 0, 1, 2, 3, 4), b"\xff\xfe\xfd\xfc"], False),
    "half a character": ("string", [offsets(4, 0, 1, 3, 6, 6), HAN], False),
    "characters": ("string", [offsets(4, 0, 3, 3, 6, 6), HAN], True),
    "falling offsets": ("string", [offsets(4, 0, 3, 1, 4, 4), b"abcd"], False),
    "large, no UTF-8": ("large_string", [offsets(8, 0, 1, 1, 1, 1), b"\xff"], False),
    "large, half": ("large_string", [offsets(8, 0, 1, 3, 6, 6), HAN], False),
    "large": ("large_string", [offsets(8, 0, 3, 3, 6, 6), HAN], True),
    "views": (
        "string_view",
        [view(b"a") + view(HAN) + view(b"twelve bytes") + view(LONG, buffer=0), LONG],
        True,
    ),
    "view, no UTF-8": ("string_view", [view(b"\xff") + view(b"") * 3, b""], False),
    "view, half a character": ("string_view", [view(HAN[:4]) + view(b"") * 3, b""], False),
    "view, more than its text": (
        "string_view",
        [view(b"a", beyond=b"b") + view(b"") * 3, b""],
        False,
    ),
    "view, beyond the buffer": (
        "string_view",
        [view(LONG, buffer=0, start=4) + view(b"") * 3, LONG],
        False,
    ),
    "view, no such buffer": ("string_view", [view(LONG, buffer=7) + view(b"") * 3, LONG], False),
    "view, other beginning": (
        "string_view",
        [view(LONG, buffer=0, prefix=b"abcd") + view(b"") * 3, LONG],
        False,
    ),
    "view, long, half a character": (
        "string_view",
        [view(LONG[1:], buffer=0, start=1) + view(b"") * 3, LONG],
        False,
    ),
    "view, impossible length": (
        "string_view",
        [b"\xff\xff\xff\x7f" + view(LONG, buffer=0)[4:] + view(b"") * 3, LONG],
        False,
    ),
}


@pytest.mark.parametrize("name", MEMORY)
def test_damaged_arrow_data_is_an_error(tally, columns, name):
    """What is no text must not reach the core as one, nor what lies beside a buffer."""
    pyarrow = pytest.importorskip("pyarrow")
    kind, buffers, is_sound = MEMORY[name]
    buffers = [None, *map(pyarrow.py_buffer, buffers)]
    text = pyarrow.Array.from_buffers(getattr(pyarrow, kind)(), 4, buffers)
    table = pyarrow.table({**columns, "party": text})
    # As it came, and in the middle of a batch.
    for part in (table, table.slice(0, 3)):
        if is_sound:
            assert tally.add("disputes", part).records == len(part)
        else:
            error = error_of(tally, part)
            assert error.column == "party"
            assert "Arrow" in str(error)


def test_a_position_beyond_its_dictionary_is_an_error(tally, columns):
    pyarrow = pytest.importorskip("pyarrow")
    keys, words = pyarrow.array([0, 1, 0, 2], pyarrow.int8()), pyarrow.array(["a", "b"])
    text = pyarrow.DictionaryArray.from_arrays(keys, words, safe=False)
    assert error_of(tally, pyarrow.table({**columns, "party": text})).column == "party"


def test_a_register_as_a_frame():
    rows_ = [
        {"code": 530400, "name": "玉溪市", "level": "city", "population": None},
        {"code": 530402, "name": "红塔区", "level": "county", "population": 5},
    ]
    network = hm.Network.from_arrow(rows_)
    assert len(network) == 2
    assert "玉溪市 530400000000" in repr(network)
    # Missing values make floats of whole numbers.
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.DataFrame(rows_)
    assert frame["population"].dtype == float
    assert len(hm.Network.from_arrow(frame)) == 2
    frame["population"] = [1.5, 2.0]
    with pytest.raises(hm.InputError, match=r"float 1\.5"):
        hm.Network.from_arrow(frame)


def test_a_register_with_faults():
    with pytest.raises(hm.NetworkError) as caught:
        hm.Network.from_arrow(
            [
                {"code": "530400", "name": "玉溪市"},
                {"code": "53", "name": ""},
                {"code": "x", "name": "y"},
            ]
        )
    assert len(caught.value.diagnostics) >= 2
