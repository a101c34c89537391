"""States under all their names: every member of the United Nations, the observers, and the territories news names."""

import re

import pytest

from menurut.records import ActorKind
from menurut.resolve.tables import load_tables, state_rows
from tests.resolve.helpers import actors, countries, mentions, named

ROWS = {row["iso3"]: row for row in state_rows()}
UNITED_NATIONS = 193
BESIDE = {"VAT", "PSE", "XKX", "TWN", "HKG", "MAC", "COK", "NIU", "ESH", "GRL", "PRI"}
SENTENCES = {
    "id": "Pada hari itu {} menuduh perusahaan tersebut mencuri ikan.",
    "en": "On that day {} accused the company of stealing fish.",
}


def forms(code: str, column: str) -> list[str]:
    return [form for form in ROWS[code][column].split("|") if form]


def test_the_table_holds_every_member_and_observer_once() -> None:
    assert len(set(ROWS) - BESIDE) == UNITED_NATIONS
    assert set(ROWS) >= BESIDE
    assert all(re.fullmatch("[A-Z]{3}", code) for code in ROWS)
    assert all(forms(code, "id") and forms(code, "en") for code in ROWS)
    assert all(forms(code, "capital_id") for code in set(ROWS) - {"HKG", "MAC"})


@pytest.mark.parametrize("code", sorted(ROWS))
def test_a_state_that_acts_is_found_by_each_of_its_names(code: str) -> None:
    for language in ("id", "en"):
        for column in ("id", "en", "abbreviations", "seats"):
            for form in forms(code, column):
                assert code in countries(actors(SENTENCES[language].format(form), language)), form


@pytest.mark.parametrize("code", sorted(ROWS))
def test_a_capital_that_acts_is_the_state(code: str) -> None:
    for language in ("id", "en"):
        for form in forms(code, f"capital_{language}"):
            assert code in countries(actors(SENTENCES[language].format(form), language)), form


@pytest.mark.parametrize("code", sorted(ROWS))
def test_a_demonym_names_the_country_of_an_office(code: str) -> None:
    for form in forms(code, "demonym_en"):
        found = actors(f"{form} officials denied the charge on Monday.", "en")
        assert code in [actor.country for actor in found], form
    for form in [*forms(code, "demonym_id"), *forms(code, "id")]:
        found = actors(f"Pada hari itu tentara {form} menembaki kapal tersebut.")
        assert countries(found, ActorKind.AGENCY) == [code], form


def test_a_state_is_one_actor_under_all_its_names() -> None:
    found = actors(
        "Amerika Serikat (AS) mengirim dua kapal ke Samudra Hindia. Washington menolak menyebut alasannya.\n"
        "Gedung Putih mengatakan latihan itu rutin. Negeri Paman Sam membantah tuduhan Iran.\n"
        "Menurut AS, kapal itu segera pulang."
    )
    state = named(found, "Amerika Serikat")
    assert {"Washington", "Gedung Putih", "Negeri Paman Sam", "AS"} <= set(mentions(state))
    assert mentions(state)[0].startswith("Amerika Serikat")
    assert countries(found) == ["USA", "IRN"]


def test_a_city_where_something_happens_is_no_actor() -> None:
    found = actors("Para menteri luar negeri bertemu di Moskow. Seorang utusan tiba di London kemarin.")
    assert countries(found) == []
    found = actors("Moskow menuduh London menyadap kedutaannya.")
    assert countries(found) == ["RUS", "GBR"]


def test_a_government_is_its_state() -> None:
    found = actors(
        "Pemerintah Rusia menolak usul itu. Pihak Ukraina menyambutnya. Rezim otoriter Suriah tidak menjawab."
    )
    assert [(a.name, a.country) for a in found] == [("Rusia", "RUS"), ("Ukraina", "UKR"), ("Suriah", "SYR")]


def test_a_leaders_government_is_the_leaders_state() -> None:
    found = actors("Presiden Kenya William Ruto tiba. Pemerintahan Ruto menolak usul itu.")
    assert "KEN" in countries(found)


def test_common_words_that_are_also_names_are_told_apart() -> None:
    assert "PER" not in countries(actors("Lima negara Eropa menandatangani perjanjian itu."))
    assert "PER" in countries(actors("Kementerian itu diam, tetapi Lima menuduh Quito berbohong."))
    assert countries(actors("Harga as roda naik, kata para pedagang.")) == []
    assert countries(actors("We told us about it, and polish it as well.", "en")) == []


def test_names_in_one_token_are_parted() -> None:
    assert countries(actors("Hubungan AS-Iran memburuk.")) == ["USA", "IRN"]
    met = actors("The United States' envoy met Iran's president.", "en")
    assert met[0].country == "USA"


def test_both_languages_have_a_name_for_every_state() -> None:
    for language in ("id", "en"):
        assert set(load_tables(language).states) == set(ROWS)
