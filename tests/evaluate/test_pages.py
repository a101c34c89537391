from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from menurut.cli.evaluate_pages import command
from menurut.config import Config
from menurut.errors import InputError
from menurut.evaluate.pages import evaluate_pages, on_day, text_score

LINES = (
    "Menteri Luar Negeri Arvania tiba di Doha pada hari Senin untuk berunding dengan tuan rumahnya.",
    '"Kami datang untuk berbicara, bukan untuk mengancam," kata menteri itu kepada wartawan di bandara.',
)
TITLE = "Menlu Arvania Tiba di Doha"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    body = "".join(f"<p>{line}</p>" for line in LINES)
    page = f"<html lang='id'><title>{TITLE} - Warta</title><h1>{TITLE}</h1><time>4 Maret 2024 10:00 WIB</time>{body}"
    (tmp_path / "satu.html").write_text(page, "utf-8")
    (tmp_path / "html").mkdir()
    (tmp_path / "html/dua.html.gz").write_bytes(gzip.compress(b"<p>kosong</p>"))
    truth = {
        "satu.html": {"content": "\n".join(LINES), "title": TITLE, "date": 1709521200000, "url": "https://w.example/a"},
        "dua": {"articleBody": LINES[0]},
    }
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("true", "found", "score"),
    [
        ("a b c d e", "a b c d e", (1.0, 1.0)),
        ("a b c d e", "A B C D E", (0.0, 0.0)),
        ("a b c d e", "a b c d e f", (2 / 3, 1.0)),
        ("a b c d e", "a b c d", (1.0, 0.5)),
        ("a b", "a b", (1.0, 1.0)),
        ("a b c d", "", (1.0, 0.0)),
        ("", "a b c d", (0.0, 1.0)),
        ("", "", (1.0, 1.0)),
    ],
)
def test_a_text_is_scored_by_its_runs_of_four_words(true: str, found: str, score: tuple[float, float]) -> None:
    assert text_score(true, found) == pytest.approx(score)


@pytest.mark.parametrize(
    ("published", "right"),
    [
        ("2024-03-04", True),
        ("2024-03-05", False),
        ("2024-03-05T01:00:00", False),
        ("2024-03-05T01:00:00+00:00", True),  # the 4th in New York
        ("2024-03-03T20:00:00+00:00", True),  # and in Jakarta
        ("2024-03-05T22:00:00+07:00", False),
        (None, False),
    ],
)
def test_a_moment_is_on_the_days_that_it_is_somewhere(published: str | None, right: bool) -> None:
    assert on_day(published, date(2024, 3, 4)) is right


def test_what_is_read_of_pages_is_scored(folder: Path) -> None:
    scores = evaluate_pages(folder, Config())
    first, second = scores.pages
    assert (first.f1, first.headline, first.date, first.problem) == (1.0, True, True, None)
    assert (second.recall, second.headline, second.date) == (0.0, None, None)
    assert second.problem
    figures = scores.figures()
    assert (figures["precision"], figures["recall"], figures["headline"], figures["date"]) == (1.0, 0.5, 1.0, 1.0)


def test_the_command_keeps_to_floors(folder: Path) -> None:
    (folder / "floors.toml").write_text("[pages]\nheadline = 1.0\nrecall = 0.5\n[high]\nbody = 0.9\n")
    floors = ["--floors", str(folder / "floors.toml")]
    kept = CliRunner().invoke(command, [str(folder), *floors])
    assert kept.exit_code == 0, kept.output
    assert "dua" in kept.output
    missed = CliRunner().invoke(command, [str(folder), *floors, "--set", "high", "--json"])
    assert missed.exit_code == 1
    assert json.loads(missed.stdout)["figures"]["recall"] == 0.5


@pytest.mark.parametrize("text", [None, "[]", '{"satu.html": {}}', "{"])
def test_a_folder_of_another_form_is_said_so(folder: Path, text: str | None) -> None:
    path = folder / "ground-truth.json"
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError, match=r"cannot be read|form of a truth"):
        evaluate_pages(folder, Config())


def test_real_pages_are_read_as_well_as_they_were(shared: Path) -> None:
    figures = evaluate_pages(shared / "bench/html/indonesian", Config()).figures()
    assert figures["body"] >= 0.94
    assert figures["date"] >= 0.95
