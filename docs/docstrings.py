"""Docstrings of the package as the site needs them: doctests as blocks, roles as code."""

import re

from griffe import Extension

DOCTEST = re.compile(r"^>>> .*(?:\n(?!\n).*)*", re.MULTILINE)
ROLE = re.compile(r":\w+:`~?([\w.]+)`")


class Docstrings(Extension):
    """Rewrites every docstring before its sections are read."""

    def on_instance(self, *, obj, **_):
        if obj.docstring:
            text = DOCTEST.sub(lambda test: f"```pycon\n{test[0]}\n```", obj.docstring.value)
            obj.docstring.value = ROLE.sub(r"`\1`", text)
