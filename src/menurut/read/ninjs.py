"""One ninjs item (IPTC's JSON for news agencies, versions 1 to 3) → its article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from menurut.config import Config
from menurut.read.articles import make_article
from menurut.read.feeds import text_of
from menurut.read.text import too_long
from menurut.records import Article, Problem

_MARKS = ("body_xhtml", "versioncreated", "pubstatus", "bodies", "headlines", "representationtype")
_WITHDRAWN = ("canceled", "cancelled", "withheld")
_DATES = ("versioncreated", "firstcreated", "versionCreated", "firstCreated")


def is_ninjs(row: Mapping[str, object]) -> bool:
    """Whether a JSON object is a ninjs item: it has an identifier and one of the fields that only ninjs has."""
    return "uri" in row and any(name in row for name in _MARKS)


def read_item(row: Mapping[str, object], origin: str, config: Config) -> Iterator[Article | Problem]:
    """The article of an item, or the problem that says why it has none.

    The text is the body, plain or out of XHTML, a paragraph a line. The place it was filed from (``located``) stands
    before it as a dateline where the body does not begin with one, the ``byline`` before that, as agencies print them.
    The date is that of the version. An item that its agency has withdrawn is none.
    """
    if str(row.get("pubstatus", "")).lower() in _WITHDRAWN:
        yield Problem("read", "withdrawn", f"the agency has marked this item {row['pubstatus']}", origin)
        return
    body = _body(row)
    if body is None:
        yield Problem("read", "no_text", "no text: the item has no body_text, body_xhtml or bodies", origin)
        return
    if len(body) > config.max_characters:
        yield too_long(origin, config)
        return
    uri = _text(row, "uri")
    is_address = uri is not None and uri.startswith(("http://", "https://"))
    yield make_article(
        _with_place(row, body),
        origin,
        given_id=None if is_address else uri,
        url=uri if is_address else _text(row, "url"),
        outlet=_outlet(row),
        title=_text(row, "headline") or _part(row, "headlines") or _text(row, "title"),
        published=next((date for name in _DATES if (date := _text(row, name))), None),
        language=_text(row, "language"),
    )


def _body(row: Mapping[str, object]) -> str | None:
    if text := _text(row, "body_text"):
        return text
    for name in ("body_xhtml", "body_html"):
        if (markup := _text(row, name)) and (text := text_of(markup)):
            return text
    bodies = row.get("bodies")
    for part in bodies if isinstance(bodies, list) else ():
        if isinstance(part, dict) and (value := _text(part, "value")):
            kind = str(part.get("contenttype", part.get("contentType", "")))
            text = text_of(value) if "html" in kind or value.lstrip().startswith("<") else value
            if text:
                return text
    return None


def _with_place(row: Mapping[str, object], body: str) -> str:
    place, byline = _text(row, "located"), _text(row, "byline")
    if place and len(place) < 60 and place.casefold() not in body[:120].casefold():
        body = f"{place.upper()} - {body}"
    if byline and len(byline) < 100 and byline.casefold() not in body[:200].casefold():
        word = "" if byline.casefold().startswith(("oleh ", "by ")) else _by(row)
        body = f"{word}{byline}\n{body}"
    return body


def _by(row: Mapping[str, object]) -> str:
    return "Oleh " if (_text(row, "language") or "").lower().startswith("id") else "By "


def _outlet(row: Mapping[str, object]) -> str | None:
    for name in ("provider", "source", "infosource", "copyrightholder"):
        value = row.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            first = first.get("name")
        if isinstance(first, str) and first.strip():
            return first
    return None


def _part(row: Mapping[str, object], name: str) -> str | None:
    """The first value of a list of (role, value), as ninjs 2 and 3 have headlines."""
    parts = row.get(name)
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict) and (value := _text(part, "value")):
            return text_of(value) if value.lstrip().startswith("<") else value
    return None


def _text(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) and value.strip() else None
