"""What the page of an actor tells: its names and offices, what it said and did, and who disputes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from menurut.serve.lines import Line, incident_lines
from menurut.serve.quotes import Quote, attribution_quotes

Place = Sequence[str | int | float | None]  # where a list ended: its last day and id
_DAY = "coalesce(i.first, i.reported, '')"  # of an incident, in SQL


@dataclass(frozen=True, slots=True)
class Seen:
    """A name or an office, from when to when (ISO days, ``None`` where undated), in how many independent articles.

    ``basis`` is text or, of offices, table (menurut's table of offices).
    """

    words: str
    country: str | None
    first: str | None
    last: str | None
    articles: int
    basis: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Another actor, and how many incidents both have part in (or dispute)."""

    identity: str
    name: str
    country: str | None
    incidents: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that it is quoted or cited as saying."""

    id: str
    act: str
    form: str
    day: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Dispute:
    """An incident on which it and others take opposite sides. ``own`` and each of ``others`` hold a stance."""

    line: Line
    own: str
    others: tuple[tuple[Beside, str], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of each part of the page: articles that name it, the independent ``sources`` among them."""

    articles: int
    sources: int
    said: int
    did: int
    undergone: int


@dataclass(frozen=True, slots=True)
class ActorPage:
    """An actor across articles. The lists of the page are those of ``part``, the others empty or short."""

    id: str
    name: str
    kind: str
    country: str | None
    wikidata: str | None
    part: str
    counts: Counts
    names: tuple[Seen, ...]
    roles: tuple[Seen, ...]
    relations: tuple[Beside, ...]
    disputed_by: tuple[Beside, ...]
    acts: tuple[tuple[str, int], ...]
    said: tuple[Statement, ...]
    did: tuple[Line, ...]
    undergone: tuple[Line, ...]
    disputes: tuple[Dispute, ...]


def seen(connection: sqlite3.Connection, identity: str) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """Its names and its offices, those of most articles first."""
    names = connection.execute(
        "SELECT name, NULL, first, last, articles, 'text' FROM identity_names WHERE identity = ?"
        " ORDER BY articles DESC, name LIMIT 60",
        (identity,),
    )
    roles = connection.execute(
        "SELECT role, country, first, last, articles, basis FROM identity_roles WHERE identity = ?"
        " ORDER BY coalesce(first, last) DESC, articles DESC, number LIMIT 60",
        (identity,),
    )
    return tuple(Seen(*row) for row in names.fetchall()), tuple(Seen(*row) for row in roles.fetchall())


# That an attribution (t) stands word for word in the article whose text its own copies: it is not said twice.
_COPIED = """
EXISTS (SELECT 1 FROM copy_members m JOIN copy_groups g ON g.id = m.grp AND g.first <> m.article
  JOIN attributions o ON o.article = g.first AND o.act = t.act
  JOIN contents oc ON oc.attribution = o.id AND oc.number = 1
  JOIN contents tc ON tc.attribution = t.id AND tc.number = 1 AND tc.content = oc.content
  WHERE m.article = t.article)
"""


def counts(connection: sqlite3.Connection, identity: str) -> Counts:
    """How many articles name it, what it said, did, and what was done to it."""
    articles, sources, said = connection.execute(
        "SELECT count(DISTINCT c.article), count(DISTINCT coalesce(m.grp, c.article)),"  # noqa: S608
        f" sum((SELECT count(*) FROM attributions t WHERE t.speaker = x.actor AND NOT {_COPIED}))"
        " FROM identity_actors x CROSS JOIN actors c ON c.id = x.actor"
        " LEFT JOIN copy_members m ON m.article = c.article WHERE x.identity = ?",
        (identity,),
    ).fetchone()
    sides = dict(
        connection.execute(
            "SELECT role, count(DISTINCT incident) FROM incident_actors WHERE identity = ? GROUP BY role", (identity,)
        ).fetchall()
    )
    return Counts(articles, sources, said or 0, sides.get("source", 0), sides.get("target", 0))


def acts(connection: sqlite3.Connection, identity: str) -> tuple[tuple[str, int], ...]:
    """The acts of what it said, the most frequent first."""
    rows = connection.execute(
        "SELECT t.act, count(*) FROM identity_actors x JOIN attributions t ON t.speaker = x.actor"  # noqa: S608
        f" WHERE x.identity = ? AND NOT {_COPIED} GROUP BY t.act ORDER BY 2 DESC, 1",
        (identity,),
    )
    return tuple((row[0], row[1]) for row in rows)


def said(
    connection: sqlite3.Connection, identity: str, limit: int, *, act: str | None = None, after: Place | None = None
) -> list[Statement]:
    """What it said, the latest first: at most ``limit`` after the place ``after``; what copies repeat counts once."""
    query = (
        "SELECT t.id, t.act, t.form, coalesce(substr(a.published, 1, 10), '') AS day FROM identity_actors x"  # noqa: S608
        " JOIN attributions t ON t.speaker = x.actor JOIN articles a ON a.id = t.article WHERE x.identity = :identity"
        f" AND NOT {_COPIED}{' AND t.act = :act' if act else ''}"
        f"{' AND (day, t.id) < (:day, :id)' if after else ''} ORDER BY day DESC, t.id DESC LIMIT :limit"
    )
    day, id_ = after or (None, None)
    rows = connection.execute(
        query, {"identity": identity, "act": act, "day": day, "id": id_, "limit": limit}
    ).fetchall()
    quotes = attribution_quotes(connection, [row["id"] for row in rows])
    found = [(*row, quotes[row["id"]]) for row in rows if row["id"] in quotes]
    return [Statement(*values) for values in found]


def part_in(
    connection: sqlite3.Connection, identity: str, role: str, limit: int, *, after: Place | None = None
) -> list[Line]:
    """The incidents in which it acted (``source``) or was acted on (``target``), the latest first."""
    query = (
        f"SELECT DISTINCT i.id, {_DAY} AS day FROM incident_actors a JOIN incidents i ON i.id = a.incident"  # noqa: S608
        " WHERE a.identity = :identity AND a.role = :role"
        f"{' AND (day, i.id) < (:day, :id)' if after else ''} ORDER BY day DESC, i.id DESC LIMIT :limit"
    )
    if limit < 1:
        return []
    day, id_ = after or (None, None)
    values = {"identity": identity, "role": role, "day": day, "id": id_, "limit": limit}
    return incident_lines(connection, [row["id"] for row in connection.execute(query, values).fetchall()])


def relations(connection: sqlite3.Connection, identity: str, limit: int) -> tuple[Beside, ...]:
    """Whom it acts on and who acts on it, those of most incidents first."""
    rows = connection.execute(
        "SELECT b.identity, n.name, n.country, count(DISTINCT a.incident) AS incidents FROM incident_actors a"
        " JOIN incident_actors b ON b.incident = a.incident AND b.identity <> a.identity"
        " JOIN identities n ON n.id = b.identity WHERE a.identity = ? GROUP BY b.identity"
        " ORDER BY incidents DESC, n.name LIMIT ?",
        (identity, limit),
    )
    return tuple(Beside(*row) for row in rows)


_SIDES = """
WITH own AS MATERIALIZED (
  SELECT e.incident, p.stance, CASE p.stance WHEN 'denies' THEN 1 ELSE 0 END AS side
  FROM identity_actors x CROSS JOIN positions p ON p.actor = x.actor CROSS JOIN incident_events e ON e.event = p.event
  WHERE x.identity = :identity AND p.stance <> 'no_position' AND e.incident IS NOT NULL
  GROUP BY e.incident, side),
others AS (
  SELECT own.incident, own.stance AS own, x.identity, min(p.stance) AS stance
  FROM own CROSS JOIN incident_events e ON e.incident = own.incident CROSS JOIN positions p ON p.event = e.event
  CROSS JOIN identity_actors x ON x.actor = p.actor
  WHERE p.stance <> 'no_position' AND (p.stance = 'denies') <> own.side
    AND x.identity IS NOT NULL AND x.identity <> :identity
  GROUP BY own.incident, own.side, x.identity)
"""


def disputed_by(connection: sqlite3.Connection, identity: str, limit: int) -> tuple[Beside, ...]:
    """Who takes the opposite side (asserts or confirms what it denies, or the other way), and on how many incidents."""
    rows = connection.execute(
        f"{_SIDES} SELECT o.identity, n.name, n.country, count(DISTINCT o.incident) AS incidents FROM others o"  # noqa: S608
        " JOIN identities n ON n.id = o.identity GROUP BY o.identity ORDER BY incidents DESC, n.name LIMIT :limit",
        {"identity": identity, "limit": limit},
    )
    return tuple(Beside(*row) for row in rows)


def disputes(connection: sqlite3.Connection, identity: str, limit: int, *, after: Place | None = None) -> list[Dispute]:
    """The incidents on which it and others take opposite sides, the latest first."""
    if limit < 1:
        return []
    day, id_ = after or (None, None)
    values = {"identity": identity, "day": day, "id": id_, "limit": limit}
    query = (
        f"{_SIDES}, latest AS (SELECT DISTINCT i.id, {_DAY} AS day FROM others o JOIN incidents i ON i.id = o.incident"  # noqa: S608
        f"{' WHERE (day, i.id) < (:day, :id)' if after else ''} ORDER BY day DESC, i.id DESC LIMIT :limit)"
        " SELECT l.id, o.own, o.identity, n.name, n.country, o.stance FROM latest l JOIN others o ON o.incident = l.id"
        " JOIN identities n ON n.id = o.identity ORDER BY l.day DESC, l.id DESC, n.name"
    )
    found: dict[str, list[tuple[Beside, str]]] = {}
    own: dict[str, str] = {}
    for incident, stance, other, name, country, theirs in connection.execute(query, values):
        own[incident] = stance
        found.setdefault(incident, []).append((Beside(other, name, country, 1), theirs))
    return [Dispute(line, own[line.id], tuple(found[line.id])) for line in incident_lines(connection, list(found))]
