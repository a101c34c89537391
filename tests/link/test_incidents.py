"""Events of several articles put into incidents: our own news of invented outlets, read and linked as users do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from menurut.config import Config
from menurut.link.incidents.stored import link_incidents
from menurut.link.incidents.written import put_incidents
from menurut.link.stored import link_actors
from menurut.pipeline import read_article
from menurut.read import make_article
from menurut.records import EventType, Reading, Stance, Status
from menurut.store import StoreWriter, corrections
from menurut.store import incidents as stored
from menurut.store.schema import connect
from tests.conftest import ROOT

ROWS = [json.loads(line) for line in (ROOT / "tests/gold/incidents.jsonl").read_text("utf-8").splitlines()]
HAPPENINGS = {(row["id"], e["words"]): e["happening"] for row in ROWS for e in row["events"]}


@cache
def news(name: str) -> Reading:
    """One of our articles as menurut reads it."""
    row = next(row for row in ROWS if row["id"] == name)
    given = {key: row[key] for key in ("url", "published", "language")}
    found = read_article(make_article(row["text"], name, given_id=name, outlet=row["source"], **given), Config())
    assert isinstance(found, Reading)
    return found


def write(path: Path, *names: str, key: str = "k") -> None:
    with StoreWriter(path, key, "0") as store:
        store.write([news(name) for name in names or [row["id"] for row in ROWS]])
    link_actors(path)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(path, write=False)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(path, write=True)
    try:
        yield connection
    finally:
        connection.close()


def event_of(name: str, words: str) -> str:
    """The id of the event of an article whose trigger the words are."""
    (found,) = (e.id for e in news(name).events if any(words in t.text or t.text in words for t in e.triggers))
    return found


def partition(path: Path) -> set[frozenset[str]]:
    """The events of each incident."""
    with reading(path) as connection:
        found: dict[str, set[str]] = {}
        for event, incident in connection.execute("SELECT event, incident FROM incident_events"):
            found.setdefault(incident, set()).add(event)
    return {frozenset(events) for events in found.values()}


def table(path: Path, name: str) -> list[tuple[object, ...]]:
    with reading(path) as connection:
        return connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of all our articles, linked."""
    path = tmp_path_factory.mktemp("incidents") / "s.db"
    write(path)
    assert link_incidents(path) == sum(len(news(row["id"]).events) for row in ROWS)
    return path


def test_reports_of_one_happening_are_one_incident_in_both_languages_and_no_others(whole: Path) -> None:
    with reading(whole) as connection:
        at = {key: stored.incident(connection, event_of(*key)).line.id for key in HAPPENINGS}
    wanted: dict[str, set[str]] = {}
    for key, happening in HAPPENINGS.items():
        wanted.setdefault(happening, set()).add(at[key])
    assert {happening: len(ids) for happening, ids in wanted.items()} == dict.fromkeys(wanted, 1)
    assert len({*at.values()}) == len(wanted)


def test_numbers_stand_side_by_side_with_who_tells_them(whole: Path) -> None:
    with reading(whole) as connection:
        found = stored.incident(connection, event_of("selat-1", "menyerang"))
    dead = {q.low: (q.sources, q.outlets) for q in found.quantities if q.unit == "killed"}
    assert dead == {3.0: (2, ("harbourledger.example", "wartaselat.example")), 5.0: (1, ("kabarpagi.example",))}
    assert (found.line.type, found.line.first, found.line.place_name) == (EventType.ASSAULT, "2031-05-12", "Hodeidah")
    assert (found.line.articles, found.line.sources, found.line.reported) == (3, 3, "2031-05-13")


def test_a_visit_that_was_planned_and_took_place_is_one_with_its_status_over_time(whole: Path) -> None:
    with reading(whole) as connection:
        found = stored.incident(connection, event_of("kabar-9", "Kunjungi"))
    assert next(report.status for report in found.reports) is Status.PLANNED
    assert found.line.status is Status.ACTUAL
    assert found.line.reported == "2031-06-02" and found.line.first == "2031-06-09"


def test_a_change_of_position_is_shown_with_both_ends_and_the_words(whole: Path) -> None:
    with reading(whole) as connection:
        found = stored.incident(connection, event_of("kabar-30", "mengirim"))
    (change,) = found.changes
    assert (change.name, change.from_date, change.to_date) == ("Russia", "2031-10-24", "2032-04-27")
    assert (change.from_stance, change.to_stance) == (Stance.NO_POSITION, Stance.CONFIRMS)
    assert {p.date: p.words.split()[0] for p in found.positions if p.name == "Russia"} == {
        "2031-10-24": "Tidak",
        "2032-04-27": "mengonfirmasi",
    }


def test_the_articles_own_report_is_nobodys_position(whole: Path) -> None:
    with reading(whole) as connection:
        found = stored.positions(connection, incident=stored.incident(connection, event_of("kabar-15", "rasa")).line.id)
    assert found == ()


