from __future__ import annotations

import json

import pytest

from menurut.config import Config
from menurut.read.pages import read_page
from menurut.records import Article, Problem

HEADLINE = "Menlu Arvania Bantah Kabar Pangkalan"
BODY = (
    "Menteri Luar Negeri Arvania tiba di Doha pada hari Senin untuk berunding dengan tuan rumahnya.",
    '"Kami datang untuk berbicara, bukan untuk mengancam," kata menteri itu kepada wartawan di bandara.',
    "Kementerian Luar Negeri Qatar membantah bahwa pembicaraan itu menyangkut pangkalan militer di pulau tersebut.",
    "Perundingan dijadwalkan berlangsung selama dua hari, dan kedua pihak tidak akan mengumumkan isinya.",
)
URL = "https://warta.example/berita/menlu-arvania-bantah-kabar-pangkalan"
TEASERS = "".join(
    f"<li><a href='/berita/{n}'>Negara ke-{n} menutup perbatasannya untuk orang asing</a></li>" for n in range(8)
)


def html(head: str = "", above: str = "", *, body: str | None = None, title: str = f"{HEADLINE} - Warta Contoh") -> str:
    """A page as outlets make them: menus and lists around the article."""
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY) if body is None else body
    return (
        f"<!DOCTYPE html><html lang='id'><head><title>{title}</title>{head}<style>p {{ margin: 0 }}</style></head>"
        "<body><nav><a href='/'>Beranda</a> <a href='/dunia'>Dunia</a></nav>"
        "<div class='menu'><ul><li><a href='/a'>Politik</a></li></ul></div>"
        f"<div class='article'><h1>{HEADLINE}</h1>{above}<div class='article-body'>{paragraphs}</div></div>"
        f"<div class='sidebar'><h3>Terpopuler</h3><ul>{TEASERS}</ul></div><script>var a = 1;</script>"
        "<footer>Hak cipta 2024 Warta Contoh. Dilarang mengutip tanpa izin redaksi kami.</footer></body></html>"
    )


def one(page: str | bytes, url: str | None = URL, charset: str | None = None) -> Article:
    data = page if isinstance(page, bytes) else page.encode()
    article = next(iter(read_page(data, "halaman.html", Config(), url=url, charset=charset)))
    assert isinstance(article, Article), article
    return article


def problem(page: str | bytes, url: str | None = URL) -> Problem:
    data = page if isinstance(page, bytes) else page.encode()
    (found,) = read_page(data, "halaman.html", Config(), url=url)
    assert isinstance(found, Problem), found
    assert (found.step, found.origin) == ("read", "halaman.html")
    return found


def test_a_page_gives_its_article_and_nothing_of_what_stands_around_it() -> None:
    article = one(html())
    assert tuple(article.text.splitlines()) == BODY
    assert (article.title, article.language, article.outlet) == (HEADLINE, "id", "warta.example")
    assert (article.published, article.stated_date) == (None, None)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<br><br>".join(BODY), BODY),  # no paragraphs but line breaks
        ("".join(f"<div>{line}</div>" for line in BODY), BODY),
        ("".join(f"<p>{line.replace(' kata ', ' <b>kata</b> ')}</p>" for line in BODY), BODY),
        (
            f"<p>{BODY[0]}</p><figure><img src='a'><figcaption>Menteri itu di Doha, Senin.</figcaption></figure>"
            + "".join(f"<p>{line}</p>" for line in BODY[1:]),
            BODY,
        ),
    ],
)
def test_paragraphs_are_lines_however_a_page_makes_them(body: str, lines: tuple[str, ...]) -> None:
    assert tuple(one(html(body=body)).text.splitlines()) == lines


def test_a_lead_outside_of_the_body_is_part_of_the_article() -> None:
    lead = f"<div class='lead'>{BODY[0]}</div>"
    article = one(html(above=lead, body="".join(f"<p>{line}</p>" for line in BODY[1:])))
    assert tuple(article.text.splitlines()) == BODY


@pytest.mark.parametrize(
    ("head", "above", "published", "stated"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished":'
            ' "2024-03-04T10:30:00+07:00"}, {"@type": "WebSite"}]}</script>',
            "",
            "2024-03-04T10:30:00+07:00",
            "2024-03-04T10:30:00+07:00",
        ),
        (
            "<meta property='article:published_time' content='2024-03-04T03:30:00Z'>",
            "<span class='date'>1 Januari 2020</span>",
            "2024-03-04T03:30:00+00:00",
            "2024-03-04T03:30:00Z",
        ),
        ("<meta name='content_PublishedDate' content='2024-03-04 10:30:00'>", "", "2024-03-04T10:30:00", None),
        ("<script type='application/ld+json'>{rusak</script>", "", None, None),
        ("", "<time>Senin, 4 Maret 2024 | 10:30 WIB</time>", "2024-03-04T10:30:00+07:00", "4 Maret 2024 | 10:30 WIB"),
        ("", "<div class='tanggal'>Senin, 04/03/2024 10.30 WITA</div>", "2024-03-04T10:30:00+08:00", None),
        ("", "<span>Senin 04 Mar 2024, 10:30 WIT</span>", "2024-03-04T10:30:00+09:00", None),
        ("", "<span>09:30 AM, March 4th, 2024</span>", "2024-03-04T09:30:00", None),
        ("", "<p class='date'>31 Februari 2024</p>", None, None),
    ],
)
def test_the_date_is_the_surest_that_the_page_states(
    head: str, above: str, published: str | None, stated: str | None
) -> None:
    article = one(html(head, above))
    assert article.published == published
    assert stated is None or article.stated_date == stated


