"""The words that show where an actor stands on an incident: each in its sentence, with its place in the article."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from menurut.serve.db import marks
from menurut.serve.lines import pieces

_AROUND = 2_000  # characters of a passage at most, whatever the sentences are


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article: what a link to it shows."""

    article: str
    outlet: str | None
    date: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A stance as one independent source tells it.

    ``passage`` is the text around its words, cut into (words, kind), ``start`` where it begins in the document. The
    article is the source's earliest; ``copies`` are its other articles that tell the same stance of the actor.
    """

    stance: str
    name: str
    source: str
    article: Carrier
    headline: str
    language: str
    event: str
    attribution: str | None
    act: str | None
    form: str | None
    start: int
    passage: tuple[tuple[str, str], ...]
    copies: tuple[Carrier, ...]


def said(connection: sqlite3.Connection, incident: str, *, identity: str | None, country: str | None) -> list[Said]:
    """What shows the stances of an actor (by identity) or of a country's actors on an incident, the newest first.

    Two queries for each source and stance, beside three for all.
    """
    wanted = {"incident": incident, "identity": identity, "country": country}
    groups: dict[tuple[str, str, str], list[sqlite3.Row]] = {}
    for row in connection.execute(_ROWS, wanted):  # by date: the first of each is the source's earliest
        groups.setdefault((row["independent"], row["stance"], row["name"]), []).append(row)
    first = [group[0] for group in groups.values()]
    spans = _spans(connection, first)
    found = []
    for group in groups.values():
        row = group[0]
        start, passage = _passage(connection, row, spans.get(row["attribution"] or row["event"], []))
        carriers = list({each["article"]: _carrier(each) for each in group}.values())
        found.append(
            Said(
                row["stance"],
                row["name"],
                row["independent"],
                carriers[0],
                row["headline"] or "",
                row["language"],
                row["event"],
                row["attribution"],
                row["act"],
                row["form"],
                start,
                passage,
                tuple(carriers[1:]),
            )
        )
    return sorted(found, key=lambda each: (each.article.date or "", each.stance, each.source), reverse=True)


def _carrier(row: sqlite3.Row) -> Carrier:
    return Carrier(row["article"], row["outlet"], row["date"], row["url"])


def _spans(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> Mapping[str, list[tuple[int, int, str]]]:
    """The spans to mark, by the id of the attribution, else of the event."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    attributions = [row["attribution"] for row in rows if row["attribution"]]
    for row in rows:
        if row["attribution"]:
            own = found.setdefault(row["attribution"], [])
            for kind in ("source", "cue"):
                if row[f"{kind}_start"] is not None:
                    own.append((row[f"{kind}_start"], row[f"{kind}_end"], kind))
    query = f'SELECT attribution, start, "end" FROM contents WHERE attribution IN ({marks(attributions)})'  # noqa: S608
    for attribution, start, end in connection.execute(query, attributions):
        found[attribution].append((start, end, "content"))
    events = [row["event"] for row in rows if not row["attribution"]]
    query = f'SELECT event, start, "end" FROM event_triggers WHERE event IN ({marks(events)})'  # noqa: S608
    for event, start, end in connection.execute(query, events):
        found.setdefault(event, []).append((start, end, "trigger"))
    return found


def _passage(
    connection: sqlite3.Connection, row: sqlite3.Row, spans: Sequence[tuple[int, int, str]]
) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The sentences that hold the spans, cut at them, and where they begin."""
    if not spans:
        return 0, ()
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    start, end = connection.execute(_SENTENCES, {"article": row["article"], "first": first, "last": last}).fetchone()
    start, end = min(first, start if start is not None else first), max(last, end or last)
    start, end = max(start, first - _AROUND), min(end, max(first, start) + _AROUND)
    query = "SELECT substr(text, ?, ?) FROM documents WHERE article = ?"
    (text,) = connection.execute(query, (start + 1, end - start, row["article"])).fetchone()
    moved: list[tuple[int, int, Any]] = [(a - start, b - start, kind) for a, b, kind in spans if a < end]
    return start, tuple(pieces(text, 0, len(text), moved))


_SENTENCES = """
SELECT min(start), max("end") FROM sentences WHERE article = :article AND start < :last AND "end" > :first
"""
_ROWS = """
SELECT p.stance, coalesce(n.name, c.name) AS name, x.source AS independent, e.article, a.outlet,
  substr(a.published, 1, 10) AS date, a.url, p.event, p.attribution, t.act, t.form, d.language,
  t.source_start, t.source_end, t.cue_start, t.cue_end,
  coalesce(a.title, (SELECT substr(d.text, h.start + 1, h."end" - h.start) FROM paragraphs h
    WHERE h.article = e.article AND h.kind = 'headline' ORDER BY h.number LIMIT 1)) AS headline
FROM incident_events x JOIN positions p ON p.event = x.event JOIN events e ON e.id = x.event
JOIN articles a ON a.id = e.article JOIN documents d ON d.article = e.article JOIN actors c ON c.id = p.actor
LEFT JOIN identity_actors l ON l.actor = p.actor LEFT JOIN identities n ON n.id = l.identity
LEFT JOIN attributions t ON t.id = p.attribution
WHERE x.incident = :incident AND (:identity IS NULL OR l.identity = :identity)
  AND (:country IS NULL OR coalesce(n.country, c.country) = :country)
ORDER BY date IS NULL, date, e.article, p.number
"""
