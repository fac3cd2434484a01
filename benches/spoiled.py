"""Sampled records in which many things are wrong at once, for comparing what two programs make of them.

A sample is plausible and keeps its figures whatever is wrong in it, so there are conditions that no record of it tells
apart. Here one cell of ten has another value of its column, or one at an edge, and one row of ten is there twice, with
another content or in another spelling.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.parquet as parquet

SEED = 2019
CELLS, ROWS = 0.1, 0.1
EDGES = {
    pa.string(): [None, "", "other", "530402", "530402000", "530402998001", "53O402", "25:00"],
    pa.date32(): [None, date(2018, 12, 31), date(2019, 1, 1), date(2019, 6, 30), date(2019, 11, 30), date(2019, 12, 1),
                  date(2019, 12, 31), date(2020, 1, 15)],
    pa.int64(): [None, -1, 0, 1, 7, 8, 501],
    pa.bool_(): [None, False, True],
}


def spoil(source: Path, target: Path) -> None:
    """The files of a sample, spoiled, beside its register."""
    target.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    for path in sorted(source.glob("*.parquet")):
        table = parquet.read_table(path)
        twice = np.flatnonzero(random.random(len(table)) < ROWS)
        # Half of the repeated rows are spoiled by themselves, so that most differ; half are copies.
        spoiled = spoiled_table(pa.concat_tables([table, table.take(twice[::2])]), random)
        table = pa.concat_tables([spoiled, written_otherwise(spoiled.take(twice[1::2]))])
        parquet.write_table(table.take(random.permutation(len(table))), target / path.name, row_group_size=20_000)
    for path in source.glob("*.csv"):
        shutil.copy(path, target)


def spoiled_table(table: pa.Table, random: np.random.Generator) -> pa.Table:
    columns = []
    for column in table.columns:
        edges = pa.array(EDGES[column.type], column.type)
        values = pa.concat_arrays([*column.chunks, edges])
        places = np.arange(len(column))
        other = random.integers(0, len(values), len(column))
        edge = random.integers(len(column), len(values), len(column))
        kind = random.random(len(column))
        places = np.where(kind < CELLS / 2, other, np.where(kind < CELLS, edge, places))
        columns.append(values.take(pa.array(places)))
    return pa.table(columns, names=table.column_names)


def written_otherwise(table: pa.Table) -> pa.Table:
    """The same records: a text that is missing is empty, a division code has a blank before it."""
    columns = []
    for name, column in zip(table.column_names, table.columns):
        if name == "division_code":
            column = compute.binary_join_element_wise(" ", column, "")
        elif column.type == pa.string():
            column = compute.fill_null(column, "")
        columns.append(column)
    return pa.table(columns, names=table.column_names)
