"""Words of articles in their sentences, many at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from menurut.serve.db import marks
from menurut.serve.lines import pieces

_CHUNK = 100  # stretches in one SQL statement
_LONGEST = 1_200  # characters of an article that are shown around a record
_BEFORE = 200  # of these before its words, where the sentence is longer
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a record in their sentence; ``anchor`` is their place in the page of the article.

    ``start`` is where ``text`` begins in the article's text, and the ``spans`` (start, end, kind) count from there as
    well. ``published`` is as the article states it.
    """

    article: str
    anchor: str
    title: str | None
    outlet: str | None
    published: str | None
    language: str
    start: int
    text: str
    spans: tuple[tuple[int, int, str], ...]

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text cut at the spans, for the macro ``words``."""
        spans = [(first - self.start, last - self.start, kind) for first, last, kind in self.spans]
        return pieces(self.text, 0, len(self.text), spans)


def attribution_quotes(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Quote]:
    """The attributions of these ids in their sentences: source, cue and content marked."""
    found: dict[str, tuple[str, list[tuple[int, int, str]]]] = {}
    for chunk in _chunks(ids):
        query = (
            "SELECT id, article, source_start, source_end, cue_start, cue_end FROM attributions"  # noqa: S608
            f" WHERE id IN ({marks(chunk)})"
        )
        for row in connection.execute(query, chunk):
            spans = [(row[2], row[3], "source"), (row[4], row[5], "cue")]
            found[row[0]] = (row[1], [span for span in spans if span[0] is not None])
        query = (
            'SELECT attribution, start, "end" FROM contents'  # noqa: S608
            f" WHERE attribution IN ({marks(chunk)}) ORDER BY attribution, number"
        )
        for attribution, start, end in connection.execute(query, chunk):
            found[attribution][1].append((start, end, "content"))
    return _quotes(connection, "attribution", found)


def event_quotes(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Quote]:
    """The events of these ids, each in the sentence of its best words outside of headlines, which are marked."""
    return _spanned(
        connection,
        "event",
        ids,
        "SELECT e.id, e.article, t.start, t.\"end\", 'trigger' FROM events e JOIN event_triggers t ON t.event = e.id"
        " WHERE e.id IN ({}) ORDER BY e.id, t.number",
    )


def agreement_quotes(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, Quote]:
    """The agreements of these ids in their sentences: what names them and what is agreed marked."""
    return _spanned(
        connection,
        "agreement",
        ids,
        "SELECT id, article, start, \"end\", 'trigger' FROM agreements WHERE id IN ({0}) UNION ALL"
        " SELECT id, article, subject_start, subject_end, 'content' FROM agreements"
        " WHERE id IN ({0}) AND subject_start IS NOT NULL",
    )


def _spanned(connection: sqlite3.Connection, kind: str, ids: Sequence[str], query: str) -> dict[str, Quote]:
    """``query`` gives id, article, start, end and kind; the sentence shown is that of a record's first span."""
    found: dict[str, tuple[str, list[tuple[int, int, str]]]] = {}
    for chunk in _chunks(ids):
        values = list(chunk) * query.count("{")
        for name, article, start, end, is_ in connection.execute(query.format(*[marks(chunk)] * 2), values):
            found.setdefault(name, (article, []))[1].append((start, end, is_))
    return _quotes(connection, kind, found, whole=False)


def _quotes(
    connection: sqlite3.Connection,
    kind: str,
    found: dict[str, tuple[str, list[tuple[int, int, str]]]],
    *,
    whole: bool = True,
) -> dict[str, Quote]:
    """Each record's sentences in one query for many: ``found`` has a record's article and spans.

    All sentences from its first span to its last where ``whole``, else the sentence of the span that is named first.
    """
    made: dict[str, Quote] = {}
    placed = [(name, article, spans) for name, (article, spans) in found.items() if spans]
    for chunk in _chunks(placed):
        wanted = ", ".join(["(?, ?, ?, ?)"] * len(chunk))
        values: list[Any] = []
        for name, article, spans in chunk:
            around = spans if whole else spans[:1]
            values += [name, article, min(s[0] for s in around), max(s[1] for s in around)]
        query = (
            f"WITH wanted(name, article, first, last) AS (VALUES {wanted}),"  # noqa: S608
            " around AS (SELECT w.*, (SELECT min(s.start) FROM sentences s"
            '   WHERE s.article = w.article AND s.start < w.last AND s."end" > w.first) AS low,'
            ' (SELECT max(s."end") FROM sentences s'
            '   WHERE s.article = w.article AND s.start < w.last AND s."end" > w.first) AS high FROM wanted w),'
            " stretches AS (SELECT name, article, CASE WHEN coalesce(high, last) - coalesce(low, first) > ?"
            "   THEN max(coalesce(low, first), first - ?) ELSE min(coalesce(low, first), first) END AS low,"
            "   max(coalesce(high, last), last) AS high FROM around)"
            " SELECT x.name, a.id, a.title, a.outlet, a.published, d.language, x.low,"
            "   substr(d.text, x.low + 1, min(x.high - x.low, ?)) FROM stretches x"
            " JOIN articles a ON a.id = x.article JOIN documents d ON d.article = x.article"
        )
        for name, *row in connection.execute(query, (*values, _LONGEST, _BEFORE, _LONGEST)):
            article, title, outlet, published, language, low, text = row
            inside = [s for s in found[name][1] if s[0] < low + len(text) and s[1] > low]
            about = (title, outlet, published, language)
            made[name] = Quote(article, f"{kind}-{name}", *about, low, text, tuple(sorted(inside)))
    return made


def _chunks(values: Sequence[_Value]) -> list[Sequence[_Value]]:
    return [values[at : at + _CHUNK] for at in range(0, len(values), _CHUNK)]
