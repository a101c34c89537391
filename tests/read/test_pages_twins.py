from __future__ import annotations

import pytest

from menurut.read.articles import make_article
from menurut.read.pages import canonical, merged
from menurut.records import Article

STORY = "https://warta.example/berita/menlu-arvania-tiba-di-doha"
LEAD = "Menteri Luar Negeri Arvania tiba di Doha pada hari Senin."
SECOND = "Ia akan berunding dengan tuan rumahnya selama dua hari."
THIRD = "Kementerian Luar Negeri Qatar membantah kabar tentang pangkalan itu."
FOURTH = "Perundingan berikutnya dijadwalkan pada bulan depan di Oslo."


def story(*lines: str, at: str = "", published: str | None = None) -> Article:
    return make_article("\n".join(lines), "x", url=STORY + at, title="Menlu Arvania Tiba", published=published)


@pytest.mark.parametrize(
    ("known", "new", "text"),
    [
        (story(LEAD, SECOND), story(LEAD, SECOND, at="?amp=1"), None),
        (story(LEAD, SECOND, THIRD), story(f"{LEAD} {SECOND}", at="/amp"), None),
        (story(LEAD, SECOND), story(LEAD, SECOND, THIRD, at="?page=all"), (LEAD, SECOND, THIRD)),
        (story(LEAD, SECOND, THIRD, at="?page=all"), story(SECOND, THIRD, at="?page=2"), None),
        (story(LEAD, SECOND), story(THIRD, FOURTH, at="?page=2"), (LEAD, SECOND, THIRD, FOURTH)),
        (story(THIRD, FOURTH, at="?page=2"), story(LEAD, SECOND), (LEAD, SECOND, THIRD, FOURTH)),
        (story(FOURTH, at="/3"), story(THIRD, at="/2"), (THIRD, FOURTH)),
        (story(LEAD, SECOND), story(LEAD, THIRD, at="?page=2"), (LEAD, SECOND, THIRD)),  # the lead said once more
        (story(LEAD, SECOND), story(LEAD, THIRD, FOURTH), (LEAD, THIRD, FOURTH)),  # a later, longer version
        (story(LEAD, SECOND, THIRD), story(LEAD, FOURTH), None),  # and a shorter one
        (story(LEAD), story("", at="?page=2"), None),
    ],
)
def test_two_pages_of_an_article(known: Article, new: Article, text: tuple[str, ...] | None) -> None:
    both = merged(known, new)
    assert (both and tuple(both.text.splitlines())) == text
    if both is not None:
        assert both.url == STORY
        assert both.id == make_article(both.text, "x", url=STORY).id
        assert merged(both, known) is None
        assert merged(both, new) is None


def test_what_the_first_page_lacks_the_second_one_tells() -> None:
    both = merged(story(LEAD), story(SECOND, at="?page=2", published="2024-03-04"))
    assert both is not None
    assert (both.published, both.title, canonical(both.url or "")) == ("2024-03-04", "Menlu Arvania Tiba", STORY)
