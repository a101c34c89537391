"""Marked articles, the form that all training texts are brought to: lines, and attributions by their places in them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menurut.clean.dateline import find_dateline
from menurut.evaluate.scores import dropped_lines
from menurut.languages.examples import counterexamples, marked_examples
from menurut.records import Act, Document, Paragraph, ParagraphKind

Place = tuple[int, int]  # code points of the document's text, end exclusive


@dataclass(frozen=True, slots=True)
class Marked:
    """An attribution by the places of its words; ``act`` is empty where nobody said it."""

    source: Place | None
    cue: Place | None
    content: tuple[Place, ...]
    act: str


@dataclass(frozen=True, slots=True)
class MarkedArticle:
    """A document and what an annotator found in it."""

    document: Document
    attributions: tuple[Marked, ...]


def document_of(name: str, language: str, lines: Sequence[str], dropped: frozenset[int] = frozenset()) -> Document:
    """The document that lines make, the first one the headline; ``dropped`` counts from 1."""
    paragraphs: list[Paragraph] = []
    at = 0
    for number, line in enumerate(lines, 1):
        kind = ParagraphKind.HEADLINE if number == 1 and len(lines) > 1 else ParagraphKind.BODY
        if number in dropped:
            kind = ParagraphKind.BOILERPLATE
        paragraphs.append(Paragraph(at, at + len(line), kind, at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    return Document(name, text, language, tuple(paragraphs), find_dateline(text, paragraphs))


def occurrences(document: Document, line: int, words: str) -> list[Place]:
    """Every place in a line (from 1) where words stand whole."""
    paragraph = document.paragraphs[line - 1]
    text, found = document.text, []
    at = text.find(words, paragraph.start, paragraph.end)
    while at >= 0:
        end = at + len(words)
        left = at == 0 or not (text[at - 1].isalnum() and words[0].isalnum())
        right = end >= len(text) or not (text[end].isalnum() and words[-1].isalnum())
        if left and right:
            found.append((at, end))
        at = text.find(words, at + 1, paragraph.end)
    return found


def _overlap(a: Place, b: Place) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _cost(source: Place | None, cue: Place | None, content: Sequence[Place]) -> float:
    """How badly places fit together: words of one attribution stand close and do not overlap."""
    total = 0.0
    own = [place for place in (source, cue) if place is not None]
    total += 5000.0 * sum(_overlap(a, b) for a, b in itertools.pairwise(sorted(content)))
    total += 4000.0 * sum(_overlap(a, b) for a in content for b in own)
    if source is not None and cue is not None:
        total += 3000.0 * _overlap(source, cue) + min(abs(source[1] - cue[0]), abs(cue[1] - source[0]))
    if cue is not None:
        total += min(min(abs(part[0] - cue[1]), abs(cue[0] - part[1])) for part in content)
    return total


def placed(document: Document, gold: dict[str, Any]) -> Marked | None:
    """A gold attribution at the places, among all where its words stand, that fit together best."""

    def choices(pair: Sequence[Any] | None) -> list[Place | None]:
        return [None] if pair is None else [*occurrences(document, pair[0], pair[1])]

    source, cue = choices(gold["source"]), choices(gold["cue"])
    parts = [choices(pair) for pair in gold["content"]]
    best: tuple[float, Marked] | None = None
    for s, q, *content in itertools.product(source, cue, *parts):
        places = [place for place in content if place is not None]
        cost = _cost(s, q, places)
        if best is None or cost < best[0]:
            best = cost, Marked(s, q, tuple(sorted(places)), gold["act"])
    return best[1] if best is not None and best[0] < 4000 else None


def gold_articles(articles: Path, gold: Path) -> list[MarkedArticle]:
    """The articles of a gold set."""
    texts = {row["id"]: row for row in _json_lines(articles)}
    found = []
    for entry in _json_lines(gold):
        row = texts[entry["id"]]
        lines = row["text"].split("\n")
        document = document_of(entry["id"], row.get("language", "id"), lines, frozenset(dropped_lines(entry)))
        marks = [placed(document, attribution) for attribution in entry["attributions"]]
        found.append(MarkedArticle(document, tuple(mark for mark in marks if mark is not None)))
    return found


def marked_article(name: str, code: str, lines: Sequence[str], rows: Sequence[Sequence[Any]]) -> MarkedArticle:
    """An article from its lines and rows of source, cue, contents and act, each span as [line, start, end] or null."""
    document = document_of(name, code, lines)

    def place(span: Sequence[int] | None) -> Place | None:
        if span is None:
            return None
        base = document.paragraphs[span[0] - 1].start
        return base + span[1], base + span[2]

    marks = []
    for source, cue, contents, act in rows:
        parts = [part for part in map(place, contents) if part is not None]
        marks.append(Marked(place(source), place(cue), tuple(sorted(parts)), act))
    return MarkedArticle(document, tuple(marks))


def as_row(article: MarkedArticle) -> dict[str, Any]:
    """A marked article as it is kept in a file: its lines, and rows as ``marked_article`` reads them."""
    document = article.document

    def span(place: Place | None) -> list[int] | None:
        if place is None:
            return None
        at = document.paragraph_at(place[0])
        base = document.paragraphs[at].start
        return [at + 1, place[0] - base, place[1] - base]

    rows = [[span(m.source), span(m.cue), [span(part) for part in m.content], m.act] for m in article.attributions]
    lines = document.text.split("\n")
    return {"id": document.article_id, "language": document.language, "lines": lines, "attributions": rows}


def from_rows(path: Path) -> list[MarkedArticle]:
    """The marked articles of a file of rows."""
    return [marked_article(row["id"], row["language"], row["lines"], row["attributions"]) for row in _json_lines(path)]


def cue_articles(code: str) -> list[MarkedArticle]:
    """The examples beside a language's cues, and its counterexamples, each a text of one line."""
    found: dict[str, list[Marked]] = {sentence: [] for sentence in counterexamples(code)}
    for marked in marked_examples(code):
        document = document_of("example", code, [marked.text])
        entry = {
            "source": [1, marked.source] if marked.source else None,
            "cue": [1, marked.cue] if marked.cue else None,
            "content": [[1, words] for words in marked.content],
            "act": marked.act.value,
        }
        mark = placed(document, entry)
        if mark is not None and mark not in found.setdefault(marked.text, []):
            found[marked.text].append(mark)
    return [MarkedArticle(document_of("example", code, [text]), tuple(marks)) for text, marks in found.items()]


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


ACTS = [act.value for act in Act]
