"""What the full-text indexes find: the SQL of matching, of filters, and of the counts beside the results."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from menurut.errors import InputError
from menurut.records import Act, EventType
from menurut.store.queryterms import Terms, parse


class Kind(StrEnum):
    """What is searched: whole articles, their headlines alone, what is said in them, or the names of actors."""

    ARTICLE = "article"
    HEADLINE = "headline"
    ATTRIBUTION = "attribution"
    ACTOR = "actor"


class Order(StrEnum):
    """What comes first: the best match, the best with later ones before (half as good 180 days on), or the latest."""

    BEST = "best"
    RECENT = "recent"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is searched, and which of it counts; ``None`` or empty for any.

    ``outlet`` is as the articles have it, ``since`` and ``until`` are ISO days of publication. Of articles those count
    that name an actor of ``country`` (ISO 3166-1 alpha-3) or ``actor`` (an identity's id, or words of its names), hold
    an attribution of that ``act`` or an event of that ``type``. Of attributions those whose speaker is of the country
    or is the actor, with that act, about an event of that type. Of actors those of the country, that are named in
    articles of the outlet and days, that speak with that act, and that are source or target of such an event.
    """

    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    country: str | None = None
    actor: str | None = None
    act: str | None = None
    type: str | None = None
    kind: Kind = Kind.ARTICLE

    def __post_init__(self) -> None:
        """Raises ``InputError`` where a value cannot be one of its field."""
        for name in ("since", "until"):
            day = getattr(self, name)
            try:
                known_day = not day or date.fromisoformat(day).isoformat() == day  # 20240304 would not compare
            except ValueError:
                known_day = False
            if not known_day:
                raise InputError(f"{name} is a day such as 2024-03-04, not {day!r}")
        for name, value, known in (("act", self.act, Act), ("type", self.type, EventType), ("kind", self.kind, Kind)):
            values = [str(each) for each in known]
            if value and value not in values:
                raise InputError(f"{name} is one of {', '.join(values)}, not {value!r}")


_HALF_LIFE = 180.0  # days


class Match(NamedTuple):
    """A record that fits: its score (higher is better), its row in the index, its id, and its day (Julian)."""

    score: float
    row: int
    record: str
    day: float | None


# Of each kind: its rows with its index and without it, the row, and what is found with its weight and day.
_FROM: Mapping[Kind, tuple[str, str]] = {
    Kind.ARTICLE: (
        "search_articles CROSS JOIN search_documents d ON d.id = search_articles.rowid",
        "search_documents d",
    ),
    Kind.ATTRIBUTION: (
        "search_attributions CROSS JOIN search_contents c ON c.id = search_attributions.rowid"
        " CROSS JOIN search_documents d ON d.id = c.document",
        "search_contents c CROSS JOIN search_documents d ON d.id = c.document",
    ),
    Kind.ACTOR: (
        "search_actors CROSS JOIN search_names n ON n.id = search_actors.rowid"
        " CROSS JOIN identity_names l ON l.identity = n.identity AND l.name = n.name",
        "search_names n CROSS JOIN identity_names l ON l.identity = n.identity AND l.name = n.name",
    ),
}
_WHAT = {
    Kind.ARTICLE: "d.id, d.article, julianday(d.day)",
    Kind.ATTRIBUTION: "c.id, c.attribution, julianday(d.day)",
    Kind.ACTOR: "n.id, n.identity, NULL",
}
_BM25 = {  # how much each column counts
    Kind.ARTICLE: "-bm25(search_articles, 4.0, 1.0)",
    Kind.HEADLINE: "-bm25(search_articles, 1.0, 0.0)",
    Kind.ATTRIBUTION: "-bm25(search_attributions, 0.5, 1.0)",
    Kind.ACTOR: "-bm25(search_actors) * (1 + l.articles)",
}
INDEX = {
    Kind.ARTICLE: "search_articles",
    Kind.HEADLINE: "search_articles",
    Kind.ATTRIBUTION: "search_attributions",
    Kind.ACTOR: "search_actors",
}
_NAMED = """
SELECT i.identity FROM identity_actors i JOIN actors p ON p.id = i.actor
JOIN search_documents d ON d.article = p.article WHERE i.identity IS NOT NULL
"""
_ACTED = """
SELECT i.identity FROM events e JOIN event_actors p ON p.event = e.id JOIN identity_actors i ON i.actor = p.actor
WHERE e.type = ?
"""
_OF_ACTORS = "(SELECT i.actor FROM identity_actors i WHERE i.identity IN (SELECT value FROM json_each(?)))"
# What a filter asks of articles (with headlines), of attributions and of actors.
_CONDITIONS: Mapping[str, tuple[str, str, str]] = {
    "outlet": ("d.outlet = ?", "d.outlet = ?", f"n.identity IN ({_NAMED} AND d.outlet = ?)"),
    "since": ("d.day >= ?", "d.day >= ?", f"n.identity IN ({_NAMED} AND d.day >= ?)"),
    "until": ("d.day <= ?", "d.day <= ?", f"n.identity IN ({_NAMED} AND d.day <= ?)"),
    "country": (
        "EXISTS (SELECT 1 FROM actors p WHERE p.article = d.article AND p.country = ?)",
        "(SELECT p.country FROM attributions t JOIN actors p ON p.id = t.speaker WHERE t.id = c.attribution) = ?",
        "(SELECT i.country FROM identities i WHERE i.id = n.identity) = ?",
    ),
    "actor": (
        f"d.article IN (SELECT p.article FROM actors p WHERE p.id IN {_OF_ACTORS})",  # noqa: S608
        f"c.attribution IN (SELECT t.id FROM attributions t WHERE t.speaker IN {_OF_ACTORS})",  # noqa: S608
        "n.identity IN (SELECT value FROM json_each(?))",
    ),
    "act": (
        "EXISTS (SELECT 1 FROM attributions t WHERE t.article = d.article AND t.act = ?)",
        "(SELECT t.act FROM attributions t WHERE t.id = c.attribution) = ?",
        "n.identity IN (SELECT i.identity FROM attributions t JOIN identity_actors i ON i.actor = t.speaker"
        " WHERE t.act = ?)",
    ),
    "type": (
        "EXISTS (SELECT 1 FROM events e WHERE e.article = d.article AND e.type = ?)",
        "EXISTS (SELECT 1 FROM attribution_about b JOIN events e ON e.id = b.event"
        " WHERE b.attribution = c.attribution AND e.type = ?)",
        f"n.identity IN ({_ACTED})",
    ),
}
_COLUMN = {Kind.ARTICLE: 0, Kind.HEADLINE: 0, Kind.ATTRIBUTION: 1, Kind.ACTOR: 2}


