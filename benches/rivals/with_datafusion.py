"""DataFusion: as a user writes it, and tuned."""

import numpy as np
import pyarrow as pa
from datafusion import RuntimeEnvBuilder, SessionConfig, SessionContext

import common
from with_duckdb import MEASURES, UNFIT

CONTENT = "unit_code, service, accepted_on, closed_on, beneficiary, outcome, channel, persons"


def prepare(task: common.Task, way: str):
    # Row numbers need the order of the file, so the scan itself is not split.
    numbered = context_of(task, split=False)
    if way == "user":
        return lambda task: user(numbered, task)
    counting = context_of(task, split=True)
    return lambda task: tuned(counting, numbered, task)


def context_of(task: common.Task, split: bool) -> SessionContext:
    config = SessionConfig({"datafusion.execution.parquet.pushdown_filters": "true"})
    config = config.with_target_partitions(task.threads).with_repartition_file_scans(split)
    context = SessionContext(config, RuntimeEnvBuilder())
    register = pa.table({
        "code": task.register.codes,
        "poor": pa.array(task.register.poor, pa.bool_()),
        "place": np.arange(len(task.register.codes), dtype=np.int64),
    })
    pairs = pa.table({"below": [b for b, _ in task.register.pairs], "above": [a for _, a in task.register.pairs]})
    months = pa.table({"month": np.arange(1, 13, dtype=np.int64)})
    for name, table in (("register", register), ("pairs", pairs), ("months", months)):
        context.register_record_batches(name, [table.to_batches()])
    if task.input.startswith("arrow"):
        task.memory = task.memory or task.arrow_table()
        batches = task.memory.to_batches()
        parts = [batches[number::task.threads] for number in range(task.threads)] if split else [batches]
        context.register_record_batches("source", parts)
    return context


def aggregate(name: str, also: str = "") -> str:
    function, condition = MEASURES[name]
    condition = condition.replace("closed_on - accepted_on <= 7", "arrow_cast(closed_on, 'Int32') - arrow_cast(accepted_on, 'Int32') <= 7")
    return f"{function} FILTER (WHERE ({condition}){also})"


def open_file(context, task) -> None:
    if task.input.startswith("parquet"):
        context.register_parquet("source", task.path)
    elif task.input == "csv":
        texts = [pa.field(name, pa.string()) for name in ["record_id", "unit_code", "service"]]
        dates = [pa.field(name, pa.date32()) for name in ["accepted_on", "closed_on"]]
        others = [pa.field(name, pa.string()) for name in ["beneficiary", "outcome", "channel"]]
        schema = pa.schema([*texts, *dates, *others, pa.field("persons", pa.int32())])
        context.register_csv("source", task.path, schema=schema)


def keep(context, name: str, sql: str) -> None:
    context.register_record_batches(name, [context.sql(sql).collect()])


