"""The command ``huimin``.

Exit code: 0 where all targets are met (or nothing was to be judged), 1 where some are not, 2 for
bad input, 3 where that cannot be judged: a dataset was not handed over, or a figure has no value.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from huimin import _errors, _frames, _labels, _language
from huimin._allocation import allocate
from huimin._core import Network, Programme, Tally
from huimin._native import NETWORKS, __version__
from huimin._sample import sample
from huimin.inspect import draw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from huimin._core import Assessment

_MET, _NOT_MET, _BAD_INPUT, _CANNOT_BE_JUDGED = 0, 1, 2, 3
_FILED = ("indicators", "progress", "findings")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; its exit code."""
    options = _parser().parse_args(arguments)
    _language.set_language(options.lang)
    try:
        code: int = options.run(options)
    except _errors.Error as error:
        if options.json:
            _print_json({"error": json.loads(error.args[0])})
        print(f"huimin: {error}", file=sys.stderr)
        return _BAD_INPUT
    except BrokenPipeError:
        # Who reads the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _MET
    except OSError as error:
        print(f"huimin: {error}", file=sys.stderr)
        return _BAD_INPUT
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    english = os.environ.get("LANG", "").startswith("en")
    common.add_argument(
        "--lang",
        choices=("zh", "en"),
        default="en" if english else "zh",
        help="language of what people read (default: zh, or en where LANG begins with en)",
    )
    common.add_argument("--json", action="store_true", help="print JSON for programs")
    parser = argparse.ArgumentParser(
        prog="huimin",
        description="Verified, exact, explained figures of public-service programmes.",
    )
    parser.add_argument("--version", action="version", version=f"huimin {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check", parents=[common], help="check a definition file and compute its examples"
    )
    check.add_argument("file", help="the definition, TOML")
    check.add_argument(
        "--network",
        help="register: FILE.csv or a built-in name (default: the programme's, else yuxi-2019)",
    )
    check.set_defaults(run=_check)

    assess = commands.add_parser(
        "assess", parents=[common], help="from a directory of record files to the acceptance tables"
    )
    assess.add_argument("directory", help="a file per dataset, named after it; divisions.csv")
    assess.add_argument(
        "--programme", default="yuxi-2019", help="FILE.toml or a built-in name (default: yuxi-2019)"
    )
    assess.add_argument("--as-of", required=True, type=_date, help="the day, such as 2019-11-30")
    assess.add_argument("--out", required=True, help="directory for the results")
    assess.add_argument("--encoding", help="of CSV files: utf-8 (default), gb18030, utf-16le or utf-16be")
    assess.add_argument("--threads", type=int, help="threads (default: all)")
    assess.set_defaults(run=_assess)

    invented = commands.add_parser(
        "sample", parents=[common], help="write a year of invented records"
    )
    invented.add_argument("directory")
    invented.add_argument(
        "--records", type=int, help="about how many (default: the programme's scale)"
    )
    invented.add_argument("--seed", type=int, default=2019)
    invented.add_argument("--network", default="yuxi-2019", help="FILE.csv or a built-in name")
    invented.set_defaults(run=_sample)

    allocation = commands.add_parser(
        "allocate", parents=[common], help="take a target down the network"
    )
    allocation.add_argument(
        "file", help="CSV: division_code, weight, and if need be minimum, capacity, pin"
    )
    allocation.add_argument("--network", default="yuxi-2019", help="FILE.csv or a built-in name")
    allocation.add_argument(
        "--root", required=True, help="code of the division that has the target"
    )
    allocation.add_argument("--target", required=True, type=int)
    allocation.add_argument("--to", required=True, help="county, township or village")
    allocation.add_argument(
        "--method", default="largest_remainder", help="largest_remainder, webster or hill"
    )
    allocation.set_defaults(run=_allocate)

    drawing = commands.add_parser("draw", parents=[common], help="draw a stratified sample")
    drawing.add_argument("file", help="CSV: stratum (a division code), key")
    drawing.add_argument("--seed", required=True, help="whoever knows it can repeat the draw")
    drawing.add_argument(
        "--size",
        required=True,
        action="append",
        metavar="[STRATUM=]UNITS",
        help="units of a stratum; without one, of every other stratum",
    )
    drawing.set_defaults(run=_draw)
    return parser


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date such as 2019-11-30") from None


def _say(zh: str, en: str) -> None:
    print(en if _language.of(None) == "en" else zh)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))


def _programme(name: str) -> Programme:
    return Programme.from_file(name) if name.endswith(".toml") else Programme.builtin(name)


def _network(name: str | None, programme: Programme) -> Network:
    if name is None:
        return Network.builtin(programme.id)
    return Network.from_file(name) if name.endswith(".csv") else Network.builtin(name)


