"""Runs the library and its rivals in turn, asserts that all of them found the
same, and prints how many times longer the rivals took.

bench.py [--records N] [--csv-records N] [--rounds K] [--threads T] [--inputs a,b] [--engines x,y]
         [--out DIRECTORY] [--write-docs]

Every run is a process of its own. A round runs every engine once, so that what
else the machine does meets all of them; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from pathlib import Path

from tables import BINARY, HERE, ROOT, environment, generate, median, publish, read, run, say, shown, table

INPUTS = ["parquet", "parquet-plain", "arrow", "arrow-dict", "csv"]
TUNED = ["duckdb-tuned", "polars-tuned", "datafusion-tuned", "pandas-tuned"]
USER = ["duckdb-user", "polars-user", "datafusion-user", "pandas-user"]
LIBRARY = "huimin"
PACKAGES = ["duckdb", "polars", "datafusion", "pandas", "pyarrow", "numpy"]
# Input -> how many times the faster of DuckDB and Polars, tuned and as a user writes it.
GOALS = {"parquet": (5, 8), "arrow": (5, 9), "arrow-dict": (7, 12), "csv": (2, 3)}
PEAK_MB, THREADS_GAIN, LIBRARY_MB = 250, 1.8, 5
# Stages that count; the tables with words come after them.
COMPARED = ["add", "assess", "figures", "findings"]
# Megabytes for a million records, from files and from memory, rounded up: what would not fit is left out.
NEEDS = {
    "duckdb-user": (300, 550), "polars-user": (450, 750), "datafusion-user": (800, 1000), "pandas-user": (1500, 1700),
    "duckdb-tuned": (100, 350), "polars-tuned": (150, 500), "datafusion-tuned": (400, 600), "pandas-tuned": (500, 700),
    LIBRARY: (150, 300),
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--csv-records", type=int, help="records of the CSV file: 1,000,000 at most unless told")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--inputs", default=",".join(INPUTS))
    parser.add_argument("--engines", default=",".join(TUNED + USER), help="rivals; empty for the library alone")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args()
    options.inputs = options.inputs.split(",")
    options.engines = [engine for engine in options.engines.split(",") if engine]
    options.csv_records = options.csv_records or min(options.records, 1_000_000)
    return options


def records_of(options: argparse.Namespace, source: str) -> int:
    return options.csv_records if source == "csv" else options.records


def command(engine: str, source: str, threads: int, options: argparse.Namespace) -> list:
    records = records_of(options, source)
    common = ["--input", source, "--threads", threads, "--data", options.out / str(records)]
    if engine == LIBRARY:
        return [BINARY, "run", "--records", records, *common]
    return [sys.executable, HERE / "rivals" / "rival.py", engine, *common]


def fits(engine: str, source: str, options: argparse.Namespace) -> bool:
    """Whether the machine's memory is enough, with a fifth to spare."""
    kilobytes = next((int(line.split()[1]) for line in read("/proc/meminfo").splitlines() if line.startswith("MemTotal")), 1 << 40)
    needed = NEEDS[engine][source.startswith("arrow")] * records_of(options, source)
    return needed <= kilobytes * 1024 * 0.8


def measure(options: argparse.Namespace) -> list[dict]:
    """All runs, round by round."""
    cases = []
    for source in options.inputs:
        generate(records_of(options, source), source, options.out)
        threads = [options.threads, 1] if options.threads > 1 else [1]
        cases += [(LIBRARY, source, count) for count in threads]
        for engine in options.engines:
            if fits(engine, source, options):
                cases.append((engine, source, options.threads))
            else:
                say(f"  {engine} on {source} is left out: {records_of(options, source):,} records would not fit into memory")
    runs = []
    for number in range(options.rounds):
        for engine, source, threads in cases:
            found = run(command(engine, source, threads, options))
            # The start holds the engine's own code, the register, and an input that is in memory.
            above = found["peak_mb"] - found["before_mb"]
            runs.append(found | {"round": number, "records": records_of(options, source), "above": above})
            say(f"  round {number + 1}: {source}, {engine}, {threads} threads: {found['seconds']:.3f} s")
    return runs


def assert_identical(runs: list[dict]) -> None:
    """All engines of one number of records agree."""
    for records in sorted({found["records"] for found in runs}):
        digests = {}
        for found in runs:
            if found["records"] == records:
                digests.setdefault(found["digest"], set()).add(f"{found['engine']} on {found['input']}")
        if len(digests) != 1:
            sys.exit("the engines disagree:\n" + "\n".join(f"{digest}: {sorted(who)}" for digest, who in digests.items()))


