"""Whom a text gives as its source, and who is only talked about in it."""

from __future__ import annotations

import pytest

from menurut.link.copies import citations_in, source_named

CITED = [
    ("id", "Kapal itu tenggelam, seperti dilansir Reuters pada Minggu (15/9).", ["Reuters"]),
    ("id", "Dikutip dari kantor berita resmi Rusia, TASS, kapal itu berlayar.", ["TASS"]),
    ("id", "Demikian seperti dilaporkan kantor berita Xinhua.", ["Xinhua"]),
    ("id", 'Mereka pergi," katanya, dikutip AFP, Senin.', ["AFP"]),
    ("id", "Menurut laporan CNN, kapal itu berlayar.", ["CNN"]),
    ("id", "Mengutip The New York Times, ia menolak.", ["The New York Times"]),
    ("id", "Reuters melaporkan bahwa kapal itu berlayar.", ["Reuters"]),
    ("id", 'Sementara itu, "Al Jazeera" memberitakan ledakan.', ["Al Jazeera"]),
    ("id", "Ia mengatakan kepada Antara di pelabuhan.", ["ANTARA"]),
    ("id", "Kabar itu dilansir Tribunnews dari Kompas.com.", ["Tribunnews", "Kompas"]),
    ("id", "Dilansir dari harian Warta Selat, Senin, kapal itu berlayar.", ["Warta Selat"]),
    ("id", "Kabar itu diberitakan wartaselat.co.id kemarin.", ["wartaselat.co.id"]),
    ("id", "Seperti dilansir Warta Selat, kapal itu berlayar.", ["Warta Selat"]),
    ("id", "Diwartakan kantor berita Bintang Timur, kapal itu berlayar.", ["Bintang Timur"]),
    ("en", "Troops left the island, according to Reuters.", ["Reuters"]),
    ("en", "AFP news agency reported a fire, citing the BBC.", ["AFP", "BBC"]),
    ("en", "The minister told the Associated Press on Monday.", ["AP"]),
    ("en", "Russia's state-run TASS news agency reported a fire.", ["TASS"]),
    ("en", "In an interview with Al Jazeera, she refused.", ["Al Jazeera"]),
    ("en", "As reported by the newspaper Strait Herald, she refused.", ["Strait Herald"]),
]
CREDITED = [
    ("id", "Perang usai.\nMereka pulang. (ANTARA)", ["ANTARA"]),
    ("id", "JAKARTA (ANTARA News) - Presiden tiba.", ["ANTARA"]),
    ("id", "LONDON, AFP - Kapal itu berlayar.", ["AFP"]),
    ("id", "Kapal itu berlayar.\nSumber: Reuters/AFP", ["Reuters", "AFP"]),
    ("id", "Kapal itu berlayar.\nReuters", ["Reuters"]),
    ("id", 'Kami pulang," katanya. (ANTARA/Reuters)', ["ANTARA", "Reuters"]),
    ("en", "LONDON (Reuters) - The ship sank.", ["Reuters"]),
    ("en", "By AFP\nThe ship sank.", ["AFP"]),
    ("en", "The ship sank.\nSource: AP", ["AP"]),
]
TALKED_ABOUT = [
    ("id", "Presiden menggugat CNN dan The Washington Post."),
    ("id", "Wartawan Reuters ditahan di perbatasan."),
    ("id", "Pemerintah menutup kantor Al Jazeera. Xinhua dilaporkan ke polisi."),
    ("id", "Polisi Federal Australia (AFP) enggan berkomentar."),
    ("id", "Keterangan itu disampaikan Polisi Federal Australia (AFP)."),
    ("id", "Menurut Antara lain, syarat itu berat. Antara Doha dan Oslo ada laut."),
    ("id", "Dilansir dari Twitter resminya, ia menolak."),
    ("id", "Dikutip dari Menteri Luar Negeri Ingrid Solvang, ia menolak."),
    ("id", "Bloomberg melaporkan laba yang turun."),
    ("id", "Menurut Presiden, Reuters keliru."),
    ("id", "Ia bekerja untuk BBC sebelum menulis kepada Presiden."),
    ("id", "Dilansir laman resmi Selat Kita, pertandingan itu batal."),
    ("id", "Dalam pidato yang disiarkan televisi, Solvang menolak."),
    ("en", "Reuters said it would appeal the ruling."),
    ("en", "Police raided the office of Al Jazeera and detained an AFP photographer."),
    ("en", "The BBC reported losses for the year."),
    ("en", "According to the minister, CNN was wrong."),
    ("fr", "Selon Reuters, le navire a coulé."),
]


@pytest.mark.parametrize(("form", "cases"), [("cited", CITED), ("credit", CREDITED)])
def test_who_is_cited(form: str, cases: list[tuple[str, str, list[str]]]) -> None:
    for language, text, names in cases:
        found = citations_in(text, language)
        assert [citation.name for citation in found] == names, text
        assert all(citation.form == form for citation in found), text
        assert all(text[citation.start : citation.end] == citation.words for citation in found)


@pytest.mark.parametrize(("language", "text"), TALKED_ABOUT)
def test_who_is_talked_about_is_not_cited(language: str, text: str) -> None:
    assert citations_in(text, language) == ()


def test_kinds_and_names() -> None:
    found = citations_in("Dilansir Reuters. Diwartakan kantor berita Bintang Timur. Dilansir situs Selat Kita.", "id")
    assert [str(citation.kind) for citation in found] == ["agency", "agency", "outlet"]
    assert source_named("antaranews.com") == source_named("ANTARA") == source_named("antara")
    assert source_named("Warta Selat") is None


def test_only_the_paragraphs_asked_for_are_read() -> None:
    text = "Dilansir Reuters.\nFoto kapal. (AFP)\nDilansir TASS."
    spans = [(0, 17), (36, 50)]
    assert [citation.name for citation in citations_in(text, "id", spans)] == ["Reuters", "TASS"]
    assert citations_in(text, "id", []) == () and citations_in("", "id") == ()


def test_lines_of_nothing_but_cues() -> None:
    for line in (
        "dilansir dari " * 20_000,
        "A " * 50_000,
        "(" * 50_000,
        "(ANTARA/" * 20_000,
        "dilansir A dari " * 5_000,
    ):
        citations_in(line, "id")
    assert len(citations_in("dilansir " + "Reuters dari " * 5_000, "id")) == 3
