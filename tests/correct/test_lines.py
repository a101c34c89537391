"""The log as a whole: listed, taken to another store, and written as training data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from menurut.cli.correct import command as correct_command
from menurut.cli.corrections import command as corrections_command
from menurut.correct.lines import load, logged
from menurut.correct.live import correct, undo
from menurut.correct.training import annotation_records, tasks
from menurut.errors import InputError, NotFoundError
from menurut.store.corrections import log
from tests.conftest import opened
from tests.correct.helpers import FIRST, event, said, stored
from tests.store.helpers import happening, write

ATTACK, SIGNING = event(FIRST, "menyerang"), event(FIRST, "menandatangani")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path / "s.db", happening(1), happening(2))
    return tmp_path / "s.db"


def corrections(*arguments: object) -> Result:
    return CliRunner().invoke(corrections_command, [str(argument) for argument in arguments])


def exported(path: Path, to: Path) -> Path:
    assert corrections("--store", path, "--format", "jsonl", "--output", to).exit_code == 0
    return to


def test_a_log_taken_to_another_store_holds_there_and_never_twice(path: Path, tmp_path: Path) -> None:
    correct(path, "wrong_type", ATTACK.id, author="ana", value={"type": "COERCE"})
    wrong = correct(path, "not_event", SIGNING.id, author="ana")
    undo(path, wrong.id, author="ben")
    correct(path, "same_incident", ATTACK.id, event(happening(2), "menyerang").id, author="ana")
    other = tmp_path / "other.db"
    write(other, happening(1), happening(2))
    file = exported(path, tmp_path / "log.jsonl")
    first, second = load(other, file), load(other, file)
    assert (first.new, first.known, second.new, second.known) == (4, 0, 0, 4)
    assert stored(other) == stored(path)
    assert exported(other, tmp_path / "again.jsonl").read_bytes() == file.read_bytes()


def test_a_log_may_come_before_its_articles(path: Path, tmp_path: Path) -> None:
    correct(path, "wrong_type", ATTACK.id, author="ana", value={"type": "COERCE"})
    other = tmp_path / "other.db"
    write(other, happening(2))
    load(other, exported(path, tmp_path / "log.jsonl"))
    with opened(other) as connection:
        assert [each.state for each in logged(connection)] == ["stray"]
    write(other, happening(1))
    assert event(stored(other), "menyerang").type == "COERCE"
    with opened(other) as connection:
        assert [each.state for each in logged(connection)] == ["holds"]


def test_what_was_made_later_holds_whichever_log_it_stood_in(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    write(other, happening(1))
    correct(path, "wrong_type", ATTACK.id, author="ana", value={"type": "COERCE"})
    correct(other, "wrong_type", ATTACK.id, author="ben", value={"type": "THREATEN"})
    load(other, exported(path, tmp_path / "log.jsonl"))
    load(path, exported(other, tmp_path / "other.jsonl"))
    assert event(stored(path), "menyerang").type == event(stored(other), "menyerang").type == "THREATEN"


GOOD: dict[str, Any] = {"id": "x", "made": "2031-01-01T00:00:00+00:00", "author": "ana", "kind": "not_event"}
GOOD |= {"subject": ATTACK.id, "object": None, "undoes": None}
AT = {"record": "event", "article": FIRST.article.id, "type": "ASSAULT", "start": 1, "end": 2, "words": "x"}


@pytest.mark.parametrize(
    "row",
    [
        "not JSON",
        "[]",
        "{}",
        GOOD,
        GOOD | {"value": {"subject": []}},
        GOOD | {"value": {"subject": {"article": 7}}},
        GOOD | {"value": {"subject": AT | {"start": -1}}},
        GOOD | {"value": {"subject": AT | {"start": 10**30}}},
        GOOD | {"value": {"subject": AT}, "made": "yesterday"},
        GOOD | {"value": {"subject": AT}, "made": "2031-01-01"},
        GOOD | {"value": {"subject": AT}, "kind": "nonsense"},
        GOOD | {"value": {"subject": AT}, "id": 4},
        GOOD | {"value": {"subject": AT}, "object": {}},
        GOOD | {"value": {"subject": AT}, "undoes": "y"},
        GOOD | {"value": {}, "kind": "undo", "undoes": "nothing"},
        GOOD | {"value": {"subject": AT}, "kind": "same_incident"},
        GOOD | {"value": {"subject": AT | {"mentions": [1]}, "object": AT}, "kind": "same_identity"},
        GOOD | {"value": {"subject": {"record": "identity"}, "object": AT}, "kind": "same_identity"},
        GOOD | {"value": {"subject": AT}, "kind": "not_this_actor"},
    ],
)
def test_a_line_that_is_none_becomes_a_problem_and_the_rest_is_read(path: Path, tmp_path: Path, row: Any) -> None:
    good = correct(path, "wrong_type", ATTACK.id, author="ana", value={"type": "COERCE"})
    file = exported(path, tmp_path / "log.jsonl")
    file.write_text((row if isinstance(row, str) else json.dumps(row)) + "\n" + file.read_text("utf-8"), "utf-8")
    other = tmp_path / "other.db"
    write(other, happening(1))
    loaded = load(other, file)
    assert [(p.step, p.code, p.origin) for p in loaded.problems] == [("read", "bad_correction", f"{file}:1")]
    with opened(other) as connection:
        assert log(connection) == (good,)


@pytest.mark.parametrize(
    "value", [{}, {"type": 5}, {"type": "NONE"}, {"type": None}, {"type": {"words": "x", "start": 1}}]
)
def test_a_line_whose_value_makes_no_sense_is_stray(path: Path, tmp_path: Path, value: dict[str, Any]) -> None:
    row = GOOD | {"kind": "wrong_type", "value": {"subject": AT | {"id": ATTACK.id}, **value}}
    file = tmp_path / "log.jsonl"
    file.write_text(json.dumps(row) + "\n", "utf-8")
    assert load(path, file).new == 1
    assert event(stored(path), "menyerang").type == "ASSAULT"
    with opened(path) as connection:
        assert [each.state for each in logged(connection)] == ["stray"]


def test_a_file_that_is_not_there_is_said_so(path: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load(path, tmp_path / "none.jsonl")


def test_a_log_that_is_too_long_is_refused_whole(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b"\n" * 100_000_001)
    with pytest.raises(InputError, match="100,000,000"):
        load(path, file)
    with opened(path) as connection:
        assert not list(logged(connection))


def test_corrected_articles_are_training_data_with_before_and_after(path: Path) -> None:
    correct(path, "wrong_act", said(FIRST, "membantah").id, author="ana", value={"act": "CONFIRM"})
    wrong = correct(path, "not_event", event(happening(2), "menyerang").id, author="ana")
    undo(path, wrong.id, author="ana")
    (record,) = annotation_records(path)
    assert record["id"] == "g1"
    assert [a["act"] for a in record["attributions"]] == ["CLAIM", "CONFIRM", "NO_POSITION"]
    (task,) = tasks(path)
    assert task["data"]["article"] == FIRST.article.id
    before, after = (
        [r["value"]["text"] for r in part[0]["result"] if r.get("from_name") == "code"]
        for part in (task["predictions"], task["annotations"])
    )
    assert before != after
    assert [line["author"] for line in task["meta"]["corrections"]] == ["ana"]


def test_the_commands_correct_list_and_take_back(path: Path) -> None:
    def run(*arguments: object) -> Result:
        found = CliRunner().invoke(correct_command, [*map(str, arguments), "--store", str(path), "--author", "ana"])
        assert found.exit_code == 0, found.output
        return found

    words = json.dumps([[FIRST.document.text.index("menewaskan"), FIRST.document.text.index(" sedikitnya")]])
    run("wrong_type", ATTACK.id[:8], "--set", "type=COERCE")
    run("missed_event", FIRST.article.id[:8], "--set", f"triggers={words}", "--set", "type=ASSAULT")
    made = run("not_event", SIGNING.id[:8], "--json").output
    run("undo", json.loads(made)["id"][:8])
    assert len(stored(path).events) == 3
    listed = corrections("--store", path).output
    for word in ("wrong_type", "missed_event", "not_event", "undo", "undone", "holds", "ana"):
        assert word in listed
    rows = corrections("--store", path, "--format", "annotations").output.splitlines()
    assert [len(json.loads(row)["events"]) for row in rows] == [3]