def _check(options: argparse.Namespace) -> int:
    programme = Programme.from_file(options.file)
    network = options.network
    if network is None:
        network = programme.id if programme.id in NETWORKS else NETWORKS[0]
    warnings = programme.check(_network(network, programme))
    if options.json:
        _print_json({"programme": programme.id, "warnings": [one._asdict() for one in warnings]})
        return _MET
    for warning in warnings:
        place = f"{options.file}:{warning.line}:{warning.column}"
        print(f"{place}: {warning.gravity} {warning.code}: {warning.message}")
    _say(
        f"{programme!r}:可以使用,{len(warnings)} 条警告",
        f"{programme!r}: can be used, {len(warnings)} warnings",
    )
    return _MET


def _files(directory: str, datasets: dict[str, _errors.Words]) -> dict[str, str]:
    """The file of every dataset that has one."""
    if not os.path.isdir(directory):  # noqa: PTH112
        raise _errors.made(
            "input",
            f"没有目录 `{directory}`",
            f"expected a directory of record files, but there is no `{directory}`",
        )
    files: dict[str, str] = {}
    for name in sorted(os.listdir(directory)):  # noqa: PTH208
        stem, ending = os.path.splitext(name)  # noqa: PTH122
        if stem not in datasets or ending.lower() not in _frames.ENDINGS:
            continue
        if stem in files:
            raise _errors.made(
                "input",
                f"数据集 {stem} 有两个文件:`{os.path.basename(files[stem])}` 和 `{name}`,请只留一个",  # noqa: PTH119
                f"dataset {stem} has two files, `{os.path.basename(files[stem])}` and `{name}`; keep one",  # noqa: PTH119
                dataset=stem,
            )
        files[stem] = os.path.join(directory, name)  # noqa: PTH118
    return files


def _assess(options: argparse.Namespace) -> int:
    programme = _programme(options.programme)
    datasets = programme.datasets
    files = _files(options.directory, datasets)
    register = os.path.join(options.directory, "divisions.csv")  # noqa: PTH118
    has_own = os.path.exists(register)  # noqa: PTH110
    network = Network.from_file(register) if has_own else Network.builtin(programme.id)
    tally = Tally(programme, network)
    read: dict[str, int | None] = {}
    for dataset, label in datasets.items():
        path = files.get(dataset)
        if path is None:
            read[dataset] = None
            if not options.json:
                _say(
                    f"  {dataset}({label.zh})：没有文件，所需的数值无法计算",
                    f"  {dataset} ({label.en}): no file, so figures that need it have no value",
                )
            continue
        is_text = path.lower().endswith(".csv")
        with _Bar(label.get(), shown=not options.json) as bar:
            added = tally.add(
                dataset,
                path,
                encoding=options.encoding if is_text else None,
                threads=options.threads,
                progress=bar.show,
            )
        read[dataset] = added.records
        if not options.json:
            ignored = ", ".join(added.ignored_columns)
            zh, en = (
                (f",未读的列:{ignored}", f", columns not read: {ignored}") if ignored else ("", "")
            )
            _say(
                f"  {dataset}({label.zh}):{added.records} 条{zh}",
                f"  {dataset} ({label.en}): {added.records} records{en}",
            )
    assessment = tally.assess(options.as_of, threads=options.threads)
    written = _write(assessment, options.out)
    _report(assessment, read, written, as_json=options.json)
    codes = {"not_met": _NOT_MET, "cannot_be_judged": _CANNOT_BE_JUDGED}
    return codes.get(assessment.judgement, _MET)


def _write(assessment: Assessment, directory: str) -> list[str]:
    os.makedirs(directory, exist_ok=True)  # noqa: PTH103
    written = []
    for name in _FILED:
        path = os.path.join(directory, f"{name}.csv")  # noqa: PTH118
        table = assessment.table(name)
        if table is not None:
            table.to_csv(path)
            written.append(path)
    for name, write in (("report.html", assessment.to_html), ("report.xlsx", assessment.to_excel)):
        path = os.path.join(directory, name)  # noqa: PTH118
        write(path)
        written.append(path)
    return written


