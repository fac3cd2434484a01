"""Runs the library and its rivals in turn, asserts that all of them found the
same, and prints how many times longer the rivals took.

bench.py [--records N] [--rounds K] [--threads T] [--inputs a,b] [--engines x,y] [--out DIRECTORY]

Every run is a process of its own. A round runs every engine once, so that what
else the machine does meets all of them; the median of the rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BINARY = ROOT / "target" / "release" / "huimin-benches"
INPUTS = ["parquet", "parquet-plain", "arrow", "arrow-dict", "csv"]
RIVALS = ["duckdb-tuned", "duckdb-user", "polars-tuned", "polars-user", "datafusion-user", "pandas-user"]
LIBRARY = "huimin"
PACKAGES = ["duckdb", "polars", "datafusion", "pandas", "pyarrow"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--inputs", default=",".join(INPUTS))
    parser.add_argument("--engines", default=",".join(RIVALS), help="rivals; empty for the library alone")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench")
    return parser.parse_args()


def generate(records: int, directory: Path) -> None:
    """Writes the files, once; the mark says that they are whole."""
    mark = directory / "complete"
    if mark.exists():
        return
    print(f"generating {records:,} records", file=sys.stderr)
    command = [BINARY, "generate", "--records", str(records), "--data", directory, "--csv", "--plain"]
    subprocess.run(command, check=True)
    mark.touch()


def command(engine: str, source: str, records: int, threads: int, directory: Path) -> list:
    common = ["--input", source, "--threads", str(threads), "--data", directory]
    if engine == LIBRARY:
        return [BINARY, "run", "--records", str(records), *common]
    return [sys.executable, HERE / "rivals" / "rival.py", engine, *common]


def run(*parts) -> dict:
    done = subprocess.run(command(*parts), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{parts[0]} failed on {parts[1]}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def measure(options: argparse.Namespace, directory: Path) -> list[dict]:
    """All runs, round by round."""
    rivals = [engine for engine in options.engines.split(",") if engine]
    runs = []
    for round_number in range(options.rounds):
        for source in options.inputs.split(","):
            cases = [(LIBRARY, options.threads), *((engine, options.threads) for engine in rivals)]
            if options.threads > 1:
                cases.insert(1, (LIBRARY, 1))
            for engine, threads in cases:
                found = run(engine, source, options.records, threads, directory)
                # Up to all measures of every division and month: before they are written out as long tables.
                core = found["seconds"] - found["stages"]["tables"]
                # The start holds the engine's own code, the register, and an input that is in memory.
                above = found["peak_mb"] - found["before_mb"]
                runs.append(found | {"round": round_number, "records": options.records, "core": core, "above": above})
                seconds = found["seconds"]
                print(f"  round {round_number + 1}: {source}, {engine}, {threads} threads: {seconds:.3f} s", file=sys.stderr)
    return runs


def assert_identical(runs: list[dict]) -> None:
    digests = {}
    for found in runs:
        digests.setdefault(found["digest"], set()).add(f"{found['engine']} on {found['input']}")
    if len(digests) != 1:
        sys.exit("the engines disagree:\n" + "\n".join(f"{digest}: {sorted(who)}" for digest, who in digests.items()))


def median(runs: list[dict], field: str, **wanted) -> float | None:
    values = [found[field] for found in runs if all(found[name] == value for name, value in wanted.items())]
    return statistics.median(values) if values else None


def print_tables(runs: list[dict], options: argparse.Namespace) -> None:
    threads = options.threads
    engines = list(dict.fromkeys(found["engine"] for found in runs))
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    print(f"\n{options.records:,} records, {threads} threads, medians of {options.rounds} rounds, {date.today()}")
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; {versions}")
    print(f"all results identical: {runs[0]['digest']} ({runs[0]['findings']:,} findings)\n")
    columns = [("seconds", "seconds", "{:.3f}"), ("processor seconds", "cpu", "{:.2f}"), ("peak MB", "peak_mb", "{:.0f}"),
               ("peak MB above the start", "above", "{:.0f}")]
    for title, field, form in columns:
        print_table(title, engines, options, lambda source, engine: shown(
            median(runs, field, input=source, engine=engine, threads=threads), form))

    for title, field in [("times the library", "seconds"), ("the same without tables", "core")]:
        def ratio(source: str, engine: str) -> str:
            own = median(runs, field, input=source, engine=LIBRARY, threads=threads)
            theirs = median(runs, field, input=source, engine=engine, threads=threads)
            return shown(theirs / own if own and theirs else None, "{:.2f}")

        print_table(title, engines, options, ratio)
    if threads > 1:
        for source in options.inputs.split(","):
            one = median(runs, "seconds", input=source, engine=LIBRARY, threads=1)
            more = median(runs, "seconds", input=source, engine=LIBRARY, threads=threads)
            print(f"{source}: 1 → {threads} threads {one / more:.2f} ×")
    stages = runs[0]["stages"]
    print_table("stages of the library, s", list(stages), options, lambda source, stage: shown(
        statistics.median(found["stages"][stage] for found in runs
                          if found["engine"] == LIBRARY and found["input"] == source and found["threads"] == threads),
        "{:.3f}"))


def shown(value: float | None, form: str) -> str:
    return "—" if value is None else form.format(value)


def print_table(title: str, rows: list[str], options: argparse.Namespace, cell) -> None:
    sources = options.inputs.split(",")
    print(f"| {title} | " + " | ".join(sources) + " |")
    print("|---|" + "---:|" * len(sources))
    for row in rows:
        print(f"| {row} | " + " | ".join(cell(source, row) for source in sources) + " |")
    print()


def main() -> None:
    options = arguments()
    directory = options.out / str(options.records)
    generate(options.records, directory)
    runs = measure(options, directory)
    (options.out / "runs.json").write_text(json.dumps(runs, indent=1))
    assert_identical(runs)
    print_tables(runs, options)


if __name__ == "__main__":
    main()
