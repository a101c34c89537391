from typing import Any

import pytest

from menurut.clean.dirt import line_kind, table
from menurut.records import ParagraphKind
from tests.clean.helpers import document, kinds, lines

LEAD = "Menteri luar negeri kedua negara bertemu di Jenewa pada hari Senin untuk membahas gencatan senjata."
MORE = "Pertemuan itu berlangsung tertutup selama tiga jam dan tidak menghasilkan pernyataan bersama."
LAST = '"Kami akan bertemu lagi bulan depan," kata juru bicara kementerian kepada wartawan.'


def _examples(field: str) -> list[tuple[str, str]]:
    rows: list[dict[str, Any]] = table()["rule"]
    return [(example, row["kind"]) for row in rows for example in row.get(field, ())]


@pytest.mark.parametrize(("line", "kind"), _examples("examples"))
def test_each_rule_knows_its_examples(line: str, kind: str) -> None:
    assert line_kind(line) == kind


@pytest.mark.parametrize(("line", "kind"), _examples("stays"))
def test_what_only_looks_like_dirt_stays(line: str, kind: str) -> None:
    assert line_kind(line) is None, kind


def test_a_page_with_buttons_keeps_only_its_article() -> None:
    text = "\n".join(
        [
            "Dua Menteri Bertemu di Jenewa, Bahas Gencatan Senjata",
            "Senin, 3 Juni 2024 - 10:15 WIB",
            "Budi Contoh",
            "Share",
            "Tweet",
            "A",
            "A",
            "A",
            "Foto: Dok. Kementerian Luar Negeri",
            f"JENEWA - {LEAD}",
            "ADVERTISEMENT",
            "SCROLL TO CONTINUE WITH CONTENT",
            "Baca juga: Sepuluh Fakta Perundingan Jenewa",
            MORE,
            "Halaman selanjutnya",
            f"{LAST} (bud)",
            "Baca Juga:",
            "Parlemen Menolak Rancangan Anggaran Pertahanan",
            "Kapal Induk Itu Tiba di Laut Merah",
            "Dapatkan update berita pilihan setiap hari di kanal WhatsApp kami.",
            "Tags: gencatan senjata, Jenewa",
        ]
    )
    found = document(text)
    assert lines(found, ParagraphKind.BODY) == [f"JENEWA - {LEAD}", MORE, LAST]
    assert lines(found, ParagraphKind.HEADLINE) == ["Dua Menteri Bertemu di Jenewa, Bahas Gencatan Senjata"]
    assert lines(found, ParagraphKind.CAPTION) == ["Foto: Dok. Kementerian Luar Negeri"]
    assert lines(found, ParagraphKind.BYLINE) == ["Budi Contoh", "(bud)"]


def test_an_english_page_keeps_only_its_article() -> None:
    body = [
        "The foreign ministers of both countries met in Geneva on Monday to discuss a ceasefire along the border.",
        "Neither side would say whether a date had been set for the withdrawal of troops from the valley.",
        '"We will meet again next month," a spokesman for the ministry told reporters after the talks.',
    ]
    text = "\n".join(
        [
            "Ministers meet in Geneva over ceasefire",
            "Monday, June 3, 2024",
            "By John Smith",
            "Share this article",
            body[0],
            "The ministers arrive at the hotel. Image: Jane Roe.",
            body[1],
            "Article continues after this advertisement",
            "Read more: Parliament rejects defence budget",
            body[2],
            "Reporting by John Smith; editing by Jane Roe",
            "Related stories",
            "Parliament Rejects Defence Budget",
            "Sign up for our daily briefing",
            "Copyright 2024 The Example. All rights reserved.",
        ]
    )
    assert lines(document(text), ParagraphKind.BODY) == body


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            f"{LEAD} (Baca juga: Sepuluh Fakta Perundingan Jenewa) {MORE}",
            [LEAD, "(Baca juga: Sepuluh Fakta Perundingan Jenewa)", MORE],
        ),
        (
            f"{LEAD} Baca juga: Sepuluh Fakta Perundingan di Jenewa. {MORE}",
            [LEAD, "Baca juga: Sepuluh Fakta Perundingan di Jenewa.", MORE],
        ),
        (f"{LEAD} SIMAK JUGA - Kapal Induk Tiba di Laut Merah", [LEAD, "SIMAK JUGA - Kapal Induk Tiba di Laut Merah"]),
        (f"{LEAD} ADVERTISEMENT SCROLL TO CONTINUE WITH CONTENT {MORE}", None),
        (f'{LEAD} Baca juga: "Kapal Induk Tiba di Laut Merah" {MORE}', None),
    ],
)
def test_a_link_or_an_advertisement_parts_a_paragraph(line: str, parts: list[str] | None) -> None:
    found = document(f"{line}\n{LAST}")
    texts = found.text.split("\n")[:-1]
    if parts is None:
        assert [texts[0], texts[-1]] == [LEAD, MORE]
    else:
        assert texts == parts
    assert kinds(found)[:2] == ["body", "boilerplate"]


