"""The other commands: ``check``, ``sample``, ``allocate``, ``draw``."""

from __future__ import annotations

import csv
import os
import sys
from typing import TYPE_CHECKING

from huimin import _errors, _native
from huimin._allocation import allocate as _allocate
from huimin._command._words import print_json, say
from huimin._core import Network, Programme
from huimin._native import NETWORKS
from huimin._sample import sample as _sample
from huimin.inspect import draw as _draw

if TYPE_CHECKING:
    import argparse

    Row = tuple[int | None, list[str | None]]

_LARGEST = 2**63 - 1
_CODE_DIGITS = 12


def programme_of(name: str) -> Programme:
    """A programme by its file or its name."""
    is_file = name.lower().endswith(".toml") or os.sep in name or os.path.isfile(name)  # noqa: PTH113
    return Programme.from_file(name) if is_file else Programme.builtin(name)


def network_of(name: str) -> Network:
    """A register by its file or its name."""
    if name in NETWORKS:
        return Network.builtin(name)
    is_file = "." in name or os.sep in name or os.path.exists(name)  # noqa: PTH110
    return Network.from_file(name) if is_file else Network.builtin(name)


def check(options: argparse.Namespace) -> int:
    """Checks a definition."""
    programme = Programme.from_file(options.file)
    name = options.network
    if name is None:
        name = programme.id if programme.id in NETWORKS else NETWORKS[0]
    warnings = programme.check(network_of(name))
    if options.json:
        print_json({"programme": programme.id, "warnings": [one._asdict() for one in warnings]})
        return 0
    for warning in warnings:
        place = f"{options.file}:{warning.line}:{warning.column}"
        print(f"{place}: {warning.gravity} {warning.code}: {warning.message}")
    say(
        f"{programme!r}：可以使用，{len(warnings)} 条警告",
        f"{programme!r}: can be used, {len(warnings)} warnings",
    )
    return 0


def sample(options: argparse.Namespace) -> int:
    """Writes invented records."""
    network = network_of(options.network)
    if not options.force:
        names = ("divisions", *_native.sample_datasets(network._native))
        paths = [os.path.join(options.directory, f"{name}.csv") for name in names]  # noqa: PTH118
        present = [path for path in paths if os.path.lexists(path)]
        if present:
            raise _errors.made(
                "input",
                f"已有这些文件，不予覆盖：{'、'.join(present)}；请换一个目录，确要覆盖的请加 --force",
                f"these files exist and are not written over: {', '.join(present)}; "
                "name another directory, or say --force",
            )
    datasets = _sample(
        options.directory, network=network, records=options.records, seed=options.seed
    )
    if options.json:
        print_json({"directory": options.directory, "datasets": list(datasets)})
    else:
        say(
            f"已在 {options.directory} 写出区划登记册和 {len(datasets)} 个数据集（全部记录均为虚构）",
            f"wrote the register and {len(datasets)} datasets to {options.directory} "
            "(all records are invented)",
        )
    return 0


def _rows(options: argparse.Namespace, network: Network, table: str) -> list[Row]:
    """The rows of a small table."""
    return _native.small_table(
        network._native, table, options.file, sheet=options.sheet, encoding=options.encoding
    )


def _count(options: argparse.Namespace, line: int | None, column: str, text: str) -> int:
    """A number of a small table, which must not be negative."""
    number = int(text)
    if 0 <= number <= _LARGEST:
        return number
    raise _errors.made(
        "input",
        f"应为不小于 0 的整数，实为 `{text}`",
        f"expected a whole number of 0 or more, but found `{text}`",
        file=options.file,
        line=line,
        column=column,
    )


def allocate(options: argparse.Namespace) -> int:
    """Takes a target down a network."""
    network = network_of(options.network)
    columns: dict[str, dict[str, int]] = {
        name: {} for name in ("weight", "minimum", "capacity", "pin")
    }
    for line, (code, *values) in _rows(options, network, "weights"):
        for (name, column), text in zip(columns.items(), values, strict=True):
            if code is not None and text is not None:
                column[code] = _count(options, line, name, text)
    shares = _allocate(
        network,
        root=options.root,
        target=options.target,
        to=options.to,
        weights=columns["weight"],
        minima=columns["minimum"],
        capacities=columns["capacity"],
        pins=columns["pin"],
        method=options.method,
    )
    if options.json:
        print_json([share._asdict() for share in shares])
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("division_code", "division_name", "level", "weight", "quota", "target"))
    writer.writerows(
        (
            share.division_code,
            share.division_name,
            share.level,
            share.weight,
            "" if share.quota is None else str(share.quota),
            share.target,
        )
        for share in shares
    )
    return 0


def draw(options: argparse.Namespace) -> int:
    """Draws a sample."""
    network = network_of(options.network)
    rows = _rows(options, network, "units")
    units = [(stratum or "", key or "") for _, (stratum, key) in rows]
    sizes: dict[str, int] = {}
    others: int | None = None
    for stratum, count in options.size:
        if stratum is None:
            others = count
        else:
            sizes[_padded(stratum)] = count
    if others is None:
        units = [unit for unit in units if unit[0] in sizes]
    else:
        for stratum, _ in units:
            sizes.setdefault(stratum, others)
    drawn = _draw(units, seed=options.seed, sizes=sizes)
    if options.json:
        print_json([unit._asdict() for unit in drawn])
        return 0
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("stratum", "key", "digest"))
    writer.writerows(drawn)
    return 0


def _padded(code: str) -> str:
    """A code of a division as tables have it."""
    return code.ljust(_CODE_DIGITS, "0") if code.isdigit() else code
