"""Small cases, computed by hand, that the oracle itself has to get right.

    python3 -m unittest discover tests/python
"""

import contextlib
import datetime
import io
import random
import shutil
import sys
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent))
import compare  # noqa: E402
import oracle  # noqa: E402

FIXTURE = Path(__file__).parent / "fixture"
CITY, COUNTY, TOWNSHIP = "530400000000", "530402000000", "530402001000"
VILLAGE, OTHER_POOR_VILLAGE, RICH_VILLAGE = "530402001201", "530402001202", "530402002201"

PLATFORM_HEADER = (
    "division_code,name_unified,signboard_unified,logo_unified,items_unified,carrier_unified,workflow_unified,"
    "does_handling,does_publicity,does_guidance,does_consultation,does_demand_analysis,accepted_on"
)
DISPUTE_HEADER = "dispute_id,division_code,party,registered_on,mediated_on,outcome"
CASE_HEADER = "case_id,division_code,service,accepted_on,closed_on,beneficiary,outcome"
REQUEST_HEADER = "request_id,division_code,requested_on,decided_on,decision,beneficiary"
NEED_HEADER = "need_id,division_code,service,raised_on,responded_on,beneficiary"
ADVISER_HEADER = "adviser_id,division_code,profession,served_from,served_until"
CONSULTATION_HEADER = "consultation_id,division_code,held_on,channel,persons"
EVENT_HEADER = "event_id,division_code,held_on,attendance"


def platform(code, accepted_on):
    return f"{code}{',true' * 11},{accepted_on}"


