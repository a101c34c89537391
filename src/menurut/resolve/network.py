"""A language's network of actors as it is shipped: words in, mentions, which of them are one actor, and whose it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from menurut.languages.decode import softmax
from menurut.languages.network import sessions_in, width_of
from menurut.records import ActorKind, Word
from menurut.resolve.inputs import Floats, Guess, Mention, Seen, Whole
from menurut.resolve.pairs import country_features, described, guesses_of, link_features
from menurut.resolve.tables import Tables

_KINDS = list(ActorKind)
_STRETCH = 400  # words that are read at once; a longer article is cut before a sentence
_MOST = 300  # mentions that are compared with each other; more stand in lists, not in news
_VOICE = 0.3  # of the rules, for each mention, beside a network's whole vote
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The mentions of one actor, in the order of the text, how likely each of them is one, its kind and country."""

    mentions: tuple[Mention, ...]
    scores: tuple[float, ...]
    kind: ActorKind
    country: str | None


class ActorNetwork:
    """A language's trained network. Threads may share one."""

    def __init__(self, sessions: Sequence[Any], threshold: float, whole: float) -> None:
        """``sessions`` run body, ends and links.

        Mentions as likely as ``threshold`` are kept, and of the actors that they make those as likely as ``whole``.
        """
        self._body, self._ends, self._links = sessions
        self._threshold, self._whole = threshold, whole
        self._width = width_of(self._body)

    def _vectors(self, seen: Seen, vectors: Floats) -> tuple[Floats, Floats]:
        """The words' vectors for the steps from here on, and the chances of the kinds that may begin at each."""
        made, kinds = [], []
        for first, last in stretches(seen.sentences):
            own = slice(first, last)
            inputs = {"x": vectors[None, own, : self._width], "features": seen.features[None, own]}
            y, scores = self._body.run(None, inputs | {"padding": np.zeros((1, last - first), dtype=np.bool_)})
            made.append(y[0])
            kinds.append(softmax(scores[0]))
        return np.concatenate(made), np.concatenate(kinds)

    def read(self, words: Sequence[Word], seen: Seen, vectors: Floats, tables: Tables) -> list[Cluster]:
        """The actors of an article, in the order of their first mentions.

        Args:
            words: those of its annotation.
            seen: the article as the network reads it.
            vectors: the annotation's (words x width).
            tables: those of its language.
        """
        if not len(words):
            return []
        made, chances = self._vectors(seen, vectors)
        firsts = np.flatnonzero(1.0 - chances[:, 0] >= self._threshold)[:_MOST]
        if not len(firsts):
            return _overlooked(seen, [], chances)
        mentions = self._mentions(made, firsts, seen)
        kinds = chances[firsts, 1:]
        links, countries = self._compared(mentions, kinds.argmax(1), words, seen, made, tables)
        groups = grouped(links)
        numbers = guesses_of(mentions, seen)
        found = []
        for group in groups:
            own = [mentions[i] for i in group]
            scores = tuple(float(1.0 - chances[firsts[i], 0]) for i in group)
            if 1.0 - float(np.prod([1.0 - score for score in scores])) < self._whole:
                continue
            kind = _KINDS[int(kinds[group].sum(0).argmax())]
            guessed = [seen.guesses[number].country for number in numbers[group].tolist() if number >= 0]
            found.append(Cluster(tuple(own), scores, kind, _country(countries[group], seen, guessed)))
        return [*_with_inner(found, seen, chances), *_overlooked(seen, mentions, chances)]

    def _mentions(self, made: Floats, firsts: Whole, seen: Seen) -> list[Mention]:
        """The mentions that begin at ``firsts``; an office with a name is never cut before the name."""
        sentences = seen.sentences
        (scores,) = self._ends.run(None, {"x": made, "firsts": firsts})
        places = np.minimum(firsts[:, None] + np.arange(scores.shape[1]), len(made) - 1)
        inside = (sentences[places] == sentences[firsts][:, None]) & (
            np.arange(scores.shape[1]) < len(made) - firsts[:, None]
        )
        lasts = firsts + np.where(inside, scores, _NEVER).argmax(1)
        people = {
            first: last for guess in seen.guesses for first, last in guess.mentions if guess.kind is ActorKind.PERSON
        }
        return [
            (first, max(last, people.get(first, last)))
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]

    def _compared(
        self,
        mentions: Sequence[Mention],
        kinds: Whole,
        words: Sequence[Word],
        seen: Seen,
        made: Floats,
        tables: Tables,
    ) -> tuple[Floats, Floats]:
        """Log-probabilities of antecedents (mentions x (1 + mentions)) and probabilities of country words."""
        told = described(mentions, words, seen, tables)
        places = np.array([known.word for known in seen.countries], dtype=np.int64)
        own = made[np.maximum(places, 0)] * (places >= 0)[:, None]
        inputs = {
            "pooled": pool(made, mentions),
            "kinds": kinds,
            "pairs": link_features(mentions, seen, told),
            "words": own.astype(np.float32),
            "known": country_features(mentions, seen),
        }
        links, countries = self._links.run(None, inputs)
        return links, softmax(countries)


