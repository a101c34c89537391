from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.read.pages import canonical, page_of

STORY = "https://warta.example/berita/menlu-arvania-tiba-di-doha"


@pytest.mark.parametrize(
    "form",
    [
        "http://www.warta.example/berita/menlu-arvania-tiba-di-doha/",
        "HTTPS://WARTA.example:443/berita//menlu-arvania-tiba-di-doha#komentar",
        "https://m.warta.example/berita/menlu-arvania-tiba-di-doha?utm_source=x&utm_medium=y&fbclid=1",
        "https://amp.warta.example/berita/menlu-arvania-tiba-di-doha",
        "https://warta.example/amp/berita/menlu-arvania-tiba-di-doha",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha/amp/?amp=1",
        "https://www.google.com/amp/s/www.warta.example/berita/menlu-arvania-tiba-di-doha",
        "https://warta-example.cdn.ampproject.org/c/s/warta.example/berita/menlu-arvania-tiba-di-doha?amp_js_v=0.1",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha?page=2",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha?page=all&gclid=x",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha?single=1",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha/2",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha/halaman/3",
        "https://warta.example/berita/menlu-arvania-tiba-di-doha/index.html",
    ],
)
def test_every_form_of_an_address_is_one(form: str) -> None:
    assert canonical(form) == STORY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?p=123", "https://a.example/?p=124"),
        ("https://a.example/baca?id=1", "https://a.example/baca?id=2"),
        ("https://a.example/index.php?page=35", "https://a.example/index.php?page=36"),
        ("https://a.example/2019/09/17/", "https://a.example/2019/09/18/"),
        ("https://a.example/2019/09/17", "https://a.example/2019/09"),
        ("https://a.example/berita/2", "https://a.example/berita/3"),
        ("https://a.example/berita?halaman=2", "https://a.example/berita?halaman=3"),
        ("https://a.example/berita/d-4709123/x", "https://a.example/berita/d-4709124/x"),
        ("https://a.example/hi-fi/amp", "https://a.example/hi-fi"),
        ("https://a.example/Berita-Baru-Sekali-Ini", "https://a.example/berita-baru-sekali-ini"),
        ("https://news.a.example/x", "https://sport.a.example/x"),
        ("https://m.co.id/x", "https://co.id/x"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://a.example/x?q=a%26b", "https://a.example/x?q=a&b"),
    ],
)
def test_two_articles_never_become_one(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (STORY, None),
        (f"{STORY}?page=2", 2),
        (f"{STORY}/2", 2),
        (f"{STORY}?page=all", 0),
        (f"{STORY}?single=1", 0),
        (f"{STORY}/all", 0),
        ("https://a.example/2019/09/17", None),
        ("https://a.example/?page=2", None),
        ("https://www.google.com/amp/s/warta.example/berita/menlu-arvania-tiba-di-doha?page=3", 3),
        ("bukan alamat", None),
    ],
)
def test_the_page_that_an_address_asks_for(url: str, page: int | None) -> None:
    assert page_of(url) == page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "https://www.google.com" + "/amp/s/www.google.com" * 5_000,
        "bukan alamat",
        "ftp://a.example/x",
        "http://",
        "http://[",
        "http://a:b/",
    ],
)
def test_what_is_no_web_address_stays_as_it_is(text: str) -> None:
    assert canonical(text) == text.strip()


PARTS = "amp m 2 all page index.html a-b-c-d x.amp.html %2F %41 é .. ?page=2 &amp=1 c s www.google.com a.example"
_part = st.sampled_from([*PARTS.split(), "&utm_x=1", "=", "+", "%", "#", "123456", ";", "@", ":80"])


@given(st.lists(_part, max_size=9).map("/".join), st.sampled_from(["a.example", "www.google.com", "m.amp.b.example"]))
def test_the_canonical_address_is_its_own(path: str, host: str) -> None:
    once = canonical(f"https://{host}/{path}")
    assert canonical(once) == once


@given(st.text(max_size=60))
def test_no_text_is_refused(text: str) -> None:
    once = canonical(f"http://{text}")
    assert canonical(once) == once
    page_of(text)
