"""DuckDB: as a user writes it, and tuned."""

import duckdb
import numpy as np
import pyarrow as pa

import common

CONTENT = "unit_code, service, accepted_on, closed_on, beneficiary, outcome, channel, persons"
UNFIT = """(outcome IN ('settled', 'failed') AND service <> 'mediation'
    OR outcome IN ('granted', 'refused') AND service <> 'legal_aid')"""
CASE = "service NOT IN ('consultation', 'publicity')"
AID = "service = 'legal_aid' AND beneficiary = 'registered_poor'"
DISPUTE = "service = 'mediation' AND (beneficiary = 'registered_poor' OR poor)"
# Measure -> aggregate and condition.
MEASURES = {
    "consultation_persons": ("sum(persons)", "service = 'consultation' AND channel IN ('wechat_group', 'face_to_face')"),
    "publicity_events": ("count(*)", "service = 'publicity'"),
    "publicity_events_poor": ("count(*)", "service = 'publicity' AND poor"),
    "aid_requested": ("count(*)", AID),
    "disputes_registered": ("count(*)", DISPUTE),
    "cases_accepted": ("count(*)", CASE),
    "cases_closed": ("count(*)", f"{CASE} AND outcome <> 'pending'"),
    "disputes_mediated": ("count(*)", DISPUTE),
    "disputes_settled": ("count(*)", f"{DISPUTE} AND outcome = 'settled'"),
    "aid_granted": ("count(*)", f"{AID} AND outcome = 'granted'"),
    "disputes_handled": ("count(*)", DISPUTE),
    "cases_closed_soon": ("count(*)", f"{CASE} AND closed_on - accepted_on <= 7"),
}


def aggregate(name: str, also: str = "") -> str:
    function, condition = MEASURES[name]
    return f"{function} FILTER (WHERE ({condition}){also})"


def by_pairs(leaf: str, key: str) -> str:
    """Rolled up by a join with all pairs of a division and one above it; `key` names divisions: `code` or `place`.

    Level by level there would be fewer rows, but it takes no less time.
    """
    sums = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
    return f"""rolled AS (SELECT above_{key} AS {key}, month, {sums}
        FROM ({leaf}) AS leaf JOIN pairs ON below_{key} = leaf.{key} GROUP BY ALL)"""


# What is summed up by division and month.
SUMS = [*common.MEASURES, *(f"{name}_same" for name in common.BY_BOTH)]


def figures(connection, task, rolled: str, key: str) -> pa.Table:
    """From sums of every division and month (`rolled`, with what leads to it) to every indicator, to date and by month."""
    filled = [f"coalesce({name}, 0)::BIGINT AS {name}" for name in SUMS]
    running = [f"sum({name}) OVER year AS {name}_to_date" for name in common.MEASURES]
    parts = []
    for place, (top, bottom) in enumerate(common.INDICATORS.values()):
        month = lambda name: f"{name}_same" if name in common.BY_BOTH else name
        parts.append(f"""SELECT place AS division, {place} AS indicator, month,
            {top}_to_date::BIGINT AS numerator, {f'{bottom}_to_date' if bottom else -1}::BIGINT AS denominator,
            {month(top)} AS month_numerator, {bottom or -1}::BIGINT AS month_denominator FROM running""")
    connection.execute(f"""CREATE TABLE running AS
    WITH {rolled},
         monthly AS (SELECT place, month, {', '.join(filled)}
                     FROM register CROSS JOIN (SELECT unnest(range(1, 13)) AS month)
                     LEFT JOIN rolled USING ({key}, month))
    SELECT *, {', '.join(running)} FROM monthly WINDOW year AS (PARTITION BY place ORDER BY month)""")
    task.mark("measures")
    table = connection.sql(" UNION ALL ".join(parts)).to_arrow_table()
    task.mark("tables")
    return table


def connect(task: common.Task) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": task.threads})
    register = task.register
    place = {code: place for place, code in enumerate(register.codes)}
    tables = {
        "register": pa.table({
            "code": register.codes,
            "poor": pa.array(register.poor, pa.bool_()),
            "place": np.arange(len(register.codes), dtype=np.int32),
        }),
        "pairs": pa.table({
            "below_code": [below for below, _ in register.pairs],
            "above_code": [above for _, above in register.pairs],
            "below_place": pa.array((place[below] for below, _ in register.pairs), pa.int32()),
            "above_place": pa.array((place[above] for _, above in register.pairs), pa.int32()),
        }),
    }
    for name, table in tables.items():
        connection.register(f"{name}_arrow", table)
        connection.execute(f"CREATE TABLE {name} AS FROM {name}_arrow")
    # Places of few bits, for sums in arrays.
    connection.execute("CREATE TABLE small_register AS SELECT code, poor, place::SMALLINT AS place FROM register")
    return connection


