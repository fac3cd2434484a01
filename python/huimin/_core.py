"""Programmes, registers, tallies and assessments."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from huimin import _errors, _files, _frames, _labels, _language, _native
from huimin._figures import Explanation, Figure, Finding
from huimin._table import Table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Mapping
    from typing import Self

    from huimin.plot import Plots

    Progress = Callable[[int, int | None], object]

__all__ = ["Added", "Assessment", "Network", "Programme", "Tally", "assess", "check", "reconcile"]


class Programme:
    """A definition that could be read: what is counted, and what is promised.

    >>> import huimin as hm
    >>> programme = hm.Programme.builtin("yuxi-2019")
    >>> programme
    <Programme yuxi-2019 1.0.0: 10 indicators, 14 datasets>
    """

    __slots__ = ("_native", "_plan")

    def __init__(self, native: _native.Programme) -> None:
        """A programme of the core; use :meth:`builtin`, :meth:`from_file`, :meth:`from_toml`."""
        self._native = native
        self._plan: tuple[_native.Network, _native.Plan] | None = None

    @classmethod
    def builtin(cls, name: str) -> Self:
        """A programme that comes with the library: ``yuxi-2019`` or ``yunnan-2019``.

        Raises
        ------
        ArgumentError
            For an unknown name.

        """
        return cls(_native.Programme.builtin(name))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Self:
        """A programme from a definition file, TOML in UTF-8.

        Raises
        ------
        DefinitionError
            With all diagnostics at once.
        InputError
            Where the file cannot be read.

        """
        path = os.fspath(path)
        try:
            text = _read(path).decode()
        except UnicodeDecodeError as error:
            raise _errors.made(
                "input",
                f"定义文件 `{path}` 应为 UTF-8 编码",
                f"expected a definition in UTF-8, but `{path}` is not",
            ) from error
        return cls.from_toml(text, name=os.path.basename(path))  # noqa: PTH119

    @classmethod
    def from_toml(cls, text: str, *, name: str = "definition.toml") -> Self:
        """A programme from the text of a definition file; ``name`` is its name in messages.

        Raises
        ------
        DefinitionError
            With all diagnostics at once.

        """
        return cls(_native.Programme.from_toml(name, text))

    @property
    def id(self) -> str:
        """Its id."""
        return self._native.id

    @property
    def version(self) -> str:
        """Its version."""
        return self._native.version

    @property
    def label(self) -> _errors.Words:
        """Its name for people."""
        return _errors.Words(*self._native.label)

    @property
    def datasets(self) -> dict[str, _errors.Words]:
        """The names of its datasets, with their labels."""
        return {id_: _errors.Words(zh, en) for id_, zh, en in self._native.datasets}

    def fields(self, dataset: str) -> dict[str, _errors.Words]:
        """The names of a dataset's fields, with their labels.

        >>> import huimin as hm
        >>> hm.Programme.builtin("yuxi-2019").fields("disputes")["mediated_on"].zh
        '调处日期'

        Raises
        ------
        ArgumentError
            For an unknown dataset.

        """
        found = self._native.fields(dataset)
        if found is None:
            names = ", ".join(self.datasets)
            raise _errors.made(
                "argument",
                f"没有数据集 `{dataset}`;有 {names}",
                f"there is no dataset `{dataset}`; there are {names}",
            )
        return {id_: _errors.Words(zh, en) for id_, zh, en in found}

    @property
    def indicators(self) -> dict[str, _errors.Words]:
        """The names of its indicators, with their labels."""
        return {id_: _errors.Words(zh, en) for id_, zh, en in self._native.indicators}

    def check(self, network: Network | str | None = None) -> tuple[_errors.Diagnostic, ...]:
        """Checks it as far as that is possible without records: its examples are computed.

        Parameters
        ----------
        network
            The register it is bound to; by default the built-in one of the programme's name.

        Returns
        -------
        tuple of Diagnostic
            The warnings.

        Raises
        ------
        DefinitionError
            With all diagnostics, among them every expectation of an example that is not met.

        """
        import json

        answer = self._native.check(_network(network, self)._native)
        return _errors.diagnostics(json.loads(answer))

    def without_allocations(self) -> Programme:
        """The same with its count targets at the root alone, for a partial register."""
        return Programme(self._native.without_allocations())

    def _is_builtin(self) -> bool:
        """Whether it comes with the library."""
        return self._native.is_builtin

    def _bound(self, network: Network) -> _native.Plan:
        """The plan; the last one is kept."""
        known = self._plan
        if known is None or known[0] is not network._native:
            known = (network._native, _native.Plan(self._native, network._native))
            self._plan = known
        return known[1]

    def __reduce__(self) -> tuple[Any, ...]:
        """A programme is pickled as its text."""
        name, text = self._native.source
        return _programme, (name, text, self._native.has_allocations)

    def __repr__(self) -> str:
        """Id, version and size."""
        return (
            f"<Programme {self.id} {self.version}: {len(self._native.indicators)} indicators, "
            f"{len(self._native.datasets)} datasets>"
        )


def _programme(name: str, text: str, has_allocations: bool) -> Programme:  # noqa: FBT001
    programme = Programme.from_toml(text, name=name)
    return programme if has_allocations else programme.without_allocations()


class Network:
    """A register of divisions: codes, names, levels, and who stands above whom.

    >>> import huimin as hm
    >>> hm.Network.builtin("yuxi-2019")
    <Network yuxi-2019: 794 divisions, 玉溪市 530400000000>
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Network) -> None:
        """A register of the core; use :meth:`builtin`, :meth:`from_file`, :meth:`from_arrow`."""
        self._native = native

    @classmethod
    def builtin(cls, name: str) -> Self:
        """A register that comes with the library: ``yuxi-2019`` or ``yunnan-2019``.

        Raises
        ------
        ArgumentError
            For an unknown name.

        """
        return cls(_native.Network.builtin(name))

    @classmethod
    def from_file(
        cls,
        path: str | os.PathLike[str],
        *,
        sheet: str | None = None,
        encoding: str | None = None,
    ) -> Self:
        """A register from a file in any format: ``code``, ``name``, ``level``, ``parent_code``, ….

        The header, which may stand below title rows, the delimiter and the encoding are found.

        Parameters
        ----------
        path
            The file: ``.csv``, ``.xlsx``, ``.parquet``, ``.jsonl``, or one of these packed as ``.gz``.
        sheet
            Of a workbook: the sheet by its name.
        encoding
            Of a text: ``utf-8``, ``gb18030``, ``utf-16le`` or ``utf-16be``; by default it is found out.

        Raises
        ------
        NetworkError
            With all diagnostics at once.
        InputError
            Where the file cannot be read.

        """
        return cls(_native.Network.from_file(os.fspath(path), sheet=sheet, encoding=encoding))

    @classmethod
    def from_arrow(cls, frame: Any) -> Self:
        """A register from a frame (or a dict of lists, or a list of dicts) with the columns of a file.

        Codes may be texts or whole numbers.

        Raises
        ------
        NetworkError
            With all diagnostics at once.
        InputError
            Where the frame cannot be read.

        """
        given = _frames.given(frame, None)
        if given.kind in _frames.ENDINGS.values():
            raise _errors.made(
                "input",
                "应为数据表;文件请用 Network.from_file",
                "expected a frame; read a file with Network.from_file",
            )
        return cls(_native.Network.from_frame(given.kind, given.value))

    def __len__(self) -> int:
        """The number of divisions."""
        return len(self._native)

    def __reduce__(self) -> tuple[Any, ...]:
        """A register is pickled as its text, a built-in one as its name."""
        return _network_of, (self._native.builtin_name, self._native.csv())

    def __repr__(self) -> str:
        """Its name, size and root."""
        name = self._native.builtin_name
        roots = ", ".join(f"{name} {code}" for code, name in self._native.roots()[:3])
        return f"<Network{' ' + name if name else ''}: {len(self)} divisions, {roots}>"


