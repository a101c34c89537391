"""PLOVER: what its event types are, their modes with scores, their contexts, and what they are in CAMEO.

All of it stands in ``plover.toml`` and ``cameo.tsv``, with the choices made where PLOVER's own texts disagree.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from menurut.records import EventType, Status


class Quad(StrEnum):
    """The four classes of PLOVER's types: cooperation or conflict, in words or in deeds."""

    VERBAL_COOPERATION = "VC"
    MATERIAL_COOPERATION = "MC"
    VERBAL_CONFLICT = "VX"
    MATERIAL_CONFLICT = "MX"

    @property
    def words(self) -> str:
        """The class in words: "verbal cooperation"."""
        return self.name.replace("_", " ").lower()

    @property
    def number(self) -> int:
        """PLOVER's number of the class, 1 to 4."""
        return ("VC", "MC", "VX", "MX").index(self.value) + 1


CONTEXTS = (
    "military",
    "intelligence",
    "executive",
    "legislative",
    "election",
    "political_institutions",
    "pro_democracy",
    "pro_autocracy",
    "economic",
    "legal",
    "reparations",
    "human_rights",
    "rights_freedoms",
    "repression",
    "human_security",
    "gender",
    "lgbt",
    "religion_ethnicity",
    "inequality",
    "diplomatic",
    "territory",
    "peacekeeping",
    "health",
    "asylum",
    "migration",
    "disasters",
    "natural_resource",
    "environment",
    "technology",
    "terrorism",
    "cbrn",
    "cyber",
    "misinformation",
    "crime",
    "corruption",
    "illegal_drugs",
    "trafficking",
)
_CODE = 3  # digits of a CAMEO code that says more than its first two


@dataclass(frozen=True, slots=True)
class Sense:
    """What a PLOVER type is.

    ``score`` is its intensity where no mode is known (-10 conflict to +10 cooperation), ``modes`` the scores of its
    modes, ``recipient`` whether PLOVER asks for a target. ``meaning`` is in words by the code of a language.
    """

    type: EventType
    quad: Quad
    score: float
    recipient: bool
    modes: Mapping[str, float]
    meaning: Mapping[str, str]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("menurut.code").joinpath("plover.toml").read_text(encoding="utf-8"))


@cache
def senses() -> Mapping[EventType, Sense]:
    """What each of the 16 types is, in the order of PLOVER's manual."""
    found = {}
    for name, row in _data()["types"].items():
        kind = EventType(name)
        modes = MappingProxyType({mode: float(score) for mode, score in row.get("modes", {}).items()})
        meaning = MappingProxyType({code: row[code] for code in ("en", "id")})
        found[kind] = Sense(kind, Quad(row["quad"]), float(row["score"]), row["recipient"], modes, meaning)
    return MappingProxyType(found)


@cache
def context_meanings() -> Mapping[str, Mapping[str, str]]:
    """What each context is, in words by the code of a language."""
    return MappingProxyType({name: MappingProxyType(dict(row)) for name, row in _data()["contexts"].items()})


@cache
def contexts_by_mode() -> Mapping[str, str]:
    """The context that a mode tells by itself."""
    return MappingProxyType(dict(_data()["context_of_mode"]))


@cache
def contexts_by_sector() -> Mapping[str, str]:
    """The context that an actor's sector tells by itself."""
    return MappingProxyType(dict(_data()["context_of_sector"]))


def quad(kind: EventType) -> Quad:
    """The quad class of a type."""
    return senses()[kind].quad


def modes(kind: EventType) -> tuple[str, ...]:
    """The modes of a type; empty where PLOVER has none for it."""
    return tuple(senses()[kind].modes)


def intensity(kind: EventType, mode: str | None = None) -> float:
    """The score of a type and mode, -10 (conflict) to +10 (cooperation); the type's own where no mode is known.

    Raises ``ValueError`` where the type has no such mode.
    """
    sense = senses()[kind]
    if mode is None:
        return sense.score
    if mode not in sense.modes:
        raise ValueError(f"{kind} has no mode {mode!r}")
    return sense.modes[mode]


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    type: EventType
    modes: tuple[str, ...]
    back: bool


@cache
def _crosswalk() -> Mapping[str, _Row]:
    text = files("menurut.code").joinpath("cameo.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    rows = (_Row(c, EventType(t), tuple(filter(None, m.split("|"))), b == "yes") for c, t, m, b, _ in lines[1:])
    return MappingProxyType({row.code: row for row in rows})


def _shared(codes: Sequence[str]) -> str:
    """The digits that all codes begin with."""
    first, last = min(codes), max(codes)
    return first[: next((i for i, digit in enumerate(first) if digit != last[i : i + 1]), len(first))]


@cache
def cameo(kind: EventType, mode: str | None = None, status: Status = Status.ACTUAL) -> str | None:
    """The CAMEO code of a type and mode; ``None`` where they fit codes of several of CAMEO's main classes.

    It is the narrowest code that holds all that the crosswalk has for type and mode: "1831" for a suicide attack,
    "166" for expelling, "040" ("consult", no more told) for a meeting. A mode that CAMEO does not know counts as none.
    An event that is planned gets the code of the intent to cooperate or to yield, a planned conflict none; CAMEO has
    no code for what is only possible or did not happen.
    """
    if status in (Status.POSSIBLE, Status.NEGATED):
        return None
    if status is Status.PLANNED:
        planned: dict[str, str] = _data()["planned"]
        return planned.get(f"{kind} {mode}", planned.get(kind))
    rows = [row for row in _crosswalk().values() if row.type is kind and row.back]
    shared = _shared([row.code for row in rows if mode in row.modes] or [row.code for row in rows])
    if len(shared) < _CODE - 1:
        return None
    return shared if len(shared) >= _CODE else f"{shared}0"


def from_cameo(code: str) -> tuple[EventType, str | None] | None:
    """The PLOVER type and mode of a CAMEO code; ``None`` for comments (01), which have none, and unknown codes.

    The mode is ``None`` where the code has none or holds several. A code of two digits counts as its general one.
    """
    row = _crosswalk().get(code if len(code) >= _CODE else f"{code}0")
    if row is None:
        return None
    return row.type, row.modes[0] if len(row.modes) == 1 else None
