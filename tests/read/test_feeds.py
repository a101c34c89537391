"""Feeds as they come: what is read of them, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.errors import InputError
from menurut.read.articles import make_article
from menurut.read.feeds import Entry, Feed, article_of, entries_in, feeds_named, text_of, with_entry
from tests.run.site import rss

HOME = "https://wartaselat.example/rss/terbaru"
ITEM = (
    "<title>Menlu Arvania &amp;quot;Tiba&amp;quot; di Doha</title><link>/2024/03/04/menlu?id=7</link>"
    "<guid>urn:7</guid><pubDate>Mon, 04 Mar 2024 10:00:00 +0700</pubDate>"
    "<description>Ringkasan &lt;b&gt;pendek&lt;/b&gt;.</description>"
    "<content:encoded><![CDATA[<p>DOHA - Menlu tiba.</p><p>Ia berunding.</p>]]></content:encoded>"
)
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://a.example/b/">
<title type="html">Strait &amp;amp; Sea</title><entry><title>Minister lands</title><id>tag:a.example,2024:1</id>
<link rel="alternate" href="news/1"/><published>2024-03-04T10:00:00Z</published><updated>2024-03-05T00:00:00Z</updated>
<summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div>
</content></entry><entry><title>Undated</title><id>https://a.example/2</id><updated>2024-03-05T00:00:00Z</updated>
</entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>RDF</title></channel>
<item rdf:about="x"><title>Satu</title><link>https://a.example/1</link><dc:date>2024-03-04</dc:date></item></rdf:RDF>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "en-GB", "items": [
{"id": 1, "url": "/1", "title": "A", "date_published": "2024-03-04T10:00:00+00:00",
"content_text": "One < two.\\n\\nThree.",
"summary": "Short & sweet"}, {"id": "https://a.example/2", "content_html": "<p>Two</p>"}, 3]}"""


def codes(feed: Feed) -> list[str]:
    assert all(problem.origin == HOME and problem.step == "read" and problem.message for problem in feed.problems)
    return [problem.code for problem in feed.problems]


def test_an_rss_feed_is_read_whole() -> None:
    feed = entries_in(rss(ITEM, head="<ttl>60</ttl>").encode(), HOME)
    assert feed == Feed(
        "Warta Selat",
        "id",
        3600,
        (
            Entry(
                "https://wartaselat.example/2024/03/04/menlu?id=7",
                'Menlu Arvania "Tiba" di Doha',
                "2024-03-04T10:00:00+07:00",
                "Mon, 04 Mar 2024 10:00:00 +0700",
                "Ringkasan <b>pendek</b>.",
                "<p>DOHA - Menlu tiba.</p><p>Ia berunding.</p>",
                "urn:7",
            ),
        ),
    )
    article = article_of(feed.entries[0], feed, HOME)
    assert article is not None
    assert article.text == "DOHA - Menlu tiba.\nIa berunding."
    assert (article.outlet, article.language, article.given_id) == ("wartaselat.example", "id", "urn:7")
    assert (article.title, article.published) == ('Menlu Arvania "Tiba" di Doha', "2024-03-04T10:00:00+07:00")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            ATOM,
            [
                ("https://a.example/b/news/1", "Minister lands", "2024-03-04T10:00:00+00:00", "One.\nTwo."),
                ("https://a.example/2", "Undated", None, None),
            ],
        ),
        (RDF, [("https://a.example/1", "Satu", "2024-03-04", None)]),
        (
            JSON,
            [
                ("https://wartaselat.example/1", "A", "2024-03-04T10:00:00+00:00", "One < two.\nThree."),
                ("https://a.example/2", None, None, "Two"),
            ],
        ),
    ],
    ids=["atom", "rdf", "json"],
)
def test_the_other_kinds_of_feeds_are_read_alike(
    data: str, expected: list[tuple[str, str, str | None, str | None]]
) -> None:
    feed = entries_in(data.encode(), HOME)
    assert codes(feed) == []
    found = [(e.address, e.title, e.published, article_of(e, feed, HOME)) for e in feed.entries]
    assert [(*rest, article.text if article else None) for *rest, article in found] == expected


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("", None),
        ("<ttl>5</ttl>", 300),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<ttl>5</ttl><sy:updatePeriod> daily </sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 3600),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_read(head: str, ttl: int | None) -> None:
    assert entries_in(rss(ITEM, head=head).encode(), HOME).ttl == ttl


