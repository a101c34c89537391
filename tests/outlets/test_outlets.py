from __future__ import annotations

import re
from collections import Counter

import pytest

from menurut.clean import clean
from menurut.clean.dirt import line_kind
from menurut.config import Config
from menurut.outlets import Outlet, marks_of, outlets
from menurut.read.articles import make_article
from menurut.records import ParagraphKind


@pytest.mark.parametrize(
    ("host", "name", "language"),
    [
        ("news.detik.com", "detikcom", "id"),
        ("www.kompas.com", "KOMPAS.com", "id"),
        ("kompas.id", "Kompas.id", "id"),
        ("EN.ANTARANEWS.COM.", "ANTARA", "en"),
        ("en.tempo.co", "Tempo", "en"),
        ("nasional.tempo.co", "Tempo", "id"),
        ("www.reuters.com", "Reuters", "en"),
        ("bbc.com", "BBC", None),  # it writes in many languages
        ("notdetik.com", None, None),
        ("co.id", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_an_outlet_is_known_by_its_host_whatever_stands_before_it(
    host: str | None, name: str | None, language: str | None
) -> None:
    found = marks_of(host)
    assert (found.name, found.language_at(host.strip(".") if host else None)) == (name, language)


def test_what_is_not_known_has_no_marks() -> None:
    assert marks_of("warta.example") == Outlet()


def test_every_outlet_is_whole_and_no_host_belongs_to_two() -> None:
    known = outlets()
    assert sum(outlet.country == "IDN" for outlet in known) >= 25
    assert sum(outlet.country != "IDN" for outlet in known) >= 20
    for outlet in known:
        assert outlet.name
        assert outlet.kind in ("agency", "outlet")
        assert re.fullmatch(r"[A-Z]{3}", outlet.country or ""), outlet.name
        assert outlet.language is None or re.fullmatch(r"[a-z]{2}", outlet.language), outlet.name
        assert all(re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host) for host in outlet.hosts), outlet.name
    twice = [host for host, many in Counter(host for outlet in known for host in outlet.hosts).items() if many > 1]
    assert twice == []


def test_the_marks_of_every_outlet_are_told_from_the_article() -> None:
    for outlet in outlets():
        for word in outlet.related:
            kinds = (line_kind(word), line_kind(f"{word}: Menlu Arvania Tiba di Doha"))
            assert kinds == (ParagraphKind.BOILERPLATE, ParagraphKind.BOILERPLATE), (outlet.name, word)
        for word in outlet.bylines:
            kinds = (line_kind(f"{word}: Budi Contoh"), line_kind(f"{word} Budi Contoh"))
            assert ParagraphKind.BYLINE in kinds, (outlet.name, word)


def test_the_names_of_every_outlet_are_known_in_datelines() -> None:
    for name in (name for outlet in outlets() for name in outlet.datelines):
        text = f"Jakarta, {name} - Menteri Luar Negeri Arvania tiba di Doha pada hari Senin untuk berunding."
        dateline = clean(make_article(text, "x", language="id"), Config()).dateline
        assert dateline is not None, name
        assert dateline.outlet is not None, name
        assert dateline.outlet.text == name
