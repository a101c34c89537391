"""The tables and views of the store as CSV and as Parquet, one file each.

Beside them lies ``export.json``: the versions, what was selected, and each file's number of rows and SHA-256.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from menurut.codebook import LANGUAGES, describe
from menurut.codebook import write as write_codebook
from menurut.errors import InputError, StoreError
from menurut.export import Selection
from menurut.export.files import made_folder, whole_file
from menurut.export.selection import chosen
from menurut.store.schema import SCHEMA_VERSION
from menurut.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

MANIFEST = "export.json"
_BATCH = 5_000  # rows written at a time
_PLAIN = re.compile(r"[^\",\r\n]+")  # a CSV value that needs no quotes
_TYPES = ("INTEGER", "REAL", "TEXT")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type in SQLite (a ``day`` is TEXT there), and whether a value is always there.

    ``cast``: a view computes it and nothing tells its type, so it is written as text.
    """

    name: str
    type: str
    required: bool
    day: bool
    cast: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of the store with the columns that are written, and the columns it is ordered by."""

    name: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    view: bool


class FileEntry(msgspec.Struct, frozen=True):
    """A file of an export: how many rows it holds, and the hash of its bytes."""

    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an export is: ``complete`` where it holds everything, so that it can be loaded."""

    menurut: str
    schema: int
    format: str
    complete: bool
    selection: dict[str, Any]
    files: dict[str, FileEntry]


Rows = Iterator[list[tuple[Any, ...]]]  # batches
Writer = Callable[[Path, Table, Rows], int]  # writes a file, returns the number of rows


