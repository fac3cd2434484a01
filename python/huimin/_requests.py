"""Requests of plain values to the core, as JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from huimin import _native


def _number(value: Any) -> Any:
    """Numbers as they are written; a float by its shortest digits, as a person wrote it."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be part of a request")


def written(request: Any) -> str:
    """A request as JSON."""
    return json.dumps(request, ensure_ascii=False, default=_number)


def answer(name: str, request: Any) -> Any:
    """What the core answers to a request."""
    return json.loads(_native.request(name, written(request)))
