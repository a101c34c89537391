"""The example sentences of the event patterns as texts to learn from: an event with its source and target each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from menurut.languages.language import FOLDERS, data_rows
from menurut.records import ActorKind
from menurut.train.actors.marked import MarkedActor, MarkedEvent, MarkedText
from menurut.train.attributions.marked import Place, document_of

_MARK = re.compile(r"\[([ST]) |([\]{}])")


def pattern_texts(code: str) -> Iterator[MarkedText]:
    """The sentences of a language's patterns (``events.tsv``). What kind of actor a mark names is not told."""
    for number, row in enumerate(data_rows(FOLDERS[code], "events.tsv")):
        text, marks = _unmarked(row["sentence"])
        document = document_of(f"pattern-{code}-{number}", code, [text])
        sides = [(side, place) for side, place in marks if side != "E"]
        event = MarkedEvent(
            row["type"],
            "actual",
            tuple(place for side, place in marks if side == "E"),
            tuple(i for i, (side, _) in enumerate(sides) if side == "S"),
            tuple(i for i, (side, _) in enumerate(sides) if side == "T"),
            (),
            (),
            None,
        )
        actors = tuple(MarkedActor(ActorKind.GROUP, None, (place,)) for _, place in sides)
        yield MarkedText(document, actors, (event,), ())


def _unmarked(sentence: str) -> tuple[str, list[tuple[str, Place]]]:
    """A sentence without its marks, and what they marked: S, T or E (the trigger) and the place."""
    text, marks, at = "", [], 0
    opened: list[tuple[str, int]] = []
    for match in _MARK.finditer(sentence):
        text += sentence[at : match.start()]
        at = match.end()
        if match[1] or match[2] == "{":
            opened.append((match[1] or "E", len(text)))
        elif opened:
            side, start = opened.pop()
            marks.append((side, (start, len(text))))
    return text + sentence[at:], marks
