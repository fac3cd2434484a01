"""What the scripts share: processes that measure, tables, the places of a document that they fill."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BINARY = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release" / "huimin-benches"
DOCUMENT = ROOT / "docs" / "performance.md"


# Input -> its file and the generator's switch for it. What is in memory comes from the first.
FILES = {
    "parquet": ("records.parquet", "--parquet"),
    "parquet-plain": ("records_plain.parquet", "--plain"),
    "csv": ("records.csv", "--csv"),
}


def generate(records: int, source: str, out: Path) -> Path:
    """The file of an input, written once, beside the register."""
    directory = out / str(records)
    name, switch = FILES.get(source, FILES["parquet"])
    if not (directory / name).exists():
        say(f"generating {records:,} records: {name}")
        subprocess.run([BINARY, "generate", "--records", str(records), "--data", directory, switch], check=True)
    return directory


def run(command: list) -> dict:
    """One run in a process of its own, which says in its last line what it found."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}{done.stdout}")
    return json.loads(done.stdout.splitlines()[-1])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def median(runs: list[dict], field: str, **wanted) -> float | None:
    values = [found[field] for found in runs if all(found[name] == value for name, value in wanted.items())]
    return statistics.median(values) if values else None


def shown(value: float | None, form: str) -> str:
    return "—" if value is None else form.format(value)


def table(title: str, columns: list[str], rows: dict[str, list[str]]) -> str:
    """Rows by their names, as Markdown."""
    lines = [f"| {title} | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    lines += [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()]
    return "\n".join(lines) + "\n"


def environment(packages: list[str]) -> str:
    """Machine, date and versions in one line each."""
    from importlib.metadata import version

    model = re.search(r"model name\s*:\s*(.*)", read("/proc/cpuinfo"))
    total = re.search(r"MemTotal:\s*(\d+)", read("/proc/meminfo"))
    memory = f", {int(total.group(1)) / 1e6:.0f} GB of memory" if total else ""
    versions = [f"{name} {version(name)}" for name in packages]
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()
    versions += [f"rustc {rust[1]}"] if len(rust) > 1 else []
    load = "" if os.getloadavg()[0] < 2.5 else f"; **the machine was busy with other work too** (load {os.getloadavg()[0]:.1f})"
    return (
        f"{date.today()}; {model.group(1) if model else platform.machine()}, {os.cpu_count()} processors{memory}, "
        f"{platform.system()} {platform.release().split('-')[0]}{load}; Python {platform.python_version()}, {', '.join(versions)}."
    )


def read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def publish(section: str, text: str, write: bool) -> None:
    """Prints a section, and with `write` puts it in its place in the document."""
    print("\n" + text)
    if not write:
        return
    begin, end = f"<!-- {section}: begin -->\n", f"<!-- {section}: end -->"
    document = DOCUMENT.read_text()
    before, found, rest = document.partition(begin)
    old, closed, after = rest.partition(end)
    if not found or not closed:
        sys.exit(f"{DOCUMENT} has no place for `{section}`")
    DOCUMENT.write_text(before + begin + text.rstrip() + "\n" + end + after)
