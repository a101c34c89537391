"""Learning the gate: from what a store holds, with the share of records that is asked for."""

from pathlib import Path

import numpy as np
import pytest

from menurut.config import Config
from menurut.languages.gate import SIZES, scores_of
from menurut.pipeline import read_article
from menurut.read import make_article
from menurut.records import Reading
from menurut.store import StoreWriter
from menurut.train.gate import Example, gradient, joined, learn, rounded, stored_examples, threshold_for
from tests.conftest import STORY

IDLE = "Resep Kue\nAduk tepung dan gula hingga rata. Tuang ke dalam loyang. Panggang adonan selama satu jam."


@pytest.fixture
def examples(tmp_path: Path) -> list[Example]:
    """What the gate learns from a store of two articles, the second of which tells nothing."""
    readings = [read_article(make_article(text, "here", language="id"), Config()) for text in (STORY, IDLE)]
    with StoreWriter(tmp_path / "news.db", "a-key", "0") as writer:
        writer.write([reading for reading in readings if isinstance(reading, Reading)])
    return list(stored_examples(tmp_path / "news.db", "id", frozenset()))


def test_what_a_store_holds_is_learned(examples: list[Example]) -> None:
    assert sorted(int(e.records.sum()) > 0 for e in examples) == [False, True]
    weights = learn(examples, 40)
    numbers, scales = rounded(weights)
    both = joined(examples)
    scores = scores_of(both.signs, numbers.astype(np.float32) * np.repeat(scales, SIZES))
    full = both.records.any(1)
    assert scores[full].min() > scores[~full].max()
    threshold = threshold_for(scores, both, 1.0)
    assert not (full & ~both.always & (scores < threshold)).any()


def test_the_gradient_is_that_of_the_scores(examples: list[Example]) -> None:
    both = joined(examples)
    chooser = np.random.default_rng(3)
    weights, step = (chooser.normal(size=sum(SIZES)).astype(np.float32) for _ in range(2))
    slopes = chooser.normal(size=len(both.records))
    moved = scores_of(both.signs, weights + step) - scores_of(both.signs, weights)
    assert np.isclose(moved @ slopes, gradient(both.signs, slopes) @ step, rtol=1e-3)
