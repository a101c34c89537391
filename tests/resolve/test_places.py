"""Places: which of them an article names, in which country they lie, and what is no place."""

import gzip
import re
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from menurut.annotate import annotate
from menurut.config import Config
from menurut.records import Basis, Dateline, Document, Place, PlaceKind
from menurut.resolve.places import find_places
from menurut.resolve.spots import load_gazetteer, place_key, site_rows
from menurut.resolve.tables import state_rows
from menurut.train import places as train
from tests.resolve.helpers import document

STATES = {row["iso3"]: row for row in state_rows()}
IN = {"id": "Sebuah pabrik dibuka di {} pada pekan ini.", "en": "A factory opened in {} during the week."}
# The name of a capital that is first of all something else: the whole state, or a larger region.
SHARED = {"DJI", "LUX", "MCO", "SMR", "SGP", "VAT", "SYC"}


def read(text: str, language: str = "id", headline: bool = False) -> tuple[Place, ...]:
    found = document(text, language, headline)
    return find_places(found, annotate(found, Config()))


def brief(found: tuple[Place, ...]) -> list[str]:
    """Each place as "kind ISO3 name"."""
    return [f"{place.kind} {place.country or '-'} {place.name}" for place in found]


def filed(text: str, place: str, language: str) -> Document:
    """A document whose text begins with a dateline."""
    whole = document(text, language)
    end = text.index("- ") + 2
    return replace(whole, dateline=Dateline(whole.span(0, end), whole.span(0, len(place))))


# ---- every state and every capital


@pytest.mark.parametrize("code", sorted(STATES))
def test_a_state_where_something_happens_is_a_place_by_each_of_its_names(code: str) -> None:
    row = STATES[code]
    for language in ("id", "en"):
        for form in filter(None, [*row[language].split("|"), *row["abbreviations"].split("|")]):
            found = read(IN[language].format(form), language)
            assert [(place.kind, place.country) for place in found] == [(PlaceKind.COUNTRY, code)], form
            assert found[0].name == row[language].split("|")[0]


@pytest.mark.parametrize("code", sorted(set(STATES) - SHARED))
def test_a_capital_is_a_city_in_its_country(code: str) -> None:
    for language in ("id", "en"):
        for form in filter(None, STATES[code][f"capital_{language}"].split("|")):
            found = read(IN[language].format(form), language)
            assert [(place.kind, place.country) for place in found] == [(PlaceKind.CITY, code)], form
            assert found[0].geonames_id is None or found[0].candidates[0] == str(found[0].geonames_id)


# ---- sentences with names that could mislead

