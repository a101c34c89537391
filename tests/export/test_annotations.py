from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from menurut.config import Config
from menurut.export.annotations import annotation_record
from menurut.pipeline import read_article
from menurut.read import make_article
from menurut.records import Problem
from tests.conftest import OWN_ARTICLES, write_lines


def annotate(text: str, **fields: str) -> dict[str, Any]:
    result = read_article(make_article(text, "o", given_id="x", **fields), Config())
    assert not isinstance(result, Problem), result
    return annotation_record(result)


def test_dropped_lines_are_ranges_of_one_kind(story: str) -> None:
    assert annotate(story)["drop"] == {"5": "boilerplate", "6": "byline"}


def test_words_are_those_of_the_raw_line_and_the_speaker_is_an_actor(story: str) -> None:
    record = annotate(story)
    found = {a["content"][0][1]: a for a in record["attributions"]}
    quote = found["Kami datang untuk berbicara, bukan untuk mengancam"]
    assert (quote["source"], quote["cue"], quote["form"]) == ([3, "Ilman"], [3, "kata"], "direct")
    speaker = {actor["id"]: actor for actor in record["actors"]}[quote["speaker"]]
    assert "Ilman" in speaker["name"]


def test_words_of_a_damaged_text_are_given_as_they_were_read() -> None:
    text = (
        "Menlu Arvania Tiba di Doha\nMenteri itu tiba di ibu kota Qatar untuk berunding selama dua hari.\n"
        "â€œKami datang untuk berbicara, bukan mengancam,â€\x9d kata Menteri Luar Negeri Arvania pada hari Senin.\n"
    )
    (attribution,) = annotate(text)["attributions"]
    assert attribution["content"] == [[3, "Kami datang untuk berbicara, bukan mengancam"]]
    assert attribution["source"] == [3, "Menteri Luar Negeri Arvania"]


def test_a_span_over_hard_wrapped_lines_is_split_at_them() -> None:
    text = (
        "Arvania Says Talks Will Go On\n\n"
        "The foreign minister of Arvania arrived in Doha on Monday for two days\n"
        "of talks with officials of the neighbouring state about their border.\n\n"
        '"We have come here to speak with everyone who wants this war to end,\n'
        'and we will not leave early," the minister said after the first round\n'
        "of the talks on Monday evening at the ministry of foreign affairs.\n"
    )
    contents = [a["content"] for a in annotate(text)["attributions"] if a["form"] == "direct"]
    assert contents == [
        [[6, "We have come here to speak with everyone who wants this war to end,"], [7, "and we will not leave early"]]
    ]


def test_a_headline_that_is_not_in_the_text_has_no_line() -> None:
    record = annotate(
        "Pemerintah Arvania membantah tuduhan bahwa pasukannya melintasi perbatasan pada hari Senin.",
        title="Arvania: Pasukan Kami Tidak Melintasi Perbatasan",
    )
    assert record["attributions"]
    assert all(a["content"][0][0] == 1 for a in record["attributions"])


def test_every_line_written_keeps_to_the_form(shared: Path, tmp_path: Path) -> None:
    sets = [OWN_ARTICLES, *(shared / "gold" / part / "articles.jsonl" for part in ("seed", "train", "dev", "english"))]
    for number, articles in enumerate(sets):
        rows = [json.loads(line) for line in articles.read_text("utf-8").strip("\n").split("\n")]
        readings = [
            read_article(
                make_article(
                    row["text"], "o", given_id=row["id"], title=row.get("title"), language=row.get("language")
                ),
                Config(),
            )
            for row in rows
        ]
        records = [annotation_record(reading) for reading in readings if not isinstance(reading, Problem)]
        assert len(records) == len(rows)
        predicted = write_lines(tmp_path / f"{number}.jsonl", list(records))
        command = [sys.executable, str(shared / "gold/check.py"), str(articles), str(predicted)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.stdout.splitlines()[-1].endswith(" 0 faults"), result.stdout[-2000:]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_are_counted_alike_whatever_ends_them(story: str, line_end: str) -> None:
    record = annotate(story.replace("\n", line_end))
    assert record["drop"] == {"5": "boilerplate", "6": "byline"}
    assert all("\r" not in words for a in record["attributions"] for _, words in a["content"])
