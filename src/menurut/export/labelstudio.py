"""Tasks for Label Studio (labelstud.io): texts with what menurut found as predictions, corrected ones as annotations.

The form is that of labelstud.io/guide/tasks: offsets count code points, as Label Studio's own exports do.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import msgspec

from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.readings import Mark, chosen_readings, marks
from menurut.export.selection import chosen
from menurut.records import Reading
from menurut.store.corrections import Correction, active, uncorrected
from menurut.version import __version__

SHOWN = ("source", "cue", "content", "actor", "trigger")  # what is marked, as the annotation guide has it
COLOURS = {"source": "#0e7490", "cue": "#a16207", "content": "#15803d", "actor": "#4338ca", "trigger": "#b91c1c"}


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen articles as one JSON array of tasks, and beside it the labelling interface they are made for.

    What menurut found is a task's prediction, with the mean score of its records. An article that people corrected has
    an annotation too: its records with the corrections that hold, and in ``meta`` who made them and when. Raises
    ``StoreError``, ``InputError``.
    """
    config = out.with_name(f"{out.stem}.config.xml")
    with chosen(store_path, selection) as connection, whole_file(out) as part, part.open("wb") as file:
        corrected = _by_article(connection)
        file.write(b"[")
        for number, reading in enumerate(chosen_readings(connection)):
            made = task(reading, corrected.get(reading.article.id, ()), uncorrected(connection, reading))
            file.write((b",\n" if number else b"\n") + msgspec.json.encode(made))
        file.write(b"\n]\n")
    with whole_file(config) as part:
        part.write_text(interface(), "utf-8")
    return [out, config]


def task(reading: Reading, corrections: Sequence[Correction] = (), machine: Reading | None = None) -> dict[str, Any]:
    """One article as a task.

    ``reading`` is what holds, ``corrections`` are those of it that do, ``machine`` is the reading before people
    corrected it (``reading`` itself where it is left out).
    """
    article, machine = reading.article, machine or reading
    scores = [a.score for a in machine.attributions] + [event.score for event in machine.events]
    fields = {"title": article.title, "url": article.url, "outlet": article.outlet, "published": article.published}
    made: dict[str, Any] = {
        "data": {
            "text": reading.document.text,
            "article": article.id,
            "language": reading.document.language,
            **{name: value for name, value in fields.items() if value is not None},
        },
        "predictions": [
            {
                "model_version": f"menurut {__version__}",
                "score": round(sum(scores) / len(scores), 4) if scores else 0.0,
                "result": _result(machine),
            }
        ],
    }
    if corrections:
        made["annotations"] = [
            {"result": _result(reading), "was_cancelled": False, "created_at": max(line.made for line in corrections)}
        ]
        made["meta"] = {"corrections": [_line(line) for line in corrections]}
    return made


def interface() -> str:
    """The labelling interface of the tasks, as Label Studio's XML."""
    labels = "".join(f"    <Label value={quoteattr(name)} background={quoteattr(COLOURS[name])}/>\n" for name in SHOWN)
    relations = "".join(f"    <Relation value={quoteattr(name)}/>\n" for name in ("said by", "says", "does", "done to"))
    return (
        "<View>\n"
        f'  <Labels name="label" toName="text">\n{labels}  </Labels>\n'
        f"  <Relations>\n{relations}  </Relations>\n"
        '  <Text name="text" value="$text" granularity="word"/>\n'
        '  <TextArea name="code" toName="text" perRegion="true" editable="true"/>\n'
        "</View>\n"
    )


def _regions(found: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    for mark in found:
        if mark.what in SHOWN:
            name = _name(mark)
            value = {"start": mark.span.start, "end": mark.span.end}
            common = {"id": name, "to_name": "text"}
            labelled = {**value, "text": mark.span.text, "labels": [mark.what]}
            yield {**common, "from_name": "label", "type": "labels", "value": labelled, "meta": {"text": [mark.record]}}
            yield {**common, "from_name": "code", "type": "textarea", "value": {**value, "text": [mark.code]}}


def _links(reading: Reading, found: Sequence[Mark]) -> Iterator[dict[str, Any]]:
    """Cue to source and content of an attribution, event to its actors, each by the first region of the record."""
    first: dict[tuple[str, str], str] = {}
    for mark in found:
        first.setdefault((mark.record, mark.what), _name(mark))

    def link(start: tuple[str, str], end: tuple[str, str], label: str) -> Iterator[dict[str, Any]]:
        if start in first and end in first:
            ends = {"from_id": first[start], "to_id": first[end]}
            yield {"type": "relation", **ends, "direction": "right", "labels": [label]}

    for a in reading.attributions:
        begin = (a.id, "cue") if a.cue is not None else (a.id, "content")
        yield from link(begin, (a.id, "source"), "said by")
        if a.cue is not None:
            yield from link(begin, (a.id, "content"), "says")
    for event in reading.events:
        for label, actors in (("does", event.source), ("done to", event.target)):
            for actor in actors:
                yield from link((event.id, "trigger"), (actor, "actor"), label)


def _name(mark: Mark) -> str:
    return f"{mark.record}-{mark.what}-{mark.span.start}"


def _result(reading: Reading) -> list[dict[str, Any]]:
    found = marks(reading)
    return [*_regions(found), *_links(reading, found)]


def _line(line: Correction) -> dict[str, Any]:
    fields = {"id": line.id, "made": line.made, "author": line.author, "kind": line.kind}
    return {**fields, "subject": line.subject, "object": line.object, "value": dict(line.value)}


def _by_article(connection: sqlite3.Connection) -> Mapping[str, tuple[Correction, ...]]:
    """The corrections that hold, by the articles whose records they are about."""
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for line in active(connection):
        for article in _articles(line.value) | {line.subject}:
            found[article].append(line)
    return {article: tuple(lines) for article, lines in found.items()}


def _articles(value: Any) -> set[str]:
    """The ids of articles in what finds a correction's records again, however deep they stand."""
    if isinstance(value, Mapping):
        own = {value["article"]} if isinstance(value.get("article"), str) else set()
        return own.union(*map(_articles, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_articles, value))
    return set()
