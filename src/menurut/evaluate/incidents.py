"""How well events of different articles are put into incidents: B-cubed and pairs, against labelled happenings.

B-cubed (Bagga and Baldwin 1998): for each event the share of its found incident that belongs to its labelled one
(precision), and of its labelled one that is in its found incident (recall), both on average over all events.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import msgspec

from menurut.config import Config
from menurut.errors import InputError
from menurut.ids import actor_id, event_id
from menurut.link.incidents.model import Model
from menurut.link.incidents.stored import link_incidents
from menurut.link.stored import link_actors
from menurut.pipeline import read_article
from menurut.read.articles import make_article
from menurut.records import Actor, ActorKind, Document, Event, EventType, Problem, Reading, Span, Status
from menurut.store import StoreWriter

_SIDES = 30  # code points around the words that are shown of an error


class ToldActor(Protocol):
    """An annotated actor: the places of its mentions."""

    @property
    def kind(self) -> ActorKind: ...  # noqa: D102
    @property
    def country(self) -> str | None: ...  # noqa: D102
    @property
    def places(self) -> tuple[tuple[int, int], ...]: ...  # noqa: D102


class ToldEvent(Protocol):
    """An annotated event by the places of its words; ``source`` and ``target`` are numbers of actors."""

    @property
    def type(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def triggers(self) -> tuple[tuple[int, int], ...]: ...  # noqa: D102
    @property
    def source(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def target(self) -> tuple[int, ...]: ...  # noqa: D102
    @property
    def date(self) -> tuple[tuple[int, int], ...]: ...  # noqa: D102
    @property
    def where(self) -> tuple[tuple[int, int], ...]: ...  # noqa: D102
    @property
    def country(self) -> str | None: ...  # noqa: D102


class ToldText(Protocol):
    """An annotated article (``menurut.train.actors.marked.MarkedText``)."""

    @property
    def document(self) -> Document: ...  # noqa: D102
    @property
    def actors(self) -> Sequence[ToldActor]: ...  # noqa: D102
    @property
    def events(self) -> Sequence[ToldEvent]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class LabelledEvent:
    """An event of the labels: the id its article came with, its type, and the place of its words in the document."""

    id: str
    article: str
    type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled happenings: ``groups`` are whole ones, events of one group each; ``pairs`` say same or not."""

    events: Mapping[str, LabelledEvent]
    groups: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str, bool], ...]

    def used(self) -> frozenset[str]:
        """The ids of the events that a group or a pair names."""
        return frozenset(e for group in self.groups for e in group) | {e for a, b, _ in self.pairs for e in (a, b)}

    def articles(self) -> frozenset[str]:
        """The ids of the articles that hold a labelled event."""
        return frozenset(self.events[event].article for event in self.used())


@dataclass(frozen=True, slots=True)
class IncidentError:
    """Two labelled events that are wrongly one incident, or wrongly two, with the words around each."""

    wanted: bool
    first: LabelledEvent
    second: LabelledEvent
    words: tuple[str, str]


@dataclass(frozen=True, slots=True)
class IncidentScores:
    """The figures. ``found``: how many of the ``events`` of the labelled happenings were matched with an event.

    The others count nowhere: what B-cubed and pairs measure is the joining alone.
    """

    events: int
    found: int
    bcubed_precision: float
    bcubed_recall: float
    pairs: int
    pair_precision: float
    pair_recall: float
    pair_accuracy: float
    errors: tuple[IncidentError, ...]

    @property
    def bcubed_f1(self) -> float:
        """The harmonic mean of B-cubed precision and recall."""
        total = self.bcubed_precision + self.bcubed_recall
        return 2 * self.bcubed_precision * self.bcubed_recall / total if total else 0.0

    def figures(self) -> dict[str, float]:
        """The figures by name."""
        return {
            "found": self.found / self.events if self.events else 0.0,
            "bcubed_precision": self.bcubed_precision,
            "bcubed_recall": self.bcubed_recall,
            "bcubed_f1": self.bcubed_f1,
            "pair_precision": self.pair_precision,
            "pair_recall": self.pair_recall,
            "pair_accuracy": self.pair_accuracy,
        }


# ---- labels


