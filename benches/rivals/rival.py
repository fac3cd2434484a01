"""One run of one rival in a process of its own: prints one line of JSON.

rival.py ENGINE --input parquet|parquet-plain|arrow|arrow-dict|csv --data DIRECTORY --threads T
"""

import argparse
import importlib
import os
from pathlib import Path

ENGINES = {
    "duckdb-user": ("with_duckdb", "user"),
    "duckdb-tuned": ("with_duckdb", "tuned"),
    "polars-user": ("with_polars", "user"),
    "polars-tuned": ("with_polars", "tuned"),
    "pandas-user": ("with_pandas", "user"),
    "datafusion-user": ("with_datafusion", "user"),
    "datafusion-tuned": ("with_datafusion", "tuned"),
    "pandas-tuned": ("with_numpy", "tuned"),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("--input", default="parquet")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    # Before the engines are loaded: some read it once.
    os.environ["POLARS_MAX_THREADS"] = str(arguments.threads)
    import common

    module, way = ENGINES[arguments.engine]
    engine = importlib.import_module(module)
    register = common.Register.read(arguments.data / "register.csv")
    task = common.Task(arguments.input, arguments.data, arguments.threads, register)
    run = engine.prepare(task, way)
    print(common.measure(arguments.engine, task, run, engine.to_result))


if __name__ == "__main__":
    main()
