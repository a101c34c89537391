"""The chosen part of a store, as tables that an exporter joins with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from menurut.export import Selection
from menurut.records import Reading
from menurut.store import StoreReader
from menurut.store.schema import connect, plain_errors

_TABLES = """
CREATE TEMP TABLE chosen_articles (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE chosen_events (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE chosen_incidents (id TEXT PRIMARY KEY) WITHOUT ROWID
"""
_OF_COUNTRY = """
(e.place_country IN ({0}) OR EXISTS (
  SELECT 1 FROM event_actors x JOIN actors r ON r.id = x.actor WHERE x.event = e.id AND r.country IN ({0})))
"""


@contextmanager
def chosen(store_path: Path, selection: Selection) -> Iterator[sqlite3.Connection]:
    """Opens the store for reading, as it is at this moment, with what is selected in three temporary tables.

    ``chosen_articles``, ``chosen_events`` and ``chosen_incidents`` each have one column, ``id``. An incident is chosen
    if one of its events is; its own numbers stay those of all its articles. Raises ``StoreError``.
    """
    connection = connect(store_path, write=False)
    try:
        with plain_errors(store_path):
            connection.execute("BEGIN")
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            _fill(connection, selection)
            yield connection
    finally:
        connection.close()


def chosen_readings(store_path: Path, selection: Selection) -> Iterator[Reading]:
    """The chosen articles with all their records, in the order in which they were read. Raises ``StoreError``."""
    with chosen(store_path, selection) as connection:
        query = "SELECT a.id FROM articles a JOIN chosen_articles c ON c.id = a.id ORDER BY a.rowid"
        wanted = [row[0] for row in connection.execute(query)]
    with StoreReader(store_path) as store:
        for article in wanted:
            yield store.reading(article)


def _fill(connection: sqlite3.Connection, selection: Selection) -> None:
    articles, values = _articles(selection)
    events, more = _events(selection)
    connection.execute(
        f"INSERT INTO chosen_events SELECT e.id FROM events e JOIN articles a ON a.id = e.article"  # noqa: S608
        f" WHERE {articles} AND {events}",
        (*values, *more),
    )
    having = "a.id IN (SELECT e.article FROM events e JOIN chosen_events c ON c.id = e.id)" if more else "1"
    connection.execute(
        f"INSERT INTO chosen_articles SELECT a.id FROM articles a WHERE {articles} AND {having}",  # noqa: S608
        values,
    )
    connection.execute(
        "INSERT INTO chosen_incidents SELECT DISTINCT x.incident FROM incident_events x"
        " JOIN chosen_events c ON c.id = x.event WHERE x.incident IS NOT NULL"
    )


def _articles(selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """A condition on ``articles a`` and its values."""
    conditions, values = ["1"], list[Any]()
    for day, sign in ((selection.since, ">="), (selection.until, "<=")):
        if day is not None:
            conditions.append(f"substr(a.published, 1, 10) {sign} ?")
            values.append(day)
    if selection.outlets:
        conditions.append(f"fold(a.outlet) IN ({_marks(selection.outlets)})")
        values += [outlet.casefold() for outlet in selection.outlets]
    return " AND ".join(conditions), tuple(values)


def _events(selection: Selection) -> tuple[str, tuple[Any, ...]]:
    """A condition on ``events e`` and its values."""
    conditions, values = ["1"], list[Any]()
    if selection.types:
        conditions.append(f"e.type IN ({_marks(selection.types)})")
        values += selection.types
    if selection.countries:
        conditions.append(_OF_COUNTRY.format(_marks(selection.countries)))
        values += selection.countries * 2
    return " AND ".join(conditions), tuple(values)


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))
