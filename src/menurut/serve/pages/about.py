"""``/about``: what menurut is, what the store holds, what the marks mean."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of, words_of
from menurut.version import __version__

router = APIRouter()
_TABLES = (
    "articles",
    "copy_groups",
    "identities",
    "attributions",
    "events",
    "incidents",
    "agreements",
    "corrections",
    "problems",
)


@dataclass(frozen=True, slots=True)
class About:
    """Menurut's version, how many rows the main tables hold, and the days of the first and the last article."""

    version: str
    counts: dict[str, int]
    first: str | None
    last: str | None


def about(connection: sqlite3.Connection) -> About:
    """What the store holds."""
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
        for name in _TABLES
    }
    first, last = connection.execute(
        "SELECT min(substr(published, 1, 10)), max(substr(published, 1, 10)) FROM articles"
    ).fetchone()
    return About(__version__, counts, first, last)


@router.get("/about")
def page(request: Request) -> Response:
    """The page."""
    with site_of(request).database.reading() as connection:
        data = about(connection)
    table = Table(("table", "rows"), list(data.counts.items()))
    return respond(request, Page("about.html", words_of(request)("about.title"), data, table, nav="about"))
