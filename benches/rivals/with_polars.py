"""Polars: as a user writes it, and tuned."""

from datetime import date

import numpy as np
import polars as pl
from polars import col

import common

CONTENT = ["unit_code", "service", "accepted_on", "closed_on", "beneficiary", "outcome", "channel", "persons"]
FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)
INTEGER = pl.Int64


def conditions(poor: pl.Expr) -> dict[str, tuple[pl.Expr, bool]]:
    """Measure -> condition, and whether persons are summed."""
    case = ~col("service").is_in(["consultation", "publicity"])
    aid = (col("service") == "legal_aid") & (col("beneficiary") == "registered_poor")
    dispute = (col("service") == "mediation") & ((col("beneficiary") == "registered_poor") | poor)
    publicity = col("service") == "publicity"
    talks = (col("service") == "consultation") & col("channel").is_in(["wechat_group", "face_to_face"])
    return {
        "consultation_persons": (talks, True),
        "publicity_events": (publicity, False),
        "publicity_events_poor": (publicity & poor, False),
        "aid_requested": (aid, False),
        "disputes_registered": (dispute, False),
        "cases_accepted": (case, False),
        "cases_closed": (case & (col("outcome") != "pending"), False),
        "disputes_mediated": (dispute, False),
        "disputes_settled": (dispute & (col("outcome") == "settled"), False),
        "aid_granted": (aid & (col("outcome") == "granted"), False),
        "disputes_handled": (dispute, False),
        "cases_closed_soon": (case & ((col("closed_on") - col("accepted_on")) <= pl.duration(days=7)), False),
    }


def rules() -> dict[str, pl.Expr]:
    """The rules about one record that do not read the register: what fails."""
    service, outcome = col("service"), col("outcome")
    unfit = (outcome.is_in(["settled", "failed"]) & (service != "mediation")) | (
        outcome.is_in(["granted", "refused"]) & (service != "legal_aid")
    )
    return {
        "required": col("record_id").fill_null("") == "",
        "outside_period": ~col("accepted_on").is_between(FIRST, LAST),
        "closed_before_accepted": (col("closed_on") < col("accepted_on")).fill_null(False),
        "persons_below_one": col("persons") < 1,
        "outcome_unfit": unfit.fill_null(False),
    }


def sums(names, also: pl.Expr | None = None, suffix: str = "") -> list[pl.Expr]:
    expressions = []
    for name in names:
        condition, of_persons = conditions(col("poor"))[name]
        condition = condition.fill_null(False) if also is None else (condition & also).fill_null(False)
        counted = col("persons").filter(condition).sum() if of_persons else condition.sum()
        expressions.append(counted.cast(INTEGER).alias(name + suffix))
    return expressions


def figures(task: common.Task, leaf: pl.DataFrame, key: str) -> pl.DataFrame:
    """From sums per division and month to every indicator of every division above, to date and by month.

    `key` names divisions in `leaf`: their code, or their place in the register.
    """
    register, pairs = task.tables
    rolled = (
        leaf.join(pairs.select(f"below_{key}", f"above_{key}"), left_on=key, right_on=f"below_{key}")
        .group_by(f"above_{key}", "month").agg(pl.exclude(key).sum())
    )
    months = pl.DataFrame({"month": np.arange(1, 13, dtype=np.int8)})
    grid = register.join(months, how="cross").join(
        rolled, left_on=[key, "month"], right_on=[f"above_{key}", "month"], how="left"
    ).sort("place", "month").with_columns(pl.exclude("code", "poor", "place", "month").fill_null(0))
    running = grid.with_columns(
        *(col(name).cum_sum().over("place").alias(f"{name}_to_date") for name in common.MEASURES)
    )
    task.mark("measures")
    parts = []
    for place, (top, bottom) in enumerate(common.INDICATORS.values()):
        none = pl.lit(-1, INTEGER)
        parts.append(running.select(
            col("place").cast(INTEGER).alias("division"),
            pl.lit(place, INTEGER).alias("indicator"),
            col("month").cast(INTEGER),
            col(f"{top}_to_date").alias("numerator"),
            (col(f"{bottom}_to_date") if bottom else none).alias("denominator"),
            col(f"{top}_same" if top in common.BY_BOTH else top).alias("month_numerator"),
            (col(bottom) if bottom else none).alias("month_denominator"),
        ))
    table = pl.concat(parts)
    task.mark("tables")
    return table


