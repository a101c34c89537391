"""Where actors stand on events: who says, confirms or denies them, or declines to; and what attributions are about.

An attribution is about the events that its content tells, and where its content only points back ("tuduhan itu", "the
claim"), about the attribution before it and that one's events. Its act then says where its speaker stands.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from menurut.code.inputs import Said
from menurut.code.network import Coded
from menurut.code.paths import head_of
from menurut.languages.language import FOLDERS
from menurut.records import Act, Actor, Attribution, EventType, Position, Stance, Status, Word

_STANCES = {Act.CONFIRM: Stance.CONFIRMS, Act.DENY: Stance.DENIES, Act.NO_POSITION: Stance.NO_POSITION}
_SHORT = 12  # words: a content that only points back is no longer
_BACK = 6  # attributions that are looked at, from the last one before
_TELLING = (Status.ATTRIBUTED, Status.PLANNED, Status.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Standing:
    """What attributions and events have to do with each other, by their numbers.

    ``events`` and ``sayings``: for each attribution the events and the attributions that it is about.
    ``positions``: for each event (actor, stance, attribution), actors by number.
    """

    events: tuple[tuple[int, ...], ...]
    sayings: tuple[tuple[int, ...], ...]
    positions: tuple[tuple[tuple[int, Stance, int], ...], ...]


@dataclass(frozen=True, slots=True)
class _Claims:
    nouns: frozenset[str]
    pointing: frozenset[str]
    alone: frozenset[str]


@cache
def _claims(code: str) -> _Claims:
    path = resources.files("menurut.languages").joinpath(FOLDERS[code], "claims.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return _Claims(*(frozenset(table[name].split()) for name in ("nouns", "pointing", "alone")))


def standing_of(
    events: Sequence[Coded], said: Sequence[Said], actors: Sequence[Actor], words: Sequence[Word], code: str
) -> Standing:
    """What each attribution is about, and where each actor stands on each event.

    Args:
        events: the events of an article.
        said: its attributions in the order of the text, with their speakers.
        actors: its actors.
        words: the annotation's.
        code: the language's ISO 639-1 code.
    """
    number = {actor.id: i for i, actor in enumerate(actors)}
    inside = [_told_in(each, events) for each in said]
    order = sorted(range(len(said)), key=lambda i: _begin(said[i]))
    about: list[tuple[int, ...]] = [()] * len(said)
    sayings: list[tuple[int, ...]] = [()] * len(said)
    for place, i in enumerate(order):
        about[i] = tuple(inside[i])
        if said[i].act not in _STANCES:
            continue
        if not about[i]:
            about[i] = tuple(_named_in(said[i], events, words))
        if _points_back(said[i], words, _claims(code)):
            back = _before(order[max(0, place - _BACK) : place][::-1], i, said, about)
            if back is not None:
                sayings[i] = (back,)
                about[i] = tuple(dict.fromkeys([*about[i], *about[back]]))
    positions: list[list[tuple[int, Stance, int]]] = [[] for _ in events]
    for i in order:
        speaker = number.get(said[i].speaker or "", -1)
        if speaker >= 0:
            for event, stance in _stands(said[i], speaker, about[i], events, actors):
                positions[event].append((speaker, stance, i))
    return Standing(tuple(about), tuple(sayings), tuple(tuple(_once(each)) for each in positions))


def _begin(each: Said) -> int:
    return min(first for first, _ in [*each.content, *([each.cue] if each.cue else [])] or [(0, 0)])


def _told_in(each: Said, events: Sequence[Coded]) -> list[int]:
    """The events of which a trigger stands in a content."""
    return [
        number
        for number, event in enumerate(events)
        if any(begin <= first <= end for first, _ in event.triggers for begin, end in each.content)
    ]


def _named_in(each: Said, events: Sequence[Coded], words: Sequence[Word]) -> list[int]:
    """The events that a content names by a word that told of them elsewhere."""
    own = {words[i].lemma.lower() for first, last in each.content for i in range(first, last + 1)}
    return [
        number
        for number, event in enumerate(events)
        if any(words[head_of(words, trigger)].lemma.lower() in own for trigger in event.triggers)
    ]


def _points_back(each: Said, words: Sequence[Word], claims: _Claims) -> bool:
    """Whether a content only points to what was said before."""
    own = [words[i] for first, last in each.content for i in range(first, last + 1)]
    if not own:
        return True
    if len(own) > _SHORT:
        return False
    texts = {word.text.lower() for word in own} | {word.lemma.lower() for word in own}
    if len(own) <= 2 and texts & claims.alone:
        return True
    return bool(texts & claims.nouns) and bool(texts & claims.pointing)


def _before(candidates: Sequence[int], own: int, said: Sequence[Said], about: Sequence[tuple[int, ...]]) -> int | None:
    """The attribution that is pointed back to: the nearest of another speaker, one that tells an event first."""
    others = [i for i in candidates if said[i].speaker is None or said[i].speaker != said[own].speaker]
    others = [i for i in others if said[i].act not in _STANCES]
    telling = [i for i in others if about[i]]
    return telling[0] if telling else others[0] if others else None


def _stands(
    each: Said, speaker: int, about: Sequence[int], events: Sequence[Coded], actors: Sequence[Actor]
) -> list[tuple[int, Stance]]:
    stance = _STANCES.get(each.act)
    if stance is None:
        return [(number, Stance.ASSERTS) for number in about if events[number].status in _TELLING]
    if stance is Stance.CONFIRMS:
        return [(number, stance) for number in about]
    return [(number, stance) for number in _disputed(speaker, about, events, actors)]


def _disputed(speaker: int, about: Sequence[int], events: Sequence[Coded], actors: Sequence[Actor]) -> list[int]:
    """Of the events that are denied, those that the speaker is said to have done, where there are such.

    "Iran denied a role in the attack" denies the attack that Iran is accused of, not that there was one.
    """

    def own(event: Coded) -> bool:
        return any(a == speaker or _of_one(actors[a], actors[speaker]) for a in event.source)

    kinds = {events[number].type for number in about}
    accused = [n for n, event in enumerate(events) if event.status is not Status.ACTUAL and own(event)]
    same = [n for n in accused if n in about or events[n].type in kinds]
    if same:
        return same
    return [n for n in about if events[n].status is not Status.ACTUAL or events[n].type is not EventType.ACCUSE]


def _of_one(one: Actor, other: Actor) -> bool:
    return one.country is not None and one.country == other.country


def _once(found: Sequence[tuple[int, Stance, int]]) -> list[tuple[int, Stance, int]]:
    """Each actor's stance once, by the attribution that shows it first."""
    kept: dict[tuple[int, Stance], tuple[int, Stance, int]] = {}
    for each in found:
        kept.setdefault(each[:2], each)
    return list(kept.values())


def positions_of(
    rows: Sequence[tuple[int, Stance, int]], actors: Sequence[Actor], attributions: Sequence[Attribution]
) -> tuple[Position, ...]:
    """Positions by ids, from numbers of actors and attributions: ``rows`` are of ``Standing.positions``."""
    return tuple(Position(actors[actor].id, stance, attributions[saying].id) for actor, stance, saying in rows)
