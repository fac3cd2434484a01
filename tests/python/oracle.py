"""An independent computation of the programme `yuxi-2019`, row by row.

It is written from the meaning of the programme alone, shares no code and no definition
file with the library, and is the oracle that the library's tables are compared with,
digit for digit. It is meant to be obvious, not fast.

    python3 oracle.py DIRECTORY AS_OF OUT

DIRECTORY holds `divisions.csv` and one CSV per dataset (UTF-8, header by field names; a
dataset without a file is not received, one with a header alone is empty). OUT receives indicators.csv, monthly.csv, progress.csv and
findings.csv.

What the specification leaves open, and how it is decided
---------------------------------------------------------

Tables

* `indicators` (year to date): one row per division, indicator and period end. Divisions in
  tree pre-order, children by code; indicators in the order of INDICATORS; period ends are
  each month end from January to the as-of date, and that date.
* display: counts as plain integers; rates as percent with 2 decimals, rounded half to even
  once from the exact value; an empty denominator is "—".
* target: of a rate at every division; of a count at the root, and allocated to the counties
  and their townships: centres by townships, other counts by villages, by largest remainder,
  of two with the same remainder to the smaller code. attainment is actual / target as
  percent; empty where there is no target, no value, or a target of 0. met compares the
  exact value. reason is "empty_denominator" (then met is true), "no_target" (then met is
  empty), "not_received" (then only the target is known) or empty.
* `monthly`: the period is one month alone and the date its end, or the as-of date in the
  last month. Stock measures state what holds at that date. It has no targets, so its only
  reasons are "empty_denominator" and "not_received".
* `progress`: the planned share runs by days, as an exact fraction, from 0 on 2018-12-31 to
  10 % on 2019-03-31, 60 % on 2019-06-30 and 100 % on 2019-09-30, and stays there. Only
  counts with a target above 0 have a plan. done: actual >= target; otherwise ahead,
  on_schedule or behind by the exact shares.
* The as-of date lies in the programme's period; any other is refused.

Reading

* An empty cell is null; a cell of blanks only is not empty and cannot be read.
* Dates are YYYY-MM-DD, integers ASCII digits with an optional minus (64 bits), times HH:MM from 00:00
  to 24:00, booleans true/false/1/0/是/否, exactly so written. In division codes, integers
  and dates full-width digits and surrounding blanks are understood and noted
  (`normalised`); in texts, code lists, booleans and times nothing is.
* A division code has 2, 4, 6, 9 or 12 digits. It may be zero-padded to 12 digits and, if a
  province or city, to 6; no other padding, and no part may follow a part of zeros. The code
  of a division that has a successor is read as the successor's.
* An unreadable value gives `type` (a division code: `unknown_division`), one outside its
  list `code_list`; both are unknown to every further rule,
  and a rule with an unknown input passes. Unknown is not absent: a decision with an
  unreadable date is no decision without a date.
* A missing required field gives `required` and nothing else about that field.
* A required column that is missing, or a row with more or fewer cells than the header, is
  an error. Further columns are ignored, and so are empty lines, which have no number.

Rules

* A dataset that is not received gives one finding: something in the programme needs every
  one of them. Without platforms a record is not asked for the platform of its division.
* One finding per rule, record and field. All rules are judged on all records, whatever
  other rules said about them. A record with any rejecting finding counts nowhere.
* Uniqueness is judged over all records whose key is complete and readable; a code that can
  be read but is in no register is readable, a value outside its code list is not. The
  content is all fields after reading; an unreadable value is its raw text. Every record of
  a group of copies is listed and one counts; if different records stand under a key, all
  of them are `conflicting_records`, the copies among them included.
* Of the reports under one key those made last count, rejected or not; the others are
  `superseded`. Where the day of one of them cannot be read or is missing, all are in conflict.
* The platform of a record is the one of the record's very division. It is not accepted if
  there is no platform record that is not rejected, if that has no acceptance date, or if
  that lies after the record's own date.
* "An end before its start" is judged for the pairs of fields that the specification names and for
  residencies; "decided or mediated without a date and the reverse" for aid requests, disputes
  and, as to closing, cases.
* `reports.indicator` and `milestones.milestone` are texts without a code list; one that names no
  indicator, no milestone of the programme is `unknown_id`.
* A date more than a year after the period (after 2020-12-31) is warned of, but for the ends of
  terms and residencies, which may last; so is a report about a day after the period.
* In findings a key is its fields as read, joined by "|": codes with 12 digits, an
  unreadable field as its raw text, a null as nothing. division_code is the code as read,
  in the register or not; empty if it cannot be read.

Figures

* `cases_handled` counts by closing date, whenever in the period the case was accepted.
* `mediation_success_rate` is about the same parties as `dispute_handling_rate` and counts
  by the date of mediation, whenever in the period the dispute was registered.
* An adviser covers the poor village that the record names. An adviser of a township or
  county covers no village.
* The register has exactly one root: the division whose parent_code is empty or is not in
  the register.
"""

import csv
import datetime
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

# --------------------------------------------------------------------------------------
# The programme
# --------------------------------------------------------------------------------------

PERIOD_START = datetime.date(2019, 1, 1)
PERIOD_END = datetime.date(2019, 12, 31)

