"""Learn which sentences are worth reading: ``python -m menurut.train.gate STORE... --language id --out FILE``.

A logistic regression over the signs of ``menurut.languages.gate``, fitted by Adam (Kingma and Ba 2015) on what menurut
itself found in stores that it read without the gate: a sentence is worth reading where a source, a cue, a content or
the words of an event stand in it. One article in ten is held out; they decide the threshold, and their figures are
printed.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from menurut.annotate import split
from menurut.languages.gate import SIZES, TOPIC, WIDTH, Floats, Signs, always_read, scores_of, signs_of
from menurut.records import Span
from menurut.store.rows import ArticleRows
from menurut.store.schema import connect
from menurut.train.attributions.texts import plain_sentences

_HELD_OUT = 10
_BATCH = 48  # articles
_RATE, _PENALTY = 0.005, 3e-5
_WEIGHTS = np.array([1, 4])  # of an attribution and of an event, which is rarer
_ALWAYS_WEIGHT = 0.3  # of sentences that are read whatever the gate says
_SHARES = (0.98, 0.985, 0.99, 0.993, 0.995, 0.997, 0.998)
_MOST, _LEAST = 63, 2  # steps: of seven bits, and of a weight that is kept

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """Articles as the gate sees them, and of each sentence what stands in it and whether it is read anyway.

    ``records`` has a row a sentence: how many attributions and how many events stand there.
    """

    signs: Signs
    records: NDArray[np.int64]
    always: NDArray[np.bool_]


def stored_examples(store: Path, language: str, held: frozenset[str]) -> Iterator[Example]:
    """The articles of a store in a language, without those that share a longer sentence with ``held``."""
    with closing(connect(store, write=False)) as connection:

        def rows(query: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
            cursor = connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, values).fetchall()

        query = "SELECT article FROM documents WHERE language = ? ORDER BY article"
        for row in rows(query, (language,)):
            found = ArticleRows(rows, row["article"])
            document = found.document(None)
            if not held.isdisjoint(plain_sentences(document.text)):
                continue
            tokens, sentences = split(document)
            if not sentences:
                continue
            counts = np.zeros((len(sentences), 2), dtype=np.int64)
            starts = np.array([sentence.start for sentence in sentences])
            for said in found.attributions():
                counts[_touched(starts, (said.source, said.cue, *said.content)), 0] += 1
            for event in found.events():
                counts[_touched(starts, event.triggers), 1] += 1
            yield Example(signs_of(language, tokens, sentences), counts, always_read(document, tokens, sentences))


def _touched(starts: NDArray[np.int64], spans: Iterable[Span | None]) -> list[int]:
    """The numbers of the sentences, which begin at ``starts``, in which spans stand."""
    found: set[int] = set()
    for span in spans:
        if span is not None:
            first, last = np.searchsorted(starts, (span.start, span.end - 1), side="right") - 1
            found.update(range(max(0, first), last + 1))
    return sorted(found)


def joined(examples: Sequence[Example]) -> Example:
    """Several articles as one example."""
    words = np.cumsum([0, *(len(e.signs.words) for e in examples)])
    sentences = np.cumsum([0, *(len(e.records) for e in examples)])
    signs = Signs(
        np.concatenate([e.signs.words for e in examples]),
        np.concatenate([e.signs.pairs for e in examples]),
        np.concatenate([e.signs.places for e in examples]),
        np.concatenate([e.signs.starts + at for e, at in zip(examples, words[:-1], strict=True)]),
        sentences[:-1],
    )
    return Example(signs, np.concatenate([e.records for e in examples]), np.concatenate([e.always for e in examples]))


def gradient(signs: Signs, slopes: Numbers) -> Numbers:
    """What each weight adds to a loss whose derivatives by the sentences' scores are ``slopes``."""
    lengths = np.diff(np.append(signs.starts, len(signs.words)))
    ends = np.append(signs.articles[1:], len(slopes)) - 1
    following, preceding = np.append(slopes[1:], 0.0), np.append(0.0, slopes[:-1])
    following[ends], preceding[signs.articles] = 0.0, 0.0
    bounds = signs.starts[signs.articles]
    sizes = np.diff(np.append(bounds, len(signs.words)))
    topics = np.repeat(np.add.reduceat(slopes, signs.articles) * TOPIC / sizes, sizes)
    own, before, after = (np.repeat(each, lengths) for each in (slopes, following, preceding))
    numbers = np.concatenate([signs.words.T.ravel(), signs.pairs, signs.places.T.ravel()])
    values = np.concatenate([own, own, own, own, before, after, topics, own, *[slopes] * signs.places.shape[1]])
    found: Numbers = np.bincount(numbers, values, minlength=WIDTH).astype(np.float64)
    found[-1] += slopes.sum()
    return found


