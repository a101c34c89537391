from __future__ import annotations

import json
from pathlib import Path

import pytest

from menurut.config import Config
from menurut.errors import InputError
from menurut.read import articles_in, find_sources
from menurut.records import Problem
from tests.conftest import write_lines
from tests.read.helpers import CONFIG, read


def test_a_folder_is_read_in_order_of_name_each_file_once_hidden_ones_not(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Kedua")
    (tmp_path / "a.txt").write_text("Pertama")
    (tmp_path / ".hidden.txt").write_text("Tersembunyi")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/c.jsonl").write_text('{"text": "Ketiga"}\n')
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    sources, problems = find_sources([tmp_path, tmp_path / "a.txt"])
    assert [source.name for source in sources] == ["a.txt", "b.txt", "c.jsonl"]
    assert [(p.code, Path(p.origin or "").name) for p in problems] == [("format_not_read", "photo.jpg")]


def test_a_path_that_does_not_exist_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        find_sources([tmp_path / "nothing"])


def test_the_obvious_names_of_fields_are_known(tmp_path: Path) -> None:
    row = {"guid": 17, "headline": "Judul", "body": "Isi berita.", "date": "2024-03-04", "link": "https://a.example/1"}
    (article,), problems = read(write_lines(tmp_path / "a.jsonl", [row]))
    assert not problems
    assert (article.given_id, article.title, article.text) == ("17", "Judul", "Isi berita.")
    assert (article.published, article.outlet) == ("2024-03-04", "a.example")


def test_other_names_are_mapped(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"artikel": "Isi berita.", "text": "bukan ini"}])
    assert read(path, text="artikel")[0][0].text == "Isi berita."


def test_broken_lines_become_problems_that_name_the_line_and_the_rest_is_read(tmp_path: Path) -> None:
    rows = [
        '{"text": "Satu."}',
        '{"text": "cut off',
        "[1, 2]",
        '{"title": "tanpa isi"}',
        "",
        '{"text": 5, "body": "Dua."}',
    ]
    articles, problems = read(write_lines(tmp_path / "a.jsonl", list(rows)))
    assert [a.text for a in articles] == ["Satu.", "Dua."]
    assert [(p.code, (p.origin or "").rpartition(":")[2]) for p in problems] == [
        ("broken_json", "2"),
        ("not_an_object", "3"),
        ("no_text", "4"),
    ]


def test_bytes_that_are_no_utf8_in_a_line_are_a_problem_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "\xff\xfe\xfa"}\n{"text": "Dua."}\n')
    articles, problems = read(path)
    assert [a.text for a in articles] == ["Dua."]
    assert [p.code for p in problems] == ["broken_json"]


def test_a_date_that_is_not_certain_is_kept_as_stated_and_not_guessed(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", [{"text": "Isi.", "date": "hari ini"}])
    (article,), _ = read(path)
    assert (article.published, article.stated_date) == (None, "hari ini")


def test_a_line_longer_than_an_article_may_be_is_passed_over_and_the_next_one_read(tmp_path: Path) -> None:
    config = Config(max_characters=100)
    path = write_lines(tmp_path / "a.jsonl", [{"text": "x" * 200_000}, {"text": "Pendek."}])
    articles, problems = read(path, config)
    assert [a.text for a in articles] == ["Pendek."]
    assert [p.code for p in problems] == ["too_long"]


def test_a_text_file_of_50_mb_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    articles, problems = read(path)
    assert not articles
    assert [p.code for p in problems] == ["too_long"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_read_in_the_encodings_that_occur(tmp_path: Path, encoding: str) -> None:
    text = "Menteri itu berkata, “Kami tidak akan mundur.” Ia tiba di São Paulo pada hari Senin untuk berunding.\n" * 5
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    (tmp_path / "a.txt").write_bytes(mark + text.encode(encoding))
    (article,), problems = read(tmp_path / "a.txt")
    assert article.text == text
    assert article.given_id == "a"
    assert [p.code for p in problems] == (["encoding_guessed"] if encoding == "cp1252" else [])


def test_a_binary_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(range(256)) * 40)
    articles, problems = read(tmp_path / "a.txt")
    assert not articles
    assert [p.code for p in problems] == ["not_text"]


def test_a_file_that_goes_away_before_it_is_read_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x")
    sources, _ = find_sources([path])
    path.unlink()
    (problem,) = articles_in(sources[0], {}, CONFIG)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.origin) == ("file_not_read", str(path))


def test_a_renamed_text_file_is_the_same_article(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Berita yang sama.")
    articles, _ = read(tmp_path)
    assert len({article.id for article in articles}) == 1


def test_odd_json_never_raises(tmp_path: Path) -> None:
    rows = ["{" * 5000, "[" * 100_000, "null", "1e999", '{"text": "\\ud800 lone"}', json.dumps({"text": ["x"]}), '"x"']
    articles, problems = read(write_lines(tmp_path / "a.jsonl", list(rows)))
    for article in articles:
        article.text.encode("utf-8")
    assert len(articles) + len(problems) == len(rows)
