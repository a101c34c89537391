"""The claims matrix, and the words behind a cell."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import opened
from tests.serve.clients import TestClient
from tests.serve.conftest import HOSTILE


def _matrix(client: TestClient, **filters: str) -> dict[str, Any]:
    answer = client.get("/index.json", params={"limit": "200", "columns": "30", **filters})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _stances(matrix: dict[str, Any]) -> set[tuple[str, str]]:
    """(actor, stance) of all cells and of those without a column."""
    names = {column["key"]: column["name"] for column in matrix["columns"]}
    cells = {(names[c["key"]], s["stance"]) for row in matrix["rows"] for c in row["cells"] for s in c["stands"]}
    return cells | {(o["name"], s["stance"]) for row in matrix["rows"] for o in row["others"] for s in o["stands"]}


def test_one_says_it_and_another_denies_it(client: TestClient) -> None:
    matrix = _matrix(client, stance="contested")
    assert matrix["rows"]
    assert {"asserts", "denies"} <= {stance for _, stance in _stances(matrix)}


def test_incidents_stand_newest_first_and_page_by_page(client: TestClient) -> None:
    whole = [row["incident"]["id"] for row in _matrix(client, all="1")["rows"]]
    paged: list[str] = []
    address = "/index.json?all=1&limit=3"
    while address:
        answer = client.get(address).json()
        paged += [row["incident"]["id"] for row in answer["rows"]]
        address = answer["next"]
    assert paged == whole
    assert len(set(whole)) == len(whole) > 3
    days = [
        min(i["first"] or i["reported"] or "", i["reported"] or i["first"] or "")
        for i in (row["incident"] for row in _matrix(client, all="1")["rows"])
    ]
    assert days == sorted(days, reverse=True)


def test_without_more_only_claimed_incidents_are_shown(client: TestClient) -> None:
    claimed, everything = _matrix(client)["rows"], _matrix(client, all="1")["rows"]
    assert 0 < len(claimed) < len(everything)
    assert all(row["others"] or any(cell["stands"] for cell in row["cells"]) for row in claimed)


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"type": "ASSAULT"}, lambda i: i["type"] == "ASSAULT"),
        ({"type": "MX"}, lambda i: i["quad"] == "MX"),
        ({"since": "2031-05", "until": "2031-05"}, lambda i: "2031-05" in f"{i['first']} {i['reported']}"),
        ({"place": "Hodeidah"}, lambda i: i["place_name"] == "Hodeidah"),
        ({"place": "Yaman"}, lambda i: i["place_country"] == "YEM"),
        ({"place": "yemen"}, lambda i: i["place_country"] == "YEM"),
    ],
)
def test_filters_keep_what_they_say(client: TestClient, filters: dict[str, str], holds: Any) -> None:
    rows = _matrix(client, all="1", **filters)["rows"]
    assert rows
    assert all(holds(row["incident"]) for row in rows)


def test_an_actor_is_found_by_name_or_id_and_stands_first(client: TestClient) -> None:
    by_name = _matrix(client, actor="saudi")
    assert "Saudi" in by_name["columns"][0]["name"]
    by_id = _matrix(client, actor=by_name["columns"][0]["key"])
    assert by_id["columns"][0] == by_name["columns"][0]
    assert 0 < len(by_id["rows"]) <= len(by_name["rows"])
    assert _matrix(client, actor="nobody of that name", all="1")["rows"] == []


def test_countries_can_stand_across(client: TestClient) -> None:
    matrix = _matrix(client, across="country", country="SAU", lang="id")
    assert matrix["columns"][0] == {"key": "SAU", "name": "Arab Saudi", "country": "SAU"}


def test_an_outlet_filters(client: TestClient) -> None:
    assert _matrix(client, outlet="wartaselat.example")["rows"]
    assert _matrix(client, outlet="nobody.example")["rows"] == []


@pytest.mark.parametrize(
    "name", ["actor", "country", "type", "place", "outlet", "stance", "limit", "columns", "across", "all", "lang", "x"]
)
def test_any_filter_is_answered(client: TestClient, name: str) -> None:
    for value in ("'", '"', "%", "\x00", "☃" * 300, ")", "-1", "NULL", "[", "1e999", "9" * 30, "²"):
        assert client.get("/", params={name: value}).status_code == 200, value


def test_the_csv_has_a_line_for_every_stance(client: TestClient) -> None:
    text = client.get("/index.csv", params={"limit": "200"}).text
    rows = list(csv.DictReader(io.StringIO(text)))
    matrix = _matrix(client)
    stands = [s for row in matrix["rows"] for c in (*row["cells"], *row["others"]) for s in c["stands"]]
    assert len(rows) == len(stands)
    assert {row["stance"] for row in rows} == {stand["stance"] for stand in stands}


def test_copies_count_as_one_source(client: TestClient, store: Path) -> None:
    with opened(store) as connection:
        row = connection.execute(
            "SELECT p.incident, p.identity FROM incident_positions p JOIN incidents i ON i.id = p.incident"
            " JOIN copy_groups g ON g.id = p.independent WHERE p.identity IS NOT NULL AND g.articles = 3 LIMIT 1"
        ).fetchone()
    assert row is not None
    page = client.get(f"/position/{row[0]}/{row[1]}")
    assert "1 source, 2 copies" in page.text
    found = client.get(f"/position/{row[0]}/{row[1]}.json").json()
    assert (found["sources"], found["articles"]) == (1, 3)
    assert len(found["said"][0]["copies"]) == 2


def test_a_cell_leads_to_the_words_and_they_are_the_articles(client: TestClient, store: Path) -> None:
    matrix = _matrix(client)
    seen = 0
    with opened(store) as connection:
        for row in matrix["rows"]:
            for cell in row["cells"]:
                if not cell["stands"]:
                    continue
                found = client.get(f"/position/{row['incident']['id']}/{cell['key']}.json").json()
                assert {each["stance"] for each in found["said"]} == {stand["stance"] for stand in cell["stands"]}
                for each in found["said"]:
                    words = "".join(text for text, _ in each["passage"])
                    query = "SELECT substr(text, ?, ?) FROM documents WHERE article = ?"
                    values = (each["start"] + 1, len(words), each["article"]["article"])
                    assert connection.execute(query, values).fetchone()[0] == words
                    assert {kind for _, kind in each["passage"]} & {"content", "cue", "source", "trigger"}
                    seen += 1
    assert seen > 5


def test_a_countrys_words_and_old_ids(client: TestClient, store: Path) -> None:
    matrix = _matrix(client, across="country")
    row = next(row for row in matrix["rows"] if any(cell["stands"] for cell in row["cells"]))
    cell = next(cell for cell in row["cells"] if cell["stands"])
    incident = row["incident"]["id"]
    assert client.get(f"/position/{incident}/{cell['key']}").status_code == 200
    with opened(store) as connection:
        connection.execute("INSERT OR REPLACE INTO incident_aliases VALUES ('0123456789abcdef0123', ?)", (incident,))
    answer = client.get(f"/position/0123456789abcdef0123/{cell['key']}.csv?x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, f"/position/{incident}/{cell['key']}.csv?x=1")
    for path in (f"/position/{incident}/nobody", "/position/nix/CHN", f"/position/{incident}/zzz"):
        assert client.get(path).status_code == 404


def test_articles_cannot_run_code(client: TestClient, store: Path) -> None:
    with opened(store) as connection:
        query = (
            "SELECT DISTINCT p.incident, p.identity FROM incident_positions p JOIN articles a ON a.id = p.article"
            " WHERE a.title LIKE '%HYPERLINK%' AND p.identity IS NOT NULL"
        )
        pairs = connection.execute(query).fetchall()
    assert pairs
    for incident, identity in pairs:
        text = client.get(f"/position/{incident}/{identity}").text
        assert HOSTILE not in text
        for part in ("<img", "<svg onload", 'href="javascript:'):
            assert part not in text
    assert "<svg onload" not in client.get("/?all=1&limit=200").text


def test_problems_are_listed_and_filtered(client: TestClient) -> None:
    found = client.get("/problems.json").json()
    assert found["counts"]
    first = found["counts"][0]
    only = client.get("/problems.json", params={"step": first["step"], "code": first["code"]}).json()
    assert len(only["problems"]) == first["problems"]
    assert client.get("/problems.json?code=nix").json()["problems"] == []


def test_the_store_may_be_written_while_it_is_served(client: TestClient, store: Path) -> None:
    before = client.get("/about.json").json()["counts"]["problems"]
    with opened(store) as connection:
        connection.execute(
            "INSERT INTO problems (id, step, code, message, run) SELECT 'later', 'read', 'x', 'y', max(id) FROM runs"
        )
    assert client.get("/about.json").json()["counts"]["problems"] == before + 1
    with opened(store) as connection:
        connection.execute("DELETE FROM problems WHERE id = 'later'")


def test_the_codebook_is_a_page_in_both_languages(client: TestClient) -> None:
    page = client.get("/codebook?lang=id").text
    assert 'id="table-incidents"' in page
    assert "sikap aktor" in page
    found = client.get("/codebook.json?find=stance").json()
    assert "positions" in {table["name"] for table in found["tables"]}
    assert set(found["codes"]) < set(client.get("/codebook.json").json()["codes"])
    rows = list(csv.DictReader(io.StringIO(client.get("/codebook.csv").text)))
    assert any(row["table"] == "articles" and row["name"] == "url" and row["meaning"] for row in rows)
    assert "☃" in client.get("/codebook", params={"find": "☃"}).text