def user(context, task):
    open_file(context, task)
    keep(context, "records", f"""SELECT row, nullif(record_id, '') AS record_id, {CONTENT}, poor, code IS NULL AS unknown
        FROM (SELECT *, row_number() OVER () AS row FROM source) LEFT JOIN register ON code = unit_code""")
    keep(context, "shared", """SELECT * FROM records WHERE record_id IN
        (SELECT record_id FROM records WHERE record_id IS NOT NULL GROUP BY record_id HAVING count(*) > 1)""")
    keep(context, "distinct_contents", f"SELECT DISTINCT record_id, {CONTENT} FROM shared")
    keep(context, "groups", """SELECT record_id, contents, first_row FROM
        (SELECT record_id, count(*) AS contents FROM distinct_contents GROUP BY record_id)
        JOIN (SELECT record_id AS id, min(row) AS first_row FROM shared GROUP BY record_id) ON id = record_id""")
    keep(context, "standing", """SELECT row, shared.record_id, contents, first_row
        FROM shared JOIN groups ON shared.record_id = groups.record_id""")
    keep(context, "findings", f"""SELECT 'required' AS rule, row, '' AS record_id FROM records WHERE record_id IS NULL
        UNION ALL SELECT 'unknown_division', row, record_id FROM records WHERE unknown
        UNION ALL SELECT 'outside_period', row, record_id FROM records
            WHERE accepted_on NOT BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'
        UNION ALL SELECT 'closed_before_accepted', row, record_id FROM records WHERE closed_on < accepted_on
        UNION ALL SELECT 'persons_below_one', row, record_id FROM records WHERE persons < 1
        UNION ALL SELECT 'outcome_unfit', row, record_id FROM records WHERE {UNFIT}
        UNION ALL SELECT CASE WHEN contents = 1 THEN 'identical_copy' ELSE 'conflicting_records' END, row, record_id
            FROM standing""")
    keep(context, "excluded", """SELECT row FROM findings WHERE rule <> 'identical_copy'
        UNION ALL SELECT row FROM standing WHERE row <> first_row""")
    keep(context, "counted", """SELECT *, cast(date_part('month', accepted_on) AS BIGINT) AS accepted_month,
        cast(date_part('month', closed_on) AS BIGINT) AS closed_month
        FROM records WHERE row NOT IN (SELECT row FROM excluded)""")
    by_accepted = ", ".join(f"{aggregate(name)} AS {name}" for name in common.BY_ACCEPTED)
    by_closed = [f"{aggregate(name)} AS {name}" for name in common.BY_CLOSED + common.BY_BOTH]
    by_closed += [f"{aggregate(name, ' AND accepted_month = closed_month')} AS {name}_same" for name in common.BY_BOTH]
    figures = figures_of(context, task,
        f"SELECT unit_code, accepted_month AS month, {by_accepted} FROM counted GROUP BY unit_code, accepted_month",
        f"""SELECT unit_code, closed_month AS month, {', '.join(by_closed)} FROM counted
            WHERE closed_on BETWEEN DATE '2019-01-01' AND DATE '2019-12-31' GROUP BY unit_code, closed_month""")
    findings = context.sql("SELECT rule, row, record_id FROM findings ORDER BY rule, row").to_arrow_table()
    task.mark("findings")
    return figures, findings


def tuned(counting, numbered, task):
    """All records are summed up by a scan on all threads; the one scan that numbers rows keeps only the few
    that fail or share an id, and what those added that do not count is taken away again."""
    for context in (counting, numbered):
        open_file(context, task)
    repeated = counting.sql("SELECT record_id AS id FROM source WHERE record_id <> '' GROUP BY record_id HAVING count(*) > 1").collect()
    numbered.register_record_batches("repeated", [repeated])
    bad = {
        "required": "coalesce(record_id, '') = ''",
        "unknown_division": "code IS NULL",
        "outside_period": "accepted_on NOT BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'",
        "closed_before_accepted": "coalesce(closed_on < accepted_on, false)",
        "persons_below_one": "persons < 1",
        "outcome_unfit": f"coalesce({UNFIT}, false)",
    }
    flags = ", ".join(f"({condition}) AS {name}" for name, condition in bad.items())
    keep(numbered, "few", f"""SELECT row, record_id, {CONTENT}, id IS NOT NULL AS shared, {flags}
        FROM (SELECT *, row_number() OVER () AS row FROM source)
        LEFT JOIN register ON code = unit_code LEFT JOIN repeated ON id = record_id
        WHERE id IS NOT NULL OR {' OR '.join(bad.values())}""")
    keep(numbered, "groups", f"""SELECT id, contents, first_row FROM
        (SELECT record_id AS id, count(*) AS contents FROM (SELECT DISTINCT record_id, {CONTENT} FROM few WHERE shared) GROUP BY record_id)
        JOIN (SELECT record_id AS same, min(row) AS first_row FROM few WHERE shared GROUP BY record_id) ON id = same""")
    keep(numbered, "gone", f"""SELECT few.* FROM few LEFT JOIN groups ON id = record_id
        WHERE {' OR '.join(bad)} OR contents > 1 OR row <> first_row""")
    counting.register_record_batches("gone", [numbered.table("gone").collect()])
    sums = [f"{aggregate(name)} AS {name}" for name in common.MEASURES]
    cells = lambda read: f"""SELECT code, cast(date_part('month', accepted_on) AS INT) AS accepted_month,
        CASE WHEN closed_on <= DATE '2019-12-31' THEN cast(date_part('month', closed_on) AS INT) END AS closed_month,
        {', '.join(sums)} FROM {read} JOIN register ON code = unit_code GROUP BY 1, 2, 3"""
    taken = ", ".join(f"-{name} AS {name}" for name in common.MEASURES)
    keep(counting, "cells", f"{cells('source')} UNION ALL SELECT code, accepted_month, closed_month, {taken} FROM ({cells('gone')})")
    by_accepted = [f"sum({name}) AS {name}" for name in common.BY_ACCEPTED]
    by_closed = [f"sum({name}) AS {name}" for name in common.BY_CLOSED + common.BY_BOTH]
    by_closed += [f"sum({name}) FILTER (WHERE accepted_month = closed_month) AS {name}_same" for name in common.BY_BOTH]
    figures = figures_of(counting, task,
        f"SELECT code AS unit_code, cast(accepted_month AS BIGINT) AS month, {', '.join(by_accepted)} FROM cells GROUP BY 1, 2",
        f"""SELECT code AS unit_code, cast(closed_month AS BIGINT) AS month, {', '.join(by_closed)} FROM cells
            WHERE closed_month IS NOT NULL GROUP BY 1, 2""")
    each = [f"SELECT '{name}' AS rule, row, record_id FROM few WHERE {name}" for name in bad]
    findings = numbered.sql(f"""SELECT rule, row, record_id FROM ({' UNION ALL '.join(each)}
        UNION ALL SELECT CASE WHEN contents = 1 THEN 'identical_copy' ELSE 'conflicting_records' END AS rule, row, record_id
        FROM few JOIN groups ON id = record_id) ORDER BY rule, row""").to_arrow_table()
    task.mark("findings")
    return figures, findings


