"""The filters of the timeline, the network and the map: those of the claims matrix, with time by an incident's day."""

from __future__ import annotations

import calendar
import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request

from menurut.records import EventType, Stance
from menurut.serve.filters import CONTESTED, DAY, QUADS, Filters, actors_named, conditions, filters_of
from menurut.serve.kept import kept_of
from menurut.serve.site import site_of
from menurut.serve.text import Words, countries

_T = TypeVar("_T")
HAPPENED = "i.status IN ('actual', 'attributed')"  # what is told as done; planned, possible and negated aside
_MOST_OUTLETS = 500
_NAMES_SHOWN = 5
_PAGES = (("home", "/"), ("timeline", "/timeline"), ("network", "/network"), ("map", "/map"))
_MONTH, _YEAR = 7, 4  # characters of an ISO month and year


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form of filters offers, and which actors its text means (id and name), with how many more.

    ``others`` are the pages with the same filters: the key of their name in the menu, and their address.
    """

    outlets: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    types: tuple[str, ...]
    quads: tuple[str, ...]
    stances: tuple[str, ...]
    meant: tuple[tuple[str, str], ...]
    meant_more: int
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, with a view of the store to answer it from.

    ``filters`` are those of the address, their days in full (2025-02 is 2025-02-01 to 2025-02-28); all incidents are
    meant, also those on which nobody takes a position.
    """

    connection: sqlite3.Connection
    filters: Filters
    state: Hashable
    request: Request

    def where(self, *, time: bool = True, more: str = "") -> tuple[str, list[Any]]:
        """A ``WHERE`` on ``incidents i`` and its values; without ``time`` for any time, with ``more`` as condition."""
        found, values = conditions(self.connection, replace(self.filters, since=None, until=None))
        if time and self.filters.since is not None:
            found.append(f"{DAY} >= ?")
            values.append(self.filters.since)
        if time and self.filters.until is not None:
            found.append(f"{DAY} BETWEEN '0' AND ?")
            values.append(self.filters.until)
        if more:
            found.append(more)
        return (f"WHERE {' AND '.join(found)}" if found else ""), values

    def kept(self, name: Hashable, make: Callable[[], _T], *, time: bool = True) -> _T:
        """What ``make`` gives for these filters (without ``time`` for any time).

        It is counted once as long as the store stays as it is.
        """
        kept = kept_of(self.request.app.state, site_of(self.request).store)
        filters = self.filters if time else replace(self.filters, since=None, until=None)
        return kept.result((self.state, name, filters), make)


@contextmanager
def asked(request: Request) -> Iterator[Asked]:
    """What the request asks for. Raises ``BadRequestError`` for a day that is none."""
    site = site_of(request)
    given = filters_of(request)
    filters = replace(given, since=first_day(given.since), until=last_day(given.until), everything=True)
    state = kept_of(request.app.state, site.store).state()
    with site.database.reading() as connection:
        yield Asked(connection, filters, state, request)


def first_day(day: str | None) -> str | None:
    """The first day of a day, month or year (ISO)."""
    return day and {_YEAR: f"{day}-01-01", _MONTH: f"{day}-01"}.get(len(day), day)


def last_day(day: str | None) -> str | None:
    """The last day of a day, month or year (ISO)."""
    if day is None or len(day) > _MONTH:
        return day
    month = day if len(day) == _MONTH else f"{day}-12"
    year, number = int(month[:_YEAR]), int(month[5:])
    return f"{month}-{calendar.monthrange(max(year, 1), number)[1]:02d}" if 1 <= number <= 12 else f"{month}-31"


def address(path: str, filters: Filters, **changes: object) -> str:
    """The address of another page with these filters, and other values or more of them; ``None`` takes one out."""
    given: dict[str, object] = {each.name: getattr(filters, each.name) for each in fields(filters)}
    del given["everything"]
    given |= changes
    query = urlencode([(name, str(value)) for name, value in given.items() if value is not None])
    return f"{path}?{query}" if query else path


def choices(asked: Asked, words: Words) -> Choices:
    """What the form of filters offers."""
    connection, filters = asked.connection, asked.filters
    query = "SELECT DISTINCT outlet FROM search_documents WHERE outlet IS NOT NULL ORDER BY outlet LIMIT ?"
    kept = kept_of(asked.request.app.state, site_of(asked.request).store)
    outlets = kept.result(  # whatever the filters
        (asked.state, "outlets"), lambda: tuple(row[0] for row in connection.execute(query, (_MOST_OUTLETS,)))
    )
    meant = actors_named(connection, filters.actor) if filters.actor else []
    names = (
        connection.execute("SELECT id, name FROM identities WHERE id = ?", (id_,)).fetchone()
        for id_ in meant[:_NAMES_SHOWN]
    )
    return Choices(
        outlets,
        tuple(sorted((words.country(code), code) for code in countries())),
        tuple(EventType),
        QUADS,
        (*Stance, CONTESTED),
        tuple((row[0], row[1]) for row in names if row is not None),
        max(len(meant) - _NAMES_SHOWN, 0),
        tuple((name, address(path, filters)) for name, path in _PAGES if path != asked.request.url.path),
    )
