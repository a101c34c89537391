from menurut.records import Document, ParagraphKind, TextOrigin
from tests.clean.helpers import document, kinds, lines

FIRST = "Dua negara bertetangga sepakat membuka kembali perbatasan mereka mulai bulan depan."
SECOND = "Ribuan sopir truk menunggu di kedua sisi sejak pengumuman itu disiarkan televisi."
THIRD = '"Kami menyambut baik keputusan itu," kata Menteri Perdagangan Siti Contoh.'


def raw_slices(found: Document, raw: str) -> list[str]:
    return [raw[p.raw_start : p.raw_end] for p in found.paragraphs]


def test_each_line_is_a_paragraph_whatever_ends_it() -> None:
    for end in ("\n", "\r\n", "\r", "\n\n", "\x0c", "\u2028", "\u2029", "\n \t\xa0\n"):
        raw = f"\ufeff  {FIRST}{end}\t{SECOND} \u200b{end}{THIRD}{end}"
        found = document(raw)
        assert found.text.split("\n") == [FIRST, SECOND, THIRD]
        assert raw_slices(found, raw) == [FIRST, SECOND, THIRD]


def test_hard_wrapped_blocks_become_paragraphs_that_map_back() -> None:
    raw = (
        "Dua negara bertetangga sepakat membuka kembali perbatasan\n"
        "mereka mulai bulan depan setelah tiga tahun ditutup karena\n"
        "sengketa ikan di laut utara, kata juru bicara pemerintah.\n"
        "\n"
        "Ribuan sopir truk menunggu di kedua sisi perbatasan sejak\n"
        "pengumuman itu disiarkan televisi, dan pemerintah daerah\n"
        "menyiapkan pos kesehatan di setiap gerbang.\n"
    )
    found = document(raw)
    assert kinds(found) == ["body", "body"]
    assert raw_slices(found, raw) == [block.strip() for block in raw.split("\n\n")]
    for paragraph, piece in zip(found.paragraphs, raw_slices(found, raw), strict=True):
        assert piece.replace("\n", " ") == found.text[paragraph.start : paragraph.end]
    at = found.text.index("perbatasan sejak")
    there = found.paragraphs[1].to_raw(at)
    assert raw[there : there + 16] == "perbatasan sejak"


def test_wrapped_lines_that_end_in_two_characters_map_back() -> None:
    raw = (
        "Dua negara bertetangga sepakat membuka kembali perbatasan\r\n"
        "  mereka mulai bulan depan setelah tiga tahun ditutup oleh\r\n"
        "  sengketa ikan di laut utara, kata pemerintah kedua negara-\r\n"
        "  negara itu.\r\n"
    )
    found = document(raw)
    assert found.text == (
        "Dua negara bertetangga sepakat membuka kembali perbatasan mereka mulai bulan depan setelah tiga tahun ditutup "
        "oleh sengketa ikan di laut utara, kata pemerintah kedua negara-negara itu."
    )
    for word in ("mereka", "sengketa", "utara"):
        there = found.paragraphs[0].to_raw(found.text.index(word))
        assert raw[there : there + len(word)] == word


def test_verse_and_lists_are_not_joined() -> None:
    raw = "Susunan kabinet baru:\nMenteri Luar Negeri: Siti Contoh\nMenteri Pertahanan: Budi Contoh\nMenteri Agama: Adi"
    assert document(raw).text == raw


def test_paragraphs_glued_with_commas_are_parted() -> None:
    raw = f" - {FIRST},{SECOND},{THIRD},“Itu benar,” katanya kepada wartawan.,Ia lalu pergi tanpa menjawab pertanyaan."
    found = document(raw)
    assert lines(found, ParagraphKind.BODY) == [
        f"- {FIRST}",
        SECOND,
        THIRD,
        "“Itu benar,” katanya kepada wartawan.",
        "Ia lalu pergi tanpa menjawab pertanyaan.",
    ]
    assert [found.text[p.start : p.end] for p in found.paragraphs] == raw_slices(found, raw)


def test_degrees_and_a_single_odd_comma_do_not_part_a_paragraph() -> None:
    raw = f"{FIRST} Hakim Budi Contoh, S.H.,M.H., dan Siti Contoh, S.E.,M.M., memimpin sidang itu.,Begitu.\n{SECOND}"
    assert len(document(raw).paragraphs) == 2


def test_the_title_gives_way_to_the_same_first_line() -> None:
    title = "Dua Negara Sepakat Membuka Perbatasan “Utara”"
    for line in (
        title,
        'Dua Negara  Sepakat Membuka Perbatasan "Utara"',
        "DUA NEGARA SEPAKAT MEMBUKA PERBATASAN “UTARA”",
        "Dua Negara Sepakat Membuka Perbatasan â€œUtaraâ€\x9d",
    ):
        found = document(f"{line}\n{FIRST}\n{SECOND}", title=title)
        assert kinds(found) == ["headline", "body", "body"]
        assert found.paragraphs[0].origin is TextOrigin.TEXT


def test_the_sites_name_at_the_titles_end_does_not_count() -> None:
    headline = "Dua Negara Sepakat Membuka Perbatasan"
    found = document(f"{headline}\n{FIRST}\n{SECOND}", title=f"{headline} - Berita Contoh")
    assert found.text.split("\n")[0] == headline
    assert kinds(found) == ["headline", "body", "body"]


def test_another_title_stands_first_with_its_own_offsets() -> None:
    title = "  Perbatasan Dibuka Kembali "
    found = document(f"{FIRST}\n{SECOND}", title=title)
    head = found.paragraphs[0]
    assert (head.kind, head.origin) == (ParagraphKind.HEADLINE, TextOrigin.TITLE)
    assert title[head.raw_start : head.raw_end] == found.text[head.start : head.end] == "Perbatasan Dibuka Kembali"
    assert kinds(found) == ["headline", "body", "body"]


def test_without_a_title_a_short_first_line_is_the_headline() -> None:
    assert kinds(document(f"Perbatasan Dibuka Kembali\n{FIRST}\n{SECOND}"))[0] == "headline"
    assert kinds(document(f"Share\nCourt rules old worship is legal\n{FIRST}\n{SECOND}"))[:2] == [
        "boilerplate",
        "headline",
    ]
    assert kinds(document(f"{FIRST}\n{SECOND}"))[0] == "body"
    assert kinds(document(FIRST)) == ["body"]