def read_labels(path: Path) -> Labels:
    """The labels of a file of JSON lines (``event``, ``pair``, ``group``). Raises ``InputError``."""
    events: dict[str, LabelledEvent] = {}
    groups: list[tuple[str, ...]] = []
    pairs: list[tuple[str, str, bool]] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    for number, line in enumerate(lines, 1):
        try:
            row = msgspec.json.decode(line)
            if row["kind"] == "event":
                event = LabelledEvent(row["id"], row["article"], row["type"], *row["trigger"])
                events[event.id] = event
            elif row["kind"] == "group":
                groups.append(tuple(row["events"]))
            else:
                pairs.append((row["a"], row["b"], bool(row["same"])))
        except (msgspec.DecodeError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number} is no label of an incident: {error!r}") from error
    labels = Labels(events, tuple(groups), tuple(pairs))
    missing = sorted(labels.used() - set(events))
    if missing:
        raise InputError(f"{path} labels events that it does not hold: {', '.join(missing[:5])}")
    return labels


# ---- readings


def readings_of(
    texts: Iterable[tuple[str, str]], told: Mapping[str, ToldText], config: Config
) -> list[tuple[Reading, Reading]]:
    """The articles (id and raw text) as menurut reads them, and with the annotated events in place of its own."""
    found = []
    for name, raw in texts:
        article = make_article(raw, name, given_id=name, published=told[name].document.published)
        reading = read_article(article, config)
        if not isinstance(reading, Problem):
            found.append((reading, with_told(reading, told[name])))
    return found


def with_told(reading: Reading, text: ToldText) -> Reading:
    """A reading with the annotated events and actors in place of those that were found."""
    shift = _shifts(reading.document, text.document)
    if shift is None:
        return replace(reading, events=(), agreements=(), attributions=())

    def span(place: tuple[int, int]) -> Span:
        by = shift[text.document.paragraph_at(place[0])]
        return reading.document.span(place[0] + by, place[1] + by)

    actors = [_actor(reading, each, tuple(map(span, each.places))) for each in text.actors]
    events: dict[str, Event] = {}
    for each in text.events:
        event = _event(reading, each, actors, span)
        events.setdefault(event.id, event)
    unique = {actor.id: actor for actor in (*reading.actors, *actors)}
    return replace(
        reading, actors=tuple(unique.values()), events=tuple(events.values()), agreements=(), attributions=()
    )


def _shifts(document: Document, other: Document) -> list[int] | None:
    """How far the paragraphs of ``other``, the first kept ones of the document, stand from those."""
    kept = document.kept()[: len(other.paragraphs)]
    if [document.text[p.start : p.end] for p in kept] != other.text.split("\n"):
        return None
    return [mine.start - theirs.start for mine, theirs in zip(kept, other.paragraphs, strict=True)]


def _actor(reading: Reading, told: ToldActor, mentions: tuple[Span, ...]) -> Actor:
    """The actor that menurut found of the same words, with the annotated kind and country, else one of those words."""
    places = {(m.start, m.end) for m in mentions}
    same = [(sum((m.start, m.end) in places for m in actor.mentions), actor) for actor in reading.actors]
    score, best = max(same, key=lambda pair: pair[0], default=(0, None))
    if best is not None and score:
        return best
    name = max((m.text for m in mentions), key=len, default="?")
    return Actor(
        actor_id(reading.article.id, name, mentions), reading.article.id, name, told.kind, told.country, None, mentions
    )


def _event(
    reading: Reading, told: ToldEvent, actors: Sequence[Actor], span: Callable[[tuple[int, int]], Span]
) -> Event:
    triggers = tuple(span(place) for place in told.triggers)
    dates = [span(place) for place in told.date]
    places = [span(place) for place in told.where]
    date = next((d.id for d in reading.dates for s in dates if d.span.start < s.end and s.start < d.span.end), None)
    place = next(
        (p.id for p in reading.places for m in p.mentions for s in places if m.start < s.end and s.start < m.end), None
    )
    return Event(
        event_id(reading.article.id, told.type, triggers),
        reading.article.id,
        EventType(told.type),
        triggers,
        tuple(dict.fromkeys(actors[number].id for number in told.source)),
        tuple(dict.fromkeys(actors[number].id for number in told.target)),
        Status(told.status),
        1.0,
        date=date,
        place=place,
        place_country=told.country,
    )


# ---- scores


def write_readings(path: Path, readings: Sequence[Reading]) -> None:
    """Stores readings, and links their actors."""
    with StoreWriter(path, "evaluate", "0") as store:
        store.write(readings)
    link_actors(path)


