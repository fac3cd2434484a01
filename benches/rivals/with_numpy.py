"""pandas as an expert of it writes it: Arrow reads, codes take the place of texts, NumPy counts into dense arrays."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

import common

FEW = ["unit_code", "service", "beneficiary", "outcome", "channel"]
CONTENT = ["unit_code", "service", "accepted_on", "closed_on", "beneficiary", "outcome", "channel", "persons"]
FIRST, DAYS = np.datetime64("2019-01-01").astype(int), 365
MONTH_OF_DAY = (np.datetime64("2019-01-01") + np.arange(DAYS)).astype("datetime64[M]").astype(int) % 12
RULES = ["required", "unknown_division", "outside_period", "closed_before_accepted", "persons_below_one", "outcome_unfit"]
# What follows from the texts of a record alone, one bit each, in one table by their codes.
TALKS, PUBLICITY, AID, MEDIATION, POOR_PERSON, CASE, NOT_PENDING, SETTLED, GRANTED, UNFIT = (1 << bit for bit in range(10))
SUMS = [*common.MEASURES, *(f"{name}_same" for name in common.BY_BOTH)]


def prepare(task: common.Task, way: str):
    pa.set_cpu_count(task.threads)
    if task.input.startswith("arrow"):
        task.memory = task.arrow_table()
    return tuned


def load(task: common.Task) -> pa.Table:
    if task.memory is not None:
        return task.memory
    if task.input == "csv":
        coded = pa.dictionary(pa.int32(), pa.string())
        types = {name: coded for name in FEW} | {"record_id": pa.string(), "persons": pa.int32()}
        types |= {name: pa.date32() for name in ("accepted_on", "closed_on")}
        options = arrow_csv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False)
        return arrow_csv.read_csv(task.path, convert_options=options)
    return parquet.read_table(task.path, read_dictionary=FEW)


def codes(column: pa.Array) -> tuple[np.ndarray, list]:
    """Codes with one more for null, and the texts they stand for, the last of them None."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    texts = column.dictionary.to_pylist()
    indices = column.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts))
    return indices.to_numpy(zero_copy_only=False), [*texts, None]


def bits_of(service, beneficiary, outcome, channel) -> int:
    bits = TALKS if service == "consultation" and channel in ("wechat_group", "face_to_face") else 0
    bits |= PUBLICITY if service == "publicity" else 0
    bits |= AID if service == "legal_aid" and beneficiary == "registered_poor" else 0
    bits |= GRANTED if bits & AID and outcome == "granted" else 0
    bits |= MEDIATION if service == "mediation" else 0
    bits |= POOR_PERSON if beneficiary == "registered_poor" else 0
    bits |= SETTLED if service == "mediation" and outcome == "settled" else 0
    if service not in ("consultation", "publicity"):
        bits |= CASE | (NOT_PENDING if outcome not in (None, "pending") else 0)
    unfit = outcome in ("settled", "failed") and service != "mediation"
    unfit |= outcome in ("granted", "refused") and service != "legal_aid"
    return bits | (UNFIT if unfit else 0)


