"""Watching feeds on a site of our own: what is asked, what is stored, and what is gone on with. Nothing waits."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from email.utils import formatdate
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from menurut.cli.watch import command
from menurut.errors import StoreError
from menurut.store import StoreWriter
from menurut.store.feeds import FeedStore
from tests.conftest import news, opened
from tests.run.desk import FEED, START, Desk, conditional, item, publish
from tests.run.site import Site, hang, rss, serving


def test_new_entries_are_read_and_an_unchanged_feed_is_not_sent_again(site: Site, desk: Desk) -> None:
    publish(site, 1, 2)
    conditional(site, '"a"')
    (first,) = desk.watch(site.url(FEED))
    assert (first.asked, first.entries, first.summary.stored, first.waiting) == (1, 2, 2, 0)
    assert desk.rows("SELECT title, published FROM articles ORDER BY title") == [
        (news(n)["title"], "2026-09-21T08:00:00+07:00") for n in (1, 2)
    ]
    (second,) = desk.watch(site.url(FEED))
    assert (second.asked, second.unchanged, second.entries) == (1, 1, 0)
    assert site.headers[-1]["If-None-Match"] == '"a"'
    assert site.headers[-1]["If-Modified-Since"] == "Mon, 21 Sep 2026 01:00:00 GMT"
    publish(site, 1, 2, 3)
    conditional(site, '"b"')
    (third,) = desk.watch(site.url(FEED))
    assert (third.entries, third.summary.stored) == (1, 1)
    assert [site.count(f"/berita/{n}") for n in (1, 2, 3)] == [1, 1, 1]
    assert site.count("/robots.txt") == 1
    assert desk.problems() == []


def test_rounds_follow_each_other_and_actors_are_linked_when_something_came(site: Site, desk: Desk) -> None:
    publish(site, 1)
    rounds = desk.watch(site.url(FEED), once=False, rounds=3, every=900.0)
    assert [r.asked for r in rounds] == [1, 1, 1]
    assert [r.summary.stored for r in rounds] == [1, 0, 0]
    assert desk.linked == 1
    assert desk.clock.now - START >= 1800
    assert site.count("/berita/1") == 1


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_and_other_hosts_meanwhile(site: Site, desk: Desk) -> None:
    with serving() as other:
        publish(site, *range(4))
        publish(other, 10)
        site.page("/robots.txt", "User-agent: *\nCrawl-delay: 30")
        desk.watch(site.url(FEED), other.url(FEED), pause=5.0)
    assert site.busiest == 1
    assert desk.clock.now - START >= 5 * 30  # the feed and four pages, after robots.txt
    assert desk.rows("SELECT count(*) FROM articles") == [5]


def test_robots_txt_holds_for_pages_and_feeds(site: Site, desk: Desk) -> None:
    publish(site, 1, 2)
    site.page("/robots.txt", "User-agent: menurut\nDisallow: /berita/1\nDisallow: /other")
    (done,) = desk.watch(site.url(FEED), site.url("/other"))
    assert (done.summary.stored, done.failed) == (1, 1)
    assert (site.count("/berita/1"), site.count("/other")) == (0, 0)
    assert desk.problems() == ["robots_forbid", "robots_forbid"]
    site.pages["/robots.txt"] = (503, {}, b"")
    desk.clock.now += 100_000  # longer than it holds
    (done,) = desk.watch(site.url(FEED))
    assert (done.failed, site.count(FEED)) == (1, 1)
    assert "robots_not_read" in desk.problems()


def test_a_robots_txt_that_lies_elsewhere_is_read_there(site: Site, desk: Desk) -> None:
    publish(site, 1, 2)
    with serving() as other:
        site.page("/robots.txt", "", 301, Location=other.url("/r.txt"))
        other.page("/r.txt", "User-agent: *\nDisallow: /berita/2")
        (done,) = desk.watch(site.url(FEED))
    assert (done.summary.stored, site.count("/berita/2"), other.asked) == (1, 0, ["/r.txt"])


def test_a_failing_feed_is_asked_less_and_less_and_forgiven(site: Site, desk: Desk) -> None:
    site.page(FEED, "", 500)
    at: list[float] = []
    for _ in range(40):
        before = site.count(FEED)
        (done,) = desk.watch(site.url(FEED), once=False)
        if site.count(FEED) > before:
            at.append(desk.clock.now)
        desk.clock.now = max(done.next_at or 0.0, desk.clock.now)
    gaps = [round(b - a) for a, b in pairwise(at)]
    assert gaps[:4] == [900, 1800, 3600, 7200]
    assert 86_400 <= max(gaps) < 86_410  # and the pause after robots.txt
    assert desk.problems() == ["http_error"]
    publish(site, 1)
    (done,) = desk.watch(site.url(FEED), once=False)
    assert done.summary.stored == 1
    assert desk.problems() == []
    assert 86_400 not in desk.clock.slept  # a round does not wait for a host that is left alone
    assert desk.rows("SELECT failures FROM feeds") == [0]


def test_a_state_that_cannot_be_sent_back_is_not_kept(site: Site, desk: Desk) -> None:
    publish(site, 1)
    conditional(site, '"é"')
    desk.watch(site.url(FEED))
    (done,) = desk.watch(site.url(FEED))
    assert (done.asked, done.failed, done.unchanged) == (1, 0, 0)
    assert "If-None-Match" not in site.headers[-1]


@pytest.mark.parametrize("wanted", ["7200", "date"])
def test_a_server_that_asks_for_patience_gets_it_also_after_a_new_start(site: Site, desk: Desk, wanted: str) -> None:
    publish(site, 1)
    after = formatdate(START + 7200, usegmt=True) if wanted == "date" else wanted
    site.page("/berita/1", "", 429, Retry_After=after)
    (done,) = desk.watch(site.url(FEED))
    assert (done.waiting, desk.problems()) == (1, ["http_error"])
    desk.clock.now = START + 6000
    asked = len(site.asked)
    desk.watch(site.url(FEED))
    assert len(site.asked) == asked
    desk.clock.now = START + 7300
    publish(site, 1)
    (done,) = desk.watch(site.url(FEED))
    assert (done.summary.stored, done.waiting, desk.problems()) == (1, 0, [])


@pytest.mark.parametrize(
    ("head", "headers", "wait"),
    [
        ("", {}, 900),
        ("<ttl>60</ttl>", {}, 3600),
        ("<ttl>1</ttl>", {}, 900),
        ("<ttl>999999</ttl>", {}, 86_400),
        ("", {"Cache_Control": "public, max-age=1800"}, 1800),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", {"Cache_Control": "s-maxage=99999"}, 3600),
    ],
)
def test_a_feed_is_asked_no_oftener_than_it_wants(
    site: Site, desk: Desk, head: str, headers: dict[str, str], wait: float
) -> None:
    site.page(FEED, rss(head=head), 200, **headers)
    (done,) = desk.watch(site.url(FEED), once=False, every=900.0)
    assert done.next_at == desk.clock.now + wait
    desk.clock.now += wait / 2
    desk.watch(site.url(FEED))
    assert site.count(FEED) == 1


def test_a_feed_that_has_moved_for_good_is_asked_there_and_one_that_is_gone_no_more(site: Site, desk: Desk) -> None:
    publish(site, 1)
    site.pages["/new"] = site.pages.pop(FEED)
    site.page(FEED, "", 302, Location="/new")
    desk.watch(site.url(FEED))
    desk.watch(site.url(FEED))
    assert (site.count(FEED), site.count("/new")) == (2, 2)
    with FeedStore(desk.store) as store:  # what a public site's permanent redirect leaves behind
        row = store.feed(site.url(FEED))
        row.moved_to = site.url("/new")
        store.save_feed(row)
    (done,) = desk.watch(site.url(FEED))
    assert done.failed == 1  # only a feed that is asked at its own address may lie on this machine
    site.page(FEED, "", 410)
    with FeedStore(desk.store) as store:
        row = store.feed(site.url(FEED))
        row.moved_to, row.next_at = None, 0.0
        store.save_feed(row)
    desk.watch(site.url(FEED))
    asked = site.count(FEED)
    (done,) = desk.watch(site.url(FEED), once=False)
    assert (site.count(FEED), done.asked, done.next_at) == (asked, 0, None)
    assert "feed_gone" in desk.problems()


def test_bad_feeds_are_problems_and_the_others_go_on(site: Site, desk: Desk) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}/rss"
    with ExitStack() as stack:
        sites = {name: stack.enter_context(serving()) for name in ("hangs", "loops", "file", "html", "endless", "404")}
        sites["hangs"].pages[FEED] = hang(sites["hangs"])
        sites["loops"].page(FEED, "", 301, Location=FEED)
        sites["file"].page(FEED, "", 302, Location="file:///etc/passwd")
        sites["html"].page(FEED, "<html><body>Halo</body></html>")
        sites["endless"].page(FEED, b"<rss>" + b" " * 1_000_001)
        publish(site, 1)
        (done,) = desk.watch(dead, *(other.url(FEED) for other in sites.values()), site.url(FEED))
        assert sites["loops"].count(FEED) == 6
    assert (done.asked, done.failed, done.summary.stored) == (8, 7, 1)
    assert desk.problems() == sorted(
        ["not_connected", "timed_out", "too_many_redirects", "bad_redirect", "not_a_feed", "too_large", "http_error"]
    )


def test_a_public_feed_cannot_make_menurut_ask_this_machine(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.page(FEED, rss(item(1, link=site.url("/berita/1")), item(2, link="http://localhost:1/x")))
    monkeypatch.setattr("menurut.read.fetch.is_private", lambda address: address != "127.0.0.1")
    found = {"kabar.example": ["127.0.0.1"], "localhost": ["::1"], "127.0.0.1": ["::1"]}
    monkeypatch.setattr("menurut.read.fetch._addresses", lambda host, port: found[host])
    (done,) = desk.watch(f"http://kabar.example:{site.port}/rss")
    assert (done.asked, done.failed, done.entries) == (1, 0, 2)
    assert site.count("/berita/1") == 0
    assert desk.problems() == ["private_address", "private_address"]


def test_the_text_of_the_feed_stands_in_where_the_page_gives_none(site: Site, desk: Desk) -> None:
    long = "<p>" + "Pemerintah Arvania membantah tuduhan tetangganya itu. " * 15 + "</p>"
    whole = f"<title>Arvania Bantah</title><content:encoded><![CDATA[{long}]]></content:encoded>"
    site.page(FEED, rss(f"{whole}<link>/video</link>", f"{whole}<link>/gone</link>", item(3), item(4)))
    site.page("/video", "<p>Hanya video.</p>")
    site.page("/berita/3", "<p>Hanya video.</p>")
    site.page("/berita/4", b"%PDF-1.7", Content_Type="application/pdf")
    (done,) = desk.watch(site.url(FEED))
    assert done.summary.stored == 2
    assert desk.problems() == ["from_feed", "from_feed", "no_article", "not_a_page"]
    assert desk.rows("SELECT status, count(*) FROM fetched GROUP BY status ORDER BY status") == [
        ("not_read", 2),
        ("stored", 2),
    ]


def test_with_feeds_only_no_page_is_fetched(site: Site, desk: Desk) -> None:
    bare = "<title>Kosong</title><link>/kosong</link>"
    site.page(FEED, rss(item(1, content=True), item(2, content=True, link=""), bare))
    (done,) = desk.watch(site.url(FEED), feeds_only=True)
    assert done.summary.stored == 2
    assert site.asked == ["/robots.txt", FEED]
    assert desk.rows("SELECT title, url IS NULL FROM articles ORDER BY title") == [
        (news(1)["title"], 0),
        (news(2)["title"], 1),
    ]
    assert desk.problems() == ["empty_entry"]
    assert "1 of its entries" in desk.rows("SELECT message FROM problems WHERE code = 'empty_entry'")[0]


def test_a_date_in_the_future_is_not_used(site: Site, desk: Desk) -> None:
    publish(site, 1)
    site.page(FEED, rss(item(1).replace("2026", "2062")))
    desk.watch(site.url(FEED))
    assert desk.rows("SELECT published, stated_date FROM articles") == [(None, "Mon, 21 Sep 2062 08:00:00 +0700")]
    assert "future_date" in desk.problems()


def test_what_the_store_has_already_is_not_fetched(site: Site, desk: Desk) -> None:
    publish(site, 1, 2)
    desk.watch(site.url(FEED))
    with opened(desk.store) as connection:
        connection.execute("DELETE FROM fetched")
        connection.execute("UPDATE feeds SET etag = NULL, next_at = NULL")
    (done,) = desk.watch(site.url(FEED))
    assert (done.entries, site.count("/berita/1")) == (0, 1)
    assert desk.rows("SELECT DISTINCT status FROM fetched") == ["known"]


@pytest.mark.parametrize("where", ["the feed is entered", "a page is read", "an article is stored"])
def test_killed_in_the_middle_the_next_start_goes_on(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    publish(site, 1, 2, 3)
    conditional(site, '"a"')
    calls = 0

    def killed(*_: object, **__: object) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2 or where == "the feed is entered":
            raise KeyboardInterrupt
        return done(*_, **__)

    targets: dict[str, tuple[Any, str]] = {
        "the feed is entered": (FeedStore, "waiting"),
        "a page is read": (StoreWriter, "write"),
        "an article is stored": (FeedStore, "settle"),
    }
    owner, name = targets[where]
    done = getattr(owner, name)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed)
        desk.watch(site.url(FEED), once=False)
    assert calls
    desk.clock.now += 1000
    desk.watch(site.url(FEED))
    assert desk.rows("SELECT count(*) FROM articles") == [3]
    assert desk.rows("SELECT count(*) FROM revisions") == [0]
    assert desk.rows("SELECT count(*) FROM fetched WHERE status = 'waiting'") == [0]
    assert all(site.count(f"/berita/{n}") <= 2 for n in (1, 2, 3))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_a_process_that_is_stopped_while_a_server_hangs_ends_and_is_gone_on_with(
    site: Site, desk: Desk, how: signal.Signals
) -> None:
    publish(site, *range(4))
    conditional(site, '"a"')
    page = site.pages["/berita/2"]
    site.pages["/berita/2"] = hang(site)
    code = "from menurut.cli.watch import command; command()"
    line = [sys.executable, "-c", code, site.url(FEED), "--pause=0s", "--fast", f"--store={desk.store}"]
    # A shell that starts the tests in the background leaves Ctrl-C ignored, and children inherit that.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, preexec_fn=heeding)  # noqa: PLW1509
    deadline = time.monotonic() + 60
    while site.count("/berita/2") == 0 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(how)
    _, said = process.communicate(timeout=30)
    assert process.returncode == (-9 if how is signal.SIGKILL else 130), said
    assert "Traceback" not in said
    site.pages["/berita/2"] = page
    desk.clock.now = time.time() + 1000
    (done,) = desk.watch(site.url(FEED))
    assert done.unchanged == 1
    assert desk.rows("SELECT count(*) FROM articles") == [4]
    assert [site.count(f"/berita/{n}") for n in range(4)] == [1, 1, 2, 1]


def test_a_page_that_brings_menurut_down_is_given_up_in_the_end(
    site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, 1)

    def down(*_: object, **__: object) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("menurut.run.watch.read_page", down)
        for _ in range(8):
            desk.watch(site.url(FEED), once=False)
            desk.clock.now += 100_000
    assert site.count("/berita/1") == 5
    assert "given_up" in desk.problems()


def test_a_round_ends_in_time_and_the_next_goes_on(site: Site, desk: Desk) -> None:
    publish(site, *range(6))
    rounds = desk.watch(site.url(FEED), once=False, rounds=3, every=60.0, pause=20.0)
    assert rounds[0].waiting > 0
    assert sum(r.summary.stored for r in rounds) == 6 - rounds[-1].waiting
    assert all(site.count(f"/berita/{n}") <= 1 for n in range(6))


def test_two_do_not_watch_into_one_store(desk: Desk, site: Site) -> None:
    with FeedStore(desk.store), pytest.raises(StoreError, match="another `menurut watch`"):
        desk.watch(site.url(FEED))


def test_the_command_says_what_came(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    publish(site, 1)
    listed = tmp_path / "feeds.txt"
    listed.write_text(f"# ours\n{site.url(FEED)}\n")
    run = CliRunner().invoke(command, [str(listed), "--once", "--pause", "0s", "--fast", "--store", str(desk.store)])
    assert run.exit_code == 0, run.output
    assert "1 feed; 1 new entry; 1 article stored" in run.output

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("menurut.cli.watch.watch", stopped)
    run = CliRunner().invoke(command, [str(listed), "--store", str(desk.store)])
    assert run.exit_code == 130
    assert "Stopped." in run.output


@pytest.mark.parametrize("option", ["--every=10s", "--every=15", "--every=soon", "--pause=-1s", "--every=99d"])
def test_times_are_checked(option: str) -> None:
    run = CliRunner().invoke(command, ["https://a.example/rss", option])
    assert run.exit_code == 1
    assert "such as 90s, 15m" in str(run.exception)