def score_incidents(labels: Labels, readings: Sequence[Reading], model: Model | None = None) -> IncidentScores:
    """Links the events of the readings in a store of their own and scores their incidents."""
    texts = {reading.article.given_id or "": reading.document.text for reading in readings}
    return scores_of(labels, incidents_of(labels, readings, model), texts)


def incidents_of(labels: Labels, readings: Sequence[Reading], model: Model | None = None) -> dict[str, str]:
    """The incident of each labelled event that the readings hold, linked in a store of their own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.db"
        write_readings(path, readings)
        link_incidents(path, model)
        with closing(sqlite3.connect(path)) as connection:
            incidents = dict(connection.execute("SELECT event, incident FROM incident_events"))
    matched = match_labels(labels, readings)
    return {label: incidents[event] for label, event in matched.items()}


def match_labels(labels: Labels, readings: Iterable[Reading]) -> dict[str, str]:
    """The found event of each labelled one: of the same type, with the most code points of its triggers in common."""
    by_article = {reading.article.given_id: reading for reading in readings}
    ranked = []
    for label in labels.events.values():
        reading = by_article.get(label.article)
        for event in reading.events if reading is not None else ():
            common = max(min(t.end, label.end) - max(t.start, label.start) for t in event.triggers)
            if common > 0 and event.type.value == label.type:
                ranked.append((-common, label.id, event.id))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, wanted, name in sorted(ranked):
        if wanted not in found and name not in taken:
            found[wanted] = name
            taken.add(name)
    return found


def scores_of(labels: Labels, incidents: Mapping[str, str], texts: Mapping[str, str]) -> IncidentScores:
    """The figures of labelled events whose incidents are given."""
    groups = [tuple(e for e in group if e in incidents) for group in labels.groups]
    precision, recall = bcubed(groups, incidents)
    compared = [(a, b, same) for a, b, same in labels.pairs if a in incidents and b in incidents]
    joined = [(incidents[a] == incidents[b], same) for a, b, same in compared]
    hits = sum(found and same for found, same in joined)
    predicted, wanted = sum(found for found, _ in joined), sum(same for _, same in joined)
    return IncidentScores(
        sum(map(len, labels.groups)),
        sum(map(len, groups)),
        precision,
        recall,
        len(joined),
        hits / predicted if predicted else 0.0,
        hits / wanted if wanted else 0.0,
        sum(found == same for found, same in joined) / len(joined) if joined else 0.0,
        tuple(_errors(labels, groups, incidents, texts)),
    )


def bcubed(
    groups: Sequence[Sequence[str]], found: Mapping[str, str], of: Container[str] | None = None
) -> tuple[float, float]:
    """B-cubed precision and recall of ``found`` (the cluster of each item) against ``groups``.

    On average over the items of the groups, or over those among ``of``.
    """
    members: dict[str, set[str]] = {}
    for item in (item for group in groups for item in group):
        members.setdefault(found[item], set()).add(item)
    precision = recall = 0.0
    count = 0
    for group in groups:
        for item in group:
            if of is not None and item not in of:
                continue
            both = len(members[found[item]].intersection(group))
            precision += both / len(members[found[item]])
            recall += both / len(group)
            count += 1
    return (precision / count, recall / count) if count else (0.0, 0.0)


def _errors(
    labels: Labels, groups: Sequence[Sequence[str]], incidents: Mapping[str, str], texts: Mapping[str, str]
) -> Iterable[IncidentError]:
    """One error for each labelled happening that is in two incidents, and for each two that are in one."""
    owner = {event: number for number, group in enumerate(groups) for event in group}
    first_of: dict[str, dict[int, str]] = {}
    for number, group in enumerate(groups):
        seen: dict[str, str] = {}
        for event in group:
            first_of.setdefault(incidents[event], {}).setdefault(number, event)
            seen.setdefault(incidents[event], event)
        for event in list(seen.values())[1:]:
            yield _error(labels, (next(iter(seen.values())), event), texts, wanted=True)
    for owners in first_of.values():
        events = list(owners.values())
        for event in events[1:]:
            yield _error(labels, (events[0], event), texts, wanted=owner[events[0]] == owner[event])


def _error(labels: Labels, pair: tuple[str, str], texts: Mapping[str, str], *, wanted: bool) -> IncidentError:
    one, other = (labels.events[event] for event in pair)
    words = tuple(" ".join(texts[e.article][max(0, e.start - _SIDES) : e.end + _SIDES].split()) for e in (one, other))
    return IncidentError(wanted, one, other, (words[0], words[1]))
