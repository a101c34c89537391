"""Who is in an article, apart from states: people, agencies, organisations, groups."""

from menurut.records import ActorKind
from tests.resolve.helpers import actors, countries, mentions, named


def test_a_person_with_an_office_is_one_actor_with_every_form() -> None:
    found = actors(
        "Menteri Pertahanan (Menhan) Arab Saudi Hasan al-Baraki tiba di Kairo. Baraki akan bertemu Presiden Mesir.\n"
        "Menhan Baraki mengatakan kunjungan itu singkat. Menteri Arab Saudi itu pulang hari Rabu."
    )
    person = named(found, "Hasan al-Baraki")
    assert person.kind is ActorKind.PERSON
    assert person.country == "SAU"
    assert person.role == "Menteri Pertahanan (Menhan) Arab Saudi"
    assert mentions(person) == [
        "Menteri Pertahanan (Menhan) Arab Saudi Hasan al-Baraki",
        "Baraki",
        "Menhan Baraki",
        "Menteri Arab Saudi itu",
    ]


def test_an_office_may_stand_before_or_after_the_name_with_commas_or_brackets() -> None:
    for text in (
        "Juru bicara Kementerian Luar Negeri Iran, Darius Kamrani, membantah kabar itu.",
        "Darius Kamrani, juru bicara Kementerian Luar Negeri Iran, membantah kabar itu.",
        "Kabar itu dibantah Kamrani (juru bicara Kementerian Luar Negeri Iran).",
    ):
        person = next(actor for actor in actors(text) if actor.kind is ActorKind.PERSON)
        assert person.country == "IRN", text
        assert person.role is not None, text
        assert person.role.lower() == "juru bicara kementerian luar negeri iran", text
        assert "Kamrani" in person.name, text


def test_english_offices() -> None:
    found = actors(
        "Russian Foreign Minister Pavel Orlov met Brazil's Defence Minister, Ana Prado. Orlov said talks went well.\n"
        "Kofi Mensah, the UN secretary-general, welcomed the meeting.",
        "en",
    )
    people = [(actor.name, actor.country) for actor in found if actor.kind is ActorKind.PERSON]
    assert people == [("Pavel Orlov", "RUS"), ("Ana Prado", "BRA"), ("Kofi Mensah", None)]
    assert mentions(named(found, "Pavel Orlov")) == ["Russian Foreign Minister Pavel Orlov", "Orlov"]


def test_long_offices_are_read_to_their_end() -> None:
    found = actors(
        "Menteri Energi, Ilmu Pengetahuan, Teknologi, dan Perubahan Iklim Malaysia Lim Mei Fong menolak usul itu.\n"
        "Wakil Tetap Indonesia di Dewan Keamanan PBB, Duta Besar Rangga Wiratama mendukung resolusi tersebut.\n"
        "Direktur Utama PT Samudra Lestari, Bayu Kertarajasa mengatakan pabrik itu aman."
    )
    people = {actor.name: actor for actor in found if actor.kind is ActorKind.PERSON}
    assert set(people) == {"Lim Mei Fong", "Rangga Wiratama", "Bayu Kertarajasa"}
    assert people["Lim Mei Fong"].country == "MYS"
    assert people["Rangga Wiratama"].country == "IDN"


def test_agencies_take_their_country_from_their_name_or_the_article() -> None:
    found = actors(
        "Angkatan Laut Jepang mengerahkan tiga kapal. Kementerian Pertahanan Jepang mengatakan itu latihan.\n"
        "Polisi menangkap dua pengunjuk rasa."
    )
    assert set(countries(found, ActorKind.AGENCY)) == {"JPN"}
    names = [actor.name for actor in found if actor.kind is ActorKind.AGENCY]
    assert names == ["Angkatan Laut Jepang", "Kementerian Pertahanan Jepang", "Polisi"]


