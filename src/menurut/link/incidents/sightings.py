"""Events of the store as they are compared: with their actors' identities, their days, places, numbers and words."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from menurut.link.incidents.records import Amount, Days, Party, Sighting, Spot
from menurut.link.incidents.words import Words, telling_words, topic_of, words_of
from menurut.records import ActorKind, EventType, Precision, Status

_AT_ONCE = 400  # ids in one query
_CLOSE = 60  # code points on either side of a trigger
_Rows = defaultdict[str, list[Any]]


def read_sightings(connection: sqlite3.Connection, events: Sequence[str]) -> Iterator[Sighting]:
    """The events with these ids, in the order of article and id."""
    for at in range(0, len(events), _AT_ONCE):
        yield from _batch(connection, events[at : at + _AT_ONCE])


def _batch(connection: sqlite3.Connection, events: Sequence[str]) -> Iterator[Sighting]:
    marks = ", ".join("?" * len(events))

    def grouped(query: str) -> _Rows:
        found: _Rows = defaultdict(list)
        for key, *rest in connection.execute(query.replace("(?)", f"({marks})"), tuple(events)):
            found[key].append(rest)
        return found

    rows = connection.execute(_EVENTS.replace("(?)", f"({marks})"), tuple(events)).fetchall()
    parties, amounts, triggers, sentences = map(grouped, (_PARTIES, _AMOUNTS, _TRIGGERS, _SENTENCES))
    article, topic, plain = "", dict[str, float](), frozenset[str]()
    for event, name, language, published, text, kind, mode, status, country, place, north, east, *when in rows:
        if name != article:
            article, (topic, plain) = name, _of_article(connection, name, text, language)
        told = " ".join(text[start:end] for start, end in sentences[event]) or text[slice(*triggers[event][0][:2])]
        names, words = telling_words(told, language, plain)
        close = telling_words(" ".join(_around(text, row[0], row[1]) for row in triggers[event]), language, plain)
        sides = {role: tuple(_party(row) for row in parties[event] if row[0] == role) for role in ("source", "target")}
        yield Sighting(
            event,
            name,
            language,
            day_of(published),
            EventType(kind),
            mode,
            Status(status),
            sides["source"],
            sides["target"],
            _days(*when),
            Spot(country, place, north, east),
            tuple(Amount(*row) for row in amounts[event]),
            names,
            words,
            close[0] | close[1],
            tuple(sorted({word for row in triggers[event] for word, _ in words_of(row[2])})),
            topic,
        )


def _around(text: str, start: int, end: int) -> str:
    """The whole words of the line that stand close to a trigger, and the trigger."""
    first = max(text.rfind("\n", 0, start) + 1, start - _CLOSE)
    line = text.find("\n", end)
    last = min(line if line >= 0 else len(text), end + _CLOSE)
    while 0 < first < start and not text[first - 1].isspace():
        first += 1
    while end < last < len(text) and not text[last].isspace():
        last -= 1
    return text[first:last]


def day_of(published: str | None) -> int | None:
    """The day of an ISO 8601 date or date-time as an ordinal, ``None`` where it is none."""
    try:
        return date.fromisoformat(published[:10]).toordinal() if published else None
    except ValueError:
        return None


def _days(first: str | None, last: str | None, precision: str | None) -> Days | None:
    """What a date means; one with an open end says too little to be compared."""
    begins, ends = day_of(first), day_of(last)
    if begins is None or ends is None or precision is None or ends < begins:
        return None
    return Days(begins, ends, Precision(precision))


def _party(row: Sequence[Any]) -> Party:
    _, actor, name, kind, country, identity = row
    return Party(actor, identity or name.lower(), name, ActorKind(kind), country, identity)


def _of_article(
    connection: sqlite3.Connection, article: str, text: str, language: str
) -> tuple[dict[str, float], frozenset[str]]:
    """What an article is on, and the words that it has without a capital."""
    query = 'SELECT kind, start, "end" FROM paragraphs WHERE article = ? ORDER BY number'
    by_kind: defaultdict[str, Words] = defaultdict(list)
    for kind, start, end in connection.execute(query, (article,)):
        by_kind[kind] += words_of(text[start:end])
    plain = frozenset(word for words in by_kind.values() for word, capital in words if not capital)
    return topic_of(by_kind["headline"], by_kind["body"], language), plain


_EVENTS = """
SELECT e.id, e.article, d.language, a.published, d.text, e.type, e.mode, e.status, coalesce(e.place_country, p.country),
  CASE WHEN p.kind <> 'country' THEN p.name END, CASE WHEN p.kind <> 'country' THEN p.latitude END,
  CASE WHEN p.kind <> 'country' THEN p.longitude END, w.first, w.last, w.precision
FROM events e JOIN documents d ON d.article = e.article JOIN articles a ON a.id = e.article
LEFT JOIN dates w ON w.id = e.date LEFT JOIN places p ON p.id = e.place
WHERE e.id IN (?) ORDER BY e.article, e.id
"""
_PARTIES = """
SELECT x.event, x.role, x.actor, r.name, r.kind, r.country, i.identity FROM event_actors x
JOIN actors r ON r.id = x.actor LEFT JOIN identity_actors i ON i.actor = x.actor
WHERE x.event IN (?) ORDER BY x.event, x.role, x.number
"""
_AMOUNTS = "SELECT event, low, high, unit FROM quantities WHERE event IN (?) ORDER BY event, number"
_TRIGGERS = 'SELECT event, start, "end", words FROM event_triggers WHERE event IN (?) ORDER BY event, number'
_SENTENCES = """
SELECT DISTINCT t.event, s.start, s."end" FROM event_triggers t JOIN events e ON e.id = t.event
JOIN sentences s ON s.article = e.article AND s.start < t."end" AND t.start < s."end"
WHERE t.event IN (?) ORDER BY t.event, s.start
"""
