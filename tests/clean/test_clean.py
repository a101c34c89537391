import json
from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.clean import clean
from menurut.config import Config
from menurut.errors import StepError
from menurut.evaluate.scores import dropped_lines
from menurut.records import Article, Document, ParagraphKind, TextOrigin
from tests.clean.helpers import document

GOLD = Path(__file__).parents[2].parent / "shared" / "gold"
SAMPLE = "Pemerintah menolak tuduhan bahwa pasukannya melintasi perbatasan pada malam hari itu."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n\t\u2028\xa0", "empty"),
        (", , -\xa0", "empty"),
        ("x" * 1_000_001, "too_long"),
        ("\x00\x01\x7f\x03\x04ELF\x02\x01\x01\x00\x00\x00" * 50, "not_text"),
        ("TWVudXJ1dCBhZGFsYWggYmFoYXNhIEluZG9uZXNpYSB1bnR1ayBhY2NvcmRpbmcgdG8u" * 20, "not_text"),
        ("0123 4567 8901 2345 6789 0x00 <> || && ## 123,45 678,90 11:22 33:44 a b", "not_text"),
    ],
)
def test_what_is_no_article_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(StepError) as raised:
        document(text)
    assert (raised.value.step, raised.value.code) == ("clean", code)


def test_a_lower_limit_on_length_is_kept() -> None:
    with pytest.raises(StepError, match="at most 50 are read"):
        clean(Article(id="a", text=SAMPLE, origin="test"), Config(max_characters=50))


ODD = st.text(
    st.one_of(
        st.sampled_from("\n\n\n  \t.,.,\"“”'()[]:-–A&;#â€œ‚Äú¬†Ã\xa0\u200b\ufeff\r\x0c\u2028\x00\x93\ud83d"),
        st.sampled_from("abcdeinrstu ABCDEINRSTU0123"),
        st.characters(),
    ),
    max_size=300,
)
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                SAMPLE,
                "Baca juga: Kapal Tiba",
                "A",
                "(sya)",
                "Foto: Antara",
                "JAKARTA - Ia menolak.",
                "",
                "Share",
                "***",
                "Ia menolak.,Kami setuju.,Mereka pergi.,Kita tunggu.",
                "&quot;Tidak&quot; â€œkataâ€\x9d itu",
            ]
        ),
        ODD,
    ),
    min_size=1,
    max_size=12,
).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(ODD, LINES), title=st.none() | ODD)
def test_any_text_gives_a_sound_document_or_a_step_error(text: str, title: str | None) -> None:
    article = Article(id="a", text=text, origin="test", title=title, language="id")
    try:
        found = clean(article, Config())
    except StepError as error:
        assert error.step == "clean"
        return
    assert found == clean(article, Config())
    _assert_sound(found, article)


def _assert_sound(found: Document, article: Article) -> None:
    assert "\n".join(found.text[p.start : p.end] for p in found.paragraphs) == found.text
    found.text.encode("utf-8")
    before = {TextOrigin.TEXT: 0, TextOrigin.TITLE: 0}
    start = 0
    for number, paragraph in enumerate(found.paragraphs):
        source = article.text if paragraph.origin is TextOrigin.TEXT else article.title or ""
        assert paragraph.start == start < paragraph.end
        assert before[paragraph.origin] <= paragraph.raw_start < paragraph.raw_end <= len(source)
        places = [paragraph.to_raw(at) for at in range(paragraph.start, paragraph.end + 1)]
        assert places == sorted(places)
        assert places[0] == paragraph.raw_start
        assert places[-1] == paragraph.raw_end
        assert (paragraph.repeats is not None) == (paragraph.kind is ParagraphKind.REPEAT)
        assert (
            paragraph.repeats is None or 0 <= paragraph.repeats < len(found.paragraphs) != paragraph.repeats != number
        )
        before[paragraph.origin] = paragraph.raw_end
        start = paragraph.end + 1
    if found.dateline is not None:
        span = found.dateline.span
        assert found.text[span.start : span.end] == span.text


