"""The records of one article while corrections are applied: one place that keeps them free of loose ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from menurut.code.ontology import cameo, modes
from menurut.ids import actor_id
from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Attribution,
    Event,
    EventType,
    Position,
    Reading,
    Span,
    Stance,
    Status,
)

_STANCES = {Act.CONFIRM: Stance.CONFIRMS, Act.DENY: Stance.DENIES, Act.NO_POSITION: Stance.NO_POSITION}
_TELLING = (Status.ATTRIBUTED, Status.PLANNED, Status.POSSIBLE)  # of what others assert, not the article


class Draft:
    """Records by their ids, in order. What is removed is named nowhere any more; what changes keeps its id."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.document = reading.document
        self.actors = {actor.id: actor for actor in reading.actors}
        self.attributions = {attribution.id: attribution for attribution in reading.attributions}
        self.dates = {date.id: date for date in reading.dates}
        self.places = {place.id: place for place in reading.places}
        self.events = {event.id: event for event in reading.events}
        self.agreements = {agreement.id: agreement for agreement in reading.agreements}

    def reading(self) -> Reading:
        """The reading as it is now. What is new stands where its words stand."""
        before = self._reading
        return replace(
            before,
            actors=_ordered(self.actors.values(), before.actors, lambda each: each.mentions),
            attributions=_ordered(self.attributions.values(), before.attributions, said_spans),
            dates=tuple(sorted(self.dates.values(), key=lambda date: date.span.start)),
            places=tuple(self.places.values()),
            events=_ordered(self.events.values(), before.events, lambda each: each.triggers),
            agreements=tuple(self.agreements.values()),
        )

    def sentences_of(self, spans: Iterable[Span]) -> list[Span]:
        """The places of the sentences that the spans touch."""
        own = list(spans)
        return [
            Span(s.start, s.end, "")
            for s in self._reading.annotation.sentences
            if any(s.start < span.end and span.start < s.end for span in own)
        ]

    # ---- actors

    def add_actor(
        self, name: str, kind: ActorKind, country: str | None, role: str | None, span: Span, *, but: str | None = None
    ) -> Actor:
        """The actor that a span names: the one of that name (not ``but``), with it as a mention, else a new one."""
        others = [actor for actor in self.actors.values() if actor.id != but]
        for actor in others:
            if span in actor.mentions:
                return actor
        for actor in others:
            if actor.name == name and actor.kind is kind:
                return self.add_mention(actor, span)
        return self.new_actor(name, kind, country, role, span)

    def new_actor(self, name: str, kind: ActorKind, country: str | None, role: str | None, span: Span) -> Actor:
        """An actor that no other is the same as, though it may have the same name."""
        article = self.document.article_id
        id_ = actor_id(article, name, (span,))
        while id_ in self.actors:
            id_ = actor_id(article, id_, (span,))
        self.actors[id_] = Actor(id_, article, name, kind, country, role, (span,))
        return self.actors[id_]

    def add_mention(self, actor: Actor, span: Span) -> Actor:
        """The actor with one more mention, in the order of the text."""
        mentions = tuple(sorted({*actor.mentions, span}, key=lambda each: (each.start, each.end)))
        self.actors[actor.id] = replace(actor, mentions=mentions)
        return self.actors[actor.id]

    def replace_actor(self, old: str, new: str) -> None:
        """Removes the actor ``old``, of whom all that is said holds of ``new``."""
        del self.actors[old]
        for each in list(self.attributions.values()):
            if each.speaker == old:
                self.attributions[each.id] = replace(each, speaker=new)
        for event in list(self.events.values()):
            self.events[event.id] = swapped(event, old, new)
        for agreement in list(self.agreements.values()):
            parties = tuple(dict.fromkeys(new if party == old else party for party in agreement.parties))
            self.agreements[agreement.id] = replace(agreement, parties=parties)

    # ---- attributions

    def put_attribution(self, attribution: Attribution) -> None:
        """An attribution that is new or has changed; where its speaker stands on events follows from it."""
        before = self.attributions.get(attribution.id)
        self.attributions[attribution.id] = attribution
        shown = {e.id for e in self.events.values() if any(p.attribution == attribution.id for p in e.positions)}
        if not shown or before is None or _stance(before) is not _stance(attribution):
            shown.update(name for name in attribution.about if name in self.events)
        for name in [event for event in self.events if event in shown]:
            self._stand(self.events[name], attribution)

    def _stand(self, event: Event, attribution: Attribution) -> None:
        before = [position for position in event.positions if position.attribution == attribution.id]
        others = [position for position in event.positions if position.attribution != attribution.id]
        stance = _stance(attribution)
        asserted = event.status in _TELLING or any(position.stance is stance for position in before)
        if attribution.speaker is not None and (asserted or stance is not Stance.ASSERTS):
            position = Position(attribution.speaker, stance, attribution.id)
            at = event.positions.index(before[0]) if before else len(others)
            others.insert(at, position)
        once: dict[tuple[str, Stance], Position] = {}
        for position in others:
            once.setdefault((position.actor, position.stance), position)
        self.events[event.id] = replace(event, positions=tuple(once.values()))

    def remove_attribution(self, name: str) -> None:
        """Removes an attribution, with the positions that it showed."""
        del self.attributions[name]
        self._forget(name)
        for event in list(self.events.values()):
            positions = tuple(position for position in event.positions if position.attribution != name)
            self.events[event.id] = replace(event, positions=positions)

    def _forget(self, name: str) -> None:
        for each in list(self.attributions.values()):
            if name in each.about:
                about = tuple(other for other in each.about if other != name)
                self.attributions[each.id] = replace(each, about=about)

    # ---- events

    def put_event(self, event: Event) -> None:
        """An event that is new or has changed: its mode is one of its type's, its CAMEO code follows."""
        mode = event.mode if event.mode in modes(event.type) else None
        self.events[event.id] = replace(event, mode=mode, cameo=cameo(event.type, mode, event.status))

    def tell(self, name: str) -> None:
        """Finds for an event that is new the attributions whose content tells it, and where their speakers stand."""
        for each in list(self.attributions.values()):
            if name in self.told_in(each.content):
                self.attributions[each.id] = replace(each, about=tuple(dict.fromkeys((*each.about, name))))
                self._stand(self.events[name], each)

    def assert_event(self, name: str) -> None:
        """Finds who asserts an event of which the status has changed."""
        for each in list(self.attributions.values()):
            if name in each.about and _stance(each) is Stance.ASSERTS:
                self._stand(self.events[name], each)

    def told_in(self, content: Sequence[Span]) -> tuple[str, ...]:
        """The ids of the events of which a word stands in a content."""
        return tuple(
            event.id
            for event in self.events.values()
            if any(c.start <= t.start and t.end <= c.end for c in content for t in event.triggers)
        )

    def remove_event(self, name: str) -> None:
        """Removes an event; an agreement that it was about stays."""
        del self.events[name]
        self._forget(name)
        for agreement in list(self.agreements.values()):
            if agreement.event == name:
                self.agreements[agreement.id] = replace(agreement, event=None)


