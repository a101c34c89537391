"""Who held which office when: the table's answers for days in the news, and that its dates hold together."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from itertools import combinations

import pytest

from menurut.resolve.offices import Office, holders, load_offices, load_wikidata, offices_of
from menurut.resolve.tables import state_rows

STATES = {row["iso3"] for row in state_rows()}
KINDS = {
    "head_of_state",
    "head_of_government",
    "deputy_head",
    "foreign",
    "defence",
    "interior",
    "finance",
    "justice",
    "minister",
    "security_adviser",
    "intelligence",
    "police",
    "central_bank",
    "chief_of_forces",
    "legislature",
    "ambassador_un",
    "spokesperson_foreign",
    "spokesperson_government",
    "governor",
    "governor_general",
    "party_leader",
    "leader",
    "head",
}
AT_LARGE = {"Abu Bakr al-Baghdadi", "Abu Ibrahim al-Hashimi al-Qurashi", "Osama bin Laden", "Ayman al-Zawahiri"}
HEADLESS = {"SMR", "ESH", "PRI"}  # the captains regent change twice a year; the others are no states


def people(iso3: str | None, office: str, day: str | None, title: str = "") -> list[str]:
    return [held.name for held in holders(iso3, office, day) if title in held.title_en]


@pytest.mark.parametrize(
    ("iso3", "office", "day", "names"),
    [
        ("USA", "head_of_state", "2016-06-01", ["Barack Obama"]),
        ("USA", "head_of_state", "2017-06-01", ["Donald Trump"]),
        ("USA", "head_of_state", "2017-01-20", ["Barack Obama", "Donald Trump"]),
        ("USA", "head_of_state", "2022-03-01", ["Joe Biden"]),
        ("USA", "foreign", "2018-03-20", ["Rex Tillerson"]),
        ("USA", "foreign", "2019-09-17", ["Mike Pompeo"]),
        ("USA", "foreign", "2018-04-10", []),
        ("USA", "security_adviser", "2019-09-09", ["John Bolton"]),
        ("USA", "spokesperson_foreign", "2019-10-10", ["Morgan Ortagus"]),
        ("GBR", "head_of_government", "2019-07-23", ["Theresa May"]),
        ("GBR", "head_of_government", "2019-07-24", ["Theresa May", "Boris Johnson"]),
        ("GBR", "head_of_government", "2019-07-25", ["Boris Johnson"]),
        ("GBR", "head_of_state", "2022-09-30", ["Charles III"]),
        ("FRA", "head_of_state", "2012-05-01", ["Nicolas Sarkozy"]),
        ("DEU", "head_of_government", "2021-01-01", ["Angela Merkel"]),
        ("DEU", "foreign", "2020-01-05", ["Heiko Maas"]),
        ("RUS", "head_of_state", "2010-01-01", ["Dmitry Medvedev"]),
        ("RUS", "foreign", "2019-09-17", ["Sergei Lavrov"]),
        ("RUS", "spokesperson_government", "2022-02-24", ["Dmitry Peskov"]),
        ("UKR", "head_of_state", "2022-02-24", ["Volodymyr Zelensky"]),
        ("UKR", "head_of_state", "2014-03-18", ["Oleksandr Turchynov"]),
        ("CHN", "head_of_state", "2019-10-01", ["Xi Jinping"]),
        ("CHN", "foreign", "2023-03-01", ["Qin Gang"]),
        ("JPN", "head_of_government", "2011-03-11", ["Naoto Kan"]),
        ("JPN", "defence", "2019-10-01", ["Taro Kono"]),
        ("KOR", "head_of_state", "2017-04-01", []),
        ("PRK", "head_of_state", "2018-06-12", ["Kim Jong-un"]),
        ("TWN", "head_of_state", "2020-01-11", ["Tsai Ing-wen"]),
        ("MYS", "head_of_government", "2019-09-17", ["Mahathir Mohamad"]),
        ("THA", "head_of_government", "2019-09-17", ["Prayut Chan-o-cha"]),
        ("PHL", "head_of_state", "2019-09-17", ["Rodrigo Duterte"]),
        ("MMR", "chief_of_forces", "2021-02-01", ["Min Aung Hlaing"]),
        ("IND", "head_of_government", "2019-08-05", ["Narendra Modi"]),
        ("PAK", "head_of_government", "2019-08-05", ["Imran Khan"]),
        ("AFG", "head_of_state", "2021-08-01", ["Ashraf Ghani"]),
        ("IRN", "head_of_state", "2020-01-03", ["Hassan Rouhani"]),
        ("IRN", "spokesperson_foreign", "2019-09-17", ["Abbas Mousavi"]),
        ("SAU", "foreign", "2019-09-17", ["Ibrahim al-Assaf"]),
        ("SAU", "defence", "2019-09-17", ["Mohammed bin Salman"]),
        ("ISR", "head_of_government", "2021-12-01", ["Naftali Bennett"]),
        ("SYR", "head_of_state", "2018-04-14", ["Bashar al-Assad"]),
        ("EGY", "head_of_state", "2013-08-14", ["Adly Mansour"]),
        ("TUR", "foreign", "2019-10-09", ["Mevlut Cavusoglu"]),
        ("VEN", "head_of_state", "2019-01-23", ["Nicolas Maduro"]),
        ("ZWE", "head_of_state", "2017-11-22", []),
        ("IDN", "head_of_state", "2014-10-19", ["Susilo Bambang Yudhoyono"]),
        ("IDN", "head_of_state", "2019-09-17", ["Joko Widodo"]),
        ("IDN", "head_of_state", "2025-01-01", ["Prabowo Subianto"]),
        ("IDN", "foreign", "2019-09-17", ["Retno Marsudi"]),
        ("IDN", "defence", "2019-09-17", ["Ryamizard Ryacudu"]),
        ("IDN", "defence", "2020-09-17", ["Prabowo Subianto"]),
        ("IDN", "finance", "2019-09-17", ["Sri Mulyani Indrawati"]),
    ],
)
def test_the_table_knows_who_held_an_office_on_a_day(iso3: str, office: str, day: str, names: list[str]) -> None:
    assert people(iso3, office, day) == names


@pytest.mark.parametrize(
    ("iso3", "office", "title", "day", "name"),
    [
        ("IDN", "chief_of_forces", "National Armed Forces", "2019-09-17", "Hadi Tjahjanto"),
        ("IDN", "police", "National Police", "2018-05-13", "Tito Karnavian"),
        ("IDN", "minister", "Political, Legal and Security", "2019-10-10", "Wiranto"),
        ("IDN", "minister", "Corruption Eradication", "2019-09-17", "Agus Rahardjo"),
        ("IDN", "legislature", "House of Representatives", "2022-01-01", "Puan Maharani"),
        ("IDN", "governor", "of Jakarta", "2018-01-01", "Anies Baswedan"),
        ("IDN", "governor", "of Central Java", "2019-01-01", "Ganjar Pranowo"),
        ("IDN", "party_leader", "of PDI-P", "2019-01-01", "Megawati Soekarnoputri"),
        ("IRN", "leader", "Supreme Leader", "2019-09-17", "Ali Khamenei"),
        ("LBN", "leader", "Hezbollah", "2019-09-17", "Hassan Nasrallah"),
        ("PSE", "leader", "Political Bureau", "2023-10-07", "Ismail Haniyeh"),
        (None, "head", "UN Secretary-General", "2019-09-17", "Antonio Guterres"),
        (None, "head", "UN Secretary-General", "2010-01-12", "Ban Ki-moon"),
        ("-", "head", "NATO Secretary General", "2022-02-24", "Jens Stoltenberg"),
        ("-", "head", "Director General of the IAEA", "2019-09-17", "Cornel Feruta"),
        ("-", "head", "Director-General of the WHO", "2020-03-11", "Tedros Adhanom Ghebreyesus"),
    ],
)
def test_of_several_offices_of_a_kind_the_title_tells(
    iso3: str | None, office: str, title: str, day: str, name: str
) -> None:
    assert name in people(iso3, office, day, title)


def test_without_a_day_everyone_comes_back() -> None:
    assert people("ITA", "head_of_state", None) == ["Carlo Azeglio Ciampi", "Giorgio Napolitano", "Sergio Mattarella"]
    assert holders("ATA", "head_of_state", None) == holders("USA", "no such office", "2019-01-01") == ()


@pytest.mark.parametrize(
    ("first", "last", "day", "held"),
    [
        ("2011-05", "2013-04", "2011-05-01", True),
        ("2011-05", "2013-04", "2011-04-30", False),
        ("2011-05", "2013-04", "2013-04-30", True),
        ("2011-05", "2013-04", "2013-05-01", False),
        ("2011", None, "2011-01-01", True),
        (None, "2011", "2011-12-31", True),
        (None, "2011", "2012-01-01", False),
        ("2011-05-09", "2011-05-09", "2011-05-09", True),
        ("2011-05-09", None, "2011-05", True),
        ("2011-05-09", None, "2011-04", False),
        ("2011-05-09", None, None, True),
    ],
)
def test_a_bound_of_a_month_or_year_holds_for_all_of_it(
    first: str | None, last: str | None, day: str | None, held: bool
) -> None:
    office = Office("USA", "police", "Kepala", "Head", "A B", (), first, last, None)
    assert office.held_on(day) is held


@pytest.mark.parametrize(
    ("name", "usual"),
    [
        ("Donald Trump", "Donald Trump"),
        ("Trump", "Donald Trump"),
        ("Donald J Trump", "Donald Trump"),
        ("MBS", "Mohammed bin Salman"),
        ("Erdoğan", "Recep Tayyip Erdogan"),
        ("volodymyr zelenskyy", "Volodymyr Zelensky"),
        ("Bashar Al-Assad", "Bashar al-Assad"),
        ("Xi", "Xi Jinping"),
        ("Tsai", "Tsai Ing-wen"),
        ("Jokowi", "Joko Widodo"),
        ("SBY", "Susilo Bambang Yudhoyono"),
        ("Retno Marsudi", "Retno Marsudi"),
        ("Retno LP Marsudi", "Retno Marsudi"),
        ("Ma’ruf Amin", "Ma'ruf Amin"),
        ("Luhut", "Luhut Binsar Pandjaitan"),
        ("Paus Fransiskus", "Francis"),
        ("Ayatollah Ali Khamenei", "Ali Khamenei"),
    ],
)
def test_a_person_is_found_by_every_spelling(name: str, usual: str) -> None:
    assert {held.name for held in offices_of(name)} == {usual}


def test_a_person_comes_with_all_offices() -> None:
    assert [held.office for held in offices_of("John Kerry")] == ["foreign"]
    titles = {held.title_en for held in offices_of("Prabowo Subianto")}
    assert {"President", "Defence Minister", "Chair of Gerindra"} <= titles
    assert {held.iso3 for held in offices_of("Ban Ki-moon")} == {"KOR", "-"}
    assert len(offices_of("Putin")) == 3


@pytest.mark.parametrize("name", ["Kim", "Rasmussen", "Widodo Prabowo Putin", "Nobody", "II", "", " ", "-", "'"])
def test_a_shared_last_name_or_an_unknown_one_finds_nobody(name: str) -> None:
    assert offices_of(name) == ()


def test_the_table_is_in_order() -> None:
    table = load_offices()
    assert len(table) > 1500
    assert len(set(table)) == len(table)
    for held in table:
        assert held.iso3 in STATES or held.iso3 == "-"
        assert held.office in KINDS
        assert (held.iso3 == "-") == (held.office == "head" or held.name in AT_LARGE), held
        assert held.title_id and held.title_en and held.name
        assert held.acting == held.title_id.startswith("Penjabat")
        assert all(form == form.strip() and form for form in held.names)
        assert len(set(held.names)) == len(held.names)
        assert held.wikidata is None or re.fullmatch(r"Q[1-9]\d*", held.wikidata)


def test_dates_parse_and_come_in_order() -> None:
    for held in load_offices():
        assert held.first is not None
        for day in filter(None, (held.first, held.last)):
            assert date.fromisoformat((day + "-01-01")[:10])
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", day)
        assert held.last is None or held.first[: len(held.last)] <= held.last[: len(held.first)], held


def edges(held: Office) -> tuple[date, date]:
    """The first and the last day on which a person surely held the office."""
    year, month, day = ([int(part) for part in (held.first or "").split("-")] + [0, 0])[:3]
    month = month or 12
    first = date(year, month, day or monthrange(year, month)[1])
    year, month, day = ([int(part) for part in (held.last or "9999").split("-")] + [0, 0])[:3]
    return first, date(year, month or 1, day or 1)


def test_no_two_head_one_government_at_a_time() -> None:
    for office in ("head_of_government", "head_of_state"):
        for code in STATES:
            for one, other in combinations(holders(code, office, None), 2):
                if one.acting or other.acting:
                    continue
                start = max(edges(one)[0], edges(other)[0])
                end = min(edges(one)[1], edges(other)[1])
                assert (end - start).days <= 1, (one, other)


def test_every_state_has_a_head() -> None:
    with_head = {held.iso3 for held in load_offices() if held.office in ("head_of_state", "head_of_government")}
    assert STATES - with_head == HEADLESS


def test_one_person_has_one_wikidata_item() -> None:
    items: dict[str, set[str | None]] = {}
    for held in load_offices():
        if held.wikidata:
            items.setdefault(held.wikidata, set()).add(held.name)
    assert all(len(names) == 1 for names in items.values())


def test_wikidata_names_each_state_and_no_item_twice() -> None:
    items = load_wikidata()
    assert set(items) >= STATES
    assert len(set(items.values())) == len(items)
    assert items["IDN"] == "Q252"
    assert items["USA"] == "Q30"
    assert items["Perserikatan Bangsa-Bangsa"] == "Q1065"
    assert all(re.fullmatch(r"Q[1-9]\d*", item) for item in items.values())
