"""The Python of the READMEs prints what stands below it."""

from __future__ import annotations

import doctest
import re

import pytest
from conftest import REPOSITORY


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_blocks_print_what_is_shown(name, monkeypatch):
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    monkeypatch.chdir(REPOSITORY)
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```pycon\n(.*?)```", text, flags=re.DOTALL)
    assert len(blocks) == 2
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, name, name, 0)
    assert len(test.examples) >= 6
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert runner.failures == 0
