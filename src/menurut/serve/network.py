"""The network: who acts on whom, as edges between states or actors, and the picture of the strongest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from menurut.serve.db import marks
from menurut.serve.filters import QUADS
from menurut.serve.layout import curve, places
from menurut.serve.narrowing import HAPPENED, Asked
from menurut.serve.text import Words

BETWEEN = ("country", "actor")  # what the nodes can be
WIDTH, HEIGHT = 1_000.0, 640.0
_LETTER, _LINE = 7.2, 17.0  # about the width of a letter and the height of a line
_LONGEST_NAME = 24
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Edge:
    """Who acts on whom in how many incidents, by class (quad). ``source`` and ``target`` are nodes' keys."""

    source: str
    target: str
    source_name: str
    target_name: str
    incidents: int
    counts: dict[str, int]

    @property
    def quad(self) -> str:
        """The class of most of its incidents."""
        return max(sorted(self.counts), key=lambda quad: self.counts[quad])


@dataclass(frozen=True, slots=True)
class Node:
    """A state (``key`` its ISO 3166-1 alpha-3 code) or an actor (the id of its identity) in the picture.

    ``identity`` is the actor whose page tells of it; ``acts`` and ``acted_on`` count incidents, of all edges.
    """

    key: str
    name: str
    identity: str | None
    acts: int
    acted_on: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge as it is drawn: an SVG path and its width."""

    edge: Edge
    path: str
    width: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The nodes and arrows of the strongest edges."""

    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


Pair = tuple[str, str, int, tuple[int, ...]]  # source, target, incidents, those by class
Pairs = list[Pair]


def edges(asked: Asked, between: str) -> Pairs:
    """All edges that fit the filters, the strongest first."""
    return asked.kept(("edges", between), lambda: _edges(asked, between))


def _edges(asked: Asked, between: str) -> Pairs:
    key = "country" if between == "country" else "identity"
    ends = f"a.role = 'source' AND a.{key} IS NOT NULL AND b.{key} <> a.{key}"
    where, values = asked.where(more=f"{ends} AND {HAPPENED}")
    joins = {  # the table, and what joins it to another
        "i": ("incidents i", "i.id = a.incident"),
        "a": ("incident_actors a", "a.incident = i.id"),
        "b": ("incident_actors b", "b.incident = a.incident AND b.role = 'target'"),
    }
    order = "iab" if asked.filters.any else "abi"  # all of them: one after the other as they lie in the file
    tables = " CROSS JOIN ".join(joins[each][0] for each in order)
    conditions = " AND ".join(joins[each][1] for each in order[1:])
    rows = asked.connection.execute(
        f"SELECT i.rowid, a.{key}, b.{key}, i.quad FROM {tables} {where} AND {conditions}",  # noqa: S608
        values,
    )
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(QUADS))
    column = {quad: at for at, quad in enumerate(QUADS)}
    incident, seen = None, set[tuple[str, str]]()
    for number, source, target, quad in rows:  # an incident's rows follow each other
        if number != incident:
            incident, seen = number, set()
        if (source, target) not in seen:
            seen.add((source, target))
            found[source, target][column[quad]] += 1
    names: dict[str, str] = {}  # each once, however many edges it has
    pairs = [
        (names.setdefault(source, source), names.setdefault(target, target), sum(counts), tuple(counts))
        for (source, target), counts in found.items()
    ]
    return sorted(pairs, key=_order)


def _order(pair: Pair) -> tuple[int, str, str]:
    return -pair[2], pair[0], pair[1]


def page_of_edges(pairs: Pairs, limit: int, after: Sequence[Any] | None) -> tuple[Pairs, tuple[int, str, str] | None]:
    """The edges of a page, and where the next one begins, if there is one."""
    if after is not None:
        place = (-after[0], after[1], after[2])
        pairs = [pair for pair in pairs if _order(pair) > place]
    last = pairs[limit - 1] if len(pairs) > limit else None
    return pairs[:limit], (last[2], last[0], last[1]) if last is not None else None


