"""How much of the gold is found: a floor under what was measured, on articles the model has not seen."""

import json
from pathlib import Path
from typing import Any

import pytest

from menurut.annotate import annotate
from menurut.attribute import attribute
from menurut.attribute.candidates import Candidate
from menurut.attribute.units import Unit
from menurut.config import Config
from menurut.records import Attribution
from menurut.train.attributions import gold_document, match_gold

GOLD = Path(__file__).parents[3] / "shared" / "gold"


def json_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def as_candidate(found: Attribution) -> Candidate:
    source = (found.source.start, found.source.end) if found.source else None
    content = tuple((part.start, part.end) for part in found.content)
    return Candidate(Unit((), 0), "", None, None, source, content, ())


@pytest.mark.skipif(not GOLD.exists(), reason="the gold articles (../shared/gold) are not beside the repository")
@pytest.mark.parametrize(("part", "language", "floor"), [("dev", "id", 0.78), ("english", "en", 0.48)])
def test_attribution_f1_on_the_gold(part: str, language: str, floor: float) -> None:
    articles = {row["id"]: row for row in json_lines(GOLD / part / "articles.jsonl")}
    hits = wanted = predicted = 0
    for entry in json_lines(GOLD / part / "gold.jsonl"):
        document = gold_document(articles[entry["id"]], entry, language)
        found = attribute(document, annotate(document, Config()), Config())
        hits += sum(i is not None for i in match_gold(document, entry, [as_candidate(a) for a in found]))
        wanted += len(entry["attributions"])
        predicted += len(found)
    assert 2 * hits / (wanted + predicted) >= floor
