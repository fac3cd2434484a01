"""The package is light: nothing is needed, nothing heavy is loaded, and it is there at once."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import requires

import huimin as hm

HEAVY = (
    "pandas",
    "polars",
    "pyarrow",
    "numpy",
    "duckdb",
    "tqdm",
    "argparse",
    "dataclasses",
    "html",
    "csv",
    "altair",
    "vl_convert",
)


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_nothing_heavy_is_loaded():
    code = f"import sys, huimin; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert run(code).strip() == "[]"


def test_import_takes_less_than_50_milliseconds():
    """Of the processor's time: what else the machine does is no matter of the package."""
    code = "import time; start = time.process_time(); import huimin; print(time.process_time() - start)"
    assert min(float(run(code)) for _ in range(7)) < 0.05


def test_nothing_is_needed():
    needed = [line for line in requires("huimin") or () if "extra ==" not in line]
    assert needed == []


def test_every_public_name_is_there():
    assert all(hasattr(hm, name) for name in hm.__all__)
    assert all(hasattr(hm.inspect, name) for name in hm.inspect.__all__)
    assert hm.__version__.count(".") == 2
