"""Where attributions go wrong, and what their scores mean: figures by phenomenon, calibration, errors to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from menurut.evaluate.phenomena import PHENOMENA, phenomena_of
from menurut.evaluate.scores import Figure, Matched, Record, match_attributions
from menurut.languages import Language

T = TypeVar("T")
BINS = 10
_GRAVITY = {"missed": 0, "false": 1, "source": 2, "act": 3}


@dataclass(frozen=True, slots=True)
class Error:
    """One disagreement with gold: what kind, where, of which phenomena, and both sides as a person reads them.

    ``kind``: ``missed``, ``false``, ``source`` (the content was found and given to other words) or ``act``.
    """

    kind: str
    article: str
    line: int
    phenomena: tuple[str, ...]
    gold: str
    found: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """What has a score in one tenth: how much, the mean score, and the part of it that gold has."""

    least: float
    predicted: int
    mean: float
    right: float


@dataclass(slots=True)
class Report:
    """What is gathered over the articles of a set."""

    by_phenomenon: dict[str, Figure] = field(default_factory=lambda: dict.fromkeys(PHENOMENA, Figure()))
    scored: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)

    def add(self, name: str, text: str, gold: Record, predicted: Record, language: Language) -> None:
        """Adds an article: its id, raw text, gold record and predicted record."""
        lines = text.split("\n")
        wanted, given = gold.get("attributions", []), predicted.get("attributions", [])
        matched = match_attributions(lines, gold, predicted)
        kinds = [[phenomena_of(a, r, lines, language) for a in r.get("attributions", [])] for r in (gold, predicted)]
        hits = dict(matched.whole)
        for i, names in enumerate(kinds[0]):
            for name_ in names:
                self.by_phenomenon[name_] += Figure(int(i in hits), 1, 0)
        right = {j for _, j in matched.whole}
        for j, names in enumerate(kinds[1]):
            for name_ in names:
                self.by_phenomenon[name_] += Figure(0, 0, 1)
            if "score" in given[j]:
                self.scored.append((float(given[j]["score"]), j in right))
        self.errors.extend(_errors(name, wanted, given, kinds, matched))

    def calibration(self) -> list[Bin]:
        """The tenths of the score that hold attributions, the highest first."""
        return calibrate(self.scored)

    def precisions(self) -> list[tuple[float, float, int]]:
        """For each tenth t: the precision of all attributions with a score of at least t, and how many they are."""
        return precisions(self.scored)

    def worst(self, count: int) -> list[Error]:
        """The ``count`` worst errors: of the phenomena that go wrong most often first, the surest mistakes first.

        Phenomena take turns, so that a short list shows many of them.
        """
        groups: dict[str, list[Error]] = {}
        for error in self.errors:
            groups.setdefault(error.phenomena[0], []).append(error)
        for group in groups.values():
            group.sort(key=lambda e: (_GRAVITY[e.kind], -(e.score or 0.0), e.article, e.line))
        order = sorted(groups, key=lambda name: -len(groups[name]))
        chosen = set(map(id, take_turns([groups[name] for name in order])[:count]))
        return [error for name in order for error in groups[name] if id(error) in chosen]


def calibrate(scored: Sequence[tuple[float, bool]]) -> list[Bin]:
    """The tenths of the score that hold any of ``scored`` (score, whether it is right), the highest first."""
    found = []
    for tenth in reversed(range(BINS)):
        held = [(s, r) for s, r in scored if tenth / BINS <= s < (tenth + 1) / BINS + (tenth == BINS - 1)]
        if held:
            mean, right = (sum(values) / len(held) for values in zip(*held, strict=True))
            found.append(Bin(tenth / BINS, len(held), mean, right))
    return found


def precisions(scored: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """For each tenth t: the part that is right of all with a score of at least t, and how many they are."""
    found = []
    for tenth in range(BINS):
        held = [right for score, right in scored if score >= tenth / BINS]
        if held:
            found.append((tenth / BINS, sum(held) / len(held), len(held)))
    return found


def take_turns(groups: Sequence[Sequence[T]]) -> list[T]:
    """The first of every group, then the second of every group, and so on."""
    most = max(map(len, groups), default=0)
    return [group[turn] for turn in range(most) for group in groups if turn < len(group)]


def _errors(
    name: str, wanted: Sequence[Record], given: Sequence[Record], kinds: Sequence[Sequence[Any]], matched: Matched
) -> Iterator[Error]:
    whole, content = dict(matched.whole), dict(matched.content)
    used = set(whole.values())
    for i, gold in enumerate(wanted):
        line = gold["content"][0][0]
        if i in whole:
            found = given[whole[i]]
            if gold["act"] != found["act"]:
                yield Error("act", name, line, kinds[0][i], describe(gold), found["act"], found.get("score"))
        elif i in content and content[i] not in used:
            found = given[content[i]]
            used.add(content[i])
            yield Error("source", name, line, kinds[0][i], describe(gold), describe(found), found.get("score"))
        else:
            yield Error("missed", name, line, kinds[0][i], describe(gold), "")
    for j, found in enumerate(given):
        if j not in used:
            line = found["content"][0][0]
            yield Error("false", name, line, kinds[1][j], "", describe(found), found.get("score"))


def describe(attribution: Mapping[str, Any]) -> str:
    """An attribution in a line: ``[source] <cue> "content" ACT``."""
    source = attribution["source"][1] if attribution["source"] else "no source"
    cue = attribution["cue"][1] if attribution["cue"] else "no cue"
    content = " … ".join(_short(part[1]) for part in attribution["content"])
    return f"[{source}] <{cue}> {content} ({attribution['act']})"


def _short(words: str, most: int = 120) -> str:
    if len(words) <= most:
        return words
    return f"{words[: most * 2 // 3].rstrip()} […] {words[-most // 3 :].lstrip()}"


def shown_phenomena(report: Report) -> Iterable[tuple[str, Figure]]:
    """The phenomena that gold or menurut has in the set, with their figures.

    Hits are counted on gold's side, so ``recall`` holds for gold's and ``precision`` is not defined.
    """
    return [(name, figure) for name, figure in report.by_phenomenon.items() if figure.gold or figure.predicted]
