"""Corrections hold on every run: read again by another version, revised, linked again, undone and made again."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from menurut.correct.lines import logged
from menurut.correct.live import correct, undo
from menurut.errors import InputError, MenurutError, NotFoundError, StoreError
from menurut.records import Reading
from menurut.store import StoreReader, StoreWriter
from menurut.store.corrections import active, log
from menurut.store.schema import connect
from menurut.verify import verify
from tests.conftest import opened
from tests.correct.helpers import CASES, FIRST, Case, actor, again, event, place, said, stored
from tests.store.helpers import happening, make_earlier, write

IDS = [f"{number}-{case.kind}" for number, case in enumerate(CASES)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store of two articles."""
    write(tmp_path / "s.db", happening(1), happening(2))
    return tmp_path / "s.db"


def made(path: Path, case: Case) -> str:
    return correct(path, case.kind, case.subject, case.other, author="ana", value=case.value).id


def plain(reading: Reading) -> Reading:
    return replace(reading, problems=())


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_correction_shows_at_once_and_undoing_it_brings_back_what_was_there(path: Path, case: Case) -> None:
    before = stored(path)
    assert not case.holds(before)
    name = made(path, case)
    now = stored(path)
    assert case.holds(now)
    verify(now)
    taken_back = undo(path, name, author="ben")
    assert plain(stored(path)) == plain(before)
    undo(path, taken_back.id, author="ana")
    assert stored(path) == now


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_correction_holds_when_the_article_is_read_by_another_version(path: Path, case: Case) -> None:
    made(path, case)
    write(path, again(added=""), key="later")  # the same text, other contents, so other ids
    assert case.holds(stored(path))
    assert stored(path).problems == ()


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_a_correction_holds_when_the_article_is_revised(path: Path, case: Case) -> None:
    made(path, case)
    write(path, again())
    assert case.holds(stored(path))
    write(path, happening(1), key="back")
    assert case.holds(stored(path))


def test_all_corrections_of_an_article_hold_together_in_any_run(path: Path) -> None:
    chosen = [case for case in CASES if case.kind in ("wrong_country", "wrong_act", "wrong_status", "missed_event")]
    for case in chosen:
        made(path, case)
    now = stored(path)
    assert all(case.holds(now) for case in chosen)
    write(path, happening(1), key="later")
    assert stored(path) == now


def test_a_correction_of_what_a_person_marked_is_found(path: Path) -> None:
    correct(
        path,
        "missed_event",
        FIRST.article.id,
        author="ana",
        value={"triggers": [place("mengonfirmasi")], "type": "CONSULT"},
    )
    correct(path, "wrong_status", event(stored(path), "mengonfirmasi").id, author="ana", value={"status": "negated"})
    write(path, again())
    assert event(stored(path), "mengonfirmasi").status == "negated"


def test_what_was_marked_by_hand_is_not_there_twice_once_the_machine_finds_it(path: Path) -> None:
    denial = said(FIRST, "membantah")
    silent = replace(
        FIRST,
        attributions=tuple(replace(a, about=()) for a in FIRST.attributions if a is not denial),
        events=tuple(replace(e, positions=()) for e in FIRST.events),
    )
    write(path, silent, key="dull")
    assert denial.cue is not None
    value = {"content": [[s.start, s.end] for s in denial.content], "cue": [denial.cue.start, denial.cue.end]}
    correct(path, "missed_attribution", FIRST.article.id, author="ana", value={**value, "act": "CONDEMN"})
    write(path, happening(1), key="later")
    assert [str(a.act) for a in stored(path).attributions] == ["CLAIM", "CONDEMN", "NO_POSITION"]


def test_of_two_that_go_against_each_other_the_later_holds_and_both_stay(path: Path) -> None:
    attack = event(FIRST, "menyerang").id
    correct(path, "wrong_type", attack, author="ana", value={"type": "COERCE"})
    second = correct(path, "wrong_type", attack, author="ben", value={"type": "THREATEN"})
    write(path, happening(1), key="later")
    assert event(stored(path), "menyerang").type == "THREATEN"
    undo(path, second.id, author="ana")
    assert event(stored(path), "menyerang").type == "COERCE"
    with opened(path) as connection:
        assert [line.author for line in log(connection)] == ["ana", "ben", "ana"]


def test_what_finds_its_words_no_more_is_stray_and_comes_back_with_them(path: Path) -> None:
    line = correct(path, "not_event", event(FIRST, "menandatangani").id, author="ana")
    text = FIRST.document.text
    gone = replace(
        FIRST,
        article=replace(FIRST.article, text=text.replace("menandatangani", "membicarakan__")),
        document=replace(FIRST.document, text=text.replace("menandatangani", "membicarakan__")),
        events=FIRST.events[:1],
        agreements=(),
    )
    write(path, gone)
    with opened(path) as connection:
        assert [(each.line.id, each.state) for each in logged(connection)] == [(line.id, "stray")]
    assert [(p.step, p.code) for p in stored(path).problems] == [("correct", "stray_correction")]
    write(path, happening(1))
    with opened(path) as connection:
        assert [each.state for each in logged(connection)] == ["holds"]
    assert len(stored(path).events) == 1


