"""Which readings of the parts are those that a store holds, and a part of those that stand in none."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from menurut.ids import digest
from menurut.records import Annotation, Article, Reading
from menurut.run.cluster import READ
from menurut.run.parts import Partition, PartWriter, rows_of
from menurut.run.shelf import Shelf
from menurut.run.stages import Part
from menurut.store.rows import ArticleRows
from menurut.store.schema import connect, plain_errors

_COLUMNS = ("article", "hash", "origin", "language")


def parts_of(store_path: Path, partitions: Sequence[Partition], shelf: Shelf, run_key: str) -> list[Part]:
    """All that a store holds, as parts: the rows of the partitions' parts that stand there, and a part of the rest.

    That rest came from elsewhere, is two pages that were put together, or has been corrected. Raises ``StoreError``.
    """
    connection = connect(store_path, write=False)
    try:
        with plain_errors(store_path):
            connection.execute("CREATE TEMP TABLE chosen (article TEXT PRIMARY KEY) WITHOUT ROWID")
            found = [_chosen(connection, partition, shelf, run_key) for partition in partitions]
            query = "SELECT article FROM documents WHERE article NOT IN (SELECT article FROM chosen) ORDER BY article"
            others = [row[0] for row in connection.execute(query)]
            return found + ([_written(connection, others, shelf)] if others else [])
    finally:
        connection.close()


def _chosen(connection: sqlite3.Connection, partition: Partition, shelf: Shelf, run_key: str) -> Part:
    skipped: list[int] = []
    rows = rows_of(shelf.within(READ), partition.file, _COLUMNS)
    for number, (article, *what, language) in enumerate(rows):
        if language is None:
            continue
        row = connection.execute(_STANDS, (article, *what, run_key)).fetchone()
        if row is None or connection.execute("INSERT OR IGNORE INTO temp.chosen VALUES (?)", (article,)).rowcount == 0:
            skipped.append(number)
    return Part(READ, partition.file, tuple(skipped))


_STANDS = """
SELECT 1 FROM articles a JOIN documents d ON d.article = a.id
WHERE a.id = ? AND a.input_hash = ? AND a.origin = ? AND a.run_key = ?
AND a.id NOT IN (SELECT article FROM uncorrected)
"""


def _written(connection: sqlite3.Connection, articles: Sequence[str], shelf: Shelf) -> Part:
    file = f"{digest(articles)}.parquet"
    with shelf.within("extra").writing(file) as path:
        writer = PartWriter(path)
        for number, name in enumerate(articles):
            reading = _reading(connection, name)
            writer.add(0, number, reading.article, reading)
        writer.close()
    return Part("extra", file)


def _reading(connection: sqlite3.Connection, name: str) -> Reading:
    def rows(query: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query, values).fetchall()

    query = "SELECT id, text, origin, given_id, url, outlet, title, published, stated_date, stated_language"
    (row,) = rows(f"{query} FROM articles WHERE id = ?", (name,))
    found = ArticleRows(rows, name)
    return Reading(
        Article(*row),
        found.document(row["published"]),
        Annotation(name, found.sentences(), ()),
        found.actors(),
        found.attributions(),
        (),
        found.dates(),
        found.places(),
        found.events(),
        found.agreements(),
    )
