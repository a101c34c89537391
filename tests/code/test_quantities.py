"""Quantities: what numbers mean and count, what is none, and whose event they are."""

from __future__ import annotations

import re

import pytest

from menurut.annotate import annotate
from menurut.code.numbers import number_words, read_number
from menurut.code.quantities import find_quantities, quantities_of
from menurut.config import Config
from menurut.records import Bound, EventType
from tests.attribute.helpers import document_of

B = Bound


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("id", "12.000", 12_000, 12_000),
        ("id", "1,5 juta", 1_500_000, 1_500_000),
        ("id", "1,500", 1_500, 1_500),
        ("id", "dua belas", 12, 12),
        ("id", "seratus dua puluh tiga", 123, 123),
        ("id", "dua ratus lima puluh ribu", 250_000, 250_000),
        ("id", "tiga juta dua ratus ribu", 3_200_000, 3_200_000),
        ("id", "setengah juta", 500_000, 500_000),
        ("id", "sejuta", 1_000_000, 1_000_000),
        ("id", "belasan", 11, 19),
        ("id", "puluhan", 10, 99),
        ("id", "puluhan ribu", 10_000, 99_999),
        ("id", "ratusan", 100, 999),
        ("en", "12,000", 12_000, 12_000),
        ("en", "1.5 bn", 1_500_000_000, 1_500_000_000),
        ("en", "twenty - five", 25, 25),
        ("en", "two hundred and fifty", 250, 250),
        ("en", "one thousand two hundred", 1_200, 1_200),
        ("en", "a million", 1_000_000, 1_000_000),
        ("en", "half a million", 500_000, 500_000),
        ("en", "two dozen", 24, 24),
        ("en", "hundreds", 100, 999),
        ("en", "tens of thousands", 10_000, 99_999),
        ("en", "hundreds of thousands", 100_000, 999_999),
    ],
)
def test_numbers(language: str, text: str, low: float, high: float) -> None:
    words = text.split()
    number = read_number(words, 0, len(words), number_words(language))
    assert number is not None
    assert (number.low, number.high, number.last) == (low, high, len(words))


def found(language: str, line: str) -> list[tuple[str, float | None, float | None, str, Bound]]:
    document = document_of(line, language=language)
    got = [each.quantity for each in find_quantities(document, annotate(document, Config()))]
    assert all(document.text[q.span.start : q.span.end] == q.span.text for q in got)
    return [(q.span.text, q.low, q.high, q.unit, q.bound) for q in got]


@pytest.mark.parametrize(
    ("line", "span", "low", "high", "unit", "bound"),
    [
        ("Sekitar 12.000 tentara dikirim ke Rusia.", "Sekitar 12.000 tentara", 12_000, 12_000, "tentara", B.ABOUT),
        ("3 tewas.", "3 tewas", 3, 3, "killed", B.EXACT),
        ("Tiga orang tewas.", "Tiga orang tewas", 3, 3, "killed", B.EXACT),
        ("Serangan itu menewaskan 12 orang.", "12 orang", 12, 12, "killed", B.EXACT),
        ("Sedikitnya 20 orang terluka.", "Sedikitnya 20 orang terluka", 20, None, "injured", B.LEAST),
        ("Korban tewas mencapai 120 orang.", "120 orang", 120, 120, "killed", B.EXACT),
        ("Korban tewas bertambah menjadi 45.", "45", 45, 45, "killed", B.EXACT),
        ("Sebanyak 12 korban jiwa tercatat.", "Sebanyak 12 korban jiwa", 12, 12, "killed", B.EXACT),
        ("Lebih dari 100 demonstran ditangkap.", "Lebih dari 100 demonstran ditangkap", 100, None, "arrested", B.MORE),
        ("Puluhan ditangkap polisi.", "Puluhan ditangkap", 10, 99, "arrested", B.RANGE),
        ("Penangkapan 12 aktivis dikecam.", "12 aktivis", 12, 12, "arrested", B.EXACT),
        ("Dua belas tentara dinyatakan hilang.", "Dua belas tentara", 12, 12, "missing", B.EXACT),
        ("Puluhan ribu warga mengungsi.", "Puluhan ribu warga mengungsi", 10_000, 99_999, "displaced", B.RANGE),
        ("Hampir 2 juta pengungsi tiba.", "Hampir 2 juta pengungsi", 2e6, 2e6, "pengungsi", B.ABOUT),
        ("Uni Eropa memberi bantuan USD1 miliar.", "USD1 miliar", 1e9, 1e9, "USD", B.EXACT),
        ("Pemerintah mengucurkan Rp 5,2 triliun.", "Rp 5,2 triliun", 5.2e12, 5.2e12, "IDR", B.EXACT),
        ("Bantuan itu bernilai 2,5 miliar dolar AS.", "2,5 miliar dolar AS", 2.5e9, 2.5e9, "USD", B.EXACT),
        ("Peru menjatuhkan tarif 25 persen atas baja.", "25 persen", 25, 25, "percent", B.EXACT),
        ("Antara 3 dan 5 rudal ditembakkan.", "Antara 3 dan 5 rudal", 3, 5, "rudal", B.RANGE),
        ("Sebanyak 3-5 kapal terlihat.", "Sebanyak 3-5 kapal", 3, 5, "kapal", B.RANGE),
        ("Sekitar 3 sampai 5 juta dosis tiba.", "Sekitar 3 sampai 5 juta dosis", 3e6, 5e6, "dosis", B.RANGE),
        ("Polisi menangkap 15 orang tersangka.", "15 orang tersangka", 15, 15, "arrested", B.EXACT),
        ("Turki mengirim 50 unit tank.", "50 unit tank", 50, 50, "tank", B.EXACT),
        ("Ia divonis 10 tahun penjara.", "10 tahun", 10, 10, "tahun", B.EXACT),
        ("Ribuan turun ke jalan.", "Ribuan", 1_000, 9_999, "orang", B.RANGE),
        (
            "Kapal itu membawa paling banyak 300 penumpang.",
            "paling banyak 300 penumpang",
            None,
            300,
            "penumpang",
            B.MOST,
        ),
        ("Kurang dari 50 warga bertahan.", "Kurang dari 50 warga", None, 50, "warga", B.LESS),
    ],
)
def test_indonesian(line: str, span: str, low: float | None, high: float | None, unit: str, bound: Bound) -> None:
    assert found("id", line) == [(span, low, high, unit, bound)]


