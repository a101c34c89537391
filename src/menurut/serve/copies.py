"""What the page of a copy group tells: who carried a text first, who copied it, and what they changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from menurut.serve.db import marks

_MOST_SENTENCES = 400  # of an article that are compared
_MOST_CITED = 20  # that are named for an article
_MOST_WORDS = 400  # of a changed stretch that are compared word by word
_TYPESET = str.maketrans("“”„«»‘’‚–—", '"""""\'\'\'--')


@dataclass(frozen=True, slots=True)
class Cited:
    """Whom an article gives as its source: the name, the form (cited, credit), the words, and where they stand."""

    name: str
    kind: str
    form: str
    words: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article of the group: ``kind`` is first, exact, near or part (of the article ``of``).

    ``jaccard`` is the shared part of all word 3-grams of the two, ``contained`` that of the shorter one's (0 to 1).
    """

    article: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None
    language: str
    kind: str
    of: str | None
    jaccard: float | None
    contained: float | None
    cites: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of two texts: kind equal, left_out (only in the first), added (only in the copy), or changed.

    ``words`` are, of what changed, (kind, words) pieces: equal, left_out, added.
    """

    kind: str
    sentences: int
    first: str
    second: str
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """How an article differs from the one it copies, sentence by sentence."""

    article: str
    of: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """A copy group; ``members`` are those of this page of the list, the first of all and then by date."""

    id: str
    basis: str
    source: str | None
    source_basis: str
    articles: int
    first: str
    members: tuple[Member, ...]
    difference: Difference | None


def copies_page(
    connection: sqlite3.Connection, group: str, limit: int, after: Sequence[object] | None
) -> tuple[CopiesPage, list[str | int] | None]:
    """The page on a group that the store holds, without differences, and where its members go on."""
    head = connection.execute(
        "SELECT id, basis, source, source_basis, articles, first FROM copy_groups WHERE id = ?", (group,)
    ).fetchone()
    rows = connection.execute(
        "SELECT m.kind <> 'first' AS later, coalesce(a.published, '') AS day, m.article, a.title, a.outlet, a.url,"
        " a.published, d.language, m.kind, m.of FROM copy_members m JOIN articles a ON a.id = m.article"
        " JOIN documents d ON d.article = m.article WHERE m.grp = ? ORDER BY 1, 2, 3",
        (group,),
    ).fetchall()
    rest = [row for row in rows if after is None or list(row)[:3] > list(after)]
    shown = rest[:limit]
    following = list(shown[-1])[:3] if len(rest) > limit else None
    values = (*head, tuple(_members(connection, shown)), None)
    return CopiesPage(*values), following


def _members(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> Iterator[Member]:
    ids = [row["article"] for row in rows]
    query = (
        "SELECT m.article, max(p.jaccard), max(p.contained) FROM copy_members m"  # noqa: S608
        " JOIN copy_articles a ON a.article = m.article JOIN copy_articles b ON b.article = m.of"
        " JOIN copy_pairs p ON p.text = min(a.text, b.text) AND p.other = max(a.text, b.text)"
        f" OR p.text = max(a.text, b.text) AND p.other = min(a.text, b.text) WHERE m.article IN ({marks(ids)})"
        " GROUP BY m.article"
    )
    alike = {row[0]: (row[1], row[2]) for row in connection.execute(query, ids)}
    query = (
        "SELECT article, name, kind, form, words FROM citations"  # noqa: S608
        f" WHERE article IN ({marks(ids)}) ORDER BY article, number"
    )
    cited: dict[str, list[Cited]] = {}
    for article, *values in connection.execute(query, ids):
        cited.setdefault(article, []).append(Cited(*values))
    for row in rows:
        same = (1.0, 1.0) if row["kind"] == "exact" else (None, None)
        shared = alike.get(row["article"], same)
        values = (*tuple(row)[2:], *shared, tuple(cited.get(row["article"], ())[:_MOST_CITED]))
        yield Member(*values)


def difference(connection: sqlite3.Connection, article: str, of: str) -> Difference:
    """What the article changed of the one it copies: headline and body, sentence by sentence, then word by word."""
    old, new = _sentences(connection, of), _sentences(connection, article)
    matcher = SequenceMatcher(None, [_plain(s) for s in old], [_plain(s) for s in new], autojunk=False)
    kinds = {"equal": "equal", "delete": "left_out", "insert": "added", "replace": "changed"}
    changes = []
    for tag, a, b, c, d in matcher.get_opcodes():
        first, second = "\n".join(old[a:b]), "\n".join(new[c:d])
        words = tuple(reworded(first, second)) if tag == "replace" else ()
        changes.append(Change(kinds[tag], max(b - a, d - c), first, second, words))
    return Difference(article, of, tuple(changes))


def _plain(words: str) -> str:
    """Words without what only typesetting changes: spaces, and the shapes of quotation marks and dashes."""
    return " ".join(words.translate(_TYPESET).split())


def _sentences(connection: sqlite3.Connection, article: str) -> list[str]:
    row = connection.execute("SELECT text FROM documents WHERE article = ?", (article,)).fetchone()
    if row is None:
        return []
    places = connection.execute(
        'SELECT start, "end" FROM sentences WHERE article = ? ORDER BY number LIMIT ?', (article, _MOST_SENTENCES)
    )
    return [row["text"][start:end] for start, end in places]


def reworded(first: str, second: str) -> Iterator[tuple[str, str]]:
    """The words of two stretches side by side: (equal, left_out or added, words)."""
    old, new = first.split(), second.split()
    if max(len(old), len(new)) > _MOST_WORDS:
        yield from (("left_out", first), ("added", second))
        return
    matcher = SequenceMatcher(None, [_plain(word) for word in old], [_plain(word) for word in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield "equal", " ".join(old[a:b])
            continue
        if a < b:
            yield "left_out", " ".join(old[a:b])
        if c < d:
            yield "added", " ".join(new[c:d])
