"""Whatever the gold shows, each phenomenon is found in both languages; and the seed's attributions with their acts."""

import json
from pathlib import Path

import pytest

from menurut.config import Config
from menurut.evaluate.run import evaluate
from tests.conftest import OWN_ARTICLES, OWN_GOLD, write_lines

GOLD = Path(__file__).parents[3] / "shared" / "gold"
NEEDS_GOLD = pytest.mark.skipif(
    not GOLD.exists(), reason="the gold articles (../shared/gold) are not beside the repository"
)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_phenomenon_of_our_own_texts_is_found(language: str, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in OWN_ARTICLES.read_text("utf-8").splitlines()]
    ids = {row["id"] for row in rows if row.get("language", "id") == language}
    gold = [json.loads(line) for line in OWN_GOLD.read_text("utf-8").splitlines()]
    kept = write_lines(tmp_path / "gold.jsonl", [row for row in gold if row["id"] in ids])
    report = evaluate(OWN_ARTICLES, kept, Config()).report
    shown = {name: figure for name, figure in report.by_phenomenon.items() if figure.gold >= 4}
    assert len(shown) >= 17
    hard = {"passive or agentless", "quotation without a cue"}  # found, but less often than not in English
    assert {name: f.recall for name, f in shown.items() if f.recall < (0.2 if name in hard else 0.5)} == {}


@NEEDS_GOLD
def test_the_seed_has_all_its_attributions_and_hardly_another() -> None:
    figures = evaluate(GOLD / "seed/articles.jsonl", GOLD / "seed/gold.jsonl", Config()).figures
    assert figures["attribution"].recall == figures["speaker"].f1 == 1.0
    assert figures["attribution"].predicted <= figures["attribution"].gold + 1
    assert figures["act"].hits >= 10


@NEEDS_GOLD
def test_a_higher_score_is_more_often_right() -> None:
    report = evaluate(GOLD / "dev/articles.jsonl", GOLD / "dev/gold.jsonl", Config()).report
    precisions = {least: precision for least, precision, _ in report.precisions()}
    assert precisions[0.9] > precisions[0.0] + 0.03
