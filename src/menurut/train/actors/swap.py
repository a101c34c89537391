"""More to learn from the same articles: their countries swapped for others, and sentences in which any state may act.

A network that has seen a few hundred articles knows the states of those articles. Swapped, they teach it what a state
does in a text, whichever it is.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from menurut.annotate import annotate
from menurut.config import Config
from menurut.records import ActorKind
from menurut.resolve.inputs import seen_of
from menurut.resolve.names import CAPITAL, DEMONYM, SEAT, STATE, lines_of
from menurut.resolve.tables import load_tables, state_rows
from menurut.train.actors.marked import MarkedActor, MarkedText
from menurut.train.attributions.marked import Place, document_of

_SLOT = re.compile(r"\{(state|capital|demonym)(\d)\}")
_MARK = re.compile(r"\[([a-z]+)(\d)? ([^\]]*)\]")


@cache
def _forms(language: str) -> dict[str, dict[str, list[str]]]:
    """What each state is called: its names, capitals and demonyms by its code."""
    found = {}
    for row in state_rows():
        names = [form for form in row[language].split("|") if form]
        capitals = [form for form in row[f"capital_{language}"].split("|") if form]
        demonyms = [form for form in row[f"demonym_{language}"].split("|") if form] or names[:1]
        abbreviations = [form for form in row["abbreviations"].split("|") if form and language == "id"]
        found[row["iso3"]] = {"state": names + abbreviations, "capital": capitals or names[:1], "demonym": demonyms}
    return found


def _chosen(forms: Sequence[str], chooser: random.Random) -> str:
    """The first form mostly: a text keeps to one name."""
    return forms[0] if chooser.random() < _FIRST else chooser.choice(forms)


_FIRST = 0.7
_SORTS = {STATE: "state", SEAT: "state", CAPITAL: "capital", DEMONYM: "demonym"}


def swapped(text: MarkedText, chooser: random.Random) -> MarkedText | None:
    """The article with other countries in the place of its own; ``None`` where there is none to swap.

    A country stays where a person, a region or a body of the text is known to be of it.
    """
    document = text.document
    annotation = annotate(document, Config(fast=True))
    tables = load_tables(document.language)
    seen = seen_of(document, annotation, lines_of(document, annotation, tables), tables)
    bound = {known.country for known in seen.countries if known.sort >= 4}
    units = [u for u in seen.flat if u.entry is not None and u.entry.country and u.kind in _SORTS]
    named = {u.entry.country for u in units if u.entry is not None}
    codes = sorted(code for code in named if code is not None and code not in bound)
    if not codes:
        return None
    forms = _forms(document.language)
    others = chooser.sample([code for code in sorted(forms) if code not in bound], len(codes))
    to = dict(zip(codes, others, strict=True))
    changes = []
    for unit in units:
        code = unit.entry.country if unit.entry is not None else None
        if code in to:
            changes.append((unit.start, unit.end, _chosen(forms[to[code]][_SORTS[unit.kind]], chooser)))
    return _changed(text, sorted(set(changes)), to)


def _changed(text: MarkedText, changes: Sequence[tuple[int, int, str]], to: dict[str, str]) -> MarkedText | None:
    document = text.document
    made, at, moves = [], 0, []
    length = 0
    for start, end, form in changes:
        if start < at:
            return None
        made += [document.text[at:start], form]
        length += start - at + len(form)
        moves.append((start, end, length))
        at = end
    new = "".join([*made, document.text[at:]])
    if new.count("\n") != document.text.count("\n"):
        return None

    def moved(offset: int, closing: bool) -> int:
        shift = 0
        for start, end, place in moves:
            if offset >= end:
                shift = place - end
            elif offset > start:
                return place if closing else place - (end - start)
        return offset + shift

    def place(own: Place) -> Place:
        return moved(own[0], closing=False), moved(own[1], closing=True)

    dropped = frozenset(number for number, p in enumerate(document.paragraphs, 1) if p not in document.kept())
    fresh = document_of(document.article_id + "~", document.language, new.split("\n"), dropped)
    actors = tuple(
        MarkedActor(a.kind, to.get(a.country or "", a.country), tuple(map(place, a.places))) for a in text.actors
    )
    events = tuple(
        replace(
            event,
            triggers=tuple(map(place, event.triggers)),
            date=tuple(map(place, event.date)),
            where=tuple(map(place, event.where)),
            country=to.get(event.country or "", event.country),
        )
        for event in text.events
    )
    return MarkedText(fresh, actors, events, tuple(map(place, text.unsure)))


def state_sentences(language: str, count: int, chooser: random.Random) -> Iterator[MarkedText]:
    """Short texts of our own sentences (``sentences.toml``) with states of all the world in their places."""
    data = resources.files("menurut.train.actors").joinpath("sentences.toml").read_text(encoding="utf-8")
    patterns: list[str] = tomllib.loads(data)[language]
    forms = _forms(language)
    for number in range(count):
        codes = chooser.sample(sorted(forms), 10)
        lines: list[str] = []
        actors: dict[tuple[str, str], tuple[str | None, list[tuple[int, int, int]]]] = {}
        for line in range(chooser.choice((1, 1, 2, 3))):
            own = [codes[3 * line + i] for i in range(3)]
            plain, marks = _filled(chooser.choice(patterns), own, forms, chooser)
            lines.append(plain)
            for kind, country, start, end in marks:
                key = (kind, country or plain[start:end]) if kind == "state" else (kind, plain[start:end] + str(line))
                actors.setdefault(key, (country, []))[1].append((line, start, end))
        document = document_of(f"sentences-{language}-{number}", language, ["", *lines] if len(lines) > 1 else lines)
        first = 1 if len(lines) > 1 else 0
        found = []
        for (kind, _), (country, spans) in actors.items():
            starts = [document.paragraphs[first + line].start for line, _, _ in spans]
            places = tuple((base + s, base + e) for base, (_, s, e) in zip(starts, spans, strict=True))
            found.append(MarkedActor(ActorKind(kind), country, places))
        yield MarkedText(document, tuple(found), (), ())


def _filled(
    pattern: str, codes: Sequence[str], forms: dict[str, dict[str, list[str]]], chooser: random.Random
) -> tuple[str, list[tuple[str, str | None, int, int]]]:
    """A pattern with its slots filled; the actors marked in it by kind, country and place."""

    def fill(match: re.Match[str]) -> str:
        return chooser.choice(forms[codes[int(match[2])]][match[1]])

    text, marks, at = "", [], 0
    filled = _SLOT.sub(fill, pattern)
    for match in _MARK.finditer(filled):
        text += filled[at : match.start()]
        country = codes[int(match[2])] if match[2] else None
        marks.append((match[1], country, len(text), len(text) + len(match[3])))
        text += match[3]
        at = match.end()
    return text + filled[at:], marks
