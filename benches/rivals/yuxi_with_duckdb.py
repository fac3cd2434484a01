"""`yuxi-2019` in SQL written by hand for DuckDB: prints one line of JSON.

yuxi_with_duckdb.py --data DIRECTORY --threads T [--only DATASET] [--results DIRECTORY]

From the files of all datasets: the records that are rejected, those that are warned of, the copies, and the exact
numerators and denominators of every division, indicator and month end up to the as-of date, to date and of the month
alone. `--results` writes both when the clock has stopped, in the form of the library's tables. By which rule a record
failed is not said, and what is only noted is not listed.
"""

import argparse
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

import common

MONTHS = 11  # as of 2019-11-30
AS_OF = "DATE '2019-11-30'"
INDICATORS = [
    "centres_standardised", "stations_standardised", "publicity_events", "cases_handled", "consultations",
    "adviser_coverage", "need_response_rate", "aid_grant_rate", "dispute_handling_rate", "mediation_success_rate",
]
COVERAGE, FIRST_RATE = 5, 5
STOCKS = (0, 1, COVERAGE)
# Rules refer to it: it is there before another dataset is measured alone.
PLATFORMS = "platforms"

SERVICE = "service IN ('lawyer', 'notary', 'forensic', 'legal_aid', 'arbitration', 'mediation', 'grassroots', 'publicity')"
CHANNEL = "channel IN ('physical', 'hotline', 'web', 'wechat_group', 'face_to_face')"
BENEFICIARY = "beneficiary IN ('registered_poor', 'ordinary')"
POOR_PARTY = "party IN ('poor_village', 'poor_household')"
UNIFIED = [f"{part}_unified" for part in ("name", "signboard", "logo", "items", "carrier", "workflow")]
DOES = [f"does_{part}" for part in ("handling", "publicity", "guidance", "consultation", "demand_analysis")]


def in_year(name: str) -> str:
    return f"{name} BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'"


def not_before(end: str, start: str) -> str:
    return f"coalesce({end} >= {start}, true)"


def before_platform(date: str) -> str:
    """Where there is no platform, whatever the date, or dated before it was accepted, if it ever was."""
    return f"place IS NOT NULL AND (NOT has_platform OR {date} IS NOT NULL AND coalesce({date} < opened, true))"


def time_of_day(name: str) -> str:
    return f"regexp_full_match({name}, '([01][0-9]|2[0-3]):[0-5][0-9]|24:00')"


@dataclass
class Dataset:
    key: list[str]
    # The other fields.
    content: list[str]
    # What a record needs to be in order, beside a key and a known division.
    good: list[str]
    # What its key needs to be read, beside values that are there.
    readable: list[str] = field(default_factory=list)
    # What it is warned of.
    odd: list[str] = field(default_factory=list)


