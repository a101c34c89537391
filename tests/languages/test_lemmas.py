"""A lemma script makes the lemma it was learned from, and refuses what it does not fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menurut.languages.lemmas import apply_script, script_of


@pytest.mark.parametrize(
    ("form", "lemma", "other", "others"),
    [
        ("menyebut", "sebut", "menyerang", "serang"),
        ("negara-negara", "negara", "kota-kota", "kota"),
        ("Pemerintah", "perintah", "Pemeriksa", "periksa"),
        ("accused", "accuse", "denied", None),
        ("bersekutu", "sekutu", "sekutu", None),
    ],
)
def test_a_script_learned_from_one_word_fits_its_like(form: str, lemma: str, other: str, others: str | None) -> None:
    script = script_of(form, lemma)
    assert apply_script(form, script) == lemma
    if others is not None:
        assert apply_script(other, script) == others


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_every_pair_has_a_script(form: str, lemma: str) -> None:
    if form.lower() == form and "|" not in form + lemma and lemma != "_":
        assert apply_script(form, script_of(form, lemma)) == lemma
