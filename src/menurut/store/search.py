"""Full-text search over the store: articles, what is said in them, and the names of actors, with counts beside.

The indexes are SQLite's FTS5 (https://sqlite.org/fts5.html) with external content: they hold no text of their own.
Triggers keep them in step with the tables in the same transaction, so whatever is interrupted leaves no half of it.
An article enters its index with the last paragraph that is written. Ranking is BM25 (Robertson and Zaragoza 2009).
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any

from menurut.errors import InputError, StoreError
from menurut.store.found import Filters, Kind, Match, Order, counts, expression, independent, matches, ranked
from menurut.store.queryterms import parse
from menurut.store.snippets import Marked, cut, highlighted

__all__ = ["TABLES", "Filters", "Hit", "Kind", "Marked", "Order", "Results", "search"]

# In a trigger no line may end with ";": statements are told apart by that (menurut.store.schema).
TABLES = """
CREATE TABLE search_documents (       -- the articles that can be searched
  id INTEGER PRIMARY KEY,             -- rowid in search_articles
  article TEXT NOT NULL UNIQUE,       -- the id of the article
  outlet TEXT,
  day TEXT,                           -- ISO day of publication
  waits INTEGER                       -- code points of its text until its last paragraph is written, then NULL
) STRICT;

CREATE TABLE search_contents (        -- the contents of attributions that can be searched
  id INTEGER PRIMARY KEY,             -- rowid in search_attributions
  document INTEGER NOT NULL,          -- search_documents.id
  attribution TEXT NOT NULL,
  number INTEGER NOT NULL,            -- which of its contents
  UNIQUE (attribution, number)
) STRICT;

