"""``/network``: who acts on whom, and who accuses whom."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from menurut.serve.filters import QUADS
from menurut.serve.narrowing import address, asked, choices
from menurut.serve.network import BETWEEN, HEIGHT, WIDTH, Edge, edges, named, page_of_edges, picture
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import words_of
from menurut.serve.text import Words

router = APIRouter()
_LINES = 40
_NODES, _EDGES = 32, 70
_SHOWN = (None, "ACCUSE", "THREATEN", "ASSAULT", "SUPPORT", "MX", "MC")  # kinds of acting that a link leads to
_TABLE = ("source", "target", "source_name", "target_name", "incidents", *QUADS)


@router.get("/network")
def page(request: Request) -> Response:
    """The page."""
    words = words_of(request)
    given = request.query_params.get("of")
    between = given if given in BETWEEN else BETWEEN[0]
    with asked(request) as question:
        filters = question.filters
        pairs = edges(question, between)
        drawn = question.kept(
            ("picture", between, words.language),
            lambda: picture(question, between, pairs, words, (_NODES, _EDGES)),
        )
        shown, more = page_of_edges(pairs, limit_of(request, _LINES), cursor_of(request, int, str, str))
        listed = named(question, between, shown, words)
        offered = choices(question, words)
    data = {
        "filters": filters,
        "of": between,
        "total": len(pairs),
        "nodes": drawn.nodes,
        "drawn": [arrow.edge for arrow in drawn.arrows[::-1]],
        "edges": listed,
    }
    rows = [
        (e.source, e.target, e.source_name, e.target_name, e.incidents, *(e.counts[quad] for quad in QUADS))
        for e in listed
    ]
    extra = {
        "picture": drawn,
        "frame": (WIDTH, HEIGHT),
        "choices": offered,
        "shown": [(kind, address("/network", filters, type=kind, of=given)) for kind in _SHOWN],
        "says": lambda edge: _says(edge, words),
        "address": lambda **changes: address("/network", filters, **{"of": given, **changes}),
    }
    after = cursor(more) if more else None
    title = words("network.title")
    return respond(
        request, Page("network.html", title, data, Table(_TABLE, rows), after=after, nav="network", extra=extra)
    )


def _says(edge: Edge, words: Words) -> str:
    """An edge in words: who acts on whom, how often, and how."""
    parts = (f"{words.number(edge.counts[quad])} {words.code('quad', quad)}" for quad in QUADS if edge.counts[quad])
    names = {"source": edge.source_name, "target": edge.target_name}
    return words("network.edge", n=edge.incidents, parts=", ".join(parts), **names)
