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
    pieces = word.split("-")
    last = len(pieces) - 1
    found: list[str] = []
    prefix = ""
    for at, piece in enumerate(pieces):
        if at == last or not piece or (at == last - 1 and not pieces[last]):  # a run of hyphens is a mark
            found.append(prefix + "-".join(pieces[at:]))
            break
        if piece.lower() in _PREFIXES:
            prefix += f"{piece}-"
        else:
            found += [prefix + piece, "-"]
            prefix = ""
    return tuple(found)
