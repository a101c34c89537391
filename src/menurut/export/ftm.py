"""FollowTheMoney entities (followthemoney.tech), as OpenSanctions, Aleph and their users read them.

Actors are Person, PublicBody or Organization; incidents Event; articles Article; an actor of an article a Mention.
What an entity rests on stands in ``proof`` (articles) and ``sourceUrl`` (their addresses).
"""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.readings import LANGUAGES, counted
from menurut.export.selection import chosen

DATASET = "menurut"
STATEMENT = (
    "canonical_id",
    "entity_id",
    "prop",
    "prop_type",
    "schema",
    "value",
    "dataset",
    "origin",
    "lang",
    "original_value",
    "external",
    "first_seen",
    "last_seen",
    "id",
)
_SCHEMATA = {
    "person": "Person",
    "state": "PublicBody",
    "agency": "PublicBody",
    "organisation": "Organization",
    "group": "Organization",
}
_TYPES = {  # types of the properties that are written, where they are not plain strings
    "alias": "name",
    "bodyText": "text",
    "contextCountry": "country",
    "country": "country",
    "date": "date",
    "document": "entity",
    "endDate": "date",
    "involved": "entity",
    "language": "language",
    "location": "address",
    "name": "name",
    "notes": "text",
    "organizer": "entity",
    "proof": "entity",
    "publishedAt": "date",
    "resolved": "entity",
    "sourceUrl": "url",
    "startDate": "date",
    "summary": "text",
    "wikidataId": "identifier",
}


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity, and the first and last day (ISO) on which the chosen articles tell of it."""

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]
    first: str | None = None
    last: str | None = None


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes entities as JSON lines: articles, actors, incidents, mentions. Raises ``StoreError``, ``InputError``.

    Actors without a name across articles ("seorang pejabat") are mentions that resolve to nobody.
    """
    with _entities(store_path, selection) as entities, whole_file(out) as part, part.open("wb") as file:
        for entity in entities:
            plain = {"id": entity.id, "schema": entity.schema, "properties": entity.properties}
            file.write(msgspec.json.encode(plain) + b"\n")
    return [out]