UNDAMAGED = st.lists(
    st.lists(
        st.sampled_from([*SAMPLE.split(), "“Tidak,”", "katanya.", "Café", "–", "12.000", "(PBB)"]),
        min_size=1,
        max_size=60,
    ).map(" ".join),
    min_size=1,
    max_size=10,
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(text=UNDAMAGED)
def test_undamaged_paragraphs_are_their_raw_slices(text: str) -> None:
    found = clean(Article(id="a", text=f"{SAMPLE}\n{text}", origin="test", language="id"), Config())
    for paragraph in found.paragraphs:
        raw = f"{SAMPLE}\n{text}"[paragraph.raw_start : paragraph.raw_end]
        assert raw.replace("\n", " ") == found.text[paragraph.start : paragraph.end]


@pytest.mark.parametrize(
    "line",
    [
        "Ia menolak tuduhan itu. " * 9_000,
        SAMPLE + " kata" * 45_000,
        SAMPLE + "&quot;" * 30_000,
        SAMPLE + "â€œ kata â€\x9d " * 15_000,
        SAMPLE + " Baca juga: A" * 15_000,
        SAMPLE + ".,A b" * 40_000,
        SAMPLE + " ((((" + "[" * 100_000 + "a" * 100_000,
        SAMPLE + "\n" + "a\n" * 90_000,
        SAMPLE + " \u200b\x00" * 60_000 + "kata" * 20_000,
        SAMPLE + "\n" + (SAMPLE + "\n") * 2_000,
    ],
)
def test_a_monstrous_line_is_read_or_refused(line: str) -> None:
    article = Article(id="a", text=f"{SAMPLE}\n{line}", origin="test")
    try:
        assert clean(article, Config(max_characters=1_000_000)).text.startswith(SAMPLE)
    except StepError as error:
        assert error.code == "not_text"


def _records(name: str, file: str) -> list[dict[str, Any]]:
    path = GOLD / name / f"{file}.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _dropped(article: dict[str, Any]) -> set[int]:
    found = document(article["text"], title=article.get("title"), language=article.get("language"))
    starts, at = [], 0
    for line in article["text"].split("\n"):
        starts.append(at)
        at += len(line) + 1
    kept: set[int] = set()
    dropped: set[int] = set()
    for paragraph in found.paragraphs:
        if paragraph.origin is TextOrigin.TEXT:
            line = bisect_right(starts, paragraph.raw_start)
            (kept if paragraph.kind in (ParagraphKind.HEADLINE, ParagraphKind.BODY) else dropped).add(line)
    return dropped - kept


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("seed", 1.0, 1.0), ("train", 1.0, 1.0), ("english", 0.95, 0.9)]
)
def test_the_gold_lines_are_dropped_and_no_others(name: str, precision: float, recall: float) -> None:
    gold = {record["id"]: dropped_lines(record) for record in _records(name, "gold")}
    found = {article["id"]: _dropped(article) for article in _records(name, "articles")}
    right = sum(len(found[key] & gold[key]) for key in gold)
    assert right >= precision * sum(map(len, found.values()))
    assert right >= recall * sum(map(len, gold.values()))


def test_menus_stand_above_the_headline_and_lists_below_the_story() -> None:
    found = document(
        "Beranda\nInternasional\nMenlu Arvania Bantah Kirim Tentara\nPenulis Rudi Hartanto\n"
        "Senin, 4 Maret 2024 | 10:20 WIB\n"
        "Menlu Arvania memberi keterangan di Doha, Senin (4/3/2024). (AFP/JOHN ROE)\n"
        f"DOHA, WartaSelat.com – {SAMPLE}\nIa menambahkan, bantuan akan tiba pada hari Rabu pekan ini juga.\n"
        "Terpopuler\n1\nHarga Minyak Naik\n2\nDua Menteri Mundur"
    )
    assert [p.kind.value for p in found.paragraphs] == [
        *("boilerplate", "boilerplate", "headline", "byline", "boilerplate", "caption", "body", "body"),
        *["boilerplate"] * 5,
    ]
    assert found.dateline is not None


def test_a_label_takes_its_caption_along() -> None:
    found = document(
        "Arvania denies sending troops\nMarch 4, 2024 5:30 PM GMT Updated 2 hours ago\nImage source, Northwire\n"
        "Image caption,\nArvania's foreign minister spoke in Doha on Monday\n"
        "Arvania denied on Monday that its troops had crossed the border with its neighbour in the south.\n"
        "It said no more."
    )
    assert [p.kind.value for p in found.paragraphs] == [
        *("headline", "boilerplate", "caption", "caption", "caption", "body", "body"),
    ]