def expression(terms: Terms, kind: Kind) -> str | None:
    """The expression of FTS5 for what is wanted and not unwanted; ``None`` where nothing is wanted."""
    if terms.wanted is None:
        return None
    column = "{headline} : " if kind is Kind.HEADLINE else ""
    both = f"{column}({terms.wanted})"
    return f"{both} NOT {column}({terms.unwanted})" if terms.unwanted else both


def matches(connection: sqlite3.Connection, terms: Terms, filters: Filters) -> list[Match]:
    """What fits a query and its filters, each record once, in no order.

    The score is that of the best of the record's rows; an actor's grows with the articles that name it.
    """
    kind = Kind(filters.kind)
    rows = Kind.ARTICLE if kind is Kind.HEADLINE else kind
    where, values = _where(connection, terms, filters)
    score = _BM25[kind] if terms.wanted else "0.0"
    source = _FROM[rows][0 if terms.wanted else 1]
    query = f"SELECT {score}, {_WHAT[rows]} FROM {source} {where}"  # noqa: S608
    if rows is Kind.ARTICLE:
        return list(map(Match._make, connection.execute(query, values)))
    best: dict[str, Match] = {}
    for match in map(Match._make, connection.execute(query, values)):
        known = best.get(match.record)
        if known is None or match.score > known.score:
            best[match.record] = match
    return list(best.values())


def _where(connection: sqlite3.Connection, terms: Terms, filters: Filters) -> tuple[str, list[Any]]:
    """A WHERE clause and its values."""
    kind = Kind(filters.kind)
    conditions: list[str] = []
    values: list[Any] = []
    wanted = expression(terms, kind)
    if wanted is not None:
        conditions.append(f"{INDEX[kind]} MATCH ?")
        values.append(wanted)
    elif terms.unwanted is not None:
        row = {Kind.ATTRIBUTION: "c.id", Kind.ACTOR: "n.id"}.get(kind, "d.id")
        column = "{headline} : " if kind is Kind.HEADLINE else ""
        conditions.append(f"{row} NOT IN (SELECT rowid FROM {INDEX[kind]} WHERE {INDEX[kind]} MATCH ?)")  # noqa: S608
        values.append(f"{column}({terms.unwanted})")
    for name, asked in _CONDITIONS.items():
        value = getattr(filters, name)
        if value:
            text = value.encode("utf-8", "replace").decode("utf-8")  # half characters are in no store
            conditions.append(asked[_COLUMN[kind]])
            values.append(json.dumps(identities_named(connection, text)) if name == "actor" else text)
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values


def identities_named(connection: sqlite3.Connection, name: str) -> list[str]:
    """The identities whose id is or was ``name``; where none is, those that have all its words in a name."""
    known = connection.execute(
        "SELECT id FROM identities WHERE id = ? UNION SELECT identity FROM identity_aliases WHERE alias = ?",
        (name, name),
    ).fetchall()
    wanted = parse(name).wanted
    if not known and wanted is not None:
        known = connection.execute(
            "SELECT DISTINCT n.identity FROM search_actors CROSS JOIN search_names n ON n.id = search_actors.rowid"
            " WHERE search_actors MATCH ?",
            (wanted,),
        ).fetchall()
    return [row[0] for row in known]


