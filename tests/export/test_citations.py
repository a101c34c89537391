"""Citations and the card of an export."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from menurut.export import Selection
from menurut.export.citations import write
from menurut.link.everything import link
from menurut.version import __version__
from tests.export.stored import OUTLET, TITLE, make_store, reported
from tests.store.helpers import write as store_readings


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("citations")
    written = write(make_store(made / "s.db"), made / "out", Selection())
    assert {path.name for path in written} == {path.name for path in (made / "out").iterdir()}
    return made / "out"


def test_articles_as_csl_json(folder: Path) -> None:
    items = json.loads((folder / "articles.json").read_text("utf-8"))
    by_url = {item["URL"]: item for item in items}
    first = by_url["https://a.example/1"]
    assert (first["type"], first["title"], first["container-title"]) == ("article-newspaper", TITLE, OUTLET)
    assert first["issued"] == {"date-parts": [[2031, 3, 5]]}
    assert "issued" not in by_url["https://a.example/3"]  # a date that is not known is not made up
    assert len({item["id"] for item in items}) == 3


def test_articles_as_bibtex_with_its_marks_escaped(tmp_path: Path) -> None:
    made = reported(1, "Warta & Kabar", "2031-03-05")
    article = replace(made.article, title="Naik 5% {lagi} \\ $3_juta #1", url="https://a.example/{1}?q=50%25")
    store_readings(tmp_path / "s.db", replace(made, article=article))
    link(tmp_path / "s.db")
    write(tmp_path / "s.db", tmp_path / "out", Selection())
    text = (tmp_path / "out/articles.bib").read_text("utf-8")
    assert r"title = {{Naik 5\% \{lagi\} \textbackslash{} \$3\_juta \#1}}," in text
    assert r"howpublished = {Warta \& Kabar}," in text
    assert "url = {https://a.example/%7B1%7D?q=50%25}," in text
    assert "year = {2031}," in text
    assert re.match(r"@misc\{warta-kabar-2031-03-05-[0-9a-f]{8},\n", text)
    assert re.sub(r"\\[{}]", "", text).count("{") == re.sub(r"\\[{}]", "", text).count("}")


def test_every_record_has_a_citation_with_its_words_and_its_article(folder: Path) -> None:
    with (folder / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = [row["kind"] for row in rows]
    assert (kinds.count("attribution"), kinds.count("event"), kinds.count("incident")) == (9, 6, 2)
    keys = {item["id"] for item in json.loads((folder / "articles.json").read_text("utf-8"))}
    assert {row["key"] for row in rows} <= keys
    attack = next(row["citation"] for row in rows if row["kind"] == "incident" and "ASSAULT" in row["citation"])
    assert "Arvania → Selmora" in attack or "Indonesia → Malaysia" in attack
    assert "1 source, 2 copies" in attack
    denial = next(row["citation"] for row in rows if "(DENY)" in row["citation"])
    assert denial.startswith("Tomas Ilman (DENY): “serangan itu”")
    assert "\n" not in denial


def test_the_card_and_the_citation_file_say_what_was_chosen(tmp_path: Path) -> None:
    store = make_store(tmp_path / "s.db")
    write(store, tmp_path / "out", Selection(since="2031-03-05", countries=("IDN",), types=("ASSAULT",)))
    card = (tmp_path / "out/README.md").read_text("utf-8")
    told = "published since 2031-03-05; countries IDN; event types ASSAULT"
    assert told in card
    assert "2 articles (1 independent texts, 1 copies)" in card
    assert __version__ in card
    assert "Sebelum dipakai" in card
    citation = (tmp_path / "out/CITATION.cff").read_text("utf-8")
    fields = {name: json.loads(value) for name, _, value in (line.partition(": ") for line in citation.splitlines())}
    assert (fields["cff-version"], fields["type"]) == ("1.2.0", "dataset")
    assert told in fields["abstract"]
    assert fields["references"][0]["version"] == __version__


def test_an_outlet_cannot_break_the_card(folder: Path) -> None:
    card = (folder / "README.md").read_text("utf-8")
    rows = [line for line in card.splitlines() if line.startswith("| Warta")]
    assert rows == [f"| {OUTLET} | 1 |"]
