"""What several pages tell of records: lines on incidents, and words of an article with what is marked in them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from menurut.serve.db import marks

_CHUNK = 500  # values in one SQL statement


@dataclass(frozen=True, slots=True)
class Party:
    """Who acted or was acted on; ``identity`` is ``None`` for what has no name of its own."""

    name: str
    identity: str | None
    country: str | None
    sources: int


@dataclass(frozen=True, slots=True)
class Line:
    """An incident in one line; the columns are those of ``incidents``, the parties most independent sources first."""

    id: str
    type: str
    mode: str | None
    status: str
    first: str | None
    last: str | None
    precision: str | None
    reported: str | None
    place_country: str | None
    place_name: str | None
    intensity: float
    quad: str
    events: int
    articles: int
    sources: int
    source: tuple[Party, ...]
    target: tuple[Party, ...]


_COLUMNS = (
    "id, type, mode, status, first, last, precision, reported, place_country, place_name, intensity, quad, events,"
    " articles, sources"
)


def incident_lines(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Line]:
    """Lines on incidents, in the order of their ids as given, by two queries whatever their number."""
    rows: dict[str, tuple[Any, ...]] = {}
    parties: dict[tuple[str, str], list[Party]] = {}
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        query = f"SELECT {_COLUMNS} FROM incidents WHERE id IN ({marks(chunk)})"  # noqa: S608
        rows |= {row[0]: tuple(row) for row in connection.execute(query, chunk)}
        query = (
            "SELECT incident, role, name, identity, country, sources FROM incident_actors"  # noqa: S608
            f" WHERE incident IN ({marks(chunk)}) ORDER BY incident, role, number"
        )
        for incident, role, *party in connection.execute(query, chunk):
            parties.setdefault((incident, role), []).append(Party(*party))
    sides = ("source", "target")
    found = ((*rows[id_], *(tuple(parties.get((id_, side), ())) for side in sides)) for id_ in ids if id_ in rows)
    return [Line(*values) for values in found]


def pieces(text: str, start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> list[tuple[str, str]]:
    """A stretch of a text cut at the spans (start, end, kind) within: (words, kind).

    The kind is ``""`` where nothing is marked.
    Where spans overlap the one that begins later holds from there to its end; the macro ``words`` shows the pieces.
    """
    kinds = [""] * (end - start)
    for first, last, kind in sorted(spans):
        for at in range(max(first, start), min(last, end)):
            kinds[at - start] = kind
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(kinds):
        until = at
        while until < len(kinds) and kinds[until] == kinds[at]:
            until += 1
        found.append((text[start + at : start + until], kinds[at]))
        at = until
    return found
