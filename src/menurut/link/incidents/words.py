"""The words by which two reports are known to be on one thing: how rare each is, and which are names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterable
from functools import cache, lru_cache
from importlib.resources import files

_COMMON = 0.35  # the rarity below which a word tells nothing
_TOPIC = 16  # words of an article
_LEAD = 8  # the more words an article has, the more a word of its headline counts: 1 more for each e**8 times

Words = list[tuple[str, bool]]  # each in lower case, and whether it has a capital


@cache
def common_words(language: str) -> dict[str, float]:
    """The rarity of the words that many articles have: 0 for one that all have, near 1 for the rarest listed."""
    lines = files("menurut.link.incidents").joinpath(f"words_{language}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {word: float(rarity) for word, rarity in rows}


def rarity(word: str, language: str) -> float:
    """How rare a word in lower case is among articles: 0 where all have it, 1 where none of the listed is it."""
    return common_words(language).get(word, 1.0)


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\w+(?:['’.-]\w+)*")


def words_of(text: str) -> Words:
    """The words of a text: each in lower case without what is hung on it ("-nya", "'s"), and if it has a capital."""
    found = []
    for match in _word().finditer(text):
        word = match.group()
        bare = word.removesuffix("'s").removesuffix("’s")
        low = bare.lower()
        if len(low) > 6:
            low = low.removesuffix("nya")
        found.append((low, bare[0].isupper()))
    return found


def telling_words(text: str, language: str, plain: Container[str] = ()) -> tuple[dict[str, float], dict[str, float]]:
    """The rare words of a sentence with their rarity: those with a capital (names), and the others.

    Numbers and short words count as neither. What is among the ``plain`` words, those that the article has without a
    capital, is no name: it begins a sentence or stands in a headline.
    """
    names: dict[str, float] = {}
    words: dict[str, float] = {}
    for word, capital in words_of(text):
        value = rarity(word, language)
        if value < _COMMON or len(word) < 3 or not word[0].isalpha():
            continue
        (names if capital and word not in plain else words)[word] = round(value, 3)
    return names, words


def topic_of(headline: Words, body: Words, language: str) -> dict[str, float]:
    """The words that tell what an article is on, with weights of a length of 1: said often, and rare elsewhere."""
    counts = Counter(word for word, _ in body if len(word) > 2 and word[0].isalpha())
    said = sum(counts.values())
    for word, _ in headline:
        if len(word) > 2 and word[0].isalpha():
            counts[word] += 1 + round(math.log1p(said) / _LEAD)
    weights = {}
    for word, count in counts.items():
        value = rarity(word, language)
        if value >= _COMMON:
            weights[word] = (1 + math.log(count)) * value
    best = sorted(weights, key=lambda word: (-weights[word], word))[:_TOPIC]
    length = math.sqrt(sum(weights[word] ** 2 for word in best)) or 1.0
    return {word: round(weights[word] / length, 4) for word in best}


def cosine(first: dict[str, float], second: dict[str, float]) -> float:
    """How alike two topics are, from 0 to 1."""
    return math.fsum(first[word] * second[word] for word in first.keys() & second.keys())


def rarest(words: Iterable[tuple[str, float]], most: int) -> list[str]:
    """The rarest words, of two alike the first in the alphabet."""
    return [word for word, _ in sorted(words, key=lambda pair: (-pair[1], pair[0]))[:most]]


@lru_cache(maxsize=1 << 14)
def any_alike(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a word of some and one of others may be forms of one."""
    return any(like(one, other) for one in some for other in others)


def like(one: str, other: str) -> bool:
    """Whether two words may be forms of one ("menyerang", "serangan"): most of the shorter stands in the longer."""
    if len(other) < len(one):
        one, other = other, one
    size = max(4, (5 * len(one) + 7) // 8)
    return any(one[at : at + size] in other for at in range(len(one) - size + 1)) if size <= len(one) else one == other
