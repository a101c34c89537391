"""Search with counts beside, its feeds, and the searches that are kept."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest

from menurut.errors import InputError
from menurut.serve.searching import months, question_in
from menurut.store.searches import save_search
from tests.serve.clients import TestClient
from tests.serve.conftest import HOSTILE
from tests.serve.markup import foreign


def _found(client: TestClient, **query: str) -> dict[str, Any]:
    answer = client.get("/search.json", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _key(client: TestClient) -> str:
    page = client.get("/search", params={"q": "perbatasan"}).text
    match = re.search(r'name="key" value="([^"]+)"', page)
    assert match is not None
    return match[1]


def test_found_words_are_marked_and_lead_to_their_place(client: TestClient) -> None:
    page = client.get("/search", params={"q": "perbatasan"}).text
    assert '<mark class="found">perbatasan</mark>' in page
    hit = _found(client, q="perbatasan", kind="attribution")["hits"][0]
    page = client.get("/search", params={"q": "perbatasan", "kind": "attribution"}).text
    assert f'href="/article/{hit["article"]}#attribution-{hit["id"]}"' in page


@pytest.mark.parametrize("kind", ["article", "headline", "attribution", "actor"])
def test_a_count_beside_is_what_its_link_finds(client: TestClient, kind: str) -> None:
    words = "Arvania OR Vietnam OR hyperlink"
    whole = _found(client, q=words, kind=kind)
    assert whole["total"] > 0
    page = client.get("/search", params={"q": words, "kind": kind})
    assert page.status_code == 200
    for facet in ("outlet", "country", "act", "type"):
        for value, count in whole["facets"].get(facet, [])[:3]:
            narrowed = {"q": words, "kind": kind, facet: value}
            assert _found(client, **narrowed)["total"] == count, (facet, value)


def test_pages_hold_every_hit_once(client: TestClient) -> None:
    whole = [hit["id"] for hit in _found(client, q="menyerang", limit="500")["hits"]]
    address, paged = "/search.json?q=menyerang&limit=2", list[str]()
    while address:
        answer = client.get(address).json()
        paged += [hit["id"] for hit in answer["hits"]]
        address = answer["next"]
    assert paged == whole
    assert len(set(whole)) == len(whole) > 2


def test_copies_stand_beside_sources(client: TestClient) -> None:
    found = _found(client, q="Selmora")
    assert found["sources"] < found["total"]
    page = client.get("/search", params={"q": "Selmora"}).text
    assert re.search(r"\d+ sources?, \d+ cop(y|ies)", page)
    assert "/copies/" in page


@pytest.mark.parametrize("query", ["q=Selmora", "country=VNM", "q=menyerang&kind=attribution", "q=nothingofthekind"])
def test_a_search_is_a_feed_the_latest_first(client: TestClient, query: str) -> None:
    answer = client.get(f"/search.atom?{query}&order=best")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    days = [entry.updated for entry in feed.entries]
    assert days == sorted(days, reverse=True)
    assert len(feed.entries) == min(client.get(f"/search.json?{query}").json()["total"], 50)
    assert all(client.get(urlsplit(entry.link).path).status_code == 200 for entry in feed.entries[:2])


def test_nothing_asked_for_says_how(client: TestClient) -> None:
    assert _found(client)["hits"] == []
    assert "gencatan senjata" in client.get("/search").text


@pytest.mark.parametrize(
    "words", [HOSTILE, '"', "' OR 1=1", '"><svg onload=alert(1)>', "NEAR(", "*", "a" * 2_000, "\x00"]
)
def test_whatever_is_typed_is_only_looked_for(client: TestClient, words: str) -> None:
    for form in ("", ".atom", ".csv", ".json"):
        answer = client.get(f"/search{form}", params={"q": words})
        assert answer.status_code == 200
    page = client.get("/search", params={"q": words, "outlet": words, "actor": words}).text
    assert foreign(page) == []


def test_hostile_articles_are_text(client: TestClient) -> None:
    assert foreign(client.get("/search", params={"q": "Selmora"}).text) == []
    rows = list(csv.DictReader(io.StringIO(client.get("/search.csv", params={"q": "HYPERLINK"}).text)))
    assert all(not str(value).startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


@pytest.mark.parametrize(
    "query", ["since=2024-13", "since=abc", "until=2024-02-31", "q=a&after=xx", "q=Selmora&after=WyJ4Il0"]
)
def test_what_cannot_be_understood_is_said(client: TestClient, query: str) -> None:
    assert client.get(f"/search?{query}").status_code == 400


def test_kept_searches_come_and_go(owner: TestClient) -> None:
    key = _key(owner)
    kept = {"key": key, "name": "  Border\nclashes ", "query": "q=perbatasan&country=VNM&junk=1&order=best"}
    page = owner.post("/searches", data=kept)
    assert page.status_code == 200
    assert "Border clashes" in page.text
    (entry,) = owner.get("/searches.json").json()["searches"]
    assert parse_qs(entry["query"]) == {"q": ["perbatasan"], "country": ["VNM"]}
    assert feedparser.parse(owner.get(f"/search.atom?{entry['query']}").content).feed.title.startswith(
        "Search: perbatasan"
    )
    owner.post("/searches", data={**kept, "name": "Renamed"})
    (renamed,) = owner.get("/searches.json").json()["searches"]
    assert (renamed["id"], renamed["name"]) == (entry["id"], "Renamed")
    assert owner.post(f"/searches/{entry['id']}/forget", data={"key": key}).status_code == 200
    assert owner.get("/searches.json").json()["searches"] == []
    assert owner.post(f"/searches/{entry['id']}/forget", data={"key": key}).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "query": "q=a"},
        {"name": "a" * 101, "query": "q=a"},
        {"name": "a", "query": ""},
        {"name": "a", "query": "kind=actor"},
        {"name": "a"},
        {"name": "a", "query": "since=never"},
    ],
)
def test_a_kept_search_has_a_name_and_asks_for_something(owner: TestClient, form: dict[str, str]) -> None:
    assert owner.post("/searches", data={"key": _key(owner), **form}).status_code == 400
    assert owner.get("/searches.json").json()["searches"] == []


def test_strangers_keep_nothing(client: TestClient, owner: TestClient) -> None:
    key = _key(owner)
    for path in ("/searches", "/searches/0/forget"):
        assert client.post(path, data={"key": key, "name": "a", "query": "q=a"}).status_code == 403
        assert owner.post(path, data={"key": "guessed", "name": "a", "query": "q=a"}).status_code == 403
    assert '<form class="save"' not in client.get("/search", params={"q": "a"}).text


def test_too_long_a_query_is_not_kept(store: Path) -> None:
    with pytest.raises(InputError):
        save_search(store, "long", "q=" + "a" * 5_000)


def test_a_question_and_its_address_are_the_same() -> None:
    question = question_in("q=%22gencatan%20senjata%22&since=2024&until=2024-02&kind=attribution&act=DENY&order=newest")
    assert question.filters.since == "2024-01-01"
    assert question.filters.until == "2024-02-29"
    assert question_in(question.query()) == question


def test_months_without_hits_are_shown_too() -> None:
    found = months([("2024-11", 2), ("2025-02", 4)])
    assert [(each.month, each.count, each.height) for each in found] == [
        ("2024-11", 2, 50.0),
        ("2024-12", 0, 0.0),
        ("2025-01", 0, 0.0),
        ("2025-02", 4, 100.0),
    ]
