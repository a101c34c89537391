"""Corrections by people: an append-only log that no run of the machine ever overwrites, replayed on every run."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec

from menurut.errors import NotFoundError
from menurut.ids import digest
from menurut.records import Actor, Agreement, Attribution, DateMention, Event, Place, Reading

TABLES = """
CREATE TABLE corrections (            -- what people put right; rows are only ever added
  number INTEGER PRIMARY KEY,         -- the order in which they were made
  id TEXT NOT NULL UNIQUE,            -- hash of the rest
  made TEXT NOT NULL,                 -- ISO 8601, UTC
  author TEXT NOT NULL,
  kind TEXT NOT NULL,                 -- wrong_speaker, not_event, same_incident, ..., undo
  subject TEXT NOT NULL,              -- id of the record that it is about
  object TEXT,                        -- id of the other record, where there are two
  value TEXT NOT NULL,                -- JSON: what finds the records again when their ids change, and what is right
  undoes TEXT REFERENCES corrections(id)
) STRICT;
CREATE INDEX corrections_kind ON corrections(kind);
CREATE INDEX corrections_undoes ON corrections(undoes);
CREATE INDEX corrections_article ON corrections(json_extract(value, '$.subject.article'));
CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections BEGIN SELECT raise(ABORT, 'corrections stay'); END;
CREATE TRIGGER corrections_last BEFORE DELETE ON corrections BEGIN SELECT raise(ABORT, 'corrections stay'); END;
CREATE TABLE uncorrected (            -- what the machine read in an article that people have corrected
  article TEXT PRIMARY KEY REFERENCES documents(article) ON DELETE CASCADE,
  records TEXT NOT NULL               -- JSON: its actors, attributions, dates, places, events and agreements
) STRICT, WITHOUT ROWID;
"""
_COLUMNS = "id, made, author, kind, subject, object, value, undoes"


class CorrectionKind(StrEnum):
    """What a correction says (``menurut.correct.live`` says what each is about, and what its value holds)."""

    WRONG_SPEAKER = "wrong_speaker"
    WRONG_SPAN = "wrong_span"
    WRONG_ACT = "wrong_act"
    NOT_ATTRIBUTION = "not_attribution"
    MISSED_ATTRIBUTION = "missed_attribution"
    NOT_THIS_ACTOR = "not_this_actor"
    SAME_IDENTITY = "same_identity"
    NOT_SAME_IDENTITY = "not_same_identity"
    WRONG_COUNTRY = "wrong_country"
    SAME_INCIDENT = "same_incident"
    NOT_SAME_INCIDENT = "not_same_incident"
    WRONG_TYPE = "wrong_type"
    NOT_EVENT = "not_event"
    MISSED_EVENT = "missed_event"
    WRONG_STATUS = "wrong_status"
    WRONG_ROLE = "wrong_role"
    WRONG_DATE = "wrong_date"
    UNDO = "undo"


INCIDENT_KINDS = (CorrectionKind.SAME_INCIDENT, CorrectionKind.NOT_SAME_INCIDENT)
IDENTITY_KINDS = (CorrectionKind.SAME_IDENTITY, CorrectionKind.NOT_SAME_IDENTITY)


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of the log. ``made`` is ISO 8601 in UTC; ``undoes`` is the id of the correction that it takes back."""

    id: str
    made: str
    author: str
    kind: str
    subject: str
    object: str | None
    value: Mapping[str, Any]
    undoes: str | None = None


def record(
    connection: sqlite3.Connection,
    kind: str,
    subject: str,
    other: str | None = None,
    *,
    author: str,
    value: Mapping[str, Any] | None = None,
    made: str | None = None,
) -> Correction:
    """Adds a correction to the log and returns it.

    Args:
        connection: a connection that writes; in a transaction the line is part of it.
        kind: of ``CorrectionKind``, or another kind that a later step knows.
        subject: the id of the record that is corrected.
        other: the id of the second record, where the kind is about two.
        author: who says so.
        value: what is right, and what finds the records again (JSON values).
        made: when, ISO 8601 in UTC; now by default, or where the clock was set back, the time of the line before.
    """
    when = made or _now(connection)
    return _add(connection, Correction("", when, author, kind, subject, other, dict(value or {})))


def undo(connection: sqlite3.Connection, name: str, *, author: str, made: str | None = None) -> Correction:
    """Takes the correction with the id ``name`` back by a new line; undoing that one makes the first hold again.

    Raises ``NotFoundError`` where the log has no such correction.
    """
    line = find(connection, name)
    when = made or _now(connection)
    return _add(connection, Correction("", when, author, CorrectionKind.UNDO, line.subject, line.object, {}, name))


