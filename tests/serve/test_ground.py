"""What holds for every page: who may ask, what may run, the languages, the formats."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi import Request
from jinja2 import nodes
from starlette.datastructures import FormData

from menurut.cli.serve import command
from menurut.code.ontology import Quad, modes
from menurut.errors import InputError, StoreError
from menurut.records import (
    Act,
    ActorKind,
    Basis,
    Bound,
    EventType,
    Form,
    ParagraphKind,
    PlaceKind,
    Stage,
    Stance,
    Status,
)
from menurut.serve.app import create_app
from menurut.serve.db import Database
from menurut.serve.errors import BadRequestError, SlowError
from menurut.serve.paging import cursor
from menurut.serve.render import environment, web_address
from menurut.serve.respond import Page, Table, respond
from menurut.serve.security import POLICY, check_change
from menurut.serve.text import LANGUAGES, Words, all_words, language_of
from tests.serve.clients import TestClient
from tests.serve.conftest import TOKEN

PACKAGE = files("menurut.serve")
TEMPLATES = environment().list_templates()


@pytest.mark.parametrize("path", ["/", "/about", "/problems", "/nothing", "/static/style.css", "/?since=x"])
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("[::1]:8000", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_only_own_names_are_served(client: TestClient, host: str, status: int) -> None:
    assert client.get("/about", headers={"host": host}).status_code == status


def test_a_name_given_is_served(store: Path) -> None:
    client = TestClient(create_app(store, hosts=["news.lan"]), base_url="http://news.lan:8000")
    assert client.get("/about").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    assert client.request(method, "/about").status_code == 405


def test_head_is_get_without_a_body(client: TestClient) -> None:
    answer = client.head("/about")
    assert (answer.status_code, answer.content) == (200, b"")


def test_sizes_are_bounded(client: TestClient) -> None:
    assert client.get("/?actor=" + "a" * 9_000).status_code == 414
    assert client.post("/about", content=b"x" * 100_001).status_code == 413


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/nix.js"]
)
def test_static_reaches_no_other_file(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_static_files_are_kept_by_their_version(client: TestClient) -> None:
    address = re.findall(r'href="(/static/style\.css\?v=\w+)"', client.get("/about").text)[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/style.css?v=other").headers["cache-control"] == "no-cache"


def test_nothing_of_a_token_stays_in_the_address(store: Path) -> None:
    client = TestClient(create_app(store, token=TOKEN), base_url="http://127.0.0.1", follow_redirects=False)
    answer = client.get("/about", params={"token": TOKEN, "lang": "id"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/about?lang=id")
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert "httponly" in answer.headers["set-cookie"].lower()
    for wrong in ("nix", "", "tökén"):
        assert "set-cookie" not in client.get("/about", params={"token": wrong}).headers
    assert client.get(f"http://127.0.0.1//evil.example/x?token={TOKEN}").headers["location"] == "/evil.example/x"


def _change(client: TestClient, key: str, **headers: str) -> None:
    app = client.app
    names = [(b"host", b"127.0.0.1"), *((name.encode(), value.encode()) for name, value in headers.items())]
    check_change(Request({"type": "http", "app": app, "headers": names, "method": "POST"}), FormData({"key": key}))


def test_a_change_needs_cookie_key_and_origin(owner: TestClient) -> None:
    site = owner.app.state.site  # type: ignore[attr-defined]
    cookie = f"{site.cookie}={owner.cookies[site.cookie]}"
    _change(owner, site.form_key, cookie=cookie)
    _change(owner, site.form_key, cookie=cookie, origin="http://127.0.0.1")
    for key, headers in [
        (site.form_key, {}),
        (site.form_key, {"cookie": f"{site.cookie}=wrong"}),
        ("wrong", {"cookie": cookie}),
        ("", {"cookie": cookie}),
        (site.form_key, {"cookie": cookie, "origin": "http://evil.example"}),
        (site.form_key, {"cookie": cookie, "origin": "null"}),
    ]:
        with pytest.raises(BadRequestError):
            _change(owner, key, **headers)


def test_without_a_token_nobody_may_change(store: Path) -> None:
    client = TestClient(create_app(store), base_url="http://127.0.0.1")
    client.get("/about?token=")
    assert 'data-may-change="no"' in client.get("/about").text


def test_the_key_is_shown_to_the_owner_alone(client: TestClient, owner: TestClient) -> None:
    key = owner.app.state.site.form_key  # type: ignore[attr-defined]
    assert 'data-may-change="yes"' in owner.get("/about").text
    assert key not in client.get("/about").text


# ---- words


def test_every_word_stands_in_both_languages() -> None:
    for key, forms in all_words().items():
        assert set(LANGUAGES) <= set(forms) <= {*LANGUAGES, "one"}, key
        fields = [set(re.findall(r"{(\w+)}", words)) for words in forms.values()]
        assert all(words.strip() for words in forms.values()), key
        assert all(each == fields[0] for each in fields), key


def test_every_code_has_a_word() -> None:
    enums: dict[str, Iterable[str]] = {
        "stance": Stance,
        "status": Status,
        "type": EventType,
        "act": Act,
        "form": Form,
        "actor_kind": ActorKind,
        "basis": Basis,
        "bound": Bound,
        "stage": Stage,
        "paragraph": ParagraphKind,
        "place_kind": PlaceKind,
        "quad": Quad,
        "mode": [mode for kind in EventType for mode in modes(kind)],
    }
    missing = [
        (name, code) for name, codes in enums.items() for code in codes if f"code.{name}.{code}" not in all_words()
    ]
    assert missing == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_keep_to_the_rules(name: str) -> None:
    source = PACKAGE.joinpath("templates", name).read_text("utf-8")
    tree = environment().parse(source)
    assert not {node.name for node in tree.find_all(nodes.Filter)} & {"safe", "forceescape", "xmlattr"}
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))
    text = re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)|javascript:", text)
    assert not re.search(r"""\s[\w-]+={{""", text), "an attribute without quotes"
    for node in tree.find_all(nodes.Call):
        if isinstance(node.node, nodes.Name) and node.node.name == "t" and isinstance(node.args[0], nodes.Const):
            assert node.args[0].value in all_words()


@pytest.mark.parametrize(
    ("given", "cookie", "usual", "accepted", "language"),
    [
        ("id", "en", "en", "en", "id"),
        ("xx", "id", "en", "en", "id"),
        (None, None, "id", "en", "id"),
        (None, None, None, "id-ID,id;q=0.9,en;q=0.8", "id"),
        (None, None, None, "en;q=0.5, id;q=0.9", "id"),
        (None, None, None, "in", "id"),
        (None, None, None, "fr;q=x, de", "en"),
        (None, None, None, None, "en"),
    ],
)
def test_the_language_is_the_readers(
    given: str | None, cookie: str | None, usual: str | None, accepted: str | None, language: str
) -> None:
    assert language_of(given, cookie, usual, accepted) == language


def test_language_and_looks_are_remembered(store: Path) -> None:
    client = TestClient(create_app(store), base_url="http://127.0.0.1")
    assert '<html lang="id" data-theme="dark">' in client.get("/about?lang=id&theme=dark").text
    assert '<html lang="id" data-theme="dark">' in client.get("/about").text
    assert 'data-theme="auto"' in client.get("/about?theme=%22%3E").text


def test_numbers_days_and_counts_in_words() -> None:
    english, indonesian = Words("en"), Words("id")
    assert english.day("2025-05-19") == "19 May 2025"
    assert indonesian.day("2025-05-19") == "19 Mei 2025"
    assert english.day("2025-05-01", "month") == "May 2025"
    assert english.day("no day") == "no day"
    assert english.days("2010-01-01", "2019-12-31", "decade") == "the 2010s"
    assert indonesian.days("2025-05-19", "2025-06-02", "interval") == "19 Mei 2025 – 2 Juni 2025"
    assert (english.number(12_500.5), indonesian.number(12_500.5)) == ("12,500.5", "12.500,5")
    assert (english.sources(3, 44), indonesian.sources(3, 44)) == ("3 sources, 41 copies", "3 sumber, 41 salinan")
    assert (english.sources(1, 2), english.sources(2, 2)) == ("1 source, 1 copy", "2 sources")
    assert (english.actor("Rusia", "RUS"), english.actor("Lavrov", "RUS")) == ("Russia", "Lavrov")


# ---- formats


def _answer(client: TestClient, page: Page, form: str, path: str = "/x") -> str:
    scope = {
        "type": "http",
        "app": client.app,
        "headers": [(b"host", b"127.0.0.1")],
        "method": "GET",
        "path": path,
        "query_string": b"",
        "server": ("127.0.0.1", 80),
        "scheme": "http",
        "menurut.format": form,
    }
    return bytes(respond(Request(scope), page).body).decode()


def test_cells_are_no_formulas(client: TestClient) -> None:
    rows = [("=1+1", "+1", "-x", "@a", "\tb", "plain, with a comma", -2.5, None, 'say "so"\nand so')]
    text = _answer(client, Page("about.html", "x", {}, Table("abcdefghi", rows)), "csv")
    assert text.splitlines()[1].startswith('\'=1+1,\'+1,\'-x,\'@a,\'\tb,"plain, with a comma",-2.5,,"say ""so""')


@pytest.mark.parametrize("path", ["/", "/about", "/problems"])
def test_pages_exist_as_json_and_csv(client: TestClient, path: str) -> None:
    page = client.get(path)
    for suffix, kind in (("json", "application/json"), ("csv", "text/csv; charset=utf-8")):
        found = re.search(rf'<a href="([^"]+\.{suffix}[^"]*)">', page.text)
        assert found is not None
        answer = client.get(found[1].replace("&amp;", "&"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/about.atom").status_code == 404


def test_a_failure_is_a_page_in_words_or_json(client: TestClient) -> None:
    page = client.get("/incident-of-nobody?lang=id")
    assert page.status_code == 404
    assert "tidak punya halaman" in page.text
    assert client.get("/incident-of-nobody.json?lang=en").json()["status"] == 404
    assert client.get("/?after=damaged").status_code == 400
    assert client.get("/", params={"after": cursor(["a"])}).status_code == 400


def test_a_programs_failure_says_so_and_keeps_the_headers(store: Path) -> None:
    app = create_app(store)

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("secret of the machine")

    answer = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False).get("/fails")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == POLICY
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_links_lead_to_the_web_alone(address: str | None, kept: bool) -> None:
    assert (web_address(address) is not None) is kept


def test_reading_that_takes_too_long_is_ended(store: Path) -> None:
    forever = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    with pytest.raises(SlowError), Database(store, seconds=0.05).reading() as connection:
        connection.execute(forever)


def test_pages_cannot_write(store: Path) -> None:
    with pytest.raises(StoreError), Database(store).reading() as connection:
        connection.execute("DELETE FROM problems")


def test_a_store_in_the_place_of_another_is_read(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    shutil.copy(store, path)
    database = Database(path)
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM articles").fetchone()[0] > 0
    path.unlink()
    with pytest.raises(StoreError), database.reading():
        pass


def test_a_port_in_use_is_said_in_words(store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="--port"):
            command.main(["--store", str(store), "--port", str(taken.getsockname()[1])], standalone_mode=False)


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        create_app(tmp_path / "nothing.db")
