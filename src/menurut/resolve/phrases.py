"""The phrases of a document's lines, read by the order of head and modifier that its language has."""

from __future__ import annotations

from menurut.resolve import tables as t
from menurut.resolve.head_first import HeadFirst
from menurut.resolve.head_last import HeadLast
from menurut.resolve.names import Line
from menurut.resolve.phrase import Phrase

_READERS = {"id": HeadFirst, "en": HeadLast}


def phrases_of_line(line: Line, index: int, tables: t.Tables) -> list[Phrase]:
    """The phrases of one line, in order, none within another."""
    return _READERS[tables.language](line, index, tables).read()


def phrases_of(lines: list[Line], tables: t.Tables) -> list[list[Phrase]]:
    """The phrases of every line."""
    return [phrases_of_line(line, index, tables) for index, line in enumerate(lines)]
