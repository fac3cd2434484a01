"""Directories as they are: which file holds what, and what is not read."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin import _core, _errors, _labels, _native

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

__all__ = ["DirectoryPart", "NotRead", "Received", "read_directory"]


class DirectoryPart(NamedTuple):
    """A file of a directory, or a sheet of a workbook, that is read."""

    dataset: str | None
    """The dataset whose records it holds; ``None`` for the register."""
    file: str
    """Its path within the directory; behind that of an archive for what lies in one."""
    sheet: str | None
    """The sheet of a workbook."""
    format: str
    """``csv``, ``xlsx``, ``parquet`` or ``jsonl``."""
    encoding: str | None
    """How a text is written, such as ``utf-8`` or ``gb18030``."""
    delimiter: str | None
    """What stands between the cells of a text."""
    header_line: int | None
    """The line of the file, or row of the sheet, on which the header stands."""
    title_rows: tuple[tuple[int, str], ...]
    """What stands above the header: lines and texts."""
    constants: dict[str, str | None]
    """Fields that its folders give (``year=2019/…``), with the value of every row."""
    columns_read: dict[str, str] | None
    """Columns that are read, each with its field; ``None`` where only the rows tell."""
    columns_not_read: tuple[str, ...] | None
    """Columns that are no field."""
    fields_absent: tuple[str, ...] | None
    """Optional fields for which there is no column."""
    sha256: str | None
    """The SHA-256 of its bytes."""
    same_content_as: str | None
    """An earlier file with the same bytes."""
    bytes: int
    """Its size."""


class NotRead(NamedTuple):
    """A file of a directory, or a sheet of a workbook, that is not read."""

    file: str
    """Its path within the directory."""
    sheet: str | None
    """The sheet of a workbook."""
    reason: str
    """Why, for programs: ``ignored``, ``lock_file``, ``hidden_sheet``, …"""
    words: _errors.Words
    """Why, for people."""
    fits: str | None
    """The dataset whose header the sheet has: it may hold records that somebody misses."""


class Received:
    """A directory that was looked through: everything in it is a part, or is not read.

    Its files are opened again by :meth:`tally`; they must not change in between.
    """

    __slots__ = ("_native", "_network", "_programme", "_register")

    def __init__(
        self,
        native: _native.Directory,
        programme: _core.Programme,
        network: _core.Network,
        register: str | None,
    ) -> None:
        """A directory of the core; use :func:`read_directory`."""
        self._native = native
        self._programme = programme
        self._network = network
        self._register = register

    @property
    def programme(self) -> _core.Programme:
        """The programme."""
        return self._programme

    @property
    def network(self) -> _core.Network:
        """The register: that of the directory, unless another was asked for."""
        return self._network

    @property
    def register(self) -> DirectoryPart | None:
        """The register of the directory, where it is used."""
        part = self._facts()["register"]
        return None if part is None or self._register is not None else _part(part)

    @property
    def parts(self) -> tuple[DirectoryPart, ...]:
        """The files and sheets that hold records."""
        return tuple(_part(part) for part in self._facts()["parts"])

    @property
    def passed_over(self) -> tuple[NotRead, ...]:
        """The files and sheets that are not read, each with the reason."""
        facts = self._facts()
        found = [
            NotRead(**{**one, "words": _errors.Words(**one["words"])})
            for one in facts["passed_over"]
        ]
        part = facts["register"]
        if part is not None and self._register is not None:
            id_ = "another_register"
            words = _errors.Words(*(_labels.cell("reason", id_, it) for it in ("zh", "en")))
            found.append(NotRead(part["file"], part["sheet"], id_, words, None))
            found.sort(key=lambda one: (one.file, one.sheet or ""))
        return tuple(found)

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self._native.delivery())
        return facts

    def tally(
        self, *, threads: int | None = None, progress: _core.Progress | bool | None = None
    ) -> _core.Tally:
        """Reads all parts: a tally that has the records, and the whole directory in its receipt.

        Parameters
        ----------
        threads, progress
            As for :meth:`Tally.add`; the total is in bytes.

        Raises
        ------
        InputError
            With everything that is wrong with any of the files (``causes``), each with file,
            sheet and line.
        CancelledError
            Where ``progress`` answered ``False``.

        """
        tally = _core.Tally(self._programme, self._network)
        with _core._Shown(progress, self._programme.id) as shown:
            tally._native.receive(
                self._native, register=self._register, threads=threads, progress=shown.callback
            )
        return tally

    def assess(
        self,
        as_of: str | datetime.date,
        *,
        threads: int | None = None,
        progress: _core.Progress | bool | None = None,
    ) -> _core.Assessment:
        """Reads all parts and says what they say as of a day.

        It raises what :meth:`tally` and :meth:`Tally.assess` raise.

        """
        return self.tally(threads=threads, progress=progress).assess(as_of, threads=threads)

    def __repr__(self) -> str:
        """How many parts there are, and how much is not read."""
        return (
            f"<Received {self._programme.id}: {len(self.parts)} tables of records, "
            f"{len(self.passed_over)} not read>"
        )


def _part(part: dict[str, Any]) -> DirectoryPart:
    def names(key: str) -> tuple[str, ...] | None:
        return None if part[key] is None else tuple(part[key])

    read = part["columns_read"]
    return DirectoryPart(
        **{
            **part,
            "title_rows": tuple((row["line"], row["text"]) for row in part["title_rows"]),
            "constants": {one["field"]: one["value"] for one in part["constants"]},
            "columns_read": read and {one["column"]: one["field"] for one in read},
            "columns_not_read": names("columns_not_read"),
            "fields_absent": names("fields_absent"),
        }
    )


def read_directory(  # noqa: PLR0913
    programme: _core.Programme | str,
    path: str | os.PathLike[str],
    *,
    network: _core.Network | str | None = None,
    ignore: Iterable[str] = (),
    sheet: str | None = None,
    encodings: Mapping[str, str] | str | None = None,
    merged: str = "refuse",
    digests: bool = True,
) -> Received:
    """Looks through a directory of record files and assigns what lies in it.

    Files are named after their dataset (id or label, with whatever behind it) and may lie in
    folders, ``.zip`` and ``.gz``; ``divisions`` or ``区划`` is the register. Header rows,
    delimiters and encodings are found. Nothing is left out in silence: a file or sheet is read,
    or listed as not read, or an error names it.

    Parameters
    ----------
    programme
        The programme, or the name of a built-in one.
    path
        The directory.
    network
        The register, or the name of a built-in one; it is used in place of the directory's. By
        default the directory's, else the built-in one that a built-in programme is made for.
    ignore
        Patterns of what may lie there and is not read, such as ``"*.txt"`` or ``"book.xlsx/Notes"``.
    sheet
        The one sheet of every workbook that is read.
    encodings
        Encodings of text files by dataset (``"divisions"`` for the register), or one for all;
        by default each is found out.
    merged
        What becomes of merged cells over data rows: ``"refuse"`` or ``"fill"``.
    digests
        Whether the SHA-256 of every file is computed for the receipt.

    Raises
    ------
    InputError
        With every file and sheet that cannot be read as it is (``causes``), and what to do about
        it; where there is no register.
    NetworkError
        Where the directory's register has errors.

    """
    programme = _core._programme_given(programme)
    path = os.fspath(path)
    if not os.path.exists(path):  # noqa: PTH110
        raise _errors.made(
            "input",
            f"没有目录 `{path}`；请核对名称",
            f"expected a directory of record files, but there is no `{path}`; check the name",
        )
    if isinstance(encodings, str):
        encodings = dict.fromkeys((*programme.datasets, "divisions"), encodings)
    options = {
        "ignore": [ignore] if isinstance(ignore, str) else list(ignore),
        "sheet": sheet,
        "encodings": dict(encodings or {}),
        "merged": merged,
        "digests": digests,
    }
    native = _native.Directory.open(
        programme._native, path, json.dumps(options, ensure_ascii=False)
    )
    if network is not None:
        used = _core._network(network, programme)
        return Received(native, programme, used, used._native.name or repr(used))
    own = native.register()
    if own is not None:
        return Received(native, programme, _core.Network(own), None)
    if not programme._is_builtin() or programme.id not in _native.NETWORKS:
        names = ", ".join(_native.NETWORKS)
        raise _errors.made(
            "input",
            f"`{path}` 中没有区划登记册；请放入 divisions.csv（或 区划.xlsx 等），"
            f"或者指定一个：文件或内置的 {names}",
            f"`{path}` has no register of divisions: put divisions.csv (or "
            f"divisions.xlsx, …) there, or name one: a file, or the built-in {names}",
        )
    builtin = _core.Network.builtin(programme.id)
    return Received(native, programme, builtin, programme.id)
