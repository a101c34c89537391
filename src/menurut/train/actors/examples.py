"""Marked articles as the network learns from them: vectors and features of words, mentions as ranges of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menurut.annotate import annotate
from menurut.config import Config
from menurut.records import ActorKind, Annotation
from menurut.resolve.inputs import Mention, Seen, seen_of, words_at
from menurut.resolve.names import lines_of
from menurut.resolve.pairs import country_features, described, link_features
from menurut.resolve.tables import load_tables
from menurut.train.actors.marked import MarkedText

KIND_NUMBER = {kind: i for i, kind in enumerate(ActorKind)}


@dataclass(frozen=True, slots=True)
class Example:
    """An article. ``mentions`` in the order of the text; ``actor`` and ``kind`` are theirs.

    ``countries``: each mention's actor's; ``unsure``: words that are not told to begin no mention.
    """

    name: str
    vectors: NDArray[np.float16]
    seen: Seen
    mentions: list[Mention]
    actor: list[int]
    kind: list[int]
    countries: list[str | None]
    unsure: list[int]
    links: NDArray[np.float16]
    told: NDArray[np.float16]


def mentions_of(annotation: Annotation, text: MarkedText) -> list[tuple[Mention, int]]:
    """The mentions of an article as ranges of words, in order; of two that begin at one word the longer."""
    found: dict[int, tuple[Mention, int]] = {}
    for number, actor in enumerate(text.actors):
        for place in actor.places:
            words = words_at(annotation.words, *place)
            if words is None:
                continue
            known = found.get(words[0])
            if known is None or known[0][1] < words[1]:
                found[words[0]] = words, number
    return [found[first] for first in sorted(found)]


def example_of(text: MarkedText, fast: bool = False) -> Example:
    """An article as it is learned from; ``fast``: with the vectors of the fast setting."""
    document = text.document
    annotation = annotate(document, Config(fast=fast))
    assert annotation.vectors is not None
    tables = load_tables(document.language)
    seen = seen_of(document, annotation, lines_of(document, annotation, tables), tables)
    found = mentions_of(annotation, text)
    mentions = [mention for mention, _ in found]
    told = described(mentions, annotation.words, seen, tables)
    begins = {mention[0] for mention in mentions}
    unsure = {words[0] for place in text.unsure if (words := words_at(annotation.words, *place)) is not None}
    return Example(
        document.article_id,
        annotation.vectors.astype(np.float16),
        seen,
        mentions,
        [number for _, number in found],
        [KIND_NUMBER[text.actors[number].kind] for _, number in found],
        [text.actors[number].country for _, number in found],
        sorted(unsure - begins),
        link_features(mentions, seen, told).astype(np.float16),
        country_features(mentions, seen, told).astype(np.float16),
    )


def all_examples(texts: Sequence[MarkedText], fast: bool = False) -> list[Example]:
    """The examples of all articles."""
    return [example_of(text, fast) for text in texts]
