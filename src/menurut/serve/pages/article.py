"""``/article/{id}``: the text with the words of its records, and the records beside it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from menurut.records import ParagraphKind
from menurut.serve.articles import article_page, blocks, span_rows
from menurut.serve.db import find
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of, words_of

router = APIRouter()
_COLUMNS = ("record", "id", "part", "start", "end", "words", "code", "actor", "identity")
KINDS = ("source", "cue", "content", "trigger", "agreement", "actor", "date", "place")  # what the legend shows


@router.get("/article/{name}")
def page(request: Request, name: str) -> Response:
    """The page. As CSV, a line for each stretch of words of a record."""
    with site_of(request).database.reading() as connection:
        data = article_page(connection, find(connection, "article", name))
    found = blocks(data)
    first = found[0].parts[0] if found else None
    headline = first if first is not None and first[0].kind == ParagraphKind.HEADLINE else None
    title = data.article.title or (headline[0].text if headline else None)
    title = title or words_of(request)("article.title", outlet=data.article.outlet or name)
    extra = {
        "blocks": found[1:] if headline else found,
        "headline": headline[1] if headline else (),
        "kinds": KINDS,
        "types": {f"event-{event.id}": event.type for event in data.events},
    }
    return respond(request, Page("article.html", title, data, Table(_COLUMNS, span_rows(data)), extra=extra))
