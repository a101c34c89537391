"""Word forms made by rule are those that newspapers print."""

import pytest

from menurut.languages import Construction, load_language
from menurut.languages.english.forms import inflect
from menurut.languages.indonesian.forms import verb_forms, with_men


@pytest.mark.parametrize(
    ("root", "verb"),
    [
        ("kata", "mengata"),
        ("klaim", "mengklaim"),
        ("kritik", "mengkritik"),
        ("sebut", "menyebut"),
        ("tuduh", "menuduh"),
        ("pandang", "memandang"),
        ("protes", "memprotes"),
        ("bantah", "membantah"),
        ("desak", "mendesak"),
        ("janji", "menjanji"),
        ("ungkap", "mengungkap"),
        ("harap", "mengharap"),
        ("lapor", "melapor"),
        ("minta", "meminta"),
        ("nyata", "menyata"),
        ("yakin", "meyakin"),
        ("gambar", "menggambar"),
    ],
)
def test_the_active_prefix_follows_the_first_sound(root: str, verb: str) -> None:
    assert with_men(root) == verb


def test_a_root_gives_the_active_bare_passive_and_inverted_forms() -> None:
    forms = set(verb_forms("ungkap", ["me-kan", "inv"]))
    assert {
        (Construction.ACTIVE, "mengungkapkan"),
        (Construction.BARE, "ungkapkan"),
        (Construction.PASSIVE, "diungkapkan"),
        (Construction.INVERTED, "ungkap"),
        (Construction.CLITIC, "ungkapnya"),
    } <= forms


@pytest.mark.parametrize(
    ("root", "forms"),
    [
        ("claim", ("claim", "claims", "claimed", "claimed", "claiming")),
        ("deny", ("deny", "denies", "denied", "denied", "denying")),
        ("accuse", ("accuse", "accuses", "accused", "accused", "accusing")),
        ("stress", ("stress", "stresses", "stressed", "stressed", "stressing")),
        ("say/says/said/said/saying", ("say", "says", "said", "said", "saying")),
    ],
)
def test_english_verbs_are_inflected(root: str, forms: tuple[str, ...]) -> None:
    assert inflect(root) == forms


@pytest.mark.parametrize("code", ["id", "en"])
def test_a_language_is_read_once_and_holds_every_construction_it_uses(code: str) -> None:
    language = load_language(code)
    assert load_language(code) is language
    constructions = {cue.construction for cues in language.cues.values() for cue in cues}
    assert {Construction.ACTIVE, Construction.INVERTED, Construction.PASSIVE, Construction.NOUN} <= constructions


def test_a_language_that_is_not_read_is_refused() -> None:
    with pytest.raises(KeyError):
        load_language("xx")
