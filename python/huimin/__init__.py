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

from huimin import inspect
from huimin._allocation import Part, Score, Share, allocate, apportion, score
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
from huimin._sample import sample
from huimin._table import Table

__all__ = [
    "TABLES",
    "Added",
    "ArgumentError",
    "Assessment",
    "BytesError",
    "CancelledError",
    "DefinitionError",
    "Diagnostic",
    "Error",
    "Explanation",
    "Figure",
    "FigureOverflowError",
    "Finding",
    "InputError",
    "LimitError",
    "Network",
    "NetworkError",
    "Part",
    "Programme",
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
    "reconcile",
    "sample",
    "score",
    "set_language",
]
