"""Indonesian words that are written together with another: -nya, -lah, -kah, -pun, -ku, -mu, ku-, kau-."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

LONGEST_CLITIC = 3  # letters
_SHORTEST_HOST = 2


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = resources.files("menurut.languages").joinpath("indonesian", "clitics.toml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in tomllib.loads(text).items()}


def word_parts(word: str) -> tuple[str, ...]:
    """The parts of a written word: ``bukunya`` is *buku* and *nya*, ``hanya`` is one word. They join to the word."""
    lower = word.lower()
    if len(lower) < 5 or not lower.replace("-", "").isalpha():
        return (word,)
    lists = _lists()
    end = _suffix(lower, lists)
    host = lower[: len(lower) - end]
    parts = [word[: len(host)], word[len(host) :]] if end else [word]
    if end and parts[0].endswith("-"):
        return (word,)
    for prefix in ("kau", "ku"):
        if host.startswith(prefix) and host[len(prefix) :] in lists["prefix_hosts"]:
            return (parts[0][: len(prefix)], parts[0][len(prefix) :], *parts[1:])
    inner = _suffix(host, lists) if end and lower.endswith(("lah", "kah", "pun")) and host.endswith("nya") else 0
    if inner:
        return (word[: len(host) - inner], word[len(host) - inner : len(host)], word[len(host) :])
    return tuple(parts)


def _suffix(lower: str, lists: dict[str, frozenset[str]]) -> int:
    """How many letters of the end are a clitic."""
    if lower in lists["whole"] or len(lower) < 5:
        return 0
    if lower.endswith("nya"):
        return 0 if lower.endswith("tanya") and lower[:-5] in lists["ask_prefixes"] else 3
    if lower.endswith(("lah", "kah")):
        return 3 if lower[:-3] in lists["particle_hosts"] or lower[:-3].endswith(("nya", "kan", "an")) else 0
    if lower.endswith("pun"):
        return 3 if len(lower) > _SHORTEST_HOST + 3 or lower[:-3] in lists["particle_hosts"] else 0
    if lower.endswith(("ku", "mu")):
        return 2 if lower[:-2] in lists["person_hosts"] else 0
    return 0