def log(connection: sqlite3.Connection) -> tuple[Correction, ...]:
    """The whole log in the order in which it was written."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM corrections ORDER BY number")  # noqa: S608
    return tuple(_correction(row) for row in rows)


def active(connection: sqlite3.Connection, *kinds: str) -> tuple[Correction, ...]:
    """The corrections of these kinds (all but undoings by default) that hold now, the oldest first."""
    undone = undone_ids(connection)
    return tuple(
        line
        for line in sorted(log(connection), key=lambda line: line.made)
        if line.id not in undone and line.undoes is None and (not kinds or line.kind in kinds)
    )


def active_of(connection: sqlite3.Connection, article: str) -> tuple[Correction, ...]:
    """The corrections of an article's own records that hold now, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM corrections WHERE json_extract(value, '$.subject.article') = ?"  # noqa: S608
        " AND undoes IS NULL ORDER BY made, number",
        (article,),
    ).fetchall()
    undone = undone_ids(connection) if rows else frozenset()
    across = (*INCIDENT_KINDS, *IDENTITY_KINDS)
    return tuple(line for line in map(_correction, rows) if line.id not in undone and line.kind not in across)


def undone_ids(connection: sqlite3.Connection) -> frozenset[str]:
    """The ids of all lines, undoings among them, that were taken back and do not hold now."""
    query = "SELECT id, undoes FROM corrections WHERE undoes IS NOT NULL ORDER BY number DESC"
    undone: set[str] = set()
    for name, undoes in connection.execute(query):  # an undoing is later than what it undoes, so it is settled first
        if name not in undone:
            undone.add(undoes)
    return frozenset(undone)


def find(connection: sqlite3.Connection, name: str) -> Correction:
    """The line with the id ``name``. Raises ``NotFoundError``."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM corrections WHERE id = ?", (name,)).fetchone()  # noqa: S608
    if row is None:
        raise NotFoundError(f"there is no correction {name!r}; menurut corrections lists them")
    return _correction(row)


def take(connection: sqlite3.Connection, line: Correction) -> bool:
    """Adds a line of another store's log as it is; whether it was new. What it undoes must be there before it."""
    if connection.execute("SELECT 1 FROM corrections WHERE id = ?", (line.id,)).fetchone():
        return False
    _insert(connection, line)
    return True


def nearest(text: str, words: str, start: int) -> int | None:
    """Where ``words`` stand in ``text`` nearest to ``start``, as whole words if possible; ``None`` where nowhere."""
    if text.startswith(words, start):
        return start
    begin, end = (r"\b" if edge.isalnum() else "" for edge in (words[:1], words[-1:]))
    for pattern in (f"{begin}{re.escape(words)}{end}", re.escape(words)):
        places = [match.start() for match in re.finditer(pattern, text)] if words else []
        if places:
            return min(places, key=lambda place: (abs(place - start), place))
    return None


# ---- what the machine read


@dataclass(frozen=True, slots=True)
class MachineRecords:
    """The records of an article as the machine made them, before people corrected any."""

    actors: tuple[Actor, ...]
    attributions: tuple[Attribution, ...]
    dates: tuple[DateMention, ...]
    places: tuple[Place, ...]
    events: tuple[Event, ...]
    agreements: tuple[Agreement, ...]


def keep_uncorrected(connection: sqlite3.Connection, reading: Reading) -> None:
    """Keeps what the machine read in an article beside what people made of it; the document is stored already."""
    kept = MachineRecords(
        reading.actors, reading.attributions, reading.dates, reading.places, reading.events, reading.agreements
    )
    row = (reading.article.id, msgspec.json.encode(kept).decode())
    connection.execute("INSERT OR REPLACE INTO uncorrected VALUES (?, ?)", row)


def uncorrected(connection: sqlite3.Connection, reading: Reading) -> Reading:
    """The stored ``reading`` as the machine made it: itself, where people never corrected it."""
    row = connection.execute("SELECT records FROM uncorrected WHERE article = ?", (reading.article.id,)).fetchone()
    if row is None:
        return reading
    kept = msgspec.json.decode(row[0], type=MachineRecords)
    return replace(reading, **{field.name: getattr(kept, field.name) for field in fields(kept)})


# ---- incidents


def same_incident(connection: sqlite3.Connection, first: str, second: str, *, author: str) -> Correction:
    """Records that two events (by their ids) report the same happening. Raises ``NotFoundError``."""
    return _about_events(connection, CorrectionKind.SAME_INCIDENT, (first, second), author)


def not_same_incident(connection: sqlite3.Connection, first: str, second: str, *, author: str) -> Correction:
    """Records that two events (by their ids) report two happenings. Raises ``NotFoundError``."""
    return _about_events(connection, CorrectionKind.NOT_SAME_INCIDENT, (first, second), author)