# The share of a count target that is due by the end of each day named; linear between.
SCHEDULE = [
    (datetime.date(2018, 12, 31), Fraction(0)),
    (datetime.date(2019, 3, 31), Fraction(10, 100)),
    (datetime.date(2019, 6, 30), Fraction(60, 100)),
    (datetime.date(2019, 9, 30), Fraction(100, 100)),
]

COUNT, RATE = "count", "rate"

# indicator: (kind, target), in the order of the tables.
INDICATORS = {
    "centres_standardised": (COUNT, 70),
    "stations_standardised": (COUNT, 700),
    "publicity_events": (COUNT, 700),
    "cases_handled": (COUNT, 8_000),
    "consultations": (COUNT, 80_000),
    "adviser_coverage": (RATE, Fraction(100, 100)),
    "need_response_rate": (RATE, Fraction(100, 100)),
    "aid_grant_rate": (RATE, Fraction(100, 100)),
    "dispute_handling_rate": (RATE, Fraction(100, 100)),
    "mediation_success_rate": (RATE, Fraction(98, 100)),
}

# Every rule of the oracle: name -> severity. compare.py maps the names to the library's.
RULES = {
    # structure
    "required": "reject",
    "type": "reject",
    "code_list": "reject",
    "unknown_division": "reject",
    "outside_period": "reject",
    "conflicting_records": "reject",
    "identical_copy": "warn",
    "normalised": "note",
    # the dataset has no file
    "not_received": "warn",
    "superseded": "note",  # reports
    "unknown_id": "reject",  # milestones, reports
    # an end before its start; the field is the end
    "served_until_before_served_from": "reject",  # people, advisers
    "until_before_since": "reject",  # residencies
    "closed_before_accepted": "reject",  # cases
    "responded_before_raised": "reject",  # needs
    "decided_before_requested": "reject",  # aid_requests
    "mediated_before_registered": "reject",  # disputes
    # an outcome that the service cannot have; the field is the outcome
    "mediation_outcome_of_other_service": "reject",  # cases: settled, failed
    "legal_aid_outcome_of_other_service": "reject",  # cases: granted, refused
    # ended, decided or mediated without a date and the reverse; the field is the date
    "ended_without_date": "reject",  # cases
    "date_without_end": "reject",  # cases
    "decided_without_date": "reject",  # aid_requests
    "date_without_decision": "reject",  # aid_requests
    "mediated_without_date": "reject",  # disputes
    "date_without_mediation": "reject",  # disputes
    # quantities
    "attendance_below_one": "reject",  # publicity_events
    "persons_below_one": "reject",  # consultations
    "persons_above_500": "warn",  # consultations
    "weekday_outside_week": "reject",  # offerings: 1 (Monday) to 7
    "offering_without_duration": "reject",  # offerings that close when they open
    # a date more than a year after the period; the field is the date
    "far_ahead": "warn",
    "milestone_due_far_ahead": "warn",
    "milestone_done_far_ahead": "warn",
    "report_about_later_day": "warn",  # reports
    # the own date lies before the acceptance of the division's platform; the field is the date
    "platform_not_accepted": "warn",
}

LEVELS = ["province", "city", "county", "township", "village"]
UNIFICATIONS = [
    "name_unified", "signboard_unified", "logo_unified",
    "items_unified", "carrier_unified", "workflow_unified",
]
FUNCTIONS = ["does_handling", "does_publicity", "does_guidance", "does_consultation", "does_demand_analysis"]


@dataclass(frozen=True)
class Type:
    """How a field is read, whether it may be null, and its code list, if it has one."""

    kind: str  # division, text, integer, date, time, boolean
    required: bool = True
    codes: tuple = None


def one_of(*codes):
    return Type("text", codes=codes)


TEXT, DIVISION, BOOLEAN, TIME = Type("text"), Type("division"), Type("boolean"), Type("time")
DATE, DATE_OR_NULL = Type("date"), Type("date", required=False)
INTEGER, INTEGER_OR_NULL = Type("integer"), Type("integer", required=False)
SERVICE = one_of("lawyer", "notary", "forensic", "legal_aid", "arbitration", "mediation", "grassroots", "publicity")
CHANNEL = one_of("physical", "hotline", "web", "wechat_group", "face_to_face")
BENEFICIARY = one_of("registered_poor", "ordinary")


def dataset_of(*key, **fields):
    return key, fields