DATASETS = {
    PLATFORMS: Dataset(["code"], [*UNIFIED, *DOES, "accepted_on"], [f"{name} IS NOT NULL" for name in UNIFIED + DOES]),
    "residencies": Dataset(["code", "service", "since"], ["until"], [], [SERVICE]),
    "offerings": Dataset(
        ["code", "service", "channel", "weekday", "opens", "closes"], [], ["weekday BETWEEN 1 AND 7"],
        [SERVICE, CHANNEL, time_of_day("opens"), time_of_day("closes")]),
    "people": Dataset(
        ["person_id"], ["code", "service", "served_from", "served_until"],
        [SERVICE, "served_from IS NOT NULL", not_before("served_until", "served_from")], ["person_id <> ''"]),
    "advisers": Dataset(
        ["adviser_id", "code", "served_from"], ["profession", "served_until"],
        ["profession IN ('lawyer', 'grassroots')", not_before("served_until", "served_from")], ["adviser_id <> ''"]),
    "publicity_events": Dataset(
        ["event_id"], ["code", "held_on", "attendance"], [in_year("held_on"), "attendance >= 1"], ["event_id <> ''"],
        [before_platform("held_on")]),
    "cases": Dataset(
        ["case_id"], ["code", "service", "accepted_on", "closed_on", "beneficiary", "outcome"],
        [SERVICE, in_year("accepted_on"), BENEFICIARY, not_before("closed_on", "accepted_on"),
         """CASE outcome WHEN 'done' THEN true WHEN 'pending' THEN true
                WHEN 'settled' THEN service = 'mediation' WHEN 'failed' THEN service = 'mediation'
                WHEN 'granted' THEN service = 'legal_aid' WHEN 'refused' THEN service = 'legal_aid' ELSE false END"""],
        ["case_id <> ''"], [before_platform("accepted_on")]),
    "consultations": Dataset(
        ["consultation_id"], ["code", "held_on", "channel", "persons"],
        [in_year("held_on"), CHANNEL, "persons >= 1"], ["consultation_id <> ''"],
        [before_platform("held_on"), "persons > 500"]),
    "needs": Dataset(
        ["need_id"], ["code", "service", "raised_on", "responded_on", "beneficiary"],
        [SERVICE, in_year("raised_on"), BENEFICIARY, not_before("responded_on", "raised_on")], ["need_id <> ''"]),
    "aid_requests": Dataset(
        ["request_id"], ["code", "requested_on", "decided_on", "decision", "beneficiary"],
        [in_year("requested_on"), BENEFICIARY, not_before("decided_on", "requested_on"),
         "decision IN ('granted', 'refused', 'pending')", "(decision = 'pending') = (decided_on IS NULL)"],
        ["request_id <> ''"]),
    "disputes": Dataset(
        ["dispute_id"], ["code", "party", "registered_on", "mediated_on", "outcome"],
        ["party IN ('poor_village', 'poor_household', 'other')", in_year("registered_on"),
         not_before("mediated_on", "registered_on"), "outcome IN ('settled', 'failed', 'pending')",
         "(outcome = 'pending') = (mediated_on IS NULL)"],
        ["dispute_id <> ''"], [before_platform("registered_on")]),
    "milestones": Dataset(["code", "milestone"], ["due_on", "done_on"], ["due_on IS NOT NULL"], ["milestone <> ''"]),
    "reports": Dataset(
        ["code", "indicator", "period_end"], ["numerator", "denominator", "reported_on"],
        ["numerator IS NOT NULL", "reported_on IS NOT NULL"], ["indicator <> ''"]),
}


# What is compared of a field: a text that is empty is missing, a code that cannot be read stands for itself.
TEXTS = ("service", "channel", "beneficiary", "outcome", "profession", "decision", "party")
CONTENT = {name: f"nullif({name}, '')" for name in TEXTS} | {"code": "coalesce(code, nullif(division_code, ''))"}


def flow(indicator: int, date: str, condition: str = "true", number: str = "count(*)") -> str:
    """A count or sum by the month of a date."""
    return f"""SELECT {indicator} AS indicator, place, month({date}) AS month, {number} AS top, 0 AS bottom,
        {number} AS month_top, 0 AS month_bottom
        FROM counted WHERE {condition} AND {date} BETWEEN DATE '2019-01-01' AND {AS_OF} GROUP BY ALL"""


def answered(indicator: int, raised: str, answer: str, condition: str, and_answer: str = "true") -> list[str]:
    """Of what is raised in the period what is answered by its end: to date that counts from the month of the answer
    on, of the month alone where both fall into it."""
    within = f"{condition} AND {raised} <= {AS_OF}"
    return [
        f"""SELECT {indicator} AS indicator, place, month({raised}) AS month, 0 AS top, count(*) AS bottom,
        count(*) FILTER (WHERE {and_answer} AND month({answer}) = month({raised}) AND year({answer}) = 2019) AS month_top,
        count(*) AS month_bottom FROM counted WHERE {within} GROUP BY ALL""",
        f"""SELECT {indicator} AS indicator, place, month({answer}) AS month, count(*) AS top, 0 AS bottom,
        0 AS month_top, 0 AS month_bottom FROM counted WHERE {within} AND {and_answer} AND {answer} <= {AS_OF} GROUP BY ALL""",
    ]


