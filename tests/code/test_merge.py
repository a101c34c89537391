"""Two reports of one happening are one event; the same deed on another day is another."""

from __future__ import annotations

from menurut.code.merge import merged
from menurut.code.network import Coded
from menurut.code.settle import Settled
from menurut.records import Actor, ActorKind, Basis, DateMention, EventType, Precision, Span, Status


def actor(name: str, country: str | None) -> Actor:
    return Actor(name, "article", name, ActorKind.STATE, country, None, (Span(0, 1, "x"),))


ACTORS = (actor("Kenya", "KEN"), actor("Somalia", "SOM"), actor("Presiden Kenya", "KEN"))


def event(word: int, source: tuple[int, ...], target: tuple[int, ...], score: float = 0.8) -> Coded:
    return Coded(EventType.ASSAULT, ((word, word),), score, Status.ACTUAL, source, target)


def on(day: str | None) -> Settled:
    if day is None:
        return Settled(None, None, None)
    date = DateMention(day, "article", Span(0, 1, "x"), day, day, day, Precision.DAY, Basis.STATED)
    return Settled(date, None, "SOM")


def test_the_same_deed_by_the_same_to_the_same_is_one_event_with_all_its_words() -> None:
    events, times = merged([event(1, (0,), (1,), 0.6), event(9, (2,), (1,), 0.9)], [on(None), on("2025-09-16")], ACTORS)
    assert [(e.triggers, e.score) for e in events] == [(((9, 9), (1, 1)), 0.9)]
    assert times[0].date is not None and times[0].date.value == "2025-09-16"
    assert times[0].country == "SOM"


def test_other_days_and_other_actors_stay_apart() -> None:
    apart = [event(1, (0,), (1,)), event(5, (0,), (1,)), event(9, (1,), (0,)), event(12, (), ()), event(15, (), ())]
    times = [on("2025-09-16"), on("2025-09-18"), on(None), on(None), on(None)]
    events, _ = merged(apart, times, ACTORS)
    assert events == apart