def ids_of(column: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Hashes of the ids, and whether there is an id. Ids of 20 bytes are hashed as three numbers."""
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset:column.offset + len(column) + 1]
    lengths = np.diff(offsets)
    given = lengths > 0
    if column.null_count:
        given &= column.is_valid().to_numpy(zero_copy_only=False)
    hashes = np.zeros(len(column), dtype=np.uint64)
    usual = given & (lengths == 20)
    if usual.sum() * 20 == offsets[-1] - offsets[0]:
        data = np.frombuffer(column.buffers()[2], dtype=np.uint8)[offsets[0]:offsets[-1]]
        parts = data.view([("a", "<u8"), ("b", "<u8"), ("c", "<u4")])
        mixed = (parts["a"] * np.uint64(0x9E3779B97F4A7C15)) ^ (parts["b"] * np.uint64(0xC2B2AE3D27D4EB4F))
        mixed ^= mixed >> np.uint64(29)
        mixed += parts["c"] * np.uint64(0x165667B19E3779F9)
        mixed ^= mixed >> np.uint64(32)
        hashes[usual] = mixed * np.uint64(0xFF51AFD7ED558CCD)
    else:
        texts = column.filter(pa.array(given)).to_numpy(zero_copy_only=False)
        hashes[given] = pd.util.hash_array(texts, categorize=False)
    return hashes, given


class Chunk:
    """The part of the work that looks at records, over one batch."""

    def __init__(self, batch: pa.RecordBatch, register: pd.Index):
        self.hashes, self.given = ids_of(batch.column("record_id"))
        units, unit_texts = codes(batch.column("unit_code"))
        places = register.get_indexer(unit_texts[:-1])
        place = np.append(places, -1).astype(np.int32)[units]
        bits = self.classes(batch)
        accepted = batch.column("accepted_on").cast(pa.int32()).to_numpy() - FIRST
        closed = batch.column("closed_on").cast(pa.int32())
        open_ = closed.is_null().to_numpy(zero_copy_only=False)
        closed = closed.fill_null(2**30).to_numpy() - FIRST
        persons = batch.column("persons").to_numpy()
        self.failing = dict(zip(RULES, [
            ~self.given, place < 0, (accepted < 0) | (accepted >= DAYS), closed < accepted, persons < 1, (bits & UNFIT) > 0,
        ]))
        good = ~np.logical_or.reduce(list(self.failing.values()))
        self.place, self.bits, self.persons, self.good = place, bits, persons, good
        self.accepted = MONTH_OF_DAY.astype(np.int8)[np.clip(accepted, 0, DAYS - 1)]
        self.closed = MONTH_OF_DAY.astype(np.int8)[np.clip(closed, 0, DAYS - 1)]
        self.in_year = ~open_ & (closed < DAYS)
        self.soon = closed - accepted <= 7

    @staticmethod
    def classes(batch: pa.RecordBatch) -> np.ndarray:
        columns = [codes(batch.column(name)) for name in ("service", "beneficiary", "outcome", "channel")]
        combined, size = 0, 1
        for numbers, texts in columns:
            combined, size = combined * len(texts) + numbers, size * len(texts)
        (_, services), (_, beneficiaries), (_, outcomes), (_, channels) = columns
        table = [bits_of(s, b, o, c) for s in services for b in beneficiaries for o in outcomes for c in channels]
        return np.array(table, dtype=np.uint16)[combined]

    def sums(self, poor: np.ndarray, excluded: np.ndarray) -> np.ndarray:
        """Sums by measure and cell of the records that count."""
        self.good[excluded] = False
        rows = np.flatnonzero(self.good & ((self.bits & (TALKS | PUBLICITY | CASE)) > 0))
        bits, place = self.bits[rows], self.place[rows]
        cells = len(poor) * common.MONTHS
        accepted = place * common.MONTHS + self.accepted[rows]
        closed = place * common.MONTHS + self.closed[rows]
        in_year, same = self.in_year[rows], self.accepted[rows] == self.closed[rows]
        count = lambda cell, mask: np.bincount(cell[mask], minlength=cells)
        dispute = (bits & MEDIATION > 0) & (poor[place] | (bits & POOR_PERSON > 0))
        talks, publicity = bits & TALKS > 0, bits & PUBLICITY > 0
        conditions = {
            "publicity_events": publicity, "publicity_events_poor": publicity & poor[place], "aid_requested": bits & AID > 0,
            "disputes_registered": dispute, "cases_accepted": bits & CASE > 0, "cases_closed": bits & NOT_PENDING > 0,
            "disputes_mediated": dispute, "disputes_settled": dispute & (bits & SETTLED > 0),
            "aid_granted": bits & GRANTED > 0, "disputes_handled": dispute,
            "cases_closed_soon": (bits & CASE > 0) & self.soon[rows],
        }
        found = np.zeros((len(SUMS), cells), dtype=np.int64)
        # Sums in floating point are exact up to 2^53.
        found[0] = np.bincount(accepted[talks], weights=self.persons[rows][talks], minlength=cells)
        for number, name in enumerate(SUMS[1:], 1):
            measure = name.removesuffix("_same")
            if measure in common.BY_ACCEPTED:
                found[number] = count(accepted, conditions[measure])
            else:
                mask = conditions[measure] & in_year
                found[number] = count(closed, mask & same if name.endswith("_same") else mask)
        return found


def standing_of(table: pa.Table, rows: np.ndarray) -> pd.DataFrame:
    """Of the rows whose hashes agree those whose ids do: whether their contents agree, and which is the first."""
    shared = table.take(pa.array(rows)).to_pandas()
    shared["row"] = rows + 1
    shared["record_id"] = shared["record_id"].astype(object)
    shared = shared[shared.duplicated("record_id", keep=False)]
    contents = shared.drop_duplicates(["record_id", *CONTENT]).groupby("record_id").size()
    return pd.DataFrame({
        "row": shared["row"], "record_id": shared["record_id"],
        "identical": shared["record_id"].map(contents) == 1, "first": ~shared.duplicated("record_id"),
    })


def roll_up(register: common.Register, sums: np.ndarray) -> np.ndarray:
    """By measure, division and month, from below upward."""
    dense = sums.reshape(len(SUMS), len(register.codes), common.MONTHS)
    depth = np.array(register.depth)
    above = np.array([-1 if place is None else place for place in register.parent_place])
    for level in range(depth.max(), 0, -1):
        below = np.flatnonzero(depth == level)
        # Divisions are in order of codes, so those below one division follow each other.
        parents, starts = np.unique(above[below], return_index=True)
        dense[:, parents] += np.add.reduceat(dense[:, below], starts, axis=1)
    return dense


def tuned(task: common.Task):
    table = load(task)
    register, poor = pd.Index(task.register.codes), np.array([mark is True for mark in task.register.poor])
    batches = table.to_batches(max_chunksize=1 << 18)
    starts = np.cumsum([0, *(len(batch) for batch in batches)])
    with ThreadPoolExecutor(task.threads) as pool:
        chunks = list(pool.map(lambda batch: Chunk(batch, register), batches))
        hashes = np.concatenate([chunk.hashes[chunk.given] for chunk in chunks])
        hashes.sort()
        repeated = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
        del hashes

        def proposed(chunk: Chunk) -> np.ndarray:
            places = np.minimum(np.searchsorted(repeated, chunk.hashes), max(len(repeated) - 1, 0))
            return np.flatnonzero((repeated[places] == chunk.hashes) & chunk.given) if len(repeated) else np.array([], int)

        rows = np.concatenate([found + start for found, start in zip(pool.map(proposed, chunks), starts)])
        standing = standing_of(table, rows)
        excluded = standing.loc[~(standing["identical"] & standing["first"]), "row"].to_numpy() - 1
        cuts = np.searchsorted(excluded, starts)
        parts = [excluded[cuts[n]:cuts[n + 1]] - starts[n] for n in range(len(chunks))]
        sums = np.zeros((len(SUMS), len(poor) * common.MONTHS), dtype=np.int64)
        for part in pool.map(lambda pair: pair[0].sums(poor, pair[1]), zip(chunks, parts)):
            sums += part
    monthly = dict(zip(SUMS, roll_up(task.register, sums)))
    task.mark("measures")
    figures = long_table({name: monthly[name] for name in SUMS}, len(poor))
    task.mark("tables")
    findings = [standing[["row", "record_id"]].assign(rule=np.where(standing["identical"], "identical_copy", "conflicting_records"))]
    for rule in RULES:
        rows = np.concatenate([np.flatnonzero(chunk.failing[rule]) + start for chunk, start in zip(chunks, starts)])
        ids = table.column("record_id").take(pa.array(rows)).to_pandas().astype(object)
        findings.append(pd.DataFrame({"row": rows + 1, "record_id": ids, "rule": rule}))
    findings = pd.concat(findings)[["rule", "row", "record_id"]].sort_values(["rule", "row"])
    task.mark("findings")
    return figures, findings


def long_table(monthly: dict[str, np.ndarray], divisions: int) -> pd.DataFrame:
    none = np.full(divisions * common.MONTHS, -1, dtype=np.int64)
    parts = []
    for place, (top, bottom) in enumerate(common.INDICATORS.values()):
        by_month = monthly[f"{top}_same" if top in common.BY_BOTH else top]
        parts.append(pd.DataFrame({
            "division": np.repeat(np.arange(divisions), common.MONTHS), "indicator": place,
            "month": np.tile(np.arange(1, common.MONTHS + 1), divisions),
            "numerator": monthly[top].cumsum(axis=1).ravel(),
            "denominator": monthly[bottom].cumsum(axis=1).ravel() if bottom else none,
            "month_numerator": by_month.ravel(), "month_denominator": monthly[bottom].ravel() if bottom else none,
        }))
    return pd.concat(parts)


def to_result(task, found) -> common.Result:
    table, findings = found
    columns = {name: table[name].to_numpy() for name in table.columns}
    keys = findings["record_id"].where(findings["record_id"].notna(), None)
    return common.Result(common.from_long(columns), list(zip(findings["rule"], findings["row"].tolist(), keys)))