@pytest.mark.parametrize(
    ("line", "span", "low", "high", "unit", "bound"),
    [
        (
            "About 12,000 North Korean troops left.",
            "About 12,000 North Korean troops",
            12_000,
            12_000,
            "troop",
            B.ABOUT,
        ),
        ("The attack killed 12 people.", "12 people", 12, 12, "killed", B.EXACT),
        ("Three people died.", "Three people died", 3, 3, "killed", B.EXACT),
        ("A gunman opened fire, killing five.", "five", 5, 5, "killed", B.EXACT),
        ("The death toll rose to 120.", "120", 120, 120, "killed", B.EXACT),
        ("The bombing claimed 30 lives.", "30 lives", 30, 30, "killed", B.EXACT),
        ("At least 20 people were injured.", "At least 20 people", 20, None, "injured", B.LEAST),
        ("More than 100 protesters were arrested.", "More than 100 protesters", 100, None, "arrested", B.MORE),
        ("Dozens of protesters were detained.", "Dozens of protesters", 24, 99, "arrested", B.RANGE),
        ("The arrest of 12 activists was condemned.", "12 activists", 12, 12, "arrested", B.EXACT),
        ("Twelve soldiers are missing.", "Twelve soldiers", 12, 12, "missing", B.EXACT),
        ("Half a million people fled.", "Half a million people fled", 500_000, 500_000, "displaced", B.EXACT),
        ("Hundreds of students marched.", "Hundreds of students", 100, 999, "student", B.RANGE),
        ("Thousands demonstrated in the capital.", "Thousands", 1_000, 9_999, "people", B.RANGE),
        ("The EU pledged $1.5bn in aid.", "$1.5bn", 1.5e9, 1.5e9, "USD", B.EXACT),
        ("The loan is worth US$3 billion.", "US$3 billion", 3e9, 3e9, "USD", B.EXACT),
        ("Berlin will pay 40 million euros.", "40 million euros", 4e7, 4e7, "EUR", B.EXACT),
        ("Peru imposed a 25% tariff on steel.", "25%", 25, 25, "percent", B.EXACT),
        ("Between 3 and 5 missiles were fired.", "Between 3 and 5 missiles", 3, 5, "missile", B.RANGE),
        ("Some 3-5 ships were seen.", "Some 3-5 ships", 3, 5, "ship", B.RANGE),
        ("Up to 5,000 soldiers will be deployed.", "Up to 5,000 soldiers", None, 5_000, "soldier", B.MOST),
        ("Fewer than 50 villagers stayed.", "Fewer than 50 villagers", None, 50, "villager", B.LESS),
        ("A dozen rebels surrendered.", "A dozen rebels", 12, 12, "rebel", B.EXACT),
        ("He was sentenced to 10 years in prison.", "10 years", 10, 10, "year", B.EXACT),
    ],
)
def test_english(line: str, span: str, low: float | None, high: float | None, unit: str, bound: Bound) -> None:
    assert found("en", line) == [(span, low, high, unit, bound)]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("id", "Pertemuan itu berlangsung pada 17 September 2019 pukul 10.00 WIB."),
        ("id", "Perang dimulai pada 2014."),
        ("id", "Pasal 5 Piagam NATO mengatur hal itu."),
        ("id", "Resolusi 2231 disahkan."),
        ("id", "Pria berusia 42 tahun itu pulang."),
        ("id", "Budi (42) pulang."),
        ("id", "Timnas menang 3-2."),
        ("id", "Kedua negara sepakat."),
        ("id", "Dua negara sepakat bekerja sama."),
        ("id", "Tiga menteri itu bertemu."),
        ("id", "Salah satu pejabat menolak."),
        ("id", "Perundingan tiga hari itu gagal."),
        ("id", "Kota itu berjarak 500 kilometer dari ibu kota."),
        ("id", "KTT G20 digelar di Bali."),
        ("id", "Covid-19 menyebar."),
        ("en", "The meeting was held on 17 September 2019 at 10.30."),
        ("en", "The war began in 2014."),
        ("en", "The 2016 election was close."),
        ("en", "Article 5 of the charter says so."),
        ("en", "Resolution 2231 was adopted."),
        ("en", "The 42-year-old man went home."),
        ("en", "Smith, 42, went home."),
        ("en", "The two countries agreed."),
        ("en", "Two countries agreed to cooperate."),
        ("en", "The three ministers met."),
        ("en", "One of the officials refused."),
        ("en", "Both sides signed a 10-point plan."),
        ("en", "The town lies 500 kilometres from the capital."),
        ("en", "They talked for five hours."),
        ("en", "The Group of 20 met in Bali."),
    ],
)
def test_what_is_no_quantity(language: str, line: str) -> None:
    assert found(language, line) == []


