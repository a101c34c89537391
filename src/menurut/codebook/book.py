"""What the codebook holds, put together from the tables themselves and the sentences on them.

The tables, their columns and types are those of a store made in memory. The sentences stand in ``columns.tsv`` and
``codes.toml``; where the English is left out there, it is the comment beside the column in the DDL. The types, quads
and contexts of PLOVER are told by ``menurut/code/plover.toml``.
"""

from __future__ import annotations

import re
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from menurut.errors import InputError, NotFoundError

LANGUAGES = ("en", "id")
_ANY = "*"  # the table of sentences on a column that several tables have
_COLUMN = re.compile(r'\s+"?([a-z_]+)"? (?:TEXT|INTEGER|REAL|BLOB)\b[^-]*?,?\s+-- (.+)')
_CREATE = re.compile(r"CREATE (?:TABLE|VIEW) (\w+) [^-]*(?:-- (.+))?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type in SQLite (empty where a view computes it), whether it is never NULL, what it holds.

    ``codes`` names the list of the values it may have, ``None`` where there is none.
    """

    name: str
    type: str
    required: bool
    text: str
    codes: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view (``kind``), what it holds, and its columns in their order."""

    name: str
    kind: str
    text: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The codebook in one language: tables and views in the order in which they are made, and the lists of codes."""

    language: str
    tables: tuple[Table, ...]
    codes: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Sentence:
    codes: str | None
    text: Mapping[str, str]


@cache
def book(language: str) -> Book:
    """The codebook in a language of ``LANGUAGES``. Raises ``InputError`` where it is none of them."""
    checked(language)
    tables = tuple(
        Table(
            name,
            kind,
            describe(name, None, language),
            tuple(
                Column(column, type_, required, describe(name, column, language), _sentence(name, column).codes)
                for column, type_, required in columns
            ),
        )
        for name, kind, columns in _layout()
    )
    return Book(language, tables, MappingProxyType({name: codes(name, language) for name in code_lists()}))


def describe(table: str, column: str | None, language: str) -> str:
    """What a column holds, or without one the table or view; a sentence without its full stop.

    Raises ``NotFoundError`` where there is no such column, ``InputError`` where the language is none of ``LANGUAGES``.
    """
    return _sentence(table, column or "").text[checked(language)]


def code_lists() -> tuple[str, ...]:
    """The names of the lists of codes, such as ``act`` and ``event_type``."""
    return tuple(_codes())


def codes(name: str, language: str) -> Mapping[str, str]:
    """The codes of a list with what each means; a code has the same spelling in columns and files.

    Raises ``NotFoundError`` where there is no such list, ``InputError`` where the language is none of ``LANGUAGES``.
    """
    checked(language)
    if name not in _codes():
        raise NotFoundError(f"there is no list of codes {name!r}; there are {', '.join(_codes())}")
    return MappingProxyType({code: words[language] for code, words in _codes()[name].items()})


def words(language: str) -> Mapping[str, str]:
    """The headings of the codebook in a language."""
    return {name: row[language] for name, row in _toml("menurut.codebook", "words.toml").items()}


def checked(language: str) -> str:
    """The language, if it is one of ``LANGUAGES``; raises ``InputError`` otherwise."""
    if language not in LANGUAGES:
        raise InputError(f"the codebook is in {' and '.join(LANGUAGES)}, not in {language!r}")
    return language


def _sentence(table: str, column: str) -> _Sentence:
    found = _sentences().get((table, column))
    if found is None and any(name == table for name, _, _ in _layout()):
        found = _sentences().get((_ANY, column))
    if found is None:
        what = f"column {column!r} of {table!r}" if column else f"table {table!r}"
        raise NotFoundError(f"the codebook has no {what}")
    return found


@cache
def _sentences() -> Mapping[tuple[str, str], _Sentence]:
    comments = dict(_comments())
    found = {}
    lines = files("menurut.codebook").joinpath("columns.tsv").read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        table, column, listed, english, indonesian = line.split("\t")
        text = {"en": english or comments[table, column], "id": indonesian}
        found[table, column] = _Sentence(listed or None, MappingProxyType(text))
    return found


@cache
def _codes() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    plover = _toml("menurut.code", "plover.toml")
    own = {"event_type": plover["types"], "quad": plover["quads"], "context": plover["contexts"]}
    return own | _toml("menurut.codebook", "codes.toml")


def _toml(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def _statements() -> Iterator[str]:
    from menurut.store.tables import TABLES, later_tables

    for tables in (TABLES, *later_tables().values()):
        yield from (statement for statement in tables.split(";\n") if statement.strip())


@cache
def _layout() -> tuple[tuple[str, str, tuple[tuple[str, str, bool], ...]], ...]:
    """Of each table and view its name, its kind, and of its columns name, type and whether they are never NULL."""
    connection = sqlite3.connect(":memory:")
    try:
        for statement in _statements():
            connection.execute(statement)
        kinds = {name: kind for _, name, kind, *_ in connection.execute("PRAGMA table_list")}
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema ORDER BY rowid")]
        found = []
        for name in names:
            if kinds.get(name) in ("table", "view", "virtual") and not name.startswith("sqlite_"):
                rows = connection.execute(f"PRAGMA table_info({name})").fetchall()
                columns = tuple((row[1], row[2], bool(row[3] or row[5])) for row in rows)
                found.append((name, "view" if kinds[name] == "view" else "table", columns))
        return tuple(found)
    finally:
        connection.close()


def _comments() -> Iterator[tuple[tuple[str, str], str]]:
    """The comments of the DDL on tables and views, and on columns that have a line of their own."""
    for statement in _statements():
        table = ""
        for line in statement.splitlines():
            create = _CREATE.match(line)
            if create is not None:
                table = create[1]
                if create[2]:
                    yield (table, ""), create[2].strip()
            column = _COLUMN.match(line)
            if table and column is not None:
                yield (table, column[1]), column[2].strip()
