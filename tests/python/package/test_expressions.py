"""Formulas over records against SQL engines: random expressions over random rows.

Every expression is a rule of a definition, once with an unknown condition passing and once with it failing, so that
the findings tell true, false and unknown apart. DuckDB computes the same over typed columns, SQLite those without
decimals and arithmetic on dates. What the engines do otherwise, on purpose, is left out: a quotient of whole numbers
(exact here, a double there), an empty text (missing here), numbers beyond 64 bits in SQLite and mixed with decimals in
DuckDB.

``HUIMIN_EXPRESSIONS=20000`` for a long run, ``HUIMIN_SEED`` for another one.
"""

from __future__ import annotations

import datetime
import decimal
import os
import random
import sqlite3

import pytest

import huimin as hm

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")

EXPRESSIONS = int(os.environ.get("HUIMIN_EXPRESSIONS", "620"))
SEED = int(os.environ.get("HUIMIN_SEED", "20190101"))
# A dataset has at most 64 rules, and each expression is two of them.
AT_ONCE = 31
ROWS = 40

DEFINITION = """
[programme]
id = "expressions"
version = "1"
label = { zh = "表达式", en = "expressions" }
period = { start = 2019-01-01, end = 2019-12-31 }
root = "530400"

[[dataset]]
id = "t"
label = { zh = "记录", en = "records" }
division = "place"
field = [
  { name = "place", label = { zh = "区划", en = "place" }, type = "division", required = true },
  { name = "n", label = { zh = "数一", en = "first number" }, type = "integer" },
  { name = "m", label = { zh = "数二", en = "second number" }, type = "integer" },
  { name = "a", label = { zh = "金额", en = "amount" }, type = "decimal", scale = 2 },
  { name = "d", label = { zh = "日期一", en = "first day" }, type = "date" },
  { name = "e", label = { zh = "日期二", en = "second day" }, type = "date" },
  { name = "f", label = { zh = "是否一", en = "first flag" }, type = "boolean" },
  { name = "g", label = { zh = "是否二", en = "second flag" }, type = "boolean" },
  { name = "t", label = { zh = "文本一", en = "first text" }, type = "text" },
  { name = "u", label = { zh = "文本二", en = "second text" }, type = "text" },
]
"""

RULE = """
[[rule]]
id = "{id}"
label = {{ zh = "规则", en = "rule" }}
severity = "note"
dataset = "t"
unknown = "{unknown}"
condition = '''{condition}'''
message = {{ zh = "不符", en = "violated" }}
"""

COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
WORDS = ["a", "b", "Ab", "甲", "x y", "12", "a%"]


