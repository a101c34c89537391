"""Events as PLOVER's JSON lines: the keys of its manual, and what PLOVER has no place for under ``menurut``.

Keys as in the PLOVER manual (openeventdata/PLOVER at 5e0c24f). What is planned, only possible or negated has the
manual's auxiliary mode ("future", "hypothetical", "negation") beside its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from menurut.code.ontology import Quad
from menurut.export import Selection
from menurut.export.events import Party, Told, told_events
from menurut.export.files import whole_file
from menurut.export.selection import chosen
from menurut.records import Place, Quantity, Span, Stance, Status
from menurut.version import __version__

_AUXILIARY = {Status.PLANNED: "future", Status.POSSIBLE: "hypothetical", Status.NEGATED: "negation"}
_SIZES = {"killed": "dead", "injured": "injured", "arrested": "arrested"}  # PLOVER's names of our units
_STANCES = {
    "according_to": Stance.ASSERTS,
    "confirmed_by": Stance.CONFIRMS,
    "denied_by": Stance.DENIES,
    "no_position_by": Stance.NO_POSITION,
}


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen events, one a line, to the file ``out``. Raises ``StoreError``, ``InputError``."""
    encoder = msgspec.json.Encoder()
    with chosen(store_path, selection) as connection, whole_file(out) as part, part.open("wb") as file:
        for told in told_events(connection):
            file.write(encoder.encode(plover_record(told, with_text=selection.with_text)) + b"\n")
    return [out]


def plover_record(told: Told, *, with_text: bool = False) -> dict[str, Any]:
    """An event by PLOVER's keys.

    ``date`` is the first day that is meant (ISO 8601), ``None`` where the text tells none; it is never the day of
    publication. ``enddate`` stands where the last day is another. ``text`` is there only ``with_text``.
    """
    event, article, date = told.event, told.article, told.date
    auxiliary = _AUXILIARY.get(event.status)
    record: dict[str, Any] = {
        "id": event.id,
        "date": date.first if date is not None else None,
        "actor": [_entity(party, event.triggers[0].start) for party in told.source],
        "recipient": [_entity(party, event.triggers[0].start) for party in told.target],
        "event": [str(event.type)],
        "mode": [mode for mode in (event.mode, auxiliary) if mode is not None],
        "context": list(event.contexts),
        "quad_code": Quad(told.quad).number,
        "event_scale": told.intensity,
        "event_text": [span.text for span in event.triggers],
        "cite_info": _present(url=article.url, source=article.outlet, date=article.published, id=article.given_id),
        "coder": f"menurut {article.version}",
        "coded_date": article.read[:10],
    }
    if date is not None and date.last != date.first:
        record["enddate"] = date.last
    if (where := _where(told.place, event.place_country)) is not None:
        record["event_loc"] = where
    if told.incident is not None:
        record["link"] = told.incident.id
    if size := _size(event.quantities):
        record["size"] = size
    if with_text:
        record |= _text(told)
    record["menurut"] = _more(told)
    return record


def _entity(party: Party, at: int) -> dict[str, Any]:
    span = party.nearest(at)
    return _present(
        code=party.country,
        sector=party.actor.sector,
        entity_text=span.text if span is not None else party.actor.name,
        identifier_id=party.wikidata,
        identifier_text=party.name,
        office=party.actor.role,
    )


def _present(**values: str | float | None) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _where(place: Place | None, country: str | None) -> dict[str, Any] | None:
    if place is None:
        return {"country": country} if country is not None else None
    return _present(
        name=place.name,
        kind=str(place.kind),
        region=place.region,
        country=country or place.country,
        latitude=place.latitude,
        longitude=place.longitude,
        geonames_id=place.geonames_id,
    )


def _size(quantities: Iterable[Quantity]) -> dict[str, float]:
    """PLOVER's size: the least number that is told of each kind, as none but the least is certain."""
    found: dict[str, float] = {}
    for quantity in quantities:
        name = _SIZES.get(quantity.unit)
        if name is not None and quantity.low is not None and quantity.low <= found.get(name, quantity.low):
            found[name] = quantity.low
    return found


def _text(told: Told) -> dict[str, Any]:
    """The sentence of the event and its place in the document: code points, the end exclusive."""
    found = told.article.sentence_of(told.event.triggers[0])
    if found is None:
        return {}
    number, sentence = found
    text = told.article.document.text[sentence.start : sentence.end]
    return {"text": text, "text_info": {"sequence": number, "start": sentence.start, "end": sentence.end}}


def _more(told: Told) -> dict[str, Any]:
    """What PLOVER has no key for: status, who says so and who does not, the words, the sources."""
    event, article, date = told.event, told.article, told.date
    positions = {name: [party.name for party in told.who(stance)] for name, stance in _STANCES.items()}
    words = {"event": [_span(span) for span in event.triggers]}
    for name, parties in (("actor", told.source), ("recipient", told.target)):
        words[name] = [_span(span) for party in parties for span in party.actor.mentions]
    words["said"] = [
        _span(span)
        for position in event.positions
        if position.attribution is not None
        for span in article.attributions[position.attribution].content
    ]
    incident = told.incident
    return {
        "status": str(event.status),
        "score": event.score,
        **positions,
        "spans": words,
        "date": None if date is None else {"value": date.value, "precision": date.precision, "basis": date.basis},
        "quantities": [
            {"unit": q.unit, "low": q.low, "high": q.high, "bound": q.bound, **_span(q.span)} for q in event.quantities
        ],
        "cameo": event.cameo,
        "article": article.id,
        "language": article.document.language,
        "sources": None if incident is None else incident.sources,
        "articles": None if incident is None else incident.articles,
        "version": __version__,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
