"""``/pair/{a}/{b}``: two actors or states over time: what happened between them, and what they agreed on."""

from __future__ import annotations

import re
import sqlite3

from fastapi import APIRouter, Request, Response

from menurut.errors import NotFoundError
from menurut.records import EventType
from menurut.serve import charts
from menurut.serve.db import find
from menurut.serve.errors import BadRequestError, MovedError
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.pairs import QUADS, PairPage, Side, Wanted, pair_page
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of, words_of
from menurut.serve.text import Words, countries

router = APIRouter()
_INCIDENTS = 40
_TIME = re.compile(r"\d{4}(-\d{2})?")
_COLUMNS = ("month", "type", "quad", "incidents", "sources", "intensity")


@router.get("/pair/{first}/{second}")
def page(request: Request, first: str, second: str) -> Response:
    """The page; ``?time=`` (a month or year) and ``?type=`` narrow the list. As CSV the months by type."""
    t = words_of(request)
    time, kind = (request.query_params.get(name) or None for name in ("time", "type"))
    if (time is not None and not _TIME.fullmatch(time)) or (kind is not None and kind not in tuple(EventType)):
        raise BadRequestError
    wanted = Wanted(time, kind, limit_of(request, _INCIDENTS), cursor_of(request, str, str))
    with site_of(request).database.reading() as connection:
        sides = [_side(connection, t, name) for name in (first, second)]
        if sides[0].part == sides[1].part:
            raise BadRequestError("pair.same")
        if [side.part for side in sides] != [first, second]:
            raise MovedError(f"/pair/{sides[0].part}/{sides[1].part}")
        data, after = pair_page(connection, sides[0], sides[1], wanted)
    cells = [(cell.month or "", cell.type, cell.quad, cell.incidents, cell.intensity) for cell in data.months]
    extra = {"chart": charts.relations(cells, QUADS), "time": time, "kind": kind, "types": _types(data)}
    title = t("pair.title", first=sides[0].name, second=sides[1].name)
    table = Table(
        _COLUMNS, [(c.month, c.type, c.quad, c.incidents, c.sources, round(c.intensity, 2)) for c in data.months]
    )
    return respond(request, Page("pair.html", title, data, table, after=cursor(after) if after else None, extra=extra))


def _types(data: PairPage) -> list[str]:
    return sorted({cell.type for cell in data.months})


def _side(connection: sqlite3.Connection, t: Words, name: str) -> Side:
    """A state by its code in any case, or an actor by its id. Raises ``NotFoundError``."""
    code = name.upper()
    if code in countries():
        state = connection.execute(
            "SELECT id FROM identities WHERE kind = 'state' AND country = ? ORDER BY id LIMIT 1", (code,)
        ).fetchone()
        return Side(t.country(code), code, None, state["id"] if state else None)
    try:
        identity = find(connection, "actor", name)
    except MovedError as moved:
        identity = moved.address.rpartition("/")[2]
    row = connection.execute("SELECT name FROM identities WHERE id = ?", (identity,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no state or actor {name!r}")
    return Side(row["name"], None, identity, identity)
