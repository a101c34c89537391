"""``/codebook``: what every table, column and code means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from menurut.codebook import Table as BookTable
from menurut.codebook import book
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import words_of

router = APIRouter()
_LONGEST = 100  # characters of what is looked for
_TABLE = ("sort", "table", "name", "type", "codes", "meaning")


@dataclass(frozen=True, slots=True)
class Codebook:
    """The tables and views with their columns, and the codes by list: those that hold the words ``find``, else all."""

    language: str
    find: str
    tables: tuple[BookTable, ...]
    codes: dict[str, dict[str, str]]


def codebook(language: str, find: str) -> Codebook:
    """The codebook in a language. A table is found by its name, its meaning, or those of one of its columns."""
    wanted = find.casefold()

    def holds(*texts: str) -> bool:
        return any(wanted in text.casefold() for text in texts)

    whole = book(language)
    tables = tuple(
        table
        for table in whole.tables
        if holds(table.name, table.text) or any(holds(column.name, column.text) for column in table.columns)
    )
    codes = {
        name: {code: text for code, text in rows.items() if holds(name, code, text)}
        for name, rows in whole.codes.items()
    }
    return Codebook(language, find, tables, {name: rows for name, rows in codes.items() if rows})


@router.get("/codebook")
def page(request: Request) -> Response:
    """The page."""
    words = words_of(request)
    data = codebook(words.language, (request.query_params.get("find") or "").strip()[:_LONGEST])
    title = words("codebook.title")
    return respond(request, Page("codebook.html", title, data, Table(_TABLE, _lines(data)), nav="codebook"))


def _lines(data: Codebook) -> Iterator[tuple[object, ...]]:
    for table in data.tables:
        yield (table.kind, table.name, None, None, None, table.text)
        for column in table.columns:
            yield ("column", table.name, column.name, column.type, column.codes, column.text)
    for name, rows in data.codes.items():
        for code, text in rows.items():
            yield ("code", None, code, None, name, text)