def test_a_link_without_a_mark_at_its_end_takes_no_sentence_with_it() -> None:
    line = (
        f"{LEAD} Baca juga: Kapal Induk Tiba di Laut Merah Pemerintah kemudian menutup perbatasan itu bagi kendaraan."
    )
    body = " ".join(lines(document(f"{line}\n{LAST}"), ParagraphKind.BODY))
    assert "Pemerintah kemudian menutup perbatasan itu bagi kendaraan." in body


def test_links_whose_words_were_lost_leave_the_sentence_after_them() -> None:
    found = document(f"{LEAD}\nBaca juga:,Baca juga:,{MORE}\n{LAST}")
    assert lines(found, ParagraphKind.BODY) == [LEAD, MORE, LAST]


def test_a_link_glued_to_the_next_sentence_leaves_it() -> None:
    for link in ("Baca: Kapal Induk Tiba di Laut Merah", "Lihat juga: Kapal Induk Tiba di Laut Merah"):
        found = document(f"{LEAD}\n{link},,{MORE}\n{LAST}")
        assert lines(found, ParagraphKind.BODY) == [LEAD, MORE, LAST]


def test_a_subheading_after_a_list_of_links_stays() -> None:
    text = f"{LEAD}\nBaca juga:\nKapal Induk Itu Tiba di Laut Merah\nNasib Perundingan\n{MORE}"
    assert lines(document(text), ParagraphKind.BODY) == [LEAD, "Nasib Perundingan", MORE]


def test_words_about_links_in_a_story_stay() -> None:
    story = [
        'Kampanye literasi itu memasang papan bertuliskan "Baca juga: buku lama" di setiap halte kota.',
        "Editor surat kabar itu, Siti Contoh, ditahan polisi pada Jumat malam di rumahnya.",
        "Iklan partai itu menuai kritik karena menyebut lawannya pengkhianat negara.",
        "Penulis: pekerjaan itu, katanya dalam kuliah umum, tidak pernah selesai sampai halaman terakhir ditutup.",
    ]
    assert lines(document("\n".join(story)), ParagraphKind.BODY) == story


@pytest.mark.parametrize(
    "tail", ["(sya)", "[tem]", "(FEB/ams)", "(rsa / rsa)", "(ANTARA/Reuters)", "(Antara)", "[ feb]"]
)
def test_initials_after_the_last_sentence_are_a_byline(tail: str) -> None:
    found = document(f"{LEAD}\n{MORE}\n{LAST} {tail}")
    assert lines(found, ParagraphKind.BODY) == [LEAD, MORE, LAST]
    assert lines(found, ParagraphKind.BYLINE) == [tail]


@pytest.mark.parametrize("tail", ["(PBB).", "(tertawa)", "(Menpora)", "(17/9/2019)."])
def test_brackets_that_belong_to_the_sentence_stay(tail: str) -> None:
    line = f"Hal itu disampaikan oleh pejabat yang tidak mau disebut namanya {tail}"
    found = document(f"{LEAD}\n{line}")
    assert lines(found, ParagraphKind.BODY) == [LEAD, line]


def test_the_writers_name_on_the_last_line_is_a_byline_and_a_list_of_names_is_not() -> None:
    assert lines(document(f"{LEAD}\n{MORE}\nSITI CONTOH"), ParagraphKind.BYLINE) == ["SITI CONTOH"]
    delegates = f"{LEAD}\nAnggota delegasi itu:\nBudi Contoh\nSiti Contoh"
    assert lines(document(delegates), ParagraphKind.BYLINE) == []


def test_a_drop_capital_is_no_button() -> None:
    text = f"Perundingan di Jenewa Gagal\nM\n{LEAD[1:]}\n{MORE}"
    assert kinds(document(text)) == ["headline", "body", "body", "body"]


def test_references_at_the_end_are_boilerplate() -> None:
    body = "The ministers of both countries met in Geneva on Monday to discuss a ceasefire along the border."
    text = (
        f'Ministers meet\n{body}\nSources\n"Ministers meet" — The Example, June 3, 2024\n"Talks" — Daily, June 4, 2024'
    )
    assert kinds(document(text)) == ["headline", "body", "boilerplate", "boilerplate", "boilerplate"]


def test_a_date_between_paragraphs_of_a_schedule_stays() -> None:
    text = f"{LEAD}\n{MORE}\nSabtu, 14 September 2024\nDelegasi pertama tiba di bandara dan langsung menuju istana."
    assert kinds(document(text)) == ["body", "body", "body", "body"]