def stock(indicator: int, holds: str) -> str:
    """What holds at the end of each month."""
    return f"""SELECT {indicator} AS indicator, place, month, 0 AS top, 0 AS bottom, count(*) AS month_top, 0 AS month_bottom
        FROM counted JOIN register USING (place) CROSS JOIN months WHERE {holds} GROUP BY ALL"""


UNIFIED_BY_THEN = " AND ".join([*UNIFIED, "accepted_on <= month_end"])
MEASURES = {
    PLATFORMS: [stock(number, f"level = '{level}' AND {UNIFIED_BY_THEN}") for number, level in enumerate(("township", "village"))],
    "publicity_events": [flow(2, "held_on")],
    "cases": [flow(3, "closed_on", "outcome <> 'pending' AND service NOT IN ('grassroots', 'publicity')")],
    "consultations": [flow(4, "held_on", "channel IN ('wechat_group', 'face_to_face')", "sum(persons)")],
    "advisers": [
        f"""SELECT {COVERAGE} AS indicator, place, month, 0 AS top, 0 AS bottom, 1 AS month_top, 0 AS month_bottom
        FROM (SELECT DISTINCT place, month FROM counted JOIN register USING (place) CROSS JOIN months
              WHERE level = 'village' AND poor AND served_from <= month_end AND coalesce(served_until > month_end, true))"""],
    "needs": answered(6, "raised_on", "responded_on", "beneficiary = 'registered_poor'"),
    "aid_requests": answered(7, "requested_on", "decided_on", "beneficiary = 'registered_poor'", "decision = 'granted'"),
    "disputes": [
        *answered(8, "registered_on", "mediated_on", POOR_PARTY),
        f"""SELECT 9 AS indicator, place, month(mediated_on) AS month, count(*) FILTER (WHERE outcome = 'settled') AS top,
        count(*) AS bottom, top AS month_top, bottom AS month_bottom
        FROM counted WHERE {POOR_PARTY} AND mediated_on BETWEEN DATE '2019-01-01' AND {AS_OF} GROUP BY ALL""",
    ],
}


def connect(directory: Path, threads: int) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": threads})
    register = common.Register.read(directory / "register.csv")
    place = {code: place for place, code in enumerate(register.codes)}
    pairs = pa.table({
        "below": pa.array((place[below] for below, _ in register.pairs), pa.int16()),
        "above": pa.array((place[above] for _, above in register.pairs), pa.int16()),
    })
    connection.register("pairs_arrow", pairs)
    connection.execute("CREATE TABLE pairs AS FROM pairs_arrow")
    connection.execute(f"""CREATE TABLE register AS
        SELECT code, level, poor, (row_number() OVER (ORDER BY code) - 1)::SMALLINT AS place,
            CASE level WHEN 'province' THEN 2 WHEN 'city' THEN 4 WHEN 'county' THEN 6 WHEN 'township' THEN 9 ELSE 12 END AS digits
        FROM read_csv('{directory}/register.csv', header = true,
            columns = {{'code': 'VARCHAR', 'level': 'VARCHAR', 'parent': 'VARCHAR', 'poor': 'BOOLEAN'}})""")
    connection.execute(f"""CREATE TABLE months AS SELECT month::TINYINT AS month, last_day(make_date(2019, month, 1)) AS month_end
        FROM (SELECT unnest(range(1, {MONTHS + 1})) AS month)""")
    connection.execute("""CREATE TABLE leaf (indicator INTEGER, place SMALLINT, month TINYINT,
        top BIGINT, bottom BIGINT, month_top BIGINT, month_bottom BIGINT)""")
    connection.execute(f"""INSERT INTO leaf SELECT {COVERAGE}, place, month, 0, 0, 0, 1
        FROM register CROSS JOIN months WHERE level = 'village' AND poor""")
    # The divisions that have a platform, and the day on which it was accepted.
    connection.execute("CREATE TABLE accepted (place SMALLINT, opened DATE)")
    connection.execute("CREATE TABLE standings (dataset VARCHAR, row BIGINT, standing VARCHAR)")
    connection.execute("SET perfect_ht_threshold = 20")
    return connection


