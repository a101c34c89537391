"""Copies in the store: found as articles come in, whatever their order, a batch in a transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from menurut.link.copies.finding import Entry, Finder, Finding
from menurut.link.copies.groups import group
from menurut.link.copies.records import Carrier, Citation, CitationForm, CopyGroup, Pair, PairKind, SourceKind
from menurut.store.schema import connect, plain_errors

if TYPE_CHECKING:
    pass

_BATCH = 1_000  # articles that are entered in one transaction
_CHARACTERS = 10_000_000  # of their texts, about
_CACHE = 32_000  # KiB of the store held in memory: marks go into pages all over their table


def link_copies(path: Path, finding: Finding | None = None) -> int:
    """Find the copies of every article of the store that has not been compared yet; returns how many those were.

    Only their neighbourhood is touched: the texts that share marks with them, and the groups those are in. The same
    articles give the same groups, whatever the order and the batches they came in, except that of articles whose
    dates do not tell, the first is the one read first; and that of a phrase in more than ``index.MOST_TEXTS`` texts
    the first so many are asked. Each transaction leaves whole groups; what is interrupted is taken up by the next
    call. Articles that were read anew lose their rows with their documents; what hung on them is settled here.

    Args:
        path: the store.
        finding: what was found out about its texts before (``link.given``); else it is done here. Articles that it
            knows nothing of wait for the next call.

    Raises ``StoreError``.
    """
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            connection.execute(f"PRAGMA cache_size = -{_CACHE}")
            finding = finding or Finder()
            new, after, more = 0, "", True
            while more:
                connection.execute("BEGIN IMMEDIATE")
                touched = set() if after else _diminished(connection)
                batch = _next(connection, after)
                _regroup(connection, touched | _enter(connection, batch, finding))
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


def _enter(connection: sqlite3.Connection, batch: Sequence[str], finding: Finding) -> set[int]:
    """Enter articles that are new: their texts, marks and citations; the texts whose groups may have changed."""
    entries = finding.entries(connection, batch) if batch else []
    if not entries:
        return set()
    many = connection.executemany
    many(
        "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (each.article, number, c.name, c.kind, c.form, c.start, c.end, c.words)
            for each in entries
            for number, c in enumerate(each.citations, 1)
        ),
    )
    numbers = known_texts(connection, {entry.digest for entry in entries if entry.words})
    touched = set(numbers.values())  # they had an article before this one, or lost theirs
    new = _insert(connection, {e.digest: e for e in entries if e.words and e.digest not in numbers})
    numbers |= {entry.digest: number for number, entry in new.items()}
    rows = [(entry.article, numbers.get(entry.digest)) for entry in entries]
    many("INSERT INTO copy_articles VALUES (?, ?)", rows)
    carried = Counter(number for _, number in rows)
    signed = {number for entry, (_, number) in zip(entries, rows, strict=True) if _signed(entry)}
    touched |= {n for n in carried if n is not None and (carried[n] > 1 or n in signed)}
    for pair in finding.pairs(connection, new):
        touched.update((pair.text, pair.other))
        row = (pair.text, pair.other, pair.kind, round(pair.jaccard, 4), round(pair.contained, 4))
        connection.execute("INSERT OR REPLACE INTO copy_pairs VALUES (?, ?, ?, ?, ?)", row)
    return touched


def _signed(entry: Entry) -> bool:
    return any(c.form is CitationForm.CREDIT and c.kind is SourceKind.AGENCY for c in entry.citations)


def known_texts(connection: sqlite3.Connection, digests: Iterable[int]) -> dict[int, int]:
    """The numbers of the texts that the index has of these digests."""
    sql = "SELECT digest, number FROM copy_texts WHERE digest IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(list(digests)),)).fetchall())


def _insert(connection: sqlite3.Connection, entries: Mapping[int, Entry]) -> dict[int, Entry]:
    """Enter texts by their digests; each with the number it got. No number is given twice."""
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'copy_texts'").fetchone()
    new = dict(enumerate(entries.values(), 1 + (last[0] if last else 0)))
    rows = ((number, e.digest, e.words, e.marks.astype("<i4").tobytes()) for number, e in new.items())
    connection.executemany("INSERT INTO copy_texts VALUES (?, ?, ?, ?)", rows)
    return new


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
