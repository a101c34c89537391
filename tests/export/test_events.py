"""Events in the form that annotators write them in."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from menurut.export.annotations import annotation_record
from menurut.records import Precision, Reading
from tests.conftest import write_lines
from tests.store.helpers import happening


def by_name(record: dict[str, Any], ids: list[str]) -> list[str]:
    names = {actor["id"]: actor["name"] for actor in record["actors"]}
    return [names[name] for name in ids]


def test_an_event_has_the_form_of_the_gold_and_its_score() -> None:
    record = annotation_record(happening())
    attack, signing = record["events"]
    assert list(attack) == [
        "id",
        "type",
        "mentions",
        "source",
        "target",
        "status",
        "date",
        "date_text",
        "place",
        "place_country",
        "according_to",
        "confirmed_by",
        "denied_by",
        "no_position_by",
        "score",
    ]
    assert (attack["id"], attack["type"], attack["status"], attack["score"]) == ("e1", "ASSAULT", "attributed", 0.91)
    assert attack["mentions"] == [[2, "menyerang"], [1, "Serang"], [3, "serangan"]]
    assert [attack[key] for key in ("date", "date_text", "place", "place_country")] == [
        "2031-03-04",
        "Selasa (4/3/2031)",
        "Durno",
        "SEL",
    ]
    actors = {key: by_name(record, attack[key]) for key in list(attack)[3:5] + list(attack)[10:14]}
    assert actors == {
        "source": ["Arvania"],
        "target": ["Selmora"],
        "according_to": ["Kementerian Pertahanan Selmora"],
        "confirmed_by": ["Selmora"],
        "denied_by": ["Tomas Ilman"],
        "no_position_by": ["juru bicara PBB"],
    }
    assert (by_name(record, signing["source"]), signing["target"]) == (["Arvania", "Selmora"], [])
    assert (signing["date"], signing["place"], signing["place_country"]) == ("2031-03", None, None)
    assert [a["about"] for a in record["attributions"]] == [["e1"], ["e1", "s1"], ["e1"]]


def test_a_date_is_written_as_annotators_write_it() -> None:
    made = happening()
    week = replace(made.dates[0], value="2031-03-03/2031-03-09", precision=Precision.WEEK)
    assert annotation_record(replace(made, dates=(week, made.dates[1])))["events"][0]["date"] == "2031-03"


def in_the_headline_alone(made: Reading) -> Reading:
    """The attack with no trigger but that of the headline."""
    attack, signing = made.events
    return replace(made, events=(replace(attack, triggers=attack.triggers[1:2]), signing))


def test_an_event_none_of_whose_words_stand_in_the_text_is_left_out() -> None:
    record = annotation_record(in_the_headline_alone(happening(beside=True)))
    assert [event["type"] for event in record["events"]] == ["SUPPORT"]
    assert [a["about"] for a in record["attributions"]] == [[], ["s1"], []]
    whole = annotation_record(happening(beside=True))
    assert whole["events"][0]["mentions"] == [[1, "menyerang"], [2, "serangan"]]


def test_an_actor_that_only_the_headline_names_stays_where_an_event_needs_it() -> None:
    made = happening(beside=True)
    arvania, *others = made.actors
    record = annotation_record(replace(made, actors=(replace(arvania, mentions=arvania.mentions[:1]), *others)))
    assert record["actors"][0]["mentions"] == []
    assert by_name(record, record["events"][0]["source"]) == ["Arvania"]


@pytest.mark.parametrize("beside", [False, True])
def test_the_checker_of_the_gold_finds_no_fault(shared: Path, tmp_path: Path, beside: bool) -> None:
    readings = [happening(1, beside=beside), in_the_headline_alone(happening(2, beside=beside))]
    articles = write_lines(tmp_path / "a.jsonl", [{"id": r.article.given_id, "text": r.article.text} for r in readings])
    records = write_lines(tmp_path / "r.jsonl", [annotation_record(reading) for reading in readings])
    command = [sys.executable, str(shared / "gold/check.py"), str(articles), str(records)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[-1].endswith(" 0 faults"), result.stdout
    found = 3 if beside else 4
    assert sum(len(json.loads(line)["events"]) for line in records.read_text("utf-8").splitlines()) == found
