"""Quotations begin and end where a reader sees them, whatever the marks."""

import pytest

from menurut.annotate import tokenize
from menurut.attribute.quotes import find_quotes


def quotes(text: str, starts: tuple[int, ...] = (0,)) -> list[str]:
    tokens = tokenize(text, 0, len(text))
    return [
        text[tokens[q.inner_first].start : tokens[q.inner_last - 1].end]
        for q in find_quotes(tokens, starts)
        if q.inner_last > q.inner_first
    ]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('Ia berkata, "Kami siap." Lalu pergi.', ["Kami siap."]),
        ("Ia berkata, “Kami siap.” Lalu pergi.", ["Kami siap."]),
        ("Ia berkata, 'Kami siap.' Lalu pergi.", ["Kami siap."]),
        ('"Satu," katanya. "Dua."', ["Satu,", "Dua."]),
        ('"Mereka menulis "kebebasan" di tembok," kata Rahma.', ['Mereka menulis "kebebasan" di tembok,']),
        ("“Mereka menulis ‘kebebasan’ di tembok,” kata Rahma.", ["Mereka menulis ‘kebebasan’ di tembok,"]),
        ("Jum'at dan Qur'an bukan kutipan.", []),
        ('"Kami siap, ”kata Rahma.', ["Kami siap,"]),
        ("Rahma mengatakan,”Kami siap.”", ["Kami siap."]),
    ],
)
def test_marks_of_all_kinds(text: str, inside: list[str]) -> None:
    assert quotes(text) == inside


def test_a_missing_closing_mark_ends_before_the_next_quotation() -> None:
    assert quotes('"Kami siap. "Kami menunggu," kata Rahma.') == ["Kami siap.", "Kami menunggu,"]


def test_a_quotation_without_closing_mark_runs_to_the_end() -> None:
    assert quotes('Ia berkata, "Kami siap dan akan datang.') == ["Kami siap dan akan datang."]


def test_a_missing_opening_mark_is_taken_from_the_start_of_the_sentence() -> None:
    assert quotes('Kami siap datang," kata Rahma.') == ["Kami siap datang,"]