def test_relations_count_what_happened_between_two_states_by_month(whole: Path) -> None:
    with reading(whole) as connection:
        one, other = stored.relations(connection, "YEM", "SAU"), stored.relations(connection, "SAU")
        assert stored.relations(connection, "YEM", "NOR") == ()
    attacks = [r for r in one if r.type is EventType.ASSAULT]
    assert [(r.state, r.other, r.month) for r in attacks] == [("SAU", "YEM", "2031-05")]
    assert attacks[0].intensity < -5 and attacks[0].sources >= 3
    assert set(one) <= set(other)


@pytest.mark.parametrize(
    ("filters", "happenings"),
    [
        ({"country": "VNM"}, {"solvang-hanoi"}),
        ({"actor": "solvang", "first": "2031-06-14"}, {"solvang-bangkok"}),
        ({"kind": EventType.MOBILIZE}, {"belarus-troops"}),
        ({"least_sources": 3, "kind": EventType.ASSAULT}, {"hodeidah-port"}),
        ({"last": "2031-05-20", "kind": EventType.ASSAULT}, {"hodeidah-port"}),
    ],
)
def test_incidents_are_found_by_who_what_and_when(
    whole: Path, filters: dict[str, object], happenings: set[str]
) -> None:
    with reading(whole) as connection:
        at = {h: stored.incident(connection, event_of(*key)).line.id for key, h in HAPPENINGS.items()}
        found = {line.id for line in stored.incidents(connection, **filters)}  # type: ignore[arg-type]
    assert {happening for happening, name in at.items() if name in found} == happenings


def test_the_order_in_which_articles_come_changes_nothing(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    for row in reversed(ROWS):
        write(path, row["id"])
        link_incidents(path)
    for name in ("incidents", "incident_events", "incident_actors", "incident_pairs"):
        assert table(path, name) == table(whole, name)


def test_what_is_linked_is_not_compared_again_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, "selat-1", "kabar-7", "selat-2")
    link_incidents(path)
    before = table(path, "incidents")
    assert link_incidents(path) == 0
    assert table(path, "incidents") == before


def test_an_article_that_is_read_again_is_taken_out_and_put_back(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path)
    link_incidents(path)
    write(path, "selat-1", "kabar-9", key="another pipeline")
    assert link_incidents(path) == len(news("selat-1").events) + len(news("kabar-9").events)
    assert table(path, "incidents") == table(whole, "incidents")


def test_an_incident_whose_id_changes_is_found_by_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, "kabar-7")
    link_incidents(path)
    with reading(path) as connection:
        old = stored.incident(connection, event_of("kabar-7", "menyerang")).line.id
    write(path, "selat-1", "ledger-3")
    link_incidents(path)
    with reading(path) as connection:
        new = stored.incident(connection, event_of("selat-1", "menyerang"))
        assert stored.incident(connection, old).line.id == new.line.id
    assert old in new.aliases


def test_people_have_the_last_word_on_every_run(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, "selat-1", "kabar-7", "ledger-3", "selat-2")
    link_incidents(path)
    before = partition(path)
    port, copy, airport = (
        event_of("selat-1", "menyerang"),
        event_of("kabar-7", "menyerang"),
        event_of("selat-2", "menyerang"),
    )
    with writing(path) as connection:
        apart = corrections.not_same_incident(connection, port, copy, author="ana")
        one = corrections.same_incident(connection, port, airport, author="ana")
    link_incidents(path)
    groups = partition(path)
    assert any({port, airport} <= group for group in groups) and not any({port, copy} <= group for group in groups)
    write(path, "selat-1", "kabar-7", key="another pipeline")
    link_incidents(path)
    assert partition(path) == groups
    with writing(path) as connection:
        for each in (apart, one):
            corrections.undo(connection, each.id, author="ben")
    link_incidents(path)
    assert partition(path) == before


def test_copies_are_one_source(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    write(path, "selat-1", "kabar-7", "ledger-3")
    link_incidents(path)
    with writing(path) as connection:
        first = news("selat-1").article.id
        connection.execute("INSERT INTO copy_groups VALUES ('g', ?, 'published', NULL, 'outlet', 2)", (first,))
        for name in ("selat-1", "kabar-7"):
            connection.execute("INSERT INTO copy_members VALUES (?, 'g', 'near', NULL)", (news(name).article.id,))
    link_incidents(path)
    with reading(path) as connection:
        line = stored.incident(connection, event_of("selat-1", "menyerang")).line
    assert (line.articles, line.sources) == (3, 2)


def test_an_interrupted_run_is_taken_up_by_the_next(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.db"
    write(path)
    monkeypatch.setattr("menurut.link.incidents.stored._EVENTS", 4)
    monkeypatch.setattr("menurut.link.incidents.stored._CLUSTERED", 1)
    calls = iter(range(100))

    def stop(*arguments: object) -> None:
        if next(calls) == 3:
            raise KeyboardInterrupt
        put_incidents(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("menurut.link.incidents.stored.put_incidents", stop)
    with pytest.raises(KeyboardInterrupt):
        link_incidents(path)
    link_incidents(path)
    for name in ("incidents", "incident_events", "incident_actors"):
        assert table(path, name) == table(whole, name)