def write_statements(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the same entities as statements, one value a row (CSV, every value in quotation marks).

    ``first_seen`` and ``last_seen`` are the days of the articles that tell of the entity. Raises ``StoreError``,
    ``InputError``.
    """
    with _entities(store_path, selection) as entities, whole_file(out) as part, part.open("wb") as raw:
        text = io.TextIOWrapper(raw, "utf-8", newline="")
        writer = csv.writer(text, csv.unix_dialect)
        writer.writerow(STATEMENT)
        for entity in entities:
            writer.writerows(_statements(entity))
        text.flush()
        text.detach()
    return [out]


@contextmanager
def _entities(store_path: Path, selection: Selection) -> Iterator[Iterator[Entity]]:
    with chosen(store_path, selection) as connection:
        for statement in _PARTS:
            connection.execute(statement)
        yield _all(connection, selection.with_text)


def _all(connection: sqlite3.Connection, with_text: bool) -> Iterator[Entity]:
    def rows(query: str, *values: str) -> Iterator[sqlite3.Row]:
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query, values)

    for row in rows(_ARTICLES):
        yield _article(row, with_text)
    for row in rows(_ACTORS):
        names = [other["name"] for other in rows(_NAMES, row["id"])]
        roles = [other["role"] for other in rows(_ROLES, row["id"])]
        yield _actor(row, names, roles, list(rows(_PROOF_OF_ACTOR, row["id"])))
    for row in rows(_INCIDENTS):
        sides = list(rows(_SIDES, row["id"]))
        yield _event(row, sides, list(rows(_STANDS, row["id"])), list(rows(_PROOF_OF_INCIDENT, row["id"])))
    for row in rows(_MENTIONS):
        yield _mention(row)


def _article(row: sqlite3.Row, with_text: bool) -> Entity:
    day = _day(row["published"])
    properties: dict[str, list[Any]] = {
        "title": [row["title"]],
        "sourceUrl": [_address(row["url"])],
        "publisher": [row["outlet"]],
        "publishedAt": [day],
        "language": [LANGUAGES.get(row["language"])],
        "bodyText": [row["text"] if with_text else None],
    }
    return _made(_id("article", row["id"]), "Article", properties, day, day)


def _actor(row: sqlite3.Row, names: list[str], roles: list[str], proof: list[sqlite3.Row]) -> Entity:
    schema = _SCHEMATA[row["kind"]]
    properties: dict[str, list[Any]] = {
        "name": [row["name"]],
        "alias": [name for name in names if name != row["name"]],
        "country": [_country(row["country"])],
        "wikidataId": [row["wikidata"]],
        "position" if schema == "Person" else "notes": roles,
    }
    return _made(_id("actor", row["id"]), schema, properties | _proof(proof), *_days(proof))


def _event(row: sqlite3.Row, sides: list[sqlite3.Row], stands: list[sqlite3.Row], proof: list[sqlite3.Row]) -> Entity:
    did = [side["name"] for side in sides if side["role"] == "source"]
    undergone = [side["name"] for side in sides if side["role"] == "target"]
    what = " ".join(part for part in (row["type"], row["mode"]) if part)
    name = " → ".join(", ".join(names) for names in (did, undergone) if names)
    numbers = row["sources"], row["articles"]
    same = row["first"] is not None and row["first"] == row["last"]
    properties: dict[str, list[Any]] = {
        "name": [f"{what}: {name}" if name else what],
        "date": [row["first"] if same else None],
        "startDate": [None if same else row["first"]],
        "endDate": [None if same else row["last"]],
        "location": [row["place_name"]],
        "country": [_country(row["place_country"])],
        "organizer": [_id("actor", side["known"]) for side in sides if side["known"] and side["role"] == "source"],
        "involved": [_id("actor", side["known"]) for side in sides if side["known"]],
        "recordId": [row["id"]],
        "keywords": [row["type"], row["mode"], row["quad"], row["status"]],
        "summary": [_stance(stand) for stand in stands],
        "notes": [f"{counted(*numbers)} / {counted(*numbers, language='id')}"],
    }
    return _made(_id("incident", row["id"]), "Event", properties | _proof(proof), *_days(proof))


def _mention(row: sqlite3.Row) -> Entity:
    day = _day(row["published"])
    properties = {
        "document": [_id("article", row["article"])],
        "name": [row["name"]],
        "resolved": [_id("actor", row["identity"]) if row["identity"] else None],
        "detectedSchema": [_SCHEMATA.get(row["kind"])],
        "contextCountry": [_country(row["country"])],
    }
    return _made(_id("mention", row["id"]), "Mention", properties, day, day)


def _made(name: str, schema: str, properties: Mapping[str, list[Any]], first: str | None, last: str | None) -> Entity:
    """An entity without empty and repeated values; spaces at the ends and line breaks in a row go, as FtM wants it."""
    kept: dict[str, tuple[str, ...]] = {}
    for key, values in properties.items():
        clean = (_clean(value, key) for value in values if value)
        found = tuple(dict.fromkeys(value for value in clean if value))
        if found:
            kept[key] = found
    return Entity(name, schema, kept, first, last)


def _clean(value: str, key: str) -> str:
    return value.strip() if _TYPES.get(key) == "text" else " ".join(value.split())


def _statements(entity: Entity) -> Iterator[tuple[str, ...]]:
    for prop, values in entity.properties.items():
        for value in values:
            # The id that the followthemoney package gives a statement of these parts.
            key = hashlib.sha1(f"{DATASET}.{entity.id}.{prop}.{value}".encode(), usedforsecurity=False).hexdigest()
            what = (prop, _TYPES.get(prop, "string"), entity.schema, value, DATASET)
            yield (entity.id, entity.id, *what, "", "", "", "f", entity.first or "", entity.last or "", key)


def _proof(rows: list[sqlite3.Row]) -> dict[str, list[Any]]:
    return {
        "proof": [_id("article", row["article"]) for row in rows],
        "sourceUrl": [_address(row["url"]) for row in rows],
    }


def _days(rows: list[sqlite3.Row]) -> tuple[str | None, str | None]:
    days = [day for day in (_day(row["published"]) for row in rows) if day]
    return (min(days), max(days)) if days else (None, None)


def _day(published: str | None) -> str | None:
    return published[:10] if published else None


def _address(url: str | None) -> str | None:
    return url if url and url.startswith(("http://", "https://")) else None


def _id(kind: str, name: str) -> str:
    return f"menurut-{kind}-{name}"


def _stance(row: sqlite3.Row) -> str:
    said = {
        "asserts": "asserted by",
        "confirms": "confirmed by",
        "denies": "denied by",
        "no_position": "no position by",
    }
    return f"{said[row['stance']]} {row['names']}"


@cache
def _countries() -> Mapping[str, str]:
    lines = files("menurut.export").joinpath("iso2.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith(("#", "iso3")))


def _country(code: str | None) -> str | None:
    return _countries().get(code or "")


# ``told_actors`` are the actors of the chosen articles, by article; ``told_incidents`` their reports.
_PARTS = (
    """
    CREATE TEMP TABLE told_actors AS
    SELECT r.id AS actor, r.article, i.identity FROM actors r JOIN chosen_articles c ON c.id = r.article
    LEFT JOIN identity_actors i ON i.actor = r.id LEFT JOIN identities n ON n.id = i.identity
    WHERE n.kind IS NULL OR n.kind <> 'document'
    """,
    "CREATE INDEX temp.told_actors_identity ON told_actors(identity)",
    """
    CREATE TEMP TABLE told_incidents AS
    SELECT DISTINCT x.incident, e.article FROM incident_events x JOIN chosen_events c ON c.id = x.event
    JOIN events e ON e.id = x.event WHERE x.incident IS NOT NULL
    """,
    "CREATE INDEX temp.told_incidents_incident ON told_incidents(incident)",
)
_ARTICLES = """
SELECT a.id, a.url, a.outlet, a.published, d.language, d.text,
  coalesce(a.title, (SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
    WHERE p.article = a.id AND p.kind = 'headline' ORDER BY p.number LIMIT 1)) AS title
FROM articles a JOIN chosen_articles c ON c.id = a.id JOIN documents d ON d.article = a.id ORDER BY a.rowid
"""
_ACTORS = "SELECT * FROM identities WHERE id IN (SELECT identity FROM told_actors) ORDER BY name, id"
_NAMES = "SELECT name FROM identity_names WHERE identity = ? ORDER BY articles DESC, name"
_ROLES = "SELECT role FROM identity_roles WHERE identity = ? ORDER BY number"
_PROOF_OF_ACTOR = """
SELECT DISTINCT t.article, a.url, a.published FROM told_actors t JOIN articles a ON a.id = t.article
WHERE t.identity = ? ORDER BY a.published, t.article
"""
_INCIDENTS = "SELECT * FROM incidents WHERE id IN (SELECT incident FROM told_incidents) ORDER BY first, reported, id"
_SIDES = """
SELECT role, name, CASE WHEN identity IN (SELECT identity FROM told_actors) THEN identity END AS known
FROM incident_actors WHERE incident = ? ORDER BY role, number
"""
_STANDS = """
SELECT stance, group_concat(name, '; ') AS names FROM
  (SELECT DISTINCT p.stance, p.name FROM incident_positions p JOIN chosen_events c ON c.id = p.event
   WHERE p.incident = ? ORDER BY p.stance, p.name)
GROUP BY stance
"""
_PROOF_OF_INCIDENT = """
SELECT t.article, a.url, a.published FROM told_incidents t JOIN articles a ON a.id = t.article
WHERE t.incident = ? ORDER BY a.published, t.article
"""
_MENTIONS = """
SELECT r.id, r.article, r.name, r.kind, r.country, t.identity, a.published
FROM told_actors t JOIN actors r ON r.id = t.actor JOIN articles a ON a.id = r.article ORDER BY a.rowid, r.number
"""
