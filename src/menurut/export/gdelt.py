"""Incidents in the columns of GDELT 2: an Events and a Mentions table, tab-separated, without a header, as GDELT's.

Columns as in "The GDELT Event Database: Data Format Codebook v2.0" (gdeltproject.org). What menurut does not measure
or know stays empty: the tone, the places of actors, a day that nobody tells.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from menurut.code.ontology import Quad, cameo
from menurut.errors import StoreError
from menurut.export import Selection
from menurut.export.events import Source, Told, told_events
from menurut.export.facts import BODIES, cameo_country, cameo_role, fips
from menurut.export.files import made_folder, whole_file
from menurut.export.selection import chosen
from menurut.export.tabbed import write_row
from menurut.records import EventType, ParagraphKind, Place, PlaceKind, Status

_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode"),
    *("Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code"),
)
_GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
EVENTS = (
    *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
    *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
    *(f"{what}Geo_{name}" for what in ("Actor1", "Actor2", "Action") for name in _GEO),
    *("DATEADDED", "SOURCEURL"),
)
MENTIONS = (
    *("GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier"),
    *("SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)
_FILES = (("menurut.export.CSV", EVENTS), ("menurut.mentions.CSV", MENTIONS))
_HEX_OF_NUMBER = 15  # digits of an incident's id that fit a signed number of 64 bits
_WEB, _CITED = 1, 2  # GDELT's kinds of mentions: on the web, known by its citation only
_COUNTRY, _CITY, _REGION = 1, 4, 5  # GDELT's kinds of places
_KINDS = {PlaceKind.COUNTRY: _COUNTRY, PlaceKind.REGION: _REGION, PlaceKind.CITY: _CITY, PlaceKind.SITE: _CITY}
_QUAD_FROM_ROOT = ((14, 4), (9, 3), (6, 2), (1, 1))  # GDELT's class of CAMEO's main classes from this one on
_NO_DIGIT = re.compile(r"\D")
_Value = str | float | None


@dataclass(slots=True)
class _Seen:
    """What the reports of an incident tell that its own row does not."""

    address: str
    root: bool = False
    place: Place | None = None
    sectors: Counter[tuple[str, str]] = field(default_factory=Counter)  # an actor's key and a sector


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen incidents and their reports into the folder ``out``, each with a file of its columns beside.

    Raises ``StoreError``, also where the events of the store have not been linked; ``InputError``.
    """
    made_folder(out)
    written = []
    with chosen(store_path, selection) as connection, ExitStack() as stack:
        _check_linked(connection, store_path)
        files = []
        for name, columns in _FILES:
            for path in (out / name, out / name.replace(".CSV", ".header.tsv")):
                part = stack.enter_context(whole_file(path))
                file = stack.enter_context(part.open("w", encoding="utf-8", newline=""))
                if path.suffix == ".tsv":
                    write_row(file, columns)
                else:
                    files.append(file)
                written.append(path)
        seen = _write_mentions(connection, files[1])
        for row in _incidents(connection):
            if row["id"] in seen:
                write_row(files[0], _event(connection, row, seen[row["id"]]))
    return written


def number_of(incident_id: str) -> int:
    """The GLOBALEVENTID of an incident: the first 60 bits of its id, as a number."""
    return int(incident_id[:_HEX_OF_NUMBER], 16)


def _check_linked(connection: sqlite3.Connection, store_path: Path) -> None:
    events = connection.execute("SELECT EXISTS (SELECT 1 FROM chosen_events)").fetchone()[0]
    incidents = connection.execute("SELECT EXISTS (SELECT 1 FROM chosen_incidents)").fetchone()[0]
    if events and not incidents:
        raise StoreError(
            f"the events in {store_path} have not been linked into incidents yet; "
            f"finish the reading with: menurut read PATH --store {store_path}"
        )