class Expressions:
    """Random well-typed expressions. ``plain`` ones are for SQLite too."""

    def __init__(self, rng: random.Random, *, plain: bool):
        self.rng, self.plain = rng, plain

    def pick(self, *choices):
        return self.rng.choice(choices)()

    def small(self) -> str:
        number = self.rng.randint(-3, 12)
        return f"({number})" if number < 0 else str(number)

    def integer(self, depth: int) -> str:
        if depth == 0:
            return self.rng.choice(["n", "m", self.small()])
        deeper = depth - 1
        choices = [
            lambda: self.integer(0),
            lambda: f"({self.integer(deeper)} + {self.integer(deeper)})",
            lambda: f"({self.integer(deeper)} - {self.integer(deeper)})",
            lambda: f"({self.integer(0)} * {self.integer(0)})",
            lambda: f"(-{self.rng.choice('nm')})",
            lambda: f"COALESCE({self.integer(deeper)}, {self.integer(0)})",
            lambda: (
                f"CASE WHEN {self.condition(deeper)} THEN {self.integer(deeper)} ELSE {self.integer(0)} END"
            ),
            lambda: f"CASE WHEN {self.condition(deeper)} THEN {self.integer(0)} END",
            lambda: f"length({self.text(deeper)})",
        ]
        if not self.plain:
            choices.append(lambda: f"({self.day(deeper)} - {self.day(0)})")
        return self.pick(*choices)

    def amount(self, depth: int) -> str:
        literal = self.rng.choice(["0.5", "1.25", "(-0.10)", "10.00"])
        plain = self.rng.choice(["a", "a", literal])
        if depth == 0:
            return plain
        return self.pick(
            lambda: plain,
            lambda: f"({plain} + {self.small()})",
            lambda: f"({self.small()} - {plain})",
            lambda: f"({plain} * {self.small()})",
            lambda: f"COALESCE({plain}, {self.small()})",
            lambda: f"CASE WHEN {self.condition(depth - 1)} THEN {plain} ELSE {self.small()} END",
        )

    def literal_day(self) -> str:
        day = datetime.date(2019, 1, 1) + datetime.timedelta(days=self.rng.randint(-10, 370))
        return f"DATE '{day}'"

    def day(self, depth: int) -> str:
        if depth == 0 or self.plain:
            return self.rng.choice(["d", "e", self.literal_day()])
        return self.pick(
            lambda: self.day(0),
            lambda: f"({self.day(0)} + {self.rng.randint(0, 40)})",
            lambda: f"({self.rng.choice('de')} - {self.rng.randint(0, 40)})",
            lambda: f"COALESCE({self.day(0)}, {self.day(0)})",
        )

    def word(self) -> str:
        return f"'{self.rng.choice(WORDS)}'"

    def text(self, depth: int) -> str:
        if depth == 0:
            return self.rng.choice(["t", "u", self.word()])
        return self.pick(
            lambda: self.text(0),
            lambda: f"COALESCE({self.rng.choice('tu')}, {self.word()})",
            lambda: (
                f"CASE WHEN {self.condition(depth - 1)} THEN {self.text(0)} ELSE {self.word()} END"
            ),
        )

    def condition(self, depth: int) -> str:
        negated = self.rng.choice(["", "NOT "])
        if depth > 0 and self.rng.random() < 0.5:
            one, two = self.condition(depth - 1), self.condition(depth - 1)
            return self.pick(
                lambda: f"({one} AND {two})",
                lambda: f"({one} OR {two})",
                lambda: f"(NOT ({one}))",
                lambda: f"(({one}) IS {negated}DISTINCT FROM ({two}))",
                lambda: f"CASE WHEN {one} THEN {two} ELSE {self.condition(0)} END",
                lambda: f"COALESCE({one}, {two})",
                lambda: f"(({one}) IS {negated}NULL)",
            )
        number = self.integer if self.plain or self.rng.random() < 0.6 else self.amount
        kind = self.rng.choice([number, number, self.day, self.text])
        value, other = kind(depth), kind(0)
        operator = self.rng.choice(COMPARISONS)
        return self.pick(
            lambda: f"({value} {operator} {other})",
            lambda: f"({value} {operator} {other})",
            lambda: f"({value} {negated}BETWEEN {other} AND {kind(0)})",
            lambda: f"({value} IS {negated}NULL)",
            lambda: f"({value} IS {negated}DISTINCT FROM {other})",
            lambda: f"({self.integer(depth)} {negated}IN (0, 1, -2, 3))",
            lambda: f"({self.text(depth)} {negated}IN ({self.word()}, {self.word()}))",
            lambda: (
                f"({self.text(depth)} {negated}LIKE '{self.rng.choice(['a%', '%b', '_', '%甲%', '1_', '%'])}')"
            ),
            lambda: self.rng.choice(["f", "g", "(f = g)", "(f <> TRUE)"]),
        )


def rows(rng: random.Random, *, plain: bool) -> pa.Table:
    def column(value):
        return [value() if rng.random() < 0.8 else None for _ in range(ROWS)]

    def number():
        if plain or rng.random() < 0.7:
            return rng.randint(-5, 12)
        return rng.choice([4_000_000_000, -4_000_000_000, 2**63 - 1, -(2**63)])

    def day():
        return datetime.date(2019, 1, 1) + datetime.timedelta(days=rng.randint(-10, 370))

    return pa.table(
        {
            "n": pa.array(column(number), pa.int64()),
            "m": pa.array(column(number), pa.int64()),
            "a": pa.array(
                column(lambda: decimal.Decimal(rng.randint(-999, 2_000)) / 100),
                pa.decimal128(18, 2),
            ),
            "d": pa.array(column(day), pa.date32()),
            "e": pa.array(column(day), pa.date32()),
            "f": pa.array(column(lambda: rng.random() < 0.5), pa.bool_()),
            "g": pa.array(column(lambda: rng.random() < 0.5), pa.bool_()),
            "t": pa.array(column(lambda: rng.choice(WORDS)), pa.string()),
            "u": pa.array(column(lambda: rng.choice(WORDS)), pa.string()),
        }
    )