def named(asked: Asked, between: str, pairs: Pairs, words: Words) -> list[Edge]:
    """Edges with the names of their ends."""
    names = _names(asked, between, sorted({end for pair in pairs for end in pair[:2]}), words)
    return [Edge(a, b, names[a], names[b], total, dict(zip(QUADS, by, strict=True))) for a, b, total, by in pairs]


def _names(asked: Asked, between: str, keys: Sequence[str], words: Words) -> dict[str, str]:
    if between == "country":
        return {key: words.country(key) for key in keys}
    found = {key: key for key in keys}
    for at in range(0, len(keys), _CHUNK):
        chunk = keys[at : at + _CHUNK]
        query = f"SELECT id, name FROM identities WHERE id IN ({marks(chunk)})"  # noqa: S608
        found |= {row[0]: row[1] for row in asked.connection.execute(query, chunk)}
    return found


def picture(asked: Asked, between: str, pairs: Pairs, words: Words, most: tuple[int, int]) -> Picture:
    """The picture of the strongest edges: at most so many nodes and edges."""
    chosen: Pairs = []
    ends: dict[str, None] = {}
    for pair in pairs:
        new = [end for end in pair[:2] if end not in ends]
        if len(ends) + len(new) <= most[0] and len(chosen) < most[1]:
            ends |= dict.fromkeys(new)
            chosen.append(pair)
    drawn = named(asked, between, chosen, words)
    names = {each.source: each.source_name for each in drawn} | {each.target: each.target_name for each in drawn}
    out, into = Counter[str](), Counter[str]()
    for source, target, total, _ in pairs:
        out[source] += total
        into[target] += total
    keys = sorted(names, key=lambda key: (-out[key] - into[key], key))
    top = max((out[key] + into[key] for key in keys), default=1)
    radii = {key: 5 + 15 * sqrt((out[key] + into[key]) / top) for key in keys}
    sizes = {
        key: (max(2 * radii[key], _LETTER * min(len(names[key]), _LONGEST_NAME)) + 4, 2 * radii[key] + _LINE)
        for key in keys
    }
    at = places(keys, [(each.source, each.target) for each in drawn], sizes, (WIDTH, HEIGHT))
    middle = {key: (x, y - _LINE / 2) for key, (x, y) in at.items()}
    pages = _pages(asked, between, keys)
    nodes = [
        Node(key, names[key], pages.get(key), out[key], into[key], *middle[key], round(radii[key], 1)) for key in keys
    ]
    return Picture(tuple(nodes), tuple(_arrows(drawn, middle, radii)))


def _pages(asked: Asked, between: str, keys: Sequence[str]) -> dict[str, str]:
    """Which actor's page tells of a node; of a state the one that is named most."""
    if between == "actor":
        return {key: key for key in keys}
    query = (
        "SELECT i.country, i.id, (SELECT sum(n.articles) FROM identity_names n WHERE n.identity = i.id)"  # noqa: S608
        f" FROM identities i WHERE i.kind = 'state' AND i.country IN ({marks(keys)}) ORDER BY 3, 2"
    )
    return {row[0]: row[1] for row in asked.connection.execute(query, list(keys))}


def _arrows(
    drawn: Sequence[Edge], middle: Mapping[str, tuple[float, float]], radii: Mapping[str, float]
) -> list[Arrow]:
    top = max((each.incidents for each in drawn), default=1)
    both = {(each.source, each.target) for each in drawn}
    found = []
    for each in drawn:
        width = 1.2 + 5.3 * sqrt(each.incidents / top)
        bend = 0.12 if (each.target, each.source) in both else 0.05
        room = (radii[each.source] + 1, radii[each.target] + 3 + 2 * width)
        begin, control, end = curve(middle[each.source], middle[each.target], room, bend)
        path = f"M{begin[0]} {begin[1]}Q{control[0]} {control[1]} {end[0]} {end[1]}"
        found.append(Arrow(each, path, round(width, 1)))
    return found[::-1]