def test_the_date_of_another_article_is_not_taken_and_the_address_tells_which_is_right() -> None:
    other = "<div class='terkait'><span class='date'>1 Januari 2020</span></div>"
    assert one(html(above=other)).published is None
    dated = "https://warta.example/2024/03/04/menlu-arvania-bantah-kabar"
    above = "<span class='date'>Selasa, 2 Juli 2019</span><span class='date'>Senin, 4 Maret 2024 10:30</span>"
    assert one(html(above=above), url=dated).published == "2024-03-04T10:30:00"
    assert one(html(), url=dated).published == "2024-03-04"


@pytest.mark.parametrize(
    ("head", "title", "h1", "headline"),
    [
        ("", f"{HEADLINE} - Warta Contoh", HEADLINE, HEADLINE),
        ("", f"{HEADLINE} | Dunia | Warta", "Dunia", HEADLINE),  # the heading is the desk's
        (f"<meta property='og:title' content='{HEADLINE} - Warta.com'>", "Warta", "", HEADLINE),
        ("<meta property='og:site_name' content='Warta Contoh'>", f"Warta Contoh: {HEADLINE}", "", HEADLINE),
        ("", "Kunjungan menlu Arvania ke Doha", HEADLINE + " Militer di Doha", HEADLINE + " Militer di Doha"),
        ("", "Perang - dan damai: catatan dari Doha", "", "Perang - dan damai: catatan dari Doha"),
    ],
)
def test_the_headline_is_the_one_that_the_page_shows_without_its_site(
    head: str, title: str, h1: str, headline: str
) -> None:
    assert one(html(head, title=title).replace(f"<h1>{HEADLINE}</h1>", f"<h1>{h1}</h1>")).title == headline


def test_all_forms_of_a_page_have_one_id_and_each_keeps_its_address() -> None:
    canonical = f"<link rel='canonical' href='{URL}'>"
    forms = [one(html(), f"{URL}{form}") for form in ("", "?page=2", "/amp", "?utm_source=x")]
    forms.append(one(html(canonical), "https://m.warta.example/r/1"))
    assert len({article.id for article in forms}) == 1
    assert [article.url for article in forms][1:3] == [f"{URL}?page=2", f"{URL}/amp"]
    assert one(html(canonical), url=None).url == URL
    front = one(html("<link rel='canonical' href='https://warta.example/'>"))
    assert front.id == forms[0].id  # a template that names the front page on every page is not believed
    assert one(html("<link rel='canonical' href='https://lain.example/x-y'>")).id == forms[0].id


def test_what_is_known_of_an_outlet_counts_before_what_its_template_says() -> None:
    article = one(html().replace("lang='id'", "lang='en'"), "https://nasional.kompas.com/read/2024/03/04/1/a")
    assert (article.outlet, article.language) == ("KOMPAS.com", "id")


NAMES = "Presiden Özdemir dan Menteri Besançon bertemu di Nîmes — kata jurubicara “resmi” itu kepada wartawan."


@pytest.mark.parametrize(
    ("encoding", "meta", "header"),
    [
        ("utf-8", "iso-8859-1", None),  # the page says one thing and is another
        ("utf-8", None, "iso-8859-1"),  # so does the server
        ("utf-8-sig", None, None),
        ("utf-16", None, None),
        ("utf-16-le", "utf-8", None),
        ("cp1252", "iso-8859-1", None),
        ("cp1252", None, "windows-1252"),
        ("cp1252", "utf-8", None),
    ],
)
def test_an_encoding_is_known_by_the_bytes_and_not_by_what_is_said_of_it(
    encoding: str, meta: str | None, header: str | None
) -> None:
    page = html(f"<meta charset='{meta}'>" if meta else "", body=f"<p>{NAMES}</p><p>{BODY[0]}</p><p>{BODY[1]}</p>")
    assert one(page.encode(encoding), charset=header).text.splitlines()[0] == NAMES


