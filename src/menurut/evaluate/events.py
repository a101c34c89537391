"""Where events go wrong, and what their scores mean: types taken for one another, calibration, errors to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from menurut.evaluate.report import Bin, calibrate, precisions, take_turns
from menurut.evaluate.scores import (
    POSITIONS,
    ActorPair,
    Figure,
    MatchedEvents,
    Record,
    actors_by_id,
    compare_positions,
    match_events,
    same_sides,
)
from menurut.terms import EventType, Status

MISSED = "missed"  # the column of what was not found
FALSE = "false"  # the row of what gold does not have
KINDS = (FALSE, MISSED, "type", "actors", "status", "positions")
_STANCES = dict(zip(POSITIONS, ("says", "confirms", "denies", "takes no position"), strict=True))
_END = re.compile(r"[.!?…][\"'”’)\]]*\s+")
_LONGEST = 130  # characters of a sentence that are shown on either side of a trigger


@dataclass(slots=True)
class Confusion:
    """How often each of gold's values was found as which: ``counts[gold][found]``, none of either being a value.

    ``values`` are all that there can be, in the order of the tables.
    """

    values: tuple[str, ...]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, gold: str | None, found: str | None) -> None:
        """Counts one; ``None`` is what gold does not have, or what was not found."""
        row = self.counts.setdefault(FALSE if gold is None else str(gold), {})
        column = MISSED if found is None else str(found)
        row[column] = row.get(column, 0) + 1

    def count(self, gold: str, found: str) -> int:
        """How often."""
        return self.counts.get(gold, {}).get(found, 0)

    def figures(self) -> dict[str, Figure]:
        """For each value that gold has or that was found: how much of it agrees, gold has, was predicted."""
        found = {}
        for value in self.values:
            gold = sum(self.counts.get(value, {}).values())
            predicted = sum(row.get(value, 0) for row in self.counts.values())
            if gold or predicted:
                found[value] = Figure(self.count(value, value), gold, predicted)
        return found


@dataclass(frozen=True, slots=True)
class EventError:
    """One disagreement with gold: which kind (of ``KINDS``), where, and both sides as a person reads them.

    ``mistake`` is what it has in common with others, such as the two types; ``words`` are the sentence's, the trigger
    in brackets.
    """

    kind: str
    article: str
    line: int
    mistake: str
    words: str
    gold: str
    found: str
    score: float | None = None


@dataclass(slots=True)
class EventReport:
    """What is gathered over the articles of a set.

    ``types``: of all events, those with a common trigger of one type being paired first, then those of two types.
    ``status``: of the events found with the right type.
    """

    types: Confusion = field(default_factory=lambda: Confusion(tuple(map(str, EventType))))
    status: Confusion = field(default_factory=lambda: Confusion(tuple(map(str, Status))))
    scored: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[EventError] = field(default_factory=list)

    def add(self, name: str, text: str, gold: Record, predicted: Record) -> None:
        """Adds an article: its id, raw text, gold record and predicted record."""
        lines = text.split("\n")
        wanted, given = gold.get("events", []), predicted.get("events", [])
        matched = match_events(lines, gold, predicted)
        pairs = (*matched.typed, *matched.mistyped)
        for i, j in pairs:
            self.types.add(wanted[i]["type"], given[j]["type"])
        for i in _left(wanted, {i for i, _ in pairs}):
            self.types.add(wanted[i]["type"], None)
        for j in _left(given, {j for _, j in pairs}):
            self.types.add(None, given[j]["type"])
        for i, j in matched.typed:
            self.status.add(wanted[i]["status"], given[j]["status"])
        right = {j for _, j in matched.typed}
        self.scored.extend((float(e["score"]), j in right) for j, e in enumerate(given) if e.get("score") is not None)
        self.errors.extend(_errors(name, lines, (gold, predicted), matched))

    def calibration(self) -> list[Bin]:
        """The tenths of the score that hold events, the highest first; right is an event of the right type."""
        return calibrate(self.scored)

    def precisions(self) -> list[tuple[float, float, int]]:
        """For each tenth t: the precision of all events with a score of at least t, and how many they are."""
        return precisions(self.scored)

    def worst(self, count: int) -> list[EventError]:
        """The ``count`` worst errors, kind by kind; the kinds take turns, so that a short list shows all of them.

        Of false events those of the highest score come first, of the other kinds the mistakes that are made most
        often, one of each in turn.
        """
        groups = [self._ordered(kind) for kind in KINDS]
        chosen = set(map(id, take_turns(groups)[:count]))
        return [error for group in groups for error in group if id(error) in chosen]

    def _ordered(self, kind: str) -> list[EventError]:
        errors = sorted(
            (e for e in self.errors if e.kind == kind), key=lambda e: (-(e.score or 0.0), e.article, e.line)
        )
        if kind == FALSE:
            return errors
        mistakes: dict[str, list[EventError]] = {}
        for error in errors:
            mistakes.setdefault(error.mistake, []).append(error)
        return take_turns(sorted(mistakes.values(), key=len, reverse=True))


def _left(events: Sequence[Record], taken: set[int]) -> list[int]:
    return [i for i in range(len(events)) if i not in taken]


def _errors(
    name: str, lines: Sequence[str], records: tuple[Record, Record], matched: MatchedEvents
) -> Iterator[EventError]:
    actors = actors_by_id(records[0]), actors_by_id(records[1])
    wanted, given = (record.get("events", []) for record in records)

    def error(kind: str, mistake: str, gold: Record | None, found: Record | None) -> EventError:
        line, words = _sentence(lines, gold or found or {})
        sides = [describe(e, known) if e else "" for e, known in zip((gold, found), actors, strict=True)]
        return EventError(kind, name, line, mistake, words, sides[0], sides[1], found.get("score") if found else None)

    for i, j in matched.typed:
        for kind, mistake in _differences(wanted[i], given[j], actors):
            yield error(kind, mistake, wanted[i], given[j])
    for i, j in matched.mistyped:
        yield error("type", f"{wanted[i]['type']} → {given[j]['type']}", wanted[i], given[j])
    pairs = (*matched.typed, *matched.mistyped)
    for i in _left(wanted, {i for i, _ in pairs}):
        yield error(MISSED, wanted[i]["type"], wanted[i], None)
    for j in _left(given, {j for _, j in pairs}):
        yield error(FALSE, given[j]["type"], None, given[j])


def _differences(gold: Record, found: Record, actors: ActorPair) -> Iterator[tuple[str, str]]:
    """The kinds of errors in an event whose type is right, each with the mistake that it is."""
    if not same_sides(gold, found, actors):
        yield "actors", str(gold["type"])
    if gold["status"] != found["status"]:
        yield "status", f"{gold['status']} → {found['status']}"
    positions = compare_positions(gold, found, actors)
    if positions.hits < max(positions.gold, positions.predicted):
        fields = [name for name in POSITIONS if (gold.get(name) or ()) or (found.get(name) or ())]
        yield "positions", ", ".join(fields)


def describe(event: Record, actors: Mapping[str, Record]) -> str:
    """An event in a line: ``ACCUSE, attributed: source → target; says X; denies Y``."""
    sides = [_names(event[role], actors) for role in ("source", "target")]
    stances = [f"; {verb} {_names(event[name], actors)}" for name, verb in _STANCES.items() if event.get(name)]
    return f"{event['type']}, {event['status']}: {sides[0]} → {sides[1]}{''.join(stances)}"


def _names(ids: Sequence[str], actors: Mapping[str, Record]) -> str:
    known = [actors[i] for i in ids if i in actors]
    return " + ".join(f"{a['name']} ({a['country']})" if a["country"] else a["name"] for a in known) or "nobody"


def _sentence(lines: Sequence[str], event: Record) -> tuple[int, str]:
    """The line of an event and the words of the sentence there, the trigger in brackets."""
    number, trigger = event["mentions"][0] if event["mentions"] else (0, "")
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    at = line.find(trigger)
    if at < 0:
        return number, f"[{trigger}]"
    after = at + len(trigger)
    begin = max((mark.end() for mark in _END.finditer(line, 0, at)), default=0)
    mark = _END.search(line, after)
    end = mark.end() if mark else len(line)
    before, behind = line[begin:at].lstrip(), line[after:end].rstrip()
    if len(before) > _LONGEST:
        before = f"… {before[-_LONGEST:].lstrip()}"
    if len(behind) > _LONGEST:
        behind = f"{behind[:_LONGEST].rstrip()} …"
    return number, f"{before}[{trigger}]{behind}"
