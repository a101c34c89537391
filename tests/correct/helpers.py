"""An article as another version of the machine reads it, or as its outlet revised it; and kinds of corrections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from menurut.ids import actor_id, agreement_id, attribution_id, date_id, event_id, place_id
from menurut.records import Actor, Attribution, Event, Paragraph, ParagraphKind, Reading, Sentence, Span
from menurut.store import StoreReader
from tests.store.helpers import happening

ADDED = "Diperbarui pukul 19.00 dengan keterangan juru bicara."


def again(number: int = 1, *, added: str = ADDED, shorter: bool = True) -> Reading:
    """``happening`` with a line before it, so that all offsets and ids are others; and ``shorter`` contents."""
    before = happening(number)
    by = len(added) + 1 if added else 0
    moved: Reading = _moved(before, by)
    document = moved.document
    if added:
        text = f"{added}\n{before.document.text}"
        first = Paragraph(0, len(added), ParagraphKind.BODY, 0, len(added))
        rest = [replace(p, raw_start=p.raw_start + by, raw_end=p.raw_end + by) for p in document.paragraphs]
        document = replace(document, text=text, paragraphs=(first, *rest))
        moved = replace(moved, article=replace(before.article, text=text), document=document)
    if shorter:
        cut = tuple(replace(a, content=(_cut(a.content[0]), *a.content[1:])) for a in moved.attributions)
        moved = replace(moved, attributions=cut)
    return _renamed(moved)


def _cut(span: Span) -> Span:
    words = span.text.rsplit(" ", 1)[0] if span.text.count(" ") > 1 else span.text
    return Span(span.start, span.start + len(words), words)


def _moved(value: Any, by: int) -> Any:
    if isinstance(value, Span | Paragraph | Sentence):
        return replace(value, start=value.start + by, end=value.end + by)
    if isinstance(value, tuple):
        return tuple(_moved(each, by) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _moved(getattr(value, f.name), by) for f in fields(value)}
        return replace(value, **changed)
    return value


def _renamed(reading: Reading) -> Reading:
    of = reading.article.id
    names = {a.id: actor_id(of, a.name, a.mentions) for a in reading.actors}
    names |= {a.id: attribution_id(of, a.source, a.cue, a.content) for a in reading.attributions}
    names |= {d.id: date_id(of, d.span) for d in reading.dates}
    names |= {p.id: place_id(of, p.name, p.mentions) for p in reading.places}
    names |= {e.id: event_id(of, e.type, e.triggers) for e in reading.events}
    names |= {g.id: agreement_id(of, g.span) for g in reading.agreements}

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return names.get(value, value)
        if isinstance(value, tuple):
            return tuple(map(renamed, value))
        if is_dataclass(value) and not isinstance(value, Span):
            return replace(value, **{f.name: renamed(getattr(value, f.name)) for f in fields(value)})  # type: ignore[type-var]
        return value

    kinds = ("actors", "attributions", "dates", "places", "events", "agreements")
    return replace(reading, **{kind: renamed(getattr(reading, kind)) for kind in kinds})


def stored(path: Path, number: int = 1) -> Reading:
    """The article as it stands in the store."""
    with StoreReader(path) as store:
        return store.reading(happening(number).article.id)


def said(reading: Reading, cue: str) -> Attribution:
    return next(a for a in reading.attributions if a.cue is not None and a.cue.text == cue)


def actor(reading: Reading, name: str) -> Actor:
    return next(a for a in reading.actors if a.name == name)


def event(reading: Reading, words: str) -> Event:
    return next(e for e in reading.events if any(t.text == words for t in e.triggers))


def place(words: str, after: str = "") -> list[int]:
    """Where words stand in ``happening``'s text."""
    text = happening().document.text
    at = text.index(words, text.index(after))
    return [at, at + len(words)]


FIRST = happening()


@dataclass(frozen=True)
class Case:
    """A correction of ``happening(1)``, and what a user sees of it."""

    kind: str
    subject: str
    value: Mapping[str, Any]
    shows: Callable[[Reading], bool]
    other: str | None = None

    def holds(self, reading: Reading) -> bool:
        """Whether the reading is as the correction says."""
        try:
            return self.shows(reading)
        except StopIteration:  # no such record
            return False


def _speaker(reading: Reading, cue: str) -> str | None:
    speaker = said(reading, cue).speaker
    return next((a.name for a in reading.actors if a.id == speaker), None)


def _stances(reading: Reading, words: str) -> set[tuple[str, str]]:
    names = {a.id: a.name for a in reading.actors}
    return {(names[p.actor], str(p.stance)) for p in event(reading, words).positions}


def _side(reading: Reading, words: str, side: str) -> list[str]:
    names = {a.id: a.name for a in reading.actors}
    return [names[name] for name in getattr(event(reading, words), side)]


def _day(reading: Reading, words: str) -> str | None:
    name = event(reading, words).date
    return next((d.value for d in reading.dates if d.id == name), None)


