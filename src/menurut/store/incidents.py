"""The tables of incidents, and reading them: happenings across articles, who stands where on them, and relations."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from menurut.errors import NotFoundError
from menurut.records import Bound, EventType, Precision, Stance, Status

TABLES = """
CREATE TABLE incidents (              -- the same happening across articles
  id TEXT PRIMARY KEY,                -- hash of its earliest event's id
  type TEXT NOT NULL, mode TEXT,      -- PLOVER's, of most independent sources
  status TEXT NOT NULL,               -- actual where anybody tells it as a fact, else as most tell it
  first TEXT, last TEXT,              -- the first and the last day on which it was, NULL where nobody tells
  precision TEXT,                     -- day, week, month, year, decade, interval
  reported TEXT,                      -- the day of the earliest report
  place_country TEXT, place_name TEXT,
  latitude REAL, longitude REAL,      -- degrees, WGS 84
  intensity REAL NOT NULL,            -- of type and mode, from -10 (conflict) to 10 (cooperation)
  quad TEXT NOT NULL,                 -- verbal or material, cooperation or conflict: VC, MC, VX, MX
  events INTEGER NOT NULL, articles INTEGER NOT NULL,
  sources INTEGER NOT NULL            -- independent ones: articles of one copy group count once
) STRICT;
CREATE INDEX incidents_first ON incidents(first);
CREATE INDEX incidents_type ON incidents(type);

