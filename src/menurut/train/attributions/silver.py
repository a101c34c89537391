"""What the teacher finds in articles that nobody annotated, for the shipped network to learn from too."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from menurut.annotate import annotate
from menurut.attribute.decode import CUE, QUOTATION, Pointed, decode
from menurut.attribute.inputs import Part, parts_of
from menurut.attribute.network import places
from menurut.config import Config
from menurut.languages import load_language
from menurut.records import Act, Annotation, Word
from menurut.train.attributions.examples import Example, examples_of
from menurut.train.attributions.learn import padded, pairs_of, sentences_of
from menurut.train.attributions.marked import Marked, MarkedArticle, Place, document_of
from menurut.train.attributions.network import Attributor, pooled
from menurut.train.attributions.texts import plain_sentences, raw_news
from menurut.train.languages.raw import ABROAD

_LIKELY = 0.5
_SHORTEST = 70  # words
_AT_HOME = 0.25  # the share of articles that name no foreign state


def stem_examples(article: MarkedArticle) -> Iterator[Example]:
    """The examples of an article with the vectors of the language network's lower half, which the teacher reads."""
    vectors = annotate(article.document, Config(fast=True)).vectors
    assert vectors is not None
    for example in examples_of(article):
        own = vectors[example.part.first : example.part.last]
        yield replace(example, vectors=own.astype(np.float16))


def held_sentences(articles: Iterable[MarkedArticle]) -> set[str]:
    """The sentences of gold articles, letters and digits alone: no raw article that has one is labelled."""
    return {plain for article in articles for plain in plain_sentences(article.document.text)}


def unlabelled(data: Path, known: frozenset[str], held: set[str], count: int, seed: int = 4) -> Iterator[MarkedArticle]:
    """Raw articles that are neither annotated nor share a sentence with gold, those that name foreign states first."""
    chooser = random.Random(seed)
    taken = 0
    for name, lines in raw_news(data, None):
        text = "\n".join(lines)
        words = text.lower().split()
        abroad = bool(ABROAD & set(words))
        if name in known or len(words) < _SHORTEST or (not abroad and chooser.random() > _AT_HOME):
            continue
        if taken >= count:
            return
        if not any(plain in held for plain in plain_sentences(text)):
            taken += 1
            yield MarkedArticle(document_of(name, "id", lines), ())


def labelled(teacher: Attributor, article: MarkedArticle) -> MarkedArticle:
    """An article with what the teacher finds in it."""
    document = article.document
    annotation = annotate(document, Config())
    parts = parts_of(document, annotation, load_language(document.language))
    if not parts:
        return article
    vectors = annotate(document, Config(fast=True)).vectors
    assert vectors is not None
    nobody = np.zeros((0, 10), dtype=np.int64)
    batch = [Example(document.article_id, vectors[p.first : p.last].astype(np.float16), p, nobody) for p in parts]
    marks = [_mark(annotation, parts[row], pointed, act) for row, pointed, act in _read(teacher, batch, parts)]
    return replace(article, attributions=tuple(marks))


def _read(teacher: Attributor, batch: Sequence[Example], parts: Sequence[Part]) -> list[tuple[int, Pointed, int]]:
    with torch.no_grad():
        vectors, features, padding = padded(batch, teacher.sizes.words)
        x, kinds = teacher.body(vectors, features, padding, sentences_of(batch, padding))
        chances = kinds.softmax(-1).numpy()
        likely = np.where(padding.numpy(), 0.0, chances[:, :, 1:].sum(-1))
        rows, anchors = np.nonzero(likely >= _LIKELY)
        if not len(rows):
            return []
        found = [
            replace(e, anchors=np.array([[a, *[0] * 9] for a in anchors[rows == i]], dtype=np.int64).reshape(-1, 10))
            for i, e in enumerate(batch)
        ]
        which, wanted, pairs = pairs_of(found, x.shape[1])
        scores = teacher.pointers(x, which, wanted[:, 0], *pairs)
        scores[:, :, 1:] = scores[:, :, 1:].masked_fill(padding[which][:, None], -1e4)
        scores = scores.log_softmax(-1).numpy()
        pointed: list[tuple[int, Pointed]] = []
        for at, (row, anchor) in enumerate(zip(rows.tolist(), anchors.tolist(), strict=True)):
            size = len(batch[row].vectors)
            kind = CUE if chances[row, anchor, 1] >= chances[row, anchor, 2] else QUOTATION
            each = decode(anchor, kind, float(likely[row, anchor]), scores[at, :, : size + 1], parts[row].sentences)
            if each is not None:
                pointed.append((row, each))
        if not pointed:
            return []
        marked = torch.tensor([places(each) for _, each in pointed])
        acts = teacher.acts(pooled(x, torch.tensor([row for row, _ in pointed]), marked)).argmax(1).tolist()
    return [(row, each, act) for (row, each), act in zip(pointed, acts, strict=True)]


def _mark(annotation: Annotation, part: Part, pointed: Pointed, act: int) -> Marked:
    words: Sequence[Word] = annotation.words[part.first : part.last]

    def place(span: tuple[int, int] | None) -> Place | None:
        return None if span is None else (words[span[0]].start, words[span[1]].end)

    content = [each for each in map(place, pointed.content) if each is not None]
    return Marked(place(pointed.source), place(pointed.cue), tuple(content), list(Act)[act].value)
