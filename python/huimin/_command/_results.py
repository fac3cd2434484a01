"""Where results go: tried before the work begins, and nobody else's file is written over."""

from __future__ import annotations

import re
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from huimin import _errors, _files, _labels
from huimin._command._words import is_english

if TYPE_CHECKING:
    from collections.abc import Callable

    from huimin._core import Assessment
    from huimin._table import Table

TABLES = ("received", "indicators", "progress", "findings")
NAMES = (*(f"{name}.csv" for name in TABLES), "report.html", "report.xlsx")
_FOLDER = "tables"
# With which columns the tables begin, in this version and in earlier ones.
_BEGINS = {
    "received": ("file", "sheet"),
    "indicators": ("division_code",),
    "progress": ("division_code",),
    "findings": ("rule", "severity"),
}
_LOOKED_AT = 16384


class Results:
    """The directory for the results."""

    def __init__(self, directory: str, *, with_json: bool) -> None:
        """The directory of a name; nothing is done yet."""
        self._directory = Path(directory)
        self._with_json = with_json
        self._made: list[Path] = []

    def ignored_in(self, records: str) -> str | None:
        """The pattern by which the results are not taken for records, where they lie among them.

        Raises
        ------
        InputError
            Where the results and the records would lie in one directory.

        """
        out, inputs = self._directory.resolve(), Path(records).resolve()
        if out == inputs:
            raise _errors.made(
                "input",
                f"结果不能写在记录文件所在的目录 `{records}`；请用 --out 另指定一个目录",
                f"the results cannot go to `{records}`, where the records lie: "
                "name another directory with --out",
            )
        if inputs not in out.parents:
            return None
        others = [one for one in self._present() if not self._is_own(one)]
        if others:
            raise _errors.made(
                "input",
                f"结果目录 `{self._directory}` 在记录文件的目录之中，且有其他文件（{_some(others)}）；"
                "请用 --out 另指定一个目录",
                f"the directory for the results, `{self._directory}`, lies among the records and "
                f"holds other files ({_some(others)}): name another with --out",
            )
        return f"{out.relative_to(inputs).as_posix()}/**"

    def prepare(self) -> None:
        """Makes the directory and tries to write to it.

        Raises
        ------
        InputError
            Where it cannot be written to, or holds a file of the name of a result that is none.

        """
        self._make(self._directory)
        if self._with_json:
            self._make(self._directory / _FOLDER)
        foreign = [path for path in self._targets() if path.exists() and not self._is_own(path)]
        if foreign:
            raise _errors.made(
                "input",
                f"`{self._directory}` 中有同名的其他文件（{_some(foreign)}），不是本软件写出的结果，不予覆盖；"
                "请移走它们，或者用 --out 另指定一个目录",
                f"`{self._directory}` holds files of the names of results that huimin did not write "
                f"({_some(foreign)}); they are not written over: move them, or name another "
                "directory with --out",
            )
        for path in self._targets():
            if path.exists():
                try:
                    with path.open("r+b"):
                        pass
                except OSError as error:
                    raise _files.unwritable(str(path), error) from error

    def give_up(self) -> None:
        """Takes away the directories that were made and have stayed empty."""
        for path in reversed(self._made):
            try:
                path.rmdir()
            except OSError:
                return

    def write(self, assessment: Assessment) -> list[str]:
        """Writes all results; their paths.

        Raises
        ------
        InputError
            Where one cannot be written.

        """
        writers: dict[Path, Callable[[Path], object]] = {}
        for name in TABLES:
            table = assessment.table(name)
            if table is None:
                continue
            writers[self._directory / f"{name}.csv"] = partial(_write_csv, table)
            if self._with_json:
                writers[self._directory / _FOLDER / f"{name}.json"] = partial(_write_json, table)
        writers[self._directory / "report.html"] = assessment.to_html
        writers[self._directory / "report.xlsx"] = assessment.to_excel
        for path, write in writers.items():
            _whole(path, write)
        return [str(path) for path in writers]

    def _make(self, path: Path) -> None:
        """Makes a directory with those above it, and writes a file into it that vanishes."""
        missing = [one for one in (path, *path.parents) if not one.exists()]
        try:
            for one in reversed(missing):
                one.mkdir(exist_ok=True)
                self._made.append(one)
            with tempfile.NamedTemporaryFile(dir=path, prefix=".huimin-") as file:
                file.write(b"0")
                file.flush()
        except OSError as error:
            self.give_up()
            raise _files.unwritable(str(path), error) from error

    def _targets(self) -> list[Path]:
        targets = [self._directory / name for name in NAMES]
        if self._with_json:
            targets += [self._directory / _FOLDER / f"{name}.json" for name in TABLES]
        return targets

    def _present(self) -> list[Path]:
        """All files of the directory."""
        if not self._directory.is_dir():
            return []
        return [path for path in sorted(self._directory.rglob("*")) if not path.is_dir()]

    def _is_own(self, path: Path) -> bool:
        """Whether a file is a result: by its name, its place and by how it begins."""
        relative = path.relative_to(self._directory)
        if len(relative.parts) == 1:
            if path.name not in NAMES:
                return False
        elif (
            relative.parent.as_posix() != _FOLDER
            or path.stem not in TABLES
            or path.suffix != ".json"
        ):
            return False
        if not path.is_file():
            return False
        try:
            return _is_result(path)
        except OSError as error:
            raise _files.unwritable(str(path), error) from error


def _write_csv(table: Table, path: Path) -> None:
    # English columns keep the names that programs read.
    table.to_csv(path, language=None if is_english() else "zh", bom=True)


def _write_json(table: Table, path: Path) -> None:
    path.write_text(table.to_json() + "\n", encoding="utf-8")


def _is_result(path: Path) -> bool:
    if path.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(path) as book:
                title = book.read("docProps/core.xml").decode()
        except (zipfile.BadZipFile, KeyError, ValueError):
            return path.stat().st_size == 0
        return "考核验收表" in title or "acceptance tables" in title
    with path.open("rb") as file:
        begins = file.read(_LOOKED_AT).decode("utf-8-sig", errors="replace")
    if not begins.strip():
        return True
    if path.suffix == ".html":
        return re.search(r"<title>[^<]*·\s*(评估报告|assessment)\s*·", begins) is not None
    ids = _BEGINS[path.stem]
    if path.suffix == ".json":
        return begins.startswith((f'[{{"{ids[0]}":', "[]"))
    heads = [",".join(ids)]
    heads += [
        ",".join(_labels.column(id_, language, table=path.stem) for id_ in ids)
        for language in ("zh", "en")
    ]
    return begins.startswith(tuple(head + "," for head in heads))


def _some(paths: list[Path]) -> str:
    """The names of files, of many the first."""
    most = 5
    shown = "、".join(path.name for path in paths[:most])
    return shown + (" …" if len(paths) > most else "")


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file whole, or leaves none."""
    try:
        write(path)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _files.unwritable(str(path), error) from error
        raise


def advice(error: _errors.Error) -> str | None:
    """What to do where results of an earlier run are taken for records."""
    found = {(one.file or "").rsplit("/", 1)[-1] for one in (error, *error.causes)} & {
        *NAMES,
        *(f"{name}.json" for name in TABLES),
    }
    if not found:
        return None
    names = "、".join(sorted(found))
    said = _errors.Words(
        f"{names} 像是以前写出的结果。请把结果放在另外的目录（--out），并移走这些文件；"
        "确定不读的，可以用 --ignore 指明。",
        f"{names}: these look like results of an earlier run. Let results go to a directory of "
        "their own (--out) and move these away, or name them with --ignore.",
    )
    return said.get()
