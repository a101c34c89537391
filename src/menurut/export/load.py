"""Making a store of a Parquet export again: the same rows in every table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from menurut.errors import InputError, StoreError
from menurut.export.tables import MANIFEST, Manifest, Table, sha256_of, table_list
from menurut.store.schema import SCHEMA_VERSION, connect, plain_errors

_BATCH = 5_000  # rows read at a time
_AGAIN = "export the store again with: menurut export parquet --with-text"


def load(folder: Path, store_path: Path) -> Mapping[str, int]:
    """Makes the store at ``store_path`` of the Parquet export in ``folder``; returns the rows of each table.

    All is loaded or nothing. Raises ``InputError`` where the folder holds no export of everything with the full text,
    or one of another version, or a file is missing or damaged; ``StoreError`` where a store that is not empty, or
    something else, stands there.
    """
    manifest = _manifest(folder)
    _check_files(folder, manifest)
    existed = store_path.exists()
    connection = connect(store_path, write=True)
    try:
        with plain_errors(store_path):
            counts = _load(connection, folder, manifest, store_path)
    except BaseException:  # Ctrl-C too leaves no store behind that was not there before; it is raised on
        connection.close()
        if not existed:
            for suffix in ("", "-wal", "-shm"):
                store_path.with_name(store_path.name + suffix).unlink(missing_ok=True)
        raise
    connection.close()
    return counts


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}; name the folder of a Parquet export")
    if not path.is_file():
        raise InputError(f"{folder} is no export of menurut, as it has no {MANIFEST}; {_AGAIN}")
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, OSError) as error:
        raise InputError(f"{path} is damaged ({error}); {_AGAIN}") from error
    if manifest.format != "parquet":
        raise InputError(f"{folder} holds an export as {manifest.format}, and only Parquet can be loaded; {_AGAIN}")
    if manifest.schema > SCHEMA_VERSION:
        raise InputError(
            f"{folder} was written by a later menurut (its schema is {manifest.schema}, this one knows "
            f"{SCHEMA_VERSION}); update menurut to load it"
        )
    if manifest.schema < SCHEMA_VERSION:
        raise InputError(
            f"{folder} was written by menurut {manifest.menurut} (its schema is {manifest.schema}, this one's is "
            f"{SCHEMA_VERSION}); load it with that version, then bring the store up to date with: menurut migrate"
        )
    if not manifest.complete:
        raise InputError(f"{folder} holds only a part of a store, or no full text, and cannot be loaded; {_AGAIN}")
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, entry in manifest.files.items():
        path = folder / name
        if path.name != name or not path.is_file():
            raise InputError(f"{folder} lacks the file {name}; copy the whole folder, or {_AGAIN}")
        if sha256_of(path) != entry.sha256:
            raise InputError(f"{path} is damaged or was changed after the export; {_AGAIN}")


def _load(connection: sqlite3.Connection, folder: Path, manifest: Manifest, store_path: Path) -> dict[str, int]:
    tables = [table for table in table_list(connection, with_text=True, working=True) if not table.view]
    counts = {}
    connection.execute("BEGIN IMMEDIATE")
    try:
        for table in tables:
            if connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{table.name}")').fetchone()[0]:  # noqa: S608
                raise StoreError(f"{store_path} holds a store that is not empty; name a new file")
        connection.execute("PRAGMA defer_foreign_keys = ON")  # rows may come before those that they refer to
        for table in tables:
            counts[table.name] = _fill(connection, table, folder, manifest)
        connection.execute("COMMIT")
    except sqlite3.IntegrityError as error:
        connection.execute("ROLLBACK")
        raise InputError(f"{folder} holds rows that do not fit each other ({error}); {_AGAIN}") from error
    except BaseException:  # Ctrl-C too; it is raised on
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return counts


def _fill(connection: sqlite3.Connection, table: Table, folder: Path, manifest: Manifest) -> int:
    path = folder / f"{table.name}.parquet"
    if path.name not in manifest.files:
        raise InputError(f"{folder} has no table {table.name}; {_AGAIN}")
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    places = ", ".join("?" * len(table.columns))
    count = 0
    for rows in _rows(path, table):
        connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', rows)  # noqa: S608
        count += len(rows)
    return count


def _rows(path: Path, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = [column.name for column in table.columns]
    try:
        with pq.ParquetFile(path) as file:
            if file.schema_arrow.names != names:
                raise InputError(f"{path} has other columns than the table {table.name}; {_AGAIN}")
            for batch in file.iter_batches(_BATCH):
                yield list(zip(*(_values(column) for column in batch.columns), strict=True))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} is damaged ({error}); {_AGAIN}") from error


def _values(column: Any) -> list[Any]:
    """A column's values as SQLite has them: days as ISO text."""
    return [value.isoformat() if isinstance(value, date) else value for value in column.to_pylist()]
