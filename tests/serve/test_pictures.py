"""The timeline, the network and the map."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tomllib
from collections import Counter
from importlib.resources import files
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest

from menurut.serve.layout import places
from menurut.serve.outlines import main, outlines
from menurut.serve.paging import cursor
from menurut.serve.projection import HEIGHT, WIDTH, project
from menurut.serve.text import countries
from tests.conftest import opened
from tests.serve.clients import TestClient
from tests.serve.markup import foreign

DAY = "coalesce(min(coalesce(first, reported), coalesce(reported, first)), '')"
DONE = "status IN ('actual', 'attributed')"


def _json(client: TestClient, path: str, **query: str) -> dict[str, Any]:
    answer = client.get(f"{path}.json", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _all(client: TestClient, address: str | None, key: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while address:
        answer = client.get(address).json()
        found += answer[key]
        address = answer["next"]
    return found


# ---- the timeline


def test_every_incident_is_counted_once(client: TestClient, store: Path) -> None:
    found = _json(client, "/timeline")["timeline"]
    in_bars = sum(sum(bar["counts"].values()) for bar in found["bars"])
    assert in_bars + found["imprecise"] + found["planned"] == found["total"] > 0
    with opened(store) as connection:
        (stored,) = connection.execute("SELECT count(*) FROM incidents").fetchone()
    assert found["total"] + found["earlier"] + found["later"] + found["undated"] == stored


def test_bars_follow_each_other_without_a_gap(client: TestClient) -> None:
    bars = _json(client, "/timeline", since="2024", until="2024-12")["timeline"]["bars"]
    assert (bars[0]["first"], bars[-1]["last"]) == ("2024-01-01", "2024-12-31")
    assert all(a["last"] < b["first"] for a, b in pairwise(bars))


@pytest.mark.parametrize(
    ("since", "until", "unit", "bars"),
    [
        ("2024-02", "2024-02", "day", 29),
        ("2024-01-01", "2024-06-30", "week", 26),
        ("2022", "2023", "month", 24),
        ("1990", "2019", "year", 30),
        ("2024-03-04", "2024-03-04", "day", 1),
        ("2025", "2024", "day", 0),
        ("0000", "9999", "year", 301),
    ],
)
def test_the_width_of_a_bar_follows_the_stretch(
    client: TestClient, since: str, until: str, unit: str, bars: int
) -> None:
    found = _json(client, "/timeline", since=since, until=until)["timeline"]
    assert (found["unit"], len(found["bars"])) == (unit, bars)
    assert client.get("/timeline", params={"since": since, "until": until}).status_code == 200


def test_a_bar_leads_to_its_incidents(client: TestClient) -> None:
    page = client.get("/timeline", params={"since": "2024-03", "until": "2024-03"}).text
    links = re.findall(r'<a href="(/timeline\?[^"]+)" aria-label="([^"]+)"><title>', page)
    assert links
    for address, says in links:
        path, query = address.replace("&amp;", "&").split("?")
        listed = client.get(f"{path}.json?{query}&limit=1000").json()["incidents"]
        told = sum(int(number) for number in re.findall(r"(\d+) of (?:cooperation|conflict)", says))
        assert sum(each["status"] in ("actual", "attributed") for each in listed) == told > 0


def test_the_list_goes_on_by_pages_latest_first(client: TestClient, store: Path) -> None:
    listed = [each["id"] for each in _all(client, "/timeline.json?limit=7", "incidents")]
    with opened(store) as connection:
        stored = [row[0] for row in connection.execute(f"SELECT id FROM incidents ORDER BY {DAY} DESC, id DESC")]
    assert listed == stored


def test_incidents_as_a_feed_and_a_table(client: TestClient) -> None:
    feed = client.get("/timeline.atom", params={"type": "ASSAULT"}).text
    rows = list(csv.DictReader(io.StringIO(client.get("/timeline.csv", params={"type": "ASSAULT"}).text)))
    assert feed.count("<entry>") == len(rows) > 0
    assert {row["type"] for row in rows} == {"ASSAULT"}


# ---- the network


@pytest.mark.parametrize(("of", "key"), [("country", "country"), ("actor", "identity")])
def test_edges_count_incidents_told_as_done(client: TestClient, store: Path, of: str, key: str) -> None:
    edges = _all(client, f"/network.json?of={of}&limit=5", "edges")
    query = (
        f"SELECT DISTINCT i.id, a.{key}, b.{key} FROM incidents i JOIN incident_actors a ON a.incident = i.id AND"
        f" a.role = 'source' JOIN incident_actors b ON b.incident = i.id AND b.role = 'target' WHERE {DONE}"
        f" AND a.{key} <> b.{key}"
    )
    with opened(store) as connection:
        stored = Counter((row[1], row[2]) for row in connection.execute(query))
    assert {(each["source"], each["target"]): each["incidents"] for each in edges} == stored
    assert stored
    numbers = [each["incidents"] for each in edges]
    assert numbers == sorted(numbers, reverse=True)


def test_who_accuses_whom(client: TestClient, store: Path) -> None:
    edges = _all(client, "/network.json?type=ACCUSE", "edges")
    assert all(each["counts"]["VX"] == each["incidents"] for each in edges)
    assert len(edges) < len(_all(client, "/network.json", "edges"))


def test_the_picture_names_both_ends_and_leads_on(client: TestClient) -> None:
    page, data = client.get("/network").text, _json(client, "/network")
    for edge in data["drawn"]:
        assert f'href="/pair/{edge["source"]}/{edge["target"]}"' in page
    for node in data["nodes"]:
        assert f">{node['name'][:20]}" in page
        assert node["identity"] is None or client.get(f"/actor/{node['identity']}").status_code == 200


@pytest.mark.parametrize(
    ("nodes", "joined"),
    [
        ("a", []),
        ("ab", ["ab"]),
        ("abcdefgh", ["ab", "ac", "ad", "ae", "fg"]),
        ("abcdefghijklmnopqrstuvwxyz", ["ab", "bc", "ca", "xy"]),
    ],
)
def test_names_in_the_picture_lie_apart_and_inside(nodes: str, joined: list[str]) -> None:
    sizes = {node: (60.0 + 3 * at, 30.0) for at, node in enumerate(nodes)}
    pairs = [(pair[0], pair[1]) for pair in joined]
    found = places(list(nodes), pairs, sizes, (1_000.0, 640.0))
    assert found == places(list(nodes), pairs, sizes, (1_000.0, 640.0))
    for a, b in combinations(nodes, 2):
        gaps = [abs(found[a][axis] - found[b][axis]) - (sizes[a][axis] + sizes[b][axis]) / 2 for axis in (0, 1)]
        assert max(gaps) >= -0.2, (a, b)
    for node, (x, y) in found.items():
        assert sizes[node][0] / 2 <= x <= 1_000 - sizes[node][0] / 2
        assert 15 <= y <= 625


# ---- the map


@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [
        (0, 0, WIDTH / 2, HEIGHT / 2),
        (0, 180, WIDTH, HEIGHT / 2),
        (90, 0, WIDTH / 2, 0),
        (-90, 0, WIDTH / 2, HEIGHT),
        (95, 200, WIDTH * (1 + 0.5925) / 2, 0),  # beyond the earth: its edge; a pole is 0.5925 as long as the equator
    ],
)
def test_places_on_the_map(latitude: float, longitude: float, x: float, y: float) -> None:
    assert project(latitude, longitude) == pytest.approx((x, y), abs=1)


def test_every_state_has_its_middle_on_the_map() -> None:
    land, middles = outlines()
    assert countries().keys() <= middles.keys()
    assert land.startswith("M")
    for code, (south, west, north, east) in {"IDN": (-11, 95, 6, 141), "BRA": (-34, -74, 6, -34)}.items():
        (left, top), (right, bottom) = project(north, west), project(south, east)
        assert left < middles[code][0] < right
        assert top < middles[code][1] < bottom


def test_outlines_are_cut_where_the_map_ends(tmp_path: Path) -> None:
    atlas = tmp_path / "atlas.json"
    atlas.write_text(
        '{"type": "Topology", "transform": {"scale": [1, 1], "translate": [0, 0]},'
        ' "arcs": [[[170, 0], [20, 0], [0, 20], [-20, 0], [0, -20]]],'
        ' "objects": {"countries": {"geometries": ['
        '{"type": "Polygon", "arcs": [[0]], "properties": {"name": "Fiji"}}]}}}'
    )
    text = "".join(main(atlas))
    assert 'id="FJI"' in text
    xs = [int(x) for x in re.findall(r"M(\d+) ", text)]
    assert min(xs) < 1_000
    assert max(xs) > 9_000


def test_what_comes_from_others_is_as_it_was_taken() -> None:
    folder = files("menurut.serve").joinpath("static")
    listed = tomllib.loads(folder.joinpath("VENDORED.toml").read_text("utf-8"))
    assert "world.svg" in listed
    for name, about in listed.items():
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == about["sha256"], name
        assert about["source"]
        assert about["licence"]


def test_the_map_counts_what_happened_where(client: TestClient, store: Path) -> None:
    data = _json(client, "/map")
    with opened(store) as connection:
        where = f"WHERE {DONE} AND (place_country IS NOT NULL OR place_name IS NOT NULL)"
        (stored,) = connection.execute(f"SELECT count(*) FROM incidents {where}").fetchone()
        (done,) = connection.execute(f"SELECT count(*) FROM incidents WHERE {DONE}").fetchone()
    assert (data["incidents"], data["nowhere"]) == (stored, done - stored)
    listed = _all(client, "/map.json?limit=2", "places")
    assert sum(place["incidents"] for place in listed) == stored
    assert len(listed) == data["total"]


def test_a_mark_leads_to_what_happened_there(client: TestClient) -> None:
    page = client.get("/map").text
    spots = re.findall(r'<a class="spot" href="([^"]+)" aria-label="[^"]*?: (\d+) incident', page)
    assert spots
    for address, number in spots:
        path, query = address.replace("&amp;", "&").split("?")
        assert len(client.get(f"{path}.json?{query}&limit=1000").json()["incidents"]) >= int(number)


@pytest.mark.parametrize("area", ["world", "southeast_asia", "europe", "nonsense", ""])
def test_parts_of_the_world(client: TestClient, area: str) -> None:
    assert 'class="map"' in client.get("/map", params={"area": area}).text


@pytest.mark.parametrize("path", ["/timeline", "/network", "/network?of=actor", "/map"])
@pytest.mark.parametrize("query", ["", "country=IDN", "actor=zzzz", "type=MX&since=2024-03", "lang=id&place=Vietnam"])
def test_pages_hold_no_script_or_style_of_their_own(client: TestClient, path: str, query: str) -> None:
    page = client.get(f"{path}{'&' if '?' in path else '?'}{query}")
    assert page.status_code == 200
    assert foreign(page.text) == []


@pytest.mark.parametrize("path", ["/timeline", "/network", "/map"])
@pytest.mark.parametrize("query", ["since=yesterday", "since=2025-02-30", "until=2025-13", "after=zz", "after=WyJhIl0"])
def test_what_cannot_be_understood_is_said(client: TestClient, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize(("path", "length"), [("/timeline", 2), ("/network", 3), ("/map", 5)])
@pytest.mark.parametrize("value", ["x", None, -1, 1e300, True])
def test_a_forged_place_in_a_list_fails_plainly(client: TestClient, path: str, length: int, value: object) -> None:
    answer = client.get(path, params={"after": cursor([value] * length)})  # type: ignore[list-item]
    assert answer.status_code in (200, 400)


def test_what_is_written_meanwhile_shows_at_once(client: TestClient, store: Path) -> None:
    before = _json(client, "/map")["incidents"]
    row = "'x', 'AID', NULL, 'actual', NULL, NULL, NULL, NULL, 'IDN', NULL, NULL, NULL, 1.0, 'MC', 1, 1, 1"
    with opened(store) as connection:
        connection.execute(f"INSERT INTO incidents VALUES ({row})")
    during = _json(client, "/map")["incidents"]
    with opened(store) as connection:
        connection.execute("DELETE FROM incidents WHERE id = 'x'")
    assert (during, _json(client, "/map")["incidents"]) == (before + 1, before)