QUOTED = rss("<title>“Tiba” – Café</title><link>/1</link>")


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (QUOTED.encode(), "iso-8859-1"),  # the server is wrong
        (QUOTED.replace("UTF-8", "ISO-8859-1").encode(), None),  # the feed is
        (QUOTED.replace("UTF-8", "windows-1252").encode("cp1252"), "utf-8"),
        (QUOTED.replace(' encoding="UTF-8"', "").encode("cp1252"), "windows-1252"),
        (QUOTED.replace(' encoding="UTF-8"', "").encode("cp1252"), "no-such-charset"),
        (QUOTED.replace("UTF-8", "UTF-16").encode("utf-16"), None),
        (b"\xef\xbb\xbf\r\n" + QUOTED.encode(), None),
    ],
)
def test_the_bytes_decide_on_the_encoding(data: bytes, charset: str | None) -> None:
    feed = entries_in(data, HOME, charset=charset)
    assert [entry.title for entry in feed.entries] == ["“Tiba” – Café"]


def test_one_damaged_character_does_not_spoil_the_others() -> None:
    data = rss("<title>“Tiba” – " + "é" * 60 + "</title><link>/1</link>").encode() + b"\xe2\x80"
    assert (entries_in(data, HOME).entries[0].title or "").startswith("“Tiba” – éé")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + "a" * 100_000 + '">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)


@pytest.mark.parametrize(
    ("data", "entries", "expected"),
    [
        (rss(ITEM, "<title>Dua & tiga</title><link>/2</link>"), 2, ["broken_feed"]),
        (rss(ITEM)[:-60], 1, ["broken_feed"]),
        (BOMB + rss("<title>" + "&b;" * 9000 + "</title><link>/1</link>")[38:], 1, ["broken_feed", "broken_feed"]),
        ("<!DOCTYPE x>\n" + BOMB + rss("<title>" + "&b;" * 9000 + "</title><link>/1</link>")[38:], 1, ["broken_feed"]),
        ("<rss version='2.0'><channel><item>" + "<a>" * 2_000_000, 0, ["too_large"]),
        (" " * 10_000_001, 0, ["too_large"]),
        ("", 0, ["not_a_feed"]),
        ("Not found", 0, ["not_a_feed"]),
        ("<html><body>Halo</body></html>", 0, ["not_a_feed"]),
        ('{"items": []}', 0, ["not_a_feed"]),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', 0, ["broken_feed"]),
        ("[" * 100_000, 0, ["broken_feed"]),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_bad_feeds_are_problems_and_what_can_be_read_of_them_is_read(
    data: str, entries: int, expected: list[str]
) -> None:
    feed = entries_in(data.encode(), HOME)
    assert codes(feed) == expected
    assert len(feed.entries) == entries
    assert all(len(entry.title or "") < 100_000 for entry in feed.entries)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("7", None),
        ("urn:x:7", None),
        ("/7", "https://wartaselat.example/7"),
        ("http://a.example/7", "http://a.example/7"),
    ],
)
def test_an_id_is_an_address_only_where_it_looks_like_one(given: str, address: str | None) -> None:
    item = f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"id": "{given}", "title": "x"}}]}}'
    for data in (item, rss(f"<title>x</title><guid>{given}</guid>")):
        (entry,) = entries_in(data.encode(), HOME).entries
        assert (entry.id, entry.address) == (given, address)


def test_an_html_page_tells_which_feed_it_has() -> None:
    page = (
        '<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/feed?a=1&amp;b=2"></head>'
    )
    (problem,) = entries_in(page.encode(), HOME).problems
    assert problem.message.endswith("its feed is https://wartaselat.example/feed?a=1&b=2")


