"""What linking decides block by block, from records alone: work that can be done anywhere, in any order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice
from typing import TYPE_CHECKING, TypeVar

import msgspec

from menurut.link.copies.finding import Entry, entry_of
from menurut.link.copies.index import MOST_TEXTS, Matches, Postings, compare, match
from menurut.link.copies.memory import copy_text
from menurut.link.copies.records import Pair
from menurut.link.copies.shingles import Sketch, Sketcher
from menurut.link.incidents.features import compared
from menurut.link.incidents.keys import keys_of
from menurut.link.incidents.model import load_model
from menurut.link.incidents.records import Sighting
from menurut.link.incidents.sightings import read_sightings
from menurut.link.incidents.stored import pair_of
from menurut.link.records import Seen
from menurut.records import Reading
from menurut.store.schema import scratch
from menurut.store.writer import RecordRows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_Item = TypeVar("_Item")
_AT_ONCE = 200  # articles whose texts are sketched, or that stand in a scratch store, together


# ---- copies


def entries_in(readings: Iterable[Reading]) -> Iterator[tuple[Entry, bytes]]:
    """Each article as it is entered among texts, and the hashes of its words, 8 bytes each (little-endian)."""
    sketcher = Sketcher()
    for some in batches_of(readings, _AT_ONCE):
        texts = [copy_text(reading.article, reading.document) for reading in some]
        sketches = sketcher.sketches([text.body for text in texts])
        for text, sketch in zip(texts, sketches, strict=True):
            yield entry_of(text.article, sketch, text.citations), sketch.words.astype("<u8").tobytes()


def shared_marks(marks: Numbers, texts: Numbers) -> tuple[Matches, Numbers, Numbers]:
    """From all postings of some marks: the pairs of texts that share them, and common marks with the last text of each.

    A common mark is kept of the texts up to that one only. The texts are numbers in the order in which linking enters
    them.
    """
    import numpy as np

    order = np.lexsort((texts, marks))
    marks, texts = marks[order], texts[order]
    begins = np.flatnonzero(np.append(True, marks[1:] != marks[:-1])) if len(marks) else np.empty(0, np.int64)
    common = begins[np.diff(np.append(begins, len(marks))) > MOST_TEXTS]
    empty = np.empty(0, np.int64)
    # The rows that ``match`` is given must be in the order of the texts.
    order = np.argsort(texts, kind="stable")
    found = match(Postings(marks[order], texts[order]), Postings(empty, empty))
    return found, marks[common], texts[common + MOST_TEXTS - 1]


def alike(one: tuple[int, bytes], other: tuple[int, bytes]) -> Pair | None:
    """How two texts (each a number and the hashes of its words) are alike, ``None`` where they are not."""
    import numpy as np

    empty = np.empty(0, np.int64)
    a, b = (Sketch(0, np.frombuffer(words, "<u8"), empty).shingles() for _, words in (one, other))
    return compare((one[0], a), (other[0], b))


# ---- actors


def seen_in(reading: Reading, group: str) -> Iterator[Seen]:
    """The actors of an article as they are compared across articles; ``group`` is its independent source."""
    day = reading.article.published[:10] if reading.article.published else None
    for actor in reading.actors:
        words = tuple(sorted({span.text for span in actor.mentions}))
        yield Seen(actor.id, actor.article_id, day, actor.kind, actor.name, actor.country, actor.role, words, group)


# ---- events


def sightings_in(readings: Iterable[Reading], identities: Mapping[str, str | None]) -> Iterator[Sighting]:
    """The events of articles as they are compared, with the identities of their actors."""
    for some in batches_of(readings, _AT_ONCE):
        connection = scratch()
        try:
            _fill(connection, some, identities)
            events = [event.id for reading in some for event in reading.events]
            yield from read_sightings(connection, events)
        finally:
            connection.close()


def _fill(connection: sqlite3.Connection, readings: Sequence[Reading], identities: Mapping[str, str | None]) -> None:
    connection.execute("BEGIN")
    rows = RecordRows(connection)
    connection.execute("INSERT INTO runs VALUES (1, '', '', '', NULL)")
    for reading in readings:
        connection.execute(
            "INSERT INTO articles (id, published, text, origin, input_hash, run_key, run)"
            " VALUES (?, ?, '', '', '', '', 1)",
            (reading.article.id, reading.article.published),
        )
        rows.write(reading)
    known = [(a.id, identities[a.id]) for reading in readings for a in reading.actors if a.id in identities]
    connection.executemany("INSERT INTO identity_actors VALUES (?, ?, 1, '[]', NULL)", known)
    connection.execute("COMMIT")


def pairs_of_key(key: int, sightings: Sequence[tuple[bytes, frozenset[int]]]) -> Iterator[tuple[str, str, str, float]]:
    """The pairs of events that share a key, the least of those that they share: (that entered later, both, how likely).

    Each sighting is packed (JSON), with all its keys.
    """
    decode, model = msgspec.json.Decoder(Sighting).decode, load_model()
    known = [(compared(decode(packed)), keys) for packed, keys in sightings]
    for (one, keys), (other, others) in combinations(known, 2):
        if min(keys & others) == key and (pair := pair_of(one, other, model)) is not None:
            later = max((each.seen.article, each.seen.event) for each in (one, other))[1]
            yield later, *pair


def keys_in(seen: Sighting) -> list[int]:
    """The keys of an event, in order."""
    return sorted(keys_of(seen))


def batches_of(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """The items in lists of ``size``, the last one of what is left."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
