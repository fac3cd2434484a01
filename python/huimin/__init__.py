"""huimin 惠民: the calculation core of public-service programmes.

One definition of a programme, the same figure digit for digit wherever it is computed,
each figure explained back to its records and its clause.

>>> import huimin as hm
>>> a = hm.assess("yuxi-2019", "yuxi-2019", {"disputes": [
...     {"dispute_id": "D1", "division_code": "530402001001", "party": "poor_household",
...      "registered_on": "2019-03-01", "mediated_on": "2019-03-09", "outcome": "settled"}]},
...     as_of="2019-11-30")
>>> a.value("mediation_success_rate", "530402").display
'100.00%'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huimin._core import (
    Added,
    Assessment,
    Network,
    Programme,
    Tally,
    assess,
    check,
    reconcile,
)
from huimin._errors import (
    ArgumentError,
    BytesError,
    CancelledError,
    DefinitionError,
    Diagnostic,
    Error,
    FigureOverflowError,
    InputError,
    LimitError,
    NetworkError,
    StateError,
    Words,
)
from huimin._figures import Explanation, Figure, Finding
from huimin._language import set_language
from huimin._native import TABLES, __version__
from huimin._table import Table

if TYPE_CHECKING:
    from huimin import inspect, plot
    from huimin._allocation import Part, Score, Share, allocate, apportion, score
    from huimin._directory import DirectoryPart, NotRead, Received, read_directory
    from huimin._sample import sample

__all__ = [
    "TABLES",
    "Added",
    "ArgumentError",
    "Assessment",
    "BytesError",
    "CancelledError",
    "DefinitionError",
    "Diagnostic",
    "DirectoryPart",
    "Error",
    "Explanation",
    "Figure",
    "FigureOverflowError",
    "Finding",
    "InputError",
    "LimitError",
    "Network",
    "NetworkError",
    "NotRead",
    "Part",
    "Programme",
    "Received",
    "Score",
    "Share",
    "StateError",
    "Table",
    "Tally",
    "Words",
    "__version__",
    "allocate",
    "apportion",
    "assess",
    "check",
    "inspect",
    "plot",
    "read_directory",
    "reconcile",
    "sample",
    "score",
    "set_language",
]

# What a notebook seldom asks for is loaded when it is asked for.
_LATER = {
    "DirectoryPart": "_directory",
    "NotRead": "_directory",
    "Part": "_allocation",
    "Received": "_directory",
    "Score": "_allocation",
    "Share": "_allocation",
    "allocate": "_allocation",
    "apportion": "_allocation",
    "inspect": "inspect",
    "plot": "plot",
    "read_directory": "_directory",
    "sample": "_sample",
    "score": "_allocation",
}


def __getattr__(name: str) -> object:
    """A name that is loaded when it is asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"{__name__}.{_LATER[name]}")
    value: object = module if name == _LATER[name] else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """All public names."""
    return __all__
