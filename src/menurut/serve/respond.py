"""One page as HTML, JSON, CSV or Atom."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi import Request, Response

from menurut.errors import NotFoundError
from menurut.serve.render import THEMES, Address, environment, render
from menurut.serve.site import words_of
from menurut.serve.text import LANGUAGES

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COOKIE_SECONDS = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Table:
    """What a page is as CSV: the names of the columns, and its lines."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; ``address`` is a path of the app, ``updated`` an ISO day or time."""

    id: str
    title: str
    address: str
    updated: str | None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its template, its title in the reader's language, and its data.

    ``data`` (a dataclass or a dict) is what the template shows and what ``.json`` gives; ``table`` is what ``.csv``
    gives, ``feed`` what ``.atom`` gives, where the page has them. ``after`` is the cursor of the next page
    (``paging.cursor``), ``nav`` the key of its entry in the menu, ``extra`` what only the template needs.
    """

    template: str
    title: str
    data: Any
    table: Table | None = None
    feed: Sequence[Entry] | None = None
    after: str | None = None
    nav: str = ""
    status: int = 200
    extra: Mapping[str, Any] = field(default_factory=dict)


def respond(request: Request, page: Page) -> Response:
    """The page in the format that was asked for. Raises ``NotFoundError`` where it does not exist in that."""
    form = request.scope.get("menurut.format", "html")
    here = Address(request)
    more = here.having(after=page.after) if page.after else None
    if form == "json":
        response = Response(_json(here, page), page.status, media_type="application/json")
    elif form == "csv" and page.table is not None:
        response = Response(_csv(page.table), page.status, media_type="text/csv; charset=utf-8")
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", request.url.path).strip("-") or "menurut"
        response.headers["content-disposition"] = f'attachment; filename="{name}.csv"'
    elif form == "atom" and page.feed is not None:
        response = Response(_atom(request, here, page), page.status, media_type="application/atom+xml")
    elif form == "html":
        html = render(request, page.template, page=page, data=page.data, more=more, **page.extra)
        response = Response(html, page.status, media_type="text/html; charset=utf-8")
        response.headers["content-language"] = words_of(request).language
        _remember(request, response)
    else:
        raise NotFoundError(f"this page does not exist as {form}")
    if page.after and form in ("json", "csv"):
        response.headers["link"] = f'<{here.in_format(form, after=page.after)}>; rel="next"'
    response.headers["vary"] = "Accept-Language, Cookie"
    return response


def _json(here: Address, page: Page) -> bytes:
    data = msgspec.to_builtins(page.data)
    following = here.in_format("json", after=page.after) if page.after else None
    head = {"address": str(here), "title": page.title, "next": following}
    return msgspec.json.format(msgspec.json.encode({**head, **data}), indent=1)


def _csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def _cell(value: object) -> object:
    """A value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        clean = value.replace("\x00", "")
        return f"'{clean}" if clean.startswith(_FORMULA) else clean
    return value


def _atom(request: Request, here: Address, page: Page) -> str:
    entries = page.feed or ()
    base = str(request.base_url).rstrip("/")
    days = [entry.updated for entry in entries if entry.updated]
    feed = (
        environment()
        .get_template("atom.xml")
        .render(
            title=page.title,
            base=base,
            here=here,
            updated=_time(max(days, default=None)),
            entries=[(entry, _time(entry.updated)) for entry in entries],
            language=words_of(request).language,
        )
    )
    return _NOT_XML.sub("", feed)


def _time(iso: str | None) -> str:
    """An ISO day or time as Atom wants it; what is none becomes 1970."""
    try:
        found = datetime.fromisoformat(iso or "1970-01-01")
    except ValueError:
        found = datetime(1970, 1, 1, tzinfo=UTC)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat()


def _remember(request: Request, response: Response) -> None:
    """Keeps the language and the looks that the address names for the pages after it."""
    for name, allowed in (("lang", LANGUAGES), ("theme", THEMES)):
        given = request.query_params.get(name)
        if given is not None and given in allowed:
            response.set_cookie(name, given, max_age=_COOKIE_SECONDS, httponly=True, samesite="lax")
