"""The figures that say how well predicted annotations agree with gold ones.

Gold and predictions are records in the form of ``export.annotations``. Hits, gold and predicted are counted for each
article and added up over all of them; an article that was not predicted counts with nothing found. Words are compared
by their places, so that the same words elsewhere in the text do not count.

=============  ======================================================================================================
content        a gold attribution's content is found where a predicted one's words reach an F1 of 0.5 with it
attribution    the same, and the sources share half the words of the shorter one; or neither has a source
speaker        among those: both speakers go by a common name, or are of one country and kind
form, act      among those: equal
trigger        a gold event is found where a predicted one has a word of its mentions
event          the same, the types being equal
dyad           among those: on either side at least half of all actors (by country, else by name) are common
status, date   among those: equal
place          the same for the country of the place, none being a value too
positions      of those events: (event, stance, actor) of who says, confirms, denies it or takes no position; actors are
               compared as speakers are
record         who did what to whom: the different triples of source, type and target that an article gives
actor          an actor is found where a predicted one has a word of its mentions
country        among those: equal
date_given     of gold's events, given their words: the date (or none) is the same
place_given    the same for the country of the place
drop           the numbers of the lines set aside
=============  ======================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
Words = frozenset[tuple[int, int]]  # words as (line, offset in the line)

FIGURES = (
    "attribution",
    "content",
    "speaker",
    "form",
    "act",
    "trigger",
    "event",
    "dyad",
    "status",
    "date",
    "place",
    "positions",
    "record",
    "actor",
    "country",
    "date_given",
    "place_given",
    "drop",
)
POSITIONS = ("according_to", "confirmed_by", "denied_by", "no_position_by")
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_MARKS = re.compile(r"\W+")
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts behind a figure: what agrees, how much gold has, how much was predicted."""

    hits: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        """The part of what was predicted that agrees; 0 where nothing was predicted."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The part of gold that was found; 0 where gold has none."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / (self.gold + self.predicted) if self.gold + self.predicted else 0.0

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.hits + other.hits, self.gold + other.gold, self.predicted + other.predicted)


def total(scores: Iterable[Mapping[str, Figure]]) -> dict[str, Figure]:
    """The figures of several articles added up."""
    sums = dict.fromkeys(FIGURES, Figure())
    for score in scores:
        for name, figure in score.items():
            sums[name] = sums[name] + figure
    return sums


def score_record(text: str, gold: Record, predicted: Record) -> dict[str, Figure]:
    """The figures of one article.

    Args:
        text: its raw text, whose lines the records count from 1.
        gold: the gold record.
        predicted: the predicted record; an empty mapping where there is none.
    """
    lines = text.split("\n")
    actors = (actors_by_id(gold), actors_by_id(predicted))
    return {
        **_attributions(lines, gold, predicted, actors),
        **_events(lines, gold, predicted, actors),
        **_actors(lines, actors),
        "drop": _sets(dropped_lines(gold), dropped_lines(predicted)),
    }


ActorPair = tuple[Mapping[str, Record], Mapping[str, Record]]  # by their ids: gold's and the predicted ones


@dataclass(frozen=True, slots=True)
class Matched:
    """Which gold attributions were found as which predicted ones: by content alone, and by content and source."""

    content: tuple[tuple[int, int], ...]
    whole: tuple[tuple[int, int], ...]


def match_attributions(lines: Sequence[str], gold: Record, predicted: Record) -> Matched:
    """One-to-one pairs of gold and predicted attributions of an article, by their places in the records."""
    wanted, given = gold.get("attributions", []), predicted.get("attributions", [])
    content = [[_words(lines, a["content"]) for a in side] for side in (wanted, given)]
    source = [[_words(lines, [a["source"]] if a["source"] else []) for a in side] for side in (wanted, given)]
    alike = [(s, i, j) for s, i, j in _pairs(content[0], content[1], _f1) if s >= _HALF]
    found = _match([(s, i, j) for s, i, j in alike if _Shared.of(source[0][i], source[1][j]).of_smaller >= _HALF])
    return Matched(tuple(_match(alike)), tuple(found))


def _attributions(lines: Sequence[str], gold: Record, predicted: Record, actors: ActorPair) -> dict[str, Figure]:
    wanted, given = gold.get("attributions", []), predicted.get("attributions", [])
    matched = match_attributions(lines, gold, predicted)
    found = matched.whole
    speakers = sum(
        _same_actor(actors[0].get(wanted[i]["speaker"]), actors[1].get(given[j]["speaker"])) for i, j in found
    )
    return {
        "attribution": Figure(len(found), len(wanted), len(given)),
        "content": Figure(len(matched.content), len(wanted), len(given)),
        "speaker": Figure(speakers, len(found), len(found)),
        **{field: _same(field, wanted, given, found) for field in ("form", "act")},
    }


@dataclass(frozen=True, slots=True)
class MatchedEvents:
    """Which gold events were found as which predicted ones.

    ``trigger``: by a word of their mentions, whatever the types; ``typed``: the types being equal; ``mistyped``: by a
    word, of those events that ``typed`` leaves over on either side.
    """

    trigger: tuple[tuple[int, int], ...]
    typed: tuple[tuple[int, int], ...]
    mistyped: tuple[tuple[int, int], ...]


def match_events(lines: Sequence[str], gold: Record, predicted: Record) -> MatchedEvents:
    """One-to-one pairs of gold and predicted events of an article, by their places in the records."""
    wanted, given = gold.get("events", []), predicted.get("events", [])
    triggers = [[_words(lines, e["mentions"]) for e in side] for side in (wanted, given)]
    near = [(s, i, j) for s, i, j in _pairs(triggers[0], triggers[1], _f1) if s > 0]
    typed = _match([(s, i, j) for s, i, j in near if wanted[i]["type"] == given[j]["type"]])
    taken = {i for i, _ in typed}, {j for _, j in typed}
    rest = [(s, i, j) for s, i, j in near if i not in taken[0] and j not in taken[1]]
    return MatchedEvents(tuple(_match(near)), tuple(typed), tuple(_match(rest)))


def same_sides(gold: Record, predicted: Record, actors: ActorPair) -> bool:
    """Whether at least half of all actors are common, of the sources and of the targets of two events."""
    return all(
        _Shared.of(_keys(gold[role], actors[0]), _keys(predicted[role], actors[1])).jaccard >= _HALF
        for role in ("source", "target")
    )


def compare_positions(gold: Record, predicted: Record, actors: ActorPair) -> Figure:
    """The stances on one event: how many (stance, actor) agree, how many gold has, how many were predicted."""
    found = Figure()
    for field in POSITIONS:
        sides = [
            [known[i] for i in dict.fromkeys(event.get(field) or ()) if i in known]
            for event, known in zip((gold, predicted), actors, strict=True)
        ]
        alike = [
            (float(not _names(a).isdisjoint(_names(b))), i, j)
            for i, a in enumerate(sides[0])
            for j, b in enumerate(sides[1])
            if _same_actor(a, b)
        ]
        found += Figure(len(_match(alike)), len(sides[0]), len(sides[1]))
    return found


def _events(lines: Sequence[str], gold: Record, predicted: Record, actors: ActorPair) -> dict[str, Figure]:
    wanted, given = gold.get("events", []), predicted.get("events", [])
    matched = match_events(lines, gold, predicted)
    typed = matched.typed
    dyads = sum(same_sides(wanted[i], given[j], actors) for i, j in typed)
    places = sum(wanted[i].get("place_country") == given[j].get("place_country") for i, j in typed)
    positions = (compare_positions(wanted[i], given[j], actors) for i, j in typed)
    return {
        "trigger": Figure(len(matched.trigger), len(wanted), len(given)),
        "event": Figure(len(typed), len(wanted), len(given)),
        "dyad": Figure(dyads, len(wanted), len(given)),
        **{field: _same(field, wanted, given, typed) for field in ("status", "date")},
        "place": Figure(places, len(typed), len(typed)),
        "positions": sum(positions, Figure()),
        "record": _sets(_triples(wanted, actors[0]), _triples(given, actors[1])),
    }


def _actors(lines: Sequence[str], actors: ActorPair) -> dict[str, Figure]:
    wanted, given = list(actors[0].values()), list(actors[1].values())
    mentions = [[_words(lines, a["mentions"]) for a in side] for side in (wanted, given)]
    found = _match([(s, i, j) for s, i, j in _pairs(mentions[0], mentions[1], _f1) if s > 0])
    return {
        "actor": Figure(len(found), len(wanted), len(given)),
        "country": _same("country", wanted, given, found),
    }


def _same(field: str, wanted: Sequence[Record], given: Sequence[Record], found: Sequence[tuple[int, int]]) -> Figure:
    hits = sum(wanted[i][field] == given[j][field] for i, j in found)
    return Figure(hits, len(found), len(found))


def _sets(wanted: frozenset[Any], given: frozenset[Any]) -> Figure:
    return Figure(len(wanted & given), len(wanted), len(given))


def actors_by_id(record: Record) -> dict[str, Record]:
    """The actors of a record by their ids."""
    return {actor["id"]: actor for actor in record.get("actors", [])}


def _words(lines: Sequence[str], pairs: Iterable[Sequence[Any]]) -> Words:
    """The places of the words in ``[line, words]`` pairs; a pair that does not stand in its line has none."""
    places: set[tuple[int, int]] = set()
    for number, text in pairs:
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        if text in line:
            offset = line.index(text)
            places.update((number, offset + word.start()) for word in _WORD.finditer(text))
    return frozenset(places)


def _pairs(
    wanted: Sequence[Words], given: Sequence[Words], measure: Callable[[Words, Words], float]
) -> list[tuple[float, int, int]]:
    return [(measure(a, b), i, j) for i, a in enumerate(wanted) for j, b in enumerate(given)]


def _match(pairs: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """One-to-one pairs of gold and predicted indices, the highest score first."""
    taken: tuple[set[int], set[int]] = (set(), set())
    found = []
    for _, i, j in sorted(pairs, reverse=True):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            found.append((i, j))
    return found


@dataclass(frozen=True, slots=True)
class _Shared:
    """How much two sets have in common; two empty sets agree wholly by every measure."""

    common: int
    smaller: int
    larger: int

    @classmethod
    def of(cls, a: frozenset[Any], b: frozenset[Any]) -> _Shared:
        smaller, larger = sorted((len(a), len(b)))
        return cls(len(a & b), smaller, larger)

    @property
    def f1(self) -> float:
        return 2 * self.common / (self.smaller + self.larger) if self.larger else 1.0

    @property
    def of_smaller(self) -> float:
        return self.common / self.smaller if self.smaller else float(not self.larger)

    @property
    def jaccard(self) -> float:
        return self.common / (self.smaller + self.larger - self.common) if self.larger else 1.0


def _f1(a: Words, b: Words) -> float:
    return _Shared.of(a, b).f1


def _plain(name: str) -> str:
    return _MARKS.sub(" ", name).strip().lower()


def _keys(ids: Iterable[str], actors: Mapping[str, Record]) -> frozenset[str]:
    return frozenset(actors[i]["country"] or _plain(actors[i]["name"]) for i in ids if i in actors)


def _triples(events: Iterable[Record], actors: Mapping[str, Record]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (source, event["type"], target)
        for event in events
        for source in _keys(event["source"], actors) or {""}
        for target in _keys(event["target"], actors) or {""}
    )


def _same_actor(gold: Record | None, predicted: Record | None) -> bool:
    if gold is None or predicted is None:
        return gold is predicted
    if not _names(gold).isdisjoint(_names(predicted)):
        return True
    return gold["country"] is not None and all(gold[field] == predicted[field] for field in ("country", "kind"))


def _names(actor: Record) -> set[str]:
    return {_plain(actor["name"])} | {_plain(words) for _, words in actor["mentions"]}


def dropped_lines(record: Record) -> frozenset[int]:
    """The numbers of the lines that a record sets aside, from ranges such as ``"2-5"``."""
    lines: set[int] = set()
    for span in record.get("drop", {}):
        ends = [int(number) for number in span.split("-")]
        lines.update(range(ends[0], ends[-1] + 1))
    return frozenset(lines)