# dataset: (names of the key fields, types of the fields), in the order of the findings.
DATASETS = {
    "platforms": dataset_of(
        "division_code",
        division_code=DIVISION,
        **{name: BOOLEAN for name in [*UNIFICATIONS, *FUNCTIONS]},
        accepted_on=DATE_OR_NULL,
    ),
    "residencies": dataset_of(
        "division_code", "service", "since",
        division_code=DIVISION, service=SERVICE, since=DATE, until=DATE_OR_NULL,
    ),
    "offerings": dataset_of(
        "division_code", "service", "channel", "weekday", "opens", "closes",
        division_code=DIVISION, service=SERVICE, channel=CHANNEL, weekday=INTEGER, opens=TIME, closes=TIME,
    ),
    "people": dataset_of(
        "person_id",
        person_id=TEXT, division_code=DIVISION, service=SERVICE, served_from=DATE, served_until=DATE_OR_NULL,
    ),
    "advisers": dataset_of(
        "adviser_id", "division_code", "served_from",
        adviser_id=TEXT, division_code=DIVISION, profession=one_of("lawyer", "grassroots"),
        served_from=DATE, served_until=DATE_OR_NULL,
    ),
    "publicity_events": dataset_of(
        "event_id",
        event_id=TEXT, division_code=DIVISION, held_on=DATE, attendance=INTEGER,
    ),
    "cases": dataset_of(
        "case_id",
        case_id=TEXT, division_code=DIVISION, service=SERVICE, accepted_on=DATE, closed_on=DATE_OR_NULL,
        beneficiary=BENEFICIARY, outcome=one_of("done", "granted", "refused", "settled", "failed", "pending"),
    ),
    "consultations": dataset_of(
        "consultation_id",
        consultation_id=TEXT, division_code=DIVISION, held_on=DATE, channel=CHANNEL, persons=INTEGER,
    ),
    "needs": dataset_of(
        "need_id",
        need_id=TEXT, division_code=DIVISION, service=SERVICE, raised_on=DATE, responded_on=DATE_OR_NULL,
        beneficiary=BENEFICIARY,
    ),
    "aid_requests": dataset_of(
        "request_id",
        request_id=TEXT, division_code=DIVISION, requested_on=DATE, decided_on=DATE_OR_NULL,
        decision=one_of("granted", "refused", "pending"), beneficiary=BENEFICIARY,
    ),
    "disputes": dataset_of(
        "dispute_id",
        dispute_id=TEXT, division_code=DIVISION, party=one_of("poor_village", "poor_household", "other"),
        registered_on=DATE, mediated_on=DATE_OR_NULL, outcome=one_of("settled", "failed", "pending"),
    ),
    "milestones": dataset_of(
        "division_code", "milestone",
        division_code=DIVISION, milestone=TEXT, due_on=DATE, done_on=DATE_OR_NULL,
    ),
    "reports": dataset_of(
        "division_code", "indicator", "period_end",
        division_code=DIVISION, indicator=TEXT, period_end=DATE,
        numerator=INTEGER, denominator=INTEGER_OR_NULL, reported_on=DATE,
    ),
}

# What inspectors found is not sampled, and counts in no figure.
OTHER_DATASETS = ["inspection_results"]

# The dataset from which each indicator is computed; that of advisers is over the register.
SOURCES = {
    "centres_standardised": "platforms",
    "stations_standardised": "platforms",
    "publicity_events": "publicity_events",
    "cases_handled": "cases",
    "consultations": "consultations",
    "adviser_coverage": "advisers",
    "need_response_rate": "needs",
    "aid_grant_rate": "aid_requests",
    "dispute_handling_rate": "disputes",
    "mediation_success_rate": "disputes",
}

# The date by which a record belongs to the period and needs an accepted platform.
OWN_DATE = {
    "publicity_events": "held_on",
    "cases": "accepted_on",
    "consultations": "held_on",
    "needs": "raised_on",
    "aid_requests": "requested_on",
    "disputes": "registered_on",
}

# The dates that are not more than a year after the period.
DATES_IN_TIME = {
    "platforms": ["accepted_on"],
    "residencies": ["since"],
    "people": ["served_from"],
    "advisers": ["served_from"],
    "cases": ["closed_on"],
    "needs": ["responded_on"],
    "aid_requests": ["decided_on"],
    "disputes": ["mediated_on"],
    "reports": ["reported_on"],
}
A_YEAR_LATER = datetime.date(2020, 12, 31)

MILESTONES = [
    "work_conference", "government_briefing", "leading_group", "office", "implementation_plan",
    "report_to_government", "report_to_city_bureau", "city_report", "acceptance",
]

# The datasets whose records are services that a platform gives: only these can come too early
# for it. A need or a request may be raised before there is a platform.
SERVICES_OF_A_PLATFORM = ["publicity_events", "cases", "consultations", "disputes"]

FIGURE_COLUMNS = [
    "division_code", "division_name", "level", "indicator", "period_end",
    "numerator", "denominator", "value", "display",
]
COLUMNS = {
    "indicators": [*FIGURE_COLUMNS, "target", "attainment", "met", "reason"],
    "monthly": [*FIGURE_COLUMNS, "reason"],
    "progress": [
        "division_code", "indicator", "period_end", "target", "planned", "actual",
        "planned_share", "actual_share", "status",
    ],
    "findings": ["rule", "severity", "dataset", "key", "row", "division_code", "field"],
}


@dataclass
class Result:
    """The four tables; every row is a dict of texts, as in the CSV files."""

    indicators: list
    monthly: list
    progress: list
    findings: list


