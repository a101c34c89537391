"""Ids are hashes of content: the same input gives the same id on every machine, in every run.

An id is the first 80 bits of a BLAKE2b digest (RFC 7693) as 20 hexadecimal digits; among a billion articles two
ids coincide with a probability below one in a million.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from menurut.records import Span


def digest(parts: Iterable[str | None]) -> str:
    """The id of a sequence of strings; ``None`` differs from the empty string, and no two sequences share a form."""
    state = hashlib.blake2b(digest_size=10)
    for part in parts:
        if part is None:
            state.update(b"-;")
        else:
            data = part.encode("utf-8", "surrogatepass")
            state.update(b"%d:" % len(data))
            state.update(data)
    return state.hexdigest()


def article_id(outlet: str | None, url: str | None, given_id: str | None, text: str) -> str:
    """The id of an article: from outlet and address; without an address from outlet, given id and text.

    A given id alone is not trusted: two collections may both number their rows from 1.
    """
    if url:
        return digest(("article", outlet, url))
    return digest(("article", outlet, given_id, text))


def actor_id(article: str, name: str, mentions: tuple[Span, ...]) -> str:
    """The id of an actor in one article: its name and the place of its first mention."""
    return digest(("actor", article, name, *map(_span, mentions[:1])))


def attribution_id(article: str, source: Span | None, cue: Span | None, content: tuple[Span, ...]) -> str:
    """The id of an attribution: its article, the places of its spans, and their words."""
    return digest(("attribution", article, _span(source), _span(cue), *map(_span, content)))


def date_id(article: str, span: Span) -> str:
    """The id of a date in one article: the place of its words."""
    return digest(("date", article, _span(span)))


def place_id(article: str, name: str, mentions: tuple[Span, ...]) -> str:
    """The id of a place in one article: its name and the place of its first mention."""
    return digest(("place", article, name, *map(_span, mentions[:1])))


def event_id(article: str, kind: str, triggers: tuple[Span, ...]) -> str:
    """The id of an event in one article: its type and the place of its first word in the text."""
    return digest(("event", article, kind, *map(_span, sorted(triggers, key=lambda span: span.start)[:1])))


def agreement_id(article: str, span: Span) -> str:
    """The id of an agreement in one article: the place of the words that name it."""
    return digest(("agreement", article, _span(span)))


def input_hash(*fields: str | None) -> str:
    """The hash of everything an article came with, to tell whether it has changed since it was read."""
    return digest(("input", *fields))


def _span(span: Span | None) -> str | None:
    return None if span is None else f"{span.start}-{span.end} {span.text}"
