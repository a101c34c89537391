import pytest

from menurut.errors import StepError
from tests.clean.helpers import document

CASES = [
    ("Presiden mengatakan bahwa pemerintah akan membantu korban banjir usai rapat kabinet di Jakarta.", "id"),
    ("Rusia membantah tuduhan itu.", "id"),
    ("Kremlin: Tak Ada Rencana Perundingan", "id"),
    ("The minister said on Tuesday that the talks would resume next week in Geneva.", "en"),
    ("Russia denied the accusation.", "en"),
    ("Amal itu dicatat oleh malaikat, kata ustaz itu kepada jemaah yang hadir di masjid.", "id"),
]
OTHERS = [
    ("Perdana Menteri berkata kerajaan akan membantu mangsa banjir kerana bekalan makanan dijangka habis.", "Malay"),
    ("Le ministre a déclaré mardi que les pourparlers reprendraient la semaine prochaine à Genève.", "French"),
    ("قال الوزير إن المحادثات ستستأنف الأسبوع المقبل في جنيف", "Arabic"),
    ("De minister zei dinsdag dat de gesprekken volgende week in Genève worden hervat.", "Dutch"),
]


@pytest.mark.parametrize(("text", "language"), CASES)
def test_a_sentence_is_enough(text: str, language: str) -> None:
    assert document(text).language == language


@pytest.mark.parametrize(("text", "name"), OTHERS)
def test_another_language_is_named(text: str, name: str) -> None:
    with pytest.raises(StepError, match=f"in {name}; menurut reads Indonesian and English") as raised:
        document(text)
    assert (raised.value.step, raised.value.code) == ("clean", "language_not_read")


def test_the_stated_language_holds_where_the_text_is_too_short() -> None:
    assert document("Ia: no comment.", language="id").language == "id"
    assert document("Ia: no comment.", language="en-GB").language == "en"


def test_a_wrong_stated_language_gives_way_to_a_clear_text() -> None:
    assert document(CASES[3][0], language="id").language == "en"
    assert document(CASES[0][0], language="en").language == "id"


def test_english_buttons_do_not_make_an_indonesian_article_english() -> None:
    buttons = "Share\nTweet\nRead more\nSign up for our daily newsletter now\nCopyright 2024. All rights reserved."
    assert document(f"{CASES[0][0]}\n{buttons}").language == "id"
