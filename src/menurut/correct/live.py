"""Making a correction in a store, so that it shows at once, and taking it back.

The kinds of corrections, what each is about (``subject``, ``other``), and what is right (``value``):

=====================  ===========================  ==================  ==============================================
kind                   subject                      other               value
=====================  ===========================  ==================  ==============================================
``wrong_speaker``      attribution                                      ``actor``: WHO, or None where nobody is named
``wrong_span``         attribution or event                             ``field``: source, cue, content or trigger;
                                                                        ``spans``: [SPAN, ...] (source and cue: one or
                                                                        none; content and trigger: at least one)
``wrong_act``          attribution                                      ``act``: DENY, ...; or ``form``: direct, ...;
                                                                        or both
``not_attribution``    attribution                                      nothing
``missed_attribution`` article                                          ``content``: [SPAN, ...]; where there are any
                                                                        ``source``: SPAN, ``cue``: SPAN, ``speaker``:
                                                                        WHO, ``act`` (STATE by default), ``form``
                                                                        (indirect by default)
``not_this_actor``     actor that has the mention   actor or identity   ``span``: SPAN of the mention; where ``other``
                                                    that it belongs to  is left out it becomes an actor of its own,
                                                    (or left out)       with ``name``, ``kind``, ``country`` if given
``same_identity``      actor or identity            actor or identity   nothing
``not_same_identity``  actor or identity            actor or identity   nothing: the subject leaves the other
``wrong_country``      actor or place               (none)              ``country``: ISO 3166-1 alpha-3, or None
``same_incident``      event or incident            event or incident   nothing
``not_same_incident``  event or incident            event or incident   nothing
``wrong_type``         event                                            ``type``: COERCE, ...; ``mode`` if it has one
``not_event``          event                                            nothing
``missed_event``       article                                          ``triggers``: [SPAN, ...] and ``type``; where
                                                                        there are any ``mode``, ``status`` (actual by
                                                                        default), ``source`` and ``target``: [WHO, ...],
                                                                        ``date`` as below
``wrong_status``       event                                            ``status``: planned, ...
``wrong_role``         event                                            ``source``: [WHO, ...], or ``target``:
                                                                        [WHO, ...], or both; what is left out stays
``wrong_date``         event or date                                    ``date``: 2024-08-03, 2024-08, 2024, or
                                                                        first/last, or None; ``span``: SPAN of the
                                                                        words that tell it (optional)
``undo``               (made by ``undo``)
=====================  ===========================  ==================  ==============================================

SPAN is ``[start, end]`` in code points of the document's text (or an object with ``start`` and ``end``). WHO is the id
of an actor of the article (or of an identity that has one there), or for somebody who has no record yet an object with
``span`` (SPAN) and if wanted ``name``, ``kind`` (person by default) and ``country``. What is stored in the log is the
same with the words beside each span and the names beside each id, so that it finds its records again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menurut.correct.apply import STEP, StrayError, applied, corrected
from menurut.correct.places import record_place
from menurut.correct.values import Filler, sort_of
from menurut.errors import InputError, NotFoundError
from menurut.records import Agreement, Reading
from menurut.store.corrections import (
    IDENTITY_KINDS,
    INCIDENT_KINDS,
    Correction,
    CorrectionKind,
    active_of,
    actor_place,
    event_place,
    find,
    identity_place,
    keep_uncorrected,
    rule_actors,
    uncorrected,
)
from menurut.store.corrections import record as add_line
from menurut.store.corrections import undo as add_undo
from menurut.store.queries import StoreReader
from menurut.store.schema import connect, plain_errors
from menurut.store.writer import RecordRows, all_of, write_problem

_MOST = 50  # events of an incident that a correction names


def correct(
    path: Path,
    kind: str,
    subject: str,
    other: str | None = None,
    *,
    author: str,
    value: Mapping[str, Any] | None = None,
) -> Correction:
    """Records a correction, applies it to the records of its article, and links again what it touches.

    Args:
        path: the store.
        kind: one of the kinds above.
        subject: the whole id of the record (for what was missed: of the article) that is corrected.
        other: the whole id of the second record, where the kind is about two.
        author: who says so; not empty.
        value: what is right, as the table above says.

    Returns the line of the log; its ``id`` is what ``undo`` takes.

    Raises ``InputError`` where kind or value are not as above, ``NotFoundError`` where the store has no such record,
    and ``StoreError``; nothing is recorded then.
    """
    sort = sort_of(kind)
    if not author.strip():
        raise InputError("say who makes the correction: author is empty")
    if (other is not None and not sort.other) or (other is None and sort.across):
        raise InputError(f"{kind} is about {'two records; name the other' if sort.other else 'one record only'}")
    with writing(path) as connection:
        if sort.across:
            filled = _filled_across(connection, kind, (subject, other or ""), value or {})
            line = add_line(connection, kind, subject, other, author=author.strip(), value=filled)
        else:
            reading, filled = _filled(connection, path, kind, (subject, other), value or {})
            line = add_line(connection, kind, subject, other, author=author.strip(), value=filled)
            try:
                applied(reading, line)
            except StrayError as error:
                raise InputError(f"{kind}: {error}") from error
        touched = replay(connection, path, [line])
    link_again(path, touched)
    return line


def undo(path: Path, name: str, *, author: str) -> Correction:
    """Takes the correction with the whole id ``name`` back: its article is as if it had not been made.

    Taking an ``undo`` back makes the correction hold again. Raises ``NotFoundError`` and ``StoreError``.
    """
    with writing(path) as connection:
        line = add_undo(connection, name, author=author)
        touched = replay(connection, path, [line])
    link_again(path, touched)
    return line


@dataclass(frozen=True, slots=True)
class Touched:
    """What corrections have changed that is linked across articles."""

    actors: bool
    events: bool


def replay(connection: sqlite3.Connection, path: Path, lines: Iterable[Correction]) -> Touched:
    """Applies to the stored records what lines of the log, new in this transaction, say; ``link_again`` is next."""
    actors = events = False
    done = set()
    for line in {line.id: line for line in (_first_of(connection, each) for each in lines)}.values():
        if line.kind in INCIDENT_KINDS:
            events = True
            continue
        moved = rule_actors(connection, line)
        connection.executemany("UPDATE identity_actors SET score = -1 WHERE actor = ?", moved)
        actors = actors or bool(moved)
        article = line.value.get("subject", {}).get("article")
        if line.kind not in IDENTITY_KINDS and article not in done:
            done.add(article)
            changed = _replay(connection, path, article)
            actors, events = actors or changed.actors, events or changed.events
    return Touched(actors, events or actors)


def link_again(path: Path, touched: Touched) -> None:
    """Links again what corrections have touched: actors and incidents across articles."""
    from menurut.link.incidents.stored import link_incidents
    from menurut.link.stored import link_actors

    if touched.actors:
        link_actors(path)
    if touched.events:
        link_incidents(path)


def _first_of(connection: sqlite3.Connection, line: Correction) -> Correction:
    """The correction that an undoing, or the undoing of one, is about in the end; any other line itself."""
    while line.undoes is not None:
        line = find(connection, line.undoes)
    return line


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction on a store that exists; it waits for another writer's, and on an error nothing of it stays."""
    connect(path, write=False).close()  # which says so where there is no store
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()


