"""The figures that say how well predicted annotations agree with gold ones.

Gold and predictions are records in the form of ``export.annotations``. Every figure is counted article by article
and added up (micro-average), an article without a prediction counting as predicted empty. What each one means:

attribution  content and source found: F1 of the content's words >= 0.5, and the source's words overlap by at least
             half of the shorter one (or there is no source in both)
content      content found, whatever the source
speaker      of the attributions found: the speaker is the right actor (a shared name, or same country and kind)
form, act    of the attributions found: same value
trigger      an event's words found, whatever its type
event        trigger found, and the same type
dyad         event found, and Jaccard >= 0.5 on the actors of both sides (country, else name)
status, date of the events found: same value
record       (source, type, target) triples of the article, as a set
actor        one of its mentions overlaps; country: of those, same country
drop         lines dropped
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
    "record",
    "actor",
    "country",
    "drop",
)
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
    actors = (_by_id(gold), _by_id(predicted))
    return {
        **_attributions(lines, gold, predicted, actors),
        **_events(lines, gold, predicted, actors),
        **_actors(lines, actors),
        "drop": _sets(_dropped(gold), _dropped(predicted)),
    }


_Actors = tuple[Mapping[str, Record], Mapping[str, Record]]


def _attributions(lines: Sequence[str], gold: Record, predicted: Record, actors: _Actors) -> dict[str, Figure]:
    wanted, given = gold.get("attributions", []), predicted.get("attributions", [])
    content = [[_words(lines, a["content"]) for a in side] for side in (wanted, given)]
    source = [[_words(lines, [a["source"]] if a["source"] else []) for a in side] for side in (wanted, given)]
    alike = [(s, i, j) for s, i, j in _pairs(content[0], content[1], _f1) if s >= _HALF]
    found = _match([(s, i, j) for s, i, j in alike if _overlap(source[0][i], source[1][j]) >= _HALF])
    speakers = sum(
        _same_actor(actors[0].get(wanted[i]["speaker"]), actors[1].get(given[j]["speaker"])) for i, j in found
    )
    return {
        "attribution": Figure(len(found), len(wanted), len(given)),
        "content": Figure(len(_match(alike)), len(wanted), len(given)),
        "speaker": Figure(speakers, len(found), len(found)),
        **{field: _same(field, wanted, given, found) for field in ("form", "act")},
    }


def _events(lines: Sequence[str], gold: Record, predicted: Record, actors: _Actors) -> dict[str, Figure]:
    wanted, given = gold.get("events", []), predicted.get("events", [])
    triggers = [[_words(lines, e["mentions"]) for e in side] for side in (wanted, given)]
    near = [(s, i, j) for s, i, j in _pairs(triggers[0], triggers[1], _f1) if s > 0]
    typed = _match([(s, i, j) for s, i, j in near if wanted[i]["type"] == given[j]["type"]])
    dyads = 0
    for i, j in typed:
        sides = [(_keys(wanted[i][role], actors[0]), _keys(given[j][role], actors[1])) for role in ("source", "target")]
        dyads += all(_jaccard(a, b) >= _HALF for a, b in sides)
    return {
        "trigger": Figure(len(_match(near)), len(wanted), len(given)),
        "event": Figure(len(typed), len(wanted), len(given)),
        "dyad": Figure(dyads, len(wanted), len(given)),
        **{field: _same(field, wanted, given, typed) for field in ("status", "date")},
        "record": _sets(_triples(wanted, actors[0]), _triples(given, actors[1])),
    }


def _actors(lines: Sequence[str], actors: _Actors) -> dict[str, Figure]:
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


def _by_id(record: Record) -> dict[str, Record]:
    return {actor["id"]: actor for actor in record.get("actors", [])}


def _words(lines: Sequence[str], pairs: Iterable[Sequence[Any]]) -> Words:
    """The words that ``[line, words]`` pairs cover; words that do not stand in their line cover none."""
    found = []
    for line, text in pairs:
        start = lines[line - 1].find(text) if 1 <= line <= len(lines) else -1
        if start >= 0:
            found += [(line, start + word.start()) for word in _WORD.finditer(text)]
    return frozenset(found)


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


def _f1(a: Words, b: Words) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _overlap(a: Words, b: Words) -> float:
    if not a and not b:
        return 1.0
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 1.0


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


def _same_actor(a: Record | None, b: Record | None) -> bool:
    if a is None or b is None:
        return a is b
    names = [{_plain(name) for name in (actor["name"], *(m[1] for m in actor["mentions"]))} for actor in (a, b)]
    return bool(names[0] & names[1]) or (a["country"] is not None and _kind(a) == _kind(b))


def _kind(actor: Record) -> tuple[str, str]:
    return actor["country"], actor["kind"]


def _dropped(record: Record) -> frozenset[int]:
    lines: list[int] = []
    for span in record.get("drop", {}):
        first, _, last = span.partition("-")
        lines += range(int(first), int(last or first) + 1)
    return frozenset(lines)
