"""Writes docs/tables.md: every table of `report::TABLES` with its columns, as the comments of
its function state them. `test_tables_page.py` keeps the page in step.

    python3 tests/python/tables_page.py
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tables.md"
CATALOGUE = ROOT / "src" / "report" / "catalogue.rs"
SOURCES = ("acceptance", "assess", "reconcile", "services")
ROW = re.compile(r"^\| (.+?) \| (.+?) \| ?(.*?) ?\|$")
LIKE = re.compile(r"^Columns as in \[`\w+`\]\((?:Self::)?(\w+)\)(?:, without (.+))?\.$")
# Arms of the catalogue's matches that do not name their table.
LAST_ARMS = {
    "score_items": "score_item_table",
    "report_findings": "finding_table",
    "groupings": "grouping_table",
}
LINK = re.compile(r"\[`(\w+)`\](?:\(([\w:]+)\))?")

HEAD = """\
<!-- Written by tests/python/tables_page.py from the comments of the functions. -->
# Tables

Every table of an assessment, by its name: that which `report::table` takes, and that of its file.
Names of columns are fixed. Rows come in a fixed order: divisions in the register's, indicators in
the definition's. What the words mean is said in [the semantics](semantics.md).

A *number* is a whole one of 64 bits, a *decimal* exact; in CSV a date is `2019-11-30`, a null an
empty cell. A table is not made where the definition has nothing that it could be made of: no
`[scoring]`, no dataset `reports`, no `[coverage]`. One about a dataset that was not received
has no rows ([received, empty and not received](semantics.md#received-empty-and-not-received)).
"""


class Column(NamedTuple):
    """A row of a comment's table: columns that are described together."""

    names: list[str]
    kind: str
    what: str


class Comment(NamedTuple):
    """What is said of a function before its errors."""

    prose: str
    columns: list[Column]


def tables() -> list[tuple[str, str]]:
    """Every table's name with the function that makes it, in the order of the list."""
    text = CATALOGUE.read_text(encoding="utf-8")
    listed = re.search(r"TABLES: \[&str; \d+\] = \[(.*?)\];", text, re.DOTALL)
    arms = dict(re.findall(r'"(\w+)" => (?:\w+\.)?(\w+)\(', text))
    functions = LAST_ARMS | arms
    return [(name, functions[name]) for name in re.findall(r'"(\w+)"', listed[1])]


def comments() -> dict[str, Comment]:
    """The comments of all public functions of the rooms that make tables."""
    found = {}
    for room in SOURCES:
        for path in sorted((ROOT / "src" / room).glob("*.rs")):
            text = path.read_text(encoding="utf-8")
            for block, name in re.findall(r"((?:^ *///.*\n)+)^ *pub fn (\w+)", text, re.MULTILINE):
                found.setdefault(name, _comment(block))
    return found


def _comment(block: str) -> Comment:
    lines = [line.strip().removeprefix("///").strip() for line in block.splitlines()]
    if "# Errors" in lines:
        lines = lines[: lines.index("# Errors")]
    prose = [line for line in lines if not line.startswith("|")]
    rows = [ROW.match(line) for line in lines if line.startswith("|")]
    columns = [Column(row[1].split(", "), row[2], row[3]) for row in rows if row]
    # Without the head.
    return Comment("\n".join(prose).strip(), [one for one in columns if one.names != ["column"]])


def columns(function: str, known: dict[str, Comment]) -> list[Column]:
    """A function's columns, or those of the one that it points to."""
    comment = known[function]
    for paragraph in comment.prose.split("\n\n"):
        like = LIKE.match(paragraph.replace("\n", " "))
        if like:
            left_out = (like[2] or "").split(", ")
            return [
                one._replace(names=[name for name in one.names if name not in left_out])
                for one in columns(like[1], known)
                if not set(one.names) <= set(left_out)
            ]
    return comment.columns


def page() -> str:
    """The page."""
    known = comments()
    by_function = {function: name for name, function in tables()}
    parts = [HEAD]
    for name, function in tables():
        parts.append(f"## {name}\n\n{_prose(known[function], by_function)}\n")
        parts.append("| column | type | what |\n|---|---|---|")
        for column in columns(function, known):
            names = ", ".join(f"`{one}`" for one in column.names)
            parts.append(f"| {names} | {column.kind} | {_linked(column.what, by_function)} |")
        parts.append("")
    return "\n".join(parts)


def _prose(comment: Comment, by_function: dict[str, str]) -> str:
    paragraphs = (one.replace("\n", " ") for one in comment.prose.split("\n\n"))
    return _linked("\n\n".join(one for one in paragraphs if not LIKE.match(one)), by_function)


def _linked(text: str, by_function: dict[str, str]) -> str:
    """Links to functions that make tables as links of the page; others as code."""

    def to_section(link: re.Match[str]) -> str:
        function = (link[2] or link[1]).rpartition("::")[2]
        table = by_function.get(function)
        return f"[{table}](#{table})" if table else f"`{link[1]}`"

    return LINK.sub(to_section, text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
