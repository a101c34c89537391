"""Incidents in the store: which events are to be compared anew, and what comes of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from menurut.link.incidents.cluster import cluster
from menurut.link.incidents.features import Compared, compared, may_be_one
from menurut.link.incidents.keys import keys_of
from menurut.link.incidents.model import Model, load_model
from menurut.link.incidents.records import Rule, Sighting
from menurut.link.incidents.sightings import read_sightings
from menurut.link.incidents.summary import Member, incident_of
from menurut.link.incidents.written import put_incidents
from menurut.store.corrections import incident_rules
from menurut.store.schema import connect, plain_errors

_EVENTS = 300  # that are compared in one transaction
_CLUSTERED = 3000  # events that are put into incidents in one transaction, whole clusters
_HELD = 20_000  # sightings that are held in memory


def link_incidents(path: Path, model: Model | None = None) -> int:
    """Find for every event of the store the incident that it reports; returns how many events were compared anew.

    An event is compared anew where it is new, its article was read again, its actors have other identities, or its
    article's copy group or a correction has changed; only the events that hang together with it are put into incidents
    again, each such cluster as a whole, so the same store gives the same incidents whatever the order in which it was
    filled. What is interrupted is taken up by the next call. Corrections by people hold on every run.

    Args:
        path: the store; link its actors (``link_actors``) and copies first.
        model: the weights, the shipped ones by default; another model than last time compares everything anew.

    Raises ``StoreError``.
    """
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            linking = _Linking(connection, model or load_model())
            linking.prepare()
            count = linking.enter()
            linking.settle()
            return count
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


class _Linking:
    """One run over an open store."""

    def __init__(self, connection: sqlite3.Connection, model: Model) -> None:
        self._connection = connection
        self._model = model
        self._held: dict[int, Compared] = {}
        self._decoder = msgspec.json.Decoder(Sighting)
        self._rules: list[Rule] = []

    # ---- what has changed

    def prepare(self) -> None:
        """Marks what is to be compared anew: by another model, other identities, copy groups or corrections."""
        execute = self._connection.execute
        execute("BEGIN IMMEDIATE")
        key = self._model.key
        if execute("SELECT key FROM incident_model").fetchall() != [(key,)]:
            for table in ("incident_model", "incident_pairs", "incident_sightings", "incident_clusters"):
                execute(f"DELETE FROM {table}")  # noqa: S608
            execute("INSERT INTO incident_model VALUES (?)", (key,))
        changed = execute(_OTHER_IDENTITY).fetchall()
        for table, column in (("sightings", "event"), ("pairs", "first"), ("pairs", "second")):
            self._connection.executemany(f"DELETE FROM incident_{table} WHERE {column} = ?", changed)  # noqa: S608
        self._copied()
        self._ruled()
        execute("COMMIT")

    def _copied(self) -> None:
        """Notes the copy groups as they are now."""
        for event, source in self._connection.execute(_OTHER_SOURCE).fetchall():
            self._connection.execute("UPDATE incident_events SET source = ? WHERE event = ?", (source, event))
            self._connection.execute("UPDATE incident_sightings SET cluster = NULL WHERE event = ?", (event,))

    def _ruled(self) -> None:
        """Notes the corrections as they are now."""
        rules = incident_rules(self._connection)
        self._rules = [Rule(*rule) for rule in rules]
        rows = self._connection.execute("SELECT first, second, same FROM incident_rules")
        before = {(first, second, bool(same)) for first, second, same in rows}
        for first, second, _ in before ^ set(rules):
            for event in (first, second):
                self._connection.execute("UPDATE incident_sightings SET cluster = NULL WHERE event = ?", (event,))
        self._connection.execute("DELETE FROM incident_rules")
        self._connection.executemany("INSERT INTO incident_rules VALUES (?, ?, ?)", rules)

    # ---- comparing

    def enter(self) -> int:
        """Compares the events that were not compared yet with those that share a key; returns how many there were."""
        query = "SELECT id FROM events WHERE id NOT IN (SELECT event FROM incident_sightings) ORDER BY article, id"
        new = [row[0] for row in self._connection.execute(query)]
        for at in range(0, len(new), _EVENTS):
            self._connection.execute("BEGIN IMMEDIATE")
            known = "SELECT 1 FROM incident_sightings WHERE event = ?"  # another process may link at the same time
            waiting = [e for e in new[at : at + _EVENTS] if not self._connection.execute(known, (e,)).fetchone()]
            for seen in read_sightings(self._connection, waiting):
                self._compare(seen)
            self._connection.execute("COMMIT")
        return len(new)

    def _compare(self, seen: Sighting) -> None:
        execute = self._connection.execute
        row = (seen.event, msgspec.json.encode(seen))
        number = execute("INSERT INTO incident_sightings (event, cluster, seen) VALUES (?, NULL, ?)", row).lastrowid
        assert number is not None
        keys = sorted(keys_of(seen))
        others = [row[0] for row in execute(_SHARING, (json.dumps(keys),))]
        self._connection.executemany("INSERT INTO incident_keys VALUES (?, ?)", [(key, number) for key in keys])
        parties = {party.actor: party.identity for party in (*seen.sources, *seen.targets)}
        rows = [(number, actor, identity) for actor, identity in parties.items()]
        self._connection.executemany("INSERT INTO incident_parties VALUES (?, ?, ?)", rows)
        new, pairs = compared(seen), []
        for other in self._sightings(others):
            if may_be_one(new, other):
                one, two = (new, other) if seen.event < other.seen.event else (other, new)
                score = self._model.likelihood(one, two)
                if score >= self._model.keep:
                    pairs.append((one.seen.event, two.seen.event, round(score, 6)))
        self._connection.executemany("INSERT INTO incident_pairs VALUES (?, ?, ?)", pairs)
        self._held[number] = new

    def _sightings(self, numbers: Iterable[int]) -> Iterator[Compared]:
        for number in numbers:
            other = self._held.get(number)
            if other is None:
                query = "SELECT seen FROM incident_sightings WHERE number = ?"
                other = compared(self._decoder.decode(self._connection.execute(query, (number,)).fetchone()[0]))
                if len(self._held) >= _HELD:
                    self._held.clear()
                self._held[number] = other
            yield other

    # ---- incidents

    def settle(self) -> None:
        """Puts the events of every cluster that has changed into incidents."""
        execute = self._connection.execute
        seeds = [row[0] for row in execute(_CHANGED)]
        done: set[str] = set()
        written = 0
        execute("BEGIN IMMEDIATE")
        for seed in seeds:
            if seed in done:
                continue
            events = self._reached(seed)
            self._incidents(events)
            done.update(events)
            written += len(events)
            if written >= _CLUSTERED:
                execute("COMMIT")
                execute("BEGIN IMMEDIATE")
                written = 0
        for query in _TIDY:
            execute(query)
        execute("COMMIT")

    def _reached(self, seed: str) -> list[str]:
        """The events that hang together with one by pairs or by rules, none where it has gone meanwhile."""
        known = "SELECT 1 FROM incident_sightings WHERE event = ?"
        found, wait = set[str](), [seed]
        while wait:
            event = wait.pop()
            if event not in found and self._connection.execute(known, (event,)).fetchone():
                found.add(event)
                wait.extend(row[0] for row in self._connection.execute(_NEIGHBOURS, {"event": event}))
        return sorted(found)

    def _incidents(self, events: Sequence[str]) -> None:
        """Puts events that hang together into incidents, in the place of what they were in before."""
        if not events:
            return
        members = {event: self._member(event) for event in events}
        pairs: dict[tuple[str, str], float] = {}
        for event in events:
            rows = self._connection.execute("SELECT second, score FROM incident_pairs WHERE first = ?", (event,))
            pairs.update({(event, second): score for second, score in rows})
        articles = {event: member.seen.article for event, member in members.items()}
        rules = [rule for rule in self._rules if rule.first in members]
        groups = cluster(articles, pairs, rules, self._model.least)
        found = [(incident_of([members[event] for event in group]), group) for group in groups]
        put_incidents(self._connection, found, pairs, {event: m.source for event, m in members.items()})
        name = min(events)
        self._connection.executemany(
            "UPDATE incident_sightings SET cluster = ? WHERE event = ?", [(name, event) for event in events]
        )
        self._connection.execute("INSERT OR REPLACE INTO incident_clusters VALUES (?, ?)", (name, len(events)))

    def _member(self, event: str) -> Member:
        execute = self._connection.execute
        (blob,) = execute("SELECT seen FROM incident_sightings WHERE event = ?", (event,)).fetchone()
        seen = self._decoder.decode(blob)
        intensity, quad = execute("SELECT intensity, quad FROM events WHERE id = ?", (event,)).fetchone()
        group = execute("SELECT grp FROM copy_members WHERE article = ?", (seen.article,)).fetchone()
        return Member(seen, group[0] if group else seen.article, intensity, quad)


_OTHER_IDENTITY = """
SELECT DISTINCT s.event FROM incident_parties p JOIN incident_sightings s ON s.number = p.sighting
LEFT JOIN identity_actors i ON i.actor = p.actor WHERE i.identity IS NOT p.identity
"""
_OTHER_SOURCE = """
SELECT x.event, coalesce(c.grp, e.article) FROM incident_events x JOIN events e ON e.id = x.event
LEFT JOIN copy_members c ON c.article = e.article WHERE x.source <> coalesce(c.grp, e.article)
"""
_SHARING = """
SELECT DISTINCT sighting FROM incident_keys WHERE key IN (SELECT value FROM json_each(?)) ORDER BY sighting
"""
_NEIGHBOURS = """
SELECT second FROM incident_pairs WHERE first = :event UNION SELECT first FROM incident_pairs WHERE second = :event
UNION SELECT second FROM incident_rules WHERE first = :event
UNION SELECT first FROM incident_rules WHERE second = :event
"""
_CHANGED = """
SELECT event FROM incident_sightings WHERE cluster IS NULL OR cluster IN (
  SELECT c.cluster FROM incident_clusters c WHERE c.events <>
    (SELECT count(*) FROM incident_sightings s WHERE s.cluster = c.cluster))
ORDER BY event
"""
_TIDY = (
    "DELETE FROM incidents WHERE id NOT IN (SELECT incident FROM incident_events WHERE incident IS NOT NULL)",
    "DELETE FROM incident_clusters WHERE cluster NOT IN (SELECT cluster FROM incident_sightings)",
)
