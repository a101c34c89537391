"""Tasks for Label Studio: predictions, and what people corrected as annotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from menurut.export import Selection
from menurut.export.labelstudio import write
from menurut.store.corrections import record, undo
from menurut.version import __version__
from tests.conftest import opened
from tests.export.stored import make_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return make_store(tmp_path / "s.db")


def tasks(store: Path, out: Path, selection: Selection | None = None) -> list[dict[str, Any]]:
    assert write(store, out, selection or Selection()) == [out, out.with_name("t.config.xml")]
    found: list[dict[str, Any]] = json.loads(out.read_text("utf-8"))
    return found


def test_regions_are_the_words_of_the_text_and_relations_join_them(store: Path, tmp_path: Path) -> None:
    for task in tasks(store, tmp_path / "t.json"):
        (prediction,) = task["predictions"]
        assert prediction["model_version"] == f"menurut {__version__}"
        assert 0 < prediction["score"] <= 1
        regions = [part for part in prediction["result"] if part["type"] == "labels"]
        text = task["data"]["text"]
        for region in regions:
            value = region["value"]
            assert text[value["start"] : value["end"]] == value["text"]
        words = {region["id"]: (region["value"]["labels"][0], region["value"]["text"]) for region in regions}
        assert len(words) == len(regions)
        links = [
            (words[part["from_id"]], part["labels"][0], words[part["to_id"]])
            for part in prediction["result"]
            if part["type"] == "relation"
        ]
        assert (("cue", "membantah"), "said by", ("source", "Tomas Ilman")) in links
        assert any(label == "done to" and end[0] == "actor" for _, label, end in links)
        assert "annotations" not in task


def test_the_labels_are_those_of_the_interface(store: Path, tmp_path: Path) -> None:
    found = tasks(store, tmp_path / "t.json")
    view = ElementTree.parse(tmp_path / "t.config.xml").getroot()
    known = {label.attrib["value"] for label in view.iter("Label")}
    relations = {relation.attrib["value"] for relation in view.iter("Relation")}
    names = {element.attrib["name"] for element in view.iter() if "name" in element.attrib}
    for part in found[0]["predictions"][0]["result"]:
        if part["type"] == "labels":
            assert set(part["value"]["labels"]) <= known
            assert {part["from_name"], part["to_name"]} <= names
        elif part["type"] == "relation":
            assert set(part["labels"]) <= relations


def test_an_article_that_people_corrected_has_an_annotation(store: Path, tmp_path: Path) -> None:
    with opened(store) as connection:
        event, article = connection.execute("SELECT id, article FROM events WHERE type = 'ASSAULT' LIMIT 1").fetchone()
        value = {"subject": {"article": article}, "status": "planned"}
        line = record(connection, "wrong_status", event, author="ani", value=value, made="2031-04-01T00:00:00+00:00")
    (task,) = [task for task in tasks(store, tmp_path / "t.json") if "annotations" in task]
    assert task["data"]["article"] == article
    assert task["annotations"][0]["created_at"] == "2031-04-01T00:00:00+00:00"
    assert task["annotations"][0]["result"]
    assert [(made["id"], made["author"]) for made in task["meta"]["corrections"]] == [(line.id, "ani")]
    with opened(store) as connection:
        undo(connection, line.id, author="ani")
    assert not any("annotations" in task for task in tasks(store, tmp_path / "t.json"))


def test_only_the_chosen_articles_and_events_are_there(store: Path, tmp_path: Path) -> None:
    (task,) = tasks(store, tmp_path / "t.json", Selection(until="2031-03-05", types=("ASSAULT",)))
    result = task["predictions"][0]["result"]
    codes = {part["value"]["text"][0] for part in result if part["type"] == "textarea"}
    assert "ASSAULT" in codes
    assert "SUPPORT" not in codes
