"""The tables of copies: which texts articles carry, which are alike, who was first, and whom they cite.

The integer keys of texts are the index's own; nothing outside these tables should rest on them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from menurut.errors import NotFoundError

TABLES = """
CREATE TABLE copy_texts (             -- each body text once, however many articles carry it word for word
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  digest INTEGER NOT NULL UNIQUE,     -- hash of its words, in order
  words INTEGER NOT NULL,
  marks BLOB NOT NULL                 -- its rows in copy_marks: 4 bytes each, little-endian
) STRICT;

CREATE TABLE copy_marks (             -- sampled word 5-grams, for finding texts that share some
  mark INTEGER NOT NULL,              -- 32 bits of the hash of one
  text INTEGER NOT NULL,              -- copy_texts.number
  PRIMARY KEY (mark, text)
) STRICT, WITHOUT ROWID;

CREATE TABLE copy_articles (          -- the text that each article carries
  article TEXT PRIMARY KEY REFERENCES documents(article) ON DELETE CASCADE,
  text INTEGER REFERENCES copy_texts(number)  -- NULL where the article has no words
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_articles_text ON copy_articles(text);

CREATE TABLE copy_pairs (             -- texts that are alike; those that are the same are one text
  text INTEGER NOT NULL REFERENCES copy_texts(number) ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES copy_texts(number) ON DELETE CASCADE,
  kind TEXT NOT NULL,                 -- near; contains: text holds other
  jaccard REAL NOT NULL,              -- shared part of all their word 3-grams, 0 to 1
  contained REAL NOT NULL,            -- shared part of the shorter one's word 3-grams, 0 to 1
  PRIMARY KEY (text, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_pairs_other ON copy_pairs(other);

CREATE TABLE copy_groups (            -- articles that carry the same text; together one independent source
  id TEXT PRIMARY KEY,                -- hash of the smallest of its articles' ids
  first TEXT NOT NULL,                -- the article that had it first
  basis TEXT NOT NULL,                -- published, dated (some state no date), cited (by the others), read (order)
  source TEXT,                        -- the agency, else the outlet that had it first; NULL where it is not known
  source_basis TEXT NOT NULL,         -- outlet, credit (an article is signed with it), cited
  articles INTEGER NOT NULL
) STRICT;

CREATE TABLE copy_members (           -- an article of no group stands alone
  article TEXT PRIMARY KEY REFERENCES documents(article) ON DELETE CASCADE,
  grp TEXT NOT NULL REFERENCES copy_groups(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,                 -- first, exact, near, part (one of the two texts holds the other)
  of TEXT                             -- the article it is so to; NULL for the first
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_members_grp ON copy_members(grp);

CREATE TABLE copy_aliases (           -- ids that a group had before
  alias TEXT PRIMARY KEY,
  grp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_aliases_grp ON copy_aliases(grp);

CREATE TABLE citations (              -- whom an article gives as its source
  article TEXT NOT NULL REFERENCES documents(article) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- its place in the article, from 1
  name TEXT NOT NULL,                 -- of the agency or outlet, as the table of sources has it, else as worded
  kind TEXT NOT NULL,                 -- agency, outlet
  form TEXT NOT NULL,                 -- cited ("dilansir Reuters"), credit ("(ANTARA)", "Sumber: AFP")
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (article, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX citations_name ON citations(name);
"""


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """An article of a copy group: ``first``, ``exact``, ``near`` or ``part`` of the article ``of``.

    ``cites`` are the agencies and outlets that it gives as its sources. ``published`` is as the article states it.
    """

    article: str
    title: str | None
    outlet: str | None
    published: str | None
    kind: str
    of: str | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredCopyGroup:
    """Articles that carry the same text, together one independent source, the first of them first.

    ``source`` is the agency, else the outlet that had it first (``None`` where it is not known), ``source_basis`` says
    by what: outlet, credit, cited. ``basis`` is what tells who was first: published, dated, read.
    """

    id: str
    basis: str
    source: str | None
    source_basis: str
    members: tuple[StoredCopy, ...]


def copy_groups(connection: sqlite3.Connection, name: str | None = None) -> Iterator[StoredCopyGroup]:
    """Copy groups, the largest first; with a name those whose id, former id, or article's id begins with it.

    Raises ``NotFoundError`` where a name fits none.
    """
    query, values = "SELECT id FROM copy_groups ORDER BY articles DESC, id", tuple[str, ...]()
    if name is not None:
        query = (
            "SELECT grp FROM copy_members WHERE substr(article, 1, ?2) = ?1 UNION SELECT id FROM copy_groups"
            " WHERE substr(id, 1, ?2) = ?1 UNION SELECT grp FROM copy_aliases WHERE substr(alias, 1, ?2) = ?1"
            " ORDER BY 1"
        )
        values = (name, str(len(name)))
    found = connection.execute(query, values).fetchall()
    if name is not None and not found:
        raise NotFoundError(f"no article or copy group {name!r} has copies")
    for (group,) in found:
        yield _group(connection, group)


def _group(connection: sqlite3.Connection, group: str) -> StoredCopyGroup:
    basis, source, source_basis = connection.execute(
        "SELECT basis, source, source_basis FROM copy_groups WHERE id = ?", (group,)
    ).fetchone()
    rows = connection.execute(
        "SELECT m.article, a.title, a.outlet, a.published, m.kind, m.of FROM copy_members m"
        " JOIN articles a ON a.id = m.article WHERE m.grp = ? ORDER BY m.kind <> 'first', a.published, m.article",
        (group,),
    ).fetchall()
    members = tuple(
        StoredCopy(article, title, outlet, published, kind, of, citations_of(connection, article))
        for article, title, outlet, published, kind, of in rows
    )
    return StoredCopyGroup(group, basis, source, source_basis, members)


def citations_of(connection: sqlite3.Connection, article: str) -> tuple[str, ...]:
    """The names of the agencies and outlets that an article gives as its sources, each once."""
    rows = connection.execute("SELECT name FROM citations WHERE article = ? ORDER BY number", (article,))
    return tuple(dict.fromkeys(row[0] for row in rows))