CREATE TABLE incident_events (        -- which events report it
  event TEXT PRIMARY KEY REFERENCES events(id) ON DELETE CASCADE,
  incident TEXT REFERENCES incidents(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  score REAL NOT NULL,                -- how likely it is the happening of the others, on average; 1 where it is alone
  source TEXT NOT NULL                -- the copy group of its article, else the article
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_events_incident ON incident_events(incident);

CREATE TABLE incident_actors (        -- who acted and who was acted on, by most independent sources first
  incident TEXT NOT NULL REFERENCES incidents(id) ON DELETE CASCADE,
  role TEXT NOT NULL,                 -- source, target
  number INTEGER NOT NULL,
  identity TEXT,                      -- NULL for what has no name of its own, or may be several
  name TEXT NOT NULL, country TEXT,
  sources INTEGER NOT NULL,           -- independent ones that say so
  PRIMARY KEY (incident, role, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_actors_identity ON incident_actors(identity);
CREATE INDEX incident_actors_country ON incident_actors(country);

CREATE TABLE incident_aliases (       -- ids that an incident had before
  alias TEXT PRIMARY KEY,
  incident TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_sightings (     -- events as they are compared with each other
  number INTEGER PRIMARY KEY,
  event TEXT NOT NULL UNIQUE REFERENCES events(id) ON DELETE CASCADE,
  cluster TEXT,                       -- the least event that hangs together with it; NULL until it was compared
  seen BLOB NOT NULL                  -- JSON
) STRICT;
CREATE INDEX incident_sightings_cluster ON incident_sightings(cluster);

CREATE TABLE incident_clusters (      -- how many events hung together when they were compared last
  cluster TEXT PRIMARY KEY,
  events INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_keys (          -- events that share a key are compared
  key INTEGER NOT NULL,
  sighting INTEGER NOT NULL REFERENCES incident_sightings(number) ON DELETE CASCADE,
  PRIMARY KEY (key, sighting)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_keys_sighting ON incident_keys(sighting);

CREATE TABLE incident_parties (       -- the identities that the actors of an event had when it was compared
  sighting INTEGER NOT NULL REFERENCES incident_sightings(number) ON DELETE CASCADE,
  actor TEXT NOT NULL,
  identity TEXT,
  PRIMARY KEY (sighting, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_pairs (         -- events of two articles that may be the same happening
  first TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  second TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE,
  score REAL NOT NULL,                -- how likely they are
  PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_pairs_second ON incident_pairs(second);

CREATE TABLE incident_rules (         -- the corrections that the incidents of now obey
  first TEXT NOT NULL, second TEXT NOT NULL,
  same INTEGER NOT NULL,
  PRIMARY KEY (first, second)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_model (         -- hash of the weights that the incidents of now were made with
  key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
"""

# The month of an incident (i), that of its first report where nobody tells when it was; NULL where a year is all told.
MONTH = """CASE WHEN i.precision IN ('day', 'week', 'month') THEN substr(i.first, 1, 7)
      WHEN i.precision IS NULL THEN substr(i.reported, 1, 7) END"""

VIEWS = """
CREATE VIEW incident_reports AS       -- who reports an incident, when, and as what: its status over time
  SELECT x.incident, e.id AS event, e.article, x.source, a.outlet, substr(a.published, 1, 10) AS date, e.type, e.status
  FROM incident_events x JOIN events e ON e.id = x.event JOIN articles a ON a.id = e.article;

CREATE VIEW incident_quantities AS    -- numbers side by side, by who tells them
  SELECT r.incident, q.unit, q.low, q.high, q.bound, count(DISTINCT r.article) AS articles,
    count(DISTINCT r.source) AS sources, json_group_array(DISTINCT coalesce(r.outlet, r.article)) AS outlets,
    min(r.date) AS first, max(r.date) AS last
  FROM incident_reports r JOIN quantities q ON q.event = r.event
  GROUP BY r.incident, q.unit, q.low, q.high, q.bound;

CREATE VIEW incident_positions AS     -- where each actor stands on an incident, by article; words: what shows it
  SELECT r.incident, i.identity, coalesce(n.name, c.name) AS name, coalesce(n.country, c.country) AS country, p.stance,
    r.date, r.article, p.event, p.attribution, r.source AS independent,
    coalesce((SELECT trim(coalesce(t.cue, '') || ' ' || coalesce((SELECT group_concat(content, ' ') FROM
        (SELECT content FROM contents WHERE attribution = t.id ORDER BY number)), ''))
      FROM attributions t WHERE t.id = p.attribution),
      (SELECT words FROM event_triggers WHERE event = p.event AND number = 1)) AS words
  FROM incident_reports r JOIN positions p ON p.event = r.event JOIN actors c ON c.id = p.actor
  LEFT JOIN identity_actors i ON i.actor = p.actor LEFT JOIN identities n ON n.id = i.identity;

CREATE VIEW position_changes AS       -- an actor's stance on a day, where its last one before was another
  WITH days AS (
    SELECT DISTINCT incident, identity, name, country, date, stance,
      CASE stance WHEN 'confirms' THEN 'asserts' ELSE stance END AS side
    FROM incident_positions WHERE date IS NOT NULL AND identity IS NOT NULL)
  SELECT b.incident, b.identity, b.name, b.country, a.date AS from_date, a.stance AS from_stance,
    b.date AS to_date, b.stance AS to_stance
  FROM days b JOIN days a ON a.incident = b.incident AND a.identity = b.identity AND a.side <> b.side
    AND a.date = (SELECT max(date) FROM days c
      WHERE c.incident = b.incident AND c.identity = b.identity AND c.date < b.date)
  WHERE NOT EXISTS (SELECT 1 FROM days d
    WHERE d.incident = b.incident AND d.identity = b.identity AND d.side = b.side AND d.date = a.date);

CREATE VIEW relations AS              -- what happened between two states in a month, planned and negated aside
  WITH pairs AS (
    SELECT DISTINCT a.incident, min(a.country, b.country) AS state, max(a.country, b.country) AS other
    FROM incident_actors a JOIN incident_actors b ON b.incident = a.incident AND b.country <> a.country
    WHERE a.role = 'source' AND (b.role = 'target' OR NOT EXISTS (
      SELECT 1 FROM incident_actors t WHERE t.incident = a.incident AND t.role = 'target' AND t.country IS NOT NULL)))
  SELECT p.state, p.other, {MONTH} AS month,
    i.type, i.quad, count(*) AS incidents, sum(i.sources) AS sources, avg(i.intensity) AS intensity
  FROM pairs p JOIN incidents i ON i.id = p.incident WHERE i.status IN ('actual', 'attributed')
  GROUP BY p.state, p.other, month, i.type, i.quad;

CREATE VIEW office_holders AS         -- who held which office, as the articles and the table of offices tell
  SELECT r.country, r.role, r.identity, i.name, r.first, r.last, r.articles, r.basis
  FROM identity_roles r JOIN identities i ON i.id = r.identity WHERE i.kind = 'person';

CREATE VIEW agreements_known AS       -- agreements across articles: those of one incident are one
  SELECT min(g.id) AS id, x.incident, min(g.words) AS words, max(g.subject) AS subject,
    CASE max(CASE g.stage WHEN 'announced' THEN 1 WHEN 'agreed' THEN 2 WHEN 'signed' THEN 3 ELSE 4 END)
      WHEN 1 THEN 'announced' WHEN 2 THEN 'agreed' WHEN 3 THEN 'signed' ELSE 'ended' END AS stage,
    max(d.value) AS date, count(DISTINCT g.article) AS articles,
    count(DISTINCT coalesce(x.source, g.article)) AS sources
  FROM agreements g LEFT JOIN incident_events x ON x.event = g.event LEFT JOIN dates d ON d.id = g.date
  GROUP BY coalesce(x.incident, g.id);
""".replace("{MONTH}", MONTH)


# ---- reading


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """A line on an incident: who did what to whom by name, most independent sources first.

    ``first`` and ``last`` are ISO days, ``None`` where nobody tells; ``reported`` is the day of the earliest report.
    ``sources`` counts independent ones, beside the ``articles`` that report it.
    """

    id: str
    type: EventType
    mode: str | None
    status: Status
    first: str | None
    last: str | None
    precision: Precision | None
    reported: str | None
    place_country: str | None
    place_name: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    intensity: float
    quad: str
    events: int
    articles: int
    sources: int


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """One article's report of an incident. ``source`` is its copy group, else the article itself."""

    event: str
    article: str
    source: str
    outlet: str | None
    date: str | None
    type: EventType
    status: Status
    score: float
    words: str


@dataclass(frozen=True, slots=True)
class IncidentQuantity:
    """A number of an incident and who tells it; other numbers of the same unit stand beside it."""

    unit: str
    low: float | None
    high: float | None
    bound: Bound
    articles: int
    sources: int
    outlets: tuple[str, ...]
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class IncidentPosition:
    """Where an actor stands on an incident, as an article of that day tells it; ``words`` show it."""

    incident: str
    identity: str | None
    name: str
    country: str | None
    stance: Stance
    date: str | None
    article: str
    event: str
    attribution: str | None
    independent: str
    words: str


@dataclass(frozen=True, slots=True)
class PositionChange:
    """That an actor's stance on an incident is another than on the last day before on which it had one."""

    incident: str
    identity: str | None
    name: str
    country: str | None
    from_date: str
    from_stance: Stance
    to_date: str
    to_stance: Stance


@dataclass(frozen=True, slots=True)
class StoredIncident:
    """An incident with all that is known of it. ``aliases`` are ids that it had before."""

    line: IncidentLine
    latitude: float | None
    longitude: float | None
    reports: tuple[IncidentReport, ...]
    quantities: tuple[IncidentQuantity, ...]
    positions: tuple[IncidentPosition, ...]
    changes: tuple[PositionChange, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """What happened between two states in a month (of its first report where nobody tells when it was), by type."""

    state: str
    other: str
    month: str | None
    type: EventType
    quad: str
    incidents: int
    sources: int
    intensity: float


def incident(connection: sqlite3.Connection, name: str) -> StoredIncident:
    """The incident whose id is, was or begins with ``name``, or that the event of that id reports.

    Raises ``NotFoundError`` where there is none, or more than one.
    """
    query = "SELECT id FROM incidents WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 6"
    found = [row[0] for row in connection.execute(query, (len(name), name))] if name else []
    for other in ("SELECT incident FROM incident_aliases WHERE alias = ?", _OF_EVENT):
        if not found:
            found = [row[0] for row in connection.execute(other, (name,)) if row[0] is not None]
    if not found:
        raise NotFoundError(f"there is no incident {name!r}")
    if len(found) > 1:
        raise NotFoundError(f"{name!r} stands for more than one incident: {', '.join(found)}")
    (row,) = connection.execute(f"{_LINES} WHERE i.id = ?", (found[0],))
    own = (found[0],)
    north, east = connection.execute("SELECT latitude, longitude FROM incidents WHERE id = ?", own).fetchone()
    aliases = connection.execute("SELECT alias FROM incident_aliases WHERE incident = ? ORDER BY alias", own)
    return StoredIncident(
        _line(connection, row),
        north,
        east,
        tuple(_report(r) for r in connection.execute(_REPORTS, own)),
        tuple(_quantity(r) for r in connection.execute(_QUANTITIES, own)),
        positions(connection, incident=found[0]),
        position_changes(connection, incident=found[0]),
        tuple(r[0] for r in aliases),
    )


def incidents(
    connection: sqlite3.Connection,
    *,
    kind: EventType | None = None,
    country: str | None = None,
    actor: str | None = None,
    first: str | None = None,
    last: str | None = None,
    least_sources: int = 1,
    limit: int = -1,
) -> Iterator[IncidentLine]:
    """Lines on incidents, the latest first.

    Args:
        connection: an open store.
        kind: only those of this type.
        country: only those with an actor or a place of this country (ISO 3166-1 alpha-3).
        actor: only those with an actor whose name holds this, in any case, or whose identity has this id.
        first: only those on or after this ISO day, by the day reported where nobody tells when it was.
        last: only those on or before this ISO day.
        least_sources: only those with so many independent sources.
        limit: at most so many; all by default.
    """
    conditions, values = ["i.sources >= ?"], list[Any]([least_sources])
    if kind is not None:
        conditions.append("i.type = ?")
        values.append(kind)
    if country is not None:
        conditions.append(f"(i.place_country = ? OR i.id IN ({_BY_COUNTRY}))")
        values += [country, country]
    if actor is not None:
        conditions.append(f"i.id IN ({_BY_ACTOR})")
        values += [actor, actor]
    for day, sign, column in ((first, ">=", "last"), (last, "<=", "first")):
        if day is not None:
            conditions.append(f"coalesce(i.{column}, i.reported) {sign} ?")
            values.append(day)
    order = "ORDER BY coalesce(i.first, i.reported) DESC, i.sources DESC, i.id LIMIT ?"
    query = f"{_LINES} WHERE {' AND '.join(conditions)} {order}"
    for row in connection.execute(query, (*values, limit)).fetchall():
        yield _line(connection, row)


def positions(
    connection: sqlite3.Connection, *, incident: str | None = None, identity: str | None = None
) -> tuple[IncidentPosition, ...]:
    """Who stands where, by day: of one incident, of one actor (the id of its identity), of both, or all."""
    where, values = _both(incident, identity)
    query = f"SELECT {_POSITION} FROM incident_positions {where} ORDER BY date, name, stance, article, event"  # noqa: S608
    return tuple(_position(row) for row in connection.execute(query, values))


def position_changes(
    connection: sqlite3.Connection, *, incident: str | None = None, identity: str | None = None
) -> tuple[PositionChange, ...]:
    """Where stances change: of one incident, of one actor (the id of its identity), of both, or all."""
    where, values = _both(incident, identity)
    query = f"SELECT {_CHANGE} FROM position_changes {where} ORDER BY to_date, name, to_stance, from_stance"  # noqa: S608
    return tuple(_change(row) for row in connection.execute(query, values))


def relations(connection: sqlite3.Connection, state: str, other: str | None = None) -> tuple[Relation, ...]:
    """What happened between two states (ISO 3166-1 alpha-3), or between one and all others, by month and type."""
    a, b = (state, other) if other is None else (min(state, other), max(state, other))
    where, values = ("? IN (state, other)", (a,)) if b is None else ("state = ? AND other = ?", (a, b))
    query = (
        "SELECT state, other, month, type, quad, incidents, sources, intensity FROM relations"  # noqa: S608
        f" WHERE {where} ORDER BY month, state, other, type"
    )
    return tuple(_relation(row) for row in connection.execute(query, values))


def _both(incident_id: str | None, identity: str | None) -> tuple[str, tuple[str, ...]]:
    wanted = {"incident": incident_id, "identity": identity}
    given = {column: value for column, value in wanted.items() if value is not None}
    return ("WHERE " + " AND ".join(f"{c} = ?" for c in given) if given else "", tuple(given.values()))


def _line(connection: sqlite3.Connection, row: tuple[Any, ...]) -> IncidentLine:
    actors = connection.execute(
        "SELECT role, name FROM incident_actors WHERE incident = ? ORDER BY number", (row[0],)
    ).fetchall()
    sides = (tuple(name for role, name in actors if role == wanted) for wanted in ("source", "target"))
    precision = Precision(row[6]) if row[6] is not None else None
    values = (row[0], EventType(row[1]), row[2], Status(row[3]), *row[4:6], precision, *row[7:10], *sides, *row[10:])
    return IncidentLine(*values)


def _report(row: tuple[Any, ...]) -> IncidentReport:
    values = (*row[:5], EventType(row[5]), Status(row[6]), *row[7:])
    return IncidentReport(*values)


def _position(row: tuple[Any, ...]) -> IncidentPosition:
    values = (*row[:4], Stance(row[4]), *row[5:])
    return IncidentPosition(*values)


def _change(row: tuple[Any, ...]) -> PositionChange:
    values = (*row[:5], Stance(row[5]), row[6], Stance(row[7]))
    return PositionChange(*values)


def _relation(row: tuple[Any, ...]) -> Relation:
    values = (*row[:3], EventType(row[3]), *row[4:])
    return Relation(*values)


def _quantity(row: tuple[Any, ...]) -> IncidentQuantity:
    unit, low, high, bound, articles, sources, outlets, *days = row
    values = (unit, low, high, Bound(bound), articles, sources, tuple(sorted(json.loads(outlets))), *days)
    return IncidentQuantity(*values)


_LINES = """
SELECT i.id, i.type, i.mode, i.status, i.first, i.last, i.precision, i.reported, i.place_country, i.place_name,
  i.intensity, i.quad, i.events, i.articles, i.sources FROM incidents i
"""
_REPORTS = """
SELECT r.event, r.article, r.source, r.outlet, r.date, r.type, r.status, x.score,
  coalesce((SELECT words FROM event_triggers t WHERE t.event = r.event AND t.number = 1), '')
FROM incident_reports r JOIN incident_events x ON x.event = r.event WHERE r.incident = ?
ORDER BY r.date, r.outlet, r.event
"""
_QUANTITIES = """
SELECT unit, low, high, bound, articles, sources, outlets, first, last FROM incident_quantities WHERE incident = ?
ORDER BY unit, sources DESC, low, high
"""
_POSITION = (
    "incident, identity, name, country, stance, date, article, event, attribution, independent, coalesce(words, '')"
)
_CHANGE = "incident, identity, name, country, from_date, from_stance, to_date, to_stance"
_OF_EVENT = "SELECT incident FROM incident_events WHERE event = ?"
_BY_COUNTRY = "SELECT incident FROM incident_actors WHERE country = ?"
_BY_ACTOR = "SELECT incident FROM incident_actors WHERE instr(fold(name), fold(?)) OR identity = ?"
