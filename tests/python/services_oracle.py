"""What the service network offers, computed once more in plain Python for `yuxi-2019`.

Written from the meaning alone (docs/semantics.md, "What the service network offers") on
the records that oracle.py lets count; shares no code with the library. Every function
gives the rows of one table as dicts of texts; explanations are left out.
"""

import math
import re
from collections import defaultdict
from fractions import Fraction

import oracle

SERVICES = list(oracle.SERVICE.codes)
CHANNELS = list(oracle.CHANNEL.codes)
REACH_ALL_BELOW = {"hotline", "web"}
PLATFORM_LEVELS = ["city", "county", "township", "village"]
FIXED = {
    "city": ["legal_aid", "mediation"],
    "county": ["legal_aid", "mediation"],
    "township": ["legal_aid", "mediation"],
    "village": ["mediation"],
}
ON_DEMAND = {
    "city": ["notary", "forensic", "lawyer", "arbitration"],
    "county": ["notary", "forensic", "lawyer", "arbitration"],
    "township": ["notary", "lawyer"],
}
NEEDS_AT_LEAST = 20
WEEK = 7 * 24 * 60


class Year:
    """The register, its populations, and the records that count, as of a date."""

    def __init__(self, directory, as_of):
        self.as_of = oracle.parse_date(as_of)
        self.register = oracle.read_register(directory / "divisions.csv")
        self.divisions = self.register.divisions
        datasets = {
            name: oracle.read_dataset(directory / f"{name}.csv", name, self.register) for name in oracle.DATASETS
        }
        received = {name for name in datasets if (directory / f"{name}.csv").exists()}
        oracle.verify(datasets, received)
        self.counted = {name: oracle.counted_records(records) for name, records in datasets.items()}
        self.population = {}
        for _, cells in oracle.read_rows(directory / "divisions.csv"):
            code = oracle.parse_division_code(cells["code"])
            if cells.get("population") and code in self.divisions:
                self.population[code] = int(cells["population"])
        self.children = defaultdict(list)
        for item in self.divisions.values():
            self.children[item.parent].append(item.code)

    def place(self, code):
        item = self.divisions[code]
        return {"division_code": code, "division_name": item.name, "level": item.level}

    def above(self, code):
        """The division and all above it."""
        return list(self.register.with_ancestors(code))

    def in_force(self, start, end):
        return start <= self.as_of and (end is None or end > self.as_of)

    def needs(self):
        return [
            need
            for need in self.counted["needs"]
            if oracle.PERIOD_START <= need.value("raised_on") <= self.as_of
        ]

    def responded(self, need):
        return need.is_present("responded_on") and need.value("responded_on") <= self.as_of


def number(value):
    return "" if value is None else str(value)


def percent(part, whole):
    return "" if not whole else oracle.percent(Fraction(part, whole))


# ---------------------------------------------------------------------------- platforms


def platform_rows(year):
    rows = []
    by_division = {record.division: record for record in year.counted["platforms"]}
    for code, item in year.divisions.items():
        record = by_division.get(code)
        if record is None and item.level not in PLATFORM_LEVELS:
            continue
        row = {**year.place(code), "kind": "station" if item.level == "village" else "centre"}
        lacking = {"standards": [], "functions": []}
        accepted = None
        if record is None:
            row["state"] = "missing"
        else:
            lacking["standards"] = [name for name in oracle.UNIFICATIONS if record.value(name) is not True]
            lacking["functions"] = [name for name in oracle.FUNCTIONS if record.value(name) is not True]
            accepted = record.value("accepted_on")
            if accepted is not None and accepted > year.as_of:
                accepted = None
            if lacking["standards"]:
                row["state"] = "lacking"
            else:
                row["state"] = "not_accepted" if accepted is None else "standardised"
        row["accepted_on"] = number(accepted)
        for name, all_of_them in (("standards", oracle.UNIFICATIONS), ("functions", oracle.FUNCTIONS)):
            held = 0 if record is None else len(all_of_them) - len(lacking[name])
            row[f"{name}_held"] = str(held)
            row[f"missing_{name}"] = " ".join(lacking[name])
        rows.append(row)
    return rows


