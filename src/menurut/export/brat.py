"""Texts and stand-off annotations for brat (brat.nlplab.org/standoff.html), a .txt and an .ann file an article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from menurut.export import Selection
from menurut.export.files import made_folder, whole_file
from menurut.export.readings import Mark, chosen_readings, marks
from menurut.export.selection import chosen
from menurut.records import Act, EventType, Reading, Span, Status
from menurut.terms import Stance

_ENTITIES = ("Actor", "Source", "Cue", "Content", "Date", "Place", "Quantity", "Agreement", "Subject")


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen articles to the folder ``out``, with brat's ``annotation.conf``.

    Offsets count code points. A span over several lines is cut at them, as brat wants it. Raises ``StoreError``,
    ``InputError``.
    """
    folder = made_folder(out)
    written = [folder / "annotation.conf"]
    with whole_file(written[0]) as part:
        part.write_text(configuration(), "utf-8")
    with chosen(store_path, selection) as connection:
        for reading in chosen_readings(connection):
            for ending, text in ((".txt", reading.document.text), (".ann", "".join(lines(reading)))):
                path = folder / f"{reading.article.id}{ending}"
                with whole_file(path) as part:
                    part.write_bytes(text.encode("utf-8"))
                written.append(path)
    return written


def lines(reading: Reading) -> Iterator[str]:
    """The lines of an article's .ann file: text-bound ones, then relations, events and attributes."""
    bound: dict[tuple[str, str], str] = {}
    for number, mark in enumerate(marks(reading), 1):
        bound.setdefault((mark.record, mark.what), f"T{number}")
        yield f"T{number}\t{_label(mark)} {_places(mark.span)}\t{mark.span.text.replace(chr(10), ' ')}\n"
    relations = attributes = 0
    for a in reading.attributions:
        begin = bound[a.id, "content" if a.cue is None else "cue"]
        ends = (("SaidBy", (a.id, "source")), ("Says", (a.id, "content")), ("Speaker", (a.speaker or "", "actor")))
        for label, end in ends:
            if end in bound and bound[end] != begin:
                relations += 1
                yield f"R{relations}\t{label} Arg1:{begin} Arg2:{bound[end]}\n"
        attributes += 1
        yield f"A{attributes}\tAct {begin} {a.act}\n"
    for number, event in enumerate(reading.events, 1):
        roles = [("Actor", actor) for actor in event.source] + [("Target", actor) for actor in event.target]
        roles += [(str(p.stance).title().replace("_", ""), p.actor) for p in event.positions]
        arguments = _numbered((role, bound[actor, "actor"]) for role, actor in roles if (actor, "actor") in bound)
        yield f"E{number}\t{event.type}:{bound[event.id, 'trigger']}{arguments}\n"
        attributes += 1
        yield f"A{attributes}\tStatus E{number} {event.status}\n"


def configuration() -> str:
    """The ``annotation.conf`` for these annotations."""
    stances = ", ".join(f"{str(stance).title().replace('_', '')}*:Actor" for stance in Stance)
    events = [f"{kind}\tActor*:Actor, Target*:Actor, {stances}" for kind in EventType]
    begin = "Arg1:Cue|Content"
    relations = [f"SaidBy\t{begin}, Arg2:Source", f"Says\t{begin}, Arg2:Content", f"Speaker\t{begin}, Arg2:Actor"]
    acts = f"Act\tArg:Cue|Content, Value:{'|'.join(Act)}"
    status = f"Status\tArg:<EVENT>, Value:{'|'.join(Status)}"
    parts = {"entities": _ENTITIES, "relations": relations, "events": events, "attributes": (acts, status)}
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in kept) for name, kept in parts.items())


def _label(mark: Mark) -> str:
    return mark.code if mark.what == "trigger" else mark.what.title()


def _places(span: Span) -> str:
    """Its offsets, the parts between line breaks one by one."""
    at, found = span.start, []
    for part in span.text.split("\n"):
        if part:
            found.append(f"{at} {at + len(part)}")
        at += len(part) + 1
    return ";".join(found)


def _numbered(arguments: Iterator[tuple[str, str]]) -> str:
    """Arguments of an event; the second of a role is numbered, as brat wants it."""
    counts: dict[str, int] = {}
    found = []
    for role, name in dict.fromkeys(arguments):
        counts[role] = counts.get(role, 0) + 1
        found.append(f" {role}{counts[role] if counts[role] > 1 else ''}:{name}")
    return "".join(found)
