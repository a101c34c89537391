"""Watching feeds while the clock is set back."""

from __future__ import annotations

from tests.run.desk import FEED, START, Desk, publish
from tests.run.site import Site

YEAR = 365 * 86_400.0


def test_a_clock_that_was_a_year_ahead_puts_off_no_feed_page_or_host(site: Site, desk: Desk) -> None:
    publish(site, 1, 2)
    site.page("/berita/1", "", 503)
    desk.clock.now += YEAR
    (done,) = desk.watch(site.url(FEED), once=False)
    assert (done.waiting, site.count("/robots.txt")) == (2, 1)
    desk.clock.now = START
    publish(site, 1, 2, 3)
    (done,) = desk.watch(site.url(FEED), once=False)
    assert (done.summary.stored, done.waiting, site.count("/robots.txt")) == (3, 0, 2)
    assert done.next_at is not None and done.next_at < START + 2_000


def test_a_clock_that_is_set_back_during_a_round_makes_nobody_wait(site: Site, desk: Desk) -> None:
    publish(site, 1, 2, 3)
    sleep = desk.clock.sleep

    def set_back(seconds: float) -> None:
        sleep(seconds)
        if len(desk.clock.slept) == 2:
            desk.clock.now -= YEAR

    desk.clock.sleep = set_back  # type: ignore[method-assign]
    (done,) = desk.watch(site.url(FEED), once=False)
    assert done.summary.stored == 3
    assert sum(desk.clock.slept) < 60
    assert done.next_at is not None and done.next_at < desk.clock.now + 2 * 86_400
