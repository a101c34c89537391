"""The fast setting leaves sentences unread that hold nothing, and only those."""

import json

import pytest

from menurut.annotate import annotate, split
from menurut.config import Config
from menurut.evaluate.given import spans_of
from menurut.languages.gate import load_gate
from menurut.pipeline import analyse, clean, read_article
from menurut.read import make_article
from menurut.records import Reading, Sentence
from tests.conftest import OWN_ARTICLES, OWN_GOLD

TEXTS = {
    "id": """Menlu Arvania Tiba di Doha
DOHA - Menteri Luar Negeri Arvania Tomas Ilman tiba di Doha, Senin (4/3/2024), untuk berunding. Ia turun dari pesawat \
pada pukul sembilan pagi. Kementerian Luar Negeri Qatar menyatakan bahwa perundingan itu akan berlangsung dua hari. \
Suhu udara di kota itu berkisar antara 24 hingga 31 derajat Celsius dengan kelembapan 60 persen. \
Tim tuan rumah unggul 2-0 pada babak pertama lewat gol Ramadan pada menit ke-12 dan ke-30. \
Pasukan Arvania menembaki dua desa di perbatasan pada malam hari. \
"Kami datang untuk berbicara. Hujan ringan turun pada sore hari," kata Ilman kepada wartawan di bandara.""",
    "en": """A Walk Around the Lake
The lake lies in a wide green valley with many old trees. The path begins behind the small red house. \
You can walk around it in about two hours, and there are benches and tables where you can sit and eat. \
The water is clear and cold, and the colors of the leaves are beautiful in the fall. \
Arvanian troops shelled two villages on the border at night. The ministry said that the talks would last two days. \
"We came to talk. Light rain fell in the afternoon," Tomas Ilman told reporters at the airport.""",
}
IDLE = {"id": ("Suhu udara", "Tim tuan rumah"), "en": ("You can walk", "The water is")}


def reading_of(text: str, *, fast: bool) -> Reading:
    reading = read_article(make_article(text, "here"), Config(fast=fast))
    assert isinstance(reading, Reading)
    return reading


def skipped(reading: Reading) -> list[str]:
    text = reading.document.text
    return [text[s.start : s.end] for s in reading.annotation.sentences if s.first_word == s.last_word]


@pytest.mark.parametrize("language", ["id", "en"])
def test_scores_and_weather_are_skipped_and_news_is_read(language: str) -> None:
    reading = reading_of(TEXTS[language], fast=True)
    assert reading.document.language == language
    unread = skipped(reading)
    assert len(unread) == 2
    assert unread[0].startswith(IDLE[language][0])
    assert unread[1].startswith(IDLE[language][1])
    whole = reading_of(TEXTS[language], fast=False)
    assert skipped(whole) == []
    assert [s.start for s in reading.annotation.sentences] == [s.start for s in whole.annotation.sentences]
    assert {a.content for a in reading.attributions} == {a.content for a in whole.attributions}
    assert "ASSAULT" in {e.type for e in reading.events}


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_record_has_words_of_a_skipped_sentence(language: str) -> None:
    reading = reading_of(TEXTS[language], fast=True)
    annotation = reading.annotation
    for sentence in annotation.sentences:
        own = annotation.words[sentence.first_word : sentence.last_word]
        assert all(sentence.start <= word.start < word.end <= sentence.end for word in own)
    spans = [span for actor in reading.actors for span in actor.mentions]
    spans += [span for a in reading.attributions for span in (a.source, *a.content) if span is not None]
    unread = [s for s in annotation.sentences if s.first_word == s.last_word]
    assert not [span.text for span in spans for s in unread if span.start < s.end and s.start < span.end]


def test_what_our_own_texts_tell_is_read() -> None:
    """Of the sentences with words of an annotated event or of a cue, the gate reads all but one in a hundred."""
    gold = {row["id"]: row for row in map(json.loads, OWN_GOLD.read_text("utf-8").splitlines())}
    told = missed = 0
    for row in map(json.loads, OWN_ARTICLES.read_text("utf-8").splitlines()):
        article = make_article(row["text"], "own", given_id=row["id"], title=row["title"])
        document = clean(article, Config())
        tokens, sentences = split(document)
        empty = load_gate(document.language).empty(document, tokens, sentences)
        record = gold[row["id"]]
        pairs = [pair for event in record.get("events", []) for pair in event["mentions"]]
        pairs += [a["cue"] for a in record.get("attributions", []) if a.get("cue")]
        for span in spans_of(document, article.text, pairs):
            told += 1
            missed += any(e and s.start <= span.start < s.end for s, e in zip(sentences, empty, strict=True))
    assert told > 500
    assert missed <= told / 100


def _unread(text: str) -> list[str]:
    document = clean(make_article(text, "here"), Config())
    tokens, sentences = split(document)
    found: list[Sentence] = [
        s for s, e in zip(sentences, load_gate("id").empty(document, tokens, sentences), strict=True) if e
    ]
    return [document.text[s.start : s.end] for s in found]


def test_some_sentences_are_always_read() -> None:
    idle = "Tim tuan rumah unggul 2-0 pada babak pertama lewat gol Ramadan pada menit ke-30."
    lines = ["Hasil Pertandingan Sepak Bola Semalam", "Laga itu seru.", "Babak kedua berjalan lambat."]
    assert _unread("\n".join([*lines, idle])) == [idle]
    assert _unread("\n".join([*lines[:2], idle])) == []  # the second sentence of the body
    assert _unread("\n".join([*lines, idle[:-1] + " yang “cantik”."])) == []
    assert _unread("\n".join([*lines, f'"Kami senang. {idle} Kami pulang," kata pelatih itu.'])) == []
    assert _unread("\n".join([*lines, idle, "dan menit ke-40 pada babak kedua."])) == []


def test_skipping_is_asked_for() -> None:
    document = clean(make_article(TEXTS["id"], "here"), Config())
    assert all(s.first_word < s.last_word for s in annotate(document, Config(fast=True)).sentences)
    unread = [s for s in analyse(document, Config(fast=True)).annotation.sentences if s.first_word == s.last_word]
    assert len(unread) == 2
