"""Inspections, scores, posts and overdue milestones of a sample year, computed once more.

Needs the directory HUIMIN_TABLES that `make oracle` fills: the records, and beside them the
library's tables as out_<name>.csv. Which records are rejected is taken from out_findings.csv,
which test_library.py compares with an oracle of its own. Everything here is exact.
"""

import csv
import hashlib
import math
import os
import unittest
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

TABLES = os.environ.get("HUIMIN_TABLES")
AS_OF = os.environ.get("HUIMIN_AS_OF", "2019-11-30")

UNIFICATIONS = ["name_unified", "signboard_unified", "logo_unified", "items_unified",
                "carrier_unified", "workflow_unified"]
CASE_SERVICES = {"lawyer", "mediation", "legal_aid", "notary", "arbitration", "forensic"}
MILESTONES = {  # due, levels
    "work_conference": ("2019-03-31", ["city"]),
    "government_briefing": ("2019-03-31", ["county"]),
    "leading_group": ("2019-03-31", ["city", "county"]),
    "office": ("2019-03-31", ["city", "county"]),
    "implementation_plan": ("2019-04-30", ["city", "county"]),
    "report_to_government": ("2019-11-30", ["county"]),
    "report_to_city_bureau": ("2019-11-30", ["county"]),
    "city_report": ("2019-12-31", ["city"]),
    "acceptance": ("2019-12-31", ["city"]),
}


def read(name):
    with open(Path(TABLES, f"{name}.csv"), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def true(text):
    return text in ("true", "1", "是")


def padded(code):
    digits = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in code).strip()
    return digits.ljust(12, "0")


