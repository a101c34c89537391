from __future__ import annotations

import pytest

from menurut.records import Document, Paragraph, ParagraphKind


def test_an_offset_maps_to_the_raw_text_character_by_character() -> None:
    paragraph = Paragraph(10, 15, ParagraphKind.BODY, 100, 105)
    assert [paragraph.to_raw(offset) for offset in (10, 12, 15)] == [100, 102, 105]


def test_a_repaired_character_maps_to_all_the_raw_characters_it_was_damaged_to() -> None:
    raw, repaired = "kata â€œya itu", "kata “ya itu"
    paragraph = Paragraph(0, len(repaired), ParagraphKind.BODY, 0, len(raw), alignment=((5, 5), (6, 8)))
    start, end = repaired.index("“ya"), repaired.index("ya") + 2
    assert raw[paragraph.to_raw(start) : paragraph.to_raw(end)] == "â€œya"
    assert raw[paragraph.to_raw(start) : paragraph.to_raw(start + 1)] == "â€œ"
    assert raw[paragraph.to_raw(end + 1) : paragraph.to_raw(len(repaired))] == "itu"


def test_a_document_knows_which_paragraph_holds_a_place() -> None:
    paragraphs = (Paragraph(0, 4, ParagraphKind.HEADLINE, 0, 4), Paragraph(5, 9, ParagraphKind.BODY, 6, 10))
    document = Document("x", "satu\ndua.", "id", paragraphs)
    assert [document.paragraph_at(offset) for offset in (0, 4, 5, 9)] == [0, 0, 1, 1]
    with pytest.raises(ValueError, match="no paragraph"):
        document.paragraph_at(10)