def report(runs: list[dict], options: argparse.Namespace) -> str:
    threads = options.threads
    engines = [engine for engine in [LIBRARY, *TUNED, *USER] if engine == LIBRARY or engine in options.engines]
    of = lambda field, source, engine: median(runs, field, input=source, engine=engine, threads=threads)

    def ratio(source: str, engine: str) -> float | None:
        theirs = of("seconds", source, engine)
        return theirs and theirs / of("seconds", source, LIBRARY)

    def by_engine(title: str, cell, form: str) -> str:
        rows = {name: [shown(cell(source, name), form) for source in options.inputs] for name in engines}
        return table(title, columns, rows)

    columns = [f"{source}, {records_of(options, source):,}" for source in options.inputs]
    digests = {found["records"]: f"{found['digest']} ({found['findings']:,} findings)" for found in runs}
    parts = [
        f"{options.records:,} records, {threads} threads, medians of {options.rounds} interleaved rounds. {environment(PACKAGES)}\n",
        "All engines found the same: " + "; ".join(f"{records:,} records {digest}" for records, digest in digests.items()) + ".\n",
        by_engine("times the library's time", ratio, "{:.2f}"),
        goals(runs, options, ratio),
        by_engine("seconds", lambda source, engine: of("seconds", source, engine), "{:.3f}"),
        by_engine("processor seconds", lambda source, engine: of("cpu", source, engine), "{:.2f}"),
        by_engine("peak MB of the process", lambda source, engine: of("peak_mb", source, engine), "{:.0f}"),
        by_engine("peak MB above the start", lambda source, engine: of("above", source, engine), "{:.0f}"),
        stages(runs, options, columns),
    ]
    return "\n".join(parts)


def goals(runs: list[dict], options: argparse.Namespace, ratio) -> str:
    """What is aimed at, what was reached."""
    rows = {}

    def add(name: str, goal: str, reached: float | None, form: str, met: bool | None) -> None:
        if reached is not None:
            rows[name] = [goal, form.format(reached), "yes" if met else "no"]

    for source in options.inputs:
        for kind, place in (("tuned", 0), ("user", 1)):
            found = [ratio(source, f"{engine}-{kind}") for engine in ("duckdb", "polars")]
            found = [value for value in found if value]
            if source in GOALS and found:
                goal = GOALS[source][place]
                who = "tuned" if kind == "tuned" else "as a user writes it"
                add(f"{source}, {who}", f"≥ {goal} ×", min(found), "{:.2f} ×", min(found) >= goal)
        one = median(runs, "seconds", input=source, engine=LIBRARY, threads=1)
        more = median(runs, "seconds", input=source, engine=LIBRARY, threads=options.threads)
        if options.threads == 2:
            add(f"{source}, 1 → 2 threads", f"≥ {THREADS_GAIN} ×", one / more, "{:.2f} ×", one / more >= THREADS_GAIN)
    if "parquet" in options.inputs:
        peaks = {engine: median(runs, "peak_mb", input="parquet", engine=engine, threads=options.threads)
                 for engine in [LIBRARY, *options.engines]}
        own = peaks.pop(LIBRARY)
        leanest = min((peak for peak in peaks.values() if peak), default=float("inf"))
        add("peak MB from Parquet", f"≤ {PEAK_MB}, < {leanest:.0f}", own, "{:.0f}", own <= PEAK_MB and own < leanest)
    size = library_megabytes()
    add("MB of the default shared library", f"< {LIBRARY_MB}", size, "{:.2f}", size is not None and size < LIBRARY_MB)
    return table("goal", ["aimed at", "reached", "met"], rows)


def library_megabytes() -> float | None:
    """A shared library with the default features and a few functions in C, stripped."""
    for name in ("libhuimin_minimal.so", "libhuimin_minimal.dylib", "huimin_minimal.dll"):
        path = ROOT / "target" / "minimal" / name
        if path.exists():
            return path.stat().st_size / 1e6
    return None


def stages(runs: list[dict], options: argparse.Namespace, columns: list[str]) -> str:
    own = [found for found in runs if found["engine"] == LIBRARY and found["threads"] == options.threads]
    names = [*COMPARED, *(["worded"] if "worded" in own[0] else [])]

    def cell(source: str, stage: str) -> str:
        values = [found["stages"].get(stage, found.get(stage)) for found in own if found["input"] == source]
        return f"{statistics.median(values):.3f}"

    labels = {"add": "adding the records", "assess": "assessing", "figures": "the exact fractions", "findings": "the list of findings",
              "worded": "beside it, not counted: tables with words, which no rival makes"}
    return table("stages of the library, s", columns, {labels[name]: [cell(source, name) for source in options.inputs] for name in names})


def main() -> None:
    options = arguments()
    runs = measure(options)
    (options.out / "runs.json").write_text(json.dumps(runs, indent=1))
    assert_identical(runs)
    publish("comparison", report(runs, options), options.write_docs)


if __name__ == "__main__":
    main()
