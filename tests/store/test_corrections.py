"""The log of corrections: nothing is ever overwritten, and what holds now can be told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from menurut.errors import NotFoundError
from menurut.store import corrections
from menurut.store.schema import connect
from tests.store.helpers import happening, write


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A store of two articles."""
    write(tmp_path / "s.db", happening(1), happening(2))
    opened = connect(tmp_path / "s.db", write=True)
    yield opened
    opened.close()


FIRST, SECOND = happening(1).events, happening(2).events


def test_a_correction_says_who_made_it_when_and_of_what(connection: sqlite3.Connection) -> None:
    made = corrections.same_incident(connection, FIRST[0].id, SECOND[0].id, author="ana")
    assert corrections.log(connection) == (made,)
    assert (made.kind, made.author, made.subject, made.object) == ("same_incident", "ana", FIRST[0].id, SECOND[0].id)
    assert made.made.endswith("+00:00")
    assert corrections.incident_rules(connection) == [(*sorted((FIRST[0].id, SECOND[0].id)), True)]


def test_what_is_undone_no_longer_holds_until_the_undoing_is_undone(connection: sqlite3.Connection) -> None:
    made = corrections.not_same_incident(connection, FIRST[0].id, SECOND[0].id, author="ana")
    undoing = corrections.undo(connection, made.id, author="ben")
    assert corrections.active(connection) == ()
    corrections.undo(connection, undoing.id, author="ana")
    assert corrections.active(connection) == (made,)
    assert [line.kind for line in corrections.log(connection)] == ["not_same_incident", "undo", "undo"]


def test_the_last_word_on_a_pair_counts(connection: sqlite3.Connection) -> None:
    corrections.same_incident(connection, FIRST[0].id, SECOND[0].id, author="ana")
    corrections.not_same_incident(connection, SECOND[0].id, FIRST[0].id, author="ben")
    assert [same for _, _, same in corrections.incident_rules(connection)] == [False]


def test_an_event_whose_id_has_changed_is_found_by_its_words(connection: sqlite3.Connection) -> None:
    corrections.same_incident(connection, FIRST[0].id, SECOND[0].id, author="ana")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE events SET id = 'new' WHERE id = ?", (FIRST[0].id,))
    connection.execute("UPDATE event_triggers SET event = 'new' WHERE event = ?", (FIRST[0].id,))
    assert corrections.incident_rules(connection) == [(*sorted(("new", SECOND[0].id)), True)]
    connection.execute("DELETE FROM event_triggers WHERE event = 'new'")
    connection.execute("DELETE FROM events WHERE id = 'new'")
    assert corrections.incident_rules(connection) == []
    assert len(corrections.active(connection)) == 1


def test_the_log_takes_other_kinds_too(connection: sqlite3.Connection) -> None:
    made = corrections.record(connection, "event_type", FIRST[0].id, author="ana", value={"type": "COERCE"})
    corrections.same_incident(connection, FIRST[0].id, SECOND[0].id, author="ana")
    assert corrections.active(connection, "event_type") == (made,)
    assert made.value == {"type": "COERCE"} and made.object is None


@pytest.mark.parametrize("statement", ["DELETE FROM corrections", "UPDATE corrections SET author = 'x'"])
def test_the_log_cannot_be_changed(connection: sqlite3.Connection, statement: str) -> None:
    corrections.same_incident(connection, FIRST[0].id, SECOND[0].id, author="ana")
    with pytest.raises(sqlite3.IntegrityError, match="corrections stay"):
        connection.execute(statement)


@pytest.mark.parametrize("pair", [("nothing", SECOND[0].id), (FIRST[0].id, FIRST[0].id)])
def test_a_correction_of_what_is_not_there_is_refused(connection: sqlite3.Connection, pair: tuple[str, str]) -> None:
    with pytest.raises(NotFoundError):
        corrections.same_incident(connection, *pair, author="ana")
    with pytest.raises(NotFoundError):
        corrections.undo(connection, "nothing", author="ana")
    assert corrections.log(connection) == ()
