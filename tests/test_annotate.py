"""Sentences end where a reader ends them."""

import pytest

from menurut.annotate import annotate
from menurut.config import Config
from menurut.records import Dateline, Document, Paragraph, ParagraphKind, Span


def sentences(text: str, language: str = "id") -> list[str]:
    document = Document("an-article", text, language, (Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text)),))
    annotation = annotate(document, Config())
    return [text[sentence.start : sentence.end] for sentence in annotation.sentences]


@pytest.mark.parametrize(
    "sentence",
    [
        "Direktur PT. Laut Biru menemui Prof. Dr. Rahma di Jakarta.",
        "Rapat tanggal 3 Sept. 2019 dihadiri 12.000 warga dan menelan biaya Rp 3,5 miliar.",
        "Bupati H. M. Tono dan J. Santoso tidak hadir.",
        "Kapal itu (milik PT Samudra. Dibeli 2017.) berlayar pukul 07.30 pagi.",
        "Harga naik 2.5 persen menurut laman pasar.go.id kemarin.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    assert sentences(f"{sentence} Warga menunggu.") == [sentence, "Warga menunggu."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Brown met Dr. Hall in the U.S. on Sept. 3.",
        "The fund lost $3.5 million, No. 4 in J. Reed's list.",
        "Gen. Adams left the U.S. Embassy at 7 p.m. on Friday.",
    ],
)
def test_english_abbreviations_do_not_end_a_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} People waited.", "en") == [sentence, "People waited."]


def test_an_abbreviation_can_end_a_sentence_before_a_word_that_begins_one() -> None:
    assert sentences("She lives in the U.S. He does not.", "en") == ["She lives in the U.S.", "He does not."]


def test_a_quotation_is_split_and_its_mark_stays_with_its_sentence() -> None:
    assert sentences('"Kami siap. Kami menunggu," kata Rahma. "Silakan datang." Warga bersorak.') == [
        '"Kami siap.',
        'Kami menunggu," kata Rahma.',
        '"Silakan datang."',
        "Warga bersorak.",
    ]


def test_a_question_before_its_cue_does_not_end_the_sentence() -> None:
    assert sentences('"Siapa yang membayar?" tanya Rahma. Tidak ada jawaban.') == [
        '"Siapa yang membayar?" tanya Rahma.',
        "Tidak ada jawaban.",
    ]


def test_a_lost_space_after_a_full_stop_still_ends_the_sentence() -> None:
    assert sentences("Kapal itu tenggelam.Warga menolong.") == ["Kapal itu tenggelam.", "Warga menolong."]


def test_only_headline_and_body_are_read_and_the_dateline_belongs_to_no_sentence() -> None:
    lines = ["Kapal Tenggelam di Selat", "NAIROBI - Sebuah kapal tenggelam.", "Baca juga: Kapal Karam"]
    kinds = [ParagraphKind.HEADLINE, ParagraphKind.BODY, ParagraphKind.BOILERPLATE]
    paragraphs, at = [], 0
    for line, kind in zip(lines, kinds, strict=True):
        paragraphs.append(Paragraph(at, at + len(line), kind, at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    start = text.index("NAIROBI")
    dateline = Dateline(Span(start, start + 9, "NAIROBI -"))
    annotation = annotate(Document("an-article", text, "id", tuple(paragraphs), dateline), Config())
    assert [text[s.start : s.end] for s in annotation.sentences] == [lines[0], "Sebuah kapal tenggelam."]
    assert [s.paragraph for s in annotation.sentences] == [0, 1]


def test_tokens_are_verbatim_and_sentences_cover_them_in_order() -> None:
    text = 'Rahma (41) berkata, "Qur\'an itu milik kakek." Harga: Rp 12.000,-'
    document = Document("an-article", text, "id", (Paragraph(0, len(text), ParagraphKind.BODY, 0, len(text)),))
    annotation = annotate(document, Config())
    assert all(text[token.start : token.end] == token.text for token in annotation.tokens)
    covered = [i for s in annotation.sentences for i in range(s.first_token, s.last_token)]
    assert covered == list(range(len(annotation.tokens)))
    assert "12.000" in [token.text for token in annotation.tokens]
