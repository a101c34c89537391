"""What a correction is made of: the fields that a user gives, checked, and what finds them again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from menurut.code.ontology import modes
from menurut.correct.dates import days_of
from menurut.correct.places import record_place, span_place
from menurut.errors import InputError, NotFoundError
from menurut.records import Act, ActorKind, EventType, Form, Reading, Status
from menurut.store.corrections import CorrectionKind

Json = dict[str, Any]


class Shape(StrEnum):
    """What a field of a value holds."""

    WHO = "an actor's id, or an object with the span that names somebody"
    PEOPLE = "a list of actors' ids, or of objects with the spans that name them"
    SPAN = "[start, end] of words in the document"
    SPANS = "a list of [start, end] of words in the document"
    ACT = f"one of {', '.join(Act)}"
    FORM = f"one of {', '.join(Form)}"
    TYPE = f"one of {', '.join(EventType)}"
    STATUS = f"one of {', '.join(Status)}"
    ACTOR_KIND = f"one of {', '.join(ActorKind)}"
    MODE = "a mode of the event's type"
    COUNTRY = "an ISO 3166-1 alpha-3 code, such as RUS"
    DATE = "2024-08-03, 2024-08, 2024, 2010s or first/last"
    FIELD = "one of source, cue, content, trigger"
    NAME = "a name"


@dataclass(frozen=True, slots=True)
class Sort:
    """What a kind of correction is about: kinds of records, and the fields of its value.

    ``across`` articles there are two of them. ``needed`` fields must be there, of ``any_of`` one at least; those in
    ``none`` may be ``None``.
    """

    subject: tuple[str, ...]
    other: tuple[str, ...] = ()
    needed: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    any_of: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    across: bool = False


_ACROSS = {
    "identity": Sort(("actor", "identity"), ("actor", "identity"), across=True),
    "incident": Sort(("event", "incident"), ("event", "incident"), across=True),
}
_EVENT = {"mode": Shape.MODE, "status": Shape.STATUS, "source": Shape.PEOPLE, "target": Shape.PEOPLE}
_SAYING = {"source": Shape.SPAN, "cue": Shape.SPAN, "speaker": Shape.WHO, "act": Shape.ACT, "form": Shape.FORM}
SORTS: Mapping[str, Sort] = {
    CorrectionKind.WRONG_SPEAKER: Sort(("attribution",), needed={"actor": Shape.WHO}, none=("actor",)),
    CorrectionKind.WRONG_SPAN: Sort(("attribution", "event"), needed={"field": Shape.FIELD, "spans": Shape.SPANS}),
    CorrectionKind.WRONG_ACT: Sort(
        ("attribution",), optional={"act": Shape.ACT, "form": Shape.FORM}, any_of=("act", "form")
    ),
    CorrectionKind.NOT_ATTRIBUTION: Sort(("attribution",)),
    CorrectionKind.MISSED_ATTRIBUTION: Sort(
        ("article",), needed={"content": Shape.SPANS}, optional=_SAYING, none=("source", "cue", "speaker")
    ),
    CorrectionKind.NOT_THIS_ACTOR: Sort(
        ("actor",),
        ("actor", "identity"),
        needed={"span": Shape.SPAN},
        optional={"name": Shape.NAME, "kind": Shape.ACTOR_KIND, "country": Shape.COUNTRY},
        none=("country",),
    ),
    CorrectionKind.SAME_IDENTITY: _ACROSS["identity"],
    CorrectionKind.NOT_SAME_IDENTITY: _ACROSS["identity"],
    CorrectionKind.WRONG_COUNTRY: Sort(("actor", "place"), needed={"country": Shape.COUNTRY}, none=("country",)),
    CorrectionKind.SAME_INCIDENT: _ACROSS["incident"],
    CorrectionKind.NOT_SAME_INCIDENT: _ACROSS["incident"],
    CorrectionKind.WRONG_TYPE: Sort(("event",), needed={"type": Shape.TYPE}, optional={"mode": Shape.MODE}),
    CorrectionKind.NOT_EVENT: Sort(("event",)),
    CorrectionKind.MISSED_EVENT: Sort(
        ("article",),
        needed={"triggers": Shape.SPANS, "type": Shape.TYPE},
        optional={**_EVENT, "date": Shape.DATE, "span": Shape.SPAN},
        none=("date",),
    ),
    CorrectionKind.WRONG_STATUS: Sort(("event",), needed={"status": Shape.STATUS}),
    CorrectionKind.WRONG_ROLE: Sort(
        ("event",), optional={"source": Shape.PEOPLE, "target": Shape.PEOPLE}, any_of=("source", "target")
    ),
    CorrectionKind.WRONG_DATE: Sort(
        ("event", "date"), needed={"date": Shape.DATE}, optional={"span": Shape.SPAN}, none=("date",)
    ),
}
_CHOICES: Mapping[Shape, type[StrEnum]] = {
    Shape.ACT: Act,
    Shape.FORM: Form,
    Shape.TYPE: EventType,
    Shape.STATUS: Status,
    Shape.ACTOR_KIND: ActorKind,
}
_FIELDS = ("source", "cue", "content", "trigger")


def sort_of(kind: str) -> Sort:
    """What a kind of correction is about. Raises ``InputError`` where there is no such kind."""
    if kind not in SORTS:
        raise InputError(f"there is no kind of correction {kind!r}; the kinds are {', '.join(SORTS)}")
    return SORTS[kind]


class Filler:
    """Fills in what finds the parts of a value again, from the reading of the article that it is about."""

    def __init__(self, reading: Reading, identities: Mapping[str, str]) -> None:
        """``identities``: the ids of actors of the article by the ids of the identities that they have."""
        self._reading = reading
        self._actors = {actor.id: actor for actor in reading.actors}
        self._identities = identities

    def fill(self, kind: str, value: Mapping[str, Any]) -> Json:
        """The value of a correction of that kind, checked and filled in. Raises ``InputError``, ``NotFoundError``."""
        sort = sort_of(kind)
        shapes = {**sort.needed, **sort.optional}
        for name in value:
            if name not in shapes:
                takes = f"takes {', '.join(shapes)}" if shapes else "takes no value"
                raise InputError(f"{kind} {takes}, and no {name!r}")
        missing = [name for name in sort.needed if name not in value]
        if missing or (sort.any_of and not any(name in value for name in sort.any_of)):
            raise InputError(f"{kind} needs {' or '.join(sort.any_of) or ', '.join(missing)}")
        filled = {
            name: None if each is None and name in sort.none else self._filled(name, shapes[name], each)
            for name, each in value.items()
        }
        mode, told = filled.get("mode"), filled.get("type")
        if mode and told and mode not in modes(EventType(told)):
            raise InputError(f"{told} has no mode {mode!r}")
        return filled

    def _filled(self, name: str, shape: Shape, given: Any) -> Any:
        if shape is Shape.WHO:
            return self.who(given)
        if shape is Shape.PEOPLE and _is_list(given):
            return [self.who(each) for each in given]
        if shape is Shape.SPAN:
            return self.span(given)
        if shape is Shape.SPANS and _is_list(given):
            return [self.span(each) for each in given]
        if shape in _CHOICES and given in list(_CHOICES[shape]):
            return str(given)
        if isinstance(given, str) and _fits(shape, given):
            return given
        raise InputError(f"{name} is {shape}, not {given!r}")

    def span(self, given: Any) -> Json:
        """A span with its words; blanks at its ends are left out. Raises ``InputError`` where there are no words."""
        start, end = (given.get("start"), given.get("end")) if isinstance(given, Mapping) else _pair(given)
        text = self._reading.document.text
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
            raise InputError(f"a span is [start, end] within the document's {len(text)} characters, not {given!r}")
        words = text[start:end].strip()
        if not words:
            raise InputError(f"there are no words from {start} to {end}")
        start += text[start:end].index(words)
        return span_place(self._reading.document.span(start, start + len(words)))

    def who(self, given: Any) -> Json:
        """An actor of the article by its id or its identity's, or somebody who is named by a span."""
        if isinstance(given, Mapping) and "span" in given:
            named = {key: given[key] for key in ("name", "kind", "country") if given.get(key) is not None}
            for key, shape in (("name", Shape.NAME), ("kind", Shape.ACTOR_KIND), ("country", Shape.COUNTRY)):
                if key in named:
                    named[key] = self._filled(key, shape, named[key])
            return {"span": self.span(given["span"]), **named}
        if not isinstance(given, str):
            raise InputError(f"an actor is {Shape.WHO}, not {given!r}")
        known = self._identities.get(given, given)
        found = [actor for name, actor in self._actors.items() if given and name.startswith(known)]
        if len(found) != 1:
            raise NotFoundError(f"the article has no actor {given!r}; give the span of words that names it")
        return record_place(found[0])


def _is_list(given: Any) -> bool:
    return isinstance(given, (list, tuple))


def _pair(given: Any) -> tuple[Any, Any]:
    return (given[0], given[1]) if _is_list(given) and len(given) == 2 else (None, None)


def _fits(shape: Shape, given: str) -> bool:
    if shape is Shape.COUNTRY:
        return re.fullmatch(r"[A-Z]{3}", given) is not None
    if shape is Shape.FIELD:
        return given in _FIELDS
    if shape is Shape.DATE:
        try:
            days_of(given)
        except ValueError:
            return False
        return True
    return shape in (Shape.NAME, Shape.MODE) and bool(given.strip())
