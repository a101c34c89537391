"""English words that are written together: "don't" is *do* and *n't*, "Russia's" is *Russia* and *'s*.

The parts are those of the English Web Treebank, whose hyphens are words unless they follow a prefix.
"""

from __future__ import annotations

import re

_ENDINGS = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_WHOLE = frozenset({"o'clock", "o’clock"})
_JOINED = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3}
_PREFIXES = frozenset(
    [
        "anti",
        "non",
        "pre",
        "post",
        "co",
        "re",
        "ex",
        "e",
        "multi",
        "inter",
        "semi",
        "ultra",
        "pro",
        "mid",
        "un",
        "sub",
        "counter",
        "pan",
        "neo",
        "over",
        "under",
        "micro",
        "mini",
    ]
)


def word_parts(word: str) -> tuple[str, ...]:
    """The parts of a written word. They join to the word."""
    lower = word.lower()
    if lower in _WHOLE:
        return (word,)
    if lower in _JOINED:
        return (word[: _JOINED[lower]], word[_JOINED[lower] :])
    ending = _ENDINGS.search(word)
    stem = word[: ending.start()] if ending and ending.start() else word
    parts = _hyphened(stem)
    return (*parts, word[len(stem) :]) if len(stem) < len(word) else parts


def _hyphened(word: str) -> tuple[str, ...]:
    first, hyphen, rest = word.partition("-")
    if not hyphen or not rest or not first:  # a run of hyphens is a mark
        return (word,)
    if first.lower() in _PREFIXES:
        more = _hyphened(rest)
        return (f"{first}-{more[0]}", *more[1:])
    return (first, "-", *_hyphened(rest))
