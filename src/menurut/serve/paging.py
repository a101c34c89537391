"""Pages of long lists: the address of the next one holds where the last one ended."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from math import isfinite
from typing import Any

from fastapi import Request

from menurut.serve.errors import BadRequestError

MOST = 1_000  # lines of one page, whoever asks
_LONGEST = 1_000  # characters of a cursor
_LARGEST = 2**63 - 1  # whole number that SQLite takes


def limit_of(request: Request, usual: int) -> int:
    """How many lines a page is to hold: ``?limit=`` from 1 to 1,000, else the usual number."""
    given = request.query_params.get("limit", "")
    return min(max(int(given), 1), MOST) if given.isascii() and given.isdigit() and len(given) < 8 else usual


def cursor(values: Sequence[str | int | float]) -> str:
    """Where a page ended, as text for the address of the next one (``?after=``)."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def cursor_of(request: Request, *kinds: type) -> list[Any] | None:
    """The values that ``cursor`` was given for this page, ``None`` on the first.

    ``kinds`` says what each of them is: ``str``, ``int`` or ``float``. Raises ``BadRequestError`` for other values.
    """
    text = request.query_params.get("after")
    if not text:
        return None
    try:
        data = text[:_LONGEST].encode("ascii")
        values = json.loads(base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadRequestError("error.bad_cursor") from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise BadRequestError("error.bad_cursor")
    if not all(_is(value, kind) for value, kind in zip(values, kinds, strict=True)):
        raise BadRequestError("error.bad_cursor")
    return values


def _is(value: object, kind: type) -> bool:
    """Whether a value is of the kind, and one that SQLite can be asked for."""
    if isinstance(value, str):
        return kind is str and not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    whole = isinstance(value, int)
    return kind in ((int, float) if whole else (float,)) and (abs(value) <= _LARGEST if whole else isfinite(value))
