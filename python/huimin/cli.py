"""The command ``huimin``.

Exit code: 0 where all targets are met (or nothing was to be judged), 1 where some are not, 2 for
bad input, 3 where that cannot be judged: a dataset was not handed over, or a figure has no value.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from huimin import _errors, _files, _language
from huimin._command._arguments import parser
from huimin._command._words import language_of, print_json, words

if TYPE_CHECKING:
    from collections.abc import Sequence

_DONE, _BAD_INPUT, _INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _language.set_language(language_of(given))
    options = parser().parse_args(given)
    options.json = getattr(options, "json", False)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except _errors.Error as error:
        if options.json:
            print_json({"error": _parts(error)})
        _complain(error)
        return _BAD_INPUT
    except BrokenPipeError:
        # Who reads the output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _DONE
    except OSError as error:
        name = f"`{error.filename}` " if error.filename else ""
        said = _files.words(error)
        print(f"huimin: {words(f'{name}：', name)}{said}", file=sys.stderr)
        return _BAD_INPUT
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return _INTERRUPTED
    return code


def _parts(error: _errors.Error) -> dict[str, object]:
    """An error for programs, with what it puts together."""
    parts: dict[str, object] = json.loads(error.args[0])
    if error.causes:
        parts["causes"] = [_parts(cause) for cause in error.causes]
    return parts


def _complain(error: _errors.Error) -> None:
    """Says what is wrong: several faults one by one, each a paragraph."""
    paragraphs = [str(error.message), *map(str, error.causes)] if error.causes else [str(error)]
    paragraphs += getattr(error, "__notes__", [])
    print("huimin: " + "\n\n".join(paragraphs), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