def test_a_guess_at_an_encoding_is_noted_beside_the_article() -> None:
    data = html(body=f"<p>{NAMES}</p><p>{BODY[0]}</p><p>{BODY[1]}</p>").encode("cp1252")
    article, note = read_page(data, "x", Config(), url=URL)
    assert isinstance(article, Article)
    assert isinstance(note, Problem)
    assert (note.code, note.article_id) == ("encoding_guessed", article.id)


def test_a_few_damaged_bytes_do_not_make_a_page_another_encoding() -> None:
    data = html(body=f"<p>{NAMES}</p><p>{BODY[0]}</p>").encode().replace(b"Doha", b"D\xffha", 1).replace(b"e", b"e\0")
    assert NAMES in one(data).text


@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("", URL),
        ("<html><body></body></html>", URL),
        (html(body="", title="404 Not Found").replace(HEADLINE, "Halaman tidak ditemukan"), URL),
        (
            html(body="<p>Halaman yang Anda cari tidak ditemukan. Silakan kembali ke beranda kami.</p>", title="404"),
            URL,
        ),
        (html(body="<video src='a'></video><p>Tonton di sini.</p>"), URL),
        (html(), "https://warta.example/"),
        (html(body=f"<ul>{TEASERS}</ul>"), URL),
        (
            "<title>Warta</title><p>We value your privacy. We and our partners use cookies for personalised ads.</p>"
            "<p>You may give or withdraw your consent at any time below.</p><p>Please accept our cookies to go on, or "
            "subscribe to read without them; this is explained in our privacy policy for the readers of this site.</p>",
            URL,
        ),
    ],
)
def test_a_page_without_an_article_is_said_to_have_none(page: str, url: str) -> None:
    assert problem(page, url).code == "no_article"


def test_a_short_article_that_calls_itself_one_is_read() -> None:
    kind = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    assert one(html(kind, body=f"<p>{BODY[0]}</p>")).text == BODY[0]


def linked_to_depth(depth: int) -> str:
    return '<script type="application/ld+json">' + '{"a":[' * depth + "</script>"


@pytest.mark.parametrize(
    "page",
    [
        html(body="<div>" * 300 + "".join(f"<p>{line}</p>" for line in BODY)),
        html(body="<b>" * 20_000 + "".join(f"<p>{line}</p>" for line in BODY)),
        html(above="<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">"),
        html(above="<p a='>' " + " ".join(f"a{n}=1" for n in range(200_000)) + ">"),
        html(linked_to_depth(50_000)),
        html().replace("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;">]>'),
        html().replace("<body>", "\0<body>\0"),
        html().partition("<h1>")[2],  # no <html>, no <body>
        html().partition("<div class='sidebar'>")[0],  # cut off
        html(above="<script>for (i = 0; i<n; i++) {" + " a = b + c;" * 1_000 + "}</script>"),
    ],
    ids=["deep", "unclosed", "attributes", "quoted", "json", "entities", "zeros", "no html", "cut", "code"],
)
def test_a_hostile_page_gives_its_article(page: str) -> None:
    text = one(page).text
    assert all(line in text for line in BODY)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<p>x</p>" * 2_000_000, "too_long"),
        ("<p>x</p>" * 100_000, "too_long"),
        ("<div>" * 100_000, "no_article"),
        ("<a" * 1_000_000, "no_article"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff\xfa\x81" * 200, "not_text"),
        ("<html><body><p>Menteri itu ti", "no_article"),
    ],
    ids=["bytes", "elements", "empty", "tags", "binary", "cut"],
)
def test_a_bomb_is_a_problem(page: str | bytes, code: str) -> None:
    assert problem(page).code == code


def test_the_longest_article_is_that_of_the_configuration() -> None:
    (found,) = read_page(html().encode(), "x", Config(max_characters=300), url=URL)
    assert isinstance(found, Problem)
    assert found.code == "too_long"


def test_data_of_a_page_in_any_form_does_no_harm() -> None:
    for data in ('{"@type": 3, "datePublished": []}', "[[], null, 1]", '{"@type": ["NewsArticle", 1], "headline": {}}'):
        head = f'<script type="application/ld+json">{data}</script><meta name=date content="">'
        assert one(html(head)).title == HEADLINE
    assert json.dumps(one(html("<meta property='og:title' content='&lt;b&gt;A&lt;/b&gt;'>")).title) == json.dumps(
        HEADLINE
    )


@pytest.mark.parametrize("url", ["http://[", "bukan alamat", "", "file:///tmp/a.html", "https://warta.example:x/a"])
def test_an_address_that_is_none_does_no_harm(url: str) -> None:
    assert tuple(one(html(), url).text.splitlines()) == BODY


def test_a_list_of_articles_does_not_make_a_page_one() -> None:
    items = '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2020-01-01"}]}'
    head = f'<script type="application/ld+json">{items}</script>'
    assert one(html(head)).published is None
    assert problem(html(head, body=f"<p>{BODY[0]}</p>")).code == "no_article"
