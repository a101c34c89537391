"""The learned weights by which two events are taken for one incident, and how likely that is."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul

from menurut.ids import digest
from menurut.link.incidents.features import NAMES, Compared, features_of


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression on the features (``features.NAMES``), and what its likelihoods are used for.

    ``keep``: the least likelihood of a pair that is kept; ``least``: the least mean likelihood at which two clusters
    are joined.
    """

    weights: tuple[float, ...]
    bias: float
    keep: float
    least: float

    def likelihood(self, first: Compared, second: Compared) -> float:
        """How likely two events are the same incident, 0 to 1."""
        return self.of_features(features_of(first, second))

    def of_features(self, features: Sequence[float]) -> float:
        """The likelihood of a pair with these features."""
        total = self.bias + sum(map(mul, self.weights, features))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    @property
    def key(self) -> str:
        """A hash: what was linked by another model is linked anew."""
        return digest(("incidents", _VERSION, *map(repr, (*self.weights, self.bias, self.keep, self.least))))


_VERSION = "1"  # of the features and keys: raised when code that makes them changes


@cache
def load_model() -> Model:
    """The shipped weights (``weights.toml``), written by ``menurut.train.incidents``."""
    table = tomllib.loads(files("menurut.link.incidents").joinpath("weights.toml").read_text(encoding="utf-8"))
    weights = table["weights"]
    return Model(tuple(float(weights[name]) for name in NAMES), table["bias"], table["keep"], table["least"])
