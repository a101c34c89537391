"""``/``: the claims matrix."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response

from menurut.records import EventType, Stance
from menurut.serve.filters import CONTESTED, QUADS, Filters, actors_named, filters_of
from menurut.serve.matrix import ACROSS, Matrix, Other, Row, matrix, page_of_incidents
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of, words_of
from menurut.serve.text import Words, countries

router = APIRouter()
_ROWS = 40
_COLUMNS = 7
_MOST_COLUMNS = 30
_MOST_OUTLETS = 500
_NAMES_SHOWN = 5
_TABLE = (
    "incident",
    "first",
    "last",
    "precision",
    "reported",
    "type",
    "mode",
    "status",
    "source",
    "target",
    "place_country",
    "place_name",
    "actor",
    "name",
    "country",
    "stance",
    "stance_first",
    "stance_last",
    "stance_sources",
    "stance_articles",
    "incident_sources",
    "incident_articles",
)


@router.get("/")
def page(request: Request) -> Response:
    """The page."""
    words, filters = words_of(request), filters_of(request)
    given = request.query_params.get("across")
    across = given if given in ACROSS else ACROSS[0]
    columns = request.query_params.get("columns", "")
    most = (
        min(int(columns), _MOST_COLUMNS) if columns.isascii() and columns.isdigit() and len(columns) < 8 else _COLUMNS
    )
    with site_of(request).database.reading() as connection:
        ids, more = page_of_incidents(connection, filters, limit_of(request, _ROWS), cursor_of(request, str, str))
        data = matrix(connection, filters, across, words, ids, most)
        choices = _choices(connection, filters, words)
    found = Page(
        "home.html",
        words("home.title"),
        data,
        Table(_TABLE, _lines(data)),
        after=cursor(more) if more else None,
        nav="home",
        extra={**choices, "any_others": any(row.others for row in data.rows)},
    )
    return respond(request, found)


def _choices(connection: sqlite3.Connection, filters: Filters, words: Words) -> dict[str, object]:
    """What the form of filters offers, and the names of the actors that its text means."""
    outlets = connection.execute(
        "SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY outlet LIMIT ?", (_MOST_OUTLETS,)
    )
    meant = actors_named(connection, filters.actor) if filters.actor else []
    names = [
        connection.execute("SELECT id, name FROM identities WHERE id = ?", (id_,)).fetchone()
        for id_ in meant[:_NAMES_SHOWN]
    ]
    return {
        "outlets": [row[0] for row in outlets],
        "countries": sorted(((words.country(code), code) for code in countries()), key=lambda pair: pair[0]),
        "types": list(EventType),
        "quads": QUADS,
        "stances": [*Stance, CONTESTED],
        "meant": [name for name in names if name is not None],
        "meant_more": max(len(meant) - _NAMES_SHOWN, 0),
    }


def _lines(data: Matrix) -> Iterator[tuple[object, ...]]:
    """Every stance of every actor on the page's incidents, one a line; an incident without any has one line."""
    names = {column.key: column for column in data.columns}
    for row in data.rows:
        told = [cell for cell in row.cells if cell.stands]
        shown = [Other(cell.key, names[cell.key].name, names[cell.key].country, cell.stands) for cell in told]
        stances: list[tuple[object, ...]] = [
            (each.key, each.name, each.country, stand.stance, stand.first, stand.last, stand.sources, stand.articles)
            for each in (*shown, *row.others)
            for stand in each.stands
        ]
        for stance in stances or [(None,) * 8]:
            yield (*_incident(row), *stance, row.incident.sources, row.incident.articles)


def _incident(row: Row) -> tuple[object, ...]:
    line = row.incident
    names = tuple("; ".join(party.name for party in parties) for parties in (line.source, line.target))
    when = (line.id, line.first, line.last, line.precision, line.reported)
    return (*when, line.type, line.mode, line.status, *names, line.place_country, line.place_name)
