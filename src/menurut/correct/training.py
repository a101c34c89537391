"""Corrected articles as training data: annotations in the form of the gold, and tasks for Label Studio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from menurut.records import Reading
from menurut.store.corrections import Correction, active_of, uncorrected
from menurut.store.queries import StoreReader
from menurut.store.schema import connect, plain_errors


def corrected_articles(path: Path) -> Iterator[tuple[Reading, Reading, tuple[Correction, ...]]]:
    """The articles that people corrected: as the machine read each, as it is now, and the corrections that hold.

    Raises ``StoreError``.
    """
    connection = connect(path, write=False)
    try:
        with plain_errors(path), StoreReader(path) as store:
            names = connection.execute("SELECT article FROM uncorrected ORDER BY article").fetchall()
            for (name,) in names:
                now = store.reading(name)
                yield uncorrected(connection, now), now, active_of(connection, name)
    finally:
        connection.close()


def annotation_records(path: Path) -> Iterator[dict[str, Any]]:
    """Each corrected article as it is now, in the form of the gold (``menurut.export.annotations``)."""
    from menurut.export.annotations import annotation_record

    for _, now, _ in corrected_articles(path):
        yield annotation_record(now)


def tasks(path: Path) -> Iterator[dict[str, Any]]:
    """Each corrected article as a task for Label Studio: predictions are what the machine read, annotations what holds.

    ``meta`` has the corrections. The labelling interface is ``menurut.export.labelstudio.interface()``.
    """
    from menurut.export.labelstudio import task

    for before, now, lines in corrected_articles(path):
        yield task(now, lines, before)
