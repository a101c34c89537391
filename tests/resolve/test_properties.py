"""What holds for any text at all: no error, exact spans, stable ids."""

from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.ids import actor_id
from tests.resolve.helpers import actors, document

_SAMPLE = """Presiden Menteri Luar Negeri Rusia AS Moskow ( ) , . para pejabat Vladimir al-Ahmad dan untuk di itu PBB '
polisi menolak kata juru bicara the of said U.S. officials 's minister – " Houthi pemerintah Lima (UEA) 12 Turki bin
pihaknya Gaza seorang AS-Iran Trump's menteri, Luar-Negeri Amnesty International Arab"""
WORDS = [*_SAMPLE.split(), "\n", "é", "\u200b", "𝔸"]


def check(text: str, language: str) -> None:
    found = actors(text, language)
    for actor in found:
        assert actor.mentions
        assert actor.id == actor_id("article", actor.name, actor.mentions)
        for mention in actor.mentions:
            assert mention.start >= 0
            assert text[mention.start : mention.end] == mention.text != ""
        assert list(actor.mentions) == sorted(actor.mentions, key=lambda span: (span.start, -span.end))
    assert len({actor.id for actor in found}) == len(found)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.sampled_from(["id", "en"]))
def test_any_order_of_words_is_read(text: str, language: str) -> None:
    check(text, language)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120).filter(lambda text: "\r" not in text), st.sampled_from(["id", "en"]))
def test_any_text_is_read(text: str, language: str) -> None:
    check(text, language)


def test_a_very_long_line_is_read() -> None:
    line = "Menteri Luar Negeri Rusia Anton Petrov, " * 4000
    assert document(line).text == line
    assert [actor.country for actor in actors(line)] == ["RUS"]