# ---- what a correction is about


def _filled_across(
    connection: sqlite3.Connection, kind: str, names: tuple[str, str], value: Mapping[str, Any]
) -> dict[str, Any]:
    """The value of a correction across articles: what finds its two ends again."""
    if value:
        raise InputError(f"{kind} takes no value")
    if names[0] == names[1]:
        raise InputError("name two records: one is always the same as itself")
    place = _event_places if kind in INCIDENT_KINDS else _identity_places
    return {**place(connection, names[0], "subject"), **place(connection, names[1], "object")}


def _filled(
    connection: sqlite3.Connection, path: Path, kind: str, names: tuple[str, str | None], value: Mapping[str, Any]
) -> tuple[Reading, dict[str, Any]]:
    """The reading of the article that a correction is about, and its value with what finds its records again."""
    sort, (subject, other) = sort_of(kind), names
    record, article = _record_of(connection, subject, sort.subject)
    with StoreReader(path) as store:
        reading = store.reading(article)
    identities = dict(
        connection.execute(
            "SELECT i.identity, i.actor FROM identity_actors i JOIN actors a ON a.id = i.actor"
            " WHERE a.article = ? AND i.identity IS NOT NULL",
            (article,),
        ).fetchall()
    )
    filler = Filler(reading, identities)
    filled = filler.fill(kind, value)
    filled["subject"] = {"record": "article", "article": article} if record == "article" else _place(reading, subject)
    if kind == CorrectionKind.NOT_THIS_ACTOR and other is not None:
        filled |= _belongs(connection, filler, identities, other, filled["span"])
    return reading, filled