def test_what_is_named_again_without_its_country_is_the_same_agency() -> None:
    found = actors("Polisi Kenya menahan dua wartawan. Menurut polisi, keduanya masuk tanpa izin.")
    police = [actor for actor in found if actor.kind is ActorKind.AGENCY]
    assert [mentions(actor) for actor in police] == [["Polisi Kenya", "polisi"]]


def test_international_bodies_have_no_country() -> None:
    found = actors(
        "Dewan Keamanan PBB mengecam serangan itu. Uni Eropa mendukungnya. NATO menolak. ASEAN belum bersikap."
    )
    bodies = [actor for actor in found if actor.kind is ActorKind.ORGANISATION]
    assert len(bodies) == 4
    assert {actor.country for actor in bodies} == {None}


def test_an_abbreviation_in_brackets_becomes_a_name() -> None:
    found = actors(
        "Perserikatan Bangsa-Bangsa (PBB) mengirim bantuan. PBB meminta kedua pihak menahan diri.\n"
        "Komisi Pengawas Pelayaran (KPL) Norwegia memeriksa kapal itu. KPL menolak menjelaskan hasilnya."
    )
    assert mentions(named(found, "Perserikatan Bangsa-Bangsa")) == ["Perserikatan Bangsa-Bangsa (PBB)", "PBB"]
    commission = next(actor for actor in found if actor.kind is ActorKind.AGENCY)
    assert mentions(commission)[1:] == ["KPL"]


def test_groups_that_act_are_actors() -> None:
    found = actors(
        "Ribuan pengunjuk rasa Sudan memenuhi jalan. Para pejabat Mesir menolak berkomentar.\n"
        "Negara-negara Barat mengutuk kekerasan itu. Pemberontak Houthi Yaman mengaku menembakkan rudal."
    )
    groups = {actor.name: actor.country for actor in found if actor.kind is ActorKind.GROUP}
    assert groups == {
        "Ribuan pengunjuk rasa Sudan": "SDN",
        "Para pejabat Mesir": "EGY",
        "Negara-negara Barat": None,
        "Houthi": "YEM",
    }


def test_headlines_take_their_short_names_from_the_body() -> None:
    found = actors(
        "Ruto Tolak Usul Gencatan Senjata Somalia\n"
        "Presiden Kenya William Ruto menolak usul gencatan senjata yang diajukan Somalia.",
        headline=True,
    )
    assert mentions(named(found, "William Ruto")) == ["Ruto", "Presiden Kenya William Ruto"]
    assert len([actor for actor in found if actor.kind is ActorKind.PERSON]) == 1


def test_capitalised_words_alone_are_no_actors() -> None:
    found = actors(
        "Serangan itu terjadi di Bukit Melati, dekat Sungai Arung. Kapal Teratai membawa rudal S-300.\n"
        "Pertempuran berlanjut sampai Selasa."
    )
    assert found == ()


def test_an_office_is_also_known_by_its_short_form() -> None:
    found = actors("Menlu Retno Arsanti tiba di Oslo. Menteri Luar Negeri itu membawa dua usul.")
    people = [actor for actor in found if actor.kind is ActorKind.PERSON]
    assert [mentions(actor) for actor in people] == [["Menlu Retno Arsanti", "Menteri Luar Negeri itu"]]


def test_nothing_is_found_in_what_is_not_read() -> None:
    assert actors("") == ()
    assert actors("Baik, terima kasih.") == ()


def test_a_person_and_an_organisation_may_share_a_word() -> None:
    found = actors("Presiden Mali Watch tiba. Human Rights Watch mengecam penahanan itu.")
    assert [mentions(actor) for actor in found] == [["Presiden Mali Watch"], ["Human Rights Watch"]]


def test_people_named_within_a_longer_phrase_are_found_there_too() -> None:
    found = actors("Presiden Mali Amara Keita tiba. Para penasihat Presiden Amara Keita menolak berbicara.")
    assert mentions(named(found, "Amara Keita")) == ["Presiden Mali Amara Keita", "Amara Keita"]
