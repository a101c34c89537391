"""Events in the columns of POLECAT: 40, tab-separated, UTF-8, with a header.

Columns as in the data of A. Halterman and others (doi:10.7910/DVN/AJGVIT). POLECAT has no column for the status of an
event, so what is negated or only possible is left out, and what is planned becomes what PLOVER makes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from menurut.code.ontology import Quad, intensity, quad
from menurut.export import Selection
from menurut.export.events import Party, Told, told_events
from menurut.export.facts import cow
from menurut.export.files import whole_file
from menurut.export.selection import chosen
from menurut.export.tabbed import joined, write_row
from menurut.records import ActorKind, EventType, PlaceKind, Precision, Status
from menurut.version import __version__

COLUMNS = (
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
)
_UNKNOWN = "None"  # as POLECAT's lists have it
_PLANNED = {  # PLOVER's manual: cooperation that is to come is AGREE, yielding that is to come CONCEDE
    EventType.AGREE: EventType.AGREE,
    EventType.CONSULT: EventType.AGREE,
    EventType.SUPPORT: EventType.AGREE,
    EventType.COOPERATE: EventType.AGREE,
    EventType.AID: EventType.AGREE,
    EventType.CONCEDE: EventType.CONCEDE,
    EventType.RETREAT: EventType.CONCEDE,
}
_FEATURES = {PlaceKind.COUNTRY: "PCLI", PlaceKind.REGION: "ADM1", PlaceKind.CITY: "PPL"}  # as GeoNames names them
_LANGUAGES = {"id": "Indonesian", "en": "English"}


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen events, one a line, to the file ``out``. Raises ``StoreError``, ``InputError``."""
    with (
        chosen(store_path, selection) as connection,
        whole_file(out) as part,
        part.open("w", encoding="utf-8", newline="") as file,
    ):
        write_row(file, COLUMNS)
        for told in told_events(connection):
            what = coded(told)
            if what is not None:
                write_row(file, _row(told, *what))
    return [out]


def coded(told: Told) -> tuple[EventType, str | None, float, Quad] | None:
    """Type, mode, intensity and class of an event in data without a status; ``None`` for what did not happen."""
    event = told.event
    if event.status in (Status.ACTUAL, Status.ATTRIBUTED):
        return event.type, event.mode, told.intensity, Quad(told.quad)
    if event.status is not Status.PLANNED or event.type not in _PLANNED:
        return None
    kind = _PLANNED[event.type]
    return kind, None, intensity(kind), quad(kind)


def _row(told: Told, kind: EventType, mode: str | None, strength: float, klass: Quad) -> Iterator[str | float | None]:
    article, event, date = told.article, told.event, told.date
    yield from (event.id, date.first if date is not None and date.precision is Precision.DAY else None)
    yield from (kind, mode, strength, klass.words.upper(), joined(event.contexts))
    at = event.triggers[0].start
    yield from _parties(told.source, at)
    yield from _parties(told.target, at)
    yield from _where(told, at)
    yield from (article.outlet, (article.published or "")[:10])
    yield joined(article.names(ActorKind.PERSON))
    yield joined(article.names(ActorKind.ORGANISATION, ActorKind.AGENCY, ActorKind.GROUP))
    yield joined(dict.fromkeys(place.name for place in article.places.values()))
    yield from (_LANGUAGES.get(article.document.language, article.document.language), __version__)


def _parties(parties: list[Party], at: int) -> Iterator[str]:
    """The eight columns of actors or recipients; the lists have the same order."""
    nearest = [party.nearest(at) for party in parties]
    columns: tuple[list[str | None], ...] = (
        [party.name for party in parties],
        [party.country for party in parties],
        [cow(party.country) for party in parties],
        [party.actor.sector for party in parties],
        [party.actor.sector for party in parties],
        [party.actor.role for party in parties],
        [span.text if span is not None else None for span in nearest],
        [party.wikidata for party in parties],
    )
    yield from (joined(column, _UNKNOWN) for column in columns)


def _where(told: Told, at: int) -> Iterator[str | float | None]:
    """The ten columns of the place; the name as it is worded nearest to the event."""
    place, country = told.place, told.event.place_country
    if place is None:
        yield from (None, None, None, None, country, None, None, None, None, None)
        return
    worded = min(place.mentions, key=lambda span: abs(span.start - at))
    city = place.name if place.kind is PlaceKind.CITY else None
    province = place.name if place.kind is PlaceKind.REGION else place.region
    yield from (place.name, city, None, province, country or place.country, place.latitude, place.longitude)
    yield from (place.geonames_id, worded.text, _FEATURES.get(place.kind))