def _stance(attribution: Attribution) -> Stance:
    return _STANCES.get(attribution.act, Stance.ASSERTS)


def swapped(event: Event, old: str, new: str) -> Event:
    """The event with one actor in the place of another."""

    def side(actors: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new if actor == old else actor for actor in actors))

    positions: dict[tuple[str, Stance], Position] = {}
    for position in event.positions:
        actor = new if position.actor == old else position.actor
        positions.setdefault((actor, position.stance), replace(position, actor=actor))
    return replace(event, source=side(event.source), target=side(event.target), positions=tuple(positions.values()))


def with_type(event: Event, kind: EventType, mode: str | None) -> Event:
    """The event as one of another type; without a mode of its own it keeps the one it has, where the type has it."""
    return replace(event, type=kind, mode=mode or event.mode, score=1.0)


def said_spans(attribution: Attribution) -> tuple[Span, ...]:
    """All spans of an attribution."""
    own = tuple(span for span in (attribution.source, attribution.cue) if span is not None)
    return own + attribution.content


T = TypeVar("T", Actor, Attribution, Event)


def _ordered(records: Iterable[T], before: Sequence[T], spans: Callable[[T], Sequence[Span]]) -> tuple[T, ...]:
    """Records in the order that they had, each new one before the first that begins after it."""
    known = {record.id for record in before}
    own = list(records)
    found = [record for record in own if record.id in known]
    for record in own:
        if record.id not in known:
            start = _begin(spans(record))
            at = next((i for i, each in enumerate(found) if _begin(spans(each)) > start), len(found))
            found.insert(at, record)
    return tuple(found)


def _begin(spans: Sequence[Span]) -> int:
    return min((span.start for span in spans), default=0)
