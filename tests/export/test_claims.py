"""Claims as schema.org has them: who says what, where; never whether it is true."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from menurut.export import Selection
from menurut.export.claims import write
from menurut.ids import attribution_id
from menurut.link.everything import link
from menurut.records import Reading
from tests.export.stored import TITLE, make_store, reported
from tests.store.helpers import write as store_readings


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("claims") / "s.db")


def claims(store: Path, out: Path, selection: Selection | None = None) -> list[dict[str, Any]]:
    assert write(store, out, selection or Selection()) == [out]
    graph = json.loads(out.read_text("utf-8"))
    assert graph["@context"][0] == "https://schema.org"
    found: list[dict[str, Any]] = graph["@graph"]
    return found


def test_a_claim_tells_speaker_words_day_and_each_article_it_appeared_in(store: Path, tmp_path: Path) -> None:
    (claim,) = [c for c in claims(store, tmp_path / "c.json") if c["keywords"] == ["CLAIM"]]
    assert claim["@type"] == "Claim"
    assert claim["text"].startswith("Arvania menyerang pos di Durno")
    assert claim["author"]["@type"] == "GovernmentOrganization"
    assert claim["author"]["name"] == "Kementerian Pertahanan Selmora"
    assert claim["datePublished"] == "2031-03-05"
    urls = [article["url"] for article in claim["appearance"]]
    assert urls == [f"https://a.example/{number}" for number in (1, 2, 3)]
    assert claim["firstAppearance"] == {"@id": urls[0]}
    assert claim["appearance"][0]["headline"] == TITLE
    assert (claim["menurut:sources"], claim["menurut:articles"]) == (1, 3)


def test_a_denial_says_that_its_author_denies_it_and_silence_is_no_claim(store: Path, tmp_path: Path) -> None:
    found = claims(store, tmp_path / "c.json")
    (denial,) = [claim for claim in found if claim["keywords"] == ["DENY"]]
    assert denial["author"]["name"] == "Tomas Ilman"
    assert "denies" in denial["disambiguatingDescription"]
    assert not any("NO_POSITION" in claim["keywords"] for claim in found)


def test_nothing_is_ever_rated(store: Path, tmp_path: Path) -> None:
    claims(store, tmp_path / "c.json")
    text = (tmp_path / "c.json").read_text("utf-8").casefold()
    assert not any(word in text for word in ("rating", "claimreview", "alternatename", "bestrating"))


def without_source(reading: Reading) -> Reading:
    """The reading with a first attribution that names nobody."""
    first, *others = reading.attributions
    name = attribution_id(reading.article.id, None, first.cue, first.content)
    nobody = replace(first, id=name, source=None, speaker=None, about=())
    events = tuple(replace(event, positions=()) for event in reading.events)
    return replace(reading, attributions=(nobody, *(replace(a, about=()) for a in others)), events=events)


def test_nobody_is_made_up_where_the_text_names_nobody(tmp_path: Path) -> None:
    store_readings(tmp_path / "s.db", without_source(reported(1, "Warta", None)))
    link(tmp_path / "s.db")
    (claim,) = [c for c in claims(tmp_path / "s.db", tmp_path / "c.json") if c["keywords"] == ["CLAIM"]]
    assert "author" not in claim
    assert "datePublished" not in claim


def test_only_the_chosen_articles_appear(store: Path, tmp_path: Path) -> None:
    found = claims(store, tmp_path / "c.json", Selection(outlets=("harian contoh",), until="2031-03-10"))
    assert {article["url"] for claim in found for article in claim["appearance"]} == {"https://a.example/2"}
