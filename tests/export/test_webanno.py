"""Web Annotations: every span, found again by position and by quotation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from menurut.cli.main import main
from menurut.export import Selection
from menurut.export.brat import write as write_brat
from menurut.export.webanno import write
from menurut.store import StoreReader
from tests.export.stored import make_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("webanno") / "s.db")


def items(store: Path, out: Path, selection: Selection | None = None) -> list[dict[str, Any]]:
    write(store, out, selection or Selection())
    collection = json.loads(out.read_text("utf-8"))
    assert (collection["@context"], collection["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationCollection")
    found: list[dict[str, Any]] = collection["first"]["items"]
    assert collection["total"] == len(found) == len({item["id"] for item in found})
    return found


def test_positions_and_quotations_find_the_same_words(store: Path, tmp_path: Path) -> None:
    with StoreReader(store) as reader:
        texts = {f"urn:menurut:document:{name}": reader.reading(name).document.text for name in reader.article_ids()}
    for item in items(store, tmp_path / "w.json"):
        target = item["target"]
        text = texts[target["state"]["cached"]]
        position, quote = target["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
        assert target["source"].startswith("https://a.example/")


def test_every_span_of_actors_attributions_and_events_is_there(store: Path, tmp_path: Path) -> None:
    found = items(store, tmp_path / "w.json", Selection(until="2031-03-05"))
    with StoreReader(store) as reader:
        (reading,) = [
            reader.reading(name) for name in reader.article_ids() if "/1" in str(reader.reading(name).article.url)
        ]
    wanted = [("actor", s.text) for a in reading.actors for s in a.mentions]
    wanted += [("content", s.text) for a in reading.attributions for s in a.content]
    wanted += [("source", a.source.text) for a in reading.attributions if a.source]
    wanted += [("cue", a.cue.text) for a in reading.attributions if a.cue]
    wanted += [("trigger", s.text) for e in reading.events for s in e.triggers]
    told = [(i["body"][0]["value"], i["target"]["selector"][1]["exact"]) for i in found]
    assert sorted(pair for pair in told if pair[0] in {what for what, _ in wanted}) == sorted(wanted)


def test_brat_reads_its_own_lines(store: Path, tmp_path: Path) -> None:
    written = write_brat(store, tmp_path / "brat", Selection())
    assert tmp_path / "brat/annotation.conf" in written
    texts = [path for path in written if path.suffix == ".txt"]
    assert len(texts) == 3
    for path in texts:
        text = path.read_bytes().decode("utf-8")
        known: set[str] = set()
        for line in path.with_suffix(".ann").read_text("utf-8").splitlines():
            name, body, *words = line.split("\t")
            known.add(name)
            if name.startswith("T"):
                label, _, places = body.partition(" ")
                parts = [tuple(map(int, place.split())) for place in places.split(";")]
                assert " ".join(text[start:end] for start, end in parts) == words[0]
                assert label[0].isupper()
            else:
                assert all(part.split(":")[1] in known for part in body.split() if ":" in part)


def test_offsets_count_code_points(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(
        "Menlu Arvania Tiba 🛬 di Doha\nMenteri Luar Negeri Arvania tiba di ibu kota Qatar 🛬 untuk berunding.\n"
        '"Kami datang untuk berbicara," kata Menteri Luar Negeri Arvania pada hari Senin.\n',
        "utf-8",
    )
    main(["read", str(source), "--store", str(tmp_path / "s.db"), "--quiet"], standalone_mode=False)
    found = items(tmp_path / "s.db", tmp_path / "w.json")
    text = source.read_text("utf-8")
    after = [item["target"]["selector"] for item in found if item["target"]["selector"][0]["start"] > 30]
    assert after
    assert all(text[position["start"] : position["end"]] == quote["exact"] for position, quote in after)
