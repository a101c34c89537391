"""Ids as people give them: their first digits are enough where no other record has the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from menurut.errors import NotFoundError

_COLUMNS = {  # kind of record: where its ids stand
    "article": ("documents", "article"),
    "actor": ("actors", "id"),
    "attribution": ("attributions", "id"),
    "correction": ("corrections", "id"),
    "date": ("dates", "id"),
    "event": ("events", "id"),
    "identity": ("identities", "id"),
    "incident": ("incidents", "id"),
    "place": ("places", "id"),
}


def whole_id(connection: sqlite3.Connection, name: str, kinds: Sequence[str]) -> str:
    """The id that begins with ``name``, of a record of one of the kinds (article, actor, attribution, ...).

    Raises ``NotFoundError`` where there is none, or more than one.
    """
    found: set[str] = set()
    for table, column in (_COLUMNS[kind] for kind in kinds):
        query = f"SELECT {column} FROM {table} WHERE {column} >= ? AND {column} < ? LIMIT 6"  # noqa: S608
        found.update(row[0] for row in connection.execute(query, (name.lower(), f"{name.lower()}g")))
    what = " or ".join(kinds)
    if not name or not found:
        raise NotFoundError(f"there is no {what} {name!r} in the store")
    if len(found) > 1:
        raise NotFoundError(f"{name!r} stands for more than one {what}: {', '.join(sorted(found))}")
    return found.pop()
