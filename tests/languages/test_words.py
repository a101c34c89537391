"""Words come apart and stay together as the treebanks have them, and always join to the text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.annotate import tokenize
from menurut.languages import load_language
from menurut.languages.words import glued, word_spans


def words(text: str, language: str = "id") -> list[str]:
    return [word for _, _, word in word_spans(load_language(language), tokenize(text, 0, len(text)))]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("katanya", "kata nya"),
        ("kepadanya", "kepada nya"),
        ("hanya", "hanya"),
        ("sebelumnya", "sebelumnya"),
        ("bertanya", "bertanya"),
        ("kotanya", "kota nya"),
        ("apakah", "apa kah"),
        ("menikah", "menikah"),
        ("tidaklah", "tidak lah"),
        ("adalah", "adalah"),
        ("masalah", "masalah"),
        ("merekapun", "mereka pun"),
        ("walaupun", "walaupun"),
        ("kulihat", "ku lihat"),
        ("bagiku", "bagi ku"),
        ("buku", "buku"),
        ("negara-negaranya", "negara-negara nya"),
        ("negaranyalah", "negara nya lah"),
    ],
)
def test_indonesian_clitics_are_words_and_look_alikes_are_not(written: str, parts: str) -> None:
    assert words(written) == parts.split()
    assert words(written.capitalize()) == parts.capitalize().split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ia don't: Russia's long-term U.S.-backed plan cannot win", None),
        ("they don't", "they do n't"),
        ("Russia’s plan", "Russia ’s plan"),
        ("a long-term plan", "a long - term plan"),
        ("a re-elected co-chair", "a re-elected co-chair"),
        ("it cannot win", "it can not win"),
        ("at one o'clock", "at one o'clock"),
    ],
)
def test_english_contractions_and_hyphens_come_apart_as_in_the_web_treebank(text: str, expected: str | None) -> None:
    found = words(text, "en")
    assert "".join(found) == text.replace(" ", "")
    if expected is not None:
        assert found == expected.split()


def test_an_abbreviation_keeps_its_full_stop_inside_a_sentence() -> None:
    assert words("Prof. Dr. H. Rahma tiba.") == ["Prof.", "Dr.", "H.", "Rahma", "tiba", "."]
    assert words("Gen. J. Reed left.", "en") == ["Gen.", "J.", "Reed", "left", "."]


def test_numbers_and_money_are_words() -> None:
    assert words("Rp9.000 pada 17/9/2019, 1960-an") == ["Rp", "9.000", "pada", "17/9/2019", ",", "1960-an"]
    assert words("the 4th of 12,000 at https://news.example/a?b=1.", "en")[-2:] == ["https://news.example/a?b=1", "."]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80), st.sampled_from(["id", "en"]))
def test_words_are_verbatim_in_order_and_cover_the_tokens(text: str, language: str) -> None:
    tokens = tokenize(text, 0, len(text))
    spans = word_spans(load_language(language), tokens)
    assert all(text[start:end] == word and word for start, end, word in spans)
    assert "".join(word for _, _, word in spans) == "".join(token.text for token in tokens)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert glued(spans)[1:] == [a[1] == b[0] for a, b in itertools.pairwise(spans)]


def test_a_run_of_hyphens_is_one_mark() -> None:
    for text in ("the event ----> rest", "--------", "a--b"):
        spans = word_spans(load_language("en"), tokenize(text, 0, len(text)))
        assert all(words for _, _, words in spans)
