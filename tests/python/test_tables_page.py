"""docs/tables.md says what the comments of the tables' functions say, and these what is in the
files: the demonstration writes every table (`demo DIRECTORY --tables`, HUIMIN_TABLES)."""

import csv
import os
import unittest
from pathlib import Path

import tables_page


class TablesPage(unittest.TestCase):
    def test_the_page_is_in_step(self):
        self.assertEqual(
            tables_page.PAGE.read_text(encoding="utf-8"),
            tables_page.page(),
            "python3 tests/python/tables_page.py writes it anew",
        )

    @unittest.skipUnless("HUIMIN_TABLES" in os.environ, "needs the tables of the demonstration")
    def test_files_have_the_columns_of_the_page_in_their_order(self):
        known = tables_page.comments()
        seen = 0
        for name, function in tables_page.tables():
            path = Path(os.environ["HUIMIN_TABLES"]) / f"out_{name}.csv"
            # The definition of the demonstration has no groupings.
            if not path.exists() and name == "groupings":
                continue
            with self.subTest(table=name), path.open(encoding="utf-8", newline="") as file:
                described = [
                    column for row in tables_page.columns(function, known) for column in row.names
                ]
                self.assertEqual(next(csv.reader(file)), described)
                seen += 1
        self.assertEqual(seen, 29)


if __name__ == "__main__":
    unittest.main()