@unittest.skipUnless(TABLES, "HUIMIN_TABLES names no directory; run `make oracle`")
class Acceptance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rejected = defaultdict(set)
        for finding in read("out_findings"):
            if finding["severity"] == "reject" and finding["row"]:
                cls.rejected[finding["dataset"]].add(int(finding["row"]))
        cls.level, cls.successor = {}, {}
        for row in read("divisions"):
            cls.level[padded(row["code"])] = row["level"]
            if row.get("successor"):
                cls.successor[padded(row["code"])] = padded(row["successor"])

    def division(self, code):
        code = padded(code)
        while code in self.successor:
            code = self.successor[code]
        return code

    def counted(self, dataset):
        """The records that are not rejected, identical copies once."""
        seen = set()
        for number, row in enumerate(read(dataset), 1):
            if number in self.rejected[dataset]:
                continue
            content = tuple(row.items())
            if content not in seen:
                seen.add(content)
                yield row

    def population(self, inspection):
        """Stratum (county) and key of every record that counts."""
        if inspection == "cases":
            for row in self.counted("cases"):
                if (row["closed_on"] and "2019-01-01" <= row["closed_on"] <= AS_OF
                        and row["outcome"] != "pending" and row["service"] in CASE_SERVICES):
                    yield self.stratum(row), row["case_id"]
        else:
            level = {"centres": "township", "stations": "village"}[inspection]
            for row in self.counted("platforms"):
                if (self.level[self.division(row["division_code"])] == level
                        and all(true(row[name]) for name in UNIFICATIONS)
                        and row["accepted_on"] and row["accepted_on"] <= AS_OF):
                    yield self.stratum(row), self.division(row["division_code"])

    def stratum(self, row):
        code = self.division(row["division_code"])
        return code if self.level[code] in ("province", "city") else code[:6].ljust(12, "0")

    def test_samples(self):
        drawn = defaultdict(lambda: defaultdict(list))
        for row in read("out_samples"):
            drawn[row["inspection"]][row["division_code"]].append((row["digest"], row["key"]))
        results = {(row["inspection"], row["division_code"]): row for row in read("out_inspections")}
        for inspection in ("centres", "stations", "cases"):
            strata = defaultdict(set)
            for stratum, key in self.population(inspection):
                strata[stratum].add(key)
            everything = sum(len(keys) for keys in strata.values())
            self.assertEqual(int(results[inspection, ""]["population"]), everything)
            self.assertGreater(everything, 20)
            for stratum, keys in strata.items():
                with self.subTest(inspection=inspection, stratum=stratum):
                    row = results[inspection, stratum]
                    self.assertEqual(int(row["population"]), len(keys))
                    seed = f"yuxi-2019 {inspection}"
                    hashed = sorted((hashlib.sha256(f"{seed}\x1f{key}".encode()).hexdigest(), key) for key in keys)
                    self.assertEqual(drawn[inspection][stratum], hashed[: int(row["drawn"])])
            if inspection == "cases":
                for stratum, keys in strata.items():
                    row = results[inspection, stratum]
                    self.smallest_plan(len(keys), int(row["drawn"]), int(row["acceptance_number"]))
            else:
                self.shared_out(inspection, strata, results)

    def shared_out(self, inspection, strata, results):
        everything = sum(len(keys) for keys in strata.values())
        minimum = {"centres": 2, "stations": 5}[inspection]
        unlimited = Fraction("1.96") ** 2 / 4 / Fraction("0.05") ** 2
        size = math.ceil(unlimited / (1 + (unlimited - 1) / everything))
        sizes = {stratum: int(results[inspection, stratum]["drawn"]) for stratum in strata}
        self.assertEqual(sum(sizes.values()), size)
        self.assertEqual(int(results[inspection, ""]["drawn"]), size)
        self.assertEqual(int(results[inspection, ""]["acceptance_number"]), size // 20)
        for stratum, keys in strata.items():
            self.assertLessEqual(min(minimum, len(keys)), sizes[stratum])
            self.assertLessEqual(sizes[stratum], len(keys))
            self.assertLess(abs(sizes[stratum] - Fraction(size * len(keys), everything)), minimum + 1)
            self.assertEqual(int(results[inspection, stratum]["acceptance_number"]), sizes[stratum] // 20)

    def smallest_plan(self, lot, n, c):
        good, bad = math.floor(lot * Fraction("0.02")), math.ceil(lot * Fraction("0.15"))

        def accepted(n, c, nonconforming):
            ways = sum(math.comb(nonconforming, d) * math.comb(lot - nonconforming, n - d) for d in range(c + 1))
            return Fraction(ways, math.comb(lot, n))

        def keeps(n, c):
            return accepted(n, c, good) >= Fraction("0.9") and accepted(n, c, bad) <= Fraction("0.1")

        self.assertTrue(keeps(n, c), (lot, n, c))
        self.assertFalse(c > 0 and keeps(n, c - 1), (lot, n, c))
        self.assertFalse(any(keeps(n - 1, fewer) for fewer in range(n)) if n > 1 else False, (lot, n, c))

    def overdue(self):
        done, due = {}, {}
        for row in self.counted("milestones"):
            key = self.division(row["division_code"]), row["milestone"]
            due[key] = row["due_on"]
            if row["done_on"] and row["done_on"] <= AS_OF:
                done[key] = row["done_on"]
        late = []
        for milestone, (day, levels) in MILESTONES.items():
            for code, level in self.level.items():
                key = code, milestone
                if level in levels and code not in self.successor and key not in done and due.get(key, day) < AS_OF:
                    late.append((due.get(key, day), code, milestone))
        return late

    def test_overdue(self):
        found = [(row["due_on"], row["division_code"], row["milestone"]) for row in read("out_overdue")]
        self.assertEqual(sorted(found), sorted(self.overdue()))
        self.assertEqual([row[0] for row in found], sorted(row[0] for row in found))

    def test_scores(self):
        overdue = defaultdict(int)
        for _, code, _ in self.overdue():
            overdue[code] += 1
        points = defaultdict(dict)
        for row in read("out_indicators"):
            if row["level"] != "county" or row["period_end"] != AS_OF:
                continue
            target = row["target"]
            if row["reason"] == "empty_denominator":
                attainment = Fraction(1)
            else:
                value = Fraction(row["numerator"]) / Fraction(row["denominator"] or 1)
                share = Fraction(target.rstrip("%")) / (100 if target.endswith("%") else 1)
                attainment = value / share if share else Fraction(1)
            points[row["division_code"]][row["indicator"]] = 10 * min(attainment, 1)
        totals = {}
        for code, items in points.items():
            self.assertEqual(len(items), 10)
            totals[code] = max(sum(items.values()) - min(overdue[code], 5), Fraction(0))
        shown = {code: round(total, 2) for code, total in totals.items()}
        rows = read("out_scores")
        self.assertEqual(len(rows), 9)
        for row in rows:
            code = row["division_code"]
            self.assertEqual(Fraction(row["exact_total"]), totals[code])
            self.assertEqual(Fraction(row["total"]), shown[code])
            self.assertEqual(int(row["rank"]), 1 + sum(other > shown[code] for other in shown.values()))
            total = totals[code]
            grade = "优秀" if total >= 90 else "良好" if total >= 80 else "合格" if total >= 60 else "不合格"
            self.assertEqual(row["grade"], grade)
        self.assertEqual([int(row["rank"]) for row in rows], sorted(int(row["rank"]) for row in rows))
        for row in read("out_score_items"):
            if row["kind"] == "item":
                self.assertEqual(Fraction(row["exact_points"]), points[row["division_code"]][row["part"]])
            else:
                self.assertEqual(int(row["occurrences"]), overdue[row["division_code"]])

    def test_posts(self):
        met, below = {}, defaultdict(lambda: [0, 0, 0])
        for row in read("out_indicators"):
            if row["period_end"] == AS_OF and row["level"] in ("city", "county", "township"):
                met[row["division_code"], row["indicator"]] = row["met"]
                above = [row["division_code"][:4].ljust(12, "0")] if row["level"] != "city" else []
                above += [row["division_code"][:6].ljust(12, "0")] if row["level"] == "township" else []
                for code in above:
                    below[code, row["indicator"]][["true", "false", ""].index(row["met"])] += 1
        rows = read("out_posts")
        self.assertEqual(len(rows), len(met))
        for row in rows:
            key = row["division_code"], row["indicator"]
            self.assertEqual(row["met"], met[key])
            counts = [int(row[name]) for name in ("below_met", "below_missed", "below_open")]
            self.assertEqual(counts, below[key])
            aid = row["level"] == "city" and row["indicator"] == "aid_grant_rate"
            post = {"city": "市司法局局长(领导小组组长)", "county": "县(市、区)司法局局长", "township": "司法所所长"}[row["level"]]
            self.assertEqual(row["post"], "市法律援助中心主任(领导小组办公室)" if aid else post)
            upper = {"city": "", "county": "530400000000", "township": row["division_code"][:6] + "000000"}
            self.assertEqual(row["answers_to_code"], upper[row["level"]])


if __name__ == "__main__":
    unittest.main()
