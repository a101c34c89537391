"""A language's network of events as shipped: triggers, which are one event, who takes part, how, when and where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from menurut.code.inputs import CONTENT, TYPES, Named, Said, input_features
from menurut.code.pairs import role_features, same_features
from menurut.code.patterns import Hit
from menurut.languages.decode import softmax
from menurut.languages.network import sessions_in, width_of
from menurut.records import Actor, EventType, Status, Word
from menurut.resolve.inputs import Floats, Mention, Seen, Whole
from menurut.resolve.network import grouped, joined, pool, stretches

_STATUSES = list(Status)
_ATTRIBUTED = _STATUSES.index(Status.ATTRIBUTED)
_LITTLE = frozenset({"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "NUM", "PRON", "PUNCT", "SCONJ"})
_MOST = 80  # triggers of an article that are compared with each other


@dataclass(frozen=True, slots=True)
class Coded:
    """An event by words and actors: ``triggers`` the best first, ``source`` and ``target`` numbers of actors."""

    type: EventType
    triggers: tuple[Mention, ...]
    score: float
    status: Status
    source: tuple[int, ...]
    target: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """What an article tells, as the network reads it: its words, actors, attributions and patterns."""

    words: Sequence[Word]
    seen: Seen
    actors: Sequence[Actor]
    named: Named
    said: Sequence[Said]
    hits: Sequence[Hit]
    signs: Floats  # what patterns and attributions tell of each word (``event_features``)


class EventNetwork:
    """A language's trained network. Threads may share one."""

    def __init__(self, sessions: Sequence[Any], thresholds: dict[str, float]) -> None:
        """``sessions`` run body, triggers, happenings, when and where.

        ``thresholds``: the least chance of a ``trigger`` that is looked at, of an ``event``, of a ``role``; and what is
        added to the score of ``attributed`` where an event is only told in what somebody says.
        """
        self._body, self._triggers, self._happenings, self._when, self._where = sessions
        self._width = width_of(self._body)
        self._thresholds = thresholds

    def vectors(self, telling: Telling, vectors: Floats) -> Floats:
        """What the network makes of the words (words x width), from the annotation's ``vectors``."""
        features = input_features(telling.seen, telling.signs, telling.named, telling.actors)
        made = []
        for first, last in stretches(telling.seen.sentences):
            own = slice(first, last)
            inputs = {"x": vectors[own, : self._width], "features": features[own], "positions": np.arange(last - first)}
            (y,) = self._body.run(None, inputs)
            made.append(y)
        return joined(made)

    def read(self, telling: Telling, made: Floats) -> list[Coded]:
        """The events of an article, in the order of their first words. ``made`` is from ``vectors``."""
        signs = telling.signs
        (scores,) = self._triggers.run(None, {"x": made, "signs": signs})
        words = softmax(scores)
        triggers = self._found(words, telling.words, telling.seen)
        if not triggers:
            return []
        chances = _highest(words, triggers)[:, 1:]
        types = chances.argmax(1)
        told = _highest(signs, triggers)
        links, roles, nobody, statuses = self._compared(telling, made, triggers, types, told)
        found = []
        for group in grouped(links):
            kinds = chances[group]
            kind = int(kinds.sum(0).argmax())
            score = float(kinds[:, kind].max())
            if score < self._thresholds["event"]:
                continue
            order = sorted(group, key=lambda i: (-float(chances[i, kind]), i))
            status = statuses[group].mean(0)
            if told[group][:, CONTENT].any(1).all():
                status[_ATTRIBUTED] += self._thresholds["attributed"]
            source, target = self._parts(roles[group], nobody[group], telling.named, len(telling.actors))
            spans = tuple(triggers[i] for i in order)
            found.append(Coded(TYPES[kind], spans, score, _STATUSES[int(status.argmax())], source, target))
        return sorted(found, key=lambda event: min(event.triggers))

    def attach(self, triggers: Floats, spans: Floats, signs: Floats, kind: str) -> int:
        """The number of the candidate that is an event's date (``kind`` "when") or place ("where"), -1 for none.

        ``triggers`` and ``spans`` are what is read (``pool``) of the event's triggers and of the candidates, ``signs``
        how these stand to each other (``attach_features``).
        """
        if not len(spans) or not len(triggers):
            return -1
        session = self._when if kind == "when" else self._where
        return int(session.run(None, {"triggers": triggers, "spans": spans, "signs": signs})[0].argmax()) - 1

    def _found(self, chances: Floats, words: Sequence[Word], seen: Seen) -> list[Mention]:
        """The triggers: runs of likely words of one type in a sentence, without the little words at their ends."""
        likely = 1.0 - chances[:, 0]
        types = chances[:, 1:].argmax(1)
        found: list[Mention] = []
        for word in np.flatnonzero(likely >= self._thresholds["trigger"]).tolist():
            joins = bool(found) and found[-1][1] == word - 1 and types[word] == types[word - 1]
            if joins and seen.sentences[word] == seen.sentences[word - 1]:
                found[-1] = (found[-1][0], word)
            else:
                found.append((word, word))
        found = [_trimmed(words, *span) for span in found]
        if len(found) > _MOST:
            found.sort(key=lambda span: -float(likely[span[0] : span[1] + 1].max()))
        return sorted(found[:_MOST])

    def _compared(
        self, telling: Telling, made: Floats, triggers: Sequence[Mention], types: Whole, signs: Floats
    ) -> tuple[Floats, Floats, Floats, Floats]:
        words, seen, named, hits = telling.words, telling.seen, telling.named, telling.hits
        roles = role_features(triggers, types, named, telling.actors, words, seen, telling.said, hits)
        mentions = named.mentions or [(0, 0)]
        inputs = {
            "pooled": pool(made, triggers),
            "types": types,
            "signs": signs,
            "named": pool(made, mentions),
            "same": same_features(triggers, types, words, seen, hits, named),
            "roles": roles if named.mentions else np.zeros((len(triggers), 1, roles.shape[2]), np.float32),
        }
        found: tuple[Floats, Floats, Floats, Floats] = tuple(self._happenings.run(None, inputs))
        return found

    def _parts(
        self, scores: Floats, nobody: Floats, named: Named, count: int
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The sources and the targets of an event: who has a large enough share of the choice of each."""
        if not named.mentions:
            return (), ()
        by_mention = np.logaddexp.reduce(scores, axis=0)
        by_actor = np.full((count + 1, 2), -np.inf)
        by_actor[0] = nobody.mean(0)
        np.logaddexp.at(by_actor, named.actor + 1, by_mention)
        shares = softmax(by_actor.T)[:, 1:]
        source, target = (
            tuple(
                actor
                for actor in np.flatnonzero(shares[side] >= self._thresholds["role"]).tolist()
                if shares[side, actor] > shares[1 - side, actor]
            )
            for side in (0, 1)
        )
        return source, target


def _highest(rows: Floats, spans: Sequence[Mention]) -> Floats:
    """The highest values of the rows of each span: spans x columns."""
    found = rows[[first for first, _ in spans]]
    for row, (first, last) in enumerate(spans):
        if last > first:
            found[row] = rows[first : last + 1].max(0)
    return found


def _trimmed(words: Sequence[Word], first: int, last: int) -> Mention:
    """A run of words without the words at its ends that report nothing; one of nothing else stays."""
    begin, end = first, last
    while begin < end and words[begin].tag in _LITTLE:
        begin += 1
    while end > begin and words[end].tag in _LITTLE:
        end -= 1
    return begin, end


@cache
def load_events(code: str, *, fast: bool = False) -> EventNetwork:
    """The network that is shipped for the language of an ISO 639-1 ``code``, read once for each process."""
    return events_in(resources.files("menurut.code").joinpath("models", code), fast=fast)


def events_in(folder: Traversable, *, fast: bool = False) -> EventNetwork:
    """The network in ``folder``; ``fast``: the one for the vectors of the fast setting."""
    prefix = "fast_" if fast else ""
    about = json.loads(folder.joinpath(f"{prefix}model.json").read_text(encoding="utf-8"))
    sessions = sessions_in(folder, ("body", "triggers", "happenings", "when", "where"), prefix)
    return EventNetwork(sessions, about["thresholds"])