def platform_summary_rows(year):
    platforms = platform_rows(year)
    rows = []
    for code, item in year.divisions.items():
        below = [row for row in platforms if code in year.above(row["division_code"])]
        for level in PLATFORM_LEVELS:
            if oracle.LEVELS.index(level) < oracle.LEVELS.index(item.level):
                continue
            mine = [row for row in below if row["level"] == level]
            there = [row for row in mine if row["state"] != "missing"]
            gaps = []
            for column, names in (("missing_standards", oracle.UNIFICATIONS), ("missing_functions", oracle.FUNCTIONS)):
                for name in names:
                    count = sum(name in row[column].split() for row in there)
                    if count:
                        gaps.append(f"{name}={count}")
            rows.append({
                **year.place(code),
                "platform_level": level,
                "owed": str(sum(other.level == level and code in year.above(other.code) for other in year.divisions.values())),
                "platforms": str(len(there)),
                "accepted": str(sum(row["accepted_on"] != "" for row in there)),
                "standardised": str(sum(row["state"] == "standardised" for row in there)),
                "missing": str(len(mine) - len(there)),
                "gaps": " ".join(gaps),
            })
    return rows


# ---------------------------------------------------------------------------- residency


def residency_rows(year):
    raised = defaultdict(int)
    for need in year.needs():
        for code in year.above(need.division):
            raised[code, need.value("service")] += 1
    since = {}
    for record in year.counted["residencies"]:
        if year.in_force(record.value("since"), record.value("until")):
            key = record.division, record.value("service")
            since[key] = min(since.get(key, record.value("since")), record.value("since"))
    rows = []
    for code, item in year.divisions.items():
        if item.level not in FIXED:
            continue
        for service in SERVICES:
            row = {**year.place(code), "service": service, "needs_raised": "", "needs_at_least": ""}
            if service in FIXED[item.level]:
                row["required"], asked = "fixed", True
            elif service in ON_DEMAND.get(item.level, []):
                row["required"], asked = "on_demand", raised[code, service] >= NEEDS_AT_LEAST
                row["needs_raised"], row["needs_at_least"] = str(raised[code, service]), str(NEEDS_AT_LEAST)
            else:
                row["required"], asked = "not_asked", False
            there = (code, service) in since
            row["since"] = number(since.get((code, service)))
            row["state"] = {
                (True, True): "present",
                (True, False): "missing",
                (False, True): "present_not_required",
                (False, False): "not_needed",
            }[asked, there]
            rows.append(row)
    return rows


def residency_share_rows(year):
    own = defaultdict(lambda: [0, 0])
    for row in residency_rows(year):
        own[row["division_code"]][0] += row["state"] in ("present", "missing")
        own[row["division_code"]][1] += row["state"] == "present"
    sums = defaultdict(lambda: [0, 0])
    for code, (required, present) in list(own.items()):
        for upper in year.above(code):
            sums[upper][0] += required
            sums[upper][1] += present
    return [
        {
            **year.place(code),
            "own_required": str(own[code][0]),
            "own_present": str(own[code][1]),
            "own_share": percent(own[code][1], own[code][0]),
            "required": str(sums[code][0]),
            "present": str(sums[code][1]),
            "share": percent(sums[code][1], sums[code][0]),
        }
        for code in year.divisions
    ]


# ------------------------------------------------------------------------------- demand


def demand_rows(year):
    ends = oracle.period_ends(year.as_of)
    groups = defaultdict(list)
    for need in year.needs():
        end = min(day for day in ends if day >= need.value("raised_on"))
        for code in year.above(need.division):
            groups[code, need.value("service"), end].append(need)
    rows = []
    for code in year.divisions:
        for service in SERVICES:
            for end in ends:
                group = groups.get((code, service, end))
                if group:
                    rows.append({**year.place(code), "service": service, "period_end": str(end), **answered(year, group)})
    return rows


def answered(year, needs):
    responded = sum(year.responded(need) for need in needs)
    return {"raised": str(len(needs)), "responded": str(responded), "unmet": str(len(needs) - responded)}


def response_rows(year):
    groups = defaultdict(list)
    for need in year.needs():
        for code in year.above(need.division):
            groups[code, need.value("service")].append(need)
            groups[code, ""].append(need)
    rows = []
    for code in year.divisions:
        for service in [*SERVICES, ""]:
            group = groups.get((code, service))
            if not group:
                continue
            days = sorted(
                (need.value("responded_on") - need.value("raised_on")).days for need in group if year.responded(need)
            )

            def ranked(share):
                return str(days[math.ceil(share * len(days)) - 1]) if days else ""

            rows.append({
                **year.place(code),
                "service": service,
                **answered(year, group),
                "median_days": ranked(Fraction(1, 2)),
                "ninetieth_percentile_days": ranked(Fraction(9, 10)),
                "longest_days": ranked(Fraction(1)),
            })
    return rows