def _report(
    assessment: Assessment,
    read: dict[str, int | None],
    written: list[str],
    *,
    as_json: bool,
) -> None:
    root = assessment._native.root
    labels = {name: _errors.Words(zh, en) for name, zh, en in assessment._native.indicators}
    figures = {name: assessment.value(name, root) for name in labels} if root is not None else {}
    if as_json:
        shown = {
            name: {
                "display": figure.display,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "target": figure.target,
                "met": figure.met,
                "reason": figure.reason,
            }
            for name, figure in figures.items()
        }
        _print_json(
            {
                "as_of": assessment.as_of,
                "verdict": assessment.verdict,
                "judgement": assessment.judgement,
                "not_received": assessment.not_received,
                "division_code": root,
                "indicators": shown,
                "records": read,
                "findings": len(assessment.findings),
                "files": written,
            }
        )
        return
    print()
    from huimin._native import aligned

    english = _language.of(None) == "en"
    heads = (
        ["indicator", "value", "attainment", "verdict"]
        if english
        else ["指标", "数值", "完成率", "结论"]
    )
    words = {True: ("达标", "met"), False: ("未达标", "not met"), None: ("—", "—")}
    rows = [
        [
            labels[name].get(),
            figure.display,
            "—" if figure.attainment is None else f"{figure.attainment}%",
            words[figure.met][english],
        ]
        for name, figure in figures.items()
    ]
    print(aligned(heads, [False, True, True, False], rows), end="")
    zh, en = (_labels.cell("judgement", assessment.judgement, it) for it in ("zh", "en"))
    _say(f"\n结论：{zh}", f"\nverdict: {en}")
    _say(
        f"\n校验结果 {len(assessment.findings)} 条;已写出:{'、'.join(written)}",
        f"\n{len(assessment.findings)} findings; written: {', '.join(written)}",
    )


class _Bar:
    """Progress on a terminal; nothing elsewhere."""

    _WIDTH = 30

    def __init__(self, label: str, *, shown: bool) -> None:
        self._label = label
        self._shown = shown and sys.stderr.isatty()

    def show(self, done: int, total: int | None) -> None:
        if self._shown and total:
            filled = min(self._WIDTH, self._WIDTH * done // total)
            bar = "█" * filled + "░" * (self._WIDTH - filled)
            print(f"\r\x1b[K{self._label} {bar}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _sample(options: argparse.Namespace) -> int:
    given = options.network
    network = Network.from_file(given) if given.endswith(".csv") else Network.builtin(given)
    datasets = sample(
        options.directory, network=network, records=options.records, seed=options.seed
    )
    if options.json:
        _print_json({"directory": options.directory, "datasets": list(datasets)})
    else:
        _say(
            f"已在 {options.directory} 写出区划登记册和 {len(datasets)} 个数据集(全部记录均为虚构)",
            f"wrote the register and {len(datasets)} datasets to {options.directory} "
            "(all records are invented)",
        )
    return _MET


def _rows(path: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a small CSV file with these columns."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
            reader = csv.DictReader(file)
            rows = list(reader)
            columns = reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _errors.made(
            "input",
            f"文件 `{path}` 不能读入:{error}",
            f"the file `{path}` cannot be read: {error}",
        ) from error
    for name in needed:
        if name not in columns:
            found = ", ".join(columns) or "—"
            raise _errors.made(
                "input",
                f"缺少列 `{name}`;文件中的列:{found}",
                f"column `{name}` is missing; the columns found are: {found}",
                column=name,
            )
    return rows


def _whole(text: str, row: int | None, column: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _errors.made(
            "input",
            f"应为整数,实为 `{text}`",
            f"expected a whole number, but found `{text}`",
            row=row,
            column=column,
        ) from None


def _allocate(options: argparse.Namespace) -> int:
    rows = _rows(options.file, ("division_code", "weight"))

    def column(name: str) -> dict[str, int]:
        return {
            row["division_code"]: _whole(row[name], number, name)
            for number, row in enumerate(rows, start=1)
            if row.get(name)
        }

    given = options.network
    network = Network.from_file(given) if given.endswith(".csv") else Network.builtin(given)
    shares = allocate(
        network,
        root=options.root,
        target=options.target,
        to=options.to,
        weights=column("weight"),
        minima=column("minimum"),
        capacities=column("capacity"),
        pins=column("pin"),
        method=options.method,
    )
    if options.json:
        _print_json([share._asdict() for share in shares])
    else:
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
    return _MET


def _draw(options: argparse.Namespace) -> int:
    rows = _rows(options.file, ("stratum", "key"))
    units = [(row["stratum"], row["key"]) for row in rows]
    sizes: dict[str, int] = {}
    others: int | None = None
    for given in options.size:
        stratum, _, count = given.rpartition("=")
        if stratum:
            sizes[stratum] = _whole(count, None, "--size")
        else:
            others = _whole(count, None, "--size")
    if others is not None:
        for stratum, _ in units:
            sizes.setdefault(stratum, others)
    else:
        units = [unit for unit in units if unit[0] in sizes]
    drawn = draw(units, seed=options.seed, sizes=sizes)
    if options.json:
        _print_json([unit._asdict() for unit in drawn])
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("stratum", "key", "digest"))
        writer.writerows(drawn)
    return _MET


if __name__ == "__main__":
    sys.exit(main())