def figures_of(context, task, accepted: str, closed: str) -> pa.Table:
    """From sums per division and month to every indicator of every division above, to date and by month."""
    keep(context, "by_accepted", f"""SELECT above AS code, month, {', '.join(f'sum({n}) AS {n}' for n in common.BY_ACCEPTED)}
        FROM ({accepted}) JOIN pairs ON below = unit_code GROUP BY above, month""")
    closed_names = [*common.BY_CLOSED, *common.BY_BOTH, *(f"{name}_same" for name in common.BY_BOTH)]
    keep(context, "by_closed", f"""SELECT above AS code, month, {', '.join(f'sum({n}) AS {n}' for n in closed_names)}
        FROM ({closed}) JOIN pairs ON below = unit_code GROUP BY above, month""")
    filled = [f"coalesce({name}, 0) AS {name}" for name in [*common.BY_ACCEPTED, *closed_names]]
    keep(context, "monthly", f"""SELECT place, grid.month, {', '.join(filled)}
        FROM (SELECT place, code, month FROM register CROSS JOIN months) AS grid
        LEFT JOIN by_accepted ON by_accepted.code = grid.code AND by_accepted.month = grid.month
        LEFT JOIN by_closed ON by_closed.code = grid.code AND by_closed.month = grid.month""")
    window = "OVER (PARTITION BY place ORDER BY month)"
    keep(context, "running", f"""SELECT *, {', '.join(f'sum({n}) {window} AS {n}_to_date' for n in common.MEASURES)} FROM monthly""")
    task.mark("measures")
    parts = []
    for place, (top, bottom) in enumerate(common.INDICATORS.values()):
        month = f"{top}_same" if top in common.BY_BOTH else top
        parts.append(f"""SELECT place AS division, {place} AS indicator, month,
            {top}_to_date AS numerator, {f'{bottom}_to_date' if bottom else 'CAST(-1 AS BIGINT)'} AS denominator,
            {month} AS month_numerator, {bottom or 'CAST(-1 AS BIGINT)'} AS month_denominator FROM running""")
    figures = context.sql(" UNION ALL ".join(parts)).to_arrow_table()
    task.mark("tables")
    return figures


def to_result(task, found) -> common.Result:
    figures, findings = found
    columns = {name: np.asarray(figures[name].to_numpy(), dtype=np.int64) for name in figures.column_names}
    rows = zip(findings["rule"].to_pylist(), findings["row"].to_pylist(), findings["record_id"].to_pylist())
    return common.Result(common.from_long(columns), list(rows))
