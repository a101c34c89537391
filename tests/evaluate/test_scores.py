from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate import score_record, total
from menurut.evaluate.floors import shortfalls
from menurut.evaluate.run import evaluate
from menurut.evaluate.scores import FIGURES
from tests.conftest import OWN_ARTICLES, OWN_GOLD, write_lines

TEXT = 'Menlu Ilman membantah tuduhan itu.\n"Kami tidak menyerang siapa pun," kata Ilman di Doha.'
ILMAN = {"id": "a1", "name": "Ilman", "kind": "person", "country": None, "mentions": [[1, "Menlu Ilman"], [2, "Ilman"]]}


def attribution(**changes: Any) -> dict[str, Any]:
    return {
        "id": "s1",
        "source": [2, "Ilman"],
        "speaker": "a1",
        "cue": [2, "kata"],
        "content": [[2, "Kami tidak menyerang siapa pun"]],
        "form": "direct",
        "act": "DENY",
        "about": [],
    } | changes


def record(*attributions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "x", "drop": {}, "actors": [ILMAN], "events": [], "attributions": list(attributions)} | more


def test_what_agrees_counts_as_found() -> None:
    figures = score_record(TEXT, record(attribution()), record(attribution()))
    assert figures["attribution"].f1 == figures["act"].f1 == figures["speaker"].f1 == figures["actor"].f1 == 1.0


def test_half_of_the_content_is_enough_and_less_is_not() -> None:
    for words, found in (("tidak menyerang siapa pun", 1), ("Kami", 0)):
        figures = score_record(TEXT, record(attribution()), record(attribution(content=[[2, words]])))
        assert figures["content"].hits == figures["attribution"].hits == found


def test_another_source_loses_the_attribution_but_not_the_content() -> None:
    figures = score_record(TEXT, record(attribution()), record(attribution(source=None)))
    assert (figures["content"].hits, figures["attribution"].hits) == (1, 0)


def test_an_empty_prediction_finds_nothing_and_form_is_counted_of_what_was_found() -> None:
    figures = score_record(TEXT, record(attribution()), {})
    assert (figures["attribution"].recall, figures["form"].gold) == (0.0, 0)


def test_words_that_stand_in_no_line_find_nothing() -> None:
    figures = score_record(TEXT, record(attribution()), record(attribution(content=[[9, "Kami"], [2, "bukan ini"]])))
    assert figures["content"].hits == 0


def test_dropped_lines_are_compared_one_by_one() -> None:
    figures = score_record(TEXT, record(drop={"3-5": "repeat"}), record(drop={"4": "byline", "5-6": "repeat"}))
    assert (figures["drop"].hits, figures["drop"].gold, figures["drop"].predicted) == (2, 3, 3)


def test_figures_add_up_over_articles() -> None:
    one = score_record(TEXT, record(attribution()), record(attribution()))
    none = score_record(TEXT, record(attribution()), {})
    assert total([one, none, none])["attribution"].recall == pytest.approx(1 / 3)


def _disturbed(gold: dict[str, Any], random_: random.Random) -> dict[str, Any]:
    """Gold with parts left out, cut and changed, to compare two scorers on."""
    made = copy.deepcopy(gold)
    for group in ("attributions", "events", "actors"):
        made[group] = [item for item in made[group] if random_.random() < 0.8]
    for item in made["attributions"]:
        if random_.random() < 0.4:
            line, words = item["content"][0]
            item["content"][0] = [line, words[: max(1, len(words) // random_.choice([2, 3, 5]))]]
        if random_.random() < 0.3:
            item["source"] = random_.choice([None, item["content"][0]])
        if random_.random() < 0.3:
            item["act"], item["form"] = "STATE", "mixed"
    for item in made["events"]:
        if random_.random() < 0.4:
            item["type"], item["status"], item["date"] = "ACCUSE", "planned", None
        if random_.random() < 0.3:
            item["source"], item["target"] = item["target"], item["source"][:1]
    for item in made["actors"]:
        if random_.random() < 0.3:
            item["country"], item["mentions"] = "IDN", item["mentions"][:1]
    made["drop"] = {"1-2": "caption"} if random_.random() < 0.2 else made["drop"]
    return made


@pytest.mark.parametrize("part", ["train", "dev", "english", "seed"])
def test_the_figures_are_those_of_the_shared_scorer(shared: Path, tmp_path: Path, part: str) -> None:
    folder = shared / "gold" / part
    random_ = random.Random(7)
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").strip("\n").split("\n")]
    predicted = write_lines(tmp_path / "predicted.jsonl", [_disturbed(row, random_) for row in gold])
    files = [folder / "articles.jsonl", folder / "gold.jsonl", predicted]
    command = [sys.executable, str(shared / "gold/score.py"), *map(str, files), "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    figures = evaluate(files[0], files[1], Config(), predicted).figures
    assert set(figures) == set(expected) | {"date_given", "place_given", "place", "positions"}
    for name in expected:
        figure = figures[name]
        found = {"p": figure.precision, "r": figure.recall, "f1": figure.f1}
        assert found == pytest.approx({key: expected[name][key] for key in found}), name


def test_a_figure_below_its_floor_is_named(tmp_path: Path) -> None:
    floors = tmp_path / "floors.toml"
    floors.write_text("[own]\ndrop = 0.0\nattribution = 1.01\n")
    evaluation = evaluate(OWN_ARTICLES, OWN_GOLD, Config())
    reached = {name: figure.f1 for name, figure in evaluation.figures.items()}
    (shortfall,) = shortfalls(reached, floors, "own", FIGURES)
    assert (shortfall.figure, shortfall.floor) == ("attribution", 1.01)
    with pytest.raises(InputError, match="no table"):
        shortfalls(reached, floors, "other", FIGURES)


def test_gold_that_annotates_no_article_is_said_so(tmp_path: Path) -> None:
    articles = write_lines(tmp_path / "articles.jsonl", [{"id": "x", "text": TEXT}])
    gold = write_lines(tmp_path / "gold.jsonl", [record() | {"id": "y"}])
    with pytest.raises(InputError, match="'y'"):
        evaluate(articles, gold, Config())