def source(task: common.Task) -> str:
    """The records with their row numbers."""
    if task.input.startswith("parquet"):
        return f"(SELECT *, file_row_number + 1 AS row FROM read_parquet('{task.path}', file_row_number = true))"
    if task.input == "csv":
        columns = {name: "VARCHAR" for name in ["record_id", "unit_code", "service"]}
        columns |= {"accepted_on": "DATE", "closed_on": "DATE"}
        columns |= {name: "VARCHAR" for name in ["beneficiary", "outcome", "channel"]} | {"persons": "INTEGER"}
        read = f"read_csv('{task.path}', header = true, columns = {columns})"
    else:
        read = "memory"
    return f"(SELECT *, row_number() OVER () AS row FROM {read})"


def prepare(task: common.Task, way: str):
    connection = connect(task)
    if task.input.startswith("arrow"):
        task.memory = task.arrow_table()
        connection.register("memory", task.memory)
    return lambda task: {"user": user, "tuned": tuned}[way](connection, task)


def user(connection, task):
    """Load, check rule by rule, drop what fails, aggregate."""
    connection.execute(f"""CREATE TABLE records AS
        SELECT row, nullif(record_id, '') AS record_id, {CONTENT}, poor, register.code IS NULL AS unknown
        FROM {source(task)} LEFT JOIN register ON code = unit_code""")
    connection.execute("""CREATE TABLE shared AS
        SELECT * FROM records WHERE record_id IN
            (SELECT record_id FROM records WHERE record_id IS NOT NULL GROUP BY record_id HAVING count(*) > 1)""")
    connection.execute(f"""CREATE TABLE groups AS
        SELECT record_id, count(DISTINCT ROW({CONTENT})) AS contents, min(row) AS first_row FROM shared GROUP BY record_id""")
    connection.execute(f"""CREATE TABLE findings AS
        SELECT 'required' AS rule, row, '' AS record_id FROM records WHERE record_id IS NULL
        UNION ALL SELECT 'unknown_division', row, record_id FROM records WHERE unknown
        UNION ALL SELECT 'outside_period', row, record_id FROM records
            WHERE accepted_on NOT BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'
        UNION ALL SELECT 'closed_before_accepted', row, record_id FROM records WHERE closed_on < accepted_on
        UNION ALL SELECT 'persons_below_one', row, record_id FROM records WHERE persons < 1
        UNION ALL SELECT 'outcome_unfit', row, record_id FROM records WHERE {UNFIT}
        UNION ALL SELECT CASE WHEN contents = 1 THEN 'identical_copy' ELSE 'conflicting_records' END, row, record_id
            FROM shared JOIN groups USING (record_id)""")
    connection.execute("""CREATE VIEW counted AS
        SELECT * FROM records
        WHERE row NOT IN (SELECT row FROM findings WHERE rule <> 'identical_copy')
          AND row NOT IN (SELECT row FROM shared JOIN groups USING (record_id) WHERE row <> first_row)""")
    by_accepted = [f"{aggregate(name)} AS {name}" for name in common.BY_ACCEPTED]
    by_closed = [f"{aggregate(name)} AS {name}" for name in common.BY_CLOSED + common.BY_BOTH]
    same = [f"{aggregate(name, ' AND month(accepted_on) = month(closed_on)')} AS {name}_same" for name in common.BY_BOTH]
    leaf = f"""SELECT unit_code AS code, month(accepted_on) AS month, {', '.join(by_accepted)} FROM counted GROUP BY ALL
        UNION ALL BY NAME
        SELECT unit_code AS code, month(closed_on) AS month, {', '.join(by_closed + same)} FROM counted
        WHERE closed_on BETWEEN DATE '2019-01-01' AND DATE '2019-12-31' GROUP BY ALL"""
    table = figures(connection, task, by_pairs(leaf, "code"), "code")
    findings = connection.sql("SELECT rule, row, record_id FROM findings ORDER BY rule, row").to_arrow_table()
    task.mark("findings")
    return table, findings


# As a CASE, so that a service is looked at where there is an outcome that asks for it.
UNFIT_CASE = """CASE outcome WHEN 'settled' THEN service <> 'mediation' WHEN 'failed' THEN service <> 'mediation'
    WHEN 'granted' THEN service <> 'legal_aid' WHEN 'refused' THEN service <> 'legal_aid' ELSE false END"""