def assess(directory, as_of):
    """Assesses the records of `directory` as of a date (a date or YYYY-MM-DD)."""
    if isinstance(as_of, str):
        as_of = parse_date(as_of)
    if as_of is None or not PERIOD_START <= as_of <= PERIOD_END:
        raise ValueError("the as-of date must be a date of 2019, written YYYY-MM-DD")
    directory = Path(directory)
    register = read_register(directory / "divisions.csv")
    datasets = {
        dataset: read_dataset(directory / f"{dataset}.csv", dataset, register) for dataset in DATASETS
    }
    received = {
        dataset for dataset in [*DATASETS, *OTHER_DATASETS] if (directory / f"{dataset}.csv").exists()
    }
    findings = verify(datasets, received)
    counted = {dataset: counted_records(records) for dataset, records in datasets.items()}
    year_to_date = figures(register, counted, received, as_of, lambda day: PERIOD_START)
    months_alone = figures(register, counted, received, as_of, lambda day: day.replace(day=1))
    return Result(
        indicators=indicator_table(register, year_to_date),
        monthly=monthly_table(months_alone),
        progress=progress_table(register, year_to_date),
        findings=findings,
    )


# --------------------------------------------------------------------------------------
# Reading single values
# --------------------------------------------------------------------------------------

FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
BOOLEANS = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}


