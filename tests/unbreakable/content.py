"""What a store holds, so that two can be compared: every table, without what only says how it came to be."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.conftest import opened

# Numbers that a store gives by itself, in the order in which it was filled, and those of its runs.
_LEFT_OUT = {
    "articles": {"run"},
    "problems": {"run"},
    "revisions": {"replaced_in"},
    "copy_texts": {"number"},
    "search_documents": {"id"},
    "search_contents": {"id", "document"},
    "search_names": {"id"},
    "incident_sightings": {"number"},
}
_NAMED = {  # tables that refer to such a number, with a name in its place
    "copy_marks": "SELECT m.mark, t.digest FROM copy_marks m JOIN copy_texts t ON t.number = m.text",
    "copy_articles": "SELECT a.article, t.digest FROM copy_articles a LEFT JOIN copy_texts t ON t.number = a.text",
    "copy_pairs": "SELECT min(t.digest, o.digest), max(t.digest, o.digest), p.jaccard, p.contained FROM copy_pairs p"
    " JOIN copy_texts t ON t.number = p.text JOIN copy_texts o ON o.number = p.other",
    "incident_keys": "SELECT k.key, s.event FROM incident_keys k JOIN incident_sightings s ON s.number = k.sighting",
    "incident_parties": "SELECT s.event, p.actor, p.identity FROM incident_parties p"
    " JOIN incident_sightings s ON s.number = p.sighting",
}
_PASSED_OVER = {"runs", "sqlite_sequence", "sqlite_stat1"}
ALIASES = {"identity_aliases", "copy_aliases", "incident_aliases"}  # names that something had in between
SEARCHED = ("search_articles", "search_attributions", "search_actors")

Content = dict[str, list[str]]


def content(path: Path) -> Content:
    """The rows of every table by its name, in the order of their content."""
    with opened(path) as connection:
        return content_of(connection)


def content_of(connection: sqlite3.Connection) -> Content:
    names = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    found = {}
    for (name,) in names.fetchall():
        if name in _PASSED_OVER or name.startswith("sqlite_"):
            continue
        columns = connection.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()
        kept = ", ".join(f'"{column}"' for (column,) in columns if column not in _LEFT_OUT.get(name, ()))
        query = _NAMED.get(name, f"SELECT {kept} FROM {name}")
        found[name] = sorted(map(repr, connection.execute(query)))
    return found


def sound(path: Path) -> None:
    """Asserts that a store is whole: its file, its references, and its search indexes."""
    with opened(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for name in SEARCHED:  # raises where the index and what it is made of differ
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")


def halves(path: Path) -> int:
    """How many articles a store holds only a part of: no document, or not all of its text in paragraphs."""
    with opened(path) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'articles'").fetchone():
            return 0
        (count,) = connection.execute(
            "SELECT count(*) FROM articles a LEFT JOIN documents d ON d.article = a.id WHERE d.article IS NULL"
            ' OR length(d.text) <> (SELECT max("end") FROM paragraphs p WHERE p.article = a.id)'
        ).fetchone()
    return int(count)
