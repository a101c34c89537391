"""What linking finds out about texts before it writes: their marks, whom they cite, and which of them are alike."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from menurut.link.copies.index import Postings, compare, match, promising
from menurut.link.copies.memory import body_of, postings, whom
from menurut.link.copies.records import Citation, Pair
from menurut.link.copies.shingles import Sketch, Sketcher

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as it is entered: the digest of its text, how many words and which marks that has, whom it cites."""

    article: str
    digest: int
    words: int
    marks: NDArray[np.int64]
    citations: tuple[Citation, ...]


class Finding(Protocol):
    """What finds out about texts: ``Finder``, or a job that did so before on many machines (``link.given``)."""

    def entries(self, connection: sqlite3.Connection, articles: Sequence[str]) -> list[Entry]:
        """These articles as they are entered, in their order; one that it knows nothing of is left out."""

    def pairs(self, connection: sqlite3.Connection, new: Mapping[int, Entry]) -> Iterator[Pair]:
        """The pairs that new texts, by number, make with each other and with those of the index.

        The index takes up their marks.
        """


class Finder:
    """Finds out from the store, here and now."""

    def __init__(self) -> None:
        self._sketcher = Sketcher()
        self._sketches: dict[int, Sketch] = {}  # of the entries that were asked for last, by digest

    def entries(self, connection: sqlite3.Connection, articles: Sequence[str]) -> list[Entry]:
        """These articles as they are entered."""
        read = list(_read(connection, articles, cited=True))
        sketches = list(self._sketcher.sketches([each.body for each in read]))
        self._sketches = {sketch.digest: sketch for sketch in sketches}
        return [entry_of(each.article, s, each.citations) for each, s in zip(read, sketches, strict=True)]

    def pairs(self, connection: sqlite3.Connection, new: Mapping[int, Entry]) -> Iterator[Pair]:
        """The pairs that texts make which were entries just now."""
        sketches = {number: self._sketches[entry.digest] for number, entry in new.items()}
        return _pairs(connection, sketches, self._sketcher)


def entry_of(article: str, sketch: Sketch, citations: tuple[Citation, ...]) -> Entry:
    """An article as it is entered."""
    return Entry(article, sketch.digest, len(sketch.words), sketch.marks, citations)


def enter_marks(connection: sqlite3.Connection, kept: Postings) -> None:
    """Has the index take up marks of texts; rows of one page of the table go in together."""
    import numpy as np

    order = np.lexsort((kept.texts, kept.marks))
    rows = zip(kept.marks[order].tolist(), kept.texts[order].tolist(), strict=True)
    connection.executemany("INSERT INTO copy_marks VALUES (?, ?)", rows)


@dataclass(frozen=True, slots=True)
class _Read:
    """What of an article is compared, and whom it cites."""

    article: str
    body: str
    citations: tuple[Citation, ...]


def _read(connection: sqlite3.Connection, articles: Sequence[str], *, cited: bool) -> Iterator[_Read]:
    """The bodies of articles, and with ``cited`` whom they cite."""
    names = json.dumps(articles)
    lines: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    rows = connection.execute(
        'SELECT article, start, "end", kind FROM paragraphs'
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, number",
        (names,),
    )
    for article, start, end, kind in rows:
        lines[article].append((start, end, kind))
    rows = connection.execute(
        "SELECT d.article, d.language, d.text, d.dateline_end, a.outlet FROM documents d"
        " JOIN articles a ON a.id = d.article WHERE d.article IN (SELECT value FROM json_each(?))",
        (names,),
    )
    for article, language, text, dateline, outlet in rows:
        its = lines.pop(article, [])
        citations = whom(text, language, its, outlet) if cited else ()
        yield _Read(article, body_of(text, its, dateline), citations)


def _pairs(connection: sqlite3.Connection, new: dict[int, Sketch], sketcher: Sketcher) -> Iterator[Pair]:
    import numpy as np

    fresh = postings([(number, sketch.marks) for number, sketch in new.items()])
    matches = match(fresh, _postings(connection, np.unique(fresh.marks)))
    enter_marks(connection, Postings(fresh.marks[matches.kept], fresh.texts[matches.kept]))
    columns = (matches.texts.tolist(), matches.others.tolist(), matches.shared.tolist())
    words = _words(connection, {*columns[0], *columns[1]})
    hopeful = [
        (one, other)
        for one, other, shared in zip(*columns, strict=True)
        if one in words and other in words and promising(shared, words[one], words[other])
    ]
    shingles = {number: new[number].shingles() for number in {n for pair in hopeful for n in pair} if number in new}
    shingles |= _shingles(connection, {n for pair in hopeful for n in pair} - set(shingles), sketcher)
    for one, other in hopeful:
        if one in shingles and other in shingles:
            pair = compare((one, shingles[one]), (other, shingles[other]))
            if pair is not None:
                yield pair


def _postings(connection: sqlite3.Connection, marks: NDArray[np.int64]) -> Postings:
    import numpy as np

    sql = "SELECT m.mark, m.text FROM json_each(?) j CROSS JOIN copy_marks m ON m.mark = j.value"
    rows = connection.execute(sql, (json.dumps(marks.tolist()),)).fetchall()
    table = np.array(rows, np.int64).reshape(-1, 2)
    return Postings(table[:, 0], table[:, 1])


def _words(connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, int]:
    sql = "SELECT number, words FROM copy_texts WHERE number IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(list(texts)),)).fetchall())


def _shingles(
    connection: sqlite3.Connection, texts: Iterable[int], sketcher: Sketcher
) -> dict[int, NDArray[np.uint64]]:
    """The 3-grams of texts of the index, made from a document that carries each; without one it is left out."""
    sql = "SELECT min(article), text FROM copy_articles WHERE text IN (SELECT value FROM json_each(?)) GROUP BY text"
    carriers: dict[str, int] = dict(connection.execute(sql, (json.dumps(list(texts)),)).fetchall())
    read = list(_read(connection, list(carriers), cited=False))
    sketches = sketcher.sketches([each.body for each in read])
    return {carriers[each.article]: sketch.shingles() for each, sketch in zip(read, sketches, strict=True)}
