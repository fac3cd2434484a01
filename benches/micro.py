"""Where the library's time goes, with the limits of the machine beside it.

micro.py [--records N] [--input parquet|arrow|arrow-dict] [--rounds K] [--out DIRECTORY] [--write-docs]
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from tables import BINARY, ROOT, environment, generate, publish


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
    command = [BINARY, "micro", "--input", options.input, "--records", options.records, "--rounds", options.rounds, "--data", directory]
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    publish("micro", f"{environment([])} {done.stdout}", options.write_docs)


if __name__ == "__main__":
    main()
