"""Every page in a browser: nothing fails in it, axe finds no serious fault, it fits a telephone; screenshots."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.serve.browser import conftest
from tests.serve.browser.conftest import NEEDED, SHOTS, Seen, Site, find_browser, visiting
from tests.serve.browser.places import QUERIES, pages

AXE = Path(__file__).parent / "axe-core"
NAMES = [
    *("home", "everything", *QUERIES, "pair", "position", "timeline", "network", "map", "search", "corrections"),
    *("correct-event", "correct-attribution", "correct-actor", "correct-article", "problems", "codebook", "about"),
]
WIDE = ViewportSize(width=1400, height=1000)
SMALL = ViewportSize(width=390, height=844)
WIDER = """() => [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right
  > document.documentElement.clientWidth + 1 && !each.closest(".scroll, dialog, .hidden, svg, thead"))
  .slice(0, 5).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def visitor(browser: Browser, site: Site) -> Iterator[Seen]:
    """One who may correct, for all pages."""
    yield from visiting(browser, site, owner=True)


@cache
def axe() -> str:
    return (AXE / "axe.min.js").read_text("utf-8")


def serious(seen: Seen, *rules: str) -> list[str]:
    """What axe says is a serious or critical fault in the page as it is now: of all its rules, or of some."""
    if not seen.page.evaluate("'axe' in window"):
        seen.page.evaluate(axe())
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    options = {"resultTypes": ["violations"], **only}
    found: list[dict[str, Any]] = seen.page.evaluate("async options => (await axe.run(options)).violations", options)
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_sound_and_fits(visitor: Seen, site: Site, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page = visitor.page
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    visitor.open(pages(site)[name])
    assert page.locator("main h1").count() == 1
    assert page.title().endswith("menurut")
    faults = serious(visitor)
    page.screenshot(path=SHOTS / f"{name}-1400-light.png")
    page.emulate_media(color_scheme="dark")
    faults += serious(visitor, "color-contrast")
    page.screenshot(path=SHOTS / f"{name}-1400-dark.png")
    page.set_viewport_size(SMALL)
    page.reload()
    page.screenshot(path=SHOTS / f"{name}-390-dark.png")
    page.emulate_media(color_scheme="light")
    page.screenshot(path=SHOTS / f"{name}-390-light.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.evaluate(WIDER)
    faults += serious(visitor, "target-size", "scrollable-region-focusable", "link-name", "label")
    assert not faults
    assert not visitor.faults


def test_axe_finds_faults_where_there_are_some(visitor: Seen) -> None:
    page = visitor.open("/about")
    page.evaluate("""() => { const pale = document.createElement("p"); pale.textContent = "hardly to be read";
      pale.style.color = "#eee"; pale.style.background = "#fff"; document.querySelector("main").append(pale);
      document.querySelector("main").append(document.createElement("button")); }""")
    assert {fault.partition(":")[0] for fault in serious(visitor)} == {"color-contrast", "button-name"}


@pytest.mark.parametrize("name", ["home", "article", "incident", "timeline"])
def test_a_page_reads_in_indonesian_and_prints(visitor: Seen, site: Site, name: str) -> None:
    page = visitor.page
    page.set_viewport_size(WIDE)
    mark = "&" if "?" in pages(site)[name] else "?"
    visitor.open(f"{pages(site)[name]}{mark}lang=id")
    assert page.locator("html").get_attribute("lang") == "id"
    assert page.get_by_role("link", name="Lini masa", exact=True).count()
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.locator("main h1").is_visible()
    page.emulate_media(media="screen")
    visitor.open("/about?lang=en")


def test_an_address_of_nothing_is_a_page_too(reader: Seen) -> None:
    page = reader.open("/incident/nothing", 404)
    assert page.locator("main h1").count() == 1
    assert not serious(reader)


def test_without_scripts_pages_say_the_same(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    page = context.new_page()
    for name in ("home", "article", "timeline", "network", "map", "search"):
        page.goto(site.address.rstrip("/") + pages(site)[name])
        assert page.locator("main h1").is_visible()
        assert page.locator("main a").count() > 0
    page.goto(site.address)
    page.locator("a.cell").first.click()
    page.wait_for_url("**/position/**")
    context.close()


def test_without_a_browser_the_tests_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conftest, "NAMES", ("no such browser",))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(pytest.fail.Exception, match="need a browser"):
        find_browser()
    assert "browser.sh" in NEEDED


def test_what_is_vendored_is_what_it_says() -> None:
    told = tomllib.loads((AXE / "VENDORED.toml").read_text("utf-8"))["axe-core"]
    data = (AXE / told["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == told["sha256"]
    assert f"axe v{told['version']}".encode() in data[:200]
    assert "Mozilla Public License" in (AXE / "LICENSE").read_text("utf-8")