def assess(as_of, **datasets):
    """Assesses the register of the fixture with the given lines of each dataset."""
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(FIXTURE / "divisions.csv", directory)
        for dataset, (_, fields) in oracle.DATASETS.items():
            # What a test does not mention is empty, and not missing.
            lines = datasets.pop(dataset, [",".join(fields)])
            Path(directory, f"{dataset}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        assert not datasets, datasets
        for dataset in oracle.OTHER_DATASETS:
            Path(directory, f"{dataset}.csv").write_text("", encoding="utf-8")
        return oracle.assess(directory, as_of)


def row_of(table, division, indicator, period_end):
    rows = [
        row for row in table
        if (row["division_code"], row["indicator"], row["period_end"]) == (division, indicator, period_end)
    ]
    assert len(rows) == 1, rows
    return rows[0]


def share(row):
    return f"{row['numerator']}/{row['denominator']}"


def found(result, *, leave_out=("platform_not_accepted", "not_received")):
    """(rule, row, field) of the findings; the platform's rule and what is missing have tests of their own."""
    return [
        (finding["rule"], int(finding["row"]), finding["field"])
        for finding in result.findings
        if finding["rule"] not in leave_out
    ]


class Values(unittest.TestCase):
    def test_dates_are_strict(self):
        self.assertEqual(oracle.parse_date("2019-02-28"), datetime.date(2019, 2, 28))
        for wrong in ["2019-02-29", "20190228", "2019-2-8", "2019-W09-4", "2019-02-28T00:00", "0000-01-01", ""]:
            self.assertIsNone(oracle.parse_date(wrong), wrong)

    def test_integers(self):
        self.assertEqual(oracle.parse_integer("-007"), -7)
        for wrong in ["+1", "1.0", "1e3", "--1", "", "-", "9223372036854775808", "9" * 5000]:
            self.assertIsNone(oracle.parse_integer(wrong), wrong)

    def test_times(self):
        self.assertEqual(oracle.parse_time("24:00"), 1440)
        for wrong in ["24:01", "9:00", "12:60"]:
            self.assertIsNone(oracle.parse_time(wrong), wrong)

    def test_division_codes_have_every_documented_form(self):
        for written, padded in [
            ("53", "530000000000"), ("530000", "530000000000"), ("5304", CITY), ("530400", CITY),
            ("5300", "530000000000"), ("530402", COUNTY), ("530402000", COUNTY), ("530402000000", COUNTY), ("530402001", TOWNSHIP), (VILLAGE, VILLAGE),
        ]:
            self.assertEqual(oracle.parse_division_code(written), padded, written)
        for wrong in ["", "5", "5304021", "5304020", "000000", "530002", "530400001", "53040a"]:
            self.assertIsNone(oracle.parse_division_code(wrong), wrong)

    def test_normalised_only_where_something_changed(self):
        self.assertEqual(oracle.read_value("integer", "　１２ "), (12, True))
        self.assertEqual(oracle.read_value("integer", "12"), (12, False))
        self.assertEqual(oracle.read_value("date", "２０１９-02-28"), (datetime.date(2019, 2, 28), True))
        self.assertEqual(oracle.read_value("division", " 530402"), (COUNTY, True))
        self.assertEqual(oracle.read_value("division", "530402"), (COUNTY, False))
        self.assertEqual(oracle.read_value("date", " 2019-02-30"), (None, False))
        self.assertEqual(oracle.read_value("integer", " "), (None, False))
        self.assertEqual(oracle.read_value("boolean", " true"), (None, False))

    def test_percent_rounds_half_to_even_once(self):
        for value, shown in [
            (Fraction(49, 50), "98.00%"), (Fraction(2, 3), "66.67%"), (Fraction(1, 3), "33.33%"),
            (Fraction(1, 20_000), "0.00%"), (Fraction(3, 20_000), "0.02%"), (Fraction(5, 20_000), "0.02%"),
            (Fraction(50_001, 1_000_000_000), "0.01%"), (Fraction(3, 2), "150.00%"),
        ]:
            self.assertEqual(oracle.percent(value), shown)


class Dates(unittest.TestCase):
    def test_period_ends(self):
        def ends(day):
            return [str(end) for end in oracle.period_ends(datetime.date.fromisoformat(day))]

        self.assertEqual(ends("2019-01-01"), ["2019-01-01"])
        self.assertEqual(ends("2019-02-28"), ["2019-01-31", "2019-02-28"])
        self.assertEqual(ends("2019-03-01"), ["2019-01-31", "2019-02-28", "2019-03-01"])
        self.assertEqual(len(ends("2019-12-30")), 12)
        self.assertEqual(ends("2019-12-31")[-2:], ["2019-11-30", "2019-12-31"])

    def test_planned_share_runs_by_days(self):
        for day, due in [
            ("2019-01-01", Fraction(1, 900)),  # 10 % x 1/90
            ("2019-02-14", Fraction(5, 100)),  # 45 of 90 days
            ("2019-03-31", Fraction(10, 100)),
            ("2019-04-30", Fraction(10, 100) + Fraction(50, 100) * Fraction(30, 91)),
            ("2019-06-30", Fraction(60, 100)),
            ("2019-08-15", Fraction(80, 100)),  # 46 of 92 days
            ("2019-09-30", Fraction(1)),
            ("2019-12-31", Fraction(1)),
        ]:
            self.assertEqual(oracle.planned_share(datetime.date.fromisoformat(day)), due, day)

    def test_as_of_outside_the_programme_is_refused(self):
        for as_of in ["2018-12-31", "2020-01-01", "2019-13-01", "today"]:
            with self.assertRaises(ValueError):
                assess(as_of)


class Tables(unittest.TestCase):
    def test_order_of_rows(self):
        result = assess("2019-02-10")
        codes = list(dict.fromkeys(row["division_code"] for row in result.indicators))
        self.assertEqual(codes, [
            CITY, COUNTY, TOWNSHIP, VILLAGE, OTHER_POOR_VILLAGE,
            "530402002000", RICH_VILLAGE, "530403000000", "530403001000",
        ])
        of_city = [(row["indicator"], row["period_end"]) for row in result.indicators if row["division_code"] == CITY]
        self.assertEqual(of_city, [
            (indicator, day) for indicator in oracle.INDICATORS for day in ("2019-01-31", "2019-02-10")
        ])
        self.assertEqual(len(result.indicators), 9 * 10 * 2)
        self.assertEqual(len(result.monthly), 9 * 10 * 2)
        self.assertEqual(len(result.progress), 9 * 10 * 2)

    def test_49_of_50_settled_is_just_enough(self):
        lines = [DISPUTE_HEADER]
        for number in range(50):
            outcome = "failed" if number == 0 else "settled"
            lines.append(f"D{number},{VILLAGE},poor_household,2019-01-02,2019-01-10,{outcome}")
        result = assess("2019-01-31", disputes=lines)
        for division in (VILLAGE, TOWNSHIP, COUNTY, CITY):
            row = row_of(result.indicators, division, "mediation_success_rate", "2019-01-31")
            self.assertEqual(share(row), "49/50")
            self.assertEqual(
                (row["display"], row["target"], row["attainment"], row["met"], row["reason"]),
                ("98.00%", "98.00%", "100.00%", "true", ""),
            )
        self.assertEqual(
            share(row_of(result.indicators, OTHER_POOR_VILLAGE, "mediation_success_rate", "2019-01-31")), "0/0"
        )

    def test_the_exact_value_is_compared_not_the_rounded_one(self):
        register = oracle.read_register(FIXTURE / "divisions.csv")
        figure = (register.divisions[CITY], "mediation_success_rate", datetime.date(2019, 1, 31), 24_499, 25_000)
        (row,) = oracle.indicator_table(register, [figure])
        self.assertEqual((row["display"], row["attainment"], row["met"]), ("98.00%", "100.00%", "false"))

    def test_empty_denominators_and_missing_targets(self):
        result = assess("2019-01-31")
        row = row_of(result.indicators, CITY, "need_response_rate", "2019-01-31")
        self.assertEqual(
            [row[name] for name in ("numerator", "denominator", "display", "target", "attainment", "met", "reason")],
            ["0", "0", "—", "100.00%", "", "true", "empty_denominator"],
        )
        row = row_of(result.indicators, VILLAGE, "cases_handled", "2019-01-31")
        self.assertEqual(
            [row[name] for name in ("numerator", "denominator", "display", "target", "attainment", "met", "reason")],
            ["0", "", "0", "", "", "", "no_target"],
        )
        row = row_of(result.indicators, CITY, "cases_handled", "2019-01-31")
        self.assertEqual(
            [row[name] for name in ("target", "attainment", "met", "reason")], ["8000", "0.00%", "false", ""]
        )
        row = row_of(result.monthly, COUNTY, "cases_handled", "2019-01-31")
        self.assertEqual((row["display"], row["reason"]), ("0", ""))
        row = row_of(result.progress, CITY, "need_response_rate", "2019-01-31")
        self.assertEqual(
            [row[name] for name in ("target", "planned", "actual", "planned_share", "actual_share", "status")],
            ["", "", "—", "", "", "not_applicable"],
        )

    def test_progress(self):
        def status(persons):
            lines = [CONSULTATION_HEADER, f"K1,{VILLAGE},2019-01-02,wechat_group,{persons}"]
            progress = assess("2019-08-15", consultations=lines).progress
            self.assertEqual(
                row_of(progress, VILLAGE, "consultations", "2019-08-15"),
                {
                    "division_code": VILLAGE, "indicator": "consultations", "period_end": "2019-08-15", "target": "",
                    "planned": "", "actual": str(persons), "planned_share": "", "actual_share": "",
                    "status": "not_applicable",
                },
            )
            row = row_of(progress, CITY, "consultations", "2019-08-15")
            return [row[name] for name in ("target", "planned", "actual", "planned_share", "actual_share", "status")]

        self.assertEqual(status(63_999), ["80000", "64000", "63999", "80.00%", "80.00%", "behind"])
        self.assertEqual(status(64_000), ["80000", "64000", "64000", "80.00%", "80.00%", "on_schedule"])
        self.assertEqual(status(64_001), ["80000", "64000", "64001", "80.00%", "80.00%", "ahead"])
        self.assertEqual(status(80_000), ["80000", "64000", "80000", "80.00%", "100.00%", "done"])

    def test_planned_is_shown_as_the_count_is(self):
        row = row_of(assess("2019-01-31").progress, CITY, "centres_standardised", "2019-01-31")
        # 70 x 10 % x 31/90 = 2.4111…
        self.assertEqual((row["planned"], row["planned_share"], row["status"]), ("2", "3.44%", "behind"))


    def test_counts_are_allocated_down_to_townships(self):
        result = assess("2019-01-31")

        def target(code, indicator):
            return row_of(result.indicators, code, indicator, "2019-01-31")["target"]

        # Both townships of the county with villages lie in one county: 2 and 1 villages of 3.
        self.assertEqual(target(COUNTY, "cases_handled"), "8000")
        self.assertEqual(target(TOWNSHIP, "cases_handled"), "5333")
        self.assertEqual(target("530402002000", "cases_handled"), "2667")
        self.assertEqual(target("530403000000", "cases_handled"), "0")
        # 70 centres by townships: 2 of 3 and 1 of 3 are 46⅔ and 23⅓.
        self.assertEqual(target(COUNTY, "centres_standardised"), "47")
        self.assertEqual(target("530403000000", "centres_standardised"), "23")


class Measures(unittest.TestCase):
    def test_platforms_by_level_and_acceptance(self):
        lines = [
            PLATFORM_HEADER, platform(TOWNSHIP, "2019-02-01"), platform(VILLAGE, "2018-06-01"),
            platform(OTHER_POOR_VILLAGE, ""), platform("530402", "2019-01-01"),
            platform("530402002", "2019-01-01").replace("true", "false", 1),
        ]
        result = assess("2019-02-01", platforms=lines)
        for table in (result.indicators, result.monthly):
            for indicator, division, day, count in [
                ("centres_standardised", CITY, "2019-01-31", "0"),
                ("centres_standardised", CITY, "2019-02-01", "1"),
                ("centres_standardised", VILLAGE, "2019-02-01", "0"),
                ("stations_standardised", CITY, "2019-01-31", "1"),
                ("stations_standardised", TOWNSHIP, "2019-02-01", "1"),
                ("stations_standardised", OTHER_POOR_VILLAGE, "2019-02-01", "0"),
            ]:
                self.assertEqual(row_of(table, division, indicator, day)["numerator"], count, (indicator, day))

    def test_adviser_intervals(self):
        lines = [
            ADVISER_HEADER,
            f"A1,{VILLAGE},lawyer,2019-01-31,2019-02-28",  # in service on the first day, not on the last
            f"A2,{RICH_VILLAGE},lawyer,2018-01-01,",  # not a poor village
            f"A3,{TOWNSHIP},lawyer,2018-01-01,",  # not a village
            f"A4,{OTHER_POOR_VILLAGE},grassroots,2019-02-28,2019-02-28",  # never in service
        ]
        result = assess("2019-03-31", advisers=lines)
        self.assertEqual(found(result), [])
        for day, covered in [("2019-01-31", "1/2"), ("2019-02-28", "0/2"), ("2019-03-31", "0/2")]:
            for table in (result.indicators, result.monthly):
                self.assertEqual(share(row_of(table, CITY, "adviser_coverage", day)), covered, day)
        self.assertEqual(share(row_of(result.indicators, RICH_VILLAGE, "adviser_coverage", "2019-01-31")), "0/0")
        # Two advisers cover a village once; one whose service goes on covers it still.
        lines = [ADVISER_HEADER, f"A1,{VILLAGE},lawyer,2018-01-01,", f"A2,{VILLAGE},lawyer,2018-01-01,2019-02-01"]
        result = assess("2019-01-31", advisers=lines)
        self.assertEqual(share(row_of(result.indicators, CITY, "adviser_coverage", "2019-01-31")), "1/2")

    def test_cases_count_by_closing_date(self):
        lines = [CASE_HEADER]
        for number, service in enumerate(oracle.SERVICE.codes):
            lines.append(f"C{number},{VILLAGE},{service},2019-01-10,2019-02-10,ordinary,done")
        lines.append(f"C8,{VILLAGE},lawyer,2019-01-10,,ordinary,pending")
        lines.append(f"C9,{VILLAGE},lawyer,2019-01-10,2019-01-11,ordinary,pending")
        lines.append(f"C10,{VILLAGE},lawyer,2019-01-10,2020-01-11,ordinary,done")
        result = assess("2019-03-31", cases=lines)
        self.assertEqual(found(result), [("date_without_end", 10, "closed_on")])
        for day, to_date, alone in [("2019-01-31", "0", "0"), ("2019-02-28", "6", "6"), ("2019-03-31", "6", "0")]:
            self.assertEqual(row_of(result.indicators, CITY, "cases_handled", day)["display"], to_date)
            self.assertEqual(row_of(result.monthly, CITY, "cases_handled", day)["display"], alone)

    def test_consultations_sum_persons_of_two_channels(self):
        lines = [CONSULTATION_HEADER]
        for number, channel in enumerate(oracle.CHANNEL.codes):
            lines.append(f"K{number},{VILLAGE},2019-01-31,{channel},{10 ** number}")
        result = assess("2019-01-31", consultations=lines)
        self.assertEqual(row_of(result.indicators, CITY, "consultations", "2019-01-31")["display"], "11000")
        self.assertEqual(found(result), [("persons_above_500", 4, "persons"), ("persons_above_500", 5, "persons")])

    def test_rates_of_the_poor(self):
        result = assess(
            "2019-02-28",
            needs=[
                NEED_HEADER,
                f"N1,{VILLAGE},lawyer,2019-01-31,2019-02-01,registered_poor",
                f"N2,{VILLAGE},lawyer,2019-02-28,,registered_poor",
                f"N3,{VILLAGE},lawyer,2019-01-31,,ordinary",
            ],
            aid_requests=[
                REQUEST_HEADER,
                f"R1,{VILLAGE},2019-01-31,2019-02-01,granted,registered_poor",
                f"R2,{VILLAGE},2019-01-31,2019-01-31,refused,registered_poor",
                f"R3,{VILLAGE},2019-01-31,2019-01-31,granted,ordinary",
            ],
            disputes=[
                DISPUTE_HEADER,
                f"D1,{VILLAGE},poor_village,2019-01-31,2019-02-01,settled",
                f"D2,{VILLAGE},poor_household,2019-02-01,2019-02-28,failed",
                f"D3,{VILLAGE},poor_household,2019-02-01,,pending",
                f"D4,{VILLAGE},other,2019-02-01,2019-02-28,settled",
            ],
        )
        self.assertEqual(found(result), [])
        for indicator, january, to_february, february in [
            ("need_response_rate", "0/1", "1/2", "0/1"),
            ("aid_grant_rate", "0/2", "1/2", "0/0"),
            ("dispute_handling_rate", "0/1", "2/3", "1/2"),
            ("mediation_success_rate", "0/0", "1/2", "1/2"),
        ]:
            self.assertEqual(share(row_of(result.indicators, CITY, indicator, "2019-01-31")), january, indicator)
            self.assertEqual(share(row_of(result.indicators, CITY, indicator, "2019-02-28")), to_february, indicator)
            self.assertEqual(share(row_of(result.monthly, CITY, indicator, "2019-02-28")), february, indicator)


class Rules(unittest.TestCase):
    def test_copies_count_once_and_are_all_listed(self):
        line = f"E1,{VILLAGE},2019-01-02,30"
        copies = [line, f"E1, {VILLAGE},2019-01-02,30", line, f"E2,{VILLAGE},2019-01-02,30"]
        result = assess("2019-01-31", publicity_events=[EVENT_HEADER, *copies])
        self.assertEqual(found(result), [
            ("identical_copy", 1, ""), ("identical_copy", 2, ""), ("identical_copy", 3, ""),
            ("normalised", 2, "division_code"),
        ])
        self.assertEqual(row_of(result.indicators, CITY, "publicity_events", "2019-01-31")["display"], "2")

    def test_conflicts_reject_all_records_of_the_key(self):
        lines = [f"E1,{VILLAGE},2019-01-02,30", f"E1,{VILLAGE},2019-01-02,31", f"E1,{VILLAGE},2019-01-02,30"]
        result = assess("2019-01-31", publicity_events=[EVENT_HEADER, *lines])
        self.assertEqual(found(result), [("conflicting_records", row, "") for row in (1, 2, 3)])
        self.assertEqual(row_of(result.indicators, CITY, "publicity_events", "2019-01-31")["display"], "0")

    def test_a_rejected_record_still_conflicts(self):
        lines = [f"E1,{VILLAGE},2019-01-02,30", f"E1,{VILLAGE},2018-01-02,30", f"E1,{VILLAGE},2019-01-02,many"]
        result = assess("2019-01-31", publicity_events=[EVENT_HEADER, *lines])
        self.assertEqual(found(result), [
            ("conflicting_records", 1, ""), ("conflicting_records", 2, ""), ("conflicting_records", 3, ""),
            ("outside_period", 2, "held_on"), ("type", 3, "attendance"),
        ])

    def test_records_without_a_readable_key_are_no_copies(self):
        lines = [f",{VILLAGE},2019-01-02,30", f",{VILLAGE},2019-01-02,30"]
        result = assess("2019-01-31", publicity_events=[EVENT_HEADER, *lines])
        self.assertEqual(found(result), [("required", 1, "event_id"), ("required", 2, "event_id")])

    def test_fields(self):
        result = assess("2019-01-31", consultations=[
            CONSULTATION_HEADER,
            "K1,,2019-01-02,web,1",
            "K2,999999,2019-01-02,web,1",
            "K3,nowhere,2019-01-02,web,1",
            f"K4,{VILLAGE},2019-1-2,web,1",
            f"K5,{VILLAGE},2019-01-02,telegraph,",
            f"K6,{VILLAGE},2020-01-01,web,0",
            f"K7,{VILLAGE},2018-12-31,web,-１",
            f"K8,{VILLAGE},2019-12-31,web,500",
            f"K9,{VILLAGE},2019-01-01,web,1",
        ])
        self.assertEqual(
            sorted(found(result), key=lambda finding: finding[1:]),
            [
                ("required", 1, "division_code"),
                ("unknown_division", 2, "division_code"),
                ("unknown_division", 3, "division_code"),
                ("type", 4, "held_on"),
                ("code_list", 5, "channel"),
                ("required", 5, "persons"),
                ("outside_period", 6, "held_on"),
                ("persons_below_one", 6, "persons"),
                ("outside_period", 7, "held_on"),
                ("normalised", 7, "persons"),
                ("persons_below_one", 7, "persons"),
            ],
        )
        codes = {finding["key"]: finding["division_code"] for finding in result.findings}
        self.assertEqual((codes["K1"], codes["K2"], codes["K3"]), ("", "999999000000", ""))

    def test_ends_before_starts(self):
        result = assess(
            "2019-01-31",
            people=[
                "person_id,division_code,service,served_from,served_until",
                f"P1,{VILLAGE},notary,2019-01-02,2019-01-01",
            ],
            advisers=[ADVISER_HEADER, f"A1,{VILLAGE},lawyer,2019-01-02,2019-01-01"],
            cases=[CASE_HEADER, f"C1,{VILLAGE},lawyer,2019-01-02,2019-01-01,ordinary,done"],
            needs=[NEED_HEADER, f"N1,{VILLAGE},lawyer,2019-01-02,2019-01-01,ordinary"],
            aid_requests=[REQUEST_HEADER, f"R1,{VILLAGE},2019-01-02,2019-01-01,granted,ordinary"],
            disputes=[DISPUTE_HEADER, f"D1,{VILLAGE},other,2019-01-02,2019-01-01,settled"],
        )
        self.assertEqual(found(result), [
            ("served_until_before_served_from", 1, "served_until"),
            ("served_until_before_served_from", 1, "served_until"),
            ("closed_before_accepted", 1, "closed_on"),
            ("responded_before_raised", 1, "responded_on"),
            ("decided_before_requested", 1, "decided_on"),
            ("mediated_before_registered", 1, "mediated_on"),
        ])

    def test_outcomes_that_the_service_cannot_have(self):
        lines = [CASE_HEADER]
        wrong = []
        for service in oracle.SERVICE.codes:
            for outcome in ("done", "pending", "settled", "failed", "granted", "refused"):
                closed_on = "" if outcome == "pending" else "2019-01-03"
                lines.append(f"C{len(lines)},{VILLAGE},{service},2019-01-02,{closed_on},ordinary,{outcome}")
                if outcome in ("settled", "failed") and service != "mediation":
                    wrong.append(("mediation_outcome_of_other_service", len(lines) - 1, "outcome"))
                if outcome in ("granted", "refused") and service != "legal_aid":
                    wrong.append(("legal_aid_outcome_of_other_service", len(lines) - 1, "outcome"))
        self.assertEqual(len(wrong), 7 * 4)
        self.assertEqual(sorted(found(assess("2019-01-31", cases=lines))), sorted(wrong))

    def test_decisions_and_dates_belong_together(self):
        result = assess(
            "2019-01-31",
            aid_requests=[
                REQUEST_HEADER,
                f"R1,{VILLAGE},2019-01-02,,refused,ordinary",
                f"R2,{VILLAGE},2019-01-02,2019-01-02,pending,ordinary",
                f"R3,{VILLAGE},2019-01-02,soon,granted,ordinary",  # unknown is not absent
                f"R4,{VILLAGE},2019-01-02,2019-01-02,maybe,ordinary",
            ],
            disputes=[
                DISPUTE_HEADER,
                f"D1,{VILLAGE},other,2019-01-02,,failed",
                f"D2,{VILLAGE},other,2019-01-02,2019-01-02,pending",
            ],
        )
        self.assertEqual(found(result), [
            ("code_list", 4, "decision"),
            ("date_without_decision", 2, "decided_on"),
            ("decided_without_date", 1, "decided_on"),
            ("type", 3, "decided_on"),
            ("date_without_mediation", 2, "mediated_on"),
            ("mediated_without_date", 1, "mediated_on"),
        ])

    def test_a_case_that_ended_has_its_date(self):
        outcomes = {"lawyer": "done", "legal_aid": "granted", "mediation": "settled"}
        lines = [CASE_HEADER]
        for service, outcome in outcomes.items():
            for closed_on in ("", "2019-01-03", "soon"):
                lines.append(f"C{len(lines)},{VILLAGE},{service},2019-01-02,{closed_on},ordinary,{outcome}")
        lines.append(f"P1,{VILLAGE},lawyer,2019-01-02,,ordinary,pending")
        lines.append(f"P2,{VILLAGE},lawyer,2019-01-02,2019-01-03,ordinary,pending")
        self.assertEqual(found(assess("2019-01-31", cases=lines)), [
            ("date_without_end", 11, "closed_on"),
            *(("ended_without_date", row, "closed_on") for row in (1, 4, 7)),
            *(("type", row, "closed_on") for row in (3, 6, 9)),
        ])

    def test_dates_more_than_a_year_after_the_period(self):
        result = assess(
            "2019-01-31",
            cases=[
                CASE_HEADER,
                f"C1,{VILLAGE},lawyer,2019-01-02,2020-12-31,ordinary,done",
                f"C2,{VILLAGE},lawyer,2019-01-02,2021-01-01,ordinary,done",
            ],
            milestones=[
                "division_code,milestone,due_on,done_on",
                f"{COUNTY},office,2091-03-31,2091-03-30",
            ],
        )
        self.assertEqual(found(result), [
            ("far_ahead", 2, "closed_on"),
            ("milestone_done_far_ahead", 1, "done_on"),
            ("milestone_due_far_ahead", 1, "due_on"),
        ])

    def test_of_reports_under_one_key_the_last_counts(self):
        header = "division_code,indicator,period_end,numerator,denominator,reported_on"
        start = f"{COUNTY},cases_handled,2019-11-30"
        cases = [
            (["5,,2019-11-28", "6,,2019-11-29"], [("superseded", 1, "")]),
            (["6,,2019-11-29", "5,,2019-11-28", "6,,2019-11-29"], [
                ("identical_copy", 1, ""), ("identical_copy", 3, ""), ("superseded", 2, ""),
            ]),
            (["5,,2019-11-28", "6,,2019-11-29", "7,,2019-11-29"], [
                ("conflicting_records", 2, ""), ("conflicting_records", 3, ""), ("superseded", 1, ""),
            ]),
            (["5,,2019-11-28", "6,,soon"], [
                ("conflicting_records", 1, ""), ("conflicting_records", 2, ""), ("type", 2, "reported_on"),
            ]),
        ]
        for rows, expected in cases:
            reports = [header, *(f"{start},{row}" for row in rows)]
            self.assertEqual(found(assess("2019-11-30", reports=reports)), expected, rows)

    def test_ids_that_name_nothing(self):
        result = assess(
            "2019-11-30",
            milestones=["division_code,milestone,due_on,done_on", f"{COUNTY},offices,2019-03-31,"],
            reports=[
                "division_code,indicator,period_end,numerator,denominator,reported_on",
                f"{COUNTY},case_handled,2019-11-30,1,,2019-11-29",
                f"{COUNTY},cases_handled,2020-01-31,1,,2020-02-01",
            ],
        )
        self.assertEqual(found(result), [
            ("unknown_id", 1, "milestone"), ("report_about_later_day", 2, "period_end"), ("unknown_id", 1, "indicator"),
        ])

    def test_platform_not_accepted(self):
        result = assess(
            "2019-03-31",
            platforms=[
                PLATFORM_HEADER,
                platform(VILLAGE, "2019-02-01"),
                platform(OTHER_POOR_VILLAGE, ""),
                platform(RICH_VILLAGE, "2019-01-01"), platform(RICH_VILLAGE, "2019-01-02"),
                platform("530403001", "2019-01-01").replace("true", "yes", 1),
                platform(COUNTY, "2019-01-01"), platform(COUNTY, "2019-01-01"),
            ],
            publicity_events=[
                EVENT_HEADER,
                f"E1,{VILLAGE},2019-01-31,1",  # the day before
                f"E2,{VILLAGE},2019-02-01,1",  # on the day
                f"E3,{OTHER_POOR_VILLAGE},2019-02-01,1",  # a platform that was not accepted
                f"E4,{RICH_VILLAGE},2019-02-01,1",  # conflicting platforms
                "E5,530403001,2019-02-01,1",  # a rejected platform
                f"E6,{TOWNSHIP},2019-02-01,1",  # no platform, whatever the county has
                f"E7,{COUNTY},2019-02-01,1",  # two copies of an accepted platform
                "E8,530499,2019-01-01,1",  # unknown division
                f"E9,{VILLAGE},later,1",  # unknown date
                f"E10,{VILLAGE},2018-12-31,1",  # rejected and listed nevertheless
            ],
        )
        warned = [rule[1] for rule in found(result, leave_out=()) if rule[0] == "platform_not_accepted"]
        self.assertEqual(sorted(warned), [1, 3, 4, 5, 6, 10])
        self.assertEqual(row_of(result.indicators, CITY, "publicity_events", "2019-03-31")["display"], "7")


class Files(unittest.TestCase):
    def test_fixture(self):
        result = oracle.assess(FIXTURE, "2019-03-31")
        figures = {
            indicator: [row_of(result.indicators, CITY, indicator, day) for day in ("2019-02-28", "2019-03-31")]
            for indicator in oracle.INDICATORS
        }
        self.assertEqual(
            {indicator: [row["display"] for row in rows] for indicator, rows in figures.items()},
            {
                "centres_standardised": ["1", "2"],
                "stations_standardised": ["1", "1"],
                "publicity_events": ["2", "3"],
                "cases_handled": ["1", "2"],
                "consultations": ["0", "513"],
                "adviser_coverage": ["100.00%", "50.00%"],
                "need_response_rate": ["100.00%", "100.00%"],
                "aid_grant_rate": ["0.00%", "50.00%"],
                "dispute_handling_rate": ["50.00%", "66.67%"],
                "mediation_success_rate": ["100.00%", "50.00%"],
            },
        )
        missing = [row["dataset"] for row in result.findings if row["rule"] == "not_received"]
        self.assertEqual(missing, ["residencies", "offerings", "people", "milestones", "inspection_results"])
        of_records = [row for row in result.findings if row["rule"] != "not_received"]
        self.assertEqual(len(of_records), 22)
        self.assertEqual(
            [of_records[0], of_records[3], of_records[-1]],
            [
                {
                    "rule": "conflicting_records", "severity": "reject", "dataset": "platforms",
                    "key": "530402002201", "row": "5", "division_code": "530402002201", "field": "",
                },
                {
                    "rule": "unknown_division", "severity": "reject", "dataset": "platforms",
                    "key": "530402002201000", "row": "6", "division_code": "", "field": "division_code",
                },
                {
                    "rule": "type", "severity": "reject", "dataset": "reports",
                    "key": "530403000000|cases_handled|2019-11-30", "row": "2",
                    "division_code": "530403000000", "field": "numerator",
                },
            ],
        )

    def test_what_has_no_file_is_not_empty(self):
        with tempfile.TemporaryDirectory() as directory:
            shutil.copy(FIXTURE / "divisions.csv", directory)
            Path(directory, "needs.csv").write_text(NEED_HEADER + "\n", encoding="utf-8")
            result = oracle.assess(directory, "2019-01-31")
        row = row_of(result.indicators, CITY, "need_response_rate", "2019-01-31")
        self.assertEqual((row["denominator"], row["met"], row["reason"]), ("0", "true", "empty_denominator"))
        row = row_of(result.indicators, CITY, "cases_handled", "2019-01-31")
        self.assertEqual(
            [row[name] for name in ("numerator", "value", "display", "target", "attainment", "met", "reason")],
            ["", "", "—", "8000", "", "", "not_received"],
        )
        row = row_of(result.progress, CITY, "cases_handled", "2019-01-31")
        self.assertEqual((row["target"], row["actual"], row["status"]), ("", "—", "not_applicable"))
        self.assertEqual(row_of(result.monthly, CITY, "cases_handled", "2019-01-31")["reason"], "not_received")
        self.assertEqual(len(result.findings), 13)

    def test_the_order_of_records_changes_nothing(self):
        def without_rows(result):
            return sorted(tuple(text for name, text in finding.items() if name != "row") for finding in result.findings)

        expected = oracle.assess(FIXTURE, "2019-03-15")
        generator = random.Random(2019)
        for _ in range(5):
            with tempfile.TemporaryDirectory() as directory:
                for path in FIXTURE.glob("*.csv"):
                    header, *lines = path.read_text(encoding="utf-8").splitlines()
                    generator.shuffle(lines)
                    Path(directory, path.name).write_text("\n".join([header, *lines]), encoding="utf-8")
                shuffled = oracle.assess(directory, "2019-03-15")
            self.assertEqual(shuffled.indicators, expected.indicators)
            self.assertEqual(shuffled.monthly, expected.monthly)
            self.assertEqual(shuffled.progress, expected.progress)
            self.assertEqual(without_rows(shuffled), without_rows(expected))

    def test_a_former_code_is_read_as_its_successor(self):
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "divisions.csv").write_text(
                "code,name,level,parent_code,kind,successor\n"
                "530400,玉溪市,city,530000,地级市,\n"
                "530403,江川区,county,530400,区,\n"
                "530421,江川县,county,530400,县,530403\n",
                encoding="utf-8",
            )
            lines = [EVENT_HEADER, "E1,530421,2019-01-02,30", "E1,530403,2019-01-02,30"]
            Path(directory, "publicity_events.csv").write_text("\n".join(lines), encoding="utf-8")
            result = oracle.assess(directory, "2019-01-31")
        self.assertEqual(found(result), [("identical_copy", 1, ""), ("identical_copy", 2, "")])
        self.assertEqual(row_of(result.indicators, "530403000000", "publicity_events", "2019-01-31")["display"], "1")
        self.assertEqual(len(result.indicators), 2 * 10)

    def test_files_that_cannot_be_read_are_refused(self):
        with self.assertRaisesRegex(ValueError, "no column `attendance`"):
            assess("2019-01-31", publicity_events=["event_id,division_code,held_on", "E1,530402,2019-01-02"])
        with self.assertRaisesRegex(ValueError, "row 2: 3 cells instead of 4"):
            assess("2019-01-31", publicity_events=[EVENT_HEADER, "E1,530402,2019-01-02,1", "E2,530402,2019-01-02"])


