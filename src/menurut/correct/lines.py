"""The log of corrections as a whole: which lines hold, the log as JSON lines, and taking in another store's log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from menurut.correct.live import link_again, replay, writing
from menurut.errors import InputError, NotFoundError
from menurut.records import Problem
from menurut.store.corrections import (
    IDENTITY_KINDS,
    INCIDENT_KINDS,
    Correction,
    CorrectionKind,
    find,
    found_actors,
    found_events,
    log,
    take,
    undone_ids,
)

_MOST = 2**53  # no offset is larger
_TURNS = 3  # in which lines are taken again that undo what comes after them
_LONGEST = 100_000_000  # bytes of a log that is read


class State(StrEnum):
    """What has become of a correction."""

    HOLDS = "holds"
    UNDONE = "undone"
    STRAY = "stray"  # what it is about is not in the store (any more); it holds again once it is


@dataclass(frozen=True, slots=True)
class LoggedCorrection:
    """A line of the log, and whether it holds."""

    line: Correction
    state: State


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many lines of a log were new, how many stood in the store already, and what could not be read."""

    new: int
    known: int
    problems: tuple[Problem, ...]


def logged(connection: sqlite3.Connection) -> Iterator[LoggedCorrection]:
    """All lines of the log in the order in which they were written, and whether each holds."""
    undone = undone_ids(connection)
    found = connection.execute("SELECT substr(origin, 12) FROM problems WHERE step = 'correct'")
    strays = {row[0] for row in found.fetchall()}
    for line in log(connection):
        if line.id in undone:
            yield LoggedCorrection(line, State.UNDONE)
        elif line.undoes is None and (line.id in strays or not _is_there(connection, line)):
            yield LoggedCorrection(line, State.STRAY)
        else:
            yield LoggedCorrection(line, State.HOLDS)


def _is_there(connection: sqlite3.Connection, line: Correction) -> bool:
    if line.kind in INCIDENT_KINDS:
        return all(found_events(connection, line, role) for role in ("subject", "object"))
    if line.kind in IDENTITY_KINDS:
        return all(found_actors(connection, line.value[role]) for role in ("subject", "object"))
    article = (line.value.get("subject", {}).get("article"),)
    return connection.execute("SELECT 1 FROM documents WHERE article = ?", article).fetchone() is not None


def log_lines(connection: sqlite3.Connection) -> Iterator[bytes]:
    """The log as JSON lines, which ``load`` takes in."""
    for line in log(connection):
        yield msgspec.json.encode(asdict(line)) + b"\n"


