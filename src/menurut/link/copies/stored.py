"""Copies in the store: found as articles come in, whatever their order, a batch in a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from menurut.link.copies.groups import group
from menurut.link.copies.index import Postings, compare, match, promising
from menurut.link.copies.memory import body_of, postings, whom
from menurut.link.copies.records import Carrier, Citation, CitationForm, CopyGroup, Pair, PairKind, SourceKind
from menurut.link.copies.shingles import Sketch, Sketcher
from menurut.store.schema import connect, plain_errors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 1_000  # articles that are entered in one transaction
_CHARACTERS = 10_000_000  # of their texts, about
_CACHE = 32_000  # KiB of the store held in memory: marks go into pages all over their table


@dataclass(frozen=True, slots=True)
class _Read:
    """What of an article is compared, and whom it cites."""

    article: str
    body: str
    citations: tuple[Citation, ...]


def link_copies(path: Path) -> int:
    """Find the copies of every article of the store that has not been compared yet; returns how many those were.

    Only their neighbourhood is touched: the texts that share marks with them, and the groups those are in. The same
    articles give the same groups, whatever the order and the batches they came in, except that of articles whose
    dates do not tell, the first is the one read first; and that of a phrase in more than ``index.MOST_TEXTS`` texts
    the first so many are asked. Each transaction leaves whole groups; what is interrupted is taken up by the next
    call. Articles that were read anew lose their rows with their documents; what hung on them is settled here.

    Raises ``StoreError``.
    """
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            sketcher = Sketcher()
            new, after, more = 0, "", True
            while more:
                connection.execute("BEGIN IMMEDIATE")
                touched = set() if after else _diminished(connection)
                batch = _next(connection, after)
                _regroup(connection, touched | _enter(connection, batch, sketcher))
                connection.execute("COMMIT")
                new, after, more = new + len(batch), batch[-1] if batch else "", bool(batch)
            more = True
            while more:
                connection.execute("BEGIN IMMEDIATE")
                gone = _gone(connection)
                _regroup(connection, _forget(connection, gone))
                connection.execute("COMMIT")
                more = bool(gone)
            return new
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


def _next(connection: sqlite3.Connection, after: str) -> list[str]:
    """The next articles, by id, that are not compared yet."""
    rows = connection.execute(
        "SELECT article, length(text) FROM documents d WHERE article > ?"
        " AND NOT EXISTS (SELECT 1 FROM copy_articles c WHERE c.article = d.article) ORDER BY article LIMIT ?",
        (after, _BATCH),
    )
    batch, long = [], 0
    for article, characters in rows:
        batch.append(article)
        long += characters
        if long > _CHARACTERS:
            break
    return batch


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


def _enter(connection: sqlite3.Connection, batch: Sequence[str], sketcher: Sketcher) -> set[int]:
    """Enter articles that are new: their texts, marks and citations; the texts whose groups may have changed."""
    if not batch:
        return set()
    read = list(_read(connection, batch, cited=True))
    sketches = list(sketcher.sketches([each.body for each in read]))
    many = connection.executemany
    many(
        "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (each.article, number, c.name, c.kind, c.form, c.start, c.end, c.words)
            for each in read
            for number, c in enumerate(each.citations, 1)
        ),
    )
    numbers = _known(connection, {sketch.digest for sketch in sketches if len(sketch.words)})
    touched = set(numbers.values())  # they had an article before this one, or lost theirs
    new = _insert(connection, {s.digest: s for s in sketches if len(s.words) and s.digest not in numbers})
    numbers |= {sketch.digest: number for number, sketch in new.items()}
    rows = [(each.article, numbers.get(sketch.digest)) for each, sketch in zip(read, sketches, strict=True)]
    many("INSERT INTO copy_articles VALUES (?, ?)", rows)
    carried = Counter(number for _, number in rows)
    signed = {number for each, (_, number) in zip(read, rows, strict=True) if _signed(each)}
    touched |= {n for n in carried if n is not None and (carried[n] > 1 or n in signed)}
    for pair in _pairs(connection, new, sketcher):
        touched.update((pair.text, pair.other))
        row = (pair.text, pair.other, pair.kind, round(pair.jaccard, 4), round(pair.contained, 4))
        connection.execute("INSERT OR REPLACE INTO copy_pairs VALUES (?, ?, ?, ?, ?)", row)
    return touched


def _signed(read: _Read) -> bool:
    return any(c.form is CitationForm.CREDIT and c.kind is SourceKind.AGENCY for c in read.citations)


def _known(connection: sqlite3.Connection, digests: Iterable[int]) -> dict[int, int]:
    """The numbers of the texts that the index has of these digests."""
    sql = "SELECT digest, number FROM copy_texts WHERE digest IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(list(digests)),)).fetchall())


def _insert(connection: sqlite3.Connection, sketches: Mapping[int, Sketch]) -> dict[int, Sketch]:
    """Enter texts by their digests; each with the number it got. No number is given twice."""
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'copy_texts'").fetchone()
    new = dict(enumerate(sketches.values(), 1 + (last[0] if last else 0)))
    rows = ((number, s.digest, len(s.words), s.marks.astype("<i4").tobytes()) for number, s in new.items())
    connection.executemany("INSERT INTO copy_texts VALUES (?, ?, ?, ?)", rows)
    return new


def _pairs(connection: sqlite3.Connection, new: dict[int, Sketch], sketcher: Sketcher) -> Iterator[Pair]:
    """The pairs that new texts make with each other and with those of the index, which takes up their marks."""
    import numpy as np

    fresh = postings([(number, sketch.marks) for number, sketch in new.items()])
    matches = match(fresh, _postings(connection, np.unique(fresh.marks)))
    kept = Postings(fresh.marks[matches.kept], fresh.texts[matches.kept])
    order = np.lexsort((kept.texts, kept.marks))  # rows of one page of the table go in together
    rows = zip(kept.marks[order].tolist(), kept.texts[order].tolist(), strict=True)
    connection.executemany("INSERT INTO copy_marks VALUES (?, ?)", rows)
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


def _gone(connection: sqlite3.Connection) -> list[int]:
    """Texts that no article carries any more, at most a batch of them."""
    rows = connection.execute(
        "SELECT number FROM copy_texts t"
        " WHERE NOT EXISTS (SELECT 1 FROM copy_articles c WHERE c.text = t.number) LIMIT ?",
        (_BATCH,),
    )
    return [row[0] for row in rows]


def _forget(connection: sqlite3.Connection, texts: Sequence[int]) -> set[int]:
    """Forget texts, their marks and pairs; the texts that they were alike to."""
    import numpy as np

    if not texts:
        return set()
    names = json.dumps(texts)
    for number, marks in connection.execute(
        "SELECT number, marks FROM copy_texts WHERE number IN (SELECT value FROM json_each(?))", (names,)
    ):
        rows = ((mark, number) for mark in np.frombuffer(marks, "<i4").tolist())
        connection.executemany("DELETE FROM copy_marks WHERE mark = ? AND text = ?", rows)
    sql = (
        "SELECT other FROM copy_pairs WHERE text IN (SELECT value FROM json_each(?))"
        " UNION SELECT text FROM copy_pairs WHERE other IN (SELECT value FROM json_each(?))"
    )
    touched = {row[0] for row in connection.execute(sql, (names, names))}
    connection.execute("DELETE FROM copy_texts WHERE number IN (SELECT value FROM json_each(?))", (names,))
    return touched - set(texts)


def _diminished(connection: sqlite3.Connection) -> set[int]:
    """The texts of groups that have lost an article since they were made; groups that lost all are forgotten."""
    rows = connection.execute(
        "SELECT g.id FROM copy_groups g LEFT JOIN copy_members m ON m.grp = g.id"
        " GROUP BY g.id HAVING count(m.article) <> g.articles"
    ).fetchall()
    names = json.dumps([row[0] for row in rows])
    texts = connection.execute(
        "SELECT DISTINCT c.text FROM copy_members m JOIN copy_articles c ON c.article = m.article"
        " WHERE m.grp IN (SELECT value FROM json_each(?))",
        (names,),
    )
    touched = {row[0] for row in texts}
    connection.execute(
        "DELETE FROM copy_groups WHERE id IN (SELECT value FROM json_each(?))"
        " AND id NOT IN (SELECT grp FROM copy_members)",
        (names,),
    )
    return touched


def _regroup(connection: sqlite3.Connection, touched: set[int]) -> None:
    """Make the groups of texts, and of all that they are linked with, anew."""
    if not touched:
        return
    texts = json.dumps(_neighbourhood(connection, touched))
    rows = connection.execute(
        "SELECT c.article, c.text, a.rowid, a.outlet, a.published FROM copy_articles c"
        " JOIN articles a ON a.id = c.article WHERE c.text IN (SELECT value FROM json_each(?)) ORDER BY c.article",
        (texts,),
    ).fetchall()
    articles = json.dumps([row[0] for row in rows])
    citations = _citations(connection, articles)
    carriers = [Carrier(a, text, read, outlet, day, citations.get(a, ())) for a, text, read, outlet, day in rows]
    pairs = connection.execute(
        "SELECT text, other, kind, jaccard, contained FROM copy_pairs WHERE text IN (SELECT value FROM json_each(?))",
        (texts,),
    )
    found = group(carriers, [Pair(a, b, PairKind(kind), j, c) for a, b, kind, j, c in pairs])
    _replace(connection, articles, found)


def _neighbourhood(connection: sqlite3.Connection, touched: set[int]) -> list[int]:
    """Texts, and all that pairs, and groups as they stand, link them with."""
    rows = connection.execute(
        "WITH RECURSIVE near(text) AS ("
        " SELECT value FROM json_each(?1)"
        " UNION SELECT c.text FROM json_each(?1) j JOIN copy_articles o ON o.text = j.value"
        " JOIN copy_members m ON m.article = o.article JOIN copy_members n ON n.grp = m.grp"
        " JOIN copy_articles c ON c.article = n.article"
        " UNION SELECT p.other FROM near JOIN copy_pairs p ON p.text = near.text"
        " UNION SELECT p.text FROM near JOIN copy_pairs p ON p.other = near.text)"
        " SELECT text FROM near ORDER BY text",
        (json.dumps(list(touched)),),
    )
    return [row[0] for row in rows]


def _citations(connection: sqlite3.Connection, articles: str) -> dict[str, tuple[Citation, ...]]:
    found: dict[str, tuple[Citation, ...]] = {}
    rows = connection.execute(
        'SELECT article, name, kind, form, start, "end", words FROM citations'
        " WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, number",
        (articles,),
    )
    for article, name, kind, form, start, end, words in rows:
        one = Citation(name, SourceKind(kind), CitationForm(form), start, end, words)
        found[article] = (*found.get(article, ()), one)
    return found


def _replace(connection: sqlite3.Connection, articles: str, groups: Sequence[CopyGroup]) -> None:
    """Put groups in the place of those that their articles were in; an id that is no more becomes an alias."""
    sql = "SELECT article, grp FROM copy_members WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article"
    before = connection.execute(sql, (articles,)).fetchall()
    old = {name for _, name in before}
    connection.executemany("DELETE FROM copy_groups WHERE id = ?", [(name,) for name in old])
    many = connection.executemany
    rows = [(g.id, g.first, g.basis, g.source, g.source_basis, len(g.members)) for g in groups]
    many("INSERT OR REPLACE INTO copy_groups VALUES (?, ?, ?, ?, ?, ?)", rows)
    members = [(m.article, g.id, m.kind, m.of) for g in groups for m in g.members]
    many("INSERT INTO copy_members VALUES (?, ?, ?, ?)", members)
    now = {article: name for article, name, _, _ in members}
    was = dict(before)
    _compare_again(connection, [a for a in was.keys() | now.keys() if was.get(a) != now.get(a)])
    went: dict[str, Counter[str]] = defaultdict(Counter)
    for article, name in before:
        if article in now:
            went[name][now[article]] += 1
    ids = {g.id for g in groups}
    many("DELETE FROM copy_aliases WHERE alias = ?", [(name,) for name in ids])
    aliases = [(max(to, key=to.__getitem__), name) for name, to in went.items() if name not in ids]
    many("UPDATE copy_aliases SET grp = ? WHERE grp = ?", aliases)
    many("INSERT OR REPLACE INTO copy_aliases (grp, alias) VALUES (?, ?)", aliases)


def _compare_again(connection: sqlite3.Connection, articles: Sequence[str]) -> None:
    """Have the actors of articles that are now of another independent source counted anew (``link.stored``)."""
    connection.execute(
        "UPDATE identity_actors SET score = -1 WHERE block IN (SELECT i.block FROM json_each(?) j"
        " JOIN actors a ON a.article = j.value JOIN identity_actors i ON i.actor = a.id)",
        (json.dumps(articles),),
    )