def add(connection, directory: Path, name: str) -> None:
    """One dataset: which of its records count, then its sums by division and month."""
    dataset = DATASETS[name]
    path = directory / f"{name}.parquet"
    # A code may be written short, with full-width digits or with blanks around it; different ones are few.
    connection.execute(f"""CREATE OR REPLACE TABLE codes AS
        SELECT raw, CASE WHEN regexp_full_match(plain, '([0-9]{{2}}){{1,3}}|[0-9]{{9}}|[0-9]{{12}}') THEN rpad(plain, 12, '0') END AS code,
            register.place, accepted.place IS NOT NULL AS has_platform, opened
        FROM (SELECT raw, translate(trim(raw, ' \u3000'), '０１２３４５６７８９', '0123456789') AS plain
              FROM (SELECT DISTINCT division_code AS raw FROM read_parquet('{path}')))
        LEFT JOIN register ON register.code = rpad(plain, 12, '0')
            AND length(plain) >= digits
        LEFT JOIN accepted ON accepted.place = register.place""")
    connection.execute(f"""CREATE OR REPLACE VIEW records AS SELECT *, file_row_number + 1 AS row
        FROM read_parquet('{path}', file_row_number = true) LEFT JOIN codes ON raw = division_code""")
    given = " AND ".join([f"{part} IS NOT NULL" for part in dataset.key] + dataset.readable)
    key = ", ".join(dataset.key)
    content = ", ".join(CONTENT.get(part, part) for part in dataset.content) or "true"
    # Sorted hashes propose repeated keys: the same hash twice in a row.
    connection.execute("SET preserve_insertion_order = true")
    connection.execute(f"CREATE OR REPLACE TABLE hashes AS SELECT hash({key}) AS key_hash FROM records WHERE {given} ORDER BY key_hash")
    connection.execute("""CREATE OR REPLACE TABLE repeated AS SELECT DISTINCT key_hash
        FROM (SELECT key_hash, lag(key_hash) OVER () AS before FROM hashes) WHERE key_hash = before""")
    connection.execute("DROP TABLE hashes")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"""CREATE OR REPLACE TABLE shared AS
        SELECT row, max(content) OVER same AS contents, min(row) OVER same AS first_row
        FROM (SELECT row, {key}, dense_rank() OVER (PARTITION BY {key} ORDER BY {content}) AS content
              FROM records WHERE {given} AND hash({key}) IN (FROM repeated))
        WINDOW same AS (PARTITION BY {key}) QUALIFY count(*) OVER same > 1""")
    good = " AND ".join(["place IS NOT NULL", given, *dataset.good])
    odd = " OR ".join(dataset.odd) or "false"
    connection.execute(f"""CREATE OR REPLACE TABLE failing AS
        SELECT row, NOT coalesce({good}, false) AS bad, coalesce({odd}, false) AS odd FROM records WHERE bad OR odd""")
    connection.execute(f"""INSERT INTO standings
        SELECT '{name}', row, 'rejected' FROM (SELECT row FROM failing WHERE bad UNION SELECT row FROM shared WHERE contents > 1)
        UNION ALL SELECT '{name}', row, 'warned' FROM failing WHERE odd
        UNION ALL SELECT '{name}', row, 'copy' FROM shared WHERE contents = 1""")
    if name in MEASURES:
        connection.execute(f"""CREATE OR REPLACE TABLE gone AS
            SELECT row FROM standings WHERE dataset = '{name}' AND standing = 'rejected'
            UNION SELECT row FROM shared WHERE row <> first_row""")
        connection.execute("CREATE OR REPLACE VIEW counted AS SELECT * FROM records WHERE row NOT IN (FROM gone)")
        if name == PLATFORMS:
            connection.execute("INSERT INTO accepted SELECT place, accepted_on FROM counted")
        for measure in MEASURES[name]:
            connection.execute(f"INSERT INTO leaf {measure}")


