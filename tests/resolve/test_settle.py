"""When and where an event happened: its own date and place, not any that the article names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from menurut.annotate import annotate
from menurut.config import Config
from menurut.resolve import find_dates, find_places
from menurut.resolve.dates import guideline_value
from menurut.resolve.settle import settle
from tests.resolve.helpers import document

CASES = [
    (
        "id",
        "Kapal perang Kenya menembaki perahu nelayan Somalia di Kismayo pada Selasa (16/9). Perdana Menteri Somalia"
        " mengecam penembakan itu.",
        "menembaki",
        "2025-09-16",
        "SOM",
    ),
    (
        "id",
        "Menteri Luar Negeri Norwegia mengunjungi Hanoi pada 3 September 2025. Kunjungan itu berlangsung dua hari.",
        "mengunjungi",
        "2025-09-03",
        "VNM",
    ),
    (
        "en",
        "Kenyan troops attacked a camp near Kismayo in Somalia on Tuesday. The government in Mogadishu condemned it.",
        "attacked",
        "2025-09-16",
        "SOM",
    ),
    ("id", "Iran menuduh Irak melanggar perjanjian itu.", "menuduh", None, None),
]


@pytest.mark.parametrize(("language", "text", "word", "date", "country"), CASES)
def test_an_event_has_the_date_and_the_place_beside_its_words(
    language: str, text: str, word: str, date: str | None, country: str | None
) -> None:
    found = replace(document(text, language), published="2025-09-18")
    annotation = annotate(found, Config())
    dates, places = find_dates(found, annotation), find_places(found, annotation)
    at = text.index(word)
    (settled,) = settle(found, annotation, dates, places, [[found.span(at, at + len(word))]], Config())
    assert (settled.date and guideline_value(settled.date)) == date
    assert settled.country == country


def test_an_article_without_words_settles_nothing() -> None:
    found = document("")
    assert settle(found, annotate(found, Config()), (), (), [[]], Config())[0].date is None
