"""Errors by phenomenon, calibration, and scores by offsets."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from menurut.cli.main import main
from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate.phenomena import phenomena_of
from menurut.evaluate.report import Report
from menurut.evaluate.scores import Figure
from menurut.evaluate.spans import Marked, SpanScores, evaluate_spans, score_article
from menurut.languages import load_language
from tests.conftest import write_lines
from tests.evaluate.test_scores import TEXT, attribution, record

ID = load_language("id")
SCORER = Path(__file__).parents[3] / "shared/gold/english/score_polnear.py"


def kinds(text: str, **changes: Any) -> tuple[str, ...]:
    made = attribution(**changes)
    return phenomena_of(made, record(made), text.split("\n"), ID)


def test_an_attribution_is_told_by_its_shape_its_cue_and_its_act() -> None:
    assert kinds(TEXT) == ("direct, cue after", "denial")
    assert "clitic cue" in kinds('"Kami siap," katanya.', source=None, cue=[1, "katanya"], content=[[1, "Kami siap"]])
    assert "headline" in kinds("Ilman: Kami Siap", source=[1, "Ilman"], cue=[1, ":"], content=[[1, "Kami Siap"]])
    assert "pronoun" in kinds("Dia siap, kata dia.", source=[1, "dia"], cue=[1, "kata"], content=[[1, "Dia siap"]])
    nested = attribution(id="s2", source=None, cue=[2, "menyerang"], content=[[2, "siapa pun"]], form="indirect")
    assert "nested" in phenomena_of(nested, record(attribution(), nested), TEXT.split("\n"), ID)


def test_errors_are_told_apart_and_the_worst_come_first() -> None:
    report = Report()
    report.add("a", TEXT, record(attribution()), record(attribution(act="STATE", score=0.9)), ID)
    report.add("b", TEXT, record(attribution()), record(), ID)
    report.add("c", TEXT, record(), record(attribution(score=0.7)), ID)
    report.add("d", TEXT, record(attribution()), record(attribution(source=None, score=0.6)), ID)
    assert sorted(error.kind for error in report.errors) == ["act", "false", "missed", "source"]
    assert report.worst(1)[0].kind == "missed"
    assert report.by_phenomenon["direct, cue after"] == Figure(1, 3, 3)


def test_calibration_counts_what_is_right_in_each_tenth() -> None:
    report = Report()
    for score, gold in ((0.95, record(attribution())), (0.95, record()), (0.55, record())):
        report.add("a", TEXT, gold, record(attribution(score=score)), ID)
    high, low = report.calibration()
    assert (high.predicted, high.right, low.predicted, low.right) == (2, 0.5, 1, 0.0)
    assert report.precisions()[-1] == (0.9, 0.5, 2)


def test_the_evaluation_prints_errors_as_a_person_reads_them(tmp_path: Path) -> None:
    articles = write_lines(tmp_path / "a.jsonl", [{"id": "x", "text": TEXT, "language": "id"}])
    missed = attribution(source=[1, "Menlu Ilman"], cue=None, content=[[1, "tuduhan"]])
    gold = write_lines(tmp_path / "g.jsonl", [record(attribution(), missed)])
    nothing = write_lines(tmp_path / "p.jsonl", [record()])
    result = CliRunner().invoke(
        main, ["evaluate", str(articles), str(gold), "--predictions", str(nothing), "--errors", "1"]
    )
    assert result.exit_code == 0, result.output
    assert "not found: x, line 2" in result.output
    assert "[Ilman] <kata> Kami tidak menyerang siapa pun (DENY)" in result.output


def test_offsets_are_scored_from_raw_text(tmp_path: Path) -> None:
    text = '"Kami siap membantu," kata Otieno.'
    span = [[text.index("Otieno"), text.index(".")]]
    gold = {"source": span, "cue": [[22, 26]], "content": [[1, 19]], "kind": "direct"}
    path = write_lines(
        tmp_path / "g.jsonl",
        [{"id": "x", "text": text + " Hal itu disampaikan di Nairobi pada hari Senin.", "attributions": [gold]}],
    )
    scores = evaluate_spans(path, Config(), claims=False)
    assert scores.attribution.recall == 1.0
    assert scores.recall["direct"] == Figure(1, 1, 0)
    broken = write_lines(tmp_path / "b.jsonl", [{"id": "x", "text": text}])
    with pytest.raises(InputError, match="not in the form of offsets"):
        evaluate_spans(broken, Config(), claims=False)


def _random_article(chooser: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    text = " ".join("abcdefgh"[chooser.randrange(8)] * 3 for _ in range(40))

    def span(most: int) -> list[list[int]]:
        first = chooser.randrange(36)
        return [[4 * first, 4 * (first + chooser.randint(1, most)) - 1]]

    gold = [
        {
            "source": span(4) if chooser.random() < 0.8 else [],
            "cue": span(1),
            "content": span(12),
            "kind": chooser.choice(["direct", "indirect"]),
            "claim": chooser.random() < 0.7,
        }
        for _ in range(5)
    ]
    found = [
        {name: each[name] if chooser.random() < 0.7 else span(5) for name in ("source", "cue", "content")}
        for each in gold
        if chooser.random() < 0.8
    ]
    return {"id": str(chooser.random()), "text": text, "attributions": gold}, {"attributions": found}


def _marked(row: dict[str, Any]) -> Marked:
    source, cue, content = (
        frozenset(i for i in range(40) for a, b in row[name] if 4 * i < b and 4 * i + 3 > a)
        for name in ("source", "cue", "content")
    )
    return Marked(source, cue, content, row.get("kind", "all"), row.get("claim", True))


@pytest.mark.skipif(
    not SCORER.exists(), reason="PolNeAR's scorer (../shared/gold/english) is not beside the repository"
)
@pytest.mark.parametrize("claims", [False, True])
def test_the_figures_by_offsets_are_those_of_the_shared_scorer(claims: bool, tmp_path: Path) -> None:
    chooser = random.Random(3)
    pairs = [_random_article(chooser) for _ in range(30)]
    gold = write_lines(tmp_path / "g.jsonl", [g for g, _ in pairs])
    found = write_lines(tmp_path / "p.jsonl", [{"id": g["id"], **p} for g, p in pairs])
    command = [
        sys.executable,
        str(SCORER),
        str(gold),
        str(found),
        "--json",
        "--boot",
        "0",
        *(["--claims"] if claims else []),
    ]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = SpanScores()
    for g, p in pairs:
        score_article(
            ours, [_marked(a) for a in g["attributions"]], [_marked(a) for a in p["attributions"]], claims=claims
        )
    for name, figure in (("strict", ours.attribution), ("lenient", ours.lenient), ("content", ours.content)):
        assert (figure.precision, figure.recall) == pytest.approx((theirs[name]["P"], theirs[name]["R"]))
    for kind, figure in ours.recall.items():
        assert round(figure.recall, 4) == theirs["recall_by"][kind][0]
