"""The pages of articles, actors, incidents, pairs and copies."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from menurut.cli.main import main
from menurut.serve import charts
from menurut.serve.app import create_app
from menurut.serve.copies import reworded
from menurut.serve.highlights import Highlight, cut
from menurut.serve.pairs import QUADS
from menurut.serve.site import Site
from tests.conftest import opened, write_lines
from tests.serve.clients import TestClient
from tests.serve.conftest import HOSTILE


def _one(store: Path, query: str) -> str:
    with opened(store) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None, query
    return str(row[0])


@pytest.fixture(scope="module")
def addresses(store: Path) -> dict[str, str]:
    """A page of each kind, the richest of the store."""
    ids = {
        "article": "SELECT article FROM attributions GROUP BY article ORDER BY count(*) DESC, article",
        "hostile": "SELECT a.id FROM articles a WHERE title LIKE '=HYPER%' ORDER BY published",
        "actor": "SELECT identity FROM incident_positions WHERE identity IS NOT NULL GROUP BY 1"
        " ORDER BY count(*) DESC, 1",
        "incident": "SELECT incident FROM incident_positions GROUP BY 1"
        " ORDER BY count(DISTINCT stance) DESC, count(*) DESC, 1",
        "copies": "SELECT id FROM copy_groups ORDER BY articles DESC, id",
        "pair": "SELECT state || '/' || other FROM relations GROUP BY 1 ORDER BY sum(incidents) DESC, 1",
    }
    paths = {"hostile": "article"}
    return {kind: f"/{paths.get(kind, kind)}/{_one(store, query)}" for kind, query in ids.items()}


def _json(client: TestClient, address: str) -> dict[str, Any]:
    path, _, query = address.partition("?")
    answer = client.get(f"{path}.json" + (f"?{query}" if query else ""))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class _Page(HTMLParser):
    """The ids, links and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if tag == "a" and "href" in found else []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """All words in a row."""
        return " ".join("".join(self.words).split())


KINDS = ("article", "hostile", "actor", "incident", "copies", "pair")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "id"])
def test_each_page_exists_in_all_formats_and_languages(
    client: TestClient, addresses: dict[str, str], kind: str, language: str
) -> None:
    address = addresses[kind]
    html = client.get(address, params={"lang": language})
    assert html.status_code == 200
    assert f'lang="{language}"' in html.text
    assert HOSTILE not in html.text
    assert not re.search(r"<(img|svg onload)|javascript:alert\(4\)\"", html.text)
    assert len(_Page(html.text).ids) == len(set(_Page(html.text).ids))
    assert _json(client, address)["address"] == address
    rows = list(csv.reader(io.StringIO(client.get(f"{address}.csv").text)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]


@pytest.mark.parametrize("kind", ["article", "actor", "incident", "copies"])
def test_ids_the_store_has_not_are_404_and_former_ids_lead_on(
    client: TestClient, addresses: dict[str, str], kind: str
) -> None:
    assert client.get(f"/{kind}/{'0' * 20}").status_code == 404
    assert client.get(addresses[kind] + "'--").status_code == 404


# ---- articles


def test_every_record_leads_to_its_words_and_back(client: TestClient, addresses: dict[str, str]) -> None:
    for kind in ("article", "hostile"):
        data = _json(client, addresses[kind])
        page = _Page(client.get(addresses[kind]).text)
        for name in ("attribution", "event", "agreement", "actor", "date", "place"):
            for record in data[f"{name}s"]:
                key = f"{name}-{record['id']}"
                assert key in page.ids
                assert f"record-{key}" in page.ids
                assert f"#{key}" in page.links
        inside = {link[1:] for link in page.links if link.startswith("#")}
        assert inside <= {*page.ids}


def test_the_text_stands_whole_whatever_is_marked_in_it(client: TestClient, addresses: dict[str, str]) -> None:
    data = _json(client, addresses["article"])
    text = _Page(client.get(addresses["article"]).text).text
    for paragraph in data["paragraphs"]:
        assert " ".join(paragraph["text"].split()) in text


def test_an_article_says_how_many_sources_and_copies_tell_its_events(
    client: TestClient, addresses: dict[str, str]
) -> None:
    data = _json(client, addresses["hostile"])
    assert data["copies"]["articles"] == 3
    event = max(data["events"], key=lambda each: each["articles"])
    assert event["articles"] > event["sources"] >= 1
    copies = event["articles"] - event["sources"]
    assert re.search(rf"{event['sources']} sources?, {copies} cop", client.get(addresses["hostile"]).text)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [("abcdef", "")]),
        ([(1, 3, "x")], [("a", ""), ("bc", "x"), ("def", "")]),
        ([(0, 4, "x"), (2, 6, "y")], [("ab", "x"), ("cd", "x y"), ("ef", "y")]),
        ([(0, 6, "content"), (2, 4, "content")], [("ab", "content"), ("cd", "content inner"), ("ef", "content")]),
        ([(2, 2, "x"), (5, 9, "y")], [("abcde", ""), ("f", "y")]),
    ],
)
def test_spans_that_overlap_all_show(spans: list[tuple[int, int, str]], expected: list[tuple[str, str]]) -> None:
    highlights = [Highlight(start, end, kind, f"{kind}-{n}") for n, (start, end, kind) in enumerate(spans)]
    (pieces,) = cut("abcdef", [(0, 6)], highlights)
    assert [(piece.text, " ".join(piece.kinds)) for piece in pieces] == expected