def tables(task: common.Task):
    register = pl.DataFrame({"code": task.register.codes, "poor": task.register.poor}).with_row_index("place")
    pairs = pl.DataFrame(task.register.pairs, schema=["below_code", "above_code"], orient="row")
    for side in ("below", "above"):
        places = register.select(col("code").alias(f"{side}_code"), col("place").alias(f"{side}_place"))
        pairs = pairs.join(places, on=f"{side}_code")
    return register, pairs


def prepare(task: common.Task, way: str):
    task.tables = tables(task)
    if task.input.startswith("arrow"):
        # In Polars' own memory before the clock starts.
        task.memory = pl.from_arrow(task.arrow_table())
    # Codes join in the type the records have them in.
    code = task.memory.schema["unit_code"] if task.memory is not None else pl.String
    task.known = task.tables[0].select(col("code").cast(code), "poor", "place", known=True)
    return {"user": user, "tuned": tuned}[way]


def scan(task: common.Task) -> pl.LazyFrame:
    if task.memory is not None:
        frame = task.memory.lazy()
    elif task.input == "csv":
        schema = {name: pl.String for name in ["record_id", "unit_code", "service"]}
        schema |= {"accepted_on": pl.Date, "closed_on": pl.Date}
        schema |= {name: pl.String for name in ["beneficiary", "outcome", "channel"]} | {"persons": pl.Int32}
        frame = pl.scan_csv(task.path, schema=schema)
    else:
        frame = pl.scan_parquet(task.path)
    return frame.with_row_index("row", offset=1)


def user(task: common.Task):
    """Load, check rule by rule, drop what fails, aggregate."""
    records = scan(task).collect().join(
        task.known, left_on="unit_code", right_on="code",
        how="left", maintain_order="left",
    ).with_columns(col("record_id").replace("", None))
    shared = records.filter(col("record_id").is_not_null() & col("record_id").is_duplicated())
    groups = shared.group_by("record_id").agg(
        contents=pl.struct(CONTENT).n_unique(), first_row=col("row").min()
    )
    shared = shared.select("row", "record_id").join(groups, on="record_id")
    failing = [
        records.filter(condition).select(pl.lit(rule).alias("rule"), "row", "record_id")
        for rule, condition in (rules() | {"unknown_division": col("known").is_null()}).items()
    ]
    keys = shared.select(
        pl.when(col("contents") == 1).then(pl.lit("identical_copy")).otherwise(pl.lit("conflicting_records")).alias("rule"),
        "row", "record_id",
    )
    findings = pl.concat([*failing, keys]).sort("rule", "row")
    rejected = findings.filter(col("rule") != "identical_copy").select("row")
    copies = shared.filter(col("row") != col("first_row")).select("row")
    counted = records.join(pl.concat([rejected, copies]), on="row", how="anti")
    by_accepted = counted.group_by("unit_code", col("accepted_on").dt.month().alias("month")).agg(sums(common.BY_ACCEPTED))
    same = col("accepted_on").dt.month() == col("closed_on").dt.month()
    by_closed = counted.filter(col("closed_on").is_between(FIRST, LAST)).group_by(
        "unit_code", col("closed_on").dt.month().alias("month")
    ).agg(sums(common.BY_CLOSED + common.BY_BOTH) + sums(common.BY_BOTH, same, "_same"))
    leaf = pl.concat([by_accepted, by_closed], how="diagonal").rename({"unit_code": "code"})
    return figures(task, leaf.with_columns(col("code").cast(pl.String)), "code"), findings


def lanes(place: pl.Expr, unlisted: pl.Expr) -> list[pl.Expr]:
    """Of every record that counts its cell (division, both months) as one number, null for
    the others, and what it adds to each lane. No filter and no join moves a row."""
    by_poor = {True: conditions(pl.lit(True)), False: conditions(pl.lit(False))}
    closed = pl.when(col("closed_on") <= LAST).then(col("closed_on").dt.month())
    cell = (place * 16 + col("accepted_on").dt.month()) * 16 + closed.fill_null(0)
    good = ~pl.any_horizontal(*rules().values()) & unlisted
    expressions = [pl.when(good).then(cell.cast(pl.Int32)).alias("cell")]
    for name in LANES:
        # Every village of a division is poor or none is: which lane counts is chosen per cell.
        condition, of_persons = by_poor[not name.endswith("_elsewhere")][name.removesuffix("_elsewhere")]
        added = pl.when(condition).then(col("persons")).otherwise(0) if of_persons else condition.fill_null(False)
        expressions.append(added.alias(name))
    return expressions