# ----------------------------------------------------------------------------- coverage


def minutes_of(record):
    """The minutes of the week at which an offering is open, as the bits of a number."""
    opens, closes = record.value("opens"), record.value("closes")
    if closes < opens:
        closes += 24 * 60
    start = (record.value("weekday") - 1) * 24 * 60
    return sum(1 << (start + minute) % WEEK for minute in range(opens, closes))


def hours_of(minutes):
    hour = (1 << 60) - 1
    return sum(minutes >> 60 * number & hour == hour for number in range(168))


def covered(year):
    """(division, service, own minutes, [(from whom, channel, minutes)])"""
    open_at = defaultdict(int)
    for record in year.counted["offerings"]:
        open_at[record.division, record.value("service"), record.value("channel")] |= minutes_of(record)
    for code in year.divisions:
        for service in SERVICES:
            own = union(open_at.get((code, service, channel), 0) for channel in CHANNELS)
            inherited = [
                (upper, channel, open_at[upper, service, channel])
                for upper in reversed(year.above(code)[1:])
                for channel in CHANNELS
                if channel in REACH_ALL_BELOW and (upper, service, channel) in open_at
            ]
            yield code, service, own, [part for part in inherited if part[2]]


def union(parts):
    together = 0
    for part in parts:
        together |= part
    return together


def coverage_rows(year):
    rows = []
    for code, service, own, inherited in covered(year):
        together = own | union(minutes for _, _, minutes in inherited)
        hours = hours_of(together)
        rows.append({
            **year.place(code),
            "service": service,
            "covered_hours": str(hours),
            "share": percent(hours, 168),
            "all_services_share": "",
            "own_hours": str(hours_of(own)),
            "inherited": "; ".join(f"{upper} {channel} {hours_of(minutes)}" for upper, channel, minutes in inherited),
            "gaps": str(len(gaps_of(together))),
        })
    together = defaultdict(int)
    for row in rows:
        together[row["division_code"]] += int(row["covered_hours"])
    for row in rows:
        row["all_services_share"] = percent(together[row["division_code"]], 168 * len(SERVICES))
    return rows


def gaps_of(minutes):
    """(first minute, minute after the last one) of every run without a bit."""
    from_monday = f"{minutes:0{WEEK}b}"[::-1]
    return [run.span() for run in re.finditer("0+", from_monday)]


def coverage_gap_rows(year):
    rows = []
    for code, service, own, inherited in covered(year):
        for start, end in gaps_of(own | union(minutes for _, _, minutes in inherited)):
            first, last = start // 1440, (end - 1) // 1440
            from_time, to_time = clock(start - 1440 * first), clock(end - 1440 * last)
            day = "周" + "一二三四五六日"[first]
            until = to_time if first == last else "周" + "一二三四五六日"[last] + " " + to_time
            rows.append({
                **year.place(code),
                "service": service,
                "from_weekday": str(first + 1),
                "from_time": from_time,
                "to_weekday": str(last + 1),
                "to_time": to_time,
                "minutes": str(end - start),
                "gap": f"{day} {from_time}–{until}",
            })
    return rows


def clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# -------------------------------------------------------------------------------- teams


def team_rows(year):
    people = defaultdict(set)
    for record in year.counted["people"]:
        if year.in_force(record.value("served_from"), record.value("served_until")):
            for code in year.above(record.division):
                people[code, record.value("service")].add(record.value("person_id"))
                people[code, ""].add(record.value("person_id"))
    rows = []
    for code in year.divisions:
        count = residents(year, code)
        for service in [*SERVICES, ""]:
            heads = len(people[code, service])
            rows.append({
                **year.place(code),
                "service": service,
                "heads": str(heads),
                "residents": number(count),
                "per_10000": oracle.two_decimals(Fraction(10_000 * heads, count)) if count else "",
                "reason": "no_population" if count is None else "" if count else "no_residents",
            })
    return rows


def residents(year, code):
    if code in year.population:
        return year.population[code]
    counts = [residents(year, child) for child in year.children[code]]
    return sum(counts) if counts and None not in counts else None


TABLES = {
    "platforms": platform_rows,
    "platform_summary": platform_summary_rows,
    "residency": residency_rows,
    "residency_shares": residency_share_rows,
    "demand": demand_rows,
    "response_times": response_rows,
    "coverage": coverage_rows,
    "coverage_gaps": coverage_gap_rows,
    "teams": team_rows,
}