def _record_of(connection: sqlite3.Connection, name: str, allowed: Sequence[str]) -> tuple[str, str]:
    """The kind of the record with the id ``name``, and its article."""
    for record in allowed:
        table = {"article": "documents"}.get(record, f"{record}s")
        column = "article" if record == "article" else "id"
        row = connection.execute(f"SELECT article FROM {table} WHERE {column} = ?", (name,)).fetchone()  # noqa: S608
        if row is not None:
            return record, str(row[0])
    raise NotFoundError(f"there is no {' or '.join(allowed)} {name!r} in the store")


def _place(reading: Reading, name: str) -> dict[str, Any]:
    records = (record for record in all_of(reading) if not isinstance(record, Agreement))
    return record_place(next(record for record in records if record.id == name))


def _belongs(
    connection: sqlite3.Connection, filler: Filler, identities: Mapping[str, str], other: str, span: dict[str, Any]
) -> dict[str, Any]:
    """To whom a mention belongs: an actor of the article, or an identity, which may have none there yet."""
    try:
        return {"object": filler.who(other)}
    except NotFoundError:
        identity = identity_place(connection, other)
    if identity["id"] in identities:
        return {"object": filler.who(identity["id"])}
    named = {key: identity[key] for key in ("name", "kind", "country") if identity[key] is not None}
    return {"object": {"span": span, **named}, "identity": identity}


def _event_places(connection: sqlite3.Connection, name: str, role: str) -> dict[str, Any]:
    """An event, or an incident by its events."""
    if connection.execute("SELECT 1 FROM events WHERE id = ?", (name,)).fetchone():
        return {role: event_place(connection, name)}
    events = connection.execute(
        "SELECT event FROM incident_events WHERE incident = :name OR incident ="
        " (SELECT incident FROM incident_aliases WHERE alias = :name) ORDER BY score DESC, event LIMIT :most",
        {"name": name, "most": _MOST},
    ).fetchall()
    if not events:
        raise NotFoundError(f"there is no event or incident {name!r} in the store")
    first, *others = (event_place(connection, event) for (event,) in events)
    return {role: first, f"{role}_others": others} if others else {role: first}


def _identity_places(connection: sqlite3.Connection, name: str, role: str) -> dict[str, Any]:
    """An actor of one article, or an identity by some of its actors."""
    if connection.execute("SELECT 1 FROM actors WHERE id = ?", (name,)).fetchone():
        return {role: actor_place(connection, name)}
    return {role: identity_place(connection, name)}


# ---- what it does


def _replay(connection: sqlite3.Connection, path: Path, article: str) -> Touched:
    """Applies to the records of an article all that holds of it now, and notes what found nothing there."""
    stored = connection.execute("SELECT run FROM articles WHERE id = ?", (article,)).fetchone()
    if stored is None:
        return Touched(False, False)
    with StoreReader(path) as store:  # which sees the article as it was before this transaction
        before = store.reading(article)
    machine = uncorrected(connection, before)
    lines = active_of(connection, article)
    after, problems = corrected(machine, lines)
    touched = Touched(*RecordRows(connection).change(before, after))
    if lines:
        keep_uncorrected(connection, machine)
    else:
        connection.execute("DELETE FROM uncorrected WHERE article = ?", (article,))
    connection.execute("DELETE FROM problems WHERE article = ? AND step = ?", (article, STEP))
    for problem in problems:
        write_problem(connection, problem, stored[0])
    return touched
