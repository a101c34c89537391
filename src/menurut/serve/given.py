"""What the form of a correction says, as ``menurut.correct.live.correct`` takes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from menurut.errors import InputError
from menurut.serve.errors import BadRequestError

_LONGEST = 5_000  # characters of words that are looked for
_LINES = 50  # stretches of words of one field


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction that a form asks for: the parameters of ``correct``."""

    kind: str
    subject: str
    other: str | None
    value: Mapping[str, Any]


def asked(form: FormData, text: str) -> Asked:
    """The correction that the pressed button (``do``: its kind and what it says, by colons) and the fields ask for.

    ``text`` is the document's; words are looked for in it. Raises ``InputError`` where they do not stand there, and
    ``BadRequestError`` where the form is none of the app's.
    """
    kind, *rest = _field(form, "do").split(":", 2)
    reading = _READ.get(kind)
    if reading is None:
        raise BadRequestError
    given = Given(form, text, rest)
    other, value = reading(given)
    return Asked(kind, given.field("subject"), other, value)


def local_address(address: str) -> str | None:
    """An address within the app, to go back to: a path, and a query if it has one; ``None`` for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not re.fullmatch(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", address):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Given:
    """A form, the document's text, and what the pressed button says beside its kind."""

    form: FormData
    text: str
    rest: Sequence[str]

    def field(self, name: str) -> str:
        """A field's words, "" where there are none."""
        return _field(self.form, name)

    def said(self, at: int = 0) -> str:
        """A part of what the button says."""
        return self.rest[at] if at < len(self.rest) else ""

    def spans(self, name: str, near: int | None = None) -> list[list[int]]:
        """Where the lines of a field stand in the text."""
        lines = [line for line in self.field(name).splitlines() if line.strip()]
        return [self.place(line, near) for line in lines[:_LINES]]

    def place(self, words: str, near: int | None = None) -> list[int]:
        """Where words stand in the text: where the reader marked them, else nearest to the record."""
        parts = words[:_LONGEST].split()
        pattern = r"\s+".join(re.escape(part) for part in parts)
        before, after = (r"\b" if edge.isalnum() else "" for edge in (words.strip()[:1], words.strip()[-1:]))
        found = [m.span() for m in re.finditer(f"{before}{pattern}{after}", self.text)]
        found = found or [m.span() for m in re.finditer(pattern, self.text)]
        if not found:
            raise InputError(f"{' '.join(parts)[:80]!r} does not stand in the article; copy the words from its text")
        marked = _number(self.field("nth"))
        if marked is not None and self.field("selected").split() == parts:
            everywhere = [m.span() for m in re.finditer(pattern, self.text)]
            found = [everywhere[min(marked, len(everywhere) - 1)]]
        at = near if near is not None else _number(self.field("near")) or 0
        start, end = min(found, key=lambda span: (abs(span[0] - at), span))
        return [start, end]

    def people(self, side: str) -> list[Any]:
        """The actors that are ticked on a side, and those that are named by words."""
        ticked: list[Any] = [name for name in self.form.getlist(side) if isinstance(name, str) and name]
        return ticked + [{"span": span} for span in self.spans(f"{side}_words")]

    def record(self, name: str) -> str:
        """The id in what the button says, else in a field, which may hold the address of the record's page."""
        return self.said() or self.field(name).split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


Read = Callable[[Given], tuple[str | None, dict[str, Any]]]


def _nothing(_: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {}


def _speaker(given: Given) -> tuple[str | None, dict[str, Any]]:
    who = given.said()
    if who == "words":
        words = given.field("speaker_words")
        if not words:
            raise InputError("write the words that name the speaker, as they stand in the article")
        return None, {"actor": {"span": given.place(words)}}
    return None, {"actor": who or None}


def _span(given: Given) -> tuple[str | None, dict[str, Any]]:
    field = given.said()
    return None, {"field": field, "spans": given.spans(f"{field}_words")}


def _act(given: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {given.said(): given.said(1)}


def _missed_attribution(given: Given) -> tuple[str | None, dict[str, Any]]:
    content = given.spans("content_words")
    if not content:
        raise InputError("write what is said, as it stands in the article")
    value: dict[str, Any] = {"content": content}
    for name in ("source", "cue"):
        words = given.field(f"{name}_words")
        if words:
            value[name] = given.place(words, content[0][0])
    for name in ("speaker", "act", "form"):
        if given.field(name):
            value[name] = given.field(name)
    return None, value


def _mention(given: Given) -> tuple[str | None, dict[str, Any]]:
    start, _, end = given.said().partition("-")
    return given.field("other") or None, {"span": [_number(start), _number(end)]}


def _across(field: str) -> Read:
    def read(given: Given) -> tuple[str | None, dict[str, Any]]:
        return given.record(field) or None, {}

    return read


def _country(given: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {"country": given.field("country") or None}


def _type(given: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {"type": given.said(), **({"mode": given.said(1)} if given.said(1) else {})}


def _missed_event(given: Given) -> tuple[str | None, dict[str, Any]]:
    triggers = given.spans("trigger_words")
    if not triggers:
        raise InputError("write the words that tell the event, as they stand in the article")
    value: dict[str, Any] = {"triggers": triggers}
    for name in ("type", "status", "date"):
        if given.field(name):
            value[name] = given.field(name)
    sides = {side: given.people(side) for side in ("source", "target")}
    return None, value | {side: people for side, people in sides.items() if people}


def _status(given: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {"status": given.said()}


def _role(given: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {side: given.people(side) for side in ("source", "target")}


def _date(given: Given) -> tuple[str | None, dict[str, Any]]:
    return None, {"date": given.field("date") or None}


_READ: Mapping[str, Read] = {
    "wrong_speaker": _speaker,
    "wrong_span": _span,
    "wrong_act": _act,
    "not_attribution": _nothing,
    "missed_attribution": _missed_attribution,
    "not_this_actor": _mention,
    "same_identity": _across("same"),
    "not_same_identity": _across("same"),
    "wrong_country": _country,
    "same_incident": _across("same"),
    "not_same_incident": _across("same"),
    "wrong_type": _type,
    "not_event": _nothing,
    "missed_event": _missed_event,
    "wrong_status": _status,
    "wrong_role": _role,
    "wrong_date": _date,
}
