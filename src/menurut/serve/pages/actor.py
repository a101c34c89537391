"""``/actor/{id}``: names and offices of an actor, what it said and did, and who disputes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from fastapi import APIRouter, Request, Response

from menurut.records import Act
from menurut.serve import actors
from menurut.serve.actors import ActorPage, Dispute, Statement
from menurut.serve.charts import Bar, bars
from menurut.serve.db import find
from menurut.serve.errors import BadRequestError
from menurut.serve.lines import Line, Party
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of

router = APIRouter()
PARTS = ("overview", "said", "did", "undergone", "disputes")
_FEW, _MANY, _BESIDE = 6, 40, 12  # lines of each list on the overview, on a page of its own, of actors beside it


@router.get("/actor/{name}")
def page(request: Request, name: str) -> Response:
    """The page; ``?part=`` said, did, undergone or disputes gives one list in full, ``?act=`` what it said by act.

    As CSV the list of the part; of the overview what it said.
    """
    part = request.query_params.get("part") or "overview"
    act = request.query_params.get("act") or None
    if part not in PARTS or (act is not None and act not in tuple(Act)):
        raise BadRequestError
    with site_of(request).database.reading() as connection:
        identity = find(connection, "actor", name)
        data, after = _data(connection, request, identity, (part, act))
    extra = {"parts": PARTS, "act": act, "spans": _spans(data)}
    return respond(request, Page("actor.html", data.name, data, _table(data), after=after, extra=extra))


def _data(
    connection: sqlite3.Connection, request: Request, identity: str, wanted: tuple[str, str | None]
) -> tuple[ActorPage, str | None]:
    part, act = wanted
    limit = limit_of(request, _MANY)
    place = cursor_of(request, str, str) if part != "overview" else None

    def most(of: str) -> int:  # one more than is shown tells whether there is a next page
        return {"overview": _FEW, of: limit + 1}.get(part, 0)

    said = actors.said(connection, identity, most("said"), act=act, after=place)
    did = actors.part_in(connection, identity, "source", most("did"), after=place)
    undergone = actors.part_in(connection, identity, "target", most("undergone"), after=place)
    disputes = actors.disputes(connection, identity, most("disputes"), after=place)
    own: Sequence[Statement | Line | Dispute] = [*said, *did, *undergone, *disputes]
    row = connection.execute(
        "SELECT kind, name, country, wikidata FROM identities WHERE id = ?", (identity,)
    ).fetchone()
    names, roles = actors.seen(connection, identity)
    data = ActorPage(
        id=identity,
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        wikidata=row["wikidata"],
        part=part,
        counts=actors.counts(connection, identity),
        names=names,
        roles=roles,
        relations=actors.relations(connection, identity, _BESIDE),
        disputed_by=actors.disputed_by(connection, identity, _BESIDE),
        acts=actors.acts(connection, identity),
        said=tuple(said[:limit]),
        did=tuple(did[:limit]),
        undergone=tuple(undergone[:limit]),
        disputes=tuple(disputes[:limit]),
    )
    return data, _place(own[limit - 1]) if part != "overview" and len(own) > limit else None


def _place(last: Statement | Line | Dispute) -> str:
    if isinstance(last, Statement):
        return cursor([last.day, last.id])
    line = last.line if isinstance(last, Dispute) else last
    return cursor([line.first or line.reported or "", line.id])


def _spans(data: ActorPage) -> dict[str, list[Bar]]:
    """The times of names and offices as bars on one scale."""
    spans = [(each.first, each.last) for each in (*data.names, *data.roles)]
    made = bars(spans)
    return {"names": made[: len(data.names)], "roles": made[len(data.names) :]}


def _table(data: ActorPage) -> Table:
    if data.part in ("overview", "said"):
        return Table(
            ("attribution", "act", "form", "day", "article", "outlet", "words"),
            [(s.id, s.act, s.form, s.day, s.quote.article, s.quote.outlet, s.quote.text) for s in data.said],
        )
    columns = ("incident", "type", "mode", "status", "first", "last", "sources", "articles", "source", "target")
    if data.part == "disputes":
        disputed = [
            (*_cells(each.line), each.own, other.identity, other.name, stance)
            for each in data.disputes
            for other, stance in each.others
        ]
        return Table((*columns, "stance", "other", "other_name", "other_stance"), disputed)
    return Table(columns, [_cells(line) for line in (data.did if data.part == "did" else data.undergone)])


def _cells(line: Line) -> tuple[object, ...]:
    def names(parties: Iterable[Party]) -> str:
        return "; ".join(party.name for party in parties)

    when = (line.first, line.last)
    how_known = (line.sources, line.articles)
    return (line.id, line.type, line.mode, line.status, *when, *how_known, names(line.source), names(line.target))
