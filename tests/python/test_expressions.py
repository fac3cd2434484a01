"""Random formulas computed once more by DuckDB and SQLite, value by value.

The program `expressions` (examples/expressions.rs) writes formulas, rows and the value that the library finds in each
row; both engines are handed the same text. `HUIMIN_EXPRESSIONS` says how many (2,000 without it), `HUIMIN_SEED` which.

SQLite has neither dates nor decimals nor more than 64 bits: it computes what takes none of them, dates being texts of
the form that sorts as they do (`DATE '2019-01-01'` is handed over as `'2019-01-01'`, the only translation).

Where the library differs from SQL on purpose, the two are not asked the same:

- `/` is exact, and missing where it divides by zero. The engines compute both sides and what the quotient is compared
  with, the quotient itself is a `fractions.Fraction`.
- Numbers have 128 bits everywhere; DuckDB's type for `big` is HUGEINT, SQLite is not asked to compute with it.
- DuckDB rounds a decimal that would take more than 38 digits. So a formula computes with decimals or with `big`, and
  compares them only.
- LIKE tells upper and lower case apart (SQLite does when told to) and has no sign of escape (nor has it without ESCAPE
  in either engine; a `\\` in a pattern is refused).
- `length` counts characters, in all three.
- What is not asked for is not computed, so it cannot fail; here nothing fails. DuckDB computes both sides of AND.
- An empty text is a missing value in records; there is none in the rows.
"""

import datetime
import json
import os
import sqlite3
import subprocess
import unittest
from decimal import Decimal
from fractions import Fraction

COUNT = os.environ.get("HUIMIN_EXPRESSIONS", "2000")
SEED = os.environ.get("HUIMIN_SEED", "2019")

DUCKDB = {
    "n": "BIGINT",
    "m": "BIGINT",
    "big": "HUGEINT",
    "amount": "DECIMAL(9, 2)",
    "share": "DECIMAL(9, 4)",
    "day": "DATE",
    "until": "DATE",
    "flag": "BOOLEAN",
    "sign": "BOOLEAN",
    "word": "VARCHAR",
    "other": "VARCHAR",
}
SQLITE = {"number": "INTEGER", "date": "TEXT", "boolean": "INTEGER", "text": "TEXT"}
COMPARISONS = {
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def held(value, kind):
    """A value of a row or of a formula as the program wrote it."""
    if value is None or kind != "number":
        return value
    return Fraction(value)


def given(value, kind):
    """A value that an engine computed, in the same form."""
    if value is None:
        return None
    if kind == "boolean":
        if value not in (0, 1):
            raise AssertionError(f"{value!r} is no truth")
        return bool(value)
    if kind == "number":
        # A double would not be exact.
        if not isinstance(value, (int, Decimal)):
            raise AssertionError(f"{value!r} is a {type(value).__name__}")
        return Fraction(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def quotient(operator, one, two, three):
    """A quotient, or how it compares with a third number."""
    if one is None or two in (None, 0):
        return None
    if operator == "/":
        return one / two
    return None if three is None else COMPARISONS[operator](one / two, three)


class DuckDb:
    def __init__(self, columns, rows):
        import duckdb

        self.connection = duckdb.connect()
        declared = ", ".join(f"{name} {DUCKDB[name]}" for name, _ in columns)
        self.connection.execute(f"CREATE TABLE t (place INTEGER, {declared})")
        signs = ", ".join("?" * (len(columns) + 1))
        self.connection.executemany(
            f"INSERT INTO t VALUES ({signs})",
            [[place, *map(self.parameter, row)] for place, row in enumerate(rows)],
        )

    @staticmethod
    def parameter(value):
        if not isinstance(value, Fraction):
            return value
        return value.numerator if value.denominator == 1 else Decimal(value.numerator) / Decimal(value.denominator)

    @staticmethod
    def text(part):
        return part


class Sqlite(DuckDb):
    def __init__(self, columns, rows):
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute("PRAGMA case_sensitive_like = ON")
        # Decimals are in no formula that is asked of it.
        kept = [place for place, (name, _) in enumerate(columns) if "DECIMAL" not in DUCKDB[name]]
        declared = ", ".join(f"{columns[place][0]} {SQLITE[columns[place][1]]}" for place in kept)
        self.connection.execute(f"CREATE TABLE t (place INTEGER, {declared})")
        signs = ", ".join("?" * (len(kept) + 1))
        self.connection.executemany(
            f"INSERT INTO t VALUES ({signs})",
            [[number, *(self.parameter(row[place]) for place in kept)] for number, row in enumerate(rows)],
        )

    @staticmethod
    def text(part):
        return part.replace("DATE '", "'")


@unittest.skipUnless("HUIMIN_EXPRESSIONS_BIN" in os.environ, "the program to compare is not named")
class Expressions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = [os.environ["HUIMIN_EXPRESSIONS_BIN"], COUNT, SEED]
        found = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        cls.groups = [json.loads(line) for line in found.stdout.splitlines()]
        for group in cls.groups:
            kinds = [kind for _, kind in group["columns"]]
            group["rows"] = [[held(value, kind) for value, kind in zip(row, kinds)] for row in group["rows"]]

    def compare(self, engine, formulas, group, seen):
        """Computes formulas in one query; the disagreements."""
        parts = [engine.text(part) for formula in formulas for part in formula["parts"]]
        selected = ", ".join(f"({part}) AS e{place}" for place, part in enumerate(parts))
        answers = engine.connection.execute(f"SELECT {selected} FROM t ORDER BY place").fetchall()
        self.assertEqual(len(answers), len(group["rows"]))
        disagreements, place = [], 0
        for formula in formulas:
            kind, width = formula["type"], len(formula["parts"])
            for row, answer in enumerate(answers):
                expected, values = held(formula["values"][row], kind), answer[place : place + width]
                if formula["operator"]:
                    value = quotient(formula["operator"], *(given(value, "number") for value in values))
                else:
                    value = given(values[0], kind)
                seen[value if value is None or isinstance(value, bool) else kind] += 1
                if value != expected:
                    found = str(value)
                    names = [name for name, _ in group["columns"]]
                    world = {name: str(value) for name, value in zip(names, group["rows"][row])}
                    disagreements.append((len(formula["text"]), formula["text"], found, str(expected), world))
            place += width
        return disagreements

    def check(self, kind_of_engine, fits):
        count, disagreements = 0, []
        seen = dict.fromkeys([None, True, False, "number", "date", "text"], 0)
        for group in self.groups:
            engine = kind_of_engine(group["columns"], group["rows"])
            formulas = [formula for formula in group["formulas"] if fits(formula)]
            disagreements += self.compare(engine, formulas, group, seen)
            count += len(formulas)
        # The shortest formula first.
        self.assertEqual(sorted(disagreements, key=lambda found: found[0])[:5], [], f"{len(disagreements)} values")
        self.assertGreater(min(seen.values()), count // 20, seen)
        return count

    def test_duckdb_finds_the_same(self):
        self.assertEqual(self.check(DuckDb, lambda formula: True), int(COUNT))

    def test_sqlite_finds_the_same(self):
        if sqlite3.sqlite_version_info < (3, 39):
            self.skipTest("it knows no IS DISTINCT FROM")
        self.assertGreater(self.check(Sqlite, lambda formula: formula["sqlite"]), int(COUNT) // 4)


if __name__ == "__main__":
    unittest.main()