def by_huimin(expressions: list[str], table: pa.Table) -> list[list[bool | None]]:
    rules = [
        RULE.format(id=f"{unknown}_{place}", unknown=unknown, condition=expression)
        for place, expression in enumerate(expressions)
        for unknown in ("pass", "fail")
    ]
    programme = hm.Programme.from_toml(DEFINITION + "".join(rules))
    network = hm.Network.from_arrow([{"code": "530400", "name": "市"}])
    records = table.append_column("place", pa.array(["530400"] * ROWS))
    found = hm.assess(programme, network, {"t": records}, as_of="2019-12-31").findings.to_dicts()
    violated = {(finding["rule"], finding["row"]) for finding in found}
    assert not [finding["message"] for finding in found if finding["rule"] == "not_computable"]

    def truth(place: int, row: int) -> bool | None:
        if (f"pass_{place}", row) in violated:
            return False
        return None if (f"fail_{place}", row) in violated else True

    return [[truth(place, row) for row in range(1, ROWS + 1)] for place in range(len(expressions))]


def by_duckdb(expressions: list[str], table: pa.Table) -> list[list[bool | None]]:
    connection = duckdb.connect()
    connection.register("given", table)
    wide = "n::HUGEINT AS n, m::HUGEINT AS m, a, d, e, f, g, t, u"
    values = ", ".join(f"({expression})::BOOLEAN" for expression in expressions)
    answers = connection.execute(f"SELECT {values} FROM (SELECT {wide} FROM given)").fetchall()
    return [list(column) for column in zip(*answers, strict=True)]


def by_sqlite(expressions: list[str], table: pa.Table) -> list[list[bool | None]]:
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA case_sensitive_like = ON")
    connection.execute(
        "CREATE TABLE given (n INTEGER, m INTEGER, a, d TEXT, e TEXT, f INTEGER, g INTEGER, t TEXT, u TEXT)"
    )
    held = [
        [
            None
            if value is None
            else str(value)
            if isinstance(value, (datetime.date, decimal.Decimal))
            else value
            for value in row.values()
        ]
        for row in table.to_pylist()
    ]
    connection.executemany(f"INSERT INTO given VALUES ({', '.join('?' * 9)})", held)
    # Days compare as their texts do.
    values = ", ".join(expression.replace("DATE '", "'") for expression in expressions)
    answers = connection.execute(f"SELECT {values} FROM given ORDER BY rowid").fetchall()
    return [
        [None if value is None else bool(value) for value in column]
        for column in zip(*answers, strict=True)
    ]


@pytest.mark.parametrize(
    ("engine", "plain"), [(by_duckdb, False), (by_sqlite, True)], ids=["duckdb", "sqlite"]
)
def test_engines_say_the_same(engine, plain):
    if plain and sqlite3.sqlite_version_info < (3, 39):
        pytest.skip("IS DISTINCT FROM came with SQLite 3.39")
    rng = random.Random(f"{SEED} {plain}")
    seen = {True: 0, False: 0, None: 0}
    for _ in range(0, EXPRESSIONS, AT_ONCE):
        table = rows(rng, plain=plain)
        makes = Expressions(rng, plain=plain)
        expressions = [makes.condition(rng.randint(0, 3)) for _ in range(AT_ONCE)]
        ours, theirs = by_huimin(expressions, table), engine(expressions, table)
        for expression, own, other in zip(expressions, ours, theirs, strict=True):
            for row, (one, two) in enumerate(zip(own, other, strict=True)):
                assert one == two, (
                    f"{expression}\nwith {table.slice(row, 1).to_pylist()[0]}: {one}, and {two} there"
                )
                seen[one] += 1
    # Each of the three values often enough.
    assert min(seen.values()) > EXPRESSIONS, seen
