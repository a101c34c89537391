"""The articles that were annotated for training: their texts come from ../shared/data, the annotations are ours.

An annotation names no words, only places: lines of an article as it was shown to the annotator (cleaned, cut after some
hundred words), and code points in them. A digest of the lines tells whether today's cleaning still makes the same ones.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from menurut.clean import clean
from menurut.config import Config
from menurut.errors import StepError
from menurut.read.articles import make_article
from menurut.train.attributions.marked import MarkedArticle, marked_article

_WORDS = {"id": 330, "en": 420}  # a text is cut after the paragraph that passes this


def digest(lines: Sequence[str]) -> str:
    """A short hash of lines."""
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def cut(lines: Sequence[str], words: int) -> list[str]:
    """The lines up to the one that passes so many words."""
    kept, count = [], 0
    for line in lines:
        kept.append(line)
        count += len(line.split())
        if count > words:
            break
    return kept


def plain_sentences(text: str) -> Iterator[str]:
    """The longer sentences of a text, letters and digits alone."""
    for sentence in re.split(r"[\n.]", text):
        plain = re.sub(r"\W+", " ", sentence).lower().strip()
        if len(plain) > 50:
            yield plain


def raw_news(data: Path, wanted: frozenset[str] | None) -> Iterator[tuple[str, list[str]]]:
    """The Indonesian articles with the ids ``wanted`` (all if ``None``) as lines: cleaned headline and body."""
    for name in ("clickid", "indosum"):
        with gzip.open(data / f"raw/{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if wanted is not None and row["id"] not in wanted:
                    continue
                text = row.get("text") or ""
                raw = f"{row.get('title') or ''}\n{text}" if name == "clickid" else text
                try:
                    document = clean(make_article(raw, row["id"]), Config())
                except StepError:
                    continue
                if wanted is None and document.language != "id":
                    continue
                yield row["id"], cut([document.text[p.start : p.end] for p in document.kept()], _WORDS["id"])


def english_news(data: Path) -> Iterator[tuple[str, list[str]]]:
    """NTREX's source articles, and the documents of two treebanks, as lines."""
    with tarfile.open(data / "parallel/ntrex-id-en.tar.gz") as archive:
        columns = []
        for name in ("DOCUMENT_IDS.tsv", "NTREX-128/newstest2019-src.eng.txt"):
            opened = archive.extractfile(name)
            assert opened is not None
            columns.append(opened.read().decode("utf-8").splitlines())
    texts: dict[str, list[str]] = {}
    for name, line in zip(*columns, strict=True):
        texts.setdefault("ntrex-" + name.split("\t")[0], []).append(line)
    for treebank in ("en_gum-open-train", "en_gum-open-dev", "en_gum-open-test", "en_ewt-train"):
        texts.update(_documents(data / f"ud/{treebank}.conllu.gz"))
    for name, lines in texts.items():
        yield name, cut([line for line in lines if line.strip()], _WORDS["en"])


def _documents(path: Path) -> dict[str, list[str]]:
    """The documents of a treebank, a paragraph a line."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            if row.startswith("# newdoc"):
                lines = found.setdefault(row.partition("= ")[2].strip(), [])
            elif row.startswith("# newpar"):
                lines.append("")
            elif row.startswith("# text = "):
                if not lines:
                    lines.append("")
                lines[-1] = (lines[-1] + " " + row[9:].strip()).strip()
    return found


def annotated(data: Path, code: str) -> tuple[list[MarkedArticle], int]:
    """The annotated articles of a language, and how many are left out because their lines are no longer the same."""
    rows = list(_annotations(code))
    missing = {row["id"] for row in rows if "lines" not in row}
    texts = dict(raw_news(data, frozenset(missing)) if code == "id" else english_news(data))
    found, lost = [], 0
    for row in rows:
        lines = row.get("lines") or texts.get(row["id"], [])
        if digest(lines) == row["digest"]:
            found.append(marked_article(row["id"], code, lines, row["attributions"]))
        else:
            lost += 1
    return found, lost


def _annotations(code: str) -> Iterator[dict[str, Any]]:
    folder = resources.files("menurut.train.attributions").joinpath("annotations")
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.startswith(code) and file.name.endswith(".jsonl.gz"):
            yield from map(json.loads, gzip.decompress(file.read_bytes()).decode("utf-8").splitlines())


def own_lines() -> dict[str, list[str]]:
    """The lines of the texts that we wrote ourselves, by id."""
    return {row["id"]: row["lines"] for row in _annotations("en_own")}