def test_words_that_begin_outside_of_the_text_shown_keep_their_place() -> None:
    pieces = cut("ab cd ef", [(0, 2), (6, 8)], [Highlight(3, 7, "x", "x-1", anchor=True)])
    assert [[piece.anchors for piece in line] for line in pieces] == [[()], [("x-1",), ()]]


# ---- actors


def test_what_an_actor_said_comes_page_by_page_in_its_sentences(
    client: TestClient, store: Path, addresses: dict[str, str]
) -> None:
    identity = _one(
        store,
        "SELECT i.identity FROM attributions t JOIN identity_actors i ON i.actor = t.speaker"
        " WHERE i.identity IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1",
    )
    address: str | None = f"/actor/{identity}.json?part=said&limit=2"
    found: list[dict[str, Any]] = []
    while address:
        data = client.get(address).json()
        found += data["said"]
        address = data["next"]
    assert len(found) == len({each["id"] for each in found}) == data["counts"]["said"]
    assert [each["day"] for each in found] == sorted((each["day"] for each in found), reverse=True)
    for each in found:
        quote = each["quote"]
        assert {kind for *_, kind in quote["spans"]} <= {"source", "cue", "content"}
        assert all(quote["start"] <= start for start, *_ in quote["spans"])
    act = found[0]["act"]
    own = client.get(f"/actor/{identity}.json", params={"part": "said", "act": act}).json()["said"]
    assert {each["act"] for each in own} == {act}
    assert client.get(f"/actor/{identity}?part=said&act=LIE").status_code == 400
    assert client.get(f"/actor/{identity}?part=everything").status_code == 400


def test_who_denies_what_another_says_is_named_on_both_pages(client: TestClient, store: Path) -> None:
    with opened(store) as connection:
        pairs = connection.execute(
            "SELECT DISTINCT a.identity, b.identity, a.incident FROM incident_positions a"
            " JOIN incident_positions b ON b.incident = a.incident"
            " WHERE a.stance = 'denies' AND b.stance IN ('asserts', 'confirms') AND a.identity <> b.identity"
        ).fetchall()
    assert pairs
    for denier, claimer, incident in pairs:
        for own, other in ((denier, claimer), (claimer, denier)):
            data = _json(client, f"/actor/{own}?part=disputes")
            assert other in {each["identity"] for each in data["disputed_by"]}
            (dispute,) = (each for each in data["disputes"] if each["line"]["id"] == incident)
            assert other in {beside["identity"] for beside, _ in dispute["others"]}


