"""What the network of events sees of words beside their vectors: patterns, attributions and actors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menurut.code.patterns import Hit
from menurut.records import Act, Actor, ActorKind, Attribution, EventType, Form, Word
from menurut.resolve.inputs import WIDTH, Floats, Mention, Seen, Whole, words_at

TYPES = list(EventType)
TYPE_NUMBER = {kind: number for number, kind in enumerate(TYPES)}
_ACTS = list(Act)
_ACT_NUMBER = {act: number for number, act in enumerate(_ACTS)}
_FROM_ACTS = len(TYPES) + 4
_FROM_CONTENT = _FROM_ACTS + len(_ACTS)
CONTENT = slice(_FROM_CONTENT, _FROM_CONTENT + len(_ACTS))  # the features of a word that stands in a content
EVENT_WIDTH = CONTENT.stop + 2
_KINDS = list(ActorKind)
_ACTOR_WIDTH = len(_KINDS) + 3
INPUT_WIDTH = WIDTH + EVENT_WIDTH + _ACTOR_WIDTH
_MOST = 600  # mentions of an article that events are compared with


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution as ranges of words: source and cue (``None`` where it has none) and contents."""

    act: Act
    form: Form
    source: Mention | None
    cue: Mention | None
    content: tuple[Mention, ...]
    speaker: str | None


def said_of(attributions: Sequence[Attribution], words: Sequence[Word]) -> list[Said]:
    """The attributions of an article as ranges of its words."""
    found = []
    for each in attributions:
        source, cue = (words_at(words, span.start, span.end) if span else None for span in (each.source, each.cue))
        content = [words_at(words, span.start, span.end) for span in each.content]
        kept = tuple(own for own in content if own is not None)
        found.append(Said(each.act, each.form, source, cue, kept, each.speaker))
    return found


def event_features(count: int, said: Sequence[Said], hits: Sequence[Hit]) -> Floats:
    """What patterns and attributions tell of each of ``count`` words: words x EVENT_WIDTH."""
    found = np.zeros((count, EVENT_WIDTH), dtype=np.float32)
    for hit in hits:
        base = found[hit.first : hit.last + 1]
        base[:, TYPE_NUMBER[hit.pattern.type]] = 0.4 if hit.pattern.weak else 1.0
        base[:, len(TYPES)] = 1.0
        if hit.sources:
            base[:, len(TYPES) + 1] = 1.0
        if hit.targets:
            base[:, len(TYPES) + 2] = 1.0
        if hit.last > hit.first:
            found[hit.first, len(TYPES) + 3] = 1.0
    for each in said:
        act = _ACT_NUMBER[each.act]
        if each.cue is not None:
            found[each.cue[0] : each.cue[1] + 1, _FROM_ACTS + act] = 1.0
        for first, last in each.content:
            found[first : last + 1, _FROM_CONTENT + act] = 1.0
            if each.form is Form.DIRECT:
                found[first : last + 1, EVENT_WIDTH - 2] = 1.0
        if each.source is not None:
            found[each.source[0] : each.source[1] + 1, EVENT_WIDTH - 1] = 1.0
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """The mentions of the actors of an article: first and last word, and the number of the actor, in order."""

    mentions: list[Mention]
    actor: Whole


def named_of(actors: Sequence[Actor], words: Sequence[Word]) -> Named:
    """The mentions of all actors, in the order of the text; of very many the first."""
    found = []
    for number, actor in enumerate(actors):
        for span in actor.mentions:
            own = words_at(words, span.start, span.end)
            if own is not None:
                found.append((own, number))
    found.sort()
    del found[_MOST:]
    return Named([own for own, _ in found], np.array([number for _, number in found], dtype=np.int64))


def input_features(seen: Seen, signs: Floats, named: Named, actors: Sequence[Actor]) -> Floats:
    """All that the network sees of each word beside its vector: words x INPUT_WIDTH.

    ``seen`` is the article as the network of actors reads it, ``signs`` is from ``event_features``.
    """
    found = np.zeros((len(signs), _ACTOR_WIDTH), dtype=np.float32)
    for (first, last), number in zip(named.mentions, named.actor.tolist(), strict=True):
        found[first, _KINDS.index(actors[number].kind)] = 1.0
        found[first, len(_KINDS)] = 1.0
        found[first : last + 1, len(_KINDS) + 1] = 1.0
        found[first : last + 1, len(_KINDS) + 2] = actors[number].country is not None
    return np.concatenate([seen.features, signs, found], 1)
