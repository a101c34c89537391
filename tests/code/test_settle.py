"""When and where an event happened: its own date and place, not any that the article names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from menurut.annotate import annotate
from menurut.code.events import Known, telling_of
from menurut.code.network import load_events
from menurut.code.settle import Settled, settle
from menurut.config import Config
from menurut.guideline import guideline_value
from menurut.records import Document, Span
from menurut.resolve import find_dates, find_places, resolve, understand
from menurut.resolve.inputs import ranges_of
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
        "Kenyan troops shelled a camp near Kismayo in Somalia on Tuesday, killing four people, a local official said.",
        "shelled",
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
    at = text.index(word)
    settled = _settled(found, found.span(at, at + len(word)))
    assert (settled.date and guideline_value(settled.date)) == date
    assert settled.country == country


def _settled(found: Document, trigger: Span) -> Settled:
    annotation = annotate(found, Config())
    assert annotation.vectors is not None
    understood = understand(found, annotation)
    actors = resolve(found, annotation, Config(), understood)
    dates, places = find_dates(found, annotation), find_places(found, annotation)
    telling = telling_of(found, annotation, understood, Known(actors, (), dates, places))
    network = load_events(found.language)
    made = network.vectors(telling, annotation.vectors)
    triggers = ranges_of(annotation.words, [trigger])
    (settled,) = settle(telling, network, made, (dates, places), [triggers], found.published)
    return settled
