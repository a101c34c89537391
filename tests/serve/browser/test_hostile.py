"""Whatever stands in a store is text in the pages: nothing of it runs, loads, links elsewhere or breaks a page."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from tests.serve.browser.conftest import Seen, Site, copied, serving, visiting
from tests.serve.browser.places import pages

MARK = "x-hostile"
WORDS = (
    "</script></title></style></textarea><script>alert(1)</script><img src=x onerror=alert(2)>"
    f"<svg onload=alert(3)>'\"><a href=javascript:alert(4) class={MARK} onmouseover=alert(5)>{{{{7*7}}}}"
    "\u202egnp.elif\u2066 ]]>&lt;&#x3c;"
)
LONG = "W" * 1_000_000
COLUMNS = [  # what articles, feeds and people put into a store as it is
    *("articles.title", "articles.outlet", "articles.stated_date", "articles.given_id", "articles.origin"),
    *("actors.name", "actors.role", "identities.name", "incident_actors.name", "incidents.place_name", "places.name"),
    *("problems.message", "problems.origin", "citations.name", "copy_groups.source"),
]
LEFT = f"""() => [...document.querySelectorAll("*")].filter((each) => each.classList.contains("{MARK}")
  || (each.tagName === "SCRIPT" && !each.src) || [...each.attributes].some((a) => a.name.startsWith("on")
  || (["href", "src", "action"].includes(a.name) && /^\\s*(javascript|data|vbscript):/i.test(a.value))))
  .map((each) => each.outerHTML.slice(0, 200))"""


def _poison(path: Path) -> None:
    """Puts hostile words wherever a store has words from elsewhere, and a word of 1 MB into one article."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, column in (name.split(".") for name in COLUMNS):
            known = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            if column in known:
                connection.execute(f"UPDATE {table} SET {column} = ? || coalesce({column}, '')", (WORDS,))
        connection.execute("UPDATE articles SET url = 'javascript:alert(6)//' || id")
        article = connection.execute("SELECT article FROM events GROUP BY article ORDER BY count(*) DESC").fetchone()[0]
        row = connection.execute("SELECT text FROM documents WHERE article = ?", (article,)).fetchone()
        connection.execute("UPDATE documents SET text = ? WHERE article = ?", (f"{row[0]}{LONG}", article))
        connection.execute(
            'UPDATE paragraphs SET "end" = ? WHERE article = ? AND "end" = ?',
            (len(row[0]) + len(LONG), article, len(row[0])),
        )


@pytest.fixture(scope="module")
def poisoned(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = copied(store, tmp_path_factory.mktemp("hostile") / f"{MARK}.db")
    _poison(path)
    with serving(path) as site:
        yield site


@pytest.fixture
def victim(browser: Browser, poisoned: Site) -> Iterator[Seen]:
    """Somebody who may correct; that anything ran, or was asked for elsewhere, fails the test."""
    yield from visiting(browser, poisoned, owner=True)


def test_nothing_runs_in_any_page(victim: Seen, poisoned: Site) -> None:
    page = victim.page
    told = 0
    for name, address in pages(poisoned).items():
        victim.open(address)
        assert page.evaluate(LEFT) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        told += MARK in page.locator("main").inner_text()
    assert told > 10  # they were there, as words


def test_nor_in_what_is_opened_beside_a_page(victim: Seen, poisoned: Site) -> None:
    page = victim.open("/?all=1")
    page.locator("a[data-panel]").first.click()
    page.locator("dialog#panel[open] h1").wait_for()
    assert page.evaluate(LEFT) == []
    victim.open(pages(poisoned)["article"])
    page.locator(".paper mark a").first.hover()
    assert page.evaluate(LEFT) == []
    page.locator("[data-correct]").first.click()
    page.locator("dialog[open] form.fix").wait_for()
    assert page.evaluate(LEFT) == []


@pytest.mark.parametrize(
    "field", ["q", "actor", "type", "outlet", "since", "after", "back", "corrected", "kind", "lang"]
)
def test_nor_by_an_address_that_somebody_sends(victim: Seen, poisoned: Site, field: str) -> None:
    known = pages(poisoned)
    for path in ("/", "/search", "/timeline", "/network", "/map", "/corrections", known["correct-event"]):
        address = f"{poisoned.address.rstrip('/')}{path}?{field}={quote(WORDS)}"
        victim.page.goto(address)
        assert victim.page.evaluate(LEFT) == [], path
    victim.faults = [fault for fault in victim.faults if "status of 400" not in fault]


def test_a_correction_leads_nowhere_else(victim: Seen, poisoned: Site) -> None:
    """An address to go back to is one of the app's own; a hostile author is words."""
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(7)", "/%0d%0aX: y"):
        page = victim.open(f"{pages(poisoned)['correct-event']}?back={quote(back, safe='')}")
        assert "evil" not in (page.locator("form.fix [name=back]").get_attribute("value") or "")
    page.evaluate("document.querySelector('form.fix [name=back]').value = 'https://evil.example/'")
    page.locator("input[name=author]").evaluate("(each, words) => { each.maxLength = 500; each.value = words; }", WORDS)
    page.locator("button[value=not_event]").click()
    page.wait_for_url(f"{poisoned.address}corrections*")
    assert page.evaluate(LEFT) == []
    assert MARK in page.locator("main").inner_text()


def test_what_is_taken_away_is_data(victim: Seen, poisoned: Site) -> None:
    request = victim.page.request
    for name, address in pages(poisoned).items():
        path, _, query = address.partition("?")
        stem = poisoned.address.rstrip("/") + ("/index" if path == "/" else path)
        answer = request.get(f"{stem}.json?{query}")
        assert answer.headers["content-type"] == "application/json", name
        assert answer.headers["x-content-type-options"] == "nosniff"
        json.loads(answer.text())
        answer = request.get(f"{stem}.csv?{query}")
        if answer.status == 200:
            assert "attachment" in answer.headers["content-disposition"]
            for row in csv.reader(io.StringIO(answer.text())):
                assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row), name
    incident = pages(poisoned)["incident"]
    for path in (f"{incident}.atom", "/search.atom?q=serangan"):
        ElementTree.fromstring(request.get(poisoned.address.rstrip("/") + path).text())
