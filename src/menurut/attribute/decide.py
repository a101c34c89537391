"""Which candidates are attributions, with what score: a logistic model over their features."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from menurut.attribute.candidates import Candidate
from menurut.attribute.features import features
from menurut.languages import Language


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model.

    A weight for each feature, the probability from which a candidate is taken, and the precision measured on
    held-out folds of the training gold for each tenth of probability.
    """

    weights: Mapping[str, float]
    threshold: float
    precision: tuple[float, ...]

    def score(self, probability: float) -> float:
        """The precision that candidates of this probability had on the training gold."""
        return self.precision[min(len(self.precision) - 1, int(probability * len(self.precision)))]


def probability(weights: Mapping[str, float], names: Sequence[str]) -> float:
    """How likely a candidate with these features is an attribution, by a logistic model's weights."""
    total = sum(weights.get(name, 0.0) for name in names)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def load_model(code: str) -> Model:
    """The model for a language, read once for each process."""
    text = resources.files("menurut.attribute").joinpath("models", f"{code}.json").read_text(encoding="utf-8")
    data = json.loads(text)
    return Model(data["weights"], data["threshold"], tuple(data["precision"]))


def with_features(language: Language, candidates: Sequence[Candidate]) -> list[tuple[Candidate, list[str]]]:
    """Each candidate of a paragraph with its features."""
    extents = [(c.content[0][0], c.content[-1][1]) for c in candidates]
    order = sorted(range(len(extents)), key=lambda i: (extents[i][0], -extents[i][1]))
    inside = [False] * len(extents)
    furthest, widest = -1, -1
    for i in order:
        last = extents[i][1]
        inside[i] = last <= furthest and i != widest
        if last > furthest:
            furthest, widest = last, i
    return [(c, features(language, c, inside[i])) for i, c in enumerate(candidates)]


def decide(language: Language, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates that are taken for attributions, each with its score."""
    model = load_model(language.code)
    found: list[tuple[Candidate, float]] = []
    for candidate, names in with_features(language, candidates):
        chance = probability(model.weights, names)
        if chance >= model.threshold:
            found.append((candidate, model.score(chance)))
    return found
