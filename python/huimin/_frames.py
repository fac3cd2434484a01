"""What Python hands over as records: which kind of input it is, and what is wrong with it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin import _errors, _files, _language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENDINGS: dict[str, str] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".jsonl": "jsonl",
    ".xlsx": "xlsx",
}
"""Endings of files, with what they are read as."""


class Given(NamedTuple):
    """An input for the core."""

    kind: str
    """``stream``, ``array``, ``columns``, ``rows``, or the kind of a file."""
    value: Any
    """Capsules, a dict of lists, or a path."""
    total: int | None
    """Rows of a frame or bytes of a file, where known."""


def given(records: Any, dataset: str | None) -> Given:
    """Sorts out what ``records`` is.

    Raises
    ------
    InputError
        For what is none of the accepted kinds, saying what to do.

    """
    if isinstance(records, (str, os.PathLike)):
        return _file(os.fspath(records), dataset)
    kind = type(records).__name__
    if kind == "LazyFrame":
        raise _errors.made(
            "input",
            "应为已有数据的表,实为惰性查询 LazyFrame;请先调用 .collect()",
            "expected a frame with its rows, but found a LazyFrame: call .collect() first",
            dataset=dataset,
        )
    if hasattr(records, "__arrow_c_stream__"):
        stream = _handed_over(records, records.__arrow_c_stream__, dataset)
        return Given("stream", stream, _rows(records))
    if hasattr(records, "__arrow_c_array__"):
        array = _handed_over(records, records.__arrow_c_array__, dataset)
        return Given("array", array, _rows(records))
    if isinstance(records, dict):
        return _columns(records, dataset)
    if isinstance(records, (list, tuple)):
        return Given("rows", _of_rows(records, dataset), len(records))
    raise _wanted(records, dataset)


def _wanted(found: Any, dataset: str | None) -> _errors.Error:
    kind = type(found).__name__
    if hasattr(found, "__next__"):
        zh = ";它只能读一次,请先用 list(…) 取出全部记录"
        en = "; it can be read only once: make a list of its records with list(…)"
    else:
        zh, en = "", ""
    return _errors.made(
        "input",
        f"应为数据表(pandas、polars、pyarrow、duckdb 等)、列表组成的字典、字典组成的列表或文件路径,实为 {kind}{zh}",
        "expected a frame (pandas, polars, pyarrow, duckdb, anything with __arrow_c_stream__), "
        f"a dict of lists, a list of dicts or the path of a file, but found {kind}{en}",
        dataset=dataset,
    )


def _file(path: str, dataset: str | None) -> Given:
    ending = os.path.splitext(path)[1].lower()  # noqa: PTH122
    kind = ENDINGS.get(ending)
    if kind is None:
        known = "、".join(ENDINGS)
        raise _errors.made(
            "input",
            f"文件名 `{path}` 应以 {known} 结尾",
            f"expected a file that ends in {', '.join(ENDINGS)}, but found `{path}`; "
            "save it as one of these",
            dataset=dataset,
        )
    try:
        size = os.stat(path).st_size  # noqa: PTH116
    except OSError as error:
        raise _files.unreadable(path, error, dataset=dataset) from error
    return Given(kind, path, size)


def _rows(frame: Any) -> int | None:
    try:
        return len(frame)
    except Exception:  # noqa: BLE001
        # Streams, and relations that would have to be computed.
        return None


def _handed_over(frame: Any, hand_over: Callable[[], Any], dataset: str | None) -> Any:
    """What a frame gives by the Arrow interface; its own complaints in our words."""
    try:
        return hand_over()
    except (ImportError, KeyboardInterrupt):
        # pandas says itself that it needs pyarrow.
        raise
    except Exception as error:
        column = _mixed_column(frame)
        if column is not None:
            name, row, kinds = column
            raise _errors.made(
                "input",
                f"一列的值应为同一类型,但该列混有 {' 和 '.join(kinds)};请先统一,如 frame[{name!r}].astype(str)",
                f"expected values of one type, but the column mixes {' and '.join(kinds)}; "
                f"convert it first, as with frame[{name!r}].astype(str)",
                dataset=dataset,
                row=row,
                column=name,
            ) from error
        raise _errors.made(
            "input",
            f"数据表不能作为 Arrow 数据交出:{error}",
            f"the frame cannot be handed over as Arrow data: {error}",
            dataset=dataset,
        ) from error


def _mixed_column(frame: Any) -> tuple[str, int, list[str]] | None:
    """The first column of a pandas frame whose values have several types."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(frame, pandas.DataFrame):
        return None
    for name in frame.columns:
        column = frame[name]
        if str(getattr(column, "dtype", None)) != "object":
            continue
        first = ""
        for row, value in enumerate(column.tolist(), start=1):
            if value is None or value != value or value is pandas.NaT or value is pandas.NA:  # noqa: PLR0124
                continue
            kind = type(value).__name__
            if not first:
                first = kind
            elif kind != first:
                return str(name), row, [first, kind]
    return None


def advise(error: _errors.InputError, frame: Any) -> None:
    """Notes how a column of floats would have been read as text, where that is what is wrong."""
    name = error.column
    try:
        kind = str(frame[name].dtype).lower()
    except Exception:  # noqa: BLE001
        # No frame, or none that has such a column.
        return
    if not kind.startswith("float"):
        return
    if hasattr(frame, "iloc"):
        how = f"pandas.read_csv(…, dtype={{{name!r}: str}})"
    else:
        how = f"polars.read_csv(…, schema_overrides={{{name!r}: polars.String}})"
    words = _errors.Words(f"按文本读入:{how}", f"to read it as text: {how}")
    error.add_note(words.get(_language.of_errors()))


def _columns(columns: Mapping[Any, Any], dataset: str | None) -> Given:
    listed: dict[str, list[Any]] = {}
    for name, values in columns.items():
        if isinstance(values, (str, bytes, dict)) or not hasattr(values, "__iter__"):
            kind = type(values).__name__
            raise _errors.made(
                "input",
                f"应为值的列表,实为 {kind};一条记录请写成 [{{…}}]",
                f"expected a list of values, but found {kind}; write one record as [{{…}}]",
                dataset=dataset,
                column=str(name),
            )
        listed[str(name)] = list(values)
    total = len(next(iter(listed.values()))) if listed else 0
    return Given("columns", listed, total)


def _of_rows(rows: list[Any] | tuple[Any, ...], dataset: str | None) -> dict[str, list[Any]]:
    """Rows as columns; a row that lacks a column has no value in it."""
    columns: dict[str, list[Any]] = {}
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            kind = type(row).__name__
            raise _errors.made(
                "input",
                f"应为字典(列名和值),实为 {kind}",
                f"expected a dict of column names and values, but found {kind}",
                dataset=dataset,
                row=number + 1,
            )
        for name, value in row.items():
            column = columns.get(str(name))
            if column is None:
                column = columns[str(name)] = [None] * number
            column.append(value)
        for column in columns.values():
            if len(column) == number:
                column.append(None)
    return columns
