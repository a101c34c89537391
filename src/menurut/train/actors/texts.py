"""The articles whose actors and events were annotated for training: texts of ../shared/data or ours, annotations ours.

An annotation names no words, only places: lines of an article as it was shown to the annotator (the first ones of those
that ``menurut.train.attributions.texts`` makes), and code points in them. A digest of the lines tells whether they are
still the same.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from menurut.train.actors.marked import MarkedText, marked_text
from menurut.train.attributions.marked import document_of
from menurut.train.attributions.texts import digest, english_news, own_lines, raw_news


def annotated(data: Path, code: str) -> tuple[list[MarkedText], int]:
    """The annotated articles of a language, and how many are left out because their lines are no longer the same."""
    rows = _annotations(code)
    own = own_lines() | {row["id"]: row["lines"] for row in _annotations("own")}
    missing = {row["id"] for row in rows if row["id"] not in own}
    texts = dict(raw_news(data, frozenset(missing)) if code == "id" else english_news(data))
    found, lost = [], 0
    for row in rows:
        lines = (own.get(row["id"]) or texts.get(row["id"], []))[: row["lines"]]
        if digest(lines) == row["digest"]:
            document = replace(document_of(row["id"], code, lines), published=row.get("published"))
            found.append(marked_text(document, row["actors"], row["events"]))
        else:
            lost += 1
    return found, lost


def _annotations(code: str) -> list[dict[str, Any]]:
    path = resources.files("menurut.train.actors").joinpath("annotations", f"{code}.jsonl.gz")
    return [json.loads(row) for row in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()]
