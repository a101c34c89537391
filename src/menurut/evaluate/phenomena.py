"""What an attribution is an instance of, read off its record: so that errors can be told by kind, not one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from menurut.languages import Construction, Language

Record = Mapping[str, Any]

PHENOMENA = (
    "direct, cue after",
    "direct, cue before",
    "direct, cue between",
    "quotation without a cue",
    "mixed form",
    "indirect",
    "headline",
    "X: …",
    "clitic cue",
    "according to",
    "noun cue",
    "passive or agentless",
    "pronoun",
    "several sources",
    "split content",
    "nested",
    "belief or stance",
    "demand",
    "threat or promise",
    "accusation",
    "denial",
    "no position",
    "a document speaks",
)
_ACTS = {
    "BELIEVE": "belief or stance",
    "SUPPORT": "belief or stance",
    "DEMAND": "demand",
    "WARN": "threat or promise",
    "PROMISE": "threat or promise",
    "ACCUSE": "accusation",
    "CONDEMN": "accusation",
    "DENY": "denial",
    "NO_POSITION": "no position",
}
_CONSTRUCTIONS = {
    Construction.CLITIC: "clitic cue",
    Construction.PREPOSITION: "according to",
    Construction.CHANNEL: "according to",
    Construction.NOUN: "noun cue",
    Construction.PASSIVE: "passive or agentless",
}
_AND = frozenset({"dan", "and", "serta", "maupun"})


def phenomena_of(attribution: Record, record: Record, lines: Sequence[str], language: Language) -> tuple[str, ...]:
    """The kinds of attribution that one is, in the order of ``PHENOMENA``; at least one.

    Args:
        attribution: one of the record's attributions.
        record: the annotation that it belongs to.
        lines: the article's text in lines.
        language: whose cue tables tell what its cue is.
    """
    found = {_shape(attribution, lines), _ACTS.get(attribution["act"], "")}
    cue, source = attribution["cue"], attribution["source"]
    if cue is not None:
        words = cue[1].lower()
        found.add("X: …" if words == ":" else _construction(words, language))
        found.add("headline" if cue[0] == 1 else "")
    if source is None and cue is not None and "clitic cue" not in found:
        found.add("passive or agentless")
    if source is not None:
        words = source[1].lower().split()
        found.add("pronoun" if len(words) == 1 and language.has(words[0], "pronoun") else "")
        found.add("several sources" if _AND & set(words) else "")
    found.add("split content" if len(attribution["content"]) > 1 else "")
    found.add("nested" if _is_nested(attribution, record, lines) else "")
    speaker = next((a for a in record.get("actors", []) if a["id"] == attribution["speaker"]), None)
    found.add("a document speaks" if speaker is not None and speaker["kind"] == "document" else "")
    return tuple(name for name in PHENOMENA if name in found)


def _construction(words: str, language: Language) -> str:
    first = words.split(maxsplit=1)[0]
    kinds = {cue.construction for cue in language.cues.get(first, ()) if " ".join(cue.words) == words}
    if language.clitic and words.endswith(language.clitic):
        kinds.add(Construction.CLITIC)
    if kinds & {Construction.ACTIVE, Construction.INVERTED, Construction.BARE}:
        return ""
    return next((name for kind, name in _CONSTRUCTIONS.items() if kind in kinds), "")


def _shape(attribution: Record, lines: Sequence[str]) -> str:
    if attribution["form"] == "mixed":
        return "mixed form"
    if attribution["cue"] is None:
        return "quotation without a cue"
    if attribution["form"] == "indirect":
        return "indirect"
    cue = _place(attribution["cue"], lines)
    places = [_place(part, lines) for part in attribution["content"]]
    before, after = any(p < cue for p in places), any(p > cue for p in places)
    if before and after:
        return "direct, cue between"
    return "direct, cue after" if before else "direct, cue before"


def _place(pair: Sequence[Any], lines: Sequence[str]) -> tuple[int, int]:
    return pair[0], lines[pair[0] - 1].find(pair[1])


def _is_nested(attribution: Record, record: Record, lines: Sequence[str]) -> bool:
    cue = attribution["cue"]
    if cue is None:
        return False
    at = _place(cue, lines)
    for other in record["attributions"]:
        for part in other["content"] if other is not attribution else ():
            begin = _place(part, lines)
            if begin[0] == at[0] and 0 <= begin[1] <= at[1] < begin[1] + len(part[1]):
                return True
    return False
