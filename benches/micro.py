"""Where the library's time goes, with the limits of the machine beside it.

micro.py [--records N] [--input parquet|arrow|arrow-dict] [--rounds K] [--out DIRECTORY] [--write-docs]
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import time
from pathlib import Path

import duckdb

from tables import BINARY, FILES, ROOT, environment, generate, publish, table

CSV_RECORDS = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--input", default="parquet")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench")
    parser.add_argument("--write-docs", action="store_true", help="put the tables into docs/performance.md")
    options = parser.parse_args()
    directory = generate(options.records, options.input, options.out)
    # Decoding alone is measured on the Parquet file, whatever the input is.
    generate(options.records, "parquet", options.out)
    stages = micro(options, options.input, options.records, directory)
    publish("micro", f"{environment(['duckdb'])} {stages}\n{csv_readers(options)}", options.write_docs)


def micro(options: argparse.Namespace, source: str, records: int, directory: Path, *more: str) -> str:
    command = [BINARY, "micro", "--input", source, "--records", records, "--rounds", options.rounds, "--data", directory, *more]
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout


def csv_readers(options: argparse.Namespace) -> str:
    """Reading the text of every column and nothing else, on one thread: the library, and DuckDB."""
    directory = generate(CSV_RECORDS, "csv", options.out)
    stages = micro(options, "csv", CSV_RECORDS, directory, "--only", "add")
    own = float(re.search(r"the input alone.*?([0-9.]+) ns", stages)[1])
    connection = duckdb.connect(config={"threads": 1})
    source = f"read_csv('{directory / FILES['csv'][0]}', header = true, all_varchar = true)"
    columns = [column for column, *_ in connection.execute(f"SELECT * FROM {source} LIMIT 0").description]
    query = f"SELECT {', '.join(f'count({column})' for column in columns)} FROM {source}"
    seconds = []
    for _ in range(options.rounds):
        start = time.perf_counter()
        connection.execute(query).fetchall()
        seconds.append(time.perf_counter() - start)
    theirs = statistics.median(seconds) / CSV_RECORDS * 1e9
    rows = {"huimin": [f"{own:.0f} ns", "1.00"], "DuckDB": [f"{theirs:.0f} ns", f"{theirs / own:.2f}"]}
    return table("CSV read on one thread, a record", ["time", "times the library's"], rows)


if __name__ == "__main__":
    main()
