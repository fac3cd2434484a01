"""What all rivals share: the register, the canonical tables, the measuring."""

from __future__ import annotations

import csv
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xxhash

MONTHS = 12
# Indicator -> measures of numerator and denominator, in the definition's order.
INDICATORS = {
    "cases_handled": ("cases_closed", None),
    "consultations": ("consultation_persons", None),
    "publicity": ("publicity_events", None),
    "publicity_poor": ("publicity_events_poor", None),
    "grant_rate": ("aid_granted", "aid_requested"),
    "handling_rate": ("disputes_handled", "disputes_registered"),
    "success_rate": ("disputes_settled", "disputes_mediated"),
    "response_rate": ("cases_closed_soon", "cases_accepted"),
}
# Measures that count from the month of acceptance on.
BY_ACCEPTED = (
    "consultation_persons", "publicity_events", "publicity_events_poor",
    "aid_requested", "disputes_registered", "cases_accepted",
)
# Measures that count from the month of closing on.
BY_CLOSED = ("cases_closed", "disputes_mediated", "disputes_settled")
# Measures of what was accepted in a month and is closed by the date: to date
# they count from the month of closing on, by month only where both agree.
BY_BOTH = ("aid_granted", "disputes_handled", "cases_closed_soon")
MEASURES = BY_ACCEPTED + BY_CLOSED + BY_BOTH


@dataclass
class Register:
    """The divisions in order of their codes, and all pairs of a division and one above it or itself."""

    codes: list[str]
    poor: list[bool | None]
    pairs: list[tuple[str, str]]
    # How many divisions are above each one, and the place of the next one above (None for the topmost).
    depth: list[int]
    parent_place: list[int | None]

    @classmethod
    def read(cls, path: Path) -> Register:
        with open(path, newline="") as file:
            rows = list(csv.DictReader(file))
        parent = {row["code"]: row["parent"] for row in rows}
        pairs = []
        for code in parent:
            above = code
            while above:
                pairs.append((code, above))
                above = parent[above]
        poor = [None if row["poor"] == "" else row["poor"] == "1" for row in rows]
        place = {code: place for place, code in enumerate(parent)}
        depth = {}
        for code, above in parent.items():
            # In order of codes those above come first.
            depth[code] = depth[above] + 1 if above else 0
        parent_place = [place.get(above) for above in parent.values()]
        return cls(list(parent), poor, pairs, list(depth.values()), parent_place)


@dataclass
class Task:
    """What an engine is given."""

    input: str
    directory: Path
    threads: int
    register: Register
    # The records where they are in memory before the clock starts.
    memory: object = None
    marks: list[tuple[str, float]] = field(default_factory=list)

    def mark(self, stage: str) -> None:
        """A stage has ended: `measures` (all measures rolled up, to date and by month), `findings`, `tables`."""
        self.marks.append((stage, time.perf_counter()))

    @property
    def path(self) -> str:
        names = {"parquet": "records.parquet", "parquet-plain": "records_plain.parquet", "csv": "records.csv"}
        return str(self.directory / names[self.input])

    def arrow_table(self):
        """The records as an Arrow table, with plain or dictionary text."""
        import pyarrow as pa
        import pyarrow.parquet as parquet

        few = ["unit_code", "service", "beneficiary", "outcome", "channel"]
        coded = few if self.input == "arrow-dict" else []
        table = parquet.read_table(self.directory / "records.parquet", read_dictionary=coded)
        if coded:
            return table.unify_dictionaries()
        plain = [pa.field(f.name, pa.string()) if pa.types.is_dictionary(f.type) else f for f in table.schema]
        return table.cast(pa.schema(plain))


@dataclass
class Result:
    """What an engine found.

    `figures`: numerators and denominators to date, then of each month alone
    (-1 where there is no denominator), each an integer array by division in
    order of codes, indicator in the definition's order, and month.
    `findings`: rule, row and key.
    """

    figures: list[np.ndarray] = field(default_factory=list)
    findings: list[tuple[str, int, str]] = field(default_factory=list)

    def digest(self) -> str:
        figures = xxhash.xxh3_64()
        for numbers in self.figures:
            figures.update(np.ascontiguousarray(numbers, dtype="<i8").tobytes())
        findings = xxhash.xxh3_64()
        for rule, row, key in sorted(self.findings, key=lambda finding: finding[:2]):
            findings.update(f"{rule}\t{row}\t{key or ''}\n".encode())
        return f"{figures.hexdigest()}-{findings.hexdigest()}"


def from_long(columns: dict[str, np.ndarray]) -> list[np.ndarray]:
    """The canonical arrays from a long table: columns code_place, indicator_place, month, and four of numbers."""
    order = (columns["division"] * len(INDICATORS) + columns["indicator"]) * MONTHS + columns["month"] - 1
    figures = []
    for name in ("numerator", "denominator", "month_numerator", "month_denominator"):
        numbers = np.full(len(order), np.iinfo(np.int64).min, dtype=np.int64)
        numbers[order] = columns[name]
        figures.append(numbers)
    return figures


def status(name: str) -> float:
    """A line of the process's memory in megabytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024 / 1e6
    return float("nan")


def reset_peak() -> None:
    """Counts the peak of memory from now on."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass  # Then the peak also counts the time before.


def measure(engine: str, task: Task, run, to_result) -> str:
    """Runs an engine once and says how long it took, as one line of JSON."""
    reset_peak()
    before = status("VmRSS:")
    processor_before = time.process_time()
    start = time.perf_counter()
    found = run(task)
    seconds = time.perf_counter() - start
    processor = time.process_time() - processor_before
    peak = status("VmHWM:")
    stages, last = {}, start
    for stage, at in task.marks:
        stages[stage], last = round(at - last, 4), at
    result = to_result(task, found)
    return json.dumps({
        "engine": engine, "input": task.input, "threads": task.threads, "seconds": round(seconds, 4),
        "cpu": round(processor, 2),
        "peak_mb": round(peak, 1), "before_mb": round(before, 1),
        "stages": stages, "findings": len(result.findings),
        "digest": result.digest(),
    })
