"""Exceptions: a class per kind of error, each with its place and all diagnostics."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any, NamedTuple

from huimin import _language

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ArgumentError",
    "BytesError",
    "CancelledError",
    "DefinitionError",
    "Diagnostic",
    "Error",
    "FigureOverflowError",
    "InputError",
    "LimitError",
    "NetworkError",
    "StateError",
    "Words",
]


class Words(NamedTuple):
    """A text for people in both languages.

    >>> print(Words("达标", "met").get("en"))
    met
    """

    zh: str
    en: str

    def get(self, language: str | None = None) -> str:
        """The text in ``language`` (``"zh"`` or ``"en"``), by default the package's."""
        return self.en if _language.of(language) == "en" else self.zh

    def __str__(self) -> str:
        """The text in the package's language."""
        return self.get()


class Diagnostic(NamedTuple):
    """One message about a definition or a register."""

    code: str
    """A stable code such as ``D012``, documented in ``docs/diagnostics.md``."""
    gravity: str
    """``error`` or ``warning``."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    text: str
    """What is underlined."""
    message: Words
    """What is wrong."""
    help: Words | None
    """What to do about it."""


def diagnostics(answer: list[dict[str, Any]]) -> tuple[Diagnostic, ...]:
    """The diagnostics of an answer in JSON."""
    return tuple(
        Diagnostic(
            **{
                **one,
                "message": Words(**one["message"]),
                "help": Words(**one["help"]) if one["help"] else None,
            }
        )
        for one in answer
    )


class Error(Exception):
    """An error of the library. There is a subclass for every kind.

    ``str(error)`` is the whole message for a person, with its place and every
    diagnostic: English until :func:`huimin.set_language` says otherwise, as Python's own.
    """

    code: int
    """The frozen number of its kind."""
    kind: str
    """The name of its kind: ``definition``, ``network``, ``input``, …"""
    message: Words
    """The message without its place, in both languages."""
    dataset: str | None
    """The dataset it concerns."""
    file: str | None
    """The file it concerns, as the caller wrote it or by its path within a directory."""
    sheet: str | None
    """The sheet of a workbook."""
    row: int | None
    """The 1-based data row of its file or frame."""
    line: int | None
    """The 1-based line of the file or row of the sheet, as an editor or a spreadsheet shows it."""
    column: str | None
    """The column, as the input names it."""
    diagnostics: tuple[Diagnostic, ...]
    """All diagnostics, sorted by place; empty for kinds that have none."""
    causes: tuple[Error, ...]
    """Where several things are wrong at once: each of them."""

    def __init__(self, answer: str, zh: str, en: str, causes: Iterable[Error] = ()) -> None:
        """An error from its form in JSON and its whole message in both languages."""
        import json

        causes = tuple(causes)
        super().__init__(answer, zh, en, causes)
        parts: dict[str, Any] = json.loads(answer)
        self.code = parts["code"]
        self.kind = parts["kind"]
        self.message = Words(**parts["message"])
        self.dataset = parts["dataset"]
        self.file = parts["file"]
        self.sheet = parts["sheet"]
        self.row = parts["row"]
        self.line = parts["line"]
        self.column = parts["column"]
        self.causes = causes
        self.diagnostics = diagnostics(parts["diagnostics"])
        self._whole = Words(zh, en)

    def render(self, language: str | None = None) -> str:
        """The whole message in a language."""
        return self._whole.get(language)

    def __repr__(self) -> str:
        """The class and the message."""
        return f"{type(self).__name__}({str(self)!r})"

    def __str__(self) -> str:
        """The whole message."""
        return self._whole.get(_language.of_errors())


class DefinitionError(Error, ValueError):
    """A definition has errors; ``diagnostics`` lists them all."""


class NetworkError(Error, ValueError):
    """A register has errors; ``diagnostics`` lists them all."""


class InputError(Error, ValueError):
    """An input cannot be read: encoding, format, a missing or mistyped column."""


class LimitError(Error):
    """A cap of the library was hit; nothing is cut off silently."""


class FigureOverflowError(Error, builtins.OverflowError):
    """A number left the exact range."""


class ArgumentError(Error, ValueError):
    """An argument names something that does not exist or makes no sense."""


class StateError(Error, RuntimeError):
    """A call does not fit the state: withdrawing a record that was never added."""


class BytesError(Error, ValueError):
    """Serialised bytes are damaged or of another version."""


class CancelledError(Error):
    """The caller asked to stop; nothing was added."""


# Tracebacks name the exceptions as people import them.
for _exception in (Error, *Error.__subclasses__()):
    _exception.__module__ = "huimin"

# The numbers are those of `huimin::ErrorKind`, and never change.
_KINDS: dict[str, tuple[int, type[Error]]] = {
    "definition": (1, DefinitionError),
    "network": (2, NetworkError),
    "input": (3, InputError),
    "limit": (4, LimitError),
    "overflow": (5, FigureOverflowError),
    "argument": (6, ArgumentError),
    "state": (7, StateError),
    "bytes": (8, BytesError),
    "cancelled": (9, CancelledError),
}


def of_json(answer: str, zh: str, en: str, causes: Iterable[Error] = ()) -> Error:
    """The exception for an error of the core."""
    import json

    return _KINDS[json.loads(answer)["kind"]][1](answer, zh, en, causes)


def made(  # noqa: PLR0913
    kind: str,
    zh: str,
    en: str,
    *,
    dataset: str | None = None,
    file: str | None = None,
    row: int | None = None,
    line: int | None = None,
    column: str | None = None,
) -> Error:
    """An error that is found before the core is asked."""
    import json

    code, exception = _KINDS[kind]
    answer = {
        "code": code,
        "kind": kind,
        "message": {"zh": zh, "en": en},
        "dataset": dataset,
        "file": file,
        "sheet": None,
        "row": row,
        "line": line,
        "column": column,
        "diagnostics": [],
    }
    place = [
        (f"数据集 {dataset}", f"dataset {dataset}") if dataset is not None else None,
        (f"文件 {file}", f"file {file}") if file is not None else None,
        (f"第 {line} 行", f"line {line}") if line is not None else None,
        (f"第 {row} 条记录", f"row {row}") if row is not None and line is None else None,
        (f"列 {column}", f"column {column}") if column is not None else None,
    ]
    known = [one for one in place if one]
    before_zh = "，".join(one[0] for one in known) + ("：" if known else "")
    before_en = ", ".join(one[1] for one in known) + (": " if known else "")
    return exception(json.dumps(answer, ensure_ascii=False), before_zh + zh, before_en + en)