def _network_of(builtin: str | None, text: bytes | None) -> Network:
    if builtin is not None:
        return Network.builtin(builtin)
    return Network(_native.Network.from_csv(text or b""))


def _programme_given(programme: Programme | str) -> Programme:
    return Programme.builtin(programme) if isinstance(programme, str) else programme


def _network(network: Network | str | None, programme: Programme) -> Network:
    """The register a call means: one given, a built-in one by its name or the programme's."""
    if network is None:
        return Network.builtin(programme.id)
    return Network.builtin(network) if isinstance(network, str) else network


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError as error:
        raise _files.unreadable(path, error) from error


class Added:
    """What an addition or a withdrawal did."""

    __slots__ = ("absent_fields", "blank_rows", "ignored_columns", "read_columns", "records")

    def __init__(
        self,
        records: int,
        ignored_columns: tuple[str, ...],
        *,
        blank_rows: int = 0,
        read_columns: Mapping[str, str] | None = None,
        absent_fields: tuple[str, ...] = (),
    ) -> None:
        """The number of records, and what became of rows and columns."""
        self.records: int = records
        """Records read."""
        self.ignored_columns: tuple[str, ...] = ignored_columns
        """Columns of the input that are no field of the dataset and were not read."""
        self.blank_rows: int = blank_rows
        """Rows of which every cell is blank; they were passed over and are no records."""
        self.read_columns: dict[str, str] = dict(read_columns or {})
        """Columns of the input that were read, each with its field."""
        self.absent_fields: tuple[str, ...] = absent_fields
        """Optional fields of the dataset for which the input has no column."""

    def __repr__(self) -> str:
        """Records, and columns that were not read."""
        ignored = f", not read: {', '.join(self.ignored_columns)}" if self.ignored_columns else ""
        return f"<Added {self.records} records{ignored}>"


