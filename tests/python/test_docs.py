"""The Python blocks and the commands `huimin …` of the documents are run, page by page, and print
what is shown. Skipped where the package is not installed.

What stands in a block ```text behind a block is what that prints; behind a command it stands below
it. `…` on a line of its own is for what is left out. Blocks of a page share their names, and run in
an empty directory that has the repository's `examples`. A Chinese page speaks Chinese, and takes
code from the English one.
"""

import contextlib
import importlib.util
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    page
    for page in sorted((ROOT / "docs").rglob("*.md"))
    if re.search(r"^```(python|console)", page.read_text(encoding="utf-8"), re.MULTILINE)
    or page.name.endswith(".zh.md")
]
INCLUDED = re.compile(r'^--8<-- "([^":]+)(?::([\w-]+))?"$', re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What they print is checked by `tests/readme.rs`, or takes a network and an hour.
NOT_HERE = ("make ", "cargo ", "pip ")
HUIMIN = importlib.util.find_spec("huimin")
FRAMES = all(importlib.util.find_spec(name) for name in ("pandas", "polars", "pyarrow"))


def text_of(page):
    """A page with what it includes."""
    return _included(page.read_text(encoding="utf-8"))


def _included(text):
    def content(match):
        found = (ROOT / match[1]).read_text(encoding="utf-8")
        if match[2]:
            start, end = (f"--8<-- [{edge}:{match[2]}]" for edge in ("start", "end"))
            lines = found.splitlines()
            edges = [
                next(number for number, line in enumerate(lines) if edge in line)
                for edge in (start, end)
            ]
            found = "\n".join(lines[edges[0] + 1 : edges[1]])
        return _included(found).rstrip("\n")

    return INCLUDED.sub(content, text)


class StartPages(unittest.TestCase):
    def test_they_show_parts_of_what_the_readmes_show(self):
        for page, readme in (("index.md", "README.md"), ("index.zh.md", "README.zh-CN.md")):
            shown = BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))[0][1]
            printed = (ROOT / readme).read_text(encoding="utf-8")
            for part in re.split(r"^ *…\n", shown, flags=re.MULTILINE):
                self.assertIn(part, printed)


@unittest.skipUnless(HUIMIN, "needs the package huimin")
class Documents(unittest.TestCase):
    maxDiff = None

    def test_blocks_print_what_is_shown(self):
        self.assertGreaterEqual(len(PAGES), 14)
        for page in PAGES:
            text = text_of(page)
            if not FRAMES and re.search("pandas|polars", "".join(body for _, body in BLOCK.findall(text))):
                continue
            with self.subTest(page=page.name), _workplace():
                self._run(text, "zh" if page.name.endswith(".zh.md") else "en")

    def _run(self, text, language):
        import huimin

        huimin.set_language("en" if language == "en" else None)
        names = {}
        printed = None
        blocks = BLOCK.findall(text)
        for word, body in blocks:
            if word == "python":
                self._is_shown("", printed)
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(compile(body, "block", "exec"), names)  # noqa: S102
                printed = out.getvalue()
            elif word == "text" and printed:
                self._is_shown(body, printed)
                printed = None
            elif word == "console":
                self._commands(body, language)
        self._is_shown("", printed)

    def _is_shown(self, shown, printed):
        if printed is None:
            return
        if "…\n" not in shown:
            self.assertEqual(shown, printed)
        for part in shown.split("…\n"):
            self.assertIn(part, printed)

    def _commands(self, body, language):
        for command in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            line, _, shown = command.partition("\n")
            if line.startswith(NOT_HERE):
                continue
            name, *arguments = shlex.split(line)
            self.assertEqual(name, "huimin")
            done = subprocess.run(
                [sys.executable, "-m", "huimin", *arguments],
                capture_output=True,
                encoding="utf-8",
                env={**os.environ, "LANG": "en_GB.UTF-8" if language == "en" else "zh_CN.UTF-8"},
                check=False,
            )
            self.assertIn(done.returncode, (0, 1), done.stderr)
            if shown:
                self._is_shown(shown, done.stdout)


@contextlib.contextmanager
def _workplace():
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        Path("examples").symlink_to(ROOT / "examples")
        try:
            yield
        finally:
            os.chdir(before)


if __name__ == "__main__":
    unittest.main()
