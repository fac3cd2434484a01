"""Texts of the command in the language chosen."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from huimin import _language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

_LANGUAGES = ("zh", "en")


def language_of(arguments: Sequence[str]) -> str:
    """The language that arguments ask for, wherever they do; else that of ``LANG``."""
    english = os.environ.get("LANG", "").startswith("en")
    chosen = "en" if english else "zh"
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and place + 1 < len(arguments):
            given = arguments[place + 1]
        elif argument.startswith("--lang="):
            given = argument.removeprefix("--lang=")
        else:
            continue
        if given in _LANGUAGES:
            chosen = given
    return chosen


def is_english() -> bool:
    """Whether people read English."""
    return _language.of(None) == "en"


def words(zh: str, en: str) -> str:
    """One of two texts."""
    return en if is_english() else zh


def joined(parts: Iterable[str]) -> str:
    """A list in a sentence."""
    return (", " if is_english() else "、").join(parts)


def say(zh: str, en: str) -> None:
    """Prints one of two texts."""
    print(words(zh, en))


def print_json(value: Any) -> None:
    """Prints a value for programs."""
    print(json.dumps(value, ensure_ascii=False, default=str))


class Bar:
    """Progress on a terminal; nothing elsewhere."""

    _WIDTH = 30

    def __init__(self, label: str, *, shown: bool) -> None:
        """A bar with a label in front of it."""
        self._label = label
        self._shown = shown and sys.stderr.isatty()

    def show(self, done: int, total: int | None) -> None:
        """Draws it anew."""
        if self._shown and total:
            filled = min(self._WIDTH, self._WIDTH * done // total)
            bar = "█" * filled + "░" * (self._WIDTH - filled)
            print(f"\r\x1b[K{self._label} {bar}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Wipes it out."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
