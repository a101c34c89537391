"""``/copies/{id}``: articles that carry the same text: who was first, who copied, whom they cite, what they changed."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from menurut.errors import NotFoundError
from menurut.serve.copies import CopiesPage, copies_page, difference
from menurut.serve.db import find
from menurut.serve.errors import MovedError
from menurut.serve.paging import cursor, cursor_of, limit_of
from menurut.serve.respond import Page, Table, respond
from menurut.serve.site import site_of, words_of

router = APIRouter()
_MEMBERS = 60
_COLUMNS = (
    "article", "title", "outlet", "url", "published", "kind", "of", "jaccard", "contained", "cites"
)  # fmt: skip


@router.get("/copies/{name}")
def page(request: Request, name: str) -> Response:
    """The page; ``?compare=`` names the article whose differences are shown. An article's id leads to its group."""
    compared = request.query_params.get("compare") or None
    with site_of(request).database.reading() as connection:
        row = connection.execute("SELECT grp FROM copy_members WHERE article = ?", (name,)).fetchone()
        if row is not None:
            raise MovedError(f"/copies/{row['grp']}")
        group = find(connection, "copies", name)
        data, after = copies_page(connection, group, limit_of(request, _MEMBERS), cursor_of(request, int, str, str))
        if compared is not None:
            own = connection.execute(
                "SELECT of FROM copy_members WHERE article = ? AND grp = ?", (compared, group)
            ).fetchone()
            if own is None:
                raise NotFoundError(f"the group has no article {compared!r}")
            pair = (compared, own["of"]) if own["of"] else None
        else:
            pair = next(((m.article, m.of) for m in data.members if m.of and m.kind != "exact"), None)
        if pair is not None:
            data = replace(data, difference=difference(connection, *pair))
    table = Table(_COLUMNS, _rows(data))
    title = words_of(request)("copies.title", n=data.articles)
    return respond(request, Page("copies.html", title, data, table, after=cursor(after) if after else None))


def _rows(data: CopiesPage) -> list[tuple[object, ...]]:
    return [
        (
            *(m.article, m.title, m.outlet, m.url, m.published, m.kind, m.of, m.jaccard, m.contained),
            "; ".join(dict.fromkeys(cited.name for cited in m.cites)),
        )
        for m in data.members
    ]
