"""``/map``: where it happened."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from menurut.serve.filters import QUADS
from menurut.serve.narrowing import address, asked, choices
from menurut.serve.outlines import FINE
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import words_of
from menurut.serve.text import Words
from menurut.serve.worldmap import AREAS, Place, page_of_places, picture, places

router = APIRouter()
_LINES = 50
_TABLE = ("country", "place", "latitude", "longitude", "incidents", *QUADS, "latest")


@router.get("/map")
def page(request: Request) -> Response:
    """The page."""
    words = words_of(request)
    given = request.query_params.get("area")
    area = given if given is not None and given in AREAS else "world"
    with asked(request) as question:
        filters = question.filters
        found, nowhere = places(question)
        offered = choices(question, words)
    shown, more = page_of_places(found, limit_of(request, _LINES), cursor_of(request, int, str, str, float, float))
    drawn = picture(found, area)
    data = {
        "filters": filters,
        "area": area,
        "total": len(found),
        "incidents": sum(place.incidents for place in found),
        "nowhere": nowhere,
        "places": shown,
    }
    rows = [
        (p.country, p.name, p.latitude, p.longitude, p.incidents, *(p.counts.get(quad, 0) for quad in QUADS), p.latest)
        for p in shown
    ]
    extra = {
        "picture": drawn,
        "scale": 1 / FINE,
        "choices": offered,
        "areas": [(name, address("/map", filters, area=None if name == "world" else name)) for name in AREAS],
        "named": lambda place: _named(place, words),
        "open_place": lambda place: address("/timeline", filters, place=place.name or place.country),
    }
    after = cursor(more) if more else None
    return respond(
        request, Page("map.html", words("map.title"), data, Table(_TABLE, rows), after=after, nav="map", extra=extra)
    )


def _named(place: Place, words: Words) -> str:
    """A place in words: "Durres, Albania", or "Albania (no place named)"."""
    country = words.country(place.country)
    if place.name is None:
        return words("map.whole", country=country)
    return f"{place.name}, {country}" if country and country != place.name else place.name
