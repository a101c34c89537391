"""The model is learned from gold in one fixed way."""

import json
from pathlib import Path

from menurut.records import ParagraphKind
from menurut.train.attributions import best_threshold, cue_examples, figures, fit, gold_document, read_gold

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
        {"source": [2, "Menteri Otieno"], "cue": [2, "mengatakan"], "content": [[2, "perbatasan dibuka lagi"]]},
        {"source": [4, "Otieno"], "cue": [4, "kata"], "content": [[4, "Kami siap"]]},
    ],
}


def test_gold_lines_become_paragraphs_and_dropped_ones_are_not_read() -> None:
    document = gold_document({"id": "a", "text": "\n".join(LINES)}, GOLD, "id")
    kinds = [paragraph.kind for paragraph in document.paragraphs]
    assert kinds == [ParagraphKind.HEADLINE, ParagraphKind.BODY, ParagraphKind.BOILERPLATE, ParagraphKind.BODY]


def test_candidates_are_matched_with_gold_one_to_one(tmp_path: Path) -> None:
    articles, gold = tmp_path / "articles.jsonl", tmp_path / "gold.jsonl"
    articles.write_text(json.dumps({"id": "a", "text": "\n".join(LINES)}) + "\n", encoding="utf-8")
    gold.write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (article,) = read_gold(articles, gold, "id", lexical=False)
    assert article.gold == 2
    assert sum(example.label for example in article.examples) == 2
    assert not any(name.startswith("word:") for example in article.examples for name in example.names)


def test_learning_is_repeatable_and_prefers_what_it_was_shown() -> None:
    examples = cue_examples("id", lexical=False)
    weights = fit(examples)
    assert weights == fit(examples)
    assert weights["first person"] < 0 if "first person" in weights else weights["bias"] != 0


def test_the_threshold_lies_where_f1_is_best() -> None:
    scored = [(0.9, True)] * 50 + [(0.7, True)] * 30 + [(0.3, False)] * 60 + [(0.1, False)] * 200
    threshold = best_threshold(scored, 80)
    assert 0.3 < threshold <= 0.7
    assert figures(scored, 80, threshold) == (1.0, 1.0, 1.0)