# The oracle's tables stand in for the library's here, so the names are the oracle's own.
@mock.patch.object(compare, "LIBRARY_RULES", {})
class Comparison(unittest.TestCase):
    def compare(self, change):
        """Compares the fixture's tables with a copy in which `change` (file, old, new) was made."""
        with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stdout(io.StringIO()) as printed:
            ours, theirs = Path(directory, "ours"), Path(directory, "theirs")
            self.assertEqual(oracle.main([str(FIXTURE), "2019-03-31", str(ours)]), 0)
            shutil.copytree(ours, theirs)
            if change is not None:
                name, old, new = change
                content = (theirs / name).read_text(encoding="utf-8")
                self.assertIn(old, content)
                (theirs / name).write_text(content.replace(old, new), encoding="utf-8")
            return compare.main([str(ours), str(theirs)]), printed.getvalue()

    def test_the_same(self):
        status, printed = self.compare(None)
        self.assertEqual(status, 0)
        self.assertEqual(printed.count("the same"), 4)

    def test_value_is_not_compared(self):
        status, _ = self.compare(("indicators.csv", "0.6666666666666666", "0.6666666666666667"))
        self.assertEqual(status, 0)

    def test_differences_are_found_and_cut_after_twenty(self):
        status, printed = self.compare(("indicators.csv", "66.67%,100.00%", "66.66%,100.00%"))
        self.assertEqual(status, 1)
        self.assertIn("dispute_handling_rate 2019-03-31: display: oracle `66.67%`, library `66.66%`", printed)
        _, printed = self.compare(("monthly.csv", "village", "hamlet"))
        self.assertEqual(printed.count("oracle `village`, library `hamlet`"), 20)
        self.assertIn("monthly: … and 70 more", printed)  # 3 villages x 10 indicators x 3 days

    def test_findings_are_compared_through_the_names_of_the_library(self):
        change = ("findings.csv", "closed_before_accepted", "end_before_start")
        status, printed = self.compare(change)
        self.assertEqual(status, 1)
        self.assertIn("findings: 2 differences", printed)
        names = {("cases", "closed_before_accepted"): ("end_before_start", None)}
        with mock.patch.object(compare, "LIBRARY_RULES", names):
            self.assertEqual(self.compare(change)[0], 0)


if __name__ == "__main__":
    unittest.main()
