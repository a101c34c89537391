"""Scoring attributions by offsets, as corpora of quotations give them: sources, cues and contents of whole articles.

The measure is the one of the field's scorer for PolNeAR (Newell et al. 2018): one to one, a predicted attribution is
right where the words of its content reach an F1 of 0.5 with gold's and those of its source do too; gold without a
source is matched only by a prediction without one. ``lenient`` asks of the source that half the words of the shorter
one be shared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate.run import read_rows
from menurut.evaluate.scores import Figure
from menurut.pipeline import read_article
from menurut.read.articles import make_article
from menurut.records import Problem, Reading, Span

_WORD = re.compile(r"\w+")
Words = frozenset[int]


@dataclass(frozen=True, slots=True)
class Marked:
    """An attribution by the numbers of its words. ``claim`` and ``kind`` are gold's, where it says them."""

    source: Words
    cue: Words
    content: Words
    kind: str = "all"
    claim: bool = True
    other_source: Words = frozenset()


@dataclass(slots=True)
class SpanScores:
    """The figures of a set. ``recall``: of gold's kinds, how many were found. ``sources``: right, of contents found."""

    articles: int = 0
    attribution: Figure = field(default_factory=Figure)
    lenient: Figure = field(default_factory=Figure)
    content: Figure = field(default_factory=Figure)
    sources: Figure = field(default_factory=Figure)
    recall: dict[str, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def evaluate_spans(path: Path, config: Config, *, claims: bool) -> SpanScores:
    """Reads the articles of a file of offsets and scores what is found.

    Args:
        path: JSON lines of ``id``, ``text`` and ``attributions``, each with ``source``, ``cue`` and ``content`` as
            lists of [start, end) code points, and perhaps ``kind``, ``claim`` and ``source_alt`` (another source that
            will do).
        config: the settings to read with.
        claims: score only gold that is a claim; what is not is neither missed nor, where it is found, wrong.

    Raises ``InputError`` where the file cannot be read or has another form.
    """
    scores = SpanScores()
    for row in read_rows(path):
        try:
            text = row["text"]
            words = [match.span() for match in _WORD.finditer(text)]
            gold = [_gold(each, words) for each in row["attributions"]]
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"the record of {row['id']!r} in {path} is not in the form of offsets: {error!r}"
            ) from error
        reading = read_article(make_article(text, str(row["id"]), given_id=str(row["id"])), config)
        if isinstance(reading, Problem):
            scores.problems.append(reading)
            found = []
        else:
            found = [_predicted(reading, each, words) for each in reading.attributions]
        score_article(scores, gold, found, claims=claims)
    return scores


def score_article(scores: SpanScores, gold: Sequence[Marked], found: Sequence[Marked], *, claims: bool) -> None:
    """Adds an article's counts to ``scores``."""
    wanted = [g for g in gold if g.claim or not claims]
    ignored = [g for g in gold if claims and not g.claim]

    def count(right: Callable[[Marked, Marked], bool]) -> tuple[dict[int, int], Figure]:
        matched = match(found, wanted, right)
        free = [i for i in range(len(found)) if i not in matched]
        false = sum(not any(_same_content(found[i], g) for g in ignored) for i in free)
        return matched, Figure(len(matched), len(wanted), len(matched) + false)

    strict, attribution = count(lambda p, g: _source_right(p, g, f1))
    _, lenient = count(lambda p, g: _source_right(p, g, shared))
    contents, content = count(lambda p, g: True)
    right = sum(_source_right(found[i], wanted[j], f1) for i, j in contents.items())
    scores.articles += 1
    scores.attribution += attribution
    scores.lenient += lenient
    scores.content += content
    scores.sources += Figure(right, len(contents), len(contents))
    hit = set(strict.values())
    for j, each in enumerate(wanted):
        scores.recall[each.kind] = scores.recall.get(each.kind, Figure()) + Figure(int(j in hit), 1, 0)


def match(found: Sequence[Marked], gold: Sequence[Marked], right: Callable[[Marked, Marked], bool]) -> dict[int, int]:
    """The largest one-to-one matching of predicted to gold attributions, contents that fit best being tried first."""
    choices: list[list[int]] = []
    closest: list[float] = []
    for each in found:
        fits = [(f1(each.content, g.content), j) for j, g in enumerate(gold)]
        closest.append(max((fit for fit, _ in fits), default=0.0))
        able = [(-fit, j) for fit, j in fits if fit >= 0.5 and right(each, gold[j])]
        choices.append([j for _, j in sorted(able)])
    owner: dict[int, int] = {}
    for i in sorted(range(len(found)), key=lambda i: -closest[i]):
        _find_place(i, choices, owner)
    return {i: j for j, i in owner.items()}


def _find_place(start: int, choices: Sequence[Sequence[int]], owner: dict[int, int]) -> None:
    """Give ``start`` one of its choices, moving others to theirs where that makes room (Kuhn 1955), depth first."""
    tried: set[int] = set()
    moved, taken = [start], list[int]()  # who is to move, and what each of them would take
    left = [iter(choices[start])]
    while left:
        wish = next((j for j in left[-1] if j not in tried), None)
        if wish is None:
            left.pop()
            moved.pop()
            if taken:
                taken.pop()
            continue
        tried.add(wish)
        taken.append(wish)
        if wish not in owner:
            owner.update(zip(taken, moved, strict=True))
            return
        moved.append(owner[wish])
        left.append(iter(choices[moved[-1]]))


def f1(a: Words, b: Words) -> float:
    """The F1 of two sets of words; 0 where they share none."""
    return 2 * len(a & b) / (len(a) + len(b)) if a & b else 0.0


def shared(a: Words, b: Words) -> float:
    """The part of the smaller set that both have; 0 where either is empty."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _source_right(found: Marked, gold: Marked, measure: Callable[[Words, Words], float]) -> bool:
    if not gold.source:
        return not found.source
    if measure(found.source, gold.source) >= 0.5:
        return True
    return bool(gold.other_source) and measure(found.source, gold.other_source) >= 0.5


def _same_content(found: Marked, gold: Marked) -> bool:
    return f1(found.content, gold.content) >= 0.5 or shared(found.content, gold.content) >= 0.8


def _numbers(words: Sequence[tuple[int, int]], spans: Sequence[Sequence[int]] | None) -> Words:
    return frozenset(i for start, end in spans or () for i, (a, b) in enumerate(words) if a < end and b > start)


def _gold(row: Mapping[str, Any], words: Sequence[tuple[int, int]]) -> Marked:
    source, cue, content = (_numbers(words, row.get(name)) for name in ("source", "cue", "content"))
    return Marked(
        source, cue, content, row.get("kind", "all"), row.get("claim", True), _numbers(words, row.get("source_alt"))
    )


def _predicted(reading: Reading, attribution: Any, words: Sequence[tuple[int, int]]) -> Marked:
    document = reading.document

    def raw(span: Span | None) -> list[tuple[int, int]]:
        if span is None:
            return []
        first = document.paragraphs[document.paragraph_at(span.start)]
        last = document.paragraphs[document.paragraph_at(span.end)]
        return [(first.to_raw(span.start), last.to_raw(span.end))]

    content = [place for span in attribution.content for place in raw(span)]
    return Marked(
        _numbers(words, raw(attribution.source)), _numbers(words, raw(attribution.cue)), _numbers(words, content)
    )
