"""Tables: Arrow for programs, aligned for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin import _errors, _files, _labels, _language, _native

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator

    import pandas as pd
    import polars as pl
    import pyarrow as pa

_SHOWN_ROWS = 10
_SHOWN_ROWS_HTML = 20
_SHOWN_WIDTH = 28
_SHOWN_COLUMNS = 10
_CODE_DIGITS = 12
_NUMBERS = frozenset({"integer", "decimal", "float"})
# Texts that are numbers as they are shown.
_NUMERIC = frozenset(
    {
        "display",
        "target",
        "attainment",
        "planned",
        "actual",
        "planned_share",
        "actual_share",
        "quota",
        "rate",
        "lower",
        "upper",
        "wilson_lower",
        "wilson_upper",
        "reported",
        "verified",
        "nonconforming_share",
        "acceptance",
        "total",
        "exact_total",
        "points",
        "exact_points",
        "share",
        "own_share",
        "all_services_share",
        "received_share",
        "on_time_share",
        "per_10000",
        "reported_numerator",
        "reported_denominator",
        "computed_numerator",
        "computed_denominator",
        "difference_numerator",
        "difference_denominator",
        "difference_value",
        "sum_numerator",
        "sum_denominator",
        "imbalance_numerator",
        "imbalance_denominator",
        "earlier_reported",
    }
)


class Table:
    """A table of the library.

    Anything that reads Arrow reads it directly, without a copy:
    ``polars.DataFrame(table)``, ``pyarrow.table(table)``, ``duckdb.sql("FROM table")``.
    Exact numbers are decimals, days are dates, codes are texts of 12 digits.

    >>> import huimin as hm
    >>> a = hm.assess("yuxi-2019", "yuxi-2019", {}, as_of="2019-11-30")
    >>> a.overdue.columns[:3]
    ['division_code', 'division_name', 'level']
    >>> len(a.progress) == len(a.progress.to_dicts())
    True
    """

    __slots__ = ("_names", "_native")

    def __init__(self, native: _native.Table, names: _labels.Names | None = None) -> None:
        """A table of the core; people get theirs from an :class:`Assessment`."""
        self._native = native
        self._names: _labels.Names = names or {}

    @property
    def name(self) -> str:
        """Its name, such as ``indicators``."""
        return self._native.name

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self._native.columns

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self._native), len(self._native.columns)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self._native)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Row after row, as :meth:`to_dicts`."""
        return iter(self.to_dicts())

    def __getitem__(self, column: str) -> list[Any]:
        """A column as a list.

        Raises
        ------
        KeyError
            Where there is no such column.

        """
        if column not in self._native.columns:
            raise KeyError(column)
        return self._native.column(column)

    def where(self, **values: Any) -> Table:
        """The rows that have in each column the value named; of a list any of its values.

        A code of a division and a day may be written in any form that calls accept; ``None``
        is for a cell without a value.

        >>> import huimin as hm
        >>> a = hm.assess("yuxi-2019", "yuxi-2019", {}, as_of="2019-11-30")
        >>> a.indicators.where(division_code="530402", period_end="2019-11-30").shape
        (10, 13)
        >>> len(a.indicators.where(level=["city", "county"], indicator="cases_handled", met=True))
        0

        Raises
        ------
        ArgumentError
            Where there is no such column.

        """
        places: Iterable[int] = range(len(self))
        for name, value in values.items():
            self._known(name)
            several = isinstance(value, (list, tuple, set, frozenset))
            kind = self._native.types[self._native.columns.index(name)]
            wanted = {_wanted(name, kind, one) for one in (value if several else (value,))}
            column = self._native.column(name)
            places = [place for place in places if column[place] in wanted]
        return Table(self._native.rows(list(places)), self._names)

    def select(self, *columns: str) -> Table:
        """These columns alone, in this order.

        Raises
        ------
        ArgumentError
            Where there is no such column.

        """
        for name in columns:
            self._known(name)
        return Table(self._native.select(list(columns)), self._names)

    def head(self, rows: int = 10) -> Table:
        """The first rows."""
        return Table(self._native.rows(list(range(len(self))[:rows])), self._names)

    def _known(self, column: str) -> None:
        """Refuses a column that is not there."""
        if column not in self._native.columns:
            names = ", ".join(self._native.columns)
            raise _errors.made(
                "argument",
                f"表 {self.name} 没有列 `{column}`;有 {names}",
                f"the table {self.name} has no column `{column}`; there are {names}",
            )

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The Arrow PyCapsule interface: a stream with one batch."""
        return self._native.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """The Arrow PyCapsule interface: the columns."""
        return self._native.__arrow_c_schema__()

    def to_dicts(self) -> list[dict[str, Any]]:
        """Rows as dicts: ``str``, ``int``, ``Decimal``, ``date``, ``bool``, ``float``, ``None``."""
        names = self._native.columns
        columns = [self._native.column(name) for name in names]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def to_arrow(self) -> pa.Table:
        """The table as a ``pyarrow.Table`` (needs pyarrow)."""
        import pyarrow as pa

        return pa.table(self)

    def to_polars(self) -> pl.DataFrame:
        """The table as a ``polars.DataFrame`` (needs polars)."""
        import polars as pl

        return pl.DataFrame(self)

    def to_pandas(self, *, words: bool = False) -> pd.DataFrame:
        """The table as a ``pandas.DataFrame`` (needs pandas; pyarrow makes it faster).

        Nothing loses its exactness: whole numbers and booleans have the nullable types
        ``Int64`` and ``boolean``, decimals are ``decimal.Decimal``, days ``datetime64``.

        Parameters
        ----------
        words
            Columns, indicators, rules, states and booleans by their names for people, in the
            package's language: for counting and showing, as programs read ids.

        """
        import pandas as pd

        if words:
            return self._words()
        frame: dict[str, Any] = {}
        for name, kind in zip(self._native.columns, self._native.types, strict=True):
            values = self._native.column(name)
            match kind:
                case "integer":
                    frame[name] = pd.array(values, dtype="Int64")
                case "boolean":
                    frame[name] = pd.array(values, dtype="boolean")
                case "float":
                    frame[name] = pd.array(values, dtype="float64")
                case "date":
                    frame[name] = pd.to_datetime(values)
                case _:
                    frame[name] = pd.array(values, dtype="object")
        return pd.DataFrame(frame)

    def _words(self) -> pd.DataFrame:
        """The table for people."""
        frame, language = self.to_pandas(), _language.of(None)
        for name, kind in zip(self._native.columns, self._native.types, strict=True):
            if kind in ("text", "boolean"):
                texts = {"True": "true", "False": "false"} if kind == "boolean" else {}
                said = {
                    value: _labels.said(
                        self.name,
                        name,
                        kind,
                        texts.get(str(value), str(value)),
                        names=self._names,
                        language=language,
                    )
                    for value in set(self._native.column(name)) - {None}
                }
                frame[name] = [said.get(value) for value in self._native.column(name)]
        return frame.rename(columns={name: _labels.column(name, language) for name in frame})

    def to_csv(
        self, path: str | os.PathLike[str], *, language: str | None = None, bom: bool = False
    ) -> None:
        """Writes the table as CSV in UTF-8: dates as ISO 8601, null as an empty cell.

        Parameters
        ----------
        path
            The file.
        language
            ``"zh"`` or ``"en"`` names the columns for people; by default they have their names
            for programs.
        bom
            Whether the file begins with a byte order mark, by which spreadsheets know that it is
            UTF-8.

        Raises
        ------
        InputError
            Where the file cannot be written.

        """
        import os

        path, heads = os.fspath(path), None
        if language is not None:
            language = _language.of(language)
            heads = [_labels.column(name, language, table=self.name) for name in self.columns]
        try:
            self._native.write_csv(path, heads, bom)
        except OSError as error:
            raise _files.unwritable(path, error) from error

    def to_json(self) -> str:
        """The table as a JSON array of objects: exact decimals are texts, dates ISO 8601."""
        return self._native.json()

    def __repr__(self) -> str:
        """The first rows, aligned where Chinese characters take two columns."""
        rows, width = self.shape
        names = self._native.columns[:_SHOWN_COLUMNS]
        right = [kind in _NUMBERS for kind in self._native.types]
        cells = [
            [_cut(cell) for cell in row[:_SHOWN_COLUMNS]]
            for row in self._native.texts(0, _SHOWN_ROWS)
        ]
        shown = _native.aligned(names, right[:_SHOWN_COLUMNS], cells).rstrip("\n")
        more = f", the first {_SHOWN_ROWS} rows" if rows > _SHOWN_ROWS else ""
        left = f", the first {_SHOWN_COLUMNS} columns" if width > _SHOWN_COLUMNS else ""
        return f"{self.name}: {rows} rows x {width} columns{more}{left}\n{shown}"

    def _repr_html_(self) -> str:
        return _html(self._native, self._names, _language.of(None))


def _wanted(name: str, kind: str, value: Any) -> Any:
    """A value as the column has it."""
    import datetime

    if kind == "date":
        if isinstance(value, datetime.datetime):
            return value.date()
        return datetime.date.fromisoformat(value) if isinstance(value, str) else value
    if name.endswith("_code") and isinstance(value, (str, int)):
        return str(value).ljust(_CODE_DIGITS, "0")
    return value


def _cut(cell: str | None) -> str:
    if cell is None:
        return ""
    return cell if len(cell) <= _SHOWN_WIDTH else cell[: _SHOWN_WIDTH - 1] + "…"


def _html(table: _native.Table, names: _labels.Names, language: str) -> str:
    """The first rows as a table of HTML: words for ids, and the colours of verdicts."""
    from huimin import _page

    columns, types = table.columns, table.types
    heads = [
        _page.Head(name, _labels.column(name, language), kind in _NUMBERS or name in _NUMERIC)
        for name, kind in zip(columns, types, strict=True)
    ]
    rows = []
    for row in table.texts(0, _SHOWN_ROWS_HTML):
        cells = []
        for name, kind, text in zip(columns, types, row, strict=True):
            words = _labels.said(table.name, name, kind, text, names=names, language=language)
            colour = _labels.COLOURS.get((name, text or ""), "")
            cells.append(_page.Cell(words, text or "", colour))
        rows.append(cells)
    caption = _labels.caption(table.name, len(table), _SHOWN_ROWS_HTML, language)
    return _page.table(caption, heads, rows)
