"""Pages of long lists: the address of the next one holds where the last one ended."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from fastapi import Request

from menurut.serve.errors import BadRequestError

MOST = 1_000  # lines of one page, whoever asks
_LONGEST = 1_000  # characters of a cursor


def limit_of(request: Request, usual: int) -> int:
    """How many lines a page is to hold: ``?limit=`` from 1 to 1,000, else the usual number."""
    given = request.query_params.get("limit", "")
    return min(max(int(given), 1), MOST) if given.isascii() and given.isdigit() and len(given) < 8 else usual


def cursor(values: Sequence[str | int | float | None]) -> str:
    """Where a page ended, as text for the address of the next one (``?after=``)."""
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def cursor_of(request: Request, length: int) -> list[str | int | float | None] | None:
    """The values that ``cursor`` was given for this page, ``None`` on the first. Raises ``BadRequestError``."""
    text = request.query_params.get("after")
    if not text:
        return None
    try:
        data = text[:_LONGEST].encode("ascii")
        values = json.loads(base64.urlsafe_b64decode(data + b"=" * (-len(data) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadRequestError("error.bad_cursor") from error
    if not isinstance(values, list) or len(values) != length:
        raise BadRequestError("error.bad_cursor")
    if not all(value is None or isinstance(value, (str, int, float)) for value in values):
        raise BadRequestError("error.bad_cursor")
    return values
