"""A language's network of actors as it is shipped: words in, mentions, which of them are one actor, and whose it is."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from menurut.languages.decode import mean_of, softmax
from menurut.languages.network import sessions_in, width_of
from menurut.records import ActorKind, Word
from menurut.resolve.inputs import Floats, Guess, Mention, Seen, Whole
from menurut.resolve.pairs import Described, country_features, described, link_features
from menurut.resolve.tables import Tables

_KINDS = list(ActorKind)
_STRETCH = 400  # words that are read at once; a longer article is cut before a sentence
_MOST = 300  # mentions that are compared with each other; more stand in lists, not in news
_VOICE = 0.3  # of the rules, for each mention, beside a network's whole vote
_NEVER = np.float32(-1e4)
_UNREAD = "-"  # instead of the country of a mention that the rules do not read


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
            inputs = {"x": vectors[own, : self._width], "features": seen.features[own]}
            y, scores = self._body.run(None, inputs | {"positions": np.arange(last - first)})
            made.append(y)
            kinds.append(softmax(scores))
        return joined(made), joined(kinds)

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
        likeliest = kinds.argmax(1)
        told = described(mentions, words, seen, tables)
        links, countries = self._compared(mentions, likeliest, seen, made, told)
        scores: list[float] = (1.0 - chances[firsts, 0]).tolist()
        ruled = [seen.guesses[number].country if number >= 0 else _UNREAD for number in told.guessed.tolist()]
        found = []
        for group in grouped(links):
            own = tuple(scores[i] for i in group)
            if 1.0 - math.prod(1.0 - score for score in own) < self._whole:
                continue
            kind = _KINDS[int(kinds[group].sum(0).argmax()) if len(group) > 1 else int(likeliest[group[0]])]
            guessed = [ruled[i] for i in group if ruled[i] is not _UNREAD]
            country = _country(countries[group].sum(0).tolist(), seen, guessed)
            found.append(Cluster(tuple(mentions[i] for i in group), own, kind, country))
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
        self, mentions: Sequence[Mention], kinds: Whole, seen: Seen, made: Floats, told: Described
    ) -> tuple[Floats, Floats]:
        """Log-probabilities of antecedents (mentions x (1 + mentions)) and probabilities of country words."""
        places = np.array([known.word for known in seen.countries], dtype=np.int64)
        own = made[np.maximum(places, 0)] * (places >= 0)[:, None]
        inputs = {
            "pooled": pool(made, mentions),
            "kinds": kinds,
            "pairs": link_features(mentions, seen, told),
            "words": own.astype(np.float32),
            "known": country_features(mentions, seen, told),
        }
        links, countries = self._links.run(None, inputs)
        return links, softmax(countries)


def _with_inner(found: Sequence[Cluster], seen: Seen, chances: Floats) -> list[Cluster]:
    """The clusters, people with the places where their names stand within a mention of somebody else."""
    taken = [span for cluster in found for span in cluster.mentions]
    clusters = list(found)
    for guess in seen.guesses:
        if guess.kind is not ActorKind.PERSON:
            continue
        inner = [m for m in guess.mentions if any(f <= m[0] and m[1] <= t and m != (f, t) for f, t in taken)]
        if not inner:
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
    firsts, lasts = made[places[:, 0]], made[places[:, 1]]
    means = firsts.copy()  # of one word
    for row, (first, last) in enumerate(mentions):
        if last > first:
            means[row] = mean_of(made[first : last + 1])
    return np.concatenate([firsts, lasts, means], 1)


def joined(stretches: Sequence[Floats]) -> Floats:
    """What was made of an article's stretches, as one."""
    return stretches[0] if len(stretches) == 1 else np.concatenate(stretches)


def stretches(sentences: Whole) -> list[tuple[int, int]]:
    """The words of an article in stretches that can be read at once, cut before a sentence where that can be."""
    count, found, first = len(sentences), [], 0
    if count <= _STRETCH:
        return [(0, count)]
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


def _country(chances: Sequence[float], seen: Seen, guessed: Sequence[str | None]) -> str | None:
    """The country that an actor's mentions together choose, the rules having a voice too.

    ``chances`` are those of none and of each country word, ``guessed`` what the rules give the mentions that they read.
    """
    counts: dict[str | None, float] = {None: chances[0]}
    for known, chance in zip(seen.countries, chances[1:], strict=True):
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
