"""A desk at which feeds are watched: a store, a clock on which nothing waits, and a site's feed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menurut.config import Config
from menurut.read.fetch import Limits
from menurut.run.visits import World
from menurut.run.watch import Plan, Round, watch
from tests.conftest import news, opened
from tests.run.site import Site, rss

START = 1_790_000_000.0  # September 2026
FEED = "/rss"
LIMITS = Limits(connect=1.0, read=0.5, total=0.8, size=1_000_000)


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def world(self) -> World:
        return World(lambda: self.now, self.sleep, lambda: 0.0, LIMITS)


@dataclass
class Desk:
    """A store and a clock that stay from one start of ``watch`` to the next."""

    store: Path
    clock: Clock
    linked: int = 0

    def watch(self, *feeds: str, once: bool = True, rounds: int = 1, **plan: Any) -> list[Round]:
        """The rounds of one start; with ``once=False`` so many, and then Ctrl-C."""
        done: list[Round] = []

        def on_round(each: Round) -> None:
            done.append(each)
            if not once and len(done) == rounds:
                raise KeyboardInterrupt

        def link(path: Path) -> None:
            assert path == self.store
            self.linked += 1

        try:
            what = Plan(feeds, once=once, **plan)
            watch(what, self.store, Config(fast=True), link=link, on_round=on_round, world=self.clock.world())
        except KeyboardInterrupt:
            assert not once
        return done

    def rows(self, sql: str) -> list[Any]:
        with opened(self.store) as connection:
            return [row[0] if len(row) == 1 else row for row in connection.execute(sql).fetchall()]

    def problems(self) -> list[str]:
        return self.rows("SELECT code FROM problems WHERE code <> 'no_date' ORDER BY code")


def item(number: int, *, content: bool = False, link: str | None = None) -> str:
    text = "".join(f"<p>{line}</p>" for line in news(number)["text"].splitlines()[1:])
    whole = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if content else ""
    address = f"<link>{link or f'/berita/{number}'}</link>" if link != "" else f"<guid>n-{number}</guid>"
    return (
        f"<title>{news(number)['title']}</title>{address}{whole}"
        "<pubDate>Mon, 21 Sep 2026 08:00:00 +0700</pubDate><description>Ringkasan singkat.</description>"
    )


def publish(site: Site, *numbers: int) -> None:
    """A feed of those articles, and their pages."""
    site.page(FEED, rss(*map(item, numbers)))
    for number in numbers:
        lines = "".join(f"<p>{line}</p>" for line in news(number)["text"].splitlines()[1:])
        site.page(f"/berita/{number}", f"<h1>{news(number)['title']}</h1><article>{lines}</article>")


def conditional(site: Site, etag: str) -> None:
    """Makes the feed answer 304 to whoever has that state of it."""
    status, headers, body = site.pages[FEED]  # type: ignore[misc]

    def answer(handler: Any) -> Any:
        if handler.headers.get("If-None-Match") == etag:
            return (304, {"ETag": etag}, b"")
        return (status, headers | {"ETag": etag, "Last-Modified": "Mon, 21 Sep 2026 01:00:00 GMT"}, body)

    site.pages[FEED] = answer