def _with_inner(found: Sequence[Cluster], seen: Seen, chances: Floats) -> list[Cluster]:
    """The clusters, people with the places where their names stand within a mention of somebody else."""
    taken = [span for cluster in found for span in cluster.mentions]
    clusters = list(found)
    for guess in seen.guesses:
        inner = [m for m in guess.mentions if any(f <= m[0] and m[1] <= t and m != (f, t) for f, t in taken)]
        if guess.kind is not ActorKind.PERSON or not inner:
            continue
        for number, cluster in enumerate(clusters):
            own = {word for first, last in cluster.mentions for word in range(first, last + 1)}
            fresh = [m for m in inner if not own.intersection(range(m[0], m[1] + 1))]
            if cluster.kind is ActorKind.PERSON and fresh and any(m[1] in own for m in guess.mentions):
                rows = sorted(
                    [
                        *zip(cluster.mentions, cluster.scores, strict=True),
                        *((m, float(1 - chances[m[0], 0])) for m in fresh),
                    ]
                )
                clusters[number] = replace(
                    cluster, mentions=tuple(m for m, _ in rows), scores=tuple(score for _, score in rows)
                )
                break
    return clusters


def _overlooked(seen: Seen, mentions: Sequence[Mention], chances: Floats) -> list[Cluster]:
    """The states and the international bodies that act by the rules, where the network found no mention of anything."""
    taken = {word for first, last in mentions for word in range(first, last + 1)}
    found = []
    for guess in seen.guesses:
        if not guess.kept or not (guess.kind is ActorKind.STATE or _is_international(guess, seen)):
            continue
        if any(word in taken for first, last in guess.mentions for word in range(first, last + 1)):
            continue
        scores = tuple(float(1.0 - chances[first, 0]) for first, _ in guess.mentions)
        found.append(Cluster(guess.mentions, scores, guess.kind, guess.country))
    return found


def _is_international(guess: Guess, seen: Seen) -> bool:
    """Whether a guess is a body of the gazetteer that belongs to no country."""
    if guess.kind is not ActorKind.ORGANISATION or guess.country is not None:
        return False
    units = {int(seen.units[word]) for first, last in guess.mentions for word in range(first, last + 1)} - {-1}
    entries = [seen.flat[unit].entry for unit in units]
    return any(entry is not None and entry.country is None for entry in entries)


def pool(made: Floats, mentions: Sequence[Mention]) -> Floats:
    """What is read of mentions: the vectors of first and last word and the mean (mentions x 3 width)."""
    places = np.array(mentions, dtype=np.int64)
    means = np.stack([made[first : last + 1].mean(0) for first, last in mentions])
    return np.concatenate([made[places[:, 0]], made[places[:, 1]], means], 1)


def stretches(sentences: Whole) -> list[tuple[int, int]]:
    """The words of an article in stretches that can be read at once, cut before a sentence where that can be."""
    count, found, first = len(sentences), [], 0
    breaks = np.flatnonzero(np.diff(sentences)) + 1
    while count - first > _STRETCH:
        inside = breaks[(breaks > first) & (breaks <= first + _STRETCH)]
        last = int(inside[-1]) if len(inside) else first + _STRETCH
        found.append((first, last))
        first = last
    return [*found, (first, count)]


def grouped(links: Floats) -> list[list[int]]:
    """What goes together, by its numbers: each joins the group of the one before it that it chose.

    ``links``: rows x (1 + rows), the scores of none and of each one before it.
    """
    groups: list[list[int]] = []
    of: list[int] = []
    for chosen in links.argmax(1).tolist():
        if chosen == 0:
            of.append(len(groups))
            groups.append([len(of) - 1])
        else:
            of.append(of[chosen - 1])
            groups[of[-1]].append(len(of) - 1)
    return groups


def _country(chances: Floats, seen: Seen, guessed: Sequence[str | None]) -> str | None:
    """The country that an actor's mentions together choose, the rules having a voice too.

    ``chances`` are mentions x (1 + country words), ``guessed`` what the rules give the mentions that they read.
    """
    total = chances.sum(0)
    counts: dict[str | None, float] = {None: float(total[0])}
    for known, chance in zip(seen.countries, total[1:].tolist(), strict=True):
        counts[known.country] = counts.get(known.country, 0.0) + chance
    for country in guessed:
        counts[country] = counts.get(country, 0.0) + _VOICE
    return max(counts, key=lambda country: counts[country])


def actors_in(folder: Traversable, *, fast: bool = False) -> ActorNetwork:
    """The network in ``folder``; ``fast``: the one for the vectors of the fast setting."""
    prefix = "fast_" if fast else ""
    about = json.loads(folder.joinpath(f"{prefix}model.json").read_text(encoding="utf-8"))
    sessions = sessions_in(folder, ("body", "ends", "links"), prefix)
    return ActorNetwork(sessions, about["threshold"], about["actor_threshold"])


@cache
def load_actors(code: str, *, fast: bool = False) -> ActorNetwork:
    """The network that is shipped for the language of an ISO 639-1 ``code``, read once for each process."""
    return actors_in(resources.files("menurut.resolve").joinpath("models", code), fast=fast)
