"""The built-in programme on sampled records: the library, and SQL written by hand for DuckDB.

yuxi.py [--records N] [--rounds K] [--threads T] [--out DIRECTORY] [--write-docs]

Measured are all datasets together, and each one alone from its file to all figures. Every run of both must find the
same: every numerator and denominator, every record that is rejected, warned of or a copy. They are compared line by
line, before that on records in which very many things are wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

from spoiled import spoil
from tables import BINARY, HERE, ROOT, environment, median, publish, run, say, table

DATASETS = (
    "platforms", "residencies", "offerings", "people", "advisers", "publicity_events", "cases",
    "consultations", "needs", "aid_requests", "disputes", "milestones", "reports",
)
TOGETHER = ""
SPOILED_RECORDS = 100_000
RESULTS = ("figures.csv", "standings.csv")
STAGES = {
    "add": "adding the records", "assess": "assessing", "figures": "the exact fractions", "findings": "the list of findings",
}
ENGINES = {
    "huimin": [BINARY, "yuxi-run"],
    "duckdb": [sys.executable, HERE / "rivals" / "yuxi_with_duckdb.py"],
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/performance.md")
    return parser.parse_args()


def sample(records: int, out: Path) -> Path:
    """The files of a sample, written once."""
    directory = out / f"yuxi-{records}"
    if not (directory / "register.csv").exists():
        say(f"sampling {records:,} records")
        subprocess.run([BINARY, "yuxi-generate", "--records", str(records), "--data", directory], check=True)
    return directory


def measure(options: argparse.Namespace) -> list[dict]:
    directory = sample(options.records, options.out)
    runs = []
    for number in range(options.rounds):
        for dataset in (TOGETHER, *DATASETS):
            found = run_both(directory, dataset, options.threads)
            runs += found
            seconds = ", ".join(f"{one['engine']} {one['seconds']:.3f} s" for one in found)
            say(f"  round {number + 1}: {dataset or 'all datasets'}: {seconds}")
    return runs


def run_both(directory: Path, dataset: str, threads: int) -> list[dict]:
    """One run of each, which must find the same."""
    only = ["--only", dataset] if dataset else []
    common = ["--threads", threads, "--data", directory, *only]
    found = [run([*command, *common, "--results", directory / f"results-{engine}"]) for engine, command in ENGINES.items()]
    for name in RESULTS:
        texts = [(directory / f"results-{engine}" / name).read_text().splitlines() for engine in ENGINES]
        for number, lines in enumerate(zip_longest(*texts), 1):
            if len(set(lines)) != 1:
                places = "\n".join(f"{engine}: {line}" for engine, line in zip(ENGINES, lines))
                sys.exit(f"{dataset or 'all datasets'}: {name} differs in line {number}:\n{places}")
    return found


def report(runs: list[dict], options: argparse.Namespace) -> str:
    def of(field: str, engine: str, dataset: str) -> float:
        return median(runs, field, engine=engine, dataset=dataset)

    rows = {}
    for dataset in (*DATASETS, TOGETHER):
        records = of("records", "huimin", dataset)
        ours, theirs = (of("seconds", engine, dataset) for engine in ENGINES)
        rates = [f"{records / seconds / 1e3:,.0f}" for seconds in (ours, theirs)]
        rows[dataset or "**all together**"] = [f"{records:,.0f}", f"{ours:.4f}", f"{theirs:.4f}", *rates, f"{theirs / ours:.2f}"]
    peaks = [of("peak_mb", engine, TOGETHER) for engine in ENGINES]
    together = [found for found in runs if found["engine"] == "huimin" and found["dataset"] == TOGETHER]
    stages = {STAGES[stage]: [f"{statistics.median(found['stages'][stage] for found in together):.4f}"] for stage in STAGES}
    columns = ["records", "huimin, s", "DuckDB, s", "huimin, 1,000 records/s", "DuckDB, 1,000 records/s", "times the library's time"]
    return (
        f"{options.threads} threads for both, medians of {options.rounds} interleaved rounds. {environment(['duckdb'])}\n\n"
        "Both found the same in every run, line by line, and on spoiled records. "
        f"Peak memory of all together: {peaks[0]:.0f} MB, DuckDB {peaks[1]:.0f} MB. "
        f"The library also lists {together[0]['findings']:,} findings.\n\n"
        + table("dataset, alone", columns, rows) + "\n" + table("stages of the library, all together", ["s"], stages)
    )


def main() -> None:
    options = arguments()
    spoiled = options.out / "yuxi-spoiled"
    spoil(sample(SPOILED_RECORDS, options.out), spoiled)
    for dataset in (TOGETHER, *DATASETS):
        run_both(spoiled, dataset, options.threads)
    runs = measure(options)
    (options.out / "yuxi.json").write_text(json.dumps(runs, indent=1))
    publish("yuxi", report(runs, options), options.write_docs)


if __name__ == "__main__":
    main()
