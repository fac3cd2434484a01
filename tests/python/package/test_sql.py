"""Every figure of the programme once more, in SQL written by hand from the appendix of its
specification: counts and sums from DuckDB, ratios and verdicts in fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

import huimin as hm

duckdb = pytest.importorskip("duckdb")
pytest.importorskip("pyarrow")

AS_OF = "2019-11-30"
RECORDS = 100_000

# Records that count for nothing: by the rules of the specification that reject.
# Of keys with different records none counts, of identical copies one.
CLEAN = """
CREATE TABLE {dataset} AS
WITH sound AS (SELECT * FROM raw_{dataset} WHERE {sound}),
     once AS (SELECT DISTINCT * FROM sound)
SELECT once.* FROM once
WHERE ({key}) IN (SELECT {key} FROM once GROUP BY ALL HAVING count(*) = 1)
  AND ({key}) NOT IN (SELECT {key} FROM once GROUP BY ALL HAVING count(*) > 1)
"""

IN_2019 = "BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'"
DIVISION = "division_code IN (SELECT code FROM division)"
SERVICE = (
    "service IN ('lawyer', 'notary', 'forensic', 'legal_aid', 'arbitration', 'mediation', "
    "'grassroots', 'publicity')"
)
BENEFICIARY = "beneficiary IN ('registered_poor', 'ordinary')"

UNIFICATIONS = ("name", "signboard", "logo", "items", "carrier", "workflow")
FUNCTIONS = ("handling", "publicity", "guidance", "consultation", "demand_analysis")
PLATFORM_TRUTHS = (
    *(f"{name}_unified" for name in UNIFICATIONS),
    *(f"does_{name}" for name in FUNCTIONS),
)

SOUND = {
    "platforms": (
        "division_code",
        f"{DIVISION} AND " + " AND ".join(f"{name} IS NOT NULL" for name in PLATFORM_TRUTHS),
    ),
    "publicity_events": ("event_id", f"{DIVISION} AND held_on {IN_2019} AND attendance >= 1"),
    "consultations": (
        "consultation_id",
        f"{DIVISION} AND held_on {IN_2019} AND persons >= 1 AND channel IN "
        "('physical', 'hotline', 'web', 'wechat_group', 'face_to_face')",
    ),
    "cases": (
        "case_id",
        f"{DIVISION} AND accepted_on {IN_2019} AND {BENEFICIARY} "
        "AND outcome IN ('done', 'granted', 'refused', 'settled', 'failed', 'pending') "
        "AND (closed_on IS NULL OR closed_on >= accepted_on) "
        "AND (outcome NOT IN ('settled', 'failed') OR service = 'mediation') "
        f"AND (outcome NOT IN ('granted', 'refused') OR service = 'legal_aid') AND {SERVICE}",
    ),
    "needs": (
        "need_id",
        f"{DIVISION} AND raised_on {IN_2019} AND {BENEFICIARY} AND {SERVICE} "
        "AND (responded_on IS NULL OR responded_on >= raised_on)",
    ),
    "aid_requests": (
        "request_id",
        f"{DIVISION} AND requested_on {IN_2019} AND {BENEFICIARY} "
        "AND decision IN ('granted', 'refused', 'pending') "
        "AND (decided_on IS NULL OR decided_on >= requested_on) "
        "AND (decided_on IS NULL) = (decision = 'pending')",
    ),
    "disputes": (
        "dispute_id",
        f"{DIVISION} AND registered_on {IN_2019} AND party IN ('poor_village', 'poor_household', 'other') "
        "AND outcome IN ('settled', 'failed', 'pending') "
        "AND (mediated_on IS NULL OR mediated_on >= registered_on) "
        "AND (mediated_on IS NULL) = (outcome = 'pending')",
    ),
    "advisers": (
        "adviser_id, division_code, served_from",
        f"{DIVISION} AND profession IN ('lawyer', 'grassroots') "
        "AND (served_until IS NULL OR served_until >= served_from)",
    ),
}

UNIFIED = " AND ".join(f"{name}_unified" for name in UNIFICATIONS)
POOR = "beneficiary = 'registered_poor'"
PARTY = "party IN ('poor_village', 'poor_household')"


def centres(level):
    return (
        f"SELECT d.division, p.count FROM (SELECT division_code, 1 AS count FROM platforms "
        f"JOIN register ON code = division_code WHERE level = '{level}' AND {UNIFIED} "
        "AND accepted_on <= CAST($day AS DATE)) AS p JOIN above AS d ON d.code = p.division_code"
    )


def flow(dataset, condition, amount="1"):
    return (
        f"SELECT d.division, {amount} AS count FROM {dataset} AS r JOIN above AS d "
        f"ON d.code = r.division_code WHERE {condition}"
    )


DAY = "CAST($day AS DATE)"
INDICATORS = {
    "centres_standardised": (centres("township"), None),
    "stations_standardised": (centres("village"), None),
    "publicity_events": (flow("publicity_events", f"held_on <= {DAY}"), None),
    "cases_handled": (
        flow(
            "cases",
            f"closed_on {IN_2019} AND closed_on <= {DAY} AND outcome <> 'pending' AND service IN "
            "('lawyer', 'mediation', 'legal_aid', 'notary', 'arbitration', 'forensic')",
        ),
        None,
    ),
    "consultations": (
        flow(
            "consultations",
            f"held_on <= {DAY} AND channel IN ('wechat_group', 'face_to_face')",
            "persons",
        ),
        None,
    ),
    "adviser_coverage": (
        "SELECT d.division, 1 AS count FROM register AS v JOIN above AS d ON d.code = v.code "
        "WHERE v.poor_village AND v.level = 'village' AND v.code IN (SELECT division_code FROM advisers "
        f"WHERE served_from <= {DAY} AND (served_until IS NULL OR served_until > {DAY}))",
        "SELECT d.division, 1 AS count FROM register AS v JOIN above AS d ON d.code = v.code "
        f"WHERE v.poor_village AND v.level = 'village' AND {DAY} IS NOT NULL",
    ),
    "need_response_rate": (
        flow("needs", f"{POOR} AND raised_on <= {DAY} AND responded_on <= {DAY}"),
        flow("needs", f"{POOR} AND raised_on <= {DAY}"),
    ),
    "aid_grant_rate": (
        flow(
            "aid_requests",
            f"{POOR} AND requested_on <= {DAY} AND decision = 'granted' AND decided_on <= {DAY}",
        ),
        flow("aid_requests", f"{POOR} AND requested_on <= {DAY}"),
    ),
    "dispute_handling_rate": (
        flow("disputes", f"{PARTY} AND registered_on <= {DAY} AND mediated_on <= {DAY}"),
        flow("disputes", f"{PARTY} AND registered_on <= {DAY}"),
    ),
    "mediation_success_rate": (
        flow(
            "disputes",
            f"{PARTY} AND mediated_on {IN_2019} AND mediated_on <= {DAY} AND outcome = 'settled'",
        ),
        flow("disputes", f"{PARTY} AND mediated_on {IN_2019} AND mediated_on <= {DAY}"),
    ),
}

TARGETS = {
    "adviser_coverage": Fraction(1),
    "need_response_rate": Fraction(1),
    "aid_grant_rate": Fraction(1),
    "dispute_handling_rate": Fraction(1),
    "mediation_success_rate": Fraction(98, 100),
}


def readable(name, kind):
    """A value of its type, or null. DuckDB would round 12.5 persons to 13."""
    if kind == "BIGINT":
        return f"CASE WHEN regexp_full_match({name}, '-?[0-9]+') THEN CAST({name} AS BIGINT) END"
    return f"TRY_CAST({name} AS {kind})"


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    directory = tmp_path_factory.mktemp("sample")
    hm.sample(directory, records=RECORDS, seed=11)
    return directory


@pytest.fixture(scope="module")
def database(directory):
    base = duckdb.connect()
    base.execute(
        "CREATE TABLE register AS SELECT * FROM read_csv($file, all_varchar = true, header = true)".replace(
            "$file", f"'{directory / 'divisions.csv'}'"
        )
    )
    base.execute(
        "CREATE OR REPLACE TABLE register AS SELECT * REPLACE (rpad(code, 12, '0') AS code, "
        "poor_village = 'true' AS poor_village) FROM register"
    )
    base.execute("CREATE TABLE division AS SELECT code FROM register")
    # A division and all above it, by the digits of its code.
    base.execute(
        "CREATE TABLE above AS SELECT low.code, high.code AS division FROM register AS low "
        "JOIN register AS high ON low.code LIKE CASE high.level WHEN 'city' THEN left(high.code, 4) "
        "WHEN 'county' THEN left(high.code, 6) WHEN 'township' THEN left(high.code, 9) "
        "ELSE high.code END || '%'"
    )
    typed = {
        "DATE": ("_on", "served_from", "served_until"),
        "BIGINT": ("persons", "attendance"),
        "BOOLEAN": PLATFORM_TRUTHS,
    }
    for dataset, (key, sound) in SOUND.items():
        path = directory / f"{dataset}.csv"
        names = path.open(encoding="utf-8").readline().strip().split(",")
        columns = []
        for name in names:
            kinds = [kind for kind, ends in typed.items() if name.endswith(ends)]
            # A value of the wrong type is null, and null fails the conditions that need it.
            column = readable(name, kinds[0]) if kinds else name
            if name == "division_code":
                # Full-width digits and spaces around a code are read in their usual form.
                column = (
                    f"rpad(trim(translate({name}, '０１２３４５６７８９', '0123456789')), 12, '0')"
                )
            columns.append(f"{column} AS {name}")
        raw = f"read_csv('{path}', all_varchar = true, header = true)"
        unreadable = [
            f"({name} IS NULL OR {readable(name, kind)} IS NOT NULL)"
            for name in names
            for kind, ends in typed.items()
            if name.endswith(ends)
        ]
        sound_types = " AND ".join(unreadable) or "true"
        base.execute(
            f"CREATE TABLE raw_{dataset} AS SELECT {', '.join(columns)} FROM {raw} WHERE {sound_types}"
        )
        base.execute(CLEAN.format(dataset=dataset, key=key, sound=sound))
    return base


@pytest.fixture(scope="module")
def assessment(directory):
    files = {path.stem: path for path in directory.glob("*.csv") if path.stem != "divisions"}
    network = hm.Network.from_file(directory / "divisions.csv")
    return hm.assess("yuxi-2019", network, files, as_of=AS_OF)


def sums(database, query, day):
    found = database.execute(f"SELECT division, sum(count) FROM ({query}) GROUP BY 1", {"day": day})
    return {code: int(count) for code, count in found.fetchall()}


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_cell(indicator, database, assessment):
    """Every division at every month end and at the as-of date."""
    top, bottom = INDICATORS[indicator]
    cells = [row for row in assessment.indicators if row["indicator"] == indicator]
    divisions = {code for (code,) in database.execute("SELECT code FROM division").fetchall()}
    compared = 0
    for day in sorted({row["period_end"] for row in cells}):
        tops = sums(database, top, day.isoformat())
        bottoms = None if bottom is None else sums(database, bottom, day.isoformat())
        today = {row["division_code"]: row for row in cells if row["period_end"] == day}
        assert today.keys() == divisions
        for code, row in today.items():
            numerator = tops.get(code, 0)
            denominator = None if bottoms is None else bottoms.get(code, 0)
            assert (row["numerator"], row["denominator"]) == (numerator, denominator), (code, day)
            if denominator and row["target"] is not None:
                met = Fraction(numerator, denominator) >= TARGETS[indicator]
                assert row["met"] == met, (code, day)
            elif denominator == 0 and row["target"] is not None:
                assert (row["met"], row["reason"]) == (True, "empty_denominator"), (code, day)
            compared += 1
    assert compared == len(cells) == 794 * 11
    assert any(row["numerator"] > 0 for row in cells)
