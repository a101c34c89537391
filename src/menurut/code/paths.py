"""How two phrases stand to each other in the text and in the tree: features of many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from menurut.records import Word
from menurut.resolve.inputs import Floats, Mention, Whole

_NEAR = np.array([1, 2, 3, 5, 8, 13, 21])  # words
APART = np.array([1, 2, 3, 5])  # sentences
NEARNESS = 2 * (len(_NEAR) + 1) + 2 * (len(APART) + 1)
DEEPEST = 5  # steps up the tree that are looked at
_GROUPS = (
    ("nsubj", "csubj"),
    ("nsubj:pass", "csubj:pass"),
    ("obj", "iobj"),
    ("obl", "obl:tmod"),
    ("obl:agent",),
    ("nmod", "nmod:poss"),
    ("compound", "flat", "amod"),
    ("appos",),
    ("conj",),
    ("acl", "acl:relcl"),
    ("advcl",),
    ("ccomp", "xcomp"),
    ("parataxis",),
)
_GROUP = {relation: number for number, group in enumerate(_GROUPS) for relation in group}
GROUPS = len(_GROUPS) + 2  # any other relation, and the word itself
_OTHER, _SELF = len(_GROUPS), len(_GROUPS) + 1
_STEPS = DEEPEST + 1
PATHS = 1 + 2 * _STEPS + 2 * GROUPS


def nearness_features(one: Whole, other: Whole, sentences: Whole, others: Whole) -> Floats:
    """How many words and sentences lie between two spans, and which comes first: one x other x NEARNESS.

    ``one`` and ``other`` are first and last words (spans x 2), ``sentences`` and ``others`` the numbers of theirs.
    """
    after = other[None, :, 0] > one[:, None, 1]
    away = np.where(after, other[None, :, 0] - one[:, None, 1], one[:, None, 0] - other[None, :, 1])
    near = np.searchsorted(_NEAR, np.maximum(away, 0), side="right") + after * (len(_NEAR) + 1)
    apart = sentences[:, None] - others[None]
    steps = np.searchsorted(APART, np.abs(apart), side="right") + (apart < 0) * (len(APART) + 1)
    found = np.zeros((*near.shape, NEARNESS), dtype=np.float32)
    rows, columns = np.arange(len(one))[:, None], np.arange(len(other))
    found[rows, columns, near] = 1.0
    found[rows, columns, 2 * (len(_NEAR) + 1) + steps] = 1.0
    return found


def head_of(words: Sequence[Word], span: Mention) -> int:
    """The word of a span that stands above its other words."""
    first, last = span
    for i in range(first, last + 1):
        head = words[i].head
        if head < first or head > last:
            return i
    return first


def group_of(relation: str) -> int:
    """The number of the group that a relation belongs to."""
    found = _GROUP.get(relation)
    return found if found is not None else _GROUP.get(relation.partition(":")[0], _OTHER)


def ancestors(words: Sequence[Word], starts: Sequence[int]) -> Whole:
    """Each word with the words above it, nearest first: starts x (1 + DEEPEST), -1 beyond the root."""
    found = list(starts)
    for at in range((_STEPS - 1) * len(starts)):  # step by step, of all words
        found.append(words[found[at]].head if found[at] >= 0 else -1)
    return np.array(found, dtype=np.int64).reshape(_STEPS, -1).T


def path_features(words: Sequence[Word], one: Whole, other: Whole) -> Floats:
    """How the words of ``one`` stand to those of ``other`` (both from ``ancestors``): one x other x PATHS.

    Whether both hang on one word, how many steps each is below the nearest such word, and by which relation the branch
    of each hangs on it.
    """
    found = np.zeros((len(one), len(other), PATHS), dtype=np.float32)
    if not len(one) or not len(other):
        return found
    same = (one[:, None, :, None] == other[None, :, None, :]) & (one >= 0)[:, None, :, None]
    steps = np.arange(_STEPS)
    cost = np.where(same, steps[:, None] + steps[None], 99).reshape(len(one), len(other), -1)
    best = cost.argmin(2)
    none = cost.min(2) == 99
    up, down = best // _STEPS, best % _STEPS
    rows, columns = np.arange(len(one))[:, None], np.arange(len(other))
    relations = np.zeros(len(words), dtype=np.int64)
    used = list({*one.ravel().tolist(), *other.ravel().tolist()} - {-1})
    relations[used] = [group_of(words[at].relation) for at in used]
    own = np.where(up > 0, relations[one[rows, np.maximum(up - 1, 0)]], _SELF)
    theirs = np.where(down > 0, relations[other[columns, np.maximum(down - 1, 0)]], _SELF)
    for base, number in ((1, up), (1 + _STEPS, down), (1 + 2 * _STEPS, own), (1 + 2 * _STEPS + GROUPS, theirs)):
        found[rows, columns, base + number] = 1.0
    found[none] = 0.0
    found[none, 0] = 1.0
    return found
