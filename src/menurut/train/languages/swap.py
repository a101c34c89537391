"""Names put in the place of other names, so that a network learns to know them by their surroundings too."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from menurut.evaluate.treebanks import Example
from menurut.languages.lemmas import KEEP
from menurut.languages.network import name_ranges

Pool = dict[tuple[str, int], list[tuple[str, ...]]]


def pool_of(examples: Iterable[Example], names: Iterable[tuple[str, tuple[str, ...]]] = ()) -> Pool:
    """Names by type and number of words: those of ``examples``, and more given as type and words; each once."""
    found: dict[tuple[str, int], dict[tuple[str, ...], None]] = {}
    for example in examples:
        for begin, end, kind in name_ranges(example.names or ()):
            words = example.words[begin:end]
            if all(word[:1].isupper() for word in words):
                found.setdefault((kind, end - begin), {})[words] = None
    for kind, words in names:
        found.setdefault((kind, len(words)), {})[words] = None
    return {key: list(each) for key, each in found.items()}


def swapped(example: Example, pool: Pool, chooser: random.Random, share: float) -> Example:
    """The example, in a ``share`` of cases with each of its names replaced by another of its type and length."""
    if not example.names or chooser.random() >= share:
        return example
    words = list(example.words)
    scripts = list(example.scripts) if example.scripts is not None else None
    for begin, end, kind in name_ranges(example.names):
        others = pool.get((kind, end - begin))
        if others:
            words[begin:end] = chooser.choice(others)
            if scripts is not None:
                scripts[begin:end] = [KEEP] * (end - begin)
    return replace(example, words=tuple(words), scripts=tuple(scripts) if scripts is not None else None)