def test_ten_thousand_entries_are_read_and_what_comes_twice_counts_once() -> None:
    items = [f"<title>Berita {n}</title><link>/{n % 9999}</link>" for n in range(10_000)]
    feed = entries_in(
        rss(*items, "<title>Tanpa alamat</title><guid>n-1</guid>", "<link>mailto:a@b.example</link>").encode(), HOME
    )
    assert len(feed.entries) == 9999 + 2
    assert [entry.address for entry in feed.entries[-2:]] == [None, None]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Satu &amp; dua\n\n  tiga", "Satu & dua\ntiga"),
        ("<p>Satu <b>du</b>a<br/>tiga</p>empat<script>alert(1)</script> lima", "Satu dua\ntiga\nempat lima"),
        ("<ul><li>a</li><li>b</li></ul><style>p {}</style><!-- x --><form>cari</form>", "a\nb"),
        ("<p>a\x00\ud800b &lt;c&gt;</p>", "ab <c>"),
        ("<div>" * 50_000, ""),
        ("<", "<"),
    ],
    ids=lambda value: value[:15].encode("ascii", "replace").decode(),
)
def test_markup_becomes_a_paragraph_a_line(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_an_entry_fills_in_only_what_the_article_lacks() -> None:
    entry = Entry(HOME, "Judul umpan", "2024-03-04", "2024-03-04", None, None, None)
    bare = with_entry(make_article("x", "o"), entry)
    assert (bare.title, bare.published) == ("Judul umpan", "2024-03-04")
    full = make_article("x", "o", title="Judul halaman", published="5 Maret 2024")
    assert with_entry(full, entry) == full
    undated = make_article("x", "o", published="kemarin")
    assert with_entry(undated, entry).published is None  # a date that is not certain is not replaced silently


def test_feeds_are_named_by_address_or_in_files(tmp_path: Path) -> None:
    (tmp_path / "feeds.txt").write_text("# mine\nhttps://a.example/rss # the first\n\n feed://b.example/atom\n")
    (tmp_path / "feeds.opml").write_text(
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="x"><outline type="rss" text="A &amp; B"'
        ' xmlUrl="https://c.example/?a=1&amp;b=2"/></outline></body></opml>'
    )
    names = ["https://a.example/rss", str(tmp_path / "feeds.txt"), str(tmp_path / "feeds.opml")]
    found = ("https://a.example/rss", "http://b.example/atom", "https://c.example/?a=1&b=2")
    assert feeds_named(names) == found


@pytest.mark.parametrize(
    "name", ["ftp://a.example/x", "https://", "wartaselat.example/rss", "https://a b/", "http://[x"]
)
def test_what_names_no_feed_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError, match=r"https://"):
        feeds_named([name])


def test_a_file_that_lists_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("# nothing yet\n")
    (tmp_path / "bomb.opml").write_text(BOMB + "<opml><outline xmlUrl='&b;'/></opml>")
    for name in ("empty.txt", "bomb.opml"):
        with pytest.raises(InputError):
            feeds_named([str(tmp_path / name)])
    with pytest.raises(InputError):
        feeds_named([str(tmp_path)])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([rss(ITEM), ATOM, RDF, JSON]), st.data())
def test_damaged_feeds_never_raise(data: str, draws: st.DataObject) -> None:
    damaged = bytearray(data.encode())
    for _ in range(draws.draw(st.integers(1, 6))):
        at = draws.draw(st.integers(0, len(damaged)))
        damaged[at : at + draws.draw(st.integers(0, 40))] = draws.draw(st.binary(max_size=12))
    feed = entries_in(bytes(damaged), HOME)
    for entry in feed.entries:
        article_of(entry, feed, HOME)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    for begin in (b"", b"<rss version='2.0'><channel><item><title>", b'{"version": "https://jsonfeed.org/version/1", '):
        entries_in(begin + data, None)