def incident_rules(connection: sqlite3.Connection) -> list[tuple[str, str, bool]]:
    """What holds now of pairs of events that stand in the store: both ids, and whether they are the same incident.

    The latest first. An event whose id has changed since is found by its article and the place of its words; a
    correction of an event that is there no more waits in the log. Where a correction is about whole incidents, each of
    their events at that time counts.
    """
    rules: dict[tuple[str, str], bool] = {}
    for line in reversed(active(connection, *INCIDENT_KINDS)):
        same = line.kind == CorrectionKind.SAME_INCIDENT
        firsts, seconds = (found_events(connection, line, role) for role in ("subject", "object"))
        if same:
            pairs = [(a, b) for a in firsts[:1] for b in seconds] + [(a, b) for a in firsts[1:] for b in seconds[:1]]
        else:
            pairs = [(a, b) for a in firsts for b in seconds]
        for first, second in pairs:
            if first != second:
                rules.setdefault((min(first, second), max(first, second)), same)
    return [(first, second, same) for (first, second), same in rules.items()]


def found_events(connection: sqlite3.Connection, line: Correction, role: str) -> list[str]:
    """The events in the store that a correction of incidents is about, as its subject or its object."""
    places = [(line.subject if role == "subject" else line.object or "", line.value.get(role, {}))]
    places += [(place.get("id", ""), place) for place in line.value.get(f"{role}_others", ())]
    found = [find_event(connection, name, place) for name, place in places]
    return list(dict.fromkeys(event for event in found if event is not None))


def find_event(connection: sqlite3.Connection, name: str, place: Mapping[str, Any]) -> str | None:
    """The id of the event that ``name`` was, ``None`` where it is gone.

    ``place`` says where it stood: ``article``, ``type``, ``start`` and ``end`` of its first words, and ``words``, which
    are looked for nearest to there where the text has changed. One of the same type goes before one of another, more
    common words before fewer.
    """
    if connection.execute("SELECT 1 FROM events WHERE id = ?", (name,)).fetchone():
        return name
    known = {key: place.get(key) for key in ("article", "type", "start", "end")}
    text = connection.execute("SELECT text FROM documents WHERE article = ?", (known["article"],)).fetchone()
    if text is not None and place.get("words"):
        known["start"] = nearest(text[0], place["words"], place["start"])
        known["end"] = None if known["start"] is None else known["start"] + len(place["words"])
    row = connection.execute(
        "SELECT e.id FROM events e JOIN event_triggers t ON t.event = e.id"
        ' WHERE e.article = :article AND t.start < :end AND :start < t."end"'
        ' ORDER BY e.type <> :type, max(t.start, :start) - min(t."end", :end), e.id LIMIT 1',
        known,
    ).fetchone()
    return str(row[0]) if row else None


# ---- identities


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """What people say of two actors (ids): that they are the same across articles, or not.

    Where ``first_whole`` or ``second_whole`` is set, it holds of the whole identity that the actor belongs to; else of
    this actor alone, which joins the other's identity, or leaves it.
    """

    first: str
    second: str
    same: bool
    first_whole: bool = False
    second_whole: bool = False


def identity_rules(connection: sqlite3.Connection) -> list[IdentityRule]:
    """What holds now of actors that stand in the store, the earliest first: later ones go before earlier ones."""
    rules = []
    for line in active(connection, *IDENTITY_KINDS, CorrectionKind.NOT_THIS_ACTOR):
        ends = [line.value.get("subject"), line.value.get("object")]
        if line.kind == CorrectionKind.NOT_THIS_ACTOR:
            mention = {"article": ends[0]["article"], "mentions": [line.value["span"]]} if ends[0] else None
            ends = [mention, line.value.get("identity")]
        firsts, seconds = (found_actors(connection, end) if end else [] for end in ends)
        pair = next(((a, b) for a in firsts for b in seconds if a != b), None)
        if pair is not None:
            whole = [bool(end and end.get("record") == "identity") for end in ends]
            rules.append(IdentityRule(*pair, line.kind != CorrectionKind.NOT_SAME_IDENTITY, *whole))
    return rules


def rule_actors(connection: sqlite3.Connection, line: Correction) -> list[tuple[str]]:
    """The actors that a correction of identities is about, and those that are compared with them."""
    ends = [line.value.get(end) for end in ("subject", "object", "identity")]
    if line.kind not in (*IDENTITY_KINDS, CorrectionKind.NOT_THIS_ACTOR):
        return []
    found = [actor for end in ends if end for actor in found_actors(connection, end)]
    rows = connection.execute(
        "SELECT actor FROM identity_actors WHERE actor IN (SELECT value FROM json_each(:found))"
        " OR block IN (SELECT block FROM identity_actors WHERE actor IN (SELECT value FROM json_each(:found)))",
        {"found": json.dumps(found)},
    )
    return rows.fetchall()