def write_csv(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen rows of every table into the folder ``out``, as CSV (RFC 4180, UTF-8, lines end with LF).

    An empty field is a value that is not there; ``""`` is an empty text. Raises ``StoreError``, ``InputError``.
    """
    return _write(store_path, out, selection, "csv", _csv_file)


def write_parquet(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen rows of every table into the folder ``out``, as Parquet (zstd).

    With the full text and without a selection it is complete: menurut's working tables are there too, and
    ``menurut load`` makes the same store of it. Raises ``StoreError``, ``InputError``.
    """
    return _write(store_path, out, selection, "parquet", _parquet_file)


def table_list(connection: sqlite3.Connection, *, with_text: bool, working: bool) -> list[Table]:
    """The tables and views that are written, a table after those it belongs to; what is made of others aside.

    ``working`` adds those that only menurut needs.
    """
    found = connection.execute(
        "SELECT s.name, l.type, l.wr FROM sqlite_schema s"
        " JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name"
        " WHERE s.type IN ('table', 'view') ORDER BY s.rowid"
    )
    tables = []
    for name, kind, no_rowid in found.fetchall():
        made = kind not in ("table", "view") or name.startswith(tuple(_rules()["made"]))
        if made or (name in _rules()["working"] and not working):
            continue
        table = _table(connection, name, view=kind == "view", with_text=with_text)
        tables.append(table if table.view or no_rowid else replace(table, order=("rowid",)))
    return tables


def whole_query(table: Table) -> str:
    """The query for all rows of a table, in any order; what is to be text is cast."""
    names = ", ".join(f'CAST("{c.name}" AS TEXT)' if c.cast else f'"{c.name}"' for c in table.columns)
    return f'SELECT {names} FROM "{table.name}"'  # noqa: S608


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table; each field's ``description`` (and ``description:id``) is that of the codebook."""
    import pyarrow as pa

    types = {"INTEGER": pa.int64(), "REAL": pa.float64(), "BLOB": pa.binary(), "TEXT": pa.string()}
    fields = [
        pa.field(
            column.name,
            pa.date32() if column.day else types[column.type],
            nullable=not column.required,
            metadata=_descriptions(table.name, column.name),
        )
        for column in table.columns
    ]
    return pa.schema(fields, metadata={"menurut": __version__, "schema": str(SCHEMA_VERSION), "table": table.name})


# ---- what is written


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads(files("menurut.export").joinpath("tables.toml").read_text(encoding="utf-8"))


def _table(connection: sqlite3.Connection, name: str, *, view: bool, with_text: bool) -> Table:
    rules = _rules()
    left_out = () if with_text else rules["text"].get(name, ())
    days, computed = rules["days"].get(name, ()), rules["computed"].get(name, {})
    rows = connection.execute(
        'SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY cid', (name,)
    ).fetchall()
    known = _TYPES if view else (*_TYPES, "BLOB")  # of what a view computes, SQLite's versions tell various things
    columns = tuple(
        Column(
            column,
            computed.get(column) or (kind if kind in known else "TEXT"),
            required=bool(not_null or key) and not view,
            day=column in days,
            cast=kind not in known and column not in computed,
        )
        for column, kind, not_null, key in rows
        if column not in left_out
    )
    # A view has no order of its own: it is that of its columns.
    keys = [(key, column) for column, _, _, key in rows if key]
    order = tuple(column.name for column in columns) if view else tuple(column for _, column in sorted(keys))
    return Table(name, columns, order, view)


def _query(table: Table, selection: Selection) -> str:
    """The query for the chosen rows of a table, in the order in which they stand there."""
    query = whole_query(table)
    if not selection.everything and (rule := _rule(table)) is not None:
        query += f' WHERE "{rule[0]}" IN ({_rules()["by"][rule[1]]})'
    return f"{query} ORDER BY " + ", ".join(f'"{name}"' for name in table.order)


def _rule(table: Table) -> tuple[str, str] | None:
    if table.name in _rules()["by_other"]:
        column, kept = _rules()["by_other"][table.name]
        return column, kept
    names = {column.name for column in table.columns}
    return next(((name, name) for name in _rules()["by"] if name in names), None)


def _write(store_path: Path, out: Path, selection: Selection, kind: str, writer: Writer) -> list[Path]:
    made_folder(out)
    with suppress(OSError):  # an earlier one's; it is written last, so that it tells of a whole export
        (out / MANIFEST).unlink()
    complete = kind == "parquet" and selection.everything and selection.with_text
    entries, written = {}, []
    with chosen(store_path, selection) as connection:
        for table in table_list(connection, with_text=selection.with_text, working=complete):
            if table.name in _rules()["sums"] and not selection.everything:
                continue
            path = out / f"{table.name}.{kind}"
            with whole_file(path) as part:
                rows = writer(part, table, _batches(connection, table, _query(table, selection)))
                entries[path.name] = FileEntry(rows, sha256_of(part))
            written.append(path)
    manifest = Manifest(
        menurut=__version__,
        schema=SCHEMA_VERSION,
        format=kind,
        complete=complete,
        selection=asdict(selection),
        files=entries,
    )
    codebook = _codebook(out)
    with whole_file(out / MANIFEST) as part:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return [*written, out / MANIFEST, *codebook]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _batches(connection: sqlite3.Connection, table: Table, query: str) -> Rows:
    cursor = connection.execute(query)
    days = [n for n, column in enumerate(table.columns) if column.day]
    while rows := cursor.fetchmany(_BATCH):
        yield [_with_days(row, table, days) for row in rows] if days else rows


def _with_days(row: tuple[Any, ...], table: Table, days: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for n in days:
        if values[n] is not None:
            try:
                values[n] = date.fromisoformat(values[n])
            except ValueError as error:
                what = f"{table.name}.{table.columns[n].name}"
                raise StoreError(f"{what} holds {values[n]!r}, which is no day; read the article again") from error
    return tuple(values)


# ---- CSV


def _csv_file(path: Path, table: Table, batches: Rows) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(column.name for column in table.columns) + "\n")
        for rows in batches:
            count += len(rows)
            file.writelines(",".join(map(_csv_value, row)) + "\n" for row in rows)
    return count


def _csv_value(value: str | float | date | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return value if _PLAIN.fullmatch(value) else '"' + value.replace('"', '""') + '"'


# ---- Parquet


def _parquet_file(path: Path, table: Table, batches: Rows) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, count = arrow_schema(table), 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in batches:
            count += len(rows)
            arrays = [
                pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
    return count


# ---- the codebook


def _descriptions(table: str, column: str) -> dict[str, str]:
    names = ("description", "description:id")
    return {name: describe(table, column, language) for name, language in zip(names, LANGUAGES, strict=True)}


def _codebook(out: Path) -> list[Path]:
    try:
        return write_codebook(out)
    except OSError as error:
        raise InputError(f"the codebook cannot be written to {out}: {error.strerror or error}") from error
