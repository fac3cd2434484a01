"""Compares the oracle's tables with the library's, exact text by exact text.

    python3 compare.py ORACLE_DIRECTORY LIBRARY_DIRECTORY

Both hold indicators.csv, monthly.csv, progress.csv and findings.csv. Prints the first 20
differences of each table and ends with 1 if there are any. `value` (a float, for
convenience) and `message` are not compared; neither are columns that the oracle lacks.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

SHOWN_PER_TABLE = 20

# table: (columns that identify a row, columns compared)
TABLES = {
    "indicators": (
        ["division_code", "indicator", "period_end"],
        [
            "division_code", "division_name", "level", "indicator", "period_end", "numerator", "denominator",
            "display", "target", "attainment", "met", "reason",
        ],
    ),
    "monthly": (
        ["division_code", "indicator", "period_end"],
        [
            "division_code", "division_name", "level", "indicator", "period_end", "numerator", "denominator",
            "display", "reason",
        ],
    ),
    "progress": (
        ["division_code", "indicator", "period_end"],
        [
            "division_code", "indicator", "period_end", "target", "planned", "actual",
            "planned_share", "actual_share", "status",
        ],
    ),
}
FINDING_COLUMNS = ["rule", "severity", "dataset", "key", "row", "division_code", "field"]

# How the library names a rule of the oracle and which field it points at, where either
# differs: (dataset or "*", rule of the oracle) -> (rule of the library, field or None for
# the oracle's). A rule that is not listed has the same name and field.
LIBRARY_RULES = {
    ("cases", "closed_before_accepted"): ("case_closed_before_accepted", None),
    ("needs", "responded_before_raised"): ("need_responded_before_raised", None),
    ("aid_requests", "decided_before_requested"): ("request_decided_before_requested", None),
    ("disputes", "mediated_before_registered"): ("dispute_mediated_before_registered", None),
    ("residencies", "until_before_since"): ("residency_ended_before_started", None),
    ("cases", "ended_without_date"): ("case_outcome_without_date", None),
    ("cases", "date_without_end"): ("case_outcome_without_date", None),
    ("platforms", "far_ahead"): ("platform_accepted_far_ahead", None),
    ("residencies", "far_ahead"): ("residency_since_far_ahead", None),
    ("people", "far_ahead"): ("person_from_far_ahead", None),
    ("advisers", "far_ahead"): ("adviser_from_far_ahead", None),
    ("cases", "far_ahead"): ("case_closed_far_ahead", None),
    ("needs", "far_ahead"): ("need_responded_far_ahead", None),
    ("aid_requests", "far_ahead"): ("request_decided_far_ahead", None),
    ("disputes", "far_ahead"): ("dispute_mediated_far_ahead", None),
    ("reports", "far_ahead"): ("report_made_far_ahead", None),
    ("people", "served_until_before_served_from"): ("person_ended_before_started", None),
    ("advisers", "served_until_before_served_from"): ("adviser_ended_before_started", None),
    ("cases", "mediation_outcome_of_other_service"): ("case_outcome_unfit", None),
    ("cases", "legal_aid_outcome_of_other_service"): ("case_outcome_unfit", None),
    ("aid_requests", "decided_without_date"): ("request_decision_without_date", None),
    ("aid_requests", "date_without_decision"): ("request_decision_without_date", None),
    ("disputes", "mediated_without_date"): ("dispute_outcome_without_date", None),
    ("disputes", "date_without_mediation"): ("dispute_outcome_without_date", None),
    ("publicity_events", "platform_not_accepted"): ("event_before_platform", "division_code"),
    ("cases", "platform_not_accepted"): ("case_before_platform", "division_code"),
    ("consultations", "platform_not_accepted"): ("consultation_before_platform", "division_code"),
    ("disputes", "platform_not_accepted"): ("dispute_before_platform", "division_code"),
}

# Rules of the library that the oracle does not judge; their findings are counted, not compared.
# They are the notes on single unifications and functions, and the rules over divisions.
RULES_NOT_JUDGED = {
    *(f"{part}_not_unified" for part in ("name", "signboard", "logo", "items", "carrier", "workflow")),
    *(f"{part}_missing" for part in ("handling", "publicity", "guidance", "consultation", "demand_analysis")),
    "settled_above_mediated",
    "granted_above_requested",
    "consultations_unusual",
}


def main(arguments):
    if len(arguments) != 2:
        print("usage: python3 compare.py ORACLE_DIRECTORY LIBRARY_DIRECTORY", file=sys.stderr)
        return 2
    oracle, library = map(Path, arguments)
    differs = False
    for name, (key, columns) in TABLES.items():
        differences = table_differences(read(oracle, name, columns), read(library, name, columns), key, columns)
        differs |= report(name, differences)
    oracle_findings = read(oracle, "findings", FINDING_COLUMNS)
    library_findings = read(library, "findings", FINDING_COLUMNS)
    differs |= report("findings", finding_differences(oracle_findings, library_findings))
    return 1 if differs else 0


def read(directory, name, columns):
    """The rows of a table with the compared columns only."""
    path = directory / f"{name}.csv"
    if not path.exists():
        sys.exit(f"there is no {path}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            sys.exit(f"{path} has no column {', '.join(missing)}")
        return [{column: row[column] for column in columns} for row in reader]


def report(name, differences):
    for difference in differences[:SHOWN_PER_TABLE]:
        print(f"{name}: {difference}")
    if len(differences) > SHOWN_PER_TABLE:
        print(f"{name}: … and {len(differences) - SHOWN_PER_TABLE} more")
    print(f"{name}: {len(differences)} differences" if differences else f"{name}: the same")
    return bool(differences)


def table_differences(oracle, library, key, columns):
    """Differences of rows with the same key, rows of one side only, and of the order."""
    differences = []
    sides = []
    for side, rows in (("oracle", oracle), ("library", library)):
        by_key = {}
        for row in rows:
            row_key = tuple(row[column] for column in key)
            if row_key in by_key:
                differences.append(f"{show(row_key)}: stands twice in the {side}'s table")
            by_key[row_key] = row
        sides.append(by_key)
    of_oracle, of_library = sides
    for row_key, row in of_oracle.items():
        if row_key not in of_library:
            differences.append(f"{show(row_key)}: missing in the library's table")
            continue
        for column in columns:
            expected, found = row[column], of_library[row_key][column]
            if expected != found:
                differences.append(f"{show(row_key)}: {column}: oracle `{expected}`, library `{found}`")
    for row_key in of_library:
        if row_key not in of_oracle:
            differences.append(f"{show(row_key)}: only in the library's table")
    if not differences:
        for number, (expected, found) in enumerate(zip(of_oracle, of_library), start=1):
            if expected != found:
                differences.append(f"row {number}: order: oracle {show(expected)}, library {show(found)}")
                break
    return differences


def finding_differences(oracle, library):
    """Differences of the two as multisets."""
    compared = [row for row in library if row["rule"] not in RULES_NOT_JUDGED]
    if len(compared) < len(library):
        print(f"findings: {len(library) - len(compared)} of rules that the oracle does not judge are left out")
    expected = Counter(tuple(in_library_terms(row)[column] for column in FINDING_COLUMNS) for row in oracle)
    found = Counter(tuple(row[column] for column in FINDING_COLUMNS) for row in compared)
    differences = []
    for finding in sorted(expected.keys() | found.keys()):
        if expected[finding] != found[finding]:
            columns = ", ".join(f"{name} `{text}`" for name, text in zip(FINDING_COLUMNS, finding))
            differences.append(f"oracle {expected[finding]} times, library {found[finding]} times: {columns}")
    return differences


def in_library_terms(finding):
    by_dataset, everywhere = (finding["dataset"], finding["rule"]), ("*", finding["rule"])
    rule, field = LIBRARY_RULES.get(by_dataset) or LIBRARY_RULES.get(everywhere) or (finding["rule"], None)
    return {**finding, "rule": rule, "field": finding["field"] if field is None else field}


def show(row_key):
    return " ".join(row_key)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