def learn(examples: Sequence[Example], epochs: int) -> Floats:
    """The weights that tell sentences with records from those without, by Adam with a quadratic penalty."""
    chooser = np.random.default_rng(1)
    weights = np.zeros(WIDTH, dtype=np.float32)
    mean, square = np.zeros(WIDTH), np.zeros(WIDTH)
    batches = -(-len(examples) // _BATCH)
    for step in range(epochs * batches):
        if step % batches == 0:
            order = chooser.permutation(len(examples))
        at = step % batches * _BATCH
        batch = joined([examples[i] for i in order[at : at + _BATCH]])
        chances = 0.5 + 0.5 * np.tanh(scores_of(batch.signs, weights).astype(np.float64) / 2)
        count = batch.records @ _WEIGHTS
        weight = np.sqrt(np.maximum(count, 1)) * np.where(batch.always, _ALWAYS_WEIGHT, 1.0)
        slopes = (chances - (count > 0)) * weight / len(count)
        slope = gradient(batch.signs, slopes) + _PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        rate = _RATE * (1 - 0.95 * step / (epochs * batches))
        move = mean / (1 - 0.9 ** (step + 1)) / (np.sqrt(square / (1 - 0.999 ** (step + 1))) + 1e-8)
        weights -= (rate * move).astype(np.float32)
    return weights


def rounded(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """The weights in seven bits, the least of them as nought, and the step of each kind of them."""
    bounds = np.cumsum([0, *SIZES])
    kinds = [weights[first:last] for first, last in pairwise(bounds)]
    scales = np.array([max(float(np.abs(kind).max()), 1e-6) / _MOST for kind in kinds], dtype=np.float32)
    steps = np.rint(weights / np.repeat(scales, SIZES)).astype(np.int8)
    return np.where(np.abs(steps) < _LEAST, 0, steps).astype(np.int8), scales


def threshold_for(scores: Floats, held: Example, kept: float) -> float:
    """The highest score below which sentences can be left out while ``kept`` of attributions and events are read."""
    order = np.flatnonzero(~held.always)[np.argsort(scores[~held.always])]
    lost = np.cumsum(held.records[order], axis=0) > (1 - kept) * held.records.sum(0)
    at = int(np.argmax(np.append(lost.any(1), True)))
    return float(scores[order[at]]) if at < len(order) else float(scores.max()) + 1


def main() -> None:
    """Learns, prints the figures of the articles held out, and writes the gate."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("stores", nargs="+", type=Path, help="stores that were read without the gate")
    parser.add_argument("--language", required=True, choices=("id", "en"))
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--kept", type=float, default=0.99, help="the share of records held out that is to be read")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--without", nargs="*", type=Path, default=[], help="articles (JSON lines) to learn nothing of")
    options = parser.parse_args()
    texts = [json.loads(line)["text"] for path in options.without for line in path.open(encoding="utf-8")]
    unseen = frozenset(plain for text in texts for plain in plain_sentences(text))
    examples = [each for store in options.stores for each in stored_examples(store, options.language, unseen)]
    order = np.random.default_rng(2).permutation(len(examples))
    cut = len(examples) // _HELD_OUT
    numbers, scales = rounded(learn([examples[i] for i in order[cut:]], options.epochs))
    held = joined([examples[i] for i in order[:cut]])
    scores = scores_of(held.signs, numbers.astype(np.float32) * np.repeat(scales, SIZES))
    lengths = np.diff(np.append(held.signs.starts, len(held.signs.words)))
    print(f"{len(examples)} articles, {cut} held out; {lengths[~held.records.any(1)].sum() / lengths.sum():.3f} of the")
    print(f"words held out stand in empty sentences, {lengths[held.always].sum() / lengths.sum():.3f} are always read")
    for kept in sorted({*_SHARES, options.kept}):
        threshold = threshold_for(scores, held, kept)
        skipped = ~held.always & (scores < threshold)
        share = lengths[skipped].sum() / lengths.sum()
        print(
            f"records read {kept:.3f}: threshold {threshold:.2f}, {skipped.mean():.3f} of the sentences skipped,",
            end="",
        )
        print(f" {share:.3f} of the words")
    threshold = threshold_for(scores, held, options.kept)
    with options.out.open("wb") as file:
        np.savez_compressed(file, weights=numbers, scales=scales, threshold=np.float32(threshold))


if __name__ == "__main__":
    main()
