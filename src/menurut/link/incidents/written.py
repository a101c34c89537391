"""Writing incidents to the store, and keeping the ids that they had before."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence

from menurut.link.incidents.summary import Incident


def put_incidents(
    connection: sqlite3.Connection,
    found: Sequence[tuple[Incident, Sequence[str]]],
    pairs: Mapping[tuple[str, str], float],
    sources: Mapping[str, str],
) -> None:
    """Put incidents in the place of what their events were in before, whose ids stay as aliases.

    Args:
        connection: in a transaction.
        found: the incidents of whole clusters of events, with the ids of their events.
        pairs: how likely two events are the same happening, the smaller id first.
        sources: the independent source of each event.
    """
    former = _former(connection, [event for _, events in found for event in events])
    _retire(connection, found, former)
    for incident, events in found:
        _put(connection, incident)
        connection.executemany(
            "INSERT OR REPLACE INTO incident_events VALUES (?, ?, ?, ?)",
            [(event, incident.id, _score(event, events, pairs), sources[event]) for event in events],
        )


def _former(connection: sqlite3.Connection, events: Sequence[str]) -> dict[str, str]:
    query = "SELECT incident FROM incident_events WHERE event = ?"
    rows = {event: connection.execute(query, (event,)).fetchone() for event in events}
    return {event: row[0] for event, row in rows.items() if row is not None and row[0] is not None}


def _retire(
    connection: sqlite3.Connection, found: Sequence[tuple[Incident, Sequence[str]]], former: Mapping[str, str]
) -> None:
    """Ids that are none any more lead to the incident where most of their events are now."""
    current = {incident.id for incident, _ in found}
    votes: dict[str, Counter[str]] = {}
    for incident, events in found:
        for event in events:
            if event in former and former[event] not in current:
                votes.setdefault(former[event], Counter())[incident.id] += 1
    for old in sorted(current.union(former.values())):
        connection.execute("DELETE FROM incidents WHERE id = ?", (old,))
    for old, count in sorted(votes.items()):
        heir = min(count, key=lambda new: (-count[new], new))
        connection.execute("UPDATE incident_aliases SET incident = ? WHERE incident = ?", (heir, old))
        connection.execute("INSERT OR REPLACE INTO incident_aliases VALUES (?, ?)", (old, heir))
    connection.executemany("DELETE FROM incident_aliases WHERE alias = ?", [(name,) for name in sorted(current)])


def _put(connection: sqlite3.Connection, incident: Incident) -> None:
    where = incident.where
    row = (incident.id, incident.type, incident.mode, incident.status, incident.first, incident.last)
    row += (incident.precision, incident.reported)  # type: ignore[assignment]
    place = (where.country, where.name, where.latitude, where.longitude)
    counts = (len(incident.events), incident.articles, incident.sources)
    connection.execute(
        "INSERT INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, *place, incident.intensity, incident.quad, *counts),
    )
    for role in ("source", "target"):
        doers = [doer for doer in incident.doers if doer.role == role]
        connection.executemany(
            "INSERT INTO incident_actors VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (incident.id, role, number, d.party.identity, d.party.name, d.party.country, d.sources)
                for number, d in enumerate(doers, 1)
            ],
        )


def _score(event: str, events: Sequence[str], pairs: Mapping[tuple[str, str], float]) -> float:
    """How alike an event is to the others of its incident, on average."""
    others = [pairs.get((min(event, each), max(event, each)), 0.0) for each in events if each != event]
    return round(sum(others) / len(others), 4) if others else 1.0
