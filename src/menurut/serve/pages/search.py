"""``/search``: full-text search with counts beside, and the same as a feed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from menurut.serve.kept import kept_of
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.searching import Question, entry, found, months, question_of, shown
from menurut.serve.site import site_of, words_of
from menurut.serve.text import Words
from menurut.store.search import Filters, Hit, Kind, Order, search
from menurut.store.searches import LONGEST_NAME

router = APIRouter()
_HITS = 20
_FEED_HITS = 50
_ACTORS = 6
_MOST_HITS = 500
_CODED = ("act", "type")
_TABLE = ("kind", "id", "article", "title", "words", "outlet", "day", "copies", "act", "source", "cue", "speaker")


@router.get("/search")
def page(request: Request) -> Response:
    """The page."""
    words, question, site = words_of(request), question_of(request), site_of(request)
    feeding = request.scope.get("menurut.format") == "atom"
    limit = min(limit_of(request, _FEED_HITS if feeding else _HITS), _MOST_HITS)
    place = cursor_of(request, str)
    after = place[0] if place is not None else None
    kept = kept_of(request.app.state, site.store)
    key = (kept.state(), "search", question, limit, after, feeding)
    with site.database.reading() as connection:
        results = kept.result(key, lambda: found(connection, question, limit, after, newest=feeding))
        hits = shown(connection, results.hits)
        actors = [] if after or feeding else _actors(connection, question)
    data = {
        "query": question.words,
        "filters": question.filters,
        "order": question.order,
        "total": results.total,
        "counted": results.counted,
        "sources": results.sources,
        "facets": results.facets,
        "hits": results.hits,
        "actors": actors,
        "ignored": results.ignored,
    }
    extra = {
        "question": question,
        "shown": hits,
        "kinds": list(Kind),
        "orders": list(Order),
        "months": months(results.facets.get("month", ())),
        "chosen": _chosen(question, words),
        "named": lambda facet, value: _named(facet, value, words),
        "longest_name": LONGEST_NAME,
    }
    title = words("search.title_of", what=_what(question, words)) if not question.empty else words("search.title")
    more = cursor([results.cursor]) if results.cursor else None
    feed = [entry(hit, words) for hit in results.hits]
    table = Table((*_TABLE, "country"), _rows(results.hits))
    return respond(request, Page("search.html", title, data, table, feed, more, "search", extra=extra))


def _actors(connection: sqlite3.Connection, question: Question) -> list[dict[str, str | None]]:
    """Actors whose names the words are."""
    if not question.words or question.filters.kind == Kind.ACTOR:
        return []
    hits = search(connection, question.words, Filters(kind=Kind.ACTOR), limit=_ACTORS, facets=False).hits
    return [{"identity": hit.id, "name": hit.title.text, "country": hit.country} for hit in hits]


def _rows(hits: tuple[Hit, ...]) -> Iterator[tuple[object, ...]]:
    for hit in hits:
        snippets = " … ".join(each.text for each in hit.snippets)
        what = (str(hit.kind), hit.id, hit.article, hit.title.text, snippets, hit.outlet, hit.day, hit.copies)
        yield (*what, hit.act, hit.source, hit.cue, hit.speaker, hit.country)


def _named(facet: str, value: str, words: Words) -> str:
    """A value of a facet or filter in words."""
    if facet in _CODED:
        return words.code(facet, value)
    if facet == "country":
        return words.country(value)
    if facet in ("since", "until"):
        return words.day(value)
    return words.day(value, "month") if facet == "month" else value


def _chosen(question: Question, words: Words) -> list[tuple[str, str, str]]:
    """The filters in force: their name, value in words, and the address without each."""
    filters = question.filters
    names = ("outlet", "since", "until", "country", "actor", "act", "type")
    given = [(name, getattr(filters, name)) for name in names]
    return [
        (words(f"search.filter.{name}"), _named(name, value, words), question.address(**{name: None}))
        for name, value in given
        if value is not None
    ]


def _what(question: Question, words: Words) -> str:
    """A question in a line."""
    parts = [question.words] if question.words else []
    parts += [value for _, value, _ in _chosen(question, words)]
    return " · ".join(parts)
