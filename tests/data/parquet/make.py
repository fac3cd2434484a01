"""Makes the files beside it: three columns packed in every way, and times of the old type INT96.

Run with pyarrow and fastparquet installed; the files are kept, so that no test needs either.
"""

import datetime
from pathlib import Path

import fastparquet
import pandas
import pyarrow
import pyarrow.parquet

HERE = Path(__file__).parent

table = pyarrow.table(
    {
        "id": [f"C-{row:03}" for row in range(200)],
        "persons": pyarrow.array(range(200), pyarrow.int32()),
        "note": ["办结" if row % 3 else None for row in range(200)],
    }
)
for codec in ["gzip", "brotli", "lz4", "snappy", "zstd"]:
    # What pyarrow calls lz4 is LZ4_RAW.
    name = "lz4_raw" if codec == "lz4" else codec
    pyarrow.parquet.write_table(table, HERE / f"{name}.parquet", compression=codec)
fastparquet.write(str(HERE / "lz4.parquet"), table.to_pandas(), compression="LZ4", stats=False)

moments = [
    datetime.datetime(2019, 11, 30, 16, 0),
    datetime.datetime(2019, 12, 1),
    datetime.datetime(9999, 12, 31),
    datetime.datetime(4000, 1, 1),
    datetime.datetime(1600, 2, 29, 23, 59, 59, 999999),
    None,
]
numbers = pyarrow.array(range(len(moments)))
for unit, store_schema in [("ns", True), ("us", True), ("us", False)]:
    held = moments if unit == "us" else [*moments[:2], None, None, None, None]
    times = pyarrow.table(
        {
            "number": numbers,
            "int96": pyarrow.array(held, pyarrow.timestamp("us")).cast(pyarrow.timestamp(unit)),
            "text": pyarrow.array(["x"] * len(moments)),
        }
    )
    bare = "" if store_schema else "_bare"
    pyarrow.parquet.write_table(
        times,
        HERE / f"int96_{unit}{bare}.parquet",
        use_deprecated_int96_timestamps=True,
        store_schema=store_schema,
    )
    if unit == "ns":
        pyarrow.parquet.write_table(times, HERE / "timestamp_ns.parquet")
