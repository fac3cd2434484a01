"""The Python package against the same work in Rust: `bench.py LIBRARY DEFINITION RECORDS.csv ROUNDS`.

Both run in one process, in turns. Rust has Arrow batches in memory, Python the frames people
have. What is measured is `huimin.assess`, from the frame to the assessment.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import time
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pa_csv

import huimin as hm

COLUMNS = (
    "record_id", "unit_code", "service", "accepted_on", "closed_on",
    "beneficiary", "outcome", "channel",
)  # fmt: skip
AS_OF = "2019-11-30"


def frames(path):
    """The records as every library holds them."""
    texts = pa_csv.ConvertOptions(
        column_types={name: pa.string() for name in (*COLUMNS, "persons")}, strings_can_be_null=True
    )
    arrow = pa_csv.read_csv(path, convert_options=texts)
    typed = pa_csv.ConvertOptions(
        column_types={
            **dict.fromkeys(COLUMNS, pa.string()),
            "accepted_on": pa.date32(),
            "closed_on": pa.date32(),
        },
        strings_can_be_null=True,
    )
    words = ["service", "beneficiary", "outcome", "channel"]
    pandas = pd.read_csv(path, dtype=dict.fromkeys(COLUMNS, str))
    polars = pl.read_csv(path, schema_overrides=dict.fromkeys(COLUMNS, pl.String))
    return {
        "pyarrow, texts": arrow,
        "pyarrow, dates typed": pa_csv.read_csv(path, convert_options=typed),
        "pandas": pandas,
        "pandas, categories": pandas.astype(dict.fromkeys(words, "category")),
        "polars": polars,
        "polars, categories": polars.with_columns(pl.col(words).cast(pl.Categorical)),
    }


def main(library, definition, path, rounds):
    rust = ctypes.CDLL(library)
    rust.bench_open.restype = ctypes.c_uint64
    rust.bench_open.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    rust.bench_assess.restype = ctypes.c_double
    rust.bench_assess.argtypes = [ctypes.c_size_t]
    file = Path(path).read_bytes()
    records = rust.bench_open(file, len(file))
    programme = hm.Programme.from_file(definition)
    network = hm.Network.builtin("yunnan-2019")
    hm.Tally(programme, network)
    print(f"{records} records, best of {rounds} rounds")
    found = None
    for name, frame in frames(path).items():
        for threads in (1, 2):
            best_rust = best_python = float("inf")

            def assess(frame=frame, threads=threads):
                records = {"records": frame}
                return hm.assess(programme, network, records, as_of=AS_OF, threads=threads)

            for _ in range(rounds):
                best_rust = min(best_rust, rust.bench_assess(threads))
                gc.collect()
                start = time.perf_counter()
                # Given back at once, as in Rust.
                assess()
                best_python = min(best_python, time.perf_counter() - start)
            assessment = assess()
            said = [row["numerator"] for row in assessment.fractions.to_dicts()[:1000]]
            said.append(len(assessment.findings))
            found = found or said
            assert said == found, f"{name} says something else"
            print(
                f"{name:22} {threads} thread{'s' * (threads > 1):1} Rust {best_rust * 1e3:7.1f} ms"
                f"   Python {best_python * 1e3:7.1f} ms   ratio {best_python / best_rust:.3f}"
            )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