class Tally:
    """The state of all records handed over so far: it grows, shrinks, merges and is stored.

    Neither the order of records, nor how they were split and merged, changes a figure.
    A tally belongs to one call at a time.

    >>> import huimin as hm
    >>> programme, network = hm.Programme.builtin("yuxi-2019"), hm.Network.builtin("yuxi-2019")
    >>> tally = hm.Tally(programme, network)
    >>> tally.add("disputes", [{"dispute_id": "D1", "division_code": "530402001001",
    ...     "party": "poor_household", "registered_on": "2019-03-01",
    ...     "mediated_on": "2019-03-09", "outcome": "settled"}])
    <Added 1 records>
    >>> tally.assess(as_of="2019-11-30").value("mediation_success_rate", "530402").display
    '100.00%'
    """

    __slots__ = ("_native", "_network", "_programme")

    def __init__(self, programme: Programme | str, network: Network | str | None = None) -> None:
        """An empty tally.

        Parameters
        ----------
        programme
            The programme, or the name of a built-in one.
        network
            The register, or the name of a built-in one; by default that of the programme's name.

        Raises
        ------
        DefinitionError
            Where the programme does not fit the register, with all diagnostics.

        """
        self._programme = _programme_given(programme)
        self._network = _network(network, self._programme)
        self._native = _native.Tally(self._programme._bound(self._network))

    @classmethod
    def from_bytes(
        cls, programme: Programme | str, network: Network | str | None, data: bytes
    ) -> Self:
        """A tally from :meth:`to_bytes`.

        Raises
        ------
        BytesError
            Where they are damaged or of another version.
        StateError
            Where they were made with another definition or register.

        """
        tally = cls.__new__(cls)
        tally._programme = _programme_given(programme)
        tally._network = _network(network, tally._programme)
        plan = tally._programme._bound(tally._network)
        tally._native = _native.Tally.from_bytes(plan, data)
        return tally

    @property
    def programme(self) -> Programme:
        """The programme."""
        return self._programme

    @property
    def network(self) -> Network:
        """The register."""
        return self._network

    def records(self, dataset: str) -> int:
        """The number of records of a dataset so far, rejected ones included.

        Raises
        ------
        ArgumentError
            For an unknown dataset.

        """
        return self._native.records(dataset)

    def add(  # noqa: PLR0913
        self,
        dataset: str,
        records: Any,
        *,
        encoding: str | None = None,
        sheet: str | None = None,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Added:
        """Adds records to a dataset: all of them, or none where they cannot be read to the end.

        Columns are named by field, or by the field's Chinese or English label. Findings
        name the 1-based row of the frame or file. The dataset is received from then on, also
        where there are no records, as in ``[]`` and a file with a header alone.

        Parameters
        ----------
        dataset
            The name of the dataset.
        records
            Anything with ``__arrow_c_stream__`` or ``__arrow_c_array__`` (pandas 2.2 or newer
            with pyarrow, polars, pyarrow, duckdb relations), a dict of lists, a list of dicts,
            or a path that ends in ``.csv``, ``.parquet``, ``.jsonl`` or ``.xlsx``. Findings about
            the records of a file name it as it is written here, and the line.
        encoding
            Of a CSV file: ``utf-8`` (default), ``gb18030``, ``utf-16le`` or ``utf-16be``; nothing is
            guessed.
        sheet
            Of a workbook: the sheet by its name; by default the first that is visible.
        threads
            Threads that read; by default as many as the machine has. No figure depends on it.
        progress
            Called at most 20 times a second with what is done and with the total, in rows
            of a frame or bytes of a file; the total is ``None`` where it is not known.
            ``False`` as its answer stops the call. ``True`` shows a bar, if tqdm is installed.

        Raises
        ------
        InputError
            Where the input cannot be read or lacks a column: with dataset, row and column.
        ArgumentError
            For an unknown dataset.
        CancelledError
            Where ``progress`` answered ``False``; nothing is added then, and neither is
            it on Ctrl-C.

        """
        return self._take(
            dataset,
            records,
            withdraw=False,
            encoding=encoding,
            sheet=sheet,
            threads=threads,
            progress=progress,
        )

    def retract(  # noqa: PLR0913
        self,
        dataset: str,
        records: Any,
        *,
        encoding: str | None = None,
        sheet: str | None = None,
        threads: int | None = None,
        progress: Progress | bool | None = None,
    ) -> Added:
        """Withdraws records: afterwards the tally is as if they had never been added.

        Parameters as of :meth:`add`.

        Raises
        ------
        StateError
            With the row of a record that is not in the tally; nothing is withdrawn then.
        InputError
            As :meth:`add`.

        """
        return self._take(
            dataset,
            records,
            withdraw=True,
            encoding=encoding,
            sheet=sheet,
            threads=threads,
            progress=progress,
        )

    def _take(  # noqa: PLR0913
        self,
        dataset: str,
        records: Any,
        *,
        withdraw: bool,
        encoding: str | None,
        sheet: str | None,
        threads: int | None,
        progress: Progress | bool | None,
    ) -> Added:
        self._native.records(dataset)
        given = _frames.given(records, dataset)
        with _Shown(progress, dataset) as shown:
            try:
                records_read, blank, read, ignored, absent = self._native.take(
                    dataset,
                    given.kind,
                    given.value,
                    withdraw=withdraw,
                    encoding=encoding,
                    sheet=sheet,
                    threads=threads,
                    progress=shown.callback,
                    total=given.total,
                )
            except _errors.InputError as error:
                _frames.advise(error, records)
                raise
        return Added(
            records_read,
            tuple(ignored),
            blank_rows=blank,
            read_columns=dict(read),
            absent_fields=tuple(absent),
        )

    @property
    def received(self) -> list[str]:
        """The datasets handed over so far, be it without records."""
        return self._native.received()

    def merge(self, other: Tally) -> None:
        """Adds everything another tally of the same programme and register holds.

        What either of them has received is received.

        Raises
        ------
        StateError
            Where the other was made for another programme or register.

        """
        self._native.merge(other._native)

    def to_bytes(self) -> bytes:
        """The tally as bytes, versioned and with a checksum; the same for the same records."""
        return self._native.to_bytes()

    def copy(self) -> Tally:
        """Another tally of the same records, to try out what a correction would change.

        >>> import huimin as hm
        >>> tally = hm.Tally("yuxi-2019")
        >>> attempt = tally.copy()
        >>> attempt.add("consultations", [{"consultation_id": "Q1", "division_code": "530402",
        ...     "held_on": "2019-05-06", "channel": "wechat_group", "persons": 3}])
        <Added 1 records>
        >>> tally.records("consultations"), attempt.records("consultations")
        (0, 1)
        """
        tally = Tally.__new__(Tally)
        tally._programme, tally._network = self._programme, self._network
        tally._native = self._native.copy()
        return tally

    def assess(self, as_of: str | datetime.date, *, threads: int | None = None) -> Assessment:
        """What the records say as of a day of the programme's period.

        Raises
        ------
        ArgumentError
            Where the day lies outside the period, or is no date.

        """
        return Assessment(self._native.assess(_day(as_of), threads))

    def __reduce__(self) -> tuple[Any, ...]:
        """A tally is pickled with its programme and register."""
        return Tally.from_bytes, (self._programme, self._network, self.to_bytes())

    def __repr__(self) -> str:
        """The programme, and how many records there are."""
        counts = [(name, self._native.records(name)) for name in self._programme.datasets]
        shown = ", ".join(f"{name} {count}" for name, count in counts if count) or "no records"
        return f"<Tally {self._programme.id}: {shown}>"


def _day(day: str | datetime.date) -> str:
    """ISO 8601 of a day; of a time the day alone."""
    return day if isinstance(day, str) else day.isoformat()[:10]


class _Shown:
    """Whom progress is told: a callback, a bar, or nobody."""

    def __init__(self, progress: Progress | bool | None, dataset: str) -> None:  # noqa: FBT001
        self.callback = None if isinstance(progress, bool) else progress
        self._bar: Any = None
        if progress is True:
            try:
                from tqdm.auto import tqdm
            except ImportError:
                return
            self._bar = tqdm(desc=dataset, unit_scale=True)
            self.callback = self._advance

    def _advance(self, done: int, total: int | None) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


class Assessment:
    """What a tally says as of a day. Adding to the tally afterwards does not change it.

    Every table is an attribute, and :meth:`table` gives it by its name. Attributes that may be
    ``None`` are so where the definition has nothing they could be made of.
    """

    __slots__ = ("_named", "_native", "_tables")

    def __init__(self, native: _native.Assessment) -> None:
        """An assessment of the core; use :meth:`Tally.assess` or :func:`assess`."""
        self._native = native
        self._tables: dict[tuple[str, str], Table | None] = {}
        self._named: _labels.Names | None = None

    @property
    def as_of(self) -> datetime.date:
        """The day."""
        import datetime

        return datetime.date.fromisoformat(self._native.as_of)

    @property
    def dates(self) -> list[datetime.date]:
        """The days figures are stated for: month ends, and the as-of date last."""
        import datetime

        return [datetime.date.fromisoformat(day) for day in self._native.dates]

    @property
    def verdict(self) -> bool | None:
        """Whether every indicator with a target at the root is met; ``None`` where open."""
        return self._native.verdict()

    @property
    def judgement(self) -> str:
        """What is to be said of the programme as a whole.

        ``met``; ``not_met`` as soon as one target is missed; ``cannot_be_judged`` where none is
        missed, but a figure has no value, be it that a dataset was not handed over;
        ``nothing_to_judge``.
        """
        return self._native.judgement()

    @property
    def received(self) -> Table:
        """The receipt (接收清单): every file and sheet, what of it was read, and what was not."""
        return self._always("received")

    @property
    def not_received(self) -> list[str]:
        """The datasets that nobody handed over: figures that need one of them have no value.

        >>> import huimin as hm
        >>> a = hm.assess("yuxi-2019", "yuxi-2019", {"needs": []}, as_of="2019-11-30")
        >>> "needs" in a.not_received, a.judgement
        (False, 'cannot_be_judged')
        >>> a.value("need_response_rate", "530400").reason
        'empty_denominator'
        >>> a.value("cases_handled", "530400").reason
        'not_received'
        """
        return self._native.not_received

    def table(self, name: str, *, language: str | None = None) -> Table | None:
        """A table by its name, one of ``huimin.TABLES``.

        Returns
        -------
        Table or None
            ``None`` where the definition has nothing it could be made of.

        Raises
        ------
        ArgumentError
            For a name that is none of these.

        """
        key = (name, _language.of(language))
        if key not in self._tables:
            made = self._native.table(*key)
            self._tables[key] = None if made is None else Table(made, self._names())
        return self._tables[key]

    def _names(self) -> _labels.Names:
        """What the definition calls its parts."""
        if self._named is None:
            self._named = {(kind, id_): (zh, en) for kind, id_, zh, en in self._native.labels}
        return self._named

    def _always(self, name: str) -> Table:
        made = self.table(name)
        if made is None:
            raise LookupError(name)
        return made

    @property
    def indicators(self) -> Table:
        """Year to date: one row per division x period end x indicator."""
        return self._always("indicators")

    @property
    def monthly(self) -> Table:
        """The same figures of each month alone."""
        return self._always("monthly")

    @property
    def progress(self) -> Table:
        """Against the schedule: planned and actual shares, and the status."""
        return self._always("progress")

    @property
    def fractions(self) -> Table:
        """The lean table: exact numerators and denominators, and no words."""
        return self._always("fractions")

    @property
    def allocations(self) -> Table:
        """Targets decomposed to divisions (任务分解)."""
        return self._always("allocations")

    @property
    def findings(self) -> Table:
        """What verification found, all of it; ``row`` is the 1-based row of the file or frame.

        To see the records beside the findings, number the rows of the frame:
        ``frame.assign(row=range(1, len(frame) + 1)).merge(findings, on="row")``.
        """
        return self._always("findings")

    @property
    def milestones(self) -> Table:
        """Milestones with their deadlines."""
        return self._always("milestones")

    @property
    def overdue(self) -> Table:
        """The milestones that are overdue or were done late."""
        return self._always("overdue")

    @property
    def posts(self) -> Table:
        """The responsible posts (责任岗位)."""
        return self._always("posts")

    @property
    def report_comparison(self) -> Table | None:
        """Reported against computed figures (上报核对)."""
        return self.table("report_comparison")

    @property
    def report_imbalance(self) -> Table | None:
        """A parent's report against the sum of its children's."""
        return self.table("report_imbalance")

    @property
    def report_completeness(self) -> Table | None:
        """Who has reported, and who in time."""
        return self.table("report_completeness")

    @property
    def report_falls(self) -> Table | None:
        """Cumulative reported figures that fall."""
        return self.table("report_falls")

    @property
    def report_findings(self) -> Table | None:
        """What is wrong with reports."""
        return self.table("report_findings")

    @property
    def inspections(self) -> Table:
        """Inspections (检查考核): sizes, plans, verified rates and verdicts."""
        return self._always("inspections")

    @property
    def samples(self) -> Table:
        """The records drawn for inspection."""
        return self._always("samples")

    @property
    def characteristics(self) -> Table:
        """The operating characteristics of the plans."""
        return self._always("characteristics")

    @property
    def scores(self) -> Table | None:
        """The scoreboard (综合考评)."""
        return self.table("scores")

    @property
    def score_items(self) -> Table | None:
        """The points of every division and item, and how they came about."""
        return self.table("score_items")

    @property
    def platforms(self) -> Table | None:
        """The platforms (实体平台): which unifications and functions they have, and what they lack."""
        return self.table("platforms")

    @property
    def platform_summary(self) -> Table | None:
        """Per division and level how many platforms there are, are standardised, and are missing."""
        return self.table("platform_summary")

    @property
    def residency(self) -> Table | None:
        """Per division and service whether it has to be resident, and is (应驻尽驻)."""
        return self.table("residency")

    @property
    def residency_shares(self) -> Table | None:
        """Per division the share of required services that are resident."""
        return self.table("residency_shares")

    @property
    def demand(self) -> Table | None:
        """The needs by division, service and month: raised, responded to, unmet (需求分析)."""
        return self.table("demand")

    @property
    def response_times(self) -> Table | None:
        """The days until needs were responded to: median, ninth decile, longest."""
        return self.table("response_times")

    @property
    def coverage(self) -> Table | None:
        """Per division and service the hours of the week at which it is to be had (全业务、全时空)."""
        return self.table("coverage")

    @property
    def coverage_gaps(self) -> Table | None:
        """The times of the week at which a service is not to be had."""
        return self.table("coverage_gaps")

    @property
    def teams(self) -> Table | None:
        """The people in service (队伍), and per 10,000 residents."""
        return self.table("teams")

    @property
    def groupings(self) -> Table | None:
        """The figures of named groupings of divisions and services; none where there are none."""
        return self.table("groupings")

    @property
    def plot(self) -> Plots:
        """The charts: ``plot.progress()``, ``.heatmap()``, ``.findings()``, ``.intervals()``."""
        from huimin.plot import Plots

        return Plots(self)

    def value(self, indicator: str, division: str | int) -> Figure:
        """A figure as of the day. The division is named by its code in any written form.

        >>> import huimin as hm
        >>> a = hm.assess("yuxi-2019", "yuxi-2019", {"disputes": []}, as_of="2019-11-30")
        >>> figure = a.value("mediation_success_rate", "530402")
        >>> figure.display, figure.met, figure.reason
        ('—', True, 'empty_denominator')

        Raises
        ------
        ArgumentError
            For an unknown indicator or division.

        """
        return Figure._of_json(self._native.value(indicator, str(division)))

    def explain(self, indicator: str, division: str | int, *, records: bool = True) -> Explanation:
        """How a figure came about: formula, measures, children's shares, records, clause.

        Parameters
        ----------
        indicator
            The indicator.
        division
            The code of the division.
        records
            Whether the records are listed; with millions of them that takes time.

        Raises
        ------
        ArgumentError
            For an unknown indicator or division.

        """
        return Explanation(self._native.explain(indicator, str(division), records))

    def reconcile(  # noqa: PLR0913
        self,
        *,
        duties: Iterable[Mapping[str, str]] = (),
        indicators: Iterable[str] = (),
        absolute: object = 0,
        relative: object = 0,
        missing_children: str = "none",
        language: str | None = None,
    ) -> dict[str, Table]:
        """Holds reports against records; see :func:`huimin.reconcile`."""
        return reconcile(
            self,
            duties=duties,
            indicators=indicators,
            absolute=absolute,
            relative=relative,
            missing_children=missing_children,
            language=language,
        )

    def to_excel(self, path: str | os.PathLike[str], *, language: str | None = None) -> None:
        """Writes the acceptance tables a bureau files, as a workbook (``.xlsx``).

        Raises
        ------
        InputError
            Where the file cannot be written.
        LimitError
            For more cells than a workbook holds.

        """
        _write(path, self._native.workbook(_language.of(language)))

    def to_html(self, path: str | os.PathLike[str], *, language: str | None = None) -> None:
        """Writes one self-contained page that opens offline.

        Raises
        ------
        InputError
            Where the file cannot be written.

        """
        _write(path, self._native.page(_language.of(language)).encode())

    def __repr__(self) -> str:
        """The day, the verdict, and how many findings there are."""
        verdict = _labels.cell("judgement", self.judgement, "en")
        return f"<Assessment as of {self._native.as_of}: {verdict}, {self._native.findings_count} findings>"

    def _repr_html_(self) -> str:
        """The verdict, and the figures of the programme's root."""
        from huimin import _page

        return _page.summary(self, self._native.root)


def _write(path: str | os.PathLike[str], data: bytes) -> None:
    path = os.fspath(path)
    try:
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(data)
    except OSError as error:
        raise _files.unwritable(path, error) from error


def assess(  # noqa: PLR0913
    programme: Programme | str,
    network: Network | str | None,
    records: Mapping[str, Any],
    *,
    as_of: str | datetime.date,
    threads: int | None = None,
    progress: Progress | bool | None = None,
) -> Assessment:
    """From frames to an assessment in one call.

    >>> import huimin as hm
    >>> hm.assess("yuxi-2019", "yuxi-2019", {"publicity_events": []}, as_of="2019-11-30")
    <Assessment as of 2019-11-30: not met, 13 findings>

    Parameters
    ----------
    programme, network
        As for :class:`Tally`.
    records
        Frames or paths by the name of their dataset; ``[]`` is one without records. A dataset
        that is left out is not received: figures that need it have no value.
    as_of
        The day.
    threads, progress
        As for :meth:`Tally.add`.

    Raises
    ------
    Error
        As :meth:`Tally.add` and :meth:`Tally.assess`.

    """
    tally = Tally(programme, network)
    for dataset, given in records.items():
        tally.add(dataset, given, threads=threads, progress=progress)
    return tally.assess(as_of, threads=threads)


def check(
    programme: Programme | str,
    dataset: str,
    record: Mapping[str, Any],
    *,
    network: Network | str | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with one record, before it is stored: by the rules and in the words of a file.

    >>> import huimin as hm
    >>> found = hm.check("yuxi-2019", "consultations", {"consultation_id": "A1",
    ...     "division_code": 530402, "held_on": "2019-05-06", "channel": "hotline", "persons": 0})
    >>> found[0].rule, found[0].severity, found[0].field
    ('persons_below_one', 'reject', 'persons')

    Keys and references take other records and are not judged here.

    Raises
    ------
    ArgumentError
        For an unknown dataset or field, or a value that no record can have.

    """
    import json

    programme = _programme_given(programme)
    plan = programme._bound(_network(network, programme))
    written = {str(name): _plain(value, str(name)) for name, value in record.items()}
    answer = _native.check_record(plan, dataset, json.dumps(written, ensure_ascii=False))
    return tuple(
        Finding(one["rule"], one["severity"], one["field"], _errors.Words(**one["message"]))
        for one in json.loads(answer)
    )


def _plain(value: Any, name: str) -> str | int | bool | None:
    """A value of a record as JSON has it; numbers and days as they are written."""
    if value is None or isinstance(value, (str, bool)):
        return value
    kind = type(value).__name__
    if kind in ("NaTType", "NAType") or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return None
    if kind in ("date", "time", "Decimal", "float"):
        return str(value)
    if kind in ("datetime", "Timestamp"):
        if value.tzinfo is not None:
            raise _errors.made(
                "input",
                "日期时间带有时区;请先换算为当地日期",
                "the date has a time zone; convert it to a local date first",
                column=name,
            )
        return str(value.date())
    if isinstance(value, int):
        return int(value)
    if hasattr(value, "item") and type(value.item()) is not type(value):
        return _plain(value.item(), name)
    raise _errors.made(
        "input",
        f"应为文本、数、日期、时刻、是非值或 None,实为 {kind}",
        f"expected text, a number, a date, a time, true, false or None, but found a {kind}",
        column=name,
    )


def reconcile(  # noqa: PLR0913
    assessment: Assessment,
    *,
    duties: Iterable[Mapping[str, str]] = (),
    indicators: Iterable[str] = (),
    absolute: object = 0,
    relative: object = 0,
    missing_children: str = "none",
    language: str | None = None,
) -> dict[str, Table]:
    """Holds reports against records (上报核对).

    What the definition itself lays down is in ``assessment.report_comparison`` and its like.

    Parameters
    ----------
    assessment
        With the records of the dataset ``reports``.
    duties
        Who owes which report until when: dicts of ``level``, ``period_end`` and ``due_on``.
    indicators
        The indicators that are compared; by default all.
    absolute, relative
        By how much a report may differ: whole numbers, ``Decimal`` or texts such as ``"1%"``.
    missing_children
        ``none``, ``zero`` or ``fail``: what a child that has not reported makes of the sum.
    language
        Of the findings.

    Returns
    -------
    dict of str to Table
        ``comparison``, ``imbalance``, ``completeness``, ``falls`` and ``findings``.

    Raises
    ------
    ArgumentError
        For an unknown level, day or indicator.

    """
    from huimin import _requests

    request = {
        "duties": [{name: str(value) for name, value in duty.items()} for duty in duties],
        "indicators": list(indicators),
        "absolute": absolute,
        "relative": relative,
        "missing_children": missing_children,
    }
    written = _requests.written(request)
    made = assessment._native.reconcile(written, _language.of(language))
    return {table.name: Table(table, assessment._names()) for table in made}
