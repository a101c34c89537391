"""The claims matrix: incidents down, actors across, and where each stands on each."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from menurut.serve.db import marks
from menurut.serve.filters import DAY, Filters, actors_named, conditions
from menurut.serve.lines import Line, incident_lines
from menurut.serve.text import Words

ACROSS = ("actor", "country")
SILENT = "silent"
_POSITION_WEIGHT = 3  # against being a party to an incident, when columns are chosen


@dataclass(frozen=True, slots=True)
class Stand:
    """A stance that an actor takes on an incident: the first and last day, independent sources, articles."""

    stance: str
    first: str | None
    last: str | None
    sources: int
    articles: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where an actor stands on an incident: its stances, the latest first; none: silent.

    ``key`` is the column's, ``role`` what the actor is in the incident itself (source, target, both) if anything.
    """

    key: str
    stance: str
    role: str | None
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An actor across: ``key`` is the id of its identity; where countries stand across, an ISO 3166-1 alpha-3 code."""

    key: str
    name: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Other:
    """An actor without a column who takes a position; ``key`` is ``None`` where no page of its words can be named."""

    key: str | None
    name: str
    country: str | None
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An incident, its cells in the order of the columns, and who else takes a position on it."""

    incident: Line
    cells: tuple[Cell, ...]
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of the matrix."""

    filters: Filters
    across: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


_Key = tuple[str | None, str, str | None]  # identity or country, name, country


def matrix(
    connection: sqlite3.Connection, filters: Filters, across: str, words: Words, ids: Sequence[str], most: int
) -> Matrix:
    """The matrix of some incidents, in their order, with at most so many columns: the actors most involved in them."""
    lines = incident_lines(connection, ids)
    stands = _stands(connection, ids, across, words)
    wanted = set(actors_named(connection, filters.actor)) if filters.actor else set()
    if across == "country" and filters.country:
        wanted = {filters.country}
    columns = _columns(lines, stands, across, words, wanted)[:most]
    shown = {column.key for column in columns}
    rows = []
    for line in lines:
        own = stands.get(line.id, {})
        by_key = {key[0]: value for key, value in own.items() if key[0] in shown}
        cells = tuple(_cell(line, column.key, by_key.get(column.key, ()), across) for column in columns)
        others = tuple(Other(*key, value) for key, value in own.items() if key[0] not in shown)
        rows.append(Row(line, cells, others))
    return Matrix(filters, across, columns, tuple(rows))


def page_of_incidents(
    connection: sqlite3.Connection, filters: Filters, limit: int, after: Sequence[object] | None
) -> tuple[list[str], tuple[str, str] | None]:
    """The ids of a page of incidents, the newest first, and where the next page begins (day, id), if there is one."""
    found, values = conditions(connection, filters)
    if after is not None:
        found.append(f"{DAY} <= ? AND ({DAY} < ? OR i.id > ?)")
        values += [after[0], after[0], after[1]]
    where = f"WHERE {' AND '.join(found)}" if found else ""
    query = f"SELECT i.id, {DAY} AS day FROM incidents i {where} ORDER BY {DAY} DESC, i.id LIMIT ?"  # noqa: S608
    rows = connection.execute(query, (*values, limit + 1)).fetchall()
    more = (rows[limit - 1]["day"], rows[limit - 1]["id"]) if len(rows) > limit else None
    return [row["id"] for row in rows[:limit]], more


def _stands(
    connection: sqlite3.Connection, ids: Sequence[str], across: str, words: Words
) -> Mapping[str, Mapping[_Key, tuple[Stand, ...]]]:
    """Incident → who → stances, the latest first."""
    query = f"{_STANDS} WHERE x.incident IN ({marks(ids)})"
    seen: dict[str, dict[_Key, dict[str, list[tuple[str | None, str, str]]]]] = defaultdict(dict)
    for incident, identity, name, country, stance, date, independent, article in connection.execute(query, ids):
        key: _Key = (identity, name, country)
        if across == "country" and country:
            key = (country, words.country(country), country)
        elif across == "country":
            key = (None, name, None)
        seen[incident].setdefault(key, {}).setdefault(stance, []).append((date, independent, article))
    return {
        incident: {key: tuple(_ordered(by_stance)) for key, by_stance in sorted(by_key.items(), key=_name_of)}
        for incident, by_key in seen.items()
    }


def _name_of(item: tuple[_Key, object]) -> tuple[str, str]:
    return item[0][1], item[0][0] or ""


def _ordered(by_stance: Mapping[str, Sequence[tuple[str | None, str, str]]]) -> Iterator[Stand]:
    stands = []
    for stance, told in by_stance.items():
        days = sorted(date for date, _, _ in told if date)
        sources, articles = len({source for _, source, _ in told}), len({article for _, _, article in told})
        stands.append(Stand(stance, days[0] if days else None, days[-1] if days else None, sources, articles))
    yield from sorted(stands, key=lambda s: (s.last or "", s.first or "", s.sources, s.stance), reverse=True)


def _columns(
    lines: Sequence[Line],
    stands: Mapping[str, Mapping[_Key, tuple[Stand, ...]]],
    across: str,
    words: Words,
    wanted: set[str],
) -> tuple[Column, ...]:
    """The actors by how much they are involved; those that are asked for first, of equal ones that of the newest."""
    weight: Counter[str] = Counter()
    named: dict[str, Column] = {}
    for line in lines:
        for key, name, country in stands.get(line.id, ()):
            if key is not None:
                weight[key] += _POSITION_WEIGHT
                named.setdefault(key, Column(key, name, country))
    for line in lines:
        for party in dict.fromkeys((*line.source, *line.target)):
            key = party.country if across == "country" else party.identity
            if key is not None:
                weight[key] += 1
                name = words.country(key) if across == "country" else party.name
                named.setdefault(key, Column(key, name, party.country))
    order = sorted(named, key=lambda key: (key not in wanted, -weight[key]))
    return tuple(named[key] for key in order)


def _cell(line: Line, key: str, stands: tuple[Stand, ...], across: str) -> Cell:
    def among(role: str) -> bool:
        parties = line.source if role == "source" else line.target
        return any(key == (party.country if across == "country" else party.identity) for party in parties)

    roles = [role for role in ("source", "target") if among(role)]
    role = "both" if len(roles) > 1 else roles[0] if roles else None
    return Cell(key, stands[0].stance if stands else SILENT, role, stands)


_STANDS = """
SELECT x.incident, l.identity, coalesce(n.name, c.name), coalesce(n.country, c.country), p.stance,
  substr(a.published, 1, 10), x.source, e.article
FROM incident_events x JOIN positions p ON p.event = x.event JOIN events e ON e.id = x.event
JOIN articles a ON a.id = e.article JOIN actors c ON c.id = p.actor
LEFT JOIN identity_actors l ON l.actor = p.actor LEFT JOIN identities n ON n.id = l.identity
"""
