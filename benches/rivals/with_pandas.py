"""pandas, as a user writes it."""

import numpy as np
import pandas as pd

import common

CONTENT = ["unit_code", "service", "accepted_on", "closed_on", "beneficiary", "outcome", "channel", "persons"]
DATES = ["accepted_on", "closed_on"]


def prepare(task: common.Task, way: str):
    if task.input.startswith("arrow"):
        task.memory = task.arrow_table().to_pandas()
    return user


def load(task: common.Task) -> pd.DataFrame:
    if task.memory is not None:
        records = task.memory.copy()
    elif task.input == "csv":
        texts = {name: "str" for name in ["record_id", "unit_code", "service", "beneficiary", "outcome", "channel"]}
        records = pd.read_csv(task.path, dtype=texts)
    else:
        records = pd.read_parquet(task.path)
    for name in DATES:
        records[name] = pd.to_datetime(records[name])
    records["row"] = np.arange(1, len(records) + 1)
    records["record_id"] = records["record_id"].replace("", None)
    return records


def user(task: common.Task):
    records = load(task)
    register = pd.DataFrame({"code": task.register.codes, "poor": task.register.poor})
    known = records["unit_code"].isin(register["code"])
    poor = records["unit_code"].isin(register.loc[register["poor"] == True, "code"])
    service, outcome = records["service"], records["outcome"]
    accepted, closed = records["accepted_on"], records["closed_on"]
    unfit = (outcome.isin(["settled", "failed"]) & (service != "mediation")) | (
        outcome.isin(["granted", "refused"]) & (service != "legal_aid")
    )
    failing = {
        "required": records["record_id"].isna(),
        "unknown_division": ~known,
        "outside_period": (accepted < "2019-01-01") | (accepted > "2019-12-31"),
        "closed_before_accepted": closed < accepted,
        "persons_below_one": records["persons"] < 1,
        "outcome_unfit": unfit,
    }
    with_id = records[records["record_id"].notna()]
    shared = with_id[with_id.duplicated("record_id", keep=False)]
    distinct = shared.drop_duplicates(["record_id", *CONTENT])
    contents = distinct.groupby("record_id").size()
    identical = shared["record_id"].map(contents) == 1
    first = ~shared.duplicated("record_id")
    parts = [records.loc[mask, ["row", "record_id"]].assign(rule=rule) for rule, mask in failing.items()]
    keys = shared[["row", "record_id"]].assign(rule=np.where(identical, "identical_copy", "conflicting_records"))
    findings = pd.concat([*parts, keys])[["rule", "row", "record_id"]].sort_values(["rule", "row"])

    counts = ~np.logical_or.reduce([mask.to_numpy() for mask in failing.values()])
    counts[shared.index[~(identical & first)]] = False
    case = ~service.isin(["consultation", "publicity"])
    aid = (service == "legal_aid") & (records["beneficiary"] == "registered_poor")
    dispute = (service == "mediation") & ((records["beneficiary"] == "registered_poor") | poor)
    talks = (service == "consultation") & records["channel"].isin(["wechat_group", "face_to_face"])
    measures = {
        "consultation_persons": records["persons"].where(talks, 0),
        "publicity_events": service == "publicity",
        "publicity_events_poor": (service == "publicity") & poor,
        "aid_requested": aid,
        "disputes_registered": dispute,
        "cases_accepted": case,
        "cases_closed": case & outcome.notna() & (outcome != "pending"),
        "disputes_mediated": dispute,
        "disputes_settled": dispute & (outcome == "settled"),
        "aid_granted": aid & (outcome == "granted"),
        "disputes_handled": dispute,
        "cases_closed_soon": case & ((closed - accepted).dt.days <= 7),
    }
    table = pd.DataFrame(measures).astype("int64")
    table["unit_code"] = records["unit_code"]
    table["accepted"], table["closed"] = accepted.dt.month, closed.where(closed <= "2019-12-31").dt.month
    table = table[counts]
    by_accepted = table.groupby(["unit_code", "accepted"])[list(common.BY_ACCEPTED)].sum()
    by_closed = table.dropna(subset="closed")
    same = by_closed[by_closed["accepted"] == by_closed["closed"]]
    same = same.groupby(["unit_code", "closed"])[list(common.BY_BOTH)].sum().add_suffix("_same")
    by_closed = by_closed.groupby(["unit_code", "closed"])[list(common.BY_CLOSED + common.BY_BOTH)].sum()
    leaf = [part.rename_axis(["unit_code", "month"]).reset_index().astype({"month": "int64"})
            for part in (by_accepted, by_closed, same)]
    leaf = pd.concat(leaf).fillna(0)
    pairs = pd.DataFrame(task.register.pairs, columns=["unit_code", "above"])
    rolled = leaf.merge(pairs, on="unit_code").drop(columns="unit_code").groupby(["above", "month"]).sum()
    grid = pd.MultiIndex.from_product([task.register.codes, range(1, 13)], names=["above", "month"])
    monthly = rolled.reindex(grid, fill_value=0).astype("int64")
    to_date = monthly.groupby(level=0, sort=False).cumsum()
    task.mark("measures")
    parts = []
    for place, (top, bottom) in enumerate(common.INDICATORS.values()):
        parts.append(pd.DataFrame({
            "division": np.repeat(np.arange(len(task.register.codes)), 12),
            "indicator": place,
            "month": np.tile(np.arange(1, 13), len(task.register.codes)),
            "numerator": to_date[top].to_numpy(),
            "denominator": to_date[bottom].to_numpy() if bottom else -1,
            "month_numerator": monthly[f"{top}_same" if top in common.BY_BOTH else top].to_numpy(),
            "month_denominator": monthly[bottom].to_numpy() if bottom else -1,
        }))
    table = pd.concat(parts)
    task.mark("tables")
    return table, findings


def to_result(task, found) -> common.Result:
    table, findings = found
    columns = {name: table[name].to_numpy() for name in table.columns}
    findings = findings.astype({"record_id": object})
    keys = findings["record_id"].where(findings["record_id"].notna(), None)
    return common.Result(common.from_long(columns), list(zip(findings["rule"], findings["row"].tolist(), keys)))
