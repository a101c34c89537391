"""What a score means: a logistic model over the signs of candidates, fitted on articles held out of the training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from menurut.annotate import annotate
from menurut.attribute.decode import Pointed
from menurut.attribute.inputs import Part, parts_of
from menurut.attribute.network import AttributionNetwork, weighed
from menurut.config import Config
from menurut.evaluate.spans import Words, f1, shared
from menurut.languages import load_language
from menurut.records import Annotation
from menurut.train.attributions.marked import MarkedArticle, Place

_DECAY = 1e-3
# F1 is flat from 0.35 to 0.6 on what was held out, and precision is worth more than recall. The English annotation is
# denser than other people's corpora of attributions, so more is asked there.
THRESHOLDS = {"id": 0.45, "en": 0.55}
THRESHOLD = 0.45


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate's signs, and whether an annotator marked the same."""

    signs: tuple[float, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """The logistic model, and the F1 at ``THRESHOLD`` on the articles it was fitted on."""

    weights: tuple[float, ...]
    bias: float
    f1: float


def _numbers(annotation: Annotation, places: Iterable[Place | None]) -> Words:
    spans = [place for place in places if place is not None]
    return frozenset(
        i
        for i, word in enumerate(annotation.words)
        if word.tag != "PUNCT" and any(word.start < end and start < word.end for start, end in spans)
    )


def _covered(annotation: Annotation, part: Part, spans: Iterable[tuple[int, int] | None]) -> Words:
    return frozenset(
        part.first + i
        for span in spans
        if span is not None
        for i in range(span[0], span[1] + 1)
        if annotation.words[part.first + i].tag != "PUNCT"
    )


def _agrees(mark: tuple[Words, Words], found: tuple[Words, Words]) -> float:
    """The F1 of the contents where source and content agree by the measure of the gold, else 0."""
    (source, content), (own_source, own_content) = mark, found
    sources = shared(source, own_source) >= 0.5 if source and own_source else not source and not own_source
    fit = f1(content, own_content)
    return fit if fit >= 0.5 and sources else 0.0


def candidates_of(network: AttributionNetwork, article: MarkedArticle, *, fast: bool) -> Iterator[Candidate]:
    """The candidates of an article, each gold attribution being the right one of the likeliest only."""
    document = article.document
    annotation = annotate(document, Config(fast=fast))
    assert annotation.vectors is not None
    parts = parts_of(document, annotation, load_language(document.language))
    wanted = [
        (_numbers(annotation, [mark.source]), _numbers(annotation, mark.content)) for mark in article.attributions
    ]
    found: list[tuple[Pointed, tuple[Words, Words]]] = []
    for part, each in zip(parts, network.read(parts, annotation.vectors), strict=True):
        for one in each:
            p = one.pointed
            found.append((p, (_covered(annotation, part, [p.source]), _covered(annotation, part, p.content))))
    taken: set[int] = set()
    for pointed, spans in sorted(found, key=lambda pair: -pair[0].signs[0]):
        fits = [(_agrees(mark, spans), i) for i, mark in enumerate(wanted) if i not in taken]
        best = max(fits, default=(0.0, -1))
        if best[0] > 0:
            taken.add(best[1])
        yield Candidate(weighed(pointed), best[0] > 0)


def calibrate(candidates: Sequence[Candidate], gold: int) -> Calibration:
    """Fits the model; ``gold`` is how many attributions the articles have."""
    signs = torch.tensor([c.signs for c in candidates], dtype=torch.float64)
    right = torch.tensor([float(c.right) for c in candidates], dtype=torch.float64)
    mean, spread = signs.mean(0), signs.std(0).clamp(min=1e-6)
    weights = torch.zeros(signs.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        logits = ((signs - mean) / spread) @ weights[1:] + weights[0]
        loss = functional.binary_cross_entropy_with_logits(logits, right) + _DECAY * (weights[1:] ** 2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    fitted = weights.detach()
    scaled = fitted[1:] / spread
    bias = float(fitted[0] - (scaled * mean).sum())
    chances = torch.sigmoid(signs @ scaled + bias)
    return Calibration(
        tuple(round(w, 5) for w in scaled.tolist()), round(bias, 5), _f1(chances, right, gold, THRESHOLD)
    )


def _f1(chances: torch.Tensor, right: torch.Tensor, gold: int, threshold: float) -> float:
    taken = chances >= threshold
    return 2 * float(right[taken].sum()) / max(1, gold + int(taken.sum()))


def gold_count(articles: Iterable[MarkedArticle]) -> int:
    """How many attributions articles have."""
    return sum(len(article.attributions) for article in articles)