def actor_place(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """What finds an actor again: its article, names and mentions. Raises ``NotFoundError``."""
    query = "SELECT article, name, kind, country, role FROM actors WHERE id = ?"
    row = connection.execute(query, (name,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no actor {name!r}; menurut show actor lists them")
    place = dict(zip(("article", "name", "kind", "country", "role"), row, strict=True))
    mentions = connection.execute(
        'SELECT start, "end", mention FROM mentions WHERE actor = ? ORDER BY number LIMIT 5', (name,)
    )
    spans = [dict(zip(("start", "end", "words"), mention, strict=True)) for mention in mentions]
    return {"record": "actor", "id": name, **place, "mentions": spans}


def identity_place(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """What finds an identity again: some of its actors. ``name`` is or was its id. Raises ``NotFoundError``."""
    row = connection.execute(
        "SELECT id, name, kind, country FROM identities WHERE id = :name"
        " OR id = (SELECT identity FROM identity_aliases WHERE alias = :name) ORDER BY id <> :name LIMIT 1",
        {"name": name},
    ).fetchone()
    if row is None:
        raise NotFoundError(f"there is no identity {name!r}; menurut show actor lists them")
    query = "SELECT actor FROM identity_actors WHERE identity = ? ORDER BY score DESC, actor LIMIT 5"
    actors = [actor_place(connection, actor) for (actor,) in connection.execute(query, row[:1]).fetchall()]
    return {"record": "identity", **dict(zip(("id", "name", "kind", "country"), row, strict=True)), "actors": actors}


def found_actors(connection: sqlite3.Connection, place: Mapping[str, Any]) -> list[str]:
    """The id of the actor that stands where ``place`` says, if there is one; of an identity, those of its actors.

    An identity is found by the actors that it had when it was corrected, since its id may by now be another's alias.
    """
    if place.get("record") == "identity":
        return [actor for each in place["actors"] for actor in found_actors(connection, each)]
    if connection.execute("SELECT 1 FROM actors WHERE id = ?", (place.get("id"),)).fetchone():
        return [str(place["id"])]
    known = {key: place.get(key) for key in ("article", "name", "kind")}
    for mention in place.get("mentions", ()):
        row = connection.execute(
            "SELECT a.id FROM actors a JOIN mentions m ON m.actor = a.id"
            " WHERE a.article = :article AND m.mention = :words"
            " ORDER BY abs(m.start - :start), a.name <> :name, a.kind <> :kind, a.id LIMIT 1",
            {**known, **mention},
        ).fetchone()
        if row is not None:
            return [str(row[0])]
    return []


def _now(connection: sqlite3.Connection) -> str:
    """The time, but never one before the log's latest: of two corrections the later one holds, whatever the clock."""
    (latest,) = connection.execute("SELECT max(made) FROM corrections").fetchone()
    return max(datetime.now(UTC).isoformat(timespec="milliseconds"), latest or "")


def _correction(row: tuple[Any, ...]) -> Correction:
    values = (*row[:6], json.loads(row[6]), row[7])
    return Correction(*values)


def _about_events(
    connection: sqlite3.Connection, kind: CorrectionKind, names: Iterable[str], author: str
) -> Correction:
    first, second = names
    if first == second:
        raise NotFoundError("name two events: one event is always the same incident as itself")
    value = {role: event_place(connection, name) for role, name in (("subject", first), ("object", second))}
    return record(connection, kind, first, second, author=author, value=value)


def event_place(connection: sqlite3.Connection, name: str) -> dict[str, Any]:
    """What finds an event again: its article, type, and the place of its first words. Raises ``NotFoundError``."""
    row = connection.execute(
        'SELECT e.article, e.type, t.start, t."end", t.words FROM events e JOIN event_triggers t ON t.event = e.id'
        " WHERE e.id = ? ORDER BY t.start LIMIT 1",
        (name,),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"there is no event {name!r}; menurut show event lists them")
    place = dict(zip(("article", "type", "start", "end", "words"), row, strict=True))
    return {"record": "event", "id": name, **place}


def _add(connection: sqlite3.Connection, line: Correction) -> Correction:
    value = json.dumps(line.value, ensure_ascii=False, sort_keys=True)
    fields = (line.made, line.author, str(line.kind), line.subject, line.object, value, line.undoes)
    number = connection.execute("SELECT count(*) FROM corrections").fetchone()[0]
    named = Correction(digest(("correction", str(number), *fields)), *fields[:5], line.value, line.undoes)
    _insert(connection, named)
    return named


def _insert(connection: sqlite3.Connection, line: Correction) -> None:
    value = json.dumps(line.value, ensure_ascii=False, sort_keys=True)
    connection.execute(
        f"INSERT INTO corrections ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (line.id, line.made, line.author, str(line.kind), line.subject, line.object, value, line.undoes),
    )
