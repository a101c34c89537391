"""Agreements: what is one, what it is called, its stage, subject, parties, date and event."""

from __future__ import annotations

import pytest

from menurut.annotate import annotate
from menurut.code.agreements import find_agreements
from menurut.config import Config
from menurut.ids import agreement_id
from menurut.records import (
    Actor,
    ActorKind,
    Agreement,
    Basis,
    DateMention,
    Document,
    Event,
    EventType,
    Precision,
    Span,
    Stage,
    Status,
)
from tests.attribute.helpers import document_of


def spans_of(document: Document, words: str) -> tuple[Span, ...]:
    """Every place in the document that has these words."""
    found, at = [], document.text.find(words)
    while at >= 0:
        found.append(document.span(at, at + len(words)))
        at = document.text.find(words, at + 1)
    return tuple(found)


def agreements(
    language: str,
    *lines: str,
    names: tuple[str, ...] = (),
    events: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (),
    dates: tuple[str, ...] = (),
) -> tuple[Agreement, ...]:
    """The agreements of the lines, with actors of these names, events (type, trigger, sources, targets) and dates."""
    document = document_of(*lines, language=language)
    actors = [Actor(name, "an-article", name, ActorKind.STATE, None, None, spans_of(document, name)) for name in names]
    coded = [
        Event(trigger, "an-article", EventType(kind), spans_of(document, trigger), source, target, Status.ACTUAL, 1.0)
        for kind, trigger, source, target in events
    ]
    days = [
        DateMention(words, "an-article", spans_of(document, words)[0], None, None, None, Precision.DAY, Basis.STATED)
        for words in dates
    ]
    found = find_agreements(document, annotate(document, Config()), coded, actors, days)
    for each in found:
        assert document.text[each.span.start : each.span.end] == each.span.text
        assert each.id == agreement_id("an-article", each.span)
    return found


S = Stage


@pytest.mark.parametrize(
    ("language", "line", "name", "stage", "subject"),
    [
        (
            "id",
            "Peru dan Chile menandatangani pakta pertahanan di Lima.",
            "pakta pertahanan",
            S.SIGNED,
            None,
        ),
        (
            "id",
            "Kedua negara sepakat memperpanjang Perjanjian New START tentang senjata nuklir.",
            "Perjanjian New START",
            S.AGREED,
            "senjata nuklir",
        ),
        (
            "id",
            "Peru dan Chile meneken nota kesepahaman di bidang perikanan.",
            "nota kesepahaman",
            S.SIGNED,
            "perikanan",
        ),
        ("id", "Iran keluar dari kesepakatan nuklir 2015.", "kesepakatan nuklir 2015", S.ENDED, None),
        ("id", "Amerika Serikat menarik diri dari Traktat INF.", "Traktat INF", S.ENDED, None),
        ("id", "Gencatan senjata antara Israel dan Hamas berakhir.", "Gencatan senjata", S.ENDED, None),
        ("id", "Mereka membahas perjanjian perdagangan bebas.", "perjanjian perdagangan bebas", S.ANNOUNCED, None),
        ("id", "Peru dan Chile akan menandatangani perjanjian ekstradisi.", "perjanjian ekstradisi", S.ANNOUNCED, None),
        ("id", "Turki meratifikasi Perjanjian Paris.", "Perjanjian Paris", S.SIGNED, None),
        ("id", "Perjanjian dagang antara Peru dan Chile itu mulai berlaku.", "Perjanjian dagang", S.AGREED, None),
        (
            "id",
            "Mereka mengusulkan kesepakatan untuk mengakhiri perang.",
            "kesepakatan",
            S.ANNOUNCED,
            "mengakhiri perang",
        ),
        ("id", "Rusia melanggar perjanjian gencatan senjata.", "perjanjian gencatan senjata", S.AGREED, None),
        ("id", "Ghana meratifikasi Konvensi Jenewa.", "Konvensi Jenewa", S.SIGNED, None),
        ("en", "Peru and Chile signed a mutual defence treaty in Lima.", "mutual defence treaty", S.SIGNED, None),
        (
            "en",
            "The two sides agreed to extend the New START treaty on nuclear arms.",
            "New START treaty",
            S.AGREED,
            "nuclear arms",
        ),
        (
            "en",
            "Kenya and Ethiopia signed a memorandum of understanding on fisheries.",
            "memorandum of understanding",
            S.SIGNED,
            "fisheries",
        ),
        ("en", "Iran quit the 2015 nuclear deal.", "2015 nuclear deal", S.ENDED, None),
        (
            "en",
            "The United States withdrew from the Paris Agreement on climate change.",
            "Paris Agreement",
            S.ENDED,
            "climate change",
        ),
        ("en", "The ceasefire between Israel and Hamas collapsed.", "ceasefire", S.ENDED, None),
        ("en", "They are negotiating a free-trade agreement.", "free-trade agreement", S.ANNOUNCED, None),
        ("en", "Peru and Chile will sign an extradition treaty.", "extradition treaty", S.ANNOUNCED, None),
        (
            "en",
            "Israel and Hamas agreed on a ceasefire deal to end the war.",
            "ceasefire deal",
            S.AGREED,
            "end the war",
        ),
        ("en", "The Treaty of Amity was ratified by Laos.", "Treaty of Amity", S.SIGNED, None),
        ("en", "Iran abandoned the JCPOA.", "JCPOA", S.ENDED, None),
    ],
)
def test_name_stage_and_subject(language: str, line: str, name: str, stage: Stage, subject: str | None) -> None:
    found = [(a.span.text, a.stage, a.subject.text if a.subject else None) for a in agreements(language, line)]
    assert found == [(name, stage, subject)]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("id", "Kedua pihak gagal mencapai kesepakatan."),
        ("id", "Inggris keluar tanpa kesepakatan."),
        ("id", "Ia menepati janji kepada ibunya."),
        ("id", "Persetujuan Washington ditunggu."),
        ("en", "They failed to reach a deal."),
        ("en", "Britain left without a deal."),
        ("en", "He took a plea deal."),
        ("en", "It took a great deal of time."),
        ("en", "They have to deal with the floods."),
        ("en", "The Democratic convention opened."),
    ],
)
def test_what_is_no_agreement(language: str, line: str) -> None:
    assert agreements(language, line) == ()