CREATE TABLE search_names (           -- the names of actors that can be searched
  id INTEGER PRIMARY KEY,             -- rowid in search_actors
  identity TEXT NOT NULL,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX search_names_identity ON search_names(identity);
CREATE INDEX search_countries ON actors(article, country);
CREATE INDEX search_acts ON attributions(article, act);
CREATE INDEX search_types ON events(article, type);

CREATE VIEW search_document_texts AS  -- what the index of articles is made of
  SELECT s.id, s.article,
    (SELECT group_concat(words, char(10)) FROM (SELECT substr(d.text, p.start + 1, p."end" - p.start) AS words
      FROM paragraphs p WHERE p.article = s.article AND p.kind = 'headline' ORDER BY p.number)) AS headline,
    (SELECT group_concat(words, char(10)) FROM (SELECT substr(d.text, p.start + 1, p."end" - p.start) AS words
      FROM paragraphs p WHERE p.article = s.article AND p.kind IN ('body', 'caption') ORDER BY p.number)) AS body
  FROM search_documents s JOIN documents d ON d.article = s.article WHERE s.waits IS NULL;

CREATE VIEW search_content_texts AS   -- what the index of attributions is made of
  SELECT s.id, s.attribution, s.number, trim(coalesce(t.source, '') || ' ' || coalesce(t.cue, '')) AS who, c.content
  FROM search_contents s JOIN attributions t ON t.id = s.attribution
  JOIN contents c ON c.attribution = s.attribution AND c.number = s.number;

CREATE VIRTUAL TABLE search_articles USING fts5(headline, body, content='search_document_texts', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE search_attributions USING fts5(who, content, content='search_content_texts', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE search_actors USING fts5(name, content='search_names', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2', prefix='3');

CREATE TRIGGER search_document_new AFTER INSERT ON documents BEGIN
  INSERT INTO search_documents (article, outlet, day, waits)
    SELECT new.article, a.outlet, substr(a.published, 1, 10), length(new.text) FROM articles a WHERE a.id = new.article
  ; END;

CREATE TRIGGER search_document_whole AFTER INSERT ON paragraphs
WHEN new."end" = (SELECT waits FROM search_documents WHERE article = new.article) BEGIN
  UPDATE search_documents SET waits = NULL WHERE article = new.article
  ; INSERT INTO search_articles (rowid, headline, body)
    SELECT id, headline, body FROM search_document_texts WHERE article = new.article
  ; END;

CREATE TRIGGER search_document_gone BEFORE DELETE ON documents BEGIN
  INSERT INTO search_articles (search_articles, rowid, headline, body)
    SELECT 'delete', id, headline, body FROM search_document_texts WHERE article = old.article
  ; DELETE FROM search_documents WHERE article = old.article
  ; END;

CREATE TRIGGER search_content_new AFTER INSERT ON contents BEGIN
  INSERT INTO search_contents (document, attribution, number)
    SELECT s.id, new.attribution, new.number FROM attributions t JOIN search_documents s ON s.article = t.article
    WHERE t.id = new.attribution
  ; INSERT INTO search_attributions (rowid, who, content)
    SELECT s.id, trim(coalesce(t.source, '') || ' ' || coalesce(t.cue, '')), new.content
    FROM search_contents s JOIN attributions t ON t.id = s.attribution
    WHERE s.attribution = new.attribution AND s.number = new.number
  ; END;

CREATE TRIGGER search_content_gone BEFORE DELETE ON contents BEGIN
  INSERT INTO search_attributions (search_attributions, rowid, who, content)
    SELECT 'delete', id, who, content FROM search_content_texts
    WHERE attribution = old.attribution AND number = old.number
  ; DELETE FROM search_contents WHERE attribution = old.attribution AND number = old.number
  ; END;

CREATE TRIGGER search_attribution_gone BEFORE DELETE ON attributions BEGIN
  INSERT INTO search_attributions (search_attributions, rowid, who, content)
    SELECT 'delete', id, who, content FROM search_content_texts WHERE attribution = old.id
  ; DELETE FROM search_contents WHERE attribution = old.id
  ; END;

CREATE TRIGGER search_content_before BEFORE UPDATE OF content ON contents BEGIN
  INSERT INTO search_attributions (search_attributions, rowid, who, content)
    SELECT 'delete', id, who, content FROM search_content_texts WHERE attribution = old.attribution
  ; END;

CREATE TRIGGER search_content_after AFTER UPDATE OF content ON contents BEGIN
  INSERT INTO search_attributions (rowid, who, content)
    SELECT id, who, content FROM search_content_texts WHERE attribution = new.attribution
  ; END;

CREATE TRIGGER search_attribution_before BEFORE UPDATE OF source, cue ON attributions BEGIN
  INSERT INTO search_attributions (search_attributions, rowid, who, content)
    SELECT 'delete', id, who, content FROM search_content_texts WHERE attribution = old.id
  ; END;

CREATE TRIGGER search_attribution_after AFTER UPDATE OF source, cue ON attributions BEGIN
  INSERT INTO search_attributions (rowid, who, content)
    SELECT id, who, content FROM search_content_texts WHERE attribution = new.id
  ; END;

CREATE TRIGGER search_name_new AFTER INSERT ON identity_names BEGIN
  INSERT INTO search_names (identity, name) VALUES (new.identity, new.name)
  ; INSERT INTO search_actors (rowid, name)
    SELECT id, name FROM search_names WHERE identity = new.identity AND name = new.name
  ; END;

CREATE TRIGGER search_name_gone BEFORE DELETE ON identity_names BEGIN
  INSERT INTO search_actors (search_actors, rowid, name)
    SELECT 'delete', id, name FROM search_names WHERE identity = old.identity AND name = old.name
  ; DELETE FROM search_names WHERE identity = old.identity AND name = old.name
  ; END;

INSERT INTO search_documents (article, outlet, day)
  SELECT d.article, a.outlet, substr(a.published, 1, 10) FROM documents d JOIN articles a ON a.id = d.article;
INSERT INTO search_contents (document, attribution, number)
  SELECT s.id, c.attribution, c.number FROM contents c JOIN attributions t ON t.id = c.attribution
  JOIN search_documents s ON s.article = t.article;
INSERT INTO search_names (identity, name) SELECT identity, name FROM identity_names;
INSERT INTO search_articles (search_articles) VALUES ('rebuild');
INSERT INTO search_attributions (search_attributions) VALUES ('rebuild');
INSERT INTO search_actors (search_actors) VALUES ('rebuild');
"""


_MOST_HITS = 500  # of one page
_MARKS = tuple(map(chr, (*range(0xE000, 0xE100), *range(0xFFF00, 0xFFFFE))))  # for private use: no text means anything
COUNTED = 10_000  # what is counted of what was found, from the first on, so that a page comes at once


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    ``id`` is the article's, the attribution's, or the identity's of an actor; ``article`` is ``None`` for an actor.
    ``title`` is the headline (of an actor its name), ``snippets`` are the words around what was found: marks are
    offsets within them, ``start`` is their place in the document's text. ``copies`` counts the other articles of the
    article's copy ``group``. Of an attribution there are its ``act``, the words of its ``source`` and ``cue``, and the
    ``speaker``'s name and ``country``; of an actor its country and the number of ``articles`` that name it.
    """

    kind: Kind
    id: str
    article: str | None
    title: Marked
    snippets: tuple[Marked, ...]
    score: float
    outlet: str | None = None
    day: str | None = None
    group: str | None = None
    copies: int = 0
    act: str | None = None
    source: str | None = None
    cue: str | None = None
    speaker: str | None = None
    country: str | None = None
    articles: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, and counts over all of it.

    ``total`` counts what was found. The rest is counted over the first 10,000 of it, ``counted`` in number:
    ``sources``, the independent articles it stands in (those of a copy group count once; of actors 0), and
    ``facets``, which are outlet, month, country, act and type, each with values and how many have them, the most
    frequent first (months in order). ``cursor`` asks for the next page and is ``None`` on the last one. ``ignored``
    are parts of the query that could not be looked for.
    """

    hits: tuple[Hit, ...]
    total: int
    counted: int
    sources: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    cursor: str | None
    ignored: tuple[str, ...]


def search(
    connection: sqlite3.Connection,
    query: str = "",
    filters: Filters | None = None,
    *,
    order: Order = Order.BEST,
    limit: int = 20,
    cursor: str | None = None,
    facets: bool = True,
) -> Results:
    """What the store holds that fits a query.

    Args:
        connection: an open store.
        query: what a user typed (``menurut.store.queryterms`` says how it is read); empty for all that the filters let
            through.
        filters: what is searched, and which of it counts.
        order: what comes first; without a query the latest.
        limit: hits of one page, 1 to 500.
        cursor: the ``cursor`` of the page before.
        facets: whether to count; ``Results.facets`` is empty otherwise.

    Raises ``InputError`` where the limit or the cursor is none, ``StoreError`` where the store has no index.
    """
    asked = filters or Filters()
    kind = Kind(asked.kind)
    if not 1 <= limit <= _MOST_HITS:
        raise InputError(f"a page has 1 to {_MOST_HITS} hits, not {limit}")
    after = _place(cursor)
    terms = parse(query)
    try:
        found = ranked(matches(connection, terms, asked), order if terms.wanted else Order.NEWEST)
        begin = bisect_right(found, after, key=lambda match: match[:2]) if after is not None else 0
        page = found[begin : begin + limit]
        rows = json.dumps([match.row for _, _, match in found[:COUNTED]])
        hits = [_HITS[kind](connection, match, expression(terms, kind)) for _, _, match in page]
        return Results(
            tuple(hit for hit in hits if hit is not None),  # a writer may have deleted one meanwhile
            len(found),
            min(len(found), COUNTED),
            independent(connection, kind, rows),
            counts(connection, kind, rows) if facets else {},
            f"{page[-1][0]!r}:{page[-1][1]}" if len(found) > begin + limit else None,
            terms.ignored,
        )
    except sqlite3.OperationalError as error:
        if "no such table: search_" not in str(error):
            raise
        raise StoreError(
            "this store has no full-text index; read its articles into a new store to search it"
        ) from error


def _place(cursor: str | None) -> tuple[float, int] | None:
    if cursor is None:
        return None
    key, _, row = cursor.partition(":")
    try:
        place = float(key), int(row)
    except ValueError:
        place = nan, 0
    if not isfinite(place[0]):
        raise InputError(f"{cursor[:40]!r} is no cursor that a search gave; begin with the first page")
    return place


def _marked(
    connection: sqlite3.Connection, index: str, column: int, row: int, wanted: str | None, text: str
) -> tuple[tuple[int, int], ...]:
    """Where the words of a query stand in a column of a row of an index."""
    if wanted is None or not text:
        return ()
    used = set(text)
    free = [mark for mark in _MARKS if mark not in used][:2]
    if len(free) < 2:
        return ()
    query = f"SELECT highlight({index}, {column}, ?, ?) FROM {index} WHERE {index} MATCH ? AND rowid = ?"  # noqa: S608
    found = connection.execute(query, (*free, wanted, row)).fetchone()
    return highlighted(found[0], *free) if found and found[0] else ()


def _article(connection: sqlite3.Connection, match: Match, wanted: str | None) -> Hit | None:
    row: tuple[Any, ...] | None = connection.execute(_ARTICLE, (match.row,)).fetchone()
    if row is None:
        return None
    headline, body, outlet, day, title, group, copies = row
    paragraphs = connection.execute(_PARAGRAPHS, (match.record,)).fetchall()
    marks = _marked(connection, "search_articles", 1, match.row, wanted, body or "")
    places = [(start, end) for start, end, kind in paragraphs if kind != "headline"]
    snippets = tuple(_in_document(piece, places) for piece in cut(body or "", marks))
    if headline:
        marks = _marked(connection, "search_articles", 0, match.row, wanted, headline)
        heading = Marked(headline, marks, next((start for start, _, kind in paragraphs if kind == "headline"), None))
    else:
        heading = Marked(title or (snippets[0].text if snippets else ""), ())
    return Hit(
        Kind.ARTICLE, match.record, match.record, heading, snippets, match.score, outlet, day, group, (copies or 1) - 1
    )


def _in_document(piece: Marked, paragraphs: list[tuple[int, int]]) -> Marked:
    """A piece of joined paragraphs with its place in the document."""
    rest = piece.start or 0
    for start, end in paragraphs:
        if rest <= end - start:
            return replace(piece, start=start + rest)
        rest -= end - start + 1
    return replace(piece, start=None)


def _attribution(connection: sqlite3.Connection, match: Match, wanted: str | None) -> Hit | None:
    row: tuple[Any, ...] | None = connection.execute(_ATTRIBUTION, (match.row,)).fetchone()
    if row is None:
        return None
    article, headline, outlet, day, group, copies, content, start, act, source, cue, speaker, country = row
    marks = _marked(connection, "search_attributions", 1, match.row, wanted, content)
    snippets = tuple(replace(piece, start=start + (piece.start or 0)) for piece in cut(content, marks))
    more = (outlet, day, group, (copies or 1) - 1, act, source, cue, speaker, country)
    return Hit(Kind.ATTRIBUTION, match.record, article, Marked(headline or "", ()), snippets, match.score, *more)


def _actor(connection: sqlite3.Connection, match: Match, wanted: str | None) -> Hit | None:
    row: tuple[Any, ...] | None = connection.execute(_ACTOR, (match.row,)).fetchone()
    if row is None:
        return None
    name, found, country, articles = row
    marks = _marked(connection, "search_actors", 0, match.row, wanted, found)
    title = Marked(name, marks if found == name else ())
    snippets = () if found == name else (Marked(found, marks),)
    return Hit(Kind.ACTOR, match.record, None, title, snippets, match.score, country=country, articles=articles)


_HITS = {Kind.ARTICLE: _article, Kind.HEADLINE: _article, Kind.ATTRIBUTION: _attribution, Kind.ACTOR: _actor}
_COPIES = "LEFT JOIN copy_members m ON m.article = d.article LEFT JOIN copy_groups g ON g.id = m.grp"
_ARTICLE = f"""
SELECT t.headline, t.body, d.outlet, d.day, a.title, m.grp, g.articles FROM search_documents d
JOIN search_document_texts t ON t.id = d.id JOIN articles a ON a.id = d.article {_COPIES} WHERE d.id = ?
"""  # noqa: S608
_PARAGRAPHS = """
SELECT start, "end", kind FROM paragraphs WHERE article = ? AND kind IN ('headline', 'body', 'caption') ORDER BY number
"""
_ATTRIBUTION = f"""
SELECT d.article, coalesce((SELECT substr(x.text, p.start + 1, p."end" - p.start)
    FROM paragraphs p JOIN documents x ON x.article = p.article
    WHERE p.article = d.article AND p.kind = 'headline' ORDER BY p.number LIMIT 1),
  (SELECT title FROM articles WHERE id = d.article)), d.outlet, d.day, m.grp, g.articles, w.content, w.start, t.act,
  t.source, t.cue, s.name, s.country
FROM search_contents c JOIN search_documents d ON d.id = c.document JOIN attributions t ON t.id = c.attribution
JOIN contents w ON w.attribution = c.attribution AND w.number = c.number
LEFT JOIN actors s ON s.id = t.speaker {_COPIES}
WHERE c.id = ?
"""  # noqa: S608
_ACTOR = """
SELECT i.name, n.name, i.country,
  (SELECT count(DISTINCT p.article) FROM identity_actors l JOIN actors p ON p.id = l.actor WHERE l.identity = i.id)
FROM search_names n JOIN identities i ON i.id = n.identity WHERE n.id = ?
"""
