"""The app as ``menurut serve`` runs it, and one browser for all tests of its pages."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, sync_playwright

from tests.conftest import ROOT

NEEDED = (
    "the tests of the pages need a browser: run tests/serve/browser.sh (make test does), install chromium, or name one"
    " in CHROMIUM"
)
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SHOTS = ROOT / "build/screenshots"
PATIENCE = 15_000  # milliseconds that a page may need


def find_browser() -> str:
    """The browser's path. Fails where there is none: pages that nobody opened are not tested."""
    found = next((path for name in (os.environ.get("CHROMIUM"), *NAMES) if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(NEEDED, pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser."""
    path = find_browser()
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield made
        made.close()


@dataclass
class Site:
    """A served store: its path, its address, and the session's token."""

    store: Path
    address: str
    token: str

    def rows(self, query: str, *values: object) -> list[tuple[str, ...]]:
        """What stands in the store now."""
        with closing(sqlite3.connect(self.store)) as connection:
            return connection.execute(query, values).fetchall()

    def one(self, query: str, *values: object) -> str:
        """The first value of the first row."""
        return self.rows(query, *values)[0][0]


@contextmanager
def serving(store: Path) -> Iterator[Site]:
    """``menurut serve`` on a free port."""
    command = [sys.executable, "-m", "menurut", "serve", "--store", str(store), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=store.parent, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            found = None
            said = ""
            while found is None and (line := process.stdout.readline()):
                said += line
                found = re.search(r"(http://\S+/)\?token=(\S+)", line)
            assert found is not None, said
            yield Site(store, found[1], found[2])
        finally:
            process.terminate()
            process.wait(10)


def copied(store: Path, to: Path) -> Path:
    """A copy of a store, which a test may change."""
    with closing(sqlite3.connect(store)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return to


@pytest.fixture(scope="session")
def site(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The store of all tests of the app, as a copy, served."""
    with serving(copied(store, tmp_path_factory.mktemp("browser") / "news.db")) as made:
        yield made


@dataclass
class Seen:
    """A page of the browser, and what went wrong in it: errors, refused loads, requests to other hosts, dialogs."""

    page: Page
    site: Site
    faults: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Notes what must not happen."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._asked)
        self.page.on("dialog", self._opened)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _opened(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "data:")):
            self.faults.append(f"asked for {request.url}")

    def open(self, path: str, status: int = 200) -> Page:
        """Goes to a page of the site."""
        answer = self.page.goto(self.site.address.rstrip("/") + path)
        assert answer is not None
        assert answer.status == status, path
        if status != 200:  # which the browser says as an error
            self.faults = [fault for fault in self.faults if "Failed to load resource" not in fault]
        return self.page


def visiting(browser: Browser, site: Site, *, owner: bool) -> Iterator[Seen]:
    """A new visitor; the test fails where anything went wrong in a page."""
    context: BrowserContext = browser.new_context(
        viewport={"width": 1400, "height": 1000}, locale="en-GB", color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
    seen = Seen(context.new_page(), site)
    seen.watch()
    try:
        if owner:
            seen.open(f"/about?token={site.token}")
        yield seen
    finally:
        context.close()
    assert not seen.faults


@pytest.fixture
def owner(browser: Browser, site: Site) -> Iterator[Seen]:
    """Somebody who opened the address that ``menurut serve`` printed."""
    yield from visiting(browser, site, owner=True)


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Seen]:
    """Somebody without the token."""
    yield from visiting(browser, site, owner=False)