# ---- incidents


def test_an_incident_shows_who_stands_where_and_every_report_once(
    client: TestClient, store: Path, addresses: dict[str, str]
) -> None:
    address = addresses["incident"]
    data = _json(client, address)
    incident = data["incident"]
    with opened(store) as connection:
        known = connection.execute(
            "SELECT DISTINCT name, stance FROM incident_positions WHERE incident = ?", (incident["id"],)
        ).fetchall()
        changes = connection.execute(
            "SELECT identity, from_stance, to_stance FROM position_changes WHERE incident = ?", (incident["id"],)
        ).fetchall()
    stood = {(each["name"], one["stance"]) for each in data["standings"] for one in each["history"]}
    assert stood == {tuple(row) for row in known}
    assert {(c["identity"], c["from_stance"], c["to_stance"]) for c in data["changes"]} == {tuple(r) for r in changes}
    articles = [told["article"] for report in data["reports"] for told in (report["first"], *report["more"])]
    assert len(articles) == len(set(articles)) == incident["articles"]
    assert len(data["reports"]) == incident["sources"]
    first = client.get(f"{address}.json?limit=1").json()
    following = client.get(first["next"]).json() if first["next"] else {"reports": []}
    assert [*first["reports"], *following["reports"]][: len(data["reports"])] == data["reports"][:41]
    assert client.get(f"{address}.atom").text.count("<entry>") == len(data["reports"])


def test_details_told_differently_stand_side_by_side(client: TestClient, store: Path) -> None:
    incident = _one(
        store, "SELECT incident FROM incident_quantities GROUP BY incident, unit HAVING count(*) > 1 ORDER BY 1"
    )
    numbers = [each for each in _json(client, f"/incident/{incident}")["details"] if each["name"] == "number"]
    versions = max((each["versions"] for each in numbers), key=len)
    assert len(versions) > 1
    assert [v["sources"] for v in versions] == sorted((v["sources"] for v in versions), reverse=True)
    page = client.get(f"/incident/{incident}").text
    for version in versions:
        assert f"/article/{version['article']}#{version['anchor']}" in page


# ---- pairs


def test_a_pair_counts_as_the_view_of_relations_does(
    client: TestClient, store: Path, addresses: dict[str, str]
) -> None:
    first, second = addresses["pair"].split("/")[2:]
    months = _json(client, addresses["pair"])["months"]
    with opened(store) as connection:
        known = connection.execute(
            "SELECT month, type, incidents FROM relations WHERE state = ? AND other = ?", (first, second)
        ).fetchall()
    assert {(c["month"], c["type"], c["incidents"]) for c in months} == {tuple(row) for row in known}
    turned = _json(client, f"/pair/{second}/{first}")
    assert turned["months"] == months
    assert [d["incidents"] for d in turned["directions"]] == [
        _json(client, addresses["pair"])["directions"][at]["incidents"] for at in (1, 0, 2)
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pair/chn/vnm", 301),
        ("/pair/CHN/CHN", 400),
        ("/pair/CHN/NOWHERE", 404),
        ("/pair/CHN/VNM?time=2024", 200),
        ("/pair/CHN/VNM?time=2024-03&type=ASSAULT", 200),
        ("/pair/CHN/VNM?time=March", 400),
        ("/pair/CHN/VNM?type=WAR", 400),
        ("/pair/CHN/FJI", 200),
    ],
)
def test_addresses_of_pairs(client: TestClient, path: str, status: int) -> None:
    assert client.get(path, follow_redirects=False).status_code == status


