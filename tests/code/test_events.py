"""What happened, by whom to whom, how it is told, and who stands where: whole texts of our own through every step."""

from __future__ import annotations

from functools import cache

import pytest

from menurut.config import Config
from menurut.pipeline import read_article
from menurut.read.articles import make_article
from menurut.records import Event, EventType, Reading, Stance, Status


@cache
def reading(text: str, language: str) -> Reading:
    found = read_article(make_article(text, "test", published="2025-09-18", language=language), Config())
    assert isinstance(found, Reading), found
    return found


def events_of(text: str, language: str, kind: str) -> list[Event]:
    return [event for event in reading(text, language).events if event.type is EventType(kind)]


def countries(found: Reading, ids: tuple[str, ...]) -> set[str | None]:
    return {actor.country for actor in found.actors if actor.id in ids}


# text, type, a trigger, countries of the sources and of the targets
TOLD = [
    (
        "Pasukan Ethiopia menyerang pos tentara Sudan di Gallabat. Puluhan prajurit terluka, kata seorang dokter.",
        "ASSAULT",
        "menyerang",
        {"ETH"},
        {"SDN"},
    ),
    (
        "Kota pelabuhan Hodeidah di Yaman diserang oleh jet tempur Arab Saudi pada Senin malam.",
        "ASSAULT",
        "diserang",
        {"SAU"},
        None,
    ),
    (
        "Menteri Luar Negeri Norwegia Kari Solberg mengunjungi Vietnam untuk berunding dengan pemerintah setempat.",
        "CONSULT",
        "mengunjungi",
        {"NOR"},
        {"VNM"},
    ),
    (
        "Presiden Chile Rodrigo Paz bertemu Presiden Peru Luisa Quispe di Lima pada Rabu. Mereka membahas perbatasan.",
        "CONSULT",
        "bertemu",
        {"CHL", "PER"},
        None,
    ),
    (
        "Pemerintah Kanada menjatuhkan sanksi kepada Belarus. Sanksi itu berlaku mulai Jumat.",
        "SANCTION",
        "menjatuhkan sanksi",
        {"CAN"},
        {"BLR"},
    ),
    ("Turki mengecam serangan Israel ke Lebanon. Ankara menyebutnya biadab.", "ACCUSE", "mengecam", {"TUR"}, {"ISR"}),
    (
        "Jepang mendesak Korea Utara menghentikan uji coba rudal. Desakan itu disampaikan di Tokyo.",
        "REQUEST",
        "mendesak",
        {"JPN"},
        {"PRK"},
    ),
    (
        "Polisi Bangladesh menangkap pemimpin oposisi di Dhaka. Penangkapan itu memicu unjuk rasa ribuan mahasiswa.",
        "COERCE",
        "menangkap",
        {"BGD"},
        None,
    ),
    (
        "Jerman mengirim bantuan kemanusiaan senilai 20 juta euro kepada Suriah.",
        "AID",
        "mengirim bantuan",
        {"DEU"},
        {"SYR"},
    ),
    (
        "Ekuador dan Kolombia menandatangani perjanjian damai di Doha, kata seorang pejabat Qatar kepada wartawan.",
        "SUPPORT",
        "menandatangani",
        {"ECU", "COL"},
        None,
    ),
    (
        "Iran menolak tawaran Amerika Serikat untuk berunding langsung.",
        "REJECT",
        "menolak",
        {"IRN"},
        {"USA"},
    ),
    (
        "Ribuan warga Serbia berunjuk rasa di Beograd menuntut presiden mundur.",
        "PROTEST",
        "berunjuk rasa",
        {"SRB"},
        None,
    ),
]
TOLD_ENGLISH = [
    (
        "Ethiopian troops attacked a Sudanese army post near Gallabat on Monday.",
        "ASSAULT",
        "attacked",
        {"ETH"},
        {"SDN"},
    ),
    (
        "Norwegian Foreign Minister Kari Solberg visited Vietnam on Tuesday for talks with officials in Hanoi.",
        "CONSULT",
        "visited",
        {"NOR"},
        {"VNM"},
    ),
    ("Canada imposed sanctions on Belarus over the disputed vote.", "SANCTION", "imposed sanctions", {"CAN"}, {"BLR"}),
    ("Turkey condemned Israel over the killing of two aid workers.", "ACCUSE", "condemned", {"TUR"}, {"ISR"}),
    ("Japan urged North Korea to stop testing missiles.", "REQUEST", "urged", {"JPN"}, {"PRK"}),
    (
        "Police in Bangladesh arrested an opposition leader in Dhaka on Sunday, his party said.",
        "COERCE",
        "arrested",
        {"BGD"},
        None,
    ),
    ("Ecuador and Colombia signed a peace agreement in Doha.", "SUPPORT", "signed", {"ECU", "COL"}, None),
    ("Iran rejected an offer by the United States to hold direct talks.", "REJECT", "rejected", {"IRN"}, {"USA"}),
    (
        "Thousands of Serbians protested in Belgrade, demanding that the president resign.",
        "PROTEST",
        "protested",
        {"SRB"},
        None,
    ),
]
ROWS = [("id", *row) for row in TOLD] + [("en", *row) for row in TOLD_ENGLISH]


