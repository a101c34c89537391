import pytest

from menurut.records import ParagraphKind
from tests.clean.helpers import document, kinds, lines

HEAD = "Dua Negara Sepakat Membuka Perbatasan"
STORY = [
    "Dua negara bertetangga sepakat membuka kembali perbatasan mereka mulai bulan depan setelah tiga tahun ditutup.",
    "“Kami menyambut baik keputusan itu,” kata Menteri Perdagangan Siti Contoh di ibu kota pada hari Rabu.",
    "Moskow tidak berkomentar.",
    "Ribuan sopir truk menunggu di kedua sisi perbatasan sejak pengumuman itu disiarkan televisi – sebagian dua hari.",
    "Pemerintah daerah menyiapkan pos kesehatan di setiap gerbang.",
]


def test_a_doubled_page_keeps_each_passage_once() -> None:
    found = document("\n".join([HEAD, *STORY, *STORY[1:]]))
    assert kinds(found) == ["headline", *["body"] * 5, *["repeat"] * 4]
    assert [p.repeats for p in found.paragraphs[6:]] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "copy",
    [
        '"Kami menyambut baik keputusan itu," kata Menteri Perdagangan Siti Contoh di ibu kota pada hari Rabu.',
        "“Kami  menyambut baik keputusan itu,” kata Menteri  Perdagangan Siti Contoh di ibu kota pada hari Rabu.",
        "menyambut baik keputusan itu,” kata Menteri Perdagangan Siti Contoh di ibu kota pada hari Rabu.",
        "mi menyambut baik keputusan itu,” kata Menteri Perdagangan Siti Contoh di ibu kota pada hari Rabu.",
    ],
)
def test_a_copy_may_differ_in_spaces_and_quotes_or_lose_its_first_words(copy: str) -> None:
    found = document("\n".join([HEAD, *STORY, copy]))
    assert lines(found, ParagraphKind.REPEAT) == [copy]
    assert found.paragraphs[-1].repeats == 2


def test_a_changed_number_or_a_denial_is_a_new_sentence() -> None:
    text = [
        "Ekspor beras negara itu naik 5 persen menjadi 20 juta ton pada tahun 2018 menurut badan statistik.",
        "Ekspor beras negara itu naik 7 persen menjadi 25 juta ton pada tahun 2019 menurut badan statistik.",
        "Kementerian itu mengatakan bahwa pasukan sudah ditarik dari lembah di utara perbatasan.",
        "Kementerian itu mengatakan bahwa pasukan tidak ditarik dari lembah di utara perbatasan.",
    ]
    assert kinds(document("\n".join(text))) == ["body"] * 4


def test_a_text_doubled_within_one_line_is_parted() -> None:
    whole = " ".join(STORY)
    found = document(f"{HEAD}\n{whole} {whole}")
    assert lines(found, ParagraphKind.BODY) == [whole]
    assert lines(found, ParagraphKind.REPEAT) == [whole]


def test_paragraphs_said_again_on_one_line_are_a_repeat() -> None:
    found = document("\n".join([HEAD, *STORY, " ".join(STORY)]))
    assert kinds(found)[-1] == "repeat"


def test_the_headline_as_a_line_of_its_own_further_down_is_a_repeat() -> None:
    found = document("\n".join([HEAD, STORY[0], HEAD, *STORY[1:]]))
    assert kinds(found) == ["headline", "body", "repeat", "body", "body", "body", "body"]


def test_a_refrain_a_slogan_and_short_quotes_stay() -> None:
    text = [
        "Massa menyanyikan lagu perjuangan itu berulang kali di depan gedung parlemen hingga larut malam.",
        "Bangun, bangunlah negeriku yang jaya",
        "Kami berjalan bersama menuju pagi",
        "Bangun, bangunlah negeriku yang jaya",
        "Kami berjalan bersama menuju pagi",
        '"Tidak," katanya.',
        "Wartawan lalu bertanya apakah ia akan mundur dari jabatannya sebagai ketua komisi.",
        '"Tidak," katanya.',
        '"Hidup rakyat, hidup petani!" teriak massa.',
        "Polisi meminta mereka pulang sebelum tengah malam, tetapi tak seorang pun beranjak.",
        '"Hidup rakyat, hidup petani!" teriak massa.',
    ]
    assert kinds(document("\n".join(text))) == ["body"] * len(text)


def test_a_standfirst_in_other_words_stays_and_the_headlines_words_in_the_lead_too() -> None:
    text = [
        HEAD,
        "Perbatasan yang ditutup tiga tahun itu akan dibuka bulan depan oleh kedua negara.",
        *STORY,
        "Dua negara sepakat membuka perbatasan, tetapi belum menetapkan tarif baru bagi barang dari kedua sisi.",
    ]
    assert kinds(document("\n".join(text))) == ["headline", *["body"] * 7]


def test_a_pull_quote_gives_way_to_the_paragraph_that_begins_with_it() -> None:
    quote = "I was told that my mother had attacked the group and that I had to leave the house at once with nothing"
    text = [
        "Former member sues group over expulsion",
        "A former member of the group is suing it over her expulsion, her lawyer told a court in Geneva on Monday.",
        f"{quote}. Jane Roe",
        f"{quote}. Her lawyer said the group had kept her passport for two years and would not give it back.",
        "The group denied the allegations and said that it would answer them in court at the end of the month.",
    ]
    found = document("\n".join(text))
    assert kinds(found) == ["headline", "body", "repeat", "body", "body"]
    assert found.paragraphs[2].repeats == 3


def test_a_lead_stays_where_a_later_sentence_only_takes_it_up() -> None:
    lead = "Membangun kepercayaan masyarakat ibarat membangun rumah di atas pasir yang selalu bergerak."
    later = (
        "Mantan kepala kepolisian itu mengatakan, membangun kepercayaan masyarakat ibarat membangun rumah di atas "
        "pasir yang selalu bergerak, lalu ia menutup pidatonya."
    )
    assert kinds(document(f"{HEAD}\n{lead}\n{STORY[0]}\n{later}")) == ["headline", "body", "body", "body"]


def test_a_doubled_page_with_buttons_between_is_found_too() -> None:
    found = document("\n".join([HEAD, *STORY, "(sya)", "loading...", *STORY, "(sya)"]))
    assert lines(found, ParagraphKind.BODY) == STORY
    assert lines(found, ParagraphKind.BYLINE) == ["(sya)", "(sya)"]