@pytest.mark.parametrize(
    ("language", "lines", "names"),
    [
        (
            "id",
            (
                "Peru dan Chile menandatangani perjanjian ekstradisi di Lima.",
                "Perjanjian itu memuat dua puluh pasal.",
                "Parlemen Chile akan membahas perjanjian ekstradisi tersebut pekan depan.",
            ),
            ["perjanjian ekstradisi"],
        ),
        (
            "id",
            (
                "Iran mematuhi kesepakatan nuklir 2015.",
                "Amerika Serikat keluar dari JCPOA.",
                "Israel dan Hamas menyepakati gencatan senjata.",
                "Kesepakatan gencatan senjata itu berlaku pada Senin.",
            ),
            ["kesepakatan nuklir 2015", "Kesepakatan gencatan senjata"],
        ),
        (
            "en",
            (
                "Peru and Chile signed an extradition treaty in Lima.",
                "The treaty has twenty articles.",
                "Peru also wants a trade deal with Japan.",
            ),
            ["extradition treaty", "trade deal"],
        ),
    ],
)
def test_mentions_of_one_agreement_are_one(language: str, lines: tuple[str, ...], names: list[str]) -> None:
    found = agreements(language, *lines)
    assert sorted(a.span.text for a in found) == sorted(names)


def test_the_event_that_signs_it_gives_parties_and_date() -> None:
    (found,) = agreements(
        "id",
        "Peru dan Chile menandatangani perjanjian ekstradisi pada Senin.",
        names=("Peru", "Chile"),
        events=(("SUPPORT", "menandatangani", ("Peru", "Chile"), ()),),
        dates=("Senin",),
    )
    assert (found.parties, found.event, found.date) == (("Peru", "Chile"), "menandatangani", "Senin")


def test_of_an_event_with_one_source_the_target_is_a_party_too() -> None:
    (found,) = agreements(
        "en",
        "Peru signed an extradition treaty with Chile.",
        names=("Peru", "Chile"),
        events=(("SUPPORT", "signed", ("Peru",), ("Chile",)),),
    )
    assert set(found.parties) == {"Peru", "Chile"}


def test_who_leaves_a_treaty_is_its_party_and_an_accuser_is_none() -> None:
    (found,) = agreements(
        "en",
        "Iran quit the nuclear deal. France condemned the decision.",
        names=("Iran", "France"),
        events=(("SANCTION", "quit", ("Iran",), ()), ("ACCUSE", "condemned", ("France",), ("Iran",))),
    )
    assert (found.parties, found.event, found.stage) == (("Iran",), "quit", Stage.ENDED)


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("id", "Mesir menengahi perjanjian damai antara Israel dan Yordania.", ("Mesir", "Israel", "Yordania")),
        ("en", "Egypt brokered a peace treaty between Israel and Jordan.", ("Egypt", "Israel", "Jordan")),
    ],
)
def test_parties_named_beside_it_go_before_those_of_the_event(language: str, line: str, names: tuple[str, ...]) -> None:
    trigger = "menengahi" if language == "id" else "brokered"
    (found,) = agreements(language, line, names=names, events=(("AGREE", trigger, (names[0],), ()),))
    assert found.parties == names[1:]


def test_a_text_without_agreements_has_none() -> None:
    assert agreements("id", "Kedua menteri bertemu pada Senin.") == ()