def figures(connection) -> pa.Table:
    return connection.sql(f"""
        WITH rolled AS (SELECT indicator, above AS place, month, sum(top) AS top, sum(bottom) AS bottom,
                               sum(month_top) AS month_top, sum(month_bottom) AS month_bottom
                        FROM leaf JOIN pairs ON below = place GROUP BY ALL),
             filled AS (SELECT place, indicator, month, coalesce(top, 0) AS top, coalesce(bottom, 0) AS bottom,
                               coalesce(month_top, 0) AS month_top, coalesce(month_bottom, 0) AS month_bottom
                        FROM register CROSS JOIN (SELECT unnest(range({len(INDICATORS)}))::INTEGER AS indicator) CROSS JOIN months
                        LEFT JOIN rolled USING (indicator, place, month))
        SELECT place, indicator, month,
            (CASE WHEN indicator IN {STOCKS} THEN month_top ELSE sum(top) OVER year END)::BIGINT AS numerator,
            (CASE WHEN indicator = {COVERAGE} THEN month_bottom WHEN indicator > {COVERAGE} THEN sum(bottom) OVER year END)::BIGINT
                AS denominator,
            month_top::BIGINT AS month_numerator,
            (CASE WHEN indicator >= {FIRST_RATE} THEN month_bottom END)::BIGINT AS month_denominator
        FROM filled WINDOW year AS (PARTITION BY place, indicator ORDER BY month)""").to_arrow_table()


def write(connection, table: pa.Table, standings: pa.Table, directory: Path) -> None:
    """As the library writes its tables."""
    directory.mkdir(parents=True, exist_ok=True)
    connection.register("found", table)
    connection.register("found_standings", standings)
    connection.execute(f"""COPY (
        SELECT code AS division_code, {INDICATORS}[indicator + 1] AS indicator, month_end AS period_end,
            numerator, denominator, month_numerator, month_denominator
        FROM found JOIN register USING (place) JOIN months USING (month) ORDER BY place, found.indicator, month)
        TO '{directory}/figures.csv' (HEADER)""")
    connection.execute(f"COPY (FROM found_standings ORDER BY ALL) TO '{directory}/standings.csv' (HEADER)")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", choices=DATASETS, default="")
    parser.add_argument("--results", type=Path)
    options = parser.parse_args()
    wanted = [options.only] if options.only else list(DATASETS)
    connection = connect(options.data, options.threads)
    if PLATFORMS not in wanted:
        add(connection, options.data, PLATFORMS)
    common.reset_peak()
    processor, start = time.process_time(), time.perf_counter()
    for name in wanted:
        add(connection, options.data, name)
    added = time.perf_counter()
    table = figures(connection)
    standings = connection.sql("FROM standings").to_arrow_table()
    seconds = time.perf_counter() - start
    processor, peak = time.process_time() - processor, common.status("VmHWM:")
    if options.results:
        write(connection, table, standings, options.results)
    print(json.dumps({
        "engine": "duckdb", "dataset": options.only, "threads": options.threads,
        "seconds": round(seconds, 5), "cpu": round(processor, 2), "peak_mb": round(peak, 1),
        "stages": {"add": round(added - start, 4), "figures": round(seconds - added + start, 4)},
        "standings": len(standings),
    }))


if __name__ == "__main__":
    main()
