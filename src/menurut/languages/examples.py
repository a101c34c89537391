"""The example sentences beside the cues, read from their marks: ``<s>`` source, ``<q>`` cue, ``<c>`` content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources

from menurut.languages.language import FOLDERS, data_rows
from menurut.records import Act

_MARK = re.compile(r"<(/?)([sqc])>")


@dataclass(frozen=True, slots=True)
class MarkedExample:
    """An example sentence without its marks, and the words that they enclose."""

    text: str
    source: str | None
    cue: str
    content: tuple[str, ...]
    act: Act


def read_marks(marked: str, act: Act) -> MarkedExample:
    """The sentence and the words between its marks; raises ``KeyError`` where a mark is closed that was not opened."""
    text, at = "", 0
    spans: dict[str, list[str]] = {"s": [], "q": [], "c": []}
    opened: dict[str, int] = {}
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark.group(1):
            spans[mark.group(2)].append(text[opened.pop(mark.group(2)) :])
        else:
            opened[mark.group(2)] = len(text)
    source = spans["s"][0] if spans["s"] else None
    return MarkedExample(text + marked[at:], source, spans["q"][0], tuple(spans["c"]), act)


def marked_examples(code: str) -> list[MarkedExample]:
    """Every example of a language's three tables, in their order."""
    return [
        read_marks(row["example"], Act(row["act"]))
        for name in ("examples.tsv", "cues.tsv", "verbs.tsv")
        for row in data_rows(FOLDERS[code], name)
    ]


def counterexamples(code: str) -> list[str]:
    """Sentences of a language in which the words of a cue make no attribution."""
    path = resources.files("menurut.languages").joinpath(FOLDERS[code], "counterexamples.txt")
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]
