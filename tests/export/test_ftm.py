"""What ``export ftm`` writes is what the followthemoney package reads, value for value."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from followthemoney import model
from followthemoney.statement.serialize import read_csv_statements

from menurut.export import Selection
from menurut.export.ftm import write, write_statements
from tests.export.stored import make_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("ftm") / "s.db")


def entities(store: Path, out: Path, selection: Selection | None = None) -> list[dict[str, Any]]:
    assert write(store, out, selection or Selection()) == [out]
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_the_package_finds_every_value_clean_and_every_link_leads_somewhere(store: Path, tmp_path: Path) -> None:
    found = entities(store, tmp_path / "e.jsonl", Selection(with_text=True))
    known = {entity["id"]: entity["schema"] for entity in found}
    assert len(known) == len(found)
    for entity in found:
        proxy = model.get_proxy(entity, cleaned=False)
        proxy.schema.validate({"properties": entity["properties"]})
        for name, values in entity["properties"].items():
            assert sorted(proxy.get(name)) == sorted(values), (name, values)
            property_ = proxy.schema.get(name)
            assert property_ is not None
            if property_.range is not None:
                assert all(model[known[value]].is_a(property_.range) for value in values)


def test_an_incident_has_its_actors_place_day_and_proof(store: Path, tmp_path: Path) -> None:
    found = entities(store, tmp_path / "e.jsonl")
    names = {entity["id"]: entity["properties"]["name"][0] for entity in found if "name" in entity["properties"]}
    (attack,) = [e["properties"] for e in found if e["schema"] == "Event" and "ASSAULT" in e["properties"]["keywords"]]
    assert [names[actor] for actor in attack["organizer"]] == ["Indonesia"]
    assert {names[actor] for actor in attack["involved"]} == {"Indonesia", "Malaysia"}
    assert (attack["date"], attack["location"], attack["country"]) == (["2031-03-04"], ["Durno"], ["my"])
    assert "denied by Tomas Ilman" in attack["summary"]
    assert attack["notes"] == ["1 source, 2 copies / 1 sumber, 2 salinan"]
    assert len(attack["proof"]) == len(attack["sourceUrl"]) == 3


def test_an_actor_without_a_name_of_its_own_is_a_mention_that_resolves_to_nobody(store: Path, tmp_path: Path) -> None:
    found = entities(store, tmp_path / "e.jsonl")
    mentions = [entity["properties"] for entity in found if entity["schema"] == "Mention"]
    nobody = {mention["name"][0] for mention in mentions if "resolved" not in mention}
    assert "juru bicara PBB" in nobody
    assert "Tomas Ilman" not in nobody


def test_what_is_left_out_leaves_no_trace(store: Path, tmp_path: Path) -> None:
    found = entities(store, tmp_path / "e.jsonl", Selection(since="2031-03-06", types=("ASSAULT",)))
    kinds = Counter(entity["schema"] for entity in found)
    assert (kinds["Article"], kinds["Event"], kinds["Mention"]) == (1, 1, 5)
    proof = {article for entity in found for article in entity["properties"].get("proof", ())}
    assert len(proof) == 1
    assert not any("bodyText" in entity["properties"] for entity in found)


def test_statements_are_the_same_entities_value_by_value(store: Path, tmp_path: Path) -> None:
    found = entities(store, tmp_path / "e.jsonl")
    assert write_statements(store, tmp_path / "s.csv", Selection()) == [tmp_path / "s.csv"]
    statements = list(read_csv_statements(io.BytesIO((tmp_path / "s.csv").read_bytes())))
    told = {(e["id"], e["schema"], name, v) for e in found for name, vs in e["properties"].items() for v in vs}
    assert {(s.entity_id, s.schema, s.prop, s.value) for s in statements} == told
    for statement in statements:
        assert statement.id == statement.generate_key()
        assert statement.prop_type == model[statement.schema].properties[statement.prop].type.name
    (first,) = {s.first_seen for s in statements if s.schema == "Event" and s.prop == "date"}
    assert first == "2031-03-05"
