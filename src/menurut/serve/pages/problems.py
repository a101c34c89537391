"""``/problems``: what could not be done, by step and code, and what a user can do."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from menurut.codebook import codes
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of, words_of

router = APIRouter()
_LINES = 100
_LONGEST = 100  # characters of a step or a code in an address


@dataclass(frozen=True, slots=True)
class Count:
    """How many problems have a code, and what it means in the reader's language."""

    step: str
    code: str
    problems: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Line:
    """A problem; ``stored`` tells whether its article is in the store all the same, with its outlet and title."""

    step: str
    code: str
    message: str
    origin: str | None
    article: str | None
    stored: bool
    outlet: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Problems:
    """How many there are by code, and a page of them: all, or those of a step, or of a code."""

    step: str | None
    code: str | None
    counts: tuple[Count, ...]
    problems: tuple[Line, ...]


def problems(
    connection: sqlite3.Connection,
    chosen: tuple[str | None, str | None],
    meanings: Mapping[str, str],
    limit: int,
    after: Sequence[object] | None,
) -> tuple[Problems, str | None]:
    """A page of the problems of a step and a code (``None``: any), and the cursor of the next."""
    step, code = chosen
    counts = connection.execute("SELECT step, code, count(*) FROM problems GROUP BY step, code ORDER BY step, code")
    given = {"p.step": step, "p.code": code}
    conditions = [f"{column} = ?" for column, value in given.items() if value is not None]
    values: list[object] = [value for value in given.values() if value is not None]
    if after is not None:
        conditions.append("(p.step, p.code, p.id) > (?, ?, ?)")
        values += after
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    query = (
        "SELECT p.id, p.step, p.code, p.message, p.origin, p.article, a.id IS NOT NULL, a.outlet,"  # noqa: S608
        f" coalesce(a.title, {_HEADLINE})"
        f" FROM problems p LEFT JOIN articles a ON a.id = p.article {where} ORDER BY p.step, p.code, p.id LIMIT ?"
    )
    rows = connection.execute(query, (*values, limit + 1)).fetchall()
    last = rows[limit - 1] if len(rows) > limit else None
    found = ((*row[1:6], bool(row[6]), *row[7:]) for row in rows[:limit])
    lines = tuple(Line(*values) for values in found)
    return (
        Problems(
            step,
            code,
            tuple(Count(step_, code_, number, meanings.get(code_, "")) for step_, code_, number in counts),
            lines,
        ),
        cursor((last["step"], last["code"], last["id"])) if last is not None else None,
    )


_HEADLINE = (
    '(SELECT substr(d.text, h.start + 1, h."end" - h.start) FROM paragraphs h JOIN documents d ON d.article = h.article'
    " WHERE h.article = p.article AND h.kind = 'headline' ORDER BY h.number LIMIT 1)"
)


@router.get("/problems")
def page(request: Request) -> Response:
    """The page."""
    step, code = ((request.query_params.get(name) or "")[:_LONGEST] or None for name in ("step", "code"))
    meanings = codes("problem", words_of(request).language)
    limit, after = limit_of(request, _LINES), cursor_of(request, str, str, str)
    with site_of(request).database.reading() as connection:
        data, following = problems(connection, (step, code), meanings, limit, after)
    rows = [(each.step, each.code, each.message, each.origin, each.article) for each in data.problems]
    table = Table(("step", "code", "message", "origin", "article"), rows)
    title = words_of(request)("problems.title")
    return respond(request, Page("problems.html", title, data, table, after=following, nav="problems"))
