"""Marked articles as the network learns from them: the vectors and features of words, and the places of anchors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menurut.annotate import annotate
from menurut.attribute.decode import POINTERS
from menurut.attribute.inputs import Part, parts_of
from menurut.config import Config
from menurut.languages import load_language
from menurut.records import Annotation
from menurut.resolve.inputs import words_at
from menurut.train.attributions.marked import ACTS, Marked, MarkedArticle

NONE = -1


@dataclass(frozen=True, slots=True)
class Example:
    """A part of an article. ``anchors``: place, kind (1 cue, 2 quotation), act, then the pointers; -1 is none."""

    name: str
    vectors: NDArray[np.float16]
    part: Part
    anchors: NDArray[np.int64]


def _row(annotation: Annotation, mark: Marked) -> list[int] | None:
    content = [words for part in mark.content if (words := words_at(annotation.words, *part)) is not None]
    if not content:
        return None
    joined = _joined(content)
    cue = words_at(annotation.words, *mark.cue) if mark.cue else None
    source = words_at(annotation.words, *mark.source) if mark.source else None
    if mark.source and source is None:
        return None
    first = cue[0] if cue else joined[0][0]
    act = ACTS.index(mark.act) if mark.act else NONE
    second = joined[1] if len(joined) > 1 else (NONE, NONE)
    return [first, 1 if cue else 2, act, cue[1] if cue else NONE, *(source or (NONE, NONE)), *joined[0], *second]


def _joined(content: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """At most two stretches: the closest of more are joined."""
    parts = sorted(content)
    while len(parts) > 2:
        gaps = [parts[i + 1][0] - parts[i][1] for i in range(len(parts) - 1)]
        i = gaps.index(min(gaps))
        parts[i : i + 2] = [(parts[i][0], parts[i + 1][1])]
    return parts


def examples_of(article: MarkedArticle, fast: bool = False) -> Iterator[Example]:
    """The parts of a marked article with the anchors that lie whole in them."""
    document = article.document
    annotation = annotate(document, Config(fast=fast))
    assert annotation.vectors is not None
    rows = [row for row in (_row(annotation, mark) for mark in article.attributions) if row is not None]
    unique = {row[0]: row for row in reversed(rows)}
    for part in parts_of(document, annotation, load_language(document.language)):
        held = []
        for row in unique.values():
            places = [row[0], *row[3:]]
            if all(p == NONE or part.first <= p < part.last for p in places):
                moved = [p if p == NONE else p - part.first for p in row[3:]]
                held.append([row[0] - part.first, row[1], row[2], *moved])
        anchors = np.array(sorted(held), dtype=np.int64).reshape(-1, 3 + POINTERS)
        yield Example(document.article_id, annotation.vectors[part.first : part.last].astype(np.float16), part, anchors)


def all_examples(articles: Iterable[MarkedArticle], fast: bool = False) -> list[Example]:
    """The examples of all articles."""
    return [example for article in articles for example in examples_of(article, fast)]