def test_a_pair_of_actors_by_their_ids(client: TestClient, store: Path) -> None:
    with opened(store) as connection:
        first, second, incident = connection.execute(
            "SELECT a.identity, b.identity, a.incident FROM incident_actors a JOIN incident_actors b"
            " ON b.incident = a.incident WHERE a.role = 'source' AND b.role = 'target' AND a.identity <> b.identity"
            " ORDER BY 1, 2, 3"
        ).fetchone()
    assert incident in {line["id"] for line in _json(client, f"/pair/{first}/{second}")["incidents"]}


@pytest.mark.parametrize(
    ("months", "unit", "times"),
    [
        (("2024-01",), "month", 1),
        (("2024-11", "2025-02"), "month", 2),
        (("1990-01", "1990-05", "2024-12"), "year", 2),
    ],
)
def test_the_chart_of_relations(months: tuple[str, ...], unit: str, times: int) -> None:
    chart = charts.relations([(month, "ASSAULT", "MX", 2, -9.0) for month in months], QUADS)
    assert chart is not None
    assert (chart.unit, len(chart.points), [lane.total for lane in chart.lanes]) == (unit, times, [2 * len(months)])
    assert all(chart.zero < point.y <= chart.zero + chart.span for point in chart.points)
    assert all(0 <= column.x <= chart.width - column.width for lane in chart.lanes for column in lane.columns)
    assert charts.relations([("", "ASSAULT", "MX", 1, -9.0), ("when", "AID", "MC", 1, 5.0)], QUADS) is None


# ---- copies


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A reader of a store with one text in two outlets, of which the second has put in, left out and reworded some."""
    folder = tmp_path_factory.mktemp("copies")
    own = [f"Kalimat nomor {n} berita ini menyebut pelabuhan {n * 7} dan kapal {n * 11} di laut." for n in range(14)]
    other = [*own[:3], own[3].replace("menyebut", "mencatat").replace("berita", "laporan"), *own[5:], "Tambahan baru."]
    rows: list[object] = [
        {"id": name, "title": f"Berita {name}", "text": "\n".join(lines), "source": name, "published": day}
        for name, lines, day in (("satu.example", own, "2024-03-01"), ("dua.example", other, "2024-03-02"))
    ]
    source = write_lines(folder / "rows.jsonl", rows)
    main.main(["read", str(source), "--store", str(folder / "news.db"), "--quiet"], standalone_mode=False)
    with TestClient(create_app(folder / "news.db", language="en"), base_url="http://127.0.0.1") as made:
        yield made


def test_copies_say_who_was_first_and_what_was_changed(changed: TestClient) -> None:
    site: Site = changed.app.state.site  # type: ignore[attr-defined]
    group = _one(site.store, "SELECT id FROM copy_groups")
    data = _json(changed, f"/copies/{group}")
    first, second = data["members"]
    assert (first["outlet"], first["kind"], second["outlet"]) == ("satu.example", "first", "dua.example")
    assert second["kind"] in ("near", "part")
    changes = data["difference"]["changes"]
    words = [tuple(piece) for change in changes for piece in change["words"]]
    assert ("left_out", "menyebut") in words
    assert ("added", "mencatat") in words
    assert any("Kalimat nomor 4" in each["first"] for each in changes if each["kind"] in ("left_out", "changed"))
    page = changed.get(f"/copies/{group}").text
    assert "<ins>mencatat</ins>" in page
    assert "<del>menyebut</del>" in page
    moved = changed.get(f"/copies/{second['article']}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, f"/copies/{group}")
    assert changed.get(f"/copies/{group}", params={"compare": second["article"]}).text.count("<ins>") > 0
    assert "<ins>mencatat" not in changed.get(f"/copies/{group}", params={"compare": first["article"]}).text
    assert changed.get(f"/copies/{group}?compare=another").status_code == 404


def test_quotation_marks_of_another_shape_are_no_change() -> None:
    assert next(reworded("“Kami siap,” katanya di Doha", '"Kami siap," katanya di Kairo'))[0] == "equal"
