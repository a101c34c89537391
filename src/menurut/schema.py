"""Arrow schemas, derived from the records: the contract on disk for Parquet files and other engines.

A dataclass becomes a struct, a tuple of records a list, an enum and a string a string, an integer an int64; only a
field whose type allows ``None`` is nullable. ``SCHEMA_VERSION`` is raised whenever a derived schema changes; the tests
hold a snapshot of every schema.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from menurut import records

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 3
STORED = (
    records.Article,
    records.Document,
    records.Actor,
    records.Attribution,
    records.DateMention,
    records.Place,
    records.Event,
    records.Agreement,
    records.Problem,
)


def arrow_schema(record: type) -> pa.Schema:
    """The Arrow schema of a record type; its metadata name the record and the schema's version.

    Raises ``TypeError`` for a type that has no Arrow form.
    """
    import pyarrow as pa

    metadata = {"menurut.record": record.__name__, "menurut.schema": str(SCHEMA_VERSION)}
    return pa.schema(_fields(record), metadata=metadata)


def _fields(record: type) -> list[pa.Field]:
    import pyarrow as pa

    hints = get_type_hints(record)
    found = []
    for field in fields(record):
        hint, nullable = _optional(hints[field.name])
        found.append(pa.field(field.name, _type(hint), nullable=nullable))
    return found


def _optional(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        if len(options) == 1:
            return options[0], True
    return hint, False


def _type(hint: Any) -> pa.DataType:
    import pyarrow as pa

    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(_fields(hint))
    if get_origin(hint) is tuple:
        item, *rest = get_args(hint)
        if rest == [Ellipsis]:
            return pa.list_(pa.field("item", _type(item), nullable=False))
        return pa.list_(pa.field("item", _type(item), nullable=False), len(rest) + 1)
    if isinstance(hint, type) and issubclass(hint, StrEnum | str):
        return pa.string()
    if hint is int:
        return pa.int64()
    if hint is float:
        return pa.float64()
    raise TypeError(f"{hint!r} has no Arrow form")