def tuned(connection, task):
    """No copy of the records: hashes propose repeated ids, all records are summed up, and what the few that
    do not count added is taken away again. Divisions and months are small numbers, so that sums go into
    dense arrays, of which two by one month each take less than one by both."""
    # Division and month together are 18 bits; 12 is the default up to which arrays take the place of hash tables.
    connection.execute("SET perfect_ht_threshold = 20")
    records = source(task)
    if task.input.startswith("arrow"):
        # Numbered here: a window over an Arrow scan would keep it on one thread.
        table = task.memory
        connection.register("numbered", table.append_column("row", pa.array(np.arange(1, len(table) + 1))))
        records = "numbered"
    if task.input == "csv":
        # Text is read once; what follows reads the parsed columns.
        connection.execute(f"CREATE TABLE parsed AS FROM {records}")
        records = "parsed"
    # Sorting and looking at the neighbour takes two thirds of the time of grouping.
    connection.execute(f"""CREATE TABLE hashes AS
        SELECT hash(record_id) AS id_hash FROM {records} WHERE record_id <> '' ORDER BY id_hash""")
    connection.execute("""CREATE TABLE repeated AS SELECT DISTINCT id_hash
        FROM (SELECT id_hash, lag(id_hash) OVER () AS before FROM hashes) WHERE id_hash = before""")
    connection.execute("DROP TABLE hashes")
    # From here on no order matters.
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"""CREATE TABLE shared AS
        SELECT row, record_id, {CONTENT}, dense_rank() OVER (PARTITION BY record_id ORDER BY {CONTENT}) AS content
        FROM {records} WHERE record_id <> '' AND hash(record_id) IN (FROM repeated)""")
    connection.execute("""CREATE TABLE standing AS
        SELECT *, max(content) OVER key AS contents, min(row) OVER key AS first_row
        FROM shared WINDOW key AS (PARTITION BY record_id)
        QUALIFY count(*) OVER key > 1""")
    bad = {
        "required": "coalesce(record_id, '') = ''",
        "unknown_division": "code IS NULL",
        "outside_period": "accepted_on NOT BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'",
        "closed_before_accepted": "coalesce(closed_on < accepted_on, false)",
        "persons_below_one": "persons < 1",
        "outcome_unfit": UNFIT_CASE,
    }
    flags = ", ".join(f"({condition}) AS {name}" for name, condition in bad.items())
    connection.execute(f"""CREATE TABLE failing AS
        SELECT row, record_id, {CONTENT}, {flags} FROM {records} LEFT JOIN small_register ON code = unit_code
        WHERE {' OR '.join(bad.values())}""")
    connection.execute(f"""CREATE TABLE gone AS SELECT row, {CONTENT} FROM failing
        UNION SELECT row, {CONTENT} FROM standing WHERE contents > 1 OR row <> first_row""")
    # Poor is the division's, so publicity in poor villages follows from the sums; mediated and handled are
    # one condition.
    by_accepted = [name for name in common.BY_ACCEPTED if name != "publicity_events_poor"]
    by_closed = [name for name in common.BY_CLOSED + common.BY_BOTH if name != "disputes_handled"]
    accepted_sums = {name: aggregate(name) for name in by_accepted}
    closed_sums = {name: aggregate(name) for name in by_closed}
    closed_sums |= {f"{name}_same": aggregate(name, " AND month(accepted_on) = month(closed_on)") for name in common.BY_BOTH}

    def cells(name: str, date: str, sums: dict[str, str]) -> str:
        """Sums of all records by division and month of the date, less those of what is gone."""
        part = lambda read: f"""SELECT place, month({date}) AS month,
            {', '.join(f"({function})::BIGINT AS {measure}" for measure, function in sums.items())}
            FROM {read} JOIN small_register ON code = unit_code WHERE {date} <= DATE '2019-12-31' GROUP BY ALL"""
        connection.execute(f"CREATE TABLE {name} AS {part(records)}")
        taken = ", ".join(f"-{measure} AS {measure}" for measure in sums)
        return f"SELECT * FROM {name} UNION ALL BY NAME SELECT place, month, {taken} FROM ({part('gone')})"

    accepted = cells("by_accepted", "accepted_on", accepted_sums)
    closed = cells("by_closed", "closed_on", closed_sums)
    leaf = f"""SELECT accepted.*, CASE WHEN poor THEN publicity_events ELSE 0 END AS publicity_events_poor
        FROM ({accepted}) AS accepted JOIN small_register USING (place)
        UNION ALL BY NAME SELECT *, disputes_mediated AS disputes_handled FROM ({closed})"""
    # Arrays again as small as by default: there are many sums of few rows from here on.
    connection.execute("RESET perfect_ht_threshold")
    table = figures(connection, task, by_pairs(leaf, "place"), "place")
    each = [f"SELECT '{name}' AS rule, row, record_id FROM failing WHERE {name}" for name in bad]
    findings = connection.sql(f"""SELECT * FROM ({' UNION ALL '.join(each)}
        UNION ALL SELECT CASE WHEN contents = 1 THEN 'identical_copy' ELSE 'conflicting_records' END, row, record_id
        FROM standing) ORDER BY rule, row""").to_arrow_table()
    task.mark("findings")
    return table, findings


def to_result(task, found) -> common.Result:
    figures, findings = found
    columns = {name: figures[name].to_numpy() for name in figures.column_names}
    columns = {name: np.asarray(values, dtype=np.int64) for name, values in columns.items()}
    rows = zip(findings["rule"].to_pylist(), findings["row"].to_pylist(), findings["record_id"].to_pylist())
    return common.Result(common.from_long(columns), list(rows))
