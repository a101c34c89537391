"""``/position/{incident}/{actor}``: the words that show where an actor, or a country's actors, stand on an incident."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from menurut.errors import NotFoundError
from menurut.serve.db import find
from menurut.serve.errors import MovedError
from menurut.serve.lines import Line, incident_lines
from menurut.serve.respond import Page, Table, respond
from menurut.serve.said import Said, said
from menurut.serve.site import site_of, words_of
from menurut.serve.text import countries

router = APIRouter()
_TABLE = (
    "incident",
    "actor",
    "name",
    "stance",
    "date",
    "outlet",
    "article",
    "url",
    "independent",
    "copies",
    "event",
    "attribution",
    "act",
    "form",
    "start",
    "words",
)


@dataclass(frozen=True, slots=True)
class Told:
    """An actor's stances on an incident and the words of each; ``actor`` is an identity's id or a country's code."""

    incident: Line
    actor: str
    name: str
    country: str | None
    sources: int
    articles: int
    said: tuple[Said, ...]


@router.get("/position/{incident}/{actor}")
def page(request: Request, incident: str, actor: str) -> Response:
    """The page. Raises ``NotFoundError`` where the store has no such incident or actor, ``MovedError`` for old ids."""
    words = words_of(request)
    of_country = actor in countries()
    with site_of(request).database.reading() as connection:
        ids = []
        for kind, name in (("incident", incident),) if of_country else (("incident", incident), ("actor", actor)):
            try:
                ids.append(find(connection, kind, name))
            except MovedError as moved:
                ids.append(moved.address.rpartition("/")[2])
        current = [*ids, actor] if of_country else ids
        if current != [incident, actor]:
            raise MovedError(f"/position/{current[0]}/{current[1]}")
        (line,) = incident_lines(connection, [incident])
        name, country = words.country(actor), actor
        if not of_country:
            query = "SELECT name, country FROM identities WHERE id = ?"
            name, country = connection.execute(query, (actor,)).fetchone()
        told = said(connection, incident, identity=None if of_country else actor, country=actor if of_country else None)
    if not told and not of_country and not _is_party(line, actor):
        raise NotFoundError(f"actor {actor} has nothing to do with incident {incident}")
    sources = len({each.source for each in told})
    articles = {carrier.article for each in told for carrier in (each.article, *each.copies)}
    data = Told(line, actor, name, country, sources, len(articles), tuple(told))
    title = words("position.title", name=words.actor(name, country))
    return respond(request, Page("position.html", title, data, Table(_TABLE, _lines(data)), nav="home"))


def _is_party(line: Line, actor: str) -> bool:
    return any(party.identity == actor for party in (*line.source, *line.target))


def _lines(data: Told) -> list[tuple[object, ...]]:
    """A line for each article, copies included."""
    return [
        (
            data.incident.id,
            data.actor,
            each.name,
            each.stance,
            carrier.date,
            carrier.outlet,
            carrier.article,
            carrier.url,
            each.source,
            len(each.copies),
            each.event if carrier is each.article else None,
            each.attribution if carrier is each.article else None,
            each.act,
            each.form,
            each.start if carrier is each.article else None,
            "".join(words for words, _ in each.passage),
        )
        for each in data.said
        for carrier in (each.article, *each.copies)
    ]
