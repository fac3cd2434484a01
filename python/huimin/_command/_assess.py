"""``huimin assess``: from a directory to the acceptance tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from huimin import _core, _errors
from huimin._command import _receipt
from huimin._command._results import TABLES, Results, advice
from huimin._command._tools import network_of, programme_of
from huimin._command._words import Bar, joined, print_json, say, words
from huimin._directory import read_directory

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from huimin._directory import Received

MET, NOT_MET, CANNOT_BE_JUDGED = 0, 1, 3
_CODES = {"not_met": NOT_MET, "cannot_be_judged": CANNOT_BE_JUDGED}


def assess(options: argparse.Namespace) -> int:
    """Reads, assesses, prints and writes; the exit code."""
    programme = programme_of(options.programme)
    network = None if options.network is None else network_of(options.network)
    encodings = _encodings(options.encoding, programme)
    results = Results(options.out, with_json=options.json)
    own = results.ignored_in(options.directory)
    results.prepare()
    try:
        received = read_directory(
            programme,
            options.directory,
            network=network,
            ignore=[*options.ignore, *([own] if own else [])],
            sheet=options.sheet,
            encodings=encodings,
            merged=options.merged,
            digests=not options.no_digests,
        )
        with Bar(words("读入", "reading"), shown=not options.json) as bar:
            tally = received.tally(threads=options.threads, progress=bar.show)
        assessment = tally.assess(options.as_of, threads=options.threads)
    except BaseException as error:
        results.give_up()
        said = advice(error) if isinstance(error, _errors.Error) else None
        if said is not None:
            error.add_note(said)
        raise
    if options.json:
        written = results.write(assessment)
        print_json(_answer(assessment, received, tally, written))
    else:
        _receipt.receipt(assessment, programme)
        _receipt.indicators(assessment, _receipt.figures(assessment))
        _receipt.print_findings(assessment, _receipt.findings(assessment))
        written = results.write(assessment)
        say(f"\n已写出：{joined(written)}", f"\nwritten: {joined(written)}")
    return _CODES.get(assessment.judgement, MET)


def _encodings(given: Iterable[str], programme: _core.Programme) -> dict[str, str]:
    """Encodings by dataset; one without a dataset is for all others."""
    known = {"divisions": "divisions", "区划": "divisions"}
    for id_, label in programme.datasets.items():
        known.update({label.zh: id_, label.en: id_, id_: id_})
    declared: dict[str, str] = {}
    others: str | None = None
    for one in given:
        dataset, equals, encoding = one.rpartition("=")
        if equals:
            declared[known.get(dataset, dataset)] = encoding
        else:
            others = encoding
    if others is not None:
        for id_ in dict.fromkeys(known.values()):
            declared.setdefault(id_, others)
    return declared


def _answer(
    assessment: _core.Assessment,
    received: Received,
    tally: _core.Tally,
    written: list[str],
) -> dict[str, Any]:
    """What programs are told."""
    shown = {
        name: {
            "display": figure.display,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "target": figure.target,
            "attainment": figure.attainment,
            "met": figure.met,
            "reason": figure.reason,
        }
        for name, figure in _receipt.figures(assessment).items()
    }
    handed_over = set(tally.received)
    return {
        "as_of": assessment.as_of,
        "verdict": assessment.verdict,
        "judgement": assessment.judgement,
        "not_received": assessment.not_received,
        "division_code": assessment._native.root,
        "indicators": shown,
        "records": {
            dataset: tally.records(dataset) if dataset in handed_over else None
            for dataset in received.programme.datasets
        },
        "received": assessment.received.to_dicts(),
        "findings": len(assessment.findings),
        "findings_by_rule": _receipt.findings(assessment),
        "tables": {
            name: path for name in TABLES for path in written if path.endswith(f"{name}.json")
        },
        "files": written,
    }
