"""Learn how likely two events are one happening: ``python -m menurut.train.incidents LABELS``.

A logistic regression on the features of ``menurut.link.incidents.features``, fitted by Newton's method with a quadratic
penalty, on the pairs of labelled events that are compared at all: with the annotated events, with those that menurut
finds, as if one of two was told in another language, and on pairs of unlabelled events that are plainly unlike. Figures
are printed for events that were kept out: happenings that a labelled pair connects are kept out together. ``--words``
writes the tables of how rare words are, from all articles. ``docs/incidents.md`` has the rest.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from menurut.config import Config
from menurut.evaluate.incidents import (
    Labels,
    ToldText,
    bcubed,
    incidents_of,
    match_labels,
    read_labels,
    readings_of,
    write_readings,
)
from menurut.ids import digest
from menurut.link.incidents import model as models
from menurut.link.incidents.cluster import cluster, components
from menurut.link.incidents.features import NAMES, compared, features_of, may_be_one
from menurut.link.incidents.keys import keys_of
from menurut.link.incidents.model import Model
from menurut.link.incidents.records import Sighting
from menurut.link.incidents.sightings import read_sightings
from menurut.link.incidents.words import rarity, words_of
from menurut.records import Reading
from menurut.train.actors.texts import annotated
from menurut.train.attributions.texts import english_news

FOLDER = Path(models.__file__).parent
_LEAST = {"id": 0.002, "en": 0.004}  # of all articles have a word that is listed
_FOLDS = 5
_THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)
_KEEP = 0.1
_UNLIKE = {"topic": 0.15, "near_share": 0.2}  # two reports with less of both in common are hardly one happening
_UNLIKE_PAIRS = 3000
_PENALTY = 3.0
_BETA = 0.5  # a wrong join costs more than a missed one
Floats = NDArray[np.float64]
Both = Sequence[tuple[Reading, Reading]]


@dataclass(frozen=True, slots=True)
class Example:
    """Two labelled events: their features, and whether they are one happening."""

    first: str
    second: str
    features: tuple[float, ...]
    same: bool


def material(labels: Labels, data: Path) -> Both:
    """The labelled articles as menurut reads them, and with their annotated events."""
    told = _told(data)
    return readings_of(raw_texts(data, labels.articles() & set(told)), told, Config())


def others(labels: Labels, data: Path) -> list[Reading]:
    """The other annotated articles, with their annotated events."""
    told = _told(data)
    return [told_ for _, told_ in readings_of(raw_texts(data, frozenset(told) - labels.articles()), told, Config())]


def _told(data: Path) -> dict[str, ToldText]:
    return {text.document.article_id: text for text in annotated(data, "id")[0]}


def raw_texts(data: Path, wanted: frozenset[str] | None = None) -> Iterator[tuple[str, str]]:
    """The id and the raw text (headline first) of the Indonesian articles, all or those ``wanted``."""
    with gzip.open(data / "raw/clickid.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            if wanted is None or row["id"] in wanted:
                yield row["id"], f"{row.get('title') or ''}\n{row.get('text') or ''}"


def examples_of(labels: Labels, readings: Sequence[Reading], *, across: bool = False) -> list[Example]:
    """The pairs of labelled events of the readings that are compared, with what the labels say of them.

    ``across``: as if the second were told in another language, so that of its words only the names are its own.
    """
    seen = _sightings(labels, readings)
    owner = {event: number for number, group in enumerate(labels.groups) for event in group}
    said = {(min(a, b), max(a, b)): same for a, b, same in labels.pairs}
    keys = {label: keys_of(sighting) for label, sighting in seen.items()}
    events = {label: compared(sighting) for label, sighting in seen.items()}
    found = []
    for one, other in combinations(sorted(seen), 2):
        if one in owner and other in owner:
            same = owner[one] == owner[other]
        elif (one, other) in said:
            same = said[one, other]
        else:
            continue
        if keys[one] & keys[other] and may_be_one(events[one], events[other]):
            second = compared(_foreign(seen[other])) if across else events[other]
            found.append(Example(one, other, features_of(events[one], second), same))
    return found


def unlike_pairs(readings: Sequence[Reading]) -> list[Example]:
    """Pairs of events without labels that are compared though they share next to no words: taken for two happenings.

    The labels are of happenings that are much alike. In a week of news most of what is compared is not; of labelled
    pairs like these 3% are one happening.
    """
    seen = _seen(readings, [event.id for reading in readings for event in reading.events])
    by_key: dict[int, list[str]] = {}
    for event in sorted(seen):
        for key in keys_of(seen[event]):
            by_key.setdefault(key, []).append(event)
    pairs = {pair for sharing in by_key.values() for pair in combinations(sharing, 2)}
    events = {event: compared(sighting) for event, sighting in seen.items()}
    found = []
    for one, other in sorted(pairs, key=digest):
        if may_be_one(events[one], events[other]):
            features = features_of(events[one], events[other])
            if all(features[NAMES.index(name)] < most for name, most in _UNLIKE.items()):
                found.append(Example(one, other, features, False))
                if len(found) == _UNLIKE_PAIRS:
                    break
    return found


def _foreign(seen: Sighting) -> Sighting:
    """A sighting as another language would tell it: its names stay, its other words tell nothing."""
    topic = {
        word: value for word, value in seen.topic.items() if word in seen.names or rarity(word, seen.language) == 1.0
    }
    return replace(seen, language="-", words={}, triggers=(), topic=topic)


def _sightings(labels: Labels, readings: Sequence[Reading]) -> dict[str, Sighting]:
    matched = match_labels(labels, readings)
    by_event = _seen(readings, sorted(matched.values()))
    return {label: by_event[event] for label, event in matched.items()}


def _seen(readings: Sequence[Reading], events: Sequence[str]) -> dict[str, Sighting]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.db"
        write_readings(path, readings)
        with closing(sqlite3.connect(path)) as connection:
            return {seen.event: seen for seen in read_sightings(connection, events)}


def fit(examples: Sequence[Example]) -> tuple[tuple[float, ...], float]:
    """The weights and the bias of least loss, by Newton's method."""
    x = np.array([[*example.features, 1.0] for example in examples])
    y = np.array([example.same for example in examples], dtype=float)
    penalty = np.eye(x.shape[1]) * _PENALTY
    penalty[-1, -1] = 1e-6
    weights: Floats = np.zeros(x.shape[1])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (likely - y) + penalty @ weights
        bend = (x * (likely * (1 - likely))[:, None]).T @ x + penalty
        step = np.linalg.solve(bend, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return tuple(round(float(w), 4) for w in weights[:-1]), round(float(weights[-1]), 4)


def folds_of(labels: Labels) -> list[frozenset[str]]:
    """The labelled events in folds; happenings that a pair connects are in one."""
    links = [(a, b) for a, b, _ in labels.pairs]
    links += [(group[0], event) for group in labels.groups for event in group[1:]]
    folds: list[set[str]] = [set() for _ in range(_FOLDS)]
    for part in sorted(components(labels.used(), links), key=lambda part: (-len(part), part)):
        min(folds, key=len).update(part)
    return [frozenset(fold) for fold in folds]


def held_out(labels: Labels, both: Both, annotated_pairs: Sequence[Example], other_pairs: Sequence[Example]) -> None:
    """Prints the figures of events that neither the weights nor the threshold were learned from."""
    examples = [*annotated_pairs, *other_pairs]
    sets = {"annotated events": [told for _, told in both], "found events": [found for found, _ in both]}
    joined: dict[str, list[tuple[frozenset[str], dict[str, str]]]] = {name: [] for name in sets}
    for fold in folds_of(labels):
        own = [e for e in examples if e.first not in fold and e.second not in fold]
        model = choose(labels, annotated_pairs, Model(*fit(own), _KEEP, 0.5), fold)
        for name, readings in sets.items():
            joined[name].append((fold, incidents_of(labels, readings, model)))
    for name, results in joined.items():
        print(name, _figures(labels, results))


def choose(labels: Labels, examples: Sequence[Example], model: Model, fold: frozenset[str]) -> Model:
    """The model with the threshold that does best on the labelled events outside ``fold``."""
    best = (-1.0, model)
    events = {event for group in labels.groups for event in group} - fold
    articles = {event: labels.events[event].article for event in events}
    pairs = {
        (e.first, e.second): model.of_features(e.features) for e in examples if e.first in events and e.second in events
    }
    pairs = {pair: likely for pair, likely in pairs.items() if likely >= model.keep}
    for least in _THRESHOLDS:
        groups = cluster(articles, pairs, (), least)
        found = {event: group[0] for group in groups for event in group}
        score = _f(*bcubed([[e for e in group if e in events] for group in labels.groups], found), _BETA)
        best = max(best, (score, replace(model, least=least)), key=lambda pair: pair[0])
    return best[1]


def _f(precision: float, recall: float, beta: float = 1.0) -> float:
    """The F measure; ``beta`` below 1 lets precision count more (van Rijsbergen 1979)."""
    total = beta**2 * precision + recall
    return (1 + beta**2) * precision * recall / total if total else 0.0


def _figures(labels: Labels, results: Sequence[tuple[frozenset[str], Mapping[str, str]]]) -> str:
    sums = [0.0, 0.0]
    count, pairs = 0, Counter[tuple[bool, bool]]()
    for fold, found in results:
        groups = [[e for e in group if e in found] for group in labels.groups]
        own = sum(event in fold for group in groups for event in group)
        for at, value in enumerate(bcubed(groups, found, fold)):
            sums[at] += value * own
        count += own
        for a, b, same in labels.pairs:
            if a in fold and a in found and b in found:
                pairs[found[a] == found[b], same] += 1
    precision, recall = (value / max(count, 1) for value in sums)
    hits = pairs[True, True]
    return (
        f"{count} events: B-cubed P {precision:.3f} R {recall:.3f} F1 {_f(precision, recall):.3f};"
        f" {pairs.total()} pairs: P {hits / max(1, hits + pairs[True, False]):.3f}"
        f" R {hits / max(1, hits + pairs[False, True]):.3f}"
    )


# ---- files


def write_weights(path: Path, model: Model) -> None:
    """Writes the model that is shipped."""
    lines = [
        "# How likely two events are one happening: a logistic regression, written by menurut.train.incidents from our",
        "# own labels. keep: the least likelihood of a pair that is kept; least: the least mean likelihood at which",
        "# two clusters are joined. docs/incidents.md says what the features are and how well it does. Apache-2.0.",
        f"bias = {model.bias}",
        f"keep = {model.keep}",
        f"least = {model.least}",
        "",
        "[weights]",
        *(f"{name} = {weight}" for name, weight in zip(NAMES, model.weights, strict=True)),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_words(path: Path, texts: Iterable[str], code: str) -> None:
    """Writes how rare the words are that at least a certain share of the texts have."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update({word for word, _ in words_of(text)})
    least = _LEAST[code]
    listed = {word: n for word, n in counts.items() if n >= least * total and word[0].isalpha()}
    lines = [
        f"# How rare the words are that at least {least:.1%} of {total:,} articles have: 0 all of them, 1 the fewest.",
        "# Counted by menurut.train.incidents --words; no text is kept. Apache-2.0.",
    ]
    lines += [f"{word}\t{math.log(total / listed[word]) / -math.log(least):.3f}" for word in sorted(listed)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def all_words(data: Path, out: Path) -> None:
    """Writes the tables of words of both languages."""
    write_words(out / "words_id.tsv", (text for _, text in raw_texts(data)), "id")
    write_words(out / "words_en.tsv", ("\n".join(lines) for _, lines in english_news(data)), "en")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints held-out figures, then learns from all labels and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder of the weights and tables")
    parser.add_argument("--words", action="store_true", help="write the tables of words, too")
    parser.add_argument("--figures", action="store_true", help="print held-out figures only")
    options = parser.parse_args(arguments)
    if options.words:
        all_words(options.data, options.out)
    labels = read_labels(options.labels)
    both = material(labels, options.data)
    told, found = [told for _, told in both], [found for found, _ in both]
    told_pairs = examples_of(labels, told)
    other_pairs = [*examples_of(labels, found), *examples_of(labels, told, across=True)]
    other_pairs += unlike_pairs(others(labels, options.data))
    print(f"{len(both)} articles; {len(told_pairs)} pairs of annotated events, {len(other_pairs)} others learned from")
    held_out(labels, both, told_pairs, other_pairs)
    if not options.figures:
        model = choose(labels, told_pairs, Model(*fit([*told_pairs, *other_pairs]), _KEEP, 0.5), frozenset())
        write_weights(options.out / "weights.toml", model)
        print(f"weights of all labels written; clusters are joined at {model.least}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