def ranked(found: list[Match], order: Order) -> list[tuple[float, int, Match]]:
    """Keys by which matches stand in order (rising), the rows that part equal ones, and the matches."""
    if order is Order.NEWEST:
        keys = [(-(match.day or 0.0), match.row, match) for match in found]
    elif order is Order.RECENT:
        latest = max((match.day for match in found if match.day is not None), default=0.0)
        keys = [
            (-match.score * 0.5 ** ((latest - (match.day or latest - 10 * _HALF_LIFE)) / _HALF_LIFE), match.row, match)
            for match in found
        ]
    else:
        keys = [(-match.score, match.row, match) for match in found]
    return sorted(keys, key=lambda key: key[:2])


# ---- counts

_ARTICLE_ROWS = "json_each(:rows) j CROSS JOIN search_documents d ON d.id = j.value"
_ATTRIBUTION_ROWS = (
    "json_each(:rows) j CROSS JOIN search_contents c ON c.id = j.value"
    " CROSS JOIN search_documents d ON d.id = c.document"
)
_ACTOR_ROWS = "json_each(:rows) j CROSS JOIN search_names n ON n.id = j.value"
_OF_ARTICLES = {
    "outlet": f"SELECT d.outlet, count(*) FROM {_ARTICLE_ROWS} GROUP BY 1",  # noqa: S608
    "month": f"SELECT substr(d.day, 1, 7), count(*) FROM {_ARTICLE_ROWS} GROUP BY 1",  # noqa: S608
    "country": f"SELECT p.country, count(DISTINCT d.id) FROM {_ARTICLE_ROWS}"  # noqa: S608
    " CROSS JOIN actors p ON p.article = d.article GROUP BY 1",
    "act": f"SELECT t.act, count(DISTINCT d.id) FROM {_ARTICLE_ROWS}"  # noqa: S608
    " CROSS JOIN attributions t ON t.article = d.article GROUP BY 1",
    "type": f"SELECT e.type, count(DISTINCT d.id) FROM {_ARTICLE_ROWS}"  # noqa: S608
    " CROSS JOIN events e ON e.article = d.article GROUP BY 1",
}
_FACETS: Mapping[Kind, Mapping[str, str]] = {
    Kind.ARTICLE: _OF_ARTICLES,
    Kind.HEADLINE: _OF_ARTICLES,
    Kind.ATTRIBUTION: {
        "outlet": f"SELECT d.outlet, count(*) FROM {_ATTRIBUTION_ROWS} GROUP BY 1",  # noqa: S608
        "month": f"SELECT substr(d.day, 1, 7), count(*) FROM {_ATTRIBUTION_ROWS} GROUP BY 1",  # noqa: S608
        "country": f"SELECT p.country, count(*) FROM {_ATTRIBUTION_ROWS}"  # noqa: S608
        " CROSS JOIN attributions t ON t.id = c.attribution CROSS JOIN actors p ON p.id = t.speaker GROUP BY 1",
        "act": f"SELECT t.act, count(*) FROM {_ATTRIBUTION_ROWS}"  # noqa: S608
        " CROSS JOIN attributions t ON t.id = c.attribution GROUP BY 1",
        "type": f"SELECT e.type, count(DISTINCT c.id) FROM {_ATTRIBUTION_ROWS}"  # noqa: S608
        " CROSS JOIN attribution_about b ON b.attribution = c.attribution"
        " CROSS JOIN events e ON e.id = b.event GROUP BY 1",
    },
    Kind.ACTOR: {
        "country": f"SELECT i.country, count(*) FROM {_ACTOR_ROWS}"  # noqa: S608
        " CROSS JOIN identities i ON i.id = n.identity GROUP BY 1",
    },
}
_GROUP = "count(DISTINCT coalesce(m.grp, d.article))"
_SOURCES = {
    Kind.ARTICLE: f"SELECT {_GROUP} FROM {_ARTICLE_ROWS} LEFT JOIN copy_members m ON m.article = d.article",  # noqa: S608
    Kind.ATTRIBUTION: f"SELECT {_GROUP} FROM {_ATTRIBUTION_ROWS} LEFT JOIN copy_members m ON m.article = d.article",  # noqa: S608
}


def counts(connection: sqlite3.Connection, kind: Kind, rows: str) -> dict[str, tuple[tuple[str, int], ...]]:
    """How many of the found rows (JSON, a list of their numbers) have which value, by facet.

    The most frequent value first, months in their order; what has no value is not counted.
    """
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for facet, query in _FACETS[kind].items():
        pairs = [(str(value), int(number)) for value, number in connection.execute(query, {"rows": rows}) if value]
        pairs.sort(key=(lambda pair: pair[0]) if facet == "month" else (lambda pair: (-pair[1], pair[0])))
        found[facet] = tuple(pairs)
    return found


def independent(connection: sqlite3.Connection, kind: Kind, rows: str) -> int:
    """How many independent articles the found rows stand in; of actors 0."""
    query = _SOURCES.get(Kind.ARTICLE if kind is Kind.HEADLINE else kind)
    return int(connection.execute(query, {"rows": rows}).fetchone()[0]) if query is not None else 0