def _incidents(connection: sqlite3.Connection) -> Iterator[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    yield from cursor.execute(
        "SELECT i.* FROM incidents i JOIN chosen_incidents c ON c.id = i.id"
        " WHERE i.status IN ('actual', 'attributed', 'planned') ORDER BY coalesce(i.first, i.reported), i.id"
    )


def _code(row: sqlite3.Row) -> str | None:
    return cameo(EventType(row["type"]), row["mode"], Status(row["status"]))


# ---- Mentions


def _write_mentions(connection: sqlite3.Connection, file: TextIO) -> dict[str, _Seen]:
    """Writes a line for each report of an incident that GDELT can hold; returns what the reports tell, by incident.

    CAMEO has no code for what is only possible or did not happen, nor for conflict that is only planned.
    """
    kept = {row["id"]: row["reported"] for row in _incidents(connection) if _happened(row)}
    seen: dict[str, _Seen] = {}
    for told in told_events(connection):
        if told.incident is None or told.incident.id not in kept:
            continue
        found = seen.setdefault(told.incident.id, _Seen(_address(told.article)))
        _note(found, told)
        write_row(file, _mention(told, told.incident.id, kept[told.incident.id]))
    return seen


def _happened(row: sqlite3.Row) -> bool:
    return row["status"] != Status.PLANNED or _code(row) is not None


def _note(found: _Seen, told: Told) -> None:
    document = told.article.document
    body = next((p for p in document.paragraphs if p.kind is ParagraphKind.BODY), None)
    lead = body.end if body is not None else 0
    found.root = found.root or any(span.start < lead for span in told.event.triggers)
    found.place = found.place or told.place
    for party in (*told.source, *told.target):
        if party.actor.sector is not None:
            found.sectors[(party.identity or party.name, party.actor.sector)] += 1


def _mention(told: Told, incident: str, reported: str | None) -> Iterator[_Value]:
    article, at = told.article, told.event.triggers[0].start
    found = article.sentence_of(told.event.triggers[0])
    yield from (number_of(incident), _time(reported), _time(article.published))
    yield from (_WEB if article.url else _CITED, article.outlet, _address(article))
    yield found[0] if found is not None else None
    first, second = (told.source, told.target) if told.target else (told.source[:1], told.source[1:])
    for parties in (first, second):
        span = parties[0].nearest(at) if parties else None
        yield span.start if span is not None else -1
    yield from (at, 1, round(100 * told.event.score), len(article.document.text), None, None)
    yield f"event={told.event.id};status={told.event.status}"


def _address(article: Source) -> str:
    return article.url or article.given_id or article.id


def _time(day: str | None) -> str | None:
    """An ISO day or time as YYYYMMDDHHMMSS, by the clock it is told in."""
    if day is None:
        return None
    return _NO_DIGIT.sub("", day[:19]).ljust(14, "0")


# ---- Events


def _event(connection: sqlite3.Connection, row: sqlite3.Row, seen: _Seen) -> Iterator[_Value]:
    code = _code(row)
    yield number_of(row["id"])
    yield from _dates(row)
    yield from _actors(connection, row["id"], seen)
    yield from (int(seen.root), code, code[:3] if code else None, code[:2] if code else None)
    yield _quad(code) or Quad(row["quad"]).number
    yield from (row["intensity"] if code else None, row["events"], row["sources"], row["articles"], None)
    yield from (None,) * (2 * len(_GEO))
    yield from _where(row, seen.place)
    yield from (_time(row["reported"]), seen.address)


def _dates(row: sqlite3.Row) -> Iterator[_Value]:
    """SQLDATE, MonthYear, Year, FractionDate: each only as far as the reports tell it."""
    first, last = row["first"] or "", row["last"] or ""
    same = next((size for size in (10, 7, 4) if first and first[:size] == last[:size]), 0)
    yield first.replace("-", "") if same == len("2031-03-04") else None
    yield first[:7].replace("-", "") if same >= len("2031-03") else None
    yield first[:4] if same else None
    if same < len("2031-03-04"):
        yield None
        return
    year, month, day = map(int, first.split("-"))
    yield f"{year + (month * 30 + day) / 365:.4f}"  # the formula of GDELT's codebook


def _actors(connection: sqlite3.Connection, incident: str, seen: _Seen) -> Iterator[_Value]:
    rows = connection.execute(
        "SELECT role, identity, name, country FROM incident_actors WHERE incident = ? ORDER BY role, number",
        (incident,),
    ).fetchall()
    sources, targets = ([row[1:] for row in rows if row[0] == role] for role in ("source", "target"))
    second = targets[:1] or sources[1:2]  # of mutual events all are sources
    for parties in (sources[:1], second):
        if not parties:
            yield from (None,) * len(_ACTOR)
            continue
        identity, name, country = parties[0]
        state = cameo_country(country)
        group = country if country in BODIES else None
        role = cameo_role(_most(seen.sectors, identity or name))
        yield "".join(filter(None, (state or group, role))) or None
        yield from (name, state, group, None, None, None, role, None, None)


def _most(sectors: Counter[tuple[str, str]], actor: str) -> str | None:
    found = [(-count, sector) for (key, sector), count in sectors.items() if key == actor]
    return min(found)[1] if found else None


def _quad(code: str | None) -> int | None:
    if code is None:
        return None
    return next(number for root, number in _QUAD_FROM_ROOT if int(code[:2]) >= root)


def _where(row: sqlite3.Row, place: Place | None) -> Iterator[_Value]:
    name, country = row["place_name"], row["place_country"]
    if name is None:
        known = country is not None
        yield from (_COUNTRY if known else None, None, fips(country), None, None, None, None, None)
        return
    told = place if place is not None and place.name == name else None
    kind = _KINDS[told.kind] if told is not None else None
    parts = (name, told.region if told is not None else None)
    yield from (kind, ", ".join(dict.fromkeys(filter(None, parts))), fips(country), None, None)
    yield from (row["latitude"], row["longitude"], None)