def test_other_articles_and_what_is_not_touched_stay_as_they_are(path: Path) -> None:
    with opened(path) as connection:
        rows = connection.execute("SELECT rowid, * FROM articles").fetchall()
    other = stored(path, 2)
    made(path, CASES[0])
    assert stored(path, 2) == other
    with opened(path) as connection:
        assert connection.execute("SELECT rowid, * FROM articles").fetchall() == rows
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    ("kind", "subject", "value", "error"),
    [
        ("wrong_shoe", FIRST.events[0].id, {}, InputError),
        ("not_event", "nothing", {}, NotFoundError),
        ("not_event", FIRST.attributions[0].id, {}, NotFoundError),
        ("not_event", FIRST.events[0].id, {"type": "COERCE"}, InputError),
        ("wrong_type", FIRST.events[0].id, {}, InputError),
        ("wrong_type", FIRST.events[0].id, {"type": "ASSAULTS"}, InputError),
        ("wrong_type", FIRST.events[0].id, {"type": "COERCE", "mode": "drone"}, InputError),
        ("wrong_status", FIRST.events[0].id, {"status": ["planned"]}, InputError),
        ("wrong_role", FIRST.events[0].id, {}, InputError),
        ("wrong_role", FIRST.events[0].id, {"source": ["nobody"]}, NotFoundError),
        ("wrong_date", FIRST.events[0].id, {"date": "2031-02-30"}, InputError),
        ("wrong_date", FIRST.events[0].id, {"date": "2031-03/2031-02"}, InputError),
        ("wrong_span", FIRST.events[0].id, {"field": "trigger", "spans": []}, InputError),
        ("wrong_span", FIRST.events[0].id, {"field": "cue", "spans": [[0, 3]]}, MenurutError),
        ("wrong_span", FIRST.events[0].id, {"field": "trigger", "spans": [[5, 100_000]]}, InputError),
        ("wrong_span", FIRST.attributions[0].id, {"field": "cue", "spans": [[0, 3], [4, 6]]}, InputError),
        ("wrong_country", FIRST.actors[0].id, {"country": "Indonesia"}, InputError),
        ("missed_event", FIRST.article.id, {"triggers": [[1, 1]], "type": "CONSULT"}, InputError),
        ("same_incident", FIRST.events[0].id, {}, InputError),
    ],
)
def test_what_is_no_correction_is_refused_in_words_and_leaves_no_trace(
    path: Path, kind: str, subject: str, value: dict[str, object], error: type[MenurutError]
) -> None:
    before = stored(path)
    with pytest.raises(error):
        correct(path, kind, subject, author="ana", value=value)
    assert stored(path) == before
    with opened(path) as connection:
        assert log(connection) == ()


def test_a_mention_cannot_go_to_the_actor_that_has_it(path: Path) -> None:
    ilman = actor(FIRST, "Tomas Ilman").id
    with pytest.raises(InputError, match="already"):
        correct(path, "not_this_actor", ilman, ilman, author="ana", value={"span": place("Tomas Ilman")})
    assert actor(stored(path), "Tomas Ilman").id == ilman


def test_a_correction_needs_an_author_and_a_store(path: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="author"):
        correct(path, "not_event", FIRST.events[0].id, author=" ")
    with pytest.raises(StoreError, match="there is no store"):
        correct(tmp_path / "none.db", "not_event", FIRST.events[0].id, author="ana")
    with pytest.raises(NotFoundError):
        undo(path, "nothing", author="ana")
    assert not (tmp_path / "none.db").exists()


def test_a_correction_made_while_articles_are_written_waits_and_both_hold(path: Path) -> None:
    attack = event(FIRST, "menyerang").id
    with StoreWriter(path, "later", "0") as writer:
        other = connect(path, write=True)
        other.execute("BEGIN IMMEDIATE")  # somebody is in the middle of a transaction
        thread = threading.Thread(
            target=lambda: correct(path, "wrong_type", attack, author="ana", value={"type": "COERCE"})
        )
        thread.start()
        thread.join(0.2)
        assert thread.is_alive()
        other.execute("COMMIT")
        other.close()
        thread.join()
        writer.write([happening(1), happening(3)])
    assert event(stored(path), "menyerang").type == "COERCE"
    with StoreReader(path) as store:
        assert len(store.article_ids()) == 3


def test_corrections_stay_when_a_store_is_migrated(path: Path) -> None:
    make_earlier(path, 3)
    connect(path, write=True).close()
    correct(path, "not_event", event(FIRST, "menandatangani").id, author="ana")
    write(path, happening(1), key="later")
    assert len(stored(path).events) == 1


# ---- across articles


def test_same_incident_and_not_hold_on_every_run(path: Path) -> None:
    first, second = (event(happening(number), "menyerang").id for number in (1, 2))

    def incidents() -> int:
        query = "SELECT count(DISTINCT incident) FROM incident_events WHERE event IN (?, ?)"
        with opened(path) as connection:
            row: tuple[int] = connection.execute(query, (first, second)).fetchone()
            return row[0]

    apart = correct(path, "not_same_incident", first, second, author="ana")
    assert incidents() == 2
    undo(path, apart.id, author="ana")
    correct(path, "same_incident", first, second, author="ana")
    assert incidents() == 1
    write(path, happening(2), key="later")
    correct(path, "wrong_country", actor(FIRST, "Tomas Ilman").id, author="ben", value={"country": None})
    assert incidents() == 1
    with opened(path) as connection:
        assert len(active(connection, "same_incident")) == 1


def test_an_event_leaves_a_whole_incident(path: Path) -> None:
    write(path, happening(3))
    names = [event(happening(number), "menyerang").id for number in (1, 2, 3)]
    for other in names[1:]:
        correct(path, "same_incident", names[0], other, author="ana")
    query = "SELECT incident FROM incident_events WHERE event = ?"
    with opened(path) as connection:
        (whole,) = connection.execute(query, (names[0],)).fetchone()
    correct(path, "not_same_incident", names[2], whole, author="ana")
    with opened(path) as connection:
        found = [connection.execute(query, (name,)).fetchone()[0] for name in names]
    assert found[0] == found[1] != found[2]
