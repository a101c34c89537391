"""``/timeline``: how much happened when, and what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fastapi import APIRouter, Request, Response

from menurut.serve.lines import Line
from menurut.serve.narrowing import address, asked, choices
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Entry, Page, Table, respond
from menurut.serve.site import words_of
from menurut.serve.text import Words
from menurut.serve.timeline import Timeline, chart, page_of_lines, timeline

router = APIRouter()
_LINES = 60
_TABLE = ("id", "first", "last", "precision", "reported", "type", "mode", "status", "quad", "intensity", "source")
_TABLE_MORE = ("target", "place_country", "place_name", "events", "sources", "articles")


@router.get("/timeline")
def page(request: Request) -> Response:
    """The page."""
    words = words_of(request)
    with asked(request) as question:
        found = timeline(question)
        lines, more = page_of_lines(question, limit_of(request, _LINES), cursor_of(request, str, str))
        offered = choices(question, words)
        filters = question.filters
    earlier, later = (address("/timeline", filters, since=s, until=u) for s, u in _beside(found))
    extra = {
        "chart": chart(found),
        "choices": offered,
        "days": _by_day(lines),
        "earlier": earlier,
        "later": later,
        "whole": address("/timeline", filters, since=None, until=None),
        "short": lambda iso: _short(iso, words),
        "address": lambda **changes: address("/timeline", filters, **changes),
    }
    data = {"filters": filters, "timeline": found, "incidents": lines}
    feed = [_entry(line, words) for line in lines]
    table = Table((*_TABLE, *_TABLE_MORE), rows(lines))
    title = words("timeline.title")
    return respond(
        request,
        Page("timeline.html", title, data, table, feed, cursor(more) if more else None, "timeline", extra=extra),
    )


def _beside(found: Timeline) -> tuple[tuple[str | None, str | None], tuple[str | None, str | None]]:
    """The stretches of the same length before and after the one shown."""
    if not found.bars:
        return (None, None), (None, None)
    first, last = (date.fromisoformat(day) for day in (found.bars[0].first, found.bars[-1].last))
    one, length = timedelta(days=1), last - first
    before = ((first - one - length).isoformat(), (first - one).isoformat())
    return before, ((last + one).isoformat(), (last + one + length).isoformat())


def _short(iso: str, words: Words) -> str:
    """A year, a month or a day in few letters: 2025, Aug 2025, 3 Aug 2025."""
    return " ".join(part[:3] if part.isalpha() else part for part in words.day(iso).split())


def _by_day(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under their days, as they are sorted."""
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        known = [day for day in (line.first or line.reported, line.reported or line.first) if day]
        day = min(known, default="")
        if not found or found[-1][0] != day:
            found.append((day, []))
        found[-1][1].append(line)
    return found


def rows(lines: Sequence[Line]) -> Iterator[tuple[object, ...]]:
    """Incidents as lines of a table."""
    for line in lines:
        when = (line.id, line.first, line.last, line.precision, line.reported)
        what = (line.type, line.mode, line.status, line.quad, line.intensity)
        names = ("; ".join(party.name for party in side) for side in (line.source, line.target))
        yield (*when, *what, *names, line.place_country, line.place_name, line.events, line.sources, line.articles)


def _entry(line: Line, words: Words) -> Entry:
    """An incident as an entry of a feed."""
    who, whom = (", ".join(party.name for party in side[:3]) for side in (line.source, line.target))
    what = words.code("type", line.type)
    title = f"{who or words('common.somebody')} {what}" + (f" → {whom}" if whom else "")
    place = line.place_name or words.country(line.place_country)
    when = words.days(line.first, line.last, line.precision) if line.first else words.day(line.reported)
    about = [when, place, words.code("status", line.status), words.sources(line.sources, line.articles)]
    return Entry(
        f"incident:{line.id}",
        title,
        f"/incident/{line.id}",
        line.reported or line.first,
        " · ".join(part for part in about if part),
    )
