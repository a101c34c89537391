"""Scoring events on single sentences that somebody else has coded, as PLOVER's gold records are.

Of each sentence the *best* predicted event is scored: the one whose triggers share most characters with the words that
the file marks as the event's (label ``EVT``); among equals, and where it marks none or none is touched, the one of the
highest score. Where a sentence has several expected events, each counts, and as many of the best are taken: first those
of an expected type, in the order of the file. An expected event for which no predicted one is left is wrong.

================  ===================================================================================================
type              expected events whose best predicted event is of their type
macro_f1          the mean of the F1 of all types that are expected, the best events being the predicted ones
source, target    of those with the right type: the countries of a side are the same, as a set; only sides for which
                  the file gives a country, and of those actors only that have one
countries         both sides of those with the right type together
mutual            the same, but where one of the two lists all who take part as sources and names no target, the
                  countries of both sides together are compared
mode              of those with the right type and of which the file gives a mode that still exists: the same
…_all             the same of all expected events, whatever the type that was found; for the mode the type must be right
================  ===================================================================================================

Type names of PLOVER 0.5, its codes of countries and its modes are read as ``sentences.toml`` says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate.events import Confusion
from menurut.evaluate.run import read_rows
from menurut.evaluate.scores import Figure
from menurut.pipeline import read_article
from menurut.read.articles import make_article
from menurut.records import Event, EventType, Problem, Reading, Span

Places = frozenset[int]  # the offsets of characters in the sentence
FIGURES = (
    "type",
    "macro_f1",
    "source",
    "target",
    "countries",
    "mutual",
    "mode",
    "source_all",
    "target_all",
    "countries_all",
    "mode_all",
)
_SHARES = tuple(name for name in FIGURES if name != "macro_f1")


@dataclass(frozen=True, slots=True)
class Expected:
    """An event of the file. A side without countries is not compared, nor is the mode where there are no ``modes``."""

    type: str
    source: frozenset[str] = frozenset()
    target: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    mutual: bool = False


@dataclass(frozen=True, slots=True)
class Coded:
    """A predicted event: what of it is compared, and the places of its triggers."""

    type: str
    places: Places
    score: float
    source: frozenset[str] = frozenset()
    target: frozenset[str] = frozenset()
    mode: str | None = None
    mutual: bool = False


@dataclass(slots=True)
class SentenceScores:
    """The counts of a set: how many sentences, which type was found for which, and the shares of what is right."""

    sentences: int = 0
    types: Confusion = field(default_factory=lambda: Confusion(tuple(map(str, EventType))))
    shares: dict[str, Figure] = field(default_factory=lambda: dict.fromkeys(_SHARES, Figure()))
    problems: list[Problem] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """All ``FIGURES``, between 0 and 1."""
        by_type = [f.f1 for f in self.types.figures().values() if f.gold]
        macro = sum(by_type) / len(by_type) if by_type else 0.0
        return {name: macro if name == "macro_f1" else self.shares[name].recall for name in FIGURES}

    def count(self, name: str, *right: bool) -> None:
        """Adds what was compared to a share."""
        self.shares[name] += Figure(sum(right), len(right), len(right))


def evaluate_sentences(path: Path, config: Config) -> SentenceScores:
    """Reads each sentence of a file as an article and scores the events that are found in it.

    Args:
        path: JSON lines of ``id``, ``text``, ``expected`` (events with ``plover`` or ``code``, ``mode``, and ``source``
            and ``target`` as lists of actors with a ``country``) and perhaps ``spans`` (``label``, ``start``, ``end``)
            and ``lang``.
        config: the settings to read with.

    Raises ``InputError`` where the file cannot be read or has another form.
    """
    scores = SentenceScores()
    for row in read_rows(path):
        try:
            text = row["text"]
            expected = [expected_event(event) for event in row["expected"]]
            marked = [range(s["start"], s["end"]) for s in row.get("spans") or () if s["label"] == "EVT"]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"the sentence {row['id']!r} in {path} is not in the form of records: {error!r}"
            ) from error
        name = str(row["id"])
        reading = read_article(make_article(text, name, given_id=name, language=row.get("lang") or "en"), config)
        found: list[Coded] = []
        if isinstance(reading, Problem):
            scores.problems.append(reading)
        else:
            found = [_coded(reading, event) for event in reading.events]
        score_sentence(scores, expected, found, frozenset(place for places in marked for place in places))
    return scores


def score_sentence(
    scores: SentenceScores, expected: Sequence[Expected], found: Sequence[Coded], marked: Places
) -> None:
    """Adds a sentence's counts to ``scores``; ``marked``: the places of the words that the file marks as events."""
    scores.sentences += 1
    ranked = sorted(found, key=lambda event: (-len(event.places & marked), -event.score))
    best = ranked[: len(expected)]
    chosen: dict[int, Coded] = {}
    for i, gold in enumerate(expected):
        same = next((event for event in best if event.type == gold.type), None)
        if same is not None:
            best.remove(same)
            chosen[i] = same
    for i in range(len(expected)):
        if i not in chosen and best:
            chosen[i] = best.pop(0)
    for i, gold in enumerate(expected):
        _score(scores, gold, chosen.get(i))


def _score(scores: SentenceScores, gold: Expected, found: Coded | None) -> None:
    typed = found is not None and found.type == gold.type
    scores.types.add(gold.type, found.type if found else None)
    scores.count("type", typed)
    sides = {"source": gold.source, "target": gold.target}
    right = {side: found is not None and getattr(found, side) == codes for side, codes in sides.items() if codes}
    groups = {**{side: [hit] for side, hit in right.items()}, "countries": list(right.values())}
    if gold.modes:
        groups["mode"] = [typed and found is not None and found.mode in gold.modes]
    for name, hits in groups.items():
        scores.count(f"{name}_all", *hits)
        if typed:
            scores.count(name, *hits)
    if typed and found is not None:
        laid_together = gold.mutual != found.mutual and gold.source | gold.target == found.source | found.target
        scores.count("mutual", *(hit or laid_together for hit in right.values()))


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(files("menurut.evaluate").joinpath("sentences.toml").read_text(encoding="utf-8"))


def expected_event(event: Mapping[str, Any]) -> Expected:
    """An expected event of the file by our names. Raises ``ValueError`` for a type that is none of PLOVER's."""
    name = event.get("plover") or event["code"]
    kind = EventType(_names()["types"].get(name, name))
    mode = event.get("mode")
    modes = _names()["modes"].get(kind, {}).get(mode, [mode]) if mode else ()
    source, target = event.get("source") or [], event.get("target") or []
    return Expected(kind, _countries(source), _countries(target), frozenset(modes), len(source) > 1 and not target)


def _countries(actors: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    names = _names()
    codes = (actor.get("country") for actor in actors)
    return frozenset(names["countries"].get(code, code) for code in codes if code) - set(names["no_country"]["codes"])


def _coded(reading: Reading, event: Event) -> Coded:
    countries = {actor.id: actor.country for actor in reading.actors}
    source, target = (
        frozenset(country for actor in side if (country := countries.get(actor)) is not None)
        for side in (event.source, event.target)
    )
    places = frozenset(place for span in event.triggers for place in _raw(reading, span))
    mutual = len(event.source) > 1 and not event.target
    return Coded(event.type, places, event.score, source, target, event.mode, mutual)


def _raw(reading: Reading, span: Span) -> range:
    """The places of a span's characters in the sentence as it was given."""
    paragraph = reading.document.paragraphs[reading.document.paragraph_at(span.start)]
    return range(paragraph.to_raw(span.start), paragraph.to_raw(span.end))
