"""What the attribution networks are learned from: gold and annotations, brought to places in a text."""

import json
from pathlib import Path

import pytest

from menurut.records import ParagraphKind
from menurut.train.attributions.marked import cue_articles, document_of, gold_articles, marked_article, placed
from menurut.train.attributions.texts import annotated, cut, digest

LINES = [
    "Kenya Buka Perbatasan",
    "Menteri Otieno mengatakan bahwa perbatasan dibuka lagi.",
    "Baca juga: Kenya Tutup Perbatasan",
    '"Kami siap," kata Otieno.',
]
GOLD = {
    "id": "a",
    "drop": {"3": "boilerplate"},
    "attributions": [
        {
            "source": [2, "Menteri Otieno"],
            "cue": [2, "mengatakan"],
            "content": [[2, "perbatasan dibuka lagi"]],
            "act": "STATE",
        },
        {"source": [4, "Otieno"], "cue": [4, "kata"], "content": [[4, "Kami siap"]], "act": "STATE"},
    ],
}
DATA = Path(__file__).parents[3] / "shared/data"


def test_gold_becomes_places_and_dropped_lines_are_not_read(tmp_path: Path) -> None:
    articles, gold = tmp_path / "articles.jsonl", tmp_path / "gold.jsonl"
    articles.write_text(json.dumps({"id": "a", "text": "\n".join(LINES)}) + "\n", encoding="utf-8")
    gold.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (article,) = gold_articles(articles, gold)
    kinds = [paragraph.kind for paragraph in article.document.paragraphs]
    assert kinds == [ParagraphKind.HEADLINE, ParagraphKind.BODY, ParagraphKind.BOILERPLATE, ParagraphKind.BODY]
    text = article.document.text
    words = [
        (text[slice(*mark.source or (0, 0))], [text[a:b] for a, b in mark.content]) for mark in article.attributions
    ]
    assert words == [("Menteri Otieno", ["perbatasan dibuka lagi"]), ("Otieno", ["Kami siap"])]


def test_words_that_stand_twice_are_placed_where_they_belong_together() -> None:
    document = document_of("x", "id", ["Iran mengatakan siap berunding. Mereka mengatakan sanksi harus dicabut."])
    gold = {
        "source": [1, "Mereka"],
        "cue": [1, "mengatakan"],
        "content": [[1, "sanksi harus dicabut"]],
        "act": "DEMAND",
    }
    mark = placed(document, gold)
    assert mark is not None
    assert mark.cue is not None
    assert mark.cue[0] == document.text.rindex("mengatakan")


def test_words_that_do_not_stand_there_are_left_out() -> None:
    gold = {"source": None, "cue": [1, "kata"], "content": [[1, "bukan ini"]], "act": "STATE"}
    assert placed(document_of("x", "id", ["Kami siap, kata Otieno."]), gold) is None


def test_places_count_from_their_line() -> None:
    article = marked_article("x", "id", LINES, [([4, 18, 24], [4, 13, 17], [[4, 1, 10]], "STATE")])
    (mark,) = article.attributions
    text = article.document.text
    assert mark.source is not None
    assert (text[slice(*mark.source)], text[slice(*mark.content[0])]) == ("Otieno", "Kami siap")


def test_the_examples_beside_the_cues_are_learned_from() -> None:
    for code in ("id", "en"):
        articles = cue_articles(code)
        assert sum(len(article.attributions) for article in articles) > 100
        assert any(not article.attributions for article in articles)


def test_a_text_is_cut_after_a_line_and_known_by_its_digest() -> None:
    assert cut(["satu dua tiga", "empat lima", "enam"], 4) == ["satu dua tiga", "empat lima"]
    assert digest(["a", "b"]) != digest(["a b"])


@pytest.mark.skipif(not DATA.exists(), reason="the raw news (../shared/data) is not beside the repository")
def test_the_annotated_articles_are_made_from_the_data_as_they_were() -> None:
    articles, lost = annotated(DATA, "en")
    assert len(articles) > 300
    assert lost <= len(articles) // 50
