"""Actors across articles, in the store: which are to be compared anew, and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from menurut.link.identities import block_of, identities_of
from menurut.link.records import Identity, Link, Linked, Seen
from menurut.link.ruled import Group, groups_of, ruled
from menurut.records import ActorKind
from menurut.store.corrections import identity_rules
from menurut.store.schema import connect, plain_errors

_BLOCKS = 200  # that are compared in one transaction


class Told(Protocol):
    """What a job found out about actors before, on many machines (``link.given``)."""

    def blocks(self, actors: Sequence[str]) -> Mapping[str, str | None]:
        """The blocks of those of these actors that it knows."""

    def linked(self, block: str, actors: Collection[str]) -> Linked | None:
        """The identities of a block, ``None`` where these are not the actors that it compared."""


def link_actors(path: Path, told: Told | None = None) -> int:
    """Give every actor of the store that has none yet its identity; returns how many were new.

    Only the blocks that hold new actors are compared again, each as a whole and whatever the order in which its
    articles came, so the same articles give the same identities. Each transaction leaves whole blocks; what is
    interrupted is taken up by the next call. A writer marks the blocks that lose an actor by a score of -1. What a job
    has found out before (``told``) is taken for blocks that nothing else bears on.

    Raises ``StoreError``.
    """
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            _tidy(connection)
            new, blocks = _enter(connection, told)
            groups = _groups(connection, blocks)
            for at in range(0, len(groups), _BLOCKS):
                connection.execute("BEGIN IMMEDIATE")
                for group in groups[at : at + _BLOCKS]:
                    _compare(connection, group, told)
                connection.execute("COMMIT")
            return new
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


def _tidy(connection: sqlite3.Connection) -> None:
    """Forget the identities whose last actor is gone, since its article was read anew or a correction undone."""
    connection.execute("UPDATE identity_actors SET identity = NULL, score = 1 WHERE block IS NULL AND score < 0")
    connection.execute(
        "DELETE FROM identities WHERE id NOT IN (SELECT identity FROM identity_actors WHERE identity IS NOT NULL)"
    )


def _enter(connection: sqlite3.Connection, told: Told | None) -> tuple[int, list[str]]:
    """Enter the actors that are new, not compared yet (score -1); how many, and the blocks to compare."""
    connection.execute("BEGIN IMMEDIATE")
    rows = connection.execute("SELECT id FROM actors WHERE id NOT IN (SELECT actor FROM identity_actors)").fetchall()
    actors = [row[0] for row in rows]
    known = told.blocks(actors) if told is not None else {}
    found = {
        seen.actor: block_of(seen) for seen in _seen(connection, [actor for actor in actors if actor not in known])
    }
    for actor in actors:
        block = known[actor] if actor in known else found[actor]
        connection.execute(
            "INSERT INTO identity_actors VALUES (?, NULL, ?, '[]', ?)", (actor, -1.0 if block else 1.0, block)
        )
    connection.execute("COMMIT")
    blocks = connection.execute("SELECT DISTINCT block FROM identity_actors WHERE score < 0 ORDER BY block").fetchall()
    return len(actors), [row[0] for row in blocks]


def _seen(connection: sqlite3.Connection, actors: Sequence[str]) -> Iterator[Seen]:
    for actor in actors:
        row = connection.execute(
            "SELECT r.id, r.article, a.published, r.kind, r.name, r.country, r.role, coalesce(m.grp, r.article)"
            " FROM actors r JOIN articles a ON a.id = r.article LEFT JOIN copy_members m ON m.article = r.article"
            " WHERE r.id = ?",
            (actor,),
        ).fetchone()
        mentions = connection.execute("SELECT DISTINCT mention FROM mentions WHERE actor = ? ORDER BY 1", (actor,))
        id_, article, published, kind, name, country, role, group = row
        day = published[:10] if published else None
        words = tuple(mention for (mention,) in mentions)
        yield Seen(id_, article, day, ActorKind(kind), name, country, role, words, group)


def _groups(connection: sqlite3.Connection, blocks: Sequence[str]) -> list[Group]:
    """What is to be compared: the blocks, each alone or with those that corrections by people hold it together with."""
    rules = identity_rules(connection)
    query = "SELECT block, identity FROM identity_actors WHERE actor = ?"
    ends = {end: connection.execute(query, (end,)).fetchone() for rule in rules for end in (rule.first, rule.second)}
    held = groups_of(rules, {end: row[0] for end, row in ends.items() if row is not None})
    marked = set(blocks)
    found = [
        group
        for group in held
        if marked.intersection(group.blocks) or any(ends[actor][1] is None for actor in group.alone)
    ]
    joined = {block for group in held for block in group.blocks}
    return found + [Group((block,)) for block in blocks if block not in joined]


def _compare(connection: sqlite3.Connection, group: Group, told: Told | None) -> None:
    """Compare the actors of a group, and put what comes of it in the place of what was there."""
    query = "SELECT actor, identity, block FROM identity_actors WHERE"
    rows = [row for block in group.blocks for row in connection.execute(f"{query} block = ? ORDER BY actor", (block,))]
    rows += [row for actor in group.alone for row in connection.execute(f"{query} actor = ?", (actor,))]
    before = {actor: identity for actor, identity, _ in rows if identity is not None}
    blocks = {actor: block for actor, _, block in rows}
    plain = told is not None and not before and not group.rules
    linked = told.linked(group.key, blocks.keys()) if plain and told is not None else None
    if linked is None:
        seen = list(_seen(connection, [actor for actor, _, _ in rows]))
        linked = identities_of(seen, before)
        if group.rules:
            linked = ruled(linked, seen, group.rules)
    for block in {*group.blocks, group.key}:
        connection.execute("DELETE FROM identities WHERE block = ?", (block,))
    for identity in linked.identities:
        own = (blocks[link.actor] for link in identity.actors)
        _write(connection, identity, next((block for block in own if block is not None), group.key))
    _write_links(connection, _links(linked))


def _links(linked: Linked) -> Iterator[tuple[Link, str | None]]:
    for identity in linked.identities:
        for link in identity.actors:
            yield link, identity.id
    for link in linked.ambiguous:
        yield link, None


def _write_links(connection: sqlite3.Connection, links: Iterable[tuple[Link, str | None]]) -> None:
    connection.executemany(
        "UPDATE identity_actors SET identity = ?, score = ?, candidates = ? WHERE actor = ?",
        [(identity, link.score, json.dumps(link.candidates), link.actor) for link, identity in links],
    )


def _write(connection: sqlite3.Connection, identity: Identity, block: str) -> None:
    row = (identity.id, identity.kind, identity.name, identity.country, identity.wikidata, block)
    connection.execute("INSERT INTO identities VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.execute("DELETE FROM identity_aliases WHERE alias = ?", (identity.id,))
    connection.executemany(
        "INSERT INTO identity_names VALUES (?, ?, ?, ?, ?)",
        [(identity.id, n.name, n.first, n.last, n.articles) for n in identity.names],
    )
    connection.executemany(
        "INSERT INTO identity_roles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (identity.id, number, r.role, r.country, r.first, r.last, r.articles, r.basis)
            for number, r in enumerate(identity.roles, 1)
        ],
    )
    connection.executemany(
        "INSERT INTO identity_aliases VALUES (?, ?) ON CONFLICT (alias) DO UPDATE SET identity = excluded.identity",
        [(alias, identity.id) for alias in identity.aliases],
    )