SENTENCES = [
    # what stands beside a name
    ("id", "Menteri itu tiba di Moskow, Rusia, pada Rabu malam.", ["city RUS Moskow", "country RUS Rusia"]),
    ("id", "Profesor dari Moskow, Idaho, menulis surat itu.", ["city USA Moskow", "region USA Idaho"]),
    ("en", "The professor teaches in Moscow, Idaho.", ["city USA Moscow", "region USA Idaho"]),
    ("en", "A court in Birmingham, Alabama, freed her.", ["city USA Birmingham", "region USA Alabama"]),
    ("en", "He read it in St. Petersburg, Florida.", ["city USA St. Petersburg", "region USA Florida"]),
    ("en", "The mine closed in Richmond, Va., last year.", ["city USA Richmond", "region USA Virginia"]),
    ("en", "The congressman from Lebanon, Pennsylvania, left.", ["city USA Lebanon", "region USA Pennsylvania"]),
    ("id", "Ia lahir di Hyderabad, Pakistan.", ["city PAK Hyderabad", "country PAK Pakistan"]),
    ("id", "Bom meledak di kota pelabuhan Hodeidah, Yaman.", ["city YEM Hodeidah", "country YEM Yaman"]),
    ("en", "Shells hit the Syrian city of Aleppo.", ["country SYR Syria", "city SYR Aleppo"]),
    ("en", "Fighting reached the Bosnian town of Foca.", ["country BIH Bosnia and Herzegovina", "city BIH Foca"]),
    ("id", "Ibu kota Libya, Tripoli, kembali tenang.", ["country LBY Libya", "city LBY Tripoli"]),
    ("id", "Pasar itu ada di Somersworth, New Hampshire.", ["city USA Somersworth", "region USA New Hampshire"]),
    ("en", "He works in Princeton, Texas.", ["city USA Princeton", "region USA Texas"]),
    # what the rest of the article says
    ("en", "Protesters marched through Tripoli. Lebanon and the Lebanese army waited.", ["city LBN Tripoli"]),
    ("id", "Roket jatuh di Tripoli. Pemerintah Libya marah.", ["city LBY Tripoli"]),
    ("en", "Police in Birmingham arrested two men, Britain said.", ["city GBR Birmingham"]),
    ("en", "Georgian police guarded polls in Georgia.", ["country GEO Georgia"]),
    ("en", "Voters in Georgia and Florida were counted.", ["region USA Georgia", "region USA Florida"]),
    ("en", "Officials from Georgia and Ukraine signed it.", ["country GEO Georgia", "country UKR Ukraine"]),
    ("en", "Rebels took Goma in eastern Congo.", ["city COD Goma", "country COD Democratic Republic of the Congo"]),
    ("id", "Hutan terbakar di Riau, Jambi, dan Bali.", ["region IDN Riau", "region IDN Jambi", "region IDN Bali"]),
    ("id", "Banjir melanda Kota Malang.", ["city IDN Malang"]),
    # what acts is no place, nor is a person, a body, a word
    ("id", "Moskow menuduh London menyadap kedutaannya.", []),
    ("en", "Moscow accused London of spying.", []),
    ("id", "Presiden Rusia menolak usul Amerika Serikat.", []),
    ("id", "Kremlin membantah tuduhan itu.", []),
    ("id", "Menteri itu menemui Putin di Kremlin.", ["site RUS Kremlin"]),
    ("en", "Reporters gathered outside the White House.", ["site USA White House"]),
    ("id", "Paris Hilton berlibur bersama adiknya.", []),
    ("en", "Michael Jordan visited a school.", []),
    ("en", "Chad Smith met the mayor.", []),
    ("en", "The Washington Post reported the deal.", []),
    ("id", "Rektor Universitas Indonesia menolak undangan itu.", []),
    ("id", "Lima orang tewas di jalan itu.", []),
    ("id", "Presiden Peru berpidato di Lima.", ["city PER Lima"]),
    ("id", "Ia tinggal di Jalan Surabaya sejak kecil.", []),
    ("en", "The U.N. and the EU welcomed the truce.", []),
    ("en", "Nice weather helped the farmers.", []),
    # regions, sites and waters
    ("id", "Tentara menembak warga di Jenin, Tepi Barat.", ["city PSE Jenin", "region PSE Tepi Barat"]),
    ("id", "Gempa mengguncang Provinsi Idlib.", ["region SYR Idlib"]),
    ("id", "Api membakar kilang di Abqaiq dan Khurais.", ["site SAU Abqaiq", "site SAU Khurais"]),
    ("id", "Kapal itu berlayar di Laut China Selatan.", ["site - Laut China Selatan"]),
    ("en", "A tanker was seized near the Strait of Hormuz.", ["site - Strait of Hormuz"]),
    ("id", "Pos itu dibangun di Dataran Tinggi Golan.", ["region SYR Dataran Tinggi Golan"]),
    ("en", "Soldiers landed in Crimea and Kursk.", ["region UKR Crimea", "region RUS Kursk"]),
    ("id", "Konsulat Jenderal Jepang di Surabaya tutup.", ["city IDN Surabaya"]),
    ("en", "The island lies in northern Cyprus.", ["country CYP Cyprus"]),
    ("id", "Warga Suriah mengungsi ke Turki dan Lebanon.", ["country TUR Turki", "country LBN Lebanon"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SENTENCES, ids=[text[:40] for _, text, _ in SENTENCES])
def test_places_of_a_sentence(language: str, text: str, expected: list[str]) -> None:
    assert brief(read(text, language)) == expected


def test_a_headline_names_places_though_all_its_words_have_capitals() -> None:
    found = read("Rusia Serang Pelabuhan di Odesa, Lima Orang Tewas\nSerangan itu terjadi kemarin.", headline=True)
    assert brief(found) == ["city UKR Odesa"]


# ---- the record


def test_one_place_is_one_record_with_every_mention() -> None:
    text = "Menteri tiba di Kyiv. Ia menginap di Kiev dua malam.\nUnjuk rasa di Kyiv berakhir."
    (place,) = read(text)
    assert [mention.text for mention in place.mentions] == ["Kyiv", "Kiev", "Kyiv"]
    assert all(text[mention.start : mention.end] == mention.text for mention in place.mentions)
    assert (place.name, place.country, place.kind, place.geonames_id) == ("Kyiv", "UKR", PlaceKind.CITY, 703448)
    assert place.latitude == pytest.approx(50.45, abs=0.1)
    assert place.longitude == pytest.approx(30.52, abs=0.1)
    assert place.score > 0.9
    assert read(text) == (place,)


def test_basis_score_and_candidates_say_how_a_place_was_chosen() -> None:
    (chosen,) = read("Protesters marched through Tripoli. Lebanon and the Lebanese army waited.", "en")
    assert chosen.basis is Basis.INFERRED
    assert {"266826", "2210247"} <= set(chosen.candidates)  # Tripoli in Lebanon and in Libya
    assert chosen.candidates[0] == "266826"
    stated, country = read("They met in Tripoli, Libya.", "en")
    assert (stated.basis, stated.candidates[0]) == (Basis.STATED, "2210247")
    assert stated.score > chosen.score
    assert country.candidates == ("LBY",)
    (site,) = read("Delegasi berunding di Camp David.")
    assert site.candidates == ("site:Camp David",)
    unlisted = read("Festival digelar di Kota Somersworth, New Hampshire. Warga Somersworth senang.")[0]
    assert (unlisted.latitude, unlisted.geonames_id, unlisted.candidates) == (None, None, ())
    assert (unlisted.region, len(unlisted.mentions)) == ("New Hampshire", 2)


@pytest.mark.parametrize(
    ("text", "place", "language", "name", "country"),
    [
        ("JAKARTA - Pemerintah menaikkan gaji guru.", "JAKARTA", "id", "Jakarta", "IDN"),
        ("TRIPOLI, Lebanon - The army closed two roads.", "TRIPOLI, Lebanon", "en", "Tripoli", "LBN"),
        ("FLINT, Mich. - The mayor drank the water.", "FLINT, Mich.", "en", "Flint", "USA"),
    ],
)
def test_a_dateline_names_a_place(text: str, place: str, language: str, name: str, country: str) -> None:
    found = filed(text, place, language)
    first = find_places(found, annotate(found, Config()))[0]
    assert (first.name, first.country, first.basis) == (name, country, Basis.DATELINE)
    assert first.mentions[0].start == 0


def test_an_article_without_names_has_no_places() -> None:
    assert read("Harga beras naik lagi pada pekan ini.") == ()
    assert find_places(document(""), annotate(document(""), Config())) == ()


# ---- the tables


def test_the_table_is_small_and_each_of_its_rows_is_whole() -> None:
    packed = resources.files("menurut.resolve").joinpath("gazetteer", "places.tsv.gz").read_bytes()
    assert len(packed) < 900_000
    lines = [line.split("\t") for line in gzip.decompress(packed).decode().splitlines() if line[0] != "#"][1:]
    assert len(lines) > 20_000
    for keys, kind, number, country, _, latitude, longitude, people, common, name in lines:
        assert kind in "crtp" and re.fullmatch("[A-Z]{3}", country) and common in "01", name
        assert abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180 and int(people) >= 0, name
        assert number.isdigit() or (kind == "r" and not number), name
        assert all(key and key == place_key(key) for key in re.split("[|;]", keys)), keys
    cities = [line for line in lines if line[1] in "tp"]
    assert len({line[2] for line in cities}) == len(cities)


def test_each_row_of_the_sites_is_whole_and_is_found() -> None:
    index = load_gazetteer().index
    for row in site_rows():
        assert row["kind"] in ("country", "region", "city", "site"), row
        assert row["country"] == "-" or re.fullmatch("[A-Z]{3}", row["country"]), row
        assert bool(row["latitude"]) == bool(row["longitude"]), row
        assert row["latitude"] or row["country"] != "-", row
        assert abs(float(row["latitude"] or 0)) <= 90 and abs(float(row["longitude"] or 0)) <= 180, row
        for name in row["names"].split("|"):
            spots = [load_gazetteer().spot(number >> 1) for number in index[place_key(name)]]
            assert (row["country"].replace("-", "") or None) in {spot.country for spot in spots}, name


@pytest.mark.parametrize(
    ("name", "alternates", "kept"),
    [
        ("Cairo", ["Kairo", "CAI", "Kairas", "القاهرة", "Le Caire"], ["kairo"]),
        ("Tehran", ["Teheran", "Teherano", "THR"], ["teheran"]),
        ("Lahore", ["Lahoro", "Lahoras", "Lahor"], []),
        ("Damascus", ["Damaskus", "Damaszkusz"], ["damaskus"]),
    ],
)
def test_spellings_that_news_may_use_are_kept(name: str, alternates: list[str], kept: list[str]) -> None:
    assert train.spellings(name, alternates, 4) == kept


def test_the_same_places_are_written_as_the_same_bytes(tmp_path: Path) -> None:
    places = [train.Place("t", "Zagora", "MAR", "Tinghir", 1, 30.0, -5.8, 50_000, {"zagora": None})]
    places.append(train.Place("c", "Maroko", "MAR", keys={"maroko": None, "morocco": None}))
    sizes = [train.write(order, tmp_path / str(at)) for at, order in enumerate((places, places[::-1]))]
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()
    assert sizes[0] == len((tmp_path / "0").read_bytes())
    assert (
        gzip.decompress((tmp_path / "0").read_bytes())
        .decode()
        .splitlines()[-1]
        .startswith("zagora\tt\t1\tMAR\tTinghir")
    )
