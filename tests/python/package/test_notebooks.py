"""The notebooks run, and print what they show.

`HUIMIN_UPDATE=1` writes their outputs anew. Pictures are not compared: fonts differ.
"""

from __future__ import annotations

import json
import os

import pytest
from conftest import REPOSITORY

for _package in ("pandas", "pyarrow", "altair", "vl_convert", "ipykernel"):
    pytest.importorskip(_package)
nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")

NOTEBOOKS = sorted((REPOSITORY / "examples/notebooks").glob("*.ipynb"))
# The only metadata that are kept: the description of a picture for those who do not see it.
KEPT = {"alt"}
TEXTS = ("text/plain", "text/html")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_it_shows(path, tmp_path, monkeypatch):
    notebook = _ran(path, tmp_path, monkeypatch)
    if os.environ.get("HUIMIN_UPDATE"):
        path.write_text(_written(notebook), encoding="utf-8")
    stored = nbformat.read(path, as_version=4)
    for place, (now, then) in enumerate(zip(notebook.cells, stored.cells, strict=True)):
        assert _shown(now) == _shown(then), f"cell {place}, {now.id}"
    assert not list((tmp_path / "work").iterdir()), "a notebook leaves nothing behind"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_written_in_one_way(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert path.read_text(encoding="utf-8") == _written(notebook)
    assert all(cell.id.startswith(("text-", "code-")) for cell in notebook.cells)
    first = notebook.cells[0].source.splitlines()[0]
    assert first.isascii(), "the first line is English"
    for cell in notebook.cells:
        pictures = [output for output in cell.get("outputs", []) if _is_picture(output)]
        assert not pictures or cell.metadata.get("alt"), f"{cell.id} describes its picture"


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 3


def _ran(path, tmp_path, monkeypatch):
    """The notebook with what it prints now."""
    for name in ("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "TMPDIR"):
        directory = tmp_path / name.lower()
        directory.mkdir()
        monkeypatch.setenv(name, str(directory))
    work = tmp_path / "work"
    work.mkdir()
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.pop("outputs", None)
        if cell.cell_type == "code":
            cell.outputs = []
    resources = {"metadata": {"path": str(work)}}
    nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources=resources
    ).execute()
    for cell in notebook.cells:
        # Told where a machine has no Chinese font, with the path of the cell.
        kept = [one for one in cell.get("outputs", []) if "FontWarning" not in one.get("text", "")]
        if cell.cell_type == "code":
            cell.outputs = kept
    assert not list((tmp_path / "tmpdir").iterdir()), "temporary directories are removed"
    return notebook


def _is_picture(output):
    return any(kind.startswith("image/") for kind in output.get("data", {}))


def _shown(cell):
    """The texts of a cell's outputs."""
    shown = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            if shown and shown[-1][0] == output.name:
                shown[-1][1] += output.text
            else:
                shown.append([output.name, output.text])
        elif not _is_picture(output):
            shown += [[kind, output.data[kind]] for kind in TEXTS if kind in output.data]
    return shown


def _written(notebook):
    """The text of a notebook's file: the same wherever it was run."""
    cells = []
    runs = 0
    for cell in notebook.cells:
        kept = {
            "cell_type": cell.cell_type,
            "id": cell.id,
            "metadata": {name: cell.metadata[name] for name in KEPT & set(cell.metadata)},
            "source": cell.source.splitlines(keepends=True),
        }
        if cell.cell_type == "code":
            runs += 1
            kept["execution_count"] = runs
            kept["outputs"] = [_output(output, runs) for output in _merged(cell.outputs)]
        cells.append(dict(sorted(kept.items())))
    made = {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _merged(outputs):
    """Outputs, with what is printed in several pieces as one."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else None
        if (
            output.output_type == "stream"
            and last is not None
            and last.output_type == "stream"
            and last.name == output.name
        ):
            last.text += output.text
        else:
            merged.append(output.copy())
    return merged


def _output(output, run):
    if output.output_type == "stream":
        return {
            "name": output.name,
            "output_type": "stream",
            "text": output.text.splitlines(keepends=True),
        }
    kinds = (
        [kind for kind in output.data if kind == "image/png"]
        if _is_picture(output)
        else [kind for kind in TEXTS if kind in output.data]
    )
    data = {
        kind: output.data[kind].strip()
        if kind == "image/png"
        else output.data[kind].splitlines(keepends=True)
        for kind in sorted(kinds)
    }
    kept = {"data": data, "metadata": {}, "output_type": output.output_type}
    if output.output_type == "execute_result":
        kept["execution_count"] = run
    return dict(sorted(kept.items()))
