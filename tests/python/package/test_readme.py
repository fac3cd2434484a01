"""The Python of the READMEs prints what stands below it, with and without data frames."""

from __future__ import annotations

import doctest
import importlib
import re

import pytest
from conftest import REPOSITORY

HOSTS = ("pandas", "polars", "pyarrow", "duckdb")


@pytest.fixture(params=["README.md", "README.zh-CN.md"])
def text(request, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    return (REPOSITORY / request.param).read_text(encoding="utf-8")


def failures(block):
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README", 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    return runner.failures


def test_blocks_print_what_is_shown(text):
    blocks = re.findall(r"```pycon\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 3
    assert failures("\n".join(blocks)) == 0


def test_every_line_of_python_is_run(text):
    lines = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert [line.split()[2].split(".")[0] for line in "".join(lines).splitlines()] == list(HOSTS)


@pytest.mark.parametrize("host", HOSTS)
def test_frames_print_the_same(text, host):
    pytest.importorskip(host)
    if host == "pandas":
        pytest.importorskip("pyarrow")
    module = "pyarrow.csv" if host == "pyarrow" else host
    importlib.import_module(module)
    five = re.search(r"```pycon\n(.*?)```", text, flags=re.DOTALL)[1]
    line = re.search(rf"^disputes = {host}\..*$", text, flags=re.MULTILINE)[0]
    with_frame = five.replace('>>> disputes = "examples/records/disputes.csv"', f">>> {line}")
    assert with_frame != five
    assert failures(f">>> import {module}\n{with_frame}") == 0
