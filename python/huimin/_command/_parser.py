"""An argument parser whose help and errors are in the language chosen."""

from __future__ import annotations

import argparse
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NoReturn

from huimin._command._words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

# What `argparse` says, in the forms of all its versions, and the same in our words.
_SAID: list[tuple[str, str, str]] = [
    (
        r"the following arguments are required: (.+)",
        "缺少参数：{0}",
        "expected {0}, which must be given",
    ),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}", "there is no such argument: {0}"),
    (
        r"argument (.+?): invalid choice: '(.*)' \(choose from (.+)\)",
        "参数 {0} 的值应为 {2} 之一，实为 `{1}`",
        "argument {0}: expected one of {2}, but found `{1}`",
    ),
    (
        r"argument (.+?): expected one argument",
        "参数 {0} 后面要有一个值",
        "argument {0}: expected a value",
    ),
    (
        r"argument (.+?): expected at least one argument",
        "参数 {0} 后面要有值",
        "argument {0}: expected a value",
    ),
    (
        r"argument (.+?): ignored explicit argument '(.*)'",
        "参数 {0} 不带值，却写了 `{1}`",
        "argument {0}: expected no value, but found `{1}`",
    ),
    (r"argument (.+?): (.+)", "参数 {0}：{1}", "argument {0}: {1}"),
]


def _in_words(message: str) -> str:
    """What a parser says, in the language chosen; as it is where it is not known."""
    for pattern, zh, en in _SAID:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            parts = [_tidy(part) for part in found.groups()]
            return words(zh, en).format(*parts)
    return message


def _tidy(part: str) -> str:
    """A list of choices without the quotes that some versions put around each."""
    return re.sub(r"'([^',]*)'", r"\1", part)


def _wide(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _lines(text: str, width: int) -> list[str]:
    """Text in lines that are no wider than a terminal shows them: Chinese may break anywhere."""
    lines: list[str] = []
    line, used = "", 0
    for piece in re.findall(r"\s+|[\u2e80-\uffef]|[^\s\u2e80-\uffef]+", text.strip()):
        is_space = piece.isspace()
        size = 1 if is_space else sum(map(_wide, piece))
        if used + size > width and line.strip() and piece not in "，；：。、）":
            lines.append(line.rstrip())
            line, used = "", 0
        if is_space and not line:
            continue
        line += " " if is_space else piece
        used += size
    return [*lines, line.rstrip()] if line.strip() else lines


class _Formatter(argparse.HelpFormatter):
    """Help with its headings in the language chosen."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Adds the usage behind its heading."""
        heading = words("用法：", "usage: ") if prefix is None else prefix
        super().add_usage(usage, actions, groups, heading)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _lines(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.split("\n\n")
        filled = ("\n".join(indent + line for line in _lines(one, width)) for one in paragraphs)
        return "\n\n".join(filled)


class Parser(argparse.ArgumentParser):
    """A parser of this command. Options must be written out."""

    def __init__(self, **given: Any) -> None:
        """A parser with an option for help in the language chosen."""
        given.setdefault("formatter_class", _Formatter)
        super().__init__(**given, add_help=False, allow_abbrev=False)
        self._positionals.title = words("参数", "arguments")
        self._optionals.title = words("选项", "options")
        self.add_argument(
            "-h", "--help", action="help", help=words("显示这份说明", "show this help")
        )

    def error(self, message: str) -> NoReturn:
        """Ends the program with usage and message, exit code 2."""
        said = _in_words(message)
        self.exit(2, f"{self.format_usage()}huimin: {said}\n")
