from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from menurut.cli.main import main
from menurut.evaluate.treebanks import misc_names, read_treebank
from tests.conftest import OWN_ARTICLES, OWN_GOLD, ROOT, news, write_lines


def menurut(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def store(tmp_path: Path, story: str) -> Path:
    (tmp_path / "kunjungan.txt").write_text(story, "utf-8")
    path = tmp_path / "store.db"
    result = menurut("read", tmp_path / "kunjungan.txt", "--store", path)
    assert result.exit_code == 0, result.output
    return path


def test_reading_again_stores_nothing_twice(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", [news(1), news(2), news(1)])
    first = menurut("read", source, "--store", tmp_path / "s.db")
    assert "3 articles" in first.output
    assert "1 known, 2 new" in first.output
    again = menurut("read", source, "--store", tmp_path / "s.db")
    assert "3 known" in again.output
    assert "new" not in again.output


def test_what_cannot_be_read_is_summed_up_and_listed_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 10)
    (tmp_path / "french.txt").write_text(
        "Le ministre des affaires étrangères est arrivé hier soir à Doha pour négocier. " * 4
    )
    write_lines(
        tmp_path / "rows.jsonl",
        [news(1), '{"text": "cut', news(2) | {"published": ""}, news(3) | {"published": "hari ini"}],
    )
    result = menurut("read", tmp_path, "--store", tmp_path / "s.db")
    assert result.exit_code == 0
    assert "3 new" in result.output
    for code in ("broken_json", "empty", "language_not_read", "not_text", "no_date", "date_not_read"):
        assert f"1 {code}" in result.output
    listed = menurut("problems", "--store", tmp_path / "s.db").output
    assert "rows.jsonl:2" in listed
    assert "french.txt" in listed
    rows = [
        json.loads(line) for line in menurut("problems", "--store", tmp_path / "s.db", "--json").output.splitlines()
    ]
    assert {row["step"] for row in rows} == {"read", "clean"}


def test_an_article_is_shown_with_what_was_found_and_the_words(store: Path) -> None:
    shown = menurut("show", "kunjungan", "--store", store).output
    assert "Menlu Arvania Tiba di Doha" in shown
    assert "filed from DOHA" in shown
    assert "1 boilerplate, 1 byline" in shown
    assert "Kami datang untuk berbicara" in shown
    listed = menurut("show", "--store", store).output
    assert "kunjungan" in listed


def test_an_attribution_is_shown_in_its_sentence_with_its_words_marked(store: Path) -> None:
    shown = " ".join(menurut("show", "attribution", "ilman", "--store", store).output.split())
    assert '"[content Kami datang untuk berbicara, bukan untuk mengancam]," [cue kata] [source Ilman]' in shown


def test_an_actor_is_shown_with_names_and_what_it_says(store: Path) -> None:
    shown = menurut("show", "actor", "ilman", "--store", store).output
    assert "Menteri Luar Negeri Arvania Tomas Ilman" in shown
    assert "kata: Kami datang untuk berbicara, bukan untuk mengancam" in shown


@pytest.mark.parametrize(
    "what", [(), ("kunjungan",), ("--all",), ("actor",), ("attribution",), ("event",)], ids=" ".join
)
def test_everything_shown_exists_for_machines(store: Path, what: tuple[str, ...]) -> None:
    result = menurut("show", *what, "--json", "--store", store)
    assert result.exit_code == 0
    for line in result.output.splitlines():
        assert isinstance(json.loads(line), dict)


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "a.jsonl", [news(number) for number in range(4)])
    menurut("read", source, "--store", tmp_path / "s.db")
    for what in ((), ("attribution",)):
        shown = menurut("show", *what, "--store", tmp_path / "s.db", "--most", 2)
        assert "the first 2; --most 0 shows all" in shown.output
    assert "--most" not in menurut("show", "--store", tmp_path / "s.db", "--most", 0).output
    assert menurut("show", "--json", "--store", tmp_path / "s.db").output.count('{"id"') == 4
    assert menurut("show", "--json", "--store", tmp_path / "s.db", "--most", 2).output.count('{"id"') == 2
    actors = menurut("show", "actor", "--store", tmp_path / "s.db").output.splitlines()
    assert [line.split()[0] for line in actors] == ["actor", "Indonesia"]  # one actor in four articles