# Measures with conditions of their own; the rest follows from these.
LANES = (
    "consultation_persons", "publicity_events", "aid_requested", "cases_accepted", "cases_closed", "aid_granted",
    "cases_closed_soon", "disputes_registered", "disputes_registered_elsewhere", "disputes_settled",
    "disputes_settled_elsewhere",
)


def measures_of_cells(cells: pl.DataFrame, poor: pl.DataFrame) -> pl.DataFrame:
    """From lanes by cell to measures by division and month."""
    of_place = lambda name: pl.when("poor").then(col(name)).otherwise(col(f"{name}_elsewhere"))
    cells = cells.drop_nulls("cell").with_columns(
        place=(col("cell") // 256).cast(pl.UInt32), accepted=col("cell") // 16 % 16, closed=col("cell") % 16,
    ).join(poor, on="place").with_columns(
        publicity_events_poor=pl.when("poor").then(col("publicity_events")).otherwise(0),
        disputes_registered=of_place("disputes_registered"), disputes_settled=of_place("disputes_settled"),
    ).with_columns(disputes_mediated=col("disputes_registered"), disputes_handled=col("disputes_registered"))
    whole = lambda names: [col(name).sum().cast(INTEGER) for name in names]
    by_accepted = cells.group_by("place", col("accepted").cast(pl.Int8).alias("month")).agg(whole(common.BY_ACCEPTED))
    same = [
        col(name).filter(col("accepted") == col("closed")).sum().cast(INTEGER).alias(f"{name}_same")
        for name in common.BY_BOTH
    ]
    by_closed = cells.filter(col("closed") > 0).group_by("place", col("closed").cast(pl.Int8).alias("month")).agg(
        *whole(common.BY_CLOSED + common.BY_BOTH), *same
    )
    return pl.concat([by_accepted, by_closed], how="diagonal")


def tuned(task: common.Task):
    """Streaming scans of what is needed. Sorted hashes propose repeated ids, which are then compared;
    an enumeration of the codes takes the place of a join; failing rows are few."""
    lazy = scan(task)
    if task.input == "csv":
        # Text is read once; what follows reads the parsed columns.
        lazy = lazy.collect(engine="streaming").lazy()
    id_hash = col("record_id").hash()
    place = col("unit_code").cast(pl.Enum(task.register.codes), strict=False).to_physical().cast(pl.Int32)
    bad = rules() | {"unknown_division": place.is_null()}
    hashes = lazy.filter(col("record_id") != "").select(id_hash.alias("id_hash")).collect(engine="streaming")
    hashes = hashes["id_hash"].sort()
    repeated = hashes.filter(hashes == hashes.shift()).unique()
    shared, failing = pl.collect_all([
        lazy.filter(id_hash.is_in(repeated.implode()) & (col("record_id") != "")).select("row", "record_id", *CONTENT),
        lazy.filter(pl.any_horizontal(*bad.values())).select(
            "row", "record_id", *(condition.alias(rule) for rule, condition in bad.items())
        ),
    ], engine="streaming")
    shared = shared.filter(col("record_id").is_duplicated())
    groups = shared.group_by("record_id").agg(
        contents=pl.struct(CONTENT).n_unique(), first_row=col("row").min()
    )
    shared = shared.select("row", "record_id").join(groups, on="record_id")
    excluded = shared.filter((col("contents") > 1) | (col("row") != col("first_row")))["row"]
    cells = lazy.select(lanes(place, ~col("row").is_in(excluded.implode()))).group_by("cell").agg(
        pl.exclude("cell").sum()
    ).collect(engine="streaming")
    leaf = measures_of_cells(cells, task.tables[0].select("place", col("poor").fill_null(False)))
    keys = shared.select(
        pl.when(col("contents") == 1).then(pl.lit("identical_copy")).otherwise(pl.lit("conflicting_records")).alias("rule"),
        "row", "record_id",
    )
    each = [failing.filter(rule).select(pl.lit(rule).alias("rule"), "row", "record_id") for rule in bad]
    findings = pl.concat([*each, keys]).sort("rule", "row")
    return figures(task, leaf, "place"), findings


def to_result(task, found) -> common.Result:
    table, findings = found
    columns = {name: table[name].to_numpy() for name in table.columns}
    return common.Result(common.from_long(columns), list(findings.iter_rows()))
