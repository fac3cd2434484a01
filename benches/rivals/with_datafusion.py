"""DataFusion, as a user writes it."""

import numpy as np
import pyarrow as pa
from datafusion import RuntimeEnvBuilder, SessionConfig, SessionContext

import common
from with_duckdb import MEASURES, UNFIT

CONTENT = "unit_code, service, accepted_on, closed_on, beneficiary, outcome, channel, persons"


def prepare(task: common.Task, way: str):
    config = SessionConfig({"datafusion.execution.parquet.pushdown_filters": "true"})
    # Row numbers need the order of the file, so the scan itself is not split.
    config = config.with_target_partitions(task.threads).with_repartition_file_scans(False)
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
        context.register_record_batches("source", [task.arrow_table().to_batches()])
    return lambda task: user(context, task)


def aggregate(name: str, also: str = "") -> str:
    function, condition = MEASURES[name]
    condition = condition.replace("closed_on - accepted_on <= 7", "arrow_cast(closed_on, 'Int32') - arrow_cast(accepted_on, 'Int32') <= 7")
    return f"{function} FILTER (WHERE ({condition}){also})"


def user(context, task):
    if task.input.startswith("parquet"):
        context.register_parquet("source", task.path)
    elif task.input == "csv":
        texts = [pa.field(name, pa.string()) for name in ["record_id", "unit_code", "service"]]
        dates = [pa.field(name, pa.date32()) for name in ["accepted_on", "closed_on"]]
        others = [pa.field(name, pa.string()) for name in ["beneficiary", "outcome", "channel"]]
        schema = pa.schema([*texts, *dates, *others, pa.field("persons", pa.int32())])
        context.register_csv("source", task.path, schema=schema)

    def keep(name, sql):
        context.register_record_batches(name, [context.sql(sql).collect()])

    keep("records", f"""SELECT row, nullif(record_id, '') AS record_id, {CONTENT}, poor, code IS NULL AS unknown
        FROM (SELECT *, row_number() OVER () AS row FROM source) LEFT JOIN register ON code = unit_code""")
    keep("shared", """SELECT * FROM records WHERE record_id IN
        (SELECT record_id FROM records WHERE record_id IS NOT NULL GROUP BY record_id HAVING count(*) > 1)""")
    keep("distinct_contents", f"SELECT DISTINCT record_id, {CONTENT} FROM shared")
    keep("groups", """SELECT record_id, contents, first_row FROM
        (SELECT record_id, count(*) AS contents FROM distinct_contents GROUP BY record_id)
        JOIN (SELECT record_id AS id, min(row) AS first_row FROM shared GROUP BY record_id) ON id = record_id""")
    keep("standing", """SELECT row, shared.record_id, contents, first_row
        FROM shared JOIN groups ON shared.record_id = groups.record_id""")
    keep("findings", f"""SELECT 'required' AS rule, row, '' AS record_id FROM records WHERE record_id IS NULL
        UNION ALL SELECT 'unknown_division', row, record_id FROM records WHERE unknown
        UNION ALL SELECT 'outside_period', row, record_id FROM records
            WHERE accepted_on NOT BETWEEN DATE '2019-01-01' AND DATE '2019-12-31'
        UNION ALL SELECT 'closed_before_accepted', row, record_id FROM records WHERE closed_on < accepted_on
        UNION ALL SELECT 'persons_below_one', row, record_id FROM records WHERE persons < 1
        UNION ALL SELECT 'outcome_unfit', row, record_id FROM records WHERE {UNFIT}
        UNION ALL SELECT CASE WHEN contents = 1 THEN 'identical_copy' ELSE 'conflicting_records' END, row, record_id
            FROM standing""")
    keep("excluded", """SELECT row FROM findings WHERE rule <> 'identical_copy'
        UNION ALL SELECT row FROM standing WHERE row <> first_row""")
    keep("counted", """SELECT *, cast(date_part('month', accepted_on) AS BIGINT) AS accepted_month,
        cast(date_part('month', closed_on) AS BIGINT) AS closed_month
        FROM records WHERE row NOT IN (SELECT row FROM excluded)""")
    by_accepted = ", ".join(f"{aggregate(name)} AS {name}" for name in common.BY_ACCEPTED)
    by_closed = [f"{aggregate(name)} AS {name}" for name in common.BY_CLOSED + common.BY_BOTH]
    by_closed += [f"{aggregate(name, ' AND accepted_month = closed_month')} AS {name}_same" for name in common.BY_BOTH]
    keep("by_accepted", f"""SELECT above AS code, month, {', '.join(f'sum({n}) AS {n}' for n in common.BY_ACCEPTED)}
        FROM (SELECT unit_code, accepted_month AS month, {by_accepted} FROM counted GROUP BY unit_code, accepted_month)
        JOIN pairs ON below = unit_code GROUP BY above, month""")
    closed_names = [*common.BY_CLOSED, *common.BY_BOTH, *(f"{name}_same" for name in common.BY_BOTH)]
    keep("by_closed", f"""SELECT above AS code, month, {', '.join(f'sum({n}) AS {n}' for n in closed_names)}
        FROM (SELECT unit_code, closed_month AS month, {', '.join(by_closed)} FROM counted
              WHERE closed_on BETWEEN DATE '2019-01-01' AND DATE '2019-12-31' GROUP BY unit_code, closed_month)
        JOIN pairs ON below = unit_code GROUP BY above, month""")
    filled = [f"coalesce({name}, 0) AS {name}" for name in [*common.BY_ACCEPTED, *closed_names]]
    keep("monthly", f"""SELECT place, grid.month, {', '.join(filled)}
        FROM (SELECT place, code, month FROM register CROSS JOIN months) AS grid
        LEFT JOIN by_accepted ON by_accepted.code = grid.code AND by_accepted.month = grid.month
        LEFT JOIN by_closed ON by_closed.code = grid.code AND by_closed.month = grid.month""")
    window = "OVER (PARTITION BY place ORDER BY month)"
    keep("running", f"""SELECT *, {', '.join(f'sum({n}) {window} AS {n}_to_date' for n in common.MEASURES)} FROM monthly""")
    task.mark("measures")
    parts = []
    for place, (top, bottom) in enumerate(common.INDICATORS.values()):
        month = f"{top}_same" if top in common.BY_BOTH else top
        parts.append(f"""SELECT place AS division, {place} AS indicator, month,
            {top}_to_date AS numerator, {f'{bottom}_to_date' if bottom else 'CAST(-1 AS BIGINT)'} AS denominator,
            {month} AS month_numerator, {bottom or 'CAST(-1 AS BIGINT)'} AS month_denominator FROM running""")
    figures = context.sql(" UNION ALL ".join(parts)).to_arrow_table()
    task.mark("tables")
    findings = context.sql("SELECT rule, row, record_id FROM findings ORDER BY rule, row").to_arrow_table()
    task.mark("findings")
    return figures, findings


def to_result(task, found) -> common.Result:
    figures, findings = found
    columns = {name: np.asarray(figures[name].to_numpy(), dtype=np.int64) for name in figures.column_names}
    rows = zip(findings["rule"].to_pylist(), findings["row"].to_pylist(), findings["record_id"].to_pylist())
    return common.Result(common.from_long(columns), list(rows))
