"""Time and memory of the library as records grow.

scale.py [--records 1000000,10000000,50000000] [--rounds K] [--threads T] [--out DIRECTORY] [--write-docs]

Says for each step whether time and memory grew no faster than the records did.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from tables import BINARY, ROOT, environment, generate, median, publish, run, say, table

INPUT = "parquet"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", default="1000000,10000000,50000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args()
    counts = sorted({int(count) for count in options.records.split(",")})
    directories = {records: generate(records, INPUT, options.out) for records in counts}
    for records in counts:
        assert_identical(records, directories[records], options.threads)
    runs = []
    for number in range(options.rounds):
        for records in counts:
            found = run([*command(records, directories[records], options.threads), "--no-digest"])
            runs.append(found | {"above": found["peak_mb"] - found["before_mb"]})
            say(f"  round {number + 1}: {records:,} records: {found['seconds']:.3f} s, {found['peak_mb']:.0f} MB")
    (options.out / "scale.json").write_text(json.dumps(runs, indent=1))
    publish("scale", report(runs, counts, options), options.write_docs)


def command(records: int, directory: Path, threads: int) -> list:
    return [BINARY, "run", "--input", INPUT, "--records", records, "--threads", threads, "--data", directory]


def assert_identical(records: int, directory: Path, threads: int) -> None:
    """No rival has to hold so many records: the same on one and on all threads is what is asked here."""
    found = [run(command(records, directory, count)) for count in (1, threads)]
    if any(one["records"] != records for one in found) or found[0]["digest"] != found[1]["digest"]:
        sys.exit(f"{records:,} records: " + ", ".join(f"{one['records']:,} with {one['digest']}" for one in found))


def report(runs: list[dict], counts: list[int], options: argparse.Namespace) -> str:
    def of(field: str, records: int) -> float:
        return median(runs, field, records=records)

    rows = {}
    for records in counts:
        millions = records / 1e6
        seconds, peak, above = of("seconds", records), of("peak_mb", records), of("above", records)
        rows[f"{records:,}"] = [
            f"{seconds:.3f}", f"{seconds / millions:.4f}", f"{of('cpu', records) / millions:.4f}",
            f"{peak:.0f}", f"{peak / millions:.1f}", f"{above / millions:.1f}",
        ]
    columns = ["s", "s per million", "processor s per million", "peak MB", "peak MB per million", "above the start, MB per million"]
    text = f"From Parquet, {options.threads} threads, medians of {options.rounds} interleaved rounds. {environment([])}\n\n"
    text += table("records", columns, rows)
    steps = list(zip(counts, counts[1:])) + ([(counts[0], counts[-1])] if len(counts) > 2 else [])
    growth = {}
    for fewer, more in steps:
        factors = [of(field, more) / of(field, fewer) for field in ("seconds", "peak_mb", "above")]
        most = more / fewer
        verdict = "yes" if max(factors) <= most else "no"
        growth[f"{fewer:,} → {more:,}"] = [f"× {most:.1f}", *(f"× {factor:.1f}" for factor in factors), verdict]
    if growth:
        columns = ["records", "time", "peak memory", "memory above the start", "none faster than the records"]
        text += "\n" + table("growth", columns, growth)
    return text


if __name__ == "__main__":
    main()
