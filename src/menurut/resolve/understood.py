"""An article as the gazetteer and the rules of actors read it: made once, for the networks of actors and of events."""

from __future__ import annotations

from dataclasses import dataclass

from menurut.records import Annotation, Document
from menurut.resolve.inputs import Seen, seen_of
from menurut.resolve.names import Line, lines_of
from menurut.resolve.tables import Tables, load_tables


@dataclass(frozen=True, slots=True)
class Understood:
    """The units of an article line by line, the tables they were read with, and what the networks see of its words."""

    lines: tuple[Line, ...]
    tables: Tables
    seen: Seen


def understand(document: Document, annotation: Annotation) -> Understood:
    """An article as the networks see it.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences, words and names.
    """
    tables = load_tables(document.language)
    lines = tuple(lines_of(document, annotation, tables))
    return Understood(lines, tables, seen_of(document, annotation, lines, tables))
