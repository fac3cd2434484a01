"""The library's tables for a year of sample records equal the oracle's, text by text.

Needs the tables that `make oracle` leaves in the directory HUIMIN_TABLES: divisions.csv and
the datasets as the demonstration wrote them, and beside them the library's own tables as
out_indicators.csv, out_monthly.csv, out_progress.csv and out_findings.csv.
"""

import contextlib
import io
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import compare
import oracle

TABLES = os.environ.get("HUIMIN_TABLES")
AS_OF = os.environ.get("HUIMIN_AS_OF", "2019-11-30")


@unittest.skipUnless(TABLES, "HUIMIN_TABLES names no directory; run `make oracle`")
class Library(unittest.TestCase):
    def test_tables_are_the_same(self):
        with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(io.StringIO()) as printed:
            ours, theirs = Path(scratch, "oracle"), Path(scratch, "library")
            theirs.mkdir()
            for name in ("indicators", "monthly", "progress", "findings"):
                shutil.copy(Path(TABLES, f"out_{name}.csv"), theirs / f"{name}.csv")
            self.assertEqual(oracle.main([TABLES, AS_OF, str(ours)]), 0)
            status = compare.main([str(ours), str(theirs)])
        self.assertEqual(status, 0, printed.getvalue())


if __name__ == "__main__":
    unittest.main()
