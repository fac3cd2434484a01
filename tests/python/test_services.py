"""The library's tables about services equal those of plain Python, row by row: for the
sample of `make oracle`, and for small years made to be awkward.

Needs HUIMIN_TABLES (see test_library.py); for the small years HUIMIN_DEMO, the demonstration.
"""

import csv
import datetime
import os
import random
import subprocess
import tempfile
import unittest
from pathlib import Path

import oracle
import services_oracle as services

TABLES = os.environ.get("HUIMIN_TABLES")
AS_OF = os.environ.get("HUIMIN_AS_OF", "2019-11-30")
DEMO = os.environ.get("HUIMIN_DEMO")
SHOWN = 10


def compare(directory, as_of):
    """Differences between the library's tables in a directory and ours, and rows compared."""
    year = services.Year(Path(directory), as_of)
    differences, compared = [], {}
    for name, rows_of in services.TABLES.items():
        with Path(directory, f"out_{name}.csv").open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        expected = rows_of(year)
        compared[name] = len(expected)
        if len(found) != len(expected):
            differences.append(f"{name}: {len(expected)} rows expected, {len(found)} found")
        for number, (one, other) in enumerate(zip(expected, found), start=1):
            other.pop("explanation", None)
            if one != other:
                differences.append(f"{name}, row {number}: expected {one}, found {other}")
    return differences, compared


@unittest.skipUnless(TABLES, "HUIMIN_TABLES names no directory; run `make oracle`")
class Sample(unittest.TestCase):
    def test_the_sample_of_a_year(self):
        differences, compared = compare(TABLES, AS_OF)
        self.assertEqual(differences[:SHOWN], [])
        self.assertGreater(min(compared[name] for name in compared if name != "coverage_gaps"), 700)


@unittest.skipUnless(DEMO, "HUIMIN_DEMO names no program; run `make oracle`")
class SmallYears(unittest.TestCase):
    def test_awkward_years(self):
        gaps = 0
        for seed in range(12):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as scratch:
                as_of = random.Random(seed).choice(["2019-01-10", "2019-06-30", "2019-08-15", "2019-12-31"])
                write_year(Path(scratch), random.Random(seed))
                run = subprocess.run(
                    [DEMO, scratch, "--keep", "--tables", "--as-of", as_of], capture_output=True, text=True
                )
                self.assertIn(run.returncode, (0, 1, 3), run.stderr)
                differences, compared = compare(scratch, as_of)
                self.assertEqual(differences[:SHOWN], [])
                gaps += compared["coverage_gaps"]
        self.assertGreater(gaps, 1_000)


# A city with two counties, a former one, townships, villages, and holes in the populations.
DIVISIONS = [
    ("530400", "玉溪市", "city", "", "", ""),
    ("530402", "红塔区", "county", "530400", "", ""),
    ("530402001", "玉兴街道", "township", "530402", "1000", ""),
    ("530402001001", "甲社区", "village", "530402001", "", ""),
    ("530402001002", "乙社区", "village", "530402001", "0", ""),
    ("530402002", "凤凰街道", "township", "530402", "2345", ""),
    ("530402002001", "丙社区", "village", "530402002", "777", ""),
    ("530481", "澄江市", "county", "530400", "5000", ""),
    ("530481001", "龙街街道", "township", "530481", "", ""),
    ("530481001001", "丁社区", "village", "530481001", "3", ""),
    ("530481001002", "戊社区", "village", "530481001", "", ""),
    ("530422", "澄江县", "county", "530400", "", "530481"),
]


def write_year(directory, draw):
    codes = [row[0] for row in DIVISIONS]
    anywhere = lambda: draw.choice(codes)
    service = lambda: draw.choice(services.SERVICES)
    write(directory, "divisions", ["code", "name", "level", "parent_code", "population", "successor"], DIVISIONS)
    platforms = []
    for code in draw.sample(codes, 8):
        flags = [draw.choice(["true", "true", "true", "false"]) for _ in range(11)]
        platforms.append([code, *flags, draw.choice(["", day(draw), "2019-06-30", "2019-07-01"])])
    write_dataset(directory, "platforms", platforms)
    write_dataset(directory, "residencies", [
        [anywhere(), service(), start, draw.choice(["", "", end])] for start, end in spans(draw, 60)
    ])
    times = ["00:00", "00:30", "08:00", "08:29", "08:30", "12:00", "17:30", "18:00", "22:00", "23:59", "24:00"]
    write_dataset(directory, "offerings", [
        [anywhere(), service(), draw.choice(services.CHANNELS), draw.randint(0, 8), draw.choice(times), draw.choice(times)]
        for _ in range(250)
    ])
    write_dataset(directory, "people", [
        [f"P{draw.randint(1, 40)}" if draw.random() < 0.3 else f"Q{number}", anywhere(), service(), start, draw.choice(["", "", end])]
        for number, (start, end) in enumerate(spans(draw, 80))
    ])
    write_dataset(directory, "needs", [
        [f"N{number}", anywhere(), draw.choice(services.SERVICES[:4]), start, draw.choice(["", end]), "ordinary"]
        for number, (start, end) in enumerate(spans(draw, 400, inside=True))
    ])


def spans(draw, count, inside=False):
    """First and last days; some end as they begin, and some on the dates of the assessments."""
    for _ in range(count):
        start = datetime.date(2019, 1, 1) + datetime.timedelta(days=draw.randint(0 if inside else -60, 364))
        end = start + datetime.timedelta(days=draw.choice([0, 1, 3, 30, 200]))
        if draw.random() < 0.2:
            end = max(start, draw.choice([datetime.date(2019, 6, 30), datetime.date(2019, 8, 15)]))
        yield start, end


def day(draw):
    return datetime.date(2019, 1, 1) + datetime.timedelta(days=draw.randint(0, 364))


def write_dataset(directory, name, rows):
    write(directory, name, list(oracle.DATASETS[name][1]), rows)


def write(directory, name, header, rows):
    with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    unittest.main()
