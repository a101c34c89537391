"""Scoring copies on variants of articles that we made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from menurut.cli.evaluate_copies import command
from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate.copies import brute_force, evaluate_copies
from menurut.link.copies.shingles import Sketcher
from tests.conftest import OWN_ARTICLES, write_lines
from tests.link.test_copies import near, text


def test_variants_of_our_own_articles_are_found(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, [str(OWN_ARTICLES), "--articles", "40", "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert found["articles"] == 40 and found["texts"] > found["articles"]
    assert found["figures"]["near_recall"] >= 0.995 and found["figures"]["near_precision"] == 1.0
    assert {"truncated", "doubled", "reordered", "re-bylined", "re-headlined"} <= set(found["figures"])
    table = CliRunner().invoke(command, [str(OWN_ARTICLES), "--articles", "12"]).output
    assert "inside a longer one" in table and "lightly edited" in table
    floors = tmp_path / "floors.toml"
    floors.write_text("[copies]\nnear_recall = 1.1\n", "utf-8")
    assert CliRunner().invoke(command, [str(OWN_ARTICLES), "--articles", "12", "--floors", str(floors)]).exit_code == 1


def test_counting_needs_no_index() -> None:
    sketcher = Sketcher()
    texts = [text(1), near(1, 12), near(1, 5), f"{text(1, 60)} {text(2, 300)}", text(3), text(1, 60), ""]
    near_pairs, held = brute_force([sketcher.sketch(body).shingles() for body in texts])
    assert near_pairs == {(0, 1)} and held == {(0, 5), (3, 5)}


@pytest.mark.parametrize("line", ["not json", '{"title": "no text"}', '{"text": ""}'])
def test_files_that_cannot_be_compared(tmp_path: Path, line: str) -> None:
    path = write_lines(tmp_path / "a.jsonl", [line])
    with pytest.raises(InputError):
        evaluate_copies([path], Config(), most=10, seed=1)
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(b"\x1f\x8b\x08 cut")
    with pytest.raises(InputError, match="damaged"):
        evaluate_copies([packed], Config(), most=10, seed=1)