@pytest.mark.parametrize(("language", "text", "kind", "trigger", "source", "target"), ROWS)
def test_an_event_is_told_with_those_who_take_part(
    language: str, text: str, kind: str, trigger: str, source: set[str], target: set[str] | None
) -> None:
    found = reading(text, language)
    own = [
        e
        for e in found.events
        if e.type is EventType(kind) and any(trigger.split(" ", 1)[0] in t.text for t in e.triggers)
    ]
    assert own, [(e.type, [t.text for t in e.triggers]) for e in found.events]
    assert countries(found, own[0].source) >= source
    if target is not None:
        assert countries(found, own[0].target) == target


STATUS = [
    ("id", "Rusia menyerang gudang senjata Ukraina di Odesa pada Senin.", "ASSAULT", Status.ACTUAL),
    (
        "id",
        "Kementerian Pertahanan Rusia mengklaim Ukraina menyerang gudang senjata di Belgorod.",
        "ASSAULT",
        Status.ATTRIBUTED,
    ),
    (
        "id",
        "Turki akan menjatuhkan sanksi kepada Israel bulan depan, kata Menteri Luar Negeri Turki.",
        "SANCTION",
        Status.PLANNED,
    ),
    ("en", "Russia attacked an arms depot near Odesa on Monday.", "ASSAULT", Status.ACTUAL),
    (
        "en",
        "Russia's Defence Ministry said that Ukraine attacked an arms depot in Belgorod.",
        "ASSAULT",
        Status.ATTRIBUTED,
    ),
]


@pytest.mark.parametrize(("language", "text", "kind", "status"), STATUS)
def test_how_an_event_is_told(language: str, text: str, kind: str, status: Status) -> None:
    own = events_of(text, language, kind)
    assert own and own[0].status is status


DENIED = [
    (
        "id",
        "Amerika Serikat menuduh Iran menyerang kapal tanker di Teluk Oman. Teheran membantah tuduhan itu.",
        "ASSAULT",
        "USA",
        "IRN",
        Stance.DENIES,
    ),
    (
        "id",
        "Washington menuduh Korea Utara memasok senjata kepada Rusia. Moskow dan Pyongyang tidak mengonfirmasi atau"
        " membantah tuduhan tersebut.",
        "AID",
        "USA",
        "RUS",
        Stance.NO_POSITION,
    ),
    (
        "en",
        "The United States accused Iran of attacking a tanker in the Gulf of Oman. Tehran denied the accusation.",
        "ASSAULT",
        "USA",
        "IRN",
        Stance.DENIES,
    ),
]


@pytest.mark.parametrize(("language", "text", "kind", "says", "other", "stance"), DENIED)
def test_who_says_it_and_who_denies_it_or_takes_no_position(
    language: str, text: str, kind: str, says: str, other: str, stance: Stance
) -> None:
    found = reading(text, language)
    (event,) = [e for e in found.events if e.type is EventType(kind)]
    assert says in countries(found, event.actors(Stance.ASSERTS))
    assert other in countries(found, event.actors(stance))
    shown = {a.id: a for a in found.attributions}
    assert all(p.attribution in shown for p in event.positions)


def test_a_happening_told_twice_is_one_event() -> None:
    text = (
        "Pasukan Ethiopia menyerang pos tentara Sudan di Gallabat pada Senin. Serangan itu menewaskan sedikitnya 12"
        " tentara Sudan. Sudan mengecam serangan tersebut."
    )
    (event,) = events_of(text, "id", "ASSAULT")
    sentences = {text.count(". ", 0, span.start) for span in event.triggers}
    assert {0, 1} <= sentences and "menyerang" in {span.text for span in event.triggers}
    (killed,) = [q for q in event.quantities if q.unit == "killed"]
    assert (killed.low, killed.high, killed.bound) == (12, None, "at_least")


def test_an_agreement_is_kept_with_its_parties() -> None:
    found = reading(
        "Ekuador dan Kolombia menandatangani perjanjian damai di Doha pada Jumat, kata seorang pejabat.", "id"
    )
    (agreement,) = found.agreements
    assert agreement.span.text == "perjanjian damai"
    assert agreement.stage == "signed"
    assert countries(found, agreement.parties) == {"ECU", "COL"}


def test_what_is_no_event_is_not_coded() -> None:
    texts = {
        "id": "Hujan deras mengguyur Jakarta sejak pagi. Warga menikmati liburan akhir pekan di pantai Ancol.",
        "en": "Heavy rain fell on the capital from the early morning. Families enjoyed the long weekend on the beach.",
    }
    for language, text in texts.items():
        assert reading(text, language).events == ()