def test_annotations_are_exported_as_json_lines(store: Path, tmp_path: Path) -> None:
    result = menurut("export", "annotations", "--store", store, "--output", tmp_path / "out.jsonl")
    assert result.exit_code == 0
    (record,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").strip("\n").split("\n")]
    assert record["id"] == "kunjungan"
    assert record["drop"] == {"5": "boilerplate", "6": "byline"}


def test_the_evaluation_prints_every_figure_in_all_and_per_outlet() -> None:
    result = menurut("evaluate", OWN_ARTICLES, OWN_GOLD)
    assert result.exit_code == 0
    assert "attribution" in result.output
    assert "F1 per outlet" in result.output
    floors = menurut("evaluate", OWN_ARTICLES, OWN_GOLD, "--floors", ROOT / "evaluation/floors.toml")
    assert floors.exit_code == 0, floors.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("read", "nowhere.txt"), "no file or folder 'nowhere.txt'"),
        (("read", ".", "--field", "teks=isi"), "there is no field 'teks'"),
        (("read", ".", "--field", "text"), "NAME=THEIRS"),
        (("show", "--store", "nowhere.db"), "there is no store at nowhere.db"),
        (("show", "x", "--store", "."), "is a folder"),
        (("problems", "--store", "pyproject.toml"), "not a menurut store"),
    ],
)
def test_a_mistake_is_answered_in_one_sentence(
    arguments: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    result = menurut(*arguments)
    assert result.exit_code == 1
    assert words in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_help_loads_neither_models_nor_tables() -> None:
    code = "import sys; from menurut.cli.main import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pyarrow", "rich", "ftfy", "py3langid", "pycld2", "numpy"} & set(modules)


def test_annotate_prints_trees_that_a_treebank_tool_reads(tmp_path: Path, story: str) -> None:
    (tmp_path / "kunjungan.txt").write_text(story, "utf-8")
    result = menurut("annotate", tmp_path / "kunjungan.txt")
    assert result.exit_code == 0, result.output
    (tmp_path / "out.conllu").write_text(result.output, "utf-8")
    examples = read_treebank(tmp_path / "out.conllu", "own", misc_names)
    assert len(examples) == 4
    said = next(e for e in examples if "kata" in e.words)
    assert said.names is not None
    assert said.names[said.words.index("Ilman")] == "B-PER"
    assert not any("Baca" in e.words for e in examples)  # what is set aside is not parsed
    missing = menurut("annotate", tmp_path / "nothing.txt")
    assert missing.exit_code == 1
    assert "Traceback" not in missing.output


def test_evaluate_languages_prints_a_line_for_each_set_and_keeps_to_the_floors(tmp_path: Path) -> None:
    own = ROOT / "tests/treebank"
    result = menurut("evaluate-languages", "--own", own, "--json")
    scores = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    assert [score["name"] for score in scores] == ["news-id", "news-en"]
    assert all(0.5 < value <= 1 for score in scores for value in score["figures"].values())
    (tmp_path / "floors.toml").write_text("[languages.news-id]\ntags = 1.01\n", "utf-8")
    assert menurut("evaluate-languages", "--own", own, "--floors", tmp_path / "floors.toml").exit_code == 1
    assert menurut("evaluate-languages").exit_code == 1


def test_a_sentence_too_long_to_be_parsed_whole_is_noted(tmp_path: Path) -> None:
    text = "Kapal Berlayar\nMenteri itu berkata bahwa " + "kapal dan perahu dan " * 100 + "selesai."
    (tmp_path / "long.txt").write_text(text, "utf-8")
    menurut("read", tmp_path / "long.txt", "--store", tmp_path / "s.db", "--fast")
    assert "long_sentence" in menurut("problems", "--store", tmp_path / "s.db").output