MINISTRY = "Kementerian Pertahanan Selmora"
_ATTACK, _SIGNING = event(FIRST, "menyerang").id, event(FIRST, "menandatangani").id
_CLAIM = said(FIRST, "mengatakan").id
_ILMAN, _SELMORA = actor(FIRST, "Tomas Ilman").id, actor(FIRST, "Selmora").id
CASES = (
    Case(
        "wrong_speaker",
        _CLAIM,
        {"actor": _ILMAN},
        lambda r: _speaker(r, "mengatakan") == "Tomas Ilman" and ("Tomas Ilman", "asserts") in _stances(r, "menyerang"),
    ),
    Case(
        "wrong_speaker",
        _CLAIM,
        {"actor": None},
        lambda r: _speaker(r, "mengatakan") is None and (MINISTRY, "asserts") not in _stances(r, "menyerang"),
    ),
    Case(
        "wrong_speaker",
        _CLAIM,
        {"actor": {"span": place("prajurit"), "kind": "group"}},
        lambda r: _speaker(r, "mengatakan") == "prajurit",
    ),
    Case(
        "wrong_span",
        _CLAIM,
        {"field": "content", "spans": [place("Arvania menyerang pos di Durno")]},
        lambda r: [c.text for c in said(r, "mengatakan").content] == ["Arvania menyerang pos di Durno"],
    ),
    Case("wrong_span", _CLAIM, {"field": "source", "spans": []}, lambda r: said(r, "mengatakan").source is None),
    Case(
        "wrong_span",
        _ATTACK,
        {"field": "trigger", "spans": [place("menewaskan")]},
        lambda r: [t.text for t in event(r, "menewaskan").triggers] == ["menewaskan"],
    ),
    Case(
        "wrong_act",
        said(FIRST, "membantah").id,
        {"act": "CONFIRM", "form": "direct"},
        lambda r: said(r, "membantah").act == "CONFIRM" and ("Tomas Ilman", "confirms") in _stances(r, "menyerang"),
    ),
    Case(
        "not_attribution",
        _CLAIM,
        {},
        lambda r: len(r.attributions) == 2 and (MINISTRY, "asserts") not in _stances(r, "menyerang"),
    ),
    Case(
        "missed_attribution",
        FIRST.article.id,
        {"content": [place("gencatan senjata tentang perbatasan Durno")], "cue": place("menandatangani")}
        | {"speaker": _SELMORA, "act": "PROMISE"},
        lambda r: _speaker(r, "menandatangani") == "Selmora" and said(r, "menandatangani").act == "PROMISE",
    ),
    Case(
        "not_this_actor",
        actor(FIRST, "Selmora").id,
        {"span": place("Selmora", "Arvania dan"), "name": "Selmora Raya"},
        lambda r: _side(r, "menandatangani", "source") == ["Arvania", "Selmora Raya"],
    ),
    Case(
        "not_this_actor",
        _ILMAN,
        {"span": place("Tomas Ilman")},
        lambda r: _speaker(r, "membantah") == "Arvania" and len(r.actors) == 4,
        actor(FIRST, "Arvania").id,
    ),
    Case("wrong_country", _ILMAN, {"country": "SEL"}, lambda r: actor(r, "Tomas Ilman").country == "SEL"),
    Case(
        "wrong_country",
        FIRST.places[0].id,
        {"country": "ARV"},
        lambda r: r.places[0].country == "ARV" and event(r, "menyerang").place_country == "ARV",
    ),
    Case(
        "wrong_type",
        _ATTACK,
        {"type": "COERCE"},
        lambda r: event(r, "menyerang").type == "COERCE" and event(r, "menyerang").mode is None,
    ),
    Case(
        "not_event",
        _SIGNING,
        {},
        lambda r: len(r.events) == 1 and r.agreements[0].event is None,
    ),
    Case(
        "missed_event",
        FIRST.article.id,
        {"triggers": [place("mengonfirmasi")], "type": "CONSULT", "source": [_ILMAN], "date": "2031-03-04"},
        lambda r: _side(r, "mengonfirmasi", "source") == ["Tomas Ilman"] and _day(r, "mengonfirmasi") == "2031-03-04",
    ),
    Case("wrong_status", _ATTACK, {"status": "planned"}, lambda r: event(r, "menyerang").status == "planned"),
    Case(
        "wrong_role",
        _ATTACK,
        {"source": [_SELMORA], "target": [_ILMAN, {"span": place("pos di Durno"), "kind": "agency"}]},
        lambda r: (
            (_side(r, "menyerang", "source"), _side(r, "menyerang", "target"))
            == (["Selmora"], ["Tomas Ilman", "pos di Durno"])
        ),
    ),
    Case("wrong_role", _ATTACK, {"target": []}, lambda r: _side(r, "menyerang", "target") == []),
    Case("wrong_date", _ATTACK, {"date": "2031-03"}, lambda r: _day(r, "menyerang") == "2031-03"),
    Case("wrong_date", _ATTACK, {"date": None}, lambda r: _day(r, "menyerang") is None),
    Case(
        "wrong_date",
        _SIGNING,
        {"date": "2031-04-02/", "span": place("Maret 2031")},
        lambda r: _day(r, "menandatangani") == "2031-04-02/",
    ),
    Case("wrong_date", FIRST.dates[0].id, {"date": "2031-02-28"}, lambda r: _day(r, "menyerang") == "2031-02-28"),
)
