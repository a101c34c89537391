"""One request: what comes back, and what is cut off."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from menurut.errors import InputError
from menurut.read.fetch import Answer, Fetcher, Limits, agent_name, is_private
from menurut.read.robots import rules_in
from menurut.records import Problem
from tests.run.site import Site, hang, serving

LIMITS = Limits(connect=1.0, read=0.5, total=0.8, size=100_000)
PAGE = "<p>Menlu Arvania tiba di Doha.</p>" * 20
ZEROS = gzip.compress(b"0" * 50_000_000)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def get(address: str, *, private: bool = True, **headers: str) -> Answer | Problem:
    with Fetcher("menurut/0 (test)", LIMITS) as fetcher:
        return fetcher.get(address, headers, private=private)


def code(answer: Answer | Problem) -> str:
    assert isinstance(answer, Problem), answer
    assert answer.step == "read"
    assert answer.message
    return answer.code


def test_a_page_comes_with_its_headers_and_menurut_says_who_asks(site: Site) -> None:
    site.page("/a?b=1", PAGE, Content_Type="text/html; charset=utf-8")
    answer = get(site.url("/a?b=1"), If_None_Match="x")
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body.decode(), answer.charset, answer.private) == (200, PAGE, "utf-8", True)
    assert site.headers[0]["User-Agent"] == "menurut/0 (test)"
    assert site.headers[0]["Host"] == f"127.0.0.1:{site.port}"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE.encode())),
        ("x-gzip", gzip.compress(PAGE[:100].encode()) + gzip.compress(PAGE[100:].encode())),
        ("gzip", gzip.compress(PAGE.encode()) + b"\0\0trailing"),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode(), wbits=-15)),
        ("identity", PAGE.encode()),
        ("", PAGE.encode()),
    ],
)
def test_compressed_pages_are_read(site: Site, encoding: str, body: bytes) -> None:
    site.page("/a", body, Content_Encoding=encoding)
    answer = get(site.url("/a"))
    assert isinstance(answer, Answer)
    assert answer.body.decode() == PAGE


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("gzip", ZEROS, "too_large"),
        ("gzip", gzip.compress(ZEROS), None),  # what is inside is left as it is
        ("gzip, gzip", gzip.compress(ZEROS), "bad_compression"),
        ("gzip", gzip.compress(PAGE.encode())[:-20], "bad_compression"),
        ("gzip", b"no gzip", "bad_compression"),
        ("br", b"\x0b\x02", "bad_compression"),
        ("", b"x" * 100_001, "too_large"),
    ],
)
def test_bombs_and_damaged_compression_are_problems(
    site: Site, encoding: str, body: bytes, expected: str | None
) -> None:
    site.page("/a", body, Content_Encoding=encoding)
    answer = get(site.url("/a"))
    assert (code(answer) if isinstance(answer, Problem) else None) == expected


def without_end(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"0" * 10_000)


def dripping(site: Site, begin: bytes) -> Any:
    def drip(handler: Any) -> None:
        handler.wfile.write(begin)
        while not site.over.wait(0.05):
            handler.wfile.write(b"x")

    return drip


def test_an_endless_body_is_cut_off(site: Site) -> None:
    site.pages["/a"] = without_end
    assert code(get(site.url("/a"))) == "too_large"


@pytest.mark.parametrize(
    "begin", [b"", b"HTTP/1.0 200 OK\r\nX-Long: ", b"HTTP/1.0 200 OK\r\n\r\n"], ids=["nothing", "headers", "body"]
)
def test_a_server_that_hangs_or_drips_is_cut_off_in_all_its_ways(site: Site, begin: bytes) -> None:
    site.pages["/a"] = dripping(site, begin)
    assert code(get(site.url("/a"))) == "timed_out"
    site.pages["/silent"] = hang(site)
    assert code(get(site.url("/silent"))) == "timed_out"


def test_a_body_that_breaks_off_is_a_failed_connection(site: Site) -> None:
    site.page("/a", PAGE, Content_Length=str(len(PAGE) + 10))
    assert code(get(site.url("/a"))) == "not_connected"


def test_what_cannot_be_reached_is_a_problem(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        free = unused.getsockname()[1]
    assert code(get(f"http://127.0.0.1:{free}/")) == "not_connected"
    assert code(get(site.url("/").replace("http:", "https:"))) == "tls_failed"  # the server speaks no TLS

    def unknown(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert code(get("https://tidak-ada.example/")) == "host_not_found"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://a.example/", "http://", "http://[", "http://a:b:c/", "x", "http://a\x00b/"]
)
def test_only_addresses_of_the_web_are_fetched(address: str) -> None:
    assert code(get(address)) in ("bad_address", "host_not_found")


def test_a_feed_of_the_web_cannot_point_into_the_private_network(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.page("/a", PAGE)
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert code(get(f"http://{host}:{site.port}/a", private=False)) == "private_address"
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", site.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert code(get(f"http://innocent.example:{site.port}/a", private=False)) == "private_address"
    assert site.asked == []
    answer = get(f"http://intranet.example:{site.port}/a")  # the user's own feed may lie there
    assert isinstance(answer, Answer)
    assert site.headers[0]["Host"] == f"intranet.example:{site.port}"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", False),
        ("10.0.0.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("0.0.0.0", True),
        ("224.0.0.1", True),
        ("2606:4700::1111", False),
        ("::1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("::ffff:10.0.0.1", True),
        ("64:ff9b::a00:1", True),
        ("64:ff9b::808:808", False),
        ("2002:a00:1::", True),
        ("localhost", True),
        ("kabar.example", False),
    ],
)
def test_private_addresses_are_known_in_all_their_forms(address: str, expected: bool) -> None:
    assert is_private(address) is expected


def test_a_proxy_of_the_system_is_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site.url(""))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.page("http://kabar.example/a", PAGE)
    site.page("/b", PAGE)
    for address in ("http://kabar.example/a", site.url("/b")):
        answer = get(address)
        assert isinstance(answer, Answer)
        assert answer.status == 200
    monkeypatch.setenv("http_proxy", "nonsense://x")
    with pytest.raises(InputError, match="proxy"):
        get("http://kabar.example/a")


def test_closing_ends_what_is_under_way(site: Site) -> None:
    site.pages["/a"] = dripping(site, b"HTTP/1.0 200 OK\r\n\r\n")
    got: list[Answer | Problem] = []
    with Fetcher("menurut/0", Limits(total=60.0)) as fetcher:
        thread = threading.Thread(target=lambda: got.append(fetcher.get(site.url("/a"), {}, private=True)))
        thread.start()
        while not site.asked:
            thread.join(0.01)
    thread.join(10)
    assert not thread.is_alive()


def test_the_contact_is_told_to_servers_and_must_be_plain() -> None:
    assert "set --contact" in agent_name(None)
    assert agent_name("redaksi@kabar.example").endswith("(news reader; contact: redaksi@kabar.example)")
    for bad in ("a\r\nX: y", "", "dengan spasi", "x)y"):
        with pytest.raises(InputError):
            agent_name(bad)


ROBOTS = """
User-agent: *
Disallow: /

User-agent: Other/2.0
User-agent: Menurut
Crawl-delay: 7.5
Disallow: /private/   # a comment
Allow: /private/open
Disallow: /*.pdf$
Disallow: /cari?*q=
Disallow: /a%C3%A9
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/laporan.pdf", False),
        ("/laporan.pdf?x=1", True),
        ("/laporan.pdf.html", True),
        ("/cari?a=1&q=2", False),
        ("/cari?a=1", True),
        ("/aé", False),
        ("/a%c3%a9/b", False),
        ("", True),
    ],
)
def test_robots_txt_is_read_as_the_rfc_says(path: str, allowed: bool) -> None:
    rules = rules_in(ROBOTS, "menurut")
    assert rules.allow(f"https://a.example{path}") is allowed
    assert rules.delay == 7.5
    assert not rules_in(ROBOTS, "lain").allow(f"https://a.example{path}")


@pytest.mark.parametrize("text", ["", "<html>404</html>", "Disallow: /", "User-agent: *\nDisallow:", "\ufeffnonsense:"])
def test_a_robots_txt_that_says_nothing_allows_everything(text: str) -> None:
    rules = rules_in(text, "menurut")
    assert rules.allow("https://a.example/x")
    assert rules.delay == 0.0