def given(language: str, marked: str) -> dict[str, list[str]]:
    """The quantities of each trigger of "{trigger|TYPE}", by trigger."""
    spans: list[tuple[int, int, EventType]] = []
    text, at = "", 0
    for match in re.finditer(r"\{([^|]*)\|(\w+)\}", marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match.group(1)), EventType(match.group(2))))
        text += match.group(1)
        at = match.end()
    document = document_of(text + marked[at:], language=language)
    annotation = annotate(document, Config())
    triggers = []
    for start, end, _ in spans:
        inside = [i for i, word in enumerate(annotation.words) if word.start < end and word.end > start]
        triggers.append((inside[0], inside[-1]))
    groups = quantities_of(find_quantities(document, annotation), triggers, annotation, [kind for _, _, kind in spans])
    return {
        document.text[start:end]: [f"{q.span.text} {q.unit}" for q in group]
        for (start, end, _), group in zip(spans, groups, strict=True)
    }


@pytest.mark.parametrize(
    ("language", "marked", "wanted"),
    [
        (
            "id",
            "{Serangan|ASSAULT} itu menewaskan 12 orang dan melukai 30 lainnya.",
            {"Serangan": ["12 orang killed", "30 injured"]},
        ),
        ("id", "12 orang tewas dalam {serangan|ASSAULT} itu.", {"serangan": ["12 orang tewas killed"]}),
        (
            "id",
            "Rusia {mengecam|ACCUSE} {serangan|ASSAULT} yang menewaskan 12 orang.",
            {"mengecam": [], "serangan": ["12 orang killed"]},
        ),
        (
            "id",
            "Polisi {menangkap|COERCE} 15 demonstran setelah {bentrokan|PROTEST} yang melukai 4 petugas.",
            {"menangkap": ["15 demonstran arrested"], "bentrokan": ["4 petugas injured"]},
        ),
        (
            "id",
            "Jet {menggempur|ASSAULT} kota itu. Sedikitnya 20 orang tewas.",
            {"menggempur": ["Sedikitnya 20 orang tewas killed"]},
        ),
        ("id", "Chad {mengirim|AID} sekitar 500 tentara ke Niger.", {"mengirim": ["sekitar 500 tentara tentara"]}),
        (
            "en",
            "Russia {condemned|ACCUSE} the {attack|ASSAULT} that killed 12 people.",
            {"condemned": [], "attack": ["12 people killed"]},
        ),
        (
            "en",
            "The EU {pledged|AGREE} $1bn in aid and {sanctioned|SANCTION} 20 companies.",
            {"pledged": ["$1bn USD"], "sanctioned": ["20 companies company"]},
        ),
        (
            "en",
            "Jets {bombed|ASSAULT} the town. At least 20 people were killed.",
            {"bombed": ["At least 20 people killed"]},
        ),
        ("en", "Israel {threatened|THREATEN} to retaliate after 12 people were killed.", {"threatened": []}),
    ],
)
def test_whose_event_a_quantity_is(language: str, marked: str, wanted: dict[str, list[str]]) -> None:
    assert given(language, marked) == wanted
