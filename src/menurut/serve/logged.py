"""The log of corrections as the pages show it: what each is about, and what is right."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from menurut.correct.lines import logged
from menurut.store.corrections import Correction

_CODES = ("act", "form", "type", "mode", "status", "kind")
_LONGEST = 200  # characters of words that are shown
_PLACES = ("attribution", "event", "actor", "date", "place")  # records that have a place in the page of their article


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log of corrections.

    ``words`` are those of the record that it is about; ``right`` is what is right, as (what, value) with ``what`` a
    table of codes, country, day, field, name or words. ``state`` is holds, undone or stray, "" where nobody asked.
    """

    id: str
    made: str
    author: str
    kind: str
    subject: str
    object: str | None
    undoes: str | None
    article: str | None
    record: str
    words: str
    right: tuple[tuple[str, str], ...]
    state: str

    @property
    def address(self) -> str | None:
        """Where its record stands: the place in the page of its article."""
        if not self.article:
            return None
        return f"/article/{self.article}" + (f"#{self.record}-{self.subject}" if self.record in _PLACES else "")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which lines are wanted; ``None`` is any."""

    kind: str | None = None
    author: str | None = None
    state: str | None = None
    article: str | None = None

    def holds(self, line: LogLine) -> bool:
        """Whether a line is wanted."""
        wanted = (self.kind, self.author, self.state, self.article)
        return all(
            value is None or value == own
            for value, own in zip(wanted, (line.kind, line.author, line.state, line.article), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log, the latest first, and all that can be chosen in it."""

    chosen: Chosen
    corrections: tuple[LogLine, ...]
    kinds: tuple[str, ...]
    authors: tuple[str, ...]
    holding: int


def log_page(connection: sqlite3.Connection, chosen: Chosen, limit: int, before: int | None) -> tuple[Log, int | None]:
    """The wanted lines that were made before the one of this number in the log (``None``: the latest).

    Also the number of the line at which the next page begins, where there is one.
    """
    lines = list(_all(connection))
    numbered = [(number, line) for number, line in enumerate(lines, 1) if before is None or number < before]
    found = list(islice(((n, line) for n, line in reversed(numbered) if chosen.holds(line)), limit + 1))
    kinds, authors = (tuple(sorted({getattr(line, name) for line in lines})) for name in ("kind", "author"))
    holding = sum(line.state == "holds" and line.undoes is None for line in lines)
    log = Log(chosen, tuple(line for _, line in found[:limit]), kinds, authors, holding)
    return log, found[limit - 1][0] if len(found) > limit else None


def _all(connection: sqlite3.Connection) -> Iterator[LogLine]:
    """All lines; one that takes another back is about what that one is about."""
    firsts: dict[str, LogLine] = {}
    for each in logged(connection):
        line = log_line(each.line, str(each.state), firsts.get(each.line.undoes or ""))
        firsts[line.id] = line
        yield line


def log_line(line: Correction, state: str = "", first: LogLine | None = None) -> LogLine:
    """A line of the log as it is shown; ``first`` is the one that it takes back."""
    head = (line.id, line.made, line.author, line.kind, line.subject, line.object, line.undoes)
    if first is not None:
        return LogLine(*head, first.article, first.record, first.words, (("correction", first.kind),), state)
    subject = line.value.get("subject", {})
    article = subject.get("article")
    if subject.get("record") == "identity" and subject.get("actors"):
        article = subject["actors"][0].get("article")
    words = str(subject.get("name") or subject.get("words") or "")[:_LONGEST]
    return LogLine(*head, article, str(subject.get("record", "")), words, tuple(_right(line.value)), state)


def _right(value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, each in value.items():
        if name in ("subject", "subject_others", "object_others", "identity"):
            continue
        if name in _CODES and isinstance(each, str):
            yield ("actor_kind" if name == "kind" else name), each
        elif name in ("country", "date"):
            yield ("day" if name == "date" else name), str(each or "")
        elif name == "field":
            yield "field", str(each)
        elif name in ("actor", "speaker") and each is None:
            yield "nobody", ""
        elif isinstance(each, list):
            yield ("name" if name in ("source", "target") else "words"), " … ".join(map(_named, each))[:_LONGEST]
        elif isinstance(each, Mapping):
            yield ("name" if name in ("actor", "speaker", "object") else "words"), _named(each)[:_LONGEST]


def _named(each: Any) -> str:
    """What an actor, an event or a span of words is called."""
    if not isinstance(each, Mapping):
        return str(each or "")
    span = each.get("span")
    return str(each.get("name") or each.get("words") or (span.get("words") if isinstance(span, Mapping) else "") or "")