def parse_date(raw):
    """The date, or None. `date.fromisoformat` alone would also take 20190131 and 2019-W05-4."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        return None
    try:
        return datetime.date.fromisoformat(raw)
    except ValueError:
        return None


def parse_integer(raw):
    """The integer, or None; also None if it has absurdly many digits or more than 64 bits."""
    if not re.fullmatch(r"-?[0-9]{1,30}", raw):
        return None
    value = int(raw)
    return value if -(2**63) <= value < 2**63 else None


def parse_time(raw):
    """Minutes since midnight, or None."""
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}", raw):
        return None
    hours, minutes = int(raw[:2]), int(raw[3:])
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        return None
    return hours * 60 + minutes


def parse_division_code(raw):
    """The 12 digits of a division code, or None."""
    if not re.fullmatch(r"[0-9]+", raw) or len(raw) not in (2, 4, 6, 9, 12):
        return None
    digits = raw.ljust(12, "0")
    parts = [digits[0:2], digits[2:4], digits[4:6], digits[6:9], digits[9:12]]
    given = [int(part) != 0 for part in parts]
    depth = sum(given)
    if depth == 0 or given != [True] * depth + [False] * (5 - depth):
        return None
    shortest = [2, 4, 6, 9, 12][depth - 1]
    return digits if len(raw) >= shortest else None


def read_value(kind, raw):
    """(value or None if unreadable, whether it had to be normalised)."""
    if kind == "text":
        return raw, False
    if kind == "boolean":
        return BOOLEANS.get(raw), False
    if kind == "time":
        return parse_time(raw), False
    parse = {"division": parse_division_code, "integer": parse_integer, "date": parse_date}[kind]
    cleaned = raw.strip().translate(FULL_WIDTH_DIGITS)
    value = parse(cleaned)
    return value, value is not None and cleaned != raw


def read_rows(path):
    """(row number from 1, cells by column) of a CSV file; nothing if there is no such file."""
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = (cells for cells in csv.reader(file, strict=True) if cells)
        header = next(rows, [])
        if len(set(header)) != len(header):
            raise ValueError(f"{path.name}: a column stands twice in the header")
        for number, cells in enumerate(rows, start=1):
            if len(cells) != len(header):
                raise ValueError(f"{path.name}, row {number}: {len(cells)} cells instead of {len(header)}")
            yield number, dict(zip(header, cells))


# --------------------------------------------------------------------------------------
# The register of divisions
# --------------------------------------------------------------------------------------


@dataclass
class Division:
    code: str
    name: str
    level: str
    parent: str  # None for the root
    poor_village: bool


@dataclass
class Register:
    divisions: dict  # code -> Division, in tree pre-order
    successors: dict  # former code -> the code that took its place
    root: str
    allocated: dict = field(default_factory=dict)  # (code, indicator) -> its part of a count target

    def current(self, code):
        """The code, or for a former code that of the division that took its place."""
        while code in self.successors:
            code = self.successors[code]
        return code

    def with_ancestors(self, code):
        """The division and all above it, the nearest first."""
        while code is not None:
            yield code
            code = self.divisions[code].parent


def read_register(path):
    if not path.exists():
        raise ValueError(f"there is no {path.name}")
    given, successors = {}, {}
    for number, cells in read_rows(path):
        place = f"{path.name}, row {number}"
        code_read = register_code(cells["code"], place)
        if code_read in given or code_read in successors:
            raise ValueError(f"{place}: the code {code_read} stands twice")
        if cells.get("successor"):
            successors[code_read] = register_code(cells["successor"], place)
            continue
        if cells["level"] not in LEVELS:
            raise ValueError(f"{place}: `{cells['level']}` is no level")
        poor = cells.get("poor_village", "")
        if poor and poor not in BOOLEANS:
            raise ValueError(f"{place}: `{poor}` is neither true nor false")
        parent = register_code(cells["parent_code"], place) if cells["parent_code"] else None
        given[code_read] = Division(code_read, cells["name"], cells["level"], parent, BOOLEANS.get(poor, False))
    return arrange_register(given, successors)


def register_code(raw, place):
    value, _ = read_value("division", raw)
    if value is None:
        raise ValueError(f"{place}: `{raw}` is no division code")
    return value


def arrange_register(given, successors):
    """Puts the divisions into tree pre-order, children by code."""
    register = Register({}, successors, None)
    children = defaultdict(list)
    for item in given.values():
        parent = register.current(item.parent) if item.parent else None
        item.parent = parent if parent in given else None
        children[item.parent].append(item.code)
    if len(children[None]) != 1:
        raise ValueError(f"the register needs exactly one root and has {len(children[None])}")
    register.root = children[None][0]

    def visit(code):
        register.divisions[code] = given[code]
        for child in sorted(children[code]):
            visit(child)

    visit(register.root)
    if len(register.divisions) != len(given):
        raise ValueError("some divisions of the register are their own ancestors")
    return register


# --------------------------------------------------------------------------------------
# Reading records
# --------------------------------------------------------------------------------------


@dataclass
class Record:
    dataset: str
    row: int
    values: dict = field(default_factory=dict)  # field -> value; None if null or unknown
    unknown: set = field(default_factory=set)  # fields given but unreadable or outside their list
    content: tuple = ()  # all fields after reading; an unreadable one as its raw text
    key: tuple = None  # None unless complete and readable
    key_text: str = ""
    division_code: str = None  # as read; None if it cannot be
    division: str = None  # the division of the register that it belongs to; None if there is none
    findings: list = field(default_factory=list)  # (rule, field)
    superfluous: bool = False  # a copy of another record that counts

    def value(self, name):
        return self.values[name]

    def is_absent(self, name):
        """The field was left empty. A value that cannot be read is not absent."""
        return self.values[name] is None and name not in self.unknown

    def is_present(self, name):
        return self.values[name] is not None

    def add(self, rule, field_name=""):
        assert rule in RULES, rule
        self.findings.append((rule, field_name))

    @property
    def rejected(self):
        return any(RULES[rule] == "reject" for rule, _ in self.findings)


def read_dataset(path, dataset, register):
    return [read_record(dataset, number, cells, register) for number, cells in read_rows(path)]


def read_record(dataset, row, cells, register):
    """Reads one record and judges its fields one by one."""
    key_fields, fields = DATASETS[dataset]
    record = Record(dataset, row)
    shown = {}
    content = []
    for name, field_type in fields.items():
        if name not in cells and field_type.required:
            raise ValueError(f"{dataset}.csv has no column `{name}`")
        raw = cells.get(name, "")
        value = read_field(record, name, field_type, raw, register)
        record.values[name] = value
        content.append(("raw", raw) if value is None else ("value", value))
        shown[name] = raw if value is None else show_key_field(field_type, value)
    record.content = tuple(content)
    key = tuple(record.values[name] for name in key_fields)
    record.key = None if None in key else key
    record.key_text = "|".join(shown[name] for name in key_fields)
    return record


def read_field(record, name, field_type, raw, register):
    """The value of a field, or None; what is wrong with it is noted in the record."""
    if raw == "":
        if field_type.required:
            record.add("required", name)
        return None
    value, normalised = read_value(field_type.kind, raw)
    if normalised:
        record.add("normalised", name)
    if field_type.kind == "division":
        return read_division(record, name, value, register)
    if value is None:
        record.unknown.add(name)
        record.add("type", name)
        return None
    if field_type.codes is not None and value not in field_type.codes:
        record.unknown.add(name)
        record.add("code_list", name)
        return None
    return value


def read_division(record, name, value, register):
    if value is None:
        record.unknown.add(name)
    else:
        record.division_code = register.current(value)
    if record.division_code in register.divisions:
        record.division = record.division_code
    else:
        record.add("unknown_division", name)
    return record.division_code


def show_key_field(field_type, value):
    if field_type.kind == "time":
        return f"{value // 60:02d}:{value % 60:02d}"
    return str(value)  # a date shows itself as YYYY-MM-DD


# --------------------------------------------------------------------------------------
# Rules
# --------------------------------------------------------------------------------------


def verify(datasets, received):
    """Judges all rules on all records and returns the table of findings."""
    for records in datasets.values():
        for record in records:
            judge_own_date(record)
            judge_order_of_dates(record)
            judge_outcome_and_date(record)
            judge_quantities(record)
            judge_dates_in_time(record)
            judge_ids(record)
        judge_uniqueness(records)
    # Only now is it known which platforms are rejected.
    accepted_on = {
        platform.division: platform.value("accepted_on")
        for platform in datasets["platforms"]
        if not platform.rejected
    }
    for dataset in SERVICES_OF_A_PLATFORM if "platforms" in received else []:
        for record in datasets[dataset]:
            judge_platform(record, accepted_on)
    return finding_table(datasets, received)


def judge_own_date(record):
    name = OWN_DATE.get(record.dataset)
    if name is None or record.value(name) is None:
        return
    if not PERIOD_START <= record.value(name) <= PERIOD_END:
        record.add("outside_period", name)


def judge_order_of_dates(record):
    pairs = {
        "residencies": ("since", "until", "until_before_since"),
        "people": ("served_from", "served_until", "served_until_before_served_from"),
        "advisers": ("served_from", "served_until", "served_until_before_served_from"),
        "cases": ("accepted_on", "closed_on", "closed_before_accepted"),
        "needs": ("raised_on", "responded_on", "responded_before_raised"),
        "aid_requests": ("requested_on", "decided_on", "decided_before_requested"),
        "disputes": ("registered_on", "mediated_on", "mediated_before_registered"),
    }
    if record.dataset not in pairs:
        return
    start, end, rule = pairs[record.dataset]
    if record.is_present(start) and record.is_present(end) and record.value(end) < record.value(start):
        record.add(rule, end)


def judge_outcome_and_date(record):
    if record.dataset == "cases" and record.is_present("service"):
        service, outcome = record.value("service"), record.value("outcome")
        if outcome in ("settled", "failed") and service != "mediation":
            record.add("mediation_outcome_of_other_service", "outcome")
        if outcome in ("granted", "refused") and service != "legal_aid":
            record.add("legal_aid_outcome_of_other_service", "outcome")
    if record.dataset == "cases":
        outcome = record.value("outcome")
        if outcome in ("done", "granted", "refused", "settled", "failed") and record.is_absent("closed_on"):
            record.add("ended_without_date", "closed_on")
        if outcome == "pending" and record.is_present("closed_on"):
            record.add("date_without_end", "closed_on")
    if record.dataset == "aid_requests":
        if record.value("decision") in ("granted", "refused") and record.is_absent("decided_on"):
            record.add("decided_without_date", "decided_on")
        if record.value("decision") == "pending" and record.is_present("decided_on"):
            record.add("date_without_decision", "decided_on")
    if record.dataset == "disputes":
        if record.value("outcome") in ("settled", "failed") and record.is_absent("mediated_on"):
            record.add("mediated_without_date", "mediated_on")
        if record.value("outcome") == "pending" and record.is_present("mediated_on"):
            record.add("date_without_mediation", "mediated_on")


def judge_quantities(record):
    if record.dataset == "publicity_events" and record.is_present("attendance"):
        if record.value("attendance") < 1:
            record.add("attendance_below_one", "attendance")
    if record.dataset == "consultations" and record.is_present("persons"):
        if record.value("persons") < 1:
            record.add("persons_below_one", "persons")
        if record.value("persons") > 500:
            record.add("persons_above_500", "persons")
    if record.dataset == "offerings" and record.is_present("weekday"):
        if not 1 <= record.value("weekday") <= 7:
            record.add("weekday_outside_week", "weekday")
    if record.dataset == "offerings" and record.is_present("opens") and record.is_present("closes"):
        if record.value("opens") == record.value("closes"):
            record.add("offering_without_duration", "closes")


def judge_dates_in_time(record):
    for name in DATES_IN_TIME.get(record.dataset, []):
        if record.is_present(name) and record.value(name) > A_YEAR_LATER:
            record.add("far_ahead", name)
    if record.dataset == "milestones":
        for name, rule in [("due_on", "milestone_due_far_ahead"), ("done_on", "milestone_done_far_ahead")]:
            if record.is_present(name) and record.value(name) > A_YEAR_LATER:
                record.add(rule, name)
    if record.dataset == "reports" and record.is_present("period_end"):
        if record.value("period_end") > PERIOD_END:
            record.add("report_about_later_day", "period_end")


def judge_ids(record):
    for dataset, name, known in [("milestones", "milestone", MILESTONES), ("reports", "indicator", INDICATORS)]:
        if record.dataset == dataset and record.is_present(name) and record.value(name) not in known:
            record.add("unknown_id", name)


def judge_uniqueness(records):
    groups = defaultdict(list)
    for record in records:
        if record.key is not None:
            groups[record.key].append(record)
    for group in groups.values():
        if group[0].dataset == "reports":
            group = reports_made_last(group)
        if len(group) == 1:
            continue
        identical = all(record.content == group[0].content for record in group)
        for record in group:
            record.add("identical_copy" if identical else "conflicting_records")
        for record in group[1:]:
            record.superfluous = identical


def reports_made_last(group):
    """Of the reports under one key those made last; the others are superseded."""
    days = [record.value("reported_on") for record in group]
    if None in days:
        return group
    for record in group:
        if record.value("reported_on") < max(days):
            record.add("superseded")
            record.superfluous = True
    return [record for record in group if not record.superfluous]


def judge_platform(record, accepted_on):
    """`accepted_on`: division -> acceptance date (None if not accepted) of its platform."""
    own_date = record.value(OWN_DATE[record.dataset])
    if own_date is None or record.division is None:
        return
    accepted = accepted_on.get(record.division)
    if accepted is None or own_date < accepted:
        record.add("platform_not_accepted", OWN_DATE[record.dataset])


def counted_records(records):
    return [record for record in records if not record.rejected and not record.superfluous]


def finding_table(datasets, received):
    table = []
    for dataset in [*DATASETS, *OTHER_DATASETS]:
        records = datasets.get(dataset, [])
        if dataset not in received:
            table.append({
                "rule": "not_received",
                "severity": RULES["not_received"],
                "dataset": dataset,
                "key": "",
                "row": "",
                "division_code": "",
                "field": "",
            })
        found = [
            (rule, record.key_text, record.row, field_name, record)
            for record in records
            for rule, field_name in record.findings
        ]
        for rule, key_text, row, field_name, record in sorted(found, key=lambda finding: finding[:4]):
            table.append({
                "rule": rule,
                "severity": RULES[rule],
                "dataset": record.dataset,
                "key": key_text,
                "row": str(row),
                "division_code": record.division_code or "",
                "field": field_name,
            })
    return table


# --------------------------------------------------------------------------------------
# Figures
# --------------------------------------------------------------------------------------


def figures(register, counted, received, as_of, period_start):
    """[(division, indicator, period end, numerator, denominator)] in the order of the tables.

    Without the dataset of an indicator there is neither of the two.
    """
    sums = {day: roll_up(register, counted, period_start(day), day) for day in period_ends(as_of)}
    return [
        (
            item, indicator, day,
            *(sums[day][indicator][item.code] if SOURCES[indicator] in received else (None, None)),
        )
        for item in register.divisions.values()
        for indicator in INDICATORS
        for day in sums
    ]


def period_ends(as_of):
    """Each month end of the year up to the as-of date, and that date."""
    month_ends = [datetime.date(2019, month + 1, 1) - datetime.timedelta(days=1) for month in range(1, 12)]
    return [*(day for day in month_ends if day < as_of), as_of]


def roll_up(register, counted, start, day):
    """{indicator: {division: (numerator, denominator)}} of the period from `start` to `day`.

    Every function gives (division, numerator, denominator) per record; a parent is its own
    records plus its children's. Counts have the numerator only.
    """
    sources = {
        "centres_standardised": standardised(register, counted, "township", day),
        "stations_standardised": standardised(register, counted, "village", day),
        "publicity_events": publicity_events(counted, start, day),
        "cases_handled": cases_handled(counted, start, day),
        "consultations": consultations(counted, start, day),
        "adviser_coverage": adviser_coverage(register, counted, day),
        "need_response_rate": need_response_rate(counted, start, day),
        "aid_grant_rate": aid_grant_rate(counted, start, day),
        "dispute_handling_rate": dispute_handling_rate(counted, start, day),
        "mediation_success_rate": mediation_success_rate(counted, start, day),
    }
    result = {}
    for indicator in INDICATORS:
        sums = {code: [0, 0] for code in register.divisions}
        for code, numerator, denominator in sources[indicator]:
            for at_or_above in register.with_ancestors(code):
                sums[at_or_above][0] += numerator
                sums[at_or_above][1] += denominator
        result[indicator] = sums
    return result


def by(value, day):
    return value is not None and value <= day


def within(value, start, day):
    return value is not None and start <= value <= day


def standardised(register, counted, level, day):
    for platform in counted["platforms"]:
        if register.divisions[platform.division].level != level:
            continue
        if all(platform.value(name) for name in UNIFICATIONS) and by(platform.value("accepted_on"), day):
            yield platform.division, 1, 0


def publicity_events(counted, start, day):
    for event in counted["publicity_events"]:
        if within(event.value("held_on"), start, day):
            yield event.division, 1, 0


def cases_handled(counted, start, day):
    services = ("lawyer", "mediation", "legal_aid", "notary", "arbitration", "forensic")
    for case in counted["cases"]:
        if case.value("service") not in services or case.value("outcome") == "pending":
            continue
        if within(case.value("closed_on"), start, day):
            yield case.division, 1, 0


def consultations(counted, start, day):
    for consultation in counted["consultations"]:
        if consultation.value("channel") not in ("wechat_group", "face_to_face"):
            continue
        if within(consultation.value("held_on"), start, day):
            yield consultation.division, consultation.value("persons"), 0


def adviser_coverage(register, counted, day):
    covered = set()
    for adviser in counted["advisers"]:
        served_until = adviser.value("served_until")
        if adviser.value("served_from") <= day and (served_until is None or served_until > day):
            covered.add(adviser.division)
    for item in register.divisions.values():
        if item.level == "village" and item.poor_village:
            yield item.code, int(item.code in covered), 1


def need_response_rate(counted, start, day):
    for need in counted["needs"]:
        if need.value("beneficiary") == "registered_poor" and within(need.value("raised_on"), start, day):
            yield need.division, int(by(need.value("responded_on"), day)), 1


def aid_grant_rate(counted, start, day):
    for request in counted["aid_requests"]:
        if request.value("beneficiary") == "registered_poor" and within(request.value("requested_on"), start, day):
            granted = request.value("decision") == "granted" and by(request.value("decided_on"), day)
            yield request.division, int(granted), 1


def of_the_poor(dispute):
    return dispute.value("party") in ("poor_village", "poor_household")


def dispute_handling_rate(counted, start, day):
    for dispute in counted["disputes"]:
        if of_the_poor(dispute) and within(dispute.value("registered_on"), start, day):
            yield dispute.division, int(by(dispute.value("mediated_on"), day)), 1


def mediation_success_rate(counted, start, day):
    for dispute in counted["disputes"]:
        if of_the_poor(dispute) and within(dispute.value("mediated_on"), start, day):
            yield dispute.division, int(dispute.value("outcome") == "settled"), 1


# --------------------------------------------------------------------------------------
# Tables
# --------------------------------------------------------------------------------------


def indicator_table(register, year_to_date):
    table = []
    for item, indicator, day, numerator, denominator in year_to_date:
        row = figure_row(item, indicator, day, numerator, denominator)
        actual = exact_value(indicator, numerator, denominator)
        target = target_at(register, item, indicator)
        row["target"] = show_target(indicator, target)
        row["attainment"] = percent(actual / target) if actual is not None and target else ""
        if numerator is None:
            row["met"], row["reason"] = "", "not_received"
        elif target is None:
            row["met"], row["reason"] = "", "no_target"
        elif actual is None:
            row["met"], row["reason"] = "true", "empty_denominator"
        else:
            row["met"], row["reason"] = "true" if actual >= target else "false", ""
        table.append(row)
    return table


def monthly_table(months_alone):
    table = []
    for item, indicator, day, numerator, denominator in months_alone:
        row = figure_row(item, indicator, day, numerator, denominator)
        row["reason"] = "empty_denominator" if exact_value(indicator, numerator, denominator) is None else ""
        if numerator is None:
            row["reason"] = "not_received"
        table.append(row)
    return table


def figure_row(item, indicator, day, numerator, denominator):
    actual = exact_value(indicator, numerator, denominator)
    is_rate = INDICATORS[indicator][0] == RATE
    return {
        "division_code": item.code,
        "division_name": item.name,
        "level": item.level,
        "indicator": indicator,
        "period_end": str(day),
        "numerator": "" if numerator is None else str(numerator),
        "denominator": str(denominator) if is_rate and denominator is not None else "",
        "value": "" if actual is None else repr(float(actual)),
        "display": show_actual(indicator, actual),
    }


def progress_table(register, year_to_date):
    table = []
    for item, indicator, day, numerator, denominator in year_to_date:
        actual = exact_value(indicator, numerator, denominator)
        target = target_at(register, item, indicator)
        row = {
            "division_code": item.code,
            "indicator": indicator,
            "period_end": str(day),
            "target": "",
            "planned": "",
            "actual": show_actual(indicator, actual),
            "planned_share": "",
            "actual_share": "",
            "status": "not_applicable",
        }
        if INDICATORS[indicator][0] == COUNT and target and actual is not None:
            due = planned_share(day)
            reached = actual / target
            row["target"] = show_target(indicator, target)
            # As the count itself: whole, half to even, once, as `round` of a Fraction does.
            row["planned"] = str(round(target * due))
            row["planned_share"] = percent(due)
            row["actual_share"] = percent(reached)
            row["status"] = progress_status(reached, due)
        table.append(row)
    return table


def progress_status(reached, due):
    if reached >= 1:
        return "done"
    if reached > due:
        return "ahead"
    return "on_schedule" if reached == due else "behind"


def planned_share(day):
    """The exact share of the target that is due by the end of the day."""
    for (start, share_at_start), (end, share_at_end) in zip(SCHEDULE, SCHEDULE[1:]):
        if start <= day <= end:
            elapsed = Fraction((day - start).days, (end - start).days)
            return share_at_start + (share_at_end - share_at_start) * elapsed
    return SCHEDULE[-1][1]  # after the last instalment; no assessment is before the first


def target_at(register, item, indicator):
    kind, target = INDICATORS[indicator]
    if kind == RATE:
        return target
    if (register.root, indicator) not in register.allocated:
        register.allocated[register.root, indicator] = Fraction(target)
        unit = "township" if indicator == "centres_standardised" else "village"
        allocate(register, indicator, unit, register.root)
    return register.allocated.get((item.code, indicator))


def allocate(register, indicator, unit, code):
    """The target of a division to those below it, in proportion to their units, down to townships."""
    children = [item.code for item in register.divisions.values() if item.parent == code and item.level != "village"]
    weights = {child: sum(item.level == unit and child in register.with_ancestors(item.code) for item in register.divisions.values())
               for child in children}
    if not sum(weights.values()):
        return
    target = register.allocated[code, indicator]
    quotas = {child: target * weight / sum(weights.values()) for child, weight in weights.items()}
    shares = {child: int(quota) for child, quota in quotas.items()}
    first = sorted(children, key=lambda child: (shares[child] - quotas[child], child))
    for child in first[: int(target) - sum(shares.values())]:
        shares[child] += 1
    for child in children:
        register.allocated[child, indicator] = Fraction(shares[child])
        allocate(register, indicator, unit, child)


def exact_value(indicator, numerator, denominator):
    """The exact value; None if the denominator is empty, or there is nothing to compute from."""
    if numerator is None:
        return None
    if INDICATORS[indicator][0] == COUNT:
        return Fraction(numerator)
    return Fraction(numerator, denominator) if denominator else None


def show_actual(indicator, actual):
    if actual is None:
        return "—"
    return percent(actual) if INDICATORS[indicator][0] == RATE else str(int(actual))


def show_target(indicator, target):
    if target is None:
        return ""
    return percent(target) if INDICATORS[indicator][0] == RATE else str(int(target))


def two_decimals(value):
    """Rounded half to even, once, from the exact value: `round` of a Fraction does just that."""
    assert value >= 0
    hundredths = round(value * 100)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def percent(value):
    return two_decimals(value * 100) + "%"


# --------------------------------------------------------------------------------------


def write_tables(result, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for name, columns in COLUMNS.items():
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(getattr(result, name))


def main(arguments):
    if len(arguments) != 3:
        print("usage: python3 oracle.py DIRECTORY AS_OF OUT", file=sys.stderr)
        return 2
    directory, as_of, out = arguments
    write_tables(assess(directory, as_of), out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