def load(path: Path, file: Path) -> Loaded:
    """Takes the log of another store (JSON lines, ``log_lines``) into the store at ``path``, and applies it.

    A line whose id stands in the store already is passed over, so the same file changes nothing the second time. What
    is no line of a log becomes a problem, and the rest is read on. Of two corrections that go against each other the
    one made later holds, whichever log it stood in. Raises ``NotFoundError`` where there is no such file,
    ``InputError`` where it has more than 100 MB, and ``StoreError``; nothing is taken in then.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(_LONGEST + 1)
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read: {error.strerror}") from error
    if len(data) > _LONGEST:
        raise InputError(f"{file} has more than {_LONGEST:,} bytes; cut it into files of less, between lines")
    lines, problems = _parsed(data.splitlines(), file)
    with writing(path) as connection:
        new, waiting = _taken(connection, lines)
        for _ in range(_TURNS if waiting else 0):  # an undoing may stand before what it undoes
            more, waiting = _taken(connection, waiting)
            new += more
        problems += [_bad(o, f"it undoes the correction {x.undoes!r}, which is not there") for o, x in waiting]
        touched = replay(connection, path, new)
    link_again(path, touched)
    return Loaded(len(new), len(lines) - len(new), tuple(problems))


def _taken(
    connection: sqlite3.Connection, lines: Iterable[tuple[str, Correction]]
) -> tuple[list[Correction], list[tuple[str, Correction]]]:
    """Takes lines into the log: those that were new, and those that undo what is not there."""
    new, waiting = [], []
    for origin, line in lines:
        if line.undoes is not None and not _has(connection, line.undoes):
            waiting.append((origin, line))
        elif take(connection, line):
            new.append(line)
    return new, waiting


def _has(connection: sqlite3.Connection, name: str) -> bool:
    try:
        find(connection, name)
    except NotFoundError:
        return False
    return True


# ---- reading a log that may be anything


def _parsed(rows: Iterable[bytes], file: Path) -> tuple[list[tuple[str, Correction]], list[Problem]]:
    lines, problems = [], []
    for number, row in enumerate(rows, 1):
        if row.strip():
            origin = f"{file}:{number}"
            try:
                lines.append((origin, _line(msgspec.json.decode(row))))
            except (ValueError, LookupError, TypeError, RecursionError) as error:
                what = f"it has no {error}" if isinstance(error, KeyError) else str(error)
                problems.append(_bad(origin, what))
    return lines, problems


def _bad(origin: str, what: str) -> Problem:
    message = f"this line is not one of a log of corrections (menurut corrections --format jsonl): {what}"
    return Problem("read", "bad_correction", message, origin)


def _line(row: Any) -> Correction:
    """A line, checked so far that nothing in it can stop a later step. Raises ``ValueError`` and the like."""
    made = datetime.fromisoformat(row["made"])
    if made.tzinfo is None:
        raise ValueError("made has no time zone")
    when = made.astimezone(UTC).isoformat(timespec="milliseconds")
    kind, value, undoes = CorrectionKind(row["kind"]), row["value"], row.get("undoes")
    names = (row["id"], row["author"], row["subject"])
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError("id, author and subject are words")
    for name in (row.get("object"), undoes):
        if name is not None and not isinstance(name, str):
            raise ValueError("object and undoes are ids or null")
    if (kind is CorrectionKind.UNDO) is not (undoes is not None) or not isinstance(value, dict):
        raise ValueError("an undo, and nothing else, undoes a line; value is an object")
    if kind is not CorrectionKind.UNDO:
        _check_value(kind, value)
    return Correction(row["id"], when, row["author"], kind, row["subject"], row.get("object"), value, undoes)


def _check_value(kind: CorrectionKind, value: Mapping[str, Any]) -> None:
    _check(value)
    ends = ["subject", "object"] if kind in (*INCIDENT_KINDS, *IDENTITY_KINDS) else ["subject"]
    for end in (*ends, *(("identity",) if "identity" in value else ())):
        place = value[end]
        actors = place["actors"] if kind in IDENTITY_KINDS and place.get("record") == "identity" else [place]
        if end != "identity" and not all(isinstance(actor["article"], str) for actor in actors):
            raise ValueError(f"{end} names no article")
    if kind is CorrectionKind.NOT_THIS_ACTOR and not isinstance(value["span"], dict):
        raise ValueError("span is missing")


_LISTS = ("mentions", "actors", "triggers", "content", "spans", "source", "target", "subject_others", "object_others")
_SPANS = ("mentions", "triggers", "content", "spans", "span")


def _check(value: Any, name: str = "") -> None:
    """Raises ``ValueError`` where a part of a value is of a kind that no correction has there."""
    if isinstance(value, list):
        if name not in _LISTS or not all(isinstance(each, dict) for each in value):
            raise ValueError(f"{name} is no list of objects")
        for each in value:
            _check(each, name)
    elif isinstance(value, dict):
        if name in _SPANS and "words" not in value:
            raise ValueError(f"{name} has no words")
        if "words" in value and not (isinstance(value["words"], str) and _is_offset(value.get("start"))):
            raise ValueError(f"{name} is no span")
        for key, each in value.items():
            _check(each, key)
    elif not (value is None or isinstance(value, str) or _is_offset(value)):
        raise ValueError(f"{name} is neither words nor a number")


def _is_offset(value: Any) -> bool:
    return type(value) is int and 0 <= value < _MOST
